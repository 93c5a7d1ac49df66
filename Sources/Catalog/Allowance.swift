import Foundations
import Syntax

/// A quantity of usage that is granted every period, or once.
package struct Allowance: Sendable {
  /// In the feature's own unit; not negative.
  package let amount: ExactDecimal
  /// As written in the catalog; nil if omitted.
  package let writtenReset: Reset?
  /// Whether access continues after the allowance is used up.
  package let isSoftLimit: Bool?
  /// Whether overage is carried into the next period.
  package let preserveOverageAtReset: Bool?
  /// Whether the amount is for each unit of the item; nil if omitted.
  package let perUnit: Bool?
  /// What usage beyond the amount costs; nil if it cannot be bought.
  package let usage: UsageTerms?

  package init(
    _ amount: ExactDecimal, reset: Reset? = nil, perUnit: Bool? = nil, isSoftLimit: Bool? = nil,
    preserveOverageAtReset: Bool? = nil, usage: UsageTerms? = nil
  ) {
    self.amount = amount
    writtenReset = reset
    self.perUnit = perUnit
    self.isSoftLimit = isSoftLimit
    self.preserveOverageAtReset = preserveOverageAtReset
    self.usage = usage
  }

  /// At most one for each currency.
  package var prices: [UsagePrice] { usage?.prices ?? [] }

  /// The usage at which access ends, counted from 0; nil for none.
  package var max: ExactDecimal? { usage?.max }
}

/// The usage prices of an allowance. A class, because few allowances have any.
package final class UsageTerms: Sendable {
  /// Not empty; at most one for each currency.
  package let prices: [UsagePrice]
  /// The usage at which access ends, counted from 0; nil for none.
  package let max: ExactDecimal?

  package init(_ prices: [UsagePrice], max: ExactDecimal? = nil) {
    self.prices = prices
    self.max = max
  }
}

extension Allowance {
  /// When it is granted again: once under a one-time price, otherwise every month, unless the catalog says otherwise.
  package func reset(under schedule: Schedule) -> Reset { writtenReset ?? (schedule == .once ? .never : .month) }

  /// The same for an item as a whole, whose prices may be of both kinds.
  package func reset(in item: Item) -> Reset { writtenReset ?? (item.isPaidOnce ? .never : .month) }
}

extension Allowance {
  /// For messages: `100 a month`, `100 once`.
  package static func described(_ amount: ExactDecimal, _ reset: Reset) -> String {
    "\(amount) \(reset.period.map { "a \($0.rawValue)" } ?? "once")"
  }

  /// Whether this is less per unit of time, exactly. What is granted once is less than what is granted every period.
  package static func isLessPerTime(
    _ mine: (amount: ExactDecimal, reset: Reset), than other: (amount: ExactDecimal, reset: Reset)
  ) -> Bool {
    switch (mine.reset.period, other.reset.period) {
    case (let period?, let otherPeriod?):
      mine.amount.multiplied(by: otherPeriod.length) < other.amount.multiplied(by: period.length)
    case (nil, nil): mine.amount < other.amount
    case (nil, _?): true
    case (_?, nil): false
    }
  }
}

/// When an allowance is granted again.
package enum Reset: String, Word {
  case day, week, month, year
  /// Once for each subscription or purchase.
  case never
  package static let words = Words<Reset>()

  /// Nil for `never`.
  package var period: Period? {
    switch self {
    case .day: .day
    case .week: .week
    case .month: .month
    case .year: .year
    case .never: nil
    }
  }
}
