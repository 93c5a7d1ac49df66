import Foundations
import JSONText
import Syntax

/// What a customer pays for the usage of a feature that neither the allowance nor bought units cover, once a period, in arrears.
///
/// A class, because it is passed on far more often than read.
package final class UsagePrice: Sendable {
  package let id: String
  /// Nil if it is derived from the keys of the item and the feature and the id.
  package let ownLookupKey: String?
  package let currency: Currency
  package let rate: Rate
  /// The number of units that amounts are written for; amounts of ``rate`` are for one unit.
  package let per: Int64
  package let providerIds: [ProviderID]
  package let metadata: [JSON.Member]
  private let origin: Origin

  package init(
    _ id: String, lookupKey: String? = nil, currency: Currency, rate: Rate, per: Int64 = 1, providerIds: [ProviderID] = [],
    metadata: [JSON.Member] = [], origin: Origin
  ) {
    self.id = id
    ownLookupKey = lookupKey
    self.currency = currency
    self.rate = rate
    self.per = per
    self.providerIds = providerIds
    self.metadata = metadata
    self.origin = origin
  }

  /// A copy of the price with other ids.
  init(_ price: UsagePrice, providerIds: [ProviderID]) {
    id = price.id
    ownLookupKey = price.ownLookupKey
    currency = price.currency
    rate = price.rate
    per = price.per
    self.providerIds = providerIds
    metadata = price.metadata
    origin = price.origin
  }

  /// For findings.
  package var place: Place { origin.place }

  package func id(at provider: String) -> String? { providerIds.first { $0.provider == provider }?.id }

  /// For messages: `0.20 USD per 1000`, `2.00 USD per package of 1000`, `3 graduated tiers in USD`.
  package var described: String {
    switch rate {
    case .perUnit(let amount): "\(currency.amount(amount.multiplied(by: per))) \(per == 1 ? "each" : "per \(per)")"
    case .package(let amount, let size): "\(currency.amount(amount)) per package of \(size)"
    case .graduated(let tiers), .volume(let tiers):
      "\(tiers.count) \(rate.mode?.rawValue ?? "") tier\(tiers.count == 1 ? "" : "s") in \(currency.code)"
    }
  }

  /// - Parameter price: the id of the price whose own entitlements have the usage price, if any.
  package static func defaultLookupKey(_ id: String, of item: Header, _ feature: Header, under price: String? = nil) -> String {
    "\(item.lookupKeyRoot):\(price.map { "\($0):" } ?? "")\(feature.key):\(id)"
  }
}

/// The usage of one feature that is paid together with a price.
package struct UsageCharge: Sendable {
  /// An index into ``Catalog/features``.
  package let feature: Int
  package let price: UsagePrice
  /// Unique in the catalog.
  package let lookupKey: String
  /// The usage of each period that is not charged; not negative.
  package let included: ExactDecimal
  /// The usage at which access ends, counted from 0; nil for none.
  package let max: ExactDecimal?
  /// How often the usage is counted and charged.
  package let reset: Period
  /// Whether ``included`` and ``max`` are for each unit of the item.
  package let isPerUnit: Bool

  package init(
    feature: Int, _ price: UsagePrice, lookupKey: String, included: ExactDecimal, max: ExactDecimal? = nil,
    reset: Period = .month, isPerUnit: Bool = false
  ) {
    self.feature = feature
    self.price = price
    self.lookupKey = lookupKey
    self.included = included
    self.max = max
    self.reset = reset
    self.isPerUnit = isPerUnit
  }

  /// The exact cost of the usage of one period, in minor units.
  ///
  /// - Parameter usage: not negative.
  package func cost(of usage: ExactDecimal) -> ExactDecimal { costs.cost(of: usage) }

  /// ``included`` for a number of the item.
  package func included(for quantity: Int64) -> ExactDecimal { isPerUnit ? included.multiplied(by: quantity) : included }

  /// ``max`` for a number of the item.
  package func max(for quantity: Int64) -> ExactDecimal? { isPerUnit ? max?.multiplied(by: quantity) : max }
}
