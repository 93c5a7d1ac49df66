import Foundation
import TestSupport
import Testing

/// The examples of invoices on a page.
@Suite struct PricingExampleTests {
  private func examples(_ catalog: String, _ arguments: String...) -> String {
    let page = MemorySystem(["a.json": catalog]).run(["pricing", "a.json"] + arguments).output
    let parts = page.components(separatedBy: "\n## Examples\n")
    return parts.count == 2 ? parts[1] : ""
  }

  private func plan(_ fields: String, price: String = #""amount": 2000"#) -> String {
    #"""
    {"features": {"calls": {"type": "metered", "name": "Calls"}, "seats": {"type": "limit", "name": "Seats"}},
     "plans": {"p": {"name": "Pro", \#(fields), "prices": {"m": {\#(price), "currency": "USD", "interval": "month"}}}}}
    """#
  }

  private func usage(_ price: String, _ fields: String = #""amount": 100"#) -> String {
    plan(#""entitlements": {"calls": {\#(fields), "prices": {"usd": {\#(price), "currency": "USD"}}}}"#)
  }

  @Test func `a plan that costs the same for everyone has none`() {
    #expect(examples(plan(#""entitlements": {"calls": 5}"#)) == "")
  }

  @Test func `an invoice, line by line`() {
    let catalog = usage(
      #""tiers": [{"upTo": 1000, "amount": "0.20"}, {"upTo": 1400, "amount": "0.10", "flat": 500}, {"amount": 1}], "mode": "graduated""#
    )
    #expect(
      examples(catalog).hasPrefix(
        """

        **Pro** (Calls: 1,400)

        | | Amount |
        | --- | ---: |
        | Pro | \\$20.00 |
        | Calls: 1,400 used, 100 included<br>900 at \\$0.20<br>400 at \\$0.10 plus \\$5 | \\$225.00 |
        | **Total a month** | **\\$245.00** |

        """))
  }

  @Test(arguments: [
    // Half more than the allowance.
    (#""amount": 2"#, #""amount": 100"#, "Calls: 150"), (#""amount": 2"#, #""amount": 15"#, "Calls: 23"),
    // Not beyond the maximum.
    (#""amount": 2"#, #""amount": 100, "max": 120"#, "Calls: 120"),
    // Two and a half packages.
    (#""amount": 2, "package": 10"#, #""amount": 100"#, "Calls: 125"),
    // About ten dollars.
    (#""amount": 2"#, #""amount": 0"#, "Calls: 1,000"),
    (#""amount": "0.15", "per": 1000000"#, #""amount": 0"#, "Calls: 100,000,000"),
    // Half more than the first tier.
    (#""tiers": [{"upTo": 1000, "amount": 2}, {"amount": 1}], "mode": "volume""#, #""amount": 100"#, "Calls: 1,500"),
  ])
  func `the usage of an example`(price: String, fields: String, usage: String) {
    #expect(examples(self.usage(price, fields)).hasPrefix("\n**Pro** (\(usage))\n"))
  }

  @Test(arguments: [
    (#"{"feature": "seats"}"#, #""amount": 2000"#, "5 seats"),
    (#"{"feature": "seats", "max": 3}"#, #""amount": 2000"#, "3 seats"),
    (#"{"feature": "seats", "max": 1}"#, #""amount": 2000"#, "1 seat"),
    (#"{"feature": "seats", "min": 10}"#, #""amount": 2000"#, "10 seats"),
    (#"{}"#, #""tiers": [{"upTo": 24, "amount": 2200}, {"amount": 1900}], "mode": "volume""#, "25 units"),
  ])
  func `the number of an example`(quantity: String, price: String, number: String) {
    let catalog = plan(#""quantity": \#(quantity), "entitlements": {}"#, price: price)
    #expect(examples(catalog).hasPrefix("\n**Pro** (\(number))\n"))
  }

  @Test func `monthly usage of a yearly price has an invoice of its own`() {
    let catalog = #"""
      {"features": {"calls": {"type": "metered", "name": "Calls"}},
       "plans": {"p": {"name": "Pro", "entitlements": {"calls": {"amount": 100, "prices": {"u": {"amount": 2, "currency": "USD"}}}},
         "prices": {"y": {"amount": 20000, "currency": "USD", "interval": "year"}}}}}
      """#
    let text = examples(catalog)
    #expect(text.contains("| **Total a year** | **\\$200.00** |\n"))
    #expect(text.contains("| **Total a month** | **\\$1.00** |\n"))
  }

  /// Seats with tiers, and usage for each of them.
  @Test func `the totals are those of quotes`() throws {
    let catalog = #"""
      {"features": {"seats": {"type": "limit", "name": "Seats"}, "calls": {"type": "metered", "name": "Calls"}},
       "plans": {"p": {"name": "Pro", "quantity": {"feature": "seats", "min": 2, "max": 100},
         "entitlements": {"calls": {"amount": 333, "perUnit": true, "prices": {"u": {"amount": "0.0123", "currency": "USD"}}}},
         "prices": {"m": {"tiers": [{"upTo": 6, "amount": 1999}, {"amount": 1777}], "mode": "graduated", "currency": "USD",
           "interval": "month"}}}}}
      """#
    let text = examples(catalog)
    #expect(text.hasPrefix("\n**Pro** (7 seats, Calls: 3,497)\n"))
    let quote = MemorySystem(["a.json": catalog]).run(["quote", "a.json", "p", "--quantity", "7", "--usage", "calls=3497"]).output
    #expect(quote.hasPrefix("152.05 USD a month\n"))
    #expect(text.contains("| **Total a month** | **\\$152.05** |\n"))
  }

  @Test func `a page shows the invoice of each price, and Markdown one of each plan`() {
    let catalog = #"""
      {"features": {"seats": {"type": "limit", "name": "Seats"}}, "plans": {"p": {"name": "Pro", "quantity": {"feature": "seats"},
        "entitlements": {}, "prices": {
         "m": {"amount": 2000, "currency": "USD", "interval": "month"}, "e": {"amount": 1900, "currency": "EUR", "interval": "month"}}}}}
      """#
    #expect(examples(catalog).components(separatedBy: "**Total").count == 2)
    let html = MemorySystem(["a.json": catalog]).run(["pricing", "a.json", "--format", "html", "--locale", "de-DE"]).output
    #expect(html.contains("<bdi>100,00\u{A0}$</bdi>") && html.contains("<bdi>95,00\u{A0}€</bdi>"))
  }
}
