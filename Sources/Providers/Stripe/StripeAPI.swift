import JSONText
import Syntax

extension API {
  /// Version 2026-10-28.endive. Bodies are form-encoded, and lists are pages of `data` that continue after an id (Stripe's API
  /// reference, "Authentication", "Idempotent requests", "Pagination").
  static let stripe = API(
    baseURL: "https://api.stripe.com",
    authentication: .bearer("STRIPE_API_KEY"),
    keyPrefixes: (["sk_test_", "rk_test_"], ["sk_live_", "rk_live_"]),
    encoding: .form,
    headers: [("Stripe-Version", "2026-10-28.endive")],
    idempotencyHeader: "Idempotency-Key",
    lists: .init(member: "data", parameter: "starting_after", hasMore: ".has_more == true", next: ".data[-1].id"),
    deletedFilter: ".deleted == true",
    resources: [
      Resource("features", "/v1/entitlements/features") { request in
        // The lookup key is immutable (POST /v1/entitlements/features/{id}).
        Call(.post, "/v1/entitlements/features/{}", body: request.body?.only(["name", "metadata"]))
      },
      Resource("products", "/v1/products") { request in
        Call(.post, "/v1/products/{}", body: request.body?.without(["id"]))
      },
      Resource("prices", "/v1/prices", onDrift: .replaced(retiredPrice)) { request in
        Call(.post, "/v1/prices/{}", body: request.body?.only(["lookup_key", "transfer_lookup_key", "metadata"]))
      },
      // The event name and the aggregation of a meter cannot change, and running subscriptions are billed through it.
      Resource("meters", "/v1/billing/meters") { request in
        Call(.post, "/v1/billing/meters/{}", body: request.body?.only(["display_name"]))
      },
      Resource("usage", "/v1/prices", onDrift: .replaced(retiredPrice)) { request in
        Call(.post, "/v1/prices/{}", body: request.body?.only(["lookup_key", "transfer_lookup_key", "metadata"]))
      },
      Resource("product-features", "/v1/products/", id: nil),
      // Neither the reduction nor the limits of a coupon or a code can change.
      Resource("coupons", "/v1/coupons") { request in
        Call(.post, "/v1/coupons/{}", body: request.body?.only(["name", "metadata"]))
      },
      Resource("promotion-codes", "/v1/promotion_codes") { request in
        Call(.post, "/v1/promotion_codes/{}", body: request.body?.only(["metadata"]))
      },
    ],
    search: { request in
      switch Request.kind(of: request.id) {
      case "prices", "usage": price(request)
      case "meters": Search(request.lookup, terms: ["default_aggregation", "customer_mapping", "value_settings"])
      case "coupons": coupon(request)
      case "promotion-codes": Search(request.lookup, terms: ["max_redemptions", "expires_at", "restrictions"])
      default: Search(request.lookup, terms: [])
      }
    })

  /// A price cannot be deleted, only archived, and not while it is the default of its product (POST /v1/prices/{price}).
  private static let retiredPrice = Retirement(Call(.post, "/v1/prices/{}", body: ["active": false])) { request in
    guard let product = request.body?["product"] else { return nil }
    return ("/v1/products/\(segment(product))", "default_price")
  }

  private static func coupon(_ request: Request) -> Search? {
    guard let lookup = request.lookup else { return nil }
    if lookup.query.isEmpty { return Search(lookup) }
    guard var search = Search(lookup) else { return nil }
    search.same = lookup.match.map { [$0.only(["metadata"])] } ?? []
    return search
  }

  /// Searches all prices of the product. This also finds a price that has lost its lookup key to its replacement, and that an
  /// interrupted run has yet to archive.
  private static func price(_ request: Request) -> Search? {
    guard request.path == "/v1/prices", let body = request.body, let product = body["product"] else { return nil }
    let key = body["lookup_key"].map { [JSON.Member("lookup_key", $0)] } ?? []
    let ids = body["metadata"]?.only([
      "catalogPlanId", "catalogAddonId", "catalogTopupId", "catalogPriceId", "catalogFeatureId", "catalogUnderPriceId",
    ])
    let own = ids.map { [JSON.Member("metadata", isolated($0))] } ?? []
    var terms = stripeTerms(of: body)
    if body["recurring"] == nil { terms.append(.init("recurring", .null)) }
    if body["transform_quantity"] == nil { terms.append(.init("transform_quantity", .null)) }
    return Search(
      "/v1/prices",
      query: [.init("product", product), .init("active", true), .init("limit", 100)] + stripeExpansion(of: body),
      match: .object((key.isEmpty ? own : key) + terms),
      same: [key, own].filter { !$0.isEmpty }.map(JSON.object))
  }

  /// The ids of a price, which must not match a usage price with the same id; or those of an item's usage price, which must not
  /// match that of one of its prices.
  private static func isolated(_ ids: JSON) -> JSON {
    guard case .object(let members) = ids else { return ids }
    if ids["catalogFeatureId"] == nil { return .object(members + [.init("catalogFeatureId", .null)]) }
    guard ids["catalogTopupId"] == nil, ids["catalogUnderPriceId"] == nil else { return ids }
    return .object(members + [.init("catalogUnderPriceId", .null)])
  }

  /// The terms of a price in the form of a response, from the body that creates it.
  static func stripeTerms(of body: JSON) -> [JSON.Member] {
    var tiers: JSON?
    if case .array(let own)? = body["tiers"] {
      tiers = .array(
        own.map { tier in
          .fields([
            "up_to": tier["up_to"] == "inf" ? JSON.null : tier["up_to"], "unit_amount_decimal": tier["unit_amount_decimal"],
            "flat_amount": tier["flat_amount"] ?? .null,
          ])
        })
    }
    return JSON.members([
      "currency": body["currency"], "unit_amount": body["unit_amount"], "unit_amount_decimal": body["unit_amount_decimal"],
      "tiers_mode": body["tiers_mode"], "tiers": tiers, "transform_quantity": body["transform_quantity"],
      "recurring": body["recurring"],
    ])
  }

  /// The query that includes the tiers of prices in a list (GET /v1/prices, "Expanding responses").
  static func stripeExpansion(of body: JSON) -> [JSON.Member] {
    body["tiers"] == nil ? [] : [.init("expand[]", "data.tiers")]
  }

  private static func segment(_ id: JSON) -> String { id.reference.map { "{\($0)}" } ?? pathSegment(metadataText(id)) }
}
