import JSONText

extension API {
  /// As of the SDK 1.123.0: bearer tokens, a host for test keys, lists by `page_number` from 0 with at most 100 elements.
  /// There are no idempotency keys for what is made here.
  static let dodo = API(
    baseURL: "https://live.dodopayments.com",
    testURL: "https://test.dodopayments.com",
    authentication: .bearer("DODO_PAYMENTS_API_KEY"),
    lists: .init(member: "items", parameter: "page_number", hasMore: "(.items | length) >= 100", next: "$page"),
    resources: [
      // Amounts change in place, for who buys from then on (Dodo's documentation, features/products).
      Resource(
        "prices", "/products", id: "product_id",
        change: .updated { Call(.patch, "/products/{}", body: $0.body?.without(["tax_category"])) }),
      Resource(
        "prices", "/addons",
        change: .updated { Call(.patch, "/addons/{}", body: $0.body?.without(["tax_category"])) }),
    ],
    search: { request in
      guard let lookup = request.lookup, let body = request.body, var search = Search(lookup, terms: ["price", "currency"]),
        case .object(let identity) = lookup.match
      else { return nil }
      search.match = .object(identity.filter { $0.name != "price" && $0.name != "currency" } + terms(body))
      return search
    })

  /// What an element of a list says of the price: of products in `price_detail` as it was sent, too.
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
