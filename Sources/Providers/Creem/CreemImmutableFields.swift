import CatalogReading

extension ImmutableFields {
  /// The name, description, price, currency and period of a product can change; its tax category cannot.
  static let creem: [ImmutableFields] = [
    ImmutableFields(
      "product", [], options: ["taxCategory"],
      source: "Creem's OpenAPI document, PATCH /v1/products/{id}: no tax_category in the body"),
    ImmutableFields(
      "discount",
      [
        .discountName, .discountValue, .discountDuration, .discountItems, .discountMaxRedemptions, .discountExpiresAt, .codeTerms,
      ],
      source: "Creem's OpenAPI document: discounts can be created and deleted, not updated"),
  ]
}
