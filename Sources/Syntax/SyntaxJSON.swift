import JSONText

extension JSON {
  /// The value of a node. A number out of range, which a reader has reported, becomes null.
  package init(_ tree: SyntaxTree, _ node: NodeID) {
    switch tree.kind(node) {
    case .object: self = .object(tree.jsonMembers(of: node))
    case .array: self = .array(tree.elements(of: node).map { JSON(tree, $0) })
    case .string: self = .string(tree.text(node))
    case .number: self = tree.number(node).map(JSON.number) ?? .null
    case .boolean: self = .bool(tree.bool(node))
    case .null: self = .null
    }
  }
}

extension SyntaxTree {
  /// The members of an object as ``JSON`` values.
  package func jsonMembers(of node: NodeID) -> [JSON.Member] {
    members(of: node).map { JSON.Member(text($0.key), JSON(self, $0.value)) }
  }
}
