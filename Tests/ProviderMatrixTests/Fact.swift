import Foundations
import JSONText
import TestSupport
import Testing

/// One fact that a catalog can express: a small complete catalog, and the change that adds the fact.
///
/// In the change, `PROVIDER` is replaced by the name of the answering provider.
struct Fact: Sendable {
  let name: String
  let base: Base
  /// A JSON Merge Patch (RFC 7396) of the base.
  let change: String

  init(_ name: String, _ base: Base, _ change: String) {
    self.name = name
    self.base = base
    self.change = change
  }

  /// Provider settings, the catalog's id and a discount of everything apply to every item.
  var isAboutEveryItem: Bool {
    let change = JSON.read(change)
    let discount = change["discounts"]?["launch"]
    return change["providers"] != nil || change["id"] != nil || (discount != nil && discount?["appliesTo"] == nil)
  }
}

/// Facts that are reviewed together, in one file of the folder `Matrix`.
struct FactGroup: Sendable, CustomTestStringConvertible {
  let name: String
  let facts: [Fact]

  /// The distinct bases of the facts.
  var bases: [Base] { Base.all.filter { base in facts.contains { $0.base.name == base.name } } }
  var testDescription: String { name }
}

/// A minimal complete catalog.
struct Base: Sendable {
  let name: String
  let catalog: String
  /// Adds an unrelated item of the same kind.
  let unrelated: String

  static let all: [Base] = [.plan, .addon, .oneTimeAddon, .topup, .metered, .static]

  static let plan = Base(name: "plan", catalog: merged(planCatalog), unrelated: otherPlan)

  static let addon = Base(
    name: "add-on",
    catalog: merged(
      planCatalog,
      #"""
      {"features": {"more": {"type": "boolean"}},
       "addons": {"x": {"name": "Extra", "entitlements": {"more": true},
         "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}}}}
      """#),
    unrelated: #"""
      {"features": {"spare": {"type": "boolean"}},
       "addons": {"other": {"name": "Another", "entitlements": {"spare": true},
         "prices": {"m": {"amount": 700, "currency": "USD", "interval": "month"}}}}}
      """#)

  static let oneTimeAddon = Base(
    name: "one-time add-on",
    catalog: merged(
      planCatalog,
      #"""
      {"features": {"more": {"type": "boolean"}},
       "addons": {"x": {"name": "Extra", "entitlements": {"more": true},
         "prices": {"once": {"amount": 500, "currency": "USD", "interval": "one_time"}}}}}
      """#),
    unrelated: #"""
      {"features": {"spare": {"type": "boolean"}},
       "addons": {"other": {"name": "Another", "entitlements": {"spare": true},
         "prices": {"once": {"amount": 700, "currency": "USD", "interval": "one_time"}}}}}
      """#)

  static let topup = Base(
    name: "top-up",
    catalog: merged(
      planCatalog,
      #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
       "features": {"credits": {"type": "metered", "meter": "calls"}},
       "plans": {"pro": {"entitlements": {"credits": 100}}},
       "topups": {"pack": {"feature": "credits", "amount": 1000,
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#),
    unrelated: #"""
      {"meters": {"spare": {"eventType": "spare.call", "aggregation": "count"}},
       "features": {"spare": {"type": "metered", "meter": "spare"}},
       "plans": {"pro": {"entitlements": {"spare": 100}}},
       "topups": {"other": {"feature": "spare", "amount": 2000,
         "prices": {"once": {"amount": 1100, "currency": "USD", "interval": "one_time"}}}}}
      """#)

  static let metered = Base(
    name: "metered feature",
    catalog: merged(
      planCatalog,
      #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
       "features": {"calls": {"type": "metered", "meter": "calls"}},
       "plans": {"pro": {"entitlements": {"calls": {"amount": 100, "reset": "month"}}}}}
      """#),
    unrelated: otherPlan)

  static let `static` = Base(
    name: "static feature",
    catalog: merged(
      planCatalog,
      #"""
      {"features": {"tier": {"type": "static"}}, "plans": {"pro": {"entitlements": {"tier": "{\"level\": 1}"}}}}
      """#),
    unrelated: otherPlan)

  private static let planCatalog = #"""
    {"features": {"api": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"api": true},
       "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
    """#

  private static let otherPlan = #"""
    {"features": {"spare": {"type": "boolean"}},
     "plans": {"other": {"entitlements": {"spare": true},
       "prices": {"m": {"amount": 3000, "currency": "USD", "interval": "month"}}}}}
    """#
}

/// A JSON text with the changes merged into it.
func merged(_ text: String, _ changes: String...) -> String {
  changes.reduce(JSON.read(text)) { $0.merged(with: JSON.read($1)) }.compact
}

extension JSON {
  /// JSON Merge Patch (RFC 7396). Names are compared scalar by scalar.
  func merged(with change: JSON) -> JSON {
    guard case .object(let changes) = change else { return change }
    var members: [Member] = []
    if case .object(let own) = self { members = own }
    for change in changes {
      let index = members.firstIndex { $0.name.hasSameScalars(as: change.name) }
      if case .null = change.value {
        if let index { members.remove(at: index) }
      } else if let index {
        members[index].value = members[index].value.merged(with: change.value)
      } else {
        members.append(Member(change.name, JSON.null.merged(with: change.value)))
      }
    }
    return .object(members)
  }
}
