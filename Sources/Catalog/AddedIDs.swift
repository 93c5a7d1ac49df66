import Syntax

extension Catalog {
  /// The same catalog with additional `providerIds`.
  ///
  /// - Parameter ids: the additional ids, by the place of their item or price.
  package func adding(_ ids: [Place: [ProviderID]]) -> Catalog {
    func added(_ own: [ProviderID], at place: Place) -> [ProviderID] { own + (ids[place] ?? []) }
    func charged(_ usage: UsageCharge) -> UsageCharge {
      guard let added = ids[usage.price.place] else { return usage }
      return UsageCharge(
        feature: usage.feature, UsagePrice(usage.price, providerIds: usage.price.providerIds + added), lookupKey: usage.lookupKey,
        included: usage.included,
        max: usage.max, reset: usage.reset, isPerUnit: usage.isPerUnit)
    }
    func priced(_ prices: [Price]) -> [Price] {
      prices.map { price in
        let usage = price.usage.contains { ids[$0.price.place] != nil } ? price.usage.map(charged) : nil
        guard usage != nil || ids[price.place] != nil else { return price }
        return Price(price, adding: ids[price.place] ?? [], charging: usage)
      }
    }
    var (plans, addons, topups) = (plans, addons, topups)
    for (index, plan) in plans.enumerated() {
      plans[index].providerIds = added(plan.providerIds, at: plan.header.place)
      plans[index].prices = priced(plan.prices)
    }
    for (index, addon) in addons.enumerated() {
      addons[index].providerIds = added(addon.providerIds, at: addon.header.place)
      addons[index].prices = priced(addon.prices)
    }
    for (index, topup) in topups.enumerated() {
      topups[index].providerIds = added(topup.providerIds, at: topup.header.place)
      topups[index].prices = priced(topup.prices)
    }
    return Catalog(
      id: id, meters: meters, features: features, plans: plans, addons: addons, topups: topups, discounts: discounts,
      providers: providers)
  }
}
