import Foundations
import JSONText

/// A field that is sent when an object is created: how it is compared with the object, and how it can be changed.
package struct FieldRule: Sendable {
  package enum Effect: Sendable, Equatable {
    /// The object is changed in place.
    case updates
    /// Another object takes the place of this one.
    case replaces
    /// Neither is possible; the reason completes “must be done by hand, because …”.
    case refuses(String)
    /// It identifies the object, or is an instruction.
    case acts
    /// The field of this name is compared, which says the same.
    case covered(by: String)
  }

  /// How the entries of a map are changed.
  package enum Entries: Sendable, Equatable {
    /// What is not sent is kept; an entry is removed by this value.
    case merged(removal: JSON)
    /// What is not sent is removed.
    case whole
  }

  /// Maps a value to the form in which it is compared.
  package typealias Form = @Sendable (JSON) -> JSON

  /// The member of the body. The object has it under the same name unless ``answer`` says otherwise.
  package let name: String
  /// The path of the member in the object.
  package let answer: String
  package let effect: Effect
  /// What the object has if the field is not sent.
  package let absent: JSON
  /// What is sent to remove the field; nil if it cannot be removed.
  package let cleared: JSON?
  /// For a map of the user's own entries.
  package let entries: Entries?
  /// Whether it is a name that the catalog always gives, which an imported object may lack.
  package let isName: Bool
  /// The value, in the form in which it is compared, without names and marks of the catalog that an imported object may lack.
  package let unmarked: Form?
  package let sent: Form
  package let received: Form
  /// The value from the whole body, in the form in which it is compared, if it depends on more than the member.
  package let derived: Form?
  /// Another effect for some changes, from the old and the new value.
  package let exception: @Sendable (_ old: JSON, _ new: JSON) -> Effect?
  /// Another effect for some objects, such as those that customers have used.
  package let limit: @Sendable (_ object: JSON) -> Effect?

  package init(
    _ name: String, _ effect: Effect, answer: String? = nil, absent: JSON = .null, cleared: JSON? = nil, entries: Entries? = nil,
    isName: Bool = false, unmarked: Form? = nil, sent: @escaping Form = { $0 }, received: @escaping Form = { $0 },
    derived: Form? = nil,
    except exception: @escaping @Sendable (_ old: JSON, _ new: JSON) -> Effect? = { _, _ in nil },
    limit: @escaping @Sendable (_ object: JSON) -> Effect? = { _ in nil }
  ) {
    self.name = name
    self.answer = answer ?? name
    self.effect = effect
    self.absent = absent
    self.cleared = cleared
    self.entries = entries
    self.isName = isName
    self.unmarked = unmarked
    self.sent = sent
    self.received = received
    self.derived = derived
    self.exception = exception
    self.limit = limit
  }

  /// The value of an object, in the form in which it is compared.
  func value(of object: JSON) -> JSON {
    let value = object.at(answer) ?? .null
    return value.isNull ? absent : received(value)
  }

  /// The value of a body, in the form in which it is compared.
  func value(in body: JSON) -> JSON { derived?(body) ?? body[name].map(sent) ?? absent }
}

// MARK: Forms

extension JSON {
  /// Whether two values mean the same: members without a value do not count, and numbers are compared by value.
  package func matches(_ other: JSON) -> Bool {
    switch (self, other) {
    case (.object(let own), .object(let others)):
      func covers(_ left: [Member], _ right: JSON) -> Bool {
        left.allSatisfy { member in (right[member.name] ?? .null).matches(member.value) }
      }
      return covers(own, other) && covers(others, self)
    case (.array(let own), .array(let others)):
      return own.count == others.count && zip(own, others).allSatisfy { $0.matches($1) }
    case (.integer, .number), (.number, .integer): return decimal == other.decimal
    default: return self == other
    }
  }

  /// Text of a decimal as its number, so that `"0.20"` equals `"0.2"`.
  package var asNumber: JSON { decimal.map(JSON.number) ?? self }

  package var asLowercase: JSON { text.map { .string($0.lowercased()) } ?? self }

  /// A time in UTC with seconds.
  package var asInstant: JSON { text.flatMap(Instant.init).map { .string($0.description) } ?? self }

  /// The elements in an order that does not depend on the given one.
  package var asSet: JSON { .array(elements.sorted { $0.compact < $1.compact }) }

  /// The elements by some members, and those that share them by the whole, in an order that does not depend on the given one.
  package func sorted(by names: String...) -> JSON {
    func key(_ element: JSON) -> String {
      (names.map { element.at($0)?.compact ?? "" } + [element.compact]).joined(separator: "\u{0}")
    }
    return .array(elements.sorted { key($0) < key($1) })
  }

  /// The object with values for the members that it lacks.
  package func filled(_ defaults: KeyValuePairs<String, JSON>) -> JSON {
    let lacking = defaults.filter { (self[$0.key] ?? .null).isNull }
    let kept = members.filter { member in !lacking.contains { $0.key.hasSameScalars(as: member.name) } }
    return .object(kept + lacking.map { Member($0.key, $0.value) })
  }

  /// The value with some members changed.
  package func mapping(_ names: Set<String>, _ change: (JSON) -> JSON) -> JSON {
    .object(members.map { names.contains($0.name) ? Member($0.name, change($0.value)) : $0 })
  }

  /// Each element changed.
  package func mapElements(_ change: (JSON) -> JSON) -> JSON { .array(elements.map(change)) }
}
