import Accounts
import Catalog
import Foundations
import JSONText
import Providers

/// A subscription, a payment or a group's default plan that gives something now.
struct Giver {
  let owner: Owner
  let items: [HeldItem]
  let bill: Bill
  let since: Instant
  /// When it will end, if that is known.
  let end: Instant?
  /// When it became what it is.
  let changedAt: Instant
  let isTrial: Bool
}

/// The period of a bill.
struct Bill {
  let start: Instant
  let anchor: Instant
  /// Its end, if something has made it longer.
  let delay: Journal.Delay?

  init(start: Instant, anchor: Instant, delay: Journal.Delay? = nil) {
    self.start = start
    self.anchor = anchor
    self.delay = delay
  }

  init(_ record: Journal.Record) { self.init(start: record.start, anchor: record.anchor, delay: record.delay) }
}

/// What grants belong to.
enum Owner: Hashable {
  case source(Journal.Source)
  case defaultPlan(ScalarString)

  /// The metadata entries of its grants.
  var metadata: [JSON.Member] {
    switch self {
    case .source(let source) where source.kind == .payment:
      [.init("paymentId", .string(source.id)), .init("subscriptionId", .string(source.id))]
    case .source(let source): [.init("subscriptionId", .string(source.id))]
    case .defaultPlan(let group): [.init("catalogDefaultGroup", .string(group.text))]
    }
  }

  init?(_ metadata: [JSON.Member]) {
    if let group = metadata.text("catalogDefaultGroup") ?? (metadata.has("catalogDefaultGroup") ? "" : nil) {
      self = .defaultPlan(ScalarString(group))
    } else if let payment = metadata.text("paymentId"), metadata.text("subscriptionId") != nil {
      self = .source(Journal.Source(.payment, payment))
    } else if let subscription = metadata.text("subscriptionId") {
      self = .source(Journal.Source(.subscription, subscription))
    } else {
      return nil
    }
  }

  var text: String {
    switch self {
    case .source(let source): source.id
    case .defaultPlan(let group): "default/\(group.text)"
    }
  }
}

/// A grant that should be in force.
struct Wish {
  let item: HeldItem
  let holding: Holding
  let usage: Holding.Usage
  let giver: Giver
  /// When it begins and comes back; nil if it is granted once.
  let times: Times?

  init(_ item: HeldItem, _ holding: Holding, _ usage: Holding.Usage, of giver: Giver, at now: Instant) {
    self.item = item
    self.holding = holding
    self.usage = usage
    self.giver = giver
    times = usage.period.map { Times($0, giver.bill, at: now) }
  }

  var owner: Owner { giver.owner }
  /// When it begins, or has come back.
  var effectiveAt: Instant { (times?.last ?? giver.since).minute }
  /// Nil if it does not come back by itself.
  var recurrence: Cycle? { times.flatMap { $0.recurs ? $0.cycle : nil } }
  /// How often it comes back, if it is an allowance that does.
  var allowancePeriod: Period? { usage.part == .allowance ? times?.cycle.period : nil }
  /// Nil if it is not an allowance that is granted once.
  var oncePool: OncePool? {
    guard usage.part == .allowance, times == nil else { return nil }
    return OncePool(addon: item.kind == .addon ? item.id : nil)
  }
  /// Whether nothing comes back after the current period.
  var isLast: Bool {
    guard let times, times.recurs else { return true }
    return giver.end.map { $0 <= times.next } ?? false
  }

  var identity: [JSON.Member] {
    owner.metadata + [
      .init(item.kind.idField, .string(item.id)), .init("catalogGrant", .string(usage.part.rawValue)),
      .init("catalogTerms", .string(usage.terms)),
    ]
  }

  /// A grant of which some is there again each period ends by itself when its subscription does. What is granted once is
  /// not replaced for that.
  func expiration(from start: Instant) -> Grant.Expiration? {
    times == nil ? nil : giver.end.flatMap { Grant.Expiration.until($0, from: start) }
  }

  // MARK: Grants

  /// - Parameter ground: when the usage period began.
  func grant(_ ground: Instant) -> CustomerOperation.NewGrant {
    let start = max(effectiveAt, ground)
    let expiration = expiration(from: start)
    let suffix = expiration.map { "/until \($0.end(after: start))" } ?? ""
    return grant(usage.amount, from: start, recurrence, expiration, key: suffix)
  }

  /// A grant for what is left of the current period, if anything is, and one for those that follow.
  func grants(_ ground: Instant, after use: CarriedUse, of part: ExactDecimal) -> [CustomerOperation.NewGrant] {
    guard let times else { return [grant(ground)] }
    let start = max(use.begin.minute, ground)
    let note = use.note(before: start)
    var grants: [CustomerOperation.NewGrant] = []
    if part < usage.amount {
      let expiration = isLast ? expiration(from: start) : Grant.Expiration.until(times.next, from: start)
      grants.append(grant(usage.amount - part, from: start, nil, expiration, key: "/rest/\(note.text)", note.members))
    }
    if !isLast {
      let expiration = expiration(from: times.next)
      grants.append(grant(usage.amount, from: times.next, recurrence, expiration, key: "/next/\(note.text)", note.members))
    }
    return grants
  }

  /// A grant for what is left of an allowance that is granted once.
  func grant(without part: ExactDecimal, from start: Instant, _ note: CarriedUse.Note) -> CustomerOperation.NewGrant {
    grant(usage.amount - part, from: start, nil, nil, key: "/rest/\(note.text)", note.members)
  }

  private func grant(
    _ amount: ExactDecimal, from start: Instant, _ recurrence: Cycle?, _ expiration: Grant.Expiration?, key suffix: String,
    _ note: [JSON.Member] = []
  ) -> CustomerOperation.NewGrant {
    let parts = [owner.text, item.kind.rawValue, item.id, holding.feature, usage.part.rawValue, usage.terms]
    let metadata = holding.metadata.replacing(identity + note)
      .replacing([.init("idempotencyKey", .string(parts.joined(separator: "/") + suffix))])
    return .init(
      amount, priority: usage.priority, effectiveAt: start, recurrence: recurrence, expiration: expiration, metadata: metadata)
  }

  // MARK: Matching

  /// Whether a grant gives what is wished.
  func isSatisfied(by grant: CustomerState.Grant, at now: Instant) -> Bool {
    guard grant.metadata.contains(all: identity) else { return false }
    guard let times else { return grant.recurrence == nil }
    if let recurrence = grant.recurrence {
      guard times.recurs, recurrence.isInStep(with: times.cycle, at: max(now, effectiveAt)) else { return false }
    } else {
      guard isLast, grant.effectiveAt >= times.earliestLast.minute else { return false }
    }
    return grant.expiresAt == expiration(from: grant.effectiveAt)?.end(after: grant.effectiveAt)
  }

  /// Whether it is what is left of a period after which another grant gives what is wished.
  func isPreceded(by grant: CustomerState.Grant) -> Bool { grant.isRest && grant.metadata.contains(all: identity) }
}

extension Wish {
  struct Times {
    let cycle: Cycle
    /// Whether it comes back by itself. It does not if a pause has made the period of the bill longer: the next one begins with the
    /// next bill.
    let recurs: Bool
    /// When it begins, or has come back for the last time.
    let last: Instant
    /// When that may have been, if a pause came after it.
    let earliestLast: Instant
    /// When it would have been without pauses.
    let regular: Instant
    let next: Instant

    init(_ period: Period, _ bill: Bill, at now: Instant) {
      let cycle = Cycle(bill.anchor, period)
      // A period has begun as soon as the provider says so, even if its clock is ahead.
      let time = max(now, bill.start)
      guard let delay = bill.delay else {
        self.cycle = cycle
        recurs = true
        last = max(cycle.last(time), cycle.anchor)
        earliestLast = last
        regular = last
        next = cycle.next(after: time)
        return
      }
      recurs = cycle.next(after: bill.start.minute) < delay.regularEnd.minute
      guard recurs else {
        self.cycle = cycle
        last = max(cycle.last(bill.start), cycle.anchor)
        earliestLast = last
        regular = last
        next = delay.end.minute
        return
      }
      // What comes back more often than the bill does so later by the length of the pause, and not more times than were paid for.
      // Months and years end on the day of the bill.
      let isCalendar = period == .month || period == .year
      let moved = Cycle(isCalendar ? delay.end : bill.anchor.adding(seconds: delay.seconds), period)
      let regularTime = time.adding(seconds: -delay.seconds)
      self.cycle = moved
      regular = max(cycle.last(regularTime), cycle.anchor)
      last = min(moved.nearest(regular.adding(seconds: delay.seconds)), time)
      let longestShift = delay.seconds + (isCalendar ? 3 * 86_400 : 0)
      earliestLast = last.adding(seconds: -longestShift)
      let next = moved.nearest(cycle.next(after: regularTime).adding(seconds: delay.seconds))
      self.next = next > time ? next : moved.next(after: time)
    }
  }
}
