import Catalog

extension ProviderLimits {
  /// What Autumn supports. It charges through the seller's Stripe account.
  static func autumn(_ settings: ProviderSettings) -> ProviderLimits {
    ProviderLimits(
      // Autumn's documentation, modelling-pricing/trials: an add-on joins the plan's subscription, and its trial is ignored
      // once that has begun. When the trial of a free plan ends, the customer loses the plan.
      trial: TrialLimits(longest: TrialLimits.longestAtStripe, allowsFree: false, allowsNoCard: true),
      // useautumn/autumn, openapi.yml, POST /v1/plans.create, `price.interval`.
      cadence: CadenceLimits(longest: CadenceLimits.chargedByStripe, allowed: "weeks, months or years") { cadence in
        guard cadence.period == .day else { return cadence }
        return cadence.count.isMultiple(of: 7) ? Cadence(.week, cadence.count / 7) : nil
      },
      money: .autumn(defaultCurrency: settings.autumnDefaultCurrency),
      // useautumn/autumn, openapi.yml, POST /v1/plans.create, `items.included`. The only larger value is `unlimited`, which
      // would grant more than the catalog says.
      units: UnitLimits(maximum: 10_000_000_000_000),
      // Autumn's documentation, modelling-pricing/add-ons.
      addons: AddonLimits(step: .any),
      keeps: [
        .itemsWithoutPrice, .defaultPlans, .features, .featureValues, .limits, .grants, .grantExpiration, .usageStops,
        .quantityFeatures, .groups,
        .pools,
      ],
      // The same, `items.price`, and validateProductItems.ts: `volume` and `flat_amount` are only for units that are prepaid. A
      // quantity is one of units, not of plans, so it is checked with its feature.
      charges: [
        .flat, .graduatedQuantity, .volumeQuantity, .flatInQuantityTier, .usage, .includedUsage, .graduatedUsage, .package,
        .packageBeyondAllowance, .fractionalUsage, .usageAlone,
      ],
      // Of anything else, units of a feature.
      sellsSeveral: [.topup],
      // Each item has its own interval; validateProductItems.ts rejects weeks beside months.
      usageCycles: [.same, .monthInLonger, .yearInShorter],
      // The same, rewardsCreateOpModels.ts. A percentage is any number.
      discounts: DiscountLimits(
        percentDecimals: 12, amounts: .oneCurrency, enforces: [.redemptions, .firstPurchase], keepsExisting: true,
        documentsLongPeriods: false),
      // A request attaches one plan.
      refusedSituations: [.recurringAddon: [.newCustomer], .oneTimeAddon: [.newCustomer]])
  }
}

extension MoneyTable {
  /// The currencies of Stripe, without those that Autumn charges incorrectly.
  ///
  /// Source: useautumn/autumn, stripeCurrencies.ts (a currency with three decimals can only be the default one) and
  /// convertAmountUtils.ts (UGX has no decimals there, but Stripe counts it in hundredths, so a hundredth would be charged).
  ///
  /// - Parameter defaultCurrency: the code of the organization's currency.
  fileprivate static func autumn(defaultCurrency: String) -> MoneyTable {
    var table = chargedByStripe()
    table.currencies?.remove("UGX")
    table.currencies = table.currencies?.filter { code in
      code == defaultCurrency || Currency(code: code)?.minorUnitDigits != 3
    }
    // A free price becomes a plan without a price.
    table.free = Sale.allCases
    return table
  }
}

extension ProviderSettings {
  /// The code of the organization's currency. The default is USD (useautumn/autumn, `org.default_currency || "usd"`).
  package var autumnDefaultCurrency: String {
    text("defaultCurrency").flatMap { Currency(code: $0) }?.code ?? "USD"
  }
}
