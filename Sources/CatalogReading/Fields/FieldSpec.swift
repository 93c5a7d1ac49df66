import JSONText
import Syntax

/// A field of an object of the catalog. It is declared once: decoder, JSON Schema, printers, the reader of Swift catalogs and
/// the comparison of catalogs read it from here.
package struct FieldSpec: Sendable {
  package let type: FieldType
  /// False where the object may go without it.
  package let isRequired: Bool
  /// For people who write catalogs: a sentence or two, with their full stops.
  package let documentation: String
  /// What holds where the field is left out, if that can be written in its place.
  package let defaultValue: JSON?
  package let examples: [JSON]
  /// What a comparison of catalogs calls a change of the field; nil where entries of the field come and go.
  let changed: ChangedField?

  package init(
    _ type: FieldType, isRequired: Bool = false, _ documentation: String, default defaultValue: JSON? = nil,
    examples: [JSON] = [], changed: ChangedField? = nil
  ) {
    self.type = type
    self.isRequired = isRequired
    self.documentation = documentation
    self.defaultValue = defaultValue
    self.examples = examples
    self.changed = changed
  }

  package static func required(
    _ type: FieldType, _ documentation: String, examples: [JSON] = [], changed: ChangedField? = nil
  ) -> FieldSpec {
    FieldSpec(type, isRequired: true, documentation, examples: examples, changed: changed)
  }

  /// The same field under the name that the comparison has for it in one kind of object.
  func changing(_ changed: ChangedField) -> FieldSpec {
    FieldSpec(
      type, isRequired: isRequired, documentation, default: defaultValue, examples: examples, changed: changed)
  }
}

/// The fields of one kind of object, as an enumeration of their names.
package protocol Field: Word {
  /// The object, as a message speaks of it: `a price`.
  static var owner: String { get }
  static var table: FieldTable<Self> { get }
  var spec: FieldSpec { get }
}

/// What is asked of the fields of an object for each object that is read.
package struct FieldTable<Name: Field>: Sendable {
  package let words = Words<Name>()
  package let required = Name.allCases.filter(\.spec.isRequired)

  package init() {}
}

extension Field {
  package static var words: Words<Self> { table.words }
}

/// What may be written at a place of a catalog.
package indirect enum FieldType: Sendable {
  /// An object with known fields.
  case object(ObjectType)
  /// An object whose names are ids, none of them empty, with so many entries at least.
  case map(FieldType, least: Int = 0)
  /// An object whose names are providers.
  case perProvider(FieldType)
  /// An object from features to what a customer gets of them; not empty.
  case entitlements
  case list(FieldType)
  /// A shorthand, or an object with the fields of an entitlement.
  case entitlement
  /// A word of a closed set.
  case word(WordType)
  case currency
  /// A quantity of usage; not negative.
  case amount
  case integer(ClosedRange<Int64>)
  /// A string that is not empty.
  case name
  case text, flag
  /// An object of any JSON values.
  case metadata
  /// An object of the options that a provider declares.
  case options
  /// Any JSON value.
  case any

  package var isEntitlement: Bool {
    if case .entitlement = self { return true }
    return false
  }

  /// What each name of an object without known fields leads to.
  package var entry: FieldType {
    switch self {
    case .map(let entry, _), .perProvider(let entry): entry
    case .entitlements: .entitlement
    default: .any
    }
  }

  /// The known fields of the object that may be written here.
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
  /// The type of the library `BillingCatalog` that it has in a Swift catalog.
  package let swiftType: String
  /// In the order in which they are printed.
  package let fields: [NamedField]
  /// Fields that the object cannot have at this place.
  package let excluded: [String]
  package let condition: FieldCondition?

  /// - Parameters:
  ///   - without: fields that the object cannot have at this place.
  ///   - change: what is otherwise at this place.
  init<Name: Field>(
    _ swiftType: String, _: Name.Type, without: [Name] = [], condition: FieldCondition? = nil,
    _ change: (Name, FieldSpec) -> FieldSpec = { $1 }
  ) {
    self.swiftType = swiftType
    fields = Name.allCases.map { NamedField(name: $0.rawValue, spec: change($0, $0.spec)) }
    excluded = without.map(\.rawValue)
    self.condition = condition
  }
}

package struct NamedField: Sendable {
  package let name: String
  package let spec: FieldSpec
}

extension EntitlementField {
  package static let fields = allCases.map { NamedField(name: $0.rawValue, spec: $0.spec) }
}

/// What one field of an object demands of others.
package struct FieldCondition: Sendable {
  package enum Demand: Sendable {
    /// The field is there, and not empty.
    case requires(String)
    case forbids([String])
  }

  package let field: String
  /// The words of the field with which the demand holds.
  package let words: [String]
  package let demand: Demand

  init<Name: Field, Choice: Word>(_ field: Name, isOneOf words: [Choice], _ demand: Demand) {
    self.field = field.rawValue
    self.words = words.map(\.rawValue)
    self.demand = demand
  }
}

/// A closed set of words.
package struct WordType: Sendable {
  /// Its type in the library `BillingCatalog`.
  package let swiftType: String
  /// The words that the type has a member for.
  package let known: [String]
  /// Those that may be written at this place.
  package let allowed: [String]

  package init<Choice: Word>(_ swiftType: String, _: Choice.Type, allowed: [Choice]? = nil) {
    self.swiftType = swiftType
    known = Choice.allCases.map(\.rawValue)
    self.allowed = allowed?.map(\.rawValue) ?? known
  }

  /// The member of the Swift type that a word is: `oneTime` of `one_time`, `month` of `MONTH`.
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
  static let positive = 1...Int64.max
}

/// The fields of one object of a source text.
package struct Fields<Name: Field> {
  /// The object, or what is written in its place.
  let node: NodeID
  /// False where the object has a member that it cannot have.
  private(set) var isComplete = true
  /// In the order of the file; of a name that is there twice the first.
  private var found: [(name: Name, value: NodeID)] = []

  init(_ node: NodeID, in tree: SyntaxTree) {
    self.node = node
    found.reserveCapacity(8)
    let words = Name.words
    var next = 0
    for (key, value) in tree.members(of: node) {
      guard let index = words.list.firstIndex(of: key, in: tree, startingAt: next) else {
        isComplete = false
        continue
      }
      // The members of an object are often in the order of the list.
      next = index + 1
      let name = words[index]
      if self[name] == nil { found.append((name, value)) }
    }
  }

  package subscript(name: Name) -> NodeID? { found.first { $0.name == name }?.value }

  func has(_ name: Name) -> Bool { self[name] != nil }

  mutating func remove(_ name: Name) -> NodeID? {
    let value = self[name]
    found.removeAll { $0.name == name }
    return value
  }

  /// The first name in the file of which this holds.
  func first(where isWanted: (Name) -> Bool) -> Name? { found.first { isWanted($0.name) }?.name }
}
