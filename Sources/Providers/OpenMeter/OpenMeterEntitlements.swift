import Catalog
import CatalogDiff
import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Syntax

/// Entitlements, as request bodies of `POST /api/v2/customers/{customer}/entitlements`.
package enum OpenMeterEntitlements {
  /// The element of the section `entitlements` for a plan or add-on.
  package static func entry(for item: Item, in catalog: Catalog) -> JSON {
    let input = LoweringInput(catalog, .openmeter)
    return entry(item, item.entitlements.filter(\.isGranted).map { OpenMeterEntitlement($0, of: item, input) })
  }

  static func entry(_ item: Item, _ entitlements: [OpenMeterEntitlement]) -> JSON {
    .fields([
      "kind": .string(item.kind.rawValue),
      item.kind.idField: .string(item.header.id),
      "key": .string(item.header.key),
      "entitlements": .array(entitlements.map { $0.body() }),
    ])
  }

  /// A static value as the text of a JSON object, as OpenMeter requires (EntitlementStaticCreateInputs). Any other text is
  /// wrapped in one.
  static func config(_ text: String) -> String {
    isObject(text) ? text : JSON.object([.init("value", .string(text))]).compact
  }

  static func isObject(_ text: String) -> Bool {
    let source = SourceText(name: "config", bytes: Array(text.utf8))
    guard source.byteOrderMarkLength == 0 else { return false }
    let (tree, isComplete, findings) = JSONReader.read(source)
    return isComplete && findings.isEmpty && !tree.isEmpty && tree.kind(.root) == .object
  }

  /// The form of `usagePeriod.interval` and `recurrence.interval` (RecurringPeriodIntervalEnum).
  static func interval(_ period: Period) -> JSON { .string(period.rawValue.uppercased()) }
}

/// The entitlement of a plan or add-on to one feature.
package struct OpenMeterEntitlement {
  let entitlement: Entitlement
  let item: Item
  package let feature: Header
  package var metadata: [JSON.Member] = []

  init(_ entitlement: Entitlement, of item: Item, in catalog: Catalog) {
    self.entitlement = entitlement
    self.item = item
    feature = catalog.features[entitlement.feature].header
  }

  /// Includes the catalog's metadata.
  package init(_ entitlement: Entitlement, of item: Item, _ input: LoweringInput) {
    self.init(entitlement, of: item, in: input.catalog)
    metadata = input.openmeterMetadata([entitlement.metadata, origin])
  }

  /// The metadata entries that distinguish it from the entitlements of other items.
  package var origin: [JSON.Member] {
    [.init(item.kind.idField, .string(item.header.id)), .init("catalogFeatureId", .string(feature.id))]
  }

  var isAccess: Bool {
    if case .boolean = entitlement.value { true } else { false }
  }

  /// - Parameter start: the start of the subscription, from which usage is measured and periods are counted; nil without one.
  /// - Parameter extra: additional metadata, which overrides the catalog's.
  /// - Parameter quantity: the quantity of the item, by which an allowance is multiplied.
  package func body(start: JSON? = nil, adding extra: [JSON.Member] = [], quantity: Int64 = 1) -> JSON {
    let key = JSON.string(feature.key)
    let metadata = JSON.object(metadata.replacing(extra))
    switch entitlement.value {
    // The entitlement itself means access; the body has no field for it.
    case .boolean: return ["featureKey": key, "type": "boolean", "metadata": metadata]
    case .static(let text):
      return [
        "featureKey": key, "type": "static", "config": .string(OpenMeterEntitlements.config(text)), "metadata": metadata,
      ]
    case .metered(let allowance):
      return .fields([
        "featureKey": key,
        "type": "metered",
        "issue": ["amount": .number(allowance.amount.multiplied(by: quantity))],
        "usagePeriod": .fields(["interval": OpenMeterEntitlements.interval(allowance.reset), "anchor": start]),
        "measureUsageFrom": start,
        "isSoftLimit": allowance.isSoftLimit.map(JSON.bool),
        "preserveOverageAtReset": allowance.preserveOverageAtReset.map(JSON.bool),
        "metadata": metadata,
      ])
    }
  }
}

extension LoweringInput {
  /// Metadata with string values, as OpenMeter requires. Each list overrides those before it, and all override the settings.
  func openmeterMetadata(_ lists: [[JSON.Member]]) -> [JSON.Member] {
    merged([settings.metadata] + lists).map { JSON.Member($0.name, .string(metadataText($0.value))) }
  }
}

extension [JSON.Member] {
  /// Replaces members of the same names; the new members come last.
  package func replacing(_ others: [JSON.Member]) -> [JSON.Member] {
    filter { member in !others.contains { $0.name.hasSameScalars(as: member.name) } } + others
  }
}
