import Accounts
import Diagnostics
import Providers
import Testing

/// Renamed rules can still be selected by their former names.
@Suite struct FormerNameTests {
  private static let renamed: [(former: String, now: [String])] = [
    ("autumn/addon-quantity", ["autumn/quantity-not-enforced", "autumn/quantity-unsupported"]),
    ("autumn/allowance-too-large", ["autumn/units-unsupported"]),
    ("autumn/amount-precision", ["autumn/amount-too-precise"]),
    ("autumn/default-currency-assumed", ["autumn/option-assumed"]),
    ("autumn/default-currency-unknown", ["autumn/option-invalid"]),
    ("autumn/existing-plan", ["autumn/existing-object-updated"]),
    ("autumn/feature-id", ["autumn/key-unsupported"]),
    ("autumn/grant-expiration", ["autumn/grant-expiration-unsupported"]),
    ("autumn/grant-priority", ["autumn/grant-priority-unsupported"]),
    ("autumn/grant-rollover", ["autumn/grant-rollover-unsupported"]),
    ("autumn/item-id", ["autumn/id-unused"]),
    ("autumn/metadata-overridden", ["autumn/metadata-overridden", "autumn/metadata-reserved"]),
    ("autumn/meter-by-application", ["autumn/meter-by-application", "autumn/meter-not-sent"]),
    ("autumn/plan-id", ["autumn/id-malformed", "autumn/key-unsupported"]),
    ("autumn/plan-id-taken", ["autumn/id-taken"]),
    ("autumn/plan-per-price", ["autumn/object-per-price"]),
    ("autumn/plans-not-enforced", ["autumn/compatible-plans-not-enforced"]),
    ("autumn/topup-empty", ["autumn/zero-units-unsupported"]),
    ("autumn/trial-not-sent", ["autumn/trial-ignored"]),
    ("bigger-pack-dearer", ["larger-pack-costs-more"]),
    ("creem/addon-subscription", ["creem/addon-separate-subscription"]),
    ("creem/blank-name", ["creem/name-too-short"]),
    ("creem/credit-amount", ["creem/units-unsupported"]),
    ("creem/grant-expiration", ["creem/grant-expiration-unsupported"]),
    ("creem/grant-rollover", ["creem/grant-rollover-unsupported"]),
    ("creem/grant-terms", ["creem/grant-priority-unsupported", "creem/metadata-not-sent"]),
    ("creem/item-id", ["creem/id-unused"]),
    ("creem/metadata-on-checkouts", ["creem/metadata-on-checkout"]),
    ("creem/plans-not-enforced", ["creem/compatible-plans-not-enforced"]),
    ("creem/product-updated", ["creem/existing-object-updated"]),
    ("dodo/addon-cadence", ["dodo/addon-interval-mismatch", "dodo/addon-without-plan"]),
    ("dodo/addon-currency", ["dodo/addon-currency-mismatch", "dodo/addon-without-plan"]),
    ("dodo/addon-metadata", ["dodo/metadata-on-checkout"]),
    ("dodo/addon-name-taken", ["dodo/name-taken"]),
    ("dodo/addon-trial", ["dodo/trial-ignored"]),
    ("dodo/addon-unattached", ["dodo/addon-without-plan"]),
    ("dodo/item-id", ["dodo/id-unused"]),
    ("dodo/one-time-free", ["dodo/free-price-unsupported"]),
    ("dodo/plans-not-enforced", ["dodo/compatible-plans-not-enforced"]),
    ("dodo/tax-category-assumed", ["dodo/option-assumed"]),
    ("openmeter/addon-cadence", ["openmeter/addon-interval-mismatch"]),
    ("openmeter/addon-currency", ["openmeter/addon-currency-mismatch"]),
    ("openmeter/addon-mixed-cadence", ["openmeter/addon-mixed-interval"]),
    ("openmeter/addon-trial", ["openmeter/trial-ignored"]),
    ("openmeter/addon-unpaired", ["openmeter/addon-without-plan"]),
    ("openmeter/amount-precision", ["openmeter/number-too-long"]),
    ("openmeter/cadence-unsupported", ["openmeter/interval-unsupported"]),
    ("openmeter/count-value-property", ["openmeter/count-value-ignored"]),
    ("openmeter/existing-plan", ["openmeter/existing-object-kept"]),
    ("openmeter/feature-aggregation", ["openmeter/balance-aggregation-unsupported"]),
    ("openmeter/feature-description", ["openmeter/description-not-sent"]),
    ("openmeter/feature-key-id", ["openmeter/key-unsupported"]),
    ("openmeter/grant-of-nothing", ["openmeter/zero-units-unsupported"]),
    ("openmeter/key-pattern", ["openmeter/key-unsupported"]),
    ("openmeter/offer-per-price", ["openmeter/object-per-price"]),
    ("openmeter/provider-id", ["openmeter/id-malformed", "openmeter/id-taken", "openmeter/id-unused"]),
    ("openmeter/reserved-metadata", ["openmeter/metadata-reserved"]),
    ("polar/addon-quantity", ["polar/quantity-unsupported"]),
    ("polar/addon-subscription", ["polar/addon-separate-subscription"]),
    ("polar/amount-above-maximum", ["polar/amount-too-large"]),
    ("polar/amount-precision", ["polar/amount-too-precise"]),
    ("polar/count-value", ["polar/count-value-ignored"]),
    ("polar/credit-units", ["polar/units-unsupported"]),
    ("polar/credits-on-aggregation", ["polar/balance-aggregation-unsupported"]),
    ("polar/existing-product", ["polar/existing-object-updated"]),
    ("polar/grant-expiration", ["polar/grant-expiration-unsupported"]),
    ("polar/grant-priority", ["polar/grant-priority-unsupported"]),
    ("polar/grant-rollover", ["polar/grant-rollover-unsupported"]),
    ("polar/interval-count-above-maximum", ["polar/interval-too-long"]),
    ("polar/item-id", ["polar/id-unused"]),
    ("polar/organization-id", ["polar/option-invalid"]),
    ("polar/plans-not-enforced", ["polar/compatible-plans-not-enforced"]),
    ("polar/product-id", ["polar/id-malformed"]),
    ("polar/product-per-price", ["polar/object-per-price"]),
    ("polar/without-price", ["polar/item-without-price"]),
    ("polar/zero-credit", ["polar/zero-units-unsupported"]),
    ("polar/topup-lapses", ["polar/topup-lost-at-renewal"]),
    ("razorpay/addon-cadence", ["razorpay/addon-interval-mismatch"]),
    ("razorpay/addon-count", ["razorpay/too-many-addons"]),
    ("razorpay/addon-currency", ["razorpay/addon-currency-mismatch"]),
    ("razorpay/addon-quantity", ["razorpay/quantity-unsupported"]),
    ("razorpay/addon-trial", ["razorpay/trial-ignored"]),
    ("razorpay/amount-precision", ["razorpay/amount-too-precise"]),
    ("razorpay/amount-zero", ["razorpay/free-price-unsupported"]),
    ("razorpay/automatic-debit-ceiling", ["razorpay/inr-mandate-limit"]),
    ("razorpay/existing-plan", ["razorpay/existing-object-kept"]),
    ("razorpay/id-not-used", ["razorpay/id-unused"]),
    ("razorpay/interval-too-short", ["razorpay/interval-unsupported"]),
    ("razorpay/note-replaced", ["razorpay/metadata-reserved"]),
    ("razorpay/plan-id", ["razorpay/id-malformed"]),
    ("razorpay/plan-per-price", ["razorpay/object-per-price"]),
    ("razorpay/plans-not-enforced", ["razorpay/compatible-plans-not-enforced"]),
    ("razorpay/total-count-assumed", ["razorpay/option-assumed"]),
    ("razorpay/without-price", ["razorpay/item-without-price"]),
    ("stripe/addon-cadence", ["stripe/addon-interval-mismatch"]),
    ("stripe/addon-currency", ["stripe/addon-currency-mismatch"]),
    ("stripe/addon-trial", ["stripe/trial-ignored"]),
    ("stripe/amount-above-maximum", ["stripe/amount-too-large"]),
    ("stripe/amount-precision", ["stripe/amount-too-precise"]),
    ("stripe/entitlement-metadata", ["stripe/metadata-not-sent"]),
    ("stripe/feature-description", ["stripe/description-not-sent"]),
    ("stripe/feature-key-too-long", ["stripe/key-unsupported"]),
    ("stripe/plans-not-enforced", ["stripe/compatible-plans-not-enforced"]),
    ("stripe/product-id", ["stripe/key-unsupported"]),
    ("stripe/topup-free", ["stripe/free-price-unsupported"]),
    ("stripe/unknown-settlement-currency", ["stripe/option-invalid"]),
    ("yearly-dearer-than-monthly", ["longer-interval-costs-more"]),
  ]

  @Test(arguments: renamed) func `a former name selects the rules that replaced it`(former: String, now: [String]) {
    #expect(Rule.all.named(former).map(\.name).sorted() == now)
  }

  @Test func `no rule has the former name of another rule`() {
    let names = Set(Rule.all.map(\.name))
    let reused = Rule.all.flatMap { rule in rule.formerNames.filter { $0 != rule.name && names.contains($0) } }
    // These rules were split, and one part kept the name.
    #expect(Set(reused) == ["autumn/metadata-overridden", "autumn/meter-by-application"])
  }

  @Test func `no family has the name of a catalog rule`() {
    let names = Set(Rule.all.filter { $0.provider == nil }.map(\.name))
    #expect(RuleFamily.all.filter { names.contains($0.name) }.map(\.name) == [])
  }

  @Test func `every provider has each family at most once, and lists all of them`() {
    for provider in Provider.all {
      let families = provider.families.map(\.family.name)
      #expect(Set(families).count == families.count, "\(provider.name)")
      #expect(Set(families.map { "\(provider.name)/\($0)" }).isSubset(of: provider.rules.map(\.name)))
    }
  }
}
