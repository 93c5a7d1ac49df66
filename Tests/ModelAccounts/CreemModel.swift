import Accounts
import Foundations
import JSONText
import Providers

/// A Creem account: meters, products and discounts.
///
/// Sources, read on 2026-11-27: the OpenAPI document in armitage-labs/creem at 063c271, the TypeScript SDK there at f0c8673, and
/// docs.creem.io (update-product, update-meter, update-discount-code, usage-based-billing, trials). Where nothing is documented,
/// the model does what is least convenient, and says so.
package struct CreemModel: ModelAccount {
  package static let api = AccountAPI.creem
  private var meters = ModelList("mtr_")
  private var products = ModelList("prod_")
  private var discounts = ModelList("dis_")
  private var rows = 0
  private var time: Int64 = 1_800_000_000

  package init() {}

  package mutating func answer(_ request: ModelRequest) -> ModelResponse {
    time += 1
    let (path, body) = (request.path, request.body)
    guard path.first == "v1", path.count >= 2 else { return .refused(404, "Cannot find it") }
    return switch (request.method, path[1], path.count) {
    case (.get, "meters", 2): listMeters(request)
    case (.post, "meters", 2): createMeter(body)
    case (.patch, "meters", 3): updateMeter(path[2], body)
    case (.post, "meters", 4): setMeter(path[2], path[3])
    case (.get, "products", 3) where path[2] == "search": search(products, request, ["active", "archived"])
    case (.post, "products", 2): createProduct(body)
    case (.patch, "products", 3): updateProduct(path[2], body)
    case (.delete, "products", 3): archiveProduct(path[2])
    case (.get, "discounts", 3) where path[2] == "search": search(discounts, request, ["active", "deleted"])
    case (.post, "discounts", 2): createDiscount(body)
    case (.patch, "discounts", 3): updateDiscount(path[2], body)
    case (.delete, "discounts", 4) where path[3] == "delete": deleteDiscount(path[2])
    default: .refused(404, "Cannot find it")
    }
  }

  /// With milliseconds.
  private var now: JSON { .string((Instant(unixSeconds: time)?.description.dropLast() ?? "") + ".000Z") }

  private func problem(_ body: JSON, _ known: Set<String>, required: [String] = []) -> ModelResponse? {
    if let member = body.members.first(where: { !known.contains($0.name) }) {
      return .refused(400, "property \(member.name) should not exist")
    }
    if let name = required.first(where: { (body[$0] ?? .null).isNull }) { return .refused(400, "\(name) is required") }
    for name in ["name", "description"] where body[name]?.isEmptyText == true { return .refused(400, "\(name) is empty") }
    return nil
  }

  // MARK: Lists

  /// Pages are numbered from 1. The largest size is not documented; the model has fewer than asked for.
  private func search(_ list: ModelList, _ request: ModelRequest, _ statuses: [String]) -> ModelResponse {
    guard let number = Int(request.query("page_number") ?? "1"), number >= 1,
      let size = Int(request.query("page_size") ?? "10"), size >= 1
    else { return .refused(400, "invalid page") }
    var objects = list.all
    if let status = request.query("status") {
      guard statuses.contains(status) else { return .refused(400, "invalid status") }
      objects = objects.filter { $0["status"]?.text == status }
    }
    let count = min(size, 20)
    let pages = (objects.count + count - 1) / count
    return .ok([
      "items": .array(Array(objects.dropFirst((number - 1) * count).prefix(count))),
      "pagination": [
        "total_records": .integer(Int64(objects.count)), "total_pages": .integer(Int64(pages)),
        "current_page": .integer(Int64(number)), "next_page": number < pages ? .integer(Int64(number + 1)) : .null,
        "prev_page": number > 1 ? .integer(Int64(number - 1)) : .null,
      ],
    ])
  }

  /// Newest first, after an id, without those that are archived unless asked for (docs, list-meters).
  private func listMeters(_ request: ModelRequest) -> ModelResponse {
    guard let limit = Int(request.query("limit") ?? "10"), (1...100).contains(limit) else {
      return .refused(400, "invalid limit")
    }
    let hasAll = request.query("include_archived") == "true"
    var shown = Array(meters.all.filter { hasAll || $0["status"] == "active" }.reversed())
    if let after = request.query("starting_after") {
      guard let index = shown.firstIndex(where: { $0["id"]?.text == after }) else { return .refused(400, "no such meter") }
      shown = Array(shown[(index + 1)...])
    }
    let page = Array(shown.prefix(limit))
    return .ok(["object": "list", "data": .array(page), "has_more": .bool(shown.count > page.count)])
  }

  // MARK: Meters

  /// The name of an archived meter stays taken, which is not documented.
  private func isTaken(_ name: JSON?, except own: String?) -> Bool {
    name != nil && meters.objects.contains { $0.id != own && $0.json["name"] == name }
  }

  private func problem(ofMeter meter: JSON) -> ModelResponse? {
    guard ["count", "sum", "average", "min", "max", "unique"].contains(meter["aggregation"]?.text),
      (meter["aggregation"] == "count") == (meter["aggregation_property"] ?? .null).isNull
    else { return .refused(400, "invalid aggregation") }
    return nil
  }

  private mutating func createMeter(_ body: JSON) -> ModelResponse {
    let known: Set = ["name", "event_name", "aggregation", "aggregation_property", "filter", "unit_label"]
    if let error = problem(body, known, required: ["name", "event_name", "aggregation", "unit_label"]) { return error }
    if let error = problem(ofMeter: body) { return error }
    if isTaken(body["name"], except: nil) { return .refused(409, "meter_name_taken") }
    let id = meters.nextID()
    let meter = body.filled(["aggregation_property": .null, "filter": ["conjunction": "and", "clauses": []]])
    let server = JSON.members(["id": .string(id), "store_id": "sto_1", "status": "active", "created_at": now, "updated_at": now])
    meters.add(id, .object(server + meter.members))
    return .ok(meters[id] ?? .null)
  }

  /// What it counts can change only while no product uses it (docs, update-meter); its event and unit never.
  private mutating func updateMeter(_ id: String, _ body: JSON) -> ModelResponse {
    guard meters[id] != nil else { return .refused(404, "no such meter") }
    if let error = problem(body, ["name", "aggregation", "aggregation_property", "filter"]) { return error }
    if isTaken(body["name"], except: id) { return .refused(409, "meter_name_taken") }
    let isUsed = products.all.contains { product in
      (product["usage_prices"]?.elements ?? []).contains { $0["meter_id"]?.text == id }
    }
    if isUsed, body.members.contains(where: { $0.name != "name" }) { return .refused(409, "meter_in_use") }
    for member in body.members { meters.set(id, member.name, member.value) }
    return .ok(meters[id] ?? .null)
  }

  private mutating func setMeter(_ id: String, _ verb: String) -> ModelResponse {
    guard meters[id] != nil, ["archive", "unarchive"].contains(verb) else { return .refused(404, "no such meter") }
    meters.set(id, "status", verb == "archive" ? "archived" : "active")
    return .ok(meters[id] ?? .null)
  }

  // MARK: Products

  private static let presets: [String: (interval: String, count: Int64)] = [
    "every-day": ("day", 1), "every-month": ("month", 1), "every-three-months": ("month", 3), "every-six-months": ("month", 6),
    "every-year": ("year", 1),
  ]
  private static let updatable: Set = [
    "name", "description", "price", "currency", "billing_type", "billing_period", "recurring_interval",
    "recurring_interval_count", "trial_period_days", "usage_prices", "features", "tax_mode",
  ]

  /// What depends on each other must be in the same body, and the interval of a preset must not be.
  private func problem(ofProduct body: JSON) -> ModelResponse? {
    if let price = body["price"]?.decimal?.integer, price != 0 && price < 100 { return .refused(400, "price is too low") }
    if let currency = body["currency"], currency != "USD", currency != "EUR" { return .refused(400, "unsupported currency") }
    let period = body["billing_period"]?.text
    switch body["billing_type"] {
    case nil: if period != nil { return .refused(400, "billing_type is required") }
    case "recurring": if period == nil || period == "once" { return .refused(400, "billing_period is required") }
    case "onetime":
      if period != nil && period != "once" { return .refused(400, "invalid billing_period") }
      if (body["trial_period_days"] ?? .null) != .null { return .refused(400, "one-time products have no trial") }
      if body["usage_prices"]?.elements.isEmpty == false { return .refused(400, "one-time products charge no usage") }
    default: return .refused(400, "invalid billing_type")
    }
    let (interval, count) = (body["recurring_interval"]?.text, body["recurring_interval_count"]?.decimal?.integer)
    if period == "custom" {
      let most: [String: Int64] = ["day": 365, "week": 52, "month": 24, "year": 3]
      guard let interval, let count, let bound = most[interval], (1...bound).contains(count) else {
        return .refused(400, "invalid interval")
      }
    } else if interval != nil || count != nil {
      return .refused(400, "recurring_interval must be omitted")
    }
    return problem(ofUsage: body["usage_prices"]?.elements ?? []) ?? problem(ofFeatures: body["features"]?.elements ?? [])
  }

  private func problem(ofUsage prices: [JSON]) -> ModelResponse? {
    for price in prices {
      let known: Set = ["id", "meter_id", "unit_price", "settlement_mode", "free_allowance", "trial_usage_mode"]
      if let error = problem(price, known, required: ["meter_id", "unit_price", "settlement_mode"]) { return error }
      guard meters[price["meter_id"]?.text ?? ""]?["status"] == "active" else { return .refused(400, "no such meter") }
      guard price["unit_price"]?.text == nil else { return .refused(400, "unit_price must be a number") }
    }
    let used = prices.map { $0["meter_id"]?.text ?? "" }
    return Set(used).count == used.count ? nil : .refused(400, "a meter is charged twice")
  }

  private func problem(ofFeatures features: [JSON]) -> ModelResponse? {
    for feature in features {
      if let error = problem(feature, ["id", "type", "description", "customer_credits"], required: ["description"]) {
        return error
      }
      guard feature["type"] == "customerCredits", let amount = feature.at("customer_credits.amount")?.text,
        !amount.isEmpty, amount.allSatisfy(\.isNumber)
      else { return .refused(400, "invalid feature") }
    }
    return nil
  }

  /// A custom interval is as sent, and others have theirs, too; usage prices have ids and defaults, and features have ids. The
  /// unit price is a number.
  private mutating func set(_ body: JSON, on product: JSON) -> JSON {
    var product = product
    for member in body.members {
      var value = member.value
      if member.name == "usage_prices" || member.name == "features" {
        value = .array(
          value.elements.map { element in
            rows += 1
            let row = element.filled(["id": .string("row_\(rows)")])
            return member.name == "features"
              ? row
              : row.filled([
                "free_allowance": 0, "cap": .null, "target_account": "shared", "target_account_name": .null,
                "trial_usage_mode": "free",
              ])
          }.reversed())
      }
      product[member: member.name] = value
    }
    let period = product["billing_period"]?.text ?? "once"
    if period == "custom" { return product }
    let preset = Self.presets[period]
    product[member: "billing_period"] = .string(period)
    product[member: "recurring_interval"] = preset.map { .string($0.interval) } ?? .null
    product[member: "recurring_interval_count"] = preset.map { .integer($0.count) } ?? .null
    if product["billing_type"] == "onetime" { product[member: "trial_period_days"] = .null }
    return product
  }

  private mutating func createProduct(_ body: JSON) -> ModelResponse {
    let required = ["name", "description", "price", "currency", "billing_type"]
    if let error = problem(body, Self.updatable.union(["tax_category"]), required: required) { return error }
    if let error = problem(ofProduct: body) { return error }
    if body["usage_prices"]?.elements.contains(where: { $0["id"] != nil }) == true { return .refused(400, "no such usage price") }
    let id = products.nextID()
    let server = JSON.members([
      "id": .string(id), "mode": "test", "object": "product", "status": "active", "created_at": now, "updated_at": now,
      "product_url": .string("https://creem.io/product/\(id)"), "default_success_url": "", "custom_fields": .null,
    ])
    let product = set(body, on: .object(server)).filled([
      "features": [], "usage_prices": [], "trial_period_days": .null, "trial_price": .null, "tax_mode": "exclusive",
      "tax_category": "saas",
    ])
    products.add(id, product)
    return .ok(product)
  }

  /// `tax_category` is not a parameter. Usage prices are replaced as a whole, and one with an id is changed in place; a meter
  /// that is charged already needs it, or its usage would begin anew. That an archived product cannot be changed is not
  /// documented.
  private mutating func updateProduct(_ id: String, _ body: JSON) -> ModelResponse {
    guard let product = products[id] else { return .refused(404, "no such product") }
    guard product["status"] == "active" else { return .refused(400, "the product is archived") }
    if let error = problem(body, Self.updatable) ?? problem(ofProduct: body) { return error }
    let rows = product["usage_prices"]?.elements ?? []
    for price in body["usage_prices"]?.elements ?? [] {
      let row = rows.first { $0["meter_id"] == price["meter_id"] }
      guard price["id"] == row?["id"] else { return .refused(400, "the usage price needs the id of the existing one") }
    }
    let charged = body["usage_prices"]?.elements ?? rows
    if body["billing_type"] == "onetime", !charged.isEmpty { return .refused(400, "one-time products charge no usage") }
    let changed = set(body, on: product)
    products[id] = changed
    return .ok(changed)
  }

  /// Nothing restores it.
  private mutating func archiveProduct(_ id: String) -> ModelResponse {
    guard products[id] != nil else { return .refused(404, "no such product") }
    products.set(id, "status", "archived")
    return .ok(products[id] ?? .null)
  }

  // MARK: Discounts

  private static let reduction: Set = ["type", "percentage", "amount", "currency", "duration", "duration_in_months"]

  private func problem(ofDiscount discount: JSON) -> ModelResponse? {
    let isPercentage = discount["type"] == "percentage"
    guard isPercentage || discount["type"] == "fixed", (discount["percentage"] ?? .null).isNull != isPercentage,
      (discount["amount"] ?? .null).isNull == isPercentage, (discount["currency"] ?? .null).isNull == isPercentage
    else { return .refused(400, "invalid type") }
    guard ["once", "forever", "repeating"].contains(discount["duration"]?.text),
      (discount["duration_in_months"] ?? .null).isNull != (discount["duration"] == "repeating")
    else { return .refused(400, "invalid duration") }
    let items = discount["applies_to_products"]?.elements ?? []
    let isKnown = items.allSatisfy { products[$0.text ?? ""]?["status"] == "active" }
    return isKnown && !items.isEmpty ? nil : .refused(400, "no such product")
  }

  /// The code of a deleted discount stays taken, which is not documented.
  private mutating func createDiscount(_ body: JSON) -> ModelResponse {
    let known = Self.reduction.union(["name", "code", "expiry_date", "max_redemptions", "applies_to_products"])
    if let error = problem(body, known, required: ["name", "type", "duration", "applies_to_products"]) { return error }
    if let error = problem(ofDiscount: body) { return error }
    if discounts.all.contains(where: { $0["code"] == body["code"] }) {
      return .refused(400, "A resource with this identifier already exists")
    }
    let id = discounts.nextID()
    let discount = Self.filled(body).filled([
      "percentage": .null, "amount": .null, "currency": .null, "duration_in_months": .null, "max_redemptions": .null,
      "expiry_date": .null,
    ])
    let server = JSON.members([
      "id": .string(id), "mode": "test", "object": "discount", "status": "active", "redeem_count": 0, "created_at": now,
    ])
    discounts.add(id, .object(server + discount.members))
    return .ok(discounts[id] ?? .null)
  }

  /// The end has milliseconds.
  private static func filled(_ discount: JSON) -> JSON {
    discount.mapping(["expiry_date"]) { $0.text.map { .string($0.dropLast() + ".000Z") } ?? $0 }
  }

  /// The code never changes, and what it takes off only until it is first used.
  private mutating func updateDiscount(_ id: String, _ body: JSON) -> ModelResponse {
    guard let old = discounts[id], old["status"] == "active" else { return .refused(404, "no such discount") }
    let known = Self.reduction.union(["name", "expiry_date", "max_redemptions", "applies_to_products"])
    if let error = problem(body, known) { return error }
    if body.members.contains(where: { Self.reduction.contains($0.name) }), old["redeem_count"] != 0 {
      return .refused(400, "the discount has been redeemed")
    }
    var discount = old
    for member in Self.filled(body).members { discount[member: member.name] = member.value }
    // What no longer means anything is taken out, which is not documented.
    let isPercentage = discount["type"] == "percentage"
    for name in isPercentage ? ["amount", "currency"] : ["percentage"] { discount[member: name] = .null }
    if discount["duration"] != "repeating" { discount[member: "duration_in_months"] = .null }
    if let error = problem(ofDiscount: discount) { return error }
    discounts[id] = discount
    return .ok(discount)
  }

  private mutating func deleteDiscount(_ id: String) -> ModelResponse {
    guard discounts[id] != nil else { return .refused(404, "no such discount") }
    discounts.set(id, "status", "deleted")
    return .ok(discounts[id] ?? .null)
  }

  // MARK: Comparison

  package var ids: [String] { [meters, products, discounts].flatMap(\.ids) }

  /// With names for ids. Meters as products use them, with what can change.
  package var live: [JSON] {
    let hidden: Set = ["id", "product_url", "created_at", "updated_at"]
    func name(_ id: JSON, _ list: ModelList) -> JSON { id.text.flatMap { list[$0]?["name"] } ?? .null }
    let sold = products.all.filter { $0["status"] == "active" }
    let used = Set(sold.flatMap { $0["usage_prices"]?.elements ?? [] }.map { $0["meter_id"]?.text ?? "" })
    let shown = sold.map { product in
      product.without(hidden).mapping(["usage_prices"]) { prices in
        prices.mapElements { $0.without(["id"]).mapping(["meter_id"]) { name($0, meters) } }.asSet
      }.mapping(["features"]) { $0.mapElements { $0.without(["id"]) } }
    }
    let codes = discounts.all.filter { $0["status"] == "active" }.map { discount in
      discount.without(hidden).mapping(["applies_to_products"]) { $0.mapElements { name($0, products) }.asSet }
    }
    return shown + codes + meters.objects.filter { used.contains($0.id) }.map { $0.json.only(["name", "status"]) }
  }
}
