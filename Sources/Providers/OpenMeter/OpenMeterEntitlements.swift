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
      "catalogPriceId": item.variant.map(JSON.string),
      "key": .string(item.header.key),
      "entitlements": .array(entitlements.map { $0.body() }),
    ])
  }

  /// A static value as the text of a JSON object, as OpenMeter requires (EntitlementStaticCreateInputs). Any other value is
  /// wrapped in one.
  package static func config(_ setting: Setting) -> String {
    isObject(setting) ? setting.text : JSON.object([.init("value", setting.value)]).compact
  }

  /// Whether a value is an object, or a string with the text of one.
  static func isObject(_ setting: Setting) -> Bool {
    if case .object = setting.value { return true }
    guard case .string(let text) = setting.value else { return false }
    let source = SourceText(name: "config", bytes: Array(text.utf8))
    guard source.byteOrderMarkLength == 0 else { return false }
    let (tree, isComplete, findings) = JSONReader.read(source)
    return isComplete && findings.isEmpty && !tree.isEmpty && tree.kind(.root) == .object
  }

  /// How many times an amount of an item counts: in an add-on for each unit, in a plan once, unless the catalog says otherwise.
  package static func units(_ perUnit: Bool?, of item: Item, quantity: Int64) -> Int64 {
    perUnit ?? (item.kind != .plan) ? quantity : 1
  }

  /// Whether access continues when the allowance is used up.
  package static func isSoftLimit(_ allowance: Allowance) -> Bool { OpenMeterUsage.isSoftLimit(allowance) ?? false }

  /// The form of `usagePeriod.interval` and `recurrence.interval` (RecurringPeriodIntervalEnum).
  static func interval(_ period: Period) -> JSON { .string(period.rawValue.uppercased()) }
}

/// What OpenMeter keeps of an entitlement.
enum OpenMeterValue {
  case access
  /// The text of a JSON object.
  case config(String)
  /// - amount: issued at each reset, the maximum of usage with a price; nil if a grant issues it once.
  case balance(Allowance, amount: ExactDecimal?, Period)
  /// A balance that access does not depend on.
  case unlimited

  /// A limit is a static number, because a balance counts usage, not what is held.
  ///
  /// - Parameter kind: the type of the feature.
  init(_ value: Entitlement.Value, of kind: Feature.Kind, in item: Item) {
    switch value {
    case .boolean: self = .access
    case .static(let config): self = .config(OpenMeterEntitlements.config(config))
    case .limit(let limit): self = .config(JSON.fields(["value": .number(limit.amount)]).compact)
    case .unlimited:
      self = kind == .limit ? .config(JSON.fields(["value": "unlimited"]).compact) : .unlimited
    case .metered(let allowance):
      let period = allowance.reset(in: item).period
      self = .balance(allowance, amount: period.map { _ in OpenMeterUsage.issue(allowance) }, period ?? .month)
    }
  }
}

/// The entitlement of a plan or add-on to one feature.
package struct OpenMeterEntitlement {
  let entitlement: Entitlement
  let item: Item
  package let feature: Header
  let value: OpenMeterValue
  package var metadata: [JSON.Member] = []

  init(_ entitlement: Entitlement, of item: Item, in catalog: Catalog) {
    self.entitlement = entitlement
    self.item = item
    feature = catalog.features[entitlement.feature].header
    value = OpenMeterValue(entitlement.value, of: catalog.features[entitlement.feature].kind, in: item)
  }

  /// Includes the catalog's metadata.
  package init(_ entitlement: Entitlement, of item: Item, _ input: LoweringInput) {
    self.init(entitlement, of: item, in: input.catalog)
    metadata = input.openmeterMetadata([entitlement.metadata, input.mark + origin + terms])
  }

  /// The metadata entries that distinguish it from the entitlements of other items.
  package var origin: [JSON.Member] {
    let price = item.variant.flatMap { isOwnedByPrice ? JSON.Member("catalogPriceId", .string($0)) : nil }
    return [.init(item.kind.idField, .string(item.header.id))] + [price].compactMap(\.self)
      + [.init("catalogFeatureId", .string(feature.id))]
  }

  /// Whether it is one of a price's own entitlements, in place of the item's.
  package var isOwnedByPrice: Bool { item.isOwnedByPrice(entitlement.feature) }

  /// The metadata entry of every price's own entitlement, by which a lookup of the item's entitlement leaves them out.
  package var terms: [JSON.Member] { isOwnedByPrice ? Self.termsOfPrice : [] }
  package static let termsOfPrice: [JSON.Member] = [.init("catalogTerms", "price")]

  /// The id of a request for it, which names the price of a variant.
  package func request(_ kind: String) -> String {
    let parts = [kind, item.kind.rawValue, item.header.id] + [item.variant].compactMap(\.self) + [feature.id]
    return parts.map { Request.id($0) }.joined(separator: "/")
  }

  var isAccess: Bool {
    if case .access = value { true } else { false }
  }

  /// The allowance that a grant issues once; nil if there is none.
  package var once: Allowance? {
    if case .balance(let allowance, amount: nil, _) = value, !allowance.amount.isZero { allowance } else { nil }
  }

  /// - Parameter start: the start of the subscription, from which usage is measured and periods are counted; nil without one.
  /// - Parameter extra: additional metadata, which overrides the catalog's.
  /// - Parameter quantity: the quantity of the item, by which an allowance is multiplied.
  package func body(start: JSON? = nil, adding extra: [JSON.Member] = [], quantity: Int64 = 1) -> JSON {
    let key = JSON.string(feature.key)
    let metadata = JSON.object(metadata.replacing(extra))
    switch value {
    // The entitlement itself means access; the body has no field for it.
    case .access: return ["featureKey": key, "type": "boolean", "metadata": metadata]
    case .config(let text): return ["featureKey": key, "type": "static", "config": .string(text), "metadata": metadata]
    case .unlimited:
      return [
        "featureKey": key, "type": "metered",
        "usagePeriod": .fields(["interval": OpenMeterEntitlements.interval(.month), "anchor": start]), "isSoftLimit": true,
        "metadata": metadata,
      ]
    case .balance(let allowance, let amount, let period):
      return .fields([
        "featureKey": key,
        "type": "metered",
        "issue": amount.map { ["amount": .number($0.multiplied(by: quantity))] },
        "usagePeriod": .fields(["interval": OpenMeterEntitlements.interval(period), "anchor": start]),
        "measureUsageFrom": start,
        "isSoftLimit": OpenMeterUsage.isSoftLimit(allowance).map(JSON.bool),
        "preserveOverageAtReset": allowance.preserveOverageAtReset.map(JSON.bool),
        "metadata": metadata,
      ])
    }
  }
}

extension LoweringInput {
  /// Metadata with string values, as OpenMeter requires. Each list overrides those before it, and all override the settings.
  package func openmeterMetadata(_ lists: [[JSON.Member]]) -> [JSON.Member] {
    merged([settings.metadata] + lists).map { JSON.Member($0.name, .string(metadataText($0.value))) }
  }
}

extension [JSON.Member] {
  /// Replaces members of the same names; the new members come last.
  package func replacing(_ others: [JSON.Member]) -> [JSON.Member] {
    filter { member in !others.contains { $0.name.hasSameScalars(as: member.name) } } + others
  }
}
