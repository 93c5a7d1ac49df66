import Foundations
import JSONText
import Providers

extension AccountAPI {
  /// Creem: its OpenAPI document of mid 2026 (armitage-labs/creem 063c271), its TypeScript SDK of September 2026 (f0c8673), and
  /// docs.creem.io, read on 2026-11-27. Its API tells neither the account nor a rate limit, and no object has metadata.
  package static let creem = AccountAPI(
    .creem,
    listings: [
      Listing(
        "meters", "/v1/meters", query: [.init("limit", 100), .init("include_archived", true)],
        paging: .after(parameter: "starting_after", more: "has_more"), member: "data"
      ) { $0["status"] == "archived" },
      // Without `status`, it is not documented which products are listed.
      .creem("products", "/v1/products/search", [.init("status", "active")]) { $0["status"] == "archived" },
      .creem("products", "/v1/products/search", [.init("status", "archived")]) { $0["status"] == "archived" },
      // Nor which discounts; those that have ended have a status of their own.
      .creem("discounts", "/v1/discounts/search", [.init("status", "active")]) { $0["status"] == "deleted" },
      .creem("discounts", "/v1/discounts/search", []) { $0["status"] == "deleted" },
    ],
    kinds: [meter, product, discount])

  // MARK: Meters

  /// The name of a meter can change, and what it counts as long as it has counted nothing and no product uses it.
  private static let meter = ObjectKind(
    "meters", noun: "meter", requests: ["meters"], path: "/v1/meters", ownership: .file, created: "created_at",
    key: { $0["name"]?.text },
    fields: [
      FieldRule("name", .updates), FieldRule("event_name", .refuses(isBilled)), FieldRule("unit_label", .refuses(isBilled)),
      FieldRule("aggregation", .refuses(isBilled)), FieldRule("aggregation_property", .refuses(isBilled), cleared: .null),
      // An answer always has a filter.
      FieldRule(
        "filter", .refuses(isBilled), cleared: .null,
        received: { $0["clauses"]?.elements.isEmpty == false ? $0.only(["conjunction", "clauses"]) : .null }),
    ],
    removal: .keepMeter,
    update: { $0.sending(.patch, "/v1/meters/{}") },
    restore: { _ in [Call(.post, "/v1/meters/{}/unarchive")] },
    isUsedByOwn: { meter, state, isOwn in
      state.isUsed(meter.id, by: "products", at: "usage_prices", as: "meter_id", isOwn)
    })

  private static let isBilled =
    "Creem cannot change it once usage is counted, and running subscriptions are billed through the meter"

  // MARK: Products

  /// Sent together: an amount is meaningless without its cadence, and a cadence without its parts is refused.
  private static let charge: Set = [
    "price", "currency", "billing_type", "billing_period", "recurring_interval", "recurring_interval_count",
  ]

  /// Subscriptions keep the price that they were bought at (docs.creem.io, update-product). An archived product cannot return,
  /// and what the catalog does not say of taxes stays as it is.
  private static let product = ObjectKind(
    "products", noun: "product", requests: ["prices"], path: "/v1/products", ownership: .file, created: "created_at",
    key: { product in
      JSON.array(
        ["name", "price", "currency", "billing_type", "billing_period"].map { product[$0] ?? .null }
          + ["recurring_interval", "recurring_interval_count"].map { custom($0, of: product) }
      ).compact
    },
    fields: [
      FieldRule("name", .updates), FieldRule("description", .updates), FieldRule("price", .updates),
      FieldRule("currency", .updates), FieldRule("billing_type", .updates), FieldRule("billing_period", .updates),
      FieldRule("recurring_interval", .updates, answer: "", received: { custom("recurring_interval", of: $0) }),
      FieldRule("recurring_interval_count", .updates, answer: "", received: { custom("recurring_interval_count", of: $0) }),
      FieldRule("trial_period_days", .updates, cleared: .null),
      FieldRule("usage_prices", .updates, absent: [], cleared: [], sent: usagePrices, received: usagePrices),
      FieldRule(
        "features", .updates, absent: [], cleared: [], sent: credits, received: credits,
        limit: { product in
          let others = (product["features"] ?? []).elements.contains { $0["type"] != "customerCredits" }
          return others ? .refuses("Creem does not say what an update does to the features that were added by hand") : nil
        }),
      FieldRule("tax_mode", .updates),
      FieldRule("tax_category", .replaces, except: { _, new in new.isNull ? .acts : nil }),
    ],
    update: { change in
      var values = change.values
      if values.contains(where: { charge.contains($0.name) }) {
        values = change.body.only(charge).members + values.filter { !charge.contains($0.name) }
      }
      values = values.map { $0.name == "usage_prices" ? .init($0.name, identified($0.value, in: change.object.json)) : $0 }
      return [Call(.patch, "/v1/products/{}", body: .object(values))]
    },
    archive: { _ in [Call(.delete, "/v1/products/{}")] })

  /// An answer has the interval of every recurring product; it is sent only for a `custom` period.
  private static func custom(_ name: String, of product: JSON) -> JSON {
    product["billing_period"] == "custom" ? product[name] ?? .null : .null
  }

  private static func usagePrices(_ prices: JSON) -> JSON {
    prices.mapElements { price in
      .fields([
        "meter_id": price["meter_id"], "unit_price": price["unit_price"]?.asNumber, "settlement_mode": price["settlement_mode"],
        "free_allowance": price["free_allowance"]?.decimal?.isZero == false ? price["free_allowance"] : nil,
        // The default.
        "trial_usage_mode": price["trial_usage_mode"] == "free" ? nil : price["trial_usage_mode"],
      ])
    }.sorted(by: "meter_id")
  }

  /// The usage prices with the ids of those that stay: another row for the meter would begin to count from 0.
  private static func identified(_ prices: JSON, in product: JSON) -> JSON {
    prices.mapElements { price in
      let row = (product["usage_prices"] ?? []).elements.first { $0["meter_id"] == price["meter_id"] }
      return .object(JSON.members(["id": row?["id"]]) + price.members)
    }
  }

  /// The features that the API can create.
  private static func credits(_ features: JSON) -> JSON {
    .array(
      features.elements.filter { $0["type"] == "customerCredits" }.map { feature in
        .fields([
          "description": feature["description"],
          "customer_credits": feature["customer_credits"]?.only(["amount", "unit_label", "bucket_name"])
            .mapping(["amount"]) { $0.asNumber },
        ])
      })
  }

  // MARK: Discounts

  /// What a code takes off is fixed once a customer has used it, and a deleted code may stay taken, so it is never replaced.
  private static let discount = ObjectKind(
    "discounts", noun: "discount", requests: ["discounts"], path: "/v1/discounts", ownership: .file, created: "created_at",
    key: { $0["code"]?.text },
    fields: [
      FieldRule("name", .updates), FieldRule("code", .acts), reduction("type"), reduction("percentage"), reduction("amount"),
      reduction("currency"), reduction("duration"), reduction("duration_in_months"),
      FieldRule("applies_to_products", .updates, sent: { $0.asSet }, received: { $0.asSet }),
      // Whether null clears them is not documented.
      FieldRule("max_redemptions", .updates, cleared: .null),
      FieldRule("expiry_date", .updates, cleared: .null, sent: { $0.asInstant }, received: { $0.asInstant }),
    ],
    update: { $0.sending(.patch, "/v1/discounts/{}") },
    archive: { _ in [Call(.delete, "/v1/discounts/{}/delete")] })

  private static func reduction(_ name: String) -> FieldRule {
    FieldRule(
      name, .updates,
      limit: { discount in
        guard discount["redeem_count"]?.decimal?.isZero == false else { return nil }
        return .refuses("Creem cannot change it once customers have used the code; write another code")
      })
  }
}

extension Listing {
  /// Pages are numbered from 1; their largest size is not documented.
  fileprivate static func creem(
    _ kind: String, _ path: String, _ query: [JSON.Member], isArchived: @escaping @Sendable (JSON) -> Bool
  ) -> Listing {
    Listing(
      kind, path, query: [.init("page_size", 100)] + query,
      paging: .numbered(parameter: "page_number", first: 1, last: "pagination.total_pages"), member: "items",
      isArchived: isArchived)
  }
}
