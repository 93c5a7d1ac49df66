import Catalog
import Foundations
import JSONText
import Providers

/// What a Dodo Payments account sells, as a catalog.
///
/// Add-ons have no interval at Dodo Payments: it is that of the products that offer them.
struct DodoImport {
  private(set) var draft = CatalogDraft(.dodo)
  private let state: AccountState
  private let money = ImportedMoney(.dodo)
  /// The features of the catalog whose usage a meter counts, by the id of the meter at Dodo Payments.
  private var features: [String: String] = [:]
  /// The pools of the catalog, by the ids of their credit entitlements.
  private var pools: [String: String] = [:]
  /// The boolean features of the catalog, by the ids of their entitlements.
  private var granted: [String: String] = [:]

  private static let intervals = ["Day": "day", "Week": "week", "Month": "month", "Year": "year"]

  init(_ state: AccountState) {
    self.state = state
    draft.catalogID = state.markedCatalog(["products", "discounts"])
    let products = Array(draft.own(state.objects("products"), "product").reversed())
    draft.options = options(products)
    addMeters(products)
    addPools(products)
    addFeatures(products)
    let offers = products.compactMap { offer($0) }
    let items = draft.add(offers, naming: .same)
    addAddons(products, items)
    let codes = draft.own(state.objects("discounts"), "discount").compactMap { code($0, items) }
    draft.add(codes, naming: .same)
  }

  private func options(_ products: [AccountState.Object]) -> [JSON.Member] {
    func common(_ path: String) -> String? { mostCommon(products.map { $0.json.at(path)?.compact ?? "" }) }
    let inclusive = common("price.tax_inclusive")
    return JSON.members([
      "taxCategory": mostCommon(products.compactMap { $0.json.filledText("tax_category") }).map(JSON.string),
      "taxInclusive": inclusive == "true" ? true : inclusive == "false" ? false : nil,
    ])
  }

  // MARK: Meters and credits

  private static func links(_ product: AccountState.Object) -> [JSON] { product.json.at("price.meters")?.elements ?? [] }

  private mutating func addMeters(_ products: [AccountState.Object]) {
    let used = Set(products.flatMap(Self.links).compactMap { $0["meter_id"]?.text })
    for meter in state.objects("meters") where !meter.isArchived {
      let json = meter.json
      guard used.contains(meter.id) else {
        draft.omit("meter", meter, because: CatalogDraft.unused)
        continue
      }
      var conditions: [ImportedMeter.Condition] = []
      if let filter = json.value("filter"), filter["clauses"]?.elements.isEmpty == false {
        guard let own = CatalogDraft.conditions(filter, property: "key", ("equals", "not_equals")) else {
          draft.omit("meter", meter, because: CatalogDraft.unknownFilter)
          continue
        }
        conditions = own
      }
      let name = json.filledText("name") ?? ""
      let function = json.at("aggregation.type")?.text ?? ""
      let own = draft.add(
        ImportedMeter(
          object: meter, name: name, description: json.filledText("description"), event: json.filledText("event_name") ?? "",
          aggregation: function == "last" ? "latest" : function,
          valuePath: json.filledText("aggregation.key").map(ImportedMeter.path), conditions: conditions))
      features[meter.id] = own.feature ?? draft.addFeature(of: own.meter, name)
    }
  }

  private mutating func addPools(_ products: [AccountState.Object]) {
    for credit in state.objects("credits") where !credit.isArchived {
      var costs: [JSON.Member] = []
      for link in products.flatMap(Self.links) where link["credit_entitlement_id"]?.text == credit.id {
        guard let feature = link["meter_id"]?.text.flatMap({ features[$0] }),
          !costs.contains(where: { $0.name.hasSameScalars(as: feature) }),
          let cost = link["meter_units_per_credit"]?.decimal?.inverse
        else { continue }
        costs.append(.init(feature, .number(cost)))
      }
      guard !costs.isEmpty else {
        draft.omit("credit entitlement", credit, because: "no usage draws on it")
        continue
      }
      let name = credit.json.filledText("name") ?? ""
      let id = draft.uniqueID(slug(name, orElse: "credits"), in: .features)
      pools[credit.id] = id
      draft.add(
        .init(
          id: id,
          fields: JSON.members([
            "type": "metered", "costs": .object(costs), "name": .string(name),
            "description": credit.json.filledText("description").map(JSON.string),
          ]), sources: [.init("credits", credit.id, Request.id("credits", id))]), to: .features)
    }
  }

  // MARK: Features

  /// The ids of the boolean features that a product grants, without what Dodo Payments delivers, such as files.
  private static func features(_ product: AccountState.Object) -> [String] {
    (product.json["entitlements"]?.elements ?? []).filter { $0["integration_type"] == "feature_flag" }.compactMap {
      $0["id"]?.text
    }
  }

  private mutating func addFeatures(_ products: [AccountState.Object]) {
    let used = Set(products.flatMap(Self.features))
    var keys: Set<ScalarString> = []
    for feature in draft.own(state.objects("features"), "feature").reversed() {
      let json = feature.json
      guard used.contains(feature.id) else {
        draft.omit("feature", feature, because: CatalogDraft.unused)
        continue
      }
      let key = json.filledText("integration_config.feature_id") ?? ""
      guard keys.insert(ScalarString(key)).inserted else {
        draft.omit("feature", feature, because: "another feature has the same `feature_id`")
        continue
      }
      let id = draft.uniqueID(
        json.filledText("metadata.catalogFeatureId") ?? slug(key, orElse: "feature"), in: .features)
      granted[feature.id] = id
      draft.add(
        .init(
          id: id,
          fields: JSON.members([
            "key": key.hasSameScalars(as: id) ? nil : .string(key), "type": "boolean",
            "name": json.filledText("name").map(JSON.string),
            "description": json.filledText("description").map(JSON.string), "metadata": json.userEntries(),
          ]), sources: [.init("features", feature.id, Request.id("features", id))]), to: .features)
    }
  }

  // MARK: Products

  private mutating func omit(_ product: AccountState.Object, _ reason: String) -> ImportedOffer? {
    draft.omit("product", product, because: reason)
    return nil
  }

  /// How often a product is charged; nil for one that is paid once.
  private static func cadence(_ product: AccountState.Object) -> (interval: String, count: Int64)? {
    guard let interval = product.json.at("price.payment_frequency_interval")?.text.flatMap({ intervals[$0] }) else { return nil }
    return (interval, product.json.at("price.payment_frequency_count")?.decimal?.integer ?? 1)
  }

  private mutating func offer(_ product: AccountState.Object) -> ImportedOffer? {
    let json = product.json
    let (price, metadata) = (json["price"] ?? [:], json["metadata"] ?? [:])
    let currency = price.filledText("currency")?.uppercased() ?? ""
    let credits = json["credit_entitlements"]?.elements ?? []
    let cadence = Self.cadence(product)
    if cadence == nil, price["type"] != "one_time_price" { return omit(product, "it has no interval") }
    if let other = price["pay_what_you_want"], other == true {
      return omit(product, "a catalog cannot express that customers choose the amount")
    }
    if price.value("trial_amount")?.decimal?.isZero == false {
      return omit(product, "a catalog cannot express a trial that is paid for")
    }
    let isTopup = metadata["catalogTopupId"] != nil || cadence == nil && credits.count == 1 && metadata["catalogAddonId"] == nil
    let section: CatalogDraft.Section = isTopup ? .topups : cadence == nil ? .addons : .plans
    var fields = JSON.members(["description": json.filledText("description").map(JSON.string)])
    let flags = Self.features(product).map { granted[$0] }
    if flags.contains(nil) { return omit(product, "it grants a feature that is left out") }
    if isTopup {
      if !flags.isEmpty { return omit(product, "a catalog cannot express a top-up that grants a feature") }
      guard let credit = credits.first, let pool = credit["credit_entitlement_id"]?.text.flatMap({ pools[$0] }) else {
        return omit(product, CatalogDraft.unknownAmount(.dodo))
      }
      let days = credit.value("expires_after_days")
      fields += JSON.members([
        "feature": .string(pool), "amount": credit["credits_amount"].map(\.asNumber),
        "grant": days.map { days -> JSON in ["expiration": ["duration": "DAY", "count": days]] },
      ])
    } else {
      var entitlements = flags.compactMap(\.self).map { JSON.Member($0, true) }
      for link in Self.links(product) where link.value("credit_entitlement_id") == nil {
        guard let feature = link["meter_id"]?.text.flatMap({ features[$0] }) else {
          return omit(product, "it charges usage of a meter that is left out")
        }
        entitlements.append(
          .init(
            feature,
            .fields([
              "amount": link.value("free_threshold") ?? 0, "reset": cadence.map { .string($0.interval) },
              "prices": usage(link["price_per_unit"], currency),
            ])))
      }
      for credit in credits {
        guard let pool = credit["credit_entitlement_id"]?.text.flatMap({ pools[$0] }),
          let amount = credit["credits_amount"]?.decimal
        else { return omit(product, "its credits are left out") }
        let hasOverage = credit["overage_enabled"] == true
        let most = hasOverage ? credit.value("overage_limit")?.decimal : nil
        entitlements.append(
          .init(
            pool,
            .fields([
              "amount": .number(amount), "reset": .string(cadence?.interval ?? "never"),
              "prices": hasOverage ? usage(credit["price_per_unit"], currency) : nil,
              "max": most.flatMap { $0.isZero ? nil : .number($0 + amount) },
            ])))
      }
      fields += JSON.members(["entitlements": .object(entitlements)])
    }
    let trial = price.value("trial_period_days")?.decimal.flatMap { $0.isZero ? nil : JSON.number($0) }
    let own =
      JSON.members([
        "amount": money.money(price.value("price") ?? price["fixed_price"], currency), "currency": .string(currency),
      ])
      + (cadence.map { ImportedOffer.cadence($0.interval, $0.count) } ?? JSON.members(["interval": "one_time"]))
      + JSON.members([
        "trialDays": trial,
        "trialCard": trial != nil && price["trial_payment_method_optional"] == true ? false : nil,
      ])
    let word = isTopup ? "Topup" : cadence == nil ? "Addon" : "Plan"
    return ImportedOffer(
      kind: "products", object: product, section: section, item: metadata.filledText("catalog\(word)Id"),
      key: metadata.filledText("catalog\(word)Key"), price: metadata.filledText("catalogPriceId"),
      name: json.filledText("name") ?? "", fields: fields, prices: [own], metadata: json.userEntries())
  }

  private func usage(_ amount: JSON?, _ currency: String) -> JSON {
    [currency.lowercased(): .fields(["amount": money.money(amount, currency), "currency": .string(currency)])]
  }

  // MARK: Add-ons

  private mutating func addAddons(_ products: [AccountState.Object], _ items: [String: String]) {
    var offers: [ImportedOffer] = []
    for addon in state.objects("addons").reversed() where !addon.isArchived {
      let json = addon.json
      let carriers = products.filter { $0.json["addons"]?.elements.contains(.string(addon.id)) == true }
      let cadences = carriers.compactMap(Self.cadence)
      var plans: [String] = []
      for carrier in carriers {
        guard let item = items[carrier.id], item.hasPrefix("plans.") else { continue }
        let plan = String(item.dropFirst(6))
        if !plans.contains(where: { $0.hasSameScalars(as: plan) }) { plans.append(plan) }
      }
      guard let first = cadences.first, !plans.isEmpty else {
        draft.omit("add-on", addon, because: "no product that is imported offers it, so its interval is unknown")
        continue
      }
      guard cadences.allSatisfy({ $0 == first }) else {
        draft.omit("add-on", addon, because: "products with different intervals offer it")
        continue
      }
      let currency = json.filledText("currency")?.uppercased() ?? ""
      offers.append(
        ImportedOffer(
          kind: "addons", object: addon, section: .addons, name: json.filledText("name") ?? "",
          fields: JSON.members([
            "description": json.filledText("description").map(JSON.string), "entitlements": [:],
            "compatiblePlans": .strings(plans),
          ]),
          prices: [
            JSON.members(["amount": money.money(json["price"], currency), "currency": .string(currency)])
              + ImportedOffer.cadence(first.interval, first.count)
          ]))
    }
    draft.add(offers, naming: .suffixed)
  }

  // MARK: Discounts

  private mutating func code(_ discount: AccountState.Object, _ items: [String: String]) -> ImportedCode? {
    let json = discount.json
    let products = (json["restricted_to"]?.elements ?? []).compactMap(\.text)
    guard let targets = draft.targets(of: discount, "discount", products, items) else { return nil }
    var duration: JSON = "forever"
    if let cycles = json.value("subscription_cycles")?.decimal?.integer {
      let cadence = products.compactMap { state.object("products", id: $0) }.compactMap(Self.cadence).first
      let months: [String: Int64] = ["month": 1, "year": 12]
      if cycles == 1 {
        duration = "once"
      } else if let cadence, let length = months[cadence.interval] {
        duration = ["months": .integer(cycles * length * cadence.count)]
      } else {
        draft.omit("discount", discount, because: "its \(cycles) payments are not a number of months")
        return nil
      }
    }
    let isFlat = json["type"] == "flat"
    func amounts(_ member: String) -> JSON? {
      let amounts = (json["currency_options"]?.elements ?? []).compactMap { row -> JSON.Member? in
        guard let currency = row.filledText("currency")?.uppercased(), let amount = row.value(member),
          amount.decimal?.isZero == false
        else { return nil }
        return money.money(amount, currency).map { JSON.Member(currency, $0) }
      }
      return amounts.isEmpty ? nil : .object(amounts)
    }
    return ImportedCode(
      object: discount, discount: json.filledText("metadata.catalogDiscountId"),
      name: json.filledText("name") ?? json.filledText("code") ?? "",
      terms: JSON.members([
        "percent": isFlat ? nil : json["amount"]?.decimal.map { .number($0.scaled(by: -2)) },
        "amounts": isFlat ? amounts("max_amount_possible") : nil, "duration": duration, "appliesTo": targets,
        "metadata": json.userEntries(),
      ]), code: json.filledText("code"),
      limits: JSON.members([
        "maxRedemptions": json.value("usage_limit"), "maxPerCustomer": json.value("per_customer_usage_limit"),
        "expiresAt": json.value("expires_at")?.asInstant,
        "firstPurchaseOnly": json["customer_eligibility"] == "first_time" ? true : nil, "minimum": amounts("minimum_subtotal"),
      ]))
  }
}

extension ExactDecimal {
  /// One divided by the positive number; nil if that has more than 12 decimals.
  fileprivate var inverse: ExactDecimal? {
    guard let whole = scaled(by: decimals).integer, whole > 0 else { return nil }
    return ExactDecimal(1).scaled(by: decimals).divided(by: whole, decimals: 12)
  }
}
