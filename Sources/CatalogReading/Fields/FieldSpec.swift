import JSONText
import Syntax

/// A field of an object of the catalog, declared once for the decoder, the JSON Schema, the printers, the Swift reader and the
/// comparison.
package struct FieldSpec: Sendable {
  package let type: FieldType
  /// False if the field can be omitted.
  package let isRequired: Bool
  /// For catalog authors: one or two full sentences.
  package let documentation: String
  /// The value that an omitted field has, if it can be written.
  package let defaultValue: JSON?
  package var examples: [JSON] { exampleValues() }
  /// Only documentation and some messages need them.
  private let exampleValues: @Sendable () -> [JSON]
  /// What the text, the elements of the list or the keys of the object name; nil if they name nothing. An object of entitlements
  /// names features.
  package let names: Referent?
  /// The name of a change of the field in a comparison; nil if the field's entries are compared instead.
  let changed: ChangedField?

  package init(
    _ type: FieldType, isRequired: Bool = false, _ documentation: String, default defaultValue: JSON? = nil,
    examples: @escaping @autoclosure @Sendable () -> [JSON] = [], names: Referent? = nil, changed: ChangedField? = nil
  ) {
    self.type = type
    self.isRequired = isRequired
    self.documentation = documentation
    self.defaultValue = defaultValue
    exampleValues = examples
    self.names = names
    self.changed = changed
  }

  package static func required(
    _ type: FieldType, _ documentation: String, examples: @escaping @autoclosure @Sendable () -> [JSON] = [],
    names: Referent? = nil, changed: ChangedField? = nil
  ) -> FieldSpec {
    FieldSpec(type, isRequired: true, documentation, examples: examples(), names: names, changed: changed)
  }

  /// The same field with its name in comparisons for one kind of object.
  func changing(_ changed: ChangedField) -> FieldSpec {
    FieldSpec(
      type, isRequired: isRequired, documentation, default: defaultValue, examples: exampleValues(), names: names,
      changed: changed)
  }
}

/// What a field names.
package enum Referent: Sendable {
  case meters
  /// Features of these types.
  case features(FeatureKinds)
  case plans
  /// Plans, add-ons and top-ups.
  case items
  /// The groups of the feature's own meter.
  case groups
}

extension FieldSpec {
  /// What to write for the field: an entry of a map, an example, or a value of its type.
  func example(for name: String) -> Phrase {
    switch type {
    case .map(.object(let entry), _):
      "write \(code: .fields([(name, .map([(entry.exampleID, .anyObject(entry.swiftType))]))]))"
    case .entitlements:
      "write \(code: .fields([(name, .map([("api", .literal("true"))]))])), with the ids of your features"
    case .list(.object(let element), _): "write \(code: .fields([(name, .list([.anyObject(element.swiftType)]))]))"
    case _ where examples.isEmpty: "write \(type.described)"
    default: "write \(Phrase.list(examples.map { "\(quoted: code(of: $0))" }, and: "or")), for example"
    }
  }

  private func code(of example: JSON) -> Phrase.Code {
    guard case .string(let text) = example else { return .literal(example.compact) }
    if case .word = type { return .word(text) }
    return .string(text)
  }
}

/// The fields of one kind of object, as an enumeration of their names.
package protocol Field: Word {
  /// The object as named in messages: `a price`.
  static var owner: String { get }
  /// An id for an example, if the object is an entry of a map.
  static var exampleID: String { get }
  static var table: FieldTable<Self> { get }
  var spec: FieldSpec { get }
}

/// Precomputed properties of an object's fields, needed for every object that is read. Not limited to ``Field``, as ``Words``.
package struct FieldTable<Name: Sendable>: Sendable {
  package let words: Words<Name>
  let list: FieldList
}

extension FieldTable where Name: Field {
  package init() {
    words = Words()
    let fields = Name.allCases.map { NamedField(name: $0.rawValue, spec: $0.spec) }
    list = FieldList(owner: Name.owner, exampleID: Name.exampleID, fields, words.list)
  }
}

/// The fields of one kind of object, by index. Code that needs no field in particular uses it instead of their enumeration, so
/// that it is not compiled for each.
final class FieldList: Sendable {
  /// The object as named in messages: `a price`.
  let owner: String
  let exampleID: String
  let fields: [NamedField]
  let words: WordList
  /// The indices of those that cannot be omitted.
  let required: [Int]

  init(owner: String, exampleID: String, _ fields: [NamedField], _ words: WordList) {
    precondition(fields.count <= FoundFields.capacity, "`FoundFields` has no room for the fields of \(owner)")
    self.owner = owner
    self.exampleID = exampleID
    self.fields = fields
    self.words = words
    required = fields.indices.filter { fields[$0].spec.isRequired }
  }

  var names: [String] { fields.map(\.name) }

  func index(of name: String) -> Int? { fields.firstIndex { $0.name == name } }
}

extension Field {
  package static var exampleID: String { "id" }
  package static var words: Words<Self> { table.words }
}

/// What can be written at a place of a catalog.
package indirect enum FieldType: Sendable {
  /// An object with known fields.
  case object(ObjectType)
  /// An object whose keys are ids, not empty, with at least `least` entries.
  case map(FieldType, least: Int = 0)
  /// An object whose keys are provider names.
  case perProvider(FieldType)
  /// An object from feature ids to entitlements; not empty.
  case entitlements
  case list(FieldType, least: Int = 0)
  /// A literal, or an object with the fields of an entitlement.
  case entitlement
  /// A word of a closed set.
  case word(WordType)
  case currency
  /// An amount of money: a whole number of minor units, or a string in the major unit.
  case money
  /// An amount of money for one unit, which may have decimals of the minor unit.
  case rate
  /// An object from currency codes to amounts of money; not empty.
  case amounts
  /// A quantity of usage; not negative.
  case amount
  /// The same, above zero.
  case positiveAmount
  /// A number above 0, at most 100.
  case percent
  /// An RFC 3339 time with an offset.
  case time
  /// How long a discount applies: a word, or an object with `months`.
  case duration
  /// An object from the codes of a discount to their terms.
  case codes
  /// The id of a catalog.
  case catalogID
  /// What a meter's group must be: a value, a list of values, or an object with `not`.
  case filter
  case integer(ClosedRange<Int64>)
  /// A string that is not empty.
  case name
  case text, flag
  /// The name of a rule, or a pattern.
  case rule
  /// An object with any JSON values.
  case metadata
  /// An object with the options that a provider declares.
  case options
  /// Any JSON value.
  case any

  package var isEntitlement: Bool {
    if case .entitlement = self { return true }
    return false
  }

  var isEntitlements: Bool {
    if case .entitlements = self { return true }
    return false
  }

  /// Whether a value of this kind can be written here.
  func fits(_ kind: SyntaxTree.Kind) -> Bool {
    switch self {
    case .object, .map, .perProvider, .entitlements, .amounts, .codes, .metadata, .options: kind == .object
    case .list: kind == .array
    case .word, .currency, .time, .catalogID, .name, .text, .rule: kind == .string
    case .duration: kind == .string || kind == .object
    case .money, .rate: kind == .number || kind == .string
    case .filter: kind == .string || kind == .array || kind == .object
    case .amount, .positiveAmount, .percent, .integer: kind == .number
    case .flag: kind == .boolean
    case .entitlement, .any: true
    }
  }

  /// As a message speaks of what can be written here.
  var described: Phrase {
    switch self {
    case .object(let object): "\(json: "an object", swift: "`\(object.swiftType)(…)`")"
    case .map, .perProvider, .entitlements, .amounts, .codes, .metadata, .options:
      "\(json: "an object", swift: "a dictionary")"
    case .list: "an array"
    case .word(let words): Phrase.list(words.allowed.map { "\(code: .word($0))" }, and: "or")
    case .currency, .time, .catalogID, .name, .text, .rule: "a string"
    case .money, .rate, .amount, .positiveAmount, .percent, .integer: "a number"
    case .duration: "\(word: "once"), \(word: "forever") or \(json: "an object with `months`", swift: "`.months(…)`")"
    case .filter: "a string, an array or \(json: "an object with `not`", swift: "`.not([…])`")"
    case .flag: "`true` or `false`"
    case .entitlement, .any: "a value"
    }
  }

  /// The name of the type in the library; nil for a value without one.
  package var swiftName: String? {
    switch self {
    case .object(let object): object.swiftType
    case .entitlement: "Entitlement"
    default: nil
    }
  }

  /// The type of the values of an object without known fields.
  package var entry: FieldType {
    switch self {
    case .map(let entry, _), .perProvider(let entry): entry
    case .entitlements: .entitlement
    case .amounts: .money
    case .codes: CodeField.object
    default: .any
    }
  }

  /// The fields of the object that can be written here.
  package var fields: [NamedField]? {
    switch self {
    case .object(let object): object.fields
    case .entitlement: EntitlementField.fields
    default: nil
    }
  }
}

/// An object with known fields.
package struct ObjectType: Sendable {
  /// The type in the library `BillingCatalog`.
  package let swiftType: String
  /// An id for an example, if the object is an entry of a map.
  let exampleID: String
  /// In the order in which they are printed.
  package let fields: [NamedField]
  /// The fields that the object cannot have at this place.
  package let excluded: [String]
  package let condition: FieldCondition?
  package let alternatives: FieldAlternatives?

  /// - Parameters:
  ///   - without: fields that the object cannot have at this place.
  ///   - change: adapts a field to this place.
  init<Name: Field>(
    _ swiftType: String, _: Name.Type, without: [Name] = [], condition: FieldCondition? = nil,
    alternatives: FieldAlternatives? = nil, _ change: (Name, FieldSpec) -> FieldSpec = { $1 }
  ) {
    self.swiftType = swiftType
    exampleID = Name.exampleID
    fields = zip(Name.allCases, Name.table.list.fields).map { NamedField(name: $1.name, spec: change($0, $1.spec)) }
    excluded = without.map(\.rawValue)
    self.condition = condition
    self.alternatives = alternatives
  }
}

/// Fields that replace each other.
package enum FieldAlternatives: Sendable {
  /// Either `amount`, or `tiers` with `mode`.
  case tiered
  /// The same; `package` only with an amount and without `per`.
  case tieredUsage
  /// `amount` or `flat`, or both.
  case tier
  /// Either `percent` or `amounts`.
  case reduction
  /// `costs` without `meter` and `where`.
  case pool
  /// `entitlements`, unless there are prices or the price is on request.
  case offer
}

package struct NamedField: Sendable {
  package let name: String
  package let spec: FieldSpec
}

extension EntitlementField {
  package static let fields = allCases.map { NamedField(name: $0.rawValue, spec: $0.spec) }
}

/// What one field of an object requires of others.
package struct FieldCondition: Sendable {
  package enum Demand: Sendable {
    /// The field is present and not empty.
    case requires(String)
    case forbids([String])
  }

  package let field: String
  /// The values of the field for which the demand applies.
  package let words: [String]
  package let demand: Demand

  init<Name: Field, Choice: Word>(_ field: Name, isOneOf words: [Choice], _ demand: Demand) {
    self.field = field.rawValue
    self.words = words.map(\.rawValue)
    self.demand = demand
  }
}

/// The type of a field that is written as a word.
package struct WordType: Sendable {
  /// The type in the library `BillingCatalog`.
  package let swiftType: String
  /// The words that are static members of the type.
  package let known: [String]
  /// The words that can be written at this place.
  package let allowed: [String]

  package init<Choice: Word>(_ swiftType: String, _: Choice.Type, allowed: [Choice]? = nil) {
    self.swiftType = swiftType
    known = Choice.allCases.map(\.rawValue)
    self.allowed = allowed?.map(\.rawValue) ?? known
  }

  /// The member of the Swift type for a word: `oneTime` for `one_time`, `month` for `MONTH`.
  package static func member(of word: String) -> String {
    var member = ""
    var isUpper = false
    for character in word.lowercased() {
      if character == "_" {
        isUpper = true
      } else {
        member += isUpper ? character.uppercased() : String(character)
        isUpper = false
      }
    }
    return member
  }
}

extension ClosedRange<Int64> {
  static let nonNegative = 0...Int64.max
  package static let positive = 1...Int64.max
  /// How many months a discount lasts. No provider has longer subscriptions than 100 years.
  package static let discountMonths: ClosedRange<Int64> = 1...1200
}

/// The fields of one object of a source text.
package struct Fields<Name> {
  private let found: FoundFields
  private let choices: [Name]

  init(_ found: FoundFields, _ choices: [Name]) { (self.found, self.choices) = (found, choices) }
}

extension Fields where Name: Field {

  /// False if the object has an unknown member, or lost one to a syntax error.
  var isComplete: Bool { found.isComplete }

  package subscript(name: Name) -> NodeID? {
    for position in 0..<found.count where choices[found.index(at: position)] == name { return found.value(at: position) }
    return nil
  }

  func has(_ name: Name) -> Bool { self[name] != nil }

  /// In the order of the file, misspelled ones last.
  var all: [(name: Name, value: NodeID)] {
    (0..<found.count).map { (choices[found.index(at: $0)], found.value(at: $0)) }
  }

  func reduce<Result>(_ initial: Result, _ next: (Result, Name) -> Result) -> Result {
    (0..<found.count).reduce(initial) { next($0, choices[found.index(at: $1)]) }
  }

  /// Whether one of the names satisfies the condition.
  func contains(where isWanted: (Name) -> Bool) -> Bool {
    for position in 0..<found.count where isWanted(choices[found.index(at: position)]) { return true }
    return false
  }
}

/// The fields of one object of a source text, by their indices in a ``FieldList``.
struct FoundFields {
  static var capacity: Int { 32 }

  /// The object, or the value written instead.
  let node: NodeID
  /// False if the object has an unknown member, or lost one to a syntax error.
  private(set) var isComplete: Bool
  /// How many fields were found; a repeated name counts once, with its first value.
  private(set) var count = 0
  /// In the order of the file, misspelled ones last: the index of each name, and the node of its value. They are stored inline,
  /// because most of a catalog is small objects.
  private var names = SIMD32<UInt8>()
  private var values = SIMD32<Int32>()

  init(_ node: NodeID, _ words: WordList, in tree: SyntaxTree) {
    self.node = node
    isComplete = !tree.isDamaged(node)
    var found: UInt32 = 0
    var next = 0
    for (key, value) in tree.members(of: node) {
      guard let index = words.firstIndex(of: key, in: tree, startingAt: next) else {
        isComplete = false
        continue
      }
      // Members are often in the order of the list.
      next = index + 1
      guard found & 1 << index == 0 else { continue }
      found |= 1 << index
      append(value, index)
    }
  }

  func index(at position: Int) -> Int { Int(names[position]) }

  func value(at position: Int) -> NodeID { NodeID(index: values[position]) }

  subscript(index: Int) -> NodeID? {
    for position in 0..<count where names[position] == index { return value(at: position) }
    return nil
  }

  func has(_ index: Int) -> Bool { self[index] != nil }

  /// Adds the value of a misspelled field, unless the field is there.
  mutating func add(_ value: NodeID, as index: Int) {
    if !has(index) { append(value, index) }
  }

  private mutating func append(_ value: NodeID, _ index: Int) {
    names[count] = UInt8(index)
    values[count] = value.index
    count += 1
  }
}
