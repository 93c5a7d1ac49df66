import JSONText
import Providers

extension AccountAPI {
  /// Polar, version 2026-04: polarsource/polar at c6c3645 (2026-08-22), `server/polar`, and `product/service.py` at 05b3f388, read
  /// on 2026-11-27.
  ///
  /// Lists of products and meters come from a read replica, so what was changed a moment ago may be missing from them. The limit is
  /// that of live accounts, 500 requests a minute.
  package static let polar = AccountAPI(
    .polar,
    listings: [
      .polar("meters", "/v1/meters/", sorting: "created_at") { $0["archived_at"].map { !$0.isNull } ?? false },
      .polar("benefits", "/v1/benefits/", sorting: "created_at") { _ in false },
      .polar("products", "/v1/products/", sorting: "created_at") { $0["is_archived"] == true },
      .polar("discounts", "/v1/discounts/", sorting: "created_at") { _ in false },
    ],
    kinds: [meter, benefit, product, discount], actions: [benefits],
    // A token of an organization lists that one.
    identity: (path: "/v1/organizations/", id: "items.0.id", name: "items.0.slug"), pace: 0.12)

  private static let metadata = FieldRule("metadata", .updates, absent: [:], entries: .whole)
  /// Sent only with tokens that are not an organization's.
  private static let organization = FieldRule("organization_id", .acts)

  /// The filter and the aggregation cannot change once an event has been counted; no answer tells whether one has.
  private static let meter = ObjectKind(
    "meters", noun: "meter", requests: ["meters"], path: "/v1/meters/", ownership: .mark("metadata"), created: "created_at",
    fields: [
      FieldRule("name", .updates), FieldRule("filter", .refuses(isCounted)), FieldRule("aggregation", .refuses(isCounted)),
      metadata, organization,
    ],
    removal: .keepMeter,
    update: { $0.sending(.patch, "/v1/meters/{}") },
    restore: { _ in [Call(.patch, "/v1/meters/{}", body: ["is_archived": false])] })

  private static let isCounted = "Polar cannot change it once the meter has counted an event"

  /// A change names the type. Deleting a benefit takes it from everyone, customers of archived products included.
  private static let benefit = ObjectKind(
    "benefits", noun: "benefit", requests: ["benefits"], path: "/v1/benefits/", ownership: .mark("metadata"),
    created: "created_at",
    fields: [
      FieldRule("type", .replaces), FieldRule("description", .updates, sent: \.trimmed),
      FieldRule("properties", .updates, received: { $0.only(["meter_id", "units", "rollover"]) }), metadata, organization,
    ],
    removal: .manual("delete it at Polar when no customer needs it; Polar takes it from all who have it"),
    update: { $0.sending(.patch, "/v1/benefits/{}", with: [.init("type", $0.object.json["type"] ?? .null)]) })

  /// A product that is archived loses its checkout links, and they do not come back with it.
  private static let product = ObjectKind(
    "products", noun: "product", requests: ["prices"], path: "/v1/products/", ownership: .mark("metadata"),
    created: "created_at",
    fields: [
      FieldRule("name", .updates, sent: \.trimmed), FieldRule("description", .updates, cleared: .null, sent: \.trimmed),
      FieldRule(
        "prices", .updates, sent: { $0.mapElements(price).asSet }, received: { $0.mapElements(price).asSet },
        except: { old, new in staticTypes(old) == staticTypes(new) ? nil : .replaces }),
      FieldRule("recurring_interval", .replaces), FieldRule("recurring_interval_count", .replaces),
      FieldRule("meter_interval", .replaces), FieldRule("meter_interval_count", .replaces),
      FieldRule("trial_interval", .updates, cleared: .null), FieldRule("trial_interval_count", .updates, cleared: .null),
      metadata, organization,
    ],
    update: { [Call(.patch, "/v1/products/{}", body: .object(productUpdate($0)))] },
    archive: { _ in [Call(.patch, "/v1/products/{}", body: ["is_archived": true])] },
    restore: { _ in [Call(.patch, "/v1/products/{}", body: ["is_archived": false])] })

  /// Prices that are missing from the list are archived. One that stays is sent as its id. The members of a trial go together.
  private static func productUpdate(_ change: Change) -> [JSON.Member] {
    let trial = ["trial_interval", "trial_interval_count"]
    var values = change.values.filter { $0.name != "prices" && !trial.contains($0.name) }
    if change.values.contains(where: { trial.contains($0.name) }) {
      values += trial.map { .init($0, change.body[$0] ?? .null) }
    }
    guard let wanted = change.values.first(where: { $0.name == "prices" })?.value else { return values }
    var existing = change.object.json["prices"]?.elements ?? []
    let prices = wanted.elements.map { body -> JSON in
      guard let index = existing.firstIndex(where: { price($0).matches(price(body)) }) else { return body }
      return ["id": existing.remove(at: index)["id"] ?? .null]
    }
    return values + [.init("prices", .array(prices))]
  }

  /// Amounts come back with twelve decimals, and a price for metered usage with its meter.
  private static func price(_ price: JSON) -> JSON {
    .fields([
      "amount_type": price["amount_type"], "price_currency": price["price_currency"]?.asLowercase,
      "meter_id": price["meter_id"], "price_amount": price["price_amount"], "unit_amount": price["unit_amount"]?.asNumber,
      "tiers": price["tiers"].map { tiers in
        .fields([
          "type": tiers["type"],
          "tiers": tiers["tiers"]?.mapElements { tier in
            ["bound": tier["bound"] ?? .null, "unit_amount": (tier["unit_amount"] ?? .null).asNumber]
          },
        ])
      },
      "minimum_units": price["minimum_units"] ?? .null == 1 ? nil : price["minimum_units"],
      "cap_amount": price["cap_amount"], "tax_behavior": price["tax_behavior"],
    ]).withoutNull
  }

  /// How a product is charged in advance, which is fixed when it is created (Polar's documentation, features/products).
  private static func staticTypes(_ prices: JSON) -> Set<String> {
    Set(prices.elements.compactMap { $0["amount_type"]?.text }.filter { !$0.hasPrefix("metered_") })
  }

  /// The list replaces the existing one: what is left out is revoked, and what is new is granted to all who have the product.
  private static let benefits = ActionKind(
    "product-benefits", verb: "benefits", loss: "customers lose the benefits that are left out"
  ) { body, product in
    ((product["benefits"] ?? []).mapElements { $0["id"] ?? .null }.asSet, (body["benefits"] ?? []).asSet)
  }

  /// The type and the duration are immutable, and what it takes off once it has been redeemed. Discounts that customers have go on
  /// when it is deleted, and its code is free.
  private static let discount = ObjectKind(
    "discounts", noun: "discount", requests: ["discounts"], path: "/v1/discounts/", ownership: .mark("metadata"),
    hasDistinctMarks: false, created: "created_at", key: discountKey,
    fields: [
      FieldRule("name", .updates, sent: \.trimmed), FieldRule("code", .updates, cleared: .null), FieldRule("type", .replaces),
      FieldRule("basis_points", .updates, limit: onceRedeemed), FieldRule("amounts", .updates, limit: onceRedeemed),
      FieldRule("duration", .replaces), FieldRule("duration_in_months", .updates, limit: onceRedeemed),
      FieldRule("max_redemptions", .updates, cleared: .null),
      FieldRule("max_redemptions_per_customer", .updates, cleared: .null),
      FieldRule("ends_at", .updates, cleared: .null, sent: \.asInstant, received: \.asInstant),
      // An empty list means all products; null is ignored.
      FieldRule(
        "products", .updates, absent: [], cleared: [], sent: \.asSet,
        received: { $0.mapElements { $0["id"] ?? .null }.asSet }), metadata, organization,
    ], replacement: .deleteThenCreate,
    update: { $0.sending(.patch, "/v1/discounts/{}") }, archive: { _ in [Call(.delete, "/v1/discounts/{}")] })

  @Sendable private static func onceRedeemed(_ discount: JSON) -> FieldRule.Effect? {
    discount["redemptions_count"] == 0 ? nil : .replaces
  }

  /// The code, in any case. Discounts without one have only their marks, which those of one discount share.
  @Sendable private static func discountKey(_ discount: JSON) -> String? {
    if let code = discount["code"]?.text { return code.uppercased() }
    guard let id = discount.at("metadata.catalogDiscountId")?.text else { return nil }
    return "\(discount.at("metadata.catalogId")?.text ?? "")/\(id)"
  }
}

extension Listing {
  /// A list in numbered pages of at most 100 (`kit/pagination.py`). The default order has no tie-breaker.
  fileprivate static func polar(
    _ kind: String, _ path: String, sorting: String, isArchived: @escaping @Sendable (JSON) -> Bool
  ) -> Listing {
    Listing(
      kind, path, query: [.init("limit", 100), .init("sorting", .string(sorting))],
      paging: .numbered(parameter: "page", first: 1, last: "pagination.max_page"), member: "items", isArchived: isArchived)
  }
}

extension JSON {
  /// Text without white space at its ends.
  fileprivate var trimmed: JSON {
    guard let scalars = text?.unicodeScalars else { return self }
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return .null }
    return .string(String(scalars[first...last]))
  }

  /// The object without members that say nothing.
  fileprivate var withoutNull: JSON { .object(members.filter { !$0.value.isNull }) }
}
