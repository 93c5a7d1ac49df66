import Accounts
import Catalog
import CatalogReading
import Diagnostics
import Foundations
import Fuzzing
import JSONText
import ModelAccounts
import Providers
import TestSupport
import Testing

/// What an account sells, as a catalog that it equals.
@Suite struct ImportTests {
  /// The account as `import` reads it.
  static func state<Account: ModelAccount>(_ transport: ModelTransport<Account>) throws -> AccountState {
    var sender = Sender(transport, Account.api.provider)
    return try StateReader(Account.api, mode: .test, host: "model").read(&sender)
  }

  /// Imports an account, and checks that a plan of the catalog with the ids file changes nothing.
  static func imported<Account: ModelAccount>(
    _ transport: ModelTransport<Account>, _ label: String = ""
  ) throws -> (imported: Import, catalog: Catalog) {
    try imported(state(transport), Account.api, label)
  }

  static func imported(
    _ state: AccountState, _ api: AccountAPI, _ label: String
  ) throws -> (imported: Import, catalog: Catalog) {
    let imported = try #require(Import(state, api))
    let catalog = try catalog(imported.catalog)
    // As it is read from the file.
    var file = LedgerFile()
    file.set(imported.ledger)
    let json = try #require(JSON(parsing: file.bytes))
    let (_, ids, findings) = readIDs(SourceText(name: "ids.json", bytes: file.bytes), providers: Provider.declarations)
    #expect(findings.isEmpty, "\(label)")
    #expect(IDFileChecks.duplicates(ids).isEmpty, "\(label)")
    let ledger = LedgerFile(json).ledger(of: api.provider)
    #expect(ledger.entries.map(\.id) == imported.ledger.entries.map(\.id), "\(label)")
    #expect(ledger.entries.map(\.withheld) == imported.ledger.entries.map(\.withheld), "\(label)")
    #expect(ledger.ignored == imported.ledger.ignored, "\(label)")
    let invented = amounts(of: imported.catalog).subtracting(
      state.lists.flatMap(\.objects).reduce(into: ["0"]) { numbers(in: $1.json, &$0) })
    #expect(invented == [], "\(label): amounts that the account does not have")
    for prunes in [false, true] where !catalog.items.isEmpty || !prunes {
      let plan = Planner.plan(
        Demand(catalog, api), api, state: state, ledger: ledger, options: .init(prunes: prunes))
      #expect(plan.operations.map { "\($0.action) \($0.request) \($0.fields.map(\.name))" } == [], "\(label)")
      #expect(plan.conflicts == [], "\(label)")
      #expect(plan.manual + plan.leftovers + plan.notes == [], "\(label)")
      #expect(plan.vanished == [], "\(label)")
    }
    return (imported, catalog)
  }

  /// What a catalog charges, without units: the digits of each amount.
  private static func amounts(of catalog: JSON) -> Set<String> {
    var amounts: Set<String> = []
    func collect(_ value: JSON) {
      for element in value.elements { collect(element) }
      for member in value.members {
        let isCharge = value["currency"] != nil || value["upTo"] != nil || value["flat"] != nil
        if isCharge, member.name == "amount" || member.name == "flat" {
          amounts.insert(digits(member.value.decimal?.plain ?? ""))
        }
        collect(member.value)
      }
    }
    for section in ["plans", "addons", "topups"] { collect(catalog[section] ?? [:]) }
    return amounts
  }

  private static func numbers(in value: JSON, _ found: inout Set<String>) {
    for element in value.elements { numbers(in: element, &found) }
    for member in value.members { numbers(in: member.value, &found) }
    if let text = value.decimal?.plain { found.insert(digits(text)) }
  }

  /// The digits of a number without zeros at its ends. Amounts in minor and in major units have the same.
  private static func digits(_ number: String) -> String {
    let digits = number.filter { $0 != "." && $0 != "-" }.drop { $0 == "0" }
    let end = digits.lastIndex { $0 != "0" }
    return end.map { String(digits[...$0]) } ?? "0"
  }

  static func catalog(_ json: JSON) throws -> Catalog {
    let analysis = analyze(SourceText(name: "catalog.json", bytes: json.text(pretty: true)), providers: Provider.declarations)
    return try #require(analysis.catalog, "the catalog has errors")
  }

  static func catalog(_ text: String) throws -> Catalog { try catalog(JSON.read(text)) }

  /// An account with a catalog.
  static func account<Account: ModelAccount>(_ account: Account, _ catalog: Catalog) throws -> ModelTransport<Account> {
    var client = AccountPairTests.Client(account)
    #expect(try client.apply(catalog).conflicts == [])
    return client.transport
  }

  // MARK: Stripe

  private static let shop = #"""
    {"id": "shop", "meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
     "features": {"sso": {"type": "boolean"}, "calls": {"type": "metered", "meter": "calls"}},
     "plans": {
       "free": {"name": "Free", "entitlements": {"sso": true}, "prices": {"m": {"amount": 0, "currency": "USD", "interval": "month"}}},
       "pro": {"name": "Pro", "description": "For teams", "metadata": {"tier": "2"},
         "entitlements": {"sso": true, "calls": {"amount": 1000, "reset": "month",
           "prices": {"usd": {"amount": "0.002", "currency": "USD"}}}},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month", "lookupKey": "pro_monthly"},
           "yearly": {"amount": "200.00", "currency": "USD", "interval": "year"}}}},
     "addons": {"setup": {"name": "Setup", "entitlements": {}, "prices": {"once": {"amount": 5000, "currency": "USD", "interval": "one_time"}}}},
     "discounts": {"launch": {"name": "Launch", "percent": 20, "duration": {"months": 3}, "appliesTo": ["plans.pro"],
       "codes": {"LAUNCH": {"maxRedemptions": 100, "firstPurchaseOnly": true}}}},
     "providers": {"stripe": {"options": {"taxBehavior": "exclusive"}}}}
    """#

  @Test func `a Stripe account that catalogc set up comes back as its catalog`() throws {
    let (imported, _) = try Self.imported(Self.account(StripeModel(), Self.catalog(Self.shop)))
    #expect(imported.omissions == [])
    let json = imported.catalog
    #expect(json["id"] == "shop")
    #expect(
      json.at("plans.pro.prices.monthly") == ["amount": 2000, "currency": "USD", "interval": "month", "lookupKey": "pro_monthly"])
    #expect(json.at("plans.pro.prices.yearly") == ["amount": 20000, "currency": "USD", "interval": "year"])
    #expect(json.at("plans.pro.metadata") == ["tier": "2"])
    #expect(json.at("plans.pro.entitlements.sso") == true)
    let calls: JSON = ["amount": 1000, "reset": "month", "prices": ["usd": ["amount": "0.002", "currency": "USD"]]]
    #expect(json.at("plans.pro.entitlements.calls")?.matches(calls) == true)
    #expect(json.at("features.calls.meter") == "api-call")
    #expect(json.at("addons.setup.prices.once") == ["amount": 5000, "currency": "USD", "interval": "one_time"])
    let launch: JSON = [
      "name": "Launch", "percent": 20, "duration": ["months": 3], "appliesTo": ["plans.pro"],
      "codes": ["LAUNCH": ["maxRedemptions": 100, "firstPurchaseOnly": true]],
    ]
    #expect(json.at("discounts.launch")?.matches(launch) == true)
    #expect(json.at("providers.stripe.options") == ["taxBehavior": "exclusive"])
    #expect(imported.ledger.entries.allSatisfy { $0.withheld.isEmpty })
  }

  /// A Stripe account that people have set up.
  private func foreign(_ requests: [(path: String, body: JSON)]) -> ModelTransport<StripeModel> {
    let transport = ModelTransport(StripeModel())
    for (path, body) in requests {
      let request = HTTPRequest(.post, path, body: Provider.stripe.api.encoded(body))
      let response = try? transport.send(request)
      #expect(response?.isSuccess == true, "\(path): \(response.map { String(decoding: $0.body, as: UTF8.self) } ?? "")")
    }
    return transport
  }

  private static let product: (path: String, body: JSON) = ("/v1/products", ["name": "Team plan"])

  private static func price(_ members: JSON = [:]) -> (path: String, body: JSON) {
    let body: JSON = ["product": "prod_1", "currency": "eur", "unit_amount": 900, "recurring": ["interval": "month"]]
    return ("/v1/prices", .object(body.members.filter { members[$0.name] == nil } + members.members))
  }

  @Test func `a Stripe account without marks is imported as it is`() throws {
    let transport = foreign([
      ("/v1/entitlements/features", ["name": "Single sign-on", "lookup_key": "SSO"]), Self.product, Self.price(),
      Self.price(["recurring": ["interval": "year"], "unit_amount": 9000, "lookup_key": "team_yearly"]),
      ("/v1/products/prod_1/features", ["entitlement_feature": "feat_1"]),
    ])
    let (imported, _) = try Self.imported(transport)
    #expect(imported.omissions == [])
    #expect(
      imported.catalog.without(["providers"])
        == [
          "features": ["sso": ["key": "SSO", "type": "boolean", "name": "Single sign-on"]],
          "plans": [
            "team-plan": [
              "name": "Team plan", "entitlements": ["sso": true],
              "prices": [
                "month": ["amount": 900, "currency": "EUR", "interval": "month"],
                "team_yearly": ["amount": 9000, "currency": "EUR", "interval": "year", "lookupKey": "team_yearly"],
              ],
            ]
          ],
        ])
    #expect(transport.writes.count == 5)
  }

  @Test func `an imported object keeps its lack of marks while it changes`() throws {
    let transport = foreign([Self.product, Self.price()])
    let (imported, _) = try Self.imported(transport)
    var client = AccountPairTests.Client<StripeModel>(transport)
    client.ledger = imported.ledger
    let renamed = try Self.catalog(
      JSON.read(String(decoding: imported.catalog.text(pretty: false), as: UTF8.self).replacing("Team plan", with: "Teams")))
    let plan = try client.apply(renamed)
    #expect(
      plan.operations.map { "\($0.action) \($0.request) \($0.fields.map(\.name))" } == [
        "update products/plan/team-plan [\"name\"]"
      ])
    #expect(try client.plan(renamed).isEmpty)
  }

  @Test func `what cannot be expressed is left out whole, and ignored`() throws {
    let transport = foreign([
      Self.product, Self.price(),
      Self.price(["transform_quantity": ["divide_by": 10, "round": "down"], "recurring": ["interval": "week"]]),
      ("/v1/products", ["name": "Odd"]),
      Self.price(["product": "prod_2", "transform_quantity": ["divide_by": 10, "round": "up"]]),
      ("/v1/coupons", ["id": "all", "name": "All", "percent_off": 10, "duration": "once"]),
    ])
    let (imported, _) = try Self.imported(transport)
    #expect(
      imported.omissions.map { "\($0.noun) \($0.id)" }.sorted() == [
        "coupon all", "price price_2", "price price_3", "product prod_2",
      ])
    #expect(imported.omissions.first { $0.id == "price_2" }?.reason.contains("`transform_quantity` is") == true)
    #expect(Set(imported.ledger.ignored) == ["all", "price_2", "price_3", "prod_2"])
    #expect(imported.catalog.at("plans")?.members.map(\.name) == ["team-plan"])
  }

  @Test func `objects of another catalog are left to it`() throws {
    var client = AccountPairTests.Client(StripeModel())
    _ = try client.apply(Self.catalog(Self.shop))
    var other = AccountPairTests.Client<StripeModel>(client.transport)
    let small = #"""
      {"id": "other", "features": {}, "plans": {"solo": {"entitlements": {}, "prices": {"m": {"amount": 100, "currency": "USD", "interval": "month"}}}},
       "providers": {"stripe": {"options": {"taxBehavior": "exclusive"}}}}
      """#
    _ = try other.apply(Self.catalog(small))
    let (imported, _) = try Self.imported(client.transport)
    #expect(imported.catalog["id"] == "shop")
    #expect(imported.omissions.map(\.noun).contains("product"))
    #expect(imported.omissions.allSatisfy { $0.reason.contains("another catalog, `other`") })
  }

  @Test func `an account that sells nothing is an empty catalog`() throws {
    let (imported, catalog) = try Self.imported(ModelTransport(StripeModel()))
    #expect(catalog.items.isEmpty)
    #expect(imported.omissions == [])
  }

  // MARK: Razorpay

  @Test func `a Razorpay account with and without marks`() throws {
    let text = #"""
      {"features": {}, "plans": {"pro": {"name": "Pro", "description": "For teams", "entitlements": {}, "prices": {
        "m": {"amount": 90000, "currency": "INR", "interval": "month"}, "q": {"amount": 250000, "currency": "INR", "interval": "month",
        "intervalCount": 3, "metadata": {"note": "a"}}}}}, "providers": {"razorpay": {}}}
      """#
    let transport = try Self.account(RazorpayModel(), Self.catalog(text))
    let body: JSON = ["period": "yearly", "interval": 1, "item": ["name": "Gold", "amount": 500, "currency": "USD"]]
    _ = try transport.send(HTTPRequest(.post, "/v1/plans", body: Provider.razorpay.api.encoded(body)))
    let quarter: JSON = ["period": "quarterly", "interval": 1, "item": ["name": "Old", "amount": 500, "currency": "USD"]]
    _ = try transport.send(HTTPRequest(.post, "/v1/plans", body: Provider.razorpay.api.encoded(quarter)))
    let (imported, _) = try Self.imported(transport)
    #expect(imported.omissions.map(\.name) == ["Old"])
    #expect(imported.ledger.ignored == imported.omissions.map(\.id))
    var expected = JSON.read(text)
    expected = .object(
      expected.members.map { member in
        guard member.name == "plans" else { return member }
        let gold: JSON = [
          "name": "Gold", "entitlements": [:], "prices": ["year": ["amount": 500, "currency": "USD", "interval": "year"]],
        ]
        return .init("plans", .object(member.value.members + [.init("gold", gold)]))
      })
    #expect(imported.catalog.matches(expected))
  }
}
