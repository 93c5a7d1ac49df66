extension Item {
  /// The item as those have it who pay the price: with what it grants them, and as a variant if that differs from the item's own.
  package func at(_ price: Price) -> Item {
    guard !price.ownEntitlements.isEmpty else { return self }
    switch self {
    case .plan(var plan):
      (plan.prices, plan.entitlements, plan.variant) = ([price], entitlements(at: price), price.id)
      return .plan(plan)
    case .addon(var addon):
      (addon.prices, addon.entitlements, addon.variant) = ([price], entitlements(at: price), price.id)
      return .addon(addon)
    case .topup: return self
    }
  }

  /// Whether what it grants of a feature is that of its one price alone; see ``variant``.
  package func isOwnedByPrice(_ feature: Int) -> Bool {
    variant != nil && prices.contains { price in price.ownEntitlements.contains { $0.feature == feature } }
  }
}

extension Catalog {
  /// The same catalog with everything that it knows for sale: what customers may have, and the setup that may have created it.
  ///
  /// - Parameter keepingIDs: false to leave out the `providerIds`, so that the setup creates every object.
  package func withEverythingSold(keepingIDs: Bool) -> Catalog { copy(sellingEverything: true, keepingIDs: keepingIDs) }

  /// The same catalog without `providerIds`: the setup that creates every object.
  package var withoutProviderIDs: Catalog { copy(sellingEverything: false, keepingIDs: false) }

  /// The same catalog without the `providerIds` of items and prices: the setup that creates every object of the catalog's own.
  /// Meters, features and discounts with an id are used as they are.
  package var withoutItemIDs: Catalog { copy(sellingEverything: false, keepingIDs: false, keepingUsed: true) }

  /// - Parameters:
  ///   - keepingIDs: whether items and prices keep their ids.
  ///   - keepingUsed: whether meters, features and discounts do; nil for the same.
  private func copy(sellingEverything isSelling: Bool, keepingIDs: Bool, keepingUsed: Bool? = nil) -> Catalog {
    func ids(_ ids: [ProviderID]) -> [ProviderID] { keepingIDs ? ids : [] }
    func used(_ ids: [ProviderID]) -> [ProviderID] { keepingUsed ?? keepingIDs ? ids : [] }
    func availability(_ own: Availability) -> Availability { isSelling ? .sold : own }
    func charge(_ charge: Charge) -> Charge {
      guard !keepingIDs, case .usage(let usage) = charge else { return charge }
      return .usage(
        UsageCharge(
          feature: usage.feature, UsagePrice(usage.price, providerIds: []), lookupKey: usage.lookupKey, included: usage.included,
          max: usage.max, reset: usage.reset, isPerUnit: usage.isPerUnit))
    }
    func prices(_ prices: [Price]) -> [Price] {
      prices.map { price in
        Price(
          price, isSold: isSelling || price.isSold, providerIds: ids(price.providerIds), charges: price.charges.map(charge))
      }
    }
    return Catalog(
      id: id,
      meters: meters.map { meter in
        Meter(
          meter.header, eventType: meter.eventType, aggregation: meter.aggregation, valueProperty: meter.valueProperty,
          groupBy: meter.groupBy, providerIds: used(meter.providerIds))
      },
      features: features.map { feature in
        Feature(
          feature.header, kind: feature.kind, meter: feature.meter, filters: feature.filters, costs: feature.costs,
          providerIds: used(feature.providerIds))
      },
      plans: plans.map { plan in
        Plan(
          plan.header, entitlements: plan.entitlements, prices: prices(plan.prices), quantity: plan.quantity,
          isDefault: plan.isDefault, group: plan.group, availability: availability(plan.availability),
          providerIds: ids(plan.providerIds))
      },
      addons: addons.map { addon in
        Addon(
          addon.header, entitlements: addon.entitlements, prices: prices(addon.prices), compatiblePlans: addon.compatiblePlans,
          quantity: addon.quantity, isMultiple: addon.isMultiple, availability: availability(addon.availability),
          providerIds: ids(addon.providerIds))
      },
      topups: topups.map { topup in
        Topup(
          topup.header, feature: topup.feature, amount: topup.amount, prices: prices(topup.prices),
          compatiblePlans: topup.compatiblePlans, quantity: topup.quantity, grant: topup.grant,
          availability: availability(topup.availability), providerIds: ids(topup.providerIds))
      },
      discounts: discounts.map { discount in
        Discount(
          discount.header, discount.reduction, discount.duration, items: discount.items, codes: discount.codes,
          maxRedemptions: discount.maxRedemptions, expiresAt: discount.expiresAt, providerIds: used(discount.providerIds))
      },
      providers: providers)
  }
}
