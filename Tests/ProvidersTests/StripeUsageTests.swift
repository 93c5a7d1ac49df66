import Diagnostics
import JSONText
import Providers
import TestSupport
import Testing

/// Meters, usage prices, tiers and quantities at Stripe.
@Suite struct StripeUsageTests {
  /// The plan `core` with an entitlement to `units`, which a `sum` meter counts.
  private func plan(
    _ entitlement: String, feature: String = "",
    prices: String = #""prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}"#,
    meter: String = #""aggregation": "sum", "valueProperty": "$.n", "groupBy": {"model": "$.model"}"#, and sections: String = ""
  ) -> String {
    #"""
    {"meters": {"units": {"name": "Units", "eventType": "unit.used", \#(meter)}},
     "features": {"units": {"key": "units_key", "name": "Big units", "type": "metered", "meter": "units"\#(feature)}},
     "plans": {"core": {"entitlements": {"units": \#(entitlement)}\#(prices.isEmpty ? "" : ",\n       " + prices)}}\#(sections)}
    """#
  }

  private func usage(_ fields: String, included: String = "0") -> String {
    plan(#"{"amount": \#(included), "prices": {"usd": {\#(fields), "currency": "USD"}}}"#)
  }

  private func body(_ id: String, _ text: String) throws -> JSON? { try request(id, in: artifact(text, for: "stripe"))["body"] }

  private let metadata = #"""
    {"catalogPlanId": "core", "catalogPlanKey": "core", "catalogPriceId": "usd", "catalogFeatureId": "units",
     "provider": "stripe"}
    """#

  /// The body of the usage price, with these members for its rate.
  private func price(_ rate: String, reset: String = "month") -> String {
    #"""
    {"currency": "usd", "product": {"$ref": "products/plan/core"}, \#(rate),
     "recurring": {"interval": "\#(reset)", "interval_count": 1, "usage_type": "metered", "meter": {"$ref": "meters/units"}},
     "lookup_key": "core:units_key:usd", "transfer_lookup_key": true, "metadata": \#(metadata)}
    """#
  }

  // MARK: Meters

  @Test func `meters come before products, usage prices after the prices of their item`() throws {
    #expect(
      ids("setup", in: try artifact(usage(#""amount": 2"#), for: "stripe")) == [
        "features/units", "meters/units", "products/plan/core", "prices/plan/core/monthly", "usage/plan/core/units/usd",
        "product-features/plan/core/units",
      ])
  }

  @Test func `a meter is found by the name of its events`() throws {
    let request = try request("meters/units", in: artifact(usage(#""amount": 2"#), for: "stripe"))
    #expect(request["method"] == "POST" && request["path"] == "/v1/billing/meters")
    let terms = #"""
      "event_name": "unit.used", "default_aggregation": {"formula": "sum"},
      "customer_mapping": {"type": "by_id", "event_payload_key": "stripe_customer_id"},
      "value_settings": {"event_payload_key": "value"}
      """#
    expectJSON(
      request["lookup"],
      #"""
      {"method": "GET", "path": "/v1/billing/meters", "query": {"status": "active", "limit": 100}, "match": {\#(terms)}}
      """#)
    expectJSON(request["body"], #"{"display_name": "Units", \#(terms)}"#)
  }

  @Test func `a meter that counts events has no value`() throws {
    let text = plan(#"{"prices": {"usd": {"amount": 2, "currency": "USD"}}}"#, meter: #""aggregation": "count""#)
    expectJSON(
      try body("meters/units", text),
      #"""
      {"display_name": "Units", "event_name": "unit.used", "default_aggregation": {"formula": "count"},
       "customer_mapping": {"type": "by_id", "event_payload_key": "stripe_customer_id"}}
      """#)
  }

  @Test func `the latest value is Stripe's last`() throws {
    let text = plan(
      #"{"prices": {"usd": {"amount": 2, "currency": "USD"}}}"#, meter: #""aggregation": "latest", "valueProperty": "$.n""#)
    expectJSON(try body("meters/units", text)?["default_aggregation"], #"{"formula": "last"}"#)
  }

  @Test(arguments: ["max", "min", "avg", "unique_count"])
  func `usage with another aggregation is not sold`(aggregation: String) throws {
    let text = plan(
      #"{"prices": {"usd": {"amount": 2, "currency": "USD"}}}"#,
      meter: #""aggregation": ⟦"\#(aggregation)"⟧, "valueProperty": "$.n""#)
    expect("stripe/aggregation-unsupported", at: "meters.units.aggregation", in: text, provider: "stripe")
    let artifact = try artifact(text, for: "stripe")
    #expect(ids("setup", in: artifact) == ["features/units", "products/plan/core", "product-features/plan/core/units"])
    #expect(soldItems(in: artifact) == [])
  }

  @Test func `a filtered feature has a meter and an event name of its own`() throws {
    let text = plan(
      #"{"prices": {"usd": {"amount": 2, "currency": "USD"}}}"#, feature: #", "where": ⟦{"model": "large"}⟧"#)
    expect("stripe/filter-by-application", at: "features.units.where", in: text, provider: "stripe")
    let artifact = try artifact(text, for: "stripe")
    expectJSON(
      try request("meters/units/units", in: artifact)["body"],
      #"""
      {"display_name": "Big units", "event_name": "unit.used:units_key", "default_aggregation": {"formula": "sum"},
       "customer_mapping": {"type": "by_id", "event_payload_key": "stripe_customer_id"},
       "value_settings": {"event_payload_key": "value"}}
      """#)
    #expect(
      try request("usage/plan/core/units/usd", in: artifact)["body"]?["recurring"]?["meter"] == .ref("meters/units/units"))
    #expect(
      diagnostics(text, provider: "stripe").contains {
        $0.message == "Stripe meters count every event of a name; your application must send `unit.used:units_key` for `units`"
      })
  }

  @Test func `of two meters with one type of events, the second has another name`() throws {
    let text = #"""
      {"meters": {"in": {"eventType": "tokens", "aggregation": "sum", "valueProperty": "$.in"},
         "out": {"eventType": ⟦"tokens"⟧, "aggregation": "sum", "valueProperty": "$.out"}},
       "features": {"in": {"type": "metered", "meter": "in"}, "out": {"type": "metered", "meter": "out"}},
       "plans": {"core": {"entitlements": {
         "in": {"prices": {"usd": {"amount": 1, "currency": "USD"}}},
         "out": {"prices": {"usd": {"amount": 2, "currency": "USD"}}}}}}}
      """#
    expect("stripe/filter-by-application", at: "meters.out.eventType", in: text, provider: "stripe")
    #expect(try body("meters/in", text)?["event_name"] == "tokens")
    #expect(try body("meters/out", text)?["event_name"] == "tokens:out")
  }

  @Test func `an event name that is too long is not sold`() {
    let name = String(repeating: "e", count: 101)
    let text = #"""
      {"meters": {⟦"m"⟧: {"eventType": "\#(name)", "aggregation": "count"}},
       "features": {"units": {"type": "metered", "meter": "m"}},
       "plans": {"core": {"entitlements": {"units": {"prices": {"usd": {"amount": 1, "currency": "USD"}}}}}}}
      """#
    expect("stripe/key-unsupported", at: "meters.m", in: text, provider: "stripe")
  }

  // MARK: Rates

  @Test func `an amount for each unit`() throws {
    let text = usage(#""amount": "2.00", "per": 1000"#)
    let request = try request("usage/plan/core/units/usd", in: artifact(text, for: "stripe"))
    #expect(request["method"] == "POST" && request["path"] == "/v1/prices")
    expectJSON(
      request["lookup"],
      #"""
      {"method": "GET", "path": "/v1/prices", "query": {"lookup_keys[]": "core:units_key:usd"},
       "match": {"currency": "usd", "unit_amount_decimal": "0.2",
         "recurring": {"interval": "month", "interval_count": 1, "usage_type": "metered", "meter": {"$ref": "meters/units"}}}}
      """#)
    expectJSON(request["body"], price(#""unit_amount_decimal": "0.2""#))
  }

  @Test func `an allowance is a free first tier`() throws {
    let text = usage(#""amount": "0.002""#, included: "100000")
    let request = try request("usage/plan/core/units/usd", in: artifact(text, for: "stripe"))
    expectJSON(
      request["body"],
      price(
        #"""
        "billing_scheme": "tiered", "tiers_mode": "graduated",
        "tiers": [{"up_to": 100000, "unit_amount_decimal": "0"}, {"up_to": "inf", "unit_amount_decimal": "0.2"}]
        """#))
    expectJSON(
      request["lookup"],
      #"""
      {"method": "GET", "path": "/v1/prices", "query": {"lookup_keys[]": "core:units_key:usd", "expand[]": "data.tiers"},
       "match": {"currency": "usd", "tiers_mode": "graduated",
         "tiers": [{"up_to": 100000, "unit_amount_decimal": "0", "flat_amount": null},
           {"up_to": null, "unit_amount_decimal": "0.2", "flat_amount": null}],
         "recurring": {"interval": "month", "interval_count": 1, "usage_type": "metered", "meter": {"$ref": "meters/units"}}}}
      """#)
  }

  @Test(arguments: ["graduated", "volume"]) func `tiers keep their bounds beyond an allowance`(mode: String) throws {
    let text = usage(
      #""mode": "\#(mode)", "tiers": [{"upTo": 5000, "amount": 3, "flat": 500}, {"flat": 900}]"#, included: "1000")
    expectJSON(
      try body("usage/plan/core/units/usd", text),
      price(
        #"""
        "billing_scheme": "tiered", "tiers_mode": "\#(mode)",
        "tiers": [{"up_to": 1000, "unit_amount_decimal": "0"},
          {"up_to": 5000, "unit_amount_decimal": "3", "flat_amount": 500},
          {"up_to": "inf", "unit_amount_decimal": "0", "flat_amount": 900}]
        """#))
  }

  @Test func `a package is rounded up`() throws {
    expectJSON(
      try body("usage/plan/core/units/usd", usage(#""amount": 200, "package": 1000"#)),
      price(#""unit_amount_decimal": "200", "transform_quantity": {"divide_by": 1000, "round": "up"}"#))
  }

  @Test func `packages beyond an allowance are charged in proportion, with a warning`() throws {
    let text = plan(
      #"{"amount": 500, "prices": {⟦"usd"⟧: {"amount": 200, "package": 1000, "currency": "USD"}}}"#)
    expect("stripe/charge-approximated", at: "plans.core.entitlements.units.prices.usd", in: text, provider: "stripe")
    expectJSON(
      try body("usage/plan/core/units/usd", text),
      price(
        #"""
        "billing_scheme": "tiered", "tiers_mode": "graduated",
        "tiers": [{"up_to": 500, "unit_amount_decimal": "0"}, {"up_to": "inf", "unit_amount_decimal": "0.2"}]
        """#))
  }

  @Test func `packages whose units have no exact price are not sold`() throws {
    let text = usage(#""amount": 200, "package": 3600"#, included: "500")
    #expect(
      findings(text, provider: "stripe", withLints: false).contains(
        "stripe/amount-too-precise @ plans.core.entitlements.units.prices.usd.amount"))
    #expect(soldItems(in: try artifact(text, for: "stripe")) == [])
  }

  @Test func `rates are converted to Stripe's units`() throws {
    func amount(_ code: String, _ amount: String) throws -> JSON? {
      try body(
        "usage/plan/core/units/u",
        plan(#"{"prices": {"u": {"amount": \#(amount), "currency": "\#(code)"}}}"#, prices: ""))?["unit_amount_decimal"]
    }
    #expect(try amount("ISK", "5") == "500")
    #expect(try amount("MGA", "200") == "2")
    #expect(try amount("MGA", "5") == "0.05")
    #expect(try amount("JPY", "1") == "1")
  }

  @Test(arguments: [
    (#"{"amount": 0.5, "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#, "stripe/charge-unsupported"),
    (#"{"amount": 5, "reset": "week", "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#, "stripe/usage-cycle-unsupported"),
  ])
  func `what Stripe cannot charge is not sold`(entitlement: String, rule: String) throws {
    #expect(
      findings(plan(entitlement), provider: "stripe", withLints: false).contains(
        "\(rule) @ plans.core.entitlements.units.prices.usd"))
    let artifact = try artifact(plan(entitlement), for: "stripe")
    #expect(ids("setup", in: artifact) == ["features/units", "products/plan/core", "product-features/plan/core/units"])
    #expect(soldItems(in: artifact) == [])
  }

  @Test func `an allowance for each seat is not sold with a price beyond it`() throws {
    let text = plan(
      #"{"amount": 5, "perUnit": true, "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#,
      prices: #""quantity": {}, "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}"#)
    #expect(
      findings(text, provider: "stripe", withLints: false).contains(
        "stripe/charge-unsupported @ plans.core.entitlements.units.prices.usd"))
    #expect(soldItems(in: try artifact(text, for: "stripe")) == [])
  }

  @Test func `an existing usage price is updated as far as possible`() throws {
    let text = plan(
      #"{"prices": {"usd": {"amount": 2, "currency": "USD", "metadata": {"a": 1}, "providerIds": {"stripe": "price_1"}}}}"#)
    let artifact = try artifact(text, for: "stripe")
    let usage = try request("usage/plan/core/units/usd", in: artifact)
    #expect(usage["path"] == "/v1/prices/price_1" && usage["lookup"] == nil)
    expectJSON(
      usage["body"],
      #"""
      {"lookup_key": "core:units_key:usd", "transfer_lookup_key": true,
       "metadata": {"a": "1", "catalogPlanId": "core", "catalogPlanKey": "core", "catalogPriceId": "usd",
         "catalogFeatureId": "units", "provider": "stripe"}}
      """#)
    expectJSON(
      try request("purchase/plan/core/monthly/subscription", in: artifact)["body"]?["items"],
      #"[{"price": {"$ref": "prices/plan/core/monthly"}, "quantity": 1}, {"price": "price_1"}]"#)
  }

  // MARK: Purchases

  private let bought = #"""
    {"catalogPlanId": "core", "catalogPlanKey": "core", "catalogPriceId": "monthly", "provider": "stripe",
     "openmeterCustomer": {"$param": "customer_key"}}
    """#

  @Test func `a subscription has an item for each usage price, without a quantity`() throws {
    expectJSON(
      try body("purchase/plan/core/monthly/subscription", usage(#""amount": 2"#)),
      #"""
      {"customer": {"$param": "customer"},
       "items": [{"price": {"$ref": "prices/plan/core/monthly"}, "quantity": 1},
         {"price": {"$ref": "usage/plan/core/units/usd"}}],
       "payment_behavior": "default_incomplete", "payment_settings": {"save_default_payment_method": "on_subscription"},
       "metadata": \#(bought)}
      """#)
  }

  @Test func `a subscription with several intervals is flexible`() throws {
    let text = plan(
      #"{"amount": 100, "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#,
      prices: #""prices": {"yearly": {"amount": 20000, "currency": "USD", "interval": "year"}}"#)
    let artifact = try artifact(text, for: "stripe")
    expectJSON(
      try request("purchase/plan/core/yearly/subscription", in: artifact)["body"],
      #"""
      {"customer": {"$param": "customer"},
       "items": [{"price": {"$ref": "prices/plan/core/yearly"}, "quantity": 1}, {"price": {"$ref": "usage/plan/core/units/usd"}}],
       "billing_mode": {"type": "flexible"}, "payment_behavior": "default_incomplete",
       "payment_settings": {"save_default_payment_method": "on_subscription"},
       "metadata": {"catalogPlanId": "core", "catalogPlanKey": "core", "catalogPriceId": "yearly", "provider": "stripe", "openmeterCustomer": {"$param": "customer_key"}}}
      """#)
    expectJSON(
      try request("usage/plan/core/units/usd", in: artifact)["body"]?["recurring"],
      #"{"interval": "month", "interval_count": 1, "usage_type": "metered", "meter": {"$ref": "meters/units"}}"#)
  }

  @Test(arguments: [(3, true), (5, false)])
  func `the intervals of a subscription align`(months: Int, isSold: Bool) throws {
    let text = plan(
      #"{"reset": "year", "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#,
      prices: #""prices": {"p": {"amount": 9000, "currency": "USD", "interval": "month", "intervalCount": \#(months)}}"#)
    #expect(soldItems(in: try artifact(text, for: "stripe")).isEmpty == !isSold)
    #expect(
      findings(text, provider: "stripe").contains(
        "stripe/usage-cycle-unsupported @ plans.core.entitlements.units.prices.usd") == !isSold)
  }

  @Test func `prices of one item share its usage price`() throws {
    let text = plan(
      #"{"prices": {"usd": {"amount": 2, "currency": "USD"}, "eur": {"amount": 3, "currency": "EUR"}}}"#,
      prices: #"""
        "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"},
          "yearly": {"amount": 20000, "currency": "USD", "interval": "year"},
          "euros": {"amount": 1900, "currency": "EUR", "interval": "month"}}
        """#)
    let artifact = try artifact(text, for: "stripe")
    #expect(
      ids("setup", in: artifact).filter { $0.hasPrefix("usage/") } == ["usage/plan/core/units/usd", "usage/plan/core/units/eur"])
    expectJSON(
      try request("purchase/plan/core/euros/subscription", in: artifact)["body"]?["items"],
      #"[{"price": {"$ref": "prices/plan/core/euros"}, "quantity": 1}, {"price": {"$ref": "usage/plan/core/units/eur"}}]"#)
  }

  @Test func `pay-as-you-go has no price in advance`() throws {
    let text = plan(#"{"amount": 10, "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#, prices: "")
    let artifact = try artifact(text, for: "stripe")
    #expect(
      ids("setup", in: artifact) == [
        "features/units", "meters/units", "products/plan/core", "usage/plan/core/units/usd", "product-features/plan/core/units",
      ])
    #expect(soldItems(in: artifact) == ["purchase/plan/core/usd"])
    expectJSON(
      try request("purchase/plan/core/usd/subscription", in: artifact)["body"],
      #"""
      {"customer": {"$param": "customer"}, "items": [{"price": {"$ref": "usage/plan/core/units/usd"}}],
       "payment_behavior": "default_incomplete", "payment_settings": {"save_default_payment_method": "on_subscription"},
       "metadata": {"catalogPlanId": "core", "catalogPlanKey": "core", "catalogPriceId": "usd", "provider": "stripe", "openmeterCustomer": {"$param": "customer_key"}}}
      """#)
  }

  @Test func `a price of 0 beside usage is sold`() throws {
    let text = plan(
      #"{"prices": {"usd": {"amount": 2, "currency": "USD"}}}"#,
      prices: #""prices": {"free": {"amount": 0, "currency": "USD", "interval": "month"}}"#)
    #expect(try body("prices/plan/core/free", text)?["unit_amount"] == 0)
    #expect(try body("purchase/plan/core/free/subscription", text)?["items"]?.elements?.count == 2)
  }

  @Test func `an add-on with usage is added to the subscription in one request`() throws {
    func addon(_ prices: String) -> String {
      #"""
      {"meters": {"units": {"eventType": "unit.used", "aggregation": "count"}},
       "features": {"api": {"type": "boolean"}, "units": {"type": "metered", "meter": "units"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
       "addons": {"more": {"entitlements": {"units": {"prices": {"usd": {"amount": 2, "currency": "USD"}}}}\#(prices)}}}
      """#
    }
    func metadata(_ price: String) -> String {
      #"""
      {"catalogAddonId": "more", "catalogAddonKey": "more", "catalogPriceId": "\#(price)", "provider": "stripe",
       "openmeterCustomer": {"$param": "customer_key"}}
      """#
    }
    let paid = try artifact(
      addon(#", "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}"#), for: "stripe")
    let request = try request("purchase/addon/more/m", in: paid)
    #expect(request["path"] == "/v1/subscriptions/{subscription}")
    expectJSON(
      request["body"],
      #"""
      {"items": [{"price": {"$ref": "prices/addon/more/m"}, "quantity": 1, "metadata": \#(metadata("m"))},
        {"price": {"$ref": "usage/addon/more/units/usd"}}]}
      """#)
    let metered = try TestSupport.request("purchase/addon/more/usd", in: artifact(addon(""), for: "stripe"))
    #expect(metered["path"] == "/v1/subscription_items")
    expectJSON(
      metered["body"],
      #"""
      {"subscription": {"$param": "subscription"}, "price": {"$ref": "usage/addon/more/units/usd"},
       "metadata": \#(metadata("usd"))}
      """#)
  }

  @Test func `a subscription has at most 20 prices`() throws {
    func text(_ count: Int) -> String {
      let names = (1...count).map { "f\($0)" }
      func map(_ value: (String) -> String) -> String { names.map { #""\#($0)": \#(value($0))"# }.joined(separator: ", ") }
      return #"""
        {"meters": {\#(map { #"{"eventType": "\#($0)", "aggregation": "count"}"# })},
         "features": {\#(map { #"{"type": "metered", "meter": "\#($0)"}"# })},
         "plans": {"core": {"entitlements": {\#(map { _ in #"{"prices": {"usd": {"amount": 2, "currency": "USD"}}}"# })},
           "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
        """#
    }
    #expect(soldItems(in: try artifact(text(19), for: "stripe")) == ["purchase/plan/core/m"])
    #expect(soldItems(in: try artifact(text(20), for: "stripe")) == [])
    #expect(findings(text(20), provider: "stripe").contains("stripe/charge-unsupported @ plans.core.prices.m"))
  }

  // MARK: Quantities

  private func team(_ quantity: String, _ terms: String = #""amount": 1500"#) -> String {
    #"""
    {"features": {"api": {"type": "boolean"}, "seats": {"type": "limit"}},
     "plans": {"team": {"entitlements": {"api": true}, "quantity": \#(quantity),
       "prices": {"monthly": {\#(terms), "currency": "USD", "interval": "month"}}}}}
    """#
  }

  @Test(arguments: [
    ("{}", #"{"$param": "quantity"}"#), (#"{"min": 3, "max": 9}"#, #"{"$param": "quantity"}"#), (#"{"min": 3, "max": 3}"#, "3"),
    (#"{"max": 1}"#, "1"),
  ])
  func `the application chooses the quantity of a plan if it can vary`(quantity: String, sent: String) throws {
    expectJSON(
      try body("purchase/plan/team/monthly/subscription", team(quantity))?["items"],
      #"[{"price": {"$ref": "prices/plan/team/monthly"}, "quantity": \#(sent)}]"#)
  }

  @Test func `the quantity limits of a plan are left to the application`() {
    expect(
      "stripe/quantity-not-enforced", at: "plans.team.quantity", in: team(#"⟦{"min": 3}⟧"#), provider: "stripe")
    expectNo("stripe/quantity-not-enforced", in: team("{}"), provider: "stripe")
  }

  @Test func `the feature that is bought is attached to the product`() throws {
    #expect(
      ids("setup", in: try artifact(team(#"{"feature": "seats"}"#), for: "stripe")) == [
        "features/api", "features/seats", "products/plan/team", "prices/plan/team/monthly", "product-features/plan/team/api",
        "product-features/plan/team/seats",
      ])
  }

  @Test(arguments: ["graduated", "volume"]) func `seats have tiers`(mode: String) throws {
    let text = team(
      "{}",
      #"""
      "mode": "\#(mode)",
      "tiers": [{"upTo": 5, "amount": "12.00"}, {"upTo": 10, "amount": "10.50", "flat": 100}, {"amount": 0}]
      """#)
    expectJSON(
      try body("prices/plan/team/monthly", text),
      #"""
      {"currency": "usd", "product": {"$ref": "products/plan/team"}, "billing_scheme": "tiered", "tiers_mode": "\#(mode)",
       "tiers": [{"up_to": 5, "unit_amount_decimal": "1200"}, {"up_to": 10, "unit_amount_decimal": "1050", "flat_amount": 100},
         {"up_to": "inf", "unit_amount_decimal": "0"}],
       "recurring": {"interval": "month", "interval_count": 1}, "lookup_key": "team:monthly", "transfer_lookup_key": true,
       "metadata": {"catalogPlanId": "team", "catalogPlanKey": "team", "catalogPriceId": "monthly", "provider": "stripe"}}
      """#)
  }

  @Test func `tiers of seats need a currency that Stripe supports`() {
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"team": {"entitlements": {"api": true}, "quantity": {}, "prices": {"m": {"mode": "volume",
         "tiers": [{"upTo": 5, "amount": 1200}, {"amount": 1000}], "currency": ⟦"CUP"⟧, "interval": "month"}}}}}
      """#
    expect("stripe/currency-unsupported", at: "plans.team.prices.m.currency", in: text, provider: "stripe")
  }

  @Test(
    arguments: [
      ("{}", #"{"$param": "quantity"}"#, #"{"enabled": true, "minimum": 1, "maximum": 999999}"#),
      (#"{"min": 2, "max": 8}"#, #"{"$param": "quantity"}"#, #"{"enabled": true, "minimum": 2, "maximum": 8}"#),
      (#"{"min": 2, "max": 2}"#, "2", nil),
    ] as [(String, String, String?)])
  func `Checkout has the bounds of a top-up's quantity`(quantity: String, sent: String, bounds: String?) throws {
    let text = #"""
      {"features": {"sms": {"type": "metered"}}, "plans": {},
       "topups": {"pack": {"feature": "sms", "amount": 100, "quantity": \#(quantity),
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#
    let adjustable = bounds.map { #", "adjustable_quantity": \#($0)"# } ?? ""
    expectJSON(
      try body("purchase/topup/pack/once", text)?["line_items"],
      #"[{"price": {"$ref": "prices/topup/pack/once"}, "quantity": \#(sent)\#(adjustable)}]"#)
  }

  // MARK: Findings

  @Test func `the application ends usage at the maximum, and at the allowance in a trial`() {
    func text(max: String, trial: String) -> String {
      plan(
        #"{"amount": 5, "max": \#(max), "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#,
        prices: #""prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": \#(trial)}}"#)
    }
    expect(
      "stripe/usage-stop-not-enforced", at: "plans.core.entitlements.units.max", in: text(max: "⟦50⟧", trial: "14"),
      provider: "stripe")
    expect(
      "stripe/trial-usage-not-stopped", at: "plans.core.prices.m.trialDays", in: text(max: "50", trial: "⟦14⟧"),
      provider: "stripe")
  }

  @Test func `bought units are charged again`() {
    let usage = #"{"amount": 5, "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#
    func topup(_ fields: String) -> String {
      #"""
      , "topups": {"pack": {"feature": ⟦"units"⟧, "amount": 100, \#(fields)
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}
      """#
    }
    let addon = #"""
      , "addons": {"more": {"entitlements": {"units": ⟦100⟧},
         "prices": {"m": {"amount": 900, "currency": "USD", "interval": "month"}}}}
      """#
    expect("stripe/bought-units-charged", at: "topups.pack.feature", in: plan(usage, and: topup("")), provider: "stripe")
    expect(
      "stripe/bought-units-charged", at: "topups.pack.feature",
      in: plan(usage, and: topup(#""compatiblePlans": ["core"],"#)), provider: "stripe")
    expect("stripe/bought-units-charged", at: "addons.more.entitlements.units", in: plan(usage, and: addon), provider: "stripe")
    expectNo("stripe/bought-units-charged", in: plan("5", and: topup("")), provider: "stripe")
  }

  @Test(arguments: ["stripe", "creem"], ["5", "\"unlimited\""])
  func `the allowance of a plan is charged again as the usage of an add-on`(provider: String, allowance: String) {
    func addon(_ plans: String) -> String {
      #"""
      , "addons": {"more": {"compatiblePlans": \#(plans),
         "entitlements": {"units": {"prices": {"usd": {"amount": 2, "currency": "USD"}}}},
         "prices": {"m": {"amount": 900, "currency": "USD", "interval": "month"}}}}
      """#
    }
    expect(
      "\(provider)/bought-units-charged", at: "plans.core.entitlements.units",
      in: plan("⟦\(allowance)⟧", and: addon(#"["core"]"#)), provider: provider)
    expectNo("\(provider)/bought-units-charged", in: plan("0", and: addon(#"["core"]"#)), provider: provider)
  }

  @Test func `the recommendation of another product is a single note`() {
    expect(
      "stripe/metronome-recommended", at: "plans.core.entitlements.units.prices.usd",
      in: plan(
        #"{"prices": {⟦"usd"⟧: {"amount": 2, "currency": "USD"}, "eur": {"amount": 2, "currency": "EUR"}}}"#,
        prices: #"""
          "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"},
            "e": {"amount": 2000, "currency": "EUR", "interval": "month"}}
          """#), provider: "stripe")
  }
}
