import Accounts
import Foundations
import JSONText

/// What a customer's subscriptions and payments give, and since when this is known.
///
/// It is the metadata of an entitlement to the feature ``featureKey``. That is the only object of OpenMeter that can be changed
/// under a condition: replacing an entitlement by its id fails if another process has replaced it (SupersedeEntitlement of
/// openmeter/entitlement/service/scheduling.go, read 2026-08-18). A customer's own metadata has no such condition, and
/// each update of the customer replaces it as a whole. The metadata of a boolean entitlement is not returned.
///
/// Its parts only ever move forward: of two pieces of news about one subscription, the later one stays, in whatever order they
/// arrive. So merging news is commutative, associative and idempotent.
package struct Journal: Sendable, Equatable {
  package static let featureKey = "catalogc_journal"
  /// The key of the customer who is nobody, and whose journal keeps what is known of payments for which nothing was granted.
  package static let refundsKey = "catalogc_refunds"

  /// A subscription, or a payment for something that is paid once.
  package struct Source: Hashable, Sendable, Comparable {
    package enum Kind: String, Sendable { case subscription, payment }

    package let kind: Kind
    package let id: String

    package init(_ kind: Kind, _ id: String) {
      self.kind = kind
      self.id = id
    }

    package static func == (left: Source, right: Source) -> Bool {
      left.kind == right.kind && left.id.hasSameScalars(as: right.id)
    }

    package func hash(into hasher: inout Hasher) {
      hasher.combine(kind)
      hasher.combine(ScalarString(id))
    }

    var name: String { "\(kind.rawValue)/\(id)" }

    package static func < (left: Source, right: Source) -> Bool {
      left.name.unicodeScalars.lexicographicallyPrecedes(right.name.unicodeScalars)
    }
  }

  /// A payment without an id of its own: what was bought, as the provider names it, and the event.
  package struct Purchase: Hashable, Sendable {
    private let key: ScalarString
    /// The number of bytes of the line.
    private let length: Int

    package init(line: String, event: String) {
      key = ScalarString("\(line)/\(String(event.map { $0 == "/" ? "_" : $0 }))")
      length = line.utf8.count
    }

    /// Nil if the id is not one of a purchase.
    package init?(_ id: String) {
      guard let slash = id.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
      key = ScalarString(id)
      length = id.utf8.distance(from: id.utf8.startIndex, to: slash)
    }

    package var id: String { key.text }
    package var line: String { String(decoding: key.text.utf8.prefix(length), as: UTF8.self) }
  }

  /// Orders news: by time, and at the same time starts before changes before ends.
  package struct Stamp: Hashable, Sendable, Comparable {
    package enum Rank: Int64, Sendable { case start, change, end }

    package let time: Instant
    package let rank: Rank
    /// Of the event: an arbitrary order is better than that of arrival.
    package let event: String

    package init(_ time: Instant, _ rank: Rank, _ event: String) {
      self.time = time
      self.rank = rank
      self.event = event
    }

    package static func < (left: Stamp, right: Stamp) -> Bool {
      if left.time != right.time { return left.time < right.time }
      if left.rank != right.rank { return left.rank.rawValue < right.rank.rawValue }
      return left.event.unicodeScalars.lexicographicallyPrecedes(right.event.unicodeScalars)
    }
  }

  /// When a period would have ended, and when it will end, because something has made it longer.
  package struct Delay: Sendable, Equatable {
    package let regularEnd: Instant
    package let end: Instant

    package init(regularEnd: Instant, end: Instant) {
      self.regularEnd = regularEnd
      self.end = end
    }

    /// Above zero.
    package var seconds: Int64 { end.seconds - regularEnd.seconds }
  }

  /// What a source gives at the time of the news.
  package struct Record: Sendable, Equatable {
    package var stamp: Stamp
    package var standing: News.Standing
    /// Empty if it gives nothing.
    package var items: [HeldItem]
    /// The start of the period, and a time that periods are counted from.
    package var start: Instant
    package var anchor: Instant
    /// When the source began; the later one of two decides about a setting.
    package var since: Instant
    /// When it will end, or has ended.
    package var end: Instant?
    /// False if the provider does not tell the period: it follows from when the plans of a line began.
    package var hasPeriod = true
    /// The end of the period, if something has made it longer.
    package var delay: Delay?
    /// When its trial ends.
    package var trialEnd: Instant?

    package init(
      _ stamp: Stamp, _ standing: News.Standing, items: [HeldItem], start: Instant, anchor: Instant, since: Instant,
      end: Instant? = nil
    ) {
      self.stamp = stamp
      self.standing = standing
      self.items = items
      self.start = start
      self.anchor = anchor
      self.since = since
      self.end = end
    }
  }

  /// The group of the plan that a subscription has, or had last.
  package struct Group: Sendable, Equatable {
    package let stamp: Stamp
    package let plan: String
    /// Empty for plans without a group.
    package let name: String
    /// The id of the catalog; empty without one.
    package let catalog: String
    /// What replaces a plan of the group by another one, if that is another subscription.
    package let line: String?

    package init(_ stamp: Stamp, plan: String, name: String, catalog: String, line: String? = nil) {
      self.stamp = stamp
      self.plan = plan
      self.name = name
      self.catalog = catalog
      self.line = line
    }
  }

  package struct Entry: Sendable, Equatable {
    /// The latest news that lists everything.
    package var whole: Record?
    /// The latest news that does not, if it is later.
    package var part: Record?
    /// The latest news that lists everything, but cannot begin again what has ended.
    package var ongoing: Record?
    package var group: Group?

    package init(whole: Record? = nil, part: Record? = nil, ongoing: Record? = nil, group: Group? = nil) {
      self.whole = whole
      self.part = part
      self.ongoing = ongoing
      self.group = group
    }

    /// The latest news, whatever it is.
    package var latest: Record? { [whole, part, ongoing].compactMap(\.self).max { $0.stamp < $1.stamp } }

    /// The latest news that counts, with what it does not mention as it was before.
    package var current: Record? {
      guard let ongoing else { return known }
      guard let known else { return ongoing }
      return known.standing == .ended || ongoing.stamp < known.stamp ? known : ongoing
    }

    private var known: Record? {
      guard var part else { return whole }
      guard part.standing.isOn, let whole, whole.standing.isOn else { return part }
      part.items += whole.items.filter { item in !part.items.contains { $0.isSame(as: item) } }
      return part
    }

    package mutating func merge(_ other: Entry) {
      func later(_ own: Record?, _ other: Record?) -> Record? {
        guard let own, let other else { return own ?? other }
        // The same news again: what the catalog says now counts.
        return other.stamp >= own.stamp ? other : own
      }
      whole = later(whole, other.whole)
      part = later(part, other.part)
      ongoing = later(ongoing, other.ongoing)
      if let own = part, let whole, own.stamp <= whole.stamp { part = nil }
      if let new = other.group, group.map({ $0.stamp <= new.stamp }) ?? true { group = new }
    }
  }

  /// A plan of a line: when it began to be billed, and when it ended, if it has.
  package struct Stretch: Sendable, Equatable {
    var billed: Instant
    var end: Instant?
  }

  package var entries: [Source: Entry] = [:]
  /// The plans that have taken each other's place, by their line and group, and by when they began.
  package private(set) var runs: [ScalarString: [Instant: Stretch]] = [:]
  /// When payments were taken back.
  package var refunds: [ScalarString: Instant] = [:]
  /// When purchases ended of which only a ``Purchase`` line is known, by the line and the event.
  package private(set) var endedPurchases: [Purchase: Instant] = [:]
  /// The ids of payments, by another id that some events have instead.
  package private(set) var aliases: [ScalarString: String] = [:]
  /// The keys of features that are not usage and that a source has given: what no source gives any more is taken away.
  package var features: Set<ScalarString> = []

  package init() {}

  package mutating func merge(_ source: Source, _ entry: Entry) {
    entries[canonical(source), default: Entry()].merge(entry)
    for record in [entry.whole, entry.part, entry.ongoing] { note(record?.items ?? []) }
  }

  /// What an entry is about. News that omit the part of the customer that has a plan are about the one that began at the same time;
  /// if such news came first, they are what is known of it.
  package mutating func scoped(_ source: Source, _ entry: Entry, _ line: (own: String, broad: String)?) -> (Source, Entry) {
    guard let line, let since = entry.latest?.since else { return (source, entry) }
    let rest = source.id.dropFirst(line.own.count + 1)
    var entry = entry
    if line.own.hasSameScalars(as: line.broad) {
      let parts = entries.filter { other, known in
        other != source && other.kind == .subscription && other.id.hasPrefix("\(line.broad)/") && other.id.hasSuffix("/\(rest)")
          && known.current?.since == since
      }
      guard parts.count == 1, let part = parts.first?.key else { return (source, entry) }
      entry.group = nil
      return (part, entry)
    }
    let broad = Source(source.kind, "\(line.broad)/\(rest)")
    if var known = entries[broad], known.current?.since == since {
      entries[broad] = nil
      known.group = nil
      entry.merge(known)
    }
    return (source, entry)
  }

  /// Notes a plan of a line whose periods are not told.
  package mutating func run(_ line: String, _ record: Record) {
    var stretch = Stretch(billed: record.trialEnd ?? record.since)
    if !record.standing.isOn { stretch.end = record.end ?? record.stamp.time }
    if let known = runs[ScalarString(line)]?[record.since] {
      stretch.billed = max(stretch.billed, known.billed)
      stretch.end = [stretch.end, known.end].compactMap(\.self).max()
    }
    runs[ScalarString(line), default: [:]][record.since] = stretch
  }

  /// The time that the periods of a plan are counted from: when the first plan of those began that it follows without a gap.
  package func anchor(_ line: String, since start: Instant) -> Instant {
    guard let run = runs[ScalarString(line)] else { return start }
    var first = start
    while let earlier = run.filter({ began, stretch in
      began < first && stretch.end.map { $0.seconds >= first.seconds - Cycle.tolerance } ?? true
    }).keys.min() {
      first = earlier
    }
    return run[first]?.billed ?? first
  }

  /// Adds the features of items to those that may be taken away.
  package mutating func note(_ items: [HeldItem]) {
    for holding in items.flatMap(\.holdings) {
      if case .usage = holding.value { continue }
      features.insert(ScalarString(holding.feature))
    }
  }

  /// Of two refunds of a payment, the first counts.
  package mutating func refund(_ payment: String, at time: Instant) {
    let payment = ScalarString(canonical(payment))
    refunds[payment] = min(time, refunds[payment] ?? time)
  }

  /// Notes that one of the purchases of a line has ended.
  package mutating func end(_ purchase: Purchase, at time: Instant) {
    endedPurchases[purchase] = min(time, endedPurchases[purchase] ?? time)
  }

  /// The purchases that have ended. Where nothing says which one has, it is the oldest that was made before.
  ///
  /// - Parameter bought: the ids of payments, and when they were made.
  package func ended(_ bought: [(payment: String, time: Instant)]) -> [ScalarString: Instant] {
    if endedPurchases.isEmpty { return [:] }
    var lines: [ScalarString: [ScalarString: Instant]] = [:]
    for (payment, time) in bought {
      guard let line = Purchase(payment)?.line else { continue }
      let id = ScalarString(payment)
      let known = lines[ScalarString(line)]?[id]
      lines[ScalarString(line), default: [:]][id] = min(time, known ?? time)
    }
    var ended: [ScalarString: Instant] = [:]
    let inOrder = endedPurchases.sorted { $0.value == $1.value ? Self.isBefore($0.key.id, $1.key.id) : $0.value < $1.value }
    for (purchase, end) in inOrder {
      let open = (lines[ScalarString(purchase.line)] ?? [:]).filter { ended[$0.key] == nil && $0.value <= end }
      let oldest = open.min { $0.value == $1.value ? Self.isBefore($0.key.text, $1.key.text) : $0.value < $1.value }
      if let oldest { ended[oldest.key] = end }
    }
    return ended
  }

  /// Forgets all refunds but the latest ones, and all other ids but the last ones in their order: ids of Stripe begin with a time.
  package mutating func keepPayments(_ count: Int) {
    func isLater(_ left: Dictionary<ScalarString, Instant>.Element, _ right: Dictionary<ScalarString, Instant>.Element) -> Bool {
      left.value == right.value ? Self.isBefore(left.key.text, right.key.text) : left.value > right.value
    }
    if refunds.count > count {
      for (payment, _) in refunds.sorted(by: isLater).dropFirst(count) { refunds[payment] = nil }
    }
    if aliases.count > count {
      for (other, _) in aliases.sorted(by: { Self.isBefore($1.key.text, $0.key.text) }).dropFirst(count) { aliases[other] = nil }
    }
  }

  // MARK: Payments with several ids

  /// The id by which a payment is known.
  package func canonical(_ payment: String) -> String { aliases[ScalarString(payment)] ?? payment }

  package func canonical(_ source: Source) -> Source {
    source.kind == .payment ? Source(.payment, canonical(source.id)) : source
  }

  /// The metadata of a grant, with the id by which its payment is known.
  func canonical(_ metadata: [JSON.Member]) -> [JSON.Member] {
    guard let payment = metadata.text("paymentId"), aliases[ScalarString(payment)] != nil else { return metadata }
    var known = metadata
    for name in ["paymentId", "subscriptionId", "idempotencyKey"] { known = known.changing(name) { canonical($0) } }
    return known
  }

  /// Notes that two ids are those of one payment. What is known of the other id is from now on known of the payment.
  package mutating func identify(_ other: String, as payment: String) {
    if other.hasSameScalars(as: payment) { return }
    let known = aliases[ScalarString(other)]
    // Of several payments of one invoice, any will do, but always the same.
    if let known, !Self.isBefore(payment, known) { return }
    aliases[ScalarString(other)] = payment
    for old in [other, known].compactMap(\.self) {
      if let entry = entries.removeValue(forKey: Source(.payment, old)) { merge(Source(.payment, payment), entry) }
      if let time = refunds.removeValue(forKey: ScalarString(old)) { refund(payment, at: time) }
    }
  }

  /// Whether something is known of a payment.
  package func knows(_ payment: String) -> Bool {
    let id = canonical(payment)
    return entries[Source(.payment, id)] != nil || aliases.values.contains { $0.hasSameScalars(as: id) }
  }
}

// MARK: As metadata

extension Journal {
  /// The metadata entries, in an order that depends on the content alone.
  package var metadata: [JSON.Member] {
    var members: [JSON.Member] = []
    let names = features.map(\.text).sorted(by: Self.isBefore)
    if !names.isEmpty { members.append(.init("features", .string(names.joined(separator: ",")))) }
    for (source, entry) in entries.sorted(by: { $0.key < $1.key }) {
      members.append(.init(source.name, .string(entry.json.compact)))
    }
    for (line, run) in runs.sorted(by: { Self.isBefore($0.key.text, $1.key.text) }) {
      let stretches = run.sorted { $0.key < $1.key }.map { began, stretch -> JSON in
        .fields([
          "since": .string(began.description), "billed": stretch.billed == began ? nil : .string(stretch.billed.description),
          "end": stretch.end.map { .string($0.description) },
        ])
      }
      members.append(.init("run/\(line.text)", .string(JSON.array(stretches).compact)))
    }
    for (payment, time) in refunds.sorted(by: { Self.isBefore($0.key.text, $1.key.text) }) {
      members.append(.init("refund/\(payment.text)", .string(time.description)))
    }
    for (purchase, time) in endedPurchases.sorted(by: { Self.isBefore($0.key.id, $1.key.id) }) {
      members.append(.init("end/\(purchase.id)", .string(time.description)))
    }
    for (other, payment) in aliases.sorted(by: { Self.isBefore($0.key.text, $1.key.text) }) {
      members.append(.init("alias/\(other.text)", .string(payment)))
    }
    return members
  }

  private static func isBefore(_ left: String, _ right: String) -> Bool {
    left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars)
  }

  /// Entries that cannot be read are left out.
  package init(_ metadata: [JSON.Member]) {
    for member in metadata {
      guard case .string(let text) = member.value else { continue }
      if member.name == "features" {
        features = Set(text.split(separator: ",").map { ScalarString(String($0)) })
        continue
      }
      guard let slash = member.name.firstIndex(of: "/") else { continue }
      let (kind, id) = (String(member.name[..<slash]), String(member.name[member.name.index(after: slash)...]))
      if kind == "refund" {
        if let time = Instant(text) { refunds[ScalarString(id)] = time }
      } else if kind == "end" {
        if let time = Instant(text), let purchase = Purchase(id) { endedPurchases[purchase] = time }
      } else if kind == "run" {
        for json in JSON(parsing: Array(text.utf8))?.elements ?? [] {
          func time(_ name: String) -> Instant? { json[name]?.text.flatMap { Instant($0) } }
          guard let since = time("since") else { continue }
          runs[ScalarString(id), default: [:]][since] = Stretch(billed: time("billed") ?? since, end: time("end"))
        }
      } else if kind == "alias" {
        aliases[ScalarString(id)] = text
      } else if let kind = Source.Kind(rawValue: kind), let json = JSON(parsing: Array(text.utf8)) {
        entries[Source(kind, id)] = Entry(json)
      }
    }
  }
}

extension Journal.Entry {
  var json: JSON { .fields(["whole": whole?.json, "part": part?.json, "ongoing": ongoing?.json, "group": group?.json]) }

  init(_ json: JSON) {
    self.init(
      whole: json["whole"].flatMap { Journal.Record($0) }, part: json["part"].flatMap { Journal.Record($0) },
      ongoing: json["ongoing"].flatMap { Journal.Record($0) }, group: json["group"].flatMap { Journal.Group($0) })
  }
}

extension Journal.Stamp {
  var members: [JSON.Member] {
    [.init("at", .string(time.description)), .init("rank", .integer(rank.rawValue)), .init("event", .string(event))]
  }

  init?(_ json: JSON) {
    guard let time = json["at"]?.text.flatMap({ Instant($0) }) else { return nil }
    self.init(time, json["rank"]?.decimal?.integer.flatMap { Rank(rawValue: $0) } ?? .change, json["event"]?.text ?? "")
  }
}

extension Journal.Group {
  var json: JSON {
    .object(
      stamp.members
        + JSON.members([
          "plan": .string(plan), "group": .string(name), "catalog": .string(catalog), "line": line.map(JSON.string),
        ]))
  }

  init?(_ json: JSON) {
    guard let stamp = Journal.Stamp(json), let plan = json["plan"]?.text else { return nil }
    self.init(stamp, plan: plan, name: json["group"]?.text ?? "", catalog: json["catalog"]?.text ?? "", line: json["line"]?.text)
  }
}

extension Journal.Record {
  var json: JSON {
    .object(
      stamp.members
        + JSON.members([
          "standing": .string(standing.rawValue), "start": .string(start.description),
          "anchor": anchor == start ? nil : .string(anchor.description), "since": .string(since.description),
          "end": end.map { .string($0.description) }, "open": hasPeriod ? nil : true,
          "regularEnd": delay.map { .string($0.regularEnd.description) },
          "delayedEnd": delay.map { .string($0.end.description) },
          "trialEnd": trialEnd.map { .string($0.description) }, "items": items.isEmpty ? nil : .array(items.map(\.json)),
        ]))
  }

  init?(_ json: JSON) {
    func time(_ name: String) -> Instant? { json[name]?.text.flatMap { Instant($0) } }
    guard let stamp = Journal.Stamp(json), let standing = json["standing"]?.text.flatMap({ News.Standing(rawValue: $0) }),
      let start = time("start")
    else { return nil }
    self.init(
      stamp, standing, items: (json["items"]?.elements ?? []).compactMap { HeldItem($0) }, start: start,
      anchor: time("anchor") ?? start, since: time("since") ?? start, end: time("end"))
    hasPeriod = json["open"] != true
    trialEnd = time("trialEnd")
    if let regularEnd = time("regularEnd"), let end = time("delayedEnd") {
      delay = Journal.Delay(regularEnd: regularEnd, end: end)
    }
  }
}
