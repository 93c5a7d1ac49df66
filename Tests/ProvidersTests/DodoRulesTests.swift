import Diagnostics
import JSONText
import Providers
import TestSupport
import Testing

/// Edge cases of Dodo's rules that their examples do not cover.
@Suite struct DodoRulesTests {
  // MARK: Cadence and currency of add-ons

  /// Plans at 20 USD a month, and the given add-ons.
  static func catalog(plans: String = monthly, addons: String) -> String {
    #"{"features": {"api": {"type": "boolean"}}, "plans": {\#(plans)}, "addons": {\#(addons)}}"#
  }
  static let monthly = plan("pro", #"{"amount": 2000, "currency": "USD", "interval": "month"}"#)

  static func plan(_ id: String, _ prices: String...) -> String {
    let prices = prices.enumerated().map { #""p\#($0)": \#($1)"# }.joined(separator: ", ")
    return #""\#(id)": {"entitlements": {"api": true}, "prices": {\#(prices)}}"#
  }

  @Test func `an add-on for every plan is checked with each, and reported once`() {
    let text = Self.catalog(
      plans: [
        Self.plan("week", #"{"amount": 2000, "currency": "USD", "interval": "week"}"#), Self.monthly,
        Self.plan("year", #"{"amount": 2000, "currency": "USD", "interval": "year"}"#),
      ].joined(separator: ", "),
      addons: #"""
        ⟦"seat"⟧: {"entitlements": {"api": true}, "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}}
        """#)
    expect("dodo/addon-interval-mismatch", at: "addons.seat.compatiblePlans", in: text, provider: "dodo")
    let message = diagnostics(text, provider: "dodo").first { $0.rule == "dodo/addon-interval-mismatch" }?.message ?? ""
    #expect(message.contains("`week` and `year`") && !message.contains("`pro`"))
  }

  @Test func `the interval count is part of the interval`() {
    expect(
      "dodo/addon-interval-mismatch", at: "addons.seat.compatiblePlans",
      in: Self.catalog(
        addons: #"""
          "seat": {"compatiblePlans": ⟦["pro"]⟧, "entitlements": {"api": true},
            "prices": {"q": {"amount": 500, "currency": "USD", "interval": "month", "intervalCount": 3}}}
          """#), provider: "dodo")
  }

  @Test func `twelve months do not match a year`() {
    expect(
      "dodo/addon-interval-mismatch", at: "addons.seat.compatiblePlans",
      in: Self.catalog(
        plans: Self.plan("pro", #"{"amount": 2000, "currency": "USD", "interval": "year"}"#),
        addons: #"""
          "seat": {"compatiblePlans": ⟦["pro"]⟧, "entitlements": {"api": true},
            "prices": {"q": {"amount": 500, "currency": "USD", "interval": "month", "intervalCount": 12}}}
          """#), provider: "dodo")
  }

  @Test func `an explicit count of 1 equals the default`() {
    expectNo(
      "dodo/addon-interval-mismatch",
      in: Self.catalog(
        addons: #"""
          "seat": {"entitlements": {"api": true},
            "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month", "intervalCount": 1}}}
          """#), provider: "dodo")
  }

  @Test func `a plan without prices does not restrict intervals`() {
    expectNo(
      "dodo/addon-interval-mismatch",
      in: Self.catalog(
        plans: #""free": {"entitlements": {"api": true}}, \#(Self.monthly)"#,
        addons: #"""
          "seat": {"entitlements": {"api": true}, "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}}
          """#), provider: "dodo")
  }

  @Test func `a named plan without prices has no interval to match`() {
    expect(
      "dodo/addon-interval-mismatch", at: "addons.seat.compatiblePlans",
      in: Self.catalog(
        plans: #""free": {"entitlements": {"api": true}}, \#(Self.monthly)"#,
        addons: #"""
          "seat": {"compatiblePlans": ⟦["pro", "free"]⟧, "entitlements": {"api": true},
            "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}}
          """#), provider: "dodo")
  }

  @Test func `a one-time add-on has no interval to match`() {
    expectNo(
      "dodo/addon-interval-mismatch",
      in: Self.catalog(
        addons: #"""
          "setup": {"compatiblePlans": ["pro"], "entitlements": {"api": true},
            "prices": {"once": {"amount": 500, "currency": "EUR", "interval": "one_time"}}}
          """#), provider: "dodo")
  }

  @Test func `a price that fits no plan is reported at its interval`() {
    let text = Self.catalog(
      addons: #"""
        "seat": {"entitlements": {"api": true}, "prices": {
          "m": {"amount": 500, "currency": "USD", "interval": "month"},
          "y": {"amount": 5000, "currency": "USD", "interval": ⟦"year"⟧}}}
        """#)
    expect("dodo/addon-without-plan", at: "addons.seat.prices.y.interval", in: text, provider: "dodo")
    expectNo("dodo/addon-interval-mismatch", in: text, provider: "dodo")
  }

  @Test func `a price in a currency of no plan is reported at its currency`() {
    expect(
      "dodo/addon-without-plan", at: "addons.seat.prices.e.currency",
      in: Self.catalog(
        addons: #"""
          "seat": {"entitlements": {"api": true}, "prices": {
            "m": {"amount": 500, "currency": "USD", "interval": "month"},
            "e": {"amount": 500, "currency": ⟦"EUR"⟧, "interval": "month"}}}
          """#), provider: "dodo")
  }

  @Test func `interval and currency must match in a single price`() {
    let plans = Self.plan(
      "pro", #"{"amount": 2000, "currency": "USD", "interval": "month"}"#,
      #"{"amount": 20000, "currency": "EUR", "interval": "year"}"#)
    expect(
      "dodo/addon-currency-mismatch", at: "addons.seat.compatiblePlans",
      in: Self.catalog(
        plans: plans,
        addons: #"""
          "seat": {"compatiblePlans": ⟦["pro"]⟧, "entitlements": {"api": true},
            "prices": {"m": {"amount": 500, "currency": "EUR", "interval": "month"}}}
          """#), provider: "dodo")
    expect(
      "dodo/addon-without-plan", at: "addons.seat.prices.y.interval",
      in: Self.catalog(
        plans: plans,
        addons: #"""
          "seat": {"compatiblePlans": ["pro"], "entitlements": {"api": true}, "prices": {
            "m": {"amount": 500, "currency": "USD", "interval": "month"},
            "y": {"amount": 5000, "currency": "USD", "interval": ⟦"year"⟧}}}
          """#), provider: "dodo")
  }

  @Test func `an add-on whose only product is skipped is not for sale`() {
    expect(
      "dodo/addon-without-plan", at: "addons.seat.prices.m",
      in: Self.catalog(
        plans: Self.plan("pro", #"{"amount": 2147483648, "currency": "USD", "interval": "month"}"#),
        addons: #"""
          "seat": {"entitlements": {"api": true}, "prices": {⟦"m"⟧: {"amount": 500, "currency": "USD", "interval": "month"}}}
          """#), provider: "dodo")
  }

  // MARK: Amounts

  @Test(arguments: [
    ("USD", 49, "0.49 USD", "0.50 USD"), ("GBP", 29, "0.29 GBP", "0.30 GBP"), ("CLP", 999, "999 CLP", "1000 CLP"),
    ("IDR", 849_999, "8499.99 IDR", "8500.00 IDR"), ("INR", 499, "4.99 INR", "5.00 INR"),
  ]) func `each currency has its own minimum amount`(currency: String, amount: Int, found: String, minimum: String) throws {
    func text(_ amount: Int) -> String {
      #"""
      {"features": {"tokens": {"type": "metered"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": 1,
         "prices": {"p": {"amount": ⟦\#(amount)⟧, "currency": "\#(currency)", "interval": "one_time"}}}}}
      """#
    }
    expect("dodo/amount-below-minimum", at: "topups.pack.prices.p.amount", in: text(amount), provider: "dodo")
    expectNo("dodo/amount-below-minimum", in: text(amount + 1), provider: "dodo")
    let message = diagnostics(text(amount), provider: "dodo").first { $0.rule == "dodo/amount-below-minimum" }?.message
    #expect(message == "\(found) is below the Dodo Payments minimum of \(minimum); charging it fails")
  }

  /// The help for an amount below the minimum is its spelling in minor units, if the provider accepts that amount.
  @Test(
    arguments: [
      ("USD", 49, "for 49.00 USD write `4900`"), ("USD", 1, "for 1.00 USD write `100`"), ("CLP", 999, nil), ("INR", 4, nil),
      ("INR", 5, "for 5.00 INR write `500`"),
    ] as [(String, Int, String?)])
  func `the help for a small amount is the amount in major units`(currency: String, amount: Int, help: String?) {
    let text = #"""
      {"features": {"tokens": {"type": "metered"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": 1,
         "prices": {"p": {"amount": \#(amount), "currency": "\#(currency)", "interval": "one_time"}}}}}
      """#
    #expect(diagnostics(text, provider: "dodo").first { $0.rule == "dodo/amount-below-minimum" }?.help == help)
  }

  @Test func `a currency without a published minimum has none`() {
    expectNo(
      "dodo/amount-below-minimum",
      in: Self.catalog(plans: Self.plan("pro", #"{"amount": 1, "currency": "JPY", "interval": "month"}"#), addons: ""),
      provider: "dodo")
  }

  @Test func `a recurring add-on may cost less than the minimum of a cart`() {
    expectNo(
      "dodo/amount-below-minimum",
      in: Self.catalog(
        addons: #"""
          "seat": {"entitlements": {"api": true}, "prices": {"m": {"amount": 10, "currency": "USD", "interval": "month"}}}
          """#), provider: "dodo")
  }

  // MARK: Names

  @Test func `the name of an add-on leaves room for the ids of its prices`() throws {
    let text = Self.catalog(
      addons: #"""
        "seat": {"name": ⟦"\#(String(repeating: "s", count: 97))"⟧, "entitlements": {"api": true}, "prices": {
          "a": {"amount": 500, "currency": "USD", "interval": "month"},
          "b": {"amount": 600, "currency": "USD", "interval": "month"}}}
        """#)
    expect("dodo/text-too-long", at: "addons.seat.name", in: text, provider: "dodo")
    let body = try request("prices/addon/seat/b", in: artifact(text, for: "dodo"))["body"]
    #expect(body?["name"]?.string == String(repeating: "s", count: 96) + " (b)")
  }

  @Test func `a description is truncated to 1000 characters, and reported once for all prices`() throws {
    let text = Self.catalog(
      plans: #"""
        "pro": {"description": ⟦"\#(String(repeating: "é", count: 1001))"⟧, "entitlements": {"api": true}, "prices": {
          "m": {"amount": 2000, "currency": "USD", "interval": "month"},
          "y": {"amount": 20000, "currency": "USD", "interval": "year"}}}
        """#, addons: "")
    expect("dodo/text-too-long", at: "plans.pro.description", in: text, provider: "dodo")
    let body = try request("prices/plan/pro/y", in: artifact(text, for: "dodo"))["body"]
    #expect(body?["description"]?.string?.unicodeScalars.count == 1000)
  }

  @Test func `a suffix can make two names equal`() {
    expect(
      "dodo/name-taken", at: "addons.b.name",
      in: Self.catalog(
        addons: #"""
          "a": {"name": "Seat", "entitlements": {"api": true}, "prices": {
            "m": {"amount": 500, "currency": "USD", "interval": "month"},
            "n": {"amount": 600, "currency": "USD", "interval": "month"}}},
          "b": {"name": ⟦"Seat (m)"⟧, "entitlements": {"api": true},
            "prices": {"m": {"amount": 700, "currency": "USD", "interval": "month"}}}
          """#), provider: "dodo")
  }

  // MARK: Metadata

  @Test func `an invalid metadata entry of a plan is reported once, not per price`() {
    expect(
      "dodo/metadata-limit", at: "plans.pro.metadata.a.b", "plans.pro.metadata.long",
      in: Self.catalog(
        plans: #"""
          "pro": {"metadata": {"a.b": ⟦1⟧, "long": ⟦"\#(String(repeating: "v", count: 501))"⟧},
            "entitlements": {"api": true},
            "prices": {
              "m": {"amount": 2000, "currency": "USD", "interval": "month"},
              "y": {"amount": 20000, "currency": "USD", "interval": "year"}}}
          """#, addons: ""), provider: "dodo")
  }

  @Test func `the compiler's entries take precedence over those of the catalog`() throws {
    let entries = (1...45).map { #""k\#($0)": "v""# }.joined(separator: ", ")
    let text = Self.catalog(
      plans: #"""
        "pro": {"metadata": {\#(entries)}, "entitlements": {"api": true}, "prices": {
          "m": {"amount": 2000, "currency": "USD", "interval": "month", "metadata": {"one": ⟦"more"⟧}}}}
        """#, addons: "")
    expect("dodo/metadata-limit", at: "plans.pro.prices.m.metadata.one", in: text, provider: "dodo")
    let metadata = try request("prices/plan/pro/m", in: artifact(text, for: "dodo"))["body"]?["metadata"]
    #expect(metadata?["k45"] == "v")
    #expect(metadata?["one"] == nil)
    #expect(metadata?["catalogPriceId"] == "m")
    #expect(metadata?["provider"] == "dodo")
  }

  // MARK: Ids

  @Test func `a price with a duplicate id is in no request`() throws {
    let artifact = try artifact(
      Self.catalog(
        plans: #"""
          "pro": {"entitlements": {"api": true}, "prices": {
            "m": {"amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"dodo": "pdt_1"}},
            "y": {"amount": 20000, "currency": "USD", "interval": "year", "providerIds": {"dodo": "pdt_1"}}}}
          """#, addons: ""), for: "dodo")
    #expect(ids("setup", in: artifact) == ["features/api", "prices/plan/pro/m"])
    #expect(soldItems(in: artifact) == ["purchase/plan/pro/m"])
  }

  @Test func `the id of an item is unused if its price has a different one, but may repeat it`() {
    func text(_ id: String) -> String {
      Self.catalog(
        plans: #"""
          "pro": {"providerIds": {"dodo": ⟦"pdt_1"⟧}, "entitlements": {"api": true}, "prices": {
            "m": {"amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"dodo": "\#(id)"}}}}
          """#, addons: "")
    }
    expect("dodo/id-unused", at: "plans.pro.providerIds.dodo", in: text("pdt_2"), provider: "dodo")
    expectNo("dodo/id-unused", in: text("pdt_1"), provider: "dodo")
  }

  @Test func `another price may use the id of a price that is not for sale`() throws {
    let text = Self.catalog(
      plans: #"""
        "pro": {"entitlements": {"api": true}, "prices": {
          "m": {"amount": 2147483648, "currency": "USD", "interval": "month", "providerIds": {"dodo": "pdt_1"}},
          "y": {"amount": 20000, "currency": "USD", "interval": "year", "providerIds": {"dodo": "pdt_1"}}}}
        """#, addons: "")
    expectNo("dodo/id-taken", in: text, provider: "dodo")
    #expect(try ids("setup", in: artifact(text, for: "dodo")) == ["features/api", "prices/plan/pro/y"])
  }

  @Test func `ids and lookup keys are compared by scalars, not by appearance`() {
    let text = Self.catalog(
      plans: #"""
        "pro": {"key": "caf\u00e9", "providerIds": {"dodo": ⟦"x\u00e9"⟧}, "entitlements": {"api": true}, "prices": {
          "m": {"amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"dodo": "xe\u0301"},
            "lookupKey": "cafe\u0301:m"}}}
        """#, addons: "")
    expect("dodo/id-unused", at: "plans.pro.providerIds.dodo", in: text, provider: "dodo")
    expect(
      "dodo/lookup-key-not-sent", at: "plans.pro.prices.m.lookupKey",
      in: text.replacing("⟦", with: "").replacing("⟧", with: "").replacing(#""cafe\u0301:m""#, with: #"⟦"cafe\u0301:m"⟧"#),
      provider: "dodo")
  }

  // MARK: Items not for sale

  @Test func `an add-on without a price is not attached to its plans`() {
    expect(
      "dodo/compatible-plans-not-enforced", at: "addons.seat.compatiblePlans",
      in: Self.catalog(addons: #""seat": {"compatiblePlans": ⟦["pro"]⟧, "entitlements": {"api": true}}"#), provider: "dodo")
  }

  @Test func `a price that is not for sale is not checked against plans`() {
    let text = Self.catalog(
      addons: #"""
        "seat": {"entitlements": {"api": true}, "prices": {
          "m": {"amount": 500, "currency": "USD", "interval": "month"},
          "y": {"amount": 5000, "currency": ⟦"ISK"⟧, "interval": "year"}}}
        """#)
    expect("dodo/currency-unsupported", at: "addons.seat.prices.y.currency", in: text, provider: "dodo")
    expectNo("dodo/addon-without-plan", in: text, provider: "dodo")
  }

  @Test func `add-ons are counted per price of a plan`() {
    let extra = #""entitlements": {"api": true}, "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}"#
    let addons = (1...4).map { #""a\#($0)": {\#(extra)}"# }.joined(separator: ", ")
    expect(
      "dodo/too-many-addons", at: "plans.pro.prices.m",
      in: Self.catalog(
        plans: #"""
          "pro": {"entitlements": {"api": true}, "prices": {
            ⟦"m"⟧: {"amount": 2000, "currency": "USD", "interval": "month"},
            "y": {"amount": 20000, "currency": "USD", "interval": "year"}}}
          """#, addons: addons), provider: "dodo")
  }

  // MARK: Options

  @Test func `an assumed tax category is reported at the place of the option`() {
    expect(
      "dodo/option-assumed", at: "providers.dodo.options.taxCategory",
      in: #"⟦{⟧"features": {"api": {"type": "boolean"}}, "plans": {\#(Self.monthly)}}"#, provider: "dodo")
  }

  @Test func `nothing is assumed if nothing is created`() {
    expectNo(
      "dodo/option-assumed",
      in: #"{"features": {"api": {"type": "boolean"}}, "plans": {"free": {"entitlements": {"api": true}}}}"#,
      provider: "dodo")
  }

  // MARK: All catalogs

  @Test func `a plain catalog compiles with strict checks`() throws {
    let found = diagnostics(
      #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
       "features": {"api": {"type": "boolean"}, "tokens": {"type": "metered", "meter": "calls"},
         "region": {"type": "static"}},
       "plans": {"free": {"default": true, "entitlements": {"api": true}}, "pro": {
         "entitlements": {"api": true, "tokens": 5, "region": "eu"},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
       "addons": {"seat": {"entitlements": {"api": true}, "multiple": true, "quantity": {"max": 5}, "metadata": {"a": "b"},
         "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}}},
       "topups": {"pack": {"feature": "tokens", "amount": 5, "compatiblePlans": ["pro"],
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}},
       "providers": {"dodo": {"options": {"taxCategory": "saas"}}}}
      """#, provider: "dodo")
    #expect(found.allSatisfy { $0.severity == .note })
    #expect(
      Set(found.map(\.rule)) == [
        "dodo/meter-not-sent", "dodo/feature-not-sent", "dodo/item-without-price",
        "dodo/quantity-not-enforced", "dodo/metadata-on-checkout", "dodo/grant-by-application",
        "dodo/compatible-plans-not-enforced",
      ])
  }

  @Test func `Dodo states its support of every capability`() throws {
    let dodo = try #require(Provider.named("dodo"))
    #expect(Capability.allCases.allSatisfy { dodo.capabilities[$0] != nil })
  }
}
