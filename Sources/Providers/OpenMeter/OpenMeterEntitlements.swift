import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// What the customer of a plan or an add-on is entitled to, as bodies of `POST /api/v2/customers/{customer}/entitlements`.
package enum OpenMeterEntitlements {
  /// One element of the section `entitlements`, for a plan or an add-on.
  package static func entry(for item: Item, in catalog: Catalog) -> JSON {
    entry(for: item, Lowering(catalog, provider: .openmeter))
  }

  static func addSection(to lowering: inout Lowering) {
    let items = lowering.catalog.items.filter { $0.kind != .topup }
    var entries = lowering.artifact.emptySection
    for item in items {
      check(item, &lowering)
      entries.append(entry(for: item, lowering))
    }
    lowering.artifact.sections.append(.init("entitlements", entries))
  }

  private static func entry(for item: Item, _ lowering: Lowering) -> JSON {
    .fields([
      "kind": .string(item.kind.rawValue),
      item.kind.idField: .string(item.header.id),
      "key": .string(item.header.key),
      "entitlements": .array(item.entitlements.filter(\.isGranted).map { body($0, of: item, lowering) }),
    ])
  }

  private static func check(_ item: Item, _ lowering: inout Lowering) {
    for entitlement in item.entitlements {
      switch entitlement.value {
      case .metered(let allowance): OpenMeterChecks.checkAmount(allowance.amount, at: entitlement.place, &lowering)
      case .static(let config) where !isObject(config):
        lowering.report(
          .openmeterStaticConfig, "OpenMeter's configurations are JSON objects: the text is sent as 'value' of one",
          at: entitlement.place)
      default: break
      }
    }
  }

  // MARK: Bodies

  /// - Parameter start: when the subscription starts, where there is one: usage is measured, and periods are counted, from
  /// then.
  /// - Parameter extra: more metadata, which wins over the catalog's.
  /// - Parameter quantity: how many of the item the customer has: an allowance is that many times as large.
  static func body(
    _ entitlement: Entitlement, of item: Item, _ lowering: Lowering, start: JSON? = nil, extra: [JSON.Member] = [],
    quantity: Int64 = 1
  ) -> JSON {
    let feature = lowering.catalog.features[entitlement.feature].header
    let metadata = lowering.openmeterMetadata(
      entitlement.metadata,
      [.init(item.kind.idField, .string(item.header.id)), .init("catalogFeatureId", .string(feature.id))] + extra)
    switch entitlement.value {
    // To have the entitlement is to have access: the body has no word for it.
    case .boolean:
      return .fields(["featureKey": .string(feature.key), "type": "boolean", "metadata": metadata])
    case .static(let text):
      return .fields([
        "featureKey": .string(feature.key), "type": "static", "config": .string(config(text)), "metadata": metadata,
      ])
    case .metered(let allowance):
      return .fields([
        "featureKey": .string(feature.key),
        "type": "metered",
        "issue": ["amount": .number(allowance.amount.multiplied(by: quantity))],
        "usagePeriod": .fields(["interval": OpenMeterFormat.interval(allowance.reset), "anchor": start]),
        "measureUsageFrom": start,
        "isSoftLimit": allowance.isSoftLimit.map(JSON.bool),
        "preserveOverageAtReset": allowance.preserveOverageAtReset.map(JSON.bool),
        "metadata": metadata,
      ])
    }
  }

  /// A configuration as the text of a JSON object, which is what OpenMeter takes (EntitlementStaticCreateInputs): itself
  /// where it is one, else wrapped into one.
  static func config(_ text: String) -> String {
    isObject(text) ? text : JSON.object([.init("value", .string(text))]).compact
  }

  private static func isObject(_ text: String) -> Bool {
    let source = SourceText(name: "config", bytes: Array(text.utf8))
    guard source.byteOrderMarkLength == 0 else { return false }
    let (tree, isComplete, findings) = JSONReader.read(source)
    return isComplete && findings.isEmpty && !tree.isEmpty && tree.kind(.root) == .object
  }
}
