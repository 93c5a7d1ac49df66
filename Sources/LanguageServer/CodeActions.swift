import Accounts
import CatalogReading
import Diagnostics
import JSONText

extension Document {
  /// The fixes of the findings at a range, and all safe fixes of the text at once.
  mutating func codeActions(_ params: JSON, _ client: LanguageServer.Client) throws(ResponseError) -> JSON {
    // An older client takes only commands, of which the server has none.
    guard client.takesActionLiterals else { return [] }
    let range = try positions.range(of: params["range"])
    let wanted = params.at("context", "only")?.elements.compactMap(\.text)
    let compilation = compilation()
    var actions: [JSON] = []
    if Self.isWanted("quickfix", wanted) {
      let found = compilation.reported.filter { $0.range.overlaps(range) && !$0.fixes.isEmpty }
      actions += found.flatMap { diagnostic in diagnostic.fixes.map { action($0, for: diagnostic, client) } }
    }
    let hasSafe = compilation.diagnostics.contains { $0.fixes.contains { $0.applicability == .safe } }
    if hasSafe, Self.isWanted("source.fixAll", wanted) {
      let fixed = FixedCatalog(source, compilation, allowsUnsafe: false) { self.compilation(of: $0) }
      let edits = edits(to: fixed.source.bytes)
      if !edits.isEmpty {
        actions.append([
          "title": "Apply all safe fixes", "kind": "source.fixAll.catalogc", "edit": workspaceEdit(edits, client),
        ])
      }
    }
    return .array(actions)
  }

  private func action(_ fix: Fix, for diagnostic: Diagnostic, _ client: LanguageServer.Client) -> JSON {
    let isSafe = fix.applicability == .safe
    let title = fix.message.prefix(1).uppercased() + fix.message.dropFirst()
    return [
      "title": .string(isSafe ? title : "\(title) (review)"), "kind": "quickfix", "diagnostics": [message(diagnostic)],
      "isPreferred": .bool(isSafe), "edit": workspaceEdit(fix.edits, client),
    ]
  }

  /// Whether a client wants a kind of action: kinds are hierarchical, and a kind includes those below it.
  private static func isWanted(_ kind: String, _ wanted: [String]?) -> Bool {
    guard let wanted else { return true }
    return wanted.contains { $0.isEmpty || kind == $0 || kind.hasPrefix($0 + ".") || $0.hasPrefix(kind + ".") }
  }
}
