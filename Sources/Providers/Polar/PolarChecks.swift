import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// What Polar does otherwise than the catalog says, of what is sold beside plans and of what is not sent.
enum PolarChecks {
  static func run(_ offers: PolarOffers, _ lowering: inout Lowering) {
    let catalog = lowering.catalog
    let sold = Set(offers.offers.map(\.product.item.header.place))
    checkUnused(offers, sold, &lowering)
    for header in catalog.meters.map(\.header) + catalog.features.map(\.header) where header.key != header.id {
      lowering.report(
        .polarKey,
        "Polar has no keys of ours: \(quoted(header.key)) is not sent; the id \(quoted(header.id)) is, as metadata",
        at: .keyOf(header))
    }
    for item in catalog.items {
      for price in item.prices where price.lookupKey != "\(item.header.key):\(price.id)" {
        lowering.report(
          .polarLookupKey, "Polar has no lookup keys: this one is not sent", at: price.place["lookupKey"])
      }
      if case .named? = item.compatiblePlans {
        lowering.report(
          .polarPlans, "Polar sells \(quoted(item.header.id)) to any customer: the application checks the plan",
          at: .compatiblePlans(item.header))
      }
    }
    let subscribed = Set(
      offers.offers.filter { $0.product.price.cadence != nil }.map(\.product.item.header.place))
    for addon in catalog.addons {
      check(addon, offers, recurs: subscribed.contains(addon.header.place), &lowering)
    }
    for topup in catalog.topups { check(topup, offers, &lowering) }
  }

  /// Features and meters that nothing sold needs.
  private static func checkUnused(_ offers: PolarOffers, _ sold: Set<Place>, _ lowering: inout Lowering) {
    let catalog = lowering.catalog
    var needed: Set<Int> = []
    // A top-up that is not sold for lack of a meter has been spoken of.
    for topup in catalog.topups { needed.insert(topup.feature) }
    for item in catalog.items where sold.contains(item.header.place) {
      needed.formUnion(item.entitlements.filter(\.isGranted).map(\.feature))
    }
    for (index, feature) in catalog.features.enumerated() where !needed.contains(index) {
      lowering.report(
        .polarUnused, "nothing that Polar sells gives \(quoted(feature.header.id)): it is not sent",
        at: feature.header.place.name)
    }
    for (index, meter) in catalog.meters.enumerated() where !offers.benefits.meters.isUsed(index) {
      lowering.report(
        .polarUnused, "no credit needs the meter \(quoted(meter.header.id)): it is not sent", at: meter.header.place.name)
    }
  }

  // MARK: Add-ons

  private static func check(_ addon: Addon, _ offers: PolarOffers, recurs: Bool, _ lowering: inout Lowering) {
    let header = addon.header
    if addon.multiple {
      lowering.report(
        .polarAddonQuantity, "a checkout at Polar sells one of \(quoted(header.id)): who wants several buys several times",
        at: header.place["multiple"])
    }
    if addon.quantity != nil {
      lowering.report(
        .polarQuantity, "Polar does not hold customers to the quantity of \(quoted(header.id)): the application does",
        at: header.place["quantity"])
    }
    guard recurs else { return }
    lowering.report(
      .polarAddonSubscription,
      "\(quoted(header.id)) is a subscription of its own: it does not end when the plan does", at: header.place.name)
    if JSON.object(lowering.settings.options)["multipleSubscriptions"] != .bool(true) {
      lowering.report(
        .polarMultipleSubscriptions,
        "who has a plan cannot buy \(quoted(header.id)), unless the organization allows several subscriptions",
        at: header.place.name,
        help: "where its setting 'allow_multiple_subscriptions' is on, set the option 'multipleSubscriptions' to true")
    }
    for entitlement in addon.entitlements {
      guard case .metered = entitlement.value else { continue }
      let plans = plans(addon.compatiblePlans, crediting: entitlement.feature, offers, lowering.catalog)
      guard !plans.isEmpty else { continue }
      lowering.report(
        .polarAddonResetsPlan,
        "each renewal of \(quoted(header.id)) resets the meter that \(names(plans.map(\.header))) credits too: "
          + "customers lose what is left of the plan's credits, and the plan's renewal takes those of the add-on",
        at: entitlement.place.name, help: "sell it as a top-up, which rolls over")
    }
  }

  /// The compatible plans that credit the meter of a feature, in the order of the file.
  private static func plans(
    _ selection: PlanSelection, crediting feature: Int, _ offers: PolarOffers, _ catalog: Catalog
  ) -> [Plan] {
    guard let meter = catalog.features[feature].meter, let crediting = offers.creditingPlans[meter] else { return [] }
    switch selection {
    case .every: return crediting.map { catalog.plans[$0] }
    case .named(let named):
      let named = Set(named)
      return crediting.filter { named.contains($0) }.map { catalog.plans[$0] }
    }
  }

  // MARK: Top-ups

  private static func check(_ topup: Topup, _ offers: PolarOffers, _ lowering: inout Lowering) {
    let place = topup.header.place["grant"]
    if topup.grant.expiration != nil {
      lowering.report(
        .polarGrantExpiration, "Polar's credits do not lapse: the expiration is not sent", at: place["expiration"])
    }
    if topup.grant.priority != nil {
      lowering.report(
        .polarGrantPriority, "Polar keeps one balance of all credits: the priority is not sent", at: place["priority"])
    }
    guard let rollover = topup.grant.maxRolloverAmount else { return }
    if rollover.isZero {
      guard !plans(topup.compatiblePlans, crediting: topup.feature, offers, lowering.catalog).isEmpty else { return }
      lowering.report(
        .polarTopupLapses, "what is left of the top-up is lost when the plan renews", at: place["maxRolloverAmount"],
        help: "leave it out to keep it")
    } else if rollover < topup.amount {
      lowering.report(
        .polarGrantRollover, "credits roll over as a whole or not at all: all that is left is kept",
        at: place["maxRolloverAmount"])
    }
  }
}
