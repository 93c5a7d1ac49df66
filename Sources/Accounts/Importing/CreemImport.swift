import Catalog
import Foundations
import JSONText
import Providers

/// What a Creem account sells, as a catalog.
///
/// Nothing at Creem says which items its objects come from, so a product is a plan if it recurs, a top-up if it grants credits, and
/// otherwise an add-on. Features are what usage prices count and what credits are for.
struct CreemImport {
  private(set) var draft = CatalogDraft(.creem)
  private let state: AccountState
  private let money = ImportedMoney(.creem)
  /// The features of the catalog whose usage a meter counts, by the id of the meter at Creem.
  private var features: [String: String] = [:]
  /// The features of the catalog that have accounts of credits, by the names of the accounts.
  private var accounts: [ScalarString: String] = [:]

  private static let periods: [String: [JSON.Member]] = [
    "every-day": ImportedOffer.cadence("day"), "every-month": ImportedOffer.cadence("month"),
    "every-three-months": ImportedOffer.cadence("month", 3), "every-six-months": ImportedOffer.cadence("month", 6),
    "every-year": ImportedOffer.cadence("year"),
  ]

  private static let aggregations = ["average": "avg", "unique": "unique_count"]

  init(_ state: AccountState) {
    self.state = state
    let products = state.objects("products").filter { !$0.isArchived }
    func common(_ name: String) -> JSON? { mostCommon(products.compactMap { $0.json.filledText(name) }).map(JSON.string) }
    draft.options = JSON.members(["taxMode": common("tax_mode"), "taxCategory": common("tax_category")])
    addMeters(products)
    let offers = products.compactMap { offer($0) }
    if offers.contains(where: { $0.section != .plans }) {
      draft.notes.append(
        "Creem does not say whether customers choose the amount of one-time products; a catalog cannot express that")
    }
    let items = draft.add(offers, naming: .suffixed)
    let codes = state.objects("discounts").filter { !$0.isArchived }.compactMap { code($0, items) }
    draft.add(codes, naming: .same)
  }

  private mutating func addMeters(_ products: [AccountState.Object]) {
    let used = Set(products.flatMap { $0.json["usage_prices"]?.elements ?? [] }.compactMap { $0["meter_id"]?.text })
    for meter in state.objects("meters") where !meter.isArchived {
      let json = meter.json
      guard used.contains(meter.id) else {
        draft.omit("meter", meter, because: CatalogDraft.unused)
        continue
      }
      var conditions: [ImportedMeter.Condition] = []
      if let filter = json.value("filter"), filter["clauses"]?.elements.isEmpty == false {
        guard let own = CatalogDraft.conditions(filter, property: "property", ("equals", "not_equals")) else {
          draft.omit("meter", meter, because: CatalogDraft.unknownFilter)
          continue
        }
        conditions = own
      }
      let (name, aggregation) = (json.filledText("name") ?? "", json.filledText("aggregation") ?? "")
      let own = draft.add(
        ImportedMeter(
          object: meter, name: name, event: json.filledText("event_name") ?? "",
          aggregation: Self.aggregations[aggregation] ?? aggregation,
          valuePath: json.filledText("aggregation_property").map(ImportedMeter.path), conditions: conditions))
      features[meter.id] = own.feature ?? draft.addFeature(of: own.meter, name)
    }
  }

  // MARK: Products

  private mutating func omit(_ product: AccountState.Object, _ reason: String) -> ImportedOffer? {
    draft.omit("product", product, because: reason)
    return nil
  }

  private mutating func offer(_ product: AccountState.Object) -> ImportedOffer? {
    let json = product.json
    let period = json.filledText("billing_period") ?? ""
    let recurs = json["billing_type"] == "recurring"
    let custom = json.filledText("recurring_interval").map {
      ImportedOffer.cadence($0, json["recurring_interval_count"]?.decimal?.integer ?? 1)
    }
    guard let cadence = recurs ? Self.periods[period] ?? custom : JSON.members(["interval": "one_time"]) else {
      return omit(product, "a catalog cannot express the period `\(period)`")
    }
    if json.value("trial_price")?.decimal?.isZero == false {
      return omit(product, "a catalog cannot express a trial that is paid for")
    }
    let currency = json.filledText("currency")?.uppercased() ?? ""
    let name = json.filledText("name") ?? ""
    let description = json.filledText("description").flatMap { $0.hasSameScalars(as: name) ? nil : $0 }
    var fields = JSON.members(["description": description.map(JSON.string)])
    let granted = json["features"]?.elements ?? []
    var section: CatalogDraft.Section = recurs ? .plans : .addons
    if granted.count == 1, granted[0]["type"] == "customerCredits", let credits = granted[0].value("customer_credits") {
      if recurs { return omit(product, "a catalog cannot express credits that are granted with each payment") }
      guard let amount = credits["amount"]?.decimal, let feature = account(credits) else {
        return omit(product, "its credits have no amount or no account")
      }
      section = .topups
      fields += JSON.members(["feature": .string(feature), "amount": .number(amount)])
    } else if let feature = granted.first {
      return omit(product, "a catalog cannot express features of type \(feature["type"]?.compact ?? "null")")
    } else {
      var entitlements: [JSON.Member] = []
      for usage in json["usage_prices"]?.elements ?? [] {
        guard let meter = usage["meter_id"]?.text, let feature = features[meter] else {
          return omit(product, "it charges usage of a meter that is left out")
        }
        if usage.value("cap") != nil { return omit(product, "a catalog cannot express a cap on money") }
        let included = usage["free_allowance"]?.decimal ?? .zero
        entitlements.append(
          .init(
            feature,
            [
              "amount": .number(included), "reset": "month",
              "prices": [
                currency.lowercased(): .fields([
                  "amount": money.money(usage["unit_price"], currency), "currency": .string(currency),
                ])
              ],
            ]))
      }
      fields += JSON.members(["entitlements": .object(entitlements)])
    }
    let price =
      JSON.members(["amount": money.money(json["price"], currency), "currency": .string(currency)]) + cadence
      + JSON.members(["trialDays": json.value("trial_period_days")])
    return ImportedOffer(kind: "products", object: product, section: section, name: name, fields: fields, prices: [price])
  }

  /// The feature that an account of credits is for.
  private mutating func account(_ credits: JSON) -> String? {
    guard let account = credits.filledText("bucket_name") else { return nil }
    if let known = accounts[ScalarString(account)] { return known }
    let unit = credits.filledText("unit_label") ?? account
    let id = draft.uniqueID(slug(account, orElse: "credits"), in: .features)
    accounts[ScalarString(account)] = id
    draft.add(
      .init(
        id: id,
        fields: JSON.members([
          "key": account.hasSameScalars(as: id) ? nil : .string(account), "type": "metered", "name": .string(unit),
        ]), sources: []), to: .features)
    return id
  }

  // MARK: Discounts

  private mutating func code(_ discount: AccountState.Object, _ items: [String: String]) -> ImportedCode? {
    let json = discount.json
    if json["status"] != nil, json["status"] != "active" {
      draft.omit("discount", discount, because: "it is not active")
      return nil
    }
    guard
      let targets = draft.targets(
        of: discount, "discount", (json["applies_to_products"]?.elements ?? []).compactMap(\.text), items)
    else { return nil }
    let currency = json.filledText("currency")?.uppercased() ?? ""
    let amounts =
      json["type"] == "fixed" ? money.money(json["amount"], currency).map { JSON.object([JSON.Member(currency, $0)]) } : nil
    let months = json.value("duration_in_months")
    return ImportedCode(
      object: discount, name: json.filledText("name") ?? "",
      terms: JSON.members([
        "percent": json["type"] == "percentage" ? json.value("percentage") : nil, "amounts": amounts,
        "duration": json["duration"] == "repeating" ? months.map { ["months": $0] } : json["duration"], "appliesTo": targets,
      ]), code: json.filledText("code"),
      limits: JSON.members(["maxRedemptions": json.value("max_redemptions"), "expiresAt": json.value("expiry_date")?.asInstant]))
  }
}

extension CatalogDraft {
  /// Adds a feature whose usage a meter counts.
  mutating func addFeature(of meter: String, _ name: String) -> String {
    let id = uniqueID(meter, in: .features)
    add(
      .init(id: id, fields: JSON.members(["type": "metered", "meter": .string(meter), "name": .string(name)]), sources: []),
      to: .features)
    return id
  }
}
