import Accounts
import CatalogReading
import Diagnostics
import Providers
import Syntax
import TestSupport
import Testing

/// Findings in a Swift catalog have the same rules and paths as in JSON, with ranges in the Swift file.
@Suite struct SwiftFindingTests {
  private func expect(
    _ findings: String..., in text: String, provider: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let marked = Marked(text)
    let providers = provider.flatMap(Provider.named).map { [$0] } ?? []
    let all = Compilation(marked.source, format: .swift, providers: .named(providers)).diagnostics
    let found = provider == nil ? all : all.filter { $0.severity == .warning }
    #expect(found.map { "\($0.rule) @ \($0.path)" } == findings, sourceLocation: sourceLocation)
    #expect(found.map(\.range) == marked.ranges, sourceLocation: sourceLocation)
  }

  @Test func `a finding points at the value or its label`() {
    expect(
      "unknown-aggregation @ meters.tokens.aggregation",
      "meter-without-event-type @ meters.calls",
      "unknown-feature-type @ features.sso.type",
      "unknown-meter @ features.tokens.meter",
      "unknown-field @ plans.pro.descripton",
      "unknown-feature @ plans.pro.entitlements.api",
      "negative-amount @ plans.pro.entitlements.tokens.amount",
      "missing-field @ plans.pro.prices.empty",
      "price-amount @ plans.pro.prices.monthly.amount",
      "unknown-currency @ plans.pro.prices.monthly.currency",
      "unknown-interval @ plans.pro.prices.monthly.interval",
      "plan-price-one-time @ plans.pro.prices.once.interval",
      "unknown-plan @ addons.seats.compatiblePlans.1",
      "quantity-bounds @ addons.seats.quantity.max",
      "unknown-duration @ topups.pack.grant.expiration.duration",
      "provider-option @ providers.stripe.options.taxBehavior",
      "unknown-provider @ providers.strip",
      in: """
        import BillingCatalog

        let catalog: Catalog = Catalog(
          meters: [
            "tokens": Meter(eventType: "ai.tokens", aggregation: ⟦.median⟧, valueProperty: "$.tokens"),
            ⟦"calls"⟧: Meter(eventType: "", aggregation: .count),
          ],
          features: [
            "sso": Feature(type: FeatureType(⟦"flag"⟧)),
            "tokens": Feature(type: .metered, meter: ⟦"token"⟧),
          ],
          plans: [
            "pro": Plan(
              ⟦descripton⟧: "For all",
              entitlements: [⟦"api"⟧: true, "tokens": .metered(amount: ⟦-5⟧)],
              prices: [
                ⟦"empty"⟧: Price(amount: nil, currency: "USD", interval: .month),
                "monthly": Price(amount: ⟦20.5⟧, currency: ⟦"USB"⟧, interval: ⟦.mont⟧),
                "once": Price(amount: 5, currency: "USD", interval: ⟦Interval.oneTime⟧),
              ]),
            "empty": Plan(entitlements: [:]),
          ],
          addons: [
            "seats": Addon(
              entitlements: ["tokens": 5], compatiblePlans: ["pro", ⟦"team"⟧], quantity: Quantity(min: 5, max: ⟦1⟧))
          ],
          topups: [
            "pack": Topup(
              feature: "tokens", amount: 5, prices: ["once": Price(amount: 5, currency: "USD", interval: .oneTime)],
              grant: Grant(expiration: Expiration(duration: Expiration.Unit(⟦"DECADE"⟧))))
          ],
          providers: [
            "stripe": ProviderSettings(options: ["taxBehavior": ⟦"both"⟧]),
            ⟦"strip"⟧: ProviderSettings(),
          ])
        """)
  }

  @Test func `a duplicate id or label is reported at the second place`() {
    expect(
      "duplicate-json-key @ features.api", "duplicate-json-key @ plans.pro.key",
      in: """
        let catalog = Catalog(
          features: ["api": Feature(type: .boolean), ⟦"\\u{61}pi"⟧: Feature(type: .boolean)],
          plans: ["pro": Plan(key: "a", ⟦key⟧: "b", entitlements: ["api": true])])
        """)
  }

  @Test(arguments: ["99999999999999999999", "100.123456789012345678901"])
  func `an amount of money that is rejected is not rounded as well`(amount: String) {
    expect(
      "price-amount @ plans.pro.prices.m.amount",
      in: """
        let catalog = Catalog(
          features: ["api": Feature(type: .boolean)],
          plans: [
            "pro": Plan(
              entitlements: ["api": true], prices: ["m": Price(amount: ⟦\(amount)⟧, currency: "USD", interval: .month)]),
          ])
        """)
  }

  @Test func `an entitlement's range is the whole of its case`() {
    expect(
      "entitlement-type-mismatch @ plans.pro.entitlements.api", "entitlement-type-mismatch @ plans.pro.entitlements.tokens",
      in: """
        let catalog = Catalog(
          features: ["api": Feature(type: .boolean), "tokens": Feature(type: .metered)],
          plans: ["pro": Plan(entitlements: ["api": ⟦.metered(amount: 5)⟧, "tokens": ⟦"many"⟧])])
        """)
  }

  @Test func `provider findings point into the Swift file`() {
    expect(
      "stripe/amount-below-minimum @ plans.pro.prices.monthly.amount",
      in: """
        let catalog = Catalog(
          features: ["api": Feature(type: .boolean)],
          plans: ["pro": Plan(entitlements: ["api": true], prices: [
            "monthly": Price(amount: ⟦10⟧, currency: "USD", interval: .month)])],
          providers: ["stripe": ProviderSettings(options: ["settlementCurrency": "USD"])])
        """, provider: "stripe")
  }

  @Test func `a syntax error has the path of the enclosing value`() {
    expect(
      "syntax-error @ plans.pro.prices.monthly.amount",
      in: #"let c = Catalog(plans: ["pro": Plan(prices: ["monthly": Price(amount: 20 ⟦*⟧ 100)])])"#)
    expect("syntax-error @ plans.pro", in: #"let c = Catalog(plans: ["pro": Plan(name: "Pro" ⟦key⟧: "pro")])"#)
    expect("syntax-error @ plans.pro.name", in: #"let c = Catalog(plans: ["pro": Plan(name: "Pro ⟦\(⟧number)")])"#)
    expect("syntax-error @ ", in: "⟦var⟧ c = 5")
  }
}
