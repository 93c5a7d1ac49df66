import Catalog
import Diagnostics
import JSONText
import Providers
import TestSupport
import Testing

/// The amounts, currencies, cadences, ids and names that Polar supports.
@Suite struct PolarPriceTests {
  /// A plan with one price.
  private func plan(_ price: String, _ fields: String = "", _ sections: String? = nil) -> String {
    let more = sections.map { ",\n \($0)" } ?? ""
    return #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {\#(fields)"entitlements": {"api": true}, "prices": {"p": {\#(price)}}}}\#(more)}
      """#
  }

  private func amounts(_ text: String) throws -> JSON? {
    try request("prices/plan/pro/p", in: artifact(text, for: "polar"))["body"]?["prices"]
  }

  // MARK: Money

  @Test func `fifteen currencies have no decimals at Polar, all others have two`() throws {
    let none = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split(separator: " ").map(String.init)
    let codes = try #require(Provider.polar.typicalLimits.money.currencies)
    #expect(codes.count == 126)
    for code in codes where !["ISK", "UGX", "MGA"].contains(code) {
      #expect(try #require(Currency(code: code)).minorUnitDigits == (none.contains(code) ? 0 : 2), "\(code)")
    }
  }

  @Test(arguments: [("ISK", 70, 7000), ("UGX", 2000, 200_000), ("MGA", 300_000, 3000), ("KRW", 800, 800)])
  func `amounts are written in Polar's unit`(code: String, amount: Int64, sent: Int64) throws {
    expectJSON(
      try amounts(plan(#""amount": \#(amount), "currency": "\#(code)", "interval": "month""#)),
      #"[{"amount_type": "fixed", "price_currency": "\#(code.lowercased())", "price_amount": \#(sent)}]"#)
  }

  @Test(arguments: [("USD", 49), ("GBP", 39), ("ISK", 69), ("MGA", 299_900), ("INR", 5999), ("USD", 1)])
  func `an amount below the minimum is not sent`(code: String, amount: Int64) throws {
    let text = plan(#""amount": ⟦\#(amount)⟧, "currency": "\#(code)", "interval": "month""#)
    expect("polar/amount-below-minimum", at: "plans.pro.prices.p.amount", in: text, provider: "polar")
    let artifact = try artifact(text, for: "polar")
    expectJSON(artifact["setup"], "[]")
    expectJSON(artifact["purchase"], "[]")
  }

  @Test(arguments: [
    ("USD", 100_000_000), ("IDR", 1_600_000_001), ("UGX", 3_700_001), ("MGA", 10_000_000_000), ("ISK", Int64.max),
    ("EUR", Int64.max),
  ])
  func `an amount above the maximum is not sent`(code: String, amount: Int64) throws {
    let text = plan(#""amount": ⟦\#(amount)⟧, "currency": "\#(code)", "interval": "month""#)
    expect("polar/amount-too-large", at: "plans.pro.prices.p.amount", in: text, provider: "polar")
    expectJSON(try artifact(text, for: "polar")["setup"], "[]")
  }

  @Test(arguments: [("IDR", 1_600_000_000), ("UGX", 3_700_000), ("MGA", 9_999_999_900), ("USD", 0), ("MGA", 0)])
  func `the maximum and 0 are valid amounts`(code: String, amount: Int64) throws {
    let text = plan(#""amount": \#(amount), "currency": "\#(code)", "interval": "month""#)
    #expect(try amounts(text)?.elements?.count == 1)
  }

  @Test func `a price that cannot be sent does not affect others`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"kwd": {"amount": 6000, "currency": ⟦"KWD"⟧, "interval": "month"},
           "usd": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#
    expect("polar/currency-unsupported", at: "plans.pro.prices.kwd.currency", in: text, provider: "polar")
    #expect(try soldItems(in: artifact(text, for: "polar")) == ["purchase/plan/pro/usd"])
  }

  // MARK: The default currency

  @Test func `a product without a price in the default currency is not sent`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"usd": {"amount": 2000, "currency": "USD", "interval": "month"},
           "eur": {"amount": 1900, "currency": "EUR", "interval": "month"},
           "usd-year": {"amount": 20000, "currency": ⟦"USD"⟧, "interval": "year"},
           "gbp-year": {"amount": 17000, "currency": ⟦"GBP"⟧, "interval": "year"}}}},
       "providers": {"polar": {"options": {"defaultCurrency": "EUR"}}}}
      """#
    expect(
      "polar/currency-not-default", at: "plans.pro.prices.usd-year.currency", "plans.pro.prices.gbp-year.currency", in: text,
      provider: "polar")
    let artifact = try artifact(text, for: "polar")
    #expect(soldItems(in: artifact) == ["purchase/plan/pro/usd", "purchase/plan/pro/eur"])
  }

  @Test func `prices with different trial lengths do not share a product`() {
    expect(
      "polar/currency-not-default", at: "plans.pro.prices.eur.currency",
      in: #"""
        {"features": {"api": {"type": "boolean"}},
         "plans": {"pro": {"entitlements": {"api": true},
           "prices": {"usd": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": 7},
             "eur": {"amount": 1900, "currency": ⟦"EUR"⟧, "interval": "month"}}}}}
        """#, provider: "polar")
  }

  @Test func `without the option, the default currency is that of the first price, with a note`() {
    let text = plan(#""amount": 1900, "currency": "EUR", "interval": "month""#, "", #""providers": {⟦"polar"⟧: {}}"#)
    expect("polar/option-assumed", at: "providers.polar.options.defaultCurrency", in: text, provider: "polar")
    #expect(
      diagnostics(text, provider: "polar").filter { $0.rule == "polar/option-assumed" }.map(\.message)
        == ["option `defaultCurrency` is not set; catalogc assumes EUR, the currency of the first price"])
    for options in [#"{"polar": {"options": {"defaultCurrency": "EUR"}}}"#, "{}"] {
      let price = options == "{}" ? #""amount": 1, "currency": "EUR""# : #""amount": 1900, "currency": "EUR""#
      expectNo(
        "polar/option-assumed", in: plan(#"\#(price), "interval": "month""#, "", #""providers": \#(options)"#),
        provider: "polar")
    }
  }

  @Test(arguments: ["XXX", "eur", "KWD"]) func `the default currency is one of Polar's`(code: String) {
    expect(
      "provider-option", at: "providers.polar.options.defaultCurrency",
      in: plan(
        #""amount": 2000, "currency": "EUR", "interval": "month""#, "",
        #""providers": {"polar": {"options": {"defaultCurrency": ⟦"\#(code)"⟧}}}"#))
  }

  // MARK: Time

  @Test func `a trial that is too long or has 0 days is not sent`() throws {
    for days in [0, 1001, Int64.max] {
      let text = plan(#""amount": 2000, "currency": "USD", "interval": "month", "trialDays": \#(days)"#)
      let body = try request("prices/plan/pro/p", in: artifact(text, for: "polar"))["body"]
      #expect(body?["trial_interval"] == nil && body?["trial_interval_count"] == nil)
    }
  }

  @Test func `more than 999 intervals are not sent`() throws {
    let text = plan(#""amount": 2000, "currency": "USD", "interval": "year", "intervalCount": ⟦9223372036854775807⟧"#)
    expect("polar/interval-too-long", at: "plans.pro.prices.p.intervalCount", in: text, provider: "polar")
    expectJSON(try artifact(text, for: "polar")["setup"], "[]")
  }

  // MARK: Ids

  @Test(arguments: [
    "prod_123", "1d3b2c4a5e6f4a7b8c9d0e1f2a3b4c5d", "1d3b2c4a-5e6f-1a7b-8c9d-0e1f2a3b4c5d",
    "1d3b2c4a-5e6f-4a7b-cc9d-0e1f2a3b4c5d", "1d3b2c4a-5e6f-4a7b-8c9d-0e1f2a3b4c5g",
  ])
  func `an id that is not a version 4 UUID is ignored, and the product is not created again`(id: String) throws {
    let text = plan(#""amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"polar": ⟦"\#(id)"⟧}"#)
    expect("polar/id-malformed", at: "plans.pro.prices.p.providerIds.polar", in: text, provider: "polar")
    expectJSON(try artifact(text, for: "polar")["setup"], "[]")
  }

  @Test func `prices in several currencies may name their product once or each time`() throws {
    let id = "1d3b2c4a-5e6f-4a7b-8c9d-0e1f2a3b4c5d"
    for (first, second) in [(id, id), (id, nil), (nil, id)] as [(String?, String?)] {
      func ids(_ id: String?) -> String { id.map { #", "providerIds": {"polar": "\#($0)"}"# } ?? "" }
      let artifact = try artifact(
        #"""
        {"features": {"api": {"type": "boolean"}},
         "plans": {"pro": {"entitlements": {"api": true},
           "prices": {"usd": {"amount": 2000, "currency": "USD", "interval": "month"\#(ids(first))},
             "eur": {"amount": 1900, "currency": "EUR", "interval": "month"\#(ids(second))}}}}}
        """#, for: "polar")
      expectJSON(try request("prices/plan/pro/usd", in: artifact)["method"], #""PATCH""#)
      expectJSON(try request("purchase/plan/pro/eur", in: artifact)["body"]?["products"], #"["\#(id)"]"#)
      expectJSON(artifact["warnings"], "[]")
    }
  }

  @Test func `the id of an item with several prices or none is ignored`() {
    expect(
      "polar/id-unused", at: "plans.free.providerIds.polar", "plans.pro.providerIds.polar",
      in: #"""
        {"features": {"api": {"type": "boolean"}},
         "plans": {
           "free": {"entitlements": {"api": true}, "providerIds": {"polar": ⟦"1d3b2c4a-5e6f-4a7b-8c9d-0e1f2a3b4c5d"⟧}},
           "pro": {"entitlements": {"api": true}, "providerIds": {"polar": ⟦"1d3b2c4a-5e6f-4a7b-8c9d-0e1f2a3b4c5d"⟧},
             "prices": {"p": {"amount": 2000, "currency": "USD", "interval": "month",
               "providerIds": {"polar": "1d3b2c4a-5e6f-4a7b-8c9d-0e1f2a3b4c5e"}}}}}}
        """#, provider: "polar")
  }

  @Test func `a one-time add-on needs a second checkout`() {
    expect(
      "polar/addon-separate-purchase", at: "addons.setup",
      in: #"""
        {"features": {}, "plans": {},
         "addons": {⟦"setup"⟧: {"entitlements": {}, "prices": {"once": {"amount": 9900, "currency": "USD", "interval": "one_time"}}}}}
        """#, provider: "polar")
  }

  @Test func `a product that is not for sale is not updated`() {
    expectNo(
      "polar/existing-object-updated",
      in: plan(
        #""amount": 2000, "currency": "USD", "interval": "month", "#
          + #""providerIds": {"polar": "1d3b2c4a-5e6f-4a7b-8c9d-0e1f2a3b4c5d"}"#,
        "", #""providers": {"polar": {"options": {"defaultCurrency": "EUR"}}}"#), provider: "polar")
  }

  // MARK: Names

  @Test func `the id of the price counts toward the length of the name, and is kept when it is truncated`() throws {
    let name = String(repeating: "n", count: 60)
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"name": "\#(name)", "entitlements": {"api": true},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"},
           ⟦"year"⟧: {"amount": 20000, "currency": "USD", "interval": "year"}}}}}
      """#
    let shorter = String(repeating: "n", count: 57)
    expect("polar/text-too-long", at: "plans.pro.prices.year", in: text, provider: "polar")
    let artifact = try artifact(text, for: "polar")
    expectJSON(try request("prices/plan/pro/m", in: artifact)["body"]?["name"], #""\#(name) (m)""#)
    expectJSON(try request("prices/plan/pro/year", in: artifact)["body"]?["name"], #""\#(shorter) (year)""#)
  }

  @Test(arguments: ["S", "XL", "  S  "]) func `a name of fewer than three characters is not sent`(name: String) throws {
    let text = plan(#""amount": 2000, "currency": "USD", "interval": "month""#, #""name": ⟦"\#(name)"⟧, "#)
    expect("polar/name-too-short", at: "plans.pro.name", in: text, provider: "polar")
    expectJSON(try artifact(text, for: "polar")["purchase"], "[]")
  }
}
