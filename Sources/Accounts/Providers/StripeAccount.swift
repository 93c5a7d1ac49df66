import JSONText
import Providers

extension AccountAPI {
  /// Stripe, version 2026-10-28.endive: stripe-python 16.1.0 and docs.stripe.com, read on 2026-11-27.
  package static let stripe = AccountAPI(
    .stripe,
    listings: [
      // Without `status`, it is not documented which meters are listed.
      .stripe("meters", "/v1/billing/meters", [.init("status", "active")]) { $0["status"] == "inactive" },
      .stripe("meters", "/v1/billing/meters", [.init("status", "inactive")]) { $0["status"] == "inactive" },
      // Lists features that are not archived unless told otherwise.
      .stripe("features", "/v1/entitlements/features", [.init("archived", "false")]) { $0["active"] == false },
      .stripe("features", "/v1/entitlements/features", [.init("archived", "true")]) { $0["active"] == false },
      .stripe("products", "/v1/products", []) { $0["active"] == false },
      // Without `active`, only active prices are listed; tiers must be expanded.
      .stripe("prices", "/v1/prices", [.init("active", "true"), .init("expand[]", "data.tiers")]) { $0["active"] == false },
      .stripe("prices", "/v1/prices", [.init("active", "false"), .init("expand[]", "data.tiers")]) { $0["active"] == false },
      Listing(
        "attachments", "/v1/products/{}/features", query: [.init("limit", "100")],
        paging: .after(parameter: "starting_after", more: "has_more"), member: "data", parent: "products"),
      .stripe(
        "coupons", "/v1/coupons",
        [.init("expand[]", "data.applies_to"), .init("expand[]", "data.currency_options")]
      ) { _ in false },
      .stripe("promotion codes", "/v1/promotion_codes", [.init("active", "true")]) { $0["active"] == false },
      .stripe("promotion codes", "/v1/promotion_codes", [.init("active", "false")]) { $0["active"] == false },
    ],
    kinds: [meter, feature, product, price, attachment, coupon, promotionCode],
    identity: (path: "/v1/account", id: "id", name: "settings.dashboard.display_name"))

  private static let metadata = FieldRule("metadata", .updates, absent: [:], entries: .merged(removal: ""))

  /// POST /v1/billing/meters/{id} changes the display name alone. A meter has no metadata.
  private static let meter = ObjectKind(
    "meters", noun: "meter", requests: ["meters"], path: "/v1/billing/meters", ownership: .file, created: "created",
    key: { $0["event_name"]?.text },
    fields: [
      FieldRule("event_name", .refuses(isBilled)), FieldRule("display_name", .updates),
      FieldRule("default_aggregation", .refuses(isBilled)), FieldRule("customer_mapping", .refuses(isBilled)),
      FieldRule("value_settings", .refuses(isBilled), absent: ["event_payload_key": "value"]),
    ],
    removal: .keepMeter,
    update: { $0.sending(.post, "/v1/billing/meters/{}") },
    restore: { _ in [Call(.post, "/v1/billing/meters/{}/reactivate")] },
    isUsedByOwn: { meter, state, isOwn in
      state.objects("prices").contains { $0.json.at("recurring.meter")?.text == meter.id && isOwn("prices", $0) }
    })

  private static let isBilled = "Stripe cannot change it, and running subscriptions are billed through the meter"

  /// Archiving a feature is final, and frees its lookup key.
  private static let feature = ObjectKind(
    "features", noun: "feature", requests: ["features"], path: "/v1/entitlements/features", ownership: .mark("metadata"),
    key: { $0["lookup_key"]?.text },
    fields: [FieldRule("lookup_key", .replaces), FieldRule("name", .updates), metadata],
    update: { $0.sending(.post, "/v1/entitlements/features/{}") },
    archive: { _ in [Call(.post, "/v1/entitlements/features/{}", body: ["active": false])] })

  /// The id of a product is never free again; an empty text clears a field.
  private static let product = ObjectKind(
    "products", noun: "product", requests: ["products"], path: "/v1/products", ownID: "id", ownership: .mark("metadata"),
    key: { $0["id"]?.text },
    fields: [
      FieldRule("id", .acts), FieldRule("name", .updates), FieldRule("description", .updates, cleared: ""),
      FieldRule("tax_code", .updates, cleared: ""), metadata,
    ],
    update: { $0.sending(.post, "/v1/products/{}") },
    archive: { _ in [Call(.post, "/v1/products/{}", body: ["active": false])] },
    restore: { _ in [Call(.post, "/v1/products/{}", body: ["active": true])] })

  /// What a price charges is immutable. It cannot be archived as the default of its product, and keeps its lookup key when it is.
  private static let price = ObjectKind(
    "prices", noun: "price", requests: ["prices", "usage"], path: "/v1/prices", ownership: .mark("metadata"), created: "created",
    key: { $0["lookup_key"]?.text },
    fields: [
      FieldRule("product", .replaces), FieldRule("currency", .replaces),
      FieldRule("unit_amount", .covered(by: "unit_amount_decimal")),
      FieldRule(
        "unit_amount_decimal", .replaces, received: { $0.asNumber },
        derived: { ($0["unit_amount_decimal"] ?? $0["unit_amount"] ?? .null).asNumber }),
      FieldRule("billing_scheme", .replaces, absent: "per_unit"), FieldRule("tiers_mode", .replaces),
      FieldRule("tiers", .replaces, sent: { $0.mapElements(tier) }, received: { $0.mapElements(tier) }),
      FieldRule("transform_quantity", .replaces),
      FieldRule(
        "recurring", .replaces, sent: { $0.filled(["interval_count": 1, "usage_type": "licensed"]) },
        received: { $0.only(["interval", "interval_count", "usage_type", "meter"]) }),
      // Can be set once.
      FieldRule(
        "tax_behavior", .replaces, absent: "unspecified", except: { old, _ in old == "unspecified" ? .updates : nil }),
      FieldRule("lookup_key", .updates, cleared: "", isName: true), FieldRule("transfer_lookup_key", .acts), metadata,
    ],
    update: { change in
      let moves = change.values.contains { $0.name == "lookup_key" && $0.value != "" }
      return change.sending(.post, "/v1/prices/{}", with: moves ? [.init("transfer_lookup_key", true)] : [])
    },
    archive: { change in
      let isDefault = isDefault(change)
      let product = change.object.json["product"]?.text ?? ""
      // A replacement has taken over as the default.
      let release =
        isDefault && change.body.isNull
        ? [Call(.post, "/v1/products/\(pathSegment(product))", body: ["default_price": ""])] : []
      return release + [Call(.post, "/v1/prices/{}", body: ["active": false])]
    },
    restore: { change in
      let key = change.body["lookup_key"]
      return [
        Call(
          .post, "/v1/prices/{}",
          body: .fields(["active": true, "lookup_key": key, "transfer_lookup_key": key.map { _ in true }]))
      ]
    },
    takeOver: { old, new in
      guard isDefault(old), let product = old.object.json["product"]?.text else { return [] }
      return [Call(.post, "/v1/products/\(pathSegment(product))", body: ["default_price": new])]
    })

  private static func isDefault(_ change: Change) -> Bool {
    guard let product = change.object.json["product"]?.text else { return false }
    return change.state.object("products", id: product)?.json["default_price"]?.text == change.object.id
  }

  private static func tier(_ tier: JSON) -> JSON {
    .fields([
      "up_to": tier["up_to"] == "inf" ? .null : tier["up_to"],
      "unit_amount_decimal": (tier["unit_amount_decimal"] ?? tier["unit_amount"])?.asNumber,
      "flat_amount_decimal": (tier["flat_amount_decimal"] ?? tier["flat_amount"])?.asNumber,
    ])
  }

  /// What customers have of a feature that is detached is taken when their entitlements are next computed.
  private static let attachment = ObjectKind(
    "attachments", noun: "feature of a product", requests: ["product-features"], path: "/v1/products/", ownership: .parent,
    key: { $0["entitlement_feature"]?.text }, objectKey: { $0.at("entitlement_feature.id")?.text },
    fields: [FieldRule("entitlement_feature", .acts)], removal: .detach,
    archive: { [Call(.delete, "/v1/products/\(pathSegment($0.object.parent ?? ""))/features/{}")] },
    isUsedByOwn: { attachment, state, isOwn in
      let feature = attachment.json.at("entitlement_feature.id")?.text
      return state.objects("features").contains { $0.id == feature && isOwn("features", $0) }
    })

  /// What a coupon takes off is immutable. Deleting it ends its codes; discounts that customers have go on.
  private static let coupon = ObjectKind(
    "coupons", noun: "coupon", requests: ["coupons"], path: "/v1/coupons", ownID: "id", ownership: .mark("metadata"),
    key: { $0["id"]?.text },
    fields: [
      FieldRule("id", .acts), FieldRule("name", .updates), FieldRule("percent_off", .replaces),
      FieldRule("amount_off", .replaces), FieldRule("currency", .replaces), FieldRule("duration", .replaces),
      FieldRule("duration_in_months", .replaces), FieldRule("max_redemptions", .replaces), FieldRule("redeem_by", .replaces),
      FieldRule(
        "applies_to", .replaces, sent: { ["products": ($0["products"] ?? []).asSet] },
        received: { ["products": ($0["products"] ?? []).asSet] }),
      // Whether an answer has the coupon's own currency, too, is not documented.
      FieldRule("currency_options", .replaces, received: { $0.mapMembers { $0.only(["amount_off"]) } }), metadata,
    ], replacement: .deleteThenCreate,
    update: { $0.sending(.post, "/v1/coupons/{}") }, archive: { _ in [Call(.delete, "/v1/coupons/{}")] })

  /// A code is unique among the active ones, in any case.
  private static let promotionCode = ObjectKind(
    "promotion codes", noun: "promotion code", requests: ["promotion-codes"], path: "/v1/promotion_codes",
    ownership: .mark("metadata"), hasDistinctMarks: false, key: { $0["code"]?.text?.uppercased() },
    fields: [
      FieldRule("code", .replaces, sent: { $0.asLowercase }, received: { $0.asLowercase }), FieldRule("promotion", .replaces),
      FieldRule("max_redemptions", .replaces), FieldRule("expires_at", .replaces),
      FieldRule(
        "restrictions", .replaces, absent: ["first_time_transaction": false],
        sent: { $0.filled(["first_time_transaction": false]) },
        received: { $0.only(["first_time_transaction", "minimum_amount", "minimum_amount_currency", "currency_options"]) }),
      metadata,
    ], replacement: .deleteThenCreate,
    update: { $0.sending(.post, "/v1/promotion_codes/{}") },
    archive: { _ in [Call(.post, "/v1/promotion_codes/{}", body: ["active": false])] },
    restore: { _ in [Call(.post, "/v1/promotion_codes/{}", body: ["active": true])] })
}

extension Listing {
  /// A list that continues after an id (docs.stripe.com/api/pagination).
  fileprivate static func stripe(
    _ kind: String, _ path: String, _ query: [JSON.Member], isArchived: @escaping @Sendable (JSON) -> Bool
  ) -> Listing {
    Listing(
      kind, path, query: [.init("limit", "100")] + query, paging: .after(parameter: "starting_after", more: "has_more"),
      member: "data", isArchived: isArchived)
  }
}

extension JSON {
  /// Each value of an object changed.
  package func mapMembers(_ change: (JSON) -> JSON) -> JSON { .object(members.map { Member($0.name, change($0.value)) }) }
}
