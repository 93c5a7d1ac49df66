import Catalog
import Diagnostics
import Foundations
import JSONText
import Syntax

/// Counts the events that usage prices charge.
struct DodoMeter {
  let request: String
  /// The id of the existing meter, which is used, not changed; nil for a new one.
  let existing: String?
  /// Also the unit of measurement, which Dodo requires and a catalog does not have.
  let name: String
  let description: String?
  let event: String
  let aggregation: JSON
  /// Nil if all events of the name count.
  let filter: JSON?

  /// The meter's id in the body of another request.
  var reference: JSON { existing.map(JSON.string) ?? .ref(request) }
}

/// The meters that usage prices need. Reports those that Dodo cannot have.
///
/// Sources: the Python SDK dodopayments 1.123.0, `meter_create_params`; Dodo's OpenAPI description 1.53.2, `FilterType`.
struct DodoMeters {
  /// The conditions in one list of a filter.
  private static let mostClauses = 10
  /// The characters in the name of a property.
  private static let longestProperty = 100

  private let catalog: Catalog
  /// By request. The value is nil for a meter that Dodo does not support.
  private var known: [ScalarString: DodoMeter?] = [:]
  private var names = NameClaims()

  init(_ catalog: Catalog) { self.catalog = catalog }

  /// The meter of a feature with one; nil, reported once, if Dodo cannot have it. Features that count the same events share a
  /// meter.
  mutating func meter(of feature: Feature, _ findings: inout Findings) -> DodoMeter? {
    guard let meter = feature.meter.map({ catalog.meters[$0] }) else { return nil }
    let request = feature.meterRequest(meter)
    if let known = known[ScalarString(request)] { return known }
    let new = newMeter(request, meter, of: feature, &findings)
    known.updateValue(new, forKey: ScalarString(request))
    return new
  }

  private mutating func newMeter(
    _ request: String, _ meter: Meter, of feature: Feature, _ findings: inout Findings
  ) -> DodoMeter? {
    let aggregation = aggregation(meter, &findings)
    let filter = filter(feature, meter, &findings)
    guard let aggregation, feature.filters.isEmpty || filter != nil else { return nil }
    let owner = feature.meterOwner(meter)
    if !meter.header.metadata.isEmpty {
      findings.report(
        .metadataNotSent, "Dodo Payments meters have no metadata; `metadata` is ignored", at: meter.header.place["metadata"])
    }
    // Meters have no metadata and are found by these.
    let identity = JSON.array([.string(owner.name), .string(meter.eventType), filter ?? .null])
    let existing = feature.meterID(meter, at: "dodo")
    if existing == nil, let other = names.claim(identity.compact, at: .nameOf(owner)) {
      findings.report(
        .nameTaken, "duplicate Dodo Payments meter name \(quoted(owner.name)); later runs may confuse the two",
        at: .nameOf(owner), help: "rename one of them", related: [.init("first used here", at: other)])
    }
    return DodoMeter(
      request: request, existing: existing, name: owner.name, description: owner.description.flatMap { $0.isEmpty ? nil : $0 },
      event: meter.eventType, aggregation: aggregation, filter: filter)
  }

  private func aggregation(_ meter: Meter, _ findings: inout Findings) -> JSON? {
    let place = meter.header.place
    let function: String
    switch meter.aggregation {
    case .count:
      findings.reportCountValue(of: meter)
      return ["type": "count"]
    case .sum: function = "sum"
    case .max: function = "max"
    case .latest: function = "last"
    case .min, .avg, .uniqueCount:
      findings.report(
        .aggregationUnsupported,
        "Dodo Payments meters do not support aggregation `\(meter.aggregation.rawValue)`; "
          + "usage prices of \(quoted(meter.header.id)) are not for sale",
        at: place["aggregation"], help: "use \(Phrase.words([Meter.Aggregation.sum, .count, .max, .latest]))")
      return nil
    }
    guard let path = meter.valueProperty, let property = property(path, at: place["valueProperty"], &findings) else { return nil }
    return ["type": .string(function), "key": .string(property)]
  }

  /// Nil without filters, and if Dodo cannot have them.
  private func filter(_ feature: Feature, _ meter: Meter, _ findings: inout Findings) -> JSON? {
    let filters = feature.filters
    let place = feature.header.place["where"]
    guard let most = ([filters.count] + filters.map(\.values.count)).max(), most <= Self.mostClauses else {
      findings.report(
        .chargeUnsupported,
        "Dodo Payments allows \(Self.mostClauses) conditions in a filter; "
          + "usage prices of \(quoted(feature.header.id)) are not for sale",
        at: place)
      return nil
    }
    var lists: [JSON] = []
    for filter in filters {
      guard let dimension = meter.groupBy.first(where: { $0.name.hasSameScalars(as: filter.group) }),
        let property = property(dimension.path, at: meter.header.place["groupBy", dimension.name], &findings)
      else { return nil }
      lists.append(filter.conditions(on: property))
    }
    if lists.count > 1 { return ["conjunction": "and", "clauses": .array(lists)] }
    return lists.first
  }

  private func property(_ path: String, at place: Place, _ findings: inout Findings) -> String? {
    if let property = eventProperty(at: path), property.unicodeScalars.count <= Self.longestProperty { return property }
    findings.report(
      .dodoValueProperty,
      "Dodo Payments reads only top-level event properties of up to \(Self.longestProperty) characters; "
        + "usage prices of this meter are not for sale",
      at: place, help: "put the value into a top-level property of the event, such as `$.value`")
    return nil
  }
}

extension MeterFilter {
  /// An event passes if its property is one of the values, or none of them.
  fileprivate func conditions(on property: String) -> JSON {
    let clauses: [JSON] = values.map { value in
      ["key": .string(property), "operator": isExcluding ? "not_equals" : "equals", "value": .string(value)]
    }
    return ["conjunction": isExcluding || values.count == 1 ? "and" : "or", "clauses": .array(clauses)]
  }
}
