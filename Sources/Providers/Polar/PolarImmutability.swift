import Catalog
import CatalogReading

extension Immutability {
  /// The amounts of a product can change, for new customers; its billing cycle cannot.
  static let polar: [Immutability] = [
    Immutability(
      "product", [.priceInterval, .priceRecurrence],
      source: "Polar's documentation, features/products: billing cycle and interval are fixed at creation"),
    Immutability(
      "product", [.entitlementReset], options: ["meterCycling"], scope: .init(kinds: [.plan, .addon], isRecurring: true),
      source: "polarsource/polar, server/polar/product: an update has no meter_interval"),
    Immutability(
      "meter", [.meterEventType, .meterAggregation, .meterValueProperty],
      source: "polarsource/polar, server/polar/meter: filter and aggregation cannot change once events have been billed"),
    Immutability(
      "benefit", [.featureType], source: "polarsource/polar, server/polar/benefit: the type of a benefit cannot change"),
    Immutability(
      "object of any kind", [], options: ["organizationId"],
      source: "ProductUpdate of Polar's OpenAPI document: no organization"),
  ]
}
