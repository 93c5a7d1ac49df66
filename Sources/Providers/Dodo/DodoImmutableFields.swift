import Catalog
import CatalogReading

extension ImmutableFields {
  /// A product's amount, currency and interval can change, for new customers. Whether it is one-time, recurring or usage-based
  /// cannot.
  static let dodo: [ImmutableFields] = [
    ImmutableFields(
      "product or add-on", [.priceRecurrence],
      source: "Dodo's documentation, features/products: the pricing model of a product cannot be changed later"),
    ImmutableFields(
      "product", [.usagePrice], scope: .init(kinds: [.plan]),
      source: "Dodo's documentation, features/products: the pricing model of a product cannot be changed later"),
    ImmutableFields(
      "meter", [.meterEventType, .meterAggregation, .meterValueProperty, .featureWhere], scope: .init(isCharged: true),
      source: "the Python SDK dodopayments 1.123.0, `meter_update_params`: name, description and unit"),
  ]
}
