import Catalog
import Diagnostics
import JSONText
import Providers

extension Coverage {
  /// All fields of a catalog, in the order of the format.
  static func fields(_ providers: [Provider]) -> [Field] {
    let ids = JSON.object(providers.map { JSON.Member($0.name, "probe_1") })
    return [Field("$schema", [], exemption: "is for editors")] + meters + features + plans(ids) + addons(ids) + topups(ids)
      + grants + prices(ids) + entitlements + settings(providers)
  }

  /// A text or metadata field of several entries of a section.
  private static func texts(
    _ section: String, _ entries: [String], _ field: String, _ whole: (String) -> [[Edit]] = { _ in [] }
  ) -> Field {
    let other: JSON = field == "metadata" ? ["team": "other"] : "other"
    return Field(
      "\(section).*.\(field)", entries.map { Spot("\(section).\($0).\(field)", other).within(whole("\(section).\($0)")) })
  }

  // MARK: Meters and features

  private static let withoutMeter: [[Edit]] = [[.remove("meters.calls"), .remove("features.tokens.meter")]]

  private static let meters: [Field] = {
    let field = { (name: String, other: JSON, isRequired: Bool) in
      Field("meters.*.\(name)", [Spot("meters.calls.\(name)", other, isRequired: isRequired).within(withoutMeter)])
    }
    return [
      field("key", "other", false), field("name", "Other", false), field("description", "Other", false),
      field("eventType", "other.event", true), field("aggregation", "latest", true),
      field("valueProperty", "$.other", true), field("groupBy", ["other": "$.other"], false),
      field("metadata", ["team": "other"], false),
    ]
  }()

  /// Removes the feature and its entitlements.
  private static func without(feature: String) -> [Edit] {
    [
      .remove("features.\(feature)"), .remove("plans.*.entitlements.\(feature)"),
      .remove("addons.*.entitlements.\(feature)"),
    ]
  }

  /// Makes the feature boolean, without a value or an allowance.
  private static func plain(feature: String) -> [Edit] {
    [
      .set("features.\(feature).type", "boolean"), .remove("features.\(feature).meter"),
      .set("plans.*.entitlements.\(feature)", true), .set("addons.*.entitlements.\(feature)", true),
    ]
  }

  private static let features: [Field] = {
    let whole = { (path: String) in [without(feature: String(path.split(separator: ".")[1]))] }
    let field = { (name: String) in texts("features", ["api", "tokens", "region"], name, whole) }
    let type = Field(
      "features.*.type",
      [
        ("seats", plain(feature: "seats")), ("tier", plain(feature: "tier")),
        ("sso", [.set("features.sso.type", "static"), .set("plans.*.entitlements.sso", "on")]),
      ].map { Spot("features.\($0.0).type", variants: [$0.1]).within([without(feature: $0.0)]) })
    let meter = Spot("features.tokens.meter", "jobs").within(
      withoutMeter + [without(feature: "tokens")], at: ["meters.calls"])
    return [
      field("key"), type, field("name"), field("description"), Field("features.*.meter", [meter]), field("metadata"),
    ]
  }()

  // MARK: Items

  private static func plans(_ ids: JSON) -> [Field] {
    [
      texts("plans", ["pro"], "key"), texts("plans", ["pro"], "name"), texts("plans", ["pro"], "description"),
      Field("plans.*.entitlements", ["api", "tokens", "region"].map { entitlement("plans.pro", $0) }),
      Field("plans.*.prices", [prices(of: "plans.pro", "yearly")]),
      Field("plans.*.providerIds", [Spot("plans.pro.providerIds", ids)]), texts("plans", ["pro"], "metadata"),
    ]
  }

  private static func addons(_ ids: JSON) -> [Field] {
    let all = ["extra", "setup"]
    let field = { (name: String, other: JSON) in Field("addons.*.\(name)", all.map { Spot("addons.\($0).\(name)", other) }) }
    let entitlements = ["beta", "tokens", "limits"].map { entitlement("addons.extra", $0) }
    let prices = [prices(of: "addons.extra", "yearly"), prices(of: "addons.setup", "rush")]
    let quantity = { (name: String, other: JSON) in
      Field(
        "addons.*.quantity.\(name)",
        all.map { Spot("addons.\($0).quantity.\(name)", other).within([[.remove("addons.\($0).quantity")]]) })
    }
    return [
      texts("addons", all, "key"), texts("addons", all, "name"), texts("addons", all, "description"),
      Field("addons.*.entitlements", entitlements + ["help", "hours", "wizard"].map { entitlement("addons.setup", $0) }),
      Field("addons.*.prices", prices), field("providerIds", ids), texts("addons", all, "metadata"),
      field("compatiblePlans", ["team"]), field("multiple", false), quantity("min", 3), quantity("max", 6),
    ]
  }

  private static func topups(_ ids: JSON) -> [Field] {
    [
      texts("topups", ["pack"], "key"), texts("topups", ["pack"], "name"), texts("topups", ["pack"], "description"),
      Field("topups.*.feature", [Spot("topups.pack.feature", "vouchers", isRequired: true)]),
      Field("topups.*.amount", [Spot("topups.pack.amount", 2000, isRequired: true)]),
      Field("topups.*.prices", [prices(of: "topups.pack", "bulk")]),
      Field("topups.*.compatiblePlans", [Spot("topups.pack.compatiblePlans", ["team"])]),
      Field("topups.*.providerIds", [Spot("topups.pack.providerIds", ids)]), texts("topups", ["pack"], "metadata"),
    ]
  }

  /// All prices of an item: removes one of them, then all of them.
  private static func prices(of item: String, _ one: String) -> Spot {
    Spot("\(item).prices", variants: [[.remove("\(item).prices.\(one)")]]).within(withoutPrices(item))
  }

  /// Empty for top-ups, which must have a price.
  private static func withoutPrices(_ item: String) -> [[Edit]] {
    item.hasPrefix("topups.") ? [] : [[.remove("\(item).prices")]]
  }

  private static let grants: [Field] = {
    let expiration: [[Edit]] = [[.remove("topups.pack.grant.expiration")]]
    let field = { (name: String, other: JSON) in
      Field("grant.\(name)", [Spot("topups.pack.grant.\(name)", other).within([[.remove("topups.pack.grant")]])])
    }
    let part = { (name: String, other: JSON) in
      Field("grant.\(name)", [Spot("topups.pack.grant.\(name)", other, isRequired: true).within(expiration)])
    }
    return [
      field("priority", 6), part("expiration.duration", "YEAR"), part("expiration.count", 7),
      field("maxRolloverAmount", 300), field("metadata", ["reason": "other"]),
    ]
  }()

  // MARK: Prices

  private static func prices(_ ids: JSON) -> [Field] {
    let recurring = ["plans.pro.prices.monthly", "addons.extra.prices.monthly"]
    let once = ["addons.setup.prices.once", "topups.pack.prices.once"]
    let field = { (name: String, prices: [String], other: JSON, isRequired: Bool) in
      Field("price.\(name)", prices.map { price($0, name, other, isRequired: isRequired) })
    }
    // The price of a top-up can have only one interval; that of an add-on may also be recurring.
    let intervals = (recurring + once.prefix(1)).map { price in
      Self.price(price, "interval", once.contains(price) ? "month" : "year", isRequired: true)
    }
    return [
      field("amount", recurring + once, 3000, true), field("currency", recurring + once, "EUR", true),
      Field("price.interval", intervals), field("intervalCount", recurring, 3, false),
      field("trialDays", recurring, 30, false), field("lookupKey", recurring + once, "other", false),
      field("providerIds", recurring + once, ids, false), field("metadata", recurring + once, ["term": "other"], false),
    ]
  }

  private static func price(_ price: String, _ name: String, _ other: JSON, isRequired: Bool) -> Spot {
    let item = price.split(separator: ".").prefix(2).joined(separator: ".")
    let spot = Spot("\(price).\(name)", other, isRequired: isRequired).within([[.remove(price)]] + withoutPrices(item))
    guard name == "intervalCount", item.hasPrefix("addons.") else { return spot }
    // The count is part of the billing period, whose findings are at the interval.
    let once: [Edit] = [
      .set("\(price).interval", "one_time"), .remove("\(price).intervalCount"), .remove("\(price).trialDays"),
    ]
    return spot.within([once], at: ["\(price).interval"])
  }

  // MARK: Entitlements

  /// Edits that remove an entitlement, or what it grants beyond access. A finding at the feature covers both.
  private static func wholes(_ owner: String, _ feature: String) -> [[Edit]] {
    let path = "\(owner).entitlements"
    // One finding covers everything that the one-time add-on grants, so remove all of it.
    let nothing: [[Edit]] = owner == "addons.setup" ? [[.set(path, ["base": false])]] : []
    return [[.remove("\(path).\(feature)")], plain(feature: feature), without(feature: feature)] + nothing
  }

  private static func entitlement(_ owner: String, _ feature: String) -> Spot {
    let path = "\(owner).entitlements.\(feature)"
    return Spot(path, variants: [[.remove(path)]]).within(wholes(owner, feature), at: ["features.\(feature)"])
  }

  private static func member(
    _ name: String, _ other: JSON, of spots: [(String, String)], isRequired: Bool = false
  ) -> Field {
    Field(
      "entitlement.\(name)",
      spots.map { owner, feature in
        Spot("\(owner).entitlements.\(feature).\(name)", other, isRequired: isRequired)
          .within(wholes(owner, feature), at: ["features.\(feature)"])
      })
  }

  /// The type of an entitlement repeats the type of its feature; any other is an error.
  private static let types: Field = {
    let spots = { (entitlements: [(String, String)], other: JSON) in
      entitlements.map { owner, feature in
        Spot("\(owner).entitlements.\(feature).type", variants: [[.set("\(owner).entitlements.\(feature)", other)]])
      }
    }
    return Field(
      "entitlement.type",
      spots(booleans, ["type": "static", "config": "on"]) + spots(metered + held + statics, ["type": "boolean"]))
  }()

  private static func short(_ name: String, _ other: JSON, of spots: [(String, String)]) -> Field {
    Field(
      "entitlement: \(name)",
      spots.map { owner, feature in
        Spot("\(owner).entitlements.\(feature)", other, isRequired: true)
          .within(wholes(owner, feature), at: ["features.\(feature)"])
      })
  }

  private static let (plan, addon, setup) = ("plans.pro", "addons.extra", "addons.setup")
  private static let booleans = [(plan, "api"), (addon, "beta"), (setup, "help")]
  private static let metered = [(plan, "tokens"), (addon, "tokens"), (addon, "jobs"), (setup, "hours")]
  private static let statics = [(plan, "region"), (addon, "limits"), (setup, "wizard")]
  private static let held = [(plan, "members"), (addon, "projects")]

  private static let entitlements: [Field] = {
    return [
      short("true or false", false, of: [(plan, "sso"), (addon, "audit")]),
      short("a number", 20, of: [(plan, "seats"), (addon, "exports")]),
      short("a string", "silver", of: [(plan, "tier"), (addon, "theme")]),
      short("\"unlimited\"", 20, of: [(plan, "messages")]),
      types, member("enabled", false, of: booleans),
      member("amount", 2000, of: metered + held, isRequired: true), member("reset", "day", of: metered),
      member("isSoftLimit", false, of: metered), member("preserveOverageAtReset", false, of: metered),
      member("set", true, of: [(addon, "projects")]), member("config", #"{"other":1}"#, of: statics, isRequired: true),
      member("metadata", ["note": "other"], of: booleans + metered + held + statics),
    ]
  }()

  // MARK: Providers

  private static func settings(_ providers: [Provider]) -> [Field] {
    let options = providers.flatMap { provider in
      provider.options.map { option in
        let path = "providers.\(provider.name).options.\(option.name)"
        var spot = Spot(path, variants: option.otherValues.map { [.set(path, $0)] })
        spot.reachesEverything = true
        spot.provider = provider.name
        return spot
      }
    }
    return [
      Field("providers.*.enabled", [], exemption: "decides whether an artifact is generated"),
      Field("providers.*.options", options),
      Field("providers.*.metadata", [Spot("providers.*.metadata", ["origin": "other"])]),
    ]
  }
}

extension OptionDeclaration {
  /// Values that are not the default. A text option may be a currency code.
  fileprivate var otherValues: [JSON] {
    switch kind {
    case .choice(let words): words.reversed().map(JSON.string)
    case .integer(let range): [.integer(range.lowerBound)]
    case .text: ["EUR"]
    case .boolean: [true, false]
    }
  }
}
