import Diagnostics
import Documentation
import JSONText
import Providers
import TestSupport
import Testing

/// Which constructs each provider can sell.
@Suite struct ConstructTests {
  static let providers = ["Stripe", "Razorpay", "Dodo Payments", "OpenMeter", "Polar", "Creem", "Autumn"]

  /// What the providers' documentation allows, and what is measured.
  struct Row: CustomTestStringConvertible {
    let construct: String
    /// A letter for each provider: `x` is exact, `e` emulated, `a` by the application, `-` impossible, and `?` not documented.
    let documented: String
    /// The same as measured, where `-` is not for sale.
    let measured: String
    /// Why a provider's two letters differ, by its name.
    let reasons: [String: String]

    init(_ construct: String, _ documented: String, _ measured: String, _ reasons: [String: String] = [:]) {
      (self.construct, self.documented, self.measured, self.reasons) = (construct, documented, measured, reasons)
    }

    var testDescription: String { construct }
  }

  private static let separate = "The add-on is a subscription of its own, with its own billing date."
  private static let volume = "Only volume tiers of what is paid in advance have flat amounts."
  private static let month = "Usage is counted by calendar month in UTC, whatever the day of the invoice."
  private static let keeps = "No features are kept, and the application grants what the product includes."
  private static let code = "The provider would choose a code, which no request could name."
  private static let months = "What becomes of a longer period is not documented, which a warning says."
  private static let bounds = "The application checks the quantity before the purchase."
  private static let invoice = "The application adds the add-on to each later invoice, and checks the quantity."
  private static let apart = "It is granted outside of the subscription, and the application ends it."
  private static let gauge = "Only seats that are measured have tiers, and a catalog has seats that are bought."
  private static let bought = "Bought units are charged again, which is a warning, and the application must credit them."
  private static let access = "Usage is not stopped, and the application ends access."
  private static let chooses = "The discount is a plan of its own, and the application chooses who gets it."
  private static let checks = "The application checks it before it offers the discount."
  private static let objects = "Each currency has an object of its own, which charges the same."
  private static let rounds = "The application charges usage, and rounds each invoice to the minor unit."

  static let rows: [Row] = [
    Row(
      "seats of a plan", "xxxexxx", "xxx-xxx",
      [
        "openmeter":
          "A subscription has no quantity. A second request would buy the seats, and without it the plan would run unpaid."
      ]),
    Row("minimum of seats of a plan", "e---x-e", "eee-xee", ["razorpay": bounds, "dodo": bounds, "creem": bounds]),
    Row(
      "maximum of seats of a plan", "e--xx-x", "eee-xex",
      ["razorpay": bounds, "dodo": bounds, "openmeter": "The plan is not for sale.", "creem": bounds]),
    Row(
      "seats of an add-on, beyond those in the plan", "x-xxx-x", "xaxaeex",
      [
        "razorpay": "The add-on is charged once, and the application adds it to each later invoice.", "openmeter": apart,
        "polar": separate, "creem": separate,
      ]),
    Row(
      "minimum of seats of an add-on", "e---x-e", "eaeaeee",
      ["razorpay": invoice, "dodo": bounds, "openmeter": apart, "polar": separate, "creem": separate]),
    Row(
      "maximum of seats of an add-on", "e--xx-x", "eaeaeex",
      ["razorpay": invoice, "dodo": bounds, "openmeter": apart, "polar": separate, "creem": separate]),
    Row(
      "graduated tiers of seats, the first free", "x-xxx-x", "x---x-x",
      [
        "dodo": "There are no tiers. An add-on beside a fee says the same.",
        "openmeter": "Seats that are bought have no tiers. An add-on beside a fee says the same.",
      ]),
    Row("graduated tiers of seats", "x--ex-x", "x---x-x", ["openmeter": gauge]),
    Row(
      "volume tiers of seats", "xe-ex-x", "x---x-x",
      [
        "razorpay": "Each tier would be a plan, and a customer with another quantity would have to change plans.",
        "openmeter": gauge,
      ]),
    Row(
      "flat amount in a tier of seats", "xa-x--e", "x------",
      ["razorpay": "The application charges usage, not seats.", "openmeter": gauge, "autumn": volume]),

    Row("usage per unit", "xaxxxxx", "xaxxxex", ["creem": month]),
    Row("usage beyond an allowance", "xaxxxxx", "xaxxxex", ["creem": month]),
    Row(
      "usage alone, without a fee", "xaxxxex", "x-xxxex",
      ["razorpay": "A subscription needs a fee, and without one the application has no invoice to add usage to."]),
    Row("graduated tiers of usage", "xa-xx-x", "xa-xx-x"),
    Row("volume tiers of usage", "xa-xx--", "xa-xx--"),
    Row("tiers of usage `per` 1000", "xa-xx-x", "xa-xx-x"),
    Row("flat amount in a graduated tier", "xa-x--e", "xa-x---", ["autumn": volume]),
    Row("flat amount in a graduated tier beyond an allowance", "xa-x---", "xa-x---"),
    Row("flat amount in a volume tier", "xa-x---", "xa-x---"),
    Row("packages of usage", "xaexeex", "xaexeex"),
    Row("packages beyond an allowance", "eaexeex", "eaexeex"),
    Row(
      "usage beyond a fraction of a unit", "-a-x--x", "-a-x--e",
      ["autumn": "Usage beyond the allowance is rounded up to whole units."]),
    Row("usage beyond an allowance for each seat", "-a-----", "-a-----"),

    Row("monthly usage in a yearly plan", "xa-xxex", "xa-xxex"),
    Row("daily usage in a monthly plan", "xa-xx--", "xa-xx--"),
    Row("weekly usage in a monthly plan", "-a-----", "-a-----"),
    Row("yearly usage in a monthly plan", "xa-x--x", "xa-x--x"),
    Row(
      "end of usage at `max`", "aaexaax", "aaaxaax",
      ["dodo": "Only credits have a limit, and usage is charged beyond a threshold."]),
    Row(
      "end of usage at the allowance in a trial", "aaaxaa?", "aaaxaaa",
      ["autumn": "What becomes of usage beyond the allowance is not documented."]),
    Row(
      "usage beyond an allowance and a top-up", "eax-x-x", "aa-axax",
      [
        "stripe": "The application creates the credit grant, because its amount is money.",
        "dodo": "An allowance beside a usage price is a threshold, which a top-up cannot raise.",
        "openmeter": bought, "creem": bought,
      ]),
    Row("graduated usage beyond a top-up", "-a--x-x", "aa-ax-x", ["stripe": bought, "openmeter": bought]),
    Row("volume usage beyond a top-up", "-a-----", "aa-a---", ["stripe": bought, "openmeter": bought]),
    Row("usage of some events (`where`)", "eaxxxxe", "eaxxxee", ["creem": month]),
    Row("usage of a pool of credits", "eaxeeex", "eaeeeex", ["dodo": "The unit of the price of a credit is not documented."]),

    Row(
      "end of usage at the allowance", "--xxxex", "aaaxaax",
      [
        "stripe": access, "razorpay": access,
        "dodo": "Usage without a price is counted for pools only, and the application ends access.",
        "polar": "There is a balance, but usage goes on below zero, and the application ends access.",
        "creem": "Credits of a subscription would add up, so the application counts usage and ends access.",
      ]),
    Row(
      "allowance without a reset", "aa?x--x", "aaaa-ax",
      [
        "dodo": "The application grants and counts allowances without a usage price.", "openmeter": apart,
        "creem": "Credits would be granted again with each payment, so the application grants the allowance.",
      ]),
    Row("limit", "aaaeaax", "aaaaaax", ["openmeter": "It keeps the number, and the application counts what customers hold."]),
    Row("limit that an add-on sets", "aaaaaa-", "aaaaaa-"),
    Row("entitlements of one price", "xaxxxxx", "xaxxxax", ["creem": keeps]),
    Row("trial without a payment method", "x-xx--x", "x-xx--x"),

    Row("percentage off once, without a code", "x-xexxx", "x--ex-x", ["dodo": code, "creem": code]),
    Row("percentage off once, with a code", "x-x-xxx", "x-xexxx", ["openmeter": chooses]),
    Row("percentage off for months", "x-xexxx", "x-xexxx"),
    Row("percentage off forever", "x-xexxx", "x-xexxx"),
    Row(
      "percentage off for months, in a yearly plan", "x--ex??", "x-eexee",
      [
        "dodo": "The months are sent as one payment, which lowers the same invoice, and a warning says so.", "creem": months,
        "autumn": months,
      ]),
    Row("percentage off some plans", "x-xxxxx", "x-xexxx", ["openmeter": chooses]),
    Row(
      "amount off", "x-x-xee", "x-x-xex",
      ["autumn": "The construct has the currency of the organization, in which the amount is exact."]),
    Row("amount off in two currencies, with one code", "x-x-x--", "x-x-x--"),
    Row("uses of a code (`maxRedemptions`)", "x-x-xxx", "x-xaxxx", ["openmeter": checks]),
    Row(
      "uses by a customer (`maxPerCustomer`)", "--x-x--", "a-xaxaa",
      ["stripe": checks, "openmeter": checks, "creem": checks, "autumn": checks]),
    Row(
      "first purchases (`firstPurchaseOnly`)", "x-x---x", "x-xaaax",
      ["openmeter": checks, "polar": checks, "creem": checks]),
    Row(
      "minimum of a purchase (`minimum`)", "x-x----", "x-xaaaa",
      ["openmeter": checks, "polar": checks, "creem": checks, "autumn": checks]),
    Row("end of a code (`expiresAt`)", "x-x-xx-", "x-xaxxa", ["openmeter": checks, "autumn": checks]),

    Row(
      "several currencies of one plan", "x---x-x", "xxxxxxx",
      ["razorpay": objects, "dodo": objects, "openmeter": objects, "creem": objects]),
    Row("fraction of the minor unit for usage", "x-xxxxx", "xaxxxex", ["razorpay": rounds, "creem": month]),
    Row("12 decimals of the minor unit for usage", "x-xxxx-", "xaxxxe-", ["razorpay": rounds, "creem": month]),
    Row("one-time fee at the start", "xxxxeex", "xxxxeex"),
  ]

  @Test func `each provider has a letter in a row`() {
    #expect(Provider.all.map(\.title) == Self.providers)
  }

  @Test func `every construct has a row`() {
    #expect(ConstructTable.all.rows.map(\.construct.name) == Self.rows.map(\.construct))
  }

  @Test(arguments: rows) func `each provider sells a construct as expected`(row: Row) throws {
    let own = try #require(ConstructTable.all.rows.first { $0.construct.name == row.construct })
    #expect(String(own.cells.map(\.treatment.letter)) == row.measured, "\(own.cells.map(\.rules))")
  }

  @Test(arguments: rows) func `each difference from the documentation has a reason, and nothing else has one`(row: Row) {
    #expect(row.documented.count == Provider.all.count && row.measured.count == Provider.all.count)
    let letters = zip(Provider.all, zip(row.documented, row.measured))
    #expect(Set(row.reasons.keys) == Set(letters.filter { $0.1.0 != $0.1.1 }.map(\.0.name)))
    #expect(row.reasons.values.allSatisfy { !$0.isEmpty })
  }

  // MARK: The measurement

  @Test(arguments: Construct.all.map(\.name)) func `the catalog of a construct is valid`(name: String) throws {
    let construct = try #require(Construct.all.first { $0.name == name })
    #expect(diagnostics(construct.catalog.compact).filter { $0.severity == .error }.map(\.message) == [])
  }

  @Test func `no construct is measured twice`() {
    #expect(Set(Construct.all.map(\.catalog.compact)).count == Construct.all.count)
  }

  @Test func `a provider declares what it reports about a construct`() {
    for provider in Provider.all {
      let declared = Set(provider.rules.map(\.name))
      let reported = Construct.all.flatMap { diagnostics($0.catalog.compact, provider: provider.name) }.map(\.rule)
      #expect(Set(reported.filter { $0.contains("/") }).subtracting(declared) == [])
    }
  }

  /// The rules with a treatment, without the provider.
  private static let treated = Set(
    Provider.all.flatMap(\.rules).filter { Treatment($0) != nil }.compactMap {
      $0.name.split(separator: "/").last.map(String.init)
    })

  @Test func `every warning about a construct has a treatment, and no other rule has one`() {
    let rules = Set(ConstructTable.all.rows.flatMap { $0.cells.flatMap(\.rules) })
    #expect(rules.subtracting(Self.treated) == [])
    #expect(Set(Treatment.byRule.keys).subtracting(rules) == [])
  }

  @Test func `a note that is about a construct has a treatment`() {
    #expect(Construct.all.reduce(into: Set()) { $0.formUnion($1.notes) }.subtracting(Self.treated) == [])
  }

  @Test func `the page shows the row of a construct`() {
    let row = "| graduated tiers of usage | exact | application | no | exact | exact | no | exact |\n"
    #expect(ConstructTable.all.markdown.contains(row))
  }
}

extension Treatment {
  fileprivate var letter: Character {
    switch self {
    case .exact: "x"
    case .emulated: "e"
    case .application: "a"
    case .no: "-"
    }
  }
}
