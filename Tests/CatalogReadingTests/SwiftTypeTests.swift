import Catalog
import CatalogReading
import Diagnostics
import Syntax
import TestSupport
import Testing

/// What the Swift compiler refuses in a catalog, the reader refuses at the same place: for every field of the table.
@Suite struct SwiftTypeTests {
  /// A labeled value of a Swift catalog.
  struct Field: Sendable, CustomTestStringConvertible {
    let path: String
    let label: String
    let type: FieldType
    /// The catalog with these arguments in the call that has the field.
    let call: @Sendable (String) -> String
    var testDescription: String { "\(path).\(label)" }

    func catalog(_ value: String) -> String { call(Self.arguments(label, value)) }

    /// The argument, with the other one of `tiers` and `mode`: alone, they are not read.
    static func arguments(_ label: String, _ value: String) -> String {
      switch label {
      case "tiers": "tiers: \(value), mode: .graduated"
      case "mode": "tiers: [Tier(amount: 1)], mode: \(value)"
      default: "\(label): \(value)"
      }
    }
  }

  static let fields = fields(in: .catalog, "") { "let c = \($0)" }
  static let integers = fields.filter { if case .integer = $0.type { true } else { false } }
  static let words = fields.filter { if case .word = $0.type { true } else { false } }

  private static func fields(
    in type: FieldType, _ path: String, _ file: @escaping @Sendable (String) -> String
  ) -> [Field] {
    switch type {
    case .object(let object):
      object.fields.filter { !object.excluded.contains($0.name) && !$0.name.hasPrefix("$") }
        .flatMap { field($0, path) { file("\(object.swiftType)(\($0))") } }
    case .map(let entry, _): fields(in: entry, path) { file("[\"x\": \($0)]") }
    case .codes: fields(in: type.entry, path) { file("[\"SAMPLE\": \($0)]") }
    case .perProvider(let entry): fields(in: entry, path) { file("[\"stripe\": \($0)]") }
    case .list(let element, _): fields(in: element, path) { file("[\($0)]") }
    case .entitlements:
      EntitlementField.fields.filter { $0.name != EntitlementField.type.rawValue }.flatMap { named -> [Field] in
        let kind = EntitlementField(rawValue: named.name)?.kinds.list.first?.rawValue ?? ""
        return field(named, path) { file("[\"x\": .\(kind)(\($0))]") }
      }
    default: []
    }
  }

  /// The field and those below it.
  private static func field(
    _ field: NamedField, _ path: String, _ call: @escaping @Sendable (String) -> String
  ) -> [Field] {
    let name = field.name
    return [Field(path: path, label: name, type: field.spec.type, call: call)]
      + fields(in: field.spec.type, "\(path).\(name)") { call(Field.arguments(name, $0)) }
  }

  /// The diagnostics at the mark.
  private func findings(_ text: String) -> [Diagnostic] {
    let marked = Marked(text)
    let analysis = analyze(marked.source, format: .swift, providers: [.init(name: "stripe", options: [])])
    return analysis.tree.diagnostics(for: analysis.findings).filter { $0.range == marked.ranges.first }
  }

  @Test func `the table has fields of each kind`() {
    #expect(Self.integers.count > 5)
    #expect(Self.words.count > 5)
  }

  @Test(arguments: integers, ["14.0", "1.4e1", "140e-1", "0x7p1"])
  func `a literal with a fraction or an exponent is not an integer`(field: Field, literal: String) {
    let found = findings(field.catalog("⟦\(literal)⟧"))
    #expect(found.map(\.rule) == ["literal-type"])
    #expect(found.map(\.message) == ["expected an integer literal, found `\(literal)`"])
    #expect(found.map(\.help) == ["write `14`"])
    #expect(fixed(field.catalog(literal), format: .swift) == field.catalog("14"))
    #expect(findings(field.catalog("⟦14⟧")).isEmpty)
  }

  @Test(arguments: words) func `a word is a member and not a string`(field: Field) throws {
    guard case .word(let type) = field.type else { return }
    for word in type.known {
      let member = WordType.member(of: word)
      let found = findings(field.catalog("⟦\"\(word)\"⟧")).filter { $0.rule == "literal-type" }
      #expect(found.map(\.message) == ["expected `\(type.swiftType)`, found a string"])
      #expect(found.map(\.help) == ["write `.\(member)`"])
      #expect(fixed(field.catalog("\"\(word)\""), format: .swift).contains("\(field.label): .\(member)"))
      for value in [".\(member)", "\(type.swiftType).\(member)", "\(type.swiftType)(\"\(word)\")"] {
        #expect(!findings(field.catalog("⟦\(value)⟧")).contains { $0.rule == "literal-type" })
      }
    }
  }

  @Test(arguments: words) func `the words that are allowed are listed as members`(field: Field) throws {
    guard case .word(let type) = field.type else { return }
    let members = type.allowed.map { "`.\(WordType.member(of: $0))`" }
    for value in [".zzzzzzzz", "5", "true"] {
      let found = findings(field.catalog("⟦\(value)⟧"))
      #expect(found.map(\.help) == ["use \(list(members, and: "or"))"])
    }
  }

  @Test(arguments: words) func `a misspelled word is suggested as a member`(field: Field) throws {
    guard case .word(let type) = field.type else { return }
    for word in type.allowed {
      let member = WordType.member(of: word)
      let misspelled = member.prefix(1).uppercased() + member.dropFirst()
      for value in [".\(misspelled)", "\"\(misspelled)\""] {
        #expect(findings(field.catalog("⟦\(value)⟧")).map(\.help) == ["did you mean `.\(member)`?"])
        #expect(fixed(field.catalog(value), format: .swift).contains("\(field.label): .\(member)"))
      }
    }
  }

  @Test(arguments: fields) func `a literal of another type is an error`(field: Field) {
    // The only tier must not have a bound of any type.
    if field.label == "upTo" { return }
    let wrong: String
    switch field.type {
    case .object, .map, .perProvider, .entitlements, .list, .metadata, .options, .word, .currency, .name, .text, .rule, .filter,
      .amounts, .codes, .time, .duration, .catalogID:
      wrong = "true"
    case .money, .rate, .amount, .positiveAmount, .percent, .integer: wrong = "false"
    case .flag: wrong = "1"
    case .entitlement, .any: return
    }
    #expect(findings(field.catalog("⟦\(wrong)⟧")).map(\.severity) == [.error])
  }

  @Test(arguments: fields) func `a label is given once, even if a value is nil`(field: Field) throws {
    let (label, value) = (field.label, field.catalog("nil"))
    #expect(!findings(value).contains { $0.rule == "duplicate-json-key" })
    let found = findings(field.call("\(label): nil, ⟦\(label)⟧: nil"))
    #expect(found.map(\.message) == ["duplicate key `\(label)`"])
    #expect(found.map(\.help) == ["remove one of them"])
  }

  @Test func `a label is given once, even if one value is nil`() {
    let price = { (arguments: String) in
      "let c = Catalog(features: [:], plans: [\"p\": Plan(prices: [\"m\": Price(amount: 1, \(arguments))])])"
    }
    for arguments in [
      #"trialDays: nil, ⟦trialDays⟧: 5"#, #"trialDays: 5, ⟦trialDays⟧: nil"#, #"trialDays: 5, `⟦trialDays⟧`: nil"#,
    ] {
      #expect(findings(price(arguments)).map(\.rule) == ["duplicate-json-key"])
    }
  }

  @Test func `a label that the call does not have is an error, even if its value is nil`() {
    let plan = { (arguments: String) in "let c = Catalog(features: [:], plans: [\"p\": Plan(\(arguments))])" }
    let typo = findings(plan("⟦descripton⟧: nil, entitlements: [:]"))
    #expect(typo.map(\.message) == ["unknown field `descripton`"])
    #expect(typo.map(\.help) == ["did you mean `description`?"])
    let other = findings(plan(#"entitlements: ["x": .limit(amount: 5, ⟦reset⟧: nil)]"#))
    #expect(other.map(\.message) == ["unknown field `reset` in a limit entitlement"])
  }

  // MARK: Calls

  private func plan(entitlement: String = "true", price: String = #"Price(amount: 1, currency: "USD", interval: .month)"#)
    -> String
  {
    """
    let c = Catalog(
      features: ["x": Feature(type: .metered)],
      plans: ["p": Plan(entitlements: ["x": \(entitlement)], prices: ["m": \(price)])])
    """
  }

  @Test(arguments: [
    (#"["amount": 5, "currency": "USD", "interval": .month]"#, #"Price(amount: 5, currency: "USD", interval: .month)"#),
    (#"["interval": .month, "amount": "5.00"]"#, #"Price(amount: "5.00", interval: .month)"#),
    (#"["tiers": [Tier(amount: 5)], "mode": .volume]"#, "Price(tiers: […], mode: .volume)"),
    (#"["color": 1]"#, "Price(…)"), ("[:]", "Price(…)"),
  ]) func `a dictionary is not a call`(dictionary: String, call: String) {
    let found = findings(plan(price: "⟦\(dictionary)⟧")).filter { $0.rule == "literal-type" }
    #expect(found.map(\.message) == ["expected `Price(…)`, found a dictionary"])
    #expect(found.map(\.help) == ["write `\(call)`"])
  }

  @Test(arguments: [
    (#"["amount": 5]"#, "write `5`"), (#"["config": "a"]"#, #"write `"a"`"#),
    (#"["config": ["a"]]"#, "write `.static(config: […])`"),
    (#"["amount": 5, "reset": .day]"#, "write `.metered(amount: 5, reset: .day)`"),
    (#"["amount": 5, "perUnit": true]"#, "write `.metered(…)` or `.limit(…)`"),
    ("[:]", "write `.boolean(…)`, `.metered(…)`, `.limit(…)` or `.static(…)`"),
  ]) func `a dictionary is not an entitlement`(dictionary: String, help: String) {
    let found = findings(plan(entitlement: "⟦\(dictionary)⟧")).filter { $0.rule == "literal-type" }
    #expect(found.map(\.message) == ["expected `Entitlement(…)`, found a dictionary"])
    #expect(found.map(\.help) == [help])
  }

  @Test func `a dictionary is not a filter`() {
    let text = #"let c = Catalog(features: ["f": Feature(type: .metered, where: ["g": ⟦["not": ["a"]]⟧])], plans: [:])"#
    #expect(findings(text).map(\.help).contains("write a string, an array of strings, or `.not([…])`"))
  }

  @Test func `a dictionary becomes a call`() {
    let text = plan(price: #"["amount": 5, /* why */ "currency": "USD", "interval": .month,]"#)
    #expect(fixed(text, format: .swift) == plan(price: #"Price(amount: 5, /* why */ currency: "USD", interval: .month,)"#))
  }

  @Test(arguments: [
    (#"Price(amount: 5, ⟦tiers⟧: nil, currency: "USD", interval: .month)"#, "amount", "tiers"),
    (#"Price(⟦amount⟧: nil, tiers: [Tier(amount: 1)], mode: .volume, currency: "USD", interval: .month)"#, "tiers", "amount"),
  ]) func `nil is for parameters that the initializer has`(price: String, other: String, label: String) {
    let found = findings(plan(price: price))
    #expect(found.map(\.message) == ["extra argument `\(label)`, which a call with `\(other)` does not have"])
    #expect(found.map(\.help) == ["remove `\(label): nil`"])
  }

  @Test(arguments: [
    "amount: 5, ⟦max⟧: nil", #"amount: 5, ⟦isSoftLimit⟧: nil, prices: ["usd": UsagePrice(amount: 1, currency: "USD")]"#,
    #"⟦amount⟧: nil, prices: ["usd": UsagePrice(amount: 1, currency: "USD")]"#,
    #"prices: ["usd": UsagePrice(amount: 1, currency: "USD", ⟦per⟧: nil, package: 5)]"#,
    #"prices: ["usd": UsagePrice(amount: 1, currency: "USD", per: nil, ⟦package⟧: nil)]"#,
    #"prices: ["usd": UsagePrice(tiers: [Tier(⟦amount⟧: nil, flat: 5)], mode: .volume, currency: "USD")]"#,
  ]) func `nil is for parameters that the function has`(arguments: String) {
    #expect(findings(plan(entitlement: ".metered(\(arguments))")).map(\.rule) == ["literal-type"])
  }

  @Test func `an argument that is too much is removed`() {
    let call = { (arguments: String) in self.plan(price: "Price(\(arguments))") }
    #expect(
      fixed(call(#"amount: 5, tiers: nil, currency: "USD", interval: .month"#), format: .swift)
        == call(#"amount: 5, currency: "USD", interval: .month"#))
  }

  @Test(arguments: ["amount: 5, reset: nil, perUnit: nil", "amount: 5, isSoftLimit: nil, metadata: nil"])
  func `nil leaves out what can be left out`(arguments: String) {
    #expect(findings(plan(entitlement: "⟦.metered(\(arguments))⟧")).isEmpty)
    #expect(!findings(plan(entitlement: ".metered(\(arguments))")).contains { $0.rule == "literal-type" })
  }
}
