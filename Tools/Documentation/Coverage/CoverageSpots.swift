import Catalog
import Diagnostics
import JSONText
import Providers

extension Coverage {
  /// All fields of a catalog, in the order of the format.
  static func fields(_ providers: [Provider]) -> [Field] {
    let ids = JSON.object(providers.map { JSON.Member($0.name, "probe_1") })
    let whole = [Field("$schema", [], exemption: "is for editors"), Field("id", [Spot("id", "other")])]
    return whole + meters(ids) + features(ids) + plans(ids) + addons(ids) + topups(ids) + quantities + grants + prices(ids)
      + entitlements + usagePrices(ids) + discounts(ids) + codes + settings(providers)
      + [Field("lint", [], exemption: "decides what is reported")]
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

  private static func meters(_ ids: JSON) -> [Field] {
    let field = { (name: String, other: JSON, isRequired: Bool) in
      Field("meters.*.\(name)", [Spot("meters.calls.\(name)", other, isRequired: isRequired).within(withoutMeter)])
    }
    return [
      field("key", "other", false), field("name", "Other", false), field("description", "Other", false),
      field("eventType", "other.event", true), field("aggregation", "latest", true),
      field("valueProperty", "$.other", true), field("groupBy", ["other": "$.other"], false),
      field("providerIds", ids, false), field("metadata", ["team": "other"], false),
    ]
  }

  /// Removes the feature and its entitlements.
  private static func without(feature: String) -> [Edit] {
    [
      .remove("features.\(feature)"), .remove("plans.*.entitlements.\(feature)"),
      .remove("addons.*.entitlements.\(feature)"), .remove("plans.*.prices.*.entitlements.\(feature)"),
      .remove("addons.*.prices.*.entitlements.\(feature)"),
    ]
  }

  /// Makes the feature boolean, without a value or an allowance.
  private static func plain(feature: String) -> [Edit] {
    [
      .set("features.\(feature).type", "boolean"), .remove("features.\(feature).meter"), .remove("features.\(feature).where"),
      .remove("features.\(feature).costs"), .set("plans.*.entitlements.\(feature)", true),
      .set("addons.*.entitlements.\(feature)", true), .set("plans.*.prices.*.entitlements.\(feature)", true),
      .set("addons.*.prices.*.entitlements.\(feature)", true),
    ]
  }

  private static func features(_ ids: JSON) -> [Field] {
    let all = ["api", "tokens", "region"]
    let whole = { (path: String) in [without(feature: String(path.split(separator: ".")[1]))] }
    let field = { (name: String) in texts("features", all, name, whole) }
    let known = all.map { Spot("features.\($0).providerIds", ids).within([without(feature: $0)]) }
    let costs = Spot(
      "features.pool.costs",
      variants: [
        [.set("features.pool.costs", ["pages": 6])], [.remove("features.pool.costs"), .set("features.pool.meter", "prints")],
      ]
    ).within([without(feature: "pool"), plain(feature: "pool")], at: ["plans.storing"])
    let type = Field(
      "features.*.type",
      [
        ("seats", plain(feature: "seats")), ("tier", plain(feature: "tier")),
        ("sso", [.set("features.sso.type", "static"), .set("plans.*.entitlements.sso", "on")]),
      ].map { Spot("features.\($0.0).type", variants: [$0.1]).within([without(feature: $0.0)]) })
    let meter = Spot("features.tokens.meter", "jobs").within(
      withoutMeter + [without(feature: "tokens")], at: ["meters.calls"])
    return [
      field("key"), type, field("name"), field("description"), Field("features.*.meter", [meter]),
      Field(
        "features.*.where",
        [
          Spot("features.events.where", ["kind": ["other", "large"]]).within(
            [[.remove("features.events"), .remove("plans.*.entitlements.events")]], at: ["meters.flow", "plans.metered"])
        ]), Field("features.*.costs", [costs]), Field("features.*.providerIds", known), field("metadata"),
    ]
  }

  // MARK: Items

  private static func plans(_ ids: JSON) -> [Field] {
    [
      texts("plans", ["pro"], "key"), texts("plans", ["pro"], "name"), texts("plans", ["pro"], "description"),
      Field("plans.*.entitlements", ["api", "tokens", "region"].map { entitlement("plans.pro", $0) }),
      Field("plans.*.prices", [prices(of: "plans.pro", "yearly")]),
      Field(
        "plans.*.default", [Spot("plans.free.default", false), Spot("plans.trying.default", false)]),
      Field("plans.*.group", [Spot("plans.hosting.group", "other").within(withoutPrices("plans.hosting"))]),
      Field("plans.*.sold", [Spot("plans.hosting.sold", false)]),
      Field("plans.*.onRequest", [onRequest("plans.hosting")]),
      Field("plans.*.providerIds", [Spot("plans.pro.providerIds", ids)]), texts("plans", ["pro"], "metadata"),
    ]
  }

  /// An item on request has no price.
  private static func onRequest(_ item: String) -> Spot {
    Spot("\(item).onRequest", variants: [[.set("\(item).onRequest", true), .remove("\(item).prices")]])
  }

  private static func addons(_ ids: JSON) -> [Field] {
    let all = ["extra", "setup"]
    let field = { (name: String, other: JSON) in Field("addons.*.\(name)", all.map { Spot("addons.\($0).\(name)", other) }) }
    let entitlements = ["beta", "tokens", "limits"].map { entitlement("addons.extra", $0) }
    let prices = [prices(of: "addons.extra", "yearly"), prices(of: "addons.setup", "rush")]
    return [
      texts("addons", all, "key"), texts("addons", all, "name"), texts("addons", all, "description"),
      Field("addons.*.entitlements", entitlements + ["help", "hours", "wizard"].map { entitlement("addons.setup", $0) }),
      Field("addons.*.prices", prices), field("providerIds", ids), texts("addons", all, "metadata"),
      field("compatiblePlans", ["team"]), Field("addons.*.sold", [Spot("addons.assist.sold", false)]),
      Field("addons.*.onRequest", [onRequest("addons.assist")]),
      Field("addons.*.multiple", [], exemption: "is the same as an empty `quantity`"),
    ]
  }

  private static func topups(_ ids: JSON) -> [Field] {
    [
      texts("topups", ["pack"], "key"), texts("topups", ["pack"], "name"), texts("topups", ["pack"], "description"),
      Field("topups.*.feature", [Spot("topups.pack.feature", "vouchers", isRequired: true)]),
      Field("topups.*.amount", [Spot("topups.pack.amount", 2000, isRequired: true)]),
      Field("topups.*.prices", [prices(of: "topups.pack", "bulk")]),
      Field("topups.*.compatiblePlans", [Spot("topups.pack.compatiblePlans", ["team"])]),
      Field("topups.*.sold", [Spot("topups.pack.sold", false)]),
      Field("topups.*.providerIds", [Spot("topups.pack.providerIds", ids)]),
      texts("topups", ["pack"], "metadata"),
    ]
  }

  /// The plans with usage prices.
  private static let usagePlans = ["metered", "packages", "tiered"]

  private static let quantities: [Field] = {
    let spot = { (item: String, name: String, other: JSON) in
      // One finding names all items with bounds, at the first of them.
      Spot("\(item).quantity\(name)", other).within(
        [
          [.remove("\(item).quantity.min"), .remove("\(item).quantity.max")], [.remove("\(item).quantity")],
          item.hasPrefix("plans.") ? [.remove(item)] : [],
        ], at: [item, "plans.crewed.quantity"])
    }
    let sold = ["addons.extra", "addons.setup"]
    return [
      Field(
        "item.quantity",
        [
          Spot("addons.extra.quantity", variants: [[.remove("addons.extra.quantity")]]),
          Spot("topups.pack.quantity", variants: [[.remove("topups.pack.quantity")]]),
          Spot(
            "plans.crewed.quantity",
            variants: [[.remove("plans.crewed.quantity"), .remove("plans.crewed.entitlements.guests.perUnit")]]),
        ]),
      Field(
        "item.quantity.feature",
        [spot("plans.crewed", ".feature", "projects").within([[.remove("plans.crewed")]], at: ["features.crew"])]),
      Field("item.quantity.min", (sold + ["plans.crewed"]).map { spot($0, ".min", 3) }),
      Field("item.quantity.max", (sold + ["plans.crewed", "topups.pack"]).map { spot($0, ".max", 6) }),
    ]
  }()

  /// Removes all prices of a plan with usage prices, but grants the same.
  private static func unpaid(_ plan: String) -> [Edit] {
    let entitlement = "plans.\(plan).entitlements.events"
    let edits: [Edit] = [
      .remove("\(entitlement).prices"), .set("\(entitlement).isSoftLimit", .bool(plan != "metered")),
      .remove("plans.\(plan).prices"),
    ]
    guard plan == "metered", let max = CoverageProbe.catalog[path: "\(entitlement).max"] else { return edits }
    return edits + [.remove("\(entitlement).max"), .set("\(entitlement).amount", max)]
  }

  private static func usagePrices(_ ids: JSON) -> [Field] {
    let field = { (name: String, plans: [String], other: JSON, isRequired: Bool) in
      Field(
        "usage price.\(name)",
        plans.map { plan in
          let entitlement = "plans.\(plan).entitlements.events"
          return Spot("\(entitlement).prices.usd.\(name)", other, isRequired: isRequired)
            .within(
              [
                [.remove("\(entitlement).prices"), .remove("\(entitlement).max")], [.remove("plans.\(plan)")],
                // A provider that does not bill has one finding for all prices of all plans.
                unpaid(plan),
              ],
              at: ["features.events", "meters.flow", "plans.pro"])
        })
    }
    return [
      field("amount", ["metered", "packages"], "3.00", true),
      field("tiers", ["tiered"], [["upTo": 6000, "amount": 4], ["amount": 2]], true), field("mode", ["tiered"], "volume", true),
      Field(
        "usage price.currency",
        [
          Spot(
            "plans.metered.entitlements.events.prices.usd.currency",
            variants: [
              [
                .set("plans.metered.entitlements.events.prices.usd.currency", "EUR"),
                .set("plans.metered.prices.monthly.currency", "EUR"),
              ]
            ]
          ).within(
            [[.remove("plans.metered")], unpaid("metered")], at: ["plans.pro"])
        ]),
      field("per", ["metered"], 100, false), field("package", ["packages"], 500, false),
      field("lookupKey", ["metered"], "other", false), field("providerIds", ["metered"], ids, false),
      field("metadata", ["metered"], ["term": "other"], false),
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
    let offered = ["plans.hosting.prices.monthly", "addons.assist.prices.monthly"]
    let fresh = { (name: String, prices: [String], exceptions: [String: String]) in
      Field(
        "price.\(name)",
        prices.map { price in
          let item = price.split(separator: ".").prefix(2).joined(separator: ".")
          // Without a trial, nothing is known of its card.
          let untried: [Edit] = [.remove("\(price).trialDays"), .remove("\(price).trialCard")]
          return Spot("\(price).\(name)", false).within([untried] + withoutPrices(item), at: ["\(price).trialDays"])
        }, exceptions: exceptions)
    }
    let bulk = { (name: String, other: JSON) in
      Field(
        "price.\(name)",
        [
          Spot("plans.bulk.prices.monthly.\(name)", other, isRequired: true).within(
            [[.remove("plans.bulk.prices"), .remove("plans.bulk.quantity")], [.remove("plans.bulk")]], at: ["plans.bulk"])
        ])
    }
    return [
      field("amount", recurring + once, 3000, true), bulk("tiers", [["upTo": 6, "amount": 900], ["amount": 800]]),
      bulk("mode", "volume"), field("currency", recurring + once, "EUR", true),
      Field("price.interval", intervals), field("intervalCount", recurring, 3, false),
      field("trialDays", recurring, 30, false),
      fresh("trialCard", offered, ["openmeter (plans)": "OpenMeter never asks for a payment method"]),
      Field(
        "price.entitlements",
        [("plans.storing", "storage"), ("addons.chatting", "chats")].map { item, feature in
          Spot("\(item).prices.yearly.entitlements", [feature: 30])
            .within(
              [[.remove("\(item).prices.yearly")]] + withoutPrices(item) + [without(feature: feature), plain(feature: feature)],
              at: ["features.\(feature)", "\(item).entitlements.\(feature)"])
        }), fresh("sold", offered + ["topups.pack.prices.once"], [:]), field("lookupKey", recurring + once, "other", false),
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
      Field(
        "entitlement.perUnit",
        [
          Spot("plans.crewed.entitlements.guests.perUnit", false)
            .within(
              wholes("plans.crewed", "guests") + [[.remove("plans.crewed")]], at: ["features.guests", "plans.crewed"])
        ]),
      member("max", 80000, of: [("plans.metered", "events")]),
      Field(
        "entitlement.prices",
        usagePlans.map { plan in
          let entitlement = "plans.\(plan).entitlements.events"
          return Spot(
            "\(entitlement).prices", variants: [[.remove("\(entitlement).prices"), .remove("\(entitlement).max")]]
          ).within([[.remove("plans.\(plan)")]], at: ["features.events"])
        }),
      member("set", true, of: [(addon, "projects")]), member("config", #"{"other":1}"#, of: statics, isRequired: true),
      member("metadata", ["note": "other"], of: booleans + metered + held + statics),
    ]
  }()

  // MARK: Discounts

  private static func discounts(_ ids: JSON) -> [Field] {
    let spot = { (discount: String, name: String, other: JSON, isRequired: Bool) in
      Spot("discounts.\(discount).\(name)", other, isRequired: isRequired).within([[.remove("discounts.\(discount)")]])
    }
    let field = { (name: String, other: JSON, isRequired: Bool) in
      Field("discounts.*.\(name)", [spot("launch", name, other, isRequired)])
    }
    return [
      field("name", "Other", false), field("percent", 30, true),
      Field("discounts.*.amounts", [spot("welcome", "amounts", ["USD": 200], true)]), field("duration", "once", true),
      field("appliesTo", ["team"], false), field("codes", ["OTHER20": [:]], false),
      Field("discounts.*.maxRedemptions", [spot("late", "maxRedemptions", 2000, false)]),
      Field("discounts.*.expiresAt", [spot("late", "expiresAt", "2099-02-01T00:00:00Z", false)]),
      field("providerIds", ids, false), field("metadata", ["team": "other"], false),
    ]
  }

  private static let codes: [Field] = {
    let code = "discounts.launch.codes.LAUNCH20"
    let field = { (name: String, other: JSON) in
      Field("code.\(name)", [Spot("\(code).\(name)", other).within([[.remove(code)], [.remove("discounts.launch")]])])
    }
    return [
      field("maxRedemptions", 200), field("maxPerCustomer", 2), field("expiresAt", "2098-02-01T00:00:00Z"),
      field("firstPurchaseOnly", false), field("minimum", ["USD": 1100]),
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
