import JSONText

/// Something that a catalog can say about prices or usage, as a small catalog that says little else.
package struct Construct: Sendable {
  package let name: String
  /// What is added to the plan `pro`, at 20 USD a month.
  private let edits: [Coverage.Edit]
  /// The rules whose notes are about the construct. Warnings always count; other notes are about the rest of the catalog.
  package let notes: Set<String>

  private init(_ name: String, _ edits: [Coverage.Edit], notes: Set<String> = []) {
    self.name = name
    self.edits = edits
    self.notes = notes
  }

  /// Options that let a provider bill as much as it can.
  static let options: [(provider: String, name: String, value: JSON)] = [
    ("openmeter", "mode", "plans"), ("polar", "meterCycling", true), ("polar", "multipleSubscriptions", true),
  ]

  package var catalog: JSON {
    var catalog: JSON = [
      "features": ["api": ["type": "boolean"]],
      "plans": [
        "pro": [
          "entitlements": ["api": true], "prices": ["usd": ["amount": 2000, "currency": "USD", "interval": "month"]],
        ]
      ],
    ]
    let options = Self.options.map { Coverage.Edit.set("providers.\($0.provider).options.\($0.name)", $0.value) }
    for edit in options + edits { catalog.apply(edit) }
    return catalog
  }

  package static let all: [Construct] = seats + usage + usageTerms + grants + discounts + amounts

  private static let price = "plans.pro.prices.usd"
  private static let calls = "plans.pro.entitlements.calls"

  // MARK: Seats

  private static let seats: [Construct] = {
    let limit: Coverage.Edit = .set("features.seats", ["type": "limit"])
    let plan: [Coverage.Edit] = [limit, .set("plans.pro.quantity.feature", "seats")]
    let addon: [Coverage.Edit] = [
      limit, .set("plans.pro.entitlements.seats", 5), .set("addons.seat.entitlements", [:]),
      .set("addons.seat.prices.usd", ["amount": 900, "currency": "USD", "interval": "month"]),
      .set("addons.seat.quantity.feature", "seats"),
    ]
    let tiers = { (first: JSON, mode: JSON) in
      plan + [
        .remove("\(price).amount"), .set("\(price).mode", mode),
        .set("\(price).tiers", [first, ["amount": 800]]),
      ]
    }
    let bounds: Set = ["quantity-not-enforced"]
    let separate: Set = ["addon-separate-subscription"]
    return [
      Construct("seats of a plan", plan),
      Construct("minimum of seats of a plan", plan + [.set("plans.pro.quantity.min", 3)], notes: bounds),
      Construct("maximum of seats of a plan", plan + [.set("plans.pro.quantity.max", 30)], notes: bounds),
      Construct("seats of an add-on, beyond those in the plan", addon, notes: separate),
      Construct("minimum of seats of an add-on", addon + [.set("addons.seat.quantity.min", 3)], notes: bounds.union(separate)),
      Construct("maximum of seats of an add-on", addon + [.set("addons.seat.quantity.max", 30)], notes: bounds.union(separate)),
      Construct("graduated tiers of seats, the first free", tiers(["upTo": 5, "amount": 0], "graduated")),
      Construct("graduated tiers of seats", tiers(["upTo": 5, "amount": 900], "graduated")),
      Construct("volume tiers of seats", tiers(["upTo": 5, "amount": 900], "volume")),
      Construct("flat amount in a tier of seats", tiers(["upTo": 5, "flat": 4000], "graduated")),
    ]
  }()

  // MARK: Usage

  /// Usage at a price, beyond an allowance if there is one.
  private static func usage(_ fields: JSON = ["amount": 2], beyond amount: JSON? = nil) -> [Coverage.Edit] {
    [
      .set("meters.calls", ["eventType": "call", "aggregation": "sum", "valueProperty": "$.n", "groupBy": ["model": "$.model"]]),
      .set("features.calls", ["type": "metered", "meter": "calls"]), .set("\(calls).prices.usd", fields),
      .set("\(calls).prices.usd.currency", "USD"),
    ] + (amount.map { [.set("\(calls).amount", $0)] } ?? [])
  }

  private static func tiers(
    _ mode: JSON, flat: JSON? = nil, per: JSON? = nil, beyond amount: JSON? = nil
  ) -> [Coverage.Edit] {
    let last = JSON.fields(["amount": 2, "flat": flat])
    return usage(.fields(["tiers": [["upTo": 5000, "amount": 3], last], "mode": mode, "per": per]), beyond: amount)
  }

  private static let usage: [Construct] = [
    Construct("usage per unit", usage()), Construct("usage beyond an allowance", usage(beyond: 1000)),
    Construct("usage alone, without a fee", usage() + [.remove("plans.pro.prices")]),
    Construct("graduated tiers of usage", tiers("graduated")), Construct("volume tiers of usage", tiers("volume")),
    Construct("tiers of usage `per` 1000", tiers("graduated", per: 1000)),
    Construct("flat amount in a graduated tier", tiers("graduated", flat: 500)),
    Construct("flat amount in a graduated tier beyond an allowance", tiers("graduated", flat: 500, beyond: 1000)),
    Construct("flat amount in a volume tier", tiers("volume", flat: 500)),
    Construct("packages of usage", usage(["amount": 2000, "package": 1000])),
    Construct("packages beyond an allowance", usage(["amount": 2000, "package": 1000], beyond: 5000)),
    Construct("usage beyond a fraction of a unit", usage(beyond: CoverageProbe.json("10.5"))),
    Construct(
      "usage beyond an allowance for each seat",
      usage(beyond: 1000) + [
        .set("features.seats", ["type": "limit"]), .set("plans.pro.quantity.feature", "seats"), .set("\(calls).perUnit", true),
      ]),
  ]

  private static let usageTerms: [Construct] = {
    let every = { (period: JSON) in usage() + [.set("\(calls).reset", period)] }
    let topup: [Coverage.Edit] = [
      .set("topups.pack", ["feature": "calls", "amount": 500]),
      .set("topups.pack.prices.usd", ["amount": 900, "currency": "USD", "interval": "one_time"]),
    ]
    return [
      Construct("monthly usage in a yearly plan", usage(beyond: 1000) + [.set("\(price).interval", "year")]),
      Construct("daily usage in a monthly plan", every("day")), Construct("weekly usage in a monthly plan", every("week")),
      Construct("yearly usage in a monthly plan", every("year")),
      Construct(
        "end of usage at `max`", usage(beyond: 1000) + [.set("\(calls).max", 5000)], notes: ["usage-stop-not-enforced"]),
      Construct(
        "end of usage at the allowance in a trial", usage(beyond: 1000) + [.set("\(price).trialDays", 14)],
        notes: ["trial-usage-not-stopped"]),
      Construct("usage beyond an allowance and a top-up", usage(beyond: 1000) + topup),
      Construct("graduated usage beyond a top-up", tiers("graduated", beyond: 1000) + topup),
      Construct("volume usage beyond a top-up", tiers("volume", beyond: 1000) + topup),
      Construct(
        "usage of some events (`where`)", usage() + [.set("features.calls.where", ["model": "large"])],
        notes: ["filter-by-application", "meter-by-application"]),
      Construct(
        "usage of a pool of credits",
        usage() + [
          .remove(calls), .set("features.credits", ["type": "metered", "costs": ["calls": 5]]),
          .set("plans.pro.entitlements.credits", ["prices": ["usd": ["amount": 2, "currency": "USD"]]]),
        ]),
    ]
  }()

  // MARK: What customers get

  private static let grants: [Construct] = {
    let limit: [Coverage.Edit] = [.set("features.seats", ["type": "limit"]), .set("plans.pro.entitlements.seats", 5)]
    let allowance = { (terms: JSON) in usage() + [.set(calls, terms)] }
    let kept: Set = ["feature-not-sent", "feature-value-not-kept", "held-limit-not-enforced", "limit-not-enforced"]
    return [
      Construct("end of usage at the allowance", allowance(["amount": 1000]), notes: kept),
      Construct("allowance without a reset", allowance(["amount": 1000, "reset": "never"]), notes: kept),
      Construct("limit", limit, notes: kept),
      Construct(
        "limit that an add-on sets",
        limit + [
          .set("addons.more.entitlements.seats", ["amount": 50, "set": true]),
          .set("addons.more.prices.usd", ["amount": 900, "currency": "USD", "interval": "month"]),
        ], notes: kept),
      Construct(
        "entitlements of one price",
        [
          .set("features.sso", ["type": "boolean"]),
          .set(
            "plans.pro.prices.yearly",
            ["amount": 20000, "currency": "USD", "interval": "year", "entitlements": ["sso": true]]),
        ], notes: kept),
      Construct(
        "trial without a payment method", [.set("\(price).trialDays", 14), .set("\(price).trialCard", false)]),
    ]
  }()

  // MARK: Discounts

  private static let discounts: [Construct] = {
    let discount = { (fields: JSON) -> [Coverage.Edit] in
      [.set("discounts.launch", fields), .set("discounts.launch.codes.LAUNCH", [:])]
    }
    let percent = { (duration: JSON) in discount(["percent": 20, "duration": duration]) }
    let limit = { (name: String, limit: String, value: JSON) in
      Construct("\(name) (`\(limit)`)", percent("once") + [.set("discounts.launch.codes.LAUNCH.\(limit)", value)])
    }
    return [
      Construct("percentage off once, without a code", [.set("discounts.launch", ["percent": 20, "duration": "once"])]),
      Construct("percentage off once, with a code", percent("once")),
      Construct("percentage off for months", percent(["months": 3])),
      Construct("percentage off forever", percent("forever")),
      Construct("percentage off for months, in a yearly plan", percent(["months": 3]) + [.set("\(price).interval", "year")]),
      Construct(
        "percentage off some plans",
        percent("once") + [
          .set("plans.team", ["entitlements": ["api": true]]),
          .set("plans.team.prices.usd", ["amount": 5000, "currency": "USD", "interval": "month"]),
          .set("discounts.launch.appliesTo", ["pro"]),
        ]),
      Construct("amount off", discount(["amounts": ["USD": 500], "duration": "once"])),
      Construct(
        "amount off in two currencies, with one code",
        discount(["amounts": ["USD": 500, "EUR": 450], "duration": "once"]) + [euros]),
      limit("uses of a code", "maxRedemptions", 100), limit("uses by a customer", "maxPerCustomer", 1),
      limit("first purchases", "firstPurchaseOnly", true), limit("minimum of a purchase", "minimum", ["USD": 1000]),
      limit("end of a code", "expiresAt", "2030-01-01T00:00:00Z"),
    ]
  }()

  // MARK: Amounts

  private static let euros: Coverage.Edit = .set(
    "plans.pro.prices.eur", ["amount": 1800, "currency": "EUR", "interval": "month"])

  private static let amounts: [Construct] = [
    Construct("several currencies of one plan", [euros]),
    Construct("fraction of the minor unit for usage", usage(["amount": "0.0002"])),
    Construct("12 decimals of the minor unit for usage", usage(["amount": "0.00000000000002"])),
    Construct(
      "one-time fee at the start",
      [
        .set("addons.setup.entitlements", [:]),
        .set("addons.setup.prices.usd", ["amount": 9900, "currency": "USD", "interval": "one_time"]),
      ]),
  ]
}
