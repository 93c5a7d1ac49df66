import JSONText

extension API {
  /// The key is sent in a header, and test keys have their own host (Creem's OpenAPI document). Products accept an idempotency
  /// key.
  static let creem = API(
    baseURL: "https://api.creem.io",
    testURL: "https://test-api.creem.io",
    authentication: .header("x-api-key", "CREEM_API_KEY"),
    keyPrefixes: (["creem_test_"], ["creem_"]),
    idempotencyHeader: "Idempotency-Key",
    resources: [
      // Names of meters are unique in a store, and events are charged through a meter as long as it exists.
      Resource("meters", "/v1/meters"),
      // The effect of a price change on existing customers is undocumented. DELETE archives the product.
      Resource("prices", "/v1/products", change: .replaced(Call(.delete, "/v1/products/{}"))),
      // Once a customer has used a code, what it lowers cannot change.
      Resource("discounts", "/v1/discounts") { request in
        Call(
          .patch, "/v1/discounts/{}",
          body: request.body?.only(["name", "applies_to_products", "max_redemptions", "expiry_date"]))
      },
    ])
}
