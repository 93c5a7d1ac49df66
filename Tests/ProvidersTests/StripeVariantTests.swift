import Diagnostics
import JSONText
import TestSupport
import Testing

/// Prices with entitlements of their own, pools, groups, and existing meters and features at Stripe.
@Suite struct StripeVariantTests {
  private static let api = #""api": {"type": "boolean"}, "sso": {"type": "boolean"}"#
  private static let calls = #""meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},"#

  private func host(_ prices: String, features: String = Self.api, entitlements: String = #""api": true"#, _ more: String = "")
    -> String
  {
    #"""
    {\#(Self.calls) "features": {"calls": {"type": "metered", "meter": "calls"}, \#(features)},
     "plans": {"host": {"name": "Hosting", "entitlements": {\#(entitlements)}, \#(more)"prices": {\#(prices)}}}}
    """#
  }

  private static let small = #""small": {"amount": 900, "currency": "USD", "interval": "month"}"#

  private func large(_ entitlements: String) -> String {
    #"\#(Self.small), "large": {"amount": 4900, "currency": "USD", "interval": "month", "entitlements": {\#(entitlements)}}"#
  }

  // MARK: Products

  @Test func `a price that grants other features has a product of its own`() throws {
    let artifact = try artifact(host(large(#""sso": true"#)), for: "stripe")
    #expect(
      ids("setup", in: artifact) == [
        "features/api", "features/sso", "products/plan/host", "products/plan/host/large", "prices/plan/host/small",
        "prices/plan/host/large", "product-features/plan/host/api", "product-features/plan/host/large/api",
        "product-features/plan/host/large/sso",
      ])
    expectJSON(
      try request("products/plan/host", in: artifact)["body"],
      #"{"id": "plan_host", "name": "Hosting", "metadata": {"catalogPlanId": "host", "catalogPlanKey": "host"}}"#)
    expectJSON(
      try request("products/plan/host/large", in: artifact)["body"],
      #"""
      {"id": "plan_host__large", "name": "Hosting (large)",
       "metadata": {"catalogPlanId": "host", "catalogPlanKey": "host", "catalogPriceId": "large"}}
      """#)
    expectJSON(
      try request("prices/plan/host/large", in: artifact)["body"]?["product"], #"{"$ref": "products/plan/host/large"}"#)
    expectJSON(
      try request("purchase/plan/host/large/subscription", in: artifact)["body"]?["items"],
      #"[{"price": {"$ref": "prices/plan/host/large"}, "quantity": 1}]"#)
  }

  @Test func `a price that grants more of the same features shares the product`() throws {
    let text = host(large(#""api": true"#))
    #expect(
      ids("setup", in: try artifact(text, for: "stripe")) == [
        "features/api", "products/plan/host", "prices/plan/host/small", "prices/plan/host/large",
        "product-features/plan/host/api",
      ])
  }

  @Test func `the only price stands for its plan`() throws {
    let text = host(#""small": {"amount": 900, "currency": "USD", "interval": "month", "entitlements": {"sso": true}}"#)
    #expect(
      ids("setup", in: try artifact(text, for: "stripe")) == [
        "features/api", "features/sso", "products/plan/host", "prices/plan/host/small", "product-features/plan/host/api",
        "product-features/plan/host/sso",
      ])
  }

  @Test func `what the parts of a plan share is reported once`() {
    let text = host(
      large(#""sso": true"#), entitlements: #""api": {"enabled": true, "metadata": {"a": 1}}"#, #""quantity": {"max": 3}, "#)
    let all = findings(text, provider: "stripe")
    #expect(all.filter { $0.hasPrefix("stripe/quantity-not-enforced") } == ["stripe/quantity-not-enforced @ plans.host.quantity"])
    #expect(all.filter { $0.hasPrefix("stripe/metadata-not-sent") }.count == 1)
  }

  @Test func `the id of a plan of which every price has a product is not used`() throws {
    let prices = #"""
      "a": {"amount": 900, "currency": "USD", "interval": "month", "entitlements": {"sso": true}},
      "b": {"amount": 1900, "currency": "USD", "interval": "month", "entitlements": {"calls": 5}}
      """#
    let text = host(prices, #""providerIds": {"stripe": ⟦"prod_1"⟧}, "#)
    expect("stripe/id-unused", at: "plans.host.providerIds.stripe", in: text, provider: "stripe")
  }

  @Test func `products of one plan are told apart if Stripe chooses their ids`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
       "plans": {"my host": {"entitlements": {"api": true}, "prices": {\#(large(#""sso": true"#))}}}}
      """#
    let artifact = try artifact(text, for: "stripe")
    expectJSON(
      try request("products/plan/my%20host", in: artifact)["lookup"]?["match"],
      #"{"metadata": {"catalogId": null, "catalogPlanId": "my host", "catalogPriceId": null}}"#)
    expectJSON(
      try request("products/plan/my%20host/large", in: artifact)["lookup"]?["match"],
      #"{"metadata": {"catalogId": null, "catalogPlanId": "my host", "catalogPriceId": "large"}}"#)
  }

  // MARK: Usage

  private static let rate = #"{"amount": 1000, "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#
  private static let lowRate = #"{"amount": 5000, "prices": {"usd": {"amount": 1, "currency": "USD"}}}"#

  private func usage(_ request: String, product: String, tiers: String, key: String, under price: String?) -> String {
    let owner = price.map { #" "catalogUnderPriceId": "\#($0)","# } ?? ""
    return #"""
      {"currency": "usd", "product": {"$ref": "\#(product)"}, "billing_scheme": "tiered", "tiers_mode": "graduated",
       "tiers": \#(tiers),
       "recurring": {"interval": "month", "interval_count": 1, "usage_type": "metered", "meter": {"$ref": "meters/calls"}},
       "lookup_key": "\#(key)", "transfer_lookup_key": true,
       "metadata": {"catalogPlanId": "host", "catalogPlanKey": "host", "catalogPriceId": "usd",\#(owner)
         "catalogFeatureId": "calls", "provider": "stripe"}}
      """#
  }

  @Test func `a price's own usage price is another object than the plan's, with the same product`() throws {
    let text = host(large(#""calls": \#(Self.lowRate)"#), entitlements: #""calls": \#(Self.rate)"#)
    let artifact = try artifact(text, for: "stripe")
    #expect(
      ids("setup", in: artifact) == [
        "features/calls", "meters/calls", "products/plan/host", "prices/plan/host/small", "prices/plan/host/large",
        "usage/plan/host/calls/usd", "usage/plan/host/large/calls/usd", "product-features/plan/host/calls",
      ])
    expectJSON(
      try request("usage/plan/host/calls/usd", in: artifact)["body"],
      usage(
        "usage/plan/host/calls/usd", product: "products/plan/host",
        tiers: #"[{"up_to": 1000, "unit_amount_decimal": "0"}, {"up_to": "inf", "unit_amount_decimal": "2"}]"#,
        key: "host:calls:usd", under: nil))
    expectJSON(
      try request("usage/plan/host/large/calls/usd", in: artifact)["body"],
      usage(
        "usage/plan/host/large/calls/usd", product: "products/plan/host",
        tiers: #"[{"up_to": 5000, "unit_amount_decimal": "0"}, {"up_to": "inf", "unit_amount_decimal": "1"}]"#,
        key: "host:large:calls:usd", under: "large"))
    expectJSON(
      try request("purchase/plan/host/large/subscription", in: artifact)["body"]?["items"],
      #"""
      [{"price": {"$ref": "prices/plan/host/large"}, "quantity": 1}, {"price": {"$ref": "usage/plan/host/large/calls/usd"}}]
      """#)
  }

  @Test func `a product of its own has the plan's usage prices again`() throws {
    let text = host(large(#""sso": true"#), entitlements: #""calls": \#(Self.rate)"#)
    let artifact = try artifact(text, for: "stripe")
    #expect(
      ids("setup", in: artifact).filter { $0.hasPrefix("usage/") } == [
        "usage/plan/host/calls/usd", "usage/plan/host/large/calls/usd",
      ])
    expectJSON(
      try request("usage/plan/host/large/calls/usd", in: artifact)["body"],
      usage(
        "usage/plan/host/large/calls/usd", product: "products/plan/host/large",
        tiers: #"[{"up_to": 1000, "unit_amount_decimal": "0"}, {"up_to": "inf", "unit_amount_decimal": "2"}]"#,
        key: "host:large:calls:usd", under: "large"))
    // The customer would get the features of the other product, too.
    expectJSON(
      try request("purchase/plan/host/large/subscription", in: artifact)["body"]?["items"],
      #"""
      [{"price": {"$ref": "prices/plan/host/large"}, "quantity": 1}, {"price": {"$ref": "usage/plan/host/large/calls/usd"}}]
      """#)
  }

  @Test func `a stop of use under a price is reported there`() {
    let own = #"{"amount": 5000, "max": ⟦9000⟧, "prices": {"usd": {"amount": 1, "currency": "USD"}}}"#
    expect(
      "stripe/usage-stop-not-enforced", at: "plans.host.prices.large.entitlements.calls.max",
      in: host(large(#""calls": \#(own)"#), entitlements: #""calls": \#(Self.rate)"#), provider: "stripe")
  }

  // MARK: Pools

  private func pool(_ entitlement: String) -> String {
    #"""
    {"meters": {"pages": {"eventType": "page", "aggregation": "count"},
       "credits": {"eventType": "old.credits", "aggregation": "count"}},
     "features": {"pages": {"type": "metered", "meter": "pages"},
       "credits": {"type": "metered", "name": "Credits", "costs": ⟦{"pages": 5}⟧}},
     "plans": {"pro": {"entitlements": {"credits": \#(entitlement)},
       "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
    """#
  }

  @Test func `a priced pool is a meter of its own, whose events the application sends`() throws {
    let text = pool(#"{"amount": 100, "max": 500, "prices": {"usd": {"amount": 4, "currency": "USD"}}}"#)
    expect("stripe/pool-counted-by-application", at: "features.credits.costs", in: text, provider: "stripe")
    let artifact = try artifact(text, for: "stripe")
    // Another meter may have the pool's id.
    #expect(ids("setup", in: artifact).filter { $0.hasPrefix("meters/") } == ["meters/credits/credits"])
    expectJSON(
      try request("meters/credits/credits", in: artifact)["body"],
      #"""
      {"display_name": "Credits", "event_name": "credits", "default_aggregation": {"formula": "sum"},
       "customer_mapping": {"type": "by_id", "event_payload_key": "stripe_customer_id"},
       "value_settings": {"event_payload_key": "value"}}
      """#)
    let usage = try request("usage/plan/pro/credits/usd", in: artifact)["body"]
    expectJSON(
      usage?["tiers"], #"[{"up_to": 100, "unit_amount_decimal": "0"}, {"up_to": "inf", "unit_amount_decimal": "4"}]"#)
    expectJSON(usage?["recurring"]?["meter"], #"{"$ref": "meters/credits/credits"}"#)
  }

  @Test func `a pool without a price needs no events at Stripe`() throws {
    let text = pool("100")
    expectNo("stripe/pool-counted-by-application", in: text, provider: "stripe")
    #expect(
      findings(text, provider: "stripe").filter { $0.hasPrefix("stripe/meter-not-sent") } == [
        "stripe/meter-not-sent @ meters.pages", "stripe/meter-not-sent @ meters.credits",
      ])
  }

  // MARK: Existing objects and groups

  @Test func `an existing meter and an existing feature are used, not changed`() throws {
    let text = #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count", "providerIds": {"stripe": "mtr_1"}}},
       "features": {"calls": {"type": "metered", "meter": "calls", "providerIds": {"stripe": "feat_1"}}},
       "plans": {"pro": {"entitlements": {"calls": {"prices": {"usd": {"amount": 2, "currency": "USD"}}}},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#
    let artifact = try artifact(text, for: "stripe")
    #expect(
      ids("setup", in: artifact) == [
        "products/plan/pro", "prices/plan/pro/monthly", "usage/plan/pro/calls/usd", "product-features/plan/pro/calls",
      ])
    #expect(try request("usage/plan/pro/calls/usd", in: artifact)["body"]?["recurring"]?["meter"] == "mtr_1")
    let attachment = try request("product-features/plan/pro/calls", in: artifact)
    expectJSON(attachment["body"], #"{"entitlement_feature": "feat_1"}"#)
    expectJSON(attachment["lookup"]?["match"], #"{"entitlement_feature": {"id": "feat_1"}}"#)
  }

  @Test func `plans of a group are reported, also if every price has a product`() {
    let text = #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
       "plans": {"pro": {"group": ⟦"app"⟧, "entitlements": {"api": true}, "prices": {
         "a": {"amount": 900, "currency": "USD", "interval": "month", "entitlements": {"sso": true}},
         "b": {"amount": 1900, "currency": "USD", "interval": "month", "entitlements": {"sso": true}}}}}}
      """#
    expect("stripe/group-not-enforced", at: "plans.pro.group", in: text, provider: "stripe")
  }

  // MARK: Minimum amounts

  @Test(arguments: [(#"{"min": 100}"#, true), (#"{"min": 9}"#, false), ("{}", false)])
  func `the least purchase must reach the minimum, not the price of one unit`(quantity: String, isEnough: Bool) {
    let text = #"""
      {"features": {"calls": {"type": "metered"}}, "plans": {},
       "topups": {"pack": {"feature": "calls", "amount": 1, "quantity": \#(quantity),
         "prices": {"once": {"amount": ⟦5⟧, "currency": "USD", "interval": "one_time"}}}}}
      """#
    if isEnough {
      expectNo("stripe/amount-below-minimum", in: text, provider: "stripe")
    } else {
      expect("stripe/amount-below-minimum", at: "topups.pack.prices.once.amount", in: text, provider: "stripe")
    }
    // Polar sells a top-up one by one.
    expect("polar/amount-below-minimum", at: "topups.pack.prices.once.amount", in: text, provider: "polar")
  }

  @Test func `the message names the amount of the least purchase`() {
    let text = #"""
      {"features": {"calls": {"type": "metered"}}, "plans": {},
       "topups": {"pack": {"feature": "calls", "amount": 1, "quantity": {"min": 9},
         "prices": {"once": {"amount": 5, "currency": "USD", "interval": "one_time"}}}}}
      """#
    #expect(
      diagnostics(text, provider: "stripe").contains {
        $0.message == "0.45 USD for 9 is below the Stripe minimum of 0.50 USD; charging it fails"
      })
  }
}
