import CatalogReading

extension Immutability {
  /// A plan that customers have is not changed under them: the update is a new version, and they keep theirs.
  static let autumn: [Immutability] = [
    Immutability(
      "version of the plan",
      [
        .priceAmount, .priceCurrency, .priceInterval, .priceTrialDays, .entitlement, .entitlementAmount, .entitlementReset,
        .topupFeature, .topupAmount,
      ],
      source: "Autumn's documentation, concepts/versioning: where customers have the plan, an update makes a version"),
    Immutability(
      "plan", [.itemKey], scope: .init(name: .ofPrice),
      source: "Autumn's OpenAPI document, plans.update: another id only for a plan that nobody has had"),
    Immutability(
      "plan", [.priceID], scope: .init(hasSeveralPrices: true, name: .ofPrice),
      source: "Autumn's OpenAPI document, plans.update: the id of the price is part of the plan's"),
    Immutability(
      "feature", [.featureKey, .featureType],
      source: "useautumn/autumn, detectFeatureUpdateBlockers.ts: id and type of a feature in use are final"),
  ]
}
