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
  /// The price's ids at providers where it already exists.
  package let providerIds: [ProviderID]
  /// In the order of the file, with JSON values as written.
  package let metadata: [JSON.Member]
  private let origin: Origin

  /// - Parameter owner: the item that the price belongs to. It determines the default lookup key and origin.
  package init(
    _ id: String, of owner: Header, lookupKey: String? = nil, currency: Currency, schedule: Schedule, charges: [Charge],
    providerIds: [ProviderID] = [], metadata: [JSON.Member] = [], origin: Origin? = nil
  ) {
    self.id = id
    self.owner = owner
    ownLookupKey = lookupKey
    self.currency = currency
    self.schedule = schedule
    self.charges = charges
    self.providerIds = providerIds
    self.metadata = metadata
    self.origin = origin ?? owner.origin.path("prices", id)
  }

  /// A copy of the price with additional ids.
  init(_ price: Price, adding ids: [ProviderID]) {
    id = price.id
    owner = price.owner
    ownLookupKey = price.ownLookupKey
    currency = price.currency
    schedule = price.schedule
    charges = price.charges
    providerIds = price.providerIds + ids
    metadata = price.metadata
    origin = price.origin
  }

  /// Unique in the catalog. See ``Item/hasDefaultLookupKey(_:)``.
  package var lookupKey: String { ownLookupKey ?? Price.defaultLookupKey(id, of: owner) }

  /// For findings.
  package var place: Place { origin.place }

  package static func defaultLookupKey(_ id: String, of owner: Header) -> String { "\(owner.key):\(id)" }

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

  /// The amount due regardless of usage: the sum of the flat charges.
  @inlinable package var base: Money {
    charges.reduce(.zero) { sum, charge in
      switch charge {
      case .flat(let money): sum + money
      }
    }
  }

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

  package init(days: Int64) { self.days = days }
}

/// One component of a price.
package enum Charge: Hashable, Sendable {
  /// A fixed amount, charged in advance.
  case flat(Money)
}

/// What a number of units costs, exactly, in minor units of the price's currency. Unlike ``Money``, it can be fractional.
package enum Rate: Hashable, Sendable {
  /// An amount for every `per` units, prorated.
  case perUnit(ExactDecimal, per: Int64)
  /// An amount for each started package of `size` units.
  case package(ExactDecimal, size: Int64)
  /// Each unit costs the rate of its own tier.
  case graduated([Tier])
  /// All units cost the rate of the tier that the last unit falls into.
  case volume([Tier])

  package struct Tier: Hashable, Sendable {
    /// The last unit of the tier; nil for the last tier.
    package let upTo: ExactDecimal?
    package let perUnit: ExactDecimal
    /// Added once when the tier is reached.
    package let flat: ExactDecimal

    package init(upTo: ExactDecimal?, perUnit: ExactDecimal, flat: ExactDecimal = .zero) {
      self.upTo = upTo
      self.perUnit = perUnit
      self.flat = flat
    }
  }
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
  /// In major units: `20.00 USD`.
  package var money: String { currency.amount(base.minorUnits) }

  package var amountPlace: Place { place["amount"] }

  package var trialPlace: Place { place["trialDays"] }

  /// The time that it pays for; nil if it is one-time, or the length overflows.
  @inlinable package var span: CadenceLength? { cadence?.span }

  /// For messages: `20.00 USD a month`, `50.00 EUR every 3 months`, `9.00 USD once`.
  package var described: String { "\(money) \(pace)" }

  package var pace: String { cadence?.each ?? "once" }
}

extension Currency {
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
