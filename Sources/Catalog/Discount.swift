import Foundations
import JSONText
import Syntax

/// A reduction of what customers pay for some items, of which a purchase has at most one.
package struct Discount: Sendable {
  /// By how much an invoice is lowered.
  package enum Reduction: Sendable {
    /// Each line by this percentage; above 0, at most 100.
    case percent(ExactDecimal)
    /// The invoice by the amount in its currency, never below 0; not empty.
    case amounts([CurrencyAmount])
  }

  /// Which invoices are lowered.
  package enum Duration: Hashable, Sendable {
    /// The first invoice above 0.
    case once
    /// Those issued within this many months; positive.
    case months(Int64)
    case forever

    /// Those that are written as a word.
    package static let words = ["once", "forever"]
  }

  /// What customers type to get the discount.
  package struct Code: Sendable {
    /// 3 to 32 upper-case letters and digits.
    package let text: String
    package let maxRedemptions: Int64?
    package let maxPerCustomer: Int64?
    package let expiresAt: Instant?
    package let isFirstPurchaseOnly: Bool
    /// The least amount of a purchase, by currency; empty for none.
    package let minimum: [CurrencyAmount]
    private let origin: Origin

    package init(
      _ text: String, maxRedemptions: Int64? = nil, maxPerCustomer: Int64? = nil, expiresAt: Instant? = nil,
      isFirstPurchaseOnly: Bool = false, minimum: [CurrencyAmount] = [], origin: Origin
    ) {
      self.text = text
      self.maxRedemptions = maxRedemptions
      self.maxPerCustomer = maxPerCustomer
      self.expiresAt = expiresAt
      self.isFirstPurchaseOnly = isFirstPurchaseOnly
      self.minimum = minimum
      self.origin = origin
    }

    /// For findings.
    package var place: Place { origin.place }
  }

  /// Its id and name; a discount has no key or description of its own.
  package let header: Header
  package let reduction: Reduction
  package let duration: Duration
  /// Nil if it applies to everything.
  package let items: [ItemReference]?
  package let codes: [Code]
  package let maxRedemptions: Int64?
  package let expiresAt: Instant?
  package let providerIds: [ProviderID]

  package init(
    _ header: Header, _ reduction: Reduction, _ duration: Duration, items: [ItemReference]? = nil, codes: [Code] = [],
    maxRedemptions: Int64? = nil, expiresAt: Instant? = nil, providerIds: [ProviderID] = []
  ) {
    self.header = header
    self.reduction = reduction
    self.duration = duration
    self.items = items
    self.codes = codes
    self.maxRedemptions = maxRedemptions
    self.expiresAt = expiresAt
    self.providerIds = providerIds
  }

  package func id(at provider: String) -> String? { providerIds.first { $0.provider == provider }?.id }
}

/// An amount in a currency.
package struct CurrencyAmount: Hashable, Sendable {
  package let currency: Currency
  package let money: Money

  package init(_ money: Money, in currency: Currency) {
    self.money = money
    self.currency = currency
  }
}

/// An item, as an index into its section of a catalog.
package enum ItemReference: Hashable, Sendable {
  case plan(Int)
  case addon(Int)
  case topup(Int)
}

extension Catalog {
  package subscript(reference: ItemReference) -> Item {
    switch reference {
    case .plan(let index): Item(plans[index])
    case .addon(let index): Item(addons[index])
    case .topup(let index): Item(topups[index])
    }
  }

  /// The items that a discount lowers, in the order of the catalog.
  package func items(of discount: Discount) -> [Item] { discount.items.map { $0.map { self[$0] } } ?? items }
}
