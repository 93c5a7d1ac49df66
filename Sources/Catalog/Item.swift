import Foundations
import Syntax

/// Something that is sold: a plan, an add-on or a top-up.
///
/// Indirect, so that the many that pass on an item copy one reference, and not every field.
package indirect enum Item: Sendable {
  case plan(Plan)
  case addon(Addon)
  case topup(Topup)

  package enum Kind: String, CaseIterable, Sendable {
    case plan, addon, topup

    /// For messages.
    package var described: String {
      switch self {
      case .plan: "plan"
      case .addon: "add-on"
      case .topup: "top-up"
      }
    }

    /// The intervals that its prices can have.
    package var intervals: [Interval] { Interval.allCases.filter { takes($0) } }

    package func takes(_ interval: Interval) -> Bool {
      switch self {
      case .plan: interval != .oneTime
      case .addon: true
      case .topup: interval == .oneTime
      }
    }
  }

  package init(_ plan: Plan) { self = .plan(plan) }
  package init(_ addon: Addon) { self = .addon(addon) }
  package init(_ topup: Topup) { self = .topup(topup) }

  package var kind: Kind {
    switch self {
    case .plan: .plan
    case .addon: .addon
    case .topup: .topup
    }
  }

  package var header: Header {
    switch self {
    case .plan(let plan): plan.header
    case .addon(let addon): addon.header
    case .topup(let topup): topup.header
    }
  }

  package var prices: [Price] {
    switch self {
    case .plan(let plan): plan.prices
    case .addon(let addon): addon.prices
    case .topup(let topup): topup.prices
    }
  }

  /// The prices that the catalog has; empty for an item that charges usage alone.
  package var writtenPrices: [Price] { prices.filter { !$0.isImplied } }

  /// Whether the catalog has several prices for it, of which some may not be offered.
  package var hasSeveralPrices: Bool { priceCount > 1 }

  private var priceCount: Int {
    switch self {
    case .plan(let plan): plan.priceCount
    case .addon(let addon): addon.priceCount
    case .topup(let topup): topup.priceCount
    }
  }

  /// As the catalog says it of the whole item; see ``isOffered``.
  package var availability: Availability {
    switch self {
    case .plan(let plan): plan.availability
    case .addon(let addon): addon.availability
    case .topup(let topup): topup.availability
    }
  }

  /// The price whose entitlements it represents; nil for the item itself. See ``Catalog/offered(splitting:)``.
  package var variant: String? {
    switch self {
    case .plan(let plan): plan.variant
    case .addon(let addon): addon.variant
    case .topup: nil
    }
  }

  /// Nil for an add-on or a top-up.
  package var plan: Plan? {
    if case .plan(let plan) = self { return plan }
    return nil
  }

  /// Whether the item has usage prices, but no prices of its own.
  package var isPayAsYouGo: Bool { prices.first?.isImplied ?? false }

  package var providerIds: [ProviderID] {
    switch self {
    case .plan(let plan): plan.providerIds
    case .addon(let addon): addon.providerIds
    case .topup(let topup): topup.providerIds
    }
  }

  /// Nil if one is bought at a time.
  package var quantity: Quantity? {
    switch self {
    case .plan(let plan): plan.quantity
    case .addon(let addon): addon.quantity
    case .topup(let topup): topup.quantity
    }
  }

  /// The place of the quantity, for findings.
  package var quantityPlace: Place { header.place[addon?.isMultiple == true ? "multiple" : "quantity"] }

  /// Empty for a top-up.
  package var entitlements: [Entitlement] {
    switch self {
    case .plan(let plan): plan.entitlements
    case .addon(let addon): addon.entitlements
    case .topup: []
    }
  }

  /// Nil for a plan.
  package var compatiblePlans: PlanSelection? {
    switch self {
    case .plan: nil
    case .addon(let addon): addon.compatiblePlans
    case .topup(let topup): topup.compatiblePlans
    }
  }

  package var addon: Addon? {
    if case .addon(let addon) = self { return addon }
    return nil
  }

  package var topup: Topup? {
    if case .topup(let topup) = self { return topup }
    return nil
  }

  package func id(at provider: String) -> String? { providerIds.first { $0.provider == provider }?.id }

  /// Whether the item has prices, and all of them are one-time.
  package var isPaidOnce: Bool { !prices.isEmpty && prices.allSatisfy { $0.cadence == nil } }

  /// How many can be bought together: one, unless the item has a ``quantity``.
  package var units: CostFunction.Units {
    guard let quantity else { return .quantity(1, 1) }
    return .quantity(quantity.minimum, quantity.max)
  }

  /// Whether a price has its default lookup key.
  package func hasDefaultLookupKey(_ price: Price) -> Bool {
    price.lookupKey.hasSameScalars(as: Price.defaultLookupKey(price.id, of: header))
  }
}
