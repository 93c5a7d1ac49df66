import CatalogModel
import Diagnostics
import Syntax

/// What Razorpay cannot express of a catalog, item by item; the prices are held against ``RazorpayPriceChecks``.
enum RazorpayChecks {
  static func run(_ lowering: inout Lowering) {
    for meter in lowering.catalog.meters {
      lowering.report(
        .razorpayMeterNotSent, "the meter \(quoted(meter.header.id)) is not sent: no price is charged by usage",
        at: meter.header.place.name)
    }
    for feature in lowering.catalog.features {
      lowering.report(
        .razorpayFeatureNotSent,
        "Razorpay does not know \(quoted(feature.header.id)), nor who has it: the application keeps that",
        at: feature.header.place.name)
    }
    for item in lowering.catalog.items { check(item, &lowering) }
    RazorpayPriceChecks.checkTotalCount(&lowering)

    let groups = PlanGroups(lowering.catalog)
    for addon in lowering.catalog.addons {
      check(addon, &lowering)
      check(addon, against: groups, &lowering)
    }
    checkAddonCounts(&lowering)
    for topup in lowering.catalog.topups { check(topup, &lowering) }
  }

  // MARK: Items

  private static func check(_ item: Item, _ lowering: inout Lowering) {
    let header = item.header
    if item.id(at: "razorpay") != nil {
      lowering.report(
        .razorpayUnusedID, "Razorpay has no object for the \(item.kind.described) \(quoted(header.id)): the id is not used",
        at: header.place["providerIds", "razorpay"],
        help: item.kind == .plan ? "a Razorpay plan has one price: write its id in that price's 'providerIds'" : "remove it")
    }
    if item.prices.isEmpty {
      lowering.report(
        .razorpayWithoutPrice, "\(quoted(header.id)) has no price: there is nothing to make or to buy at Razorpay",
        at: header.place.name)
    }
    if item.kind == .plan, item.prices.count > 1 {
      lowering.report(
        .razorpayPlanPerPrice, "Razorpay makes a plan of each of the \(item.prices.count) prices of \(quoted(header.id))",
        at: header.place["prices"])
    }
    if case .named? = item.compatiblePlans {
      lowering.report(
        .razorpayPlansNotEnforced,
        "Razorpay sells \(quoted(header.id)) to customers of any plan: the application checks the plan",
        at: .compatiblePlans(header))
    }
    for price in item.prices { RazorpayPriceChecks.check(price, of: item, &lowering) }
    checkTexts(item, &lowering)
  }

  /// The texts of what is sent: each is told once, however many prices carry it.
  private static func checkTexts(_ item: Item, _ lowering: inout Lowering) {
    let header = item.header
    let named = item.prices.filter {
      RazorpayRequests.isSent($0, of: item) && item.kind != .topup && (item.kind == .addon || $0.id(at: "razorpay") == nil)
    }
    guard let length = named.map({ RazorpayText.nameLength(item, $0) }).max() else { return }
    if length > RazorpayText.limit {
      let what = length > header.name.utf8.count ? "the name, with the id of a price behind it," : "the name"
      lowering.report(
        .razorpayTextLength, "\(what) has \(length) bytes, and at most \(RazorpayText.limit) are kept", at: .nameOf(header),
        help: "shorten it")
    }
    if let description = header.description, description.utf8.count > RazorpayText.limit {
      lowering.report(
        .razorpayTextLength,
        "the description has \(description.utf8.count) bytes, and at most \(RazorpayText.limit) are kept",
        at: header.place["description"], help: "shorten it")
    }
    guard item.kind == .plan else { return }
    if header.id.unicodeScalars.count > 256 {
      reportLongID(header.place.name, "plan", &lowering)
    }
    for price in named where price.id.unicodeScalars.count > 256 {
      reportLongID(price.place.name, "price", &lowering)
    }
  }

  private static func reportLongID(_ place: Place, _ what: String, _ lowering: inout Lowering) {
    lowering.report(
      .razorpayIDLength,
      "the id of the \(what) does not fit into a note: a second run cannot find the Razorpay plan, and makes another",
      at: place, help: "choose an id of at most 256 characters")
  }

  // MARK: Add-ons

  private static func check(_ addon: Addon, _ lowering: inout Lowering) {
    let header = addon.header
    let place = header.place
    guard !addon.prices.isEmpty else { return }
    lowering.report(
      .razorpayAddonDeprecated,
      "Razorpay's FAQ calls add-ons deprecated: make sure that the account takes \(quoted(header.id))",
      at: header.place.name)
    if addon.multiple {
      lowering.report(
        .razorpayAddonQuantity, "an upfront add-on has no quantity: the request for \(quoted(header.id)) sells one",
        at: place["multiple"], help: "the application repeats the entry in 'addons', which has room for five")
    }
    guard let quantity = addon.quantity else { return }
    if let min = quantity.min, min > 1 {
      lowering.report(
        .razorpayAddonQuantity,
        "an upfront add-on has no quantity: the request for \(quoted(header.id)) sells one, and \(min) is the smallest",
        at: place["quantity", "min"], help: "the application repeats the entry in 'addons', which has room for five")
    }
    lowering.report(
      .razorpayQuantityNotEnforced,
      "Razorpay does not hold customers to the quantity of \(quoted(header.id)): the application does",
      at: place["quantity"])
  }

  private static func check(_ addon: Addon, against groups: PlanGroups, _ lowering: inout Lowering) {
    let header = addon.header
    let terms = PlanTerms(addon.prices)
    guard !terms.currencies.isEmpty else { return }
    let foreign = groups.plans(addon.compatiblePlans) {
      !$0.currencies.isEmpty && $0.currencies.isDisjoint(with: terms.currencies)
    }
    if !foreign.isEmpty {
      lowering.report(
        .razorpayAddonCurrency,
        """
        \(quoted(header.id)) has no price in a currency of \(names(foreign)), and an add-on is charged in the \
        currency of the plan
        """, at: .compatiblePlans(header))
    }
    guard !terms.cadences.isEmpty else { return }
    let unfit = groups.plans(addon.compatiblePlans) { $0.cadences.isDisjoint(with: terms.cadences) }
    if !unfit.isEmpty {
      lowering.report(
        .razorpayAddonCadence,
        """
        no price of \(quoted(header.id)) has the cadence of \(names(unfit)): later charges can only go on \
        invoices of the plan
        """, at: .compatiblePlans(header))
    }
  }

  /// Razorpay takes five upfront add-ons with a subscription.
  private static func checkAddonCounts(_ lowering: inout Lowering) {
    let plans = lowering.catalog.plans
    var everywhere = 0
    var named = [Int](repeating: 0, count: plans.count)
    for addon in lowering.catalog.addons {
      let item = Item(addon)
      guard addon.prices.contains(where: { RazorpayRequests.isSent($0, of: item) }) else { continue }
      switch addon.compatiblePlans {
      case .every: everywhere += 1
      case .named(let indices): for index in indices { named[index] += 1 }
      }
    }
    for (index, plan) in plans.enumerated() where everywhere + named[index] > 5 {
      guard plan.prices.contains(where: { RazorpayRequests.isSent($0, of: Item(plan)) }) else { continue }
      lowering.report(
        .razorpayAddonCount,
        """
        \(everywhere + named[index]) add-ons go with \(quoted(plan.header.id)), and a subscription starts with at most five
        """, at: plan.header.place.name)
    }
  }

  // MARK: Top-ups

  private static func check(_ topup: Topup, _ lowering: inout Lowering) {
    let header = topup.header
    let texts = [
      header.name == header.key ? nil : "name", header.description == nil ? nil : "description",
    ].compactMap(\.self)
    let unsent = texts.isEmpty ? "" : ", without its \(list(texts))"
    lowering.report(
      .razorpayTopupUnsupported,
      "Razorpay has no products that are bought once: the application makes an order for each \(quoted(header.id))\(unsent)",
      at: header.place.name)
    lowering.report(
      .razorpayGrant,
      "the application grants \(lowering.usage(of: topup)) when the order of \(quoted(header.id)) is paid",
      at: header.place.name, help: "'catalogc grant' prints the request that does it in OpenMeter")
  }
}
