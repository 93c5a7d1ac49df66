import JSONText

extension API {
  /// Version 1, by default of OpenMeter's cloud. There are no idempotency keys, but slugs and keys are unique: creating a
  /// duplicate fails with 409 (api/openapi.yaml).
  static let openmeter = API(
    baseURL: "https://openmeter.cloud",
    authentication: .bearer("OPENMETER_API_KEY"),
    lists: .init(member: "items", hasMore: ".totalCount > $page * .pageSize", next: "$page + 1"),
    deletedFilter: ".deletedAt != null or .archivedAt != null",
    resources: [
      // What a meter counts, and how, cannot be changed (MeterUpdate).
      Resource("meters", "/api/v1/meters") { request in
        Call(.put, "/api/v1/meters/{}", body: request.body?.only(["name", "description", "metadata", "groupBy"]))
      },
      Resource("features", "/api/v1/features"),
      // An active version cannot be changed: a POST with its key creates the next version, and publishing that archives it
      // (openmeter/productcatalog/plan/service/plan.go).
      Resource("plans", "/api/v1/plans", onDrift: .reposted),
      Resource("addons", "/api/v1/addons", onDrift: .reposted),
      Resource("plan-addons", "/api/v1/plans/", id: nil),
      Resource("publish", "/api/v1/", id: nil, onDrift: .reposted),
    ],
    search: { request in
      let isSingle = request.lookup.map { $0.query.allSatisfy { $0.name == "includeLatest" } }
      guard var search = Search(request.lookup, isSingle: isSingle, terms: []) else { return nil }
      if let body = request.body, ["plans", "addons"].contains(Request.kind(of: request.id)) { search.match = terms(body) }
      return search
    })

  /// The currency, cadence and amounts of a plan or add-on.
  private static func terms(_ body: JSON) -> JSON {
    .fields([
      "currency": body["currency"], "billingCadence": body["billingCadence"],
      "phases": body["phases"].map { phases in
        .each(of: phases) { phase in
          .fields([
            "key": phase["key"] ?? .null, "duration": phase["duration"] ?? JSON.none, "rateCards": fees(phase["rateCards"]),
          ])
        }
      },
      "rateCards": body["rateCards"].map { fees($0) },
    ])
  }

  private static func fees(_ cards: JSON?) -> JSON {
    // A card that an earlier version has, and the catalog no longer has, would still be charged.
    .each(of: cards ?? []) { card in
      guard let price = card["price"], price["type"] != nil else {
        return .fields(["key": card["key"] ?? .null, "price": JSON.none])
      }
      return .fields([
        "key": card["key"] ?? .null, "billingCadence": card["billingCadence"] ?? .null, "price": terms(ofPrice: price),
        "discounts": card["discounts"].map { discounts($0) } ?? JSON.none,
      ])
    }
  }

  private static func discounts(_ discounts: JSON) -> JSON {
    .fields([
      "percentage": discounts["percentage"]?["percentage"].map { ["percentage": ["$decimal": $0]] } ?? JSON.none,
      "usage": discounts["usage"]?["quantity"].map { ["quantity": ["$decimal": $0]] } ?? JSON.none,
    ])
  }

  private static func terms(ofPrice price: JSON) -> JSON {
    func amount(_ price: JSON?) -> JSON? {
      guard let amount = price?["amount"] else { return price }
      return ["amount": ["$decimal": amount]]
    }
    guard case .array(let tiers)? = price["tiers"] else {
      return .fields([
        "type": price["type"], "amount": price["amount"].map { ["$decimal": $0] },
        "quantityPerPackage": price["quantityPerPackage"].map { ["$decimal": $0] } ?? JSON.none,
      ])
    }
    return .fields([
      "type": price["type"], "mode": price["mode"],
      "tiers": .array(
        tiers.map { tier in
          .fields([
            "upToAmount": tier["upToAmount"].map { ["$decimal": $0] }, "flatPrice": amount(tier["flatPrice"]),
            "unitPrice": amount(tier["unitPrice"]),
          ])
        }),
    ])
  }
}

extension JSON {
  /// Matches a list of as many elements, with a matching one for each of these.
  fileprivate static func each(of list: JSON, _ element: (JSON) -> JSON) -> JSON {
    guard case .array(let elements) = list else { return [] }
    return .array(elements.map(element))
  }
}
