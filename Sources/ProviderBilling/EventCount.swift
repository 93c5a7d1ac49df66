import Catalog
import Foundations
import Invoicing
import JSONText
import Providers

/// Which events are counted for a feature, and how: as the catalog says, or as the body of a request does.
struct EventCount: Equatable {
  /// The name or type of the events.
  let event: ScalarString
  /// Nil for one that no catalog has.
  let aggregation: Meter.Aggregation?
  /// The property that is aggregated; nil for `count`.
  let property: ScalarString?
  /// All of them hold for an event that counts. Nil for a filter of another form.
  let conditions: Set<EventCondition>?

  init(_ event: String, _ aggregation: Meter.Aggregation?, property: String?, _ conditions: Set<EventCondition>?) {
    self.event = ScalarString(event)
    self.aggregation = aggregation
    self.property = aggregation?.needsValue == false ? nil : property.map { ScalarString(propertyPath($0)) }
    self.conditions = conditions
  }
}

/// What a property of an event must be.
struct EventCondition: Hashable {
  let property: ScalarString
  /// Whether the values are those that do not count; there is one then.
  let isExcluding: Bool
  let values: Set<ScalarString>
  /// Whether an event without the property does not count.
  let needsValue: Bool

  init(_ property: String, isExcluding: Bool, _ values: some Sequence<String>, needsValue: Bool) {
    self.property = ScalarString(propertyPath(property))
    self.isExcluding = isExcluding
    self.values = Set(values.map(ScalarString.init))
    self.needsValue = needsValue
  }
}

/// A property without the spelling of its path: `$.model`, `$['model']` and `model` are one.
private func propertyPath(_ path: String) -> String {
  eventProperty(at: path) ?? (path.hasPrefix("$.") ? String(path.dropFirst(2)) : path)
}

extension Set<EventCondition> {
  /// That a property is one of some values, or none of them, which are as many conditions.
  static func values(_ values: [String], of property: String, isExcluding: Bool, needsValue: Bool) -> Self {
    guard isExcluding else { return [EventCondition(property, isExcluding: false, values, needsValue: true)] }
    return Set(values.map { EventCondition(property, isExcluding: true, [$0], needsValue: needsValue) })
  }
}

extension EventCount {
  /// What the catalog says of a feature with a meter.
  init(of feature: Feature, _ meter: Meter) {
    let conditions = feature.filters.flatMap { filter -> Set<EventCondition> in
      let path = meter.groupBy.first { $0.name.hasSameScalars(as: filter.group) }?.path ?? filter.group
      return .values(filter.values, of: path, isExcluding: filter.isExcluding, needsValue: false)
    }
    self.init(meter.eventType, meter.aggregation, property: meter.valueProperty, Set(conditions))
  }
}

extension JSON {
  /// The conditions of a filter: a list of clauses with a `conjunction`, each a filter or a comparison of a property with a value.
  ///
  /// - Parameters:
  ///   - name: the field with the property of a comparison.
  ///   - needsValue: whether an event without the property fails a comparison for another value.
  /// - Returns: nil for alternatives that are not values of one property.
  func conditions(property name: String, excludingNeedsValue needsValue: Bool) -> Set<EventCondition>? {
    if let clauses = self["clauses"]?.elements {
      let parts = clauses.map { $0.conditions(property: name, excludingNeedsValue: needsValue) }
      let known = parts.compactMap(\.self)
      guard known.count == parts.count else { return nil }
      if self["conjunction"] == "and" || known.count == 1 { return known.reduce(into: []) { $0.formUnion($1) } }
      let alternatives = known.flatMap { $0.count == 1 ? Array($0) : [] }
      guard alternatives.count == known.count, let first = alternatives.first,
        alternatives.allSatisfy({ !$0.isExcluding && $0.property == first.property })
      else { return nil }
      return .values(
        alternatives.flatMap(\.values).map(\.text), of: first.property.text, isExcluding: false, needsValue: true)
    }
    guard let property = self[name]?.string, let value = self["value"]?.string else { return nil }
    switch self["operator"] {
    case "eq", "equals": return .values([value], of: property, isExcluding: false, needsValue: true)
    case "ne", "not_equals": return .values([value], of: property, isExcluding: true, needsValue: needsValue)
    default: return nil
    }
  }
}

extension Meter.Aggregation {
  /// What a provider calls it, in any case; nil for a word that no catalog has.
  init?(emitted word: JSON?) {
    switch word?.string?.lowercased() {
    case "sum": self = .sum
    case "count": self = .count
    case "unique", "unique_count": self = .uniqueCount
    case "avg", "average": self = .avg
    case "min": self = .min
    case "max": self = .max
    case "last", "latest": self = .latest
    default: return nil
    }
  }
}
