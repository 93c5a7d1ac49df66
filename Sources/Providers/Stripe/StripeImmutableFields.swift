import CatalogReading

extension ImmutableFields {
  /// Stripe's immutable fields. Names, descriptions and metadata can change, and a lookup key can move to another price.
  static let stripe: [ImmutableFields] = [
    ImmutableFields(
      "price", [.priceAmount, .priceTiers, .priceCurrency, .priceInterval],
      source: "Stripe's API reference, POST /v1/prices/{price}: none of these can be updated"),
    ImmutableFields(
      "metered price", [.usagePriceRate, .usagePriceCurrency],
      source: "Stripe's API reference, POST /v1/prices/{price}: neither amounts nor tiers can be updated"),
    ImmutableFields(
      "meter", [.meterEventType, .meterAggregation], scope: .init(isCharged: true),
      source: "Stripe's API reference, POST /v1/billing/meters/{id}: only the display name can be updated"),
    ImmutableFields(
      "price", [], options: ["taxBehavior"],
      source: "Stripe's API reference, tax_behavior of a price: final once it is exclusive or inclusive"),
    ImmutableFields(
      "product and its prices", [.itemKey], scope: .init(name: .ofItem),
      source: "Stripe's API reference, POST /v1/products/{id}: neither the id nor the product of a price can be updated"),
    ImmutableFields(
      "entitlement feature", [.featureKey],
      source: "Stripe's API reference, POST /v1/entitlements/features/{id}: the lookup key cannot be updated"),
    ImmutableFields(
      "coupon",
      [.discountValue, .discountDuration, .discountItems, .discountMaxRedemptions, .discountExpiresAt],
      source: "Stripe's API reference, POST /v1/coupons/{coupon}: only name, metadata and currency options can be updated"),
    ImmutableFields(
      "promotion code", [.codeTerms],
      source: "Stripe's API reference, POST /v1/promotion_codes/{promotion_code}: only metadata and whether it is active"),
  ]
}
