import Catalog

extension ProviderLimits {
  /// Stripe's limits.
  static func stripe(_ settings: ProviderSettings) -> ProviderLimits {
    var limits = ProviderLimits(
      // Stripe's API reference, POST /v1/subscriptions, `trial_settings`.
      trial: TrialLimits(longest: TrialLimits.longestAtStripe, allowsNoCard: true),
      cadence: CadenceLimits(longest: CadenceLimits.chargedByStripe),
      money: .chargedByStripe(settledIn: settings.text("settlementCurrency").flatMap { Currency(code: $0) }),
      // Stripe's OpenAPI description, `maxLength`; POST /v1/entitlements/features; POST /v1/prices, `lookup_key`.
      text: TextLimits(
        name: .init(5000), description: .init(40_000), featureName: .init(80), featureKey: .init(80), lookupKey: .init(200)),
      // Stripe's API reference, "Metadata". An empty value would delete the entry on an update.
      metadata: MetadataLimits(entries: 50, nameLength: 40, valueLength: 500, allowsEmpty: false) { $0 != "[" && $0 != "]" },
      // Stripe's documentation, "Mixed interval subscriptions".
      addons: AddonLimits(step: .divides, sharesCurrency: true),
      keeps: [.lookupKeys, .features, .usageMeters],
      // Stripe's API reference, POST /v1/prices (`tiers`, `transform_quantity`): bounds are integers, and an allowance is a free
      // first tier, which is the same for every quantity.
      charges: ChargeKind.all(except: [.fractionalUsage, .includedUsagePerUnit]),
      // Stripe's documentation, "Mixed interval subscriptions".
      usageCycles: [.same, .monthInLonger, .dayInLonger, .yearInShorter],
      // Stripe's API reference, POST /v1/coupons (`percent_off` is a double) and POST /v1/promotion_codes.
      discounts: DiscountLimits(
        percentDecimals: 12, amounts: .everyCurrency, enforces: [.redemptions, .firstPurchase, .minimum, .end]))
    limits.createsUnsold = true
    limits.splits = { item, price in item.grantsOthers(at: price) }
    if settings.text("settlementCurrency") == nil {
      limits.money.minimum.help = "set the option `settlementCurrency` to the currency of the account's payouts"
    }
    return limits
  }
}
