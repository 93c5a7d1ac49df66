import Accounts
import Foundations
import JSONText
import Providers

/// A Stripe account: products, prices, meters, features, coupons and promotion codes.
///
/// Sources, read on 2026-11-27: stripe-python 16.1.0 (types and docstrings), docs.stripe.com (pagination, idempotent requests,
/// metadata), and the issues that are named below.
package struct StripeModel: ModelAccount {
  package static let api = AccountAPI.stripe
  private var products = ModelList("prod_")
  private var prices = ModelList("price_")
  private var meters = ModelList("mtr_")
  private var features = ModelList("feat_")
  private var attachments = ModelList("prodft_")
  private var coupons = ModelList("coupon_")
  private var codes = ModelList("promo_")
  private var time: Int64 = 1_800_000_000

  package init() {}

  package mutating func answer(_ request: ModelRequest) -> ModelResponse {
    time += 1
    let path = request.path
    guard path.first == "v1" else { return .refused(404, "unrecognized request URL") }
    return switch (request.method, path.count > 1 ? path[1] : "", path.count) {
    case (.get, "account", 2): .ok(["id": "acct_model", "settings": ["dashboard": ["display_name": "Model"]]])
    case (.get, "products", 2): list(products.all, request)
    case (.post, "products", 2): createProduct(request.body)
    case (.post, "products", 3): updateProduct(path[2], request.body)
    case (.get, "products", 4) where path[3] == "features": list(attached(to: path[2]), request)
    case (.post, "products", 4) where path[3] == "features": attach(path[2], request.body)
    case (.delete, "products", 5) where path[3] == "features": detach(path[4])
    case (.get, "prices", 2): listPrices(request)
    case (.post, "prices", 2): createPrice(request.body)
    case (.post, "prices", 3): updatePrice(path[2], request.body)
    case (.get, "coupons", 2): list(expanded(coupons.all, request), request)
    case (.post, "coupons", 2): createCoupon(request.body)
    case (.post, "coupons", 3): updateCoupon(path[2], request.body)
    case (.delete, "coupons", 3): deleteCoupon(path[2])
    case (.get, "promotion_codes", 2): list(filtered(codes.all, request), request)
    case (.post, "promotion_codes", 2): createCode(request.body)
    case (.post, "promotion_codes", 3): updateCode(path[2], request.body)
    case (.get, "billing", 3): list(meters.all.filter { $0["status"]?.text == request.query("status") ?? "active" }, request)
    case (.post, "billing", 3): createMeter(request.body)
    case (.post, "billing", 4): updateMeter(path[3], request.body)
    case (.post, "billing", 5): setMeter(path[3], path[4])
    case (.get, "entitlements", 3): listFeatures(request)
    case (.post, "entitlements", 3): createFeature(request.body)
    case (.post, "entitlements", 4): updateFeature(path[3], request.body)
    default: .refused(404, "unrecognized request URL")
    }
  }

  // MARK: Lists

  /// 10 objects unless told otherwise, at most 100, newest first, after an id.
  private func list(_ objects: [JSON], _ request: ModelRequest) -> ModelResponse {
    let limit = request.query("limit").flatMap(Int.init) ?? 10
    guard (1...100).contains(limit) else { return .refused(400, "invalid limit") }
    var newest = Array(objects.reversed())
    if let after = request.query("starting_after") {
      guard let index = newest.firstIndex(where: { $0["id"]?.text == after }) else { return .refused(400, "no such object") }
      newest = Array(newest[(index + 1)...])
    }
    let page = Array(newest.prefix(limit))
    return .ok(["object": "list", "data": .array(page), "has_more": .bool(newest.count > page.count)])
  }

  private func filtered(_ objects: [JSON], _ request: ModelRequest) -> [JSON] {
    guard let active = request.query("active") else { return objects }
    return objects.filter { $0["active"] == .bool(active == "true") }
  }

  /// Only active prices unless told otherwise; tiers only if expanded (stripe/stripe-node#1007).
  private func listPrices(_ request: ModelRequest) -> ModelResponse {
    let isActive = request.query("active").map { $0 == "true" } ?? true
    let shown = prices.all.filter { $0["active"] == .bool(isActive) }.map { price -> JSON in
      request.queries("expand[]").contains("data.tiers") ? price : price.without(["tiers"])
    }
    return list(shown, request)
  }

  /// Only features that are not archived unless told otherwise.
  private func listFeatures(_ request: ModelRequest) -> ModelResponse {
    let isArchived = request.query("archived") == "true"
    return list(features.all.filter { ($0["active"] == false) == isArchived }, request)
  }

  /// What is returned only if asked for.
  private func expanded(_ objects: [JSON], _ request: ModelRequest) -> [JSON] {
    var hidden: Set = ["applies_to", "currency_options"]
    for name in request.queries("expand[]") { hidden.remove(String(name.dropFirst("data.".count))) }
    return objects.map { $0.without(hidden) }
  }

  // MARK: Products and features

  private func unknown(_ body: JSON, _ known: Set<String>) -> ModelResponse? {
    body.members.first { !known.contains($0.name) }.map { .refused(400, "Received unknown parameter: \($0.name)") }
  }

  /// Entries are merged; an empty text removes one.
  private func merged(_ old: JSON?, _ new: JSON?) -> JSON {
    var metadata = old ?? [:]
    for entry in new?.members ?? [] { metadata[member: entry.name] = entry.value.isEmptyText ? nil : entry.value }
    return metadata
  }

  private mutating func createProduct(_ body: JSON) -> ModelResponse {
    if let error = unknown(body, ["id", "name", "description", "tax_code", "metadata"]) { return error }
    guard let name = body["name"], !name.isEmptyText else { return .refused(400, "Missing required param: name.") }
    let id = body["id"]?.text ?? products.nextID()
    if products[id] != nil { return .refused(400, "Product already exists.") }
    let product: JSON = [
      "id": .string(id), "object": "product", "active": true, "name": name, "description": body["description"] ?? .null,
      "tax_code": body["tax_code"] ?? .null, "metadata": merged(nil, body["metadata"]), "default_price": .null, "images": [],
      "type": "service", "created": .integer(time), "livemode": false,
    ]
    products.add(id, product)
    return .ok(product)
  }

  private mutating func updateProduct(_ id: String, _ body: JSON) -> ModelResponse {
    guard var product = products[id] else { return .refused(404, "No such product") }
    if let error = unknown(body, ["name", "description", "tax_code", "metadata", "active", "default_price"]) { return error }
    for member in body.members {
      switch member.name {
      case "metadata": product[member: "metadata"] = merged(product["metadata"], member.value)
      case "active": product[member: "active"] = .bool(member.value == "true")
      case "default_price":
        if !member.value.isEmptyText {
          guard let price = prices[member.value.text ?? ""], price["product"] == .string(id), price["active"] == true else {
            return .refused(400, "The default price must be an active price of the product")
          }
        }
        product[member: "default_price"] = member.value.isEmptyText ? .null : member.value
      default: product[member: member.name] = member.value.isEmptyText ? .null : member.value
      }
    }
    products[id] = product
    return .ok(product)
  }

  private mutating func createFeature(_ body: JSON) -> ModelResponse {
    if let error = unknown(body, ["name", "lookup_key", "metadata"]) { return error }
    guard let key = body["lookup_key"] else { return .refused(400, "Missing required param: lookup_key.") }
    if features.all.contains(where: { $0["lookup_key"] == key && $0["active"] == true }) {
      return .refused(400, "A feature already uses that lookup key.")
    }
    let id = features.nextID()
    let feature: JSON = [
      "id": .string(id), "object": "entitlements.feature", "active": true, "lookup_key": key, "name": body["name"] ?? .null,
      "metadata": merged(nil, body["metadata"]), "livemode": false,
    ]
    features.add(id, feature)
    return .ok(feature)
  }

  /// An archived feature can be neither edited nor restored.
  private mutating func updateFeature(_ id: String, _ body: JSON) -> ModelResponse {
    guard var feature = features[id] else { return .refused(404, "No such feature") }
    if let error = unknown(body, ["name", "metadata", "active"]) { return error }
    guard feature["active"] == true else { return .refused(400, "This feature is archived.") }
    for member in body.members {
      switch member.name {
      case "metadata": feature[member: "metadata"] = merged(feature["metadata"], member.value)
      case "active": feature[member: "active"] = .bool(member.value == "true")
      default: feature[member: member.name] = member.value
      }
    }
    features[id] = feature
    return .ok(feature)
  }

  private mutating func attach(_ product: String, _ body: JSON) -> ModelResponse {
    guard products[product] != nil else { return .refused(404, "No such product") }
    guard let feature = features[body["entitlement_feature"]?.text ?? ""], feature["active"] == true else {
      return .refused(400, "No such feature")
    }
    let isTaken = attachments.all.contains {
      $0["product"]?.text == product && $0.at("entitlement_feature.id") == feature["id"]
    }
    if isTaken { return .refused(400, "This feature is already attached to the product.") }
    let id = attachments.nextID()
    let attachment: JSON = [
      "id": .string(id), "object": "product_feature", "entitlement_feature": ["id": feature["id"] ?? .null],
      "product": .string(product),
    ]
    attachments.add(id, attachment)
    return .ok(whole(attachment))
  }

  /// An attachment has the whole feature. The product is not returned; it is in the path.
  private func whole(_ attachment: JSON) -> JSON {
    attachment.without(["product"]).mapping(["entitlement_feature"]) { features[$0["id"]?.text ?? ""] ?? .null }
  }

  private func attached(to product: String) -> [JSON] {
    attachments.all.filter { $0["product"]?.text == product }.map(whole)
  }

  private mutating func detach(_ id: String) -> ModelResponse {
    guard attachments[id] != nil else { return .refused(404, "No such product feature") }
    attachments[id] = nil
    return .ok(["id": .string(id), "deleted": true])
  }

  // MARK: Prices and meters

  private static let priceParameters: Set = [
    "currency", "product", "unit_amount", "unit_amount_decimal", "billing_scheme", "tiers", "tiers_mode", "transform_quantity",
    "recurring", "tax_behavior", "lookup_key", "transfer_lookup_key", "metadata", "nickname",
  ]

  private mutating func createPrice(_ body: JSON) -> ModelResponse {
    if let error = unknown(body, Self.priceParameters) { return error }
    guard let product = body["product"]?.text, let owner = products[product] else { return .refused(400, "No such product") }
    // Whether Stripe accepts it is not documented; nobody could buy it.
    guard owner["active"] == true else { return .refused(400, "The product is not active.") }
    let isTiered = body["billing_scheme"] == "tiered"
    guard isTiered == (body["tiers"] != nil), isTiered == (body["tiers_mode"] != nil) else {
      return .refused(400, "tiers need billing_scheme and tiers_mode")
    }
    if (body["unit_amount"] == nil) == (body["unit_amount_decimal"] == nil), !isTiered {
      return .refused(400, "Exactly one of unit_amount and unit_amount_decimal is required")
    }
    if let meter = body.at("recurring.meter") {
      guard meters[meter.text ?? ""]?["status"] == "active", body.at("recurring.usage_type") == "metered" else {
        return .refused(400, "No such meter")
      }
    }
    if let error = take(body["lookup_key"], transfers: body["transfer_lookup_key"] == "true", for: nil) { return error }
    let id = prices.nextID()
    let amount = (body["unit_amount_decimal"] ?? body["unit_amount"])?.number
    var recurring = body["recurring"] ?? .null
    if !recurring.isNull {
      recurring = recurring.filled(["interval_count": 1, "usage_type": "licensed"])
      recurring[member: "interval_count"] = recurring["interval_count"]?.number
      recurring[member: "trial_period_days"] = .null
    }
    let price: JSON = [
      "id": .string(id), "object": "price", "active": true, "currency": body["currency"] ?? .null, "product": .string(product),
      "billing_scheme": body["billing_scheme"] ?? "per_unit", "unit_amount": Self.integer(amount),
      "unit_amount_decimal": amount.map { .string($0.decimal?.plain ?? "") } ?? .null,
      "tiers": body["tiers"].map { $0.mapElements(Self.tier) } ?? .null, "tiers_mode": body["tiers_mode"] ?? .null,
      "transform_quantity": body["transform_quantity"].map { $0.mapping(["divide_by"]) { $0.number } } ?? .null,
      "recurring": recurring, "type": body["recurring"] == nil ? "one_time" : "recurring",
      "tax_behavior": body["tax_behavior"] ?? "unspecified", "lookup_key": body["lookup_key"] ?? .null, "nickname": .null,
      "metadata": merged(nil, body["metadata"]), "created": .integer(time), "livemode": false,
    ]
    prices.add(id, price)
    return .ok(price.without(["tiers"]))
  }

  private static func integer(_ amount: JSON?) -> JSON {
    guard let decimal = amount?.decimal, decimal.isInteger else { return .null }
    return .number(decimal)
  }

  private static func tier(_ tier: JSON) -> JSON {
    let amount = (tier["unit_amount_decimal"] ?? tier["unit_amount"])?.number
    let flat = (tier["flat_amount_decimal"] ?? tier["flat_amount"])?.number
    return [
      "up_to": tier["up_to"] == "inf" ? .null : tier["up_to"]?.number ?? .null, "unit_amount": integer(amount),
      "unit_amount_decimal": amount.map { .string($0.decimal?.plain ?? "") } ?? .null, "flat_amount": integer(flat),
      "flat_amount_decimal": flat.map { .string($0.decimal?.plain ?? "") } ?? .null,
    ]
  }

  /// A lookup key is unique, archived prices included, unless it is transferred.
  private mutating func take(_ key: JSON?, transfers: Bool, for own: String?) -> ModelResponse? {
    guard let key, !key.isEmptyText, let holder = prices.objects.first(where: { $0.json["lookup_key"] == key && $0.id != own })
    else { return nil }
    guard transfers else { return .refused(400, "A price already uses that lookup key.") }
    prices.set(holder.id, "lookup_key", .null)
    return nil
  }

  /// A price cannot be archived as the default of its product (polarsource/polar#14563, stripe/stripe-python#658).
  private mutating func updatePrice(_ id: String, _ body: JSON) -> ModelResponse {
    guard let price = prices[id] else { return .refused(404, "No such price") }
    if let error = unknown(body, ["active", "lookup_key", "transfer_lookup_key", "metadata", "nickname", "tax_behavior"]) {
      return error
    }
    let isDefault = products.all.contains { $0["default_price"] == .string(id) }
    if body["active"] == "false", isDefault {
      return .refused(400, "This price cannot be archived because it is the default price of its product.")
    }
    if let behavior = body["tax_behavior"], price["tax_behavior"] != "unspecified", price["tax_behavior"] != behavior {
      return .refused(400, "tax_behavior cannot be changed once set")
    }
    if let error = take(body["lookup_key"], transfers: body["transfer_lookup_key"] == "true", for: id) { return error }
    for member in body.members {
      switch member.name {
      case "metadata": prices.set(id, "metadata", merged(price["metadata"], member.value))
      case "active": prices.set(id, "active", .bool(member.value == "true"))
      case "transfer_lookup_key": break
      default: prices.set(id, member.name, member.value.isEmptyText ? .null : member.value)
      }
    }
    return .ok(prices[id] ?? .null)
  }

  /// The name of an event stays reserved when its meter is deactivated. Metadata is not a parameter.
  private mutating func createMeter(_ body: JSON) -> ModelResponse {
    if let error = unknown(
      body, ["event_name", "display_name", "default_aggregation", "customer_mapping", "value_settings", "event_time_window"])
    {
      return error
    }
    if meters.all.contains(where: { $0["event_name"] == body["event_name"] }) {
      return .refused(400, "A meter already uses that event name.")
    }
    let id = meters.nextID()
    let meter = body.filled([
      "customer_mapping": ["type": "by_id", "event_payload_key": "stripe_customer_id"],
      "value_settings": ["event_payload_key": "value"], "event_time_window": .null,
    ])
    let created = JSON.object(
      [.init("id", .string(id)), .init("object", "billing.meter"), .init("status", "active"), .init("created", .integer(time))]
        + meter.members)
    meters.add(id, created)
    return .ok(created)
  }

  private mutating func updateMeter(_ id: String, _ body: JSON) -> ModelResponse {
    guard meters[id] != nil else { return .refused(404, "No such meter") }
    if let error = unknown(body, ["display_name"]) { return error }
    meters.set(id, "display_name", body["display_name"] ?? .null)
    return .ok(meters[id] ?? .null)
  }

  private mutating func setMeter(_ id: String, _ verb: String) -> ModelResponse {
    guard meters[id] != nil else { return .refused(404, "No such meter") }
    meters.set(id, "status", verb == "deactivate" ? "inactive" : "active")
    return .ok(meters[id] ?? .null)
  }

  // MARK: Discounts

  private mutating func createCoupon(_ body: JSON) -> ModelResponse {
    let known: Set = [
      "id", "name", "percent_off", "amount_off", "currency", "duration", "duration_in_months", "max_redemptions", "redeem_by",
      "applies_to", "currency_options", "metadata",
    ]
    if let error = unknown(body, known) { return error }
    let id = body["id"]?.text ?? coupons.nextID()
    if coupons[id] != nil { return .refused(400, "Coupon already exists.") }
    for product in body.at("applies_to.products")?.elements ?? [] where products[product.text ?? ""] == nil {
      return .refused(400, "No such product")
    }
    let numbers: Set = ["percent_off", "amount_off", "duration_in_months", "max_redemptions", "redeem_by"]
    var coupon = body.mapping(numbers) { $0.number }
    coupon = coupon.mapping(["currency_options"]) { $0.mapMembers { $0.mapping(["amount_off"]) { $0.number } } }
    coupon[member: "metadata"] = merged(nil, body["metadata"])
    coupon = .object(
      [.init("id", .string(id)), .init("object", "coupon"), .init("valid", true)] + coupon.without(["id"]).members)
    coupons.add(id, coupon)
    return .ok(coupon.without(["applies_to", "currency_options"]))
  }

  private mutating func updateCoupon(_ id: String, _ body: JSON) -> ModelResponse {
    guard let coupon = coupons[id] else { return .refused(404, "No such coupon") }
    if let error = unknown(body, ["name", "metadata", "currency_options"]) { return error }
    if let name = body["name"] { coupons.set(id, "name", name) }
    if let metadata = body["metadata"] { coupons.set(id, "metadata", merged(coupon["metadata"], metadata)) }
    return .ok(coupons[id] ?? .null)
  }

  /// Its codes stop.
  private mutating func deleteCoupon(_ id: String) -> ModelResponse {
    guard coupons[id] != nil else { return .refused(404, "No such coupon") }
    coupons[id] = nil
    for code in codes.objects where code.json.at("promotion.coupon") == .string(id) { codes.set(code.id, "active", false) }
    return .ok(["id": .string(id), "deleted": true])
  }

  private func isTaken(_ code: JSON?, except own: String?) -> Bool {
    codes.objects.contains {
      $0.id != own && $0.json["active"] == true && $0.json["code"]?.text?.lowercased() == code?.text?.lowercased()
    }
  }

  private mutating func createCode(_ body: JSON) -> ModelResponse {
    let known: Set = ["code", "promotion", "max_redemptions", "expires_at", "restrictions", "metadata", "customer", "active"]
    if let error = unknown(body, known) { return error }
    guard coupons[body.at("promotion.coupon")?.text ?? ""] != nil else { return .refused(400, "No such coupon") }
    if isTaken(body["code"], except: nil) { return .refused(400, "An active promotion code already exists.") }
    let id = codes.nextID()
    var code = body.mapping(["max_redemptions", "expires_at"]) { $0.number }
    let restrictions = (body["restrictions"] ?? [:]).mapping(["first_time_transaction"]) { .bool($0 == "true") }
      .mapping(["minimum_amount"]) { $0.number }
      .mapping(["currency_options"]) { $0.mapMembers { $0.mapping(["minimum_amount"]) { $0.number } } }
    code[member: "restrictions"] = restrictions.filled([
      "first_time_transaction": false, "minimum_amount": .null, "minimum_amount_currency": .null,
    ])
    code[member: "metadata"] = merged(nil, body["metadata"])
    code = .object([.init("id", .string(id)), .init("object", "promotion_code"), .init("active", true)] + code.members)
    codes.add(id, code)
    return .ok(code)
  }

  /// Active again only as long as the coupon exists and the code is free.
  private mutating func updateCode(_ id: String, _ body: JSON) -> ModelResponse {
    guard let code = codes[id] else { return .refused(404, "No such promotion code") }
    if let error = unknown(body, ["active", "metadata", "restrictions"]) { return error }
    if body["active"] == "true" {
      guard coupons[code.at("promotion.coupon")?.text ?? ""] != nil, !isTaken(code["code"], except: id) else {
        return .refused(400, "The promotion code cannot be activated.")
      }
    }
    if let active = body["active"] { codes.set(id, "active", .bool(active == "true")) }
    if let metadata = body["metadata"] { codes.set(id, "metadata", merged(code["metadata"], metadata)) }
    return .ok(codes[id] ?? .null)
  }

  // MARK: Comparison

  package var ids: [String] { [products, prices, meters, features, attachments, coupons, codes].flatMap(\.ids) }

  package var live: [JSON] {
    let isActive = { (object: JSON) in object["active"] == true }
    let sold = products.all.filter(isActive)
    let parts = attachments.all.filter { attachment in sold.contains { $0["id"] == attachment["product"] } }
    return
      (sold + prices.all.filter { price in isActive(price) && sold.contains { $0["id"] == price["product"] } }
      + features.all.filter(isActive) + parts + coupons.all + codes.all.filter(isActive)).map {
        $0.without(["created", "default_price"])
      }
  }
}
