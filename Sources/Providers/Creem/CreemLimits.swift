import Catalog
import JSONText

extension ProviderLimits {
  /// What Creem supports.
  static func creem(_ settings: ProviderSettings) -> ProviderLimits {
    let grants = JSON.object(settings.options)["topupCredits"] != false
    return ProviderLimits(
      // A recurring add-on is a separate subscription with its own trial (Creem's documentation, features/trials.mdx).
      trial: TrialLimits(sales: [.plan, .recurringAddon]),
      // Creem's OpenAPI description, POST /v1/products, `recurring_interval_count`.
      cadence: CadenceLimits(longest: [.day: 365, .week: 52, .month: 24, .year: 3]),
      // The same, `currency` and `price`.
      money: MoneyTable(currencies: ["EUR", "USD"], minimum: .init(others: 100)),
      // The same, `name`.
      text: TextLimits(shortestName: 1),
      // Creem does not restrict the values of a checkout's metadata. They are sent as strings, as for every provider.
      metadata: MetadataLimits(),
      // `CustomerCreditsFeatureEntity` of Creem's TypeScript SDK. The amount is a string of up to 40 digits.
      units: UnitLimits(isWhole: true),
      // A checkout has one product.
      addons: AddonLimits(joinsOnce: false),
      keeps: grants ? [.grants, .usageMeters] : [.usageMeters],
      // `UsagePriceRequestEntity` of Creem's TypeScript SDK: one price for a unit, and a whole number of free units.
      charges: [.flat, .quantity, .usage, .includedUsage, .package, .packageBeyondAllowance, .usageAlone],
      // Creem's documentation, features/usage-based-billing.mdx: usage is counted by calendar month.
      usageCycles: [.same, .monthInLonger], usageResets: [.month],
      // Creem's command line, packages/cli/src/commands/discounts.ts, and its OpenAPI description, POST /v1/discounts.
      discounts: DiscountLimits(
        percentDecimals: 0, amounts: .oneCurrency, enforces: [.redemptions, .end], keepsExisting: true, hasOneCode: true,
        documentsLongPeriods: false),
      // A checkout sells one product.
      refusedSituations: [.recurringAddon: [.newCustomer], .oneTimeAddon: [.newCustomer, .runningSubscription]])
  }
}

/// How often Creem charges a recurring product.
///
/// Five cadences have a name. All others are `custom`, with a unit and a count that a named one must not have (Creem's
/// OpenAPI description, POST /v1/products, `billing_period` and `recurring_interval_count`).
struct CreemCycle {
  /// The value of `billing_period`.
  let name: String
  /// The cadence of a `custom` period; nil for a named one.
  let custom: Cadence?

  init(_ cadence: Cadence) {
    let name: String? =
      switch (cadence.period, cadence.count) {
      case (.day, 1): "every-day"
      case (.month, 1): "every-month"
      case (.month, 3): "every-three-months"
      case (.month, 6): "every-six-months"
      case (.year, 1): "every-year"
      default: nil
      }
    self.name = name ?? "custom"
    custom = name == nil ? cadence : nil
  }

  /// Whether the API has supported the cadence only since mid-2026.
  var isRecent: Bool { custom != nil || name == "every-day" }
}
