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

  private mutating func make() -> JSON {
    let meters = (0..<random.below(3)).map { "meter\($0)" }
    var features: [Named] = []
    let kinds =
      ["metered", "boolean", "static"]
      + (0..<random.below(5)).map { _ in random.pick(["metered", "boolean", "static", "limit", "limit"]) ?? "" }
    var featureMembers: [JSON.Member] = []
    for (index, kind) in kinds.enumerated() {
      let id = id("feature", index)
      features.append(Named(id: id, reference: id, kind: kind))
      let meter = kind == "metered" && random.once(in: 2) ? random.pick(meters).map(JSON.string) : nil
      featureMembers.append(
        .init(id, header("Feature \(index)", [.init("type", .string(kind))] + JSON.members(["meter": meter]))))
    }
    let sold = features.shuffled(using: &random)
    var plans: [Named] = []
    var planMembers: [JSON.Member] = []
    for index in 0...random.below(4) {
      let id = id("plan", index)
      let key: String? = random.once(in: 3) ? "plan_key_\(index)" : nil
      plans.append(Named(id: id, reference: random.once(in: 2) ? id : key ?? id, kind: "plan"))
      let fields = JSON.members([
        "key": key.map(JSON.string), "entitlements": entitlements(sold, inAddon: false),
        "prices": prices(recurring: true, orOnce: false),
      ])
      planMembers.append(.init(id, header("Plan \(index)", fields)))
    }
    let addons = (0..<random.below(3)).map { index in
      JSON.Member(id("addon", index), addon(index, sold, plans))
    }
    let metered = features.filter { $0.kind == "metered" }
    let topups = (0..<random.below(3)).map { index in
      JSON.Member(id("topup", index), topup(index, metered, plans))
    }
    return .fields([
      "meters": meters.isEmpty ? nil : .object(meters.map { .init($0, meter($0)) }), "features": .object(featureMembers),
      "plans": .object(planMembers), "addons": addons.isEmpty ? nil : .object(addons),
      "topups": topups.isEmpty ? nil : .object(topups), "providers": random.once(in: 2) ? providers() : nil,
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
      "valueProperty": aggregation == "count" ? nil : "$.value", "groupBy": random.once(in: 3) ? ["model": "$.model"] : nil,
    ])
  }

  /// Entitlements to some of the features, at least one.
  private mutating func entitlements(_ features: [Named], inAddon: Bool) -> JSON {
    .object(features.prefix(1 + random.below(features.count)).map { .init($0.id, entitlement($0.kind, inAddon)) })
  }

  private mutating func entitlement(_ kind: String, _ isInAddon: Bool) -> JSON {
    switch (kind, random.below(4)) {
    case ("boolean", 0): return false
    case ("boolean", 1): return ["type": "boolean", "enabled": .bool(random.once(in: 2)), "metadata": ["why": "asked"]]
    case ("boolean", _): return true
    case ("static", 1): return ["config": ["steps": [1, "two", .null], "unlimited": true]]
    case ("static", 0): return .fields(["config": "{\"tier\": \"gold\"}"])
    case ("static", _): return .string(random.pick(["email", "phone", "{\"tier\": 1}"]) ?? "")
    case (_, 0): return amount()
    case (_, 1): return "unlimited"
    case ("limit", _): return .fields(["amount": amount(), "set": isInAddon ? .bool(random.once(in: 2)) : nil])
    default:
      return .fields([
        "amount": amount(), "reset": random.pick(["day", "week", "month", "year", "never"]).map(JSON.string),
        "isSoftLimit": random.once(in: 3) ? .bool(random.once(in: 2)) : nil,
        "preserveOverageAtReset": random.once(in: 4) ? .bool(random.once(in: 2)) : nil,
      ])
    }
  }

  private mutating func addon(_ index: Int, _ features: [Named], _ plans: [Named]) -> JSON {
    header(
      "Add-on \(index)",
      JSON.members([
        "entitlements": entitlements(features, inAddon: true), "prices": prices(recurring: true, orOnce: true),
        "compatiblePlans": some(plans), "multiple": random.once(in: 3) ? true : nil,
        "quantity": random.once(in: 3) ? ["min": 1, "max": .integer(2 + Int64(random.below(9)))] : nil,
      ]))
  }

  private mutating func topup(_ index: Int, _ features: [Named], _ plans: [Named]) -> JSON {
    let expiration: JSON = ["duration": .string(random.pick(["HOUR", "DAY", "WEEK", "MONTH", "YEAR"]) ?? ""), "count": 3]
    return header(
      "Top-up \(index)",
      JSON.members([
        "feature": .string(random.pick(features)?.id ?? ""), "amount": amount(), "prices": prices(recurring: false, orOnce: true),
        "compatiblePlans": some(plans),
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
  private mutating func prices(recurring: Bool, orOnce: Bool) -> JSON? {
    guard !recurring || !random.once(in: 6) else { return nil }
    return .object((0...random.below(3)).map { .init("price\($0)", price(isOnce: !recurring || (orOnce && random.once(in: 2)))) })
  }

  private mutating func price(isOnce: Bool) -> JSON {
    let interval = isOnce ? "one_time" : random.pick(["day", "week", "month", "year", "month", "month"]) ?? ""
    let number = distinct(100_000)
    return .fields([
      "amount": .integer(Int64(number)),
      "currency": .string(random.pick(["USD", "EUR", "INR", "JPY", "KWD", "GBP", "BRL", "HUF", "UGX", "ISK", "usd"]) ?? ""),
      "interval": .string(interval), "intervalCount": !isOnce && random.once(in: 4) ? .integer(1 + Int64(random.below(4))) : nil,
      "trialDays": !isOnce && random.once(in: 4) ? .integer(1 + Int64(random.below(60))) : nil,
      "lookupKey": random.once(in: 4) ? .string("lookup_\(number)") : nil,
      "metadata": random.once(in: 4) ? ["campaign": "spring"] : nil,
    ])
  }

  private mutating func amount() -> JSON {
    let number = distinct(1_000_000)
    let text = random.once(in: 3) ? "\(number).5" : random.once(in: 4) ? "\(number)e1" : String(number)
    return ExactDecimal(parsing: text.utf8).map(JSON.number) ?? .integer(Int64(number))
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
