import Catalog
import Diagnostics
import Foundations
import JSONText
import Syntax

/// The meters that credits and usage prices need. Reports features that cannot have one.
///
/// Sources: server/polar/meter/schemas.py, filter.py and aggregation.py in polarsource/polar.
struct PolarMeters {
  /// What a Polar meter counts: the events of a meter, or those that pass the filters of one feature.
  private struct Key: Hashable {
    let meter: Int
    /// Nil for all events.
    let feature: Int?
  }

  private struct Definition {
    let name: String
    let filter: JSON
    let aggregation: JSON
  }

  private let input: LoweringInput
  /// The value is nil for a meter that Polar does not support.
  private var definitions: [Key: Definition?] = [:]
  /// By the index of the meter. The value is nil for an aggregation that Polar does not support.
  private var aggregations: [Int: JSON?] = [:]
  private var checkedFeatures: Set<Int> = []
  private var checkedBalances: Set<Int> = []
  private var needed: Set<Key> = []
  /// The ids of existing meters, by the requests that would create them.
  private var existing: [ScalarString: String] = [:]
  /// The first feature whose usage a meter counts.
  private var owners: [Key: Int] = [:]

  init(_ input: LoweringInput) { self.input = input }

  private var catalog: Catalog { input.catalog }

  /// The request that creates the meter of a feature; nil, reported once, if it has none.
  mutating func request(for index: Int, _ findings: inout Findings) -> String? {
    let feature = catalog.features[index]
    let isNew = checkedFeatures.insert(index).inserted
    guard let meter = feature.meter else {
      if isNew, !input.limits.unmetered.contains(index) {
        findings.report(
          .featureWithoutMeter,
          "\(quoted(feature.header.id)) has no meter, so Polar cannot track its balance or grant it",
          at: feature.header.place.name, help: "set `meter` to the meter that counts its usage")
      }
      return nil
    }
    let key = Key(meter: meter, feature: feature.isCountedApart ? index : nil)
    if isNew { checkOwner(of: key, index, &findings) }
    if key.feature == nil, let own = catalog.meters[meter].providerIds.first(where: { $0.provider == "polar" })?.id {
      return existingRequest(key, own, &findings)
    }
    if definitions[key] == nil { definitions[key] = .some(definition(key, &findings)) }
    guard let definition = definitions[key], definition != nil else { return nil }
    return id(key)
  }

  /// The request of an existing meter, which is not sent; nil, reported, if the id is malformed.
  private mutating func existingRequest(_ key: Key, _ own: String, _ findings: inout Findings) -> String? {
    aggregations.updateValue(nil, forKey: key.meter)
    guard PolarText.isUUID(own) else {
      findings.report(
        .idMalformed, "\(quoted(own)) is not a valid Polar id; the meter and all its credits are skipped",
        at: catalog.meters[key.meter].header.place["providerIds", "polar"], help: "Polar ids are version 4 UUIDs")
      return nil
    }
    let request = id(key)
    existing[ScalarString(request)] = own.lowercased()
    return request
  }

  /// The meter's id in the body of another request.
  func reference(_ request: String) -> JSON { existing[ScalarString(request)].map(JSON.string) ?? .ref(request) }

  /// Marks the meter of the feature as needed by a credit or a usage price.
  mutating func need(for index: Int) {
    let feature = catalog.features[index]
    if let meter = feature.meter { needed.insert(Key(meter: meter, feature: feature.isCountedApart ? index : nil)) }
  }

  /// Whether anything for sale uses the meter, even if Polar cannot credit it.
  func isUsed(_ meter: Int) -> Bool { aggregations[meter] != nil }

  /// Whether credits can be subtracted from the usage of a feature with a meter.
  func hasBalance(_ index: Int) -> Bool {
    switch catalog.features[index].meter.map({ catalog.meters[$0].aggregation }) {
    case .sum, .count, .latest, nil: true
    case .min, .max, .avg, .uniqueCount: false
    }
  }

  /// Reports, once, a feature that is credited although its usage is not a running total.
  mutating func checkBalance(of index: Int, _ findings: inout Findings) {
    guard let meter = catalog.features[index].meter, !hasBalance(index), checkedBalances.insert(index).inserted else { return }
    let (header, aggregation) = (catalog.meters[meter].header, catalog.meters[meter].aggregation.rawValue)
    findings.report(
      .balanceAggregationUnsupported,
      "Polar cannot track a balance for `\(aggregation)` meters; customers get a meaningless number",
      at: catalog.features[index].header.place["meter"], help: "use \(Phrase.words([Meter.Aggregation.sum, .count]))",
      related: [.init("the meter's aggregation", at: header.place["aggregation"])])
  }

  /// All meters that are needed, in the order of the catalog.
  func offers(_ metadata: inout LayeredMetadata, _ findings: inout Findings) -> [PolarOffers.Meter] {
    needed.sorted { ($0.meter, $0.feature ?? -1) < ($1.meter, $1.feature ?? -1) }.compactMap { key in
      guard let known = definitions[key], let definition = known else { return nil }
      let meter = catalog.meters[key.meter]
      var layers: [LayeredMetadata.Layer] = [.settings(input.settings), .meter(meter)]
      var compiler = JSON.Member("catalogMeterId", .string(meter.header.id))
      // The meter's id alone would not tell the meters of several features apart.
      if let feature = key.feature.map({ catalog.features[$0] }) {
        // The meter of a pool has the pool's header.
        layers = (feature.isPool ? [.settings(input.settings)] : layers) + [.feature(feature)]
        compiler = JSON.Member("catalogFeatureId", .string(feature.header.id))
      }
      return PolarOffers.Meter(
        request: id(key), name: definition.name, filter: definition.filter, aggregation: definition.aggregation,
        identity: compiler.name,
        metadata: .object(
          metadata.members(layers, compiler: input.mark + [compiler], owner: meter.header.place.name, &findings)))
    }
  }

  private func id(_ key: Key) -> String {
    let meter = catalog.meters[key.meter].header.id
    guard let feature = key.feature else { return Request.id("meters", meter) }
    return Request.id("meters", meter, catalog.features[feature].header.id)
  }

  private mutating func checkOwner(of key: Key, _ index: Int, _ findings: inout Findings) {
    guard let first = owners[key] else {
      owners[key] = index
      return
    }
    let header = catalog.features[first].header
    findings.report(
      .polarSharedMeter, "Polar keeps one balance per meter; usage of this feature also spends that of \(quoted(header.id))",
      at: catalog.features[index].header.place["meter"], help: "give each feature its own meter",
      related: [.init("the other feature", at: header.place.name)])
  }

  // MARK: Definitions

  private mutating func definition(_ key: Key, _ findings: inout Findings) -> Definition? {
    let meter = catalog.meters[key.meter]
    if aggregations[key.meter] == nil { aggregations[key.meter] = .some(checkedAggregation(of: key.meter, &findings)) }
    let name = name(key.feature.map { catalog.features[$0].header } ?? meter.header, &findings)
    var clauses: [JSON]? = []
    if let feature = key.feature { clauses = self.clauses(of: catalog.features[feature], meter, &findings) }
    guard let known = aggregations[key.meter], let aggregation = known, let name, let clauses else { return nil }
    return Definition(
      name: name,
      filter: [
        "conjunction": "and", "clauses": .array([Self.clause("name", "eq", meter.eventType)] + clauses),
      ], aggregation: aggregation)
  }

  /// The aggregation of a meter, with findings about all that does not depend on a feature; nil if Polar cannot have it.
  private func checkedAggregation(of index: Int, _ findings: inout Findings) -> JSON? {
    let meter = catalog.meters[index]
    let place = meter.header.place
    let isPool = catalog.features.contains { $0.isPool && $0.meter == index }
    if !isPool, let description = meter.header.description, !description.isEmpty {
      findings.report(.descriptionNotSent, "Polar meters have no description; `description` is ignored", at: place["description"])
    }
    let filtered = catalog.features.filter { $0.meter == index }.flatMap(\.filters)
    if !meter.groupBy.allSatisfy({ group in filtered.contains { $0.group.hasSameScalars(as: group.name) } }) {
      findings.report(
        .polarGroupBy, "Polar keeps one balance for all groups of a meter; `groupBy` is ignored", at: place["groupBy"])
    }
    let aggregation = aggregation(meter, &findings)
    let count = meter.eventType.unicodeScalars.count
    guard count > Self.longestEventName else { return aggregation }
    findings.report(
      .polarEventType, "Polar limits event types to \(Self.longestEventName) characters, found \(count); the meter is skipped",
      at: place["eventType"])
    return nil
  }

  private func name(_ header: Header, _ findings: inout Findings) -> String? {
    let name = PolarText.trimmed(header.name)
    let count = name.unicodeScalars.count
    guard PolarText.isName(name, input.limits.text, orElse: "the meter is skipped", at: .nameOf(header), &findings) else {
      return nil
    }
    if count > 60 {
      findings.report(
        .polarLongMeterName, "Polar prints the name on invoices, where about 60 characters fit, found \(count)",
        at: .nameOf(header), help: "shorten it")
    }
    return name
  }

  private func aggregation(_ meter: Meter, _ findings: inout Findings) -> JSON? {
    let place = meter.header.place
    let function: String
    switch meter.aggregation {
    case .count:
      findings.reportCountValue(of: meter)
      return ["func": "count"]
    case .latest:
      findings.report(
        .aggregationUnsupported,
        "Polar does not support aggregation `latest`; the meter and all its credits are skipped",
        at: place["aggregation"])
      return nil
    case .uniqueCount: function = "unique"
    case .sum, .min, .max, .avg: function = meter.aggregation.rawValue
    }
    guard let path = meter.valueProperty else { return nil }
    guard let property = Self.property(path) ?? Self.measured(path) else {
      findings.report(
        .polarValueProperty,
        "Polar reads only top-level properties of events; the meter and all its credits are skipped",
        at: place["valueProperty"], help: "put the value into a top-level property of the event, such as `$.value`")
      return nil
    }
    return ["func": .string(function), "property": .string(property)]
  }

  // MARK: Filters

  /// The longest value of a filter, in characters (server/polar/meter/filter.py).
  private static let longestValue = 1000

  /// The longest name of an event, in characters (Polar's OpenAPI description 2026-04, POST /v1/events/ingest).
  private static let longestEventName = 128

  /// The clauses that an event must pass to count for a feature; nil if Polar cannot filter by them.
  private func clauses(of feature: Feature, _ meter: Meter, _ findings: inout Findings) -> [JSON]? {
    var clauses: [JSON] = []
    var isComplete = true
    for filter in feature.filters {
      let place = feature.header.place["where", filter.group]
      guard let group = meter.groupBy.first(where: { $0.name.hasSameScalars(as: filter.group) }),
        let property = Self.filterProperty(group.path)
      else {
        findings.report(
          .polarWhere, "Polar cannot read \(quoted(filter.group)) from events; the feature and all its credits are skipped",
          at: place, help: "put the value into a top-level property of the event")
        isComplete = false
        continue
      }
      if let long = filter.values.first(where: { $0.isLonger(than: Self.longestValue) }) {
        findings.report(
          .polarWhere,
          "Polar limits filter values to \(Self.longestValue) characters, found \(long.unicodeScalars.count); "
            + "the feature and its credits are skipped",
          at: place)
        isComplete = false
        continue
      }
      let own = filter.values.map { Self.clause(property, filter.isExcluding ? "ne" : "eq", $0) }
      if filter.isExcluding {
        findings.report(
          .polarWhereNot, "Polar does not count events without \(quoted(filter.group)) for \(quoted(feature.header.id))",
          at: place, help: "send \(quoted(property)) with every event")
        clauses += own
      } else {
        clauses += own.count == 1 ? own : [["conjunction": "or", "clauses": .array(own)]]
      }
    }
    return isComplete ? clauses : nil
  }

  private static func clause(_ property: String, _ comparison: String, _ value: String) -> JSON {
    ["property": .string(property), "operator": .string(comparison), "value": .string(value)]
  }

  /// Unlike an aggregation, a filter can read nested properties: `$.usage.model` is `usage.model`.
  private static func filterProperty(_ path: String) -> String? {
    if let property = property(path) { return property }
    guard path.hasPrefix("$.") else { return nil }
    let steps = path.dropFirst(2).split(separator: ".", omittingEmptySubsequences: false)
    // Polar drops a leading `metadata`.
    guard steps.count > 1, steps.first != "metadata", steps.allSatisfy({ !$0.isEmpty && isPlain($0) }) else { return nil }
    return steps.joined(separator: ".")
  }

  // MARK: Properties

  /// The name of a top-level property of an event's metadata: `$.tokens`, `$['tokens']` or `tokens`.
  ///
  /// `name`, `source` and `timestamp` always mean the event's own fields, even if its metadata has such properties.
  private static func property(_ path: String) -> String? {
    eventProperty(at: path).flatMap { ["name", "source", "timestamp"].contains($0) ? nil : $0 }
  }

  /// The nested numbers that events of Polar have: `$._llm.total_tokens` is `_llm.total_tokens`.
  ///
  /// Source: Polar's OpenAPI description 2026-04, LLMMetadata and CostMetadata; server/polar/kit/metadata.py.
  private static func measured(_ path: String) -> String? {
    let known = [
      "_llm.input_tokens", "_llm.cached_input_tokens", "_llm.output_tokens", "_llm.total_tokens", "_cost.amount",
    ]
    return known.first { path == "$.\($0)" || path == $0 }
  }

  /// Whether a name has none of the characters that a path gives a meaning.
  private static func isPlain(_ name: some StringProtocol) -> Bool {
    !name.unicodeScalars.contains { #".[]'"*$@?()\"#.unicodeScalars.contains($0) || $0 == "\0" }
  }
}
