extension Immutability {
  /// A product's texts, price, currency and period can change; its tax category cannot.
  static let creem: [Immutability] = [
    Immutability(
      "product", [], options: ["taxCategory"],
      source: "Creem's OpenAPI document, PATCH /v1/products/{id}: the body has no tax_category")
  ]
}
