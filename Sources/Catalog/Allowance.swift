import Foundations

/// A quantity of usage that resets every period.
package struct Allowance: Sendable {
  /// In the feature's own unit; not negative.
  package let amount: ExactDecimal
  package let reset: Period
  /// Whether access continues after the allowance is used up.
  package let isSoftLimit: Bool?
  /// Whether overage is carried into the next period.
  package let preserveOverageAtReset: Bool?

  package init(
    _ amount: ExactDecimal, reset: Period = .month, isSoftLimit: Bool? = nil, preserveOverageAtReset: Bool? = nil
  ) {
    self.amount = amount
    self.reset = reset
    self.isSoftLimit = isSoftLimit
    self.preserveOverageAtReset = preserveOverageAtReset
  }

  package var described: String { "\(amount) a \(reset.rawValue)" }

  /// Whether this is less per unit of time, exactly.
  package func isLessPerTime(than other: Allowance) -> Bool {
    amount.multiplied(by: other.reset.length) < other.amount.multiplied(by: reset.length)
  }
}
