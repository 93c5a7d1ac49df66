import Accounts
import Catalog
import Foundations
import JSONText
import Providers

/// How the holdings of an owner of grants have become what they are.
struct HoldingChange {
  let time: Instant
  /// Whether it happened when a period began.
  let isEdge: Bool
  /// Whether the owner may have the same again in this period.
  let mayGoOn: Bool
  /// Whether the owner may have the same again later.
  let mayReturn: Bool
  let isPause: Bool
  /// Nil without one.
  let bill: Bill?

  init(time: Instant, isEdge: Bool, mayGoOn: Bool, mayReturn: Bool? = nil, isPause: Bool = false, bill: Bill? = nil) {
    self.time = time
    self.isEdge = isEdge
    self.mayGoOn = mayGoOn
    self.mayReturn = mayReturn ?? mayGoOn
    self.isPause = isPause
    self.bill = bill
  }

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
  /// When allowances that come back can be exchanged: not before the usage period.
  let start: Instant
  let now: Instant
  /// Nil if the use of grants was not measured.
  let use: Use?
  /// All grants that the owner has, or had.
  let history: [CustomerState.Grant]

  struct Use {
    /// Of each grant, since it was given or has come back.
    let all: [ScalarString: ExactDecimal]
    /// The part of it that was before the time from which grants are exchanged.
    let before: [ScalarString: ExactDecimal]
    /// What was used of grants that are granted once, until a time.
    let once: [ScalarString: ExactDecimal]
    let onceUntil: Instant?
  }

  private(set) var creations: [CustomerOperation.NewGrant] = []
  private(set) var voids: [(grant: CustomerState.Grant, at: Instant)] = []
  /// Whether nothing can be done before the use of grants is measured.
  private(set) var isUnmeasured = false

  init(
    _ feature: String, _ owner: Owner, ground: Instant, from start: Instant, at now: Instant, _ use: Use?,
    history: [CustomerState.Grant]
  ) {
    self.feature = feature
    self.owner = owner
    self.ground = ground
    self.start = start
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
      guard let index = rest.firstIndex(where: { wish.isSatisfied(by: $0, at: now) && !isOutdated($0) }) else { continue }
      let grant = rest.remove(at: index)
      kept[number] = [grant]
      if grant.effectiveAt > now, let index = rest.firstIndex(where: { wish.isPreceded(by: $0) && !isOutdated($0) }) {
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
    let missing = wishes.indices.filter { kept[$0] == nil }.map { wishes[$0] }
    exchangeOnce(rest.filter(\.isOnce), for: missing.filter { $0.oncePool != nil }, kept.values.flatMap(\.self), change)
    rest.removeAll(where: \.isOnce)

    let counted = (kept.values.flatMap(\.self) + rest).filter { $0.isCounted && $0.effectiveAt <= now }
    var carried: [Period: CarriedUse] = [:]
    for period in change.mayGoOn ? Period.allCases : [] {
      let own = wishes.indices.filter { wishes[$0].allowancePeriod == period }
      let isExchanged =
        own.contains { kept[$0] == nil }
        || rest.contains { $0.isCounted && $0.allowancePeriod == period && (own.isEmpty || !$0.isSpent) }
      guard isExchanged, let carry = carriedUse(period, own.map { wishes[$0] }, change, counted) else { continue }
      carried[period] = carry
      guard let first = own.map({ wishes[$0].effectiveAt }).min(), carry.isCarried(to: first) else { continue }
      // All allowances of the period share it.
      for number in own { rest += kept.removeValue(forKey: number) ?? [] }
    }

    var new: [(wish: Wish, grant: CustomerOperation.NewGrant)] = []
    var taken: [Period: ExactDecimal] = [:]
    var starts: [Period: Instant] = [:]
    for (number, wish) in wishes.enumerated() where kept[number] == nil && wish.oncePool == nil {
      if let period = wish.allowancePeriod, let carry = carried[period], carry.isCarried(to: wish.effectiveAt) {
        let before = taken[period] ?? .zero
        let part = min(wish.usage.amount, carry.used - before)
        taken[period] = before + part
        new += wish.grants(start, after: carry, of: part).map { (wish, $0) }
        starts[period] = max(starts[period] ?? carry.begin, carry.begin)
      } else {
        new.append((wish, wish.grant(wish.allowancePeriod == nil ? ground : start)))
        if let period = wish.times?.cycle.period { starts[period] = max(starts[period] ?? wish.effectiveAt, wish.effectiveAt) }
      }
    }
    let begun = rest.filter { $0.effectiveAt <= now }
    /// When grants of a period are exchanged.
    func begin(_ period: Period?, earliest: Instant) -> Instant {
      let own = begun.filter { $0.allowancePeriod == period }
      return max(period.flatMap { starts[$0] } ?? change.boundary(of: own) ?? change.time, earliest)
    }

    let present = kept.values.flatMap(\.self) + rest
    /// When allowances of a period come back.
    func end(_ period: Period) -> Instant? {
      let own = wishes.filter { $0.allowancePeriod == period }.compactMap { $0.times?.next }
      return own.min() ?? present.compactMap { $0.allowancePeriod == period ? $0.recurrence?.next(after: now) : nil }.min()
        ?? present.compactMap { $0.isSpent && $0.allowancePeriod == period ? $0.expiresAt : nil }.max()
        ?? present.compactMap { $0.recurrence?.next(after: now) }.min()
    }
    let old = rest.filter { grant in !new.contains { isSame(grant, $0.grant) } }
    let hadNothing = old.allSatisfy { spent in
      spent.isSpent && !counted.contains { !$0.isSpent && $0.createdAt <= spent.createdAt }
    }
    // An owner who had nothing but use has not used more than that: the rest was taken from grants of an exchange that was not
    // finished, and belongs to others.
    let most = hadNothing ? old.reduce(ExactDecimal.zero) { $0 + $1.amount } : nil
    guard !isUnmeasured,
      let spent = spent(
        counted, most: most, kept.values.flatMap(\.self), new, change, carried, from: { begin($0, earliest: start) }, until: end)
    else {
      isUnmeasured = true
      (creations, voids) = ([], [])
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
    for grant in rest {
      let begin = begin(grant.allowancePeriod, earliest: grant.isCounted ? start : ground)
      voids.append((grant, change.mayGoOn ? max(begin, grant.effectiveAt) : change.end(of: grant)))
    }
  }

  private func isNote(_ grant: CustomerState.Grant) -> Bool { grant.isSpent && grant.effectiveAt > now }

  /// Whether the allowances that it is one of were exchanged later: not all of that exchange was carried out.
  private func isOutdated(_ grant: CustomerState.Grant) -> Bool {
    guard let note = grant.note, grant.isRest || grant.effectiveAt > now, let period = grant.allowancePeriod else { return false }
    return history.contains { other in
      guard let later = other.note, other.allowancePeriod == period, later != note,
        abs(later.since.seconds - note.since.seconds) <= Cycle.tolerance
      else { return false }
      return (note.before, grant.createdAt) < (later.before, other.createdAt)
    }
  }

  private func isSame(_ grant: CustomerState.Grant, _ new: CustomerOperation.NewGrant) -> Bool {
    guard grant.amount == new.amount, grant.effectiveAt == new.effectiveAt, grant.recurrence == new.recurrence,
      grant.expiresAt == new.expiration?.end(after: new.effectiveAt),
      let (old, key) = grant.metadata.text("idempotencyKey").flatMap({ old in
        new.metadata.text("idempotencyKey").map { (old, $0) }
      })
    else { return false }
    return old.hasSameScalars(as: key)
  }

  // MARK: What is granted once

  /// What is granted once ends when it is exchanged, and what is left of it begins again: what was used stays with it.
  private mutating func exchangeOnce(
    _ rest: [CustomerState.Grant], for missing: [Wish], _ kept: [CustomerState.Grant], _ change: HoldingChange
  ) {
    for grant in rest where grant.oncePool == nil { voids.append((grant, change.time)) }
    for pool in Set(rest.compactMap(\.oncePool) + missing.compactMap(\.oncePool)).sorted() {
      let old = rest.filter { $0.oncePool == pool }
      let own = missing.filter { $0.oncePool == pool }
      if own.isEmpty, let new = kept.first(where: { $0.oncePool == pool && $0.note != nil }) {
        // An exchange that was not finished is gone on with.
        for grant in old { voids.append((grant, new.effectiveAt)) }
        continue
      }
      let latest = history.filter { $0.oncePool == pool }
        .compactMap { grant in grant.note.map { (note: $0, createdAt: grant.createdAt) } }
        .max { ($0.note.before, $0.createdAt) < ($1.note.before, $1.createdAt) }?.note
      let isEnd = own.isEmpty && !(change.mayReturn && (pool.addon == nil || change.isPause))
      let counted = old.filter { grant in latest.map { $0.before <= grant.effectiveAt } ?? true }
      if !isEnd, !counted.isEmpty, use == nil {
        isUnmeasured = true
        return
      }
      let until = counted.isEmpty || isEnd ? nil : use?.onceUntil
      let earlier = latest?.used ?? .zero
      let used = isEnd ? .zero : counted.reduce(earlier) { $0 + (use?.once[ScalarString($1.id)] ?? .zero) }
      let start = max(until ?? latest?.before ?? ground, ground, own.map(\.effectiveAt).max() ?? ground)
      let note = CarriedUse.Note(used: used, since: latest?.since ?? old.map(\.effectiveAt).min() ?? start, before: start)
      var (left, isNoted) = (used, used == earlier)
      for wish in own {
        let part = min(left, wish.usage.amount)
        left = left - part
        if used.isZero {
          creations.append(wish.grant(ground))
        } else if part < wish.usage.amount {
          creations.append(wish.grant(without: part, from: start, note))
          isNoted = true
        }
      }
      if !isNoted, change.mayReturn {
        // Nothing else says so. It will be void before it begins.
        let addon = pool.addon.map { [JSON.Member(Item.Kind.addon.idField, .string($0.text))] } ?? []
        let begin = now.adding(seconds: 86_400).minute
        creations.append(
          spent(
            max(used, ExactDecimal(1)), Reset.never.rawValue, from: begin, until: begin.adding(seconds: 3600),
            addon + note.members))
      }
      for grant in old { voids.append((grant, until ?? change.time)) }
    }
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
    if use == nil, exchanged.contains(where: { $0.begin(at: now) < start && !($0.isSpent && $0.createdAt <= start) }) {
      isUnmeasured = true
      return nil
    }
    return CarriedUse(
      period, times, of: history, exchanged: exchanged, before: use?.before ?? [:], exchangeStart: start, at: now)
  }

  /// Grants of what was used already and is more than what the new ones give; nil if that is not known.
  ///
  /// - Parameter most: nil if the owner may have used all of the grants that are counted.
  private func spent(
    _ counted: [CustomerState.Grant], most: ExactDecimal?, _ kept: [CustomerState.Grant],
    _ new: [(wish: Wish, grant: CustomerOperation.NewGrant)],
    _ change: HoldingChange, _ carried: [Period: CarriedUse], from begin: (Period) -> Instant, until end: (Period) -> Instant?
  ) -> [CustomerOperation.NewGrant]? {
    guard change.mayGoOn else { return [] }
    var old = ByPeriod()
    var used = ByPeriod()
    var given = ByPeriod()
    for grant in counted {
      old.add(grant.amount, grant.allowancePeriod)
      guard let use else { continue }
      let id = ScalarString(grant.id)
      let isOlder = grant.begin(at: now) < start
      used.add((use.all[id] ?? .zero) - (isOlder ? use.before[id] ?? .zero : .zero), grant.allowancePeriod)
    }
    for grant in kept where grant.isCounted && grant.effectiveAt <= now { given.add(grant.amount, grant.allowancePeriod) }
    for (wish, grant) in new where grant.effectiveAt <= now { given.add(grant.amount, wish.allowancePeriod) }
    var left = ExactDecimal.zero
    if given.sum < old.sum, !change.isEdge {
      if use == nil { return nil }
      left = max(.zero, min(used.sum, most ?? used.sum) - given.sum)
    }
    var spent: [CustomerOperation.NewGrant] = []
    for period in Period.allCases {
      let amount = min(left, max(.zero, used[period] - given[period]))
      left = left - amount
      let carry = carried[period]
      let start = begin(period)
      if !amount.isZero {
        let note = carry.flatMap { $0.used.isZero && $0.since == start ? nil : $0.note(before: start) }
        spent.append(self.spent(amount, period.rawValue, from: start, until: end(period), note?.members ?? []))
      } else if let carry, !carry.used.isZero, !carry.isNoted,
        !new.contains(where: { $0.wish.allowancePeriod == period && $0.grant.metadata.has("catalogUsed") })
      {
        // Nothing else says so. It will be void before it begins.
        let end = end(period) ?? now.adding(seconds: 86_400)
        spent.append(
          self.spent(
            carry.used, period.rawValue, from: end.minute, until: end.adding(seconds: 3600), carry.note(before: start).members))
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

  /// A grant of what was used already. It ends with the period, and is used before all others: what is left of them comes back, or
  /// is another owner's.
  private func spent(
    _ amount: ExactDecimal, _ every: String, from start: Instant, until end: Instant?, _ more: [JSON.Member]
  ) -> CustomerOperation.NewGrant {
    let kind = CustomerState.Grant.spent
    let members = JSON.members([
      "catalogGrant": .string(kind), "catalogEvery": .string(every),
      "idempotencyKey": .string("\(owner.text)/\(feature)/\(kind)/\(every)/\(start)"),
    ])
    return .init(
      amount, priority: nil, effectiveAt: start,
      expiration: end.flatMap { Grant.Expiration.until($0, from: start) } ?? Grant.Expiration(.hour, count: 1000),
      metadata: owner.metadata + members + more)
  }
}
