import Catalog

extension ProviderLimits {
  /// What OpenMeter supports. In mode `entitlements` it sells nothing, and customers are billed elsewhere.
  static func openmeter(_ settings: ProviderSettings) -> ProviderLimits {
    let bills = settings.billsAtOpenMeter
    return ProviderLimits(
      // A trial is a phase, and OpenMeter asks for no payment method.
      trial: TrialLimits(allowsNoCard: true), cadence: .billedByOpenMeter, money: MoneyTable(),
      // OpenMeter's api/openapi.yaml, `maxLength` of plans, add-ons, rate cards and meters. A feature's name has no limit.
      text: TextLimits(
        name: .init(256), description: .init(1024), featureKey: .init(OpenMeterKey.maximumLength), meterName: .init(256),
        meterDescription: .init(1024)),
      // String values, without limits (api/openapi.yaml, Metadata).
      metadata: MetadataLimits(), units: UnitLimits(),
      // openmeter/productcatalog/alignment.go, ValidateBillingCadencesAlign; openmeter/productcatalog/planaddon.go.
      addons: bills ? AddonLimits(step: .divides, sharesCurrency: true) : AddonLimits(),
      sells: bills ? [.plan, .recurringAddon, .oneTimeAddon] : [],
      // api/openapi.yaml, PlanAddonCreate: one assignment per plan, with `maxQuantity`.
      enforcesPlans: bills ? [.recurringAddon, .oneTimeAddon] : [], enforcesQuantity: bills ? [.maximum] : [],
      keeps: [
        .itemsWithoutPrice, .lookupKeys, .features, .featureValues, .meters, .grants, .grantExpiration, .grantPriority,
        .grantRollover, .grantsWithoutRollover, .overage, .usageMeters, .usageStops, .trialStops, .perUnitNumbers,
      ],
      // openmeter/productcatalog/price.go. A bought quantity has flat prices only (ValidateAddonHasCompatiblePrices of
      // openmeter/productcatalog/addon.go), and an allowance cannot depend on it.
      charges: ChargeKind.all(except: [
        .graduatedQuantity, .volumeQuantity, .flatInQuantityTier, .includedUsagePerUnit,
      ]),
      // openmeter/productcatalog/alignment.go, ValidateBillingCadencesAlign.
      usageCycles: [.same, .monthInLonger, .dayInLonger, .yearInShorter],
      // api/openapi.yaml, DiscountPercentage: a JSON number. There are no amounts, codes or limits.
      discounts: bills ? DiscountLimits(percentDecimals: 12, amounts: .none, enforces: []) : nil,
      // api/openapi.yaml, createSubscriptionAddon: an add-on belongs to a subscription that exists.
      refusedSituations: [.recurringAddon: [.newCustomer], .oneTimeAddon: [.newCustomer, .oneTime]])
  }
}

extension ProviderSettings {
  /// Whether OpenMeter bills customers, and therefore has plans and add-ons.
  var billsAtOpenMeter: Bool { text("mode") == "plans" }
}

extension CadenceLimits {
  /// The cadences of plans. A rate card of an add-on may have any aligned cadence.
  ///
  /// Source: openmeter/productcatalog/errors.go, ErrPlanBillingCadenceAllowedValues.
  fileprivate static let billedByOpenMeter = CadenceLimits(
    allowed: "1, 2 or 4 weeks, 1, 3, 6 or 12 months, or 1 year"
  ) { cadence in
    switch (cadence.period, cadence.count) {
    case (.week, 1), (.week, 2), (.week, 4), (.month, 1), (.month, 3), (.month, 6), (.year, 1): cadence
    case (.month, 12): Cadence(.year)
    default: nil
    }
  }
}
