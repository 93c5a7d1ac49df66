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

  static let owners: [Owner] =
    owners(in: .catalog, at: [])
    + [("sample", FeatureKinds.metered), ("switch", .boolean), ("setting", .static), ("cap", .limit)].flatMap { entry, kind in
      EntitlementField.allCases.filter { $0.kinds.contains(kind) }.map { field in
        Owner(path: ["addons", "sample", "entitlements", entry], field: NamedField(name: field.rawValue, spec: field.spec))
      }
    }

  private static func owners(in type: FieldType, at path: [String]) -> [Owner] {
    switch type {
    case .object(let object):
      object.fields.filter { !object.excluded.contains($0.name) && samples($0.spec.type).count > 1 }.flatMap { field in
        [Owner(path: path, field: field)] + owners(in: field.spec.type, at: path + [field.name])
      }
    case .map(let entry, _): owners(in: entry, at: path + [names[0]])
    case .perProvider(let entry): owners(in: entry, at: path + ["stripe"])
    default: []
    }
  }

  /// Sample values of a type. The first one is used initially.
  private static func samples(_ type: FieldType) -> [JSON] {
    switch type {
    case .object(let object):
      [false, true].map { withOptional in
        .object(
          object.fields.filter { $0.spec.isRequired || withOptional && isSimple($0.spec.type) }.map { field in
            .init(field.name, samples(field.spec.type)[0])
          })
      }
    case .map(let entry, _): [.object(names.map { .init($0, samples(entry)[0]) }), .object([.init(names[0], samples(entry)[0])])]
    case .perProvider(let entry): samples(entry).map { .object([.init("stripe", $0)]) }
    case .entitlements: [["sample": 5, "other": 6, "switch": true, "setting": "gold"], ["sample": 5]]
    case .list(let element): [.array(names.map { _ in samples(element)[0] }.prefix(1).map { $0 }), .array([.string(names[1])])]
    case .entitlement: [5]
    case .word(let words): words.allowed.reversed().map(JSON.string)
    case .currency: ["EUR", "GBP"]
    case .amount: [7, 8]
    case .money: [900, "12.50"]
    case .integer(let range): [.integer(range.lowerBound + 2), .integer(range.lowerBound + 1)]
    case .name: ["fresh", "newer"]
    case .text: names.map(JSON.string)
    case .flag: [true, false]
    case .metadata: [["team": "a"], ["team": "b"]]
    case .options: [["taxCode": "txcd_1"], ["taxCode": "txcd_2"]]
    case .any: ["https://example.com/schema.json", "https://example.com/newer.json"]
    }
  }

  /// Whether a sample of the type can be written anywhere.
  private static func isSimple(_ type: FieldType) -> Bool {
    switch type {
    case .flag, .integer, .money, .metadata: true
    default: false
    }
  }

  /// A catalog with an entry in each map, in which every reference is valid.
  private static let catalog: JSON = {
    var catalog = samples(.catalog)[0]
    for name in ["meters", "addons", "topups", "providers"] {
      if let field = CatalogField(rawValue: name) { catalog.set([name], samples(field.spec.type)[0]) }
    }
    catalog.set(["meters", "sample", "aggregation"], "sum")
    catalog.set(["meters", "sample", "valueProperty"], "$.n")
    catalog.set(["meters", "other"], ["eventType": "other", "aggregation": "count"])
    catalog.set(
      ["features"],
      [
        "sample": ["type": "metered", "meter": "sample"], "other": ["type": "metered"], "switch": ["type": "boolean"],
        "setting": ["type": "static"], "cap": ["type": "limit"],
      ])
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
    catalog.set(["addons", "sample", "quantity"], ["max": 9])
    catalog.set(["topups", "sample", "grant"], ["expiration": ["duration": "DAY"]])
    return catalog
  }()

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
    let old = try #require(version(Self.catalog).version)
    let isNoticed = Self.samples(owner.field.spec.type).contains { value in
      var changed = Self.catalog
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
      var changed = Self.catalog
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
  /// Sets a member of a member, and so on.
  fileprivate mutating func set(_ path: [String], _ value: JSON) {
    guard let name = path.first else {
      self = value
      return
    }
    var members: [Member] = if case .object(let members) = self { members } else { [] }
    let index = members.firstIndex { $0.name == name } ?? members.endIndex
    if index == members.endIndex { members.append(Member(name, .object([]))) }
    members[index].value.set(Array(path.dropFirst()), value)
    self = .object(members)
  }
}
