import CatalogReading

extension Immutability {
  /// What Stripe does not let change. Names, descriptions and metadata can, and a lookup key can be handed to another price.
  static let stripe: [Immutability] = [
    Immutability(
      "price", [.priceAmount, .priceCurrency, .priceInterval],
      source: "Stripe's API reference, POST /v1/prices/{price}: an update takes none of these"),
    Immutability(
      "price", [], options: ["taxBehavior"],
      source: "Stripe's API reference, tax_behavior of a price: final once it is exclusive or inclusive"),
    Immutability(
      "product and its prices", [.itemKey], scope: .init(name: .ofItem),
      source: "Stripe's API reference, POST /v1/products/{id}: an update takes no id, and that of a price no product"),
    Immutability(
      "entitlement feature", [.featureKey],
      source: "Stripe's API reference, POST /v1/entitlements/features/{id}: an update does not take the lookup key"),
  ]
}
