import Accounts
import Foundations
import JSONText
import Providers

/// An OpenMeter account: meters, features, versions of plans and add-ons, and assignments.
///
/// Sources, read on 2026-11-28: openmeterio/openmeter 7e57a394, api/openapi.yaml and the files of openmeter/ that are named below.
/// What the server does not know it ignores.
package struct OpenMeterModel: ModelAccount {
  package static let api = AccountAPI.openmeter
  private var meters = ModelList("01METER")
  private var features = ModelList("01FEATURE")
  private var plans = ModelList("01PLAN")
  private var addons = ModelList("01ADDON")
  /// With the ids of both.
  private var assignments = ModelList("")
  /// The highest version of each plan and add-on that was ever created: deleted ones count.
  private var versions: [String: Int64] = [:]
  private var time: Int64 = 1_800_000_000

  package init() {}

  package mutating func answer(_ request: ModelRequest) -> ModelResponse {
    time += 1
    let path = Array(request.path.dropFirst(2))
    guard request.path.prefix(2) == ["api", "v1"], let first = path.first else { return .refused(404, "not found") }
    return switch (request.method, first, path.count) {
    // The handler asks for the first 1000, whatever the query says (meter/httphandler/meter.go).
    case (.get, "meters", 1): .ok(.array(Array(meters.all.sorted { name($0, "slug") < name($1, "slug") }.prefix(1000))))
    case (.post, "meters", 1): createMeter(request.body)
    case (.put, "meters", 2): updateMeter(path[1], request.body)
    case (.delete, "meters", 2): deleteMeter(path[1])
    case (.get, "features", 1): listFeatures(request)
    case (.post, "features", 1): createFeature(request.body)
    case (.delete, "features", 2): archiveFeature(path[1])
    case (.get, "plans", 1): list(plans.all, request)
    case (.post, "plans", 1): createPlan(request.body)
    case (.delete, "plans", 2): delete(path[1], from: \.plans)
    case (.post, "plans", 3) where path[2] == "publish": publishPlan(path[1])
    case (.post, "plans", 3) where path[2] == "archive": archive(path[1], in: \.plans)
    case (.get, "plans", 3) where path[2] == "addons": list(assigned(to: path[1]).map(shown), request)
    case (.post, "plans", 3) where path[2] == "addons": assign(to: path[1], request.body)
    case (.put, "plans", 4) where path[2] == "addons": updateAssignment(path[1], path[3], request.body)
    case (.delete, "plans", 4) where path[2] == "addons": deleteAssignment(path[1], path[3])
    case (.get, "addons", 1): list(addons.all, request)
    case (.post, "addons", 1): createAddon(request.body)
    case (.delete, "addons", 2): delete(path[1], from: \.addons)
    case (.post, "addons", 3) where path[2] == "publish": publishAddon(path[1])
    case (.post, "addons", 3) where path[2] == "archive": archive(path[1], in: \.addons)
    default: .refused(404, "not found")
    }
  }

  // MARK: Lists

  /// 100 elements unless told otherwise, at most 1000, the last first unless told otherwise (plan/httpdriver/plan.go).
  private func list(_ objects: [JSON], _ request: ModelRequest) -> ModelResponse {
    let size = request.query("pageSize").flatMap(Int.init) ?? 100
    let page = request.query("page").flatMap(Int.init) ?? 1
    guard (1...1000).contains(size), page >= 1 else { return .refused(400, "invalid page") }
    let ordered = request.query("order") == "ASC" ? objects : objects.reversed()
    return .ok([
      "items": .array(Array(ordered.dropFirst((page - 1) * size).prefix(size))), "page": .integer(Int64(page)),
      "pageSize": .integer(Int64(size)), "totalCount": .integer(Int64(objects.count)),
    ])
  }

  /// An array of the first 100, unless a page is asked for. Archived features are left out.
  private func listFeatures(_ request: ModelRequest) -> ModelResponse {
    let live = features.all.filter { $0["archivedAt"] == nil }
    if request.query("page") == nil, request.query("pageSize") == nil { return .ok(.array(Array(live.prefix(100)))) }
    return list(live, request)
  }

  private func name(_ object: JSON, _ member: String) -> String { object[member]?.text ?? "" }

  /// The members of a body that have a value.
  private func known(_ body: JSON, _ names: Set<String>) -> JSON { .object(body.only(names).members.filter { !$0.value.isNull }) }

  /// Metadata and groups are not returned when they are empty.
  private func withoutEmpty(_ object: JSON, _ names: Set<String>) -> JSON {
    .object(object.members.filter { !names.contains($0.name) || !$0.value.members.isEmpty })
  }

  private func created(_ id: String, _ object: JSON) -> JSON {
    let now = JSON.string(Instant(unixSeconds: time)?.description ?? "")
    return .object([.init("id", .string(id)), .init("createdAt", now), .init("updatedAt", now)] + object.members)
  }

  /// `^[a-z0-9]+(?:_[a-z0-9]+)*$`, 1 to 64 characters (api/openapi.yaml).
  private func isKey(_ key: JSON?) -> Bool {
    guard let text = key?.text, (1...64).contains(text.utf8.count) else { return false }
    return text.split(separator: "_", omittingEmptySubsequences: false).allSatisfy { word in
      !word.isEmpty
        && word.utf8.allSatisfy { byte in
          (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
    }
  }

  private func isMetadata(_ body: JSON) -> Bool { (body["metadata"]?.members ?? []).allSatisfy { $0.value.text != nil } }

  // MARK: Meters

  private func live(meter slug: JSON?) -> JSON? { meters.all.first { $0["slug"] == slug } }

  private mutating func createMeter(_ body: JSON) -> ModelResponse {
    let aggregations: Set = ["SUM", "COUNT", "UNIQUE_COUNT", "AVG", "MIN", "MAX", "LATEST"]
    guard isKey(body["slug"]), let aggregation = body["aggregation"]?.text, aggregations.contains(aggregation),
      let type = body["eventType"]?.text, !type.isEmpty, isMetadata(body)
    else { return .refused(400, "invalid meter") }
    // meter/meter.go, validateMeterAggregation.
    guard (body["valueProperty"] == nil) == (aggregation == "COUNT") else { return .refused(400, "invalid value property") }
    if live(meter: body["slug"]) != nil { return .refused(409, "meter already exists") }
    let id = meters.nextID()
    let names: Set = ["slug", "name", "description", "aggregation", "eventType", "valueProperty", "groupBy", "metadata"]
    let meter = withoutEmpty(known(body, names), ["groupBy", "metadata"]).filled(["name": body["slug"] ?? .null])
    meters.add(id, created(id, meter))
    return .ok(meters[id] ?? .null)
  }

  /// MeterUpdate: name, description, groupBy and metadata. An absent name becomes the slug, absent groups and metadata are removed, and
  /// an absent description is kept. A group by which a feature filters cannot be removed.
  private mutating func updateMeter(_ id: String, _ body: JSON) -> ModelResponse {
    guard var meter = meters[id] else { return .refused(404, "meter not found") }
    if body["description"] == "" || !isMetadata(body) { return .refused(400, "invalid meter") }
    let groups = body["groupBy"] ?? [:]
    let filtered = features.all.filter { $0["archivedAt"] == nil && $0["meterSlug"] == meter["slug"] }
      .flatMap { $0["advancedMeterGroupByFilters"]?.members ?? [] }
    for filter in filtered where groups[filter.name] == nil {
      return .refused(409, "meter groupBy \(filter.name) is in use")
    }
    meter[member: "name"] = body["name"] ?? meter["slug"]
    if let description = body["description"], !description.isNull { meter[member: "description"] = description }
    meter[member: "groupBy"] = groups
    meter[member: "metadata"] = body["metadata"] ?? [:]
    meters[id] = withoutEmpty(meter, ["groupBy", "metadata"])
    return .ok(meters[id] ?? .null)
  }

  /// 409 as long as a feature uses it.
  private mutating func deleteMeter(_ id: String) -> ModelResponse {
    guard let meter = meters[id] else { return .refused(404, "meter not found") }
    if features.all.contains(where: { $0["archivedAt"] == nil && $0["meterSlug"] == meter["slug"] }) {
      return .refused(409, "meter is in use")
    }
    meters[id] = nil
    return .empty
  }

  // MARK: Features

  private func live(feature key: JSON?) -> JSON? { features.all.first { $0["archivedAt"] == nil && $0["key"] == key } }

  /// openmeter/productcatalog/feature/connector.go, CreateFeature.
  private mutating func createFeature(_ body: JSON) -> ModelResponse {
    guard isKey(body["key"]), body["name"]?.text != nil, isMetadata(body) else { return .refused(400, "invalid feature") }
    if let slug = body["meterSlug"] {
      guard let meter = live(meter: slug) else { return .refused(404, "meter not found") }
      guard ["SUM", "COUNT", "UNIQUE_COUNT", "LATEST"].contains(meter["aggregation"]?.text ?? "") else {
        return .refused(400, "invalid meter aggregation")
      }
      for filter in body["advancedMeterGroupByFilters"]?.members ?? [] where meter.at("groupBy")?[filter.name] == nil {
        return .refused(400, "invalid meter group by filter \(filter.name)")
      }
    } else if body["advancedMeterGroupByFilters"] != nil {
      return .refused(400, "filters need a meter")
    }
    if live(feature: body["key"]) != nil { return .refused(409, "feature already exists") }
    let id = features.nextID()
    var feature = known(body, ["key", "name", "metadata", "meterSlug", "advancedMeterGroupByFilters"])
    // Returned in both forms.
    let equal = (feature["advancedMeterGroupByFilters"]?.members ?? []).compactMap { filter in
      filter.value["$eq"].map { JSON.Member(filter.name, $0) }
    }
    if !equal.isEmpty { feature[member: "meterGroupByFilters"] = .object(equal) }
    features.add(id, created(id, feature))
    return .ok(features[id] ?? .null)
  }

  /// 400 as long as an active plan refers to it. The key is free then, and nothing brings the feature back.
  private mutating func archiveFeature(_ id: String) -> ModelResponse {
    guard let feature = features[id], feature["archivedAt"] == nil else { return .refused(404, "feature not found") }
    let cards = plans.all.filter { $0["status"] == "active" }.flatMap { $0["phases"]?.elements ?? [] }
      .flatMap { $0["rateCards"]?.elements ?? [] }
    if cards.contains(where: { $0["featureKey"] == feature["key"] }) { return .refused(400, "feature is in use") }
    features.set(id, "archivedAt", .string(Instant(unixSeconds: time)?.description ?? ""))
    return .empty
  }

  // MARK: Versions

  /// A POST with the key of an existing plan or add-on creates its next version, unless there is a draft (plan/service/plan.go and
  /// addon/service/addon.go).
  private mutating func add(_ body: JSON, to list: WritableKeyPath<Self, ModelList>, _ what: String) -> ModelResponse {
    let key = name(body, "key")
    if self[keyPath: list].all.contains(where: { $0["key"]?.text == key && $0["status"] == "draft" }) {
      return .refused(400, "only a single draft version is allowed for \(what)")
    }
    let version = (versions["\(what) \(key)"] ?? 0) + 1
    versions["\(what) \(key)"] = version
    let id = self[keyPath: list].nextID()
    var object = created(id, withoutEmpty(body, ["metadata"]))
    object[member: "version"] = .integer(version)
    object[member: "status"] = "draft"
    self[keyPath: list].add(id, object)
    return .ok(object)
  }

  /// The active version of the same key ends in the same transaction.
  private mutating func publish(_ id: String, in list: WritableKeyPath<Self, ModelList>) -> ModelResponse {
    guard let version = self[keyPath: list][id] else { return .refused(404, "not found") }
    guard version["status"] == "draft" else { return .refused(400, "only drafts can be published") }
    for (other, json) in self[keyPath: list].objects where json["key"] == version["key"] && json["status"] == "active" {
      self[keyPath: list].set(other, "status", "archived")
    }
    self[keyPath: list].set(id, "status", "active")
    self[keyPath: list].set(id, "effectiveFrom", .string(Instant(unixSeconds: time)?.description ?? ""))
    return .ok(self[keyPath: list][id] ?? .null)
  }

  private mutating func archive(_ id: String, in list: WritableKeyPath<Self, ModelList>) -> ModelResponse {
    guard let version = self[keyPath: list][id] else { return .refused(404, "not found") }
    guard version["status"] == "active" else { return .refused(400, "only active versions can be archived") }
    self[keyPath: list].set(id, "status", "archived")
    return .ok(self[keyPath: list][id] ?? .null)
  }

  private mutating func delete(_ id: String, from list: WritableKeyPath<Self, ModelList>) -> ModelResponse {
    guard let version = self[keyPath: list][id] else { return .refused(404, "not found") }
    guard version["status"] != "active" else { return .refused(400, "active versions cannot be deleted") }
    if assignments.all.contains(where: { $0["addon"]?.text == id }) { return .refused(400, "the add-on is assigned to plans") }
    self[keyPath: list][id] = nil
    for (own, assignment) in assignments.objects where assignment["plan"]?.text == id { assignments[own] = nil }
    return .empty
  }

  // MARK: Plans and add-ons

  /// Critical faults are refused at once, others when a version is published (plan/httpdriver/plan.go, IgnoreNonCriticalIssues).
  private mutating func createPlan(_ body: JSON) -> ModelResponse {
    let phases = body["phases"]?.elements ?? []
    guard isKey(body["key"]), hasText(body, "name"), body["currency"]?.text?.utf8.count == 3, !phases.isEmpty,
      isMetadata(body)
    else { return .refused(400, "invalid plan") }
    // productcatalog/errors.go, ErrPlanBillingCadenceAllowedValues.
    guard ["P1W", "P2W", "P4W", "P1M", "P3M", "P6M", "P12M", "P1Y"].contains(name(body, "billingCadence")) else {
      return .refused(400, "invalid billing cadence")
    }
    var stored: [JSON] = []
    for (index, phase) in phases.enumerated() {
      guard isKey(phase["key"]), hasText(phase, "name"), let duration = phase["duration"],
        duration.isNull == (index == phases.count - 1)
      else { return .refused(400, "invalid phase") }
      if let error = fault(in: phase["rateCards"]) { return error }
      stored.append(
        known(phase, ["key", "name", "description"]).filled([
          "duration": duration, "rateCards": .array((phase["rateCards"]?.elements ?? []).reversed().map(card)),
        ]))
    }
    guard Set(phases.map { name($0, "key") }).count == phases.count else { return .refused(400, "duplicate phase") }
    // The alignment is not returned.
    var plan = known(body, ["key", "name", "description", "currency", "billingCadence", "proRatingConfig", "metadata"])
    plan = plan.filled([
      "proRatingConfig": ["enabled": true, "mode": "prorate_prices"], "settlementMode": "credit_then_invoice",
      "phases": .array(stored),
    ])
    return add(plan, to: \.plans, "Plan")
  }

  private mutating func createAddon(_ body: JSON) -> ModelResponse {
    guard isKey(body["key"]), hasText(body, "name"), body["currency"]?.text?.utf8.count == 3,
      ["single", "multiple"].contains(name(body, "instanceType")), isMetadata(body)
    else { return .refused(400, "invalid add-on") }
    if let error = fault(in: body["rateCards"]) { return error }
    var addon = known(body, ["key", "name", "description", "currency", "instanceType", "metadata"])
    addon[member: "rateCards"] = .array((body["rateCards"]?.elements ?? []).reversed().map(card))
    return add(addon, to: \.addons, "Add-on")
  }

  private func hasText(_ body: JSON, _ member: String) -> Bool {
    (1...256).contains(body[member]?.text?.unicodeScalars.count ?? 0)
  }

  /// Faults of rate cards that are refused at once (productcatalog/ratecard.go).
  private func fault(in cards: JSON?) -> ModelResponse? {
    guard case .array(let cards)? = cards else { return .refused(400, "missing rate cards") }
    guard Set(cards.map { name($0, "key") }).count == cards.count else { return .refused(400, "duplicate rate card") }
    for card in cards {
      guard isKey(card["key"]), hasText(card, "name"), let cadence = card["billingCadence"], let price = card["price"],
        isMetadata(card)
      else { return .refused(400, "invalid rate card") }
      guard ["flat_fee", "usage_based"].contains(name(card, "type")) else { return .refused(400, "invalid type") }
      if card["type"] == "usage_based", cadence.isNull { return .refused(400, "missing cadence") }
      if let key = card["featureKey"] {
        guard key == card["key"] else { return .refused(400, "the key must be that of the feature") }
        guard live(feature: key) != nil else { return .refused(400, "non-existing Features: \(key.text ?? "")") }
      } else if card["entitlementTemplate"] != nil {
        return .refused(400, "an entitlement needs a feature")
      }
      let isFlat = price.isNull || price["type"] == "flat"
      if card["type"] == "flat_fee", !isFlat { return .refused(400, "invalid price") }
      // Numeric is text.
      for amount in [price["amount"], price["quantityPerPackage"]] {
        if let amount, amount.text?.isEmpty ?? true { return .refused(400, "amounts must be text") }
      }
      for tier in price["tiers"]?.elements ?? [] where tier["flatPrice"] == nil || tier["unitPrice"] == nil {
        return .refused(400, "invalid tier")
      }
      if let template = card["entitlementTemplate"] {
        let isKnown = ["metered", "static", "boolean"].contains(name(template, "type"))
        let isWhole = template["type"] != "metered" || template["usagePeriod"] != nil || !cadence.isNull
        guard isKnown, isWhole, isMetadata(template), template["type"] != "static" || template["config"]?.text != nil else {
          return .refused(400, "invalid entitlement")
        }
      }
    }
    return nil
  }

  /// A rate card as it is returned.
  private func card(_ card: JSON) -> JSON {
    var stored = known(card, ["type", "key", "name", "metadata", "featureKey"])
    stored[member: "billingCadence"] = card["billingCadence"] ?? .null
    stored[member: "price"] = card["price"].map(price)
    if let discounts = card["discounts"], !discounts.members.isEmpty {
      stored[member: "discounts"] = discounts.mapping(["usage"]) { $0.mapping(["quantity"], trimmed) }
    }
    if let template = card["entitlementTemplate"] {
      var own = withoutEmpty(template, ["metadata"])
      if template["type"] == "metered" {
        own = own.filled(["isSoftLimit": false, "usagePeriod": card["billingCadence"] ?? .null])
      }
      stored[member: "entitlementTemplate"] = own
    }
    return withoutEmpty(stored, ["metadata"])
  }

  /// `20.00` comes back as `20`.
  private func trimmed(_ amount: JSON) -> JSON { amount.decimal.map { .string($0.plain) } ?? amount }

  private func price(_ price: JSON) -> JSON {
    guard !price.isNull else { return price }
    var stored = price.mapping(["amount", "quantityPerPackage"], trimmed)
    if price["type"] == "flat" { stored = stored.filled(["paymentTerm": "in_advance"]) }
    if let tiers = price["tiers"] {
      stored[member: "tiers"] = tiers.mapElements { tier in
        tier.mapping(["upToAmount"], trimmed).mapping(["flatPrice", "unitPrice"]) { $0.mapping(["amount"], trimmed) }
      }
    }
    return stored
  }

  /// What only publishing refuses.
  private func publicationFault(_ cards: [JSON]) -> ModelResponse? {
    if cards.isEmpty { return .refused(400, "no rate cards") }
    for card in cards {
      let price = card["price"] ?? .null
      // ErrRateCardUsageBasedPriceWithFeatureAndNoMeter.
      if !price.isNull, price["type"] != "flat", live(feature: card["featureKey"])?["meterSlug"] == nil {
        return .refused(400, "a usage based price needs a feature with a meter")
      }
      // ErrEntitlementTemplateIssueAfterResetRequired.
      if card.at("entitlementTemplate.type") == "metered", card.at("entitlementTemplate.issueAfterReset") == nil {
        return .refused(400, "the entitlement needs issueAfterReset")
      }
    }
    return nil
  }

  private mutating func publishPlan(_ id: String) -> ModelResponse {
    guard let plan = plans[id] else { return .refused(404, "plan not found") }
    for phase in plan["phases"]?.elements ?? [] {
      if let error = publicationFault(phase["rateCards"]?.elements ?? []) { return error }
    }
    let phases = (plan["phases"]?.elements ?? []).map { $0["key"] }
    // productcatalog/planaddon.go, Validate.
    for assignment in assigned(to: id) {
      guard let addon = addons[name(assignment, "addon")], addon["status"] == "active", addon["currency"] == plan["currency"],
        phases.contains(assignment["fromPlanPhase"])
      else { return .refused(400, "invalid add-on of the plan") }
      if addon["instanceType"] == "single", assignment["maxQuantity"] != nil {
        return .refused(400, "a single add-on has no quantity")
      }
    }
    return publish(id, in: \.plans)
  }

  private mutating func publishAddon(_ id: String) -> ModelResponse {
    guard let addon = addons[id] else { return .refused(404, "add-on not found") }
    let cards = addon["rateCards"]?.elements ?? []
    if let error = publicationFault(cards) { return error }
    if addon["instanceType"] == "multiple",
      cards.contains(where: { ($0["price"] ?? .null).isNull == false && $0.at("price.type") != "flat" })
    {
      return .refused(400, "an add-on that is bought in units has flat prices")
    }
    return publish(id, in: \.addons)
  }

  // MARK: Assignments

  private func assigned(to plan: String) -> [JSON] { assignments.all.filter { $0["plan"]?.text == plan } }

  private func assignmentID(_ plan: String, _ addon: String) -> String { "\(plan) \(addon)" }

  /// The whole add-on, but neither the plan nor an id of its own.
  private func shown(_ assignment: JSON) -> JSON {
    withoutEmpty(assignment.without(["plan"]).mapping(["addon"]) { addons[$0.text ?? ""] ?? .null }, ["metadata"])
  }

  private func isDraft(_ plan: String) -> Bool { plans[plan]?["status"] == "draft" }

  /// openmeter/productcatalog/planaddon/service/planaddon.go, CreatePlanAddon.
  private mutating func assign(to plan: String, _ body: JSON) -> ModelResponse {
    guard plans[plan] != nil else { return .refused(404, "plan not found") }
    guard let id = body["addonId"]?.text, body["fromPlanPhase"]?.text != nil, isMetadata(body) else {
      return .refused(400, "invalid assignment")
    }
    let own = assignmentID(plan, id)
    if assignments[own] != nil { return .refused(409, "plan add-on assignment already exists") }
    guard isDraft(plan) else { return .refused(400, "invalid plan") }
    guard let addon = addons[id] else { return .refused(404, "add-on not found") }
    guard addon["status"] == "active" else { return .refused(400, "invalid add-on") }
    var assignment = created(own, known(body, ["fromPlanPhase", "maxQuantity", "metadata"])).without(["id"])
    assignment[member: "addon"] = .string(id)
    assignment[member: "plan"] = .string(plan)
    assignments.add(own, assignment)
    return .ok(shown(assignment))
  }

  /// An absent quantity is removed, and absent metadata is kept.
  private mutating func updateAssignment(_ plan: String, _ addon: String, _ body: JSON) -> ModelResponse {
    let id = assignmentID(plan, addon)
    guard var assignment = assignments[id] else { return .refused(404, "assignment not found") }
    guard isDraft(plan) else { return .refused(404, "invalid plan") }
    guard let phase = body["fromPlanPhase"] else { return .refused(400, "missing fromPlanPhase") }
    assignment[member: "fromPlanPhase"] = phase
    assignment[member: "maxQuantity"] = body["maxQuantity"]
    if let metadata = body["metadata"] { assignment[member: "metadata"] = metadata }
    assignments[id] = assignment
    return .ok(shown(assignment))
  }

  private mutating func deleteAssignment(_ plan: String, _ addon: String) -> ModelResponse {
    let id = assignmentID(plan, addon)
    guard assignments[id] != nil else { return .refused(404, "assignment not found") }
    guard isDraft(plan) else { return .refused(404, "invalid plan") }
    assignments[id] = nil
    return .empty
  }

  // MARK: For what depends on them

  package var meterObjects: [JSON] { meters.all }
  /// Archived ones included.
  package var featureObjects: [JSON] { features.all }

  // MARK: Comparison

  package var ids: [String] { [meters, features, plans, addons].flatMap(\.ids) + assignments.ids }

  /// Drafts count: none must be left.
  package var live: [JSON] {
    let times: Set = ["createdAt", "updatedAt", "effectiveFrom", "version"]
    func shown(_ objects: [JSON], _ kind: JSON) -> [JSON] {
      objects.filter { $0["status"] != "archived" && $0["archivedAt"] == nil }.map { object in
        var object = object.without(times)
        object[member: "kind"] = kind
        return object
      }
    }
    let parts = assignments.all.compactMap { assignment -> JSON? in
      guard let plan = plans[name(assignment, "plan")], plan["status"] != "archived" else { return nil }
      var part = assignment.without(times)
      part[member: "plan"] = plan["key"]
      // An ended version of an add-on is another than the active one.
      part[member: "addon"] = addons[name(assignment, "addon")]?.only(["key", "status"])
      part[member: "kind"] = "assignment"
      return part
    }
    return shown(meters.all, "meter") + shown(features.all, "feature") + shown(addons.all, "addon") + shown(plans.all, "plan")
      + parts
  }
}
