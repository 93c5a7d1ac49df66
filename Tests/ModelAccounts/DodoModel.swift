import Accounts
import Foundations
import JSONText
import Providers

/// A Dodo Payments account: products, add-ons, meters, credit entitlements, entitlements and discounts.
///
/// Sources, read on 2026-11-27: the Python SDK dodopayments 1.123.0 (types and docstrings), its OpenAPI description 1.53.2, and
/// docs.dodopayments.com (archive-addon, update-meter, archive-product, delete-entitlement, feature-flags, credit entitlements,
/// metadata). Where nothing is documented, the model does what is least convenient, and says so.
package struct DodoModel: ModelAccount {
  package static let api = AccountAPI.dodo
  private var products = ModelList("pdt_")
  private var addons = ModelList("adn_")
  private var meters = ModelList("mtr_")
  private var credits = ModelList("cde_")
  private var entitlements = ModelList("ent_")
  private var discounts = ModelList("dsc_")
  /// The ids of what is archived: no object says so itself.
  private var archived: Set<String> = []
  private var time: Int64 = 1_800_000_000

  package init() {}

  package mutating func answer(_ request: ModelRequest) -> ModelResponse {
    time += 1
    let (path, body) = (request.path, request.body)
    return switch (request.method, path.first ?? "", path.count) {
    case (.get, "brands", 1): .ok(["items": [["brand_id": "brnd_1", "business_id": "bus_1", "name": "Model"]]])
    case (.get, "products", 1): list(products, request, archived: "archived") { element($0) }
    case (.get, "products", 2): products[path[1]].map { .ok(whole($0)) } ?? .refused(500, "not found")
    case (.post, "products", 1): createProduct(body)
    case (.patch, "products", 2): updateProduct(path[1], body)
    case (.get, "addons", 1): list(addons, request, archived: "archived") { $0 }
    case (.post, "addons", 1): createAddon(body)
    case (.patch, "addons", 2): updateAddon(path[1], body)
    case (.get, "meters", 1): list(meters, request, archived: "archived") { $0 }
    case (.post, "meters", 1): createMeter(body)
    case (.patch, "meters", 2): updateMeter(path[1], body)
    case (.get, "credit-entitlements", 1): list(credits, request, archived: "deleted") { $0 }
    case (.post, "credit-entitlements", 1): createCredit(body)
    case (.patch, "credit-entitlements", 2): updateCredit(path[1], body)
    case (.get, "entitlements", 1): listEntitlements(request)
    case (.post, "entitlements", 1): createEntitlement(body)
    case (.patch, "entitlements", 2): updateEntitlement(path[1], body)
    case (.get, "discounts", 1): listDiscounts(request)
    case (.post, "discounts", 1): createDiscount(body)
    case (.patch, "discounts", 2): updateDiscount(path[1], body)
    case (.delete, _, 2): archive(path[0], path[1])
    case (.post, _, 3): restore(path[0], path[1], path[2])
    default: .refused(404, "not found")
    }
  }

  private var now: JSON { .string(Instant(unixSeconds: time)?.description ?? "") }

  /// Null means "not sent": what was sent is not documented to be cleared by it.
  private func sent(_ body: JSON) -> [JSON.Member] { body.members.filter { !$0.value.isNull } }

  private func problem(_ body: JSON, _ known: Set<String>, required: [String] = []) -> ModelResponse? {
    if let member = body.members.first(where: { !known.contains($0.name) }) {
      return .refused(422, "unknown field \(member.name)")
    }
    if let name = required.first(where: { (body[$0] ?? .null).isNull }) { return .refused(422, "missing field \(name)") }
    if let name = body["name"]?.text, name.isEmpty || name.unicodeScalars.count > 100 { return .refused(422, "invalid name") }
    if let text = body["description"]?.text, text.unicodeScalars.count > 1000 { return .refused(422, "description is too long") }
    if let metadata = body["metadata"]?.members {
      let isValid = metadata.allSatisfy { entry in
        entry.name.utf8.count <= 40 && (entry.value.text?.unicodeScalars.count ?? 0) <= 500
          && entry.value.members.isEmpty && entry.value.elements.isEmpty && !entry.value.isNull
      }
      guard metadata.count <= 50, isValid else { return .refused(422, "invalid metadata") }
    }
    return nil
  }

  // MARK: Lists

  /// Pages are numbered from 0, with 10 objects unless told otherwise, at most 100. An answer has neither a total nor whether
  /// there are more. The list of the archived has all objects (docs, managing-products); that of the deleted has those alone.
  private func list(
    _ list: ModelList, _ request: ModelRequest, archived filter: String, _ shown: (JSON) -> JSON
  ) -> ModelResponse {
    let isOfArchived = request.query(filter) == "true"
    let objects = list.objects.filter { object in
      let isArchived = archived.contains(object.id)
      return isOfArchived ? filter == "archived" || isArchived : !isArchived
    }
    return page(objects.map(\.json), request, shown)
  }

  private func page(_ objects: [JSON], _ request: ModelRequest, _ shown: (JSON) -> JSON) -> ModelResponse {
    guard let size = Int(request.query("page_size") ?? "10"), (1...100).contains(size),
      let number = Int(request.query("page_number") ?? "0"), number >= 0
    else { return .refused(422, "invalid page") }
    return .ok(["items": .array(objects.reversed().dropFirst(number * size).prefix(size).map(shown))])
  }

  /// Without `active`, those that have ended are not listed: the title of the page says "active discounts".
  private func listDiscounts(_ request: ModelRequest) -> ModelResponse {
    let isActive = (request.query("active") ?? "true") == "true"
    let objects = discounts.objects.filter { discount in
      let end = discount.json["expires_at"]?.text.flatMap(Instant.init)?.seconds ?? .max
      return !archived.contains(discount.id) && (end > time) == isActive
    }
    return page(objects.map(\.json), request) { $0 }
  }

  /// An element of the list lacks the add-ons, the credits and the brand of a product (`ProductListResponse`).
  private func element(_ product: JSON) -> JSON {
    .object(
      product.mapping(["entitlements"], summaries).without(["addons", "credit_entitlements", "brand_id", "price"]).members
        + JSON.members([
          "price_detail": product["price"], "price": product.at("price.price"), "currency": product.at("price.currency"),
        ]))
  }

  /// The list is null without add-ons, and decimals come back with more digits, which is not documented and must not matter.
  private func whole(_ product: JSON) -> JSON {
    var product = product
    let addons = product["addons"]?.elements ?? []
    product[member: "addons"] = addons.isEmpty ? .null : .array(addons.reversed())
    product = product.mapping(["entitlements"], summaries)
    product[member: "price"] = product["price"]?.mapping(["meters"]) { links in
      .array(
        links.elements.reversed().map { link in
          let meter = meters[link["meter_id"]?.text ?? ""]
          return .object(
            link.mapping(["price_per_unit", "meter_units_per_credit"], Self.longer).members
              + JSON.members([
                "name": meter?["name"], "description": meter?["description"], "measurement_unit": meter?["measurement_unit"],
              ]))
        })
    }
    product[member: "credit_entitlements"] = .array(
      (product["credit_entitlements"]?.elements ?? []).reversed().enumerated().map { index, credit in
        let entitlement = credits[credit["credit_entitlement_id"]?.text ?? ""]
        return .object(
          JSON.members([
            "id": .string("cem_\(index)"), "credit_entitlement_name": entitlement?["name"], "unit": entitlement?["unit"],
          ])
            + credit.mapping(["credits_amount", "price_per_unit", "overage_limit", "trial_credits"], Self.longer).filled([
              "currency": .null, "expires_after_days": .null, "overage_enabled": false, "overage_behavior": "forgive_at_reset",
              "overage_limit": .null, "price_per_unit": .null, "proration_behavior": "no_prorate", "rollover_enabled": false,
              "rollover_percentage": .null, "trial_credits": .null, "trial_credits_expire_after_trial": false,
              "low_balance_threshold_percent": .null,
            ]).members)
      })
    return product
  }

  /// Entitlements come back as objects (`ProductEntitlementSummary`), in an order that is not documented.
  private func summaries(_ attached: JSON) -> JSON {
    .array(
      attached.elements.reversed().map { element in
        let id = element["entitlement_id"] ?? .null
        let entitlement = entitlements[id.text ?? ""] ?? [:]
        return .object(
          [.init("id", id)] + entitlement.only(["name", "description", "integration_type", "integration_config"]).members)
      })
  }

  private static func longer(_ number: JSON) -> JSON {
    number.text.map { .string($0.contains(".") ? $0 + "0" : $0 + ".00") } ?? number
  }

  // MARK: Products

  private static let productMembers: Set = [
    "name", "description", "tax_category", "price", "addons", "credit_entitlements", "brand_id", "metadata", "entitlements",
  ]
  private static let priceMembers: [String: (required: [String], optional: Set<String>)] = [
    "one_time_price": (["price", "currency"], ["pay_what_you_want", "suggested_price"]),
    "recurring_price": (
      ["price", "currency"] + cadence,
      ["trial_period_days", "trial_payment_method_optional", "trial_amount", "trial_apply_discounts"]
    ),
    "usage_based_price": (["fixed_price", "currency"] + cadence, ["meters"]),
  ]
  private static let cadence = [
    "payment_frequency_count", "payment_frequency_interval", "subscription_period_count", "subscription_period_interval",
  ]

  private func problem(ofPrice price: JSON) -> ModelResponse? {
    guard let members = Self.priceMembers[price["type"]?.text ?? ""] else { return .refused(422, "unknown type of price") }
    let shared: Set = ["type", "discount", "discount_bps", "purchasing_power_parity", "tax_inclusive"]
    if let error = problem(price, shared.union(members.optional).union(members.required), required: members.required) {
      return error
    }
    for link in price["meters"]?.elements ?? [] {
      let known: Set = ["meter_id", "price_per_unit", "free_threshold", "credit_entitlement_id", "meter_units_per_credit"]
      if let error = problem(link, known, required: ["meter_id"]) { return error }
      guard isLive(meters, link["meter_id"]) else { return .refused(422, "no such meter") }
      if let credit = link["credit_entitlement_id"] {
        guard isLive(credits, credit), link["meter_units_per_credit"]?.text != nil else { return .refused(422, "no such credit") }
      } else {
        guard link["price_per_unit"]?.text != nil else { return .refused(422, "missing price_per_unit") }
      }
    }
    return (price["meters"]?.elements.count ?? 0) > 10 ? .refused(422, "too many meters") : nil
  }

  private func isLive(_ list: ModelList, _ id: JSON?) -> Bool {
    guard let id = id?.text else { return false }
    return list[id] != nil && !archived.contains(id)
  }

  /// A product that charges usage has no add-ons (docs, features/hybrid-billing).
  private func problem(ofProduct product: JSON) -> ModelResponse? {
    if let error = problem(ofPrice: product["price"] ?? [:]) { return error }
    let addons = product["addons"]?.elements ?? []
    guard Set(addons.map(\.compact)).count == addons.count, addons.allSatisfy({ isLive(self.addons, $0) }) else {
      return .refused(422, "no such add-on")
    }
    if !addons.isEmpty, product.at("price.type") == "usage_based_price" { return .refused(422, "usage and add-ons") }
    let attached = product["entitlements"]?.elements ?? []
    if attached.count > 50 { return .refused(422, "too many entitlements") }
    guard Set(attached.map(\.compact)).count == attached.count else { return .refused(422, "an entitlement is attached twice") }
    for entitlement in attached {
      if let error = problem(entitlement, ["entitlement_id"], required: ["entitlement_id"]) { return error }
      guard isLive(entitlements, entitlement["entitlement_id"]) else { return .refused(422, "no such entitlement") }
    }
    let credits = product["credit_entitlements"]?.elements ?? []
    if credits.count > 5 { return .refused(422, "too many credits") }
    let known: Set = [
      "credit_entitlement_id", "credits_amount", "expires_after_days", "overage_enabled", "overage_behavior", "overage_limit",
      "price_per_unit", "currency", "trial_credits", "trial_credits_expire_after_trial",
    ]
    for credit in credits {
      if let error = problem(credit, known, required: ["credit_entitlement_id", "credits_amount"]) { return error }
      guard isLive(self.credits, credit["credit_entitlement_id"]) else { return .refused(422, "no such credit") }
      if credit["overage_enabled"] == true, credit["price_per_unit"] == nil || credit["currency"] == nil {
        return .refused(422, "overage needs a price")
      }
    }
    return nil
  }

  /// Fills in what was not sent.
  private static func filled(_ price: JSON) -> JSON {
    var price = price.filled(["discount": 0, "discount_bps": 0, "purchasing_power_parity": false, "tax_inclusive": .null])
    switch price["type"] {
    case "recurring_price":
      price = price.filled(["trial_period_days": 0, "trial_payment_method_optional": false, "trial_amount": .null])
    case "one_time_price": price = price.filled(["pay_what_you_want": false, "suggested_price": .null])
    default:
      price = price.filled(["meters": []]).mapping(["meters"]) { links in
        links.mapElements { $0.filled(["free_threshold": 0, "price_per_unit": .null, "credit_entitlement_id": .null]) }
      }
    }
    return price
  }

  private mutating func createProduct(_ body: JSON) -> ModelResponse {
    if let error = problem(body, Self.productMembers, required: ["name", "price", "tax_category"]) { return error }
    if let error = problem(ofProduct: body) { return error }
    let id = products.nextID()
    let product = body.filled([
      "description": .null, "metadata": [:], "brand_id": "brnd_1", "addons": [], "credit_entitlements": [], "entitlements": [],
    ]).mapping(["price"], Self.filled)
    products.add(
      id,
      .object(
        JSON.members(["product_id": .string(id), "business_id": "bus_1", "created_at": now, "updated_at": now])
          + product.members))
    return .ok(whole(products[id] ?? .null))
  }

  /// The answer has no body. An archived product cannot be changed, which is not documented.
  private mutating func updateProduct(_ id: String, _ body: JSON) -> ModelResponse {
    guard var product = products[id] else { return .refused(404, "no such product") }
    if archived.contains(id) { return .refused(409, "the product is archived") }
    if let error = problem(body, Self.productMembers) { return error }
    if let type = body.at("price.type"), type != product.at("price.type") {
      return .refused(422, "the pricing model of a product cannot be changed")
    }
    for member in sent(body) { product[member: member.name] = member.value }
    // What is not changed has been checked, and is as it is returned.
    let changed = JSON.object(
      sent(body).filter { $0.name != "price" } + [.init("price", body["price"] ?? product["price"]?.withoutFilled ?? .null)])
    if let error = problem(ofProduct: changed) { return error }
    if product["addons"]?.elements.isEmpty == false, product.at("price.type") == "usage_based_price" {
      return .refused(422, "usage and add-ons")
    }
    products[id] = product.mapping(["price"], Self.filled)
    return .empty
  }

  // MARK: Add-ons

  private static let addonMembers: Set = ["name", "description", "price", "currency", "tax_category"]

  private mutating func createAddon(_ body: JSON) -> ModelResponse {
    if let error = problem(body, Self.addonMembers, required: ["name", "price", "currency", "tax_category"]) { return error }
    return Self.create(body.filled(["description": .null]), in: &addons, at: now)
  }

  private static func create(_ object: JSON, in list: inout ModelList, at now: JSON) -> ModelResponse {
    let id = list.nextID()
    let server = JSON.members(["id": .string(id), "business_id": "bus_1", "created_at": now, "updated_at": now])
    list.add(id, .object(server + object.members))
    return .ok(list[id] ?? .null)
  }

  private mutating func updateAddon(_ id: String, _ body: JSON) -> ModelResponse {
    guard addons[id] != nil else { return .refused(500, "not found") }
    if archived.contains(id) { return .refused(409, "the add-on is archived") }
    if let error = problem(body, Self.addonMembers) { return error }
    for member in sent(body) { addons.set(id, member.name, member.value) }
    return .ok(addons[id] ?? .null)
  }

  // MARK: Meters and credits

  private mutating func createMeter(_ body: JSON) -> ModelResponse {
    let known: Set = ["name", "description", "event_name", "measurement_unit", "aggregation", "filter"]
    if let error = problem(body, known, required: ["name", "event_name", "measurement_unit", "aggregation"]) { return error }
    guard ["count", "sum", "max", "last"].contains(body.at("aggregation.type")?.text),
      (body.at("aggregation.type") == "count") == (body.at("aggregation.key") == nil)
    else { return .refused(422, "invalid aggregation") }
    if let filter = body["filter"], !(1...10).contains(filter["clauses"]?.elements.count ?? 0) {
      return .refused(422, "invalid filter")
    }
    let meter = body.filled(["description": .null, "filter": .null]).mapping(["aggregation"]) { $0.filled(["key": .null]) }
    return Self.create(meter, in: &meters, at: now)
  }

  /// Null clears the description (docs, update-meter).
  private mutating func updateMeter(_ id: String, _ body: JSON) -> ModelResponse {
    guard meters[id] != nil, !archived.contains(id) else { return .refused(404, "no such meter") }
    if let error = problem(body, ["name", "description", "measurement_unit"]) { return error }
    for member in body.members { meters.set(id, member.name, member.value) }
    return .ok(meters[id] ?? .null)
  }

  private static let creditMembers: Set = [
    "name", "unit", "description", "overage_enabled", "rollover_enabled", "price_per_unit", "currency", "overage_limit",
    "overage_behavior", "expires_after_days",
  ]

  private mutating func createCredit(_ body: JSON) -> ModelResponse {
    let required = ["name", "unit", "precision", "overage_enabled", "rollover_enabled"]
    if let error = problem(body, Self.creditMembers.union(["precision"]), required: required) { return error }
    if body["overage_enabled"] == true, body["price_per_unit"] == nil { return .refused(422, "overage needs a price") }
    let credit = body.filled([
      "description": .null, "price_per_unit": .null, "currency": .null, "overage_limit": .null, "expires_after_days": .null,
      "overage_behavior": .null,
    ])
    return Self.create(credit, in: &credits, at: now)
  }

  /// Null clears a field (`credit_entitlement_update_params`); `precision` is not a parameter.
  private mutating func updateCredit(_ id: String, _ body: JSON) -> ModelResponse {
    guard credits[id] != nil, !archived.contains(id) else { return .refused(404, "no such credit entitlement") }
    if let error = problem(body, Self.creditMembers) { return error }
    for member in body.members { credits.set(id, member.name, member.value) }
    return .ok(credits[id] ?? .null)
  }

  // MARK: Entitlements

  /// Those that are deleted are not returned (`Entitlement`, `is_active`).
  private func listEntitlements(_ request: ModelRequest) -> ModelResponse {
    let type = request.query("integration_type").map(JSON.string)
    let objects = entitlements.objects.filter { entitlement in
      !archived.contains(entitlement.id) && (type == nil || entitlement.json["integration_type"] == type)
    }
    return page(objects.map(\.json), request) { $0 }
  }

  /// Several entitlements can have one `feature_id` (`FeatureFlagConfig`); only the type `boolean` is supported (dodo-docs,
  /// features/entitlements/feature-flags.mdx).
  private func problem(ofEntitlement body: JSON, _ type: JSON?) -> ModelResponse? {
    guard type == "feature_flag", let config = body["integration_config"] else { return nil }
    if let error = problem(config, ["feature_id", "feature_type"], required: ["feature_id", "feature_type"]) { return error }
    let isValid = config["feature_type"] == "boolean" && config["feature_id"]?.isEmptyText == false
    return isValid ? nil : .refused(422, "invalid feature")
  }

  private mutating func createEntitlement(_ body: JSON) -> ModelResponse {
    let known: Set = ["name", "description", "integration_type", "integration_config", "metadata"]
    if let error = problem(body, known, required: ["name", "integration_type", "integration_config"]) { return error }
    guard ["feature_flag", "license_key", "discord"].contains(body["integration_type"]?.text) else {
      return .refused(422, "unknown integration")
    }
    if let error = problem(ofEntitlement: body, body["integration_type"]) { return error }
    return Self.create(body.filled(["description": .null, "metadata": [:], "is_active": true]), in: &entitlements, at: now)
  }

  /// The integration is not a parameter (`entitlement_update_params`).
  private mutating func updateEntitlement(_ id: String, _ body: JSON) -> ModelResponse {
    guard let entitlement = entitlements[id], !archived.contains(id) else { return .refused(404, "no such entitlement") }
    if let error = problem(body, ["name", "description", "integration_config", "metadata"]) { return error }
    if let error = problem(ofEntitlement: body, entitlement["integration_type"]) { return error }
    for member in sent(body) { entitlements.set(id, member.name, member.value) }
    return .ok(entitlements[id] ?? .null)
  }

  // MARK: Discounts

  private static let discountMembers: Set = [
    "name", "code", "type", "amount", "subscription_cycles", "usage_limit", "per_customer_usage_limit", "currency_options",
    "restricted_to", "customer_eligibility", "expires_at", "starts_at", "metadata",
  ]

  private func problem(ofDiscount body: JSON) -> ModelResponse? {
    if let code = body["code"]?.text, code.unicodeScalars.count < 3 { return .refused(422, "the code is too short") }
    if let amount = body["amount"]?.decimal?.integer, amount < 1 { return .refused(422, "invalid amount") }
    for row in body["currency_options"]?.elements ?? [] {
      let known: Set = ["currency", "max_amount_possible", "minimum_subtotal", "is_default"]
      if let error = problem(row, known, required: ["currency"]) { return error }
    }
    let isKnown = (body["restricted_to"]?.elements ?? []).allSatisfy { products[$0.text ?? ""] != nil }
    return isKnown ? nil : .refused(422, "no such product")
  }

  /// A code is unique, whatever its case, and returned in capitals. That of a deleted discount stays taken, which is not
  /// documented.
  private mutating func createDiscount(_ body: JSON) -> ModelResponse {
    if let error = problem(body, Self.discountMembers, required: ["type", "amount"]) { return error }
    if let error = problem(ofDiscount: body) { return error }
    let code = body["code"]?.text?.uppercased() ?? "AUTOMATIC\(discounts.all.count)"
    if discounts.all.contains(where: { $0["code"] == .string(code) }) { return .refused(409, "DISCOUNT_CODE_ALREADY_EXISTS") }
    let id = discounts.nextID()
    let discount = Self.filledDiscount(body.mapping(["code"]) { _ in .string(code) }).filled([
      "name": .null, "subscription_cycles": .null, "usage_limit": .null, "per_customer_usage_limit": .null, "expires_at": .null,
      "starts_at": now, "currency_options": [], "restricted_to": [], "customer_eligibility": "any", "metadata": [:],
    ])
    discounts.add(
      id,
      .object(
        JSON.members(["discount_id": .string(id), "business_id": "bus_1", "created_at": now, "times_used": 0])
          + discount.members))
    return .ok(discounts[id] ?? .null)
  }

  /// Times come back with fractions of a second; rows have every member, and the first is the default.
  private static func filledDiscount(_ discount: JSON) -> JSON {
    discount.mapping(["expires_at"]) { $0.text.map { .string($0.dropLast() + ".000000Z") } ?? $0 }
      .mapping(["currency_options"]) { options in
        .array(
          options.elements.enumerated().map { index, row in
            row.filled(["max_amount_possible": .null, "minimum_subtotal": 0, "is_default": .bool(index == 0)])
          }.reversed())
      }
  }

  /// Null clears what may be null; lists are replaced.
  private mutating func updateDiscount(_ id: String, _ body: JSON) -> ModelResponse {
    guard discounts[id] != nil, !archived.contains(id) else { return .refused(404, "no such discount") }
    if let error = problem(body, Self.discountMembers) ?? problem(ofDiscount: body) { return error }
    let nullable: Set = ["name", "subscription_cycles", "usage_limit", "per_customer_usage_limit", "expires_at", "starts_at"]
    for member in Self.filledDiscount(body).members where !member.value.isNull || nullable.contains(member.name) {
      discounts.set(id, member.name, member.value)
    }
    return .ok(discounts[id] ?? .null)
  }

  // MARK: Archiving

  /// A product that is archived already is gone, and products stop offering an add-on that is. Whether a meter, credits or an
  /// entitlement that are in use can be is not documented.
  private mutating func archive(_ kind: String, _ id: String) -> ModelResponse {
    let lists = [
      "products": products, "addons": addons, "meters": meters, "credit-entitlements": credits, "entitlements": entitlements,
      "discounts": discounts,
    ]
    guard lists[kind]?[id] != nil else { return .refused(404, "not found") }
    if archived.contains(id) { return .refused(410, "archived already") }
    let users = products.objects.filter { !archived.contains($0.id) && $0.json.compact.contains("\"\(id)\"") }
    switch kind {
    case "meters", "credit-entitlements", "entitlements": if !users.isEmpty { return .refused(409, "in use") }
    case "addons":
      for user in products.objects {
        products.set(user.id, "addons", .array((user.json["addons"]?.elements ?? []).filter { $0 != .string(id) }))
      }
    default: break
    }
    archived.insert(id)
    return kind == "products" ? .ok([:]) : .empty
  }

  /// A restored add-on is not put back on the products that offered it. A discount or an entitlement cannot be restored.
  private mutating func restore(_ kind: String, _ id: String, _ verb: String) -> ModelResponse {
    let verbs = ["products": "unarchive", "addons": "unarchive", "meters": "unarchive", "credit-entitlements": "undelete"]
    guard verbs[kind] == verb, archived.remove(id) != nil else { return .refused(500, "not archived") }
    return .ok([:])
  }

  // MARK: Comparison

  package var ids: [String] { [products, addons, meters, credits, entitlements, discounts].flatMap(\.ids) }

  /// With names for ids. Meters, credits and entitlements only as products use them: others are kept for running subscriptions,
  /// and what a meter counts never changes.
  package var live: [JSON] {
    let hidden: Set = ["id", "product_id", "discount_id", "created_at", "updated_at", "starts_at"]
    func isSold(_ object: (id: String, json: JSON)) -> Bool { !archived.contains(object.id) }
    func name(_ id: JSON?, _ list: ModelList) -> JSON { id?.text.flatMap { list[$0]?["name"] } ?? .null }
    func plain(_ object: JSON) -> JSON {
      object.without(hidden).mapping(["description"]) { $0.isEmptyText ? .null : $0 }
    }
    let sold = products.objects.filter(isSold).map(\.json)
    let used = sold.map(\.compact).joined()
    func isUsed(_ object: (id: String, json: JSON)) -> Bool { used.contains("\"\(object.id)\"") }
    let shown = sold.map { product in
      plain(product).mapping(["addons"]) { $0.mapElements { name($0, addons) }.asSet }
        .mapping(["entitlements"]) { $0.mapElements { name($0["entitlement_id"], entitlements) }.asSet }
        .mapping(["credit_entitlements"]) {
          $0.mapElements { $0.mapping(["credit_entitlement_id"]) { name($0, credits) } }.asSet
        }
        .mapping(["price"]) { price in
          price.mapping(["meters"]) { links in
            links.mapElements { link in
              link.mapping(["meter_id"]) { name($0, meters) }.mapping(["credit_entitlement_id"]) { name($0, credits) }
            }.asSet
          }
        }
    }
    let codes = discounts.objects.filter(isSold).map { discount in
      plain(discount.json).mapping(["restricted_to"]) { $0.mapElements { name($0, products) }.asSet }
        .mapping(["currency_options"]) { $0.sorted(by: "currency") }
    }
    return shown + codes + addons.objects.filter(isSold).map { plain($0.json) }
      + credits.objects.filter(isUsed).map { plain($0.json) } + entitlements.objects.filter(isUsed).map { plain($0.json) }
      + meters.objects.filter(isUsed).map { $0.json.only(["name", "description", "measurement_unit"]) }
  }
}

extension JSON {
  /// A stored price as it was sent: with what was filled in with null taken out.
  fileprivate var withoutFilled: JSON {
    .object(members.filter { !$0.value.isNull }).mapping(["meters"]) { links in
      links.mapElements { link in .object(link.members.filter { !$0.value.isNull }) }
    }
  }
}
