/// Writes a pricing page as GitHub-flavored Markdown with tables. Without switches, it shows every currency and interval.
package enum PricingMarkdown {
  package static func write(_ page: PricingPage) -> String {
    var text = "# Pricing\n"
    for section in page.sections { text += plans(section, page.contact) }
    text += cards("Add-ons", page.addons, page.contact) + cards("Top-ups", page.topups, page.contact)
    if page.isEmpty { text += "\nNothing for sale yet.\n" }
    if !page.discounts.isEmpty {
      text += "\n## Discounts\n\n" + row(["", "Terms"]) + row(["---", "---"])
      text += page.discounts.map { row(["**\(PricingText.markdown($0.name))**", lines($0.lines)]) }.joined()
    }
    // Those in other currencies and at other intervals are alike.
    var examples: [PricingPage.Example] = []
    for example in page.examples where examples.last?.plan != example.plan { examples.append(example) }
    if !examples.isEmpty { text += "\n## Examples\n" + examples.map(self.example).joined() }
    if !page.notes.isEmpty { text += "\n" + page.notes.map { "- \(PricingText.markdown($0))\n" }.joined() }
    return text
  }

  // MARK: Plans

  private static func plans(_ section: PricingPage.Section, _ contact: String?) -> String {
    let plans = section.plans
    var text = "\n## \(PricingText.markdown(section.title))\n\n" + row([""] + plans.map { PricingText.markdown($0.name) })
    text += row(["---"] + plans.map { _ in "---" })
    if plans.contains(where: { $0.description != nil }) {
      text += row([""] + plans.map { $0.description.map(PricingText.markdown) ?? "" })
    }
    text += row(["**Price**"] + plans.map { prices($0, contact) })
    if plans.contains(where: { !$0.facts.isEmpty }) {
      text += row(["**Quantity**"] + plans.map { lines($0.facts.flatMap(\.lines)) })
    }
    if plans.contains(where: { $0.base != nil }) {
      text += row(["**Everything in**"] + plans.map { $0.base.map(PricingText.markdown) ?? "" })
    }
    for line in section.rows {
      let about = line.description.map { "<br>" + PricingText.markdown($0) } ?? ""
      text += row(["**\(PricingText.markdown(line.name))**" + about] + line.cells.map(cell))
    }
    return text
  }

  private static func prices(_ card: PricingPage.Card, _ contact: String?) -> String {
    // Notes that are the same for all prices follow the last one.
    let notes = Set(card.prices.map(\.notes))
    let common = notes.count == 1 ? card.prices.first?.notes ?? [] : []
    var lines = card.prices.flatMap { block in
      let price = [block.amount, block.terms].filter { !$0.isEmpty }.joined(separator: " ")
      return [PricingText.markdown(price)] + (block.rates.map(rates) ?? [])
        + ([block.saving].compactMap(\.self) + (common.isEmpty ? block.notes : [])).map(note)
    }
    lines += common.map(note)
    if card.isOnRequest, let contact { lines.append("[contact us](<\(PricingText.link(contact))>)") }
    return lines.joined(separator: "<br>")
  }

  private static func note(_ text: String) -> String { "*\(PricingText.markdown(text))*" }

  private static func cell(_ cell: PricingPage.Cell) -> String {
    switch cell {
    case .included: "✓"
    case .notIncluded: "—"
    case .parts(let parts): parts.map(part).joined(separator: "<br>")
    }
  }

  private static func part(_ part: PricingPage.Part) -> String {
    (part.lines.map(PricingText.markdown) + (part.rates.map(rates) ?? []) + part.notes.map(note)).joined(separator: "<br>")
  }

  private static func rates(_ table: PricingPage.RateTable) -> [String] {
    table.rows.map { PricingText.markdown("\($0.range): \($0.price)") }
  }

  // MARK: Add-ons and top-ups

  /// A table of add-ons or of top-ups, with a column for each fact that at least one of them has.
  private static func cards(_ title: String, _ cards: [PricingPage.Card], _ contact: String?) -> String {
    guard !cards.isEmpty else { return "" }
    var names: [String] = []
    for name in cards.flatMap({ $0.facts.map(\.name) }) where !names.contains(name) { names.append(name) }
    var text =
      "\n## \(title)\n\n" + row(["", "Price", "Includes"] + names) + row(["---", "---", "---"] + names.map { _ in "---" })
    for card in cards {
      let features = card.features.map { feature in
        let name = PricingText.markdown(feature.name)
        return feature.cell == .included ? name : "\(name): \(cell(feature.cell))"
      }
      text += row(
        [
          "**\(PricingText.markdown(card.name))**" + (card.description.map { "<br>" + PricingText.markdown($0) } ?? ""),
          prices(card, contact), features.isEmpty ? "no features" : features.joined(separator: "<br>"),
        ] + names.map { name in lines(card.facts.first { $0.name == name }?.lines ?? []) })
    }
    return text
  }

  // MARK: Examples

  private static func example(_ example: PricingPage.Example) -> String {
    let purchase = example.purchase.isEmpty ? "" : " (\(PricingText.markdown(example.purchase)))"
    return "\n**\(PricingText.markdown(example.plan))**\(purchase)\n"
      + example.invoices.map { invoice in
        "\n" + row(["", "Amount"]) + row(["---", "---:"])
          + invoice.lines.map { line in row([lines([line.text] + line.details), PricingText.markdown(line.amount)]) }.joined()
          + row(["**Total \(invoice.pace)**", "**\(PricingText.markdown(invoice.total))**"])
      }.joined()
  }

  private static func lines(_ lines: [String]) -> String { lines.map(PricingText.markdown).joined(separator: "<br>") }

  private static func row(_ cells: [String]) -> String {
    "|" + cells.map { $0.isEmpty ? " |" : " \($0) |" }.joined() + "\n"
  }
}
