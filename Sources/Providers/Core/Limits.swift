import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// What a provider's metadata may be.
package struct MetadataLimits: Sendable {
  /// What becomes of a value.
  package enum Values: Sendable {
    /// A string is itself, all else its JSON text.
    case text
    /// As `text`, but that numbers and truth values stay: numbers as far as a double keeps them.
    case scalars
    /// Any JSON, as it is.
    case json
  }

  /// `.max` for no limit.
  package let entries: Int
  /// In characters (Unicode scalars); `.max` for no limit, and then a name may be empty.
  package let nameLength: Int
  /// Of text, in characters (Unicode scalars); `.max` for no limit.
  package let valueLength: Int
  /// Whether a name may have this scalar in it.
  package let allowsInName: @Sendable (Unicode.Scalar) -> Bool
  /// Whether a text may have this scalar in it.
  package let allowsInValue: @Sendable (Unicode.Scalar) -> Bool
  /// Whether a text may be empty.
  package let allowsEmpty: Bool
  package let values: Values

  package init(
    entries: Int = .max, nameLength: Int = .max, valueLength: Int = .max, allowsEmpty: Bool = true, values: Values = .text,
    allowsInName: @escaping @Sendable (Unicode.Scalar) -> Bool = { _ in true },
    allowsInValue: @escaping @Sendable (Unicode.Scalar) -> Bool = { _ in true }
  ) {
    self.entries = entries
    self.nameLength = nameLength
    self.valueLength = valueLength
    self.allowsEmpty = allowsEmpty
    self.values = values
    self.allowsInName = allowsInName
    self.allowsInValue = allowsInValue
  }

  /// As much as there is, of any JSON.
  static let none = MetadataLimits(values: .json)
}

extension Lowering {
  /// Metadata as text within the provider's limits. What goes beyond them is left out, and reported at the owner's metadata;
  /// what the compiler adds is kept before what the catalog says.
  ///
  /// - Parameter compiler: how many of the members, counted from the end, the compiler added.
  package mutating func textMetadata(
    _ members: [JSON.Member], compiler: Int, within limits: MetadataLimits, _ rule: Rule, owner: Place
  ) -> JSON {
    var kept: [JSON.Member] = []
    kept.reserveCapacity(members.count)
    for (index, member) in members.enumerated() {
      let text = metadataText(member.value)
      let isOwn = index < members.count - compiler
      let problem: String? =
        if member.name.isEmpty || member.name.isLonger(than: limits.nameLength) {
          "names have 1 to \(limits.nameLength) characters"
        } else if let scalar = member.name.unicodeScalars.first(where: { !limits.allowsInName($0) }) {
          "a name may not hold '\(escaped(scalar))'"
        } else if text.isLonger(than: limits.valueLength) {
          "values have at most \(limits.valueLength) characters, this one has \(text.unicodeScalars.count)"
        } else if text.isEmpty, !limits.allowsEmpty {
          "values are not empty"
        } else if isOwn, kept.count >= limits.entries - compiler {
          "there are at most \(limits.entries) entries, \(compiler) of them the compiler's"
        } else {
          nil
        }
      if let problem {
        report(rule, "the metadata entry \(quoted(member.name)) is left out: \(problem)", at: owner["metadata", member.name])
      } else {
        kept.append(.init(member.name, .string(text)))
      }
    }
    return .object(kept)
  }

  /// A text within a length in characters (Unicode scalars); a longer one is cut, and reported.
  package mutating func limited(_ text: String, to length: Int, _ rule: Rule, _ what: String, at place: Place) -> String {
    guard text.isLonger(than: length) else { return text }
    let count = text.unicodeScalars.count
    report(rule, "\(what) has \(count) characters, and at most \(length) are kept", at: place, help: "shorten it")
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(length)))
  }
}

extension String {
  /// True where it has more characters (Unicode scalars): no text has more of them than bytes.
  package func isLonger(than length: Int) -> Bool { utf8.count > length && unicodeScalars.count > length }
}

extension Place {
  /// Where the name of an entry stands: its `name`, else its `key`, else its id.
  package static func nameOf(_ header: Header) -> Place {
    header.hasOwnName ? header.place["name"] : keyOf(header)
  }

  /// Where the key of an entry stands: its `key`, or its id.
  package static func keyOf(_ header: Header) -> Place {
    header.hasOwnKey ? header.place["key"] : header.place.name
  }
}
