import CatalogcCLI
import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// `pricing`: the catalog as a pricing page.
@Suite struct PricingTests {
  typealias Outcome = MemorySystem.Outcome

  private static let catalog = #"""
    {"features": {
       "tokens": {"type": "metered", "name": "Tokens", "description": "Of any model"}, "sso": {"type": "boolean"},
       "tier": {"type": "static", "name": "Support"}, "kit": {"type": "boolean", "name": "Brand kit"}},
     "plans": {
       "free": {"name": "Free", "description": "To try it", "default": true,
         "entitlements": {"tokens": {"amount": 1000.5, "reset": "day", "isSoftLimit": false}, "sso": false}},
       "pro": {"key": "pro_1", "name": "Pro",
         "entitlements": {"tokens": {"amount": 2e6, "isSoftLimit": true, "preserveOverageAtReset": true}, "sso": true,
           "tier": "{\"hours\": 1200, \"phone\": true, \"level\": \"gold\"}"},
         "prices": {
           "y": {"amount": 2000000, "currency": "USD", "interval": "year"},
           "m": {"amount": 200000, "currency": "USD", "interval": "month", "trialDays": 14},
           "jpy": {"amount": 290000, "currency": "JPY", "interval": "month", "trialDays": 14}}}},
     "addons": {
       "kit": {"entitlements": {"kit": true, "tokens": 5}, "compatiblePlans": ["pro"], "multiple": true,
         "quantity": {"min": 1, "max": 2000},
         "prices": {
           "m": {"amount": 6150, "currency": "KWD", "interval": "month", "intervalCount": 3, "trialDays": 1},
           "o": {"amount": 900, "currency": "USD", "interval": "one_time"}}}},
     "topups": {
       "pack": {"name": "Pack", "description": "More", "feature": "tokens", "amount": 1e6,
         "prices": {"o": {"amount": 900, "currency": "USD", "interval": "one_time"}},
         "grant": {"priority": 2, "expiration": {"duration": "MONTH", "count": 6}, "maxRolloverAmount": 1000}}}}
    """#

  private func run(_ catalog: String, _ arguments: String...) -> Outcome {
    MemorySystem(["a.json": catalog]).run(["pricing", "a.json"] + arguments)
  }

  // MARK: Markdown

  @Test func `the Markdown page`() {
    #expect(
      run(Self.catalog)
        == Outcome(
          status: 0,
          output: """
            # Pricing

            ## Plans

            | | Free<br>`free` | Pro<br>`pro_1` |
            | --- | --- | --- |
            | | To try it | |
            | **Per month** | *free* | 2,000.00 USD<br>290,000 JPY<br>*14-day free trial* |
            | **Per year** | — | 20,000.00 USD |
            | **Tokens**<br>Of any model | 1,000.5 per day<br>*hard limit* | 2,000,000 per month<br>*soft limit*<br>*overage carries over to the next month* |
            | **sso** | — | ✓ |
            | **Support** | — | hours: 1200<br>phone: yes<br>level: gold |

            ## Add-ons

            | | Price | Includes | Available on | Quantity |
            | --- | --- | --- | --- | --- |
            | **kit**<br>`kit` | 6.150 KWD every 3 months, 1-day free trial<br>9.00 USD once | Brand kit<br>Tokens: 5 per month | Pro | 1 to 2,000 |

            ## Top-ups

            | | Price | Includes | Available on | Expires | Rolls over | Priority |
            | --- | --- | --- | --- | --- | --- | --- |
            | **Pack**<br>`pack`<br>More | 9.00 USD once | Tokens: 1,000,000 | all plans | after 6 months | up to 1,000 | 2 (lower is spent first) |

            """))
  }

  @Test func `only prices in some currencies`() {
    let page = run(Self.catalog, "--currency", "jpy").output
    #expect(page.contains("| **Per month** | *free* | 290,000 JPY<br>*14-day free trial* |\n"))
    #expect(!page.contains("USD once") && !page.contains("Per year"))
    #expect(page.contains("| **kit**<br>`kit` | no price in JPY |"))
    #expect(run(Self.catalog, "--currency", "USD,jpy", "--currency=KWD") == run(Self.catalog))
    #expect(
      run(Self.catalog, "--currency", "EUR")
        == Outcome(
          status: 2,
          error: "catalogc: error: no prices in EUR\n"
            + "  = help: use `USD`, `JPY` or `KWD`\n"))
    #expect(
      run(Self.catalog, "--currency", "UDS").error
        == "catalogc: error: invalid value `UDS` for `--currency`\n  = help: did you mean `USD`?\n")
  }

  @Test(
    arguments: [
      (1_234_567, "USD", "12,345.67 USD"), (1_234_567, "JPY", "1,234,567 JPY"), (1_234_567, "KWD", "1,234.567 KWD"),
      (1_234_567, "CLF", "123.4567 CLF"), (0, "USD", "0.00 USD"), (5, "KWD", "0.005 KWD"), (999, "JPY", "999 JPY"),
      (Int64.max, "USD", "92,233,720,368,547,758.07 USD"),
    ] as [(Int64, String, String)])
  func `amounts are written with the decimals of their currency`(amount: Int64, currency: String, text: String) {
    let page = run(
      #"""
      {"features": {"a": {"type": "boolean"}}, "plans": {"p": {"entitlements": {"a": true},
        "prices": {"m": {"amount": \#(amount), "currency": "\#(currency)", "interval": "month"}}}}}
      """#)
    #expect(page.output.contains("| **Per month** | \(text) |\n"))
  }

  @Test func `two prices of the same kind are distinguished, and so are their trials`() {
    let page = run(
      #"""
      {"features": {"a": {"type": "boolean"}}, "plans": {"p": {"entitlements": {"a": true}, "prices": {
        "old": {"amount": 100, "currency": "USD", "interval": "month", "trialDays": 7},
        "new": {"amount": 200, "currency": "USD", "interval": "month"}}}}}
      """#)
    #expect(page.output.contains("| **Per month** | 1.00 USD (old), 7-day free trial<br>2.00 USD (new) |\n"))
  }

  @Test func `the page of an empty catalog says so`() {
    let nothing = #"{"features": {}, "plans": {}}"#
    #expect(run(nothing) == Outcome(status: 0, output: "# Pricing\n\nNothing for sale yet.\n"))
    #expect(run(nothing, "--format", "html").output.contains("<p class=\"note\">Nothing for sale yet.</p>"))
  }

  // MARK: Usage, seats and filters

  /// The rows of the Markdown page that begin with these names.
  private func rows(_ catalog: String, _ names: String..., currency: String? = nil) -> [String] {
    let page = currency.map { run(catalog, "--currency", $0) } ?? run(catalog)
    let lines = page.output.split(separator: "\n").map(String.init)
    return names.flatMap { name in lines.filter { $0.hasPrefix("| **\(name)**") } }
  }

  /// A plan with this entitlement to `calls`.
  private func usage(_ entitlement: String, _ fields: String = "") -> String {
    #"""
    {"features": {"calls": {"type": "metered"}}, "plans": {"p": {"entitlements": {"calls": \#(entitlement)}\#(fields),
      "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
    """#
  }

  private func usage(price: String, amount: Int, _ fields: String = "") -> String {
    usage(#"{"amount": \#(amount)\#(fields), "prices": {"usd": {\#(price), "currency": "USD"}}}"#)
  }

  @Test(arguments: [
    (#""amount": "0.20", "per": 1000"#, "100,000 per month<br>then 0.20 USD per 1,000"),
    (#""amount": "0.0002""#, "100,000 per month<br>then 0.0002 USD each"),
    (#""amount": "1200.00", "package": 10000"#, "100,000 per month<br>then 1,200.00 USD per started 10,000"),
    (
      #""tiers": [{"upTo": 1000000, "amount": "0.20"}, {"amount": "0.10", "flat": 500}], "mode": "graduated", "per": 1000"#,
      "100,000 per month<br>then 0.20 USD per 1,000 up to 1,000,000<br>then 5.00 USD plus 0.10 USD per 1,000"
    ),
    (
      #""tiers": [{"upTo": 500000, "flat": 500}, {"amount": "0.01"}], "mode": "graduated""#,
      "100,000 per month<br>then 5.00 USD in total up to 500,000<br>then 0.01 USD each"
    ),
    (
      #""tiers": [{"upTo": 500000, "amount": 2}, {"amount": 1}], "mode": "volume""#,
      "100,000 per month<br>up to 500,000: 0.02 USD each<br>above 500,000: 0.01 USD each<br>"
        + "*a total above 100,000 in a month decides the price of all units*"
    ),
  ])
  func `usage prices follow the allowance`(price: String, cell: String) {
    #expect(rows(usage(price: price, amount: 100_000), "calls") == ["| **calls** | \(cell) |"])
  }

  @Test func `usage without an allowance, and its maximum`() {
    #expect(
      rows(usage(price: #""amount": 2"#, amount: 0, #", "reset": "day", "max": 5000"#), "calls")
        == ["| **calls** | 0.02 USD each<br>*up to 5,000 per day* |"])
  }

  @Test func `usage prices in some currencies`() {
    let two = usage(
      #"{"amount": 5, "prices": {"usd": {"amount": 2, "currency": "USD"}, "eur": {"amount": 1, "currency": "EUR"}}}"#)
    #expect(rows(two, "calls") == ["| **calls** | 5 per month<br>then 0.02 USD each<br>or 0.01 EUR each |"])
    let tiers = usage(
      #"""
      {"amount": 5, "prices": {"usd": {"amount": 2, "currency": "USD"}, "eur": {"tiers": [{"upTo": 9, "amount": 3},
       {"amount": 1}], "mode": "graduated", "currency": "EUR"}}}
      """#)
    #expect(
      rows(tiers, "calls")
        == ["| **calls** | 5 per month<br>then 0.02 USD each<br>or 0.03 EUR each up to 9, then 0.01 EUR each |"])
    #expect(rows(two, "calls", currency: "USD") == ["| **calls** | 5 per month<br>then 0.02 USD each |"])
  }

  @Test func `a plan that charges usage alone`() {
    let catalog = #"""
      {"features": {"calls": {"type": "metered"}}, "plans": {
         "payg": {"entitlements": {"calls": {"prices": {"usd": {"amount": 2, "currency": "USD"}}}}},
         "pro": {"entitlements": {"calls": 5}, "prices": {"y": {"amount": 2000, "currency": "USD", "interval": "year"}}}}}
      """#
    #expect(
      rows(catalog, "Per month", "Per year", "calls") == [
        "| **Per month** | pay as you go | — |", "| **Per year** | — | 20.00 USD |",
        "| **calls** | 0.02 USD each | 5 per month |",
      ])
  }

  private func seats(_ price: String, _ quantity: String) -> String {
    #"""
    {"features": {"api": {"type": "boolean"}, "seats": {"type": "limit", "name": "Seats"}, "it": {"type": "limit"}},
     "plans": {
       "team": {"entitlements": {"api": true, "it": {"amount": 5, "perUnit": true}}, "quantity": \#(quantity),
         "prices": {"m": {\#(price), "currency": "USD", "interval": "month"}}},
       "solo": {"entitlements": {"api": true}, "prices": {"m": {"amount": 0, "currency": "USD", "interval": "month"}}}}}
    """#
  }

  @Test func `a price for each seat`() {
    #expect(
      rows(seats(#""amount": 2000"#, #"{"feature": "seats", "min": 5, "max": 3000}"#), "Per month", "Quantity", "Seats", "it")
        == [
          "| **Per month** | 20.00 USD per seat | 0.00 USD |", "| **Quantity** | 5 to 3,000 | 1 |",
          "| **Seats** | as many as bought | — |", "| **it** | 5 per seat | — |",
        ])
    #expect(rows(seats(#""amount": 2000"#, "{}"), "Quantity") == ["| **Quantity** | any number | 1 |"])
  }

  @Test(arguments: [
    (
      #"{"min": 5, "max": 300}"#, "volume",
      "5 to 24 seats: 22.00 USD per seat<br>25 to 99 seats: 19.00 USD per seat<br>100 to 300 seats: 16.00 USD per seat<br>"
        + "*the number decides the price of all seats*"
    ),
    (
      "{}", "volume",
      "1 to 24 seats: 22.00 USD per seat<br>25 to 99 seats: 19.00 USD per seat<br>100 seats or more: 16.00 USD per seat<br>"
        + "*the number decides the price of all seats*"
    ),
    (
      "{}", "graduated",
      "seats 1 to 24: 22.00 USD per seat<br>seats 25 to 99: 19.00 USD per seat<br>seat 100 and above: 16.00 USD per seat"
    ),
    // Tiers outside the bounds are left out.
    (#"{"min": 30, "max": 40}"#, "volume", "30 to 40 seats: 19.00 USD per seat"),
    (#"{"max": 25}"#, "graduated", "seats 1 to 24: 22.00 USD per seat<br>seat 25: 19.00 USD per seat"),
  ])
  func `a price by the number of seats`(quantity: String, mode: String, cell: String) {
    let tiers = #"[{"upTo": 24, "amount": 2200}, {"upTo": 99, "amount": 1900}, {"amount": 1600}]"#
    #expect(
      rows(seats(#""tiers": \#(tiers), "mode": "\#(mode)""#, quantity), "Per month") == ["| **Per month** | \(cell) | 0.00 USD |"]
    )
  }

  @Test func `an add-on by number`() {
    let page = run(
      #"""
      {"features": {"a": {"type": "metered"}, "s": {"type": "limit", "name": "Seats"}},
       "plans": {"p": {"entitlements": {"a": 1}}},
       "addons": {"x": {"entitlements": {"a": {"amount": 5, "perUnit": false}}, "quantity": {"feature": "s", "max": 9},
         "prices": {"m": {"tiers": [{"upTo": 4, "amount": 200}, {"amount": 100}], "mode": "graduated", "currency": "USD",
           "interval": "month"}}}}}
      """#)
    #expect(
      page.output.contains(
        "| **x**<br>`x` | units 1 to 4: 2.00 USD per unit a month<br>units 5 to 9: 1.00 USD per unit a month | "
          + "a: 5 per month in total<br>Seats: as many as bought | all plans | up to 9 |\n"))
  }

  @Test func `a top-up by number`() {
    let page = run(
      #"""
      {"features": {"a": {"type": "metered"}}, "plans": {"p": {"entitlements": {"a": 1}}},
       "topups": {"x": {"feature": "a", "amount": 5, "quantity": {"min": 2},
         "prices": {"o": {"amount": 200, "currency": "USD", "interval": "one_time"}}}}}
      """#)
    #expect(page.output.contains("| **x**<br>`x` | 2.00 USD once | a: 5 | all plans | 2 or more |\n"))
  }

  @Test(arguments: [
    (#"{"model": "large"}"#, "", "model: large"), (#"{"model": ["a", "b"]}"#, "", "model: a or b"),
    (
      #"{"model": {"not": ["a", "b"]}, "region": "eu"}"#, #", "description": "Calls""#,
      "Calls (model: all but a and b; region: eu)"
    ),
  ])
  func `the events that a feature counts`(filter: String, fields: String, text: String) {
    let catalog = #"""
      {"meters": {"m": {"eventType": "e", "aggregation": "count", "groupBy": {"model": "$.m", "region": "$.r"}}},
       "features": {"calls": {"type": "metered", "meter": "m", "where": \#(filter)\#(fields)}},
       "plans": {"p": {"entitlements": {"calls": 5}}}}
      """#
    #expect(rows(catalog, "calls") == ["| **calls**<br>\(text) | 5 per month |"])
  }

  // MARK: Escaping

  /// A hostile name, as JSON.
  private static let hostile = #"<script>|x\u000a`y` *z* [l](u) \\ & \u202e\u0007 a_b ~s~ $m$ https://e.x \"q\" 'r'\ufffe"#

  private static let hostileCatalog = #"""
    {"features": {"f": {"type": "boolean", "name": "\#(hostile)", "description": "\#(hostile)"},
       "s": {"type": "static"}, "t": {"type": "metered", "name": "\#(hostile)"}},
     "plans": {"p": {"key": "``|<b>", "name": "\#(hostile)", "description": "\#(hostile)",
       "entitlements": {"f": true, "s": "\#(hostile)", "t": 1}}},
     "addons": {"x": {"name": "\#(hostile)", "entitlements": {"t": 1}, "compatiblePlans": ["p"]}},
     "topups": {"u": {"name": "\#(hostile)", "description": "\#(hostile)", "feature": "t", "amount": 1,
       "prices": {"o": {"amount": 1, "currency": "USD", "interval": "one_time"}}}}}
    """#

  @Test func `names are escaped in Markdown`() throws {
    let page = run(Self.hostileCatalog).output
    let name =
      #"\<script\>\|x \`y\` \*z\* \[l\](u) \\ \& \\u{202E}\\u{7} a\_b \~s\~ \$m\$ https\://e.x "q" 'r'"#
      + "\u{FFFD}"
    #expect(page.contains("\n| | \(name)<br>``` ``\\|<b> ``` |\n"))
    #expect(page.contains("\n| **\(name)**<br>\(name) | ✓ |\n"))
    #expect(!page.contains("<script>") && !page.contains("\u{202E}") && !page.contains("\u{7}"))
    for line in page.split(separator: "\n") where line.hasPrefix("|") { #expect(line.hasSuffix("|")) }
  }

  @Test func `names are escaped in HTML`() throws {
    let page = run(Self.hostileCatalog, "--format", "html").output
    let name =
      #"&lt;script&gt;|x `y` *z* [l](u) \ &amp; \u{202E}\u{7} a_b ~s~ $m$ https://e.x &quot;q&quot; &#39;r&#39;"#
      + "\u{FFFD}"
    #expect(page.contains("<span class=\"name\"><bdi>\(name)</bdi></span> <code><bdi>``|&lt;b&gt;</bdi></code>"))
    #expect(page.contains("<h3 class=\"name\"><bdi>\(name)</bdi></h3>"))
    #expect(!page.contains("<script") && !page.contains("\u{202E}") && !page.contains("\u{7}"))
  }

  // MARK: HTML

  @Test(arguments: [catalog, hostileCatalog, #"{"features": {}, "plans": {}}"#])
  func `the HTML page is well-formed and self-contained`(text: String) {
    let page = run(text, "--format", "html")
    #expect(page.status == 0)
    #expect(page.output.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\" "))
    #expect(XMLParser(data: Data(page.output.utf8)).parse())
    for word in ["<script", "src=", "url(", "@import", "<link", "href="] { #expect(!page.output.contains(word), "\(word)") }
  }

  @Test func `the table of the page is accessible`() {
    let page = run(Self.catalog, "--format", "html").output
    #expect(page.contains("<caption>Prices and features of each plan</caption>"))
    #expect(page.components(separatedBy: "<th scope=\"col\">").count == 3)
    #expect(page.components(separatedBy: "<th scope=\"row\">").count == 6)
    #expect(page.contains("<td class=\"yes\"><span aria-hidden=\"true\">✓</span><span class=\"said\">yes</span></td>"))
    #expect(page.contains("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"plans\">"))
    #expect(
      page.contains(
        "<td><span class=\"line\"><bdi>2,000.00 USD</bdi></span><span class=\"line\"><bdi>290,000 JPY</bdi></span>"
          + "<span class=\"note\"><bdi>14-day free trial</bdi></span></td>"))
    #expect(page.contains("<div><dt>Quantity</dt><dd><bdi>1 to 2,000</bdi></dd></div>"))
  }

  // MARK: The command

  @Test func `a page is written to a file`() {
    let system = MemorySystem(["a.json": Self.catalog])
    #expect(system.run("pricing", "a.json", "-o", "p.md") == Outcome(status: 0))
    #expect(system.text("p.md") == run(Self.catalog).output)
    #expect(system.run("pricing", "a.json", "-o", "-") == run(Self.catalog))
    system.failures["p.md"] = SystemError("cannot write `p.md`: Permission denied")
    #expect(
      system.run("pricing", "a.json", "-o", "p.md")
        == Outcome(status: 2, error: "catalogc: error: cannot write `p.md`: Permission denied\n"))
  }

  @Test func `a catalog with errors has no page, nor one with warnings under --strict`() {
    let system = MemorySystem(["a.json": Catalogs.wrong, "b.json": Catalogs.repeated])
    #expect(
      system.run("pricing", "a.json", "-o", "p.md") == Outcome(status: 1, error: Catalogs.finding(in: "a.json")))
    #expect(system.text("p.md") == nil)
    let warned = system.run("pricing", "b.json")
    #expect(warned.status == 0)
    #expect(warned.output.hasPrefix("# Pricing\n"))
    #expect(warned.error.contains(" warning: plan `pro` is listed twice [repeated-plan]\n"))
    let strict = system.run("pricing", "b.json", "--strict")
    #expect(strict.status == 1)
    #expect(strict.output == "")
  }

  @Test func `other page formats are rejected`() {
    #expect(
      run(Self.catalog, "--format", "htm")
        == Outcome(
          status: 2, error: "catalogc: error: invalid value `htm` for `--format`\n  = help: did you mean `html`?\n"))
    #expect(
      run(Self.catalog, "--format", "pdf").error
        == "catalogc: error: invalid value `pdf` for `--format`\n  = help: use `markdown` or `html`\n")
  }
}
