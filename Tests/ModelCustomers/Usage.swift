import Accounts
import Foundations
import JSONText

/// What a meter counts.
struct Meter: Sendable {
  let slug: String
  let eventType: String
  let aggregation: Aggregation
  /// The names in `data` that lead to the value; nil for COUNT.
  let path: [String]?
  /// By the name of the group.
  let groups: [(name: String, path: [String])]

  /// What may back a feature (productcatalog/feature/connector.go, `validMeterAggregations`).
  enum Aggregation: String {
    case sum = "SUM"
    case count = "COUNT"
    case uniqueCount = "UNIQUE_COUNT"
    case latest = "LATEST"
  }

  /// Nil for what no feature can be metered by.
  init?(_ meter: JSON) {
    guard let slug = meter["slug"]?.text, let type = meter["eventType"]?.text,
      let aggregation = meter["aggregation"]?.text.flatMap(Aggregation.init)
    else { return nil }
    self.slug = slug
    eventType = type
    self.aggregation = aggregation
    path = meter["valueProperty"]?.text.map(Self.names)
    groups = (meter["groupBy"]?.members ?? []).map { ($0.name, Self.names($0.value.text ?? "")) }
  }

  /// `$.usage.tokens`.
  private static func names(_ path: String) -> [String] { path.split(separator: ".").dropFirst().map(String.init) }

  /// Nil for an event of another type.
  func reading(_ event: UsageEvent) -> Reading? {
    guard event.type == eventType else { return nil }
    func member(_ names: [String]) -> JSON? { names.reduce(event.data) { $0?[$1] } }
    let value = path.flatMap { member($0) }
    return Reading(
      time: event.time.seconds, number: value?.double, text: value?.isNull == true ? nil : value.flatMap(Self.text) ?? "",
      groups: groups.map { ($0.name, member($0.path).flatMap(Self.text) ?? "") })
  }

  private static func text(_ value: JSON) -> String? { value.isNull ? nil : value.text ?? value.compact }
}

/// A feature, as far as entitlements need it.
struct Feature: Sendable {
  let id: String
  let key: String
  let meter: String?
  /// By the name of the group: what the text of an event must be.
  let filters: [(name: String, condition: Condition)]

  enum Condition {
    case isOneOf([String])
    case isNoneOf([String])

    func holds(_ text: String) -> Bool {
      switch self {
      case .isOneOf(let texts): texts.contains(text)
      case .isNoneOf(let texts): !texts.contains(text)
      }
    }
  }

  init?(_ feature: JSON) {
    guard let id = feature["id"]?.text, let key = feature["key"]?.text, feature["archivedAt"] == nil else { return nil }
    self.id = id
    self.key = key
    meter = feature["meterSlug"]?.text
    filters = (feature["advancedMeterGroupByFilters"]?.members ?? []).flatMap { group in
      group.value.members.map { (group.name, Self.condition($0)) }
    }
  }

  private static func condition(_ operation: JSON.Member) -> Condition {
    let texts = operation.value.text.map { [$0] } ?? operation.value.elements.compactMap(\.text)
    return operation.name == "$eq" || operation.name == "$in" ? .isOneOf(texts) : .isNoneOf(texts)
  }
}

/// A CloudEvents event.
package struct UsageEvent: Sendable {
  package let id: String
  package let source: String
  package let type: String
  /// A customer's key, or one of its subjects.
  package let subject: String
  package let time: Moment
  package let data: JSON?
}

/// What a meter reads in an event.
struct Reading: Sendable {
  /// In whole seconds since 1970, as it is stored.
  let time: Int64
  /// Nil if the value is not a number: it is not counted.
  let number: Double?
  /// Nil for null. An event without the value has an empty text, which counts as a unique value like any other (`nullIf` of
  /// `JSON_VALUE` in streaming/clickhouse/meter_query.go).
  let text: String?
  let groups: [(name: String, text: String)]
}

/// All events, and what meters read in them by subject.
struct UsageLog: Sendable {
  private var events: [UsageEvent] = []
  private var ids: Set<[String]> = []
  /// By the slug of the meter and the subject, in the order of time.
  private var readings: [String: [String: [Reading]]] = [:]
  private(set) var meters: [String: Meter] = [:]

  /// An event whose source and id were seen before is dropped, as where the server deduplicates (openmeter/dedupe).
  mutating func add(_ event: UsageEvent) -> Bool {
    guard ids.insert([event.source, event.id]).inserted else { return false }
    events.append(event)
    for meter in meters.values { read(event, meter) }
    return true
  }

  private mutating func read(_ event: UsageEvent, _ meter: Meter) {
    guard let reading = meter.reading(event) else { return }
    var own = readings[meter.slug]?[event.subject] ?? []
    // The last of those that are equally old comes last.
    let index = own.lastIndex { $0.time <= reading.time }.map { $0 + 1 } ?? 0
    own.insert(reading, at: index)
    readings[meter.slug, default: [:]][event.subject] = own
  }

  /// New meters count earlier events, too.
  mutating func set(_ meters: [Meter]) {
    let new = meters.filter { self.meters[$0.slug] == nil }
    self.meters = Dictionary(uniqueKeysWithValues: meters.map { ($0.slug, $0) })
    for meter in new {
      readings[meter.slug] = nil
      for event in events { read(event, meter) }
    }
  }

  /// Usage from a time until before another (streaming/clickhouse/meter_query.go, credit/balance/usage.go).
  ///
  /// - Parameter periodStart: the start of the period, since which unique values are counted once.
  func usage(
    _ meter: Meter, _ subjects: [String], _ filters: [(name: String, condition: Feature.Condition)], from start: Moment,
    to end: Moment, periodStart: Moment
  ) -> Double {
    func readings(_ start: Moment, _ end: Moment) -> [Reading] {
      guard start < end, let all = self.readings[meter.slug] else { return [] }
      let range = start.seconds..<max(end.seconds, start.seconds)
      return subjects.flatMap { subject in
        (all[subject] ?? []).filter { reading in
          range.contains(reading.time)
            && filters.allSatisfy { filter in
              filter.condition.holds(reading.groups.first { $0.name == filter.name }?.text ?? "")
            }
        }
      }
    }
    switch meter.aggregation {
    case .sum: return readings(start, end).reduce(0) { $0 + ($1.number ?? 0) }
    case .count: return Double(readings(start, end).count)
    case .latest:
      let last = readings(start, end).enumerated().max { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
      return last?.element.number ?? 0
    case .uniqueCount:
      func count(_ end: Moment) -> Int { Set(readings(periodStart, end).compactMap(\.text)).count }
      return Double(count(end) - count(start))
    }
  }
}

extension JSON {
  /// The number, or that of a text, as the server computes with it; nil for anything else.
  var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): Double("\(value)")
    case .string(let text): Double(text)
    default: nil
    }
  }

  init(_ value: Double) {
    if value.rounded() == value, abs(value) < 1e18 {
      self = .integer(Int64(value))
    } else {
      self = ExactDecimal(parsing: "\(value)".utf8).map(JSON.number) ?? .null
    }
  }

  init(_ time: Moment) { self = .string(time.description) }
}
