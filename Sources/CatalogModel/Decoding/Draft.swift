import Diagnostics
import JSONText
import Syntax

/// What the file says, typed; references are still names, and what could not be read is nil.
package struct Draft: Sendable {
  /// A name that stands for another entry.
  struct Reference: Sendable {
    let name: String
    let node: NodeID
  }

  struct Feature: Sendable {
    let header: Header
    let kind: CatalogModel.Feature.Kind?
    let meter: Reference?
  }

  struct Entitlement: Sendable {
    let feature: Reference
    /// What the value looks like: nil where any feature would do, or where it could not be read.
    let kind: CatalogModel.Feature.Kind?
    let value: CatalogModel.Entitlement.Value?
    let metadata: [JSON.Member]
  }

  struct Price: Sendable {
    let lookupKey: String
    /// False where the lookup key is made of the item's key and the price's id.
    let hasOwnLookupKey: Bool
    let origin: NodeID
    let price: CatalogModel.Price?
  }

  /// A plan, or what an add-on shares with one.
  struct Plan: Sendable {
    let header: Header
    let entitlements: [Entitlement]
    let prices: [Price]
    let providerIds: [ProviderID]
  }

  struct Addon: Sendable {
    let plan: Plan
    let compatiblePlans: [Reference]
    let multiple: Bool
    let quantity: CatalogModel.Addon.Quantity?
  }

  struct Topup: Sendable {
    let header: Header
    let feature: Reference?
    let amount: ExactDecimal?
    let prices: [Price]
    let compatiblePlans: [Reference]
    let grant: Grant
    let providerIds: [ProviderID]
  }

  var meters: [(header: Header, meter: Meter?)] = []
  var features: [Feature] = []
  var plans: [Plan] = []
  var addons: [Addon] = []
  var topups: [Topup] = []
  var providers: [ProviderSettings] = []
}
