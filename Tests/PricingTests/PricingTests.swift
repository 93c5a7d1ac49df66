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
       "free": {"name": "Free", "description": "To try it",
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
            | **Per month** | *no price* | 2,000.00 USD<br>290,000 JPY<br>*14-day free trial* |
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
    #expect(page.contains("| **Per month** | *no price* | 290,000 JPY<br>*14-day free trial* |\n"))
    #expect(!page.contains("USD once") && !page.contains("Per year"))
    #expect(page.contains("| **kit**<br>`kit` | no price in JPY |"))
    #expect(run(Self.catalog, "--currency", "USD,jpy", "--currency=KWD") == run(Self.catalog))
    #expect(
      run(Self.catalog, "--currency", "EUR")
        == Outcome(
          status: 2,
          error: "catalogc: error: no prices in EUR\n"
            + "  = help: the catalog has prices in USD, JPY and KWD\n"))
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
