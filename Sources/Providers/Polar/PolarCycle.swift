import Catalog
import Diagnostics
import Syntax

/// The cycle in which a product renews its allowances.
///
/// Credits are granted, and the meter is reset, at the start of each cycle: with each charge, or at each `meter_interval`
/// (Polar's documentation, features/usage-based-billing/credits).
struct PolarCycle {
  /// How often the product is charged; nil for a one-time price.
  let charge: Cadence?
  /// How often credits are renewed, if more often than the product is charged.
  let meterInterval: Period?
  /// The `meterInterval` that the product would have with meter cycling.
  private let possibleInterval: Period?

  /// Whether a usage price determines the cycle.
  private let isFixed: Bool

  /// The cycle of a product, before its credits are known.
  ///
  /// - Parameter usage: how often usage is charged; nil if none is.
  init(charge: Cadence?, usage: Period? = nil) {
    let interval = charge.flatMap { charge in usage.flatMap { Self.fit($0, in: charge) == .divides ? $0 : nil } }
    self.init(charge: charge, meterInterval: interval, possibleInterval: interval, isFixed: usage != nil)
  }

  private init(charge: Cadence?, meterInterval: Period?, possibleInterval: Period?, isFixed: Bool) {
    self.charge = charge
    self.meterInterval = meterInterval
    self.possibleInterval = possibleInterval
    self.isFixed = isFixed
  }

  /// The cycle that suits credits best.
  ///
  /// - Parameters:
  ///   - resets: the resets of all credits of the item.
  ///   - mayReset: whether the organization can reset meters more often than it charges.
  func renewing(_ resets: [Period], mayReset: Bool) -> PolarCycle {
    // Usage cannot be charged at another time than the catalog says.
    if isFixed { return self }
    let possible = charge.flatMap { Self.meterInterval(resets, in: $0) }
    return PolarCycle(
      charge: charge, meterInterval: mayReset ? possible : nil, possibleInterval: possible, isFixed: false)
  }

  /// How often credits are granted; nil for a one-time price.
  var grants: Cadence? { charge.map { charge in meterInterval.map { Cadence($0) } ?? charge } }

  enum Fit {
    /// The allowance resets exactly when the cycle begins.
    case inStep
    /// The reset is shorter and fits the cycle a whole number of times, so it can be a `meter_interval`.
    case divides
    /// The reset is shorter but cannot be a `meter_interval`.
    case drifts
    /// The reset is longer, so each cycle would grant more than the catalog says.
    case longer
  }

  /// Source: server/polar/product/meter_interval.py. Days and weeks fit into days and weeks, months into months and years, and
  /// single days into everything.
  static func fit(_ reset: Period, in cycle: Cadence) -> Fit {
    switch (reset, cycle.period) {
    case (.day, .day), (.week, .week), (.month, .month), (.year, .year): cycle.count == 1 ? .inStep : .divides
    case (.day, _), (.month, .year): .divides
    case (.week, .day): cycle.count == 7 ? .inStep : cycle.count > 7 ? .drifts : .longer
    case (.week, _): .drifts
    case (.year, .month): cycle.count == 12 ? .inStep : cycle.count > 12 ? .drifts : .longer
    // Compare with the longest month and year: a cycle at least that long grants no more than the catalog says.
    case (.month, .day): cycle.count >= 31 ? .drifts : .longer
    case (.month, .week): cycle.count >= 5 ? .drifts : .longer
    case (.year, .day): cycle.count >= 366 ? .drifts : .longer
    case (.year, .week): cycle.count >= 53 ? .drifts : .longer
    }
  }

  /// The `meter_interval` of a product with allowances that reset at these periods; nil if they reset with the charge, or if
  /// Polar cannot reset them sooner.
  ///
  /// It is the longest of the resets, so that no allowance is renewed more often than the catalog says.
  static func meterInterval(_ resets: [Period], in cycle: Cadence) -> Period? {
    let held = resets.filter { fit($0, in: cycle) != .longer }
    guard let longest = held.max(by: { $0.rank < $1.rank }), held.allSatisfy({ fit($0, in: cycle) != .inStep }),
      fit(longest, in: cycle) == .divides
    else { return nil }
    return longest
  }

  // MARK: Findings

  /// Reports a reset that the products of an item cannot have.
  static func report(_ entitlement: Entitlement, of item: Item, in cycles: [PolarCycle], _ findings: inout Findings) {
    let place = entitlement.place["reset"]
    var rarer: [String] = []
    var tooOften: [String] = []
    var isRepairable = false
    for cycle in cycles {
      guard let grants = cycle.grants, let reset = entitlement.reset(under: grants) else { continue }
      guard let period = reset.period else {
        tooOften.append(grants.described)
        continue
      }
      switch fit(period, in: grants) {
      case .inStep: break
      case .longer: tooOften.append(grants.described)
      case .divides, .drifts:
        rarer.append(grants.described)
        isRepairable = isRepairable || period == cycle.possibleInterval
      }
    }
    let wanted =
      entitlement.reset(under: cycles.first { $0.charge != nil }?.charge)?.period.map { "every \($0.rawValue)" } ?? "once"
    if !rarer.isEmpty {
      findings.report(
        .polarResetShorter, "Polar credits this allowance every \(described(rarer)), not \(wanted); customers get less",
        at: place,
        help: isRepairable ? "set option `meterCycling` to true if the organization has meter cycling" : nil)
    }
    if !tooOften.isEmpty {
      findings.report(
        .polarResetLonger,
        "Polar would credit this every \(described(tooOften)), not \(wanted); prices with that interval do not include it",
        at: place,
        help: wanted == "once" ? "sell it as a top-up" : "write the amount per shorter period, with that `reset`")
    }
    if cycles.contains(where: { $0.charge == nil }), let period = entitlement.reset(under: nil)?.period {
      findings.report(
        .oneTimeAllowance,
        "\(quoted(item.header.id)) is a one-time purchase; its allowance is credited once, not every \(period.rawValue)",
        at: place, help: "sell a top-up instead")
    }
  }

  private static func described(_ cadences: [String]) -> String {
    var words: [String] = []
    for cadence in cadences where !words.contains(cadence) { words.append(cadence) }
    return list(words)
  }
}

extension Entitlement {
  /// Nil for an entitlement without an allowance.
  ///
  /// - Parameter charge: nil for a one-time price.
  func reset(under charge: Cadence?) -> Reset? {
    guard case .metered(let allowance) = value else { return nil }
    return allowance.reset(under: charge.map { .recurring($0) } ?? .once)
  }

  /// Whether a product that renews its credits at this cadence would grant more than the catalog says.
  func isOvergranted(by grants: Cadence?) -> Bool {
    guard let grants, let reset = reset(under: grants) else { return false }
    guard let period = reset.period else { return true }
    return PolarCycle.fit(period, in: grants) == .longer
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
