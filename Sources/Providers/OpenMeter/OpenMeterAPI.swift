import JSONText

extension API {
  /// Version 1 of a server, the cloud's where none is named. There are no idempotency keys: slugs and keys are unique, and a
  /// second object with one is answered with 409 (api/openapi.yaml).
  static let openmeter = API(
    baseURL: "https://openmeter.cloud",
    authentication: .bearer("OPENMETER_API_KEY"),
    lists: .init(member: "items", hasMore: ".totalCount > $page * .pageSize", next: "$page + 1"),
    isGone: ".deletedAt != null or .archivedAt != null",
    resources: [
      // What is counted, and how, is final (MeterUpdate).
      Resource("meters", "/api/v1/meters") { request in
        Call(.put, "/api/v1/meters/{}", body: request.body?.only(["name", "description", "metadata", "groupBy"]))
      },
      Resource("features", "/api/v1/features"),
      // An active version is frozen: a POST with its key makes the next one, and publishing that archives this one
      // (openmeter/productcatalog/plan/service/plan.go).
      Resource("plans", "/api/v1/plans", change: .sentAgain),
      Resource("addons", "/api/v1/addons", change: .sentAgain),
      Resource("plan-addons", "/api/v1/plans/", id: nil),
      Resource("publish", "/api/v1/", id: nil, change: .sentAgain),
    ],
    search: { request in
      let isSingle = request.lookup.map { $0.query.allSatisfy { $0.name == "includeLatest" } }
      guard var search = Search(request.lookup, isSingle: isSingle, terms: []) else { return nil }
      if let body = request.body, ["plans", "addons"].contains(Request.kind(of: request.id)) { search.match = offer(body) }
      return search
    })

  /// Of a plan or an add-on: the currency, the cadence and every amount.
  private static func offer(_ body: JSON) -> JSON {
    .fields([
      "currency": body["currency"], "billingCadence": body["billingCadence"],
      "phases": body["phases"].map { .some(of: $0) { ["key": $0["key"] ?? .null, "rateCards": fees($0["rateCards"])] } },
      "rateCards": body["rateCards"].map { fees($0) },
    ])
  }

  private static func fees(_ cards: JSON?) -> JSON {
    .some(of: cards ?? []) { card in
      guard let amount = card["price"]?["amount"] else { return nil }
      return ["key": card["key"] ?? .null, "billingCadence": card["billingCadence"] ?? .null,
        "price": ["amount": ["$decimal": amount]],
      ]
    }
  }
}

extension JSON {
  /// Stands in a match for a list that has an element for each of these, and may have others.
  fileprivate static func some(of list: JSON, _ element: (JSON) -> JSON?) -> JSON {
    guard case .array(let elements) = list else { return ["$some": []] }
    return ["$some": .array(elements.compactMap(element))]
  }
}
