import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// Metadata of meters, benefits, products and checkouts, in layers: each one wins over those before it.
///
/// Numbers and truth values stay what they are, and everything else becomes text. What is wrong with an entry is said once,
/// however many objects carry it.
///
/// Source: server/polar/kit/metadata.py in polarsource/polar: 50 keys of 1 to 40 characters, text of 1 to 500 without NUL.
struct PolarMetadata {
  struct Layer {
    let members: [JSON.Member]
    let owner: Place
    /// What the catalog's own check has reported as written by the compiler.
    let reserved: [String]

    init(_ members: [JSON.Member], _ owner: Place, reserved: [String] = []) {
      self.members = members
      self.owner = owner
      self.reserved = reserved
    }

    subscript(name: String) -> JSON.Member? { members.first { $0.name == name } }

    func place(_ member: JSON.Member) -> Place { owner["metadata", member.name] }
  }

  private static let entries = 50
  private static let nameLength = 40
  static let valueLength = 500

  private var values: [Place: JSON.Member?] = [:]
  private var reported: Set<Place> = []

  mutating func object(_ layers: [Layer], compiler: [JSON.Member], owner: Place, _ lowering: inout Lowering) -> JSON {
    let layers = [Layer(lowering.settings.metadata, lowering.settings.place)] + layers
    var own: [(member: JSON.Member, place: Place)] = []
    for (index, layer) in layers.enumerated() {
      for member in layer.members {
        let place = layer.place(member)
        if compiler.contains(where: { $0.name == member.name }) {
          if !layer.reserved.contains(member.name), reported.insert(place).inserted {
            lowering.report(
              .polarReservedMetadata, "the compiler writes \(quoted(member.name)) itself, and its value wins", at: place,
              help: "give the entry another name")
          }
        } else if let other = layers[(index + 1)...].first(where: { $0[member.name] != nil }) {
          checkOverridden(member, place, isSettings: index == 0, by: other, &lowering)
        } else if let value = value(member, at: place, &lowering) {
          own.append((value, place))
        }
      }
    }
    let room = Self.entries - compiler.count
    for entry in own.dropFirst(room) where reported.insert(entry.place).inserted {
      lowering.report(
        .polarMetadata,
        "the entry \(quoted(entry.member.name)) is left out: there are at most \(Self.entries) entries, "
          + "\(compiler.count) of them the compiler's",
        at: entry.place)
    }
    var members = own.prefix(room).map(\.member)
    for member in compiler {
      if let problem = Self.problem(member) {
        if reported.insert(owner[member.name]).inserted {
          lowering.report(.polarMetadata, "the entry \(quoted(member.name)) is left out: \(problem)", at: owner)
        }
      } else {
        members.append(member)
      }
    }
    return .object(members)
  }

  /// Settings are there to be overridden; that an item and its price disagree is worth a word, because a product holds both.
  private mutating func checkOverridden(
    _ member: JSON.Member, _ place: Place, isSettings: Bool, by layer: Layer, _ lowering: inout Lowering
  ) {
    guard !isSettings, let other = layer[member.name], other.value != member.value,
      reported.insert(place).inserted
    else { return }
    lowering.report(
      .polarMetadataOverridden, "another entry of this name goes to the same object at Polar, and is sent instead",
      at: place,
      related: [.init("the entry that is sent", at: layer.place(other))])
  }

  private mutating func value(_ member: JSON.Member, at place: Place, _ lowering: inout Lowering) -> JSON.Member? {
    if let known = values[place] { return known }
    let value = JSON.Member(member.name, Self.lowered(member.value))
    var result: JSON.Member? = value
    if let problem = Self.problem(value) {
      lowering.report(.polarMetadata, "the entry \(quoted(member.name)) is left out: \(problem)", at: place)
      result = nil
    }
    values[place] = .some(result)
    return result
  }

  /// A number beyond the precision of a double is sent as text: Polar reads fractions as doubles.
  private static func lowered(_ value: JSON) -> JSON {
    switch value {
    case .bool, .string: value
    case .integer(let number): lowered(.number(ExactDecimal(number)))
    case .number(let number): number.exceedsDouble ? .string(number.description) : value
    case .null, .array, .object: .string(value.compact)
    }
  }

  private static func problem(_ member: JSON.Member) -> String? {
    if member.name.isEmpty || member.name.unicodeScalars.count > nameLength {
      return "names have 1 to \(nameLength) characters"
    }
    guard case .string(let text) = member.value else { return nil }
    return text.isEmpty ? "a value is not empty" : problem(text)
  }

  /// What Polar has against a text; nil for nothing.
  private static func problem(_ text: String) -> String? {
    let count = text.unicodeScalars.count
    if count > valueLength { return "a value has at most \(valueLength) characters, this one has \(count)" }
    return text.unicodeScalars.contains("\0") ? "a value may not hold '\\u{0}'" : nil
  }

  /// The query of a look-up by the compiler's own entries, every one of which must hold; nil where one is not sent.
  static func query(_ names: [String], in metadata: JSON, and fields: KeyValuePairs<String, JSON?>) -> [JSON.Member]? {
    var query: [JSON.Member] = []
    for name in names {
      guard let value = metadata[name] else { return nil }
      query.append(.init("metadata[\(name)]", value))
    }
    return query + JSON.members(fields)
  }
}

/// A short text that stands for a long one.
func polarDigest(_ text: String) -> String {
  "sha256-" + SHA256.hash(text.utf8).prefix(8).map { hexadecimal($0) }.joined()
}

/// A text without white space around it, as Polar keeps names.
func polarTrimmed(_ text: String) -> String {
  let scalars = text.unicodeScalars
  guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
    let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
  else { return "" }
  return String(scalars[first...last])
}
