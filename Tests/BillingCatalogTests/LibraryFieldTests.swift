import CatalogReading
import Diagnostics
import Testing

@testable import BillingCatalog
@testable import Syntax

/// The library's types have and write all fields of the format. If one lacked a field, the printer could produce Swift that
/// does not compile.
@Suite struct LibraryFieldTests {
  private let vocabulary = SwiftVocabulary.catalog

  @Test func `every type of the library has the fields of the format in their order`() {
    var found: Set<String> = []
    visit(complete) { name, fields in
      guard let parameters = vocabulary.objects[name] else { return }
      found.insert(name)
      #expect(fields.map(\.label) == parameters.map(\.label), "\(name)")
    }
    #expect(found == Set(vocabulary.objects.keys))
  }

  @Test func `every type of the library writes all of its fields`() {
    visit(complete) { name, fields, value in
      guard vocabulary.objects[name] != nil else { return }
      #expect((value as? any JSONObject)?.members.map(\.key) == fields.map(\.label), "\(name)")
    }
  }

  /// The fields that each initializer lacks, of the types that have more than one.
  private static let initializers: [String: [Set<String>]] = [
    "Feature": [["costs"], ["meter", "where"]],
    "Discount": [["amounts"], ["percent"]],
    "Price": [["tiers", "mode"], ["amount"]],
    "UsagePrice": [["tiers", "mode", "package"], ["tiers", "mode", "per"], ["amount", "package"]],
    "Tier": [[], ["amount"]],
    "metered": [
      ["max", "prices"], ["isSoftLimit", "preserveOverageAtReset"], ["amount", "isSoftLimit", "preserveOverageAtReset"],
    ],
  ]

  /// The Swift compiler takes these calls only with the parameters in the order of the initializers, and the reader only with
  /// those in the order of the table of fields. As each call has all parameters of an initializer, the two orders are one.
  @Test func `the parameters of the initializers are in the order of the format`() throws {
    var cases: [String: [String]] = [:]
    var lacking: [String: Set<Set<String>>] = [:]
    visit(complete) { name, fields in
      let isEntitlement = name == "Entitlement"
      guard vocabulary.objects[name] != nil || isEntitlement else { return }
      // Of an enum, the fields are the case and the values in it.
      let values = isEntitlement ? fields.flatMap { self.fields(of: $0.value) } : fields
      let missing = values.filter { isNil($0.value) }.map(\.label)
      lacking[isEntitlement ? fields.first?.label ?? "" : name, default: []].insert(Set(missing))
      if isEntitlement { cases[fields.first?.label ?? ""] = values.map(\.label) }
    }
    #expect(cases.keys.sorted() == vocabulary.entitlementCases.map(\.name).sorted())
    for (name, missing) in lacking {
      #expect(missing == Set(Self.initializers[name] ?? [[]]), "the calls of \(name) in complete.swift")
    }
    #expect(Self.initializers.keys.allSatisfy { lacking[$0] != nil })
    let order = vocabulary.entitlement.map(\.label)
    for (name, labels) in cases { #expect(order.filter(labels.contains) == labels, "\(name)") }
    #expect(Set(cases.values.joined()) == Set(order))

    let source = try #require(testCatalogs.first { $0.name == "complete" }).swift
    #expect(!source.bytes.isEmpty)
    #expect(Reading(source).diagnostics.map(\.message) == [])
  }

  // MARK: Mirrors

  private typealias Field = (label: String, value: Any)

  private func isNil(_ value: Any) -> Bool {
    let mirror = Mirror(reflecting: value)
    return mirror.displayStyle == .optional && mirror.children.isEmpty
  }

  private func fields(of value: Any) -> [Field] {
    Mirror(reflecting: value).children.map { ($0.label ?? "", $0.value) }
  }

  /// Calls the function with each value in a catalog: the name of its type, its fields, and the value.
  private func visit(_ value: Any, _ body: (String, [Field], Any) -> Void) {
    let fields = fields(of: value)
    body(String(describing: type(of: value)), fields, value)
    for field in fields { visit(field.value, body) }
  }

  private func visit(_ value: Any, _ body: (String, [Field]) -> Void) { visit(value) { name, fields, _ in body(name, fields) } }
}
