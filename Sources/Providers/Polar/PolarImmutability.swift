import Catalog
import CatalogReading

extension Immutability {
  /// The amounts of a product can change, for who buys from then on; its cycle cannot.
  static let polar: [Immutability] = [
    Immutability(
      "product", [.priceInterval, .priceRecurrence],
      source: "Polar's documentation, features/products: billing cycle and interval are locked in at creation"),
    Immutability(
      "product", [.entitlementReset], options: ["meterCycling"], scope: .init(kinds: [.plan, .addon], isRecurring: true),
      source: "polarsource/polar, server/polar/product: an update has no meter_interval"),
    Immutability(
      "meter", [.meterEventType, .meterAggregation, .meterValueProperty],
      source: "polarsource/polar, server/polar/meter: filter and aggregation are final once events were billed"),
    Immutability(
      "benefit", [.featureType], source: "polarsource/polar, server/polar/benefit: the type of a benefit is final"),
    Immutability(
      "object of any kind", [], options: ["organizationId"],
      source: "ProductUpdate of Polar's OpenAPI document: it has no organization"),
  ]
}
