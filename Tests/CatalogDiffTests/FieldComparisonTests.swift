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
      "meters": {
        "calls": {
          "key": "m", "name": "Calls", "description": "Old", "eventType": "api.call", "aggregation": "sum",
          "valueProperty": "$.n", "groupBy": {"model": "$.model"}, "metadata": {"team": "a"}
        },
        "jobs": {"eventType": "job", "aggregation": "count"}
      },
      "features": {
        "tokens": {
          "key": "f", "type": "metered", "name": "Tokens", "description": "Old", "meter": "calls", "metadata": {"team": "a"}
        },
        "seats": {"type": "metered"},
        "api": {"type": "boolean"},
        "tier": {"type": "static"},
        "projects": {"type": "limit"}
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
              "lookupKey": "k", "providerIds": {"stripe": "price_1"}, "metadata": {"team": "a"}
            }
          }
        },
        "team": {"entitlements": {"api": true}}
      },
      "addons": {
        "extra": {
          "key": "a", "name": "Extra", "description": "Old", "entitlements": {"tokens": 5, "projects": {"amount": 3}}, "compatiblePlans": ["pro", "team"],
          "prices": {"monthly": {"amount": 500, "currency": "USD", "interval": "month"}}, "multiple": true,
          "quantity": {"min": 1, "max": 5}, "providerIds": {"stripe": "prod_2"}, "metadata": {"team": "a"}
        }
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
      "providers": {"stripe": {"enabled": true, "options": {"taxCode": "txcd_1"}, "metadata": {"team": "a"}}}
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
    Edit("meters.calls", "metadata", other, "changed cosmetic"), Edit("meters.calls", "metadata", nil, "changed cosmetic"),
  ]
  private static let features: [Edit] = [
    Edit("features.tokens", "key", #""x""#, "renamed api"), Edit("features.seats", "type", #""static""#, "changed api"),
    Edit("features.tokens", "name", #""x""#, "changed cosmetic"),
    Edit("features.tokens", "description", nil, "changed cosmetic"), Edit("features.tokens", "meter", #""jobs""#, "changed api"),
    Edit("features.tokens", "meter", nil, "changed api"), Edit("features.tokens", "metadata", other, "changed cosmetic"),
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
    Edit("plans.pro", "metadata", other, "changed cosmetic"),
  ]
  private static let addons: [Edit] = [
    Edit("addons.extra", "key", #""x""#, "renamed api"), Edit("addons.extra", "name", #""x""#, "changed cosmetic"),
    Edit("addons.extra", "description", nil, "changed cosmetic"),
    Edit(
      "addons.extra", "entitlements", #"{"tokens": 6, "projects": 3}"#, "changed compatible @ addons.extra.entitlements.tokens"),
    Edit("addons.extra", "prices", "{}", "removed customer @ addons.extra.prices.monthly"),
    Edit("addons.extra", "compatiblePlans", #"["pro"]"#, "changed customer"),
    Edit("addons.extra", "compatiblePlans", nil, "changed compatible"), Edit("addons.extra", "multiple", nil, "changed customer"),
    Edit(
      "addons.extra", "quantity", nil, "changed compatible @ addons.extra.quantity.min",
      "changed compatible @ addons.extra.quantity.max"),
    Edit("addons.extra", "providerIds", "{}", "removed compatible @ addons.extra.providerIds.stripe"),
    Edit("addons.extra", "metadata", nil, "changed cosmetic"), Edit("addons.extra.quantity", "min", "2", "changed customer"),
    Edit("addons.extra.quantity", "max", "6", "changed compatible"),
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
    Edit(price, "trialDays", nil, "changed customer"), Edit(price, "lookupKey", #""x""#, "renamed api"),
    Edit(price, "lookupKey", nil, "renamed api"),
    Edit(price, "providerIds", nil, "removed compatible @ \(price).providerIds.stripe"),
    Edit(price, "metadata", nil, "changed cosmetic"),
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
  ]
  private static let settings: [Edit] = [
    Edit("providers.stripe", "enabled", "false", "changed compatible"),
    Edit("providers.stripe", "options", "{}", "changed compatible @ providers.stripe.options.taxCode"),
    Edit("providers.stripe", "options", #"{"taxCode": "txcd_2"}"#, "changed compatible @ providers.stripe.options.taxCode"),
    Edit("providers.stripe", "metadata", nil, "changed cosmetic"),
  ]
  private static let root: [Edit] = [
    Edit("", "$schema", #""x""#, "changed cosmetic"), Edit("", "$schema", nil, "changed cosmetic"),
    Edit("", "addons", nil, "removed customer @ addons.extra"), Edit("", "topups", "{}", "removed customer @ topups.pack"),
  ]

  static let all: [Edit] =
    root + meters + features + plans + addons + topups + prices + entitlements + settings

  @Test(arguments: all) func `a changed field is reported at its place`(edit: Edit) throws {
    let changed = try Self.edited(edit)
    #expect(try changes(Self.catalog, changed) == edit.changes)
    #expect(try !changes(changed, Self.catalog).isEmpty)
  }

  @Test func `the edits cover every field`() {
    let owners: [(owner: String, fields: [String])] = [
      ("meters.calls", MeterField.allCases.map(\.rawValue)), ("plans.pro", PlanField.allCases.map(\.rawValue)),
      ("addons.extra", AddonField.allCases.map(\.rawValue)), ("addons.extra.quantity", QuantityField.allCases.map(\.rawValue)),
      ("topups.pack", TopupField.allCases.map(\.rawValue)), ("topups.pack.grant", GrantField.allCases.map(\.rawValue)),
      ("topups.pack.grant.expiration", ExpirationField.allCases.map(\.rawValue)),
      (Self.price, PriceField.allCases.map(\.rawValue)),
      ("providers.stripe", ProviderField.allCases.map(\.rawValue)),
    ]
    let changed = Set(Self.all.map { "\($0.owner).\($0.field)" })
    for (owner, fields) in owners {
      for field in fields { #expect(changed.contains("\(owner).\(field)")) }
    }
    // No single entry can have all fields of a feature or an entitlement. An entitlement's type repeats the feature's.
    let featureFields = Set(Self.features.map(\.field))
    #expect(featureFields == Set(FeatureField.allCases.map(\.rawValue)))
    #expect(Set(Self.entitlements.map(\.field)) == Set(EntitlementField.allCases.map(\.rawValue)).subtracting(["type"]))
    // The sections' contents are covered above. Sections that others need are removed in separate tests.
    #expect(
      Set(CatalogField.allCases.map(\.rawValue)) == ["$schema", "meters", "features", "plans", "addons", "topups", "providers"])
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
