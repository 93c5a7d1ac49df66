import Catalog
import Diagnostics
import JSONText
import Syntax

/// The meters that credits need. Reports features that cannot have one.
///
/// Sources: server/polar/meter/schemas.py, filter.py and aggregation.py in polarsource/polar.
struct PolarMeters {
  private struct Definition {
    let name: String
    let aggregation: JSON
  }

  private let input: LoweringInput
  /// By the index of the meter. The value is nil for a meter that Polar does not support.
  private var definitions: [Int: Definition?] = [:]
  private var checkedFeatures: Set<Int> = []
  /// The meters that a credit needs, by index.
  private var needed: Set<Int> = []
  /// By meter: the first feature whose balance it counts.
  private var owners: [Int: Int] = [:]

  init(_ input: LoweringInput) { self.input = input }

  private var catalog: Catalog { input.catalog }

  /// The request that creates the meter of a feature; nil, reported once, if it has none.
  mutating func request(for index: Int, _ findings: inout Findings) -> String? {
    let feature = catalog.features[index]
    let isNew = checkedFeatures.insert(index).inserted
    guard let meter = feature.meter else {
      if isNew {
        findings.report(
          .featureWithoutMeter,
          "\(quoted(feature.header.id)) has no meter, so Polar cannot track its balance or grant it",
          at: feature.header.place.name, help: "set `meter` to the meter that counts its usage")
      }
      return nil
    }
    if isNew { check(feature, index, meter, &findings) }
    if definitions[meter] == nil { definitions[meter] = .some(definition(catalog.meters[meter], &findings)) }
    guard let definition = definitions[meter], definition != nil else { return nil }
    return Request.id("meters", catalog.meters[meter].header.id)
  }

  /// Marks the meter of the feature as needed by a credit.
  mutating func need(for index: Int) {
    if let meter = catalog.features[index].meter { needed.insert(meter) }
  }

  /// Whether anything for sale uses the meter, even if Polar cannot credit it.
  func isUsed(_ meter: Int) -> Bool { definitions[meter] != nil }

  /// All meters that are needed, in the order of the catalog.
  func offers(_ metadata: inout LayeredMetadata, _ findings: inout Findings) -> [PolarOffers.Meter] {
    catalog.meters.enumerated().compactMap { index, meter in
      guard needed.contains(index), let known = definitions[index], let definition = known else { return nil }
      let header = meter.header
      return PolarOffers.Meter(
        request: Request.id("meters", header.id), name: definition.name, eventType: meter.eventType,
        aggregation: definition.aggregation,
        metadata: .object(
          metadata.members(
            [.settings(input.settings), .meter(meter)], compiler: [.init("catalogMeterId", .string(header.id))],
            owner: header.place.name, &findings)))
    }
  }

  private mutating func check(_ feature: Feature, _ index: Int, _ meter: Int, _ findings: inout Findings) {
    let place = feature.header.place["meter"]
    if let first = owners[meter] {
      let header = catalog.features[first].header
      findings.report(
        .polarSharedMeter, "Polar keeps one balance per meter; usage of this feature also spends that of \(quoted(header.id))",
        at: place, help: "give each feature its own meter", related: [.init("the other feature", at: header.place.name)])
    } else {
      owners[meter] = index
    }
    let aggregation = catalog.meters[meter].aggregation
    switch aggregation {
    case .sum, .count, .latest: break
    case .min, .max, .avg, .uniqueCount:
      findings.report(
        .balanceAggregationUnsupported,
        "Polar cannot track a balance for `\(aggregation.rawValue)` meters; customers get a meaningless number", at: place,
        help: "use `sum` or `count`",
        related: [.init("the meter's aggregation", at: catalog.meters[meter].header.place["aggregation"])])
    }
  }

  // MARK: Definitions

  private func definition(_ meter: Meter, _ findings: inout Findings) -> Definition? {
    let place = meter.header.place
    if let description = meter.header.description, !description.isEmpty {
      findings.report(.descriptionNotSent, "Polar meters have no description; `description` is ignored", at: place["description"])
    }
    if !meter.groupBy.isEmpty {
      findings.report(
        .polarGroupBy, "Polar keeps one balance for all groups of a meter; `groupBy` is ignored", at: place["groupBy"])
    }
    let name = name(meter.header, &findings)
    let aggregation = aggregation(meter, &findings)
    let count = meter.eventType.unicodeScalars.count
    if count > 1000 {
      findings.report(
        .polarEventType, "Polar limits event types to 1000 characters, found \(count); the meter is skipped",
        at: place["eventType"])
    }
    guard let name, let aggregation, count <= 1000 else { return nil }
    return Definition(name: name, aggregation: aggregation)
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
      if meter.valueProperty != nil {
        findings.report(
          .countValueIgnored, "`count` does not read a value; `valueProperty` is ignored", at: place["valueProperty"],
          help: "remove it, or use `sum`")
      }
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
    guard let property = Self.property(path) else {
      findings.report(
        .polarValueProperty,
        "Polar reads only top-level properties of events; the meter and all its credits are skipped",
        at: place["valueProperty"], help: "put the value into a top-level property of the event, such as `$.value`")
      return nil
    }
    return ["func": .string(function), "property": .string(property)]
  }

  /// The name of a top-level property of an event's metadata: `$.tokens`, `$['tokens']` or `tokens`.
  ///
  /// `name`, `source` and `timestamp` always mean the event's own fields, even if its metadata has such properties.
  private static func property(_ path: String) -> String? {
    var scalars = Substring(path).unicodeScalars
    if scalars.first == "$" {
      scalars.removeFirst()
      if scalars.first == "." {
        scalars.removeFirst()
      } else if scalars.first != "[" {
        return nil
      }
    }
    if scalars.first == "[" {
      guard scalars.count > 4, let quote = scalars.dropFirst().first, quote == "'" || quote == "\"",
        scalars.last == "]", scalars.dropLast().last == quote
      else { return nil }
      scalars = scalars.dropFirst(2).dropLast(2)
    }
    let property = String(scalars)
    let isPlain = !scalars.contains { #".[]'"*$@?()\"#.unicodeScalars.contains($0) || $0 == "\0" }
    return isPlain && !property.isEmpty && !["name", "source", "timestamp"].contains(property) ? property : nil
  }
}
