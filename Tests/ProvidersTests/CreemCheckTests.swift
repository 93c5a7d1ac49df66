import Diagnostics
import JSONText
import TestSupport
import Testing

/// Edge cases of Creem's rules that their examples do not cover.
@Suite struct CreemCheckTests {
  static func plan(_ prices: String, _ fields: String = "") -> String {
    #"""
    {"features": {"api": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"api": true}, \#(fields.isEmpty ? "" : fields + ",") "prices": {\#(prices)}}}}
    """#
  }

  static let monthly = #"{"amount": 2000, "currency": "USD", "interval": "month"}"#

  // MARK: Prices

  @Test(arguments: ["1", "99"]) func `amounts below one major unit are rejected, in EUR and in USD`(amount: String) {
    expect(
      "creem/amount-below-minimum", at: "plans.pro.prices.e.amount", "plans.pro.prices.u.amount",
      in: Self.plan(
        #"""
        "e": {"amount": ⟦\#(amount)⟧, "currency": "eur", "interval": "month"},
        "u": {"amount": ⟦\#(amount)⟧, "currency": "USD", "interval": "year"}
        """#), provider: "creem")
  }

  @Test(arguments: ["0", "100"]) func `0 and one major unit are valid amounts`(amount: String) {
    expectNo(
      "creem/amount-below-minimum",
      in: Self.plan(#""m": {"amount": \#(amount), "currency": "USD", "interval": "month"}"#), provider: "creem")
  }

  @Test func `an unsupported currency is reported once, and its amount is not`() {
    let text = Self.plan(#""m": {"amount": 50, "currency": ⟦"JPY"⟧, "interval": "month"}"#)
    expect("creem/currency-unsupported", at: "plans.pro.prices.m.currency", in: text, provider: "creem")
    expectNo("creem/amount-below-minimum", in: text, provider: "creem")
  }

  @Test(arguments: [("day", 366), ("week", 53), ("month", 25), ("year", 4)])
  func `each interval has a maximum count`(interval: String, count: Int) throws {
    let text = { (count: String) in
      Self.plan(#""m": {"amount": 2000, "currency": "USD", "interval": "\#(interval)", "intervalCount": \#(count)}"#)
    }
    expect(
      "creem/interval-too-long", at: "plans.pro.prices.m.intervalCount", in: text("⟦\(count)⟧"), provider: "creem")
    expectNo("creem/interval-too-long", in: text("\(count - 1)"), provider: "creem")
    #expect(ids("setup", in: try artifact(text("\(count)"), for: "creem")) == [])
  }

  @Test func `36 months are three years, which Creem supports`() {
    let help = { (count: Int) in
      diagnostics(
        Self.plan(#""m": {"amount": 2000, "currency": "USD", "interval": "month", "intervalCount": \#(count)}"#),
        provider: "creem"
      ).first { $0.rule == "creem/interval-too-long" }?.help
    }
    #expect(help(36) == #"write `year` with `"intervalCount": 3`"#)
    #expect(help(48) == nil)
    #expect(help(30) == nil)
  }

  @Test(arguments: [("day", 1), ("week", 1), ("month", 12), ("year", 2)])
  func `a cadence without an old name is reported`(interval: String, count: Int) {
    expect(
      "creem/interval-recent", at: "plans.pro.prices.m.interval",
      in: Self.plan(
        #""m": {"amount": 2000, "currency": "USD", "interval": ⟦"\#(interval)"⟧, "intervalCount": \#(count)}"#),
      provider: "creem")
  }

  @Test func `the trial of an add-on is sent, because the add-on is a subscription`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {},
       "addons": {"extra": {"entitlements": {"api": true}, "prices": {
         "m": {"amount": 500, "currency": "USD", "interval": "month", "trialDays": ⟦9223372036854775807⟧}}}}}
      """#
    expect("creem/trial-recent", at: "addons.extra.prices.m.trialDays", in: text, provider: "creem")
    let body = try request("prices/addon/extra/m", in: try artifact(text, for: "creem"))["body"]
    expectJSON(body?["trial_period_days"], "9223372036854775807")
  }

  @Test func `the default lookup key is not reported`() {
    expectNo(
      "creem/lookup-key-not-sent",
      in: Self.plan(#""m": {"amount": 2000, "currency": "USD", "interval": "month", "lookupKey": "pro:m"}"#),
      provider: "creem")
  }

  // MARK: Names

  @Test func `of two products with the same name, the later is not for sale`() throws {
    let text = #"""
      {"features": {"tokens": {"type": "metered"}}, "plans": {},
       "topups": {
         "small": {"name": "Pack", "feature": "tokens", "amount": 1000,
           "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}},
         "large": {"name": ⟦"Pack"⟧, "feature": "tokens", "amount": 2000,
           "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#
    expect("creem/name-taken", at: "topups.large.name", in: text, provider: "creem")
    let artifact = try artifact(text, for: "creem")
    #expect(ids("setup", in: artifact) == ["prices/topup/small/once"])
    #expect(soldItems(in: artifact) == ["purchase/topup/small/once"])
    let other = diagnostics(text, provider: "creem").first { $0.rule == "creem/name-taken" }?.related.first
    #expect(other?.message == "first used here")
  }

  @Test func `a name with the id of a price can collide with another name`() {
    expect(
      "creem/name-taken", at: "addons.extra.name",
      in: #"""
        {"features": {"api": {"type": "boolean"}},
         "plans": {"pro": {"name": "Pro", "entitlements": {"api": true}, "prices": {
           "m": {"amount": 2000, "currency": "USD", "interval": "month"},
           "y": {"amount": 20000, "currency": "USD", "interval": "year"}}}},
         "addons": {"extra": {"name": ⟦"Pro (y)"⟧, "entitlements": {"api": true}, "prices": {
           "m": {"amount": 500, "currency": "USD", "interval": "month"}}}}}
        """#, provider: "creem")
  }

  @Test func `a new product must not have the name of an existing one, in any order`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {
         "new": {"name": ⟦"Pro"⟧, "entitlements": {"api": true}, "prices": {"m": \#(Self.monthly)}},
         "old": {"name": "Pro", "entitlements": {"api": true}, "providerIds": {"creem": "prod_1"},
           "prices": {"m": \#(Self.monthly)}}}}
      """#
    expect("creem/name-taken", at: "plans.new.name", in: text, provider: "creem")
    #expect(ids("setup", in: try artifact(text, for: "creem")) == ["prices/plan/old/m"])
  }

  @Test func `existing products are distinguished by their ids`() {
    expectNo(
      "creem/name-taken",
      in: #"""
        {"features": {"api": {"type": "boolean"}},
         "plans": {
           "a": {"name": "Pro", "entitlements": {"api": true}, "providerIds": {"creem": "prod_1"},
             "prices": {"m": \#(Self.monthly)}},
           "b": {"name": "Pro", "entitlements": {"api": true}, "providerIds": {"creem": "prod_2"},
             "prices": {"m": \#(Self.monthly)}}}}
        """#, provider: "creem")
  }

  @Test func `names that only look alike are different`() {
    expectNo(
      "creem/name-taken",
      in: #"""
        {"features": {"api": {"type": "boolean"}},
         "plans": {
           "a": {"name": "Caf\u00e9", "entitlements": {"api": true}, "prices": {"m": \#(Self.monthly)}},
           "b": {"name": "Cafe\u0301", "entitlements": {"api": true}, "prices": {"m": \#(Self.monthly)}}}}
        """#, provider: "creem")
  }

  @Test func `a price that is not for sale does not claim a name`() {
    expectNo(
      "creem/name-taken",
      in: #"""
        {"features": {"api": {"type": "boolean"}},
         "plans": {
           "a": {"name": "Pro", "entitlements": {"api": true}, "prices": {
             "m": {"amount": 2000, "currency": "INR", "interval": "month"}}},
           "b": {"name": "Pro", "entitlements": {"api": true}, "prices": {"m": \#(Self.monthly)}}}}
        """#, provider: "creem")
  }

  @Test func `a blank name is replaced by the key, and an entirely blank item is not for sale`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {
         "pro": {"name": ⟦"\t\u00a0"⟧, "entitlements": {"api": true}, "prices": {"m": \#(Self.monthly)}},
         ⟦" "⟧: {"entitlements": {"api": true}, "prices": {"m": \#(Self.monthly)}}}}
      """#
    expect("creem/name-too-short", at: "plans.pro.name", "plans. ", in: text, provider: "creem")
    let artifact = try artifact(text, for: "creem")
    #expect(ids("setup", in: artifact) == ["prices/plan/pro/m"])
    expectJSON(try request("prices/plan/pro/m", in: artifact)["body"]?["name"], #""pro""#)
  }

  @Test func `a blank description counts as missing`() throws {
    let text = Self.plan(#""m": \#(Self.monthly)"#, #""name": "Pro", "description": ⟦" "⟧"#)
    expect("creem/description-assumed", at: "plans.pro.description", in: text, provider: "creem")
    expectJSON(
      try request("prices/plan/pro/m", in: try artifact(text, for: "creem"))["body"]?["description"], #""Pro""#)
  }

  @Test func `an existing product keeps its description`() {
    expectNo(
      "creem/description-assumed", in: Self.plan(#""m": \#(Self.monthly)"#, #""providerIds": {"creem": "prod_1"}"#),
      provider: "creem")
  }

  // MARK: Ids

  @Test func `of two prices with the same id, the second is not for sale`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {
         "a": {"entitlements": {"api": true}, "providerIds": {"creem": "prod_1"}, "prices": {"m": \#(Self.monthly)}},
         "b": {"entitlements": {"api": true}, "providerIds": {"creem": ⟦"prod_1"⟧}, "prices": {"m": \#(Self.monthly)}}}}
      """#
    expect("creem/id-taken", at: "plans.b.providerIds.creem", in: text, provider: "creem")
    #expect(ids("setup", in: try artifact(text, for: "creem")) == ["prices/plan/a/m"])
    #expect(soldItems(in: try artifact(text, for: "creem")) == ["purchase/plan/a/m"])
  }

  @Test func `the id of a price overrides that of its item`() throws {
    let text = Self.plan(
      #""m": {"amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"creem": "prod_2"}}"#,
      #""providerIds": {"creem": ⟦"prod_1"⟧}"#)
    expect("creem/id-unused", at: "plans.pro.providerIds.creem", in: text, provider: "creem")
    expectJSON(
      try request("prices/plan/pro/m", in: try artifact(text, for: "creem"))["path"], #""/v1/products/prod_2""#)
  }

  @Test func `the id of an item without prices is ignored`() {
    expect(
      "creem/id-unused", at: "plans.pro.providerIds.creem",
      in: Self.plan("", #""providerIds": {"creem": ⟦"prod_1"⟧}"#), provider: "creem")
  }

  // MARK: Metadata

  @Test func `metadata of items, prices and settings is reported at its place`() {
    expect(
      "creem/metadata-on-checkout", at: "plans.pro.prices.m.metadata", "plans.pro.metadata", "providers.creem.metadata",
      in: #"""
        {"features": {"api": {"type": "boolean"}},
         "plans": {"pro": {"entitlements": {"api": true},
           "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month", "metadata": ⟦{"a": 1}⟧}},
           "metadata": ⟦{"b": [1]}⟧}},
         "providers": {"creem": {"metadata": ⟦{"c": null}⟧}}}
        """#, provider: "creem")
  }

  @Test func `the compiler's entries on checkouts win, and that is reported`() throws {
    let text = Self.plan(#""m": \#(Self.monthly)"#, #""metadata": {⟦"catalogPriceId"⟧: "x", "tier": [1.50, null]}"#)
    expect("creem/metadata-reserved", at: "plans.pro.metadata.catalogPriceId", in: text, provider: "creem")
    expectJSON(
      try request("purchase/plan/pro/m", in: try artifact(text, for: "creem"))["body"]?["metadata"],
      #"""
      {"tier": "[1.5,null]", "catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "m", "provider": "creem", "openmeterCustomer": {"$param": "customer_key"}}
      """#)
  }

  @Test func `an entry with the same value on item and price is not a conflict`() {
    expectNo(
      "creem/metadata-overridden",
      in: Self.plan(
        #""m": {"amount": 2000, "currency": "USD", "interval": "month", "metadata": {"tier": 1}}"#,
        #""metadata": {"tier": 1}"#), provider: "creem")
  }

  // MARK: Add-ons and top-ups

  @Test func `the application checks who can buy a top-up`() {
    expect(
      "creem/compatible-plans-not-enforced", at: "topups.pack.compatiblePlans",
      in: #"""
        {"features": {"tokens": {"type": "metered"}}, "plans": {"pro": {"entitlements": {"tokens": 1}}},
         "topups": {"pack": {"feature": "tokens", "amount": 10, "compatiblePlans": ⟦["pro"]⟧,
           "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
        """#, provider: "creem")
  }

  @Test func `the application also checks items that are not for sale`() {
    let text = #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true}}},
       "addons": {"extra": {"entitlements": {"api": true}, "compatiblePlans": ["pro"], "multiple": true,
         "quantity": {"max": 5}}}}
      """#
    let found = findings(text, provider: "creem")
    #expect(found.contains("creem/item-without-price @ addons.extra"))
    #expect(found.contains("creem/compatible-plans-not-enforced @ addons.extra.compatiblePlans"))
    #expect(found.contains("creem/quantity-not-enforced @ addons.extra.quantity"))
  }

  @Test func `an item with several prices becomes several products, counting those for sale`() {
    let yearly = #""y": {"amount": 20000, "currency": "USD", "interval": "year"}"#
    let text = Self.plan(#""m": \#(Self.monthly), \#(yearly)"#, #""name": "Pro""#)
    let found = diagnostics(text, provider: "creem").first { $0.rule == "creem/object-per-price" }
    #expect(found?.path == "plans.pro.prices")
    #expect(found?.message == "`pro` becomes 2 Creem products: `Pro (m)` and `Pro (y)`")
    expectNo(
      "creem/object-per-price",
      in: Self.plan(#""m": {"amount": 2000, "currency": "INR", "interval": "month"}, \#(yearly)"#), provider: "creem")
  }

  @Test func `a lookup key that only looks like the default is reported`() {
    expect(
      "creem/lookup-key-not-sent", at: "plans.pro.prices.m.lookupKey",
      in: Self.plan(
        #""m": {"amount": 2000, "currency": "USD", "interval": "month", "lookupKey": ⟦"cafe\u0301:m"⟧}"#,
        #""key": "caf\u00e9""#), provider: "creem")
  }

  @Test func `an add-on of any cadence and currency fits a plan, because it is charged separately`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "prices": {"m": \#(Self.monthly)}}},
       "addons": {⟦"extra"⟧: {"entitlements": {"sso": true}, "prices": {
         "y": {"amount": 5000, "currency": "EUR", "interval": "year"},
         "o": {"amount": 5000, "currency": "EUR", "interval": "one_time"}}}}}
      """#
    expect("creem/addon-separate-subscription", at: "addons.extra", in: text, provider: "creem")
    // Who pays once with the plan has to complete two checkouts.
    #expect(
      diagnostics(text, provider: "creem").filter { $0.severity != .note }.map(\.rule) == ["creem/addon-separate-purchase"])
    #expect(
      soldItems(in: try artifact(text, for: "creem"))
        == ["purchase/plan/pro/m", "purchase/addon/extra/y", "purchase/addon/extra/o"])
  }

  // MARK: Strictness

  @Test func `an ordinary catalog has no warnings but that of a one-time add-on`() {
    let warnings = diagnostics(CreemRequestTests.catalog, provider: "creem").filter { $0.severity != .note }
    #expect(Set(warnings.map(\.rule)) == ["creem/addon-separate-purchase"], "\(warnings.map { "\($0.rule) @ \($0.path)" })")
  }
}
