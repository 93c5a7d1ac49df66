/// Writes a pricing page as a self-contained HTML file. It has no scripts, fonts or images, and is well-formed XML, too.
///
/// Currencies and intervals are switched by radio buttons and `:has()`. Where a browser does not support it, and on paper, the
/// switches are hidden and every price is shown; so each price says its own currency and interval.
package enum PricingHTML {
  package static func write(_ page: PricingPage) -> String {
    var body = "<header>\n<h1>Pricing</h1>\n\(switches(page))</header>\n"
    for (index, section) in page.sections.enumerated() { body += plans(section, "plans-\(index + 1)", page.contact) }
    body += extras("Add-ons", page.addons, page.contact) + extras("Top-ups", page.topups, page.contact)
    if page.isEmpty { body += "<p class=\"note\">Nothing for sale yet.</p>\n" }
    body += discounts(page.discounts) + examples(page.examples)
    if !page.notes.isEmpty {
      body += "<footer>\n" + page.notes.map { "<p>\(PricingText.html($0))</p>\n" }.joined() + "</footer>\n"
    }
    return """
      <!DOCTYPE html>
      <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <title>Pricing</title>
      <style>
      \(PricingStyle.css)\(choiceRules(page))</style>
      <script type="application/ld+json">\(PricingText.script(page.data))</script>
      </head>
      <body>
      <main>
      \(body)</main>
      </body>
      </html>

      """
  }

  // MARK: Switches

  private static func switches(_ page: PricingPage) -> String {
    let fields =
      fieldset("Currency", "currency", page.currencies) + fieldset("Billing period", "interval", page.intervals)
    return fields.isEmpty ? "" : "<div class=\"switches\">\n\(fields)</div>\n"
  }

  private static func fieldset(_ legend: String, _ name: String, _ switches: [PricingPage.Switch]) -> String {
    guard !switches.isEmpty else { return "" }
    return "<fieldset>\n<legend>\(legend)</legend>\n<div class=\"options\">\n"
      + switches.enumerated().map { index, option in
        let id = "\(name)-\(option.token)"
        let checked = index == 0 ? " checked=\"checked\"" : ""
        return "<input type=\"radio\" name=\"\(name)\" id=\"\(id)\"\(checked)/><label for=\"\(id)\">\(option.label)</label>\n"
      }.joined() + "</div>\n</fieldset>\n"
  }

  /// Hides what is not for the currency and the interval that are checked.
  private static func choiceRules(_ page: PricingPage) -> String {
    let currencies: [PricingPage.Switch?] = page.currencies.isEmpty ? [nil] : page.currencies
    let intervals: [PricingPage.Switch?] = page.intervals.isEmpty ? [nil] : page.intervals
    guard currencies.count * intervals.count > 1 else { return "" }
    var rules = ""
    for currency in currencies {
      for interval in intervals {
        let checked =
          (currency.map { ":has(#currency-\($0.token):checked)" } ?? "")
          + (interval.map { ":has(#interval-\($0.token):checked)" } ?? "")
        // A choice is named by both; one without a switch is the same for all.
        let match =
          switch (currency, interval) {
          case (let currency?, let interval?): "[data-for~=\"\(currency.token)-\(interval.token)\"]"
          case (let currency?, nil): "[data-for*=\"\(currency.token)-\"]"
          case (nil, let interval?): "[data-for$=\"-\(interval.token)\"], [data-for*=\"-\(interval.token) \"]"
          case (nil, nil): ""
          }
        rules += "  body\(checked) [data-for]:not(\(match)) { display: none; }\n"
      }
    }
    return "@media screen {\n@supports selector(body:has(:checked)) {\n  .switches { display: flex; }\n\(rules)}\n}\n"
  }

  private static func choices(_ choices: PricingPage.Choices) -> String {
    choices.isEmpty ? "" : " data-for=\"\(choices.joined(separator: " "))\""
  }

  // MARK: Plans

  private static func plans(_ section: PricingPage.Section, _ id: String, _ contact: String?) -> String {
    let comparison = comparison(section, id)
    let cards = section.plans.enumerated().map { index, plan in
      card(plan, "\(id)-\(index + 1)", contact, isPlan: true, isFolded: !comparison.isEmpty)
    }
    return """
      <section aria-labelledby="\(id)">
      <h2 id="\(id)"\(section.title == "Plans" ? " class=\"said\"" : "")>\(isolated(section.title))</h2>
      <div class="cards">
      \(cards.joined())</div>
      \(comparison)</section>

      """
  }

  /// - Parameter isFolded: whether a visitor opens the rates, which a table shows, too.
  private static func card(_ card: PricingPage.Card, _ id: String, _ contact: String?, isPlan: Bool, isFolded: Bool = false)
    -> String
  {
    var text = "<article class=\"card\" aria-labelledby=\"\(id)\"\(choices(card.choices))>\n"
    text += "<h3 id=\"\(id)\">\(isolated(card.name))</h3>\n"
    if let description = card.description { text += "<p class=\"about\">\(isolated(description))</p>\n" }
    text += "<div class=\"prices\">\n" + card.prices.map(price).joined() + "</div>\n"
    if card.isOnRequest, let contact {
      text += "<p><a class=\"button\" href=\"\(PricingText.html(contact))\">Contact us</a></p>\n"
    }
    // What is bought comes before what an add-on or a top-up can be bought with.
    let facts = facts(card.facts)
    if isPlan { text += facts }
    if let base = card.base {
      text += "<p class=\"base\">Everything in \(isolated(base))\(card.features.isEmpty ? "" : ", plus")</p>\n"
    }
    if !card.features.isEmpty {
      text += "<ul class=\"features\">\n" + card.features.map { feature($0, isFolded: isFolded) }.joined() + "</ul>\n"
    }
    return text + (isPlan ? "" : facts) + "</article>\n"
  }

  private static func price(_ block: PricingPage.PriceBlock) -> String {
    var text =
      "<div class=\"block\"\(choices(block.choices))>\n<p class=\"price\"><span class=\"amount\">\(isolated(block.amount))</span>"
    if !block.terms.isEmpty { text += " <span class=\"terms\">\(isolated(block.terms))</span>" }
    if let saving = block.saving { text += " <span class=\"saving\">\(isolated(saving))</span>" }
    text += "</p>\n" + (block.rates.map(rates) ?? "")
    return text + block.notes.map { "<p class=\"note\">\(isolated($0))</p>\n" }.joined() + "</div>\n"
  }

  private static func rates(_ table: PricingPage.RateTable) -> String {
    "<table class=\"rates\">\n<thead><tr><th scope=\"col\">\(isolated(table.units))</th><th scope=\"col\">Price</th></tr></thead>\n<tbody>\n"
      + table.rows.map { "<tr><th scope=\"row\">\(isolated($0.range))</th><td>\(isolated($0.price))</td></tr>\n" }.joined()
      + "</tbody>\n</table>\n"
  }

  private static func feature(_ feature: PricingPage.Feature, isFolded: Bool) -> String {
    let about = feature.description.map { "<span class=\"about\">\(isolated($0))</span>" } ?? ""
    return switch feature.cell {
    case .included, .notIncluded: "<li class=\"plain\"><span>\(isolated(feature.name))\(about)</span></li>\n"
    case .parts(let parts):
      "<li><span class=\"feature\">\(isolated(feature.name))\(about)</span><div class=\"value\">"
        + parts.map { part($0, isFolded: isFolded) }.joined() + "</div></li>\n"
    }
  }

  private static func part(_ part: PricingPage.Part, isFolded: Bool) -> String {
    let lines = part.lines.map { "<span class=\"line\">\(isolated($0))</span>" }.joined()
    let notes = part.notes.map { "<span class=\"note\">\(isolated($0))</span>" }.joined()
    guard let table = part.rates else { return "<div\(choices(part.choices))>\(lines)\(notes)</div>" }
    if !isFolded { return "<div class=\"open\"\(choices(part.choices))>\(lines)\(rates(table))\(notes)</div>" }
    return "<div\(choices(part.choices))><details><summary>\(lines)</summary>\(rates(table))\(notes)</details></div>"
  }

  // MARK: Comparison

  /// A table of all features, if there are plans to compare.
  private static func comparison(_ section: PricingPage.Section, _ id: String) -> String {
    guard section.plans.count > 1, !section.rows.isEmpty else { return "" }
    let columns = section.plans.map(\.choices)
    let heads = section.plans.map { "<th scope=\"col\"\(choices($0.choices))>\(isolated($0.name))</th>" }.joined()
    let rows = section.rows.map { row in
      let about = row.description.map { "<span class=\"about\">\(isolated($0))</span>" } ?? ""
      return "<tr><th scope=\"row\">\(isolated(row.name))\(about)</th>"
        + zip(row.cells, columns).map { cell($0, choices($1)) }.joined() + "</tr>\n"
    }
    return """
      <h3 class="compare" id="\(id)-all">Compare plans</h3>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="\(id) \(id)-all">
      <table class="comparison">
      <caption class="said">Features of each plan</caption>
      <thead>
      <tr><td></td>\(heads)</tr>
      </thead>
      <tbody>
      \(rows.joined())</tbody>
      </table>
      </div>

      """
  }

  private static func cell(_ cell: PricingPage.Cell, _ choices: String) -> String {
    switch cell {
    case .included: "<td class=\"yes\"\(choices)><span aria-hidden=\"true\">✓</span><span class=\"said\">yes</span></td>"
    case .notIncluded: "<td class=\"no\"\(choices)><span aria-hidden=\"true\">—</span><span class=\"said\">no</span></td>"
    case .parts(let parts): "<td\(choices)>\(parts.map { part($0, isFolded: false) }.joined())</td>"
    }
  }

  // MARK: Add-ons, top-ups and discounts

  private static func extras(_ title: String, _ cards: [PricingPage.Card], _ contact: String?) -> String {
    guard !cards.isEmpty else { return "" }
    let id = title.lowercased()
    return """
      <section aria-labelledby="\(id)">
      <h2 id="\(id)">\(title)</h2>
      <div class="cards small">
      \(cards.enumerated().map { card($1, "\(id)-\($0 + 1)", contact, isPlan: false) }.joined())</div>
      </section>

      """
  }

  private static func facts(_ facts: [PricingPage.Fact]) -> String {
    guard !facts.isEmpty else { return "" }
    return "<dl>\n"
      + facts.map { fact in
        "<div><dt>\(isolated(fact.name))</dt>" + fact.lines.map { "<dd>\(isolated($0))</dd>" }.joined() + "</div>\n"
      }.joined() + "</dl>\n"
  }

  private static func discounts(_ discounts: [PricingPage.Fact]) -> String {
    guard !discounts.isEmpty else { return "" }
    let items = discounts.map { discount in
      "<li class=\"card\"><h3>\(isolated(discount.name))</h3>\n"
        + discount.lines.map { "<p class=\"about\">\(isolated($0))</p>\n" }.joined() + "</li>\n"
    }
    return "<section aria-labelledby=\"discounts\">\n<h2 id=\"discounts\">Discounts</h2>\n<ul class=\"cards small\">\n"
      + items.joined() + "</ul>\n</section>\n"
  }

  // MARK: Examples

  private static func examples(_ examples: [PricingPage.Example]) -> String {
    guard !examples.isEmpty else { return "" }
    return
      "<section aria-labelledby=\"examples\">\n<h2 id=\"examples\">What an invoice looks like</h2>\n<div class=\"cards receipts\">\n"
      + examples.map { example in
        "<article class=\"card\"\(choices(example.choices))>\n<h3>\(isolated(example.plan))</h3>\n"
          + (example.purchase.isEmpty ? "" : "<p class=\"about\">\(isolated(example.purchase))</p>\n")
          + example.invoices.map(invoice).joined() + "</article>\n"
      }.joined() + "</div>\n</section>\n"
  }

  private static func invoice(_ invoice: PricingPage.Example.Invoice) -> String {
    let lines = invoice.lines.map { line in
      "<tr><th scope=\"row\">\(isolated(line.text))"
        + line.details.map { "<span class=\"note\">\(isolated($0))</span>" }.joined()
        + "</th><td>\(isolated(line.amount))</td></tr>\n"
    }
    return """
      <table class="invoice">
      <thead class="said"><tr><th scope="col">Item</th><th scope="col">Amount</th></tr></thead>
      <tbody>
      \(lines.joined())</tbody>
      <tfoot><tr><th scope="row">Total \(invoice.pace)</th><td>\(isolated(invoice.total))</td></tr></tfoot>
      </table>

      """
  }

  /// Isolates text, so that right-to-left text does not change the direction of its surroundings.
  private static func isolated(_ text: String) -> String { "<bdi>\(PricingText.html(text))</bdi>" }
}
