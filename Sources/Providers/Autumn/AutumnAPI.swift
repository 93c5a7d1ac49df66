import JSONText

extension API {
  /// Version 2.3.0. Every call is a POST. Ids come from the catalog, and creating a duplicate fails.
  static let autumn = API(
    baseURL: "https://api.useautumn.com",
    authentication: .bearer("AUTUMN_SECRET_KEY"),
    keyPrefixes: (["am_sk_test_"], ["am_sk_live_"]),
    headers: [("x-api-version", "2.3.0")],
    lists: .init(member: "list"),
    resources: [
      // The type and use of a feature cannot change once it is in use (server, detectFeatureUpdateBlockers.ts).
      Resource("features", "/v1/features.create", ownID: "feature_id") { request in
        Call(.post, "/v1/features.update", body: request.body?.only(["feature_id", "name", "event_names", "credit_schema"]))
      },
      Resource("products", "/v1/plans.create", ownID: "plan_id", onDrift: .updated(plan)),
      Resource("prices", "/v1/plans.create", ownID: "plan_id", onDrift: .updated(plan)),
      // The value and duration of a reward cannot change. The catalog chooses its id.
      Resource("discounts", "/v1/rewards.create", id: nil),
    ],
    search: { request in
      let isReward = Request.kind(of: request.id) == "discounts"
      let terms: Set<String> =
        isReward ? ["type", "value", "duration"] : ["type", "consumable", "credit_schema", "price", "items"]
      var search = Search(request.lookup, terms: terms)
      if isReward { search?.member = "coupons" }
      if request.path == "/v1/plans.create", case .object(let members)? = search?.match {
        search?.match = .object(members.filter { !["price", "items"].contains($0.name) } + contents(request.body))
      }
      return search
    })

  /// All that a plan costs and includes, in the form of a response. What the catalog no longer has would otherwise stay.
  private static func contents(_ body: JSON?) -> [JSON.Member] {
    var items: [JSON] = []
    if case .array(let own)? = body?["items"] { items = own.map { item($0) } }
    return [.init("price", body?["price"].map(counted) ?? .none), .init("items", .array(items))]
  }

  /// A price may be returned without an interval count of 1.
  private static func counted(_ price: JSON) -> JSON {
    guard case .object(let members) = price else { return price }
    let others = members.filter { $0.name != "interval_count" }
    return .object(others + [.init("interval_count", ["$default": 1, "$value": price["interval_count"] ?? 1])])
  }

  private static func item(_ item: JSON) -> JSON {
    var price = JSON.none
    if case .object(let members)? = item["price"].map(counted) {
      let defaults: [JSON.Member] = [
        .init("billing_units", 1), .init("max_purchase", .none), .init("additional_currencies", .none),
      ]
      price = .object(members + defaults.filter { item["price"]?[$0.name] == nil })
    }
    return .fields(["feature_id": item["feature_id"], "included": item["included"] ?? JSON.none, "price": price])
  }

  /// If customers have the plan, they keep it, and this creates the next version (concepts/versioning). An update removes
  /// members that are null, and leaves omitted ones unchanged.
  private static func plan(_ request: Request) -> Call {
    guard case .object(var members) = request.body else { return Call(.post, "/v1/plans.update", body: request.body) }
    for (name, empty) in [("price", JSON.null), ("items", []), ("free_trial", .null)] as [(String, JSON)]
    where request.body?[name] == nil {
      members.append(.init(name, empty))
    }
    return Call(.post, "/v1/plans.update", body: .object(members))
  }
}
