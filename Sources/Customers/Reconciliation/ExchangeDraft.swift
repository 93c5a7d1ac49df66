import Accounts
import Catalog
import Foundations

/// The grants in force of an owner, and what is to become of them, as far as it is decided.
struct ExchangeDraft {
  let wishes: [Wish]
  let now: Instant
  /// Grants that stay, by the number of the wish that they satisfy.
  private(set) var kept: [Int: [CustomerState.Grant]] = [:]
  /// The other grants in force. They end, except for those that would be created again as they are.
  private(set) var rest: [CustomerState.Grant]
  /// What was used of the allowances of a period that are exchanged.
  var carried: [Period: CarriedUse] = [:]
  private(set) var created: [(wish: Wish, grant: CustomerOperation.NewGrant)] = []
  /// When the new allowances of a period begin.
  private var starts: [Period: Instant] = [:]

  /// - Parameter isUsable: whether a grant may satisfy a wish.
  init(
    _ grants: [CustomerState.Grant], for wishes: [Wish], at now: Instant, where isUsable: (CustomerState.Grant) -> Bool
  ) {
    self.wishes = wishes
    self.now = now
    rest = grants
    for (number, wish) in wishes.enumerated() {
      guard let index = rest.firstIndex(where: { wish.isSatisfied(by: $0, at: now) && isUsable($0) }) else { continue }
      let grant = rest.remove(at: index)
      kept[number] = [grant]
      if grant.effectiveAt > now, let index = rest.firstIndex(where: { wish.isPreceded(by: $0) && isUsable($0) }) {
        kept[number]?.append(rest.remove(at: index))
      }
    }
  }

  /// Whether the grants are what they should be. Use of the current period that was more than what is left of the allowance stays.
  var isDone: Bool { kept.count == wishes.count && rest.allSatisfy { $0.isSpent && !isLeftOver($0) } }

  /// Whether it is of use that was before the grants that are kept: it was left by an exchange that was not finished.
  func isLeftOver(_ spent: CustomerState.Grant) -> Bool {
    kept.values.contains { grants in grants.contains { $0.isCounted && $0.createdAt > spent.createdAt } }
  }

  var keptGrants: [CustomerState.Grant] { kept.values.flatMap(\.self) }

  var missing: [Wish] { wishes.indices.filter { kept[$0] == nil }.map { wishes[$0] } }

  /// Allowances, and what was used of them, that have begun.
  var counted: [CustomerState.Grant] { (keptGrants + rest).filter { $0.isCounted && $0.effectiveAt <= now } }

  /// The wishes for allowances of a period, by their numbers.
  func wishes(of period: Period) -> [Int] { wishes.indices.filter { wishes[$0].allowancePeriod == period } }

  /// Whether grants for the allowances of a period are created or end.
  func isExchanged(_ period: Period) -> Bool {
    let own = wishes(of: period)
    return own.contains { kept[$0] == nil }
      || rest.contains { $0.isCounted && $0.allowancePeriod == period && (own.isEmpty || !$0.isSpent) }
  }

  // MARK: Decisions

  /// What is granted once is decided.
  mutating func removeOnce() { rest.removeAll(where: \.isOnce) }

  /// The grants of a period do not stay.
  mutating func release(_ period: Period) {
    for number in wishes(of: period) { rest += kept.removeValue(forKey: number) ?? [] }
  }

  /// Creates grants for the wishes that have none.
  ///
  /// - Parameters:
  ///   - start: when allowances that come back can begin at the earliest.
  ///   - ground: when other grants can.
  mutating func createMissing(from start: Instant, ground: Instant) {
    var taken: [Period: ExactDecimal] = [:]
    for wish in missing where wish.oncePool == nil {
      if let period = wish.allowancePeriod, let carry = carried[period], carry.isCarried(to: wish.effectiveAt) {
        let before = taken[period] ?? .zero
        let part = min(wish.usage.amount, carry.used - before)
        taken[period] = before + part
        created += wish.grants(start, after: carry, of: part).map { (wish, $0) }
        starts[period] = max(starts[period] ?? carry.begin, carry.begin)
      } else {
        created.append((wish, wish.grant(wish.allowancePeriod == nil ? ground : start)))
        if let period = wish.times?.cycle.period { starts[period] = max(starts[period] ?? wish.effectiveAt, wish.effectiveAt) }
      }
    }
  }

  // MARK: Times

  /// When grants of a period are exchanged.
  func begin(_ period: Period?, _ change: HoldingChange, earliest: Instant) -> Instant {
    let own = rest.filter { $0.effectiveAt <= now && $0.allowancePeriod == period }
    return max(period.flatMap { starts[$0] } ?? change.boundary(of: own) ?? change.time, earliest)
  }

  /// When allowances of a period come back.
  func end(_ period: Period) -> Instant? {
    let present = keptGrants + rest
    let own = wishes.filter { $0.allowancePeriod == period }.compactMap { $0.times?.next }
    return own.min() ?? present.compactMap { $0.allowancePeriod == period ? $0.recurrence?.next(after: now) : nil }.min()
      ?? present.compactMap { $0.isSpent && $0.allowancePeriod == period ? $0.expiresAt : nil }.max()
      ?? present.compactMap { $0.recurrence?.next(after: now) }.min()
  }

  // MARK: Use

  /// What the allowances gave that have begun.
  var held: AmountByPeriod {
    var held = AmountByPeriod()
    for grant in counted { held.add(grant.amount, grant.allowancePeriod) }
    return held
  }

  /// What was used of them since the time from which grants are exchanged.
  func used(_ use: AllowanceExchange.Use, since start: Instant) -> AmountByPeriod {
    var used = AmountByPeriod()
    for grant in counted {
      let id = ScalarString(grant.id)
      let isOlder = grant.begin(at: now) < start
      used.add((use.all[id] ?? .zero) - (isOlder ? use.before[id] ?? .zero : .zero), grant.allowancePeriod)
    }
    return used
  }

  /// What the grants give that stay or are created.
  var given: AmountByPeriod {
    var given = AmountByPeriod()
    for grant in keptGrants where grant.isCounted && grant.effectiveAt <= now { given.add(grant.amount, grant.allowancePeriod) }
    for (wish, grant) in created where grant.effectiveAt <= now { given.add(grant.amount, wish.allowancePeriod) }
    return given
  }

  /// Nil if the owner may have used all of the grants that are counted.
  ///
  /// An owner who had nothing but use has not used more than that: the rest was taken from grants of an exchange that was not
  /// finished, and belongs to others.
  ///
  /// - Parameter old: grants that end.
  func most(of old: [CustomerState.Grant]) -> ExactDecimal? {
    let allowances = counted.filter { !$0.isSpent }
    let hadNothing = old.allSatisfy { spent in spent.isSpent && !allowances.contains { $0.createdAt <= spent.createdAt } }
    return hadNothing ? old.reduce(.zero) { $0 + $1.amount } : nil
  }
}

/// Amounts of allowances by how often they come back.
struct AmountByPeriod {
  private var amounts: [Period: ExactDecimal] = [:]
  private(set) var sum = ExactDecimal.zero

  subscript(_ period: Period) -> ExactDecimal { amounts[period] ?? .zero }

  /// - Parameter period: nil for something else than an allowance that comes back.
  mutating func add(_ amount: ExactDecimal, _ period: Period?) {
    guard let period else { return }
    amounts[period] = self[period] + amount
    sum = sum + amount
  }
}
