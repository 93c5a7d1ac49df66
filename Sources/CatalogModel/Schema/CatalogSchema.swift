import JSONText

/// The JSON Schema (draft 2020-12) of a catalog in JSON, made of the declarations that the decoder reads by.
///
/// It refuses what the decoder refuses of one value, or of values that stand side by side in one object. Whatever depends on
/// another place of the file, or on its text, is for the compiler to find.
///
/// - Parameter providers: what the catalog may say about which provider.
package func catalogSchema(providers: [ProviderDeclaration]) -> JSON {
  let writer = SchemaWriter(providers: providers)
  let head = JSON.members([
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Billing catalog",
    "description": """
      What is sold: plans, add-ons and usage top-ups, for catalogc. The schema knows fields, types, words and bounds. What it \
      cannot know is for 'catalogc check': whether features, meters and plans that are named exist and are of the right type, \
      keys that stand twice, secrets, and what a provider cannot express.
      """,
  ])
  return .object(head + writer.members(of: .catalog, nil) + [.init("$defs", writer.definitions)])
}

private struct SchemaWriter {
  let providers: [ProviderDeclaration]

  /// The schema of what stands at a place.
  ///
  /// - Parameter provider: the one that the place belongs to.
  private func schema(of shape: Shape, _ provider: ProviderDeclaration? = nil) -> JSON {
    .object(members(of: shape, provider))
  }

  func members(of shape: Shape, _ provider: ProviderDeclaration?) -> [JSON.Member] {
    switch shape {
    case .object(let type, let fields):
      let fields = Self.usable(fields)
      return object(fields, provider) + JSON.members(["allOf": Self.condition(on: type, fields).map { [$0] }])
    case .map(let entry, let least):
      return JSON.members([
        "type": "object", "minProperties": least > 0 ? .integer(Int64(least)) : nil, "propertyNames": ["minLength": 1],
        "additionalProperties": schema(of: entry),
      ])
    case .perProvider(let entry):
      let members = providers.map { JSON.Member($0.name, schema(of: entry, $0)) }
      return JSON.members(["type": "object", "properties": .object(members), "additionalProperties": false])
    case .entitlements:
      return JSON.members(["type": "object", "minProperties": 1, "additionalProperties": schema(of: .entitlement)])
    case .list(let element): return JSON.members(["type": "array", "items": schema(of: element)])
    case .entitlement: return JSON.members(["$ref": "#/$defs/entitlement"])
    case .currency: return JSON.members(["$ref": "#/$defs/currency"])
    case .word(let words): return JSON.members(["enum": .strings(words.allowed)])
    case .amount: return JSON.members(["type": "number", "minimum": 0])
    case .integer(let range): return Self.integer(range)
    case .name: return JSON.members(["type": "string", "minLength": 1])
    case .text: return JSON.members(["type": "string"])
    case .flag: return JSON.members(["type": "boolean"])
    case .metadata: return JSON.members(["type": "object"])
    case .options: return options(of: provider)
    case .any: return []
    }
  }

  private static func integer(_ range: ClosedRange<Int64>) -> [JSON.Member] {
    JSON.members(["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)])
  }

  private func object(_ fields: [ShapedField], _ provider: ProviderDeclaration?) -> [JSON.Member] {
    let required = fields.filter(\.isRequired).map(\.name)
    return JSON.members([
      "type": "object", "required": required.isEmpty ? nil : .strings(required),
      "properties": .object(fields.map { .init($0.name, property($0, provider)) }), "additionalProperties": false,
    ])
  }

  private func property(_ field: ShapedField, _ provider: ProviderDeclaration? = nil) -> JSON {
    .object(
      JSON.members(["description": .string(field.note.summary)]) + members(of: field.shape, provider)
        + JSON.members([
          "default": field.note.defaultValue, "examples": field.note.examples.isEmpty ? nil : .array(field.note.examples),
        ]))
  }

  /// The fields without those that only a recurring price has, where none can recur.
  private static func usable(_ fields: [ShapedField]) -> [ShapedField] {
    guard intervals(among: fields) == [Interval.oneTime.rawValue] else { return fields }
    return fields.filter { field in !recurring.contains { $0.rawValue == field.name } }
  }

  /// The fields that a price which is paid once cannot have.
  private static let recurring: [PriceField] = [.intervalCount, .trialDays]

  private static func intervals(among fields: [ShapedField]) -> [String]? {
    guard let field = fields.first(where: { $0.name == PriceField.interval.rawValue }), case .word(let words) = field.shape
    else { return nil }
    return words.allowed
  }

  /// What the fields of one object demand of each other.
  private static func condition(on type: String, _ fields: [ShapedField]) -> JSON? {
    switch type {
    case "Meter":
      let needing = Meter.Aggregation.allCases.filter(\.needsValue).map(\.rawValue)
      return when(
        .aggregation as MeterField, isOneOf: needing,
        then: [
          "required": .strings([MeterField.valueProperty.rawValue]),
          "properties": .object([.init(MeterField.valueProperty.rawValue, ["minLength": 1])]),
        ])
    case "Feature":
      let unmetered = Feature.Kind.allCases.filter { $0 != .metered }.map(\.rawValue)
      return when(.type as FeatureField, isOneOf: unmetered, then: forbidding([FeatureField.meter.rawValue]))
    case "Price":
      let oneTime = Interval.oneTime.rawValue
      guard let intervals = intervals(among: fields), intervals.contains(oneTime), intervals.count > 1 else { return nil }
      return when(.interval as PriceField, isOneOf: [oneTime], then: forbidding(recurring.map(\.rawValue)))
    default: return nil
    }
  }

  private static func when<Name: FieldName>(_ field: Name, isOneOf words: [String], then consequence: JSON) -> JSON {
    [
      "if": ["required": .strings([field.rawValue]), "properties": .object([.init(field.rawValue, ["enum": .strings(words)])])],
      "then": consequence,
    ]
  }

  private static func forbidding(_ fields: [String]) -> JSON {
    ["properties": .object(fields.map { .init($0, false) })]
  }

  // MARK: Options

  private func options(of provider: ProviderDeclaration?) -> [JSON.Member] {
    let properties = (provider?.options ?? []).map { JSON.Member($0.name, option($0)) }
    return JSON.members(["type": "object", "properties": .object(properties), "additionalProperties": false])
  }

  private func option(_ option: OptionDeclaration) -> JSON {
    var kind: [JSON.Member]
    var value: JSON?
    switch option.kind {
    case .choice(let words):
      kind = JSON.members(["enum": .strings(words)])
      value = words.contains(option.defaultValue) ? .string(option.defaultValue) : nil
    case .boolean:
      kind = members(of: .flag, nil)
      value = ["true": .bool(true), "false": .bool(false)][option.defaultValue]
    case .integer(let range):
      kind = Self.integer(range)
      value = Int64(option.defaultValue).map(JSON.integer)
    case .text: kind = members(of: .name, nil)
    }
    if let value { kind.append(.init("default", value)) }
    let summary = "\(option.summary.prefix(1).uppercased())\(option.summary.dropFirst()). Left out: \(option.defaultValue)."
    return .object([.init("description", .string(summary))] + kind)
  }

  // MARK: Definitions

  var definitions: JSON { ["currency": currency, "entitlement": entitlement] }

  /// The codes one by one, for editors to offer, and the same in small letters or both.
  private var currency: JSON {
    let pattern = Currency.allCodes.map { code in code.map { "[\($0)\($0.lowercased())]" }.joined() }.joined(separator: "|")
    return [
      "anyOf": [
        ["enum": .strings(Currency.allCodes)],
        // In some dialects of regular expressions '$' also goes before a line's end.
        ["type": "string", "maxLength": 3, "pattern": .string("^(\(pattern))$")],
      ]
    ]
  }

  private var entitlement: JSON {
    var forms: [JSON] = [
      described("Whether the customer gets a boolean feature.", .flag),
      described("How much of a metered feature comes with each month.", .amount),
      described("The setting of a static feature.", .text),
    ]
    for kind in Feature.Kind.allCases { forms.append(.object(entitlementObject(of: kind))) }
    return ["oneOf": .array(forms)]
  }

  private func described(_ description: String, _ shape: Shape) -> JSON {
    .object([.init("description", .string(description))] + members(of: shape, nil))
  }

  /// An object with the fields of one kind of entitlement, and with those that it needs.
  private func entitlementObject(of kind: Feature.Kind) -> [JSON.Member] {
    let fields = Shape.entitlementFields.compactMap { field -> JSON.Member? in
      guard let name = EntitlementField(rawValue: field.name), name.kind == nil || name.kind == kind else { return nil }
      if name == .type {
        return .init(field.name, ["description": .string(field.note.summary), "const": .string(kind.rawValue)])
      }
      return .init(field.name, property(field))
    }
    return JSON.members([
      "type": "object", "required": kind.neededField.map { .strings([$0.rawValue]) }, "properties": .object(fields),
      "additionalProperties": false,
    ])
  }
}
