import Accounts
import CatalogLints
import Diagnostics
import JSONText
import Providers
import Syntax
import Testing

/// The findings of a catalog in short form: `rule @ path`.
package func findings(_ text: String, provider: String? = nil, withLints: Bool = true) -> [String] {
  diagnostics(text, provider: provider, withLints: withLints).ignoringMissingPrices().map { "\($0.rule) @ \($0.path)" }
}

/// The diagnostics of a catalog without its marks, including those of the given provider.
///
/// - Parameter withLints: false to ignore lints that are unrelated to the test, such as unused features.
package func diagnostics(_ text: String, provider: String? = nil, withLints: Bool = true) -> [Diagnostic] {
  let providers = provider.flatMap(Provider.named).map { [$0] } ?? []
  let all = Compilation(Marked(text).source, providers: .named(providers)).diagnostics
  return withLints ? all : all.filter { diagnostic in !Rule.lintRules.contains { $0.name == diagnostic.rule } }
}

extension [Diagnostic] {
  /// Without the warning that a plan has no price, unless the test is about it: most tests need a plan, and no price.
  package func ignoringMissingPrices(in rule: String = "") -> [Diagnostic] {
    filter { $0.rule != "no-price" || rule == "no-price" }
  }
}

/// Expects one finding of the rule for each mark, with the given paths and at the marked ranges. Without a provider, expects
/// no other findings.
package func expect(
  _ rule: String, at paths: String..., in text: String, provider: String? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let marked = Marked(text)
  let all = diagnostics(text, provider: provider).ignoringMissingPrices(in: rule)
  let found = all.filter { $0.rule == rule }
  #expect(found.map(\.path) == paths, "found \(all.map { "\($0.rule) @ \($0.path)" })", sourceLocation: sourceLocation)
  #expect(found.map(\.range) == marked.ranges, sourceLocation: sourceLocation)
  if provider == nil { #expect(all.count == found.count, "found \(all.map(\.rule))", sourceLocation: sourceLocation) }
}

/// Expects that a catalog does not raise the rule, nor any error. Without a provider, expects no findings at all.
package func expectNo(
  _ rule: String, in text: String, provider: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
) {
  let all = diagnostics(text, provider: provider).ignoringMissingPrices(in: rule)
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

/// The request with the given id in `setup` or `purchase`.
package func request(_ id: String, in artifact: JSON, sourceLocation: SourceLocation = #_sourceLocation) throws -> JSON {
  let requests = (artifact["setup"]?.elements ?? []) + (artifact["purchase"]?.elements ?? [])
  let ids = requests.compactMap { $0["id"] }
  return try #require(
    requests.first { $0["id"] == .string(id) }, "the requests are \(ids)", sourceLocation: sourceLocation)
}

/// The ids of the requests of a section, in order.
package func ids(_ section: String, in artifact: JSON) -> [String] {
  (artifact[section]?.elements ?? []).compactMap { $0["id"]?.string }
}

/// What the requests of `purchase` sell, in order: their ids without the name of the way, such as `/change`, each once.
package func soldItems(in artifact: JSON) -> [String] {
  let ways: Set<Substring> = ["change", "quantity", "subscription", "with_plan", "one_time", "invoice", "charge"]
  var sold: [String] = []
  for id in ids("purchase", in: artifact) {
    var parts = id.split(separator: "/")
    while let last = parts.last, ways.contains(last) { parts.removeLast() }
    let item = parts.joined(separator: "/")
    if !sold.contains(item) { sold.append(item) }
  }
  return sold
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

  /// Normalizes JSON text for comparison with the compiler's output: the order of members counts, formatting does not.
  package static func parsed(_ text: String) -> String {
    let tree = JSONReader.read(SourceText(name: "expected.json", bytes: Array(text.utf8))).tree
    return tree.isEmpty ? "" : JSON(tree, .root).compact
  }

  /// Parses JSON text; null if it is invalid.
  package static func read(_ text: String) -> JSON {
    let tree = JSONReader.read(SourceText(name: "read.json", bytes: Array(text.utf8))).tree
    return tree.isEmpty ? .null : JSON(tree, .root)
  }
}

/// Expects that a value equals the value of a JSON text.
package func expectJSON(_ value: JSON?, _ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
  #expect(value?.compact == JSON.parsed(text), sourceLocation: sourceLocation)
}
