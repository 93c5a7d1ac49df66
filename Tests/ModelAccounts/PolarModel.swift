import Accounts
import Foundations
import JSONText
import Providers

/// A Polar organization: meters, benefits, products with their prices, and discounts.
///
/// Polar ignores members that it does not know; the model refuses them. It lets an organization have any default currency, and its
/// lists lag behind nothing.
///
/// Sources, read on 2026-11-27: polarsource/polar at c6c3645 (2026-08-22), the files that are named below, and
/// `server/polar/product/service.py` at 05b3f388.
package struct PolarModel: ModelAccount {
  package static let api = AccountAPI.polar
  private var meters = ModelList("meter-")
  private var benefits = ModelList("benefit-")
  private var products = ModelList("product-")
  private var discounts = ModelList("discount-")
  /// The prices of all products, archived ones included.
  private var prices = ModelList("price-")
  private var time: Int64 = 1_800_000_000
  /// Whether customers have used everything: events are counted, and discounts redeemed.
  private let isUsed: Bool

  package init(isUsed: Bool = true) { self.isUsed = isUsed }

  package mutating func answer(_ request: ModelRequest) -> ModelResponse {
    time += 1
    let path = request.path
    guard path.count >= 3, path[0] == "v1" else { return .refused(404, "Not Found") }
    let isList = path.count == 3 && path[2].isEmpty
    let isObject = path.count == 3 && !path[2].isEmpty
    return switch (request.method, path[1]) {
    case (.get, "organizations") where isList: list([["id": "organization-1", "slug": "model"]], request)
    case (.get, "meters") where isList: list(meters.all, request)
    case (.post, "meters") where isList: createMeter(request.body)
    case (.patch, "meters") where isObject: updateMeter(path[2], request.body)
    case (.get, "benefits") where isList: list(benefits.all, request)
    case (.post, "benefits") where isList: createBenefit(request.body)
    case (.patch, "benefits") where isObject: updateBenefit(path[2], request.body)
    case (.get, "products") where isList: list(products.all.map(shown), request)
    case (.post, "products") where isList: createProduct(request.body)
    case (.patch, "products") where isObject: updateProduct(path[2], request.body)
    case (.post, "products") where path.count == 4 && path[3] == "benefits": setBenefits(path[2], request.body)
    case (.get, "discounts") where isList: list(discounts.all.map(shownDiscount), request)
    case (.post, "discounts") where isList: createDiscount(request.body)
    case (.patch, "discounts") where isObject: updateDiscount(path[2], request.body)
    case (.delete, "discounts") where isObject: deleteDiscount(path[2])
    default: .refused(404, "Not Found")
    }
  }

  // MARK: Lists

  /// 10 objects unless told otherwise; a limit above 100 counts as 100 (`kit/pagination.py`). Newest first unless sorted.
  private func list(_ objects: [JSON], _ request: ModelRequest) -> ModelResponse {
    let (page, limit) = (
      request.query("page").flatMap(Int.init) ?? 1, min(request.query("limit").flatMap(Int.init) ?? 10, 100)
    )
    guard page >= 1, limit >= 1 else { return .refused(422, "Input should be greater than 0") }
    let sorted = request.query("sorting") == "created_at" ? objects : objects.reversed()
    let lastPage = (objects.count + limit - 1) / limit
    return .ok([
      "items": .array(Array(sorted.dropFirst((page - 1) * limit).prefix(limit))),
      "pagination": ["total_count": .integer(Int64(objects.count)), "max_page": .integer(Int64(lastPage))],
    ])
  }

  // MARK: All objects

  private var now: JSON { .string((Instant(unixSeconds: time)?.description.dropLast()).map { "\($0).123456Z" } ?? "") }

  private func refused(_ message: String) -> ModelResponse {
    .error(422, ["error": "RequestValidationError", "detail": [["type": "value_error", "msg": .string(message)]]])
  }

  private func unknown(_ body: JSON, _ known: Set<String>) -> ModelResponse? {
    body.members.first { !known.contains($0.name) }.map { refused("unknown member \($0.name)") }
  }

  /// At most 50 entries; names up to 40 characters; text from 1 to 500 characters, numbers and booleans (`kit/metadata.py`).
  private func metadataProblem(_ body: JSON) -> ModelResponse? {
    guard let metadata = body["metadata"] else { return nil }
    guard case .object(let entries) = metadata, entries.count <= 50 else {
      return refused("metadata must be a map of 50 entries")
    }
    let isValid = entries.allSatisfy { entry in
      guard (1...40).contains(entry.name.unicodeScalars.count) else { return false }
      switch entry.value {
      case .string(let text): return (1...500).contains(text.unicodeScalars.count)
      case .integer, .number, .bool: return true
      case .null, .array, .object: return false
      }
    }
    return isValid ? nil : refused("metadata is invalid")
  }

  /// The text without white space at its ends; null if nothing is left.
  private func trimmed(_ value: JSON?) -> JSON {
    let scalars = Array((value?.text ?? "").unicodeScalars)
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return .null }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[first...last])
    return .string(String(text))
  }

  private func length(_ value: JSON) -> Int { value.text?.unicodeScalars.count ?? 0 }

  // MARK: Meters

  /// Names have at least three characters, and a property loses the prefix `metadata.` (`meter/schemas.py`).
  private mutating func createMeter(_ body: JSON) -> ModelResponse {
    if let error = unknown(body, ["name", "filter", "aggregation", "metadata"]) ?? metadataProblem(body) { return error }
    let name = trimmed(body["name"])
    guard length(name) >= 3, let filter = body["filter"], let aggregation = body["aggregation"], isFilter(filter) else {
      return refused("the meter is invalid")
    }
    let function = aggregation["func"]?.text ?? ""
    guard function == "count" || ["sum", "max", "min", "avg", "unique"].contains(function) && aggregation["property"] != nil
    else { return refused("the aggregation is invalid") }
    let id = meters.nextID()
    let meter: JSON = [
      "id": .string(id), "created_at": now, "modified_at": .null, "name": name, "filter": stripped(filter),
      "aggregation": stripped(aggregation), "unit": "scalar", "custom_label": .null, "custom_multiplier": .null,
      "metadata": body["metadata"] ?? [:], "archived_at": .null, "organization_id": "organization-1",
    ]
    meters.add(id, meter)
    return .ok(meter)
  }

  private func isFilter(_ filter: JSON) -> Bool {
    guard ["and", "or"].contains(filter["conjunction"]?.text), case .array(let clauses)? = filter["clauses"] else { return false }
    return clauses.allSatisfy { clause in
      clause["clauses"] != nil
        ? isFilter(clause) : clause["property"]?.text != nil && clause["operator"]?.text != nil && clause["value"] != nil
    }
  }

  private func stripped(_ value: JSON) -> JSON {
    var value = value.mapping(["clauses"]) { $0.mapElements(stripped) }
    if let property = value["property"]?.text, property.hasPrefix("metadata.") {
      value[member: "property"] = .string(String(property.dropFirst("metadata.".count)))
    }
    return value
  }

  /// A filter or an aggregation is refused if it is present and an event was counted, whatever its value (`meter/service.py`).
  private mutating func updateMeter(_ id: String, _ body: JSON) -> ModelResponse {
    guard meters[id] != nil else { return .refused(404, "ResourceNotFound") }
    let known: Set = ["name", "filter", "aggregation", "metadata", "is_archived"]
    if let error = unknown(body, known) ?? metadataProblem(body) { return error }
    if isUsed, body["filter"] != nil || body["aggregation"] != nil {
      return refused("Since this meter has billed events, filter and aggregation can't be changed.")
    }
    for member in body.members {
      switch member.name {
      case "name":
        guard length(trimmed(member.value)) >= 3 else { return refused("the name is too short") }
        meters.set(id, "name", trimmed(member.value))
      case "is_archived":
        if member.value == true, isInUse(id) { return refused("The meter is in use.") }
        meters.set(id, "archived_at", member.value == true ? now : .null)
      case "filter", "aggregation": meters.set(id, member.name, stripped(member.value))
      default: meters.set(id, member.name, member.value)
      }
    }
    return .ok(meters[id] ?? .null)
  }

  private func isInUse(_ meter: String) -> Bool {
    benefits.all.contains { $0.at("properties.meter_id") == .string(meter) }
      || products.all.contains { product in
        product["is_archived"] == false && product["prices"]?.elements.contains { $0["meter_id"] == .string(meter) } == true
      }
  }

  // MARK: Benefits

  /// `benefit/strategies`: the properties of a type are required, and a description has 3 to 42 characters.
  private mutating func createBenefit(_ body: JSON) -> ModelResponse {
    if let error = unknown(body, ["type", "description", "properties", "metadata"]) ?? metadataProblem(body) { return error }
    let description = trimmed(body["description"])
    guard let type = body["type"]?.text, let properties = body["properties"], (3...42).contains(length(description)),
      areProperties(properties, of: type)
    else { return refused("the benefit is invalid") }
    let id = benefits.nextID()
    let benefit: JSON = [
      "id": .string(id), "created_at": now, "type": .string(type), "description": description, "selectable": true,
      "deletable": true, "is_deleted": false, "visibility": type == "feature_flag" ? "private" : "public",
      "properties": properties, "metadata": body["metadata"] ?? [:], "organization_id": "organization-1",
    ]
    benefits.add(id, benefit)
    return .ok(benefit)
  }

  private func areProperties(_ properties: JSON, of type: String) -> Bool {
    switch type {
    case "feature_flag": return properties == [:]
    case "meter_credit":
      guard let meter = properties["meter_id"]?.text, let units = properties["units"]?.decimal?.integer,
        case .bool? = properties["rollover"], properties.members.count == 3
      else { return false }
      return meters[meter].map { $0["archived_at"] == .null } ?? false && (1...Int64(Int32.max)).contains(units)
    default: return false
    }
  }

  /// The type is required and immutable (`benefit/service.py`).
  private mutating func updateBenefit(_ id: String, _ body: JSON) -> ModelResponse {
    guard let benefit = benefits[id] else { return .refused(404, "ResourceNotFound") }
    if let error = unknown(body, ["type", "description", "properties", "metadata"]) ?? metadataProblem(body) { return error }
    guard let type = body["type"]?.text, .string(type) == benefit["type"] else { return refused("the type cannot change") }
    if let properties = body["properties"], !areProperties(properties, of: type) { return refused("the properties are invalid") }
    for member in body.members {
      guard member.name == "description" else {
        benefits.set(id, member.name, member.value)
        continue
      }
      guard (3...42).contains(length(trimmed(member.value))) else { return refused("the description is invalid") }
      benefits.set(id, "description", trimmed(member.value))
    }
    return .ok(benefits[id] ?? .null)
  }

  // MARK: Products

  /// With its live prices, those in advance first, and whole benefits.
  private func shown(_ product: JSON) -> JSON {
    product
      .mapping(["prices"]) { prices in
        let isMetered = { (price: JSON) in price["amount_type"]?.text?.hasPrefix("metered_") == true }
        return .array(prices.elements.filter { !isMetered($0) } + prices.elements.filter(isMetered))
      }
      .mapping(["benefits"]) { $0.mapElements { benefits[$0.text ?? ""] ?? .null } }
  }

  /// Texts are trimmed (`product/schemas.py`). A product that is paid once has neither a trial nor meters.
  private mutating func createProduct(_ body: JSON) -> ModelResponse {
    let isRecurring = !(body["recurring_interval"] ?? .null).isNull
    let recurring: Set = [
      "recurring_interval", "recurring_interval_count", "meter_interval", "meter_interval_count", "trial_interval",
      "trial_interval_count",
    ]
    let known: Set = ["name", "description", "prices", "metadata"]
    if let error = unknown(body, isRecurring ? known.union(recurring) : known) ?? metadataProblem(body) ?? trialProblem(body) {
      return error
    }
    let name = trimmed(body["name"])
    guard (3...64).contains(length(name)), let list = body["prices"] else { return refused("the product is invalid") }
    if isRecurring {
      guard ["day", "week", "month", "year"].contains(body["recurring_interval"]?.text),
        (1...999).contains(body["recurring_interval_count"]?.decimal?.integer ?? 1)
      else { return refused("the interval is invalid") }
    }
    switch validated(list, of: nil, isRecurring: isRecurring) {
    case .failure(let problem): return refused(problem.message)
    case .success(let own):
      let id = products.nextID()
      var product: JSON = [
        "id": .string(id), "created_at": now, "modified_at": .null, "name": name, "description": trimmed(body["description"]),
        "visibility": "public", "is_recurring": .bool(isRecurring), "is_archived": false, "benefits": [], "medias": [],
        "attached_custom_fields": [], "metadata": body["metadata"] ?? [:], "organization_id": "organization-1",
        "prices": .array(own),
      ]
      for name in recurring { product[member: name] = body[name] ?? .null }
      if isRecurring, body["recurring_interval_count"] == nil { product[member: "recurring_interval_count"] = 1 }
      products.add(id, product)
      return .ok(shown(product))
    }
  }

  private func trialProblem(_ body: JSON) -> ModelResponse? {
    let (interval, count) = (body["trial_interval"] ?? .null, body["trial_interval_count"] ?? .null)
    if interval.isNull, count.isNull { return nil }
    guard ["day", "week", "month", "year"].contains(interval.text), (1...1000).contains(count.decimal?.integer ?? 0) else {
      return refused("both trial_interval and trial_interval_count must be set")
    }
    return nil
  }

  /// The interval cannot change, and null does not clear the name. The type of a price is fixed (features/products).
  private mutating func updateProduct(_ id: String, _ body: JSON) -> ModelResponse {
    guard var product = products[id] else { return .refused(404, "ResourceNotFound") }
    let known: Set = [
      "name", "description", "prices", "metadata", "trial_interval", "trial_interval_count", "is_archived",
    ]
    if let error = unknown(body, known) ?? metadataProblem(body) ?? trialProblem(body) { return error }
    let isRecurring = product["is_recurring"] == true
    if !isRecurring, body["trial_interval"] != nil || body["trial_interval_count"] != nil {
      return refused("Trial configuration is only supported on recurring products.")
    }
    if (body["trial_interval"] == nil) != (body["trial_interval_count"] == nil) { return refused("half of a trial") }
    for member in body.members {
      switch member.name {
      case "name":
        guard (3...64).contains(length(trimmed(member.value))) else { return refused("the name is invalid") }
        product[member: "name"] = trimmed(member.value)
      case "description": product[member: "description"] = trimmed(member.value)
      case "prices":
        switch validated(member.value, of: product, isRecurring: isRecurring) {
        case .failure(let problem): return refused(problem.message)
        case .success(let own): product[member: "prices"] = .array(own)
        }
      default: product[member: member.name] = member.value
      }
    }
    products[id] = product
    return .ok(shown(product))
  }

  private struct Problem: Error { let message: String }

  private func staticTypes(_ prices: [JSON]) -> Set<String> {
    Set(prices.compactMap { $0["amount_type"]?.text }.filter { !$0.hasPrefix("metered_") })
  }

  /// The prices that a list means: those that stay, by their ids, and new ones (`product/service.py`, get_validated_prices).
  private mutating func validated(_ list: JSON, of product: JSON?, isRecurring: Bool) -> Result<[JSON], Problem> {
    let existing = product?["prices"]?.elements ?? []
    var own: [JSON] = []
    for body in list.elements {
      if let id = body["id"] {
        guard body.members.count == 1, let price = existing.first(where: { $0["id"] == id }), !own.contains(price) else {
          return .failure(Problem(message: "Price does not exist."))
        }
        own.append(price)
        continue
      }
      guard let price = price(body, isRecurring: isRecurring) else {
        return .failure(Problem(message: "the price is invalid: \(body.compact)"))
      }
      own.append(price)
    }
    if own.isEmpty { return .failure(Problem(message: "At least one price is required.")) }
    var structures: Set<String> = []
    for (_, prices) in Dictionary(grouping: own, by: { $0["price_currency"]?.text ?? "" }) {
      let types = prices.compactMap { $0["amount_type"]?.text }
      let fixed = types.filter { !$0.hasPrefix("metered_") }
      if fixed.count != Set(fixed).count { return .failure(Problem(message: "Only one fixed price is allowed.")) }
      let used = prices.compactMap { $0["meter_id"]?.text }
      if used.count != Set(used).count { return .failure(Problem(message: "Meter is already used for another price.")) }
      if Set(prices.map { $0["tax_behavior"]?.compact }).count > 1 {
        return .failure(Problem(message: "All prices for the same currency must have the same tax behavior."))
      }
      structures.insert("\(fixed.sorted()) \(used.count)")
    }
    if structures.count > 1 {
      return .failure(Problem(message: "All price currencies must define the same set of price types."))
    }
    if product != nil, staticTypes(existing) != staticTypes(own) {
      return .failure(Problem(message: "the type of a price cannot change"))
    }
    for index in own.indices where own[index]["id"] == nil {
      let id = prices.nextID()
      own[index] = .object(
        [.init("id", .string(id)), .init("created_at", now), .init("is_archived", false), .init("source", "catalog")]
          + own[index].members)
      prices.add(id, own[index])
    }
    return .success(own)
  }

  /// A new price as it is returned, without its id; nil if it is invalid (`product/schemas.py`).
  private func price(_ body: JSON, isRecurring: Bool) -> JSON? {
    guard let currency = body["price_currency"]?.text, currency == currency.lowercased(), currency.count == 3 else { return nil }
    func has(_ own: Set<String>) -> Bool {
      body.members.allSatisfy { own.union(["amount_type", "price_currency", "tax_behavior"]).contains($0.name) }
    }
    var price = body.filled(["tax_behavior": .null])
    switch body["amount_type"]?.text {
    case "fixed":
      guard has(["price_amount"]), let amount = body["price_amount"]?.decimal?.integer, amount >= 0 else { return nil }
    case "unit_based":
      guard has(["tiers", "minimum_units"]), let tiers = body["tiers"].flatMap(tiers) else { return nil }
      price[member: "tiers"] = tiers
      price[member: "maximum_units"] = tiers["tiers"]?.elements.last?["bound"] ?? .null
      price = price.filled(["minimum_units": .null, "unit_label": .null])
    case "metered_unit", "metered_tiers":
      guard isRecurring, let id = body["meter_id"]?.text, let meter = meters[id] else { return nil }
      if body["amount_type"] == "metered_unit" {
        guard has(["meter_id", "unit_amount"]), let amount = body["unit_amount"].flatMap(padded) else { return nil }
        price[member: "unit_amount"] = amount
      } else {
        guard has(["meter_id", "tiers"]), let tiers = body["tiers"].flatMap(tiers) else { return nil }
        price[member: "tiers"] = tiers
      }
      price[member: "meter"] = meter.only(["id", "name"])
      price[member: "cap_amount"] = .null
    default: return nil
    }
    return price
  }

  /// Bounds rise, and the last tier may be open (`product/tiers.py`).
  private func tiers(_ body: JSON) -> JSON? {
    guard ["volume", "graduated"].contains(body["type"]?.text), let list = body["tiers"]?.elements, !list.isEmpty else {
      return nil
    }
    var last: Int64 = 0
    var tiers: [JSON] = []
    for (index, tier) in list.enumerated() {
      guard let amount = tier["unit_amount"].flatMap(padded) else { return nil }
      let bound = (tier["bound"] ?? .null).decimal?.integer
      if let bound {
        guard bound > last else { return nil }
        last = bound
      } else if index < list.count - 1 {
        return nil
      }
      tiers.append(["bound": bound.map(JSON.integer) ?? .null, "unit_amount": amount])
    }
    return ["type": body["type"] ?? .null, "tiers": .array(tiers)]
  }

  /// An amount with twelve decimals, as Numeric(17, 12) is written.
  private func padded(_ amount: JSON) -> JSON? {
    guard let parts = amount.decimal?.plain.split(separator: "."), let whole = parts.first else { return nil }
    let decimals = parts.count > 1 ? String(parts[1]) : ""
    guard decimals.count <= 12 else { return nil }
    return .string("\(whole).\(decimals)" + String(repeating: "0", count: 12 - decimals.count))
  }

  private mutating func setBenefits(_ id: String, _ body: JSON) -> ModelResponse {
    guard products[id] != nil else { return .refused(404, "ResourceNotFound") }
    guard case .array(let own)? = body["benefits"], body.members.count == 1 else { return refused("benefits are required") }
    guard own.allSatisfy({ benefits[$0.text ?? ""] != nil }) else { return refused("Benefit does not exist.") }
    products.set(id, "benefits", .array(own))
    return .ok(products[id].map(shown) ?? .null)
  }

  // MARK: Discounts

  private func shownDiscount(_ discount: JSON) -> JSON {
    discount.mapping(["products"]) { list in
      list.mapElements { id in
        products[id.text ?? ""]?.without(["prices", "benefits"]) ?? .null
      }
    }
  }

  private func isTaken(_ code: JSON?, except own: String?) -> Bool {
    guard let code = code?.text?.lowercased() else { return false }
    return discounts.objects.contains { $0.id != own && $0.json["code"]?.text?.lowercased() == code }
  }

  private func discountProblem(_ body: JSON, _ id: String?) -> ModelResponse? {
    if let code = body["code"]?.text {
      guard (3...256).contains(code.count), code.utf8.allSatisfy({ $0 < 0x80 }) else { return refused("the code is invalid") }
      if isTaken(body["code"], except: id) { return refused("Discount with this code already exists.") }
    }
    for product in body["products"]?.elements ?? [] where products[product.text ?? ""] == nil {
      return refused("Product not found.")
    }
    for name in ["max_redemptions", "max_redemptions_per_customer"] {
      if let number = body[name]?.decimal?.integer, !(1...Int64(Int32.max)).contains(number) { return refused("too many") }
    }
    if let end = body["ends_at"], !end.isNull, end.asInstant.text.flatMap(Instant.init) == nil { return refused("no date") }
    return nil
  }

  /// `discount/schemas.py`: a union by type and duration.
  private mutating func createDiscount(_ body: JSON) -> ModelResponse {
    var known: Set = [
      "name", "code", "type", "duration", "max_redemptions", "max_redemptions_per_customer", "ends_at", "products", "metadata",
    ]
    if body["type"] == "percentage" { known.insert("basis_points") }
    if body["type"] == "fixed" { known.insert("amounts") }
    if body["duration"] == "repeating" { known.insert("duration_in_months") }
    if let error = unknown(body, known) ?? metadataProblem(body) ?? discountProblem(body, nil) { return error }
    let isComplete =
      (body["type"] == "percentage"
        ? (1...10_000).contains(body["basis_points"]?.decimal?.integer ?? 0) : body["amounts"]?.members.isEmpty == false)
      && (body["duration"] == "repeating"
        ? (1...999).contains(body["duration_in_months"]?.decimal?.integer ?? 0)
        : ["once", "forever"].contains(body["duration"]?.text))
    guard isComplete, length(trimmed(body["name"])) >= 1 else { return refused("the discount is invalid") }
    let id = discounts.nextID()
    var discount = body.filled([
      "code": .null, "products": [], "max_redemptions": .null, "max_redemptions_per_customer": .null, "starts_at": .null,
      "ends_at": .null, "metadata": [:],
    ])
    discount[member: "name"] = trimmed(body["name"])
    discount[member: "ends_at"] = discount["ends_at"]?.asInstant
    if let first = body["amounts"]?.members.first {
      discount[member: "amount"] = first.value
      discount[member: "currency"] = .string(first.name)
    }
    discount = .object(
      [
        .init("id", .string(id)), .init("created_at", now), .init("redemptions_count", isUsed ? 1 : 0),
        .init("organization_id", "organization-1"),
      ] + discount.members)
    discounts.add(id, discount)
    return .ok(shownDiscount(discount))
  }

  /// Type and duration are immutable, and what it takes off once it has been redeemed; null products are ignored
  /// (`discount/service.py`).
  private mutating func updateDiscount(_ id: String, _ body: JSON) -> ModelResponse {
    guard discounts[id] != nil else { return .refused(404, "ResourceNotFound") }
    var known: Set = [
      "name", "code", "max_redemptions", "max_redemptions_per_customer", "ends_at", "products", "metadata",
    ]
    if !isUsed { known.formUnion(["basis_points", "amounts", "duration_in_months"]) }
    if let error = unknown(body, known) ?? metadataProblem(body) ?? discountProblem(body, id) { return error }
    for member in body.members {
      switch member.name {
      case "name":
        guard length(trimmed(member.value)) >= 1 else { return refused("the name is invalid") }
        discounts.set(id, "name", trimmed(member.value))
      case "ends_at": discounts.set(id, "ends_at", member.value.asInstant)
      case "products" where member.value.isNull: break
      default: discounts.set(id, member.name, member.value)
      }
    }
    return .ok(discounts[id].map(shownDiscount) ?? .null)
  }

  private mutating func deleteDiscount(_ id: String) -> ModelResponse {
    guard discounts[id] != nil else { return .refused(404, "ResourceNotFound") }
    discounts[id] = nil
    return .empty
  }

  // MARK: Comparison

  package var ids: [String] { [meters, benefits, products, discounts, prices].flatMap(\.ids) }

  /// What can be bought, with the benefits and meters that it uses. What a meter counts is a manual step.
  package var live: [JSON] {
    let own: Set = ["id", "created_at"]
    func withMeter(_ json: JSON) -> JSON {
      json.mapping(["meter_id"]) { id in meters[id.text ?? ""]?.only(["name", "metadata", "archived_at"]) ?? .null }
    }
    let sold = products.all.filter { $0["is_archived"] == false }.map { product in
      shown(product).without(own)
        .mapping(["prices"]) { prices in
          prices.mapElements { withMeter($0.without(own).without(["meter"])) }.asSet
        }
        .mapping(["benefits"]) { benefits in
          benefits.mapElements { benefit in benefit.without(own).mapping(["properties"], withMeter) }.asSet
        }
    }
    return sold
      + discounts.all.map { discount in
        discount.without(own).without(["currency", "amount"]).mapping(["products"]) { list in
          list.mapElements { id in (products[id.text ?? ""] ?? .null).only(["name", "is_archived", "metadata"]) }.asSet
        }
      }
  }
}
