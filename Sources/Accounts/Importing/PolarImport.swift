import Catalog
import Foundations
import JSONText
import Providers

/// What a Polar account sells, as a catalog.
///
/// Features are no objects at Polar: they are what benefits grant and what meters count. Usage prices have neither ids nor names.
struct PolarImport {
  private(set) var draft = CatalogDraft(.polar)
  private let state: AccountState
  private let money = ImportedMoney(.polar)
  /// The meters of the catalog, by their ids at Polar, and the features that count only some events of one.
  private var meters: [String: (meter: String, feature: String?)] = [:]
  /// What benefits grant, by their ids at Polar.
  private var grants: [String: Grant] = [:]
  /// The features that benefits and prices have in common.
  private var features: [Identity: String] = [:]
  /// The ids at Polar of the meters whose units are sold beside plans.
  private var bought: Set<String> = []
  /// The benefits that roll over and are those of features.
  private var sourced: Set<String> = []

  private struct Grant {
    let feature: String
    /// As an entitlement; null for a credit.
    let value: JSON
    var meter: String?
    var units: ExactDecimal = .zero
    var rollsOver = false
    /// The last parts of the request's id.
    let parts: [String]
  }

  private struct Identity: Hashable {
    let type: String
    let meter: String?
    let marked: String?
    let name: ScalarString
    let metadata: String
  }

  init(_ state: AccountState) {
    self.state = state
    draft.catalogID = state.markedCatalog(["meters", "benefits", "products", "discounts"])
    let products = draft.own(state.objects("products"), "product")
    draft.options = options(products)
    addMeters(products)
    addBenefits(products)
    let offers = products.compactMap { offer($0) }
    let items = draft.add(offers, naming: .suffixed)
    for (product, item) in items { addTopupSource(product, item) }
    let codes = draft.own(state.objects("discounts"), "discount").compactMap { code($0, items) }
    draft.add(codes, naming: .suffixed)
  }

  /// Every product has a price in the organization's currency.
  private func options(_ products: [AccountState.Object]) -> [JSON.Member] {
    let prices = products.map { $0.json["prices"]?.elements ?? [] }
    let currencies = prices.flatMap { Set($0.compactMap { $0.filledText("price_currency")?.uppercased() }) }
    let taxes = mostCommon(prices.joined().map { $0.filledText("tax_behavior") ?? "" })
    return JSON.members([
      "defaultCurrency": mostCommon(currencies).map(JSON.string),
      "meterCycling": products.contains { $0.json.value("meter_interval") != nil } ? true : nil,
      "taxBehavior": taxes.flatMap { $0.isEmpty ? nil : .string($0) },
    ])
  }

  // MARK: Meters and benefits

  private static func benefits(_ product: AccountState.Object) -> [String] {
    (product.json["benefits"]?.elements ?? []).compactMap { $0["id"]?.text }
  }

  private mutating func addMeters(_ products: [AccountState.Object]) {
    let priced = products.flatMap { $0.json["prices"]?.elements ?? [] }.compactMap { $0["meter_id"]?.text }
    let granted = Set(products.flatMap(Self.benefits))
    let credited = state.objects("benefits").filter { granted.contains($0.id) }
      .compactMap { $0.json.at("properties.meter_id")?.text }
    let used = Set(priced + credited)
    for meter in draft.own(state.objects("meters"), "meter") {
      guard used.contains(meter.id) else {
        draft.omit("meter", meter, because: CatalogDraft.unused)
        continue
      }
      let clauses = meter.json.at("filter.clauses")?.elements ?? []
      let function = meter.json.at("aggregation.func")?.text ?? ""
      guard meter.json.at("filter.conjunction") == "and", let first = clauses.first, first["property"] == "name",
        first["operator"] == "eq", let event = first["value"]?.text,
        let conditions = CatalogDraft.conditions(
          ["conjunction": "and", "clauses": .array(Array(clauses.dropFirst()))], property: "property", ("eq", "ne"))
      else {
        draft.omit("meter", meter, because: CatalogDraft.unknownFilter)
        continue
      }
      meters[meter.id] = draft.add(
        ImportedMeter(
          object: meter, name: meter.json.filledText("name") ?? "", event: event,
          aggregation: function == "unique" ? "unique_count" : function,
          valuePath: meter.json.filledText("aggregation.property").map(ImportedMeter.path), conditions: conditions,
          marked: meter.json.filledText("metadata.catalogMeterId") ?? meter.json.filledText("metadata.catalogFeatureId"),
          metadata: meter.json.userEntries()))
    }
  }

  private mutating func addBenefits(_ products: [AccountState.Object]) {
    let used = Set(products.flatMap(Self.benefits))
    for benefit in draft.own(state.objects("benefits"), "benefit") {
      if !used.contains(benefit.id) {
        draft.omit("benefit", benefit, because: "nothing that is for sale grants it")
      } else if let reason = add(benefit) {
        draft.omit("benefit", benefit, because: reason)
      }
    }
    for product in products
    where product.json.value("recurring_interval") == nil || product.json.at("metadata.catalogAddonId") != nil {
      for benefit in Self.benefits(product) { if let meter = grants[benefit]?.meter { bought.insert(meter) } }
    }
  }

  /// - Returns: why it cannot be expressed.
  private mutating func add(_ benefit: AccountState.Object) -> String? {
    let json = benefit.json
    let text = json.filledText("description") ?? ""
    let metadata = json["metadata"] ?? [:]
    let marked = metadata.filledText("catalogFeatureId")
    switch json["type"]?.text {
    case "meter_credit":
      guard let meter = json.at("properties.meter_id")?.text, let own = meters[meter] else { return "its meter is left out" }
      guard let units = json.at("properties.units")?.decimal else { return "it has no units" }
      let prefix = "\(units) "
      guard text.hasPrefix(prefix) else { return "its description does not begin with its units, \(units)" }
      let feature = feature(
        "metered", meter: own, marked: marked, String(text.dropFirst(prefix.count)), json.userEntries())
      let topup = metadata.filledText("catalogTopupId")
      let rollsOver = json.at("properties.rollover") == true
      let grant = Grant(
        feature: feature, value: .null, meter: meter, units: units, rollsOver: rollsOver,
        parts: topup.map { ["topup", $0] } ?? ["feature", feature, "\(units)"] + (rollsOver ? ["once"] : []))
      grants[benefit.id] = grant
      // The request of a top-up has the id of the top-up, which is known later.
      if topup == nil, !rollsOver { addSource(benefit, grant) }
      return nil
    case "feature_flag":
      var (type, value, parts): (String, JSON, [String]) = ("boolean", true, [])
      if let config = metadata.filledText("catalogConfig") {
        (type, value, parts) = ("static", .string(config), [Provider.polarIDPart(config)])
      } else if let limit = metadata.filledText("catalogLimit") {
        let isSet = metadata["catalogLimitIsSet"] == "true"
        let isPerUnit = metadata["catalogLimitIsPerUnit"] == "true"
        parts = [limit] + (isSet ? ["set"] : []) + (isPerUnit ? ["each"] : [])
        let amount = ExactDecimal(parsing: limit.utf8)
        type = "limit"
        value =
          amount.map { amount -> JSON in
            .fields(["amount": .number(amount), "perUnit": isPerUnit ? true : nil, "set": isSet ? true : nil])
          } ?? "unlimited"
      }
      let feature = feature(type, meter: nil, marked: marked, text, json.userEntries())
      let grant = Grant(feature: feature, value: value, parts: ["feature", feature] + parts)
      grants[benefit.id] = grant
      addSource(benefit, grant)
      return nil
    default: return "a catalog cannot express benefits of type \(json["type"]?.compact ?? "null")"
    }
  }

  /// Notes which benefit a feature comes from.
  private mutating func addSource(_ benefit: AccountState.Object, _ grant: Grant) {
    guard let index = draft.sections[.features]?.firstIndex(where: { $0.id.hasSameScalars(as: grant.feature) }) else { return }
    let request = (["benefits"] + grant.parts.map { Request.id($0) }).joined(separator: "/")
    draft.sections[.features]?[index].sources.append(.init("benefits", benefit.id, request))
  }

  /// Notes the same of a benefit that rolls over, once it is known not to be that of a top-up.
  private mutating func addSourceOnce(_ id: String) {
    guard let grant = grants[id], grant.rollsOver, let benefit = state.object("benefits", id: id), sourced.insert(id).inserted
    else { return }
    addSource(benefit, grant)
  }

  /// Notes which benefit a top-up comes from, beside its products.
  private mutating func addTopupSource(_ product: String, _ item: String) {
    let prefix = "\(CatalogDraft.Section.topups.rawValue)."
    guard item.hasPrefix(prefix), let object = state.object("products", id: product) else { return }
    let id = String(item.dropFirst(prefix.count))
    guard let index = draft.sections[.topups]?.firstIndex(where: { $0.id.hasSameScalars(as: id) }) else { return }
    for benefit in Self.benefits(object)
    where draft.sections[.topups]?[index].sources.contains(where: { $0.id == benefit }) == false {
      draft.sections[.topups]?[index].sources.append(.init("benefits", benefit, Request.id("benefits", "topup", id)))
    }
  }

  /// The feature with a name, which is added if it is new.
  private mutating func feature(
    _ type: String, meter: (meter: String, feature: String?)?, marked: String?, _ name: String, _ metadata: JSON?
  ) -> String {
    if let own = meter?.feature { return own }
    let identity = Identity(
      type: type, meter: meter?.meter, marked: marked, name: ScalarString(name), metadata: metadata?.compact ?? "")
    if let known = features[identity] { return known }
    let id = draft.uniqueID(marked ?? slug(name, orElse: "feature"), in: .features)
    features[identity] = id
    draft.add(
      .init(
        id: id,
        fields: JSON.members([
          "type": .string(type), "meter": (meter?.meter).map(JSON.string), "name": .string(name), "metadata": metadata,
        ]), sources: []), to: .features)
    return id
  }

  // MARK: Products

  private mutating func omit(_ product: AccountState.Object, _ reason: String) -> ImportedOffer? {
    draft.omit("product", product, because: reason)
    return nil
  }

  /// A product and what it grants; nil, left out, if it cannot be expressed.
  private mutating func offer(_ product: AccountState.Object) -> ImportedOffer? {
    let json = product.json
    let metadata = json["metadata"] ?? [:]
    var granted: [Grant] = []
    for id in Self.benefits(product) {
      guard let grant = grants[id] else { return omit(product, "its benefit `\(id)` is left out") }
      granted.append(grant)
    }
    let interval = json.filledText("recurring_interval")
    let credits = granted.filter { $0.meter != nil }
    let isTopup =
      metadata["catalogTopupId"] != nil
      || interval == nil && credits.count == 1 && granted.count == 1 && metadata["catalogAddonId"] == nil
    let isAddon = metadata["catalogAddonId"] != nil || interval == nil && metadata["catalogPlanId"] == nil
    let section: CatalogDraft.Section = isTopup ? .topups : isAddon ? .addons : .plans
    if !isTopup, credits.contains(where: { $0.rollsOver == (interval != nil) }) {
      return omit(product, interval == nil ? "its credits do not roll over" : "its credits roll over")
    }

    let cadence =
      interval.map {
        ImportedOffer.cadence($0, json["recurring_interval_count"]?.decimal?.integer ?? 1)
      } ?? JSON.members(["interval": "one_time"])
    let days: [String: Int64] = ["day": 1, "week": 7]
    var trial: JSON?
    if let count = json.value("trial_interval_count")?.decimal?.integer {
      guard let days = days[json.filledText("trial_interval") ?? ""] else {
        return omit(product, "its trial is not a number of days")
      }
      trial = .integer(count * days)
    }
    let reset = json.filledText("meter_interval") ?? interval
    guard json.value("meter_interval_count")?.decimal?.integer ?? 1 == 1 else {
      return omit(product, "its meters are not reset every single interval")
    }

    var prices: [[JSON.Member]] = []
    var quantity: JSON?
    var usage: [(meter: String, charge: JSON.Member, included: JSON)] = []
    for price in json["prices"]?.elements ?? [] {
      let currency = price.filledText("price_currency")?.uppercased() ?? ""
      let rest = JSON.members(["currency": .string(currency)]) + cadence + JSON.members(["trialDays": trial])
      switch price["amount_type"]?.text {
      case "fixed": prices.append(JSON.members(["amount": money.money(price["price_amount"], currency)]) + rest)
      case "unit_based":
        let tiers = price.at("tiers.tiers")?.elements ?? []
        quantity = .fields(["min": price.value("minimum_units"), "max": tiers.last?.value("bound")])
        prices.append(rate(price, currency, isQuantity: true, after: .zero, isFirstFree: false).rate + rest)
      case "metered_unit", "metered_tiers":
        if price.value("cap_amount") != nil { return omit(product, "a catalog cannot express a cap on money") }
        guard let meter = price["meter_id"]?.text, meters[meter] != nil else {
          return omit(product, "it charges usage of a meter that is left out")
        }
        let credit = credits.first { $0.meter == meter }?.units ?? .zero
        let own = rate(
          price, currency, isQuantity: false, after: credit, isFirstFree: credit.isZero && !bought.contains(meter))
        let included = credit.isZero ? own.included : .number(credit)
        usage.append(
          (meter, .init(currency.lowercased(), .object(own.rate + JSON.members(["currency": .string(currency)]))), included))
      default: return omit(product, "a catalog cannot express prices of type \(price["amount_type"]?.compact ?? "null")")
      }
    }
    if let meter = usage.first(where: { one in usage.contains { $0.meter == one.meter && $0.included != one.included } }) {
      return omit(product, "its prices for usage of meter `\(meter.meter)` include different amounts")
    }

    var fields = JSON.members(["description": json.filledText("description").map(JSON.string)])
    if isTopup, let grant = credits.first {
      let rollover: JSON? = grant.rollsOver ? nil : ["maxRolloverAmount": 0]
      fields += JSON.members(["feature": .string(grant.feature), "amount": .number(grant.units), "grant": rollover])
    } else {
      for benefit in Self.benefits(product) { addSourceOnce(benefit) }
      // Numbers in an add-on are for each unit unless they say otherwise.
      let isShared = isAddon && quantity != nil
      var entitlements: [JSON.Member] = []
      func has(_ feature: String) -> Bool { entitlements.contains { $0.name.hasSameScalars(as: feature) } }
      for meter in usage.map(\.meter) {
        guard let own = meters[meter] else { continue }
        let credited = credits.first { $0.meter == meter }?.feature
        let feature = credited ?? self.feature(of: meter, own)
        if has(feature) { continue }
        let charges = usage.filter { $0.meter == meter }
        entitlements.append(
          .init(
            feature,
            .fields([
              "amount": charges[0].included, "perUnit": isShared && charges[0].included.decimal?.isZero == false ? false : nil,
              "reset": reset.map(JSON.string), "prices": .object(charges.map(\.charge)),
            ])))
      }
      for grant in granted where !has(grant.feature) {
        var value = grant.value
        if grant.meter != nil {
          value = .fields([
            "amount": .number(grant.units), "perUnit": isShared ? false : nil,
            "reset": .string(interval == nil ? "never" : reset ?? "month"),
          ])
        } else if isShared, value["amount"] != nil, value["perUnit"] == nil {
          value = .object(value.members + [.init("perUnit", false)])
        }
        entitlements.append(.init(grant.feature, value))
      }
      fields += JSON.members(["entitlements": .object(entitlements)])
    }
    fields += JSON.members(["quantity": quantity])
    let word = isTopup ? "Topup" : isAddon ? "Addon" : "Plan"
    return ImportedOffer(
      kind: "products", object: product, section: section, item: metadata.filledText("catalog\(word)Id"),
      key: metadata.filledText("catalog\(word)Key"), price: metadata.filledText("catalogPriceId"),
      name: json.filledText("name") ?? "", fields: fields, prices: prices, impliedPrice: usage.first?.charge.name,
      metadata: json.userEntries())
  }

  /// The feature that a usage price without a credit charges.
  private mutating func feature(of meter: String, _ own: (meter: String, feature: String?)) -> String {
    if let known = grants.values.filter({ $0.meter == meter }).map(\.feature).min() { return known }
    let json = state.object("meters", id: meter)?.json ?? [:]
    return feature(
      "metered", meter: own, marked: json.filledText("metadata.catalogFeatureId"), json.filledText("name") ?? own.meter, nil)
  }

  /// The rate of a price, and the units that are included.
  ///
  /// - Parameters:
  ///   - credit: the units that are credited, which tiers do not count.
  ///   - isFirstFree: whether a first tier that is free is what is included.
  private func rate(
    _ price: JSON, _ currency: String, isQuantity: Bool, after credit: ExactDecimal, isFirstFree: Bool
  ) -> (rate: [JSON.Member], included: JSON) {
    if price["amount_type"] == "metered_unit" {
      return (JSON.members(["amount": money.money(price["unit_amount"], currency)]), 0)
    }
    var tiers = price.at("tiers.tiers")?.elements ?? []
    var included: JSON = 0
    if isFirstFree, tiers.count > 1, let first = tiers.first, first["unit_amount"]?.decimal?.isZero == true {
      included = first["bound"] ?? 0
      tiers.removeFirst()
    }
    let mode = price.at("tiers.type")
    if tiers.count == 1, isQuantity || mode == "graduated" {
      return (JSON.members(["amount": money.money(tiers[0]["unit_amount"], currency)]), included)
    }
    let own = tiers.enumerated().map { index, tier -> JSON in
      let bound = isQuantity && index == tiers.count - 1 ? nil : tier.value("bound")?.decimal
      return .fields([
        "upTo": bound.map { .number($0 + credit) }, "amount": money.money(tier["unit_amount"], currency),
      ])
    }
    return (JSON.members(["tiers": .array(own), "mode": mode]), included)
  }

  // MARK: Discounts

  private mutating func code(_ discount: AccountState.Object, _ items: [String: String]) -> ImportedCode? {
    let json = discount.json
    let products = (json["products"]?.elements ?? []).compactMap { $0["id"]?.text }
    guard let targets = draft.targets(of: discount, "discount", products, items) else { return nil }
    let amounts = json.value("amounts").map { amounts -> JSON in
      .object(
        amounts.members.compactMap { member -> JSON.Member? in
          money.money(member.value, member.name).map { JSON.Member(member.name.uppercased(), $0) }
        })
    }
    let months = json.value("duration_in_months")
    return ImportedCode(
      object: discount, discount: json.filledText("metadata.catalogDiscountId"), name: json.filledText("name") ?? "",
      terms: JSON.members([
        "percent": json.value("basis_points")?.decimal.map { .number($0.scaled(by: -2)) }, "amounts": amounts,
        "duration": json["duration"] == "repeating" ? months.map { ["months": $0] } : json["duration"],
        "appliesTo": targets, "metadata": json.userEntries(),
      ]), code: json.filledText("code"),
      limits: JSON.members([
        "maxRedemptions": json.value("max_redemptions"), "maxPerCustomer": json.value("max_redemptions_per_customer"),
        "expiresAt": json.value("ends_at")?.asInstant,
      ]))
  }
}

extension CatalogDraft {
  /// What a discount lowers, by the ids of the objects; nil, left out, if that cannot be expressed.
  mutating func targets(
    of discount: AccountState.Object, _ noun: String, _ objects: [String], _ items: [String: String]
  ) -> JSON? {
    if objects.isEmpty {
      omit(noun, discount, because: "it lowers everything in the account, also what the catalog does not have")
      return nil
    }
    var targets: [String] = []
    for object in objects {
      guard let item = items[object] else {
        omit(noun, discount, because: "it lowers `\(object)`, which is left out")
        return nil
      }
      if !targets.contains(where: { $0.hasSameScalars(as: item) }) { targets.append(item) }
    }
    return .strings(targets)
  }
}
