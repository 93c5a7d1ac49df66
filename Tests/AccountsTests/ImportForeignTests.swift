import Accounts
import Catalog
import JSONText
import ModelAccounts
import Providers
import Testing

/// Accounts that people have set up by hand.
@Suite struct ImportForeignTests {
  /// Sends requests to an empty account, and imports it.
  private static func imported<Account: ModelAccount>(
    _ account: Account, _ requests: [(path: String, body: JSON)]
  ) throws -> Import {
    let transport = ModelTransport(account)
    for (path, body) in requests {
      let response = try transport.send(HTTPRequest(.post, path, body: Account.api.provider.api.encoded(body)))
      #expect(response.isSuccess, "\(path): \(String(decoding: response.body, as: UTF8.self))")
    }
    return try ImportTests.imported(transport).imported
  }

  private static func reasons(_ imported: Import) -> [String: String] {
    Dictionary(imported.omissions.map { ("\($0.noun) \($0.name ?? "")", $0.reason) }) { first, _ in first }
  }

  @Test func `Polar`() throws {
    let fixed: JSON = ["amount_type": "fixed", "price_currency": "usd", "price_amount": 900]
    let imported = try Self.imported(
      PolarModel(),
      [
        ("/v1/products/", ["name": "Team", "prices": [fixed], "recurring_interval": "month"]),
        (
          "/v1/products/",
          [
            "name": "Trial", "prices": [fixed], "recurring_interval": "month", "trial_interval": "month",
            "trial_interval_count": 1,
          ]
        ),
        ("/v1/products/", ["name": "Setup", "prices": [fixed]]),
      ])
    #expect(imported.catalog["plans"]?.members.map(\.name) == ["team"])
    #expect(
      imported.catalog.at("plans.team.prices.month") == ["amount": 900, "currency": "USD", "interval": "month"])
    #expect(imported.catalog["addons"]?.members.map(\.name) == ["setup"])
    #expect(Self.reasons(imported) == ["product Trial": "its trial is not a number of days"])
    #expect(imported.ledger.ignored == imported.omissions.map(\.id))
  }

  @Test func `Creem`() throws {
    let recurring: [JSON.Member] = JSON.members([
      "price": 900, "currency": "EUR", "billing_type": "recurring", "billing_period": "every-month", "description": "For teams",
    ])
    let imported = try Self.imported(
      CreemModel(),
      [
        ("/v1/products", .object(recurring + [.init("name", "Team (monthly)")])),
        (
          "/v1/products",
          .object(
            recurring.map { $0.name == "billing_period" ? .init($0.name, "every-year") : $0 } + [.init("name", "Team (yearly)")])
        ),
        (
          "/v1/products",
          .object(
            recurring + [
              .init("name", "Credits"),
              .init(
                "features",
                [
                  [
                    "type": "customerCredits", "description": "10",
                    "customer_credits": ["amount": "10", "unit_label": "credits", "bucket_name": "credits"],
                  ]
                ]),
            ])
        ),
      ])
    #expect(imported.catalog["plans"]?.members.map(\.name) == ["team"])
    #expect(imported.catalog.at("plans.team.prices")?.members.map(\.name).sorted() == ["monthly", "yearly"])
    #expect(
      Self.reasons(imported) == ["product Credits": "a catalog cannot express credits that are granted with each payment"])
    #expect(imported.notes == [])
  }

  @Test func `what Creem does not say of a product that is paid once is a note`() throws {
    let product: JSON = ["name": "Setup", "price": 5000, "currency": "EUR", "billing_type": "onetime", "description": "Setup"]
    let imported = try Self.imported(CreemModel(), [("/v1/products", product)])
    #expect(imported.catalog["addons"]?.members.map(\.name) == ["setup"])
    #expect(imported.notes.count == 1)
  }

  @Test func `Dodo Payments`() throws {
    func product(_ name: JSON, _ price: JSON) -> (path: String, body: JSON) {
      ("/products", ["name": name, "tax_category": "saas", "price": price])
    }
    let monthly: JSON = [
      "type": "recurring_price", "price": 900, "currency": "USD", "payment_frequency_count": 1,
      "payment_frequency_interval": "Month", "subscription_period_count": 20, "subscription_period_interval": "Year",
      "discount": 0, "purchasing_power_parity": false,
    ]
    let once: JSON = [
      "type": "one_time_price", "price": 5000, "currency": "USD", "discount": 0, "purchasing_power_parity": false,
    ]
    let imported = try Self.imported(
      DodoModel(),
      [
        product("Team", monthly), product("a/b\u{1B}[31m\n{c}", monthly), product("Setup", once),
        product("Donation", .object(once.members + [.init("pay_what_you_want", true)])),
        ("/meters", ["name": "Calls", "event_name": "call", "measurement_unit": "calls", "aggregation": ["type": "count"]]),
      ])
    #expect(Set(imported.catalog["plans"]?.members.map(\.name) ?? []) == ["team", "a-b-31m-c"])
    #expect(imported.catalog.at("plans.team.prices.month") == ["amount": 900, "currency": "USD", "interval": "month"])
    #expect(imported.catalog["addons"]?.members.map(\.name) == ["setup"])
    #expect(
      Self.reasons(imported) == [
        "product Donation": "a catalog cannot express that customers choose the amount",
        "meter Calls": "nothing that is for sale uses it",
      ])
  }

  private static let organization: [(path: String, body: JSON)] = [
    ("/v1/features.create", ["feature_id": "SSO", "name": "Single sign-on", "type": "boolean"]),
    ("/v1/features.create", ["feature_id": "seats", "name": "x (\n", "type": "metered", "consumable": false]),
    (
      "/v1/plans.create",
      [
        "plan_id": "Team", "name": "Team", "price": ["amount": 9, "interval": "month"],
        "items": [["feature_id": "SSO"], ["feature_id": "seats", "included": 5]],
      ]
    ),
    (
      "/v1/plans.create",
      [
        "plan_id": "trial", "name": "Trial", "price": ["amount": 9, "interval": "month"],
        "free_trial": ["duration_length": 1, "duration_type": "month"],
      ]
    ),
    ("/v1/plans.create", ["plan_id": "free", "name": "Free", "auto_enable": true, "items": [["feature_id": "SSO"]]]),
  ]

  @Test func `Autumn`() throws {
    let imported = try Self.imported(AutumnModel(), Self.organization)
    #expect(imported.catalog["plans"]?.members.map(\.name) == ["team", "free"])
    #expect(imported.catalog.at("plans.team.key") == "Team")
    #expect(imported.catalog.at("plans.team.prices.month") == ["amount": 900, "currency": "USD", "interval": "month"])
    #expect(imported.catalog.at("plans.team.entitlements")?.matches(["sso": true, "seats": 5]) == true)
    #expect(imported.catalog.at("plans.free.default") == true)
    #expect(imported.catalog.at("providers.autumn.options") == ["defaultCurrency": "USD"])
    #expect(Self.reasons(imported) == ["plan Trial": "its trial is not a number of days"])
  }

  @Test func `amounts at Autumn are left out if their currency is unknown`() throws {
    let transport = ModelTransport(AutumnModel())
    for (path, body) in Self.organization {
      _ = try transport.send(HTTPRequest(.post, path, body: Provider.autumn.api.encoded(body)))
    }
    let known = try ImportTests.state(transport)
    #expect(known.account.currency == "USD")
    #expect(AccountState(known.json) == known)
    let account = AccountIdentity(id: known.account.id, mode: known.account.mode, host: known.account.host)
    let state = AccountState(provider: known.provider, account: account, lists: known.lists)
    let imported = try ImportTests.imported(state, .autumn, "").imported
    #expect(imported.catalog["plans"]?.members.map(\.name) == ["free"])
    #expect(imported.omissions.map(\.id).sorted() == ["Team", "trial"])
  }

  @Test func `OpenMeter`() throws {
    func plan(_ key: JSON, _ name: JSON, _ phases: [JSON]) -> (path: String, body: JSON) {
      ("/api/v1/plans", ["key": key, "name": name, "currency": "USD", "billingCadence": "P1M", "phases": .array(phases)])
    }
    let fee: JSON = [
      "type": "flat_fee", "key": "fee", "name": "Fee", "billingCadence": "P1M",
      "price": ["type": "flat", "amount": "9.00", "paymentTerm": "in_advance"],
    ]
    let calls: JSON = [
      "type": "usage_based", "key": "calls", "featureKey": "calls", "name": "Calls", "billingCadence": "P1M",
      "price": ["type": "unit", "amount": "0.01"],
      "entitlementTemplate": ["type": "metered", "isSoftLimit": true, "issueAfterReset": 0],
    ]
    func phase(_ key: JSON, _ duration: JSON, _ cards: [JSON]) -> JSON {
      ["key": key, "name": "Phase\u{1B}[31m", "duration": duration, "rateCards": .array(cards)]
    }
    let imported = try Self.imported(
      OpenMeterModel(),
      [
        ("/api/v1/meters", ["slug": "calls", "eventType": "call", "aggregation": "COUNT"]),
        ("/api/v1/features", ["key": "calls", "name": "a/b {c}\n", "meterSlug": "calls"]),
        plan("team", "Team\u{202E}", [phase("only", .null, [fee, calls])]),
        ("/api/v1/plans/01PLAN1/publish", [:]),
        plan("ramp", "Ramp", [phase("first", "P1M", [fee]), phase("second", "P1M", [fee]), phase("last", .null, [fee])]),
        ("/api/v1/plans/01PLAN2/publish", [:]), plan("draft", "Draft", [phase("only", .null, [fee])]),
      ])
    #expect(imported.catalog["meters"]?.members.map(\.name) == ["calls"])
    #expect(imported.catalog["features"]?.members.map(\.name) == ["calls"])
    #expect(Self.reasons(imported)["plan Ramp"] == "it has 3 phases")
    #expect(Self.reasons(imported)["plan Draft"] == "it is not published")
  }

  // MARK: What people have set up beside what a catalog can express

  private static let shop = #"""
    {"id": "shop", "meters": {"calls": {"eventType": "call", "aggregation": "sum", "valueProperty": "$.value"}},
     "features": {"calls": {"type": "metered", "meter": "calls"}},
     "plans": {"pro": {"name": "Pro", "entitlements": {"calls": {"amount": 100, "reset": "month",
       "prices": {"usd": {"amount": 2, "currency": "USD"}}}}, "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
     "providers": {"openmeter": {"options": {"mode": "plans"}}}}
    """#

  /// A provider, a kind of objects, where they get something, and what.
  private static let additions: [(provider: String, kind: String, path: String, value: JSON)] = [
    ("stripe", "prices", "custom_unit_amount", ["minimum": 500, "maximum": .null, "preset": .null]),
    ("stripe", "prices", "recurring.trial_period_days", 14),
    ("stripe", "prices", "transform_quantity", ["divide_by": 5, "round": "down"]),
    ("dodo", "products", "price.pay_what_you_want", true), ("dodo", "products", "price.trial_amount", 100),
    ("dodo", "products", "price.discount_bps", 1000), ("dodo", "products", "price.purchasing_power_parity", true),
    ("polar", "products", "prices.0.amount_type", "custom"), ("polar", "products", "trial_interval_count", 3),
    ("creem", "products", "trial_price", 100), ("creem", "products", "features", [["type": "licenseKey"]]),
    ("creem", "products", "usage_prices.0.cap", 500),
    ("autumn", "plans", "items.0.rollover", ["max": 100, "expiry_duration_type": "forever"]),
    ("autumn", "plans", "items.0.pooled", true),
    ("autumn", "plans", "free_trial", ["duration_length": 1, "duration_type": "month"]),
    ("autumn", "plans", "billing_controls", ["auto_topups": [["feature_id": "calls", "threshold": 10, "quantity": 100]]]),
    ("openmeter", "plans", "phases.0.rateCards.0.discounts", ["percentage": ["percentage": 10]]),
    ("openmeter", "plans", "phases.0.rateCards.1.discounts", ["percentage": ["percentage": 10]]),
    ("openmeter", "plans", "phases.0.rateCards.1.price.minimumAmount", "5"),
    ("openmeter", "plans", "phases.0.rateCards.1.price.multiplier", "1.2"), ("razorpay", "plans", "period", "quarterly"),
  ]

  @Test(arguments: additions.indices) func `what a catalog cannot express is left out whole`(index: Int) throws {
    let (provider, kind, path, value) = Self.additions[index]
    let account = try #require(modelAccount(provider))
    let state = try Self.state(account)
    let api = try #require(AccountAPI.all.first { $0.provider.name == provider })
    var changed: [String] = []
    let lists = state.lists.map { list in
      (
        kind: list.kind,
        objects: list.objects.map { object in
          guard list.kind == kind, let json = object.json.setting(path.split(separator: ".").map(String.init)[...], to: value)
          else {
            return object
          }
          changed.append(object.id)
          return AccountState.Object(id: object.id, json: json, isArchived: object.isArchived, parent: object.parent)
        }
      )
    }
    #expect(!changed.isEmpty, "\(path)")
    let edited = AccountState(provider: state.provider, account: state.account, lists: lists)
    let (imported, catalog) = try ImportTests.imported(edited, api, path)
    let omitted = imported.omissions.map(\.id)
    #expect(changed.allSatisfy(omitted.contains), "\(path): \(imported.catalog.compact)")
    #expect(catalog.items.isEmpty, "\(path): an item without its prices would be free")
  }

  private static func state<Account: ModelAccount>(_ account: Account) throws -> AccountState {
    try ImportTests.state(ImportTests.account(account, ImportTests.catalog(shop)))
  }

  /// At Autumn, the ids of features and plans are the catalog's.
  @Test func `an object that is left out does not take another kind's with the same id along`() throws {
    let imported = try Self.imported(
      AutumnModel(),
      [
        ("/v1/features.create", ["feature_id": "shop_pro", "name": "Professional support", "type": "boolean"]),
        (
          "/v1/plans.create",
          [
            "plan_id": "shop_pro", "name": "Pro", "price": ["amount": 9, "interval": "month"], "metadata": ["catalogId": "shop"],
            "free_trial": ["duration_length": 1, "duration_type": "month"],
          ]
        ),
        (
          "/v1/plans.create",
          [
            "plan_id": "shop_team", "name": "Team", "group": "shop", "price": ["amount": 19, "interval": "month"],
            "metadata": ["catalogId": "shop"],
            "items": [["feature_id": "shop_pro"]],
          ]
        ),
      ])
    #expect(imported.catalog["features"]?.members.map(\.name) == ["shop_pro"])
    #expect(imported.catalog["plans"]?.members.map(\.name) == ["team"])
    #expect(Self.reasons(imported) == ["plan Pro": "its trial is not a number of days"])
  }

  @Test func `a Stripe product without a price is not for sale`() throws {
    let imported = try Self.imported(
      StripeModel(),
      [
        ("/v1/products", ["name": "Idea"]), ("/v1/products", ["name": "Old"]),
        ("/v1/prices", ["product": "prod_2", "currency": "eur", "unit_amount": 900, "recurring": ["interval": "month"]]),
        ("/v1/prices/price_1", ["active": false]),
      ])
    #expect(imported.catalog["plans"]?.members.isEmpty == true)
    #expect(Set(imported.omissions.map(\.reason)) == ["it has no active price, so it is not for sale"])
  }
}

extension JSON {
  /// The value with a member set at a path, in which numbers are positions; nil if something on the way is missing.
  fileprivate func setting(_ path: ArraySlice<String>, to new: JSON) -> JSON? {
    guard let name = path.first else { return new }
    if let index = Int(name) {
      guard elements.indices.contains(index), let inner = elements[index].setting(path.dropFirst(), to: new) else { return nil }
      return .array(elements[..<index] + [inner] + elements[(index + 1)...])
    }
    guard case .object(var members) = self else { return nil }
    guard let index = members.firstIndex(where: { $0.name == name }) else {
      return path.count == 1 ? .object(members + [.init(name, new)]) : nil
    }
    guard let inner = members[index].value.setting(path.dropFirst(), to: new) else { return nil }
    members[index].value = inner
    return .object(members)
  }
}
