import Accounts
import Foundations
import JSONText
import Providers

/// An Autumn organization: features, plans in all their versions, and rewards.
///
/// Every plan has customers, and so has every feature of a plan. Unknown members are ignored by Autumn (zod strips them), and
/// refused here; the bodies of rewards are strict there, too.
///
/// Sources, read on 2026-11-27: useautumn/autumn at 187c0a7 (2026-08-22): `openapi.yml`, the files that are named below, and the
/// documentation, concepts/versioning.
package struct AutumnModel: ModelAccount {
  package static let api = AccountAPI.autumn
  private var features = ModelList("feature-")
  /// The last version of each plan.
  private var plans = ModelList("plan-")
  /// Earlier versions.
  private var versions: [JSON] = []
  private var rewards = ModelList("reward-")
  private var time: Int64 = 1_800_000_000

  package init() {}

  package mutating func answer(_ request: ModelRequest) -> ModelResponse {
    time += 1
    let path = request.path
    guard path.first == "v1" else { return .refused(404, "Not found") }
    if request.method == .get, path == ["v1", "organization"] {
      return .ok(["id": "org_model", "name": "Model", "slug": "model", "default_currency": "usd"])
    }
    guard request.method == .post, path.count == 2 else { return .refused(404, "Not found") }
    let body = request.body
    return switch path[1] {
    case "features.list": .ok(["list": .array(features.all.reversed())])
    case "features.create": createFeature(body)
    case "features.update": updateFeature(body)
    case "plans.list": listPlans(body)
    case "plans.create": createPlan(body)
    case "plans.update": updatePlan(body)
    case "rewards.list": .ok(["coupons": .array(Array(rewards.all.reversed().prefix(500))), "feature_grants": []])
    case "rewards.create": createReward(body)
    case "rewards.update": updateReward(body)
    case "rewards.delete": deleteReward(body)
    default: .refused(404, "Not found")
    }
  }

  private func refused(_ code: String, _ message: String) -> ModelResponse {
    .error(400, ["message": .string(message), "code": .string(code), "env": "sandbox"])
  }

  private func unknown(_ body: JSON, _ known: Set<String>) -> ModelResponse? {
    body.members.first { !known.contains($0.name) }.map { refused("invalid_inputs", "unrecognized key \($0.name)") }
  }

  private func isID(_ id: JSON?) -> Bool {
    guard let id = id?.text, !id.isEmpty else { return false }
    return id.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
  }

  // MARK: Features

  /// A metered feature must say whether it is used up, and credits what draws on them (`createFeatureParams.ts`). A job writes the
  /// display texts.
  private mutating func createFeature(_ body: JSON) -> ModelResponse {
    let known: Set = ["feature_id", "name", "type", "consumable", "event_names", "credit_schema", "display"]
    if let error = unknown(body, known) { return error }
    guard isID(body["feature_id"]), let id = body["feature_id"]?.text, body["name"]?.text?.isEmpty == false else {
      return refused("invalid_inputs", "feature_id and name are required")
    }
    if features[id] != nil { return refused("feature_already_exists", "Feature \(id) already exists") }
    let isSystem = body["type"] == "credit_system"
    guard ["boolean", "metered", "credit_system"].contains(body["type"]?.text),
      body["type"] != "metered" || body["consumable"] != nil, !isSystem || areCosts(body["credit_schema"]),
      !isSystem || body["consumable"] != false
    else { return refused("invalid_inputs", "the feature is invalid") }
    var feature: JSON = [
      "id": .string(id), "name": body["name"] ?? .null, "type": body["type"] ?? .null,
      "consumable": isSystem ? true : body["consumable"] ?? false, "event_names": body["event_names"] ?? [],
      "archived": false, "display": ["singular": "unit", "plural": "units"],
    ]
    if isSystem { feature[member: "credit_schema"] = body["credit_schema"] }
    features.add(id, feature)
    return .ok(feature)
  }

  private func areCosts(_ schema: JSON?) -> Bool {
    guard case .array(let costs)? = schema, !costs.isEmpty else { return false }
    return costs.allSatisfy { cost in
      features[cost["metered_feature_id"]?.text ?? ""]?["type"] == "metered" && cost["credit_cost"]?.decimal != nil
    }
  }

  /// `detectFeatureUpdateBlockers.ts`.
  private mutating func updateFeature(_ body: JSON) -> ModelResponse {
    let known: Set = ["feature_id", "name", "type", "consumable", "event_names", "credit_schema", "archived"]
    if let error = unknown(body, known) { return error }
    guard let id = body["feature_id"]?.text, let feature = features[id] else { return .refused(404, "Feature not found") }
    let isUsed =
      (plans.all + versions).contains { $0["items"]?.elements.contains { $0["feature_id"] == .string(id) } ?? false }
      || features.all.contains { other in
        other["credit_schema"]?.elements.contains { $0["metered_feature_id"] == .string(id) } ?? false
      }
    for name in ["type", "consumable"] {
      guard let value = body[name], value != feature[name] else { continue }
      if isUsed { return refused("invalid_inputs", "Cannot update \(name) of a feature in use") }
      if name == "type", value == "credit_system" || feature["type"] == "credit_system" {
        return refused("invalid_inputs", "Cannot change the type to or from credit_system")
      }
    }
    if let schema = body["credit_schema"], !areCosts(schema) { return refused("invalid_inputs", "the schema is invalid") }
    if body["name"]?.text?.isEmpty == true { return refused("invalid_inputs", "the name is empty") }
    for member in body.members where member.name != "feature_id" { features.set(id, member.name, member.value) }
    return .ok(features[id] ?? .null)
  }

  // MARK: Plans

  /// Only the last versions of plans that are not archived, unless all versions are asked for, which are not sorted.
  private func listPlans(_ body: JSON) -> ModelResponse {
    if let error = unknown(body, ["all_versions", "include_archived"]) { return error }
    if body["all_versions"] == true { return .ok(["list": .array(versions + plans.all.reversed())]) }
    let isShown = { (plan: JSON) in body["include_archived"] == true || plan["archived"] == false }
    return .ok(["list": .array(plans.all.filter(isShown))])
  }

  private static let contents: Set = [
    "group", "name", "description", "add_on", "auto_enable", "price", "items", "free_trial", "billing_controls", "metadata",
  ]

  /// The id of an archived plan is taken.
  private mutating func createPlan(_ body: JSON) -> ModelResponse {
    if let error = unknown(body, Self.contents.union(["plan_id"])) { return error }
    guard isID(body["plan_id"]), let id = body["plan_id"]?.text, body["name"]?.text?.isEmpty == false else {
      return refused("invalid_inputs", "plan_id and name are required")
    }
    if plans[id] != nil { return refused("product_already_exists", "Product \(id) already exists") }
    for name in ["price", "free_trial"] where body[name]?.isNull == true {
      return refused("invalid_inputs", "\(name) must be an object")
    }
    let empty: JSON = [
      "id": .string(id), "name": "", "description": .null, "group": .null, "version": 1, "add_on": false, "auto_enable": false,
      "price": .null, "items": [], "free_trial": .null, "billing_controls": [:], "metadata": [:], "archived": false,
      "env": "sandbox", "created_at": .integer(time * 1000), "base_variant_id": .null,
    ]
    switch changed(empty, body) {
    case .failure(let problem): return refused("invalid_inputs", problem.message)
    case .success(let plan):
      plans.add(id, plan)
      return .ok(plan)
    }
  }

  /// A change of the price, the items, the trial or the controls makes a version, because there are customers. Then an empty group
  /// is not stored. A request without `archived` makes the plan available (`updatePlanParamsV1.ts`). Metadata is that of all
  /// versions.
  private mutating func updatePlan(_ body: JSON) -> ModelResponse {
    if let error = unknown(body, Self.contents.union(["plan_id", "archived"])) { return error }
    guard let id = body["plan_id"]?.text, let old = plans[id] else { return .refused(404, "Product not found") }
    if body["description"]?.isNull == true || body["group"]?.isNull == true || body["name"]?.text?.isEmpty == true {
      return refused("invalid_inputs", "expected a text")
    }
    switch changed(old, body) {
    case .failure(let problem): return refused("invalid_inputs", problem.message)
    case .success(var plan):
      let isVersion = ["price", "items", "free_trial", "billing_controls"].contains { body[$0] != nil && plan[$0] != old[$0] }
      if isVersion {
        if body["group"] == "" { plan[member: "group"] = old["group"] }
        plan[member: "version"] = .integer((old["version"]?.decimal?.integer ?? 1) + 1)
        plan[member: "created_at"] = .integer(time * 1000)
        versions.append(old)
      }
      plan[member: "archived"] = body["archived"] ?? false
      if let metadata = body["metadata"] {
        for index in versions.indices where versions[index]["id"] == .string(id) {
          versions[index][member: "metadata"] = metadata
        }
      }
      plans[id] = plan
      return .ok(plan)
    }
  }

  private struct Problem: Error { let message: String }

  /// A plan with the contents of a body (`createPlanItemParamsV1.ts`, `validateProductItems.ts`, `validateDefaultFlag.ts`).
  private func changed(_ old: JSON, _ body: JSON) -> Result<JSON, Problem> {
    var plan = old
    for name in ["name", "add_on", "auto_enable", "billing_controls", "metadata"] {
      if let value = body[name] { plan[member: name] = value }
    }
    for name in ["description", "group"] {
      if let value = body[name] { plan[member: name] = value == "" ? .null : value }
    }
    if let price = body["price"] {
      guard let own = price.isNull ? .null : basePrice(price) else { return .failure(Problem(message: "the price is invalid")) }
      plan[member: "price"] = own
    }
    if case .array(let bodies)? = body["items"] {
      var items: [JSON] = []
      for body in bodies {
        guard let item = item(body) else { return .failure(Problem(message: "the item is invalid: \(body.compact)")) }
        items.append(item)
      }
      let places = items.map { "\($0["feature_id"]?.text ?? "") \($0.at("reset")?.compact ?? "") \(method($0))" }
      if Set(places).count != places.count { return .failure(Problem(message: "two items of a feature are alike")) }
      plan[member: "items"] = .array(items.sorted { rank($0) < rank($1) })
    }
    let isPaid = !(plan["price"] ?? .null).isNull || plan["items"]?.elements.contains { !($0["price"] ?? .null).isNull } == true
    if let trial = body["free_trial"] {
      if trial.isNull {
        plan[member: "free_trial"] = .null
      } else {
        guard (trial["duration_length"]?.decimal?.integer ?? 0) > 0, plan.at("price.interval") != "one_off" else {
          return .failure(Problem(message: "the trial is invalid"))
        }
        plan[member: "free_trial"] = [
          "duration_length": trial["duration_length"] ?? .null, "duration_type": trial["duration_type"] ?? "month",
          "card_required": isPaid ? trial["card_required"] ?? true : false, "on_end": .null,
        ]
      }
    }
    for control in plan["billing_controls"]?["overage_allowed"]?.elements ?? []
    where features[control["feature_id"]?.text ?? ""] == nil {
      return .failure(Problem(message: "Feature not found"))
    }
    if plan["auto_enable"] == true {
      if isPaid { return .failure(Problem(message: "A default plan must be free")) }
      let isTaken = plans.all.contains { $0["id"] != plan["id"] && $0["auto_enable"] == true && $0["group"] == plan["group"] }
      if isTaken { return .failure(Problem(message: "The group already has a default plan")) }
    }
    return .success(plan)
  }

  private static let intervals: Set = ["one_off", "week", "month", "quarter", "semi_annual", "year"]

  private func basePrice(_ body: JSON) -> JSON? {
    let known: Set = ["amount", "interval", "interval_count", "additional_currencies"]
    guard body.only(known) == body, body["amount"]?.decimal != nil, Self.intervals.contains(body["interval"]?.text ?? "") else {
      return nil
    }
    var price = body
    if price["interval_count"]?.decimal?.integer == 1 { price[member: "interval_count"] = nil }
    if price["additional_currencies"]?.elements.isEmpty == true { price[member: "additional_currencies"] = nil }
    price[member: "price_id"] = "price"
    price[member: "display"] = ["primary_text": "a price"]
    return price
  }

  private func method(_ item: JSON) -> String { item.at("price.billing_method")?.text ?? "" }

  /// Items with prices first, then by the names of their features.
  private func rank(_ item: JSON) -> String {
    let feature = item["feature_id"]?.text ?? ""
    return ((item["price"] ?? .null).isNull ? "1" : "0") + (features[feature]?["name"]?.text ?? "") + "\u{0}" + feature
  }

  private func item(_ body: JSON) -> JSON? {
    guard body.only(["feature_id", "included", "unlimited", "reset", "price", "expiry"]) == body,
      let id = body["feature_id"]?.text,
      let feature = features[id]
    else { return nil }
    let included = body["included"]?.decimal ?? .zero
    var price = JSON.null
    if let own = body["price"] {
      guard let filled = itemPrice(own, included, isBoolean: feature["type"] == "boolean") else { return nil }
      price = filled
      if let reset = body["reset"], price["billing_method"] != "prepaid", reset["interval"] != price["interval"] { return nil }
    }
    var reset = JSON.null
    if feature["type"] != "boolean", feature["consumable"] == true {
      reset = body["reset"] ?? ["interval": price["billing_method"] == "usage_based" ? price["interval"] ?? .null : "one_off"]
      if reset["interval_count"]?.decimal?.integer == 1 { reset[member: "interval_count"] = nil }
    } else if body["reset"] != nil {
      return nil
    }
    if feature["type"] == "boolean", body.members.count > 1 { return nil }
    if let expiry = body["expiry"] {
      let units: Set = ["day", "week", "month", "year"]
      guard expiry.only(["duration", "length"]) == expiry, units.contains(expiry["duration"]?.text ?? ""),
        (expiry["length"]?.decimal?.integer ?? 0) > 0, price["billing_method"] == "prepaid", price["interval"] == "one_off"
      else { return nil }
    }
    return [
      "feature_id": .string(id), "included": .number(included), "unlimited": body["unlimited"] ?? false, "pooled": false,
      "reset": reset, "price": price, "expiry": body["expiry"] ?? .null, "display": ["primary_text": "an item"],
    ]
  }

  /// A single tier becomes an amount; its flat amount is lost. The first bound is beyond what is included.
  private func itemPrice(_ body: JSON, _ included: ExactDecimal, isBoolean: Bool) -> JSON? {
    let known: Set = [
      "amount", "additional_currencies", "tiers", "tier_behavior", "interval", "interval_count", "billing_units",
      "billing_method", "max_purchase",
    ]
    let isPrepaid = body["billing_method"] == "prepaid"
    guard !isBoolean, body.only(known) == body, isPrepaid || body["billing_method"] == "usage_based",
      (body["amount"] == nil) != (body["tiers"] == nil), Self.intervals.contains(body["interval"]?.text ?? "")
    else { return nil }
    var price = body.filled(["billing_units": 1, "max_purchase": .null])
    if price["interval_count"]?.decimal?.integer == 1 { price[member: "interval_count"] = nil }
    guard let tiers = body["tiers"]?.elements else { return price }
    guard let first = tiers.first, tiers.allSatisfy({ $0["to"] != nil && ($0["amount"] ?? $0["flat_amount"]) != nil }) else {
      return nil
    }
    if let bound = first["to"]?.decimal, bound <= included { return nil }
    if body["tier_behavior"] == "volume", !isPrepaid { return nil }
    if tiers.contains(where: { $0["flat_amount"] != nil }), body["tier_behavior"] != "volume" || tiers.count == 1 { return nil }
    guard tiers.count == 1 else { return price.filled(["tier_behavior": "graduated"]) }
    price[member: "tiers"] = nil
    price[member: "tier_behavior"] = nil
    price[member: "amount"] = first["amount"] ?? 0
    price[member: "additional_currencies"] = first["additional_currencies"]
    return price
  }

  // MARK: Rewards

  /// Ids and codes of all rewards are different (`duplicate_reward_id`, `duplicate_promo_code`).
  private func conflict(_ coupon: JSON, except own: String?) -> ModelResponse? {
    let others = rewards.objects.filter { $0.id != own }
    let codes = (coupon["promo_codes"]?.elements ?? []).compactMap { $0["code"]?.text }
    let taken = Set(others.flatMap { [$0.id] + ($0.json["promo_codes"]?.elements ?? []).compactMap { $0["code"]?.text } })
    if let id = coupon["id"]?.text, taken.contains(id) { return refused("duplicate_reward_id", "Reward \(id) exists") }
    if Set(codes).count != codes.count || codes.contains(where: taken.contains) {
      return refused("duplicate_promo_code", "The promo code exists")
    }
    if let plans = coupon["plan_ids"], !plans.isNull {
      guard !plans.elements.isEmpty, plans.elements.allSatisfy({ self.plans[$0.text ?? ""] != nil }) else {
        return refused("invalid_inputs", "plan_ids \(plans.compact) are invalid, \(self.plans.ids)")
      }
    }
    for code in coupon["promo_codes"]?.elements ?? [] {
      let error = unknown(code, ["code", "global_max_redemption", "first_time_transaction"])
      if error != nil || code["code"]?.text?.isEmpty != false { return refused("invalid_inputs", "the code is invalid") }
    }
    return nil
  }

  private func filled(_ coupon: JSON) -> JSON {
    coupon.mapping(["promo_codes"]) { codes in
      codes.mapElements { $0.filled(["global_max_redemption": .null, "first_time_transaction": .null]) }
    }
  }

  /// `rewardsCreateOpModels.ts`. What the answer has is not documented.
  private mutating func createReward(_ body: JSON) -> ModelResponse {
    let required: Set = ["id", "name", "duration", "plan_ids", "promo_codes", "type", "value"]
    guard body.members.count == 1, let coupon = body["coupon"], unknown(coupon, required) == nil,
      coupon.members.count == required.count, let id = coupon["id"]?.text, !id.isEmpty
    else { return refused("invalid_inputs", "the coupon is invalid") }
    let isPercentage = coupon["type"] == "percentage_discount"
    guard isPercentage || coupon["type"] == "fixed_discount", let value = coupon["value"]?.decimal, value > .zero,
      !isPercentage || value <= ExactDecimal(100), coupon["name"]?.text?.isEmpty == false,
      (coupon.at("duration.type") == "months") == !(coupon.at("duration.length") ?? .null).isNull
    else { return refused("invalid_inputs", "the coupon is invalid") }
    if let error = conflict(coupon, except: nil) { return error }
    rewards.add(id, filled(coupon))
    return .ok(["success": true])
  }

  /// `rewards.update`: the name, the plans and all codes.
  private mutating func updateReward(_ body: JSON) -> ModelResponse {
    if let error = unknown(body, ["reward_id", "coupon"]) { return error }
    guard let id = body["reward_id"]?.text, rewards[id] != nil else { return .refused(404, "Reward not found") }
    guard let coupon = body["coupon"] else { return refused("invalid_inputs", "a coupon is required") }
    if let error = unknown(coupon, ["name", "plan_ids", "promo_codes"]) ?? conflict(coupon, except: id) { return error }
    for member in filled(coupon).members { rewards.set(id, member.name, member.value) }
    return .ok(["success": true])
  }

  private mutating func deleteReward(_ body: JSON) -> ModelResponse {
    guard let id = body["reward_id"]?.text, rewards[id] != nil else { return .refused(404, "Reward not found") }
    rewards[id] = nil
    return .ok(["success": true])
  }

  // MARK: Comparison

  /// With their kinds, because texts of the catalog may be equal to its ids.
  package var ids: [String] {
    plans.ids.map { "plan \($0)" } + rewards.ids.map { "reward \($0)" } + features.ids.map { "feature \($0)" }
  }

  /// The ids of features stay visible. Whether a boolean feature is used up means nothing.
  package var live: [JSON] {
    func named(_ kind: String) -> (JSON) -> JSON { { .string("\(kind) \($0.text ?? "")") } }
    let sold = plans.all.filter { $0["archived"] == false }.map { plan in
      plan.without(["created_at", "version"]).mapping(["id"], named("plan"))
        .mapping(["billing_controls"]) { .object($0.members.filter { !$0.value.elements.isEmpty }) }
    }
    let features = features.all.filter { $0["archived"] == false }.map { feature in
      feature.mapping(["id"], named("feature:")).mapping(["credit_schema"], \.asSet)
        .without(feature["type"] == "boolean" ? ["consumable"] : [])
    }
    let rewards = rewards.all.map { reward in
      reward.mapping(["id"], named("reward")).mapping(["promo_codes"], \.asSet)
        .mapping(["plan_ids"]) { ids in
          ids.isNull
            ? ids : ids.mapElements { id in (plans[id.text ?? ""] ?? .null).only(["name", "archived", "metadata"]) }.asSet
        }
    }
    return sold + features + rewards
  }
}
