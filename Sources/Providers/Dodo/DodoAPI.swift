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
      // What a meter counts cannot change (SDK 1.123.0, `meter_update_params`).
      Resource("meters", "/meters") { request in
        Call(.patch, "/meters/{}", body: request.body?.only(["name", "description", "measurement_unit"]))
      },
      // `precision` cannot change (SDK 1.123.0, `credit_entitlement_update_params`).
      Resource("credits", "/credit-entitlements") { request in
        Call(.patch, "/credit-entitlements/{}", body: request.body?.without(["precision"]))
      },
      // Amounts change in place, for new customers (Dodo's documentation, features/products).
      Resource(
        "prices", "/products", id: "product_id",
        onDrift: .updated { Call(.patch, "/products/{}", body: $0.body?.without(["tax_category"])) }),
      Resource(
        "prices", "/addons",
        onDrift: .updated { Call(.patch, "/addons/{}", body: $0.body?.without(["tax_category"])) }),
      Resource(
        "discounts", "/discounts", id: "discount_id", onDrift: .updated { Call(.patch, "/discounts/{}", body: $0.body) },
        update: { Call(.patch, "/discounts/{}", body: $0.body) }),
    ],
    search: { request in
      switch Request.kind(of: request.id) {
      case "meters": return Search(request.lookup, terms: ["aggregation"])
      case "credits": return Search(request.lookup, terms: ["precision"])
      case "discounts": return Search(request.lookup)
      default: break
      }
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
    let frequency = ["type", "payment_frequency_count", "payment_frequency_interval"]
    guard let meters = price["meters"] else {
      return JSON.members([
        "price": price["price"], "currency": price["currency"], "price_detail": price.only(Set(frequency)),
      ])
    }
    guard case .object(let detail) = price.only(Set(frequency + ["currency", "fixed_price"])) else { return [] }
    return [JSON.Member("price_detail", .object(detail + [JSON.Member("meters", comparable(meters))]))]
  }

  /// The meters of a price, whose amounts may be returned with more decimals.
  private static func comparable(_ meters: JSON) -> JSON {
    guard case .array(let links) = meters else { return meters }
    return .array(
      links.map { link in
        guard case .object(let members) = link else { return link }
        return .object(
          members.map { member in
            switch (member.name, member.value) {
            case ("price_per_unit", let amount): JSON.Member(member.name, ["$decimal": amount])
            case ("free_threshold", 0): JSON.Member(member.name, .none)
            default: member
            }
          })
      })
  }
}
