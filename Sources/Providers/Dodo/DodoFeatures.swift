import Catalog
import Diagnostics
import Foundations
import JSONText
import Syntax

/// A boolean feature, which products grant to those who buy them.
struct DodoFeature {
  let request: String
  /// The id of the existing entitlement, which is used, not changed; nil for a new one.
  let existing: String?
  /// What the application asks for.
  let key: String
  let name: String
  let description: String?
  let metadata: JSON

  /// The entitlement's id in the body of another request.
  var reference: JSON { existing.map(JSON.string) ?? .ref(request) }
}

/// Sources: the Python SDK dodopayments 1.123.0, `entitlement_create_params` and `product_create_params`; dodo-docs,
/// features/entitlements/feature-flags.mdx (357eca6, 2026): subscriptions and one-time payments grant the features of their
/// product until they are canceled, on hold or refunded.
extension DodoLowering {
  /// The boolean features that a product grants. Reports those that your application must grant.
  mutating func features(of object: DodoObject, _ findings: inout Findings) -> [DodoFeature] {
    let granted = object.item.entitlements.filter { entitlement in
      if case .boolean(enabled: true) = entitlement.value { true } else { false }
    }
    let item = quoted(object.item.header.id)
    func leave(_ entitlements: some Sequence<Entitlement>, because reason: String, _ findings: inout Findings) {
      for entitlement in entitlements {
        let feature = quoted(catalog.features[entitlement.feature].header.id)
        findings.report(
          .featureNotSent, "\(reason); your application must grant \(feature) with \(item)", at: entitlement.place)
      }
    }
    if object.isAddon {
      leave(granted, because: "Dodo Payments add-ons grant no features", &findings)
      return []
    }
    let most = input.limits.featuresPerProduct ?? .max
    leave(
      granted.dropFirst(most), because: "Dodo Payments products grant at most \(most) features", &findings)
    return granted.prefix(most).map { entitlement in
      if !entitlement.metadata.isEmpty {
        findings.report(
          .metadataNotSent, "features have no metadata in Dodo Payments products; `metadata` is ignored",
          at: entitlement.place["metadata"])
      }
      return feature(entitlement.feature, &findings)
    }
  }

  private mutating func feature(_ index: Int, _ findings: inout Findings) -> DodoFeature {
    if let known = features[index] { return known }
    let feature = catalog.features[index]
    let header = feature.header
    let existing = feature.id(at: "dodo")
    let metadata =
      existing != nil
      ? []
      : metadata.members(
        [.settings(input.settings), .feature(feature)], compiler: input.mark + [.init("catalogFeatureId", .string(header.id))],
        owner: header.place, &findings)
    let own = DodoFeature(
      request: Request.id("features", header.id), existing: existing, key: header.key, name: header.name,
      description: header.description.flatMap { $0.isEmpty ? nil : $0 }, metadata: .object(metadata))
    features[index] = own
    return own
  }

  func request(for feature: DodoFeature) -> Request {
    let id = feature.metadata["catalogFeatureId"]
    let identity = id.map { JSON.fields(["catalogId": feature.metadata["catalogId"], "catalogFeatureId": $0]) }
    return Request(
      feature.request, .post, "/entitlements",
      // The id of a feature may be that of several entitlements.
      lookup: identity.map {
        .init(
          "/entitlements", query: [.init("integration_type", "feature_flag"), .init("page_size", 100)], match: ["metadata": $0])
      },
      body: .fields([
        "name": .string(feature.name),
        "description": feature.description.map(JSON.string),
        "integration_type": "feature_flag",
        "integration_config": ["feature_id": .string(feature.key), "feature_type": "boolean"],
        "metadata": feature.metadata,
      ]))
  }
}
