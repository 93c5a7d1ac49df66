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
      Resource("product-features", "/v1/products/", id: nil),
    ],
    search: { request in
      Request.kind(of: request.id) == "prices" ? price(request) : Search(request.lookup, terms: [])
    })

  /// A price cannot be deleted, only archived, and not while it is the default of its product (POST /v1/prices/{price}).
  private static let retiredPrice = Archival(Call(.post, "/v1/prices/{}", body: ["active": false])) { request in
    guard let product = request.body?["product"] else { return nil }
    return ("/v1/products/\(segment(product))", "default_price")
  }

  /// Searches all prices of the product. This also finds a price that has lost its lookup key to its replacement, and that an
  /// interrupted run has yet to archive.
  private static func price(_ request: Request) -> Search? {
    guard request.path == "/v1/prices", let body = request.body, let product = body["product"] else { return nil }
    let key = body["lookup_key"].map { [JSON.Member("lookup_key", $0)] } ?? []
    let ids = body["metadata"]?.only(["catalogPlanId", "catalogAddonId", "catalogTopupId", "catalogPriceId"])
    let own = ids.map { [JSON.Member("metadata", $0)] } ?? []
    let terms = JSON.members([
      "currency": body["currency"], "unit_amount": body["unit_amount"], "recurring": body["recurring"] ?? .null,
    ])
    return Search(
      "/v1/prices", query: [.init("product", product), .init("active", true), .init("limit", 100)],
      match: .object((key.isEmpty ? own : key) + terms),
      same: [key, own].filter { !$0.isEmpty }.map(JSON.object))
  }

  private static func segment(_ id: JSON) -> String { id.reference.map { "{\($0)}" } ?? pathSegment(metadataText(id)) }
}
