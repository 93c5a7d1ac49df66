import Foundations

/// A grant (openmeter/credit/grant/grant.go).
package struct Grant: Sendable {
  let id: String
  let entitlement: Int
  let amount: Double
  let priority: Int
  let effectiveAt: Moment
  let expiration: Expiration?
  let minRollover: Double
  let maxRollover: Double
  let recurrence: Recurrence?
  let createdAt: Moment
  var updatedAt: Moment
  var voidedAt: Moment?
  var deletedAt: Moment?

  /// Exclusive; nil for never.
  let expiresAt: Moment?

  /// Counted from `effectiveAt` by the calendar, with overflow (credit/grant/expiration.go).
  struct Expiration: Sendable {
    let count: Int64
    let unit: String

    static let units: Set = ["HOUR", "DAY", "WEEK", "MONTH", "YEAR"]

    func end(from start: Moment) -> Moment {
      switch unit {
      case "HOUR": start.adding(seconds: count * 3600)
      case "DAY": start.adding(days: count)
      case "WEEK": start.adding(days: count * 7)
      case "MONTH": start.adding(months: count, overflows: true)
      default: start.adding(months: count * 12, overflows: true)
      }
    }
  }

  /// The first of its ends; nil if there is none.
  private var end: Moment? {
    var end = expiresAt
    if let deletedAt { end = min(end ?? deletedAt, deletedAt) }
    if let voidedAt { end = min(end ?? voidedAt, voidedAt) }
    return end
  }

  /// From `effectiveAt` on, until before it expires, is voided or is deleted. A grant that is voided when it begins was never active.
  func isActive(at time: Moment) -> Bool {
    guard effectiveAt <= time else { return false }
    guard let end else { return true }
    return time < end
  }

  /// `min(maximum, max(minimum, balance))`.
  func rolledOver(_ balance: Double) -> Double { min(maxRollover, max(minRollover, balance)) }

  /// Lower priority numbers burn first, then what expires sooner, then what was created first (credit/engine/grant.go,
  /// `compareGrantsByBurnDownOrder`).
  static func burnsBefore(_ left: Grant, _ right: Grant) -> Bool {
    if left.priority != right.priority { return left.priority < right.priority }
    switch (left.expiresAt, right.expiresAt) {
    case (nil, .some): return false
    case (.some, nil): return true
    case (let first?, let second?) where first.seconds != second.seconds: return first < second
    default: break
    }
    return left.createdAt == right.createdAt ? left.id < right.id : left.createdAt < right.createdAt
  }
}

/// What is left of each grant at a point in time, and what was used in the period so far (openmeter/credit/balance/balance.go).
package struct BalanceSnapshot: Sendable {
  var at: Moment
  /// By the id of the grant.
  var balances: [String: Double]
  /// In the period.
  var usage = 0.0
  /// The part of the period's usage, and of overage from before, that grants covered.
  var covered = 0.0
  /// Usage that no grant covered.
  var overage = 0.0

  package var balance: Double { balances.values.reduce(0, +) }
}

/// Burns grants by usage, as openmeter/credit/engine does (run.go, burnphase.go, reset.go), always from the start of measurement or the
/// last reset on demand. The server remembers balances in between; it finds the same, except that it may miss usage that is
/// reported after the end of its period.
struct BurnDown {
  private let grants: [Grant]
  /// With the aggregation LATEST, an amount is a limit for the last value of a phase.
  private let isGauge: Bool
  private let usage: (Moment, Moment) -> Double

  init(_ grants: [Grant], isGauge: Bool, usage: @escaping (Moment, Moment) -> Double) {
    self.grants = grants.sorted(by: Grant.burnsBefore)
    self.isGauge = isGauge
    self.usage = usage
  }

  private struct State {
    var at: Moment
    /// In the order of the grants.
    var balances: [Double]
    var usage: Double
    var covered: Double
    var overage: Double
  }

  /// - Parameter resets: the ends of periods after the snapshot, up to `end` and including it.
  /// - Returns: the balances at `end`, and those right after the last of the resets.
  func run(
    from snapshot: BalanceSnapshot, resets: [Moment], until end: Moment, preservesOverage: Bool
  ) -> (result: BalanceSnapshot, afterReset: BalanceSnapshot?) {
    var state = State(
      at: snapshot.at,
      // credit/helper.go, populateBalanceSnapshotWithMissingGrantsActiveAt.
      balances: grants.map { snapshot.balances[$0.id] ?? ($0.isActive(at: snapshot.at) ? $0.amount : 0) },
      usage: snapshot.usage, covered: snapshot.covered, overage: snapshot.overage)
    var afterReset: BalanceSnapshot?
    for reset in resets {
      burn(&state, until: reset, isLast: false)
      self.reset(&state, preservesOverage: preservesOverage)
      if reset == resets.last { afterReset = self.snapshot(state) }
    }
    burn(&state, until: end, isLast: true)
    return (self.snapshot(state), afterReset)
  }

  /// Grants that are not active have no balance (credit/helper.go, `removeInactiveGrantsFromSnapshotAt`).
  private func snapshot(_ state: State) -> BalanceSnapshot {
    var balances: [String: Double] = [:]
    for (index, grant) in grants.enumerated() where grant.isActive(at: state.at) { balances[grant.id] = state.balances[index] }
    return BalanceSnapshot(
      at: state.at, balances: balances, usage: state.usage, covered: state.covered, overage: state.overage)
  }

  /// A phase ends when a grant begins, ends or recurs. What happens exactly at a reset happens after it; what recurs exactly at the end
  /// of the last period happens, too.
  private func burn(_ state: inout State, until end: Moment, isLast: Bool) {
    let start = state.at
    var edges: Set<Moment> = []
    func add(_ time: Moment?) {
      if let time, start < time, time < end, time.minute > start { edges.insert(time.minute) }
    }
    for grant in grants {
      add(grant.effectiveAt)
      add(grant.expiresAt)
      add(grant.deletedAt)
      add(grant.voidedAt)
    }
    var recurring: [Moment: [Int]] = [:]
    for (index, grant) in grants.enumerated() {
      guard let recurrence = grant.recurrence else { continue }
      var (number, time) = recurrence.first(notBefore: max(grant.effectiveAt, start))
      while time < end || time == end && (isLast || start == end), grant.isActive(at: time) {
        recurring[time, default: []].append(index)
        if time > start { edges.insert(time) }
        number += 1
        time = recurrence.occurrence(number)
      }
    }
    // The last phase has no length if a grant recurs at the very end.
    let phases = [start] + edges.sorted() + [end]
    for (from, to) in zip(phases, phases.dropFirst()) { burn(&state, from, to, recurring[from] ?? []) }
    state.at = end
  }

  private func burn(_ state: inout State, _ from: Moment, _ to: Moment, _ recurring: [Int]) {
    // There is no rollover of what recurs.
    for index in recurring { state.balances[index] = grants[index].amount }
    for (index, grant) in grants.enumerated() {
      if !grant.isActive(at: from) {
        state.balances[index] = 0
      } else if isGauge || grant.effectiveAt == from {
        state.balances[index] = grant.amount
      }
    }
    let used = from == to ? 0 : usage(from, to)
    state.usage += used
    state.overage = cover(used + state.overage, &state) { grants[$0].isActive(at: from) }
  }

  /// Rolls grants over, and charges overage to them if it is preserved.
  private func reset(_ state: inout State, preservesOverage: Bool) {
    for (index, grant) in grants.enumerated() where grant.isActive(at: state.at) {
      state.balances[index] = grant.rolledOver(state.balances[index])
    }
    state.usage = 0
    state.covered = 0
    state.overage = preservesOverage ? cover(state.overage, &state) { _ in true } : 0
  }

  /// Returns what no grant covers.
  private func cover(_ usage: Double, _ state: inout State, _ isActive: (Int) -> Bool) -> Double {
    var rest = usage
    for index in grants.indices where state.balances[index] != 0 && isActive(index) {
      let balance = state.balances[index]
      if balance <= rest {
        state.balances[index] = 0
        rest = rest.subtractingExactly(balance)
        state.covered += balance
      } else {
        state.balances[index] = balance - rest
        state.covered += rest
        rest = 0
      }
    }
    return rest
  }
}

extension Double {
  /// As decimals, of which the server subtracts usage.
  fileprivate func subtractingExactly(_ other: Double) -> Double {
    if rounded() == self, other.rounded() == other { return self - other }
    guard let left = ExactDecimal(parsing: "\(self)".utf8), let right = ExactDecimal(parsing: "\(other)".utf8) else {
      return self - other
    }
    return Double("\(left - right)") ?? self - other
  }
}
