import CatalogModel
import JSONText

/// A plan, an add-on or a top-up, as far as they are alike to those who sell them.
package struct Item: Sendable {
  package enum Kind: String, Sendable {
    case plan, addon, topup

    /// The member of metadata that holds the item's id.
    package var idField: String {
      switch self {
      case .plan: "catalogPlanId"
      case .addon: "catalogAddonId"
      case .topup: "catalogTopupId"
      }
    }

    /// The member of metadata that holds the item's key.
    package var keyField: String {
      switch self {
      case .plan: "catalogPlanKey"
      case .addon: "catalogAddonKey"
      case .topup: "catalogTopupKey"
      }
    }

    /// As a message speaks of it.
    package var described: String {
      switch self {
      case .plan: "plan"
      case .addon: "add-on"
      case .topup: "top-up"
      }
    }
  }

  package let kind: Kind
  package let header: Header
  package let prices: [Price]
  package let providerIds: [ProviderID]
  /// Empty for a top-up.
  package let entitlements: ArraySlice<Entitlement>
  /// Nil for a plan.
  package let compatiblePlans: PlanSelection?
  package let addon: Addon?
  package let topup: Topup?

  package init(_ plan: Plan) {
    self.init(.plan, plan.header, plan.prices, plan.providerIds, plan.entitlements, nil, nil, nil)
  }

  package init(_ addon: Addon) {
    self.init(.addon, addon.header, addon.prices, addon.providerIds, addon.entitlements, addon.compatiblePlans, addon, nil)
  }

  package init(_ topup: Topup) {
    self.init(.topup, topup.header, topup.prices, topup.providerIds, [], topup.compatiblePlans, nil, topup)
  }

  private init(
    _ kind: Kind, _ header: Header, _ prices: [Price], _ providerIds: [ProviderID], _ entitlements: ArraySlice<Entitlement>,
    _ compatiblePlans: PlanSelection?, _ addon: Addon?, _ topup: Topup?
  ) {
    self.kind = kind
    self.header = header
    self.prices = prices
    self.providerIds = providerIds
    self.entitlements = entitlements
    self.compatiblePlans = compatiblePlans
    self.addon = addon
    self.topup = topup
  }

  package func id(at provider: String) -> String? { providerIds.first { $0.provider == provider }?.id }

  /// True where the item has prices, and none of them recurs.
  package var isPaidOnce: Bool { !prices.isEmpty && prices.allSatisfy { $0.cadence == nil } }
}

extension Catalog {
  /// Everything that is sold: plans, then add-ons, then top-ups.
  package var items: [Item] { plans.map { Item($0) } + addons.map { Item($0) } + topups.map { Item($0) } }
}

extension Strategies {
  package func strategy(for item: Item) -> String {
    switch item.kind {
    case .plan: plan
    case .addon: item.isPaidOnce ? oneTimeAddon : recurringAddon
    case .topup: topup
    }
  }

  package func strategy(for price: Price, of item: Item) -> String {
    switch item.kind {
    case .plan: plan
    case .addon: price.cadence == nil ? oneTimeAddon : recurringAddon
    case .topup: topup
    }
  }
}
