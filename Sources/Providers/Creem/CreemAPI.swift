import JSONText

extension API {
  /// The key is sent in a header, test keys have their own host, and lists use `page_number` from 1 (Creem's OpenAPI document),
  /// except that of meters, which continues after an id (Creem's TypeScript SDK, `MeterListApiResponseDto`). Products accept an
  /// idempotency key.
  static let creem = API(
    baseURL: "https://api.creem.io",
    testURL: "https://test-api.creem.io",
    authentication: .header("x-api-key", "CREEM_API_KEY"),
    keyPrefixes: (["creem_test_"], ["creem_"]),
    idempotencyHeader: "Idempotency-Key",
    lists: .init(
      member: "items", parameter: "page_number", hasMore: ".pagination.next_page != null or .has_more == true",
      next: "if .data then .data[-1].id else $page + 1 end"),
    resources: [
      // Names of meters are unique in a store, and events are charged through a meter as long as it exists.
      Resource("meters", "/v1/meters"),
      // The effect of a price change on existing customers is undocumented. DELETE archives the product.
      Resource("prices", "/v1/products", onDrift: .replaced(Retirement(Call(.delete, "/v1/products/{}")))),
      // Once a customer has used a code, what it lowers cannot change.
      Resource("discounts", "/v1/discounts") { request in
        Call(
          .patch, "/v1/discounts/{}",
          body: request.body?.only(["name", "applies_to_products", "max_redemptions", "expiry_date"]))
      },
    ],
    search: { request in
      if Request.kind(of: request.id) == "discounts" { return Search(request.lookup, isSingle: true) }
      guard case .object(let members) = request.lookup?.match, var search = Search(request.lookup) else { return nil }
      search.same = [.object(members.filter { $0.name == "name" })]
      if Request.kind(of: request.id) == "meters" {
        (search.member, search.pageParameter) = ("data", "starting_after")
      } else {
        search.match = .object(members.filter { $0.name != "usage_prices" } + [.init("usage_prices", usage(request.body))])
      }
      return search
    })

  /// What usage costs, and through which meters. Without those that the catalog no longer has, customers would still pay them.
  private static func usage(_ body: JSON?) -> JSON {
    guard case .array(let prices)? = body?["usage_prices"] else { return .none }
    return .array(
      prices.map { price in
        guard case .object(let members) = price.without(["trial_usage_mode"]) else { return price }
        return .object(members + (price["free_allowance"] == nil ? [.init("free_allowance", .none)] : []))
      })
  }
}
