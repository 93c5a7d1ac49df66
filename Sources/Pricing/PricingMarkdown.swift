/// Writes a pricing page as GitHub-flavored Markdown with tables.
package enum PricingMarkdown {
  package static func write(_ page: PricingPage) -> String {
    var text = "# Pricing\n"
    if !page.plans.isEmpty {
      text += "\n## Plans\n\n" + row([""] + page.plans.map(heading))
      text += row(["---"] + page.plans.map { _ in "---" })
      if page.plans.contains(where: { $0.description != nil }) {
        text += row([""] + page.plans.map { $0.description.map(PricingText.markdown) ?? "" })
      }
      for line in page.prices + page.features {
        let about = line.description.map { "<br>" + PricingText.markdown($0) } ?? ""
        text += row(["**\(PricingText.markdown(line.name))**" + about] + line.cells.map(cell))
      }
    }
    text += section("Add-ons", page.addons) + section("Top-ups", page.topups)
    if page.plans.isEmpty, page.addons.isEmpty, page.topups.isEmpty { text += "\nNothing for sale yet.\n" }
    return text
  }

  /// A table of add-ons or of top-ups, with a column for each fact that at least one of them has.
  private static func section(_ title: String, _ extras: [PricingPage.Extra]) -> String {
    guard !extras.isEmpty else { return "" }
    var names: [String] = []
    for name in extras.flatMap({ $0.facts.map(\.name) }) where !names.contains(name) { names.append(name) }
    var text = "\n## \(title)\n\n" + row([""] + names) + row(["---"] + names.map { _ in "---" })
    for extra in extras {
      let title = "**\(PricingText.markdown(extra.title.name))**<br>\(PricingText.code(extra.title.key))"
      text += row(
        [title + (extra.title.description.map { "<br>" + PricingText.markdown($0) } ?? "")]
          + names.map { name in
            let lines = extra.facts.first { $0.name == name }?.lines ?? []
            return lines.map(PricingText.markdown).joined(separator: "<br>")
          })
    }
    return text
  }

  private static func heading(_ title: PricingPage.Title) -> String {
    "\(PricingText.markdown(title.name))<br>\(PricingText.code(title.key))"
  }

  private static func cell(_ cell: PricingPage.Cell) -> String {
    switch cell {
    case .included: "✓"
    case .notIncluded: "—"
    case .lines(let lines, let notes):
      (lines.map(PricingText.markdown) + notes.map { "*\(PricingText.markdown($0))*" }).joined(separator: "<br>")
    }
  }

  private static func row(_ cells: [String]) -> String {
    "|" + cells.map { $0.isEmpty ? " |" : " \($0) |" }.joined() + "\n"
  }
}
