import Catalog
import Foundations
import Syntax

/// The discounts that a provider can store.
package struct DiscountLimits: Sendable {
  package enum Amounts: Sendable {
    /// Percentages only.
    case none
    /// One currency for each discount.
    case oneCurrency
    case everyCurrency
  }

  /// A limit of a discount or a code.
  package enum Limit: CaseIterable, Sendable {
    case redemptions, perCustomer, firstPurchase, minimum, end

    /// The field that states it.
    var field: String {
      switch self {
      case .redemptions: "maxRedemptions"
      case .perCustomer: "maxPerCustomer"
      case .firstPurchase: "firstPurchaseOnly"
      case .minimum: "minimum"
      case .end: "expiresAt"
      }
    }
  }

  /// The most decimals of a percentage.
  package var percentDecimals: Int
  package var amounts: Amounts
  /// The most months that a discount can last.
  package var longest: Int64
  package var enforces: [Limit]
  /// Whether a discount that the catalog names by its id is used as it is, and not changed.
  package var keepsExisting: Bool
  /// Whether each code is a discount of its own.
  package var hasOneCode: Bool
  /// Whether it is documented how a number of months lowers a price that is charged less often.
  package var documentsLongPeriods: Bool

  package init(
    percentDecimals: Int, amounts: Amounts, longest: Int64 = .max, enforces: [Limit], keepsExisting: Bool = false,
    hasOneCode: Bool = false, documentsLongPeriods: Bool = true
  ) {
    self.percentDecimals = percentDecimals
    self.amounts = amounts
    self.longest = longest
    self.enforces = enforces
    self.keepsExisting = keepsExisting
    self.hasOneCode = hasOneCode
    self.documentsLongPeriods = documentsLongPeriods
  }

  /// The id of the existing discount that is used as it is.
  package func used(_ discount: Discount, at provider: String) -> String? { keepsExisting ? discount.id(at: provider) : nil }

  /// Why the provider cannot store a discount; nil if it can.
  package func problem(_ discount: Discount) -> String? {
    switch discount.reduction {
    case .percent(let percent) where percent.decimals > percentDecimals:
      return percentDecimals == 0
        ? "requires whole percentages" : "supports at most \(percentDecimals) decimals in a percentage"
    case .amounts where amounts == .none: return "has no discounts by amount"
    case .amounts(let list) where amounts == .oneCurrency && list.count > 1:
      return "supports one currency for each discount"
    default: break
    }
    if case .months(let months) = discount.duration, months > longest { return "supports at most \(longest) months" }
    return nil
  }
}

extension Cadence {
  /// Nil for days and weeks, which no number of months contains.
  package var months: Int64? {
    switch period {
    case .day, .week: nil
    case .month: count
    case .year: count.multipliedReportingOverflow(by: 12).overflow ? nil : count * 12
    }
  }

  /// Whether a number of months is a whole number of cycles.
  package func divides(_ number: Int64) -> Bool { months.map { number.isMultiple(of: $0) } ?? false }
}

extension Discount {
  /// The limits of the discount itself and of its codes, with their places.
  package var limits: [(limit: DiscountLimits.Limit, place: Place)] {
    var limits: [(DiscountLimits.Limit, Place)] = []
    func add(_ limit: DiscountLimits.Limit, _ isSet: Bool, _ place: Place) {
      if isSet { limits.append((limit, place[limit.field])) }
    }
    add(.redemptions, maxRedemptions != nil, header.place)
    add(.end, expiresAt != nil, header.place)
    for code in codes {
      add(.redemptions, code.maxRedemptions != nil, code.place)
      add(.perCustomer, code.maxPerCustomer != nil, code.place)
      add(.end, code.expiresAt != nil, code.place)
      add(.firstPurchase, code.isFirstPurchaseOnly, code.place)
      add(.minimum, !code.minimum.isEmpty, code.place)
    }
    return limits
  }
}
