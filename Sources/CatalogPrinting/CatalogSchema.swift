import Catalog
import CatalogReading
import JSONText
import Syntax

/// The JSON Schema (draft 2020-12) of a JSON catalog, generated from the declarations that the decoder uses.
///
/// It rejects what the decoder rejects in a single value, or in values of the same object. Only the compiler checks what
/// depends on other parts of the file, or on its text.
///
/// - Parameter providers: the known providers and their options.
package func catalogSchema(providers: [ProviderDeclaration]) -> JSON {
  let writer = SchemaWriter(providers: providers)
  let head = JSON.members([
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Billing catalog",
    "description": """
    Plans, add-ons and usage top-ups, for catalogc. The schema checks fields, types, allowed words and bounds. \
    `catalogc check` also checks that references to features, meters and plans exist and have the right type, and finds \
    duplicate keys, secrets, and what a provider cannot express.
    """,
  ])
  return .object(head + writer.members(of: .catalog, nil) + [.init("$defs", writer.definitions)])
}

private struct SchemaWriter {
  let providers: [ProviderDeclaration]

  /// The schema of a value.
  ///
  /// - Parameter provider: the provider that the value belongs to.
  private func schema(of type: FieldType, _ provider: ProviderDeclaration? = nil) -> JSON {
    .object(members(of: type, provider))
  }

  func members(of type: FieldType, _ provider: ProviderDeclaration?) -> [JSON.Member] {
    switch type {
    case .object(let object):
      let conditions = [object.condition.map { Self.schema(of: $0) }].compactMap(\.self)
      return members(of: object, provider) + JSON.members(["allOf": conditions.isEmpty ? nil : .array(conditions)])
        + (object.alternatives.map(Self.members) ?? [])
    case .map(let entry, let least):
      return JSON.members([
        "type": "object", "minProperties": least > 0 ? .integer(Int64(least)) : nil, "propertyNames": ["minLength": 1],
        "additionalProperties": schema(of: entry),
      ])
    case .perProvider(let entry):
      let members = providers.map { JSON.Member($0.name, schema(of: entry, $0)) }
      return JSON.members(["type": "object", "properties": .object(members), "additionalProperties": false])
    case .entitlements:
      return JSON.members(["type": "object", "additionalProperties": schema(of: .entitlement)])
    case .list(let element, let least):
      return JSON.members([
        "type": "array", "minItems": least > 0 ? .integer(Int64(least)) : nil, "items": schema(of: element),
      ])
    case .amounts:
      return JSON.members([
        "type": "object", "minProperties": 1, "propertyNames": ["$ref": "#/$defs/currency"],
        "additionalProperties": schema(of: .money),
      ])
    case .codes:
      return JSON.members([
        "type": "object", "propertyNames": ["pattern": "^[A-Z0-9]{3,32}$"], "additionalProperties": schema(of: type.entry),
      ])
    case .entitlement: return JSON.members(["$ref": "#/$defs/entitlement"])
    case .currency: return JSON.members(["$ref": "#/$defs/currency"])
    case .word(let words): return JSON.members(["enum": .strings(words.allowed)])
    case .amount: return JSON.members(["type": "number", "minimum": 0])
    case .positiveAmount: return JSON.members(["type": "number", "exclusiveMinimum": 0])
    case .percent: return JSON.members(["type": "number", "exclusiveMinimum": 0, "maximum": 100])
    case .time:
      let pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$"
      return JSON.members(["type": "string", "format": "date-time", "pattern": .string(pattern)])
    case .catalogID:
      return JSON.members(["type": "string", "maxLength": 32, "pattern": "^[a-z][a-z0-9]*(_[a-z0-9]+)*$"])
    case .duration:
      return JSON.members([
        "anyOf": [
          ["enum": .strings(Discount.Duration.words)],
          [
            "type": "object", "required": ["months"], "properties": ["months": .object(Self.integer(.discountMonths))],
            "additionalProperties": false,
          ],
        ]
      ])
    case .integer(let range): return Self.integer(range)
    case .filter:
      let texts: JSON = ["type": "array", "minItems": 1, "items": ["type": "string"]]
      return JSON.members([
        "anyOf": [
          ["type": "string"], texts,
          ["type": "object", "required": ["not"], "properties": ["not": texts], "additionalProperties": false],
        ]
      ])
    case .rate: return Self.money(maximum: nil)
    case .money: return Self.money(maximum: Int64.max)
    case .name: return JSON.members(["type": "string", "minLength": 1])
    case .text: return JSON.members(["type": "string"])
    case .rule: return JSON.members(["type": "string", "pattern": .string(Self.rulePattern)])
    case .flag: return JSON.members(["type": "boolean"])
    case .metadata: return JSON.members(["type": "object"])
    case .options: return options(of: provider)
    case .any: return []
    }
  }

  /// The name of a rule, `PROVIDER/*` or `*/RULE`.
  private static let rulePattern = "^([a-z0-9-]+/)?[a-z0-9-]+$|^[a-z0-9-]+/\\*$|^\\*/[a-z0-9-]+$"

  /// - Parameter maximum: in the minor unit; nil for none.
  private static func money(maximum: Int64?) -> [JSON.Member] {
    let minor = JSON.fields(["type": "integer", "minimum": 0, "maximum": maximum.map(JSON.integer)])
    return JSON.members(["anyOf": [minor, ["type": "string", "pattern": "^(0|[1-9][0-9]*)(\\.[0-9]+)?$"]]])
  }

  private static func integer(_ range: ClosedRange<Int64>) -> [JSON.Member] {
    JSON.members(["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)])
  }

  private func members(of object: ObjectType, _ provider: ProviderDeclaration?) -> [JSON.Member] {
    let fields = object.fields.filter { !object.excluded.contains($0.name) }
    let required = fields.filter(\.spec.isRequired).map(\.name)
    return JSON.members([
      "type": "object", "required": required.isEmpty ? nil : .strings(required),
      "properties": .object(fields.map { .init($0.name, property($0.spec, provider)) }), "additionalProperties": false,
    ])
  }

  private func property(_ field: FieldSpec, _ provider: ProviderDeclaration? = nil) -> JSON {
    .object(
      JSON.members(["description": .string(field.documentation)]) + members(of: field.type, provider)
        + JSON.members([
          "default": field.defaultValue, "examples": field.examples.isEmpty ? nil : .array(field.examples),
        ]))
  }

  /// Fields of an object that replace each other.
  private static func members(of alternatives: FieldAlternatives) -> [JSON.Member] {
    func required(_ names: String...) -> JSON { ["required": .strings(names)] }
    func without(_ names: String...) -> JSON { ["properties": .object(names.map { .init($0, false) })] }
    func tiered(_ exclusions: JSON) -> [JSON.Member] {
      JSON.members([
        "anyOf": [required("amount"), required("tiers")], "dependentRequired": ["tiers": ["mode"], "mode": ["tiers"]],
        "dependentSchemas": exclusions,
      ])
    }
    return switch alternatives {
    case .tiered: tiered(["tiers": without("amount")])
    case .tieredUsage: tiered(["tiers": without("amount", "package"), "package": without("per")])
    case .tier: JSON.members(["anyOf": [required("amount"), required("flat")]])
    case .offer:
      JSON.members([
        "anyOf": [
          required("entitlements"), ["required": ["prices"], "properties": ["prices": ["minProperties": 1]]],
          ["required": ["onRequest"], "properties": ["onRequest": ["const": true]]],
        ]
      ])
    case .pool: JSON.members(["dependentSchemas": ["costs": without("meter", "where")]])
    case .reduction:
      JSON.members([
        "anyOf": [required("percent"), required("amounts")], "dependentSchemas": ["percent": without("amounts")],
      ])
    }
  }

  /// What one field of an object requires of others.
  private static func schema(of condition: FieldCondition) -> JSON {
    let consequence: JSON =
      switch condition.demand {
      case .requires(let field):
        ["required": .strings([field]), "properties": .object([.init(field, ["minLength": 1])])]
      case .forbids(let fields): ["properties": .object(fields.map { .init($0, false) })]
      }
    return [
      "if": [
        "required": .strings([condition.field]),
        "properties": .object([.init(condition.field, ["enum": .strings(condition.words)])]),
      ],
      "then": consequence,
    ]
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
    let summary = "\(option.summary.prefix(1).uppercased())\(option.summary.dropFirst()). Default: \(option.defaultValue)."
    return .object([.init("description", .string(summary))] + kind)
  }

  // MARK: Definitions

  var definitions: JSON { ["currency": currency, "entitlement": entitlement] }

  /// A list of the codes, for completion in editors, and a pattern that matches them in any case.
  private var currency: JSON {
    let pattern = Currency.allCodes.map { code in code.map { "[\($0)\($0.lowercased())]" }.joined() }.joined(separator: "|")
    return [
      "anyOf": [
        ["enum": .strings(Currency.allCodes)],
        // In some regular expression dialects `$` also matches before a trailing line break.
        ["type": "string", "maxLength": 3, "pattern": .string("^(\(pattern))$")],
      ]
    ]
  }

  private var entitlement: JSON {
    var forms: [JSON] = [
      described("Whether the customer gets a boolean feature.", .flag),
      described("The monthly allowance of a metered feature, or the limit of a limit feature.", .amount),
      ["description": "No limit to a metered or a limit feature.", "const": "unlimited"],
      described("The setting of a static feature.", .text),
    ]
    for kind in Feature.Kind.allCases { forms.append(.object(entitlementObject(of: kind))) }
    // An object with only an amount fits two types of feature.
    return ["anyOf": .array(forms)]
  }

  private func described(_ description: String, _ type: FieldType) -> JSON {
    .object([.init("description", .string(description))] + members(of: type, nil))
  }

  /// An object with the fields of one kind of entitlement, of which one may be required.
  private func entitlementObject(of kind: Feature.Kind) -> [JSON.Member] {
    let needed: JSON? =
      kind == .metered
      ? nil : kind.neededField.map { .strings([$0.rawValue]) }
    let fields = EntitlementField.allCases.filter { $0.kinds.contains(FeatureKinds(kind)) }.map { field in
      JSON.Member(
        field.rawValue,
        field == .type
          ? ["description": .string(field.spec.documentation), "const": .string(kind.rawValue)] : property(field.spec))
    }
    return JSON.members([
      "type": "object", "required": needed, "properties": .object(fields), "additionalProperties": false,
      // An allowance without an amount is one of 0, with usage prices.
      "anyOf": kind == .metered ? [["required": ["amount"]], ["required": ["prices"]]] : nil,
    ])
  }
}
