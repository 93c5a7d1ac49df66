import Accounts
import Catalog
import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Syntax

extension Document {
  /// The sections of the catalog, their entries, and what those contain: as a tree, or as a list for a client that takes none.
  mutating func symbols(_ client: LanguageServer.Client) -> JSON {
    let tree = compilation().tree
    if tree.isEmpty { return [] }
    let symbols = self.symbols(in: .root, .root, tree)
    return .array(client.takesHierarchicalSymbols ? symbols.map(message) : symbols.flatMap { flat($0, in: nil) })
  }

  private struct Symbol {
    let name: String
    let detail: String?
    let kind: SymbolKind
    let range: ByteRange
    let selection: ByteRange
    var children: [Symbol]
  }

  /// `SymbolKind` of the protocol.
  fileprivate enum SymbolKind: Int64 {
    case namespace = 3
    case object = 5
    case property = 7
    case field = 8
    case constant = 14
    case event = 24
  }

  /// The objects and the entries of maps below a node. Fields with plain values are left out.
  private func symbols(in node: NodeID, _ place: FieldPlace, _ tree: SyntaxTree) -> [Symbol] {
    tree.members(of: node).compactMap { key, value in
      guard let inner = place.stepping(to: tree.text(key)) else { return nil }
      let children = symbols(in: value, inner, tree)
      guard inner.isEntry ? inner.type.isSymbol : !children.isEmpty else { return nil }
      let (keyRange, valueRange) = (tree.range(key), tree.range(value))
      let name = tree.text(key)
      return Symbol(
        // The protocol does not allow an empty name.
        name: name.allSatisfy({ $0 == " " }) ? "\"\(name)\"" : name, detail: detail(of: value, inner, tree), kind: inner.kind,
        range: ByteRange(min(keyRange.start, valueRange.start), max(keyRange.end, valueRange.end)), selection: keyRange,
        children: children)
    }
  }

  private func detail(of value: NodeID, _ place: FieldPlace, _ tree: SyntaxTree) -> String? {
    guard place.isEntry else { return nil }
    if let amount = tree.writtenPrice(value) { return amount }
    if let name = tree.value(of: value, named: "name"), tree.kind(name) == .string { return tree.text(name) }
    return nil
  }

  private func message(_ symbol: Symbol) -> JSON {
    .fields([
      "name": .string(symbol.name), "detail": symbol.detail.map(JSON.string), "kind": .integer(symbol.kind.rawValue),
      "range": positions.range(symbol.range), "selectionRange": positions.range(symbol.selection),
      "children": .array(symbol.children.map(message)),
    ])
  }

  private func flat(_ symbol: Symbol, in container: String?) -> [JSON] {
    let own = JSON.fields([
      "name": .string(symbol.name), "kind": .integer(symbol.kind.rawValue), "location": location(symbol.range),
      "containerName": container.map(JSON.string),
    ])
    return [own] + symbol.children.flatMap { flat($0, in: symbol.name) }
  }
}

extension FieldPlace {
  fileprivate var kind: Document.SymbolKind {
    guard isEntry else { return .namespace }
    switch (section, field?.name) {
    case (.meters, _): return .event
    case (.features, _): return .property
    case (_?, _): return .object
    case (nil, "prices"): return .constant
    case (nil, _): return .field
    }
  }
}

extension FieldType {
  /// Whether an entry of a map of this type is worth a line in an outline.
  fileprivate var isSymbol: Bool {
    switch self {
    case .object, .entitlement: true
    default: false
    }
  }
}
