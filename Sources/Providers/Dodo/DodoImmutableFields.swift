import CatalogReading

extension ImmutableFields {
  /// A product's amount, currency and interval can change, for new customers. Whether it is one-time or recurring cannot.
  static let dodo: [ImmutableFields] = [
    ImmutableFields(
      "product or add-on", [.priceRecurrence],
      source: "Dodo's documentation, features/products: the pricing model of a product cannot be changed later")
  ]
}
