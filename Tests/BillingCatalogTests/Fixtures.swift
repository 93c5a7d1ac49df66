import BillingCatalog
import CatalogReading
import Diagnostics
import Foundation
import JSONText
import Providers
import Syntax
import TestSupport
import Testing

/// A catalog as compiled by Swift, and as a file for the reader.
struct CompiledCatalog: Sendable, CustomTestStringConvertible {
  let name: String
  let value: BillingCatalog.Catalog

  /// The source file of the value.
  var swift: SourceText {
    let isTest = ["literals", "complete"].contains(name)
    return file("\(name).swift", in: isTest ? "Tests/BillingCatalogTests/Catalogs" : "catalogs")
  }
  /// The same catalog in JSON.
  var json: SourceText { file("\(name).json", in: "catalogs") }

  var testDescription: String { name }

  private func file(_ name: String, in folder: String) -> SourceText {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let data = try? Data(contentsOf: root.appendingPathComponent(folder).appendingPathComponent(name))
    return SourceText(name: name, bytes: Array(data ?? Data()))
  }
}

let exampleCatalogs = [
  CompiledCatalog(name: "ai-saas", value: aiSaas), CompiledCatalog(name: "india", value: india),
  CompiledCatalog(name: "currencies", value: currencies), CompiledCatalog(name: "seats", value: seats),
  CompiledCatalog(name: "geocoding", value: geocoding), CompiledCatalog(name: "assistant", value: assistant),
  CompiledCatalog(name: "metered", value: metered), CompiledCatalog(name: "studio", value: studio),
  CompiledCatalog(name: "helpdesk", value: helpdesk), CompiledCatalog(name: "academy", value: academy),
]

/// Catalogs only for tests.
let testCatalogs = [
  CompiledCatalog(name: "literals", value: literals), CompiledCatalog(name: "complete", value: complete),
]

/// The result of only the Swift reader for a file.
struct Reading {
  let tree: SyntaxTree
  let isComplete: Bool
  let diagnostics: [Diagnostic]

  init(_ source: SourceText) {
    let (tree, isComplete, findings) = SwiftReader.read(source, .catalog)
    self.tree = tree
    self.isComplete = isComplete
    diagnostics = tree.diagnostics(for: findings)
  }

  /// - Parameter text: has marks around the places of expected findings.
  init(_ text: String) { self.init(Marked(text).source) }

  var json: JSON { tree.isEmpty ? .null : JSON(tree, .root) }
}

/// A catalog with one value in the metadata of a feature.
func catalog(metadata value: String) -> String {
  """
  import BillingCatalog

  let catalog: Catalog = Catalog(features: ["f": Feature(type: .boolean, metadata: ["x": \(value)])], plans: [:])

  """
}

/// The result of the reader for a metadata value.
func read(metadata value: String) -> JSON? {
  let reading = Reading(catalog(metadata: value))
  guard reading.isComplete, reading.diagnostics.isEmpty else { return nil }
  return reading.json["features"]?["f"]?["metadata"]?["x"]
}

extension JSON {
  /// The catalog with entitlements in canonical form: a literal if it suffices, else an object with its type.
  var normalised: JSON {
    let features = self["features"]
    return changing(["plans", "addons"]) { items in
      items.mapValues { _, item in
        item.normalised(features).changing(["prices"]) { $0.mapValues { $1.normalised(features) } }
      }
    }
  }

  /// The item or price with entitlements in canonical form.
  private func normalised(_ features: JSON?) -> JSON {
    changing(["entitlements"]) { entitlements in
      entitlements.mapValues { id, entitlement in entitlement.normalisedEntitlement(of: features?[id]?["type"]) }
    }
  }

  /// - Parameter feature: the type of the feature.
  private func normalisedEntitlement(of feature: JSON?) -> JSON {
    guard case .object(let members) = self else { return self }
    let rest = members.filter { $0.name != "type" }
    if rest.count == 1, let only = rest.first, ["enabled", "amount", "config"].contains(only.name) {
      if only.name != "config" || only.value.string != nil { return only.value }
    }
    return .object([Member("type", self["type"] ?? feature ?? "boolean")] + rest)
  }

  private func changing(_ names: [String], _ change: (JSON) -> JSON) -> JSON {
    guard case .object(let members) = self else { return self }
    return .object(members.map { names.contains($0.name) ? Member($0.name, change($0.value)) : $0 })
  }

  private func mapValues(_ change: (String, JSON) -> JSON) -> JSON {
    guard case .object(let members) = self else { return self }
    return .object(members.map { Member($0.name, change($0.name, $0.value)) })
  }
}
