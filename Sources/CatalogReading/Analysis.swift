import Catalog
import Diagnostics
import Syntax

/// The result of reading and validating one catalog file.
package struct Analysis: Sendable {
  package let tree: SyntaxTree
  package let findings: [Finding]
  /// Nil if the file has errors.
  package let catalog: Catalog?
  /// The levels that the file gives to rules, even if it has errors.
  package let lint: [LintSetting]
}

/// The file formats of catalogs.
package enum CatalogFormat: String, CaseIterable, Sendable {
  case json, jsonc, swift

  /// The formats that the program writes.
  package static let written: [CatalogFormat] = [.json, .swift]

  /// The syntax tree of a file, whether it covers the whole file, and the syntax errors.
  package func read(_ source: SourceText) -> (tree: SyntaxTree, isComplete: Bool, findings: [Finding]) {
    switch self {
    case .json, .jsonc: JSONReader.readCatalog(source, allowsComments: self == .jsonc)
    case .swift: SwiftReader.read(source, .catalog)
    }
  }
}

/// Reads, decodes and validates a catalog.
package func analyze(
  _ source: SourceText, format: CatalogFormat = .json, providers: [ProviderDeclaration]
) -> Analysis {
  let (tree, isComplete, syntaxFindings) = format.read(source)
  guard isComplete else {
    return Analysis(tree: tree, findings: source.isBlank ? [emptyFile] : syntaxFindings, catalog: nil, lint: [])
  }
  let (draft, decodingFindings) = decode(tree, providers: providers)
  let (catalog, validationFindings) = resolve(draft)
  var catalogFindings = decodingFindings + validationFindings
  if syntaxFindings.contains(where: { $0.rule === Rule.syntaxError }) {
    catalogFindings = catalogFindings.independent(ofDamageIn: tree)
  }
  let findings = syntaxFindings.withoutRounding(ofValuesIn: decodingFindings) + catalogFindings
  let isValid = !findings.contains { $0.rule.severity == .error }
  return Analysis(tree: tree, findings: findings, catalog: isValid ? catalog : nil, lint: draft.lint)
}

private let emptyFile = Finding(
  .syntaxError, "the file is empty", at: .value(.root), help: "run `catalogc init` to write a starter catalog")

extension [Finding] {
  /// Without findings about objects and arrays that lost something to a syntax error: they may be its consequence. The others
  /// lose their repairs, because the edits of a repair depend on the punctuation around a value.
  fileprivate func independent(ofDamageIn tree: SyntaxTree) -> [Finding] {
    compactMap { finding in
      let places = [finding.place] + finding.related.map(\.place)
      if !finding.isSecret, places.contains(where: { tree.isDamaged($0.node) }) { return nil }
      var finding = finding
      finding.repair = nil
      return finding
    }
  }

  /// Without literals that Swift would round but that are rejected anyway, such as an amount that is too large.
  fileprivate func withoutRounding(ofValuesIn others: [Finding]) -> [Finding] {
    guard contains(where: { $0.rule === Rule.inexactLiteral }) else { return self }
    let rejected = Set(others.filter { $0.rule.severity == .error }.map(\.place.node))
    return filter { $0.rule !== Rule.inexactLiteral || !rejected.contains($0.place.node) }
  }
}

extension SourceText {
  /// Whether there is nothing but white space.
  fileprivate var isBlank: Bool {
    bytes[byteOrderMarkLength...].allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
  }
}
