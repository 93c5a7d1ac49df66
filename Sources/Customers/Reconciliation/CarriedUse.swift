import Accounts
import Catalog
import Foundations
import JSONText
import Providers

/// What was used of an owner's allowances of one period, since they last came back, before the time from which they are exchanged.
///
/// OpenMeter takes no grant that begins before the usage period, so grants that are exchanged forget what was used before it. A
/// usage period is shorter than an allowance's if another plan has a shorter allowance of the feature, and it begins on another day if
/// the customer has a second subscription, or if a pause has moved the day of the bill.
struct CarriedUse: Sendable, Equatable {
  /// Not below zero.
  let used: ExactDecimal
  /// When the allowances last came back, or a later time before which everything is known.
  let begin: Instant
  /// When they last came back, or would have without a pause.
  let since: Instant
  /// Whether the customer's grants say so even when those that are exchanged are void.
  let isNoted: Bool

  /// - Parameters:
  ///   - grants: all that the owner has or had of the feature.
  ///   - exchanged: those in force, of allowances of the period.
  ///   - before: how much of them was used before the time from which they are exchanged.
  init(
    _ period: Period, _ times: Wish.Times, of grants: [CustomerState.Grant], exchanged: [CustomerState.Grant],
    before: [ScalarString: ExactDecimal], exchangeStart: Instant, at now: Instant
  ) {
    let notes = grants.compactMap { grant in
      grant.note.flatMap { note in
        grant.allowancePeriod == period && abs(note.since.seconds - times.regular.seconds) <= Cycle.tolerance
          ? (grant: grant, note: note) : nil
      }
    }
    let latest = notes.max { ($0.note.before, $0.grant.createdAt) < ($1.note.before, $1.grant.createdAt) }?.note
    var noted = latest?.used ?? .zero
    var other = ExactDecimal.zero
    var begin = min(latest?.before ?? times.last, times.last)
    for (spent, note) in notes where spent.isSpent && spent.voidedAt == nil && spent.effectiveAt <= now && note == latest {
      // What was used of it stays with it, if it is over or is older than the exchange.
      if !spent.isInForce(at: now) {
        noted = noted + spent.amount
      } else if spent.effectiveAt < exchangeStart {
        other = other + (spent.createdAt <= exchangeStart ? spent.amount : before[ScalarString(spent.id)] ?? .zero)
      }
    }
    for grant in exchanged where !grant.isSpent {
      let own = grant.begin(at: now)
      // What was used of an older one is a part of what the note says.
      guard times.earliestLast.seconds - own.seconds <= Cycle.tolerance,
        latest.map({ $0.before <= own || $0.used.isZero }) ?? true
      else { continue }
      begin = min(begin, own)
      if own < exchangeStart { other = other + (before[ScalarString(grant.id)] ?? .zero) }
    }
    used = noted + other
    isNoted = other.isZero
    since = times.regular
    self.begin = begin
  }
}

extension CustomerState.Grant {
  /// The value of `catalogGrant` of a grant for what was used already.
  static let spent = "spent"

  /// Whether it is an allowance that comes back, or a part of one, or was.
  var isCounted: Bool { isSpent || !isOnce && metadata.text("catalogGrant") == Holding.Usage.Part.allowance.rawValue }

  /// Whether it belongs to no period.
  var isOnce: Bool {
    if recurrence != nil || isSpent { return false }
    return metadata.text("catalogTerms").map { Holding.Usage.isOnce(terms: $0) } ?? true
  }

  /// What it shares its note with, if it is an allowance that is granted once, or the note of one: that of an add-on ends with the
  /// add-on, and that of plans with the subscription.
  var oncePool: OncePool? {
    let isNote = isSpent && metadata.text("catalogEvery") == Reset.never.rawValue
    guard isNote || isOnce && metadata.text("catalogGrant") == Holding.Usage.Part.allowance.rawValue else { return nil }
    return OncePool(addon: metadata.text(Item.Kind.addon.idField))
  }

  /// Whether it is for what is left of a period.
  var isRest: Bool { recurrence == nil && !isSpent && metadata.has("catalogUsed") }

  var isSpent: Bool { metadata.text("catalogGrant") == Self.spent }

  /// When it began, or last came back.
  func begin(at now: Instant) -> Instant { recurrence.map { max($0.last(now), effectiveAt) } ?? effectiveAt }

  /// How often the allowance comes back of which it is a part.
  var allowancePeriod: Period? {
    if let recurrence { return recurrence.period }
    if let text = metadata.text("catalogEvery") { return Period(rawValue: text) }
    return metadata.text("catalogTerms").flatMap { Holding.Usage.period(terms: $0) }
  }

  /// What was used of the owner's allowances since they last came back, before it began, or took the place of others.
  var note: CarriedUse.Note? {
    func time(_ name: String) -> Instant? { metadata.text(name).flatMap { Instant($0) } }
    if let used = metadata.text("catalogUsed").flatMap({ ExactDecimal(parsing: $0.utf8) }), let since = time("catalogUsedSince"),
      let before = time("catalogUsedBefore")
    {
      return .init(used: used, since: since, before: before)
    }
    return isSpent ? .init(used: .zero, since: effectiveAt, before: effectiveAt) : nil
  }
}

/// Allowances of one feature and owner that are granted once, and share what was used.
struct OncePool: Hashable, Comparable {
  /// The id of the add-on; nil for plans.
  let addon: ScalarString?

  init(addon: String?) { self.addon = addon.map { ScalarString($0) } }

  static func < (left: OncePool, right: OncePool) -> Bool {
    guard let right = right.addon else { return false }
    return left.addon.map { $0.text.unicodeScalars.lexicographicallyPrecedes(right.text.unicodeScalars) } ?? true
  }
}

extension [CustomerState.Grant] {
  /// When allowances of an owner can be exchanged: since the usage period began, or since an allowance came back in it, or another
  /// owner's ended. What was used before that stays with the grants from which it was taken.
  ///
  /// OpenMeter takes the use of the whole usage period again from the grants that are there then. What was used before an allowance
  /// came back would otherwise be taken from what that had left then, which nobody has any more.
  func exchangeStart(of owner: Owner, usagePeriod: Instant, at now: Instant) -> Instant {
    let allowances = filter { $0.isCounted && !$0.isSpent && $0.effectiveAt <= now }
    // One that is new begins when it should.
    guard allowances.contains(where: { Owner($0.metadata) == owner }) else { return usagePeriod }
    var start = usagePeriod
    for grant in allowances where grant.voidedAt == nil {
      if let end = grant.expiresAt, end <= now {
        start = Swift.max(start, end)
      } else if let last = grant.recurrence?.last(now), last >= grant.effectiveAt {
        start = Swift.max(start, last)
      }
    }
    for (other, grants) in Dictionary(grouping: allowances, by: { Owner($0.metadata) }) {
      if other != owner, grants.contains(where: { $0.isInForce(at: now) }) { continue }
      // The owner's own ended where others began.
      for case (let grant, let end?) in grants.map({ ($0, $0.voidedAt) }) where end <= now {
        if grant.effectiveAt < end || other == owner && grant.effectiveAt == end { start = Swift.max(start, end) }
      }
    }
    return start.minute
  }
}

extension CarriedUse {
  struct Note: Equatable {
    let used: ExactDecimal
    let since: Instant
    let before: Instant

    /// For keys: grants with other notes are others.
    var text: String { "\(used.plain)/\(before)" }

    /// For the metadata of a grant.
    var members: [JSON.Member] {
      [
        .init("catalogUsed", .string(used.plain)), .init("catalogUsedSince", .string(since.description)),
        .init("catalogUsedBefore", .string(before.description)),
      ]
    }
  }

  /// Whether grants that begin at a time are not enough.
  func isCarried(to time: Instant) -> Bool { !used.isZero || time.seconds - begin.seconds > Cycle.tolerance }

  func note(before time: Instant) -> Note { Note(used: used, since: since, before: time) }
}
