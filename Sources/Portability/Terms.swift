import Catalog
import Diagnostics
import Foundations

/// What is sold, and for how much: everything that a change must leave alone if it only removes what a provider ignores.
struct Terms: Equatable {
  private struct Price: Equatable {
    let id: ScalarString
    let currency: Currency
    let cadence: Cadence?
    let rates: [Rate]
    let base: Money?
  }

  private struct Grant: Equatable {
    let feature: Int
    let amount: ExactDecimal?
    let reset: Reset?
    let rates: [Rate]
  }

  private struct Sold: Equatable {
    let id: ScalarString
    let quantity: Quantity?
    let availability: Availability
    let prices: [Price]
    let grants: [Grant]
  }

  /// What customers get with a code, and how often.
  private struct Code: Equatable {
    let text: ScalarString
    let limits: [Int64?]
    let end: Instant?
    let isFirstPurchaseOnly: Bool
    let minimum: String
  }

  private struct Reduction: Equatable {
    let id: ScalarString
    let reduction: String
    let duration: Discount.Duration
    let items: [ItemReference]?
    let maxRedemptions: Int64?
    let end: Instant?
    let codes: [Code]
  }

  /// The items, then the discounts, as pointers.
  private let places: [ScalarString]
  private let items: [Sold]
  private let discounts: [Reduction]

  init(_ catalog: Catalog) {
    places =
      catalog.items.map { ScalarString(pointer(to: ["\($0.kind.rawValue)s", $0.header.id])) }
      + catalog.discounts.map { ScalarString(pointer(to: [Section.discounts.rawValue, $0.header.id])) }
    items = catalog.items.map { item in
      Sold(
        id: ScalarString("\(item.kind)/\(item.header.id)/\(item.header.key)"), quantity: item.quantity,
        availability: item.availability,
        prices: item.prices.map { price in
          Price(
            id: ScalarString("\(price.id)/\(price.lookupKey)"), currency: price.currency, cadence: price.cadence,
            rates: [price.quantityRate].compactMap(\.self) + price.usage.map(\.price.rate), base: price.base)
        },
        grants: item.possibleEntitlements.map { Self.grant($0, item) })
    }
    discounts = catalog.discounts.map { discount in
      Reduction(
        id: ScalarString(discount.header.id), reduction: Self.text(discount.reduction), duration: discount.duration,
        items: discount.items, maxRedemptions: discount.maxRedemptions, end: discount.expiresAt,
        codes: discount.codes.map { code in
          Code(
            text: ScalarString(code.text), limits: [code.maxRedemptions, code.maxPerCustomer], end: code.expiresAt,
            isFirstPurchaseOnly: code.isFirstPurchaseOnly, minimum: Self.text(code.minimum))
        })
    }
  }

  /// The pointers of the entries that are sold otherwise.
  func entries(differingFrom other: Terms) -> Set<ScalarString> {
    guard places == other.places else { return Set(places + other.places) }
    let equal = zip(items, other.items).map { $0 == $1 } + zip(discounts, other.discounts).map { $0 == $1 }
    return Set(zip(places, equal).compactMap { $1 ? nil : $0 })
  }

  private static func grant(_ entitlement: Entitlement, _ item: Item) -> Grant {
    switch entitlement.value {
    case .metered(let allowance):
      Grant(
        feature: entitlement.feature, amount: allowance.amount, reset: allowance.reset(in: item),
        rates: allowance.prices.map(\.rate))
    case .limit(let limit): Grant(feature: entitlement.feature, amount: limit.amount, reset: nil, rates: [])
    case .boolean, .unlimited, .static: Grant(feature: entitlement.feature, amount: nil, reset: nil, rates: [])
    }
  }

  private static func text(_ reduction: Discount.Reduction) -> String {
    switch reduction {
    case .percent(let percent): "\(percent)"
    case .amounts(let amounts): text(amounts)
    }
  }

  private static func text(_ amounts: [CurrencyAmount]) -> String {
    amounts.map { "\($0.currency.code) \($0.money.minorUnits)" }.joined(separator: ",")
  }
}
