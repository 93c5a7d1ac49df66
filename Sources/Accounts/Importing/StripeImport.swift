import Catalog
import Foundations
import JSONText
import Providers

/// What a Stripe account sells, as a catalog.
///
/// Stripe keeps neither the amounts of allowances and top-ups nor trials, quantities and what add-ons belong to: a feature that
/// a product has is granted.
struct StripeImport {
  private(set) var draft = CatalogDraft(.stripe)
  private let state: AccountState
  private let money = ImportedMoney(.stripe)
  /// The ids of features in the catalog, by their ids at Stripe.
  private var features: [String: String] = [:]
  /// The ids of meters in the catalog, by their ids at Stripe.
  private var meters: [String: String] = [:]
  /// The items of products: `plans.pro`.
  private var items: [String: String] = [:]

  init(_ state: AccountState) {
    self.state = state
    draft.catalogID = state.markedCatalog(["features", "products", "prices", "coupons", "promotion codes"])
    draft.options = options
    addMeters()
    addFeatures()
    for product in live("products", "product") { add(product) }
    completeEntitlements()
    let coupons = live("coupons", "coupon")
    for coupon in coupons { addCoupon(coupon) }
    let known = Set(coupons.map(\.id))
    for code in live("promotion codes", "promotion code") where !known.contains(Self.coupon(of: code.json) ?? "") {
      draft.omit("promotion code", code, because: "its coupon is no longer valid, or left out")
    }
  }

  /// The objects in use, oldest first, without those of other catalogs.
  private mutating func live(_ kind: String, _ noun: String) -> [AccountState.Object] {
    draft.own(state.objects(kind).reversed(), noun)
  }

  /// Taxes are said once for the whole catalog.
  private var options: [JSON.Member] {
    let sold = Set(state.objects("products").filter { !$0.isArchived }.map(\.id))
    let behaviors = state.objects("prices").filter { !$0.isArchived && sold.contains($0.json["product"]?.text ?? "") }
    let codes = state.objects("products").filter { !$0.isArchived }.map { $0.json.filledText("tax_code") }
    func common(_ values: [String?]) -> JSON? {
      mostCommon(values.map { $0 ?? "" }).flatMap { $0.isEmpty || $0 == "unspecified" ? nil : .string($0) }
    }
    return JSON.members([
      "taxBehavior": common(behaviors.map { $0.json.filledText("tax_behavior") }), "taxCode": common(codes),
    ])
  }

  // MARK: Meters and features

  private mutating func addMeters() {
    let used = Set(state.objects("prices").filter { !$0.isArchived }.compactMap { $0.json.at("recurring.meter")?.text })
    for meter in live("meters", "meter") {
      guard used.contains(meter.id) else {
        draft.omit("meter", meter, because: CatalogDraft.unused)
        continue
      }
      if meter.json.value("event_time_window") != nil {
        draft.omit("meter", meter, because: "a catalog cannot express `event_time_window`")
        continue
      }
      let event = meter.json["event_name"]?.text ?? ""
      let formula = meter.json.at("default_aggregation.formula")?.text ?? ""
      let id = draft.uniqueID(slug(event, orElse: "meter"), in: .meters)
      meters[meter.id] = id
      let name = meter.json.filledText("display_name")
      draft.add(
        .init(
          id: id,
          fields: JSON.members([
            "name": name.map(JSON.string), "eventType": .string(event),
            "aggregation": .string(formula == "last" ? "latest" : formula),
            "valueProperty": formula == "count" ? nil : "$.value",
          ]), sources: [.init("meters", meter.id, Request.id("meters", id))]), to: .meters)
    }
  }

  private mutating func addFeatures() {
    for feature in live("features", "feature") {
      let key = feature.json["lookup_key"]?.text ?? ""
      let marked = feature.json.filledText("metadata.catalogFeatureId")
      let id = draft.uniqueID(marked ?? slug(key, orElse: "feature"), in: .features)
      features[feature.id] = id
      draft.add(
        .init(
          id: id,
          fields: JSON.members([
            "key": key.hasSameScalars(as: id) ? nil : .string(key), "type": "boolean",
            "name": feature.json.filledText("name").map(JSON.string), "metadata": feature.json.userEntries(),
          ]), sources: [.init("features", feature.id, Request.id("features", id))]), to: .features)
    }
  }

  /// Makes a feature metered; false if it is already, by another meter.
  private mutating func meter(_ feature: String, by meter: String) -> Bool {
    guard let index = draft.sections[.features]?.firstIndex(where: { $0.id == feature }),
      var fields = draft.sections[.features]?[index].fields
    else { return false }
    if let known = JSON.object(fields)["meter"] { return known == .string(meter) }
    guard let type = fields.firstIndex(where: { $0.name == "type" }) else { return false }
    fields[type].value = "metered"
    fields.insert(.init("meter", .string(meter)), at: type + 1)
    draft.sections[.features]?[index].fields = fields
    return true
  }

  // MARK: Items

  private mutating func add(_ product: AccountState.Object) {
    let prices = state.objects("prices").filter { !$0.isArchived && $0.json["product"]?.text == product.id }.reversed()
    let metadata = product.json["metadata"] ?? [:]
    if metadata["catalogTopupId"] != nil {
      draft.omit("product", product, because: CatalogDraft.unknownAmount(.stripe))
      for price in prices { draft.omit("price", price, because: "it is a price of a top-up") }
      return
    }
    if prices.isEmpty,
      metadata["catalogPlanId"] == nil || state.objects("prices").contains(where: { $0.json["product"]?.text == product.id })
    {
      draft.omit("product", product, because: "it has no active price, so it is not for sale")
      return
    }
    let isAddon =
      metadata["catalogAddonId"] != nil
      || metadata["catalogPlanId"] == nil && !prices.isEmpty && prices.allSatisfy { $0.json["type"] == "one_time" }
    let section = isAddon ? CatalogDraft.Section.addons : .plans
    // A product for a part of the prices of an item is an item of its own.
    let variant = metadata.filledText("catalogPriceId")
    let marked = metadata.filledText(isAddon ? "catalogAddonId" : "catalogPlanId").map { id in variant.map { "\(id)-\($0)" } ?? id
    }
    let name = product.json.filledText("name")
    let id = draft.uniqueID(marked ?? slug(name ?? product.id, orElse: section.word), in: section)
    let key = variant == nil ? metadata.filledText(isAddon ? "catalogAddonKey" : "catalogPlanKey") : nil

    var item = Item(id: id, key: key ?? id, word: section.word, catalogID: draft.catalogID, isVariant: variant != nil)
    var sources = [CatalogDraft.Source("products", product.id, Request.id("products", section.word, id))]
    for attachment in state.objects("attachments") where attachment.parent == product.id {
      guard let feature = attachment.json.at("entitlement_feature.id")?.text.flatMap({ features[$0] }) else { continue }
      item.attached.append(feature)
      sources.append(
        .init("attachments", attachment.id, Request.id("product-features", section.word, id, feature)))
    }
    var parts: [CatalogDraft.Part] = []
    for price in prices {
      if let reason = unsupported(price.json) {
        draft.omit("price", price, because: reason)
      } else if price.json.at("recurring.usage_type") == "metered" {
        guard let source = addUsage(price, to: &item) else {
          let reason = "its usage price `\(price.id)` charges what the catalog cannot tell apart from other usage"
          draft.omit("product", product, because: reason)
          for price in prices { draft.omit("price", price, because: reason) }
          return
        }
        sources.append(source)
      } else {
        parts.append(part(price, of: item, among: parts.map(\.id)))
      }
    }
    if parts.isEmpty, item.usage.isEmpty, !prices.isEmpty {
      // Without a price, the item would be free.
      draft.omit("product", product, because: "none of its prices can be expressed")
      return
    }
    items[product.id] = "\(section.rawValue).\(id)"
    for index in parts.indices {
      let own = item.usage.filter { $0.owner == parts[index].id }
      if !own.isEmpty { parts[index].fields.append(.init("entitlements", entitlements(own))) }
    }
    draft.add(
      .init(
        id: id,
        fields: JSON.members([
          "key": item.key.hasSameScalars(as: id) ? nil : .string(item.key), "name": name.map(JSON.string),
          "description": product.json.filledText("description").map(JSON.string),
          // Completed when all features are known.
          "entitlements": .object(
            item.attached.map { .init($0, .null) } + entitlements(item.usage.filter { $0.owner == nil }).members),
          "quantity": parts.contains { JSON.object($0.fields)["tiers"] != nil } ? [:] : nil,
          "metadata": product.json.userEntries(),
        ]), sources: sources, parts: parts), to: section)
  }

  /// What a product has of a feature that is metered elsewhere is not limited at Stripe.
  private mutating func completeEntitlements() {
    let metered = Set(
      (draft.sections[.features] ?? []).filter { JSON.object($0.fields)["meter"] != nil }.map { ScalarString($0.id) })
    for section in [CatalogDraft.Section.plans, .addons] {
      for index in (draft.sections[section] ?? []).indices {
        guard var fields = draft.sections[section]?[index].fields,
          let place = fields.firstIndex(where: { $0.name == "entitlements" })
        else { continue }
        let own = fields[place].value.members
        fields[place].value = .object(
          own.filter { entry in !entry.value.isNull || !own.contains { $0.name == entry.name && !$0.value.isNull } }.map {
            entry in
            guard entry.value.isNull else { return entry }
            return .init(entry.name, metered.contains(ScalarString(entry.name)) ? "unlimited" : true)
          })
        draft.sections[section]?[index].fields = fields
      }
    }
  }

  private func unsupported(_ price: JSON) -> String? {
    if price.value("custom_unit_amount") != nil { return "a catalog cannot express that customers choose the amount" }
    if price.at("recurring.trial_period_days")?.decimal != nil {
      return "a catalog has the trial of a price in its purchase, not in the price"
    }
    if price.at("recurring.usage_type") == "metered", price.at("recurring.meter")?.text == nil {
      return "its usage is reported without a meter"
    }
    return nil
  }

  /// An item while its prices are read.
  private struct Item {
    struct Usage {
      let feature: String
      /// The price that has it alone.
      let owner: String?
      let included: JSON?
      let reset: JSON
      let id: String
      let price: JSON
    }

    let id: String
    let key: String
    let word: String
    let catalogID: String?
    let isVariant: Bool
    var attached: [String] = []
    var usage: [Usage] = []

    /// The lookup key that a price has by default.
    func lookupKey(_ parts: String...) -> String { (catalogID.map { "\($0):" } ?? "") + ([key] + parts).joined(separator: ":") }
  }

  private func part(_ price: AccountState.Object, of item: Item, among others: [String]) -> CatalogDraft.Part {
    let json = price.json
    let interval = json.at("recurring.interval")?.text
    let count = json.at("recurring.interval_count")?.decimal?.integer ?? 1
    let currency = json["currency"]?.text?.uppercased() ?? ""
    var ids = [json.filledText("metadata.catalogPriceId"), json.filledText("nickname").map { slug($0, orElse: "price") }]
    if let key = json.filledText("lookup_key") {
      let own = item.lookupKey("")
      ids.insert(slug(key.hasPrefix(own) ? String(key.dropFirst(own.count)) : key, orElse: "price"), at: 1)
    }
    let plain = interval.map { count == 1 ? $0 : "\(count)-\($0)s" } ?? "once"
    ids += [plain, "\(plain)-\(currency.lowercased())"]
    let named = ids.compactMap(\.self)
    let id = named.first { !others.contains($0) } ?? CatalogDraft.unique(named[0], among: others)
    let amount: [JSON.Member] =
      json["billing_scheme"] == "tiered"
      ? JSON.members(["tiers": tiers(json, currency), "mode": json["tiers_mode"]])
      : JSON.members(["amount": money.money(json["unit_amount_decimal"] ?? json["unit_amount"], currency)])
    return CatalogDraft.Part(
      id: id,
      fields: amount
        + JSON.members([
          "currency": .string(currency), "interval": .string(interval ?? "one_time"),
          "intervalCount": count == 1 ? nil : .integer(count),
          "lookupKey": lookupKey(json, unless: item.lookupKey(id)), "metadata": json.userEntries(),
        ]), sources: [.init("prices", price.id, Request.id("prices", item.word, item.id, id))])
  }

  private func lookupKey(_ price: JSON, unless own: String) -> JSON? {
    price.filledText("lookup_key").flatMap { $0.hasSameScalars(as: own) ? nil : .string($0) }
  }

  private func tiers(_ price: JSON, _ currency: String, from first: Int = 0) -> JSON {
    .array(
      (price["tiers"]?.elements ?? []).dropFirst(first).map { tier in
        let flat = tier.value("flat_amount_decimal") ?? tier.value("flat_amount")
        return .fields([
          "upTo": tier.value("up_to").flatMap { $0 == "inf" ? nil : $0 },
          "amount": money.money(tier.value("unit_amount_decimal") ?? tier.value("unit_amount") ?? 0, currency),
          "flat": flat.flatMap { $0.decimal?.isZero == false ? money.money($0, currency) : nil },
        ])
      })
  }

  // MARK: Usage

  /// Adds a usage price; nil if its feature is not known.
  private mutating func addUsage(_ price: AccountState.Object, to item: inout Item) -> CatalogDraft.Source? {
    let json = price.json
    guard let stripeMeter = json.at("recurring.meter")?.text, let meter = meters[stripeMeter],
      json.at("recurring.interval_count")?.decimal?.integer ?? 1 == 1, let reset = json.at("recurring.interval")
    else { return nil }
    let event = state.object("meters", id: stripeMeter)?.json["event_name"]?.text ?? ""
    let marked = json.filledText("metadata.catalogFeatureId")
    guard
      let feature = [marked, slug(event, orElse: "")].compactMap(\.self).first(where: item.attached.contains)
        ?? item.attached.first(where: { isMetered($0, by: meter) }),
      self.meter(feature, by: meter)
    else { return nil }
    let owner = item.isVariant ? nil : json.filledText("metadata.catalogUnderPriceId")
    let currency = json["currency"]?.text?.uppercased() ?? ""
    let taken = item.usage.filter { $0.feature == feature && $0.owner == owner }
    let id = CatalogDraft.unique(
      json.filledText("metadata.catalogPriceId") ?? currency.lowercased(), among: taken.map(\.id))
    let (included, rate) = rate(json, currency)
    if let first = taken.first, first.reset != reset || first.included != included { return nil }
    let key = owner.map { item.lookupKey($0, feature, id) } ?? item.lookupKey(feature, id)
    item.usage.append(
      .init(
        feature: feature, owner: owner, included: included, reset: reset, id: id,
        price: .object(
          rate
            + JSON.members([
              "currency": .string(currency), "lookupKey": lookupKey(json, unless: key), "metadata": json.userEntries(),
            ]))))
    let parts = ["usage", item.word, item.id] + [owner].compactMap(\.self) + [feature, id]
    return .init("prices", price.id, parts.map { Request.id($0) }.joined(separator: "/"))
  }

  private func isMetered(_ feature: String, by meter: String) -> Bool {
    draft.sections[.features]?.first { $0.id == feature }.map { JSON.object($0.fields)["meter"] == .string(meter) } ?? false
  }

  /// The usage that is included, and what is charged beyond it. A first tier that is free is what is included.
  private func rate(_ price: JSON, _ currency: String) -> (included: JSON?, rate: [JSON.Member]) {
    guard price["billing_scheme"] == "tiered" else {
      let size = price.at("transform_quantity.round") == "up" ? price.at("transform_quantity.divide_by") : nil
      let amount = money.money(price["unit_amount_decimal"] ?? price["unit_amount"], currency)
      return (nil, JSON.members(["amount": amount, "package": size]))
    }
    let tiers = price["tiers"]?.elements ?? []
    func isZero(_ value: JSON?) -> Bool { value?.decimal?.isZero ?? true }
    let isFree =
      tiers.count > 1 && isZero(tiers[0]["unit_amount_decimal"] ?? tiers[0]["unit_amount"]) && isZero(tiers[0]["flat_amount"])
    let first = isFree ? 1 : 0
    let included = isFree ? tiers[0]["up_to"] : nil
    let own = self.tiers(price, currency, from: first)
    if price["tiers_mode"] == "graduated", own.elements.count == 1, own.elements[0]["flat"] == nil {
      return (included, JSON.members(["amount": own.elements[0]["amount"]]))
    }
    return (included, JSON.members(["tiers": own, "mode": price["tiers_mode"]]))
  }

  private func entitlements(_ usage: [Item.Usage]) -> JSON {
    var entitlements: [JSON.Member] = []
    for first in usage where !entitlements.contains(where: { $0.name == first.feature }) {
      let prices = usage.filter { $0.feature == first.feature }.map { JSON.Member($0.id, $0.price) }
      entitlements.append(
        .init(
          first.feature, .fields(["amount": first.included, "reset": first.reset, "prices": .object(prices)])))
    }
    return .object(entitlements)
  }

  // MARK: Discounts

  private mutating func addCoupon(_ coupon: AccountState.Object) {
    let json = coupon.json
    let codes = state.objects("promotion codes").reversed().filter { !$0.isArchived && Self.coupon(of: $0.json) == coupon.id }
    func omit(_ reason: String) {
      draft.omit("coupon", coupon, because: reason)
      for code in codes { draft.omit("promotion code", code, because: "its coupon is left out") }
    }
    let products = json.at("applies_to.products")?.elements.compactMap(\.text) ?? []
    if products.isEmpty { return omit("it lowers everything in the account, also what the catalog does not have") }
    let targets = products.compactMap { items[$0] }
    if targets.count < products.count { return omit("it lowers a product that is left out") }
    let name = json.filledText("name")
    let id = draft.uniqueID(
      json.filledText("metadata.catalogDiscountId") ?? slug(name ?? coupon.id, orElse: "discount"), in: .discounts)
    let duration: JSON? =
      json["duration"] == "repeating" ? json["duration_in_months"].map { ["months": $0] } : json["duration"]
    var entry = CatalogDraft.Entry(
      id: id,
      fields: JSON.members([
        "name": name.map(JSON.string), "percent": json.value("percent_off"),
        "amounts": json.value("amount_off").map { amounts($0, "amount_off", json["currency"], json["currency_options"]) },
        "duration": duration, "appliesTo": .strings(targets), "maxRedemptions": json.value("max_redemptions"),
        "expiresAt": time(json["redeem_by"]), "metadata": json.userEntries(),
      ]), sources: [.init("coupons", coupon.id, Request.id("coupons", id))])
    for code in codes {
      let text = code.json["code"]?.text?.uppercased() ?? ""
      if code.json.value("customer") != nil {
        draft.omit("promotion code", code, because: "it is for one customer")
        continue
      }
      let restrictions = code.json["restrictions"] ?? [:]
      let minimum = restrictions.value("minimum_amount").map {
        amounts($0, "minimum_amount", restrictions["minimum_amount_currency"], restrictions["currency_options"])
      }
      func own(_ name: String, _ shared: String) -> JSON? {
        let value = code.json.value(name)
        return value == json.value(shared) ? nil : value
      }
      entry.parts.append(
        .init(
          id: CatalogDraft.unique(text, among: entry.parts.map(\.id)),
          fields: JSON.members([
            "maxRedemptions": own("max_redemptions", "max_redemptions"), "expiresAt": time(own("expires_at", "redeem_by")),
            "firstPurchaseOnly": restrictions["first_time_transaction"] == true ? true : nil, "minimum": minimum,
          ]), sources: [.init("promotion codes", code.id, Request.id("promotion-codes", id, text))]))
    }
    draft.add(entry, to: .discounts)
  }

  private static func coupon(of code: JSON) -> String? { code.at("promotion.coupon")?.text ?? code.at("coupon.id")?.text }

  private func amounts(_ first: JSON, _ member: String, _ currency: JSON?, _ others: JSON?) -> JSON {
    var amounts: [JSON.Member] = []
    for (code, amount) in [(currency?.text ?? "", first)] + (others?.members ?? []).map({ ($0.name, $0.value[member] ?? .null) })
    {
      guard let value = money.money(amount, code), JSON.object(amounts)[code.uppercased()] == nil else { continue }
      amounts.append(.init(code.uppercased(), value))
    }
    return .object(amounts)
  }

  private func time(_ seconds: JSON?) -> JSON? {
    seconds?.decimal?.integer.flatMap { Instant(unixSeconds: $0) }.map { .string($0.description) }
  }
}

extension AccountState {
  /// The catalog that most marks name; nil if none does.
  func markedCatalog(_ kinds: [String], in member: String = "metadata") -> String? {
    var counts: [String: Int] = [:]
    for object in kinds.flatMap(objects) where !object.isArchived {
      if let id = object.json[member]?["catalogId"]?.text { counts[id, default: 0] += 1 }
    }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }
}
