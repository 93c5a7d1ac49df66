import Catalog
import CatalogDiff
import CatalogPrinting
import Diagnostics
import JSONText
import Syntax
import Testing

@testable import CatalogReading

/// Every declared field is read, compared and printed. Only the references between fields are listed by hand.
@Suite struct FieldTableTests {
  /// A place of the catalog that has known fields.
  struct Owner: Sendable, CustomTestStringConvertible {
    let path: [String]
    let field: NamedField
    var testDescription: String { (path + [field.name]).joined(separator: ".") }
  }

  /// The id of every entry, which is also used in references.
  private static let names = ["sample", "other"]
  private static let codes = ["SAMPLE", "OTHER"]

  static let owners: [Owner] = owners(in: .catalog, at: []) + ofEntitlements + ofUsage

  private static let ofEntitlements: [Owner] =
    [("sample", FeatureKinds.metered), ("switch", .boolean), ("setting", .static), ("cap", .limit)].flatMap { entry, kind in
      owners(of: EntitlementField.allCases.filter { $0.kinds.contains(kind) }, at: ["addons", "sample", "entitlements", entry])
    }

  /// Of an entitlement with a usage price.
  private static let ofUsage: [Owner] =
    owners(of: [.amount, .reset, .perUnit, .max, .prices, .metadata], at: paid)
    + owners(in: UsagePriceField.object, at: paid + ["prices", "sample"])

  private static let paid = ["addons", "other", "entitlements", "other"]

  private static func owners(of fields: [EntitlementField], at path: [String]) -> [Owner] {
    fields.map { Owner(path: path, field: NamedField(name: $0.rawValue, spec: $0.spec)) }
  }

  private static func owners(in type: FieldType, at path: [String]) -> [Owner] {
    switch type {
    case .object(let object):
      object.fields.filter { !object.excluded.contains($0.name) && samples($0.spec.type).count > 1 }.flatMap { field in
        [Owner(path: path, field: field)] + owners(in: field.spec.type, at: path + [field.name])
      }
    case .map(let entry, _): owners(in: entry, at: path + [names[0]])
    case .perProvider(let entry): owners(in: entry, at: path + ["stripe"])
    case .list(let element, _): owners(in: element, at: path + ["0"])
    case .codes: owners(in: type.entry, at: path + [codes[0]])
    default: []
    }
  }

  /// Sample values of a type. The first one is used initially.
  private static func samples(_ type: FieldType) -> [JSON] {
    switch type {
    case .object(let object):
      [false, true].map { withOptional in
        .object(
          object.fields.filter { field in
            field.spec.isRequired || object.alternatives != nil && ["amount", "percent"].contains(field.name)
              || withOptional && isSimple(field.spec.type)
          }.map { .init($0.name, samples($0.spec.type)[0]) })
      }
    case .map(.filter, _):
      [.object(names.map { .init($0, samples(.filter)[0]) })] + samples(.filter).map { .object([.init(names[0], $0)]) }
    case .map(.positiveAmount, _): [["sample": 2], ["sample": 3]]
    case .map(let entry, _): [.object(names.map { .init($0, samples(entry)[0]) }), .object([.init(names[0], samples(entry)[0])])]
    case .perProvider(let entry): samples(entry).map { .object([.init("stripe", $0)]) }
    case .entitlements: [["sample": 5, "other": 6, "switch": true, "setting": "gold"], ["sample": 5]]
    case .list(.object(let object), _): samples(.object(object)).map { .array([$0]) }
    case .list(_, least: 1): [["plans.sample"], ["plans.sample", "addons.other"]]
    case .list(let element, _):
      [.array(names.map { _ in samples(element)[0] }.prefix(1).map { $0 }), .array([.string(names[1])])]
    case .entitlement: [5]
    case .word(let words): words.allowed.reversed().map(JSON.string)
    case .currency: ["EUR", "GBP"]
    case .amount, .positiveAmount, .percent: [7, 8]
    case .amounts: [["USD": 500], ["USD": "6.00", "EUR": 500]]
    case .codes: [.object(codes.map { .init($0, [:]) }), .object([.init(codes[0], [:])])]
    case .time: ["2027-03-31T23:59:59Z", "2028-03-31T23:59:59+01:00"]
    case .duration: ["once", "forever", ["months": 3]]
    case .catalogID: ["chat", "image_tools"]
    case .money, .rate: [900, "12.50"]
    case .filter: ["a", ["a", "b"], ["not": ["b"]]]
    case .integer(let range): [.integer(range.lowerBound + 2), .integer(range.lowerBound + 1)]
    case .name: ["fresh", "newer"]
    case .text, .rule: names.map(JSON.string)
    case .flag: [true, false]
    case .metadata: [["team": "a"], ["team": "b"]]
    case .options: [["taxCode": "txcd_1"], ["taxCode": "txcd_2"]]
    case .any: ["https://example.com/schema.json", "https://example.com/newer.json"]
    }
  }

  /// Whether a sample of the type can be written anywhere.
  private static func isSimple(_ type: FieldType) -> Bool {
    switch type {
    case .flag, .integer, .money, .metadata, .list(.rule, _): true
    default: false
    }
  }

  /// A catalog with an entry in each map, in which every reference is valid.
  private static let catalog: JSON = {
    var catalog = samples(.catalog)[0]
    for name in ["meters", "addons", "topups", "discounts", "providers"] {
      if let field = CatalogField(rawValue: name) { catalog.set([name], samples(field.spec.type)[0]) }
    }
    catalog.set(["meters", "sample", "aggregation"], "sum")
    catalog.set(["meters", "sample", "valueProperty"], "$.n")
    catalog.set(["meters", "sample", "groupBy"], .object(names.map { .init($0, "$.group") }))
    catalog.set(["meters", "other"], ["eventType": "other", "aggregation": "count"])
    catalog.set(
      ["features"],
      [
        "sample": ["type": "metered", "meter": "sample"], "other": ["type": "metered"], "switch": ["type": "boolean"],
        "setting": ["type": "static"], "cap": ["type": "limit"],
        "pool": ["type": "metered", "costs": ["sample": 4]],
      ])
    catalog.set(["discounts", "sample", "codes"], .object(codes.map { .init($0, [:]) }))
    for section in ["plans", "addons", "topups"] {
      for name in names {
        catalog.set([section, name, "key"], .string("\(section)-\(name)"))
        catalog.set(
          [section, name, "prices"],
          ["sample": ["amount": 900, "currency": "USD", "interval": section == "topups" ? "one_time" : "month"]])
      }
    }
    for name in names { catalog.set(["topups", name, "feature"], .string(name)) }
    for section in ["plans", "addons"] {
      catalog.set(
        [section, "sample", "entitlements"],
        ["sample": ["amount": 5], "switch": ["enabled": true], "setting": ["config": "gold"], "cap": ["amount": 5]])
    }
    catalog.set(["plans", "other", "entitlements"], [:])
    catalog.set(paid, ["amount": 5, "prices": ["sample": ["amount": 6, "currency": "USD"]]])
    catalog.set(["addons", "sample", "quantity"], ["max": 9])
    catalog.set(["topups", "sample", "grant"], ["expiration": ["duration": "DAY"]])
    return catalog
  }()

  /// The sample catalog for an owner: with tiers, if the field is about them.
  private static func sample(for owner: Owner) -> JSON {
    let names = owner.path + [owner.field.name]
    var sample = catalog
    // Bounds are those of a quantity; that something has one at all is another change.
    if let index = names.firstIndex(of: "quantity") {
      let quantity = Array(names.prefix(index + 1))
      if index == names.count - 1 { sample.remove(quantity) } else { sample.set(quantity, ["max": 9]) }
    }
    guard let index = names.firstIndex(where: { $0 == "tiers" || $0 == "mode" }) else { return sample }
    let price = Array(names.prefix(index))
    sample.remove(price + ["amount"])
    sample.set(price + ["tiers"], [["upTo": 40, "amount": 700], ["amount": 600]])
    sample.set(price + ["mode"], "graduated")
    // Only the tiers of a price depend on how many are bought.
    if price[2] == "prices" { sample.set(Array(price.prefix(2)) + ["quantity"], ["max": 9]) }
    return sample
  }

  private func version(_ json: JSON) -> (version: CatalogVersion?, findings: [Diagnostic]) {
    let source = SourceText(name: "catalog.json", bytes: Array(json.compact.utf8))
    let analysis = analyze(source, providers: [.init(name: "stripe", options: [.init("taxCode", .text, default: "", "")])])
    let version = analysis.catalog.map { CatalogVersion(tree: analysis.tree, catalog: $0, format: .json) }
    return (version, analysis.tree.diagnostics(for: analysis.findings))
  }

  @Test func `the sample catalog is valid`() {
    #expect(version(Self.catalog).findings.map { "\($0.rule) @ \($0.path)" } == [])
  }

  /// With another value, the comparison reports a change under the field's own name, or the value is reported.
  @Test(arguments: owners) func `a declared field is read and compared`(owner: Owner) throws {
    let path = owner.path + [owner.field.name]
    let sample = Self.sample(for: owner)
    let old = try #require(version(sample).version)
    let isNoticed = Self.samples(owner.field.spec.type).contains { value in
      var changed = sample
      changed.set(path, value)
      let new = version(changed)
      if new.findings.contains(where: { $0.rule != "unknown-field" }) { return true }
      let changes = new.version.map { compare(old, with: $0) } ?? []
      guard let field = owner.field.spec.changed else { return !changes.isEmpty }
      return changes.contains { $0.fields.contains(field) }
    }
    #expect(isNoticed)
  }

  @Test(arguments: owners) func `a declared field survives conversion to Swift and back`(owner: Owner) throws {
    let path = owner.path + [owner.field.name]
    guard path != ["$schema"] else { return }
    for value in Self.samples(owner.field.spec.type) {
      var changed = Self.sample(for: owner)
      changed.set(path, value)
      guard let old = version(changed).version else { continue }
      let source = SourceText(name: "catalog.swift", bytes: Array(old.tree.swiftSource.utf8))
      let analysis = analyze(
        source, format: .swift, providers: [.init(name: "stripe", options: [.init("taxCode", .text, default: "", "")])])
      let catalog = try #require(analysis.catalog, "\(analysis.tree.diagnostics(for: analysis.findings).map(\.message))")
      let new = CatalogVersion(tree: analysis.tree, catalog: catalog, format: .swift)
      #expect(compare(old, with: new).map(\.message) == [])
    }
  }
}

extension JSON {
  /// Sets a member of a member, and so on; an element of an array is named by its index.
  fileprivate mutating func set(_ path: [String], _ value: JSON) {
    guard let name = path.first else {
      self = value
      return
    }
    if case .array(var elements) = self, let index = Int(name), elements.indices.contains(index) {
      elements[index].set(Array(path.dropFirst()), value)
      self = .array(elements)
      return
    }
    var members: [Member] = if case .object(let members) = self { members } else { [] }
    let index = members.firstIndex { $0.name == name } ?? members.endIndex
    if index == members.endIndex { members.append(Member(name, .object([]))) }
    members[index].value.set(Array(path.dropFirst()), value)
    self = .object(members)
  }

  /// Removes a member of a member, and so on, if there is one.
  fileprivate mutating func remove(_ path: [String]) {
    guard let name = path.first, case .object(var members) = self, let index = members.firstIndex(where: { $0.name == name })
    else { return }
    if path.count == 1 { members.remove(at: index) } else { members[index].value.remove(Array(path.dropFirst())) }
    self = .object(members)
  }
}
