import CatalogModel

/// How the reset of an allowance meets the cycle in which Polar credits it.
///
/// Credits are granted and the meter is reset when a product's cycle begins: with each charge, or at each `meter_interval`
/// (Polar's documentation, features/usage-based-billing/credits).
enum PolarCycle {
  enum Fit {
    /// The allowance comes back exactly when the cycle begins.
    case inStep
    /// The reset is shorter, and fills the cycle a whole number of times in a way that `meter_interval` can say.
    case divides
    /// The reset is shorter, and cannot be a `meter_interval`.
    case drifts
    /// The reset is longer: a cycle would grant more than the catalog says.
    case longer
  }

  /// Source: server/polar/product/meter_interval.py, where days and weeks fill days and weeks, months fill months and years,
  /// and single days fill everything.
  static func fit(_ reset: Period, in cycle: Cadence) -> Fit {
    switch (reset, cycle.period) {
    case (.day, .day), (.week, .week), (.month, .month), (.year, .year): cycle.count == 1 ? .inStep : .divides
    case (.day, _), (.month, .year): .divides
    case (.week, .day): cycle.count == 7 ? .inStep : cycle.count > 7 ? .drifts : .longer
    case (.week, _): .drifts
    case (.year, .month): cycle.count == 12 ? .inStep : cycle.count > 12 ? .drifts : .longer
    // The longest month and the longest year: a cycle that is no shorter grants no more than the catalog says.
    case (.month, .day): cycle.count >= 31 ? .drifts : .longer
    case (.month, .week): cycle.count >= 5 ? .drifts : .longer
    case (.year, .day): cycle.count >= 366 ? .drifts : .longer
    case (.year, .week): cycle.count >= 53 ? .drifts : .longer
    }
  }

  /// The one `meter_interval` of a product that carries allowances with these resets; nil where they come back with the
  /// charge, or cannot be told to come back sooner.
  ///
  /// It is the longest of the resets, so that no allowance comes back more often than the catalog says.
  static func meterInterval(_ resets: [Period], in cycle: Cadence) -> Period? {
    let held = resets.filter { fit($0, in: cycle) != .longer }
    guard let longest = held.max(by: { $0.rank < $1.rank }), held.allSatisfy({ fit($0, in: cycle) != .inStep }),
      fit(longest, in: cycle) == .divides
    else { return nil }
    return longest
  }
}

extension Period {
  fileprivate var rank: Int {
    switch self {
    case .day: 0
    case .week: 1
    case .month: 2
    case .year: 3
    }
  }
}
