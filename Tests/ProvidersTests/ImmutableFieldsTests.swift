import Accounts
import Catalog
import CatalogDiff
import CatalogReading
import Diagnostics
import JSONText
import Providers
import TestSupport
import Testing

/// The providers that need a new object when a catalog changes.
@Suite struct ImmutabilityTests {
  /// A plan with two prices, an add-on and a top-up.
  private static let catalog = #"""
    {
      "meters": {"calls": {"key": "calls", "eventType": "call", "aggregation": "sum", "valueProperty": "$.n", "groupBy": {"a": "$.a"}}},
      "features": {
        "tokens": {"key": "tokens", "name": "Tokens", "type": "metered", "meter": "calls"},
        "api": {"key": "api", "name": "API", "type": "boolean"}
      },
      "plans": {
        "pro": {
          "key": "pro", "name": "Pro", "description": "Old",
          "entitlements": {"tokens": {"amount": 100, "reset": "month"}, "api": true},
          "prices": {
            "monthly": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": 14, "lookupKey": "k"},
            "yearly": {"amount": 20000, "currency": "USD", "interval": "year"}
          }
        }
      },
      "addons": {
        "extra": {
          "key": "extra", "entitlements": {"tokens": {"amount": 10, "reset": "year"}}, "prices": {"once": {"amount": 700, "currency": "USD", "interval": "one_time"}}
        }
      },
      "topups": {
        "pack": {
          "key": "pack", "feature": "tokens", "amount": 1000, "prices": {"usd": {"amount": 900, "currency": "USD", "interval": "one_time"}}
        }
      },
      "discounts": {
        "launch": {"percent": 20, "duration": {"months": 3}, "codes": {"HELLO": {"maxRedemptions": 5}}}
      },
      "providers": {
        "stripe": {"enabled": true}, "razorpay": {"enabled": true}, "dodo": {}, "openmeter": {"options": {"mode": "entitlements"}},
        "polar": {}, "creem": {}, "autumn": {}
      }
    }
    """#

  /// The catalog without a provider.
  private func disabling(_ provider: String, in text: String) -> String {
    text.replacing(#""\#(provider)": {"enabled": true}"#, with: #""\#(provider)": {"enabled": false}"#)
  }

  private func version(_ text: String) throws -> CatalogVersion {
    let compilation = Compilation(Marked(text).source, providers: .named([]))
    let catalog = try #require(compilation.catalog, "\(compilation.diagnostics.map { "\($0.rule) @ \($0.path)" })")
    return CatalogVersion(tree: compilation.tree, catalog: catalog, format: .json)
  }

  /// `customer provider @ plans.pro.name: razorpay`.
  private func differences(
    _ old: String, _ new: String, at providers: String...
  ) throws -> [String] {
    let selection: ProviderSelection = providers.isEmpty ? .all : .named(providers.compactMap(Provider.named))
    return CatalogComparison(try version(old), try version(new), providers: selection).differences.map { difference in
      "\(difference.classes.map(\.rawValue).joined(separator: " ")) @ \((difference.new ?? difference.old)?.path ?? "")"
        + (difference.providers.isEmpty ? "" : ": " + difference.providers.joined(separator: " "))
    }
  }

  @Test(arguments: [
    (#""amount": 2000,"#, #""amount": 2500,"#, "customer provider @ plans.pro.prices.monthly.amount: stripe razorpay autumn"),
    (#""percent": 20"#, #""percent": 25"#, "provider @ discounts.launch.percent: stripe creem autumn"),
    (
      #"{"months": 3}"#, #""forever""#, "provider @ discounts.launch.duration: stripe polar creem autumn"
    ),
    (#""maxRedemptions": 5"#, #""maxRedemptions": 6"#, "provider @ discounts.launch.codes.HELLO: stripe creem"),
    (#""amount": 2000,"#, #""amount": 1500,"#, "provider @ plans.pro.prices.monthly.amount: stripe razorpay autumn"),
    (
      #""amount": 20000, "currency": "USD""#, #""amount": 20000, "currency": "EUR""#,
      "customer provider @ plans.pro.prices.yearly.currency: stripe razorpay autumn"
    ),
    (
      #""interval": "year""#, #""interval": "year", "intervalCount": 2"#,
      "provider @ plans.pro.prices.yearly.intervalCount: stripe razorpay polar autumn"
    ),
    (#""trialDays": 14"#, #""trialDays": 30"#, "provider @ plans.pro.prices.monthly.trialDays: autumn"),
    (#""lookupKey": "k""#, #""lookupKey": "l""#, "api @ plans.pro.prices.monthly.lookupKey"),
    (#""name": "Pro""#, #""name": "Professional""#, "provider cosmetic @ plans.pro.name: razorpay"),
    (#""description": "Old""#, #""description": "New""#, "provider cosmetic @ plans.pro.description: razorpay"),
    (#""key": "pro""#, #""key": "business""#, "provider api @ plans.pro.key: stripe razorpay autumn"),
    (#""yearly": {"#, #""annual": {"#, "provider api @ plans.pro.prices.annual: razorpay autumn"),
    (#""pro": {"#, #""business": {"#, "provider api @ plans.business: razorpay"),
    // At Razorpay, neither one-time prices nor add-ons are plans.
    (#""amount": 700,"#, #""amount": 800,"#, "customer provider @ addons.extra.prices.once.amount: stripe autumn"),
    (
      #""amount": 700, "currency": "USD", "interval": "one_time""#, #""amount": 700, "currency": "USD", "interval": "month""#,
      "customer provider @ addons.extra.prices.once.interval: stripe dodo polar autumn"
    ),
    (#""key": "extra""#, #""key": "more""#, "provider api @ addons.extra.key: stripe autumn"),
    (#""amount": 1000,"#, #""amount": 2000,"#, "provider @ topups.pack.amount: autumn"),
    (#""amount": 900,"#, #""amount": 800,"#, "provider @ topups.pack.prices.usd.amount: stripe autumn"),
    (#""amount": 100,"#, #""amount": 200,"#, "provider @ plans.pro.entitlements.tokens.amount: openmeter autumn"),
    (#""reset": "month""#, #""reset": "week""#, "provider @ plans.pro.entitlements.tokens.reset: openmeter polar autumn"),
    (#""api": true"#, #""api": false"#, "customer provider @ plans.pro.entitlements.api: autumn"),
    (#""key": "calls""#, #""key": "requests""#, "provider api @ meters.calls.key: openmeter"),
    (#""eventType": "call""#, #""eventType": "request""#, "provider api @ meters.calls.eventType: openmeter polar"),
    (#""aggregation": "sum""#, #""aggregation": "max""#, "provider api @ meters.calls.aggregation: openmeter polar"),
    (#""$.n""#, #""$.m""#, "provider api @ meters.calls.valueProperty: openmeter polar"),
    (#""groupBy": {"a": "$.a"}"#, #""groupBy": {}"#, "api @ meters.calls.groupBy"),
    (#""key": "api""#, #""key": "access""#, "provider api @ features.api.key: stripe openmeter autumn"),
    (#""name": "API""#, #""name": "Access""#, "provider cosmetic @ features.api.name: openmeter"),
  ])
  func `a change of an immutable field needs a new object`(old: String, new: String, expected: String) throws {
    let changed = Self.catalog.replacing(old, with: new)
    #expect(changed != Self.catalog)
    #expect(try differences(Self.catalog, changed).filter { !$0.hasPrefix("cosmetic") } == [expected])
  }

  /// A plan that is sold by the seat, with usage prices.
  private static let usageCatalog = #"""
    {
      "meters": {"calls": {"eventType": "call", "aggregation": "count", "groupBy": {"model": "$.model"}}},
      "features": {"calls": {"type": "metered", "meter": "calls", "where": {"model": "large"}}},
      "plans": {
        "pro": {
          "entitlements": {
            "calls": {"amount": 100, "max": 9000, "prices": {"usd": {"amount": 3, "currency": "USD", "metadata": {"a": 1}}}}
          },
          "quantity": {"max": 50},
          "prices": {"m": {"mode": "graduated", "tiers": [{"upTo": 10, "amount": 900}, {"amount": 800}], "currency": "USD", "interval": "month"}}
        }
      }
    }
    """#

  @Test(
    arguments: [
      (#""amount": 3,"#, #""amount": 2,"#, "calls.prices.usd.amount", ["stripe", "autumn"]),
      (#""amount": 3,"#, #""amount": 3, "package": 1,"#, "calls.prices.usd", ["stripe", "autumn"]),
      // The allowance is a part of what usage costs.
      (#""amount": 100,"#, #""amount": 200,"#, "calls.amount", ["stripe", "openmeter", "autumn"]),
      (#""max": 9000"#, #""max": 9001"#, "calls.max", ["openmeter", "autumn"]),
      (#"{"a": 1}"#, #"{"a": 2}"#, "calls.prices.usd.metadata", []),
    ] as [(String, String, String, [String])])
  func `a new object for usage`(old: String, new: String, path: String, providers: [String]) throws {
    let changed = Self.usageCatalog.replacing(old, with: new)
    let found = try differences(Self.usageCatalog, changed, at: "stripe", "openmeter", "autumn")
    #expect(found.count == 1)
    let suffix = providers.isEmpty ? "" : ": " + providers.joined(separator: " ")
    #expect(found.first?.hasSuffix(" @ plans.pro.entitlements.\(path)\(suffix)") == true, "\(found)")
  }

  @Test(arguments: [
    (#""amount": 800"#, #""amount": 700"#, "provider @ plans.pro.prices.m.tiers: stripe autumn"),
    // The same for up to 50.
    (
      #"{"amount": 800}]"#, #"{"upTo": 50, "amount": 800}, {"amount": 700}]"#,
      "provider cosmetic @ plans.pro.prices.m.tiers: stripe autumn"
    ),
    (#"{"model": "large"}"#, #"{"model": "small"}"#, "customer provider api @ features.calls.where: openmeter"),
    (#""eventType": "call""#, #""eventType": "use""#, "provider api @ meters.calls.eventType: stripe openmeter"),
    (#""max": 50"#, #""max": 60"#, "provider @ plans.pro.quantity.max: autumn"),
  ])
  func `a new object for units and filters`(old: String, new: String, expected: String) throws {
    let changed = Self.usageCatalog.replacing(old, with: new)
    #expect(try differences(Self.usageCatalog, changed, at: "stripe", "openmeter", "autumn") == [expected])
  }

  @Test func `only the requested providers are named`() throws {
    let changed = Self.catalog.replacing(#""amount": 2000,"#, with: #""amount": 1500,"#)
    let path = "plans.pro.prices.monthly.amount"
    #expect(try differences(Self.catalog, changed, at: "creem", "stripe") == ["provider @ \(path): stripe"])
    #expect(try differences(Self.catalog, changed, at: "creem") == ["compatible @ \(path)"])
    let without = { (text: String) in disabling("razorpay", in: disabling("stripe", in: text)) }
    #expect(try differences(without(Self.catalog), without(changed)) == ["provider @ \(path): autumn"])
    // A provider that the change enables has no existing objects yet.
    #expect(
      try differences(without(Self.catalog), changed) == [
        "provider @ \(path): autumn", "compatible @ providers.stripe.enabled", "compatible @ providers.razorpay.enabled",
      ])
  }

  @Test func `only the providers that both catalogs are for are compared, unless others are requested`() throws {
    let catalog = { (amount: Int, providers: String) in
      #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"m": {"amount": \#(amount), "currency": "USD", "interval": "month"}}}}, "providers": {\#(providers)}}
      """#
    }
    let path = "plans.pro.prices.m.amount"
    let (stripe, both, off) = (#""stripe": {}"#, #""stripe": {}, "razorpay": {}"#, #""autumn": {"enabled": false}"#)
    #expect(try differences(catalog(2, both), catalog(1, both)) == ["provider @ \(path): stripe razorpay"])
    #expect(try differences(catalog(2, both), catalog(1, stripe)) == ["provider @ \(path): stripe"])
    #expect(try differences(catalog(2, stripe), catalog(1, both)) == ["provider @ \(path): stripe"])
    #expect(try differences(catalog(2, off), catalog(1, off)) == ["provider @ \(path): stripe razorpay"])
    #expect(try differences(catalog(2, off), catalog(1, both + ", " + off)) == ["provider @ \(path): stripe razorpay"])
    #expect(try differences(catalog(2, stripe), catalog(1, stripe), at: "razorpay") == ["provider @ \(path): razorpay"])
  }

  @Test func `a disabled provider keeps its objects`() throws {
    let off = disabling("stripe", in: Self.catalog)
    #expect(try differences(Self.catalog, off) == ["provider @ providers.stripe.enabled: stripe"])
    #expect(try differences(Self.catalog, off, at: "stripe") == ["provider @ providers.stripe.enabled: stripe"])
    #expect(try differences(Self.catalog, off, at: "dodo") == ["compatible @ providers.stripe.enabled"])
    #expect(try differences(off, Self.catalog) == ["compatible @ providers.stripe.enabled"])
  }

  @Test func `an object in providerIds is found although its key changes`() throws {
    let known = Self.catalog.replacing(#""key": "pro","#, with: #""key": "pro", "providerIds": {"stripe": "prod_1"},"#)
      .replacing(#""trialDays": 14,"#, with: #""trialDays": 14, "providerIds": {"autumn": "p1", "razorpay": "plan_1"},"#)
      .replacing(#""interval": "year""#, with: #""interval": "year", "providerIds": {"autumn": "p2", "razorpay": "plan_2"}"#)
    #expect(
      try differences(known, known.replacing(#""key": "pro""#, with: #""key": "business""#)) == ["api @ plans.pro.key"])
    // Its amount is immutable nevertheless.
    #expect(
      try differences(known, known.replacing(#""amount": 2000,"#, with: #""amount": 1500,"#)) == [
        "provider @ plans.pro.prices.monthly.amount: stripe razorpay autumn"
      ])
  }

  @Test func `a different id is a different object, but a new id may name the existing one`() throws {
    let first = Self.catalog.replacing(#""key": "pro","#, with: #""key": "pro", "providerIds": {"dodo": "a"},"#)
    let other = first.replacing(#""dodo": "a""#, with: #""dodo": "b""#)
    let path = "plans.pro.providerIds.dodo"
    #expect(try differences(Self.catalog, first) == ["compatible @ \(path)"])
    #expect(try differences(first, other) == ["provider @ \(path): dodo"])
    #expect(try differences(first, Self.catalog) == ["provider @ \(path): dodo"])
    #expect(try differences(first, other, at: "stripe") == ["compatible @ \(path)"])
  }

  @Test func `OpenMeter plans are immutable only in mode plans`() throws {
    let billing = Self.catalog.replacing(#""mode": "entitlements""#, with: #""mode": "plans""#)
    let path = "plans.pro.prices.monthly.amount"
    #expect(
      try differences(billing, billing.replacing(#""amount": 2000,"#, with: #""amount": 1500,"#)) == [
        "provider @ \(path): stripe razorpay openmeter autumn"
      ])
    #expect(
      try differences(billing, billing.replacing(#""key": "pro""#, with: #""key": "business""#)) == [
        "provider api @ plans.pro.key: stripe razorpay openmeter autumn"
      ])
    #expect(
      try differences(Self.catalog, billing) == ["customer provider @ providers.openmeter.options.mode: openmeter"])
  }

  @Test(arguments: [
    ("stripe", #""taxBehavior": "inclusive""#, #""taxBehavior": "exclusive""#, "customer provider", "taxBehavior: stripe"),
    ("stripe", #""taxCode": "txcd_1""#, #""taxCode": "txcd_2""#, "compatible", "taxCode"),
    ("razorpay", #""totalCount": 12"#, #""totalCount": 6"#, "customer", "totalCount"),
    ("dodo", #""taxInclusive": true"#, #""taxInclusive": false"#, "customer", "taxInclusive"),
    ("dodo", #""taxCategory": "saas""#, #""taxCategory": "edtech""#, "compatible", "taxCategory"),
    ("polar", #""taxBehavior": "inclusive""#, #""taxBehavior": "exclusive""#, "customer", "taxBehavior"),
    ("creem", #""taxCategory": "saas""#, #""taxCategory": "ebooks""#, "provider", "taxCategory: creem"),
    ("creem", #""topupCredits": true"#, #""topupCredits": false"#, "customer", "topupCredits"),
    ("autumn", #""defaultCurrency": "USD""#, #""defaultCurrency": "EUR""#, "customer", "defaultCurrency"),
  ])
  func `an option may affect what customers pay, or be immutable`(
    provider: String, old: String, new: String, classes: String, change: String
  ) throws {
    let catalog = { (option: String) in
      #"{"features": {}, "plans": {}, "providers": {"\#(provider)": {"options": {\#(option)}}}}"#
    }
    #expect(try differences(catalog(old), catalog(new)) == ["\(classes) @ providers.\(provider).options.\(change)"])
    #expect(try differences(catalog(old), catalog(old)) == [])
  }

  @Test func `a string with a secret is masked`() throws {
    let secret = Self.catalog.replacing(#""description": "Old""#, with: #""description": "by sk_live_4eC39HqLyjWDarjtT1zdp7dc""#)
    let comparison = CatalogComparison(try version(Self.catalog), try version(secret), providers: .all)
    let difference = try #require(comparison.differences.first)
    #expect(difference.message == "description changed from `Old` to `by sk_live_…`")
    #expect(difference.newValue == "by sk_live_…")
  }

  // MARK: Declarations

  @Test(arguments: Provider.all.map(\.name)) func `every declaration has a source and known options`(name: String) throws {
    let provider = try #require(Provider.named(name))
    #expect(!provider.immutable.isEmpty)
    for fact in provider.immutable {
      #expect(!fact.fields.isEmpty || !fact.options.isEmpty)
      #expect(!fact.source.isEmpty && !fact.object.isEmpty)
      for option in fact.options + (fact.scope.option.map { [$0.name] } ?? []) {
        #expect(provider.options.contains { $0.name == option })
      }
    }
    for option in provider.termOptions { #expect(provider.options.contains { $0.name == option }) }
  }

  /// An update of an existing object contains the fields that may change, and none that are immutable.
  @Test(arguments: [
    ("stripe", "/v1/prices/x", ["unit_amount", "currency", "recurring"], []),
    ("dodo", "/products/x", [], ["price", "name"]), ("creem", "/v1/products/x", ["tax_category"], ["price", "currency"]),
    (
      "polar", "/v1/products/0f8fad5b-d9cb-469f-a165-70867728950e",
      ["recurring_interval", "recurring_interval_count", "meter_interval"], ["prices"]
    ),
  ])
  func `updates agree with the declarations`(provider: String, path: String, final: [String], free: [String]) throws {
    let id = path.split(separator: "/").last ?? ""
    let known = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"name": "Pro plan", "entitlements": {"api": true}, "prices": {"monthly":
         {"amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"\#(provider)": "\#(id)"}}}}},
       "providers": {"creem": {"options": {"taxCategory": "saas"}}}}
      """#
    let requests = try artifact(known, for: provider)["setup"]?.elements ?? []
    let body = try #require(requests.first { $0["path"]?.string == path }?["body"])
    for field in final { #expect(body[field] == nil, "\(field)") }
    for field in free { #expect(body[field] != nil, "\(field)") }
  }
}
