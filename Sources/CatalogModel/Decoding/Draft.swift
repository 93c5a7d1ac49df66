import Diagnostics
import JSONText
import Syntax

/// What the file says, typed; references are still names, and what could not be read is nil.
package struct Draft: Sendable {
  /// A name that refers to another entry.
  struct Reference: Sendable {
    let name: String
    /// The string itself, or the value whose key it is.
    let node: NodeID
  }

  struct Meter: Sendable {
    let header: Header
    let meter: CatalogModel.Meter?
  }

  struct Feature: Sendable {
    let header: Header
    let kind: CatalogModel.Feature.Kind?
    let meter: Reference?
  }

  struct Entitlement: Sendable {
    let feature: Reference
    /// The type of feature that the value fits; nil if it fits any, or could not be read.
    var kind: CatalogModel.Feature.Kind?
    var value: CatalogModel.Entitlement.Value?
    var metadata: [JSON.Member] = []
  }

  /// The prices of an item.
  struct Prices: Sendable {
    var read: [Price] = []
    /// Those that could not be read. Their lookup keys still count as taken.
    var unread: [UnreadPrice] = []

    var isEmpty: Bool { read.isEmpty && unread.isEmpty }

    /// Nil if one could not be read.
    var complete: [Price]? { unread.isEmpty ? read : nil }

    var haveDefaultLookupKeys: Bool {
      read.allSatisfy { $0.ownLookupKey == nil } && unread.allSatisfy { $0.lookupKey == nil }
    }
  }

  struct UnreadPrice: Sendable {
    let id: String
    /// Nil if it is derived from the item's key and the price's id.
    let lookupKey: String?
    let node: NodeID
  }

  /// A plan, or the fields that an add-on shares with one.
  struct Plan: Sendable {
    let header: Header
    var entitlements: [Entitlement] = []
    var prices = Prices()
    var providerIds: [ProviderID] = []
  }

  struct Addon: Sendable {
    let plan: Plan
    var compatiblePlans: [Reference] = []
    var multiple = false
    var quantity: CatalogModel.Addon.Quantity?
  }

  struct Topup: Sendable {
    let header: Header
    var feature: Reference?
    var amount: ExactDecimal?
    var prices = Prices()
    var compatiblePlans: [Reference] = []
    var grant = Grant()
    var providerIds: [ProviderID] = []
  }

  var meters: [Meter] = []
  var features: [Feature] = []
  var plans: [Plan] = []
  var addons: [Addon] = []
  var topups: [Topup] = []
  var providers: [ProviderSettings] = []
}
