import Catalog
import Syntax

extension SwiftVocabulary {
  /// The words of a catalog: the types and labels of its fields.
  package static let catalog: SwiftVocabulary = {
    var objects: [String: [SwiftParameter]] = [:]
    var initializers: [String: [SwiftInitializer]] = [Feature.Kind.metered.rawValue: SwiftInitializer.metered]
    var words: [String: [(member: String, word: String)]] = [:]
    FieldType.catalog.addTypes(to: &objects, &initializers, &words)
    let entitlement = EntitlementField.allCases.filter { $0 != .type }.map {
      SwiftParameter($0.rawValue, $0.spec.type.swiftType)
    }
    for field in EntitlementField.allCases { field.spec.type.addTypes(to: &objects, &initializers, &words) }
    return SwiftVocabulary(
      objects: objects, initializers: initializers, entitlement: entitlement,
      entitlementCases: Feature.Kind.allCases.map { kind in
        let fields = EntitlementField.allCases.filter { $0.kinds.contains(FeatureKinds(kind)) }
        return (kind.rawValue, kind.literalField.rawValue, fields.map(\.rawValue))
      },
      entitlementWords: [Decoder.unlimited], words: words)
  }()
}

extension FieldType {
  /// The corresponding type in the library `BillingCatalog`.
  fileprivate var swiftType: SwiftType {
    switch self {
    case .object(let object): .named(object.swiftType)
    case .map(let entry, _), .perProvider(let entry): .map(entry.swiftType)
    case .entitlements: .map(.named("Entitlement"))
    case .list(let element, _): .list(element.swiftType)
    case .codes: .map(FieldType.codes.entry.swiftType)
    case .amounts: .map(.money)
    case .entitlement: .named("Entitlement")
    case .word(let words): .named(words.swiftType)
    case .currency, .time, .catalogID, .name, .text, .rule: .text
    case .amount, .positiveAmount, .percent: .named("Amount")
    case .duration: .duration
    case .money, .rate: .named("Money")
    case .filter: .filter
    case .integer: .integer
    case .flag: .bool
    case .metadata, .options: .metadata
    case .any: .named("MetadataValue")
    }
  }

  /// Adds the types used at this place and below it.
  fileprivate func addTypes(
    to objects: inout [String: [SwiftParameter]], _ initializers: inout [String: [SwiftInitializer]],
    _ words: inout [String: [(member: String, word: String)]]
  ) {
    switch self {
    case .object(let object):
      // `$schema` is for JSON editors, and not a valid label.
      let fields = object.fields.filter { !$0.name.hasPrefix("$") }
      objects[object.swiftType] = fields.map { SwiftParameter($0.name, $0.spec.type.swiftType) }
      if let alternatives = object.alternatives { initializers[object.swiftType] = alternatives.initializers }
      for field in fields { field.spec.type.addTypes(to: &objects, &initializers, &words) }
    case .map(let entry, _), .list(let entry, _), .perProvider(let entry): entry.addTypes(to: &objects, &initializers, &words)
    case .codes: entry.addTypes(to: &objects, &initializers, &words)
    case .duration:
      words["DiscountDuration"] = Discount.Duration.words.map { ($0, $0) }
    case .word(let type): words[type.swiftType] = type.known.map { (WordType.member(of: $0), $0) }
    case .entitlements, .entitlement, .currency, .amounts, .amount, .positiveAmount, .percent, .money, .rate, .time, .catalogID,
      .filter, .integer, .name, .text, .rule, .flag, .metadata, .options, .any:
      break
    }
  }
}

extension FieldAlternatives {
  /// The initializers of a library type with these fields.
  fileprivate var initializers: [SwiftInitializer] {
    switch self {
    case .tiered:
      [
        SwiftInitializer(requiring: [PriceField.amount], lacking: [.tiers, .mode]),
        SwiftInitializer(requiring: [PriceField.tiers, .mode], lacking: [.amount]),
      ]
    case .tieredUsage:
      [
        SwiftInitializer(requiring: [UsagePriceField.amount, .package], lacking: [.tiers, .mode, .per]),
        SwiftInitializer(requiring: [UsagePriceField.amount], lacking: [.tiers, .mode, .package]),
        SwiftInitializer(requiring: [UsagePriceField.tiers, .mode], lacking: [.amount, .package]),
      ]
    case .tier:
      [
        SwiftInitializer(requiring: [TierField.amount], lacking: []),
        SwiftInitializer(requiring: [TierField.flat], lacking: [.amount]),
      ]
    case .reduction:
      [
        SwiftInitializer(requiring: [DiscountField.percent], lacking: [.amounts]),
        SwiftInitializer(requiring: [DiscountField.amounts], lacking: [.percent]),
      ]
    case .pool:
      [
        SwiftInitializer(requiring: [FeatureField.costs], lacking: [.meter, .where]),
        SwiftInitializer(requiring: [FeatureField.type], lacking: [.costs]),
      ]
    case .offer: []
    }
  }
}

extension SwiftInitializer {
  /// The functions that create a metered entitlement.
  fileprivate static let metered = [
    SwiftInitializer(requiring: [EntitlementField.amount, .prices], lacking: [.isSoftLimit, .preserveOverageAtReset]),
    SwiftInitializer(requiring: [EntitlementField.amount], lacking: [.max, .prices]),
    SwiftInitializer(requiring: [EntitlementField.prices], lacking: [.amount, .isSoftLimit, .preserveOverageAtReset]),
  ]

  fileprivate init<Name: Field>(requiring required: [Name], lacking: [Name]) {
    self.init(requiring: required.map(\.rawValue), lacking: lacking.map(\.rawValue))
  }
}
