import Diagnostics
import Syntax

/// What the stages up to the validated catalog made of one file.
package struct Analysis: Sendable {
  package let tree: SyntaxTree
  package let findings: [Finding]
  /// Nil where the file has errors.
  package let catalog: Catalog?
}

/// Reads, decodes and validates a JSON catalog.
package func analyze(_ source: SourceText, providers: [ProviderDeclaration]) -> Analysis {
  let (tree, isComplete, syntaxFindings) = JSONReader.read(source)
  guard isComplete else { return Analysis(tree: tree, findings: syntaxFindings, catalog: nil) }
  let (draft, decodingFindings) = decode(tree, providers: providers)
  let (catalog, validationFindings) = validate(draft)
  let findings = syntaxFindings + decodingFindings + validationFindings
  let hasErrors = findings.contains { $0.rule.severity == .error }
  return Analysis(tree: tree, findings: findings, catalog: hasErrors ? nil : catalog)
}
