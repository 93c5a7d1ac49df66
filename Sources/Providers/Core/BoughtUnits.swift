import Catalog
import Diagnostics
import Foundations
import Syntax

extension Findings {
  /// Reports the add-ons and top-ups whose units the provider charges again, as the usage of another item, and the plans whose
  /// allowances it charges as the usage of an add-on.
  ///
  /// - Parameters:
  ///   - creditsNumbers: whether the provider takes a number of units off the usage, so that only unlimited usage is charged again.
  ///   - isSold: whether a price is for sale.
  package mutating func reportBoughtUnits(in catalog: Catalog, creditsNumbers: Bool = false, isSold: (Price, Item) -> Bool) {
    // A plan without prices is given, whether it is sold or not.
    let items = catalog.items.filter { item in
      item.prices.contains { isSold($0, item) } || item.kind == .plan && item.prices.isEmpty
    }
    let charging = items.filter { item in item.prices.contains { isSold($0, item) && !$0.usage.isEmpty } }
    if charging.isEmpty { return }
    for item in items {
      for (feature, place, isUnlimited) in item.boughtUnits where !item.charges(feature) && (isUnlimited || !creditsNumbers) {
        guard
          let other = charging.first(where: { other in
            // Two plans of a customer are of two groups, which a quote does not combine.
            (item.kind != .plan || other.kind != .plan) && other.charges(feature) && catalog.sells(item, with: other)
          })
        else { continue }
        report(
          .boughtUnitsCharged,
          "\(title) charges the \(isUnlimited && creditsNumbers ? "unlimited " : "")\(quoted(catalog.features[feature].header.id)) of \(quoted(item.header.id)) again "
            + "as usage of \(quoted(other.header.id)); your application must credit them",
          at: place)
      }
    }
  }
}

extension Item {
  /// Whether a price charges the usage of a feature.
  fileprivate func charges(_ feature: Int) -> Bool { prices.contains { $0.usage.contains { $0.feature == feature } } }

  /// The features whose usage is paid for with the item, with their places.
  fileprivate var boughtUnits: [(feature: Int, place: Place, isUnlimited: Bool)] {
    if let topup { return [(topup.feature, header.place["feature"], false)] }
    return possibleEntitlements.compactMap { entitlement -> (feature: Int, place: Place, isUnlimited: Bool)? in
      switch entitlement.value {
      case .metered(let allowance): allowance.amount.isZero ? nil : (entitlement.feature, entitlement.place, false)
      case .unlimited: (entitlement.feature, entitlement.place, true)
      case .boolean, .limit, .static: nil
      }
    }
  }
}

extension Catalog {
  /// Whether a customer can have both. Only plans restrict what is sold with them.
  fileprivate func sells(_ item: Item, with other: Item) -> Bool {
    guard let plan = other.plan ?? item.plan, case .named(let indices)? = item.compatiblePlans ?? other.compatiblePlans else {
      return true
    }
    return indices.contains { plans[$0].header === plan.header }
  }
}
