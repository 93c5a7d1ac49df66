import Catalog
import Diagnostics
import Foundation
import Foundations
import Fuzzing
import Invoicing
import JSONText
import ProviderBilling
import Providers
import TestSupport
import Testing

/// What providers charge by the requests that they get is what the catalog says, unless a finding says otherwise.
@Suite struct ProviderBillTests {
  @Test(arguments: exampleCatalogs, Provider.all.map(\.name))
  func `providers charge what an example says`(example: ExampleCatalog, name: String) throws {
    let provider = try #require(Provider.named(name))
    let billing = try #require(Billing(example.source, provider))
    let purchases = billing.purchases
    #expect(!purchases.isEmpty)
    for purchase in purchases { #expect(billing.unexplained(purchase) == []) }
  }

  /// `BILL_SEEDS=300-2300` in the environment tries these seeds instead.
  private static let seeds: [Int] = {
    let range = (ProcessInfo.processInfo.environment["BILL_SEEDS"] ?? "0-300").split(separator: "-").compactMap { Int($0) }
    return range.count == 2 && range[0] < range[1] ? Array(range[0]..<range[1]) : []
  }()

  @Test(arguments: seeds)
  func `providers charge what a random catalog says`(seed: Int) throws {
    let source = SourceText(name: "catalog.json", bytes: RandomCatalog(seed: UInt64(seed)).bytes)
    for provider in Provider.all {
      let billing = try #require(Billing(source, provider))
      for purchase in billing.purchases { #expect(billing.unexplained(purchase) == [], "\(provider.name)") }
    }
  }

  /// Every number that a provider charges by, changed, is noticed.
  @Test(arguments: Provider.all.map(\.name)) func `an amount or a bound that differs is found`(name: String) throws {
    let provider = try #require(Provider.named(name))
    var changed = 0
    var missed: [String] = []
    for example in exampleCatalogs {
      let billing = try #require(Billing(example.source, provider))
      let purchases = billing.purchases
      let before = purchases.map { $0.quote(by: billing.book).differences }
      for request in billing.artifact.setup where request.id.isOfPrice {
        guard let body = request.body else { continue }
        for path in body.chargedNumbers {
          changed += 1
          let book = billing.book { other in
            guard other.id == request.id else { return other }
            return Request(other.id, other.method, other.path, body: body.changing(path[...]))
          }
          let isNoticed = zip(purchases, before).contains { $0.quote(by: book).differences != $1 }
          if !isNoticed { missed.append("\(example.name) \(request.id) \(path)") }
        }
      }
    }
    #expect(changed > 0)
    #expect(missed == [])
  }

  /// Features that count some of a meter's events, and a pool.
  static let counting = SourceText(
    name: "counting.json",
    bytes: Array(
      #"""
      {"meters": {
         "tokens": {"eventType": "ai.tokens", "aggregation": "sum", "valueProperty": "$.tokens", "groupBy": {"model": "$.model"}},
         "calls": {"eventType": "api.call", "aggregation": "count"},
         "images": {"eventType": "image", "aggregation": "count"}, "minutes": {"eventType": "video", "aggregation": "count"}},
       "features": {
         "calls": {"type": "metered", "meter": "calls"},
         "large": {"type": "metered", "meter": "tokens", "where": {"model": "large"}},
         "small": {"type": "metered", "meter": "tokens", "where": {"model": ["small", "mini"]}},
         "other": {"type": "metered", "meter": "tokens", "where": {"model": {"not": ["large", "small", "mini"]}}},
         "images": {"type": "metered", "meter": "images"}, "minutes": {"type": "metered", "meter": "minutes"},
         "credits": {"type": "metered", "costs": {"images": 5, "minutes": 10}}},
       "plans": {"pro": {"name": "The plan", "entitlements": {
         "calls": {"amount": 10, "prices": {"usd": {"amount": 2, "currency": "USD"}}},
         "large": {"prices": {"usd": {"amount": 3, "currency": "USD"}}},
         "small": {"prices": {"usd": {"amount": 4, "currency": "USD"}}},
         "other": {"prices": {"usd": {"amount": 5, "currency": "USD"}}},
         "credits": {"prices": {"usd": {"amount": 7, "currency": "USD"}}}},
         "prices": {"monthly": {"amount": 1000, "currency": "USD", "interval": "month"}}}}}
      """#.utf8))

  /// Every word and number by which a provider counts, changed, is noticed.
  @Test(arguments: Provider.all.map(\.name).filter { $0 != "razorpay" }) func `a meter that counts otherwise is found`(
    name: String
  ) throws {
    let provider = try #require(Provider.named(name))
    let billing = try #require(Billing(Self.counting, provider))
    let purchase = try #require(billing.purchases.first)
    let before = purchase.quote(by: billing.book).miscounted
    // Polar does not count events without the value that is excluded.
    #expect(before.map { billing.catalog.features[$0].header.id } == (name == "polar" ? ["other"] : []))
    var changed = 0
    var missed: [String] = []
    for request in billing.artifact.setup {
      guard let body = request.body else { continue }
      for path in body.countingWords(isMeter: request.id.hasPrefix("meters/") || request.id.hasPrefix("features/")) {
        changed += 1
        let book = billing.book { other in
          guard other.id == request.id else { return other }
          return Request(other.id, other.method, other.path, body: body.changing(path[...]))
        }
        let isNoticed = !book.miscounted.subtracting(billing.book.miscounted).isEmpty
        // What differs already cannot differ more, and events without a name in the catalog have any.
        let isFree =
          name == "polar" && request.id.hasSuffix("other")
          || path == ["event_name"] && body["default_aggregation"] != nil
            && request.id.split(separator: "/").count > 2
        if !isNoticed, !isFree { missed.append("\(request.id) \(path)") }
      }
    }
    #expect(changed > 0)
    #expect(missed == [])
  }
}

extension String {
  /// Whether a request creates something that is charged.
  fileprivate var isOfPrice: Bool { ["prices/", "usage/", "plans/", "addons/"].contains { hasPrefix($0) } }
}

extension JSON {
  private var whole: Int64? {
    switch self {
    case .integer(let value): value
    case .number(let value): value.integer
    case .null, .bool, .string, .array, .object: nil
    }
  }

  private static let charged: Set<String> = [
    "unit_amount", "unit_amount_decimal", "flat_amount", "price_amount", "up_to", "bound", "to", "amount", "upToAmount", "price",
    "fixed_price", "price_per_unit", "free_threshold", "billing_units", "divide_by", "unit_price", "free_allowance",
    "quantityPerPackage", "included",
  ]

  /// The paths of the numbers that a provider charges by.
  fileprivate var chargedNumbers: [[String]] {
    // Only one of the phases is regular.
    if let phases = self["phases"], case .array(let all) = phases, all.count > 1 { return [] }
    return paths(in: "")
  }

  private func paths(in name: String) -> [[String]] {
    switch self {
    case .object(let members):
      // A balance that is not charged has no price.
      let isBalance = self["included"] != nil && self["price"] == nil
      return members.flatMap { member in
        isBalance && member.name == "included" || member.name == "customer_credits"
          ? [] : member.value.paths(in: member.name).map { [member.name] + $0 }
      }
    case .array(let elements):
      return elements.enumerated().flatMap { index, element in
        // Nothing is bought beyond the bound of the last tier.
        let all = element.paths(in: name).filter { index < elements.count - 1 || name != "tiers" || $0 != ["bound"] }
        return all.map { ["\(index)"] + $0 }
      }
    case .integer, .number: return Self.charged.contains(name) ? [[]] : []
    case .string(let text): return Self.charged.contains(name) && ExactDecimal(parsing: text.utf8) != nil ? [[]] : []
    case .null, .bool: return []
    }
  }

  private static let counting: Set<String> = [
    "event_name", "eventType", "formula", "aggregation", "func", "key", "property", "aggregation_property", "value", "operator",
    "valueProperty", "model", "event_names", "credit_cost", "meterSlug", "$eq", "$in", "$nin",
  ]

  /// The paths of what a provider counts by: of a meter, or of the credits that a product takes.
  fileprivate func countingWords(isMeter: Bool) -> [[String]] {
    isMeter ? countingPaths(in: "", Self.counting) : countingPaths(in: "", ["meter_units_per_credit"])
  }

  private func countingPaths(in name: String, _ words: Set<String>) -> [[String]] {
    switch self {
    case .object(let members):
      // Of a feature, the key is its own, and metadata counts nothing.
      let isFeature = self["name"] != nil && self["key"] != nil
      return members.flatMap { member in
        member.name == "metadata" || isFeature && member.name == "key"
          ? [] : member.value.countingPaths(in: member.name, words).map { [member.name] + $0 }
      }
    case .array(let elements):
      return elements.enumerated().flatMap { index, element in element.countingPaths(in: name, words).map { ["\(index)"] + $0 } }
    case .integer, .number, .string: return words.contains(name) ? [[]] : []
    case .null, .bool: return []
    }
  }

  /// The same with one more at a path; with one less of a package, of which one is bought.
  fileprivate func changing(_ path: ArraySlice<String>) -> JSON {
    if path.count == 1, path.first == "billing_units", case .object(let members) = self {
      return .object(members.map { $0.name == "billing_units" ? .init($0.name, .integer(($0.value.whole ?? 2) - 1)) : $0 })
    }
    guard let step = path.first else {
      switch self {
      case .integer(let value): return .integer(value + 1)
      case .number(let value): return .number(value + ExactDecimal(1))
      case .string(let text):
        return .string(ExactDecimal(parsing: text.utf8).map { ($0 + ExactDecimal(1)).plain } ?? text + "x")
      default: return self
      }
    }
    switch self {
    case .object(let members):
      return .object(members.map { $0.name == step ? .init($0.name, $0.value.changing(path.dropFirst())) : $0 })
    case .array(let elements):
      return .array(elements.enumerated().map { "\($0)" == step ? $1.changing(path.dropFirst()) : $1 })
    default: return self
    }
  }
}
