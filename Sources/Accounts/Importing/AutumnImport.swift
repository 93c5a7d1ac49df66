import Catalog
import Foundations
import JSONText
import Providers

/// What an Autumn account sells, as a catalog. Autumn counts no events, so a feature has a meter only if the name of an event adds
/// to it.
struct AutumnImport {
  private(set) var draft = CatalogDraft(.autumn)
  private let state: AccountState
  private let money = ImportedMoney(.autumn)
  /// The features of the catalog, by their ids at Autumn.
  private var features: [String: String] = [:]
  /// In which amounts without a currency are; nil if the account does not say it.
  private let currency: String?

  init(_ state: AccountState) {
    self.state = state
    draft.catalogID = state.markedCatalog(["plans"])
    let plans = draft.own(state.objects("plans"), "plan")
    currency = state.account.currency
    draft.options = JSON.members(["defaultCurrency": currency.map(JSON.string)])
    addFeatures(plans)
    let offers = plans.sorted { ($0.json["created_at"]?.decimal ?? .zero) < ($1.json["created_at"]?.decimal ?? .zero) }
      .compactMap { offer($0) }
    let items = draft.add(offers, naming: .suffixed)
    for reward in state.objects("rewards") where !reward.isArchived { addReward(reward, items) }
  }

  // MARK: Features

  private mutating func addFeatures(_ plans: [AccountState.Object]) {
    var metered: Set<String> = []
    let all = state.objects("features").filter { !$0.isArchived }
    let statics = Set(plans.flatMap { $0.json.at("metadata.catalogConfig")?.members ?? [] }.map(\.name))
    // Pools name the features that draw on them.
    for feature in all.filter({ $0.json["type"] != "credit_system" }) + all.filter({ $0.json["type"] == "credit_system" }) {
      let json = feature.json
      let type: String
      switch (json["type"]?.text, json["consumable"] == true) {
      case ("boolean", _): type = statics.contains(feature.id) ? "static" : "boolean"
      case ("metered", false): type = "limit"
      case ("metered", true), ("credit_system", _): type = "metered"
      default:
        draft.omit("feature", feature, because: "a catalog cannot express features of type \(json["type"]?.compact ?? "null")")
        continue
      }
      var costs: [JSON.Member] = []
      for cost in json["credit_schema"]?.elements ?? [] {
        if let other = cost["metered_feature_id"]?.text.flatMap({ features[$0] }), let amount = cost["credit_cost"] {
          costs.append(.init(other, amount.asNumber))
        }
      }
      let events = json["event_names"]?.elements.compactMap(\.text) ?? []
      if json["type"] == "credit_system", costs.isEmpty || !costs.allSatisfy({ metered.contains($0.name) }) {
        draft.omit("feature", feature, because: "it does not say which events use up its credits")
        continue
      }
      var meter: String?
      if let event = events.first, type == "metered", costs.isEmpty {
        // A second feature of an event shares its meter. Autumn adds the number that an event has.
        let known = draft.sections[.meters]?.first { JSON.object($0.fields)["eventType"] == .string(event) }
        let own = known?.id ?? draft.uniqueID(slug(event, orElse: "meter"), in: .meters)
        if known == nil {
          draft.add(
            .init(
              id: own, fields: JSON.members(["eventType": .string(event), "aggregation": "sum", "valueProperty": "$.value"]),
              sources: []), to: .meters)
        }
        meter = own
      }
      let id = draft.uniqueID(slug(feature.id, orElse: "feature"), in: .features)
      features[feature.id] = id
      if meter != nil { metered.insert(id) }
      draft.add(
        .init(
          id: id,
          fields: JSON.members([
            "key": feature.id.hasSameScalars(as: id) ? nil : .string(feature.id), "type": .string(type),
            "meter": meter.map(JSON.string), "costs": costs.isEmpty ? nil : .object(costs),
            "name": json.filledText("name").map(JSON.string),
          ]), sources: [.init("features", feature.id, Request.id("features", id))]), to: .features)
    }
  }

  // MARK: Plans

  private static let unknownCurrency = "the account does not say in which currency its amounts are"

  private mutating func omit(_ plan: AccountState.Object, _ reason: String) -> ImportedOffer? {
    draft.omit("plan", plan, because: reason)
    return nil
  }

  private static func cadence(_ price: JSON) -> [JSON.Member]? {
    let count = price["interval_count"]?.decimal?.integer ?? 1
    switch price.filledText("interval") {
    case "one_off": return JSON.members(["interval": "one_time"])
    case "quarter": return ImportedOffer.cadence("month", 3 * count)
    case "semi_annual": return ImportedOffer.cadence("month", 6 * count)
    case let interval?: return ImportedOffer.cadence(interval, count)
    case nil: return nil
    }
  }

  /// The amounts of a price or tier by currency, the account's first.
  private func amounts(_ price: JSON, _ member: String = "amount") -> [(currency: String, amount: JSON?)] {
    [(currency ?? "", price[member])]
      + (price["additional_currencies"]?.elements ?? []).map { ($0.filledText("currency")?.uppercased() ?? "", $0[member]) }
  }

  /// The rate of an item in each currency.
  ///
  /// - Parameter size: the units of one purchase, if an amount is for these.
  private func rates(_ price: JSON, isUsage: Bool) -> [(currency: String, rate: [JSON.Member])] {
    let tiers = price["tiers"]?.elements ?? []
    if tiers.count < 2 {
      let size = price.value("billing_units")
      return amounts(tiers.first ?? price).map { currency, amount in
        let package = isUsage && size?.decimal?.integer != 1 ? size : nil
        return (currency, JSON.members(["amount": money.money(majorUnits: amount ?? 0, currency), "package": package]))
      }
    }
    return amounts(tiers[0]).map(\.currency).map { own in
      let list = tiers.map { tier -> JSON in
        func amount(_ member: String) -> JSON? { amounts(tier, member).first { $0.currency == own }?.amount }
        let flat = amount("flat_amount").flatMap { $0.decimal?.isZero == false ? money.money(majorUnits: $0, own) : nil }
        let bound = tier.value("to").flatMap { $0.decimal == nil ? nil : $0 }
        return .fields(["upTo": bound, "amount": money.money(majorUnits: amount("amount") ?? 0, own), "flat": flat])
      }
      return (own, JSON.members(["tiers": .array(list), "mode": price["tier_behavior"] ?? "graduated"]))
    }
  }

  /// What a plan has beside what a catalog can express, of that which changes what customers pay or get.
  private static func unknownMember(of plan: JSON) -> String? {
    let items = plan["items"]?.elements ?? []
    if items.contains(where: { $0.value("rollover") != nil }) { return "rollover" }
    if items.contains(where: { $0["pooled"] == true }) { return "pooled" }
    let controls = plan["billing_controls"]?.members ?? []
    return controls.first { ["spend_limits", "usage_limits", "auto_topups"].contains($0.name) && !$0.value.elements.isEmpty }?
      .name
  }

  private mutating func offer(_ plan: AccountState.Object) -> ImportedOffer? {
    let json = plan.json
    let metadata = json["metadata"] ?? [:]
    guard let ownKey = draft.ownKey(plan.id) else { return omit(plan, "its id does not begin with that of the catalog") }
    let isAddon = json["add_on"] == true
    let items = json["items"]?.elements ?? []
    if currency == nil, json.value("price") != nil || items.contains(where: { $0.value("price") != nil }) {
      return omit(plan, Self.unknownCurrency)
    }
    let prepaid = items.filter { $0.at("price.billing_method") == "prepaid" }
    var trial: [JSON.Member] = []
    if let own = json.value("free_trial") {
      let days: [String: Int64] = ["day": 1]
      guard let length = own["duration_length"]?.decimal?.integer, let days = days[own.filledText("duration_type") ?? ""] else {
        return omit(plan, "its trial is not a number of days")
      }
      trial = JSON.members(["trialDays": .integer(length * days), "trialCard": own["card_required"] == false ? false : nil])
    }
    if let other = Self.unknownMember(of: json) { return omit(plan, "a catalog cannot express its `\(other)`") }
    if prepaid.count > 1 { return omit(plan, "it sells units of several features") }
    if !prepaid.isEmpty, json.value("price") != nil { return omit(plan, "it has a price and sells units") }

    var prices: [[JSON.Member]] = []
    if let price = json.value("price") {
      guard let cadence = Self.cadence(price) else { return omit(plan, "its price has no interval") }
      prices = amounts(price).map { currency, amount in
        JSON.members(["amount": money.money(majorUnits: amount ?? 0, currency), "currency": .string(currency)]) + cadence + trial
      }
    }
    var fields = JSON.members(["description": json.filledText("description").map(JSON.string)])
    var entitlements: [JSON.Member] = []
    var implied: String?
    var isTopup = false
    let soft = Set(
      (json.at("billing_controls.overage_allowed")?.elements ?? []).filter { $0["enabled"] == true }
        .compactMap { $0["feature_id"]?.text })
    for item in items {
      guard let id = item["feature_id"]?.text, let feature = features[id],
        let type = draft.sections[.features]?.first(where: { $0.id == feature }).flatMap({ JSON.object($0.fields)["type"]?.text })
      else { return omit(plan, "its feature `\(item["feature_id"]?.text ?? "")` is left out") }
      let price = item.value("price")
      let included = item.value("included").map(\.asNumber) ?? 0
      let reset = item.at("reset.interval")?.text ?? price?.filledText("interval")
      if item.at("reset.interval_count")?.decimal?.integer ?? 1 != 1 {
        return omit(plan, "a balance is not reset every single interval")
      }
      if price?["billing_method"] == "prepaid", let price {
        guard let cadence = Self.cadence(price) else { return omit(plan, "the price of its units has no interval") }
        if included.decimal?.isZero == false { return omit(plan, "it includes some of the units that it sells") }
        let size = price.value("billing_units")?.decimal ?? ExactDecimal(1)
        let most = price.value("max_purchase")?.decimal
        isTopup = type == "metered" && isAddon && cadence.first?.value == "one_time"
        var max: JSON?
        if let most {
          guard let size = size.integer, size > 0, let count = most.divided(by: size, decimals: 0) else {
            return omit(plan, "its largest purchase is not a number of its packs")
          }
          max = .number(count)
        }
        prices = rates(price, isUsage: false).map { currency, rate in
          rate + JSON.members(["currency": .string(currency)]) + cadence + trial
        }
        if isTopup {
          fields += JSON.members([
            "feature": .string(feature), "amount": .number(size), "quantity": max.map { ["max": $0] },
          ])
        } else {
          guard type == "limit", size == ExactDecimal(1) else { return omit(plan, "a catalog cannot express its packs of units") }
          fields += JSON.members(["quantity": .fields(["feature": .string(feature), "max": max])])
        }
      } else if let price {
        let charges = rates(price, isUsage: true).map { currency, rate in
          JSON.Member(currency.lowercased(), .object(rate + JSON.members(["currency": .string(currency)])))
        }
        let most = price.value("max_purchase")?.decimal
        implied = charges.first?.name
        entitlements.append(
          .init(
            feature,
            .fields([
              "amount": included, "reset": reset.map(JSON.string), "prices": .object(charges),
              "max": most.map { .number($0 + (included.decimal ?? .zero)) },
            ])))
      } else if item["unlimited"] == true {
        entitlements.append(.init(feature, "unlimited"))
      } else if type == "metered" {
        entitlements.append(
          .init(
            feature,
            .fields([
              "amount": included, "reset": .string(reset == "one_off" ? "never" : reset ?? "month"),
              "isSoftLimit": soft.contains(id) ? true : nil,
            ])))
      } else if type == "limit" {
        entitlements.append(.init(feature, included))
      } else {
        entitlements.append(.init(feature, metadata["catalogConfig"]?[id] ?? true))
      }
    }
    if prices.isEmpty, implied == nil, !trial.isEmpty { return omit(plan, "a catalog has trials of prices only") }
    if !isTopup { fields += JSON.members(["entitlements": .object(entitlements)]) }
    let isDefault = json["auto_enable"] == true
    if !isAddon {
      let group = json.filledText("group").flatMap { $0 == draft.catalogID ? nil : $0 }
      let own = group.map { draft.ownKey($0) ?? $0 }
      fields += JSON.members(["group": own.map(JSON.string), "default": isDefault ? true : nil])
    }
    let word = isTopup ? "Topup" : isAddon ? "Addon" : "Plan"
    let (marked, price) = (metadata.filledText("catalog\(word)Id"), metadata.filledText("catalogPriceId"))
    let markedKey = metadata.filledText("catalog\(word)Key")
    var offer = ImportedOffer(
      kind: "plans", object: plan, section: isTopup ? .topups : isAddon ? .addons : .plans, item: marked,
      key: markedKey, price: price, name: json.filledText("name") ?? "", fields: fields, prices: prices,
      metadata: json.userEntries())
    // Ids of plans end with that of the price if an item has several.
    if let price, let markedKey, ownKey.hasSameScalars(as: "\(markedKey)_\(price)") {
      offer.aloneKey = ownKey
    } else {
      (offer.key, offer.isAlone) = (ownKey, true)
    }
    return offer
  }

  // MARK: Rewards

  private mutating func addReward(_ reward: AccountState.Object, _ items: [String: String]) {
    let json = reward.json
    let plans = json["plan_ids"]?.elements.compactMap(\.text) ?? []
    guard let targets = draft.targets(of: reward, "reward", plans, items) else { return }
    guard let key = draft.ownKey(reward.id) else {
      draft.omit("reward", reward, because: "its id does not begin with that of the catalog")
      return
    }
    let isPercentage = json["type"] == "percentage_discount"
    guard isPercentage || json["type"] == "fixed_discount" else {
      draft.omit("reward", reward, because: "a catalog cannot express rewards of type \(json["type"]?.compact ?? "null")")
      return
    }
    if !isPercentage, currency == nil {
      draft.omit("reward", reward, because: Self.unknownCurrency)
      return
    }
    let duration: JSON =
      switch json.at("duration.type")?.text {
      case "one_off": "once"
      case "months": ["months": json.at("duration.length") ?? 1]
      default: json.at("duration.type") ?? "forever"
      }
    let codes = json["promo_codes"]?.elements ?? []
    let texts = Set(codes.compactMap { $0.filledText("code") })
    // The id of a reward must differ from its codes.
    let suffix = "_discount"
    let short = key.hasSuffix(suffix) ? String(key.dropLast(suffix.utf8.count)) : key
    let isShort = key.hasSuffix(suffix) && texts.contains((draft.catalogID.map { "\($0)_\(short)" } ?? short).uppercased())
    let own = isShort ? short : key
    let id = draft.uniqueID(slug(own, orElse: "discount"), in: .discounts)
    draft.add(
      .init(
        id: id,
        fields: JSON.members([
          "name": json.filledText("name").map(JSON.string),
          "percent": isPercentage ? json["value"].map(\.asNumber) : nil,
          "amounts": isPercentage
            ? nil : currency.flatMap { code in money.money(majorUnits: json["value"], code).map { .object([.init(code, $0)]) } },
          "duration": duration, "appliesTo": targets,
        ]), sources: [.init("rewards", reward.id, Request.id("discounts", id))],
        parts: codes.map { code in
          .init(
            id: code.filledText("code") ?? "",
            fields: JSON.members([
              "maxRedemptions": code.value("global_max_redemption"),
              "firstPurchaseOnly": code["first_time_transaction"] == true ? true : nil,
            ]), sources: [])
        }), to: .discounts)
  }
}
