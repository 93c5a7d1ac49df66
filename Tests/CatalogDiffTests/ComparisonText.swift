import Accounts
import CatalogDiff
import CatalogReading
import Diagnostics
import Providers
import Syntax
import TestSupport
import Testing

/// The catalog of a text without errors, ready to be compared; marks removed.
func version(
  _ text: String, format: CatalogFormat = .json, sourceLocation: SourceLocation = #_sourceLocation
) throws -> CatalogVersion {
  let compilation = Compilation(Marked(text).source, format: format, providers: .named([]))
  let catalog = try #require(
    compilation.catalog, "\(compilation.diagnostics.map { "\($0.rule) @ \($0.path)" })", sourceLocation: sourceLocation)
  return CatalogVersion(tree: compilation.tree, catalog: catalog, format: format)
}

/// A change as these tests write it.
struct ToldChange {
  let text: String
  let old: Location?
  let new: Location?
  let message: String
}

/// The changes from one text to another: `+ compatible @ plans.team`.
func changes(
  _ old: CatalogVersion, _ new: CatalogVersion
) -> [ToldChange] {
  let changes = compare(old, with: new)
  let places = (old.tree.locations(of: changes.map(\.old)), new.tree.locations(of: changes.map(\.new)))
  return changes.indices.map { index in
    let change = changes[index]
    let classes = change.classes.map(\.rawValue).joined(separator: " ")
    return ToldChange(
      text: "\(change.kind) \(classes) @ \((places.1[index] ?? places.0[index])?.path ?? "")", old: places.0[index],
      new: places.1[index], message: change.message)
  }
}

func changes(_ old: String, _ new: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> [String] {
  try changes(version(old, sourceLocation: sourceLocation), version(new, sourceLocation: sourceLocation)).map(\.text)
}

/// Expects one change with this text and message, at the mark in each catalog. A catalog without a mark does not have the
/// place.
func expectChange(
  _ text: String, _ message: String, from old: String, to new: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let all = changes(
    try version(old, sourceLocation: sourceLocation), try version(new, sourceLocation: sourceLocation))
  #expect(all.map(\.text) == [text], sourceLocation: sourceLocation)
  #expect(all.map(\.message) == [message], sourceLocation: sourceLocation)
  #expect(all.compactMap(\.old?.range) == Marked(old).ranges, sourceLocation: sourceLocation)
  #expect(all.compactMap(\.new?.range) == Marked(new).ranges, sourceLocation: sourceLocation)
}

extension CatalogText {
  /// The add-on `setup` with one price, `it`, of these fields.
  static func addonPrice(_ fields: String) -> String { addon(#""prices": {"it": {\#(fields)}}"#) }
}
