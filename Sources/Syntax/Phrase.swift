import Diagnostics

/// A text about a catalog, whose code is written in the format of the catalog when the text is shown.
///
///     "use \(word: Interval.month), or write \(code: .fields([("intervalCount", .literal("3"))]))"
package struct Phrase: Sendable {
  fileprivate enum Part: Sendable {
    case text(String)
    /// A word of a closed set in a sentence, where JSON needs no quotes.
    case word(String)
    /// Code that a catalog's own text is part of is cut if it is long.
    case code(Code, isCut: Bool)
    case either(json: String, swift: String)
  }

  /// A part of a catalog.
  package indirect enum Code: Sendable {
    /// A word of a closed set.
    case word(String)
    case string(String)
    /// What both formats write alike: a number, `true` or `false`.
    case literal(String)
    /// Fields of an object, without the object around them.
    case fields([(name: String, value: Code)])
    /// An object with known fields, and its type in the library.
    case object(String, [(name: String, value: Code)])
    /// An object whose fields do not matter, and its type in the library, if it is known.
    case anyObject(String?)
    /// Entries of a map, without the map around them.
    case entries([(name: String, value: Code)])
    case map([(name: String, value: Code)])
    case list([Code])
  }

  fileprivate var parts: [Part]

  package init(_ text: String) { parts = [.text(text)] }

  /// The text for a catalog in the format of the tree.
  package func text(in tree: SyntaxTree) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .word(let word): "`\(tree.isSwift ? tree.spelled(.word(word)) : word)`"
      case .code(let code, let isCut): isCut ? quoted(tree.spelled(code)) : "`\(tree.spelled(code))`"
      case .either(let json, let swift): tree.isSwift ? swift : json
      }
    }.joined()
  }
}

extension Phrase: ExpressibleByStringInterpolation {
  package init(stringLiteral text: String) { self.init(text) }

  package init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var parts: [Part] = []

    package init(literalCapacity: Int, interpolationCount: Int) { parts.reserveCapacity(2 * interpolationCount + 1) }

    package mutating func appendLiteral(_ text: String) { parts.append(.text(text)) }

    package mutating func appendInterpolation<Value>(_ value: Value) { parts.append(.text("\(value)")) }

    package mutating func appendInterpolation(_ phrase: Phrase) { parts += phrase.parts }

    /// A word of a closed set.
    package mutating func appendInterpolation<Choice: Word>(word: Choice) { parts.append(.word(word.rawValue)) }

    /// The text of a word of a closed set.
    package mutating func appendInterpolation(word: String) { parts.append(.word(word)) }

    package mutating func appendInterpolation(code: Code) { parts.append(.code(code, isCut: false)) }

    /// Code with text of the catalog, which may be long.
    package mutating func appendInterpolation(quoted code: Code) { parts.append(.code(code, isCut: true)) }

    /// Text that differs in more than its code.
    package mutating func appendInterpolation(json: String, swift: String) { parts.append(.either(json: json, swift: swift)) }
  }
}

extension Phrase {
  package static func + (left: Phrase, right: Phrase) -> Phrase { "\(left)\(right)" }

  /// A list in a sentence: `a, b or c`; only the first `limit` elements are named.
  package static func list(_ elements: [Phrase], and conjunction: String = "and", limit: Int = 8) -> Phrase {
    if elements.count > limit {
      return "\(joined(elements.prefix(limit))) \(conjunction) \(elements.count - limit) more"
    }
    guard let last = elements.last, elements.count > 1 else { return elements.first ?? "" }
    return "\(joined(elements.dropLast())) \(conjunction) \(last)"
  }

  private static func joined(_ elements: ArraySlice<Phrase>) -> Phrase {
    var all: Phrase = ""
    for (index, element) in elements.enumerated() { all.parts += (index > 0 ? [.text(", ")] : []) + element.parts }
    return all
  }

  /// A list of words of a closed set, of which one is to be written.
  package static func words<Choice: Word>(_ words: [Choice]) -> Phrase { list(words.map { "\(word: $0)" }, and: "or") }
}

extension SyntaxTree {
  /// Code in the format of the tree.
  fileprivate func spelled(_ code: Phrase.Code) -> String {
    switch code {
    case .word(let word): vocabulary?.member(for: word).map { ".\($0)" } ?? "\"\(word)\""
    case .string(let text): "\"\(text)\""
    case .literal(let literal): literal
    case .fields(let fields): isSwift ? labeled(fields) : entries(fields)
    case .object(let type, let fields): isSwift ? "\(type)(\(labeled(fields)))" : "{\(entries(fields))}"
    case .anyObject(let type): isSwift ? type.map { "\($0)(…)" } ?? "…" : "{…}"
    case .entries(let members): entries(members)
    case .list(let elements): "[\(elements.map(spelled).joined(separator: ", "))]"
    case .map(let members): isSwift ? "[\(members.isEmpty ? ":" : entries(members))]" : "{\(entries(members))}"
    }
  }

  private func labeled(_ fields: [(name: String, value: Phrase.Code)]) -> String {
    fields.map { "\($0.name): \(spelled($0.value))" }.joined(separator: ", ")
  }

  private func entries(_ members: [(name: String, value: Phrase.Code)]) -> String {
    members.map { "\"\($0.name)\": \(spelled($0.value))" }.joined(separator: ", ")
  }

  /// The kind of a value, as a message speaks of it.
  package func described(_ id: NodeID) -> String {
    guard isSwift else { return kind(id).described }
    return switch kind(id) {
    case .null: "nil"
    case .object: bytes[node(id).start] == UInt8(ascii: "[") ? "a dictionary" : "a call"
    default: kind(id).described
    }
  }
}
