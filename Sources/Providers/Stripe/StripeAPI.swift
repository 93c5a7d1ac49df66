import JSONText
import Syntax

extension API {
  /// Version 2026-10-28.endive. Bodies are form-encoded (Stripe's API reference, "Authentication", "Idempotent requests").
  static let stripe = API(
    baseURL: "https://api.stripe.com",
    authentication: .bearer("STRIPE_API_KEY"),
    keyPrefixes: (["sk_test_", "rk_test_"], ["sk_live_", "rk_live_"]),
    encoding: .form,
    headers: [("Stripe-Version", "2026-10-28.endive")],
    idempotencyHeader: "Idempotency-Key",
    resources: [
      Resource("features", "/v1/entitlements/features") { request in
        // The lookup key is immutable (POST /v1/entitlements/features/{id}).
        Call(.post, "/v1/entitlements/features/{}", body: request.body?.only(["name", "metadata"]))
      },
      Resource("products", "/v1/products") { request in
        Call(.post, "/v1/products/{}", body: request.body?.without(["id"]))
      },
      Resource("prices", "/v1/prices", change: .replaced(archivedPrice)) { request in
        Call(.post, "/v1/prices/{}", body: request.body?.only(["lookup_key", "transfer_lookup_key", "metadata"]))
      },
      // The event name and the aggregation of a meter cannot change, and running subscriptions are billed through it.
      Resource("meters", "/v1/billing/meters") { request in
        Call(.post, "/v1/billing/meters/{}", body: request.body?.only(["display_name"]))
      },
      Resource("usage", "/v1/prices", change: .replaced(archivedPrice)) { request in
        Call(.post, "/v1/prices/{}", body: request.body?.only(["lookup_key", "transfer_lookup_key", "metadata"]))
      },
      Resource("product-features", "/v1/products/", hasID: false),
      // Neither the reduction nor the limits of a coupon or a code can change.
      Resource("coupons", "/v1/coupons") { request in
        Call(.post, "/v1/coupons/{}", body: request.body?.only(["name", "metadata"]))
      },
      Resource("promotion-codes", "/v1/promotion_codes") { request in
        Call(.post, "/v1/promotion_codes/{}", body: request.body?.only(["metadata"]))
      },
    ])

  /// A price cannot be deleted, only archived, and not while it is the default of its product (POST /v1/prices/{price}).
  private static let archivedPrice = Call(.post, "/v1/prices/{}", body: ["active": false])

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
}
