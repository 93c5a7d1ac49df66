import Catalog
import CatalogReading

extension Immutability {
  /// Meters let change what they are called and how they group; features let nothing change; entitlements of customers are
  /// replaced; a published plan or add-on is frozen, and a change is a new version of it.
  static let openmeter: [Immutability] = [
    Immutability(
      "meter", [.meterKey, .meterEventType, .meterAggregation, .meterValueProperty],
      source: "MeterUpdate of OpenMeter's api/openapi.yaml: name, description, metadata and groupBy alone"),
    Immutability(
      "feature", [.featureID, .featureKey, .featureName, .featureMeter, .featureMetadata, .providerMetadata],
      source: "OpenMeter's api/openapi.yaml, /api/v1/features: features are made, listed and archived, and never updated"),
    Immutability(
      "entitlement of each customer",
      [
        .entitlementAmount, .entitlementReset, .entitlementSoftLimit, .entitlementOverage, .entitlementConfig,
        .entitlementMetadata,
      ],
      source: "OpenMeter's api/openapi.yaml, PUT /api/v2/customers/…/entitlements/…/override: a change is a replacement"),
    Immutability(
      "version of the plan or add-on",
      [
        .itemID, .itemName, .itemDescription, .itemMetadata, .entitlement, .priceAmount, .priceInterval, .priceTrialDays,
        .priceMetadata, .priceLookupKey, .multiple, .compatiblePlans, .quantityMax,
      ],
      scope: billing,
      source: "OpenMeter's openmeter/productcatalog/plan/service/plan.go: what is published is frozen"),
    Immutability(
      "plan or add-on", [.itemKey, .priceCurrency, .priceRecurrence], scope: billing,
      source: "PlanReplaceUpdate and AddonReplaceUpdate of OpenMeter's api/openapi.yaml: without key and currency"),
    Immutability(
      "plan or add-on", [.priceID],
      scope: .init(kinds: [.plan, .addon], hasSeveralPrices: true, name: .ofPrice, option: ("mode", "plans")),
      source: "PlanReplaceUpdate of OpenMeter's api/openapi.yaml: without the key, of which the id of a price is part"),
    Immutability(
      "plan or add-on", [], options: ["mode"],
      source: "OpenMeter's api/openapi.yaml: entitlements of a plan and of a customer are different objects"),
  ]

  private static let billing = Scope(kinds: [.plan, .addon], option: ("mode", "plans"))
}
