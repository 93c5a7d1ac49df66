import CatalogReading

extension Immutability {
  /// A product's amount, currency and interval can change, for new customers. Whether it is one-time or recurring cannot.
  static let dodo: [Immutability] = [
    Immutability(
      "product or add-on", [.priceRecurrence],
      source: "Dodo's documentation, features/products: the pricing model of a product cannot be changed later")
  ]
}
