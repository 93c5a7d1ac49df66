import Catalog
import CatalogReading

extension ImmutableFields {
  /// The amounts of a product can change, for new customers; its billing cycle cannot.
  static let polar: [ImmutableFields] = [
    ImmutableFields(
      "product", [.priceInterval, .priceRecurrence],
      source: "Polar's documentation, features/products: billing cycle and interval are fixed at creation"),
    ImmutableFields(
      "product", [.quantity], source: "Polar's documentation, features/products: the type of a price is fixed at creation"),
    ImmutableFields(
      "product", [.entitlementReset], options: ["meterCycling"], scope: .init(kinds: [.plan, .addon], isRecurring: true),
      source: "polarsource/polar, server/polar/product: an update has no meter_interval"),
    ImmutableFields(
      "meter", [.meterEventType, .meterAggregation, .meterValueProperty, .featureWhere],
      source: "polarsource/polar, server/polar/meter: filter and aggregation cannot change once events have been billed"),
    ImmutableFields(
      "benefit", [.featureType], source: "polarsource/polar, server/polar/benefit: the type of a benefit cannot change"),
    ImmutableFields(
      "object of any kind", [], options: ["organizationId"],
      source: "ProductUpdate of Polar's OpenAPI document: no organization"),
    ImmutableFields(
      "discount", [.discountDuration],
      source: "Polar's OpenAPI description, PATCH /v1/discounts/{id}: type and duration are fixed at creation"),
  ]
}
