import Diagnostics
import JSONText
import TestSupport
import Testing

/// Ids files: `--ids` and the command `ids`.
@Suite struct IDsTests {
  typealias Outcome = MemorySystem.Outcome

  private let catalog = #"""
    {"features": {"api": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"api": true}, "prices": {
       "monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
    """#

  private func ids(_ objects: String, provider: String = "stripe") -> String {
    #"{"format": 1, "providers": {"\#(provider)": {"mode": "test", "objects": {\#(objects)}}}}"#
  }

  private let complete = #"""
    "features/api": {"id": "feat_1"}, "products/plan/pro": {"id": "plan_pro"},
     "prices/plan/pro/monthly": {"id": "price_1", "terms": {"amount": 2000, "currency": "USD", "interval": "month"}}
    """#

  private func run(_ ids: String, _ arguments: String..., catalog: String? = nil) -> Outcome {
    MemorySystem(["a.json": catalog ?? self.catalog, "ids.json": ids]).run(arguments)
  }

  private func setup(_ ids: String, provider: String = "stripe", catalog: String? = nil) throws -> [JSON] {
    let outcome = run(ids, "compile", "a.json", "--ids", "ids.json", "-p", provider, "--emit", "requests", catalog: catalog)
    #expect(outcome.status == 0, "\(outcome.error)")
    return outcome.output.split(separator: "\n").map { JSON.read(String($0)) }
  }

  private func summary(_ requests: [JSON]) -> [String] {
    requests.map { [$0["id"], $0["method"], $0["path"]].compactMap { $0?.string }.joined(separator: " ") }
  }

  // MARK: Parts of a plan, and discounts

  private let parts = #"""
    {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
     "features": {"calls": {"type": "metered", "meter": "calls"}, "sso": {"type": "boolean"}},
     "plans": {"host": {"entitlements": {"calls": {"prices": {"usd": {"amount": 2, "currency": "USD"}}}}, "prices": {
       "small": {"amount": 900, "currency": "USD", "interval": "month"},
       "large": {"amount": 4900, "currency": "USD", "interval": "month", "entitlements": {"sso": true}}}}},
     "discounts": {"launch": {"percent": 20, "duration": "once", "codes": {"LAUNCH": {}}}}}
    """#

  @Test(arguments: [(2, ["POST /v1/prices/price_3"]), (3, ["POST /v1/prices", "POST /v1/prices/price_3"])])
  func `the usage price of a part is updated, or replaced if it has changed`(amount: Int, calls: [String]) throws {
    let objects = #"""
      "products/plan/host/large": {"id": "prod_2"}, "coupons/launch": {"id": "launch"},
      "usage/plan/host/large/calls/usd": {"id": "price_3",
        "terms": {"amount": 0, "currency": "USD", "interval": "month", "charges": "calls beyond 0 a month: \#(amount) each"}}
      """#
    let requests = try setup(ids(objects), catalog: parts)
    let usage = requests.filter { $0["id"]?.string?.hasSuffix("usage/plan/host/large/calls/usd") == true }
    #expect(usage.map { [$0["method"], $0["path"]].compactMap { $0?.string }.joined(separator: " ") } == calls)
    let all = summary(requests)
    #expect(all.contains("usage/plan/host/calls/usd POST /v1/prices"))
    #expect(all.contains("products/plan/host/large POST /v1/products/prod_2"))
    #expect(all.contains("product-features/plan/host/large/sso POST /v1/products/prod_2/features"))
    #expect(all.contains("coupons/launch POST /v1/coupons/launch"))
    let code = requests.first { $0["id"] == "promotion-codes/launch/LAUNCH" }
    expectJSON(code?["body"]?["promotion"], #"{"type": "coupon", "coupon": "launch"}"#)
  }

  // MARK: Output

  @Test func `known objects are updated if possible, and ids replace references`() throws {
    let requests = try setup(ids(complete))
    #expect(
      summary(requests) == [
        "features/api POST /v1/entitlements/features/feat_1",
        "products/plan/pro POST /v1/products/plan_pro",
        "prices/plan/pro/monthly POST /v1/prices/price_1",
        "product-features/plan/pro/api POST /v1/products/plan_pro/features",
      ])
    expectJSON(requests[0]["body"], #"{"name": "api", "metadata": {"catalogFeatureId": "api"}}"#)
    #expect(requests[2]["body"]?["unit_amount"] == nil && requests[2]["lookup"] == nil)
    expectJSON(requests[3]["body"], #"{"entitlement_feature": "feat_1"}"#)
    expectJSON(
      requests[3]["lookup"],
      #"""
      {"method": "GET", "path": "/v1/products/plan_pro/features", "query": {"limit": 100},
       "match": {"entitlement_feature": {"id": "feat_1"}}}
      """#)
  }

  @Test(arguments: [
    #"{"amount": 1900, "currency": "USD", "interval": "month"}"#, #"{"amount": 2000, "currency": "EUR", "interval": "month"}"#,
    #"{"amount": 2000, "currency": "USD", "interval": "year"}"#,
    #"{"amount": 2000, "currency": "USD", "interval": "month", "intervalCount": 3}"#,
    #"{"amount": 2000, "currency": "USD", "interval": "one_time"}"#,
  ])
  func `a changed price is recreated at Stripe, takes over the lookup key, and the old one is archived`(
    terms: String
  ) throws {
    let requests = try setup(
      ids(#""products/plan/pro": {"id": "plan_pro"}, "prices/plan/pro/monthly": {"id": "price_1", "terms": \#(terms)}"#))
    #expect(
      summary(requests).dropFirst(2).prefix(2) == [
        "prices/plan/pro/monthly POST /v1/prices", "retired/prices/plan/pro/monthly POST /v1/prices/price_1",
      ])
    #expect(requests[2]["body"]?["transfer_lookup_key"] == true)
    #expect(requests[2]["body"]?["product"] == "plan_pro")
    expectJSON(requests[3]["body"], #"{"active": false}"#)
  }

  @Test(arguments: [
    ("razorpay", ["prices/plan/pro/monthly POST /v1/plans"]),
    ("dodo", ["features/api POST /entitlements", "prices/plan/pro/monthly PATCH /products/1"]),
    ("creem", ["prices/plan/pro/monthly POST /v1/products", "retired/prices/plan/pro/monthly DELETE /v1/products/1"]),
    ("autumn", ["features/api POST /v1/features.create", "prices/plan/pro/monthly POST /v1/plans.update"]),
  ])
  func `each provider handles the old price in its own way`(provider: String, expected: [String]) throws {
    let id = provider == "autumn" ? "pro" : "1"
    let terms = #"{"amount": 1900, "currency": "USD", "interval": "month"}"#
    let requests = try setup(
      ids(#""prices/plan/pro/monthly": {"id": "\#(id)", "terms": \#(terms)}"#, provider: provider), provider: provider)
    #expect(summary(requests) == expected)
  }

  @Test func `a price at Polar is recreated, and the old one is archived`() throws {
    let old = "11111111-1111-4111-8111-111111111111"
    let terms = #"{"amount": 1900, "currency": "USD", "interval": "month"}"#
    let requests = try setup(
      ids(#""prices/plan/pro/monthly": {"id": "\#(old)", "terms": \#(terms)}"#, provider: "polar"), provider: "polar",
      catalog:
        #"{"features":{"api":{"type":"boolean"}},"plans":{"pro":{"name":"Pro plan","entitlements":{"api":true},"prices":{"monthly":{"amount":2000,"currency":"USD","interval":"month"}}}}}"#
    )
    #expect(summary(requests).contains("retired/prices/plan/pro/monthly PATCH /v1/products/\(old)"))
    #expect(summary(requests).contains("prices/plan/pro/monthly POST /v1/products/"))
  }

  @Test func `a price without recorded terms is assumed to match the catalog`() throws {
    #expect(
      summary(try setup(ids(#""prices/plan/pro/monthly": {"id": "price_1"}"#)))
        .contains("prices/plan/pro/monthly POST /v1/prices/price_1"))
  }

  @Test func `the neutral view contains the ids`() throws {
    let outcome = run(ids(complete), "compile", "a.json", "--ids", "ids.json", "-p", "stripe")
    #expect(outcome.output.contains(#""productId": "plan_pro""#))
    #expect(outcome.output.contains(#""priceId": "price_1""#))
  }

  // MARK: Findings

  private func expectFindings(
    _ marked: String, _ expected: String..., command: [String] = ["ids", "a.json", "ids.json", "--format", "json"], status: Int32,
    catalog: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let marked = Marked(marked)
    let outcome = MemorySystem(["a.json": catalog ?? self.catalog, "ids.json": marked.text]).run(command)
    #expect(outcome.status == status, sourceLocation: sourceLocation)
    let text = command.contains("ids") ? outcome.output : outcome.error
    let report = text.split(separator: "\n").map { JSON.read(String($0)) }.first { $0["catalog"] == "ids.json" }
    let found = report?["diagnostics"]?.elements ?? []
    #expect(found.map { "\($0["rule"]?.string ?? "") @ \($0["path"]?.string ?? "")" } == expected, sourceLocation: sourceLocation)
    let starts = found.compactMap { $0["range"]?["start"]?["offset"]?.compact }
    #expect(starts == marked.ranges.map { String($0.start) }, sourceLocation: sourceLocation)
  }

  @Test func `a complete file has no findings`() {
    #expect(run(ids(complete), "ids", "a.json", "ids.json") == Outcome(status: 0))
    #expect(run(ids(complete), "check", "a.json", "--ids", "ids.json", "-p", "stripe") == Outcome(status: 0))
  }

  @Test func `objects without an id in the file are reported as missing`() {
    expectFindings(
      #"{"format": 1, "providers": {"stripe": {⟦⟦"objects"⟧⟧: {"products/plan/pro": {"id": "plan_pro"}}}}}"#,
      "ids-missing @ providers.stripe.objects.features/api", "ids-missing @ providers.stripe.objects.prices/plan/pro/monthly",
      status: 1)
  }

  @Test func `ids of objects that are not in the catalog are stale`() {
    expectFindings(
      ids(complete + #", ⟦"prices/plan/old/monthly"⟧: {"id": "price_9"}"#),
      "ids-stale @ providers.stripe.objects.prices/plan/old/monthly", status: 0)
    let strict = run(ids(complete + #", "features/x": {"id": "f"}"#), "ids", "a.json", "ids.json", "--strict")
    #expect(strict.status == 1)
  }

  @Test func `what is no longer sold is not stale`() {
    let sold = catalog.replacing(
      #""monthly": {"#,
      #"""
      "old": {"amount": 1000, "currency": "USD", "interval": "month", "sold": false},
      "large": {"amount": 9000, "currency": "USD", "interval": "month", "sold": false, "entitlements": {"api": false}},
      "monthly": {
      """#)
    expectFindings(
      ids(
        complete
          + #", "prices/plan/pro/old": {"id": "price_2"}, "prices/plan/pro/large": {"id": "price_3"}, ⟦"prices/plan/pro/x"⟧: {"id": "price_4"}"#
      ),
      "ids-stale @ providers.stripe.objects.prices/plan/pro/x", status: 0, catalog: sold)
  }

  @Test func `an existing meter or feature must have the id of the file`() {
    let used = catalog.replacing(#""boolean"}"#, #""boolean", "providerIds": {"openmeter": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}}"#)
    func file(_ id: String) -> String { ids(#""features/api": {"id": \#(id)}"#, provider: "openmeter") }
    expectFindings(
      file(#"⟦"01G65Z755AFWAKHE12NY0CQ9FH"⟧"#), "ids-conflict @ providers.openmeter.objects.features/api.id", status: 1,
      catalog: used)
    #expect(run(file(#""01ARZ3NDEKTSV4RRFFQ69G5FAV""#), "ids", "a.json", "ids.json", catalog: used) == Outcome(status: 0))
  }

  @Test func `a plan with a discount is published anew when the discount changes`() throws {
    let discounted =
      catalog.dropLast(1) + #"""
        , "discounts": {"launch": {"percent": 20, "duration": "once"}}, "providers": {"openmeter": {"options": {"mode": "plans"}}}}
        """#
    func plans(_ percent: Int) throws -> [String] {
      let terms = #"""
        {"amount": 2000, "currency": "USD", "interval": "month", "charges": "less \#(percent)% once"}
        """#
      return summary(
        try setup(
          ids(#""plans/pro/monthly/launch": {"id": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "terms": \#(terms)}"#, provider: "openmeter"),
          provider: "openmeter", catalog: String(discounted))
      ).filter { $0.hasPrefix("plans/pro/monthly/launch ") }
    }
    #expect(try plans(20) == [])
    #expect(try plans(30) == ["plans/pro/monthly/launch POST /api/v1/plans"])
  }

  @Test func `two entries of the same kind cannot share an id`() {
    expectFindings(
      ids(complete + #", "prices/plan/pro/yearly": {"id": ⟦"price_1"⟧}"#).replacing(
        "\"prices/plan/pro/yearly\"", "⟦\"prices/plan/pro/yearly\"⟧"),
      "ids-stale @ providers.stripe.objects.prices/plan/pro/yearly",
      "ids-duplicate @ providers.stripe.objects.prices/plan/pro/yearly.id",
      status: 1)
    // Ids of other kinds have a separate namespace.
    #expect(run(ids(complete.replacing("feat_1", "plan_pro")), "ids", "a.json", "ids.json").status == 0)
  }

  @Test func `conflicting ids in the catalog and the file are reported`() {
    let withID = catalog.replacing(#""interval": "month""#, #""interval": "month", "providerIds": {"stripe": "price_7"}"#)
    expectFindings(
      ids(complete.replacing(#""price_1""#, #"⟦"price_1"⟧"#)),
      "ids-conflict @ providers.stripe.objects.prices/plan/pro/monthly.id",
      status: 1, catalog: withID)
    let agreed = run(
      ids(complete.replacing("price_1", "price_7")), "compile", "a.json", "--ids", "ids.json", "-p", "stripe", catalog: withID)
    #expect(agreed.status == 0)
  }

  @Test func `an add-on of several OpenMeter plans has the same id in each`() {
    let objects = #""plan-addons/a/m/more/m": {"id": "01ADDON1"}, "plan-addons/b/m/more/m": {"id": "01ADDON1"}"#
    let outcome = run(ids(objects, provider: "openmeter"), "ids", "a.json", "ids.json", "-p", "openmeter")
    #expect(!outcome.error.contains("ids-duplicate"))
  }

  @Test func `mixing test and live ids in one file is a warning`() {
    expectFindings(
      #"{"format": 1, "providers": {"stripe": {"mode": "test", "objects": {\#(complete)}}, "razorpay": {"mode": ⟦"live"⟧, "objects": {}}}}"#,
      "ids-modes @ providers.razorpay.mode", command: ["ids", "a.json", "ids.json", "-p", "stripe", "--format", "json"], status: 0
    )
  }

  @Test func `the file is read as strictly as a catalog`() {
    expectFindings(
      #"{"format": ⟦3⟧, "providers": {⟦"strype"⟧: {"objects": {}}}, ⟦"more"⟧: 1}"#, "ids-format @ format",
      "unknown-provider @ providers.strype", "unknown-field @ more", status: 1)
    expectFindings(
      ids(
        #""a": {⟦"ids"⟧: "1"}, ⟦"b"⟧: {}, "c": {"id": ⟦"a b"⟧}, "d": {"id": ⟦""⟧}, "e": {"id": ⟦1⟧}"#),
      "unknown-field @ providers.stripe.objects.a.ids",
      "missing-field @ providers.stripe.objects.b", "ids-malformed @ providers.stripe.objects.c.id",
      "empty-name @ providers.stripe.objects.d.id", "wrong-type @ providers.stripe.objects.e.id",
      command: ["compile", "a.json", "-p", "razorpay", "--ids", "ids.json", "--format", "json"], status: 1)
    expectFindings(
      #"{"format": 1, "providers": {"stripe": {"mode": ⟦"prod"⟧, "objects": {"prices/plan/pro/monthly": {"id": "p", "terms": {"amount": ⟦1.5⟧, "currency": ⟦"XXY"⟧, "interval": ⟦"monthly"⟧}}}}}}"#,
      "ids-unknown-mode @ providers.stripe.mode", "price-amount @ providers.stripe.objects.prices/plan/pro/monthly.terms.amount",
      "unknown-currency @ providers.stripe.objects.prices/plan/pro/monthly.terms.currency",
      "unknown-interval @ providers.stripe.objects.prices/plan/pro/monthly.terms.interval",
      command: ["compile", "a.json", "-p", "stripe", "--ids", "ids.json", "--format", "json"], status: 1)
  }

  @Test func `the id of a removed object is not suggested for another one`() {
    for other in ["", #", "products/plan/pro": {"id": "prod_2"}"#] {
      let outcome = run(ids(#""products/plan/prq": {"id": "prod_1"}\#(other)"#), "ids", "a.json", "ids.json", "-p", "stripe")
      #expect(outcome.error.contains("`products/plan/prq` is not in the catalog [ids-stale]"))
      #expect(outcome.error.contains("= help: archive the object at the provider, and remove this entry"))
      #expect(!outcome.error.contains("did you mean"))
    }
  }

  @Test func `a secret key among the ids is not printed`() {
    let outcome = run(ids(#""features/api": {"id": "sk_live_abcdefghijk"}"#), "ids", "a.json", "ids.json")
    #expect(outcome.status == 1)
    #expect(outcome.error.contains("secret-in-catalog") && !outcome.error.contains("abcdefghijk"))
  }

  @Test func `invalid bytes are reported, and nothing is emitted`() {
    for text in [
      "", "{", "[]", "null", "\u{0}", #"{"format": 1, "providers": []}"#, #"{"format": 1, "providers": {"stripe": null}}"#,
    ] {
      let outcome = run(text, "compile", "a.json", "-p", "stripe", "--ids", "ids.json")
      #expect(outcome.status == 1 && outcome.output == "", "\(text.debugDescription)")
      #expect(run(text, "ids", "a.json", "ids.json").status == 1, "\(text.debugDescription)")
    }
  }
}

extension String {
  fileprivate func replacing(_ text: String, _ other: String) -> String {
    var result = ""
    var rest = self[...]
    while let range = rest.firstRange(of: text) {
      result += rest[..<range.lowerBound] + other
      rest = rest[range.upperBound...]
    }
    return result + rest
  }
}
