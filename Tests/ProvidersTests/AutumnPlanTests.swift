import Diagnostics
import JSONText
import TestSupport
import Testing

@testable import Providers

/// The plans that are created at Autumn, and their ids.
@Suite struct AutumnPlanTests {
  @Test(arguments: [
    ("monthly", "monthly"), ("monthlyUSD", "monthly_usd"), ("usd/quarter", "usd_quarter"), ("Per Seat", "per_seat"),
    ("MONTHLY", "monthly"), ("half-year", "half-year"), ("_a__b_", "a_b"), ("año2", "a_o2"), ("日本", ""), ("", ""),
  ])
  func `ids in snake case`(id: String, snake: String) {
    #expect(AutumnID.snakeCase(id) == snake)
  }

  @Test func `an invalid key is reported once, even with several prices`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"key": ⟦"Pro plan"⟧, "entitlements": {"api": true}, "prices": {
         "usd": {"amount": 2000, "currency": "USD", "interval": "month"},
         "eur": {"amount": 2000, "currency": "EUR", "interval": "month"},
         "year": {"amount": 20000, "currency": "USD", "interval": "year"}}}}}
      """#
    expect("autumn/key-unsupported", at: "plans.pro.key", in: text, provider: "autumn")
    let found = diagnostics(text, provider: "autumn")
    #expect(found.map(\.rule) == ["autumn/key-unsupported"])
    #expect(found.first?.help == #"write `"key": "pro_plan"`"#)
    let artifact = try artifact(text, for: "autumn")
    #expect(ids("setup", in: artifact) == ["features/api"])
    #expect(soldItems(in: artifact) == [])
  }

  @Test func `a price whose id has no letter or digit becomes no plan`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "prices": {
         "monthly": {"amount": 2000, "currency": "USD", "interval": "month"},
         ⟦"年"⟧: {"amount": 20000, "currency": "USD", "interval": "year"}}}}}
      """#
    expect("autumn/key-unsupported", at: "plans.pro.prices.年", in: text, provider: "autumn")
    #expect(try ids("setup", in: artifact(text, for: "autumn")) == ["features/api", "prices/plan/pro/monthly"])
  }

  @Test func `an id in providerIds must match the pattern`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "prices": {
         "monthly": {"amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"autumn": ⟦"pro plan"⟧}}}}}}
      """#
    expect("autumn/id-malformed", at: "plans.pro.prices.monthly.providerIds.autumn", in: text, provider: "autumn")
    #expect(try ids("setup", in: artifact(text, for: "autumn")) == ["features/api"])
  }

  @Test func `plans, add-ons, top-ups and prices share their ids: the later ones are not sent`() throws {
    let text = #"""
      {"features": {"tokens": {"type": "metered"}},
       "plans": {
         "pro": {"entitlements": {"tokens": 1}, "prices": {
           "a b": {"amount": 2000, "currency": "USD", "interval": "month"},
           ⟦"aB"⟧: {"amount": 20000, "currency": "USD", "interval": "year"}}},
         ⟦"pro_a_b"⟧: {"entitlements": {"tokens": 1}},
         "max": {"entitlements": {"tokens": 1}}},
       "addons": {"x": {"key": ⟦"max"⟧, "entitlements": {"tokens": 1}},
         "y": {"entitlements": {"tokens": 1}, "providerIds": {"autumn": ⟦"max"⟧}}}}
      """#
    expect(
      "autumn/id-taken", at: "plans.pro.prices.aB", "plans.pro_a_b", "addons.x.key", "addons.y.providerIds.autumn",
      in: text, provider: "autumn")
    let artifact = try artifact(text, for: "autumn")
    #expect(ids("setup", in: artifact) == ["features/tokens", "prices/plan/pro/a%20b", "products/plan/max"])
    let taken = diagnostics(text, provider: "autumn").filter { $0.rule == "autumn/id-taken" }
    #expect(taken.allSatisfy { $0.related.count == 1 })
  }

  @Test func `the id of an item and that of its only price must agree`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "providerIds": {"autumn": ⟦"one"⟧}, "prices": {
         "monthly": {"amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"autumn": "two"}}}}}}
      """#
    expect("autumn/id-unused", at: "plans.pro.providerIds.autumn", in: text, provider: "autumn")
    let artifact = try artifact(text, for: "autumn")
    expectJSON(try request("prices/plan/pro/monthly", in: artifact)["body"]?["plan_id"], #""two""#)
  }

  @Test func `the id of an item with several prices is ignored`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "providerIds": {"autumn": ⟦"pro"⟧}, "prices": {
         "monthly": {"amount": 2000, "currency": "USD", "interval": "month"},
         "yearly": {"amount": 20000, "currency": "USD", "interval": "year"}}}}}
      """#
    expect("autumn/id-unused", at: "plans.pro.providerIds.autumn", in: text, provider: "autumn")
    expectJSON(
      try request("prices/plan/pro/monthly", in: artifact(text, for: "autumn"))["path"], #""/v1/plans.create""#)
  }

  @Test func `an existing plan is reported at its id`() {
    expect(
      "autumn/existing-object-updated", at: "plans.free.providerIds.autumn", "addons.x.prices.p.providerIds.autumn",
      in: #"""
        {"features": {"api": {"type": "boolean"}},
         "plans": {"free": {"entitlements": {"api": true}, "providerIds": {"autumn": ⟦"free"⟧}}},
         "addons": {"x": {"entitlements": {"api": true}, "prices": {
           "p": {"amount": 100, "currency": "USD", "interval": "month", "providerIds": {"autumn": ⟦"x"⟧}}}}}}
        """#, provider: "autumn")
  }

  @Test func `several prices that share a plan are not reported as several plans`() {
    expectNo(
      "autumn/object-per-price",
      in: #"""
        {"features": {"api": {"type": "boolean"}},
         "plans": {"pro": {"entitlements": {"api": true}, "prices": {
           "usd": {"amount": 2000, "currency": "USD", "interval": "month"},
           "eur": {"amount": 1800, "currency": "EUR", "interval": "month"}}}}}
        """#, provider: "autumn")
  }

  @Test(arguments: [
    ("autumn/quantity-unsupported", #""quantity": {"min": ⟦2⟧, "max": 5}"#, ["quantity.min"]),
    ("autumn/quantity-not-enforced", #""quantity": ⟦{"min": 2, "max": 5}⟧"#, ["quantity"]),
  ])
  func `unsupported quantities are reported at the field`(rule: String, fields: String, paths: [String]) {
    let text = #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {}, "addons": {"x": {"entitlements": {"api": true}, \#(fields)}}}
      """#
    let found = diagnostics(text, provider: "autumn").filter { $0.rule == rule }
    #expect(found.map(\.path) == paths.map { "addons.x.\($0)" })
    #expect(found.map(\.range) == Marked(text).ranges)
  }

  // MARK: Metadata

  @Test func `an entry of a price overrides that of the item, which is reported once`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "metadata": {"tier": ⟦"gold"⟧, "same": 1}, "prices": {
         "m": {"amount": 2000, "currency": "USD", "interval": "month", "metadata": {"tier": "m", "same": 1}},
         "y": {"amount": 20000, "currency": "USD", "interval": "year", "metadata": {"tier": "y"}}}}}}
      """#
    expect("autumn/metadata-overridden", at: "plans.pro.metadata.tier", in: text, provider: "autumn")
    expectJSON(
      try request("prices/plan/pro/y", in: artifact(text, for: "autumn"))["body"]?["metadata"],
      #"""
      {"same": 1, "tier": "y", "catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "y",
       "provider": "autumn"}
      """#)
  }

  @Test func `an entry with the name of the static values is replaced`() throws {
    let text = #"""
      {"features": {"support": {"type": "static"}},
       "plans": {"pro": {"entitlements": {"support": "gold"}, "metadata": {⟦"catalogConfig"⟧: "mine"}}}}
      """#
    expect("autumn/metadata-reserved", at: "plans.pro.metadata.catalogConfig", in: text, provider: "autumn")
    expectJSON(
      try request("products/plan/pro", in: artifact(text, for: "autumn"))["body"]?["metadata"],
      #"{"catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogConfig": {"support": "gold"}}"#)
  }

  @Test func `an entry with a name that the compiler writes on plans is reported`() {
    expect(
      "autumn/metadata-reserved", at: "plans.pro.metadata.provider",
      in: #"""
        {"features": {"api": {"type": "boolean"}},
         "plans": {"pro": {"entitlements": {"api": true}, "metadata": {⟦"provider"⟧: "mine"},
           "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
        """#, provider: "autumn")
  }
}
