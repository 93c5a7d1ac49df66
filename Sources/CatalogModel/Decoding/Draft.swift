import Diagnostics
import JSONText
import Syntax

/// What the file says, typed; references are still names, and what could not be read is nil.
package struct Draft: Sendable {
  /// A name that stands for another entry.
  struct Reference: Sendable {
    /// The string that names it.
    let name: NodeID
    /// The value that is this string, or stands under it.
    let node: NodeID
  }

  // Entries are classes: lists of all classes are of one type, which a start puts together once.

  final class Meter: Sendable {
    let header: Header
    /// Nil where it could not be read.
    let meter: CatalogModel.Meter?

    init(header: Header, meter: CatalogModel.Meter?) { (self.header, self.meter) = (header, meter) }
  }

  final class Feature: Sendable {
    let header: Header
    let kind: CatalogModel.Feature.Kind?
    let meter: Reference?

    init(header: Header, kind: CatalogModel.Feature.Kind?, meter: Reference?) {
      (self.header, self.kind, self.meter) = (header, kind, meter)
    }
  }

  /// Why an entitlement cannot be taken as it was read: its feature is none, or of another kind, or its value is wrong.
  struct Doubt: Sendable {
    /// An index into ``Draft/entitlements``.
    let entitlement: Int
    /// What the value looks like: nil where any feature would do, or where it could not be read.
    let kind: CatalogModel.Feature.Kind?
    /// Nil where it could not be read.
    let value: CatalogModel.Entitlement.Value?
  }

  /// The prices of one item.
  struct Prices: Sendable {
    /// Those that could be read.
    var whole: [Price] = []
    /// The names of the others.
    var broken: [PriceName] = []

    var isEmpty: Bool { whole.isEmpty && broken.isEmpty }
  }

  /// A plan, or what an add-on shares with one.
  final class Plan: Sendable {
    let header: Header
    /// Indices into ``Draft/entitlements``.
    let entitlements: Range<Int>
    let prices: Prices
    let providerIds: [ProviderID]

    init(header: Header, entitlements: Range<Int>, prices: Prices, providerIds: [ProviderID]) {
      self.header = header
      self.entitlements = entitlements
      self.prices = prices
      self.providerIds = providerIds
    }
  }

  final class Addon: Sendable {
    let plan: Plan
    let compatiblePlans: [Reference]
    let multiple: Bool
    let quantity: CatalogModel.Addon.Quantity?

    init(plan: Plan, compatiblePlans: [Reference], multiple: Bool, quantity: CatalogModel.Addon.Quantity?) {
      (self.plan, self.compatiblePlans, self.multiple, self.quantity) = (plan, compatiblePlans, multiple, quantity)
    }
  }

  final class Topup: Sendable {
    let header: Header
    let feature: Reference?
    let amount: ExactDecimal?
    let prices: Prices
    let compatiblePlans: [Reference]
    let grant: Grant
    let providerIds: [ProviderID]

    init(
      header: Header, feature: Reference?, amount: ExactDecimal?, prices: Prices, compatiblePlans: [Reference], grant: Grant,
      providerIds: [ProviderID]
    ) {
      self.header = header
      self.feature = feature
      self.amount = amount
      self.prices = prices
      self.compatiblePlans = compatiblePlans
      self.grant = grant
      self.providerIds = providerIds
    }
  }

  /// What most catalogs have none of. To look for it while an entry is read costs little; to go through all entries once more
  /// costs as much as to read them.
  struct Traits: Sendable {
    /// An entry has a key of its own.
    var hasKeys = false
    /// An item or a price is named so that two prices may come to one lookup key: by a key or a lookup key of its own, by an id
    /// that another item has, or with the colon that stands between the two names of a lookup key.
    var lookupKeysMayRepeat = false
    /// Metadata has a name that is reserved for entries of some kind.
    var hasReservedMetadata = false
  }

  let tree: SyntaxTree
  var traits = Traits()
  /// The ids of meters, features and plans.
  var meterIDs: StringTable
  var featureIDs: StringTable
  var planIDs: StringTable
  var meters: [Meter] = []
  var features: [Feature] = []
  var plans: [Plan] = []
  var addons: [Addon] = []
  var topups: [Topup] = []
  /// Those of all plans and add-ons, one behind the other.
  var entitlements: [CatalogModel.Entitlement] = []
  /// In the order of the entitlements.
  var doubts: [Doubt] = []
  var providers: [ProviderSettings] = []

  init(_ tree: SyntaxTree) {
    self.tree = tree
    let none = StringTable(in: tree)
    (meterIDs, featureIDs, planIDs) = (none, none, none)
  }
}
