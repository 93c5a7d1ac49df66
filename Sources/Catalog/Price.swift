import Foundations
import JSONText
import Syntax

/// One way to pay for an item. Prices are alternatives; the charges of one price are paid together.
///
/// A class, because it is passed on far more often than read.
package final class Price: Sendable {
  package let id: String
  private let owner: Header
  /// Nil if it is derived from the item's key and the price's id.
  package let ownLookupKey: String?
  package let currency: Currency
  package let schedule: Schedule
  /// In ``currency``; not empty.
  package let charges: [Charge]
  /// What those who pay this price get in place of what the item grants, each as a whole.
  package let ownEntitlements: [Entitlement]
  /// False if the price is not offered to new customers; those who pay it keep it.
  package let isSold: Bool
  /// The price's ids at providers where it already exists.
  package let providerIds: [ProviderID]
  /// In the order of the file, with JSON values as written.
  package let metadata: [JSON.Member]
  /// Whether the catalog has no such price: it bundles the usage prices of an item without prices, in one currency.
  package let isImplied: Bool
  private let origin: Origin

  /// - Parameter owner: the item that the price belongs to. It determines the default lookup key and origin.
  package init(
    _ id: String, of owner: Header, lookupKey: String? = nil, currency: Currency, schedule: Schedule, charges: [Charge],
    entitlements: [Entitlement] = [], isSold: Bool = true, providerIds: [ProviderID] = [], metadata: [JSON.Member] = [],
    isImplied: Bool = false, origin: Origin? = nil
  ) {
    self.id = id
    self.isImplied = isImplied
    self.owner = owner
    ownLookupKey = lookupKey
    self.currency = currency
    self.schedule = schedule
    self.charges = charges
    ownEntitlements = entitlements
    self.isSold = isSold
    self.providerIds = providerIds
    self.metadata = metadata
    self.origin = origin ?? owner.origin.path("prices", id)
  }

  /// A copy of the price with additional ids, entitlements and charges.
  package init(
    _ price: Price, adding ids: [ProviderID] = [], entitlements: [Entitlement]? = nil, charging usage: [UsageCharge]? = nil
  ) {
    id = price.id
    isImplied = price.isImplied
    owner = price.owner
    ownLookupKey = price.ownLookupKey
    currency = price.currency
    schedule = price.schedule
    charges = usage.map { usage in price.charges.filter { !$0.isUsage } + usage.map { .usage($0) } } ?? price.charges
    ownEntitlements = entitlements ?? price.ownEntitlements
    isSold = price.isSold
    providerIds = price.providerIds + ids
    metadata = price.metadata
    origin = price.origin
  }

  /// A copy of the price that is sold, or as the price is, with other ids.
  init(_ price: Price, isSold: Bool, providerIds: [ProviderID], charges: [Charge]) {
    id = price.id
    isImplied = price.isImplied
    owner = price.owner
    ownLookupKey = price.ownLookupKey
    currency = price.currency
    schedule = price.schedule
    self.charges = charges
    ownEntitlements = price.ownEntitlements
    self.isSold = isSold
    self.providerIds = providerIds
    metadata = price.metadata
    origin = price.origin
  }

  /// Unique in the catalog. See ``Item/hasDefaultLookupKey(_:)``.
  package var lookupKey: String { ownLookupKey ?? Price.defaultLookupKey(id, of: owner) }

  /// For findings.
  package var place: Place { origin.place }

  package static func defaultLookupKey(_ id: String, of owner: Header) -> String { "\(owner.lookupKeyRoot):\(id)" }

  /// Nil for a one-time price.
  @inlinable package var cadence: Cadence? {
    if case .recurring(let cadence, _) = schedule { return cadence }
    return nil
  }

  /// Nil without a trial, and for a one-time price.
  @inlinable package var trial: Trial? {
    if case .recurring(_, let trial) = schedule { return trial }
    return nil
  }

  /// The fixed amount, for each unit if several can be bought; nil if it depends on how many are bought. Zero if only usage is
  /// charged.
  @inlinable package var base: Money? {
    var base = Money.zero
    for charge in charges {
      switch charge {
      case .flat(let money): base = base + money
      case .quantity: return nil
      case .usage: continue
      }
    }
    return base
  }

  /// The rate for the number that is bought; nil if it is the same for every number.
  package var quantityRate: Rate? {
    for case .quantity(let rate) in charges { return rate }
    return nil
  }

  /// What a number of the item costs in advance; usage is not included.
  package var unitCosts: CostFunction { CostFunction(quantityRate ?? .perUnit(ExactDecimal((base ?? .zero).minorUnits))) }

  package var usage: [UsageCharge] {
    charges.compactMap { charge in
      if case .usage(let usage) = charge { usage } else { nil }
    }
  }

  /// Whether one of the price's own entitlements has the usage price.
  package func owns(_ usage: UsagePrice) -> Bool {
    ownEntitlements.contains { entitlement in
      guard case .metered(let allowance) = entitlement.value else { return false }
      return allowance.prices.contains { $0.place == usage.place }
    }
  }

  /// Whether nothing is paid, whatever is bought or used.
  package var isFree: Bool { base == .zero && usage.isEmpty }

  /// As written in the file: `month` or `one_time`.
  package var interval: String { cadence?.period.rawValue ?? Interval.oneTime.rawValue }

  package func id(at provider: String) -> String? { providerIds.first { $0.provider == provider }?.id }
}

/// When a price is charged.
package enum Schedule: Hashable, Sendable {
  case once
  case recurring(Cadence, trial: Trial? = nil)
}

/// The time before the first charge.
package struct Trial: Hashable, Sendable {
  /// Not negative; 0 means none.
  package let days: Int64
  /// Whether it begins only with a payment method.
  package let needsCard: Bool

  package init(days: Int64, needsCard: Bool = true) {
    self.days = days
    self.needsCard = needsCard
  }
}

/// One component of a price.
package enum Charge: Sendable {
  /// A fixed amount, charged in advance. If several of the item can be bought, it is for each.
  case flat(Money)
  /// The amount for the number that is bought, charged in advance.
  case quantity(Rate)
  /// Charged in arrears.
  case usage(UsageCharge)
}

/// An amount in the currency of the price that it belongs to.
package struct Money: Hashable, Comparable, Sendable {
  package static let zero = Money(minorUnits: 0)

  /// In the currency's ISO 4217 minor unit; not negative.
  package let minorUnits: Int64

  @inlinable package init(minorUnits: Int64) { self.minorUnits = minorUnits }

  package static func < (left: Money, right: Money) -> Bool { left.minorUnits < right.minorUnits }

  /// A sum that overflows is clamped to the maximum.
  @inlinable package static func + (left: Money, right: Money) -> Money {
    let (sum, overflow) = left.minorUnits.addingReportingOverflow(right.minorUnits)
    return Money(minorUnits: overflow ? .max : sum)
  }
}

extension Price {
  /// In major units: `20.00 USD`; a rate by number is named by its first tier.
  package var money: String {
    guard let rate = quantityRate else { return currency.amount((base ?? .zero).minorUnits) }
    return "\(currency.amount(rate.tiers.first?.perUnit ?? .zero)) each"
  }

  package var amountPlace: Place { place["amount"] }

  package var trialPlace: Place { place["trialDays"] }

  /// The time that it pays for; nil if it is one-time, or the length overflows.
  @inlinable package var span: CadenceLength? { cadence?.span }

  /// For messages: `20.00 USD a month`, `50.00 EUR every 3 months`, `9.00 USD once`.
  package var described: String { "\(money) \(pace)" }

  package var pace: String { cadence?.each ?? "once" }
}

extension Charge {
  package var isUsage: Bool { if case .usage = self { true } else { false } }
}

extension Currency {
  /// An exact amount of minor units in major units, with at least the currency's decimals: `0.002 USD`.
  package func amount(_ minorUnits: ExactDecimal) -> String { "\(majorUnits(minorUnits)) \(code)" }

  /// With at least the currency's decimals: `0.002`, `20.00`.
  package func majorUnits(_ minorUnits: ExactDecimal) -> String {
    minorUnits.scaled(by: minorUnits.decimals).shifted(fractionDigits: minorUnitDigits + minorUnits.decimals)
  }

  /// An amount of minor units in major units: `20.00 USD`.
  package func amount(_ minorUnits: Int64) -> String { "\(majorUnits(minorUnits)) \(code)" }
}

package struct ProviderID: Sendable {
  package let provider: String
  package let id: String

  package init(provider: String, id: String) {
    self.provider = provider
    self.id = id
  }
}
