/// Writes a pricing page as a self-contained HTML file without scripts, fonts or images. It is also well-formed XML.
package enum PricingHTML {
  package static func write(_ page: PricingPage) -> String {
    var body = "<h1>Pricing</h1>\n"
    if !page.plans.isEmpty { body += plans(page) }
    body += section("Add-ons", page.addons) + section("Top-ups", page.topups)
    if page.plans.isEmpty, page.addons.isEmpty, page.topups.isEmpty {
      body += "<p class=\"note\">Nothing for sale yet.</p>\n"
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
      \(PricingStyle.css)</style>
      </head>
      <body>
      <main>
      \(body)</main>
      </body>
      </html>

      """
  }

  // MARK: Plans

  private static func plans(_ page: PricingPage) -> String {
    var text = """
      <section aria-labelledby="plans">
      <h2 id="plans">Plans</h2>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="plans">
      <table>
      <caption>Prices and features of each plan</caption>
      <thead>
      <tr><td></td>\(page.plans.map(heading).joined())</tr>
      </thead>

      """
    text += "<tbody class=\"prices\">\n" + page.prices.map(row).joined() + "</tbody>\n"
    text += "<tbody>\n" + page.features.map(row).joined() + "</tbody>\n"
    return text + "</table>\n</div>\n</section>\n"
  }

  private static func heading(_ title: PricingPage.Title) -> String {
    "<th scope=\"col\">\(name(title, "span"))</th>"
  }

  private static func name(_ title: PricingPage.Title, _ element: String) -> String {
    "<\(element) class=\"name\">\(isolated(title.name))</\(element)> <code>\(isolated(title.key))</code>"
      + (title.description.map { "<span class=\"about\">\(isolated($0))</span>" } ?? "")
  }

  private static func row(_ row: PricingPage.Row) -> String {
    let about = row.description.map { "<span class=\"about\">\(isolated($0))</span>" } ?? ""
    return "<tr><th scope=\"row\">\(isolated(row.name))\(about)</th>\(row.cells.map(cell).joined())</tr>\n"
  }

  private static func cell(_ cell: PricingPage.Cell) -> String {
    switch cell {
    case .included: "<td class=\"yes\"><span aria-hidden=\"true\">✓</span><span class=\"said\">yes</span></td>"
    case .notIncluded: "<td class=\"no\"><span aria-hidden=\"true\">—</span><span class=\"said\">no</span></td>"
    case .lines(let lines, let notes):
      "<td>" + lines.map { "<span class=\"line\">\(isolated($0))</span>" }.joined()
        + notes.map { "<span class=\"note\">\(isolated($0))</span>" }.joined() + "</td>"
    }
  }

  // MARK: Add-ons and top-ups

  private static func section(_ title: String, _ extras: [PricingPage.Extra]) -> String {
    guard !extras.isEmpty else { return "" }
    let id = title.lowercased()
    return """
      <section aria-labelledby="\(id)">
      <h2 id="\(id)">\(title)</h2>
      <ul class="offers">
      \(extras.map(extra).joined())</ul>
      </section>

      """
  }

  private static func extra(_ extra: PricingPage.Extra) -> String {
    let facts = extra.facts.map { fact in
      "<div><dt>\(fact.name)</dt>" + fact.lines.map { "<dd>\(isolated($0))</dd>" }.joined() + "</div>\n"
    }
    return "<li>\(name(extra.title, "h3"))\n<dl>\n\(facts.joined())</dl></li>\n"
  }

  /// Isolates text, so that right-to-left text does not change the direction of its surroundings.
  private static func isolated(_ text: String) -> String { "<bdi>\(PricingText.html(text))</bdi>" }
}
