import Catalog
import Foundations
import JSONText
import Providers

/// What an OpenMeter account counts and sells, as a catalog.
///
/// OpenMeter keeps neither top-ups nor which of its plans a customer has by default. A plan with lower prices for some time is what a
/// discount became, and is left out.
struct OpenMeterImport {
  private(set) var draft = CatalogDraft(.openmeter)
  private let state: AccountState
  private let money = ImportedMoney(.openmeter)
  /// The ids of meters in the catalog, by their slugs.
  private var meters: [String: String] = [:]
  /// The ids of features in the catalog, by their keys.
  private var features: [String: String] = [:]
  private var types: [String: String] = [:]

  private static let units: [Character: String] = ["D": "day", "W": "week", "M": "month", "Y": "year"]

  init(_ state: AccountState) {
    self.state = state
    draft.catalogID = state.markedCatalog(["meters", "features", "plans", "addons"])
    let plans = published("plans", "plan")
    let addons = published("addons", "add-on")
    if !plans.isEmpty || !addons.isEmpty { draft.options = JSON.members(["mode": "plans"]) }
    addMeters()
    addFeatures(plans, addons)
    let offers = plans.compactMap { offer($0, isPlan: true, []) }
    let items = draft.add(offers, naming: .suffixed)
    addAddons(addons, plans, items)
  }

  private mutating func published(_ kind: String, _ noun: String) -> [AccountState.Object] {
    draft.own(state.objects(kind), noun).filter { object in
      if object.json["status"] == "active" { return true }
      draft.omit(noun, object, because: "it is not published")
      return false
    }
  }

  // MARK: Meters and features

  private mutating func addMeters() {
    for meter in draft.own(state.objects("meters"), "meter") {
      let json = meter.json
      let key = json.filledText("slug") ?? ""
      let id = draft.uniqueID(json.filledText("metadata.catalogMeterId") ?? slug(key, orElse: "meter"), in: .meters)
      meters[key] = id
      let groups = json["groupBy"]?.members ?? []
      draft.add(
        .init(
          id: id,
          fields: JSON.members([
            "key": key.hasSameScalars(as: id) ? nil : .string(key), "name": json.filledText("name").map(JSON.string),
            "description": json.filledText("description").map(JSON.string),
            "eventType": .string(json.filledText("eventType") ?? ""),
            "aggregation": .string((json.filledText("aggregation") ?? "").lowercased()),
            "valueProperty": json.filledText("valueProperty").map(JSON.string),
            "groupBy": groups.isEmpty ? nil : .object(groups), "metadata": json.userEntries(),
          ]), sources: [.init("meters", meter.id, Request.id("meters", id))]), to: .meters)
    }
  }

  /// The rate cards of the last phase of plans, and those of add-ons.
  private static func cards(_ object: AccountState.Object) -> [JSON] {
    (object.json["phases"]?.elements.last ?? object.json)["rateCards"]?.elements ?? []
  }

  private mutating func addFeatures(_ plans: [AccountState.Object], _ addons: [AccountState.Object]) {
    let planCards = plans.flatMap(Self.cards)
    let addonCards = addons.flatMap(Self.cards)
    // The newest come first.
    for feature in draft.own(state.objects("features").reversed(), "feature") {
      let json = feature.json
      let key = json.filledText("key") ?? ""
      func templates(_ cards: [JSON]) -> [JSON] {
        cards.filter { $0["featureKey"]?.text == key }.compactMap { $0.value("entitlementTemplate") }
      }
      let own = templates(planCards + addonCards)
      let meter = json.filledText("meterSlug")
      let type: String
      if own.contains(where: { $0["type"] == "metered" }) || meter != nil {
        type = "metered"
      } else if own.contains(where: { $0["type"] == "static" }) {
        let isLimit = templates(addonCards).isEmpty && own.allSatisfy { Self.limit($0) != nil }
        type = isLimit ? "limit" : "static"
      } else {
        type = "boolean"
      }
      if let meter, meters[meter] == nil {
        draft.omit("feature", feature, because: "its meter `\(meter)` is left out")
        continue
      }
      var filters: [JSON.Member] = []
      var isExact = true
      for filter in json["advancedMeterGroupByFilters"]?.members ?? [] {
        let tests = filter.value.members.filter { !$0.value.isNull }
        switch (tests.count, tests.first?.name) {
        case (1, "$eq"), (1, "$in"): filters.append(.init(filter.name, tests[0].value))
        case (1, "$nin"): filters.append(.init(filter.name, ["not": tests[0].value]))
        default: isExact = false
        }
      }
      guard isExact else {
        draft.omit("feature", feature, because: CatalogDraft.unknownFilter)
        continue
      }
      let id = draft.uniqueID(
        json.filledText("metadata.catalogFeatureId") ?? slug(key, orElse: "feature"), in: .features)
      (features[key], types[key]) = (id, type)
      draft.add(
        .init(
          id: id,
          fields: JSON.members([
            "key": key.hasSameScalars(as: id) ? nil : .string(key), "type": .string(type),
            "meter": meter.flatMap { meters[$0] }.map(JSON.string), "where": filters.isEmpty ? nil : .object(filters),
            "name": json.filledText("name").map(JSON.string), "metadata": json.userEntries(),
          ]), sources: [.init("features", feature.id, Request.id("features", id))]), to: .features)
    }
  }

  /// The number of a static value; nil for any other value.
  private static func limit(_ template: JSON) -> JSON? {
    guard let value = config(template), value.members.count == 1, let number = value["value"] else { return nil }
    return number == "unlimited" || number.text == nil && number.decimal != nil ? number : nil
  }

  private static func config(_ template: JSON) -> JSON? {
    template["config"].flatMap { config in config.text.map { JSON(parsing: Array($0.utf8)) ?? .null } ?? config }
  }

  // MARK: Plans and add-ons

  private mutating func omit(_ object: AccountState.Object, _ isPlan: Bool, _ reason: String) -> ImportedOffer? {
    draft.omit(isPlan ? "plan" : "add-on", object, because: reason)
    return nil
  }

  /// A duration as an interval: `P3M`.
  private static func cadence(_ duration: String?) -> (interval: String, count: Int64)? {
    guard let duration, duration.hasPrefix("P"), let unit = duration.last, let interval = units[unit],
      let count = Int64(duration.dropFirst().dropLast())
    else { return nil }
    return (interval, count)
  }

  /// How often the count of usage is reset; nil if not every single period.
  private static func reset(_ duration: String?) -> JSON? {
    switch duration {
    case "P12M": "year"
    case "P7D": "week"
    default: cadence(duration).flatMap { $0.count == 1 ? .string($0.interval) : nil }
    }
  }

  private mutating func offer(_ object: AccountState.Object, isPlan: Bool, _ others: [JSON.Member]) -> ImportedOffer? {
    let (json, metadata) = (object.json, object.json["metadata"] ?? [:])
    if metadata["catalogDiscountId"] != nil { return omit(object, isPlan, "a discount became it") }
    let key = json.filledText("key") ?? ""
    guard let ownKey = draft.ownKey(key) else { return omit(object, isPlan, "its key does not begin with the id of the catalog") }
    let currency = json.filledText("currency")?.uppercased() ?? ""
    let phases = json["phases"]?.elements ?? []
    var trial: JSON?
    if isPlan {
      guard phases.count == 1 || phases.count == 2 else { return omit(object, isPlan, "it has \(phases.count) phases") }
      if phases.count == 2 {
        guard let days = Self.cadence(phases[0].filledText("duration")), days.interval == "day" else {
          return omit(object, isPlan, "its first phase is not a number of days")
        }
        trial = .integer(days.count)
      }
    }
    var price: [JSON.Member]?
    var hasTwoFees = false
    var entitlements: [JSON.Member] = []
    var implied: String?
    for card in Self.cards(object) {
      let cardMetadata = card["metadata"] ?? [:]
      let lookupKey = cardMetadata.filledText("lookupKey")
      let entries = cardMetadata.without(["lookupKey"])
      let own = JSON.members([
        "lookupKey": lookupKey.map(JSON.string), "metadata": entries.members.isEmpty ? nil : entries,
      ])
      guard let featureKey = card.filledText("featureKey") else {
        hasTwoFees = hasTwoFees || price != nil
        guard card.at("price.type") == "flat" else { return omit(object, isPlan, "it charges usage without a feature") }
        let cadence = Self.cadence(card.filledText("billingCadence"))
        price =
          JSON.members([
            "amount": money.money(majorUnits: card.at("price.amount"), currency), "currency": .string(currency),
          ])
          + (cadence.map { ImportedOffer.cadence($0.interval, $0.count) } ?? JSON.members(["interval": "one_time"]))
          + JSON.members(["trialDays": trial]) + own
        continue
      }
      guard let feature = features[featureKey] else { return omit(object, isPlan, "its feature `\(featureKey)` is left out") }
      let template = card.value("entitlementTemplate")
      let user = template?.userEntries()
      if let charge = card.value("price") {
        guard let (included, rate) = rate(charge, card["discounts"] ?? [:], currency) else {
          return omit(object, isPlan, "a catalog cannot express its price of type \(charge["type"]?.compact ?? "null")")
        }
        implied = currency.lowercased()
        let isSoft = template?["isSoftLimit"] == true
        let most = isSoft ? nil : template?.value("issueAfterReset")?.asNumber
        entitlements.append(
          .init(
            feature,
            .fields([
              "amount": included, "reset": Self.reset(card.filledText("billingCadence")), "max": most,
              "prices": [currency.lowercased(): .object(rate + JSON.members(["currency": .string(currency)]) + own)],
              "preserveOverageAtReset": template?["preserveOverageAtReset"] == true ? true : nil, "metadata": user,
            ])))
        continue
      }
      guard let template else { return omit(object, isPlan, "a rate card neither charges nor grants anything") }
      entitlements.append(.init(feature, entitlement(template, types[featureKey] ?? "", user)))
    }
    if hasTwoFees { return omit(object, isPlan, "it charges several fees") }
    if price == nil, trial != nil { return omit(object, isPlan, "a catalog has trials of prices only") }
    let word = isPlan ? "Plan" : "Addon"
    let marked = metadata.filledText("catalogPriceId")
    var offer = ImportedOffer(
      kind: isPlan ? "plans" : "addons", object: object, section: isPlan ? .plans : .addons,
      item: metadata.filledText("catalog\(word)Id"), key: ownKey, price: marked, name: json.filledText("name") ?? "",
      fields: JSON.members([
        "description": json.filledText("description").map(JSON.string), "entitlements": .object(entitlements),
        "metadata": json.userEntries(),
      ]) + others, prices: price.map { [$0] } ?? [], impliedPrice: price == nil ? implied : nil,
      request: [isPlan ? "plans" : "addons"])
    // Keys end with the id of the price if an item has several.
    if let marked, ownKey.hasSuffix("_\(marked)"), ownKey.utf8.count > marked.utf8.count + 1 {
      offer.key = String(ownKey.dropLast(marked.count + 1))
      offer.aloneKey = ownKey
    } else {
      offer.isAlone = true
    }
    return offer
  }

  private func entitlement(_ template: JSON, _ type: String, _ metadata: JSON?) -> JSON {
    switch template["type"]?.text {
    case "metered":
      let amount = template.value("issueAfterReset").map(\.asNumber)
      let isSoft = template["isSoftLimit"] == true
      let period = template.filledText("usagePeriod")
      if isSoft, amount?.decimal?.isZero == true, period == "P1M", metadata == nil, template["preserveOverageAtReset"] != true {
        return "unlimited"
      }
      return .fields([
        "amount": amount ?? 0, "reset": Self.reset(period), "isSoftLimit": isSoft ? true : nil,
        "preserveOverageAtReset": template["preserveOverageAtReset"] == true ? true : nil, "metadata": metadata,
      ])
    case "static":
      if type == "limit", let limit = Self.limit(template) {
        return metadata == nil || limit == "unlimited" ? limit : .fields(["amount": limit, "metadata": metadata])
      }
      let config = template["config"].map { $0.text.map(JSON.string) ?? .string($0.compact) } ?? ""
      return .fields(["config": config, "metadata": metadata])
    default: return metadata.map { ["enabled": true, "metadata": $0] } ?? true
    }
  }

  /// What is included, and what is charged beyond it; nil for a price that a catalog does not have.
  private func rate(_ price: JSON, _ discounts: JSON, _ currency: String) -> (included: JSON, rate: [JSON.Member])? {
    func major(_ amount: JSON?) -> JSON? { money.money(majorUnits: amount, currency) }
    if discounts.at("percentage.percentage") != nil { return nil }
    switch price["type"]?.text {
    case "unit": return (0, JSON.members(["amount": major(price["amount"])]))
    case "package":
      return (
        discounts.at("usage.quantity")?.asNumber ?? 0,
        JSON.members(["amount": major(price["amount"]), "package": price["quantityPerPackage"]?.asNumber])
      )
    case "tiered":
      var tiers = price["tiers"]?.elements ?? []
      var included: JSON = 0
      func isZero(_ amount: JSON?) -> Bool { amount?.decimal?.isZero ?? true }
      if tiers.count > 1, isZero(tiers[0].at("unitPrice.amount")), isZero(tiers[0].at("flatPrice.amount")) {
        included = tiers[0].value("upToAmount").map(\.asNumber) ?? 0
        tiers.removeFirst()
      }
      if price["mode"] == "graduated", tiers.count == 1, isZero(tiers[0].at("flatPrice.amount")) {
        return (included, JSON.members(["amount": major(tiers[0].at("unitPrice.amount") ?? 0)]))
      }
      let own = tiers.map { tier -> JSON in
        let flat = tier.at("flatPrice.amount").flatMap { isZero($0) ? nil : major($0) }
        return .fields([
          "upTo": tier.value("upToAmount").map(\.asNumber), "amount": major(tier.at("unitPrice.amount") ?? 0), "flat": flat,
        ])
      }
      return (included, JSON.members(["tiers": .array(own), "mode": price["mode"]]))
    default: return nil
    }
  }

  /// Add-ons with the plans that they are assigned to.
  private mutating func addAddons(
    _ addons: [AccountState.Object], _ plans: [AccountState.Object], _ items: [String: String]
  ) {
    var offers: [ImportedOffer] = []
    for addon in addons {
      let assignments = state.objects("assignments").filter { assignment in
        assignment.id == addon.id && plans.contains { $0.id == assignment.parent }
      }
      var compatible: [String] = []
      for assignment in assignments {
        guard let item = assignment.parent.flatMap({ items[$0] }) else { continue }
        let plan = String(item.dropFirst("plans.".utf8.count))
        if !compatible.contains(where: { $0.hasSameScalars(as: plan) }) { compatible.append(plan) }
      }
      let isMultiple = addon.json["instanceType"] == "multiple"
      let most = assignments.lazy.compactMap { $0.json.value("maxQuantity") }.first
      let others = JSON.members([
        "compatiblePlans": compatible.isEmpty ? nil : .strings(compatible),
        "quantity": isMultiple ? .fields(["max": most]) : nil,
      ])
      if let offer = offer(addon, isPlan: false, others) { offers.append(offer) }
    }
    draft.add(offers, naming: .suffixed)
  }
}

extension CatalogDraft {
  /// The key or id of an item without the id of the catalog, with which it begins in an account; nil if it does not.
  func ownKey(_ key: String) -> String? {
    guard let catalogID else { return key }
    let prefix = "\(catalogID)_"
    return key.hasPrefix(prefix) && key.utf8.count > prefix.utf8.count ? String(key.dropFirst(prefix.count)) : nil
  }
}
