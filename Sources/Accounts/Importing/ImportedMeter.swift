import Foundations
import JSONText
import Providers

/// A meter of an account: the events that it counts, and how.
struct ImportedMeter {
  /// A property of an event that must have one of the values, or none of them.
  struct Condition {
    /// A JSONPath into the data of the event.
    let path: String
    var values: [String]
    let isExcluding: Bool
  }

  let object: AccountState.Object
  let name: String
  var description: String?
  let event: String
  /// As in a catalog.
  let aggregation: String
  /// Nil for one that counts events.
  let valuePath: String?
  let conditions: [Condition]
  /// The id that a mark names: of a meter, or of the feature that has the meter alone.
  var marked: String?
  var metadata: JSON?

  /// A property at the top of an event's data, as a path.
  static func path(_ property: String) -> String { "$.\(property)" }
}

extension CatalogDraft {
  /// Adds a meter.
  ///
  /// - Returns: the id of the meter in the catalog, and that of the feature that counts only some of its events.
  mutating func add(_ meter: ImportedMeter) -> (meter: String, feature: String?) {
    let id = uniqueID(meter.marked ?? slug(meter.name, orElse: "meter"), in: .meters)
    let own = JSON.members([
      "name": .string(meter.name), "description": meter.description.map(JSON.string), "metadata": meter.metadata,
    ])
    let counting = JSON.members([
      "eventType": .string(meter.event), "aggregation": .string(meter.aggregation),
      "valueProperty": meter.valuePath.map(JSON.string),
    ])
    guard !meter.conditions.isEmpty else {
      add(
        Entry(
          id: id, fields: own + counting, sources: [Source("meters", meter.object.id, Request.id("meters", id))]), to: .meters)
      return (id, nil)
    }
    var groups: [JSON.Member] = []
    var filters: [JSON.Member] = []
    for condition in meter.conditions {
      let name = Self.unique(
        slug(String(condition.path.drop { $0 == "$" || $0 == "." }), orElse: "group"), among: groups.map(\.name))
      groups.append(.init(name, .string(condition.path)))
      let values = JSON.strings(condition.values)
      filters.append(
        .init(name, condition.isExcluding ? ["not": values] : condition.values.count == 1 ? values.elements[0] : values))
    }
    add(Entry(id: id, fields: counting + [.init("groupBy", .object(groups))], sources: []), to: .meters)
    let feature = uniqueID(id, in: .features)
    add(
      Entry(
        id: feature,
        fields: JSON.members(["type": "metered", "meter": .string(id)]) + own + [.init("where", .object(filters))],
        sources: [Source("meters", meter.object.id, Request.id("meters", id, feature))]), to: .features)
    return (id, feature)
  }

  /// The conditions of a filter that compares properties with values, each `property`, `operator` and `value`; nil for any other.
  ///
  /// - Parameters:
  ///   - operators: those for equal and for different values.
  static func conditions(
    _ filter: JSON, property: String, _ operators: (equal: String, different: String)
  ) -> [ImportedMeter.Condition]? {
    if filter["conjunction"] == "or" {
      // One property with several values.
      var all: ImportedMeter.Condition?
      for clause in filter["clauses"]?.elements ?? [] {
        guard clause["operator"]?.text == operators.equal, let name = clause[property]?.text, let value = clause["value"]?.text
        else { return nil }
        let path = ImportedMeter.path(name)
        if all == nil { all = .init(path: path, values: [], isExcluding: false) }
        guard all?.path == path else { return nil }
        all?.values.append(value)
      }
      return all.map { [$0] }
    }
    guard filter["conjunction"] == "and" else { return nil }
    var conditions: [ImportedMeter.Condition] = []
    for clause in filter["clauses"]?.elements ?? [] {
      if clause["clauses"] != nil {
        guard let inner = Self.conditions(clause, property: property, operators) else { return nil }
        conditions += inner
        continue
      }
      let isExcluding = clause["operator"]?.text == operators.different
      guard isExcluding || clause["operator"]?.text == operators.equal, let name = clause[property]?.text,
        let value = clause["value"]?.text
      else { return nil }
      let path = ImportedMeter.path(name)
      if isExcluding, let index = conditions.firstIndex(where: { $0.path == path && $0.isExcluding }) {
        conditions[index].values.append(value)
      } else {
        conditions.append(.init(path: path, values: [value], isExcluding: isExcluding))
      }
    }
    return conditions
  }

  /// The objects in use, without those of other catalogs, which are left out.
  ///
  /// - Parameter metadata: the member with the marks.
  mutating func own(
    _ objects: some Sequence<AccountState.Object>, _ noun: String, in metadata: String = "metadata"
  ) -> [AccountState.Object] {
    objects.filter { object in
      if object.isArchived { return false }
      guard let id = object.json[metadata]?.filledText("catalogId"), id != catalogID else { return true }
      omit(noun, object, because: "it belongs to another catalog, `\(id)`")
      return false
    }
  }
}

/// The value that occurs most often.
func mostCommon<Value: Hashable & Comparable>(_ values: some Sequence<Value>) -> Value? {
  var counts: [Value: Int] = [:]
  for value in values { counts[value, default: 0] += 1 }
  return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
}
