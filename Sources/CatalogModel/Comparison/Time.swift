import JSONText

/// How long periods are, as whole numbers that can be held against each other: 4800ths of a day.
///
/// A month and a year are those of the calendar on average: 400 years have 146097 days and 4800 months. So 12 months are a
/// year, 7 days are a week, and 30 days are less than a month.
extension Period {
  var length: Int64 {
    switch self {
    case .day: 4800
    case .week: 7 * 4800
    case .month: 146_097
    case .year: 12 * 146_097
    }
  }
}

extension Cadence {
  var length: ExactDecimal { ExactDecimal(count).multiplied(by: period.length) }
}

extension Grant.Expiration {
  var length: ExactDecimal {
    let unit: Int64 =
      switch self.unit {
      case .hour: 200
      case .day: Period.day.length
      case .week: Period.week.length
      case .month: Period.month.length
      case .year: Period.year.length
      }
    return ExactDecimal(count).multiplied(by: unit)
  }

  var described: String { "\(count) \(unit.rawValue.lowercased())\(count == 1 ? "" : "s")" }
}

extension Allowance {
  var described: String { "\(amount) a \(reset.rawValue)" }

  /// Whether this is less in the same time, exactly.
  func isLessPerTime(than other: Allowance) -> Bool {
    amount.multiplied(by: other.reset.length) < other.amount.multiplied(by: reset.length)
  }
}

extension Price {
  /// As people say it: `20.00 USD a month`, `50.00 EUR every 3 months`, `9.00 USD once`.
  var described: String { "\(money) \(pace)" }

  var pace: String {
    guard let cadence else { return "once" }
    return cadence.count == 1 ? "a \(cadence.period.rawValue)" : "every \(cadence.described)"
  }
}
