import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// The meters that credits need, and why there is none for some features.
///
/// Sources: server/polar/meter/schemas.py, filter.py and aggregation.py in polarsource/polar.
struct PolarMeters {
  private struct Body {
    let name: String
    let filter: JSON
    let aggregation: JSON
  }

  /// The bodies by the index of the meter: nil in it for a meter that Polar cannot have.
  private var bodies: [Int: Body?] = [:]
  private var checkedFeatures: Set<Int> = []
  /// Those that a credit needs, by index.
  private var needed: Set<Int> = []
  /// The first feature that counts its balance with a meter.
  private var owners: [Int: Int] = [:]

  /// The request that makes the meter of a feature; nil where there is none. Why is said once for each feature and meter.
  mutating func request(for index: Int, _ lowering: inout Lowering) -> String? {
    let feature = lowering.catalog.features[index]
    let isNew = checkedFeatures.insert(index).inserted
    guard let meter = feature.meter else {
      if isNew {
        lowering.report(
          .polarFeatureWithoutMeter,
          "\(quoted(feature.header.id)) names no meter, and Polar's credits are kept by one: they are not sent",
          at: feature.header.place.name, help: "name the meter that counts its usage: \"meter\": …")
      }
      return nil
    }
    if isNew { check(feature, index, meter, lowering.catalog, &lowering) }
    let header = lowering.catalog.meters[meter].header
    if bodies[meter] == nil { bodies[meter] = .some(body(lowering.catalog.meters[meter], &lowering)) }
    guard let body = bodies[meter], body != nil else { return nil }
    return Request.id("meters", header.id)
  }

  /// The meter of the feature is made: there is a credit for it.
  mutating func need(for index: Int, _ catalog: Catalog) {
    if let meter = catalog.features[index].meter { needed.insert(meter) }
  }

  /// Whether something was to be credited, be it that nothing could.
  func isUsed(_ meter: Int) -> Bool { bodies[meter] != nil }

  private mutating func check(
    _ feature: Feature, _ index: Int, _ meter: Int, _ catalog: Catalog, _ lowering: inout Lowering
  ) {
    let place = feature.header.place["meter"]
    if let first = owners[meter] {
      let header = catalog.features[first].header
      lowering.report(
        .polarSharedMeter,
        "\(quoted(header.id)) has the same meter, and Polar keeps one balance for each: the two are spent together",
        at: place, help: "give each feature a meter of its own",
        related: [.init("the other feature", at: header.place.name)])
    } else {
      owners[meter] = index
    }
    switch catalog.meters[meter].aggregation {
    case .sum, .count, .latest: break
    case .min, .max, .avg, .uniqueCount:
      lowering.report(
        .polarAggregationCredits,
        "credits are subtracted from what the meter says, and "
          + "'\(catalog.meters[meter].aggregation.rawValue)' does not add up",
        at: place, help: "count with 'sum' or 'count'",
        related: [.init("the meter's aggregation", at: catalog.meters[meter].header.place["aggregation"])])
    }
  }

  // MARK: Bodies

  private func body(_ meter: Meter, _ lowering: inout Lowering) -> Body? {
    let place = meter.header.place
    if let description = meter.header.description, !description.isEmpty {
      lowering.report(
        .polarDescription, "Polar's meters have no description: it is not sent", at: place["description"])
    }
    if !meter.groupBy.isEmpty {
      lowering.report(
        .polarGroupBy, "Polar's meters have no groups: one balance is kept for all of them", at: place["groupBy"])
    }
    let name = name(meter.header, &lowering)
    let aggregation = aggregation(meter, &lowering)
    let count = meter.eventType.unicodeScalars.count
    if count > 1000 {
      lowering.report(
        .polarEventType, "the event type has \(count) characters, and Polar takes 1000: the meter is not sent",
        at: place["eventType"])
    }
    guard let name, let aggregation, count <= 1000 else { return nil }
    return Body(
      name: name,
      filter: [
        "conjunction": "and", "clauses": [["property": "name", "operator": "eq", "value": .string(meter.eventType)]],
      ],
      aggregation: aggregation)
  }

  private func name(_ header: Header, _ lowering: inout Lowering) -> String? {
    let name = polarTrimmed(header.name)
    let count = name.unicodeScalars.count
    if count < 3 {
      lowering.report(
        .polarNameTooShort, "the name of a meter has at least 3 characters, \(quoted(name)) has fewer: it is not sent",
        at: .nameOf(header), help: "give it a longer name")
      return nil
    }
    if count > 60 {
      lowering.report(
        .polarLongMeterName, "Polar prints the name of the meter on invoices, and this one has \(count) characters",
        at: .nameOf(header))
    }
    return name
  }

  private func aggregation(_ meter: Meter, _ lowering: inout Lowering) -> JSON? {
    let place = meter.header.place
    let function: String
    switch meter.aggregation {
    case .count:
      if meter.valueProperty != nil {
        lowering.report(
          .polarCountValue, "a meter that counts events reads no value: 'valueProperty' is not sent",
          at: place["valueProperty"], help: "leave it out, or make the aggregation 'sum'")
      }
      return ["func": "count"]
    case .latest:
      lowering.report(
        .polarAggregation, "Polar has no aggregation 'latest': the meter is not sent, and no credit that it would keep",
        at: place["aggregation"])
      return nil
    case .uniqueCount: function = "unique"
    case .sum, .min, .max, .avg: function = meter.aggregation.rawValue
    }
    guard let path = meter.valueProperty else { return nil }
    guard let property = Self.property(path) else {
      lowering.report(
        .polarValueProperty,
        "Polar reads a plain property of the event, and \(quoted(path)) is none: the meter is not sent, "
          + "and no credit that it would keep",
        at: place["valueProperty"], help: "put the value into the event's own metadata, as in '$.value'")
      return nil
    }
    return ["func": .string(function), "property": .string(property)]
  }

  /// The name of a top-level property of an event's metadata: `$.tokens`, `$['tokens']` or `tokens`.
  ///
  /// `name`, `source` and `timestamp` are the event's own fields, whatever its metadata holds.
  static func property(_ path: String) -> String? {
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
    let isPlain = scalars.allSatisfy { scalar in
      switch scalar {
      case ".", "[", "]", "'", "\"", "*", "$", "@", "?", "(", ")", "\\", "\0": false
      default: true
      }
    }
    let property = String(scalars)
    return isPlain && !property.isEmpty && !["name", "source", "timestamp"].contains(property) ? property : nil
  }

  // MARK: Requests

  /// The requests of all meters that are needed, in the order of the file.
  func add(_ metadata: inout PolarMetadata, to lowering: inout Lowering) {
    for (index, meter) in lowering.catalog.meters.enumerated() {
      guard needed.contains(index), let known = bodies[index], let body = known else { continue }
      let header = meter.header
      let object = metadata.object(
        [.init(header.metadata, header.place, reserved: ReservedMetadata.meter)],
        compiler: [.init("catalogMeterId", .string(header.id))], owner: header.place.name, &lowering)
      let query = PolarMetadata.query(["catalogMeterId"], in: object, and: ["is_archived": false])
      lowering.artifact.setup.append(
        Request(
          Request.id("meters", header.id), .post, "/v1/meters/",
          // What a meter counts is final once it has billed: one that counts otherwise is another meter.
          lookup: query.map {
            .init("/v1/meters/", query: $0, match: ["filter": body.filter, "aggregation": body.aggregation])
          },
          body: .fields([
            "name": .string(body.name), "filter": body.filter, "aggregation": body.aggregation, "metadata": object,
            "organization_id": lowering.polarOrganization,
          ])))
    }
  }
}

extension Lowering {
  /// The organization of the options, where it is one that Polar can have.
  var polarOrganization: JSON? {
    settings.text("organizationId").flatMap { PolarProducts.isUUID($0) ? .string($0) : nil }
  }
}
