import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// Meters and features: the sections of that name, and the requests that make them.
enum OpenMeterMeters {
  static func add(to lowering: inout Lowering) {
    let catalog = lowering.catalog
    var meters = lowering.artifact.emptySection
    for meter in catalog.meters {
      let body = body(meter, &lowering)
      meters.append(body)
      // What a meter counts is final (MeterUpdate): one that counts otherwise must not be taken for this one.
      let match = JSON.fields([
        "aggregation": body["aggregation"], "eventType": body["eventType"], "valueProperty": body["valueProperty"],
      ])
      lowering.artifact.setup.append(
        Request(
          Request.id("meters", meter.header.id), .post, "/api/v1/meters",
          lookup: .init("/api/v1/meters/\(pathSegment(meter.header.key))", match: match), body: body))
    }

    let used = usedFeatures(catalog)
    var features = lowering.artifact.emptySection
    for (index, feature) in catalog.features.enumerated() {
      let body = body(feature, isUsed: used.contains(index), &lowering)
      features.append(body)
      lowering.artifact.setup.append(
        Request(
          Request.id("features", feature.header.id), .post, "/api/v1/features",
          // The path takes a key as well as an id (openmeter/productcatalog/feature/connector.go, GetFeature).
          lookup: .init(
            "/api/v1/features/\(pathSegment(feature.header.key))", match: body["meterSlug"].map { ["meterSlug": $0] }),
          body: body))
    }
    lowering.artifact.sections += [.init("meters", meters), .init("features", features)]
  }

  // MARK: Meters

  private static func body(_ meter: Meter, _ lowering: inout Lowering) -> JSON {
    let header = meter.header
    let place = header.place
    let valueProperty = valueProperty(of: meter, &lowering)
    var dimensions: [JSON.Member] = []
    for dimension in meter.groupBy {
      guard isGroupName(dimension.name) else {
        lowering.report(
          .openmeterGroupByName,
          "the group \(quoted(dimension.name)) is left out: a name has letters, digits and '_', and no digit in front",
          at: place["groupBy", dimension.name].name, help: suggestion(forGroup: dimension.name))
        continue
      }
      let path = jsonPath(dimension.path, at: place["groupBy", dimension.name], &lowering)
      if path == valueProperty {
        lowering.report(
          .openmeterGroupByValue,
          "the group \(quoted(dimension.name)) is left out: the meter reads its value from that path",
          at: place["groupBy", dimension.name])
        continue
      }
      dimensions.append(.init(dimension.name, .string(path)))
    }
    return .fields([
      "slug": .string(header.key),
      "name": .string(
        lowering.limited(
          header.name, to: OpenMeterFormat.nameLength, .openmeterTextLength, "the name", at: .nameOf(header))),
      "description": lowering.openmeterDescription(header),
      "aggregation": .string(meter.aggregation.rawValue.uppercased()),
      "eventType": .string(meter.eventType),
      "valueProperty": valueProperty.map(JSON.string),
      "groupBy": dimensions.isEmpty ? nil : .object(dimensions),
      "metadata": lowering.openmeterMetadata(header.metadata, [.init("catalogMeterId", .string(header.id))]),
    ])
  }

  private static func valueProperty(of meter: Meter, _ lowering: inout Lowering) -> String? {
    guard let path = meter.valueProperty else { return nil }
    let place = meter.header.place["valueProperty"]
    if !meter.aggregation.needsValue {
      lowering.report(
        .openmeterCountValue, "a meter that counts events reads no value: 'valueProperty' is not sent", at: place,
        help: "leave it out, or make the aggregation 'sum'")
      return nil
    }
    return jsonPath(path, at: place, &lowering)
  }

  /// A path with `$` in front, as openmeter/meter/meter.go demands.
  private static func jsonPath(_ text: String, at place: Place, _ lowering: inout Lowering) -> String {
    let first = text.utf8.first
    if first == UInt8(ascii: "$") { return text }
    let path = (first == UInt8(ascii: "[") || first == UInt8(ascii: ".") ? "$" : "$.") + text
    lowering.report(
      .openmeterJSONPath, "a JSONPath begins with '$': \(quoted(text)) is sent as \(quoted(path))", at: place,
      help: "write \(quoted(path))")
    return path
  }

  /// `^[a-zA-Z_][0-9a-zA-Z_]*$` (openmeter/meter/meter.go, groupByKeyRegExp).
  private static func isGroupName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
    return name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }

  private static func suggestion(forGroup name: String) -> String? {
    let suggested = OpenMeterKey.snakeCase(name)
    return isGroupName(suggested) ? "write '\(suggested)'" : nil
  }

  // MARK: Features

  private static func body(_ feature: Feature, isUsed: Bool, _ lowering: inout Lowering) -> JSON {
    let header = feature.header
    if let description = header.description, !description.isEmpty {
      lowering.report(
        .openmeterFeatureDescription, "OpenMeter's features have no description: it is not sent",
        at: header.place["description"])
    }
    return .fields([
      "key": .string(header.key),
      "name": .string(header.name),
      "metadata": lowering.openmeterMetadata(header.metadata, [.init("catalogFeatureId", .string(header.id))]),
      "meterSlug": meterSlug(of: feature, isUsed: isUsed, &lowering).map(JSON.string),
    ])
  }

  private static func meterSlug(of feature: Feature, isUsed: Bool, _ lowering: inout Lowering) -> String? {
    let header = feature.header
    guard let index = feature.meter else {
      if feature.kind == .metered, isUsed {
        lowering.report(
          .openmeterFeatureMeter,
          "\(quoted(header.id)) names no meter, and OpenMeter keeps no balance for a feature without one",
          at: header.place.name, help: "name the meter that counts its usage: \"meter\": …")
      }
      return nil
    }
    let meter = lowering.catalog.meters[index]
    switch meter.aggregation {
    case .sum, .count, .uniqueCount, .latest: return meter.header.key
    // Source: openmeter/productcatalog/feature/connector.go, validMeterAggregations.
    case .avg, .min, .max:
      lowering.report(
        .openmeterFeatureAggregation,
        "OpenMeter keeps no balance of '\(meter.aggregation.rawValue)': the feature is sent without its meter",
        at: header.place["meter"],
        related: [.init("the meter's aggregation", at: meter.header.place["aggregation"])])
      return nil
    }
  }

  /// The features that somebody can have, by index.
  private static func usedFeatures(_ catalog: Catalog) -> Set<Int> {
    var used: Set<Int> = []
    for plan in catalog.plans { used.formUnion(plan.entitlements.filter(\.isGranted).map(\.feature)) }
    for addon in catalog.addons { used.formUnion(addon.entitlements.filter(\.isGranted).map(\.feature)) }
    used.formUnion(catalog.topups.map(\.feature))
    return used
  }
}
