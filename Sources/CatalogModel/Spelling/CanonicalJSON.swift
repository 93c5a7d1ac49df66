import JSONText
import Syntax

extension SyntaxTree {
  /// The catalog in its canonical JSON spelling: fields in the order of the documentation, unknown ones behind them; ids, lists
  /// and metadata in the order of the file; each number in its one spelling.
  ///
  /// - Parameter keepsForms: false gives each entitlement one spelling too: the literal where that says all, else an object
  ///   with its type. Then a catalog has one text, whichever spelling it comes from. It must be one without errors.
  package func canonicalJSON(keepsForms: Bool) -> [UInt8] {
    CanonicalPrinter(tree: self, keepsForms: keepsForms).json(.root, .catalog).text(pretty: true) + [UInt8(ascii: "\n")]
  }
}

private struct CanonicalPrinter {
  let tree: SyntaxTree
  let keepsForms: Bool

  func json(_ node: NodeID, _ shape: Shape) -> JSON {
    switch tree.kind(node) {
    case .object:
      if shape.isEntitlement, !keepsForms { return entitlement(node) }
      if let fields = shape.fields { return .object(known(node, fields)) }
      return .object(tree.members(of: node).map { .init(tree.text($0.key), json($0.value, shape.entry)) })
    case .array:
      let inner: Shape = if case .list(let inner) = shape { inner } else { .any }
      return .array(tree.elements(of: node).map { json($0, inner) })
    case .string: return .string(tree.text(node))
    case .number: return tree.number(node).map(JSON.number) ?? .null
    case .boolean: return .bool(tree.bool(node))
    case .null: return .null
    }
  }

  private func known(_ node: NodeID, _ fields: [ShapedField]) -> [JSON.Member] {
    var members: [JSON.Member] = []
    for field in fields {
      guard let value = tree.value(of: node, named: field.name) else { continue }
      members.append(.init(field.name, json(value, field.shape)))
    }
    let unknown = tree.members(of: node).filter { member in !fields.contains { tree.hasText(member.key, $0.name) } }
    return members + unknown.map { .init(tree.text($0.key), json($0.value, .any)) }
  }

  /// An entitlement object in its one spelling.
  private func entitlement(_ node: NodeID) -> JSON {
    if let literal = tree.entitlementLiteral(node) { return json(literal, .any) }
    let type = EntitlementField.type.rawValue
    let members = known(node, Shape.entitlementFields).filter { $0.name != type }
    return members.isEmpty ? true : .object([.init(type, .string(tree.entitlementKind(node)))] + members)
  }
}
