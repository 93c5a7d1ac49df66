import Catalog
import Diagnostics
import Foundations
import JSONText
import Syntax

/// The parts of a catalog that Razorpay sells, one offer per price.
struct RazorpayOffers {
  struct Offer {
    let item: Item
    let price: Price
    /// In minor units.
    let amount: Int64
    let form: Form
    let notes: JSON
    /// The notes of a purchase.
    let purchaseNotes: JSON
  }

  enum Form {
    case plan(Plan)
    /// An upfront amount of a new subscription.
    case addon(Text)
    /// A separate payment, for a top-up.
    case order
  }

  struct Plan {
    enum Object {
      case existing(id: String)
      case new(Text)
    }

    let object: Object
    let cycle: RazorpayCycle
    /// The number of charges after which a subscription ends.
    let totalCount: Int64
    /// Nil if the first charge is immediate.
    let trial: Trial?
  }

  /// The name and description on invoices and in the checkout.
  struct Text {
    let name: String
    let description: String?
  }

  let all: [Offer]
  /// The places of the prices for sale.
  let sold: Set<Place>
  /// Whether a plan is sold in quantities.
  let sellsSeveralPlans: Bool
  /// Whether a plan is sold with a trial.
  let hasTrials: Bool

  fileprivate init(_ offers: [Offer]) {
    all = offers
    sold = Set(offers.map(\.price.place))
    // Asked for by every add-on.
    sellsSeveralPlans = offers.contains { $0.item.kind == .plan && $0.item.quantity != nil }
    hasTrials = offers.contains { offer in
      if case .plan(let plan) = offer.form { plan.trial != nil } else { false }
    }
  }
}

extension RazorpayLowering {
  mutating func offers(_ findings: inout Findings) -> RazorpayOffers {
    let offers = RazorpayOffers(catalog.items.flatMap { self.offers($0, &findings) })
    reportTotalCounts(offers, &findings)
    return offers
  }

  func sells(_ price: Price, of item: Item, in offers: RazorpayOffers) -> Bool { offers.sold.contains(price.place) }

  private mutating func offers(_ item: Item, _ findings: inout Findings) -> [RazorpayOffers.Offer] {
    let sold = item.prices.compactMap { price in terms(price, of: item, &findings).map { (price, $0) } }
    guard !sold.isEmpty else { return [] }
    report(item, sold: sold.count, &findings)
    reportTexts(of: item, sold.map(\.0), &findings)
    return sold.map { price, terms in
      let form = form(price, of: item, terms)
      report(price, of: item, form, &findings)
      reportUsage(of: price, &findings)
      let notes = metadata.members(
        [.settings(input.settings, allKinds: false), .item(item), .price(price, of: item)],
        compiler: input.compilerMetadata(price, of: item) + [.customerKey], owner: price.place, &findings)
      return RazorpayOffers.Offer(
        item: item, price: price, amount: terms.amount, form: form, notes: .object(notes.withoutCustomerKey),
        purchaseNotes: .object(notes))
    }
  }

  /// The terms of a price; without a cadence, it is charged once.
  private mutating func terms(_ price: Price, of item: Item, _ findings: inout Findings) -> SaleTerms? {
    let limits = input.limits
    guard item.kind == .plan else {
      guard limits.charges(price, of: item, &findings) else { return nil }
      // An add-on of any interval is charged once.
      let sale = Sale(price, of: item)
      let trial = limits.trial(price, of: item, &findings)
      return limits.amount(price, of: item, sale, &findings).flatMap { amount in
        isCharged(amount, price, of: item, &findings) ? SaleTerms(sale: sale, amount: amount, cadence: nil, trial: trial) : nil
      }
    }
    guard let terms = limits.terms(price, of: item, &findings), isCharged(terms.amount, price, of: item, &findings) else {
      return nil
    }
    // A Razorpay plan has one amount, so customers of the second price would be charged the first one's.
    if let id = price.id(at: "razorpay"), !claimedPlans.claim(id, "price", at: price.razorpayID, &findings) { return nil }
    return terms
  }

  /// Whether the amount is not 0, which a price may be beside usage.
  private func isCharged(_ amount: Int64, _ price: Price, of item: Item, _ findings: inout Findings) -> Bool {
    if amount > 0 { return true }
    findings.report(
      .freePriceUnsupported, "Razorpay cannot charge 0 for this \(item.kind.described); this price is not for sale",
      at: price.amountPlace)
    return false
  }

  private func form(_ price: Price, of item: Item, _ terms: SaleTerms) -> RazorpayOffers.Form {
    let text = RazorpayOffers.Text(name: name(of: price, item), description: description(of: item))
    if item.kind == .topup { return .order }
    guard let cadence = terms.cadence else { return .addon(text) }
    let cycle = RazorpayCycle(cadence: cadence)
    return .plan(
      RazorpayOffers.Plan(
        object: price.id(at: "razorpay").map { .existing(id: $0) } ?? .new(text), cycle: cycle,
        totalCount: totalYears.map { cycle.charges(inYears: $0) } ?? totalCount.map { min($0, cycle.mostCharges) }
          ?? cycle.charges(inYears: RazorpayCycle.assumedYears), trial: terms.trial))
  }

  private var totalYears: Int64? { input.settings.integer("totalYears") }

  private var totalCount: Int64? { input.settings.integer("totalCount") }

  // MARK: Names and descriptions

  /// In bytes; see ``TextLimits/Limit/razorpay``.
  private func name(of price: Price, _ item: Item) -> String {
    let limit = TextLimits.Limit.razorpay
    let suffix = suffix(of: price, item)
    let room = limit.length - suffix.utf8.count
    return room < 4
      ? limit.beginning(of: item.header.name + suffix)
      : TextLimits.Limit(room, .bytes).beginning(of: item.header.name) + suffix
  }

  /// Distinguishes the Razorpay plans of a plan with several prices.
  private func suffix(of price: Price, _ item: Item) -> String {
    item.kind == .plan && item.hasSeveralPrices ? " (\(price.id))" : ""
  }

  /// Nil if there is none, or an empty one.
  private func description(of item: Item) -> String? {
    item.header.description.flatMap { $0.isEmpty ? nil : TextLimits.Limit.razorpay.beginning(of: $0) }
  }

  /// Reports names, descriptions and ids of new objects that are too long, once per item.
  private func reportTexts(of item: Item, _ prices: [Price], _ findings: inout Findings) {
    let header = item.header
    let new = item.kind == .plan ? prices.filter { $0.id(at: "razorpay") == nil } : prices
    guard item.kind != .topup, let suffix = new.map({ suffix(of: $0, item).utf8.count }).max() else { return }
    let limit = TextLimits.Limit.razorpay
    let count = header.name.utf8.count + suffix
    if count > limit.length {
      let room = limit.length - suffix
      findings.report(
        .textTooLong,
        "the name\(suffix > 0 ? " with the price id" : "") has \(count) bytes; "
          + "Razorpay allows \(limit.length), so it is truncated",
        at: .nameOf(header), help: room < 4 ? "shorten the price id" : "shorten it to \(room) bytes")
    }
    if let description = header.description {
      _ = limit.cut(description, "the description", at: header.place["description"], &findings)
    }
    // Only plans are looked up by later runs.
    guard item.kind == .plan, let longest = input.limits.metadata?.valueLength else { return }
    if header.id.isLonger(than: longest) { reportLongID(of: "plan", longest, at: header.place.name, &findings) }
    for price in new where price.id.isLonger(than: longest) {
      reportLongID(of: "price", longest, at: price.place.name, &findings)
    }
  }

  private func reportLongID(of what: String, _ longest: Int, at place: Place, _ findings: inout Findings) {
    findings.report(
      .razorpayIDLength, "the \(what) id is too long for a Razorpay note; each later run creates a duplicate plan",
      at: place, help: "use an id of at most \(longest) characters")
  }

  // MARK: Findings

  private func report(_ item: Item, sold: Int, _ findings: inout Findings) {
    let header = item.header
    let id = quoted(header.id)
    if item.id(at: "razorpay") != nil {
      let isPlan = item.kind == .plan
      findings.report(
        .idUnused,
        "Razorpay has \(isPlan ? "one object per price" : "no object for \(item.kind.described)s"); this id is ignored",
        at: header.place["providerIds", "razorpay"],
        help: isPlan ? "move the id to the price it belongs to" : "remove the id")
    }
    reportQuantity(of: item, &findings)
    switch item {
    case .plan:
      if sold > 1 {
        findings.report(
          .objectPerPrice, "\(id) becomes \(sold) Razorpay plans, one per price", at: header.place["prices"])
      }
    case .addon:
      if JSON.object(input.settings.options)["addons"] == .bool(true) { break }
      findings.report(
        .razorpayAddonDeprecated, "Razorpay's FAQ lists add-ons as deprecated; check that your account can sell \(id)",
        at: header.place.name, help: "if it can, set `addons` to true in the options of `razorpay`")
    case .topup:
      let texts = (header.hasOwnName ? ["name"] : []) + (header.description == nil ? [] : ["description"])
      let unsent = texts.isEmpty ? "" : ", without its \(list(texts))"
      findings.report(
        .razorpayTopupUnsupported,
        "Razorpay has no one-time products; your application must create an order for each \(id)\(unsent)",
        at: header.place.name)
    }
  }

  private func reportQuantity(of item: Item, _ findings: inout Findings) {
    guard item.kind == .plan, let quantity = item.quantity, quantity.max != 1 else { return }
    findings.report(
      .razorpayQuantityFixed,
      "Razorpay changes the quantity of \(quoted(item.header.id)) only for customers with a foreign card; "
        + "others must subscribe again",
      at: item.quantityPlace)
  }

  /// Reports usage, which only the application can charge, once for each usage price.
  private mutating func reportUsage(of price: Price, _ findings: inout Findings) {
    for usage in price.usage where reportedUsage.insert(usage.price.place).inserted {
      findings.report(
        .chargedByApplication,
        "Razorpay does not charge usage; your application must charge "
          + "\(quoted(catalog.features[usage.feature].header.id)), see `prices` in the artifact",
        at: usage.price.place.name, help: "add each period's amount to the subscription as an add-on")
    }
  }

  private func report(_ price: Price, of item: Item, _ form: RazorpayOffers.Form, _ findings: inout Findings) {
    let place = price.place
    let currency = price.currency
    if currency.code != "INR" {
      findings.report(
        .razorpayInternational,
        "\(currency.code) requires international payments on the Razorpay account; customers can pay only by card",
        at: place["currency"])
      let least = Money(minorUnits: MoneyTable.razorpayToolMinimum)
      if let base = price.base, base < least {
        let minimum = currency.amount(least.minorUnits)
        findings.report(
          .razorpayAmountSmall, "Razorpay may reject amounts below \(minimum), found \(price.money)", at: price.amountPlace,
          help: input.limits.helpForSmall(base, price, of: item, or: "raise the amount to \(minimum) or more"))
      }
    }
    if case .plan(let plan) = form { return report(price, plan, minimum: item.quantity?.minimum ?? 1, &findings) }
    if price.id(at: "razorpay") != nil {
      findings.report(
        .idUnused, "Razorpay has no object for \(item.kind.described)s; this id is ignored", at: price.razorpayID,
        help: "remove the id")
    }
    if let cadence = price.cadence {
      findings.report(
        .razorpayAddonChargedOnce,
        "Razorpay charges an add-on only once; your application must add it again every \(cadence.described)",
        at: place["interval"], help: "add it to the subscription before each later invoice")
    }
  }

  /// - Parameter minimum: the smallest number that can be bought.
  private func report(_ price: Price, _ plan: RazorpayOffers.Plan, minimum: Int64, _ findings: inout Findings) {
    let place = price.place
    if case .existing(let id) = plan.object {
      if !isPlanID(id) {
        findings.report(
          .idMalformed, "\(quoted(id)) is not a valid Razorpay plan id; purchases may fail",
          at: price.razorpayID, help: "copy the plan's id from Razorpay, such as `plan_00000000000001`")
      }
      findings.report(
        .existingObjectKept,
        "Razorpay plan \(quoted(id)) is used as is; its amount, interval, name and notes cannot be changed", at: price.razorpayID)
    }
    let (least, overflow) = (price.base ?? .zero).minorUnits.multipliedReportingOverflow(by: minimum)
    if price.currency.code == "INR", overflow || least > MoneyTable.razorpayDebitCeiling {
      findings.report(
        .inrMandateLimit,
        "charges above \(price.currency.amount(MoneyTable.razorpayDebitCeiling)) need the customer's approval each time; "
          + "UPI declines them", at: price.amountPlace)
    }
    let cadence = plan.cycle.cadence
    if cadence == Cadence(.day, 7) {
      findings.report(
        .razorpaySevenDays, "Razorpay may reject an interval of 7 days; its documentation is contradictory",
        at: place["intervalCount"],
        help: "write \(code: .fields([("interval", .word(Interval.week.rawValue))])) without `intervalCount`")
    }
    if !plan.cycle.isDefinedFrequency {
      findings.report(
        .razorpayMandateFrequency,
        "card mandates cannot recur every \(cadence.described); this one is registered without a frequency",
        at: place["intervalCount"])
    }
    if let days = plan.trial?.days {
      findings.report(
        .razorpayTrial,
        "Razorpay has no trials; your application must set `start_at` to \(days) \(days == 1 ? "day" : "days") after the purchase",
        at: price.trialPlace)
    }
  }

  /// Source: the examples in Razorpay's documentation, api/payments/subscriptions/create-subscription.md.
  private func isPlanID(_ id: String) -> Bool {
    let prefix = "plan_"
    let rest = id.utf8.dropFirst(prefix.utf8.count)
    return id.utf8.starts(with: prefix.utf8) && rest.count == 14
      && rest.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: false
        }
      }
  }

  // MARK: The number of charges

  /// Reports an assumed `totalCount` once, or a `totalCount` of more than 100 years once per cadence.
  private func reportTotalCounts(_ offers: RazorpayOffers, _ findings: inout Findings) {
    var seen: Set<Cadence> = []
    var plans: [(price: Price, plan: RazorpayOffers.Plan)] = []
    for offer in offers.all {
      if case .plan(let plan) = offer.form, seen.insert(plan.cycle.cadence).inserted { plans.append((offer.price, plan)) }
    }
    let place = Place(.root)["providers", input.provider.name, "options", "totalCount"]
    if let years = totalYears {
      guard let count = totalCount else { return }
      findings.report(
        .razorpayTwoDurations,
        "subscriptions end after \(count) charges (`totalCount`) or after \(years) years (`totalYears`), not both",
        at: input.settings.place["options", "totalYears"], help: "remove one of the options",
        related: [.init("`totalCount`", at: place)])
      return
    }
    guard let option = totalCount else {
      guard !plans.isEmpty else { return }
      let counts = plans.map { "\($0.plan.totalCount) (every \($0.plan.cycle.cadence.described))" }
      findings.report(
        .optionAssumed, "option `totalCount` is not set; catalogc assumes \(list(counts, limit: 4))", at: place,
        help: plans.count == 1
          ? "write \(code: .entries([("totalCount", .literal("\(plans[0].plan.totalCount)"))])) in the options of `razorpay`"
          : "write \(code: .entries([("totalYears", .literal("\(RazorpayCycle.assumedYears)"))])) in the options of `razorpay`")
      return
    }
    for (price, plan) in plans where option > plan.totalCount {
      findings.report(
        .razorpayTotalCountLimit,
        "Razorpay ends subscriptions after 100 years; one charged every \(plan.cycle.cadence.described) has "
          + "\(plan.totalCount) \(plan.totalCount == 1 ? "charge" : "charges"), not \(option)",
        at: place, related: [.init("the first price with this interval", at: price.place.name)])
    }
  }
}

extension Price {
  fileprivate var razorpayID: Place { place["providerIds", "razorpay"] }
}
