import JSONText

extension API {
  /// Version 2026-04: bearer tokens, a separate sandbox for tests (Polar's documentation, api-reference/introduction and
  /// integrate/sandbox). There are no idempotency keys.
  static let polar = API(
    baseURL: "https://api.polar.sh",
    testURL: "https://sandbox-api.polar.sh",
    authentication: .bearer("POLAR_ACCESS_TOKEN"),
    headers: [("Polar-Version", "2026-04")],
    resources: [
      Resource("meters", "/v1/meters/") { request in
        // Filter and aggregation cannot change once events have been billed (server/polar/meter/service.py).
        Call(.patch, "/v1/meters/{}", body: request.body?.only(["name", "metadata"]))
      },
      Resource("benefits", "/v1/benefits/"),
      // Products are archived, never deleted, and their subscriptions continue (features/products).
      Resource(
        "prices", "/v1/products/",
        change: .replaced(Call(.patch, "/v1/products/{}", body: ["is_archived": true]))),
      // Its kind and duration cannot change, nor its amount once it has been used.
      Resource("discounts", "/v1/discounts/") { request in
        let body = request.body?.only([
          "name", "code", "max_redemptions", "max_redemptions_per_customer", "ends_at", "products", "metadata",
        ])
        guard case .object(let members)? = body, body?["products"] == nil else {
          return Call(.patch, "/v1/discounts/{}", body: body)
        }
        // An empty list means all products.
        return Call(.patch, "/v1/discounts/{}", body: .object(members + [.init("products", .array([]))]))
      },
      // The list replaces the existing one.
      Resource("product-benefits", "/v1/products/", hasID: false),
    ])
}
