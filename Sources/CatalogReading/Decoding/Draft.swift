import Catalog
import Foundations
import JSONText
import Syntax

/// What the file says, typed; references are still names, and what could not be read is nil.
package struct Draft: Sendable {
  /// A name that stands for another entry.
  struct Reference: Sendable {
    let name: String
    /// The value that is this string, or that has it for its key.
    let node: NodeID
  }

  struct Meter: Sendable {
    let header: Header
    let meter: CatalogMeter?
  }

  struct Feature: Sendable {
    let header: Header
    let kind: CatalogFeature.Kind?
    let meter: Reference?
  }

  struct Entitlement: Sendable {
    let feature: Reference
    /// What the value looks like: nil where any feature would do, or where it could not be read.
    var kind: CatalogFeature.Kind?
    var value: CatalogEntitlement.Value?
    var metadata: [JSON.Member] = []
  }

  /// The prices of an item.
  struct Prices: Sendable {
    var read: [Price] = []
    /// Those that could not be read: their lookup keys are taken all the same.
    var unread: [UnreadPrice] = []

    var isEmpty: Bool { read.isEmpty && unread.isEmpty }

    /// Nil where one could not be read.
    var complete: [Price]? { unread.isEmpty ? read : nil }

    var haveDefaultLookupKeys: Bool {
      read.allSatisfy { $0.ownLookupKey == nil } && unread.allSatisfy { $0.lookupKey == nil }
    }
  }

  struct UnreadPrice: Sendable {
    let id: String
    /// Nil where it is made of the item's key and the price's id.
    let lookupKey: String?
    let node: NodeID
  }

  /// A plan, or what an add-on shares with one.
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
    var quantity: CatalogAddon.Quantity?
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
