import BillingCatalog
import CatalogCompilation
import Providers
import TestSupport
import Testing

/// The compiler as a library, as used by a server.
@Suite struct CatalogCompilerTests {
  let compiler = CatalogCompiler()

  private func shop(amount: Int = 2000, entitlement: Entitlement = true) -> Catalog {
    Catalog(
      features: ["api": Feature(type: .boolean)],
      plans: [
        "pro": Plan(
          entitlements: ["api": entitlement],
          prices: ["monthly": Price(amount: Money(minorUnits: amount), currency: "USD", interval: .month)])
      ],
      providers: ["stripe": ProviderSettings(options: ["settlementCurrency": "USD"])])
  }

  @Test func `a valid catalog gives the same artifact for every format`() throws {
    let artifact = try compiler.compile(.value(shop()), for: .stripe)
    #expect(artifact.provider == .stripe)
    #expect(artifact.text.hasPrefix("{\n  \"format\": 2,\n  \"provider\": \"stripe\",\n"))
    #expect(artifact.text.hasSuffix("}\n"))
    #expect(Array(artifact.text.utf8) == artifact.bytes)
    #expect(artifact.warnings == [])
    #expect(try compiler.compile(.json(shop().json), for: .stripe).bytes == artifact.bytes)
    let swift = """
      let shop: Catalog = Catalog(
        features: ["api": Feature(type: .boolean)],
        plans: ["pro": Plan(entitlements: ["api": true], prices: [
          "monthly": Price(amount: 2000, currency: "USD", interval: .month)])],
        providers: ["stripe": ProviderSettings(options: ["settlementCurrency": "USD"])])
      """
    #expect(try compiler.compile(.swift(swift), for: .stripe).bytes == artifact.bytes)
  }

  /// A string is a setting; only the member means that there is no limit.
  @Test func `the string "unlimited" of a Swift catalog is no number`() throws {
    let catalog = { (type: FeatureType, entitlement: Entitlement) in
      Catalog(features: ["api": Feature(type: type)], plans: ["pro": Plan(entitlements: ["api": entitlement])])
    }
    #expect(compiler.check(.value(catalog(.limit, .unlimited))).filter { $0.severity == .error } == [])
    #expect(compiler.check(.value(catalog(.static, "unlimited"))).filter { $0.severity == .error } == [])
    #expect(compiler.check(.value(catalog(.limit, "unlimited"))).map(\.rule) == ["entitlement-type-mismatch"])
    #expect(compiler.check(.value(catalog(.static, .unlimited))).filter { $0.severity == .error } == [])

    let swift = { (type: String, entitlement: String) in
      """
      let shop: Catalog = Catalog(
        features: ["api": Feature(type: .\(type))], plans: ["pro": Plan(entitlements: ["api": \(entitlement)])])
      """
    }
    #expect(compiler.check(.swift(swift("metered", ".unlimited"))).filter { $0.severity == .error } == [])
    #expect(compiler.check(.swift(swift("metered", #""unlimited""#))).map(\.rule) == ["entitlement-type-mismatch"])
    #expect(compiler.check(.swift(swift("static", ".unlimited"))).map(\.rule) == ["entitlement-type-mismatch"])
  }

  @Test func `a catalog with errors throws all of them`() throws {
    let catalog = shop(amount: -1, entitlement: 5)
    let error = try #require(throws: CatalogError.self) { try compiler.compile(.value(catalog), for: .stripe) }
    #expect(error.findings == compiler.check(.value(catalog)))
    #expect(error.findings.map(\.rule) == ["entitlement-type-mismatch", "price-amount"])
    let finding = try #require(error.findings.last)
    #expect(finding.severity == .error)
    #expect(finding.path == "plans.pro.prices.monthly.amount")
    #expect(finding.pointer == "/plans/pro/prices/monthly/amount")
    #expect(finding.message == "`amount` must not be negative, found -1")
    #expect(finding.provider == nil)
    #expect(finding.location == nil, "a value has no lines")
    #expect(
      error.description == """
        plans.pro.entitlements.api: error: expected `true` or `false` for boolean feature `api`, found a number \
        [entitlement-type-mismatch]
        plans.pro.prices.monthly.amount: error: `amount` must not be negative, found -1 [price-amount]
        """)
  }

  @Test func `findings in source text have a line and a column`() throws {
    let json = compiler.check(.json("{\n  \"features\": {}}"))
    #expect(json.map(\.rule) == ["missing-field"])
    #expect(json.map(\.location?.line) == [1])
    let swift = compiler.check(.swift("// é\nlet c = Catalog(features: [\"é\": Feature(type: .flag)], plans: [:])"))
    #expect(swift.map(\.rule) == ["unknown-feature-type"])
    #expect(swift.map(\.location?.line) == [2])
    #expect(swift.map(\.location?.column) == [47], "in Unicode scalars, starting at 1")
    #expect(swift.first?.help == "did you mean `.boolean`?")
  }

  @Test func `provider limits are warnings, and errors if the compiler is strict`() throws {
    let catalog = shop(amount: 10)
    let findings = compiler.check(.value(catalog), for: [.stripe]).filter { $0.severity != .note }
    #expect(findings.map(\.rule) == ["stripe/amount-below-minimum"])
    #expect(findings.map(\.provider) == [.stripe])
    #expect(try compiler.compile(.value(catalog), for: .stripe).warnings == findings)

    let strict = CatalogCompiler(isStrict: true)
    let error = try #require(throws: CatalogError.self) { try strict.compile(.value(catalog), for: .stripe) }
    #expect(error.findings.filter { $0.severity == .error }.map(\.rule) == ["stripe/amount-below-minimum"])
  }

  @Test func `requesting a disabled provider by name is an error`() throws {
    var catalog = shop()
    catalog.providers?["stripe"]?.enabled = false
    let error = try #require(throws: CatalogError.self) { try compiler.compile(.value(catalog), for: .stripe) }
    #expect(error.findings.map(\.rule) == ["provider-disabled"])
    #expect(error.findings.map(\.path) == ["providers.stripe.enabled"])
  }

  @Test func `faults that the types allow are reported at their place`() {
    var catalog = shop()
    catalog.features["tokens"] = Feature(type: .metered)
    catalog.plans["pro"]?.entitlements?["tokens"] = .metered(amount: Amount("many"))
    catalog.plans["pro"]?.prices?["monthly"]?.interval = Interval("fortnight")
    #expect(
      compiler.check(.value(catalog)).map { "\($0.rule) @ \($0.path)" } == [
        "wrong-type @ plans.pro.entitlements.tokens.amount", "unknown-interval @ plans.pro.prices.monthly.interval",
      ])
    catalog = shop()
    catalog.plans["pro"]?.metadata = ["a": .number(Amount("many"))]
    #expect(compiler.check(.value(catalog)).map { "\($0.rule) @ \($0.path)" } == ["syntax-error @ plans.pro.metadata.a"])
    let twice = Catalog(features: ["a": Feature(type: .boolean), "a": Feature(type: .static)], plans: [:])
    #expect(compiler.check(.value(twice)).map { "\($0.rule) @ \($0.path)" } == ["duplicate-json-key @ features.a"])
  }

  @Test func `without providers, a check is for those that the catalog names`() {
    var catalog = shop(amount: 10)
    #expect(compiler.check(.value(catalog)) == compiler.check(.value(catalog), for: [.stripe]))
    catalog.providers?["razorpay"] = ProviderSettings()
    #expect(compiler.check(.value(catalog)) == compiler.check(.value(catalog), for: [.stripe, .razorpay]))
    catalog.providers?["stripe"] = ProviderSettings(enabled: false)
    #expect(compiler.check(.value(catalog)) == compiler.check(.value(catalog), for: [.razorpay]))
    // Only the catalog itself.
    catalog.providers = nil
    #expect(compiler.check(.value(catalog)) == [])
  }

  @Test func `a catalog sets the levels of rules`() throws {
    var catalog = shop(amount: 49)
    let warnings = try compiler.compile(.value(catalog), for: .stripe).warnings
    #expect(warnings.map(\.rule) == ["stripe/amount-below-minimum"])
    catalog.lint = Lint(allow: ["stripe/*"])
    #expect(try compiler.compile(.value(catalog), for: .stripe).warnings == [])
    catalog.lint?.deny = ["stripe/amount-below-minimum"]
    #expect(compiler.check(.value(catalog), for: [.stripe]).map(\.severity) == [.error])
    catalog = shop()
    catalog.lint = Lint(warn: ["cheap"])
    #expect(compiler.check(.value(catalog)).map { "\($0.rule) @ \($0.path)" } == ["unknown-rule @ lint.warn.0"])
  }

  @Test func `every provider has a name, and no others exist`() {
    let named: [CatalogCompiler.Provider] = [.stripe, .razorpay, .dodo, .openmeter, .polar, .creem, .autumn]
    #expect(named == CatalogCompiler.Provider.allCases)
    #expect(named.map(\.rawValue) == Provider.all.map(\.name))
    for provider in CatalogCompiler.Provider.allCases {
      #expect(CatalogCompiler.Provider(rawValue: provider.rawValue) == provider)
      #expect(!provider.title.isEmpty)
    }
    #expect(CatalogCompiler.Provider(rawValue: "Stripe") == nil)
    #expect(CatalogCompiler.Provider.stripe.title == "Stripe")
  }
}
