import Catalog
import CatalogPrinting
import JSONText
import TestSupport
import Testing

/// The JSON Schema of a catalog, as editors show it. `make schema-check` compares its verdicts with the compiler's.
@Suite struct SchemaTests {
  private let schema = catalogSchema(providers: [
    ProviderDeclaration(
      name: "acme",
      options: [
        OptionDeclaration("mode", .choice(["slow", "fast"]), default: "slow", "how much it hurries"),
        OptionDeclaration("behavior", .choice(["in", "ex"]), default: "the account's", "whether tax is in it"),
        OptionDeclaration("count", .integer(1...12), default: "ten years' worth", "how often"),
        OptionDeclaration("live", .boolean, default: "true", "whether it is real"),
        OptionDeclaration("code", .text, default: "none", "a code"),
      ]),
    ProviderDeclaration(name: "plain", options: []),
  ])

  private func at(_ path: String) -> JSON? {
    path.split(separator: "/").reduce(schema) { value, name in
      if case .array(let elements)? = value { return Int(name).flatMap { elements.indices.contains($0) ? elements[$0] : nil } }
      return value?[String(name)]
    }
  }

  private func names(_ path: String) -> [String] {
    guard case .object(let members)? = at(path) else { return [] }
    return members.map(\.name)
  }

  private let price = "additionalProperties/properties/prices/additionalProperties"

  @Test func `the schema is draft 2020-12 and closed`() {
    #expect(at("$schema") == "https://json-schema.org/draft/2020-12/schema")
    #expect(at("type") == "object")
    #expect(at("additionalProperties") == false)
    #expect(at("required") == ["features", "plans"])
    #expect(
      names("properties")
        == ["$schema", "id", "meters", "features", "plans", "addons", "topups", "discounts", "providers", "lint"])
    // The schema is not published at a URL.
    #expect(at("$id") == nil)
  }

  @Test func `each field has a description, a default and a type`() {
    expectJSON(
      at("properties/topups/additionalProperties/properties/grant/properties/expiration"),
      """
      {"description": "When the unused amount expires. If omitted, never.", "type": "object",
       "required": ["duration"],
       "properties": {
         "duration": {"description": "A unit of time, counted from the purchase.",
           "enum": ["HOUR", "DAY", "WEEK", "MONTH", "YEAR"]},
         "count": {"description": "The number of units.", "type": "integer", "minimum": 1, "maximum": 9223372036854775807,
           "default": 1}},
       "additionalProperties": false}
      """)
    expectJSON(
      at("properties/plans/\(price)/properties/amount"),
      #"""
      {"description": "A whole number in the currency's minor unit, or a string in its major unit: 2000 and \"20.00\" are 20.00 USD.",
       "anyOf": [{"type": "integer", "minimum": 0, "maximum": 9223372036854775807},
         {"type": "string", "pattern": "^(0|[1-9][0-9]*)(\\.[0-9]+)?$"}],
       "examples": [2000, "20.00"]}
      """#)
  }

  @Test func `plan prices are recurring, top-up prices one-time, add-on prices either`() {
    #expect(at("properties/plans/\(price)/properties/interval/enum") == ["day", "week", "month", "year"])
    #expect(at("properties/plans/\(price)/allOf") == nil)
    #expect(at("properties/topups/\(price)/properties/interval/enum") == ["one_time"])
    #expect(
      names("properties/topups/\(price)/properties")
        == ["amount", "currency", "interval", "sold", "lookupKey", "providerIds", "metadata"])
    #expect(at("properties/topups/\(price)/required") == ["amount", "currency", "interval"])
    #expect(at("properties/topups/\(price)/anyOf") == nil)
    #expect(at("properties/topups/additionalProperties/properties/prices/minProperties") == 1)
    #expect(at("properties/addons/\(price)/properties/interval/enum") == ["day", "week", "month", "year", "one_time"])
    expectJSON(
      at("properties/addons/\(price)/allOf/0"),
      """
      {"if": {"required": ["interval"], "properties": {"interval": {"enum": ["one_time"]}}},
       "then": {"properties": {"tiers": false, "intervalCount": false, "trialDays": false, "trialCard": false}}}
      """)
  }

  @Test(arguments: ["plans", "addons"]) func `a price has an amount, or tiers with a mode`(section: String) {
    #expect(at("properties/\(section)/\(price)/required") == ["currency", "interval"])
    expectJSON(at("properties/\(section)/\(price)/anyOf"), #"[{"required": ["amount"]}, {"required": ["tiers"]}]"#)
    expectJSON(at("properties/\(section)/\(price)/dependentRequired"), #"{"tiers": ["mode"], "mode": ["tiers"]}"#)
    expectJSON(at("properties/\(section)/\(price)/dependentSchemas"), #"{"tiers": {"properties": {"amount": false}}}"#)
    #expect(at("properties/\(section)/\(price)/properties/mode/enum") == ["graduated", "volume"])
  }

  @Test func `a usage price has no package beside per or tiers`() {
    let price = "$defs/entitlement/anyOf/5/properties/prices/additionalProperties"
    #expect(
      names("\(price)/properties")
        == ["amount", "tiers", "mode", "currency", "per", "package", "lookupKey", "providerIds", "metadata"])
    #expect(at("\(price)/required") == ["currency"])
    #expect(at("\(price)/additionalProperties") == false)
    expectJSON(at("\(price)/anyOf"), #"[{"required": ["amount"]}, {"required": ["tiers"]}]"#)
    expectJSON(at("\(price)/dependentRequired"), #"{"tiers": ["mode"], "mode": ["tiers"]}"#)
    expectJSON(
      at("\(price)/dependentSchemas"),
      """
      {"tiers": {"properties": {"amount": false, "package": false}}, "package": {"properties": {"per": false}}}
      """)
    expectJSON(
      at("\(price)/properties/amount/anyOf"),
      #"[{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^(0|[1-9][0-9]*)(\\.[0-9]+)?$"}]"#)
    #expect(at("\(price)/properties/per/minimum") == 1)
    #expect(at("\(price)/properties/package/minimum") == 1)
  }

  @Test(arguments: [
    "$defs/entitlement/anyOf/5/properties/prices/additionalProperties",
    "properties/plans/additionalProperties/properties/prices/additionalProperties",
  ])
  func `a tier has an amount, a flat amount, or both`(price: String) {
    #expect(at("\(price)/properties/tiers/type") == "array")
    let tier = "\(price)/properties/tiers/items"
    #expect(names("\(tier)/properties") == ["upTo", "amount", "flat"])
    #expect(at("\(tier)/additionalProperties") == false)
    #expect(at("\(tier)/required") == nil)
    expectJSON(at("\(tier)/anyOf"), #"[{"required": ["amount"]}, {"required": ["flat"]}]"#)
  }

  @Test(arguments: ["plans", "addons", "topups"]) func `a quantity is positive`(section: String) {
    let quantity = "properties/\(section)/additionalProperties/properties/quantity"
    #expect(names("\(quantity)/properties") == ["feature", "min", "max"])
    #expect(at("\(quantity)/required") == nil)
    #expect(at("\(quantity)/properties/min/minimum") == 1)
    #expect(at("\(quantity)/properties/max/minimum") == 1)
  }

  @Test func `a filter is a value, a list of values, or an object with only not`() {
    expectJSON(
      at("properties/features/additionalProperties/properties/where/additionalProperties"),
      """
      {"anyOf": [
        {"type": "string"},
        {"type": "array", "minItems": 1, "items": {"type": "string"}},
        {"type": "object", "required": ["not"],
         "properties": {"not": {"type": "array", "minItems": 1, "items": {"type": "string"}}}, "additionalProperties": false}]}
      """)
  }

  @Test func `aggregations but count require a value property, and only metered features a meter`() {
    expectJSON(
      at("properties/meters/additionalProperties/allOf/0"),
      """
      {"if": {"required": ["aggregation"],
         "properties": {"aggregation": {"enum": ["sum", "min", "max", "avg", "latest", "unique_count"]}}},
       "then": {"required": ["valueProperty"], "properties": {"valueProperty": {"minLength": 1}}}}
      """)
    expectJSON(
      at("properties/features/additionalProperties/allOf/0"),
      """
      {"if": {"required": ["type"], "properties": {"type": {"enum": ["boolean", "limit", "static"]}}},
       "then": {"properties": {"meter": false, "costs": false}}}
      """)
  }

  @Test func `an entitlement has eight forms`() {
    let forms = at("$defs/entitlement/anyOf")?.elements ?? []
    #expect(
      forms.map { ($0["type"] ?? $0["const"])?.string }
        == ["boolean", "number", "unlimited", "string", "object", "object", "object", "object"])
    #expect(names("$defs/entitlement/anyOf/4/properties") == ["type", "enabled", "metadata"])
    #expect(
      names("$defs/entitlement/anyOf/5/properties")
        == ["type", "amount", "reset", "perUnit", "isSoftLimit", "preserveOverageAtReset", "max", "prices", "metadata"])
    #expect(names("$defs/entitlement/anyOf/6/properties") == ["type", "amount", "perUnit", "set", "metadata"])
    #expect(names("$defs/entitlement/anyOf/7/properties") == ["type", "config", "metadata"])
    #expect(at("$defs/entitlement/anyOf/4/required") == nil)
    #expect(at("$defs/entitlement/anyOf/5/required") == nil)
    expectJSON(at("$defs/entitlement/anyOf/5/anyOf"), #"[{"required": ["amount"]}, {"required": ["prices"]}]"#)
    #expect(at("$defs/entitlement/anyOf/6/required") == ["amount"])
    #expect(at("$defs/entitlement/anyOf/7/required") == ["config"])
  }

  @Test func `currencies are offered in upper case and accepted in any case`() throws {
    #expect(at("$defs/currency/anyOf/0/enum")?.elements?.compactMap(\.string) == Currency.allCodes)
    let pattern = try #require(at("$defs/currency/anyOf/1/pattern")?.string)
    #expect(pattern.hasPrefix("^([Uu][Ss][Dd]|[Ee][Uu][Rr]|"))
    #expect(pattern.hasSuffix("[Gg])$"))
  }

  @Test func `each provider has exactly the options it declares`() {
    #expect(names("properties/providers/properties") == ["acme", "plain"])
    #expect(at("properties/providers/additionalProperties") == false)
    #expect(names("properties/plans/additionalProperties/properties/providerIds/properties") == ["acme", "plain"])
    expectJSON(
      at("properties/providers/properties/acme/properties/options"),
      """
      {"description": "Options of this provider.", "type": "object",
       "properties": {
         "mode": {"description": "How much it hurries. Default: slow.", "enum": ["slow", "fast"], "default": "slow"},
         "behavior": {"description": "Whether tax is in it. Default: the account's.", "enum": ["in", "ex"]},
         "count": {"description": "How often. Default: ten years' worth.", "type": "integer", "minimum": 1, "maximum": 12},
         "live": {"description": "Whether it is real. Default: true.", "type": "boolean", "default": true},
         "code": {"description": "A code. Default: none.", "type": "string", "minLength": 1}},
       "additionalProperties": false}
      """)
    #expect(names("properties/providers/properties/plain/properties/options/properties") == [])
  }
}
