import Accounts
import Diagnostics
import JSONText
import Syntax

extension Document {
  /// The amounts that are written in the minor unit, as people write them: `2000` is 20.00 USD.
  mutating func inlayHints(_ params: JSON) throws(ResponseError) -> JSON {
    let range = try positions.range(of: params["range"])
    let tree = compilation().tree
    if tree.isEmpty { return [] }
    var hints: [JSON] = []
    addHints(in: .root, .root, [], range, tree, &hints)
    return .array(hints)
  }

  private func addHints(
    in node: NodeID, _ place: FieldPlace, _ containers: [NodeID], _ wanted: ByteRange, _ tree: SyntaxTree, _ hints: inout [JSON]
  ) {
    guard tree.range(node).overlaps(wanted) else { return }
    let inner = containers + [node]
    for (key, value) in tree.members(of: node) {
      guard let place = place.stepping(to: tree.text(key)) else { continue }
      addHints(in: value, place, inner, wanted, tree, &hints)
    }
    for element in tree.elements(of: node) {
      guard let place = place.stepping(to: nil) else { continue }
      addHints(in: element, place, inner, wanted, tree, &hints)
    }
    guard tree.kind(node) == .number, let money = tree.money(node, at: place, in: containers) else { return }
    hints.append([
      "position": positions.position(at: tree.range(node).end), "label": .string(money), "paddingLeft": true,
    ])
  }
}
