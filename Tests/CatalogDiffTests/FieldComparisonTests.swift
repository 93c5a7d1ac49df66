import JSONText
import Syntax
import TestSupport
import Testing

@testable import CatalogReading

/// A catalog with every field of every object, and a change of each field.
@Suite struct FieldComparisonTests {
  static let catalog = #"""
    {
      "$schema": "https://example.com/old.json",
      "id": "old",
      "meters": {
        "calls": {
          "key": "m", "name": "Calls", "description": "Old", "eventType": "api.call", "aggregation": "sum",
          "valueProperty": "$.n", "groupBy": {"model": "$.model"}, "providerIds": {"stripe": "mtr_1"},
          "metadata": {"team": "a"}
        },
        "jobs": {"eventType": "job", "aggregation": "count", "groupBy": {"size": "$.size"}},
        "builds": {"eventType": "build", "aggregation": "count"},
        "runs": {"eventType": "run", "aggregation": "count"}
      },
      "features": {
        "tokens": {
          "key": "f", "type": "metered", "name": "Tokens", "description": "Old", "meter": "calls", "providerIds": {"stripe": "feat_1"},
          "metadata": {"team": "a"}
        },
        "seats": {"type": "metered"},
        "api": {"type": "boolean"},
        "tier": {"type": "static"},
        "projects": {"type": "limit"},
        "slots": {"type": "limit"},
        "rooms": {"type": "limit"},
        "jobs": {"type": "metered", "meter": "jobs"},
        "large": {"type": "metered", "meter": "jobs", "where": {"size": "large"}},
        "builds": {"type": "metered", "meter": "builds"},
        "runs": {"type": "metered", "meter": "runs"},
        "pool": {"type": "metered", "costs": {"jobs": 4, "builds": 2}}
      },
      "plans": {
        "pro": {
          "key": "p", "name": "Pro", "description": "Old", "providerIds": {"stripe": "prod_1"}, "metadata": {"team": "a"},
          "entitlements": {
            "tokens": {
              "type": "metered", "amount": 100, "reset": "month", "isSoftLimit": true, "preserveOverageAtReset": true,
              "metadata": {"team": "a"}
            },
            "api": {"type": "boolean", "enabled": true},
            "tier": {"type": "static", "config": "gold"}
          },
          "prices": {
            "monthly": {
              "amount": 2000, "currency": "USD", "interval": "month", "intervalCount": 1, "trialDays": 14,
              "trialCard": false, "entitlements": {"tier": "platinum", "rooms": 4}, "lookupKey": "k", "providerIds": {"stripe": "price_1"}, "metadata": {"team": "a"}
            }
          }
        },
        "team": {
          "entitlements": {"api": true, "large": 5}, "quantity": {"min": 2, "max": 50},
          "prices": {
            "yearly": {
              "tiers": [{"upTo": 10, "amount": 1000}, {"amount": 900}], "mode": "graduated", "currency": "USD", "interval": "year"
            }
          }
        },
        "scale": {
          "quantity": {"max": 9},
          "entitlements": {
            "jobs": {
              "amount": 100, "max": 5000,
              "prices": {
                "usd": {
                  "amount": "0.02", "currency": "USD", "per": 10, "lookupKey": "u", "providerIds": {"stripe": "price_9"},
                  "metadata": {"team": "a"}
                }
              }
            },
            "builds": {
              "amount": 10,
              "prices": {
                "usd": {"tiers": [{"upTo": 1000, "amount": 5}, {"amount": 3}], "mode": "graduated", "currency": "USD"}
              }
            },
            "runs": {"prices": {"usd": {"amount": 100, "package": 10, "currency": "USD"}}}
          },
          "prices": {"monthly": {"amount": 100, "currency": "USD", "interval": "month"}}
        },
        "free": {"default": true, "entitlements": {"api": true}},
        "site": {
          "group": "hosting", "entitlements": {"api": true},
          "prices": {"monthly": {"amount": 100, "currency": "USD", "interval": "month"}}
        },
        "enterprise": {"onRequest": true, "entitlements": {"api": true}},
        "payg": {"entitlements": {"jobs": {"reset": "month", "prices": {"usd": {"amount": 3, "currency": "USD"}}}}}
      },
      "addons": {
        "extra": {
          "key": "a", "name": "Extra", "description": "Old", "entitlements": {"tokens": 5, "projects": {"amount": 3}}, "compatiblePlans": ["pro", "team"],
          "prices": {"monthly": {"amount": 500, "currency": "USD", "interval": "month"}},
          "quantity": {"feature": "slots", "min": 1, "max": 5}, "providerIds": {"stripe": "prod_2"}, "metadata": {"team": "a"}
        },
        "more": {"entitlements": {"api": true}, "multiple": true, "onRequest": true}
      },
      "topups": {
        "pack": {
          "key": "t", "name": "Pack", "description": "Old", "feature": "tokens", "amount": 1000,
          "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}, "compatiblePlans": ["pro", "team"],
          "grant": {
            "priority": 5, "expiration": {"duration": "MONTH", "count": 6}, "maxRolloverAmount": 400, "metadata": {"team": "a"}
          },
          "providerIds": {"stripe": "prod_3"}, "metadata": {"team": "a"}
        }
      },
      "discounts": {
        "launch": {
          "name": "Launch", "percent": 20, "duration": {"months": 3}, "appliesTo": ["plans.pro"],
          "codes": {"HELLO": {"maxRedemptions": 10, "maxPerCustomer": 1, "minimum": {"USD": 500}}, "WELCOME": {}},
          "maxRedemptions": 100, "expiresAt": "2027-03-31T23:59:59Z", "providerIds": {"stripe": "launch"},
          "metadata": {"team": "a"}
        },
        "loyal": {"amounts": {"USD": 500}, "duration": "forever"}
      },
      "providers": {"stripe": {"enabled": true, "options": {"taxCode": "txcd_1"}, "metadata": {"team": "a"}}},
      "lint": {"allow": ["unused-feature"], "warn": ["stripe/*"], "deny": ["unused-meter", "*/currency-unsupported"]}
    }
    """#

  /// One edit: the value at a path is replaced or removed.
  struct Edit: Sendable, CustomTestStringConvertible {
    let owner: String
    let field: String
    /// JSON; nil removes the field.
    let value: String?
    let changes: [String]
    var testDescription: String { "\(owner).\(field) = \(value ?? "nothing")" }

    init(_ owner: String, _ field: String, _ value: String?, _ changes: String...) {
      (self.owner, self.field, self.value) = (owner, field, value)
      self.changes = changes.map { $0.contains("@") ? $0 : "\($0) @ \(owner.isEmpty ? field : "\(owner).\(field)")" }
    }
  }

  private static let other = #"{"team": "b"}"#
  private static let meters: [Edit] = [
    Edit("meters.calls", "key", #""x""#, "renamed api"), Edit("meters.calls", "name", #""x""#, "changed cosmetic"),
    Edit("meters.calls", "name", nil, "changed cosmetic"), Edit("meters.calls", "description", #""x""#, "changed cosmetic"),
    Edit("meters.calls", "description", nil, "changed cosmetic"), Edit("meters.calls", "eventType", #""x""#, "changed api"),
    Edit("meters.calls", "aggregation", #""max""#, "changed api"),
    Edit("meters.calls", "valueProperty", #""$.x""#, "changed api"),
    Edit("meters.calls", "groupBy", "{}", "changed api"), Edit("meters.calls", "groupBy", nil, "changed api"),
    Edit("meters.calls", "providerIds", nil, "removed compatible @ meters.calls.providerIds.stripe"),
    Edit("meters.calls", "metadata", other, "changed cosmetic"), Edit("meters.calls", "metadata", nil, "changed cosmetic"),
  ]
  private static let features: [Edit] = [
    Edit("features.tokens", "key", #""x""#, "renamed api"), Edit("features.seats", "type", #""static""#, "changed api"),
    Edit("features.tokens", "name", #""x""#, "changed cosmetic"),
    Edit("features.tokens", "description", nil, "changed cosmetic"), Edit("features.tokens", "meter", #""jobs""#, "changed api"),
    Edit("features.tokens", "meter", nil, "changed api"), Edit("features.tokens", "metadata", other, "changed cosmetic"),
    Edit("features.large", "where", #"{"size": ["large", "huge"]}"#, "changed customer api"),
    Edit("features.large", "where", #"{"size": {"not": ["large"]}}"#, "changed customer api"),
    Edit("features.large", "where", nil, "changed customer api"),
    Edit("features.tokens", "providerIds", "{}", "removed compatible @ features.tokens.providerIds.stripe"),
    Edit("features.pool", "costs", #"{"jobs": 5, "builds": 2}"#, "changed customer"),
    Edit("features.pool", "costs", #"{"jobs": 4}"#, "changed customer"),
    Edit("features.pool", "costs", #"{"jobs": 3, "builds": 2, "runs": 9}"#, "changed compatible"),
    Edit("features.pool", "costs", #"{"builds": 2, "jobs": 4}"#, "changed cosmetic"),
  ]
  private static let plans: [Edit] = [
    Edit("plans.pro", "key", #""x""#, "renamed api"), Edit("plans.pro", "name", #""x""#, "changed cosmetic"),
    Edit("plans.pro", "description", #""x""#, "changed cosmetic"),
    Edit(
      "plans.pro", "entitlements", #"{"api": {"enabled": true}, "tier": "gold"}"#,
      "removed customer @ plans.pro.entitlements.tokens"),
    Edit("plans.pro", "prices", nil, "removed customer @ plans.pro.prices.monthly"),
    Edit("plans.pro", "providerIds", nil, "removed compatible @ plans.pro.providerIds.stripe"),
    Edit("plans.pro", "providerIds", #"{"stripe": "prod_9"}"#, "changed compatible @ plans.pro.providerIds.stripe"),
    Edit("plans.pro", "providerIds", #"{"stripe": "prod_1", "dodo": "d"}"#, "added compatible @ plans.pro.providerIds.dodo"),
    Edit("plans.pro", "metadata", other, "changed cosmetic"), Edit("plans.pro", "quantity", "{}", "changed customer api"),
    Edit("plans.scale", "quantity", nil, "changed compatible api"), Edit("plans.team.quantity", "min", "3", "changed customer"),
    Edit("plans.team.quantity", "max", "60", "changed compatible"),
    Edit("plans.free", "default", nil, "changed customer"), Edit("plans.pro", "sold", "false", "changed api"),
    Edit("plans.pro", "group", #""app""#, "changed compatible"), Edit("plans.site", "group", nil, "changed customer"),
    Edit("plans.enterprise", "onRequest", "false", "changed compatible"),
    Edit("plans.enterprise", "sold", "false", "changed api"),
  ]
  private static let addons: [Edit] = [
    Edit("addons.extra", "key", #""x""#, "renamed api"), Edit("addons.extra", "name", #""x""#, "changed cosmetic"),
    Edit("addons.extra", "description", nil, "changed cosmetic"),
    Edit(
      "addons.extra", "entitlements", #"{"tokens": 6, "projects": 3}"#, "changed compatible @ addons.extra.entitlements.tokens"),
    Edit("addons.extra", "prices", "{}", "removed customer @ addons.extra.prices.monthly"),
    Edit("addons.extra", "compatiblePlans", #"["pro"]"#, "changed customer"),
    Edit("addons.extra", "compatiblePlans", nil, "changed compatible"), Edit("addons.extra", "quantity", nil, "changed customer"),
    Edit("addons.more", "multiple", "false", "changed customer"), Edit("addons.extra", "sold", "false", "changed api"),
    Edit("addons.more", "onRequest", "false", "changed compatible"),
    Edit("addons.more", "multiple", nil, "changed customer @ addons.more.quantity"),
    Edit("addons.extra", "providerIds", "{}", "removed compatible @ addons.extra.providerIds.stripe"),
    Edit("addons.extra", "metadata", nil, "changed cosmetic"), Edit("addons.extra.quantity", "min", "2", "changed customer"),
    Edit("addons.extra.quantity", "max", "6", "changed compatible"),
    Edit("addons.extra.quantity", "feature", nil, "changed customer api"),
    Edit("addons.extra.quantity", "feature", #""rooms""#, "changed customer api"),
  ]
  private static let topups: [Edit] = [
    Edit("topups.pack", "key", #""x""#, "renamed api"), Edit("topups.pack", "name", #""x""#, "changed cosmetic"),
    Edit("topups.pack", "description", nil, "changed cosmetic"), Edit("topups.pack", "feature", #""seats""#, "changed customer"),
    Edit("topups.pack", "amount", "1000.5", "changed compatible"),
    Edit(
      "topups.pack", "prices", #"{"once": {"amount": 901, "currency": "USD", "interval": "one_time"}}"#,
      "changed customer @ topups.pack.prices.once.amount"),
    Edit("topups.pack", "compatiblePlans", #"["team"]"#, "changed customer"),
    Edit(
      "topups.pack", "grant", nil, "changed customer @ topups.pack.grant.priority",
      "changed compatible @ topups.pack.grant.expiration",
      "changed compatible @ topups.pack.grant.maxRolloverAmount", "changed cosmetic @ topups.pack.grant.metadata"),
    Edit("topups.pack", "providerIds", nil, "removed compatible @ topups.pack.providerIds.stripe"),
    Edit("topups.pack", "quantity", "{}", "changed api"),
    Edit("topups.pack", "quantity", #"{"min": 2}"#, "changed customer api"),
    Edit("topups.pack", "sold", "false", "changed api"),
    Edit("topups.pack", "metadata", other, "changed cosmetic"), Edit("topups.pack.grant", "priority", nil, "changed customer"),
    Edit("topups.pack.grant", "expiration", nil, "changed compatible"),
    Edit("topups.pack.grant", "maxRolloverAmount", "0", "changed customer"),
    Edit("topups.pack.grant", "metadata", nil, "changed cosmetic"),
    Edit("topups.pack.grant.expiration", "duration", #""DAY""#, "changed customer @ topups.pack.grant.expiration"),
    Edit("topups.pack.grant.expiration", "count", nil, "changed customer @ topups.pack.grant.expiration"),
  ]
  private static let price = "plans.pro.prices.monthly"
  private static let prices: [Edit] = [
    Edit(price, "amount", "2001", "changed customer"), Edit(price, "currency", #""EUR""#, "changed customer"),
    Edit(price, "interval", #""year""#, "changed compatible"), Edit(price, "intervalCount", "2", "changed compatible"),
    Edit(price, "trialDays", "15", "changed compatible"), Edit(price, "trialCard", nil, "changed customer"),
    Edit(price, "sold", "false", "changed api"),
    Edit(
      price, "entitlements", #"{"tier": "iron", "rooms": 4}"#, "changed customer @ \(price).entitlements.tier"),
    Edit(price, "entitlements", #"{"tier": "platinum"}"#, "removed customer @ \(price).entitlements.rooms"),
    Edit(
      price, "entitlements", #"{"rooms": 5}"#, "changed customer @ plans.pro.entitlements.tier.config",
      "changed compatible @ \(price).entitlements.rooms"), Edit(price, "lookupKey", #""x""#, "renamed api"),
    Edit(price, "lookupKey", nil, "renamed api"),
    Edit(price, "providerIds", nil, "removed compatible @ \(price).providerIds.stripe"),
    Edit(price, "metadata", nil, "changed cosmetic"),
  ]
  private static let yearly = "plans.team.prices.yearly"
  private static let tieredPrices: [Edit] = [
    Edit(yearly, "tiers", #"[{"upTo": 10, "amount": 1000}, {"amount": 950}]"#, "changed customer"),
    Edit(yearly, "tiers", #"[{"upTo": 9, "amount": 1000}, {"amount": 900}]"#, "changed compatible"),
    Edit(yearly, "tiers", #"[{"upTo": 10, "amount": 1000, "flat": 1}, {"amount": 900}]"#, "changed customer"),
    // At most 50 can be bought.
    Edit(
      yearly, "tiers", #"[{"upTo": 10, "amount": 1000}, {"upTo": 50, "amount": 900}, {"amount": 5000}]"#, "changed cosmetic"),
    Edit(yearly, "mode", #""volume""#, "changed compatible"),
  ]
  private static let usage = "plans.scale.entitlements.jobs.prices.usd"
  private static let tieredUsage = "plans.scale.entitlements.builds.prices.usd"
  private static let packages = "plans.scale.entitlements.runs.prices.usd"
  private static let usagePrices: [Edit] = [
    Edit(usage, "amount", #""0.03""#, "changed customer"), Edit(usage, "amount", #""0.01""#, "changed compatible"),
    Edit(usage, "per", "20", "changed compatible"), Edit(usage, "per", "5", "changed customer"),
    Edit(usage, "lookupKey", #""x""#, "renamed api"), Edit(usage, "lookupKey", nil, "renamed api"),
    Edit(usage, "providerIds", nil, "removed compatible @ \(usage).providerIds.stripe"),
    Edit(usage, "metadata", other, "changed cosmetic"),
    Edit(tieredUsage, "tiers", #"[{"upTo": 1000, "amount": 5}, {"amount": 4}]"#, "changed customer"),
    Edit(tieredUsage, "tiers", #"[{"upTo": 1000, "amount": 5, "flat": 1}, {"amount": 3}]"#, "changed customer"),
    Edit(tieredUsage, "tiers", #"[{"upTo": 500, "amount": 5}, {"amount": 3}]"#, "changed compatible"),
    Edit(
      tieredUsage, "tiers", #"[{"upTo": 500, "amount": 5}, {"upTo": 1000, "amount": 5}, {"amount": 3}]"#,
      "changed cosmetic"),
    Edit(tieredUsage, "mode", #""volume""#, "changed customer"), Edit(packages, "package", "20", "changed compatible"),
    Edit("plans.payg.entitlements.jobs.prices.usd", "currency", #""EUR""#, "changed customer"),
  ]
  private static let tokens = "plans.pro.entitlements.tokens"
  private static let entitlements: [Edit] = [
    Edit(tokens, "amount", "99", "changed customer"), Edit(tokens, "reset", #""week""#, "changed compatible"),
    Edit(tokens, "isSoftLimit", nil, "changed customer"), Edit(tokens, "preserveOverageAtReset", nil, "changed compatible"),
    Edit(tokens, "metadata", other, "changed cosmetic"),
    Edit("plans.pro.entitlements.api", "enabled", "false", "changed customer"),
    Edit("plans.pro.entitlements.tier", "config", #""silver""#, "changed customer"),
    Edit("plans.pro.entitlements.tier", "config", #"{"tier": "gold"}"#, "changed customer"),
    Edit(tokens, "reset", #""never""#, "changed customer"),
    Edit("addons.extra.entitlements.projects", "amount", "2", "changed customer"),
    Edit("addons.extra.entitlements.projects", "amount", "4", "changed compatible"),
    Edit("addons.extra.entitlements.projects", "set", "true", "changed customer"),
    Edit("addons.extra.entitlements.projects", "perUnit", "false", "changed customer"),
    Edit(tokens, "perUnit", "true", "changed compatible"),
    Edit("plans.payg.entitlements.jobs", "reset", #""day""#, "changed customer"),
    Edit("plans.scale.entitlements.jobs", "amount", "99", "changed customer"),
    Edit("plans.scale.entitlements.jobs", "max", "4000", "changed customer"),
    Edit("plans.scale.entitlements.jobs", "max", nil, "changed compatible"),
    Edit(
      "plans.scale.entitlements.runs", "prices",
      #"{"usd": {"amount": 100, "package": 10, "currency": "USD"}, "eur": {"amount": 100, "package": 10, "currency": "EUR"}}"#,
      "added compatible @ plans.scale.entitlements.runs.prices.eur"),
  ]
  private static let settings: [Edit] = [
    Edit("providers.stripe", "enabled", "false", "changed compatible"),
    Edit("providers.stripe", "options", "{}", "changed compatible @ providers.stripe.options.taxCode"),
    Edit("providers.stripe", "options", #"{"taxCode": "txcd_2"}"#, "changed compatible @ providers.stripe.options.taxCode"),
    Edit("providers.stripe", "metadata", nil, "changed cosmetic"),

    Edit("lint", "allow", nil, "changed cosmetic"), Edit("lint", "warn", #"["stripe/*", "volume-cliff"]"#, "changed cosmetic"),
    Edit("lint", "deny", #"["dominated-plan"]"#, "changed cosmetic"),
  ]
  private static let root: [Edit] = [
    Edit("", "id", #""new""#, "changed api"), Edit("", "id", nil, "changed api"),
    Edit(
      "", "discounts", nil, "removed api @ discounts.launch", "removed compatible @ discounts.loyal"),
    Edit("", "$schema", #""x""#, "changed cosmetic"), Edit("", "$schema", nil, "changed cosmetic"),
    Edit("", "addons", nil, "removed customer @ addons.extra", "removed customer @ addons.more"),
    Edit("", "topups", "{}", "removed customer @ topups.pack"),
  ]

  private static let launch = "discounts.launch"
  private static let hello = "discounts.launch.codes.HELLO"
  private static let discounts: [Edit] = [
    Edit(launch, "name", #""x""#, "changed cosmetic"), Edit(launch, "percent", "30", "changed compatible"),
    Edit("discounts.loyal", "amounts", #"{"USD": 600}"#, "changed compatible"),
    Edit(launch, "duration", #""forever""#, "changed compatible"), Edit(launch, "appliesTo", nil, "changed compatible"),
    Edit(launch, "appliesTo", #"["plans.pro", "team"]"#, "changed compatible"),
    Edit(
      launch, "codes", #"{"HELLO": {"maxRedemptions": 10, "maxPerCustomer": 1, "minimum": {"USD": 500}}}"#,
      "removed api @ \(launch).codes.WELCOME"),
    Edit(launch, "maxRedemptions", nil, "changed compatible"),
    Edit(launch, "expiresAt", #""2028-03-31T23:59:59Z""#, "changed compatible"),
    Edit(launch, "providerIds", nil, "removed compatible @ \(launch).providerIds.stripe"),
    Edit(launch, "metadata", other, "changed cosmetic"), Edit(hello, "maxRedemptions", "11", "changed compatible @ \(hello)"),
    Edit(hello, "maxPerCustomer", nil, "changed compatible @ \(hello)"),
    Edit(hello, "expiresAt", #""2028-03-31T23:59:59Z""#, "changed compatible @ \(hello)"),
    Edit(hello, "firstPurchaseOnly", "true", "changed compatible @ \(hello)"),
    Edit(hello, "minimum", #"{"EUR": 500}"#, "changed compatible @ \(hello)"),
  ]

  static let all: [Edit] =
    root + meters + discounts + features + plans + addons + topups + prices + tieredPrices + usagePrices + entitlements + settings

  @Test(arguments: all) func `a changed field is reported at its place`(edit: Edit) throws {
    let changed = try Self.edited(edit)
    #expect(try changes(Self.catalog, changed) == edit.changes)
    #expect(try !changes(changed, Self.catalog).isEmpty)
  }

  @Test func `the edits cover every field`() {
    let owners: [(owner: String, fields: [String])] = [
      ("meters.calls", MeterField.allCases.map(\.rawValue)),
      ("plans.pro", PlanField.allCases.map(\.rawValue).filter { !["default", "onRequest"].contains($0) }),
      ("plans.free", ["default"]), ("plans.enterprise", ["onRequest"]),
      // `multiple` is another way to write a quantity.
      ("addons.extra", AddonField.allCases.map(\.rawValue).filter { $0 != "multiple" && $0 != "onRequest" }),
      ("addons.more", ["multiple", "onRequest"]),
      ("addons.extra.quantity", QuantityField.allCases.map(\.rawValue)),
      ("topups.pack", TopupField.allCases.map(\.rawValue)), ("topups.pack.grant", GrantField.allCases.map(\.rawValue)),
      ("topups.pack.grant.expiration", ExpirationField.allCases.map(\.rawValue)),
      // A price has either an amount or tiers, and so does a usage price.
      (Self.price, PriceField.allCases.map(\.rawValue).filter { $0 != "tiers" && $0 != "mode" }),
      (Self.yearly, ["tiers", "mode"]),
      // A discount has either a percentage or amounts.
      (Self.launch, DiscountField.allCases.map(\.rawValue).filter { $0 != "amounts" }), ("discounts.loyal", ["amounts"]),
      (Self.hello, CodeField.allCases.map(\.rawValue)),
      ("providers.stripe", ProviderField.allCases.map(\.rawValue)), ("lint", LintField.allCases.map(\.rawValue)),
    ]
    let changed = Set(Self.all.map { "\($0.owner).\($0.field)" })
    for (owner, fields) in owners {
      for field in fields { #expect(changed.contains("\(owner).\(field)")) }
    }
    // No single entry can have all fields of a feature or an entitlement. An entitlement's type repeats the feature's.
    let featureFields = Set(Self.features.map(\.field))
    #expect(featureFields == Set(FeatureField.allCases.map(\.rawValue)))
    #expect(Set(Self.usagePrices.map(\.field)) == Set(UsagePriceField.allCases.map(\.rawValue)))
    #expect(Set(Self.entitlements.map(\.field)) == Set(EntitlementField.allCases.map(\.rawValue)).subtracting(["type"]))
    // The sections' contents are covered above. Sections that others need are removed in separate tests.
    #expect(
      Set(CatalogField.allCases.map(\.rawValue)) == [
        "$schema", "id", "meters", "features", "plans", "addons", "topups", "discounts", "providers", "lint",
      ])
  }

  @Test func `a catalog equals itself`() throws {
    #expect(try changes(Self.catalog, Self.catalog) == [])
  }

  /// The catalog with one field changed.
  private static func edited(_ edit: Edit) throws -> String {
    let tree = JSONReader.read(Marked(catalog).source).tree
    var value = JSON(tree, .root)
    let path = (edit.owner.split(separator: ".") + [Substring(edit.field)])[...]
    value.set(
      path,
      edit.value.map { text in
        let tree = JSONReader.read(Marked(text).source).tree
        return JSON(tree, .root)
      })
    return value.compact
  }
}

extension JSON {
  fileprivate mutating func set(_ path: ArraySlice<Substring>, _ value: JSON?) {
    guard let name = path.first, case .object(var members) = self else { return }
    let index = members.firstIndex { $0.name == name }
    switch (path.count, index, value) {
    case (1, let index?, let value?): members[index].value = value
    case (1, let index?, nil): members.remove(at: index)
    case (1, nil, let value?): members.append(Member(String(name), value))
    case (_, let index?, _): members[index].value.set(path.dropFirst(), value)
    default: break
    }
    self = .object(members)
  }
}
