import Accounts
import Catalog
import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Syntax

/// Where entries are declared and named: definition, references, highlights and renaming. All of it follows from the references
/// that the compiler resolves.
extension Document {
  /// The value of the entry that is declared or named at an offset, and the string there.
  private mutating func entry(at offset: Int) -> (entry: NodeID, name: NodeID)? {
    let tree = compilation().tree
    let references = references()
    if let reference = references.first(where: { tree.range($0.node).touches(offset) }) {
      return (reference.entry, reference.node)
    }
    guard let node = tree.node(at: offset), node.isKey, let key = node.key, node.place.section != nil else { return nil }
    return (node.value, key)
  }

  private mutating func offset(_ params: JSON) throws(ResponseError) -> Int { try positions.offset(of: params["position"]) }

  mutating func definition(_ params: JSON) throws(ResponseError) -> JSON {
    guard let (entry, _) = entry(at: try offset(params)) else { return .null }
    let tree = compilation().tree
    return location(tree.range(tree.key(ofValue: entry)))
  }

  /// Where the entry is named, with its declaration if that is wanted, in the order of the file.
  private mutating func places(of entry: NodeID, withDeclaration: Bool) -> [(node: NodeID, isDeclaration: Bool)] {
    let tree = compilation().tree
    let named = references().filter { $0.entry == entry }.map { (node: $0.node, isDeclaration: false) }
    let declared = withDeclaration ? [(node: tree.key(ofValue: entry), isDeclaration: true)] : []
    return (named + declared).sorted { $0.node < $1.node }
  }

  mutating func foundReferences(_ params: JSON) throws(ResponseError) -> JSON {
    guard let (entry, _) = entry(at: try offset(params)) else { return .null }
    let tree = compilation().tree
    let withDeclaration = params.at("context", "includeDeclaration")?.isTrue ?? false
    return .array(places(of: entry, withDeclaration: withDeclaration).map { location(tree.range($0.node)) })
  }

  mutating func highlights(_ params: JSON) throws(ResponseError) -> JSON {
    guard let (entry, _) = entry(at: try offset(params)) else { return .null }
    let tree = compilation().tree
    // `DocumentHighlightKind`: 2 reads, 3 writes.
    return .array(
      places(of: entry, withDeclaration: true).map { place in
        ["range": positions.range(tree.range(place.node)), "kind": place.isDeclaration ? 3 : 2]
      })
  }

  // MARK: Renaming

  /// Whether a string names an entry by its id, alone or after its section, as in `plans.pro`. If not, it names it by its key.
  private func namesByID(_ node: NodeID, _ entry: NodeID, in tree: SyntaxTree) -> Bool {
    let (text, id) = (tree.text(node), tree.text(tree.key(ofValue: entry)))
    if text.hasSameScalars(as: id) { return true }
    return Section.allCases.contains { section in
      text.hasSameScalars(as: "\(section.rawValue).\(id)") && tree.value(at: [section.rawValue, id]) == entry
    }
  }

  /// The id in a string that names an entry by it: `pro` in `"plans.pro"`. Nil if the string is written with escapes.
  private func idRange(_ node: NodeID, _ entry: NodeID, in tree: SyntaxTree) -> ByteRange? {
    let id = tree.text(tree.key(ofValue: entry))
    let range = tree.range(node)
    let end = source.bytes[range.end - 1] == UInt8(ascii: "\"") ? range.end - 1 : range.end
    let start = end - id.utf8.count
    guard start >= range.start, source.bytes[start..<end].elementsEqual(id.utf8) else { return nil }
    return ByteRange(start, end)
  }

  mutating func prepareRename(_ params: JSON) throws(ResponseError) -> JSON {
    guard let (entry, name) = entry(at: try offset(params)) else { return .null }
    let tree = compilation().tree
    guard namesByID(name, entry, in: tree), let range = idRange(name, entry, in: tree) else { return .null }
    return ["range": positions.range(range), "placeholder": .string(tree.text(tree.key(ofValue: entry)))]
  }

  /// Renames an id where it is declared and named. An entry whose key is its id keeps that as `key`, so that it is the same entry
  /// for providers and programs.
  mutating func rename(_ params: JSON, _ client: LanguageServer.Client) throws(ResponseError) -> JSON {
    let name = try params.requiredText("newName")
    guard let (entry, _) = entry(at: try offset(params)) else {
      throw ResponseError(.requestFailed, "only ids of meters, features, plans, add-ons, top-ups and discounts can be renamed")
    }
    if compilation().isBroken { throw ResponseError(.requestFailed, "correct the syntax errors first") }
    let tree = compilation().tree
    let key = tree.key(ofValue: entry)
    let old = tree.text(key)
    guard !name.isEmpty, literal(name) != nil else {
      throw ResponseError(
        .requestFailed, "an id must not be empty, and must not contain quotes, backslashes or control characters")
    }
    if name.hasSameScalars(as: old) { return .null }
    guard let declaration = tree.node(at: tree.range(key).start), let siblings = declaration.containers.last else { return .null }
    if tree.value(of: siblings, named: name) != nil {
      throw ResponseError(.requestFailed, "the id \(quoted(name)) already exists")
    }
    var edits: [Fix.Edit] = []
    for place in places(of: entry, withDeclaration: true) where namesByID(place.node, entry, in: tree) {
      guard let range = idRange(place.node, entry, in: tree) else {
        throw ResponseError(.requestFailed, "\(quoted(old)) is written with escapes; rename it by hand")
      }
      edits.append(Fix.Edit(range, name))
    }
    if let kept = keptKey(old, of: entry, at: declaration.place, tree) { edits.append(kept) }
    return workspaceEdit(edits.sorted { $0.range.start < $1.range.start }, client)
  }

  /// The edit that writes an entry's id as its key.
  private func keptKey(_ id: String, of entry: NodeID, at place: FieldPlace, _ tree: SyntaxTree) -> Fix.Edit? {
    let field = FeatureField.key.rawValue
    guard place.type.fields?.contains(where: { $0.name == field }) == true, tree.kind(entry) == .object,
      tree.value(of: entry, named: field) == nil, let literal = literal(id)
    else { return nil }
    let bracket = UInt8(ascii: format == .swift ? "(" : "{")
    let range = tree.range(entry)
    guard let opening = source.bytes[range.start..<range.end].firstIndex(of: bracket) else { return nil }
    let space = source.bytes[(opening + 1)...].prefix { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    let isEmpty = tree.members(of: entry).first { _ in true } == nil
    let written = format == .swift ? "\(field): \(literal)" : "\"\(field)\": \(literal)"
    let indent = isEmpty ? "" : String(decoding: space, as: UTF8.self)
    // On one line, members are separated by a space.
    let separator = isEmpty ? "" : space.isEmpty ? ", " : ","
    return Fix.Edit(ByteRange(opening + 1, opening + 1), indent + written + separator)
  }
}
