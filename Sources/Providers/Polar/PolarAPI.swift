import JSONText

extension API {
  /// Version 2026-04: bearer tokens, a separate sandbox for tests, lists by `page` from 1 (Polar's documentation,
  /// api-reference/introduction and integrate/sandbox). There are no idempotency keys.
  static let polar = API(
    baseURL: "https://api.polar.sh",
    testURL: "https://sandbox-api.polar.sh",
    authentication: .bearer("POLAR_ACCESS_TOKEN"),
    headers: [("Polar-Version", "2026-04")],
    lists: .init(member: "items", hasMore: ".pagination.max_page > $page", next: "$page + 1"),
    resources: [
      Resource("meters", "/v1/meters/") { request in
        // Filter and aggregation cannot change once events have been billed (server/polar/meter/service.py).
        Call(.patch, "/v1/meters/{}", body: request.body?.only(["name", "metadata"]))
      },
      Resource("benefits", "/v1/benefits/"),
      // Products are archived, never deleted, and their subscriptions continue (features/products).
      Resource(
        "prices", "/v1/products/",
        onDrift: .replaced(Retirement(Call(.patch, "/v1/products/{}", body: ["is_archived": true])))),
      // The list replaces the existing one.
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
      Resource("product-benefits", "/v1/products/", id: nil, onDrift: .reposted),
    ],
    search: { request in
      switch Request.kind(of: request.id) {
      case "prices": product(request)
      case "product-benefits": benefits(request)
      case "discounts": Search(request.lookup, terms: ["type", "basis_points", "amounts", "duration", "duration_in_months"])
      default: object(request)
      }
    })

  /// Meters and benefits have a catalog id in their metadata, which identifies them whatever their other fields are.
  private static func object(_ request: Request) -> Search? {
    guard var search = Search(request.lookup) else { return nil }
    search.same = [[:]]
    return search
  }

  /// Searches by its ids only, so that a product with other terms is found, too.
  private static func product(_ request: Request) -> Search? {
    guard let lookup = request.lookup, var search = Search(lookup),
      let terms = lookup.query.first(where: { $0.name == "metadata[catalogTerms]" })
    else { return nil }
    search.query = lookup.query.filter { $0.name != terms.name } + [.init("limit", 100)]
    search.match = ["metadata": ["catalogTerms": terms.value]]
    search.same = [[:]]
    return search
  }

  private static func benefits(_ request: Request) -> Search? {
    guard case .array(let ids) = request.body?["benefits"], request.path.hasSuffix("/benefits") else { return nil }
    return Search(
      String(request.path.dropLast("/benefits".count)), isSingle: true,
      match: ["benefits": .array(ids.map { ["id": $0] })], same: [[:]])
  }
}
