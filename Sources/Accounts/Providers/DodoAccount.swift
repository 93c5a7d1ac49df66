import Foundations
import JSONText
import Providers

extension AccountAPI {
  /// Dodo Payments: the Python SDK dodopayments 1.123.0, and docs.dodopayments.com, read on 2026-11-27. Whether null clears a
  /// field, and whether metadata is merged, is documented for some objects only; nothing was tried on a real account.
  package static let dodo = AccountAPI(
    .dodo,
    listings: [
      .dodo("meters", "/meters", "archived", isArchived: false), .dodo("meters", "/meters", "archived", isArchived: true),
      .dodo("credits", "/credit-entitlements", "deleted", isArchived: false),
      .dodo("credits", "/credit-entitlements", "deleted", isArchived: true),
      // Deleted ones are never listed.
      Listing.dodo("features", "/entitlements", [.init("integration_type", "feature_flag")]),
      .dodo("addons", "/addons", "archived", isArchived: false), .dodo("addons", "/addons", "archived", isArchived: true),
      .dodo("products", "/products", "archived", id: "product_id", detail: "/products/{}", isArchived: false),
      .dodo("products", "/products", "archived", id: "product_id", detail: "/products/{}", isArchived: true),
      // Deleted ones are never listed, and without `active`, it is not documented whether those that have ended are.
      Listing.dodo("discounts", "/discounts", [.init("active", true)], id: "discount_id"),
      Listing.dodo("discounts", "/discounts", [.init("active", false)], id: "discount_id"),
    ],
    kinds: [meter, credit, feature, addon, product, discount],
    identity: (path: "/brands", id: "items.0.business_id", name: "items.0.name"),
    // 100 requests a minute (docs.dodopayments.com/api-reference/introduction), with a little room.
    pace: 0.65)

  /// A plain option may take null as "not sent", so an empty text clears it.
  private static let description = FieldRule(
    "description", .updates, cleared: "", sent: { $0 == "" ? .null : $0 }, received: { $0 == "" ? .null : $0 })

  /// PATCH /products, /entitlements and /discounts replace the whole map as far as is known.
  private static let metadata = FieldRule("metadata", .updates, absent: [:], entries: .whole)

  // MARK: Meters and credits

  /// What a meter counts cannot change (`meter_update_params`).
  private static let meter = ObjectKind(
    "meters", noun: "meter", requests: ["meters"], path: "/meters", ownership: .file, created: "created_at",
    key: { meter in
      JSON.array(["name", "event_name", "aggregation", "filter"].map { comparable(meter[$0] ?? .null) }).compact
    },
    fields: [
      FieldRule("name", .updates), FieldRule("description", .updates, cleared: .null), FieldRule("measurement_unit", .updates),
      FieldRule("event_name", .refuses(isBilled)),
      FieldRule("aggregation", .refuses(isBilled), sent: comparable, received: comparable),
      FieldRule("filter", .refuses(isBilled), cleared: .null, sent: comparable, received: comparable),
    ],
    removal: .keepMeter,
    update: { $0.sending(.patch, "/meters/{}") },
    restore: { _ in [Call(.post, "/meters/{}/unarchive")] },
    isUsedByOwn: { meter, state, isOwn in
      state.isUsed(meter.id, by: "products", at: "price.meters", as: "meter_id", isOwn)
    })

  private static let isBilled = "Dodo Payments cannot change it, and running subscriptions are billed through the meter"

  /// `precision` cannot change (`credit_entitlement_update_params`). Customers may have a balance, so none is deleted.
  private static let credit = ObjectKind(
    "credits", noun: "credit entitlement", requests: ["credits"], path: "/credit-entitlements", ownership: .file,
    created: "created_at", key: { JSON.array([$0["name"] ?? .null, $0["unit"] ?? .null]).compact },
    fields: [
      FieldRule("name", .updates), FieldRule("unit", .updates), FieldRule("description", .updates, cleared: .null),
      FieldRule("precision", .replaces), FieldRule("overage_enabled", .updates, absent: false),
      FieldRule("rollover_enabled", .updates, absent: false),
    ],
    removal: .manual("delete it in the dashboard when no customer has any of its credits"),
    update: { $0.sending(.patch, "/credit-entitlements/{}") },
    restore: { _ in [Call(.post, "/credit-entitlements/{}/undelete")] },
    isUsedByOwn: { credit, state, isOwn in
      state.isUsed(credit.id, by: "products", at: "credit_entitlements", as: "credit_entitlement_id", isOwn)
    })

  // MARK: Features

  /// Several entitlements may have one `feature_id`, so it does not identify one. A customer keeps what was granted, with the
  /// metadata of that time (dodo-docs, features/entitlements/feature-flags.mdx), also of an entitlement that is deleted, which
  /// cannot be restored (docs.dodopayments.com/api-reference/entitlements/delete-entitlement).
  private static let feature = ObjectKind(
    "features", noun: "feature", requests: ["features"], path: "/entitlements", ownership: .mark("metadata"),
    created: "created_at",
    fields: [
      FieldRule("name", .updates), description, FieldRule("integration_type", .replaces),
      FieldRule("integration_config", .updates, received: { $0.only(["feature_id", "feature_type"]) }), metadata,
    ],
    removal: .delete,
    update: { $0.sending(.patch, "/entitlements/{}") },
    archive: { _ in [Call(.delete, "/entitlements/{}")] })

  /// The ids of the features that a product grants. An answer has each as an object, besides what Dodo Payments delivers, such as
  /// files, which is not compared.
  private static func granted(_ entitlements: JSON) -> JSON {
    .array(entitlements.elements.filter(isFeature).compactMap { $0["id"] }).asSet
  }

  private static func isFeature(_ entitlement: JSON) -> Bool { entitlement["integration_type"] == "feature_flag" }

  // MARK: Products and add-ons

  /// Archiving an add-on takes it off the products that offer it, and restoring it does not put it back.
  private static let addon = ObjectKind(
    "addons", noun: "add-on", requests: ["prices"], path: "/addons", ownership: .file, created: "created_at",
    key: { addon in JSON.array(["name", "price", "currency"].map { addon[$0] ?? .null }).compact },
    fields: [
      FieldRule("name", .updates), description, FieldRule("price", .updates), FieldRule("currency", .updates),
      FieldRule("tax_category", .updates),
    ],
    update: { $0.sending(.patch, "/addons/{}") },
    archive: { _ in [Call(.delete, "/addons/{}")] },
    restore: { _ in [Call(.post, "/addons/{}/unarchive")] },
    isUsedByOwn: { addon, state, isOwn in state.isUsed(addon.id, by: "products", at: "addons", as: nil, isOwn) })

  /// A price can change, for new customers, except that it stays one-time, recurring or by usage. Without `brand_id`, a product
  /// keeps its brand.
  private static let product = ObjectKind(
    "products", noun: "product", requests: ["prices"], path: "/products", answerID: "product_id", ownership: .mark("metadata"),
    created: "created_at",
    fields: [
      FieldRule("name", .updates), description, FieldRule("tax_category", .updates),
      FieldRule(
        "price", .updates, sent: price, received: price,
        except: { old, new in old["type"] == new["type"] ? nil : .replaces }),
      FieldRule("addons", .updates, absent: [], cleared: [], sent: { $0.asSet }, received: { $0.asSet }),
      FieldRule(
        "entitlements", .updates, absent: [], cleared: [],
        sent: { .array($0.elements.compactMap { $0["entitlement_id"] }).asSet }, received: granted),
      FieldRule("credit_entitlements", .updates, absent: [], cleared: [], sent: credits, received: credits),
      FieldRule("brand_id", .updates), metadata,
    ],
    update: { change in
      // A price and a list are replaced as a whole, with what was set in the dashboard.
      let values = change.values.map { member in
        switch (member.name, change.object.json[member.name]) {
        case ("price", let old?):
          let others = old.only(["pay_what_you_want", "suggested_price", "trial_amount", "trial_apply_discounts"]).withoutZeros
          return JSON.Member("price", .object(member.value.members + others.members))
        case ("entitlements", let old?):
          let others = old.elements.filter { !isFeature($0) }.compactMap { $0["id"] }
          return JSON.Member("entitlements", .array(member.value.elements + others.map { ["entitlement_id": $0] }))
        default: return member
        }
      }
      return [Call(.patch, "/products/{}", body: .object(values))]
    },
    archive: { _ in [Call(.delete, "/products/{}")] },
    restore: { _ in [Call(.post, "/products/{}/unarchive")] })

  /// The members of a price that are ever sent.
  private static let priceMembers: Set = [
    "type", "price", "fixed_price", "currency", "payment_frequency_count", "payment_frequency_interval",
    "subscription_period_count", "subscription_period_interval", "trial_period_days", "trial_payment_method_optional",
    "purchasing_power_parity", "tax_inclusive",
  ]

  /// An answer rounds `discount`; `discount_bps` has the exact value.
  private static func price(_ price: JSON) -> JSON {
    let points = price["discount_bps"]?.decimal ?? price["discount"]?.decimal?.scaled(by: 2)
    return .object(
      price.only(priceMembers).members
        + JSON.members([
          "discount_bps": points.map(JSON.number),
          "meters": (price["meters"] ?? []).mapElements(link).sorted(by: "meter_id", "credit_entitlement_id"),
        ])
    ).withoutZeros
  }

  /// An answer has the name, the description and the unit of the meter, too.
  private static func link(_ link: JSON) -> JSON {
    link.only(["meter_id", "price_per_unit", "free_threshold", "credit_entitlement_id", "meter_units_per_credit"])
      .mapping(["price_per_unit", "meter_units_per_credit"]) { $0.asNumber }.withoutZeros
  }

  /// An answer has a value for everything that was not sent. Without overage, what it would cost does not matter.
  private static func credits(_ credits: JSON) -> JSON {
    credits.mapElements { credit in
      let hasOverage = credit["overage_enabled"] == true
      return credit.only(
        Set([
          "credit_entitlement_id", "credits_amount", "expires_after_days", "trial_credits", "trial_credits_expire_after_trial",
        ])
        .union(hasOverage ? ["overage_enabled", "overage_behavior", "overage_limit", "price_per_unit", "currency"] : [])
      ).mapping(["credits_amount", "trial_credits", "overage_limit", "price_per_unit"]) { $0.asNumber }.withoutZeros
    }.sorted(by: "credit_entitlement_id")
  }

  // MARK: Discounts

  /// A code is unique in the account in any case, and returned in capitals. Deleting a discount is final; whether its code can
  /// be used again is not documented.
  private static let discount = ObjectKind(
    "discounts", noun: "discount", requests: ["discounts"], path: "/discounts", answerID: "discount_id",
    ownership: .mark("metadata"), hasDistinctMarks: false, created: "created_at", key: { $0["code"]?.text?.uppercased() },
    fields: [
      FieldRule("name", .updates, isName: true), FieldRule("code", .acts), FieldRule("type", .updates),
      FieldRule("amount", .updates),
      FieldRule("subscription_cycles", .updates, cleared: .null), FieldRule("usage_limit", .updates, cleared: .null),
      FieldRule("per_customer_usage_limit", .updates, cleared: .null),
      FieldRule("currency_options", .updates, absent: [], cleared: [], sent: options, received: options),
      FieldRule("restricted_to", .updates, absent: [], cleared: [], sent: { $0.asSet }, received: { $0.asSet }),
      FieldRule("customer_eligibility", .updates, absent: "any", cleared: "any"),
      FieldRule("expires_at", .updates, cleared: .null, sent: { $0.asInstant }, received: { $0.asInstant }), metadata,
    ],
    update: { $0.sending(.patch, "/discounts/{}") },
    archive: { _ in [Call(.delete, "/discounts/{}")] })

  /// A percentage has no default currency.
  private static func options(_ options: JSON) -> JSON {
    options.mapElements { row in
      let row = row.only(["currency", "max_amount_possible", "minimum_subtotal", "is_default"]).withoutZeros
      return row["max_amount_possible"] == nil ? row.without(["is_default"]) : row
    }.sorted(by: "currency")
  }

  /// Without what an answer fills in, at any depth.
  private static func comparable(_ value: JSON) -> JSON {
    switch value {
    case .object: value.mapMembers(comparable).withoutZeros
    case .array: value.mapElements(comparable)
    default: value
    }
  }
}

extension Listing {
  /// Pages are numbered from 0 and say neither their number nor whether there are more.
  fileprivate static func dodo(
    _ kind: String, _ path: String, _ query: [JSON.Member], id: String = "id", detail: String? = nil, isArchived: Bool = false
  ) -> Listing {
    Listing(
      kind, path, query: [.init("page_size", 100)] + query,
      paging: .untilShort(parameter: "page_number", first: 0, size: 100), member: "items", id: id, detail: detail
    ) { _ in isArchived }
  }

  /// Only the list tells whether an object is archived, and the one of the archived may have all, so it is read second.
  fileprivate static func dodo(
    _ kind: String, _ path: String, _ filter: String, id: String = "id", detail: String? = nil, isArchived: Bool
  ) -> Listing {
    dodo(kind, path, [.init(filter, .bool(isArchived))], id: id, detail: detail, isArchived: isArchived)
  }
}

extension JSON {
  /// Without members that say nothing: null, false, 0, and what is empty.
  fileprivate var withoutZeros: JSON {
    .object(
      members.filter { member in
        switch member.value {
        case .null, .bool(false), .string(""), .array([]), .object([]): false
        case .integer, .number: member.value.decimal?.isZero == false
        default: true
        }
      })
  }
}

extension AccountState {
  /// Whether an object of ours has an id in one of its lists.
  ///
  /// - Parameter member: the member of an element with the id; nil if the element is it.
  func isUsed(
    _ id: String, by kind: String, at path: String, as member: String?, _ isOwn: (String, Object) -> Bool
  ) -> Bool {
    objects(kind).contains { object in
      let users = (object.json.at(path)?.elements ?? []).map { element in member.map { element[$0] ?? .null } ?? element }
      return users.contains(.string(id)) && isOwn(kind, object)
    }
  }
}
