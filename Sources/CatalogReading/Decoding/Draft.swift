import Catalog
import Foundations
import JSONText
import Syntax

/// The contents of the file as typed values. References are still names, and values that could not be read are nil.
package struct Draft: Sendable {
  /// A name that refers to another entry.
  struct Reference: Sendable {
    let name: String
    /// The string itself, or the value whose key it is.
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
    var filters: [Filter] = []
    var costs: [Cost] = []
    /// Whether it is a pool, even if its costs could not be read.
    var isPool = false
    var providerIds: [ProviderID] = []
  }

  /// What one unit of a feature costs in a pool.
  struct Cost: Sendable {
    let feature: Reference
    /// Nil if it could not be read.
    let cost: ExactDecimal?
  }

  struct Filter: Sendable {
    let filter: MeterFilter
    /// The value, whose key is the group.
    let node: NodeID

    init(_ filter: MeterFilter, node: NodeID) { (self.filter, self.node) = (filter, node) }
  }

  struct Quantity: Sendable {
    var feature: Reference?
    var min: Int64?
    var max: Int64?
    /// Whether it is written as `"multiple": true`.
    var isMultiple = false
  }

  struct Entitlement: Sendable {
    let feature: Reference
    /// The types of feature that the value fits; all if it could not be read.
    var kinds: FeatureKinds = .all
    /// Of the first of these types; see ``CatalogEntitlement/Value/adapted(to:)``.
    var value: CatalogEntitlement.Value?
    /// Whether it is written as an object, not as a literal.
    var isObject = false
    var metadata: [JSON.Member] = []
    /// What is wrong with how it is written; reported only if the feature is of a type that it fits.
    var faults: [Finding] = []

    /// The same entitlement, but of this feature.
    func at(_ feature: Reference) -> Entitlement {
      var copy = Entitlement(feature: feature)
      (copy.kinds, copy.value) = (kinds, value)
      return copy
    }
  }

  /// The prices of an item.
  struct Prices: Sendable {
    private(set) var read: [Price] = []
    /// The entitlements of each price of ``read``; nil if it has none of its own.
    private(set) var entitlements: [[Entitlement]?] = []
    /// Those that could not be read. Their lookup keys still count as taken.
    private(set) var unread: [UnreadPrice] = []
    private(set) var haveDefaultLookupKeys = true
    /// False if one was lost to a syntax error.
    var isWhole = true

    var isEmpty: Bool { read.isEmpty && unread.isEmpty }

    /// Nil if one could not be read.
    var complete: [Price]? { unread.isEmpty && isWhole ? read : nil }

    mutating func append(_ price: Price, _ own: [Entitlement]?) {
      read.append(price)
      entitlements.append(own)
      if price.ownLookupKey != nil { haveDefaultLookupKeys = false }
    }

    mutating func append(_ price: UnreadPrice) {
      unread.append(price)
      if price.lookupKey != nil { haveDefaultLookupKeys = false }
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
    var quantity: Quantity?
    var isDefault = false
    var group: String?
    var availability = Availability.sold
    var providerIds: [ProviderID] = []
    /// False if it lost a field to a syntax error.
    var isWhole = true
  }

  struct Addon: Sendable {
    let plan: Plan
    var compatiblePlans: [Reference] = []
  }

  struct Topup: Sendable {
    let header: Header
    var feature: Reference?
    var amount: ExactDecimal?
    var prices = Prices()
    var compatiblePlans: [Reference] = []
    var quantity: Quantity?
    var grant = Grant()
    var availability = Availability.sold
    var providerIds: [ProviderID] = []
  }

  struct Discount: Sendable {
    let header: Header
    /// Nil if it could not be read.
    var reduction: CatalogDiscount.Reduction?
    var duration: CatalogDiscount.Duration?
    /// Nil if it applies to everything.
    var appliesTo: [Reference]?
    var codes: [CatalogDiscount.Code] = []
    var maxRedemptions: Int64?
    var expiresAt: Instant?
    var providerIds: [ProviderID] = []
  }

  var id: String?
  var meters: [Meter] = []
  var features: [Feature] = []
  var plans: [Plan] = []
  var addons: [Addon] = []
  var topups: [Topup] = []
  var discounts: [Discount] = []
  var providers: [ProviderSettings] = []
  var lint: [LintSetting] = []
  /// Whether any entitlement has usage prices.
  var hasUsagePrices = false
  /// The sections whose entries are unknown, because the section is missing, misspelled or of the wrong type.
  var unread: [Section] = []
}
