import CatalogReading

extension ImmutableFields {
  /// Updating a plan that customers have creates a new version; they keep theirs.
  static let autumn: [ImmutableFields] = [
    ImmutableFields(
      "version of the plan",
      [
        .priceAmount, .priceTiers, .priceCurrency, .priceInterval, .priceTrialDays, .entitlement, .entitlementAmount,
        .entitlementReset, .entitlementMax, .usagePrice, .usagePriceRate, .usagePriceCurrency, .quantityFeature, .quantityMax,
        .topupFeature, .topupAmount, .grantExpiration,
      ],
      source: "Autumn's documentation, concepts/versioning: if customers have the plan, an update creates a version"),
    ImmutableFields(
      "plan", [.itemKey], scope: .init(name: .ofPrice),
      source: "Autumn's OpenAPI document, plans.update: the id can change only if no customer has ever had the plan"),
    ImmutableFields(
      "plan", [.priceID], scope: .init(hasSeveralPrices: true, name: .ofPrice),
      source: "Autumn's OpenAPI document, plans.update: the plan's id includes that of the price"),
    ImmutableFields(
      "feature", [.featureKey, .featureType],
      source: "useautumn/autumn, detectFeatureUpdateBlockers.ts: the id and type of a feature in use cannot change"),
    ImmutableFields(
      "reward", [.discountValue, .discountDuration],
      source: "Autumn's OpenAPI document, rewards.update: only name, plans and codes can be updated"),
  ]
}
