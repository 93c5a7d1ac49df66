import Catalog
import Diagnostics
import Syntax

/// What the stages up to the validated catalog made of one file.
package struct Analysis: Sendable {
  package let tree: SyntaxTree
  package let findings: [Finding]
  /// Nil where the file has errors.
  package let catalog: Catalog?
}

/// How a catalog is spelled.
package enum CatalogFormat: String, CaseIterable, Sendable {
  case json, swift

  /// The tree of a file, whether it holds the whole file, and what is wrong with the spelling.
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
  guard isComplete else { return Analysis(tree: tree, findings: syntaxFindings, catalog: nil) }
  let (draft, decodingFindings) = decode(tree, providers: providers)
  let (catalog, validationFindings) = resolve(draft)
  let findings = syntaxFindings + decodingFindings + validationFindings
  guard let catalog, !findings.contains(where: { $0.rule.severity == .error }) else {
    return Analysis(tree: tree, findings: findings, catalog: nil)
  }
  return Analysis(tree: tree, findings: findings, catalog: catalog)
}
