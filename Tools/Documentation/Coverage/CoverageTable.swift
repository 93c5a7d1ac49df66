extension Coverage {
  /// The section of `docs/providers.md`.
  package var markdown: String {
    var text = """
      ## What becomes of each field

      Measured, not declared: in a catalog that has every field in every place where it may stand, one field at a time gets \
      another value or is left out, and what each provider makes of it is compared.

      - requests: what is sent changes with the field.
      - `rule`: a diagnostic at the field, or at what it belongs to, says what becomes of it. Rules of a provider stand \
      without its name: `addon-trial` in the column of Stripe is `stripe/addon-trial`.
      - (`rule`): what the field belongs to is not sent as a whole, and the diagnostic says that.
      - view: the field is in `products` and `prices` of the artifact alone.
      - none: the provider has no such field.

      Where a field has several places, as prices of plans, add-ons and top-ups, all that becomes of it in any of them is \
      listed.


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
    return text + "\nNo provider gets these: \(exempt.joined(separator: "; ")).\n"
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
  /// Without the provider in front.
  fileprivate var ownName: String { split(separator: "/").last.map(String.init) ?? self }
}
