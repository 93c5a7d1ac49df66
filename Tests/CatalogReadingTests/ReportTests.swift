import Accounts
import Catalog
import Diagnostics
import Providers
import TestSupport
import Testing

/// Every problem of a file is reported in one run, in the order of the file.
@Suite struct ReportTests {
  static let broken = #"""
    {
      "topups": {
        "pack": {"feature": ⟦"api"⟧, "amount": ⟦-5⟧, "prices": ⟦{}⟧,
          "grant": {"expiration": {"duration": ⟦"month"⟧, "count": ⟦0⟧}}}
      },
      "plans": {
        "pro": {
          ⟦"nmae"⟧: "Pro",
          "entitlements": {"tokens": ⟦true⟧, ⟦"sso"⟧: true},
          "prices": {
            "monthly": {"amount": ⟦20.5⟧, "currency": ⟦"USDD"⟧, "interval": ⟦"monthly"⟧, "trialDays": ⟦-1⟧},
            ⟦"yearly"⟧: {"amount": 20000, "currency": "USD"}
          }
        },
        "free": {"entitlements": {}}
      },
      "addons": {
        "seats": {"entitlements": {"api": true}, "quantity": {"min": 3, "max": ⟦1⟧}, "compatiblePlans": ["pro", ⟦"team"⟧]}
      },
      "features": {
        "tokens": {"type": "metered", "meter": ⟦"token"⟧},
        "api": {"type": "boolean"},
        "api2": {"key": ⟦"api"⟧, "type": ⟦"bool"⟧}
      },
      "meters": {⟦"tokens"⟧: {"eventType": "t", "aggregation": "sum"}}
    }
    """#

  @Test func `all faults are reported in file order`() {
    #expect(
      findings(Self.broken) == [
        "topup-feature-not-metered @ topups.pack.feature",
        "negative-amount @ topups.pack.amount",
        "topup-without-price @ topups.pack.prices",
        "unknown-duration @ topups.pack.grant.expiration.duration",
        "grant-expiration-count @ topups.pack.grant.expiration.count",
        "unknown-field @ plans.pro.nmae",
        "entitlement-type-mismatch @ plans.pro.entitlements.tokens",
        "unknown-feature @ plans.pro.entitlements.sso",
        "price-amount @ plans.pro.prices.monthly.amount",
        "unknown-currency @ plans.pro.prices.monthly.currency",
        "unknown-interval @ plans.pro.prices.monthly.interval",
        "price-trial-days @ plans.pro.prices.monthly.trialDays",
        "missing-field @ plans.pro.prices.yearly",
        "quantity-bounds @ addons.seats.quantity.max",
        "unknown-plan @ addons.seats.compatiblePlans.1",
        "unknown-meter @ features.tokens.meter",
        "duplicate-key @ features.api2.key",
        "unknown-feature-type @ features.api2.type",
        "meter-without-value-property @ meters.tokens",
      ])
    #expect(diagnostics(Self.broken).map(\.range) == Marked(Self.broken).ranges)
  }

  @Test func `a catalog with errors is not compiled and no provider runs`() {
    let compilation = Compilation(Marked(Self.broken).source, providers: .all)
    #expect(compilation.catalog == nil)
    #expect(compilation.outputs.isEmpty)
    #expect(compilation.diagnostics.allSatisfy { $0.severity == .error && $0.provider == nil })
  }

  @Test func `a syntax error does not hide other errors`() {
    #expect(
      findings(
        #"""
        {"features": {"api": {"type": "bolean"}, "sso": {"type": "boolean"} "tok": {"type": "metered"}},
         "plans": {"free": , "pro": {"entitlements": {"api": true, "ssso": true}}}}
        """#) == [
          "unknown-feature-type @ features.api.type", "syntax-error @ features", "syntax-error @ plans.free",
          "unknown-feature @ plans.pro.entitlements.ssso",
        ])
  }

  /// Each lost something, and has no other error.
  @Test(arguments: [
    #"{"features": {"api": what}, "plans": {"pro": {"entitlements": {"api": true}}}}"#,
    #"{"features": what, "plans": {"pro": {"entitlements": {"api": true}}}}"#,
    #"{what, "plans": {"pro": {"entitlements": {"api": true}}}}"#,
    #"{"meters": {"a": what}, "features": {"api": {"type": "metered", "meter": "a"}}, "plans": {}}"#,
    #"""
    {"features": {}, "plans": {"pro": {"key": what, "entitlements": {}}},
     "addons": {"a": {"entitlements": {}, "compatiblePlans": ["p"]}}}
    """#,
    CatalogText.price(#""amount": what, "currency": "USD", "interval": "month""#),
    CatalogText.price(#""amount": 2000, "currency": what, "interval": "month""#),
    CatalogText.price(#""amount": 2000, "currency": "USD", "interval": what"#),
    CatalogText.price(#""tiers": what, "mode": "volume", "currency": "USD", "interval": "month""#),
    CatalogText.price(
      #""tiers": [{"upTo": 5, "amount": 1}, {"amount": 2}], "mode": what, "currency": "USD", "interval": "month""#),
    CatalogText.plan(
      #"""
      "quantity": what, "prices": {"m": {"tiers": [{"upTo": 5, "amount": 1}, what], "mode": "volume", "currency": "USD",
        "interval": "month"}}
      """#),
    CatalogText.plan(
      #"""
      "quantity": what,
      "prices": {"m": {"tiers": [{"amount": 1}], "mode": "volume", "currency": "USD", "interval": "month"}}
      """#),
    CatalogText.topup(#""feature": what, "amount": what, "prices": what"#),
    #"{"features": {"api": {"type": what}}, "plans": {"pro": {"entitlements": {"api": "x"}}}}"#,
  ])
  func `nothing is reported that follows from a syntax error`(text: String) {
    let all = diagnostics(text)
    #expect(!all.isEmpty)
    #expect(all.allSatisfy { $0.rule == "syntax-error" }, "\(all.map { "\($0.path): \($0.message)" })")
    #expect(Compilation(Marked(text).source, providers: .all).outputs.isEmpty)
  }

  @Test func `after a syntax error, only its own fix is offered`() {
    let text = #"{"features": {"api": {"type": "Boolean"}}, "plans": {},}"#
    #expect(diagnostics(text).map(\.fixes.count) == [0, 1])
  }

  @Test(arguments: ["", " \n", "\u{FEFF}\r\n"]) func `an empty file is said to be empty`(text: String) throws {
    let diagnostic = try onlyDiagnostic(text)
    #expect(diagnostic.message == "the file is empty")
    #expect(diagnostic.help == "run `catalogc init` to write a starter catalog")
  }

  @Test func `a duplicate key does not hide other errors`() {
    #expect(
      findings(#"{"features": {"a": {"type": "x"}, "a": {"type": "y"}}, "plans": {}}"#) == [
        "unknown-feature-type @ features.a.type", "duplicate-json-key @ features.a",
        "unknown-feature-type @ features.a.type",
      ])
  }

  @Test func `a catalog with only warnings is valid`() throws {
    let text = CatalogText.plan(#""metadata": {"catalogPlanId": "x"}"#)
    #expect(findings(text) == ["reserved-metadata @ plans.pro.metadata.catalogPlanId"])
    #expect(try catalog(text).plans.count == 1)
  }

  @Test func `strict turns warnings into errors and produces no output`() throws {
    let source = Marked(CatalogText.plan(#""metadata": {"catalogPlanId": "x"}"#)).source
    let stripe = try #require(Provider.named("stripe"))
    #expect(Compilation(source, providers: .named([stripe])).outputs.count == 1)
    let strict = Compilation(source, providers: .named([stripe]), isStrict: true)
    #expect(strict.diagnostics.map(\.severity).contains(.error))
    #expect(strict.outputs.isEmpty)
  }

  @Test func `ranges account for a byte-order mark and CRLF`() throws {
    let text = "\u{FEFF}{\r\n  \"features\": {\r\n    \"é\": {\"type\": ⟦\"x\"⟧}},\r\n  \"plans\": {}}\r\n"
    let diagnostic = try onlyDiagnostic(text)
    #expect(diagnostic.range == Marked(text).ranges.first)
    let position = LineTable(Marked(text).source).position(at: diagnostic.range.start)
    #expect(position.line == 3)
    #expect(position.column == 19)
  }

  @Test func `messages escape control characters of the catalog`() throws {
    let diagnostic = try onlyDiagnostic(#"{"features": {"a": {"type": "\u001b[31mred\u202e"}}, "plans": {}}"#)
    #expect(diagnostic.message == #"unknown feature type `\u{1B}[31mred\u{202E}`"#)
  }
}
