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
    // One that begins in the future is there for its note alone.
    for grant in grants where isNote(grant) { voids.append((grant, now)) }
    var draft = ExchangeDraft(grants.filter { !isNote($0) }, for: wishes, at: now) { !isOutdated($0) }
    if draft.isDone { return }
    let change = change()
    exchangeOnce(draft, change)
    draft.removeOnce()
    if change.mayGoOn { carryUse(&draft, change) }
    draft.createMissing(from: start, ground: ground)
    guard !isUnmeasured, let spent = spent(draft, change) else {
      isUnmeasured = true
      (creations, voids) = ([], [])
      return
    }
    replace(draft, spent, change)
  }

  /// Creates the new grants, and ends the others, except those that are the same.
  private mutating func replace(_ draft: ExchangeDraft, _ spent: [CustomerOperation.NewGrant], _ change: HoldingChange) {
    var rest = draft.rest
    for grant in draft.created.map(\.grant) + spent {
      // An exchange that was not finished is gone on with.
      if let index = rest.lastIndex(where: {
        isSame($0, grant) && !($0.isSpent && (draft.isLeftOver($0) || !creations.isEmpty))
      }) {
        rest.remove(at: index)
      } else {
        creations.append(grant)
      }
    }
    for grant in rest {
      let begin = draft.begin(grant.allowancePeriod, change, earliest: grant.isCounted ? start : ground)
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
  private mutating func exchangeOnce(_ draft: ExchangeDraft, _ change: HoldingChange) {
    let rest = draft.rest.filter(\.isOnce)
    let missing = draft.missing.filter { $0.oncePool != nil }
    for grant in rest where grant.oncePool == nil { voids.append((grant, change.time)) }
    for pool in Set(rest.compactMap(\.oncePool) + missing.compactMap(\.oncePool)).sorted() {
      let old = rest.filter { $0.oncePool == pool }
      let own = missing.filter { $0.oncePool == pool }
      if own.isEmpty, let new = draft.keptGrants.first(where: { $0.oncePool == pool && $0.note != nil }) {
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

  /// Finds out what was used of the allowances that are exchanged. All allowances of a period share it.
  private mutating func carryUse(_ draft: inout ExchangeDraft, _ change: HoldingChange) {
    let counted = draft.counted
    for period in Period.allCases where draft.isExchanged(period) {
      let wishes = draft.wishes(of: period).map { draft.wishes[$0] }
      guard let carry = carriedUse(period, wishes, change, counted) else { continue }
      draft.carried[period] = carry
      if let first = wishes.map(\.effectiveAt).min(), carry.isCarried(to: first) { draft.release(period) }
    }
  }

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
  private func spent(_ draft: ExchangeDraft, _ change: HoldingChange) -> [CustomerOperation.NewGrant]? {
    guard change.mayGoOn else { return [] }
    let given = draft.given
    let used = use.map { draft.used($0, since: start) } ?? AmountByPeriod()
    var left = ExactDecimal.zero
    if given.sum < draft.held.sum, !change.isEdge {
      if use == nil { return nil }
      let old = draft.rest.filter { grant in !draft.created.contains { isSame(grant, $0.grant) } }
      left = max(.zero, min(used.sum, draft.most(of: old) ?? used.sum) - given.sum)
    }
    var spent: [CustomerOperation.NewGrant] = []
    for period in Period.allCases {
      let amount = min(left, max(.zero, used[period] - given[period]))
      left = left - amount
      let carry = draft.carried[period]
      let start = draft.begin(period, change, earliest: self.start)
      if !amount.isZero {
        let note = carry.flatMap { $0.used.isZero && $0.since == start ? nil : $0.note(before: start) }
        spent.append(self.spent(amount, period.rawValue, from: start, until: draft.end(period), note?.members ?? []))
      } else if let carry, !carry.used.isZero, !carry.isNoted,
        !draft.created.contains(where: { $0.wish.allowancePeriod == period && $0.grant.metadata.has("catalogUsed") })
      {
        // Nothing else says so. It will be void before it begins.
        let end = draft.end(period) ?? now.adding(seconds: 86_400)
        spent.append(
          self.spent(
            carry.used, period.rawValue, from: end.minute, until: end.adding(seconds: 3600), carry.note(before: start).members))
      }
    }
    return spent
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
