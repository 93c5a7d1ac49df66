import JSONText

extension API {
  /// As of SDK 1.123.0: bearer tokens, a separate host for test keys, and lists by `page_number` from 0 with at most 100
  /// elements. These requests have no idempotency keys.
  static let dodo = API(
    baseURL: "https://live.dodopayments.com",
    testURL: "https://test.dodopayments.com",
    authentication: .bearer("DODO_PAYMENTS_API_KEY"),
    lists: .init(member: "items", parameter: "page_number", hasMore: "(.items | length) >= 100", next: "$page"),
    resources: [
      // Amounts change in place, for new customers (Dodo's documentation, features/products).
      Resource(
        "prices", "/products", id: "product_id",
        onDrift: .updated { Call(.patch, "/products/{}", body: $0.body?.without(["tax_category"])) }),
      Resource(
        "prices", "/addons",
        onDrift: .updated { Call(.patch, "/addons/{}", body: $0.body?.without(["tax_category"])) }),
    ],
    search: { request in
      guard let lookup = request.lookup, let body = request.body, var search = Search(lookup, terms: ["price", "currency"]),
        case .object(let identity) = lookup.match
      else { return nil }
      search.match = .object(identity.filter { $0.name != "price" && $0.name != "currency" } + terms(body))
      return search
    })

  /// The price in an element of a list. Products also have the price as it was sent, in `price_detail`.
  private static func terms(_ body: JSON) -> [JSON.Member] {
    guard let price = body["price"], price["type"] != nil else {
      return JSON.members(["price": body["price"], "currency": body["currency"]])
    }
    return JSON.members([
      "price": price["price"], "currency": price["currency"],
      "price_detail": price.only(["type", "payment_frequency_count", "payment_frequency_interval"]),
    ])
  }
}
