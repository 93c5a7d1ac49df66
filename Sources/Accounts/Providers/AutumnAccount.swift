import Catalog
import Foundations
import JSONText
import Providers

extension AccountAPI {
  /// Autumn, API 2.5.0: the server's code in useautumn/autumn at 187c0a7 (2026-08-22), and autumn-sdk 1.2.0, read on 2026-11-29.
  ///
  /// Every call is a POST, and ids are the catalog's. The general limit is 25 requests a second. `rewards.list` ends after 500
  /// rewards without a sign.
  package static let autumn = AccountAPI(
    .autumn,
    listings: [
      Listing("features", "/v1/features.list", method: .post, body: [:], member: "list") { $0["archived"] == true },
      // With all versions, archived plans are listed, too, and no cache is read.
      Listing(
        "plans", "/v1/plans.list", method: .post, body: ["all_versions": true], member: "list", version: "version"
      ) { $0["archived"] == true },
      Listing("rewards", "/v1/rewards.list", method: .post, body: [:], member: "coupons"),
    ],
    kinds: [feature, plan, reward],
    // Not in the public OpenAPI document.
    identity: (path: "/v1/organization", id: "id", name: "name"), currency: ("default_currency", { $0.autumnDefaultCurrency }),
    pace: 0.04)

  // MARK: Features

  /// A feature has no metadata. Its type cannot change once a customer has had it, which nobody can ask.
  private static let feature = ObjectKind(
    "features", noun: "feature", requests: ["features"], path: "/v1/features.create", ownID: "feature_id", ownership: .file,
    key: { $0["feature_id"]?.text }, objectKey: { $0["id"]?.text },
    fields: [
      FieldRule("feature_id", .acts), FieldRule("name", .updates), FieldRule("type", .updates),
      FieldRule("consumable", .updates),
      FieldRule("event_names", .updates, absent: [], cleared: [], sent: \.asSet, received: \.asSet),
      FieldRule(
        "credit_schema", .updates, absent: [], sent: { $0.mapElements(creditCost).asSet },
        received: { $0.mapElements(creditCost).asSet }),
    ],
    obstacle: typeObstacle,
    update: { [Call(.post, "/v1/features.update", body: named("feature_id", $0))] },
    archive: { [Call(.post, "/v1/features.update", body: ["feature_id": .string($0.object.id), "archived": true])] },
    restore: { [Call(.post, "/v1/features.update", body: ["feature_id": .string($0.object.id), "archived": false])] },
    isUsedByOwn: { feature, state, isOwn in
      state.objects("plans").contains { uses(feature.id, $0) && isOwn("plans", $0) }
    })

  private static func creditCost(_ cost: JSON) -> JSON {
    ["metered_feature_id": cost["metered_feature_id"] ?? .null, "credit_cost": (cost["credit_cost"] ?? .null).asNumber]
  }

  private static func uses(_ feature: String, _ plan: AccountState.Object) -> Bool {
    plan.json["items"]?.elements.contains { $0["feature_id"]?.text == feature } ?? false
  }

  /// `detectFeatureUpdateBlockers.ts`.
  @Sendable private static func typeObstacle(_ change: Change) -> String? {
    guard let field = change.fields.first(where: { $0.rule.name == "type" || $0.rule.name == "consumable" }) else { return nil }
    let id = change.object.id
    if field.rule.name == "type", field.old == "credit_system" || field.new == "credit_system" {
      return "Autumn cannot turn other features into credits, or credits into other features"
    }
    if change.state.objects("plans").contains(where: { uses(id, $0) }) {
      return "Autumn cannot change `\(field.rule.name)` of a feature in use"
    }
    let draws = change.state.objects("features").contains { other in
      other.json["credit_schema"]?.elements.contains { $0["metered_feature_id"]?.text == id } ?? false
    }
    return draws ? "Autumn cannot change `\(field.rule.name)` of a feature that draws on credits" : nil
  }

  // MARK: Plans

  /// If customers have the plan, a change of its price, items or trial creates a version for new ones.
  private static let plan = ObjectKind(
    "plans", noun: "plan", requests: ["products", "prices"], path: "/v1/plans.create", ownID: "plan_id",
    ownership: .mark("metadata"), created: "created_at", key: { $0["plan_id"]?.text }, objectKey: { $0["id"]?.text },
    fields: [
      FieldRule("plan_id", .acts), FieldRule("group", .updates, cleared: "", received: orNull),
      FieldRule("name", .updates), FieldRule("description", .updates, cleared: "", received: orNull),
      FieldRule("add_on", .updates, absent: false, cleared: false),
      FieldRule("auto_enable", .updates, absent: false, cleared: false),
      FieldRule("price", .updates, cleared: .null, sent: price, received: price),
      FieldRule(
        "items", .updates, absent: [], cleared: [], sent: { $0.mapElements(item).asSet },
        received: { $0.mapElements(item).asSet }),
      FieldRule("free_trial", .updates, cleared: .null, sent: trial, received: trial),
      FieldRule("billing_controls", .updates, absent: controls([]), cleared: controls([]), sent: overage, received: overage),
      FieldRule("metadata", .updates, absent: [:], entries: .whole),
    ],
    displaced: { body, other in
      let isSameGroup = (body["group"] ?? .null) == orNull(other["group"] ?? .null)
      return body["auto_enable"] == true && other["auto_enable"] == true && isSameGroup ? [.init("auto_enable", false)] : []
    },
    update: planUpdate,
    archive: { [Call(.post, "/v1/plans.update", body: ["plan_id": .string($0.object.id), "archived": true])] },
    restore: { change in
      let isDefault = change.body["auto_enable"] ?? false
      let body: JSON = ["plan_id": .string(change.object.id), "archived": false, "auto_enable": isDefault]
      return [Call(.post, "/v1/plans.update", body: body)]
    })

  /// A request that leaves `archived` out makes a plan available again.
  private static func named(_ id: String, _ change: Change, _ values: [JSON.Member]? = nil) -> JSON {
    let isArchived = change.body.isNull && change.object.isArchived
    return .object(
      [.init(id, .string(change.object.id)), .init("archived", .bool(isArchived))] + (values ?? change.values))
  }

  /// A request that creates a version does not clear the group. Controls that the catalog does not have stay.
  @Sendable private static func planUpdate(_ change: Change) -> [Call] {
    let groups = change.values.filter { $0.name == "group" }
    let values = change.values.filter { $0.name != "group" }.map { member -> JSON.Member in
      guard member.name == "billing_controls" else { return member }
      let others = change.object.json["billing_controls"]?.members.filter { !$0.value.elements.isEmpty } ?? []
      return .init(member.name, .object(others.filter { $0.name != "overage_allowed" } + member.value.members))
    }
    return [groups, values].filter { !$0.isEmpty }.map { Call(.post, "/v1/plans.update", body: named("plan_id", change, $0)) }
  }

  /// An empty text comes back as null.
  @Sendable private static func orNull(_ text: JSON) -> JSON { text == "" ? .null : text }

  @Sendable private static func price(_ price: JSON) -> JSON {
    if price.isNull { return .null }
    return .object(amount(price) + cadence(price))
  }

  private static func amount(_ price: JSON) -> [JSON.Member] {
    let others = (price["additional_currencies"] ?? .null).elements.map { other -> JSON in
      .fields([
        "currency": other["currency"]?.asLowercase, "amount": number(other["amount"]),
        "flat_amount": number(other["flat_amount"]),
      ])
    }
    return JSON.members([
      "amount": number(price["amount"]), "additional_currencies": others.isEmpty ? nil : JSON.array(others).asSet,
    ])
  }

  private static func cadence(_ price: JSON) -> [JSON.Member] {
    JSON.members(["interval": price["interval"], "interval_count": number(price["interval_count"], unless: 1)])
  }

  /// Nil for a number that says nothing.
  private static func number(_ value: JSON?, unless filled: Int64 = 0) -> JSON? {
    guard let value, !value.isNull, value.decimal?.integer != filled else { return nil }
    return value.asNumber
  }

  /// Items come back in another order, with values filled in. The balance of an item that includes nothing has no reset of its own.
  private static func item(_ item: JSON) -> JSON {
    let included = number(item["included"])
    return .fields([
      "feature_id": item["feature_id"], "unlimited": item["unlimited"] == true ? true : nil, "included": included,
      "reset": included == nil ? nil : item["reset"].flatMap { $0.isNull ? nil : .object(cadence($0)) },
      "price": item["price"].flatMap { $0.isNull ? nil : itemPrice($0) },
      "expiry": item["expiry"].flatMap { expiry in
        expiry.isNull ? nil : ["duration": expiry["duration"] ?? .null, "length": (expiry["length"] ?? .null).asNumber]
      },
    ])
  }

  /// A single tier comes back as its amount.
  private static func itemPrice(_ price: JSON) -> JSON {
    let tiers = price["tiers"]?.elements ?? []
    let rate: [JSON.Member] =
      switch tiers.count {
      case 0: amount(price)
      case 1: amount(tiers[0])
      default:
        JSON.members([
          "tier_behavior": price["tier_behavior"],
          "tiers": .array(
            tiers.map { tier in
              .object(
                [.init("to", (tier["to"] ?? .null).asNumber)] + amount(tier)
                  + JSON.members(["flat_amount": number(tier["flat_amount"])]))
            }),
        ])
      }
    return .object(
      rate + cadence(price)
        + JSON.members([
          "billing_method": price["billing_method"], "billing_units": number(price["billing_units"], unless: 1),
          "max_purchase": number(price["max_purchase"]),
        ]))
  }

  @Sendable private static func trial(_ trial: JSON) -> JSON {
    if trial.isNull { return .null }
    return trial.filled(["duration_type": "month", "card_required": true])
      .only(["duration_length", "duration_type", "card_required"])
  }

  private static func controls(_ features: [JSON]) -> JSON { ["overage_allowed": .array(features)] }

  @Sendable private static func overage(_ controls: JSON) -> JSON {
    let allowed = (controls["overage_allowed"] ?? []).elements.filter { $0["enabled"] == true }
    return Self.controls(JSON.array(allowed.map { ["feature_id": $0["feature_id"] ?? .null, "enabled": true] }).asSet.elements)
  }

  // MARK: Rewards

  /// What a reward takes off is immutable. Deleting it frees its id and its codes; discounts that customers have go on.
  private static let reward = ObjectKind(
    "rewards", noun: "reward", requests: ["discounts"], path: "/v1/rewards.create", answerID: "coupon.id", ownership: .file,
    key: { $0.at("coupon.id")?.text }, objectKey: { $0["id"]?.text },
    fields: [
      FieldRule("coupon", .acts), .coupon("name", .updates), .coupon("type", .replaces),
      .coupon("value", .replaces) { $0.asNumber }, .coupon("duration", .replaces) { $0.only(["type", "length"]) },
      .coupon("plan_ids", .updates) { $0.isNull ? $0 : $0.asSet },
      .coupon("promo_codes", .updates) { $0.mapElements(code).asSet },
    ], replacement: .deleteThenCreate, ownIDs: [(path: "coupon.plan_ids", kind: "plans")],
    update: { change in
      let values = change.fields.map { JSON.Member($0.rule.name, change.body["coupon"]?[$0.rule.name] ?? .null) }
      return [
        Call(.post, "/v1/rewards.update", body: ["reward_id": .string(change.object.id), "coupon": .object(values)])
      ]
    }, archive: { [Call(.post, "/v1/rewards.delete", body: ["reward_id": .string($0.object.id)])] })

  private static func code(_ code: JSON) -> JSON {
    .fields([
      "code": code["code"], "global_max_redemption": number(code["global_max_redemption"]),
      "first_time_transaction": code["first_time_transaction"] == true ? true : nil,
    ])
  }
}

extension FieldRule {
  /// A member of the coupon in the body of a reward, which is a member of the reward itself.
  fileprivate static func coupon(_ name: String, _ effect: Effect, _ form: @escaping Form = { $0 }) -> FieldRule {
    FieldRule(name, effect, received: form, derived: { form($0["coupon"]?[name] ?? .null) })
  }
}
