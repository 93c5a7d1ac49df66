import JSONText

extension JSON {
  /// The value that stands in a tree. A number beyond what ``ExactDecimal`` holds, which a reader reports, is null.
  package init(_ tree: SyntaxTree, _ node: NodeID) {
    switch tree.kind(node) {
    case .object: self = .object(tree.members(of: node).map { JSON.Member(tree.text($0.key), JSON(tree, $0.value)) })
    case .array: self = .array(tree.elements(of: node).map { JSON(tree, $0) })
    case .string: self = .string(tree.text(node))
    case .number: self = tree.number(node).map(JSON.number) ?? .null
    case .boolean: self = .bool(tree.bool(node))
    case .null: self = .null
    }
  }
}
