import JSONText
import Syntax

extension SyntaxTree {
  /// The catalog in its canonical JSON spelling: fields in the order of the documentation, unknown ones behind them; ids, lists
  /// and metadata in the order of the file; each number in its one spelling.
  ///
  /// - Parameter keepsTypes: false leaves out the `type` of an entitlement whose other fields tell it, as a catalog that comes
  ///   from Swift has them all.
  package func canonicalJSON(keepsTypes: Bool) -> [UInt8] {
    CanonicalPrinter(tree: self, keepsTypes: keepsTypes).json(.root, .catalog).text(pretty: true) + [UInt8(ascii: "\n")]
  }
}

private struct CanonicalPrinter {
  let tree: SyntaxTree
  let keepsTypes: Bool

  func json(_ node: NodeID, _ shape: Shape) -> JSON {
    switch tree.kind(node) {
    case .object:
      if let fields = shape.fields { return .object(known(node, fields, isEntitlement: shape.isEntitlement)) }
      let inner: Shape = if case .map(let inner) = shape { inner } else { .any }
      return .object(tree.members(of: node).map { .init(tree.text($0.key), json($0.value, inner)) })
    case .array:
      let inner: Shape = if case .list(let inner) = shape { inner } else { .any }
      return .array(tree.elements(of: node).map { json($0, inner) })
    case .string: return .string(tree.text(node))
    case .number: return tree.number(node).map(JSON.number) ?? .null
    case .boolean: return .bool(tree.bool(node))
    case .null: return .null
    }
  }

  private func known(_ node: NodeID, _ fields: [ShapedField], isEntitlement: Bool) -> [JSON.Member] {
    var members: [JSON.Member] = []
    for field in fields {
      guard let value = tree.value(of: node, named: field.name) else { continue }
      if !keepsTypes, isEntitlement, field.name == EntitlementField.type.rawValue, impliesType(node) { continue }
      members.append(.init(field.name, json(value, field.shape)))
    }
    let unknown = tree.members(of: node).filter { member in !fields.contains { tree.hasText(member.key, $0.name) } }
    return members + unknown.map { .init(tree.text($0.key), json($0.value, .any)) }
  }

  /// True where the entitlement has a member that only one kind has.
  private func impliesType(_ node: NodeID) -> Bool {
    tree.members(of: node).contains { EntitlementField(rawValue: tree.text($0.key))?.kind != nil }
  }
}
