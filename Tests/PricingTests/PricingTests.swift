import CatalogcCLI
import Foundation
import TestSupport
import Testing

/// `pricing`: the catalog as a pricing page.
@Suite struct PricingTests {
  typealias Outcome = MemorySystem.Outcome

  static let catalog = #"""
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

            | | Free | Pro |
            | --- | --- | --- |
            | | To try it | |
            | **Price** | Free | \\$20,000 a year<br>*Save 16%*<br>\\$2,000 a month<br>*14-day free trial, payment method required*<br>¥290,000 a month<br>*14-day free trial, payment method required*<br>No price in KWD |
            | **Tokens**<br>Of any model | 1,000.5 a day | 2,000,000 a month<br>*access continues beyond it*<br>*overage counts in the next month* |
            | **sso** | — | ✓ |
            | **Support** | — | hours: 1200<br>phone: yes<br>level: gold |

            ## Add-ons

            | | Price | Includes | Available with | Quantity |
            | --- | --- | --- | --- | --- |
            | **kit** | KWD\u{A0}6.150 per unit every 3 months<br>*1-day free trial, payment method required*<br>\\$9 per unit once<br>No price in JPY | Brand kit<br>Tokens: 5 a month each | Pro | up to 2,000 units |

            ## Top-ups

            | | Price | Includes | Available with | Expires | Rolls over |
            | --- | --- | --- | --- | --- | --- |
            | **Pack**<br>More | \\$9 once<br>No price in JPY<br>No price in KWD | Tokens: 1,000,000 | every plan | 6 months after the purchase | up to 1,000 |

            - Periods begin on the day of the subscription, not with the calendar month.
            - Usage draws on the allowance of the plan first, then on add-ons, then on top-ups.

            """))
  }

  @Test func `only prices in some currencies`() {
    let page = run(Self.catalog, "--currency", "jpy").output
    #expect(page.contains("| **Price** | Free | ¥290,000 a month<br>*14-day free trial, payment method required* |\n"))
    #expect(!page.contains("$"))
    #expect(page.contains("| **kit** | No price in JPY |"))
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

  @Test func `two prices of the same kind are distinguished, and so are their trials`() {
    let prices = rows(
      #"""
      {"features": {"a": {"type": "boolean"}}, "plans": {"p": {"entitlements": {"a": true}, "prices": {
        "old": {"amount": 100, "currency": "USD", "interval": "month", "trialDays": 7, "trialCard": false},
        "new": {"amount": 200, "currency": "USD", "interval": "month"}}}}}
      """#, "Price")
    #expect(
      prices == [
        "| **Price** | \\$1 a month (old)<br>*7-day free trial, no payment method required*<br>\\$2 a month (new) |"
      ])
  }

  @Test func `the page of an empty catalog says so`() {
    let nothing = #"{"features": {}, "plans": {}}"#
    #expect(run(nothing) == Outcome(status: 0, output: "# Pricing\n\nNothing for sale yet.\n"))
    #expect(run(nothing, "--format", "html").output.contains("<p class=\"note\">Nothing for sale yet.</p>"))
  }

  // MARK: What is offered

  @Test func `a plan on request has a link for it, and what is no longer sold is left out`() {
    let catalog = #"""
      {"features": {"a": {"type": "boolean", "name": "API"}, "b": {"type": "metered"}}, "plans": {
        "p": {"entitlements": {"a": true}, "prices": {
          "m": {"amount": 100, "currency": "USD", "interval": "month"},
          "old": {"amount": 50, "currency": "USD", "interval": "month", "sold": false}}},
        "gone": {"name": "Gone", "entitlements": {"a": true, "b": 5}, "sold": false,
          "prices": {"m": {"amount": 100, "currency": "USD", "interval": "month"}}},
        "ask": {"name": "Dedicated", "onRequest": true}}}
      """#
    #expect(
      rows(catalog, "Price", "API", "b") == [
        "| **Price** | \\$1 a month | Price on request |", "| **API** | ✓ | on request |",
      ])
    let asked = run(catalog, "--contact", "https://example.com/a|b?x=\"<1>").output
    #expect(asked.contains("| Price on request<br>[contact us](<https://example.com/a%7Cb?x=\"%3C1%3E>) |"))
    let html = run(catalog, "--contact", "mailto:sales@example.com?subject=\"<b>", "--format", "html").output
    #expect(html.contains(#"<a class="button" href="mailto:sales@example.com?subject=&quot;&lt;b&gt;">Contact us</a>"#))
    #expect(!html.contains("Gone") && !asked.contains("Gone"))
    #expect(
      run(catalog, "--contact", "javascript:alert(1)")
        == Outcome(
          status: 2,
          error: "catalogc: error: invalid value `javascript:alert(1)` for `--contact`\n"
            + "  = help: use an address such as `https://example.com/contact` or `mailto:sales@example.com`\n"))
  }

  @Test func `plans of a group have a section, and sizes of a plan are named by their prices`() {
    let catalog = #"""
      {"features": {"a": {"type": "limit", "name": "Players"}}, "plans": {
        "host": {"name": "Host", "group": "game_hosting", "entitlements": {"a": 20}, "prices": {
          "small": {"amount": 900, "currency": "USD", "interval": "month"},
          "large_usd": {"amount": 1900, "currency": "USD", "interval": "month", "entitlements": {"a": 60}},
          "large_usd_yearly": {"amount": 19000, "currency": "USD", "interval": "year", "entitlements": {"a": 60}}}},
        "cdn": {"name": "CDN", "group": "delivery", "default": true, "entitlements": {"a": 1}}}}
      """#
    let page = run(catalog).output
    #expect(page.contains("\n## Game hosting\n\n| | Host | Host (large) |\n"))
    #expect(page.contains("\n## Delivery\n\n| | CDN |\n"))
    #expect(rows(catalog, "Players") == ["| **Players** | 20 | 60 |", "| **Players** | 1 |"])
    #expect(rows(catalog, "Price")[0] == "| **Price** | \\$9 a month | \\$19 a month<br>\\$190 a year<br>*Save 16%* |")
  }

  @Test(
    arguments: [
      (10_000, 1000, "Save 16%"), (12_000, 1000, nil), (13_000, 1000, nil), (11_999, 1000, nil), (11_880, 1000, "Save 1%"),
      (11_881, 1000, nil), (0, 1000, "Save 100%"), (1, 1000, "Save 99%"),
    ] as [(Int, Int, String?)])
  func `what a yearly price saves is rounded down`(yearly: Int, monthly: Int, saving: String?) {
    let page = run(
      #"""
      {"features": {"a": {"type": "boolean"}}, "plans": {"p": {"entitlements": {"a": true}, "prices": {
        "y": {"amount": \#(yearly), "currency": "USD", "interval": "year"},
        "m": {"amount": \#(monthly), "currency": "USD", "interval": "month"}}}}}
      """#
    ).output
    #expect(page.contains("Save") == (saving != nil))
    if let saving { #expect(page.contains("*\(saving)*")) }
  }

  @Test func `discounts are shown if they are named, and codes if they are asked for`() {
    let catalog = #"""
      {"features": {"a": {"type": "boolean"}}, "plans": {"p": {"name": "Pro", "entitlements": {"a": true},
        "prices": {"m": {"amount": 100, "currency": "USD", "interval": "month"}}}},
       "discounts": {
         "launch": {"name": "Launch", "percent": 20, "duration": {"months": 3}, "maxRedemptions": 1000,
           "codes": {"LAUNCH20": {"expiresAt": "2027-03-31T23:59:59Z", "firstPurchaseOnly": true}}},
         "hello": {"name": "Hello", "amounts": {"USD": 50}, "duration": "once", "appliesTo": ["plans.p"],
           "codes": {"HELLO": {"minimum": {"USD": 90}, "maxPerCustomer": 1}}},
         "staff": {"percent": 100, "duration": "forever"}}}
      """#
    #expect(!run(catalog).output.contains("off"))
    #expect(
      rows(run(catalog, "--discount", "launch"), "Launch", "Hello", "staff") == [
        "| **Launch** | 20% off invoices of the first 3 months, for everything<br>for the first 1,000 purchases<br>with a code |"
      ])
    #expect(
      rows(run(catalog, "--discount", "launch", "--discount", "hello", "--codes"), "Launch", "Hello") == [
        "| **Launch** | 20% off invoices of the first 3 months, for everything<br>for the first 1,000 purchases<br>"
          + "code LAUNCH20: until 2027-03-31 23:59:59 UTC, first purchase only |",
        "| **Hello** | \\$0.50 off the first invoice, for Pro<br>code HELLO: once per customer, from \\$0.90 on |",
      ])
    #expect(
      run(catalog, "--discount", "lanch").error == "catalogc: error: unknown discount `lanch`\n  = help: did you mean `launch`?\n"
    )
    #expect(
      run(catalog, "--codes").error
        == "catalogc: error: `--codes` requires `--discount`\n  = help: name the discounts whose codes are public\n")
  }

  // MARK: Usage, seats and filters

  /// The rows of the Markdown page that begin with these names.
  private func rows(_ catalog: String, _ names: String..., currency: String? = nil) -> [String] {
    let page = currency.map { run(catalog, "--currency", $0) } ?? run(catalog)
    return names.flatMap { rows(page, $0) }
  }

  private func rows(_ page: Outcome, _ names: String...) -> [String] {
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
    (#""amount": "0.20", "per": 1000"#, "100,000 a month<br>then \\$0.20 per 1,000"),
    (#""amount": "0.0002""#, "100,000 a month<br>then \\$0.0002 each"),
    (#""amount": "1200.00", "package": 10000"#, "100,000 a month<br>then \\$1,200 per started 10,000"),
    (
      #""tiers": [{"upTo": 1000000, "amount": "0.20"}, {"amount": "0.10", "flat": 500}], "mode": "graduated", "per": 1000"#,
      "100,000 a month<br>then by tier<br>up to 1,000,000: \\$0.20 per 1,000<br>above 1,000,000: \\$5 plus \\$0.10 per 1,000<br>"
        + "*each unit costs the rate of its own tier*"
    ),
    (
      #""tiers": [{"upTo": 500000, "flat": 500}, {"amount": "0.01"}], "mode": "graduated""#,
      "100,000 a month<br>then by tier<br>up to 500,000: \\$5 in total<br>above 500,000: \\$0.01 each<br>"
        + "*each unit costs the rate of its own tier*"
    ),
    (
      #""tiers": [{"upTo": 500000, "amount": 2}, {"amount": 1}], "mode": "volume""#,
      "100,000 a month<br>then \\$0.02 to \\$0.01 each<br>up to 500,000: \\$0.02 each<br>above 500,000: \\$0.01 each<br>"
        + "*above 100,000, the total of the month sets the rate of all units, also of the included ones*"
    ),
  ])
  func `usage prices follow the allowance`(price: String, cell: String) {
    #expect(rows(usage(price: price, amount: 100_000), "calls") == ["| **calls** | \(cell) |"])
  }

  @Test func `usage without an allowance, and its maximum`() {
    #expect(
      rows(usage(price: #""amount": 2"#, amount: 0, #", "reset": "day", "max": 5000"#), "calls")
        == ["| **calls** | \\$0.02 each<br>*at most 5,000 a day* |"])
  }

  @Test func `usage in a trial ends at the allowance`() {
    let catalog = usage(price: #""amount": 2"#, amount: 5).replacing(#""month"}"#, with: #""month", "trialDays": 7}"#)
    #expect(
      rows(catalog, "Price")
        == ["| **Price** | \\$20 a month<br>*7-day free trial, payment method required; usage ends at the allowance* |"])
  }

  @Test func `usage prices in some currencies`() {
    let two = #"""
      {"features": {"calls": {"type": "metered"}}, "plans": {"p": {
        "entitlements": {"calls": {"amount": 5, "prices": {
          "usd": {"amount": 2, "currency": "USD"}, "eur": {"amount": 1, "currency": "EUR"}}}},
        "prices": {"usd": {"amount": 2000, "currency": "USD", "interval": "month"},
          "eur": {"amount": 2000, "currency": "EUR", "interval": "month"}}}}}
      """#
    #expect(rows(two, "calls") == ["| **calls** | 5 a month<br>then \\$0.02 each<br>then €0.01 each |"])
    #expect(rows(two, "calls", currency: "USD") == ["| **calls** | 5 a month<br>then \\$0.02 each |"])
  }

  @Test func `a plan that charges usage alone`() {
    let catalog = #"""
      {"features": {"calls": {"type": "metered"}}, "plans": {
         "payg": {"entitlements": {"calls": {"prices": {"usd": {"amount": 2, "currency": "USD"}}}}},
         "pro": {"entitlements": {"calls": 5}, "prices": {"y": {"amount": 2000, "currency": "USD", "interval": "year"}}}}}
      """#
    #expect(
      rows(catalog, "Price", "calls") == [
        "| **Price** | Pay as you go<br>*billed at the end of each month* | \\$20 a year |",
        "| **calls** | \\$0.02 each | 5 a month |",
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
      rows(seats(#""amount": 2000"#, #"{"feature": "seats", "min": 5, "max": 3000}"#), "Price", "Quantity", "Seats", "it")
        == [
          "| **Price** | \\$20 per seat a month | Free |", "| **Quantity** | 5 to 3,000 seats | |",
          "| **Seats** | as many as bought<br>*5 to 3,000 seats* | — |", "| **it** | 5 per seat | — |",
        ])
    // Without a limit that names them, they are units.
    #expect(
      rows(seats(#""amount": 2000"#, "{}"), "Price", "Quantity") == [
        "| **Price** | \\$20 per unit a month | Free |", "| **Quantity** | any number of units | |",
      ])
  }

  @Test(arguments: [
    (
      #"{"feature": "seats", "min": 5, "max": 300}"#, "volume",
      "From \\$16 per seat a month<br>5 to 24: \\$22 per seat<br>25 to 99: \\$19 per seat<br>100 to 300: \\$16 per seat<br>"
        + "*the number of seats sets the price of all of them*"
    ),
    (
      #"{"feature": "seats"}"#, "graduated",
      "From \\$16 per seat a month<br>1 to 24: \\$22 per seat<br>25 to 99: \\$19 per seat<br>100 or more: \\$16 per seat<br>"
        + "*each seat costs the price of its own tier*"
    ),
    // Tiers outside the bounds are left out.
    (#"{"feature": "seats", "min": 30, "max": 40}"#, "volume", "\\$19 per seat a month"),
    (
      #"{"feature": "seats", "max": 25}"#, "graduated",
      "From \\$19 per seat a month<br>1 to 24: \\$22 per seat<br>25: \\$19 per seat<br>*each seat costs the price of its own tier*"
    ),
  ])
  func `a price by the number of seats`(quantity: String, mode: String, cell: String) {
    let tiers = #"[{"upTo": 24, "amount": 2200}, {"upTo": 99, "amount": 1900}, {"amount": 1600}]"#
    #expect(rows(seats(#""tiers": \#(tiers), "mode": "\#(mode)""#, quantity), "Price") == ["| **Price** | \(cell) | Free |"])
  }

  @Test func `seats at a flat amount are listed by number`() {
    let tiers = #""tiers": [{"upTo": 5, "flat": 4900}, {"amount": 900}], "mode": "graduated""#
    #expect(
      rows(seats(tiers, "{}"), "Price") == [
        "| **Price** | By number a month<br>1 to 5: \\$49 in total<br>6 or more: \\$9 per unit<br>"
          + "*each unit costs the price of its own tier* | Free |"
      ])
  }

  @Test func `an add-on by number`() {
    let page = run(
      #"""
      {"features": {"a": {"type": "metered"}, "s": {"type": "limit", "name": "Seats"}, "n": {"type": "limit"}},
       "plans": {"p": {"entitlements": {"a": 1}}},
       "addons": {"x": {"entitlements": {"a": {"amount": 5, "perUnit": false}, "n": {"amount": 9, "set": true}},
         "quantity": {"feature": "s", "max": 9},
         "prices": {"m": {"tiers": [{"upTo": 4, "amount": 200}, {"amount": 100}], "mode": "graduated", "currency": "USD",
           "interval": "month"}}}}}
      """#)
    #expect(
      page.output.contains(
        "| **x** | From \\$1 per seat a month<br>1 to 4: \\$2 per seat<br>5 to 9: \\$1 per seat<br>"
          + "*each seat costs the price of its own tier* | "
          + "a: 5 a month in total<br>n: up to 9 in total<br>Seats: 1 more each | every plan | up to 9 seats |\n"))
  }

  @Test func `top-ups by number, and which of them is used first`() {
    let page = run(
      #"""
      {"features": {"a": {"type": "metered"}}, "plans": {"p": {"entitlements": {"a": {"amount": 1, "reset": "never"}}}},
       "topups": {
         "x": {"feature": "a", "amount": 5, "quantity": {"min": 2}, "grant": {"priority": 3},
           "prices": {"o": {"amount": 200, "currency": "USD", "interval": "one_time"}}},
         "y": {"feature": "a", "amount": 5, "grant": {"priority": 1, "expiration": {"duration": "DAY"}},
           "prices": {"o": {"amount": 200, "currency": "USD", "interval": "one_time"}}}}}
      """#)
    #expect(
      rows(page, "x", "y", "a") == [
        "| **x** | \\$2 per unit once | a: 5 each | every plan | 2 units or more | never | |",
        "| **y** | \\$2 once | a: 5 | every plan | | 1 day after the purchase | before x |", "| **a** | 1 once |",
      ])
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
    #expect(rows(catalog, "calls") == ["| **calls**<br>\(text) | 5 a month |"])
  }

  @Test func `what draws on a pool`() {
    let catalog = #"""
      {"meters": {"m": {"eventType": "e", "aggregation": "count"}},
       "features": {"images": {"type": "metered", "name": "Images", "meter": "m"},
         "credits": {"type": "metered", "name": "Credits", "costs": {"images": 2.5}}},
       "plans": {"p": {"entitlements": {"credits": 5}}}}
      """#
    #expect(rows(catalog, "Credits") == ["| **Credits**<br>Images: 2.5 each | 5 a month |"])
  }

  @Test(arguments: [
    (#""gold""#, "gold"), (#"{"config": {"days": 7, "eu": true}}"#, "days: 7<br>eu: yes"),
    (#"{"config": ["a", "b"]}"#, "a and b"), (#"{"config": {"a": [1]}}"#, #"{"a":\[1\]}"#), (#"{"config": 1200}"#, "1200"),
  ])
  func `the values of settings`(value: String, cell: String) {
    let catalog = #"{"features": {"s": {"type": "static"}}, "plans": {"p": {"entitlements": {"s": \#(value)}}}}"#
    #expect(rows(catalog, "s") == ["| **s** | \(cell) |"])
  }

  // MARK: Escaping

  /// A hostile name, as JSON.
  static let hostile = #"<script>|x\u000a`y` *z* [l](u) \\ & \u202e\u0007 a_b ~s~ $m$ https://e.x \"q\" 'r'\ufffe"#

  static let hostileCatalog = #"""
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
    #expect(page.contains("\n| | \(name) |\n"))
    #expect(page.contains("\n| **\(name)**<br>\(name) | ✓ |\n"))
    #expect(!page.contains("<script>") && !page.contains("\u{202E}") && !page.contains("\u{7}"))
    for line in page.split(separator: "\n") where line.hasPrefix("|") { #expect(line.hasSuffix("|")) }
  }

  @Test func `names are escaped in HTML`() throws {
    let page = run(Self.hostileCatalog, "--format", "html").output
    let name =
      #"&lt;script&gt;|x `y` *z* [l](u) \ &amp; \u{202E}\u{7} a_b ~s~ $m$ https://e.x &quot;q&quot; &#39;r&#39;"#
      + "\u{FFFD}"
    #expect(page.contains("<h3 id=\"plans-1-1\"><bdi>\(name)</bdi></h3>"))
    #expect(page.contains("<h3 id=\"top-ups-1\"><bdi>\(name)</bdi></h3>"))
    #expect(page.components(separatedBy: "<script").count == 2)
    #expect(page.components(separatedBy: "</script").count == 2)
    #expect(!page.contains("\u{202E}") && !page.contains("\u{7}") && !page.contains("\u{FFFE}"))
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
