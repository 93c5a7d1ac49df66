import Diagnostics
import JSONText
import TestSupport
import Testing

private let monthly = OpenMeterPlanTests.monthly
private let yearly = OpenMeterPlanTests.yearly
private let once = OpenMeterPlanTests.once
private let rate = #""prices": {"usage": {"amount": "0.002", "currency": "USD"}}"#

/// Usage prices, and access to what they charge.
@Suite struct OpenMeterUsageTests {
  private static func catalog(_ plans: String, _ sections: String = "", mode: String = "plans") -> String {
    #"""
    {"meters": {"calls": {"eventType": "api.call", "aggregation": "sum", "valueProperty": "$.n",
       "groupBy": {"model": "$.model", "region": "$.region"}}},
     "features": {"api": {"type": "boolean"}, "calls": {"type": "metered", "meter": "calls"}, "seats": {"type": "limit"}},
     "plans": {\#(plans)}, \#(sections.isEmpty ? "" : sections + ",")
     "providers": {"openmeter": {"options": {"mode": "\#(mode)"}}}}
    """#
  }

  /// A plan with a monthly fee and usage of calls.
  private static func usage(_ entitlement: String, prices: String = #"{"m": \#(monthly)}"#, mode: String = "plans") -> String {
    catalog(#""pro": {"entitlements": {"calls": \#(entitlement)}, "prices": \#(prices)}"#, mode: mode)
  }

  private func cards(_ text: String, of id: String = "plans/pro/m") throws -> [JSON] {
    let body = try request(id, in: try artifact(text, for: "openmeter"))["body"]
    return (body?["rateCards"] ?? body?["phases"]?.elements?.last?["rateCards"])?.elements ?? []
  }

  // MARK: Money

  @Test func `usage beyond an allowance is a tier after a free one, and access continues`() throws {
    let text = Self.usage(#"{"amount": 1000, \#(rate)}"#)
    #expect(findings(text, provider: "openmeter", withLints: false).isEmpty)
    expectJSON(
      try request("plans/pro/m", in: try artifact(text, for: "openmeter"))["body"],
      #"""
      {"key": "pro", "name": "pro", "currency": "USD", "billingCadence": "P1M",
       "proRatingConfig": {"enabled": true, "mode": "prorate_prices"},
       "metadata": {"catalogPlanId": "pro", "catalogPriceId": "m"},
       "phases": [{"key": "default", "name": "Default", "duration": null, "rateCards": [
         {"type": "flat_fee", "key": "pro_fee", "name": "pro", "billingCadence": "P1M",
          "price": {"type": "flat", "amount": "20.00", "paymentTerm": "in_advance"}},
         {"type": "usage_based", "key": "calls", "name": "calls", "featureKey": "calls", "billingCadence": "P1M",
          "price": {"type": "tiered", "mode": "graduated", "tiers": [
            {"upToAmount": "1000", "flatPrice": null, "unitPrice": {"type": "unit", "amount": "0.00"}},
            {"flatPrice": null, "unitPrice": {"type": "unit", "amount": "0.002"}}]},
          "entitlementTemplate": {"type": "metered", "isSoftLimit": true, "issueAfterReset": 1000,
            "issueAfterResetPriority": 1, "usagePeriod": "P1M", "metadata": {"catalogFeatureId": "calls"}}}]}]}
      """#)
  }

  @Test(arguments: [
    (#""amount": 2"#, "0", #"{"type": "unit", "amount": "0.02"}"#),
    (#""amount": "2.00", "per": 1000"#, "0", #"{"type": "unit", "amount": "0.002"}"#),
    (#""amount": "2.00", "package": 1000"#, "0", #"{"type": "package", "amount": "2.00", "quantityPerPackage": "1000"}"#),
    (
      #""mode": "graduated", "per": 1000, "tiers": [{"upTo": 1000.5, "amount": "3.00"}, "#
        + #"{"upTo": 5000, "amount": 100, "flat": 500}, {"flat": 900}]"#,
      "0",
      #"""
      {"type": "tiered", "mode": "graduated", "tiers": [
        {"upToAmount": "1000.5", "flatPrice": null, "unitPrice": {"type": "unit", "amount": "0.003"}},
        {"upToAmount": "5000", "flatPrice": {"type": "flat", "amount": "5.00"}, "unitPrice": {"type": "unit", "amount": "0.001"}},
        {"flatPrice": {"type": "flat", "amount": "9.00"}, "unitPrice": {"type": "unit", "amount": "0.00"}}]}
      """#
    ),
    (
      #""mode": "graduated", "tiers": [{"upTo": 1000, "amount": 2, "flat": 500}, {"amount": 1}]"#, "0.5",
      #"""
      {"type": "tiered", "mode": "graduated", "tiers": [
        {"upToAmount": "0.5", "flatPrice": null, "unitPrice": {"type": "unit", "amount": "0.00"}},
        {"upToAmount": "1000", "flatPrice": {"type": "flat", "amount": "5.00"}, "unitPrice": {"type": "unit", "amount": "0.02"}},
        {"flatPrice": null, "unitPrice": {"type": "unit", "amount": "0.01"}}]}
      """#
    ),
    (
      #""mode": "volume", "tiers": [{"upTo": 1000, "amount": 2}, {"amount": 1, "flat": 300}]"#, "100",
      #"""
      {"type": "tiered", "mode": "volume", "tiers": [
        {"upToAmount": "100", "flatPrice": null, "unitPrice": {"type": "unit", "amount": "0.00"}},
        {"upToAmount": "1000", "flatPrice": null, "unitPrice": {"type": "unit", "amount": "0.02"}},
        {"flatPrice": {"type": "flat", "amount": "3.00"}, "unitPrice": {"type": "unit", "amount": "0.01"}}]}
      """#
    ),
  ])
  func `a usage price is the price of a rate card`(terms: String, amount: String, price: String) throws {
    let text = Self.usage(#"{"amount": \#(amount), "prices": {"usage": {\#(terms), "currency": "USD"}}}"#)
    #expect(findings(text, provider: "openmeter", withLints: false).isEmpty)
    let card = try #require(try cards(text).last)
    #expect(card["type"] == "usage_based")
    expectJSON(card["price"], price)
    #expect(card["discounts"] == nil)
  }

  @Test func `packages are counted beyond the allowance, which is a usage discount`() throws {
    let text = Self.usage(
      #"{"amount": 10000, "prices": {"usage": {"amount": "2.00", "package": 1000, "currency": "USD"}}}"#)
    expectJSON(
      try cards(text).last,
      #"""
      {"type": "usage_based", "key": "calls", "name": "calls", "featureKey": "calls", "billingCadence": "P1M",
       "price": {"type": "package", "amount": "2.00", "quantityPerPackage": "1000"},
       "discounts": {"usage": {"quantity": "10000"}},
       "entitlementTemplate": {"type": "metered", "isSoftLimit": true, "issueAfterReset": 10000,
         "issueAfterResetPriority": 1, "usagePeriod": "P1M", "metadata": {"catalogFeatureId": "calls"}}}
      """#)
  }

  @Test func `a usage price keeps its metadata and its own lookup key`() throws {
    let text = Self.usage(
      #"""
      {"prices": {"usage": {"amount": 2, "currency": "USD", "lookupKey": "calls-2026", "metadata": {"tier": 1}}}}
      """#)
    expectJSON(try cards(text).last?["metadata"], #"{"tier": "1", "lookupKey": "calls-2026"}"#)
  }

  @Test func `the id of a usage price is ignored`() {
    expect(
      "openmeter/id-unused", at: "plans.pro.entitlements.calls.prices.usage.providerIds.openmeter",
      in: Self.usage(
        #"""
        {"prices": {"usage": {"amount": 2, "currency": "USD", "providerIds": {"openmeter": ⟦"01ARZ3NDEKTSV4RRFFQ69G5FAV"⟧}}}}
        """#),
      provider: "openmeter")
  }

  @Test func `each price has the usage price of its currency`() throws {
    let text = Self.usage(
      #"{"prices": {"usd": {"amount": 2, "currency": "USD"}, "jpy": {"amount": "0.5", "currency": "JPY"}}}"#,
      prices: #"{"m": \#(monthly), "j": {"amount": 3000, "currency": "JPY", "interval": "month"}}"#)
    expectJSON(try cards(text).last?["price"], #"{"type": "unit", "amount": "0.02"}"#)
    expectJSON(try cards(text, of: "plans/pro/j").last?["price"], #"{"type": "unit", "amount": "0.5"}"#)
  }

  @Test func `a plan without prices is billed for its usage alone`() throws {
    let text = Self.catalog(#""payg": {"entitlements": {"calls": {\#(rate)}}}"#)
    #expect(findings(text, provider: "openmeter", withLints: false).isEmpty)
    let artifact = try artifact(text, for: "openmeter")
    expectJSON(
      try request("plans/payg/usd", in: artifact)["body"],
      #"""
      {"key": "payg", "name": "payg", "currency": "USD", "billingCadence": "P1M",
       "proRatingConfig": {"enabled": true, "mode": "prorate_prices"},
       "metadata": {"catalogPlanId": "payg", "catalogPriceId": "usd"},
       "phases": [{"key": "default", "name": "Default", "duration": null, "rateCards": [
         {"type": "usage_based", "key": "calls", "name": "calls", "featureKey": "calls", "billingCadence": "P1M",
          "price": {"type": "unit", "amount": "0.002"},
          "entitlementTemplate": {"type": "metered", "isSoftLimit": true, "issueAfterReset": 0,
            "issueAfterResetPriority": 1, "usagePeriod": "P1M", "metadata": {"catalogFeatureId": "calls"}}}]}]}
      """#)
    expectJSON(
      try request("purchase/plan/payg/usd", in: artifact)["body"],
      #"{"customerKey": {"$param": "customer"}, "plan": {"key": "payg"}, "timing": "immediate"}"#)
  }

  // MARK: Cycles

  @Test(arguments: [
    (#""year""#, "month", "P1M"), (#""month""#, "day", "P1D"), (#""week""#, "day", "P1D"), (#""month""#, "year", "P1Y"),
    (#""week""#, "week", "P1W"), (#""month", "intervalCount": 12"#, "year", "P1Y"),
  ])
  func `usage is charged at its own interval`(interval: String, reset: String, cadence: String) throws {
    let text = Self.usage(
      #"{"amount": 5, "reset": "\#(reset)", \#(rate)}"#,
      prices: #"{"m": {"amount": 2000, "currency": "USD", "interval": \#(interval)}}"#)
    let card = try #require(try cards(text).last)
    #expect(card["billingCadence"] == .string(cadence))
    #expect(card["entitlementTemplate"]?["usagePeriod"] == .string(cadence))
  }

  @Test(arguments: [(#""month""#, "week"), (#""week""#, "month"), (#""week""#, "year")])
  func `usage at an interval that does not align is not sold`(interval: String, reset: String) throws {
    let text = Self.usage(
      #"{"reset": "\#(reset)", "prices": {⟦"usage"⟧: {"amount": 2, "currency": "USD"}}}"#,
      prices: #"{"m": {"amount": 2000, "currency": "USD", "interval": \#(interval)}}"#)
    expect(
      "openmeter/usage-cycle-unsupported", at: "plans.pro.entitlements.calls.prices.usage", in: text, provider: "openmeter")
    #expect(soldItems(in: try artifact(text, for: "openmeter")).isEmpty)
  }

  // MARK: Access

  @Test func `access ends at the maximum, which the entitlement issues`() throws {
    expectJSON(
      try cards(Self.usage(#"{"amount": 1000, "max": 5000, \#(rate)}"#)).last,
      #"""
      {"type": "usage_based", "key": "calls", "name": "calls", "featureKey": "calls", "billingCadence": "P1M",
       "price": {"type": "tiered", "mode": "graduated", "tiers": [
         {"upToAmount": "1000", "flatPrice": null, "unitPrice": {"type": "unit", "amount": "0.00"}},
         {"flatPrice": null, "unitPrice": {"type": "unit", "amount": "0.002"}}]},
       "entitlementTemplate": {"type": "metered", "isSoftLimit": false, "issueAfterReset": 5000,
         "issueAfterResetPriority": 1, "usagePeriod": "P1M", "metadata": {"catalogFeatureId": "calls"}}}
      """#)
  }

  @Test func `a trial charges no usage, and ends it at the allowance`() throws {
    let text = Self.usage(
      #"{"amount": 1000, "max": 5000, \#(rate)}"#,
      prices: #"{"m": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": 14}}"#)
    let body = try request("plans/pro/m", in: try artifact(text, for: "openmeter"))["body"]
    expectJSON(
      body?["phases"]?.elements?.first,
      #"""
      {"key": "trial", "name": "Trial", "duration": "P14D", "rateCards": [
        {"type": "flat_fee", "key": "calls", "name": "calls", "featureKey": "calls", "billingCadence": null, "price": null,
         "entitlementTemplate": {"type": "metered", "isSoftLimit": false, "issueAfterReset": 1000,
           "issueAfterResetPriority": 1, "usagePeriod": "P1M", "metadata": {"catalogFeatureId": "calls"}}}]}
      """#)
    #expect(body?["phases"]?.elements?.last?["rateCards"]?.elements?.last?["type"] == "usage_based")
  }

  @Test func `an unlimited feature issues 0, because a published plan must issue an amount`() throws {
    expectJSON(
      try cards(Self.usage(#""unlimited""#)).last?["entitlementTemplate"],
      #"""
      {"type": "metered", "isSoftLimit": true, "issueAfterReset": 0, "usagePeriod": "P1M",
       "metadata": {"catalogFeatureId": "calls"}}
      """#)
  }

  @Test func `with top-ups the subscription only charges, and a separate entitlement gives access`() throws {
    let text = Self.catalog(
      #""pro": {"entitlements": {"calls": {"amount": 1000, \#(rate)}}, "prices": {"m": \#(monthly)}}"#,
      #""topups": {"pack": {"feature": ⟦"calls"⟧, "amount": 500, "prices": {"o": \#(once)}}}"#)
    expect("openmeter/bought-units-charged", at: "topups.pack.feature", in: text, provider: "openmeter")
    expectNo("openmeter/charge-approximated", in: text, provider: "openmeter")
    expectJSON(
      try cards(text).last,
      #"""
      {"type": "usage_based", "key": "calls", "name": "calls", "featureKey": "calls", "billingCadence": "P1M",
       "price": {"type": "tiered", "mode": "graduated", "tiers": [
         {"upToAmount": "1000", "flatPrice": null, "unitPrice": {"type": "unit", "amount": "0.00"}},
         {"flatPrice": null, "unitPrice": {"type": "unit", "amount": "0.002"}}]}}
      """#)
    expectJSON(
      try request("entitlements/plan/pro/calls", in: try artifact(text, for: "openmeter"))["body"],
      #"""
      {"featureKey": "calls", "type": "metered", "issue": {"amount": 1000},
       "usagePeriod": {"interval": "MONTH", "anchor": {"$param": "subscription_started_at"}},
       "measureUsageFrom": {"$param": "subscription_started_at"}, "isSoftLimit": true,
       "metadata": {"catalogPlanId": "pro", "catalogFeatureId": "calls"}}
      """#)
    let messages = diagnostics(text, provider: "openmeter").map(\.message)
    #expect(
      messages.contains(
        "OpenMeter charges the `calls` of `pack` again as usage of `pro`; your application must credit them"))
    #expect(
      messages.contains(
        "`calls` has top-ups, so it is granted outside of the subscription, which only charges its usage; your application must end it"
      ))
  }

  @Test func `a trial does not end usage of a feature with top-ups`() throws {
    let plan = { (max: String) in
      Self.catalog(
        #"""
        "pro": {"entitlements": {"calls": {"amount": 1000, \#(max) \#(rate)}},
          "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": ⟦14⟧}}}
        """#,
        #""topups": {"pack": {"feature": "calls", "amount": 500, "prices": {"o": \#(once)}}}"#)
    }
    expect("openmeter/charge-approximated", at: "plans.pro.prices.m.trialDays", in: plan(""), provider: "openmeter")
    expectNo("openmeter/charge-approximated", in: plan(#""max": 1000,"#), provider: "openmeter")
    let phases = try request("plans/pro/m", in: try artifact(plan(""), for: "openmeter"))["body"]?["phases"]?.elements
    expectJSON(
      phases?.first?["rateCards"],
      #"""
      [{"type": "flat_fee", "key": "pro_fee", "name": "pro", "billingCadence": "P1M",
        "price": {"type": "flat", "amount": "0.00", "paymentTerm": "in_advance"}}]
      """#)
  }

  // MARK: Add-ons

  private static let pro = #""pro": {"entitlements": {"api": true}, "prices": {"m": \#(monthly)}}"#

  @Test func `an add-on brings a feature and charges its usage`() throws {
    let text = Self.catalog(
      Self.pro, #""addons": {"extra": {"entitlements": {"calls": {"amount": 10, \#(rate)}}, "prices": {"m": \#(monthly)}}}"#)
    #expect(findings(text, provider: "openmeter", withLints: false) == ["openmeter/situation-unsupported @ addons.extra"])
    expectJSON(
      try request("addons/extra/m", in: try artifact(text, for: "openmeter"))["body"],
      #"""
      {"key": "extra", "name": "extra", "currency": "USD", "instanceType": "single",
       "metadata": {"catalogAddonId": "extra", "catalogPriceId": "m"}, "rateCards": [
         {"type": "flat_fee", "key": "extra_fee", "name": "extra", "billingCadence": "P1M",
          "price": {"type": "flat", "amount": "20.00", "paymentTerm": "in_advance"}},
         {"type": "usage_based", "key": "calls", "name": "calls", "featureKey": "calls", "billingCadence": "P1M",
          "price": {"type": "tiered", "mode": "graduated", "tiers": [
            {"upToAmount": "10", "flatPrice": null, "unitPrice": {"type": "unit", "amount": "0.00"}},
            {"flatPrice": null, "unitPrice": {"type": "unit", "amount": "0.002"}}]},
          "entitlementTemplate": {"type": "metered", "isSoftLimit": true, "issueAfterReset": 10,
            "issueAfterResetPriority": 1, "usagePeriod": "P1M", "metadata": {"catalogFeatureId": "calls"}}}]}
      """#)
  }

  @Test func `the usage of an add-on is charged at the interval of its fee`() throws {
    let addon = { (reset: String, interval: String) in
      Self.catalog(
        Self.pro,
        #"""
        "addons": {"extra": {"entitlements": {"calls": {"reset": "\#(reset)",
          "prices": {⟦"usage"⟧: {"amount": 2, "currency": "USD"}}}},
          "prices": {"p": {"amount": 500, "currency": "USD", "interval": \#(interval)}}}}
        """#)
    }
    expect(
      "openmeter/usage-cycle-unsupported", at: "addons.extra.entitlements.calls.prices.usage", in: addon("day", #""month""#),
      provider: "openmeter")
    let year = try cards(addon("year", #""month", "intervalCount": 12"#), of: "addons/extra/p")
    #expect(year.compactMap { $0["billingCadence"]?.string } == ["P12M", "P12M"])
    #expect(year.last?["entitlementTemplate"]?["usagePeriod"] == "P1Y")
  }

  @Test func `an add-on of several units cannot charge usage`() throws {
    let text = Self.catalog(
      Self.pro,
      #""addons": {"extra": {"quantity": ⟦{}⟧, "entitlements": {"calls": {\#(rate)}}, "prices": {"m": \#(monthly)}}}"#)
    expect("openmeter/charge-unsupported", at: "addons.extra.quantity", in: text, provider: "openmeter")
    #expect(soldItems(in: try artifact(text, for: "openmeter")) == ["purchase/plan/pro/m"])
  }

  @Test func `a usage price does not join the allowance of a plan`() throws {
    let text = Self.catalog(
      #"""
      "pro": {"entitlements": {"calls": 5}, "prices": {"m": \#(monthly)}},
      "team": {"entitlements": {"api": true}, "prices": {"m": \#(monthly)}}
      """#,
      #"""
      "addons": {"extra": {"entitlements": {"calls": {⟦"prices"⟧: {"usage": {"amount": 2, "currency": "USD"}}}},
        "prices": {"m": \#(monthly)}}}
      """#)
    expect("openmeter/charge-unsupported", at: "addons.extra.entitlements.calls.prices", in: text, provider: "openmeter")
    #expect(
      ids("setup", in: try artifact(text, for: "openmeter")).filter { $0.hasPrefix("plan-addons/") } == [
        "plan-addons/team/m/extra/m"
      ])
  }

  @Test func `the allowance of an add-on is charged again`() {
    let text = Self.catalog(
      #""pro": {"entitlements": {"calls": {"amount": 5, \#(rate)}}, "prices": {"m": \#(monthly)}}"#,
      #""addons": {"extra": {"entitlements": {⟦"calls"⟧: 100}, "prices": {"m": \#(monthly)}}}"#)
    expect("openmeter/bought-units-charged", at: "addons.extra.entitlements.calls", in: text, provider: "openmeter")
  }

  // MARK: Quantities

  @Test func `a plan of several units is not sold`() throws {
    let text = Self.catalog(
      #""team": {"entitlements": {"api": true}, "quantity": ⟦{"min": 2}⟧, "prices": {"m": \#(monthly)}}"#)
    expect("openmeter/charge-unsupported", at: "plans.team.quantity", in: text, provider: "openmeter")
    #expect(soldItems(in: try artifact(text, for: "openmeter")).isEmpty)
    let one = Self.catalog(
      #""team": {"entitlements": {"api": true}, "quantity": {"max": 1}, "prices": {"m": \#(monthly)}}"#)
    #expect(soldItems(in: try artifact(one, for: "openmeter")) == ["purchase/plan/team/m"])
  }

  @Test func `tiers by quantity are not sold`() throws {
    let text = Self.catalog(
      Self.pro,
      #"""
      "addons": {"seat": {"quantity": {}, "entitlements": {"seats": 1}, "prices": {"m": {"mode": "volume",
        "tiers": ⟦[{"upTo": 10, "amount": 2000}, {"amount": 1800}]⟧, "currency": "USD", "interval": "month"}}}}
      """#)
    expect("openmeter/charge-unsupported", at: "addons.seat.prices.m.tiers", in: text, provider: "openmeter")
    #expect(soldItems(in: try artifact(text, for: "openmeter")).filter { $0.hasPrefix("purchase/addon") }.isEmpty)
  }

  @Test func `an allowance of an add-on that does not depend on the quantity is reported`() {
    let addon = { (mode: String) in
      Self.catalog(
        Self.pro,
        #"""
        "addons": {"extra": {"quantity": {}, "entitlements": {"calls": {"amount": 5, "perUnit": ⟦false⟧}},
          "prices": {"m": \#(monthly)}}}
        """#, mode: mode)
    }
    expect(
      "openmeter/addon-per-unit", at: "addons.extra.entitlements.calls.perUnit", in: addon("plans"), provider: "openmeter")
    expect(
      "openmeter/quantity-by-application", at: "addons.extra.entitlements.calls.perUnit", in: addon("entitlements"),
      provider: "openmeter")
  }

  @Test func `the application sets the limit that is bought, and multiplies a top-up`() {
    expect(
      "openmeter/quantity-feature-by-application", at: "plans.team.quantity.feature",
      in: Self.catalog(
        #"""
        "team": {"entitlements": {"api": true}, "quantity": {"feature": ⟦"seats"⟧}, "prices": {"m": \#(monthly)}}
        """#, mode: "entitlements"), provider: "openmeter")
    expect(
      "openmeter/quantity-by-application", at: "topups.pack.quantity",
      in: Self.catalog(
        #""pro": {"entitlements": {"calls": 5}, "prices": {"m": \#(monthly)}}"#,
        #""topups": {"pack": {"feature": "calls", "amount": 5, "quantity": ⟦{"max": 9}⟧, "prices": {"o": \#(once)}}}"#),
      provider: "openmeter")
  }

  // MARK: Mode `entitlements`

  @Test func `without billing, access beyond the allowance is the same`() throws {
    let text = Self.catalog(
      #"""
      "pro": {"entitlements": {"calls": {"amount": 1000, \#(rate)}}, "prices": {"m": \#(monthly)}},
      "max": {"entitlements": {"calls": {"amount": 1000, "max": 5000, \#(rate)}}}
      """#, mode: "entitlements")
    let artifact = try artifact(text, for: "openmeter")
    expectJSON(
      artifact["entitlements"],
      #"""
      [{"kind": "plan", "catalogPlanId": "pro", "key": "pro", "entitlements": [
         {"featureKey": "calls", "type": "metered", "issue": {"amount": 1000}, "usagePeriod": {"interval": "MONTH"},
          "isSoftLimit": true, "metadata": {"catalogPlanId": "pro", "catalogFeatureId": "calls"}}]},
       {"kind": "plan", "catalogPlanId": "max", "key": "max", "entitlements": [
         {"featureKey": "calls", "type": "metered", "issue": {"amount": 5000}, "usagePeriod": {"interval": "MONTH"},
          "isSoftLimit": false, "metadata": {"catalogPlanId": "max", "catalogFeatureId": "calls"}}]}]
      """#)
    #expect(soldItems(in: artifact) == ["entitlements/plan/pro/calls", "entitlements/plan/max/calls"])
    #expect(
      diagnostics(text, provider: "openmeter", withLints: false).map(\.message) == [
        "OpenMeter does not bill customers of `pro`; the plan's prices and usage prices are ignored",
        "OpenMeter does not bill customers of `max`; the plan's usage prices are ignored",
      ])
  }

  // MARK: Filters

  private static func filtered(_ filter: String) -> String {
    #"""
    {"meters": {"calls": {"eventType": "api.call", "aggregation": "count",
       "groupBy": {"model": "$.model", "data-center": "$.dc"}}},
     "features": {"calls": {"type": "metered", "meter": "calls", "where": \#(filter)}},
     "plans": {"pro": {"entitlements": {"calls": {"prices": {"usage": {"amount": 2, "currency": "USD"}}}}}},
     "providers": {"openmeter": {"options": {"mode": "plans"}}}}
    """#
  }

  @Test(arguments: [
    (#"{"model": "large"}"#, #"{"model": {"$eq": "large"}}"#),
    (#"{"model": ["large", "huge"]}"#, #"{"model": {"$in": ["large", "huge"]}}"#),
    (#"{"model": {"not": ["small"]}}"#, #"{"model": {"$nin": ["small"]}}"#),
  ])
  func `a feature counts some events of its meter`(filter: String, sent: String) throws {
    expectJSON(
      try request("features/calls", in: try artifact(Self.filtered(filter), for: "openmeter")),
      #"""
      {"id": "features/calls",
       "lookup": {"method": "GET", "path": "/api/v1/features/calls",
         "match": {"meterSlug": "calls", "advancedMeterGroupByFilters": \#(sent)}},
       "method": "POST", "path": "/api/v1/features",
       "body": {"key": "calls", "name": "calls", "metadata": {"catalogFeatureId": "calls"}, "meterSlug": "calls",
         "advancedMeterGroupByFilters": \#(sent)}}
      """#)
  }

  @Test(arguments: [
    (#"{"model": ⟦""⟧}"#, "model"), (#"{"model": ⟦{"not": ["small", ""]}⟧}"#, "model"),
    (#"{"data-center": ⟦"eu"⟧}"#, "data-center"),
  ])
  func `a feature whose filter is not valid has no meter, and is not charged`(filter: String, group: String) throws {
    let text = Self.filtered(filter)
    expect("openmeter/filter-unsupported", at: "features.calls.where.\(group)", in: text, provider: "openmeter")
    let found = findings(text, provider: "openmeter")
    #expect(found.contains("openmeter/charge-unsupported @ plans.pro.entitlements.calls.prices.usage"))
    let artifact = try artifact(text, for: "openmeter")
    expectJSON(
      try request("features/calls", in: artifact)["body"],
      #"{"key": "calls", "name": "calls", "metadata": {"catalogFeatureId": "calls"}}"#)
    #expect(soldItems(in: artifact).isEmpty)
  }
}
