import CatalogReading
import Customers
import Foundations
import JSONText

/// Generates a catalog without errors from a seed. The same seed gives the same catalog on every machine.
///
/// Amounts have four to seven digits and are unique, so that numbers in an artifact can be traced to their origin.
package struct RandomCatalog {
  package private(set) var json: JSON
  private var random: SeededGenerator
  private var used: Set<Int> = []
  /// The items that may charge the usage of a feature, by its id: no event is charged twice.
  private var chargers: [String: Charger] = [:]

  package init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
    json = .null
    json = make()
  }

  /// The catalog as JSON text.
  package var bytes: [UInt8] { json.text(pretty: true) + [UInt8(ascii: "\n")] }

  private struct Named {
    let id: String
    /// What other entries refer to it by: its id or its key.
    let reference: String
    let kind: String
  }

  /// The feature that others draw on, and those.
  private var pool: String?
  private var members: Set<String> = []

  /// Customers have one plan at a time, so all plans can charge the same usage.
  private enum Charger: Equatable {
    case plans
    case addon(Int)
  }

  /// What the entitlements of an item depend on.
  private struct Owner {
    let charger: Charger
    /// Those that usage must be charged in; empty if it cannot be charged.
    let currencies: [String]
    let hasPrices: Bool
    let hasQuantity: Bool
    /// A limit that customers get as many of as they buy; nil if there is none.
    let bought: String?

    var isAddon: Bool { charger != .plans }

    var withoutCharges: Owner {
      Owner(charger: charger, currencies: [], hasPrices: hasPrices, hasQuantity: hasQuantity, bought: bought)
    }
  }

  private mutating func make() -> JSON {
    let meters = (0..<random.below(4)).map { JSON.Member("meter\($0)", meter("meter\($0)")) }
    let addonCount = random.below(3)
    // The meters with a price for their usage, and whether it is for all events.
    var charged: [String: Bool] = [:]
    var features: [Named] = []
    let kinds =
      ["metered", "metered", "boolean", "static"]
      + (0..<random.below(5)).map { _ in random.pick(["metered", "boolean", "static", "limit", "limit"]) ?? "" }
    var featureMembers: [JSON.Member] = []
    for (index, kind) in kinds.enumerated() {
      let id = id("feature", index)
      features.append(Named(id: id, reference: id, kind: kind))
      let meter = kind == "metered" && !random.once(in: 4) ? random.pick(meters) : nil
      let filter = meter?.value["groupBy"] == nil ? nil : filter(index)
      if let meter {
        let isWhole = filter == nil || filter?["not"] != nil
        if charged[meter.name] == nil || charged[meter.name] == false && !isWhole {
          charged[meter.name] = isWhole
          chargers[id] = addonCount > 0 && random.once(in: 3) ? .addon(random.below(addonCount)) : .plans
        }
      }
      // At most one pool, and what draws on it has a meter.
      let drawing = featureMembers.filter { $0.value["meter"] != nil }.map(\.name)
      if kind == "metered", meter == nil, pool == nil, !drawing.isEmpty, random.once(in: 2) {
        pool = id
        let costs = drawing.prefix(2).map {
          JSON.Member($0, .number(ExactDecimal(parsing: (random.once(in: 2) ? "5" : "0.5").utf8) ?? .zero))
        }
        members = Set(costs.map(\.name))
        featureMembers.append(.init(id, header("Feature \(index)", JSON.members(["type": "metered", "costs": .object(costs)]))))
        continue
      }
      let fields = JSON.members([
        "type": .string(kind), "meter": meter.map { .string($0.name) }, "where": filter.map { ["model": $0] },
      ])
      featureMembers.append(.init(id, header("Feature \(index)", fields)))
    }
    let sold = features.shuffled(using: &random)
    var plans: [Named] = []
    var planMembers: [JSON.Member] = []
    var hasDefault: Set<Int> = []
    for index in 0...random.below(4) {
      let id = id("plan", index)
      let key: String? = random.once(in: 3) ? "plan_key_\(index)" : nil
      plans.append(Named(id: id, reference: random.once(in: 2) ? id : key ?? id, kind: "plan"))
      let quantity = quantity(sold)
      let prices = prices(recurring: true, orOnce: false, isTiered: quantity != nil)
      let owner = owner(.plans, prices: prices, quantity: quantity)
      let isFree = prices == nil && quantity == nil && random.once(in: 2)
      // Plans of two groups can be held together, so only those of one charge usage.
      let group = isFree ? random.below(2) : 0
      let isDefault = isFree && hasDefault.insert(group).inserted
      let isOnRequest = isFree && !isDefault
      let granted = isFree ? entitlements(sold, of: owner.withoutCharges) : entitlements(sold, of: owner)
      let fields = JSON.members([
        "key": key.map(JSON.string), "entitlements": granted,
        "prices": prices.map { varied($0, sold, granted, of: owner) }, "quantity": quantity, "default": isDefault ? true : nil,
        "group": group == 1 ? "other" : nil, "onRequest": isOnRequest ? true : nil,
        "sold": !isDefault && random.once(in: 8) ? false : nil,
      ])
      planMembers.append(.init(id, header("Plan \(index)", fields)))
    }
    let addons = (0..<addonCount).map { index in
      JSON.Member(id("addon", index), addon(index, sold, plans))
    }
    let metered = features.filter { $0.kind == "metered" }
    let topups = (0..<random.below(3)).map { index in
      JSON.Member(id("topup", index), topup(index, metered, sold, plans))
    }
    let discounts = (0..<random.below(3)).map { JSON.Member("discount\($0)", discount($0, plans)) }
    return .fields([
      "id": random.once(in: 3) ? .string("random_\(random.below(9))") : nil,
      "meters": meters.isEmpty ? nil : .object(meters), "features": .object(featureMembers),
      "plans": .object(planMembers), "addons": addons.isEmpty ? nil : .object(addons),
      "topups": topups.isEmpty ? nil : .object(topups), "discounts": discounts.isEmpty ? nil : .object(discounts),
      "providers": random.once(in: 2) ? providers() : nil,
    ])
  }

  // MARK: Entries

  private mutating func id(_ kind: String, _ index: Int) -> String {
    switch random.below(8) {
    case 0: "\(kind.uppercased())-\(index)"
    case 1: "\(index)\(kind)"
    case 2: "\(kind) \(index)/é"
    default: "\(kind)\(index)"
    }
  }

  private mutating func header(_ name: String, _ fields: [JSON.Member]) -> JSON {
    let metadata: JSON = .fields([
      "note": random.once(in: 2) ? "a \"note\"\n" : nil, "rank": random.once(in: 2) ? .integer(Int64(random.below(90))) : nil,
      "nested": random.once(in: 4) ? ["a": [1, true, .null]] : nil,
    ])
    let members = JSON.members([
      "name": random.once(in: 4) ? nil : .string(name), "description": random.once(in: 3) ? .string("What \(name) is") : nil,
    ])
    return .object((members + fields + [.init("metadata", metadata)]).shuffled(using: &random))
  }

  private mutating func meter(_ id: String) -> JSON {
    let aggregation = random.pick(["sum", "count", "unique_count", "avg", "min", "max", "latest"]) ?? "sum"
    return .fields([
      "eventType": .string("event.\(id)"), "aggregation": .string(aggregation),
      "valueProperty": aggregation == "count" ? nil : "$.value", "groupBy": random.once(in: 3) ? nil : ["model": "$.model"],
    ])
  }

  /// The events that a feature counts; nil for all. No event has values of two features.
  private mutating func filter(_ index: Int) -> JSON? {
    switch random.below(4) {
    case 0: nil
    case 1: ["not": [.string("model\(index)")]]
    case 2: [.string("model\(index)"), .string("\"model\" \(index)")]
    default: .string("model\(index)")
    }
  }

  private mutating func quantity(_ features: [Named]) -> JSON? {
    guard random.once(in: 3) else { return nil }
    let limits = features.filter { $0.kind == "limit" }.map(\.id)
    return .fields([
      "feature": random.once(in: 2) ? random.pick(limits).map(JSON.string) : nil,
      "min": random.once(in: 2) ? .integer(1 + Int64(random.below(9))) : nil,
      "max": random.once(in: 2) ? .integer(10 + Int64(random.below(90))) : nil,
    ])
  }

  private mutating func owner(_ charger: Charger, prices: JSON?, quantity: JSON?, isMultiple: Bool = false) -> Owner {
    var currencies: [String] = []
    var isPaidOnce = false
    if case .object(let prices)? = prices {
      for price in prices {
        if price.value["interval"] == "one_time" { isPaidOnce = true }
        guard case .string(let code)? = price.value["currency"], !currencies.contains(code.uppercased()) else { continue }
        currencies.append(code.uppercased())
      }
    } else {
      currencies = random.once(in: 2) ? ["USD"] : ["EUR", "JPY"]
    }
    var bought: String?
    // A plan that charges usage alone has no quantity.
    var isUnpriced = false
    if case .plans = charger, quantity != nil, prices == nil { isUnpriced = true }
    if case .string(let feature)? = quantity?["feature"] { bought = feature }
    return Owner(
      charger: charger, currencies: isPaidOnce || isUnpriced ? [] : currencies, hasPrices: prices != nil,
      hasQuantity: quantity != nil || isMultiple, bought: bought)
  }

  /// Entitlements to some of the features, or to none.
  private mutating func entitlements(_ features: [Named], of owner: Owner) -> JSON {
    if owner.hasPrices, random.once(in: 8) { return .object([]) }
    var features = features.filter { $0.id != owner.bought }
    // An item grants a pool or what draws on it.
    let hasPool = pool.map { pool in features.firstIndex { $0.id == pool } } ?? nil
    if hasPool != nil, random.once(in: 2) {
      features.removeAll { members.contains($0.id) }
    } else {
      features.removeAll { $0.id == pool }
    }
    return .object(features.prefix(1 + random.below(features.count)).map { .init($0.id, entitlement($0, of: owner)) })
  }

  private mutating func entitlement(_ feature: Named, of owner: Owner) -> JSON {
    if !owner.currencies.isEmpty, chargers[feature.id] == owner.charger, !random.once(in: 4) { return charged(owner) }
    switch (feature.kind, random.below(4)) {
    case ("boolean", 0): return false
    case ("boolean", 1): return ["type": "boolean", "enabled": .bool(random.once(in: 2)), "metadata": ["why": "asked"]]
    case ("boolean", _): return true
    case ("static", 1): return ["config": ["steps": [1, "two", .null], "unlimited": true]]
    case ("static", 0): return .fields(["config": "{\"tier\": \"gold\"}"])
    case ("static", _): return .string(random.pick(["email", "phone", "{\"tier\": 1}"]) ?? "")
    case (_, 0): return amount()
    case (_, 1): return "unlimited"
    case ("limit", _):
      let (amount, perUnit) = (amount(), perUnit(owner))
      let set: JSON? = owner.isAddon ? .bool(random.once(in: 2)) : nil
      // A limit is not set to a number for each unit.
      return .fields(["amount": amount, "perUnit": set == true && perUnit == true ? nil : perUnit, "set": set])
    default:
      return .fields([
        "amount": amount(), "reset": random.pick(["day", "week", "month", "year", "never"]).map(JSON.string),
        "perUnit": perUnit(owner),
        "isSoftLimit": random.once(in: 3) ? .bool(random.once(in: 2)) : nil,
        "preserveOverageAtReset": random.once(in: 4) ? .bool(random.once(in: 2)) : nil,
      ])
    }
  }

  /// Prices of which some have entitlements of their own, are no longer sold, or have a trial without a payment method.
  private mutating func varied(_ prices: JSON, _ features: [Named], _ granted: JSON, of owner: Owner) -> JSON {
    guard case .object(let members) = prices else { return prices }
    let ids: [String] = if case .object(let granted) = granted { granted.map(\.name) } else { [] }
    // What is granted already and charged stays, so that every price has a usage price in its currency.
    let plain = features.filter { feature in
      ids.contains(feature.id) && granted[feature.id]?["prices"] == nil && ["limit", "boolean"].contains(feature.kind)
    }
    return .object(
      members.map { member in
        guard case .object(var fields) = member.value else { return member }
        if fields.contains(where: { $0.name == "trialDays" }), random.once(in: 2) { fields.append(.init("trialCard", false)) }
        if let feature = random.pick(plain), random.once(in: 4) {
          fields.append(.init("entitlements", .object([.init(feature.id, entitlement(feature, of: owner.withoutCharges))])))
        }
        if random.once(in: 8) { fields.append(.init("sold", false)) }
        return JSON.Member(member.name, .object(fields))
      })
  }

  private mutating func discount(_ index: Int, _ plans: [Named]) -> JSON {
    let isPercent = random.once(in: 2)
    let codes = (0..<random.below(3)).map { code in
      JSON.Member(
        "CODE\(index)\(code)",
        .fields([
          "maxRedemptions": random.once(in: 2) ? 50 : nil, "maxPerCustomer": random.once(in: 2) ? 1 : nil,
          "expiresAt": random.once(in: 2) ? "2027-03-31T23:59:59Z" : nil,
          "firstPurchaseOnly": random.once(in: 2) ? true : nil, "minimum": random.once(in: 2) ? ["USD": 7000] : nil,
        ]))
    }
    return .fields([
      "percent": isPercent ? .number(random.once(in: 2) ? ExactDecimal(20) : ExactDecimal(parsing: "12.5".utf8) ?? .zero) : nil,
      "amounts": isPercent ? nil : random.once(in: 2) ? ["USD": 500] : ["USD": 500, "EUR": "4.50"],
      "duration": random.pick(["once", "forever", ["months": 3]]) ?? "once",
      "appliesTo": random.once(in: 2) ? .strings(plans.prefix(1).map { "plans.\($0.reference)" }) : nil,
      "codes": codes.isEmpty ? nil : .object(codes), "maxRedemptions": random.once(in: 3) ? 1000 : nil,
      "expiresAt": random.once(in: 3) ? "2028-01-31T12:00:00+05:30" : nil, "metadata": random.once(in: 4) ? ["a": 1] : nil,
    ])
  }

  private mutating func perUnit(_ owner: Owner) -> JSON? {
    owner.hasQuantity && random.once(in: 2) ? .bool(random.once(in: 2)) : nil
  }

  /// An entitlement whose usage has a price in each currency.
  private mutating func charged(_ owner: Owner) -> JSON {
    let included = random.once(in: 3) ? nil : decimal()
    let isTiered = random.once(in: 2)
    // An item without prices is billed for all usage together, so all of it has the same reset.
    let reset = owner.hasPrices && random.once(in: 2) ? random.pick(["day", "week", "month", "year"]) : nil
    let limit = (included ?? .zero) + ExactDecimal(Int64(distinct(1_000_000)))
    return .fields([
      "amount": included.map(JSON.number), "reset": reset.map(JSON.string), "perUnit": isTiered ? nil : perUnit(owner),
      "max": random.once(in: 3) ? .number(limit) : nil,
      "prices": .object(
        owner.currencies.map { .init($0.lowercased(), usagePrice($0, beyond: included ?? .zero, isTiered: isTiered)) }),
    ])
  }

  private mutating func usagePrice(_ currency: String, beyond included: ExactDecimal, isTiered: Bool) -> JSON {
    let isPackage = !isTiered && random.once(in: 3)
    return .fields([
      "amount": isTiered ? nil : rate(), "tiers": isTiered ? usageTiers(beyond: included) : nil,
      "mode": isTiered ? mode() : nil, "currency": .string(currency), "per": !isPackage && random.once(in: 2) ? 1000 : nil,
      "package": isPackage ? 500 : nil, "lookupKey": random.once(in: 4) ? .string("usage_\(distinct(1_000_000))") : nil,
      "metadata": random.once(in: 4) ? ["kind": "usage"] : nil,
    ])
  }

  private mutating func usageTiers(beyond included: ExactDecimal) -> JSON {
    let first = included + ExactDecimal(Int64(distinct(1_000_000)))
    let second = first + ExactDecimal(Int64(distinct(1_000_000)))
    return .array([
      tier(upTo: .number(first), canBeFlat: !included.isZero), tier(upTo: .number(second)), tier(upTo: nil),
    ])
  }

  private mutating func tier(upTo bound: JSON?, canBeFlat: Bool = true) -> JSON {
    let isFlat = canBeFlat && random.once(in: 3)
    return .fields([
      "upTo": bound, "amount": isFlat && random.once(in: 2) ? nil : rate(),
      "flat": isFlat ? .integer(Int64(distinct(100_000))) : nil,
    ])
  }

  /// The price of one unit: in the minor unit, or in the major one with more decimals than some currencies have.
  private mutating func rate() -> JSON {
    let number = distinct(100_000)
    return random.once(in: 2) ? .integer(Int64(number)) : .string("\(number).0625")
  }

  private mutating func mode() -> JSON { .string(random.once(in: 2) ? "graduated" : "volume") }

  private mutating func addon(_ index: Int, _ features: [Named], _ plans: [Named]) -> JSON {
    let quantity = quantity(features)
    let isMultiple = random.once(in: 3)
    let prices = prices(recurring: true, orOnce: true, isTiered: quantity != nil || isMultiple)
    let owner = owner(.addon(index), prices: prices, quantity: quantity, isMultiple: isMultiple)
    return header(
      "Add-on \(index)",
      JSON.members([
        "entitlements": entitlements(features, of: owner), "prices": prices, "compatiblePlans": some(plans),
        "multiple": isMultiple ? true : nil, "quantity": quantity,
      ]))
  }

  private mutating func topup(_ index: Int, _ features: [Named], _ sold: [Named], _ plans: [Named]) -> JSON {
    let expiration: JSON = ["duration": .string(random.pick(["HOUR", "DAY", "WEEK", "MONTH", "YEAR"]) ?? ""), "count": 3]
    return header(
      "Top-up \(index)",
      JSON.members([
        "feature": .string(random.pick(features)?.id ?? ""), "amount": amount(),
        "prices": prices(recurring: false, orOnce: true, isTiered: false), "compatiblePlans": some(plans),
        "quantity": quantity(sold),
        "grant": random.once(in: 3)
          ? .fields([
            "priority": .integer(Int64(random.below(100))), "expiration": random.once(in: 2) ? expiration : nil,
            "maxRolloverAmount": random.once(in: 2) ? amount() : nil,
          ]) : nil,
      ]))
  }

  private mutating func some(_ plans: [Named]) -> JSON? {
    random.once(in: 2) ? .strings(plans.prefix(1 + random.below(plans.count)).map(\.reference)) : nil
  }

  // MARK: Prices

  /// - Parameters:
  ///   - recurring: true if recurring prices are allowed.
  ///   - orOnce: true if one-time prices are allowed.
  ///   - isTiered: true if tiers are allowed in recurring prices.
  private mutating func prices(recurring: Bool, orOnce: Bool, isTiered: Bool) -> JSON? {
    guard !recurring || !random.once(in: 6) else { return nil }
    return .object(
      (0...random.below(3)).map { index in
        let isOnce = !recurring || (orOnce && random.once(in: 2))
        return .init("price\(index)", price(isOnce: isOnce, isTiered: isTiered && !isOnce && random.once(in: 2)))
      })
  }

  private mutating func price(isOnce: Bool, isTiered: Bool) -> JSON {
    let interval = isOnce ? "one_time" : random.pick(["day", "week", "month", "year", "month", "month"]) ?? ""
    let number = distinct(100_000)
    return .fields([
      "amount": isTiered ? nil : .integer(Int64(number)),
      "tiers": isTiered ? .array([tier(upTo: 5), tier(upTo: 20), tier(upTo: nil)]) : nil, "mode": isTiered ? mode() : nil,
      "currency": .string(random.pick(["USD", "EUR", "INR", "JPY", "KWD", "GBP", "BRL", "HUF", "UGX", "ISK", "usd"]) ?? ""),
      "interval": .string(interval), "intervalCount": !isOnce && random.once(in: 4) ? .integer(1 + Int64(random.below(4))) : nil,
      "trialDays": !isOnce && random.once(in: 4) ? .integer(1 + Int64(random.below(60))) : nil,
      "lookupKey": random.once(in: 4) ? .string("lookup_\(number)") : nil,
      "metadata": random.once(in: 4) ? ["campaign": "spring"] : nil,
    ])
  }

  private mutating func amount() -> JSON { .number(decimal()) }

  private mutating func decimal() -> ExactDecimal {
    let number = distinct(1_000_000)
    let text = random.once(in: 3) ? "\(number).5" : random.once(in: 4) ? "\(number)e1" : String(number)
    return ExactDecimal(parsing: text.utf8) ?? ExactDecimal(Int64(number))
  }

  private mutating func distinct(_ largest: Int) -> Int {
    while true {
      let number = 1_111 + random.below(largest)
      if used.insert(number).inserted { return number }
    }
  }

  private mutating func providers() -> JSON {
    .fields([
      "openmeter": random.once(in: 2) ? ["options": ["mode": "plans"]] : nil,
      "dodo": random.once(in: 2) ? ["options": ["taxCategory": "saas"]] : nil,
      "razorpay": random.once(in: 2) ? ["options": ["totalCount": 24]] : nil,
      "stripe": random.once(in: 2) ? ["metadata": ["origin": "catalog"]] : nil,
      "creem": random.once(in: 2) ? ["options": ["topupCredits": false]] : nil,
    ])
  }
}
