import Accounts
import CatalogLints
import Diagnostics
import JSONText
import Providers
import Syntax
import Testing

/// The findings of a catalog, in short: `rule @ path`.
package func findings(_ text: String, provider: String? = nil, withLints: Bool = true) -> [String] {
  diagnostics(text, provider: provider, withLints: withLints).map { "\($0.rule) @ \($0.path)" }
}

/// The diagnostics of a catalog, marks removed; with a provider's name, that provider's too.
///
/// - Parameter withLints: false where the catalog has more than the test is about, unused features say.
package func diagnostics(_ text: String, provider: String? = nil, withLints: Bool = true) -> [Diagnostic] {
  let providers = provider.flatMap(Provider.named).map { [$0] } ?? []
  let all = Compilation(Marked(text).source, providers: .named(providers)).diagnostics
  return withLints ? all : all.filter { diagnostic in !Rule.lintRules.contains { $0.name == diagnostic.rule } }
}

/// Expects that a catalog raises one finding of the rule for each mark, in their order, with these paths and at the marked
/// ranges; and, for a rule of the catalog itself, nothing else.
package func expect(
  _ rule: String, at paths: String..., in text: String, provider: String? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let marked = Marked(text)
  let all = diagnostics(text, provider: provider)
  let found = all.filter { $0.rule == rule }
  #expect(found.map(\.path) == paths, "found \(all.map { "\($0.rule) @ \($0.path)" })", sourceLocation: sourceLocation)
  #expect(found.map(\.range) == marked.ranges, sourceLocation: sourceLocation)
  if provider == nil { #expect(all.count == found.count, "found \(all.map(\.rule))", sourceLocation: sourceLocation) }
}

/// Expects that a catalog comes close to the rule and does not raise it; for a rule of the catalog itself, nothing at all.
package func expectNo(
  _ rule: String, in text: String, provider: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
) {
  let all = diagnostics(text, provider: provider)
  let unwanted = provider == nil ? all : all.filter { $0.rule == rule || $0.severity == .error }
  #expect(unwanted.isEmpty, "found \(unwanted.map { "\($0.rule) @ \($0.path)" })", sourceLocation: sourceLocation)
}

/// The artifact of a catalog that has no errors.
package func artifact(
  _ text: String, for provider: String, sourceLocation: SourceLocation = #_sourceLocation
) throws -> JSON {
  let provider = try #require(Provider.named(provider), sourceLocation: sourceLocation)
  let compilation = Compilation(Marked(text).source, providers: .named([provider]))
  let output = try #require(
    compilation.outputs.first, "\(compilation.diagnostics.map { "\($0.rule) @ \($0.path)" })", sourceLocation: sourceLocation)
  return output.artifact.json(warnings: output.warnings)
}

/// The request of that id in `setup` or `purchase`.
package func request(_ id: String, in artifact: JSON, sourceLocation: SourceLocation = #_sourceLocation) throws -> JSON {
  let requests = (artifact["setup"]?.elements ?? []) + (artifact["purchase"]?.elements ?? [])
  let ids = requests.compactMap { $0["id"] }
  return try #require(
    requests.first { $0["id"] == .string(id) }, "the requests are \(ids)", sourceLocation: sourceLocation)
}

/// The ids of the requests of a section, in their order.
package func ids(_ section: String, in artifact: JSON) -> [String] {
  (artifact[section]?.elements ?? []).compactMap { $0["id"]?.string }
}

extension JSON {
  package var elements: [JSON]? {
    if case .array(let elements) = self { return elements }
    return nil
  }

  package var string: String? {
    if case .string(let text) = self { return text }
    return nil
  }

  /// The value that a JSON text spells, for comparison with what the compiler made: member order counts, spelling does not.
  package static func parsed(_ text: String) -> String {
    let tree = JSONReader.read(SourceText(name: "expected.json", bytes: Array(text.utf8))).tree
    return tree.isEmpty ? "" : JSON(tree, .root).compact
  }

  /// The value that a JSON text spells; null for what is none.
  package static func read(_ text: String) -> JSON {
    let tree = JSONReader.read(SourceText(name: "read.json", bytes: Array(text.utf8))).tree
    return tree.isEmpty ? .null : JSON(tree, .root)
  }
}

/// Expects that a value is what a JSON text spells.
package func expectJSON(_ value: JSON?, _ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
  #expect(value?.compact == JSON.parsed(text), sourceLocation: sourceLocation)
}
