extension Coverage {
  /// The section of `docs/providers.md`.
  package var markdown: String {
    var text = """
      ## How each provider treats each field

      Measured, not declared: in a catalog with every field in every place where it is allowed, one field at a time is \
      changed or removed, and the outputs of each provider are compared.

      - requests: the requests change with the field.
      - `rule`: a diagnostic at the field, or at its parent, reports how the field is treated. Rules of a provider are listed \
      without the provider's name: `addon-trial` in the column of Stripe is `stripe/addon-trial`.
      - (`rule`): the parent of the field is not sent at all, and the diagnostic reports that.
      - view: the field appears only in `products` and `prices` of the artifact.
      - none: the provider has no such field.

      If a field has several places, such as prices of plans, add-ons and top-ups, the results of all places are listed.


      """
    text += "| field | \(columns.map(\.title).joined(separator: " | ")) |\n"
    text += "|---|\(columns.map { _ in "---|" }.joined())\n"
    for row in rows where row.field.exemption == nil {
      let cells = row.cells.map { cell in
        var marks: [String] = []
        for (_, mark) in cell where !marks.contains(mark.text) { marks.append(mark.text) }
        return marks.isEmpty ? "none" : marks.joined(separator: ", ")
      }
      text += "| `\(row.field.name)` | \(cells.joined(separator: " | ")) |\n"
    }
    let exempt = rows.compactMap { row in row.field.exemption.map { "`\(row.field.name)` \($0)" } }
    text += "\nNo provider receives these: \(exempt.joined(separator: "; ")).\n"
    for row in rows {
      for (_, reason) in row.field.exceptions.sorted(by: { $0.key < $1.key }) { text += "\n`\(row.field.name)`: \(reason).\n" }
    }
    return text
  }
}

extension Coverage.Mark {
  fileprivate var text: String {
    switch self {
    case .requests: "requests"
    case .diagnostic(let rule): "`\(rule.ownName)`"
    case .diagnosticOfWhole(let rule): "(`\(rule.ownName)`)"
    case .view: "view"
    case .ignored: "—"
    }
  }
}

extension String {
  /// The rule name without the provider prefix.
  var ownName: String { split(separator: "/").last.map(String.init) ?? self }
}
