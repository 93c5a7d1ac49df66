import Diagnostics
import Documentation
import JSONText
import Providers
import TestSupport
import Testing

/// Which constructs each provider can sell.
@Suite struct ConstructTests {
  static let providers = ["Stripe", "Razorpay", "Dodo Payments", "OpenMeter", "Polar", "Creem", "Autumn"]

  /// A letter for each provider: `x` is exact, `e` emulated, `a` by the application, and `-` not for sale.
  ///
  /// Some rows have the same reasons. Razorpay charges no usage, and leaves all of it to the application. Creem counts usage by
  /// calendar month, so nothing that it charges for usage is exact. Dodo, Creem and Razorpay keep no features, so the application
  /// grants what customers get.
  static let expected: [(construct: String, letters: String)] = [
    // OpenMeter's subscriptions have no quantity; it sells seats as add-ons, which a second request adds.
    ("seats of a plan", "xxx-xxx"),
    ("minimum of seats of a plan", "eee-xee"),
    ("maximum of seats of a plan", "eee-xex"),
    // Polar and Creem sell the add-on as a subscription of its own. Razorpay charges an add-on only once.
    ("seats of an add-on, beyond those in the plan", "xaxxeex"),
    ("minimum of seats of an add-on", "eaeeeee"),
    ("maximum of seats of an add-on", "eaexeex"),
    // OpenMeter has tiers only for seats that are measured, and a catalog has only seats that are bought. At Razorpay, each tier
    // would be a plan, and the customer would have to change plans with the quantity.
    ("graduated tiers of seats, the first free", "x---x-x"),
    ("graduated tiers of seats", "x---x-x"),
    ("volume tiers of seats", "x---x-x"),
    // Autumn has flat amounts only beside volume tiers.
    ("flat amount in a tier of seats", "x------"),

    ("usage per unit", "xaxxxex"),
    ("usage beyond an allowance", "xaxxxex"),
    // Razorpay has no subscription without a fee that the application could charge usage with.
    ("usage alone, without a fee", "x-xxxex"),
    ("graduated tiers of usage", "xa-xx-x"),
    ("volume tiers of usage", "xa-xx--"),
    ("tiers of usage `per` 1000", "xa-xx-x"),
    ("flat amount in a graduated tier", "xa-x---"),
    ("flat amount in a graduated tier beyond an allowance", "xa-x---"),
    ("flat amount in a volume tier", "xa-x---"),
    ("packages of usage", "xaexeex"),
    ("packages beyond an allowance", "eaexeex"),
    // Autumn rounds usage up to whole units.
    ("usage beyond a fraction of a unit", "-a-x--e"),
    ("usage beyond an allowance for each seat", "-a-----"),

    ("monthly usage in a yearly plan", "xa-xxex"),
    ("daily usage in a monthly plan", "xa-xx--"),
    ("weekly usage in a monthly plan", "-a-----"),
    ("yearly usage in a monthly plan", "xa-x--x"),
    // Dodo limits usage only by credits, and charges usage without them.
    ("end of usage at `max`", "aaaxaax"),
    // Autumn does not say what becomes of usage beyond the allowance.
    ("end of usage at the allowance in a trial", "aaaxaaa"),
    // Stripe and OpenMeter charge bought units again, and the application must credit them: Stripe's credit grants are amounts of
    // money. Dodo counts an allowance beside a usage price without credits, so a top-up could not feed it.
    ("usage beyond an allowance and a top-up", "aa-axax"),
    ("graduated usage beyond a top-up", "aa-ax-x"),
    ("volume usage beyond a top-up", "aa-a---"),
    ("usage of some events (`where`)", "eaxxxee"),
    // Dodo does not document the unit in which a credit's price is sent.
    ("usage of a pool of credits", "eaeeeex"),

    // Polar has the balance, but does not end usage.
    ("end of usage at the allowance", "aaaxaax"),
    // Polar would credit the allowance every month.
    ("allowance without a reset", "aaax-ax"),
    // OpenMeter and Polar keep the number, but do not count what customers hold.
    ("limit", "aaaaaax"),
    ("limit that an add-on sets", "aaaaaa-"),
    ("entitlements of one price", "xaaxxax"),
    ("trial without a payment method", "x-xx--x"),

    // Dodo and Creem choose a code that the application could not know. OpenMeter's discount is a plan of its own, and the
    // application decides who gets it.
    ("percentage off once, without a code", "x--ex-x"),
    ("percentage off once, with a code", "x-xexxx"),
    ("percentage off for months", "x-xexxx"),
    ("percentage off forever", "x-xexxx"),
    // Dodo counts payments, of which a year has one. OpenMeter cannot end a discount within a period. Creem and Autumn do not say
    // what is lowered.
    ("percentage off for months, in a yearly plan", "x-e-xee"),
    ("percentage off some plans", "x-xexxx"),
    // Creem's documentation contradicts itself about the unit. Autumn takes amounts in one currency, here the right one.
    ("amount off", "x-x-xex"),
    ("amount off in two currencies, with one code", "x-x-x--"),
    // The application must enforce what the provider does not, before it offers the discount.
    ("uses of a code (`maxRedemptions`)", "x-xaxxx"),
    ("uses by a customer (`maxPerCustomer`)", "a-xaxaa"),
    ("first purchases (`firstPurchaseOnly`)", "x-xaaax"),
    ("minimum of a purchase (`minimum`)", "x-xaaaa"),
    ("end of a code (`expiresAt`)", "x-xaxxa"),

    // Some providers have an object for each currency, which charges the same.
    ("several currencies of one plan", "xxxxxxx"),
    ("fraction of the minor unit for usage", "xaxxxex"),
    ("12 decimals of the minor unit for usage", "xaxxxe-"),
    // At Dodo, it is a product in the cart of the plan. At Polar and Creem, customers have to complete a second checkout.
    ("one-time fee at the start", "xxxxeex"),
  ]

  @Test func `a letter of a row stands for a provider`() {
    #expect(Provider.all.map(\.title) == Self.providers)
  }

  @Test func `every construct has a row`() {
    #expect(ConstructTable.all.rows.map(\.construct.name) == Self.expected.map(\.construct))
  }

  @Test(arguments: expected) func `each provider sells a construct as expected`(construct: String, letters: String) throws {
    let row = try #require(ConstructTable.all.rows.first { $0.construct.name == construct })
    #expect(String(row.cells.map(\.treatment.letter)) == letters, "\(row.cells.map(\.rules))")
  }

  // MARK: The measurement

  @Test(arguments: Construct.all.map(\.name)) func `the catalog of a construct is valid`(name: String) throws {
    let construct = try #require(Construct.all.first { $0.name == name })
    #expect(diagnostics(construct.catalog.compact).filter { $0.severity == .error }.map(\.message) == [])
  }

  @Test func `no construct is measured twice`() {
    #expect(Set(Construct.all.map(\.catalog.compact)).count == Construct.all.count)
  }

  @Test func `every warning about a construct has a treatment, and no other rule has one`() {
    let rules = Set(ConstructTable.all.rows.flatMap { $0.cells.flatMap(\.rules) })
    #expect(rules.subtracting(Treatment.byRule.keys) == [])
    #expect(Set(Treatment.byRule.keys).subtracting(rules) == [])
  }

  @Test func `a note that is about a construct has a treatment`() {
    #expect(Construct.all.reduce(into: Set()) { $0.formUnion($1.notes) }.subtracting(Treatment.byRule.keys) == [])
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
