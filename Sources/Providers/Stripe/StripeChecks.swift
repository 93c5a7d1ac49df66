import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// What Stripe cannot express of a catalog.
enum StripeChecks {
  static func run(_ lowering: inout Lowering) {
    let groups = PlanGroups(lowering.catalog)
    checkSettlementCurrency(&lowering)
    for meter in lowering.catalog.meters {
      lowering.report(
        .stripeMeterNotSent, "the meter \(quoted(meter.header.id)) is not sent: no price is charged by usage",
        at: meter.header.place.name)
    }
    for feature in lowering.catalog.features where feature.kind != .boolean {
      let what = feature.kind == .metered ? "how much of it is left" : "its value"
      lowering.report(
        .stripeFeatureValue, "Stripe knows who has \(quoted(feature.header.id)), and not \(what): the application keeps that",
        at: feature.header.place.name)
    }
    for feature in lowering.catalog.features {
      guard let description = feature.header.description, !description.isEmpty else { continue }
      lowering.report(
        .stripeFeatureDescription, "Stripe's features have no description: it is not sent",
        at: feature.header.place["description"])
    }
    for item in lowering.catalog.items {
      check(item, &lowering)
      for price in item.prices { check(price, of: item, &lowering) }
      if item.prices.isEmpty {
        lowering.report(
          .stripeItemWithoutPrice,
          "\(quoted(item.header.id)) has no price: there is nothing to buy at Stripe, and the application gives it",
          at: item.header.place.name)
      }
    }
    for addon in lowering.catalog.addons { check(addon, groups, &lowering) }
    for topup in lowering.catalog.topups {
      lowering.report(
        .stripeGrant,
        "Stripe takes the payment of \(quoted(topup.header.id)); the application grants \(lowering.usage(of: topup)) "
          + "when it arrives",
        at: topup.header.place.name, help: "'catalogc grant' prints the request that does it in OpenMeter")
    }
  }

  // MARK: Items

  private static func check(_ item: Item, _ lowering: inout Lowering) {
    if case .named? = item.compatiblePlans {
      lowering.report(
        .stripePlansNotEnforced,
        "Stripe sells \(quoted(item.header.id)) to customers of any plan: the application checks the plan",
        at: .compatiblePlans(item.header))
    }
    guard StripeRequests.carriesFeatures(item) else { return }
    for entitlement in item.entitlements where entitlement.givesAccess && !entitlement.metadata.isEmpty {
      lowering.report(
        .stripeEntitlementMetadata, "the features of a product have no metadata at Stripe: this is not sent",
        at: entitlement.place["metadata"])
    }
  }

  // MARK: Prices

  private static func check(_ price: Price, of item: Item, _ lowering: inout Lowering) {
    let place = price.place
    do throws(StripeMoney.Problem) {
      checkSize(try StripeMoney.unitAmount(price), price, of: item, &lowering)
    } catch {
      switch error {
      case .unsupportedCurrency:
        lowering.report(
          .stripeCurrency, "Stripe does not take \(price.currency.code): the price is not sent", at: place["currency"])
      case .tooFine(let multiple):
        lowering.report(
          .stripeAmountPrecision,
          "Stripe takes amounts in \(price.currency.code) as multiples of \(multiple) only: the price is not sent",
          at: place["amount"], help: "write \(price.base.minorUnits - price.base.minorUnits % multiple), or \(multiple) more")
      case .tooLarge:
        lowering.report(
          .stripeAmountMaximum, "the amount does not fit into Stripe's unit: the price is not sent", at: place["amount"])
      }
    }
    if !isWithinThreeYears(price.cadence) {
      lowering.report(
        .stripeInterval, "Stripe charges at least every three years: the price is not sent",
        at: place["intervalCount"])
    }
    if price.lookupKey.unicodeScalars.count > 200 {
      lowering.report(
        .stripeLookupKey,
        "the lookup key has \(price.lookupKey.unicodeScalars.count) characters, and Stripe takes 200: the price is sent without",
        at: place["lookupKey"])
    }
    if let days = price.trial?.days, days > 0 {
      if item.kind != .plan {
        lowering.report(
          .stripeAddonTrial, "the trial of an add-on is not sent: a subscription has one trial, the plan's", at: place["trialDays"])
      } else if days > 730 {
        lowering.report(
          .stripeTrialLength, "Stripe gives at most 730 days of trial: this one is not sent", at: place["trialDays"])
      }
    }
  }

  private static func checkSize(_ amount: Int64, _ price: Price, of item: Item, _ lowering: inout Lowering) {
    let place = price.place["amount"]
    let settlement = settlementCurrency(lowering)
    let isSettled = settlement == nil || settlement == price.currency
    if amount == 0, item.kind == .topup {
      lowering.report(.stripeFreeTopup, "Checkout takes no payment of nothing: this top-up cannot be bought", at: place)
    } else if amount > 0, isSettled, let minimum = StripeMoney.minimum(price.currency), amount < minimum {
      lowering.report(
        .stripeAmountMinimum,
        "Stripe charges at least \(minimum) \(price.currency.code) minor units where the account is paid out in it, found \(amount)",
        at: place, help: settlement == nil ? "name the currency of the payouts in the option 'settlementCurrency'" : nil)
    } else if amount > StripeMoney.maximum(price.currency) {
      lowering.report(
        .stripeAmountMaximum,
        "most payment methods take at most \(StripeMoney.maximum(price.currency)) \(price.currency.code) minor units, found \(amount)",
        at: place)
    }
  }

  /// The currency that the option names; nil for none, and for what is none.
  private static func settlementCurrency(_ lowering: Lowering) -> Currency? {
    lowering.settings.text("settlementCurrency").flatMap { Currency(code: $0) }
  }

  private static func checkSettlementCurrency(_ lowering: inout Lowering) {
    guard let text = lowering.settings.text("settlementCurrency"), settlementCurrency(lowering) == nil else { return }
    lowering.report(
      .stripeSettlementCurrency,
      "\(quoted(text)) is no active currency of ISO 4217: minimum amounts are checked in every currency",
      at: lowering.settings.place["options", "settlementCurrency"])
  }

  /// The days of trial that a subscription to the price starts with; nil for none, and for what Stripe refuses.
  static func trialDays(_ price: Price) -> Int64? {
    price.trial.map(\.days).flatMap { (1...730).contains($0) ? $0 : nil }
  }

  /// At most 3 years, 36 months, 156 weeks (POST /v1/prices, `recurring.interval_count`); 1095 days, which is not written, but
  /// the same length.
  static func isWithinThreeYears(_ cadence: Cadence?) -> Bool {
    guard let cadence else { return true }
    let limit: Int64 =
      switch cadence.period {
      case .day: 1095
      case .week: 156
      case .month: 36
      case .year: 3
      }
    return cadence.count <= limit
  }

  // MARK: Add-ons

  /// In step: Stripe's documentation, "Mixed interval subscriptions", gives one month and one year, one day and one week, one
  /// day and three months as allowed, and one week and one month, two months and three as refused.
  private static func check(_ addon: Addon, _ groups: PlanGroups, _ lowering: inout Lowering) {
    let header = addon.header
    let item = Item(addon)
    if addon.quantity != nil {
      lowering.report(
        .stripeQuantity, "Stripe does not hold customers to the quantity of \(quoted(header.id)): the application does",
        at: header.place["quantity"])
    }
    if addon.entitlements.contains(where: \.givesAccess) {
      // Where other prices recur, it is those which are paid once that give nothing.
      let places =
        item.isPaidOnce
        ? [header.place["entitlements"]] : addon.prices.filter { $0.cadence == nil }.map { $0.place.name }
      for place in places {
        lowering.report(
          .stripeOneTimeEntitlement,
          "what is paid once gives no features at Stripe: the application grants those of \(quoted(header.id))", at: place)
      }
    }
    let terms = PlanTerms(addon.prices)
    guard !terms.currencies.isEmpty else { return }

    let foreign = groups.plans(addon.compatiblePlans) { !$0.currencies.isEmpty && $0.currencies.isDisjoint(with: terms.currencies) }
    if !foreign.isEmpty {
      lowering.report(
        .stripeAddonCurrency,
        "\(quoted(header.id)) has no price in a currency of \(names(foreign)), and a subscription has one currency",
        at: .compatiblePlans(header))
    }

    guard !terms.cadences.isEmpty else { return }
    let unfit = groups.plans(addon.compatiblePlans) { plan in
      !terms.cadences.contains { own in plan.cadences.contains { own.isInStep(with: $0) } }
    }
    if !unfit.isEmpty {
      lowering.report(
        .stripeAddonCadence,
        "no price of \(quoted(header.id)) recurs in step with \(names(unfit)): one cadence must be a multiple of the other",
        at: .compatiblePlans(header))
    }
    let mixed = groups.plans(addon.compatiblePlans) { plan in
      plan.cadences.isDisjoint(with: terms.cadences)
        && terms.cadences.contains { own in plan.cadences.contains { own.isInStep(with: $0) } }
    }
    if !mixed.isEmpty {
      lowering.report(
        .stripeMixedInterval,
        "\(quoted(header.id)) and \(names(mixed)) recur at different intervals: this needs flexible billing mode",
        at: .compatiblePlans(header))
    }
  }
}
