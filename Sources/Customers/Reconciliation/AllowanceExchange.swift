import Accounts
import Catalog
import Foundations
import JSONText

/// How the holdings of an owner of grants have become what they are.
struct HoldingChange {
  let time: Instant
  /// Whether it happened when a period began.
  let isEdge: Bool
  /// Whether the owner may have the same again in this period.
  let mayGoOn: Bool
  /// Nil without one.
  var bill: Bill?

  /// The boundary at which a grant ends: that of its period, if the change is near it.
  func end(of grant: CustomerState.Grant) -> Instant { grant.recurrence?.boundary(near: time) ?? time }

  func boundary(of grants: [CustomerState.Grant]) -> Instant? {
    if isEdge { return grants.compactMap { $0.recurrence?.boundary(near: time) }.max() }
    return grants.compactMap { grant in grant.recurrence.map { max($0.last(time), grant.effectiveAt) } }.max()
      ?? grants.map(\.effectiveAt).max()
  }
}

/// Makes the grants of one owner, for one feature, what they should be.
///
/// What changes within a period is exchanged at its start: the new grants begin there, and the old ones end there, so that
/// what was used since then is taken from the new ones. If they are smaller than what was used, the rest of the use stays on a
/// grant of its own, which has nothing left: it must not be taken from what was bought. Where the usage period is younger than
/// that of the allowance, the new grants are smaller by what was used before it.
struct AllowanceExchange {
  let feature: String
  let owner: Owner
  /// When the usage period began.
  let ground: Instant
  let now: Instant
  /// Nil if the use of grants was not measured.
  let use: Use?
  /// All grants that the owner has, or had.
  let history: [CustomerState.Grant]

  struct Use {
    /// Of each grant, since it was given or has come back.
    let all: [ScalarString: ExactDecimal]
    /// The part of it that was before the usage period.
    let before: [ScalarString: ExactDecimal]
  }

  private(set) var creations: [CustomerOperation.NewGrant] = []
  private(set) var voids: [(grant: CustomerState.Grant, at: Instant)] = []
  /// Whether nothing can be done before the use of grants is measured.
  private(set) var isUnmeasured = false

  init(
    _ feature: String, _ owner: Owner, ground: Instant, at now: Instant, _ use: Use?, history: [CustomerState.Grant]
  ) {
    self.feature = feature
    self.owner = owner
    self.ground = ground
    self.now = now
    self.use = use
    self.history = history
  }

  /// - Parameters:
  ///   - grants: those in force.
  ///   - change: how the wishes have come about.
  mutating func exchange(_ grants: [CustomerState.Grant], for wishes: [Wish], _ change: @autoclosure () -> HoldingChange) {
    var rest = grants
    // One that begins in the future is there for its note alone.
    for grant in rest where isNote(grant) { voids.append((grant, now)) }
    rest.removeAll(where: isNote)
    /// By the number of the wish.
    var kept: [Int: [CustomerState.Grant]] = [:]
    for (number, wish) in wishes.enumerated() {
      guard let index = rest.firstIndex(where: { wish.isSatisfied(by: $0, ground, at: now) }) else { continue }
      let grant = rest.remove(at: index)
      kept[number] = [grant]
      if grant.effectiveAt > now, let index = rest.firstIndex(where: wish.isPreceded) {
        kept[number]?.append(rest.remove(at: index))
      }
    }
    /// Of use that was before the grants that are kept: it was left by an exchange that was not finished.
    func isLeftOver(_ spent: CustomerState.Grant) -> Bool {
      kept.values.contains { grants in grants.contains { $0.isCounted && $0.createdAt > spent.createdAt } }
    }
    // Use of the current period that was more than what is left of the allowance stays.
    if kept.count == wishes.count, rest.allSatisfy({ $0.isSpent && !isLeftOver($0) }) { return }
    let change = change()
    // What was granted once is not exchanged: what was used of it before this period is known to nobody.
    for grant in rest where grant.isOnce { voids.append((grant, change.time)) }
    rest.removeAll(where: \.isOnce)

    let counted = (kept.values.flatMap(\.self) + rest).filter { $0.isCounted && $0.effectiveAt <= now }
    var carried: [Period: CarriedUse] = [:]
    for period in change.mayGoOn ? Period.allCases : [] {
      let own = wishes.indices.filter { wishes[$0].allowancePeriod == period }
      let isExchanged =
        own.contains { kept[$0] == nil } || rest.contains { $0.isCounted && !$0.isSpent && $0.allowancePeriod == period }
      guard isExchanged, let carry = carriedUse(period, own.map { wishes[$0] }, change, counted) else { continue }
      carried[period] = carry
      guard let first = own.map({ wishes[$0].effectiveAt }).min(), carry.isCarried(to: first) else { continue }
      // All allowances of the period share it.
      for number in own { rest += kept.removeValue(forKey: number) ?? [] }
    }

    var new: [(wish: Wish, grant: CustomerOperation.NewGrant)] = []
    var taken: [Period: ExactDecimal] = [:]
    var starts: [Instant] = []
    for (number, wish) in wishes.enumerated() where kept[number] == nil {
      if let period = wish.allowancePeriod, let carry = carried[period], carry.isCarried(to: wish.effectiveAt) {
        let before = taken[period] ?? .zero
        let part = min(wish.usage.amount, carry.used - before)
        taken[period] = before + part
        new += wish.grants(ground, after: carry, of: part).map { (wish, $0) }
        starts.append(carry.begin)
      } else {
        new.append((wish, wish.grant(ground)))
        if wish.times != nil { starts.append(wish.effectiveAt) }
      }
    }
    let begun = rest.filter { $0.effectiveAt <= now }
    let start = max(starts.max() ?? change.boundary(of: begun) ?? change.time, ground)

    // When a period ends.
    let present = kept.values.flatMap(\.self) + rest
    let end = { (period: Period) -> Instant? in
      let own = wishes.filter { $0.allowancePeriod == period }.compactMap { $0.times?.next }
      return own.min() ?? present.compactMap { $0.allowancePeriod == period ? $0.recurrence?.next(after: now) : nil }.min()
        ?? present.compactMap { $0.recurrence?.next(after: now) }.min()
    }
    guard !isUnmeasured, let spent = spent(counted, kept.values.flatMap(\.self), new, change, carried, from: start, until: end)
    else {
      isUnmeasured = true
      voids = []
      return
    }
    for grant in new.map(\.grant) + spent {
      // An exchange that was not finished is gone on with.
      if let index = rest.lastIndex(where: { isSame($0, grant) && !($0.isSpent && (isLeftOver($0) || !creations.isEmpty)) }) {
        rest.remove(at: index)
      } else {
        creations.append(grant)
      }
    }
    for grant in rest { voids.append((grant, change.mayGoOn ? max(start, grant.effectiveAt) : change.end(of: grant))) }
  }

  private func isNote(_ grant: CustomerState.Grant) -> Bool { grant.isSpent && grant.effectiveAt > now }

  private func isSame(_ grant: CustomerState.Grant, _ new: CustomerOperation.NewGrant) -> Bool {
    guard grant.amount == new.amount, grant.effectiveAt == new.effectiveAt, grant.recurrence == new.recurrence,
      grant.expiresAt == new.expiration?.end(after: new.effectiveAt),
      let (old, key) = grant.metadata.text("idempotencyKey").flatMap({ old in
        new.metadata.text("idempotencyKey").map { (old, $0) }
      })
    else { return false }
    return old.hasSameScalars(as: key)
  }

  // MARK: Use

  /// Nil if it is not known how much that is, or since when.
  private mutating func carriedUse(
    _ period: Period, _ wishes: [Wish], _ change: HoldingChange, _ counted: [CustomerState.Grant]
  ) -> CarriedUse? {
    let exchanged = counted.filter { $0.allowancePeriod == period }
    guard
      let times = wishes.compactMap(\.times).max(by: { $0.last < $1.last })
        ?? change.bill.map({ Wish.Times(period, $0, at: min(change.time, now)) })
    else { return nil }
    if use == nil, exchanged.contains(where: { !$0.isSpent && $0.begin(at: now) < ground }) {
      isUnmeasured = true
      return nil
    }
    return CarriedUse(
      period, times, of: history, exchanged: exchanged, before: use?.before ?? [:], usagePeriod: ground, at: now)
  }

  /// Grants of what was used already and is more than what the new ones give; nil if that is not known.
  private func spent(
    _ counted: [CustomerState.Grant], _ kept: [CustomerState.Grant], _ new: [(wish: Wish, grant: CustomerOperation.NewGrant)],
    _ change: HoldingChange, _ carried: [Period: CarriedUse], from start: Instant, until end: (Period) -> Instant?
  ) -> [CustomerOperation.NewGrant]? {
    guard change.mayGoOn else { return [] }
    var old = ByPeriod()
    var used = ByPeriod()
    var given = ByPeriod()
    for grant in counted {
      old.add(grant.amount, grant.allowancePeriod)
      guard let use else { continue }
      let id = ScalarString(grant.id)
      let isOlder = grant.begin(at: now) < ground
      used.add((use.all[id] ?? .zero) - (isOlder ? use.before[id] ?? .zero : .zero), grant.allowancePeriod)
    }
    for grant in kept where grant.isCounted && grant.effectiveAt <= now { given.add(grant.amount, grant.allowancePeriod) }
    for (wish, grant) in new where grant.effectiveAt <= now { given.add(grant.amount, wish.allowancePeriod) }
    var left = ExactDecimal.zero
    if given.sum < old.sum, !change.isEdge {
      if use == nil { return nil }
      left = max(.zero, used.sum - given.sum)
    }
    var spent: [CustomerOperation.NewGrant] = []
    for period in Period.allCases {
      let amount = min(left, max(.zero, used[period] - given[period]))
      left = left - amount
      let carry = carried[period]
      if !amount.isZero {
        let note = carry.flatMap { $0.used.isZero && $0.since == start ? nil : $0.note(before: start) }
        spent.append(self.spent(amount, period, from: start, until: end(period), note))
      } else if let carry, !carry.used.isZero, !carry.isNoted,
        !new.contains(where: { $0.wish.allowancePeriod == period && $0.grant.metadata.has("catalogUsed") })
      {
        // Nothing else says so. It will be void before it begins.
        let end = end(period) ?? now.adding(seconds: 86_400)
        spent.append(
          self.spent(carry.used, period, from: end.minute, until: end.adding(seconds: 3600), carry.note(before: start)))
      }
    }
    return spent
  }

  private struct ByPeriod {
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

  /// A grant of what was used already. It ends with the period.
  private func spent(
    _ amount: ExactDecimal, _ period: Period, from start: Instant, until end: Instant?, _ note: CarriedUse.Note?
  ) -> CustomerOperation.NewGrant {
    let kind = CustomerState.Grant.spent
    let members = JSON.members([
      "catalogGrant": .string(kind), "catalogEvery": .string(period.rawValue),
      "idempotencyKey": .string("\(owner.text)/\(feature)/\(kind)/\(period.rawValue)/\(start)"),
    ])
    return .init(
      amount, priority: 1, effectiveAt: start,
      expiration: end.flatMap { Grant.Expiration.until($0, from: start) } ?? Grant.Expiration(.hour, count: 1000),
      metadata: owner.metadata + members + (note?.members ?? []))
  }
}
