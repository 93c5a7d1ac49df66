import Catalog
import CatalogReading

extension ImmutableFields {
  /// Of meters, only the name, description, metadata and groups can change. Features cannot change at all. Customers'
  /// entitlements are replaced. A published plan or add-on cannot change; a change creates a new version.
  static let openmeter: [ImmutableFields] = [
    ImmutableFields(
      "meter", [.meterKey, .meterEventType, .meterAggregation, .meterValueProperty],
      source: "MeterUpdate of OpenMeter's api/openapi.yaml: only name, description, metadata and groupBy"),
    ImmutableFields(
      "feature", [.featureID, .featureKey, .featureName, .featureMeter, .featureWhere, .featureMetadata, .providerMetadata],
      source: "OpenMeter's api/openapi.yaml, /api/v1/features: features can be created, listed and archived, but not updated"),
    ImmutableFields(
      "entitlement of each customer",
      [
        .entitlementAmount, .entitlementReset, .entitlementPerUnit, .entitlementMax, .entitlementSoftLimit, .entitlementOverage,
        .entitlementConfig, .entitlementMetadata,
      ],
      source: "OpenMeter's api/openapi.yaml, PUT /api/v2/customers/…/entitlements/…/override: entitlements are replaced"),
    ImmutableFields(
      "version of the plan or add-on",
      [
        .itemID, .itemName, .itemDescription, .itemMetadata, .entitlement, .priceAmount, .priceInterval, .priceTrialDays,
        .priceMetadata, .priceLookupKey, .usagePrice, .usagePriceRate, .usagePriceCurrency, .usagePriceLookupKey,
        .usagePriceMetadata, .quantity, .compatiblePlans, .quantityMax,
      ],
      scope: billing,
      source: "OpenMeter's openmeter/productcatalog/plan/service/plan.go: a published version cannot be changed"),
    ImmutableFields(
      "plan or add-on", [.itemKey, .priceCurrency, .priceRecurrence], scope: billing,
      source: "PlanReplaceUpdate and AddonReplaceUpdate of OpenMeter's api/openapi.yaml: no key and no currency"),
    ImmutableFields(
      "plan or add-on", [.priceID],
      scope: .init(kinds: [.plan, .addon], hasSeveralPrices: true, name: .ofPrice, option: ("mode", "plans")),
      source: "PlanReplaceUpdate of OpenMeter's api/openapi.yaml: no key, which includes the id of the price"),
    ImmutableFields(
      "plan or add-on", [], options: ["mode"],
      source: "OpenMeter's api/openapi.yaml: the entitlements of a plan and of a customer are different objects"),
  ]

  private static let billing = Scope(kinds: [.plan, .addon], option: ("mode", "plans"))
}
