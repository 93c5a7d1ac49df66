import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// POST /v1/features.create, once for each feature of the catalog.
enum AutumnFeatures {
  /// - Returns: the features that a request makes, by index. What refers to another one is not sent either.
  static func add(to lowering: inout Lowering) -> Set<Int> {
    let catalog = lowering.catalog
    var made: Set<Int> = []
    for (index, feature) in catalog.features.enumerated() {
      let header = feature.header
      report(feature, &lowering)
      guard AutumnID.isValid(header.key) else {
        let better = AutumnID.snakeCase(header.key)
        lowering.report(
          .autumnFeatureID,
          "Autumn's ids have letters, digits, '_' and '-' only: the feature is not sent, nor what refers to it",
          at: .keyOf(header), help: better.isEmpty ? nil : "write \"key\": \"\(better)\"")
        continue
      }
      made.insert(index)
      lowering.artifact.setup.append(request(feature, catalog))
    }
    return made
  }

  private static func request(_ feature: Feature, _ catalog: Catalog) -> Request {
    let header = feature.header
    let isMetered = feature.kind == .metered
    // Autumn has no type for a setting: who has it is a switch, and what it is set to is metadata of the plan.
    let type: JSON = isMetered ? "metered" : "boolean"
    // Allowances of a catalog are used up and come back; what is held, as seats are, would be `false`.
    let consumable: JSON? = isMetered ? true : nil
    let meter = feature.meter.map { catalog.meters[$0] }.flatMap { sums($0) ? $0 : nil }
    // The type of a feature in use is final: one that was found with another type is not this one.
    let match = JSON.fields(["id": .string(header.key), "type": type, "consumable": consumable])
    return Request(
      Request.id("features", header.id), .post, "/v1/features.create",
      lookup: .init("/v1/features.list", method: .post, match: match),
      body: .fields([
        "feature_id": .string(header.key), "name": .string(header.name), "type": type, "consumable": consumable,
        "event_names": meter.map { [.string($0.eventType)] },
      ]))
  }

  /// Usage is a number that is added up (POST /v1/balances.track), and 1 where an event names none.
  static func sums(_ meter: Meter) -> Bool { meter.aggregation == .sum || meter.aggregation == .count }

  private static func report(_ feature: Feature, _ lowering: inout Lowering) {
    let header = feature.header
    let place = header.place
    if feature.kind == .static {
      lowering.report(
        .autumnStaticFeature,
        "Autumn has no settings: \(quoted(header.id)) is sent as a boolean feature, its values as metadata of the plans",
        at: place["type"])
    }
    if header.description != nil {
      lowering.report(
        .autumnDescription, "Autumn's features have no description: this one is not sent", at: place["description"])
    }
    if !header.metadata.isEmpty {
      lowering.report(
        .autumnMetadata, "Autumn's features have no metadata: this is not sent", at: place["metadata"])
    }
  }
}
