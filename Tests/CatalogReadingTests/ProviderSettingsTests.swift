import Accounts
import Catalog
import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Providers
import Syntax
import TestSupport
import Testing

/// Provider settings: names, options, and ids of existing objects.
@Suite struct ProviderSettingsTests {
  @Test(arguments: [
    ("strype", "did you mean `stripe`?"), ("Stripe", "did you mean `stripe`?"), ("RAZORPAY", "did you mean `razorpay`?"),
    ("paypal", "use \(list(Provider.all.map { "`\($0.name)`" }, and: "or"))"), ("stripe ", "did you mean `stripe`?"),
  ])
  func `an unknown provider, with a suggestion`(name: String, help: String) throws {
    let text = CatalogText.providers(#"⟦"\#(name)"⟧: {"enabled": false, "options": {"x": 1}}"#)
    expect("unknown-provider", at: "providers.\(name)", in: text)
    #expect(try onlyDiagnostic(text).help == help)
  }

  @Test func `ids at an unknown provider`() {
    expect(
      "unknown-provider", at: "plans.pro.providerIds.paddle", in: CatalogText.plan(#""providerIds": {⟦"paddle"⟧: "p_1"}"#))
    expect(
      "unknown-provider", at: "plans.pro.prices.monthly.providerIds.strip",
      in: CatalogText.monthly(#""providerIds": {"stripe": "price_1", ⟦"strip"⟧: "price_1"}"#))
  }

  @Test func `an unknown option, with a suggestion`() throws {
    let text = CatalogText.providers(#""stripe": {"options": {⟦"taxCodes"⟧: "txcd_1"}}"#)
    expect("unknown-field", at: "providers.stripe.options.taxCodes", in: text)
    #expect(try onlyDiagnostic(text).message == "unknown option `taxCodes` for provider `stripe`")
    #expect(try onlyDiagnostic(text).help == "did you mean `taxCode`?")
  }

  @Test func `an option of another provider is unknown`() {
    expect(
      "unknown-field", at: "providers.stripe.options.mode",
      in: CatalogText.providers(#""stripe": {"options": {⟦"mode"⟧: "plans"}}"#))
  }

  @Test(
    arguments: [
      (#""openmeter": {"options": {"mode": ⟦"plan"⟧}}"#, "openmeter.options.mode", "did you mean `plans`?"),
      (#""openmeter": {"options": {"mode": ⟦"Plans"⟧}}"#, "openmeter.options.mode", "did you mean `plans`?"),
      (
        #""openmeter": {"options": {"mode": ⟦"billing"⟧}}"#, "openmeter.options.mode",
        "use `entitlements` or `plans`"
      ),
      (#""razorpay": {"options": {"totalCount": ⟦0⟧}}"#, "razorpay.options.totalCount", nil),
      (#""razorpay": {"options": {"totalCount": ⟦36501⟧}}"#, "razorpay.options.totalCount", nil),
      (#""razorpay": {"options": {"totalCount": ⟦1.5⟧}}"#, "razorpay.options.totalCount", nil),
      (#""razorpay": {"options": {"totalCount": ⟦1e30⟧}}"#, "razorpay.options.totalCount", "write at most `36500`"),
    ] as [(String, String, String?)])
  func `an invalid value of an option`(entry: String, path: String, help: String?) throws {
    expect("provider-option", at: "providers.\(path)", in: CatalogText.providers(entry))
    #expect(try onlyDiagnostic(CatalogText.providers(entry)).help == help)
  }

  @Test(arguments: [
    (#""openmeter": {"options": {"mode": ⟦true⟧}}"#, "openmeter.options.mode"),
    (#""razorpay": {"options": {"totalCount": ⟦"12"⟧}}"#, "razorpay.options.totalCount"),
    (#""stripe": {"options": {"taxCode": ⟦1⟧}}"#, "stripe.options.taxCode"),
    (#""stripe": {"options": ⟦[]⟧}"#, "stripe.options"),
    (#""stripe": {"enabled": ⟦"false"⟧}"#, "stripe.enabled"), (#""stripe": ⟦false⟧"#, "stripe"),
    (#""stripe": {"metadata": ⟦[]⟧}"#, "stripe.metadata"),
  ])
  func `types of a provider's settings`(entry: String, path: String) {
    expect("wrong-type", at: "providers.\(path)", in: CatalogText.providers(entry))
  }

  @Test func `settings are read field by field`() throws {
    let catalog = try catalog(
      CatalogText.providers(
        #"""
        "razorpay": {"enabled": false, "options": {"totalCount": 1.2e1}},
        "stripe": {"options": {"taxBehavior": "inclusive", "taxCode": "txcd_1"}, "metadata": {"app": "x", "n": 1}}
        """#))
    #expect(catalog.providers.map(\.provider) == ["razorpay", "stripe"])
    #expect(catalog.settings(for: "razorpay").isEnabled == false)
    #expect(catalog.settings(for: "razorpay").integer("totalCount") == 12)
    #expect(catalog.settings(for: "stripe").isEnabled)
    #expect(catalog.settings(for: "stripe").text("taxBehavior") == "inclusive")
    #expect(catalog.settings(for: "stripe").text("taxCode") == "txcd_1")
    expectJSON(.object(catalog.settings(for: "stripe").metadata), #"{"app": "x", "n": 1}"#)
  }

  @Test func `a provider without settings is enabled and has no options`() throws {
    let settings = try catalog(CatalogText.providers("")).settings(for: "openmeter")
    #expect(settings.isEnabled)
    #expect(settings.options.isEmpty)
    #expect(settings.metadata.isEmpty)
  }

  // MARK: Disabled

  static let disabled = #"{"features": {}, "plans": {}, "providers": {"stripe": {"enabled": ⟦false⟧}}}"#

  @Test func `requesting a disabled provider by name is an error`() throws {
    expect("provider-disabled", at: "providers.stripe.enabled", in: Self.disabled, provider: "stripe")
    expectNo("provider-disabled", in: Self.disabled)
    expectNo("provider-disabled", in: Self.disabled, provider: "razorpay")
    let stripe = try #require(Provider.named("stripe"))
    #expect(Compilation(Marked(Self.disabled).source, providers: .named([stripe])).outputs.isEmpty)
  }

  @Test func `a disabled provider is not among all providers`() {
    let compilation = Compilation(Marked(Self.disabled).source, providers: .all)
    #expect(compilation.outputs.map(\.provider.name) == Provider.all.map(\.name).filter { $0 != "stripe" })
    #expect(compilation.diagnostics.filter { $0.severity == .error }.isEmpty)
  }
}

/// Secrets, which must not be in a catalog nor in a report about it.
@Suite struct SecretTests {
  @Test(arguments: [
    (CatalogText.providers(#""stripe": {"metadata": {"key": ⟦"sk_live_51abc"⟧}}"#), "providers.stripe.metadata.key"),
    (CatalogText.providers(#""stripe": {"metadata": {"key": ⟦"sk_test_51abc"⟧}}"#), "providers.stripe.metadata.key"),
    (CatalogText.plan(#""description": ⟦"rk_live_51abc"⟧"#), "plans.pro.description"),
    (
      CatalogText.plan(#""providerIds": {"stripe": ⟦"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"⟧}"#),
      "plans.pro.providerIds.stripe"
    ),
    (CatalogText.plan(#""metadata": {"a": [{"b": ⟦"\u0073k_live_51abc"⟧}]}"#), "plans.pro.metadata.a.0.b"),
    (CatalogText.plan(#""metadata": {⟦"sk_live_51abc"⟧: 1}"#), "plans.pro.metadata.sk_live_…"),
    (#"{"$schema": ⟦"sk_live_51abc"⟧, "features": {}, "plans": {}}"#, "$schema"),
  ])
  func `a string that looks like a provider secret, anywhere in the file`(text: String, path: String) throws {
    expect("secret-in-catalog", at: path, in: text)
    #expect(!(try onlyDiagnostic(text).message.contains("51abc")))
  }

  @Test(arguments: [
    (#"{"features": {}, /* key: "⟦sk_live_51abc⟧" */ "plans": {}} // ⟦whsec_51abc⟧"#, CatalogFormat.jsonc),
    ("// risk_live_x, sk_live_ and pk_live_51abc\n{\"features\": {}, \"plans\": {}}", .jsonc),
    ("/* ⟦rk_test_51abc⟧ */ let c: Catalog = Catalog(features: [:], plans: [:])", .swift),
  ])
  func `comments are in the committed file, too`(text: String, format: CatalogFormat) {
    let marked = Marked(text)
    let found = Compilation(marked.source, format: format, providers: .named([])).diagnostics
    #expect(found.map(\.range) == marked.ranges)
    #expect(found.allSatisfy { $0.rule == "secret-in-catalog" && $0.isSecret && !$0.message.contains("51abc") })
  }

  @Test(arguments: Secret.prefixes)
  func `each secret prefix is found in values and keys`(prefix: String) {
    expect("secret-in-catalog", at: "plans.pro.description", in: CatalogText.plan("\"description\": ⟦\"\(prefix)1\"⟧"))
    expect("secret-in-catalog", at: "plans.pro.metadata.\(prefix)…", in: CatalogText.plan("\"metadata\": {⟦\"\(prefix)1\"⟧: 1}"))
  }

  @Test(arguments: [
    CatalogText.price(#""amount": 1, "currency": "sk_live_51abc", "interval": "month""#),
    CatalogText.price(#""amount": 1, "currency": "USD", "interval": "sk_live_51abc""#),
    CatalogText.plan(#""sk_live_51abc": 1"#), CatalogText.addon(#""compatiblePlans": ["sk_live_51abc"]"#),
    CatalogText.entitlement("5", of: "sk_live_51abc"), CatalogText.providers(#""sk_live_51abc": {}"#),
    CatalogText.topup(#""feature": "sk_live_51abc", "amount": 1, "prices": {}"#),
    CatalogText.feature(#""type": "metered", "meter": "sk_live_51abc""#),
    #"""
    {"features": {"sk_live_51abc": {"type": "boolean"}, "sk_live_51abc": {"type": "x"}},
     "plans": {"p": {"entitlements": {"sk_live_51ab": 1}}}}
    """#,
    #"""
    {"features": {"a": {"type": "boolean", "key": "sk_live_51abc"}, "b": {"type": "boolean", "key": "sk_live_51abc"}},
     "plans": {}}
    """#,
    #"{"features": {sk_live_51abc: 1}}"#,
  ])
  func `no finding prints the secret`(text: String) {
    let all = diagnostics(text)
    #expect(!all.isEmpty)
    for diagnostic in all {
      let words =
        [diagnostic.message, diagnostic.path, diagnostic.pointer, diagnostic.help ?? ""] + diagnostic.related.map(\.message)
      #expect(words.allSatisfy { !$0.contains("51ab") }, "\(words)")
    }
  }

  @Test(arguments: [
    CatalogText.plan(#""description": "Keys begin with sk_live_""#), CatalogText.plan(#""description": "sk_live_""#),
    CatalogText.plan(#""description": "pk_live_51abc""#), CatalogText.plan(#""description": "SK_LIVE_51abc""#),
    CatalogText.plan(#""description": "risk_live_x""#),
  ])
  func `strings that are not secrets are not reported`(text: String) {
    expectNo("secret-in-catalog", in: text)
  }
}

/// Metadata: any keys, any values.
@Suite struct MetadataTests {
  @Test func `every JSON value is kept, in its order`() throws {
    let metadata =
      #"""
      {"b": null, "a": [1, 2.50, {"x": true, "c": []}], "10": "é", "9": {}, "": -0.0,
       "big": 123456789012345678901234567890, "e": 1e-7}
      """#
    let catalog = try catalog(CatalogText.plan(#""metadata": \#(metadata)"#))
    expectJSON(.object(catalog.plans[0].header.metadata), metadata)
    #expect(catalog.plans[0].header.metadata.map(\.name) == ["b", "a", "10", "9", "", "big", "e"])
  }

  @Test func `names are compared scalar by scalar`() throws {
    let catalog = try catalog(CatalogText.plan(#""metadata": {"\u00e9": 1, "e\u0301": 2}"#))
    #expect(catalog.plans[0].header.metadata.map(\.value) == [.number(ExactDecimal(1)), .number(ExactDecimal(2))])
  }

  @Test(arguments: [
    (
      CatalogText.meter(#""eventType": "e", "aggregation": "count", "metadata": {⟦"catalogMeterId"⟧: 1}"#),
      "meters.tokens.metadata.catalogMeterId"
    ),
    (
      CatalogText.feature(#""type": "boolean", "metadata": {⟦"catalogFeatureId"⟧: 1}"#),
      "features.api.metadata.catalogFeatureId"
    ),
    (CatalogText.plan(#""metadata": {"a": 1, ⟦"catalogPlanKey"⟧: 1}"#), "plans.pro.metadata.catalogPlanKey"),
    (CatalogText.monthly(#""metadata": {⟦"catalogPriceId"⟧: 1}"#), "plans.pro.prices.monthly.metadata.catalogPriceId"),
    (CatalogText.monthly(#""metadata": {⟦"provider"⟧: 1}"#), "plans.pro.prices.monthly.metadata.provider"),
    (CatalogText.monthly(#""metadata": {⟦"catalogPlanId"⟧: 1}"#), "plans.pro.prices.monthly.metadata.catalogPlanId"),
    (CatalogText.addon(#""metadata": {⟦"catalogAddonId"⟧: 1}"#), "addons.seats.metadata.catalogAddonId"),
    (CatalogText.grant(#"{"metadata": {⟦"catalogTopupId"⟧: 1}}"#), "topups.pack.grant.metadata.catalogTopupId"),
    (
      CatalogText.entitlement(#"{"enabled": true, "metadata": {⟦"catalogPlanId"⟧: 1}}"#, of: "boolean"),
      "plans.pro.entitlements.it.metadata.catalogPlanId"
    ),
    (
      CatalogText.providers(#""stripe": {"metadata": {"app": 1, ⟦"catalogTopupKey"⟧: 1}}"#),
      "providers.stripe.metadata.catalogTopupKey"
    ),
  ])
  func `a reserved metadata key is a warning`(text: String, path: String) throws {
    expect("reserved-metadata", at: path, in: text)
    #expect(try onlyDiagnostic(text).severity == .warning)
  }

  @Test(arguments: [
    CatalogText.plan(#""metadata": {"catalogAddonId": 1, "provider": 2, "planId": 3, "catalogplanid": 4}"#),
    CatalogText.plan(#""metadata": {"nested": {"catalogPlanId": 1}}"#),
    CatalogText.addon(#""metadata": {"catalogPlanId": 1}"#),
  ])
  func `other metadata keys are not reported`(text: String) {
    expectNo("reserved-metadata", in: text)
  }

  @Test func `two metadata keys that look alike both reach the provider`() throws {
    let text = #"""
      {"features": {"a": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"a": true}, "metadata": {"\u00e9": "one"}}},
       "providers": {"stripe": {"metadata": {"e\u0301": "two"}}}}
      """#
    let body = try request("products/plan/pro", in: artifact(text, for: "stripe"))["body"]
    guard case .object(let members)? = body?["metadata"] else {
      Issue.record("no metadata")
      return
    }
    #expect(members.prefix(2).map(\.value) == ["two", "one"])
  }
}
