import Diagnostics
import Syntax

/// The result of reading and validating one catalog file.
package struct Analysis: Sendable {
  package let tree: SyntaxTree
  package let findings: [Finding]
  /// Warnings about valid pricing that is probably a mistake. Separate from ``findings``, because they do not concern the format.
  package let lints: [Finding]
  /// Nil if the file has errors.
  package let catalog: Catalog?
}

/// The file formats of catalogs.
package enum CatalogFormat: String, CaseIterable, Sendable {
  case json, swift

  /// The syntax tree of a file, whether it covers the whole file, and the syntax errors.
  func read(_ source: SourceText) -> (tree: SyntaxTree, isComplete: Bool, findings: [Finding]) {
    switch self {
    case .json: JSONReader.read(source)
    case .swift: SwiftReader.read(source, .catalog)
    }
  }
}

/// Reads, decodes and validates a catalog.
package func analyze(
  _ source: SourceText, format: CatalogFormat = .json, providers: [ProviderDeclaration]
) -> Analysis {
  let (tree, isComplete, syntaxFindings) = format.read(source)
  guard isComplete else { return Analysis(tree: tree, findings: syntaxFindings, lints: [], catalog: nil) }
  let (draft, decodingFindings) = decode(tree, providers: providers)
  let (catalog, validationFindings) = resolve(draft)
  let findings = syntaxFindings + decodingFindings + validationFindings
  guard let catalog, !findings.contains(where: { $0.rule.severity == .error }) else {
    return Analysis(tree: tree, findings: findings, lints: [], catalog: nil)
  }
  return Analysis(tree: tree, findings: findings, lints: lint(catalog), catalog: catalog)
}

/// Parses a JSON file without validating it as a catalog.
package func readJSON(_ source: SourceText) -> (tree: SyntaxTree, diagnostics: [Diagnostic]) {
  let (tree, _, findings) = JSONReader.read(source)
  return (tree, tree.diagnostics(for: findings))
}
