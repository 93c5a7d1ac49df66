import Diagnostics
import Syntax

/// The kinds of files that the program reads and writes, distinguished by their top-level fields.
package enum FileKind {
  case catalog, artifact, idsFile

  fileprivate var fields: [String] {
    switch self {
    case .catalog: ["features", "plans"]
    case .artifact: ["format", "provider", "setup", "purchase"]
    case .idsFile: ["format", "providers"]
    }
  }

  fileprivate var description: String {
    switch self {
    case .catalog: "a catalog"
    case .artifact: "an artifact written by `catalogc compile`"
    case .idsFile: "an ids file"
    }
  }
}

extension Decoder {
  /// One finding if the file is another kind of file than the expected one, in place of one for each of its fields.
  package func otherFile(_ expected: String, _ others: [FileKind]) -> Finding? {
    guard let kind = others.first(where: { kind in kind.fields.allSatisfy { tree.value(of: .root, named: $0) != nil } }) else {
      return nil
    }
    return Finding(.wrongType, "this is \(kind.description), not \(expected)", at: .value(.root))
  }

  /// One finding if a JSON file has top-level fields, but none that is a catalog's or could be one that is misspelled.
  func unrelatedFile() -> Finding? {
    let known = CatalogField.allCases.filter { $0 != .schema }.map(\.rawValue)
    let written = tree.members(of: .root).map { tree.text($0.key) }.filter { $0 != CatalogField.schema.rawValue }
    guard !tree.isSwift, !written.isEmpty, !written.contains(where: { isField($0, of: known) }) else { return nil }
    let required = CatalogField.allCases.filter(\.spec.isRequired).map(\.rawValue)
    return Finding(
      .wrongType, "this does not look like a catalog; its top-level fields are unknown", at: .value(.root),
      help: """
        write \(list(required.map { "`\($0)`" })) and, if needed, \
        \(list(known.filter { !required.contains($0) }.map { "`\($0)`" }, and: "or"))
        """)
  }

  private func isField(_ word: String, of known: [String]) -> Bool {
    known.contains(word) || Synonyms.field(word, among: known) != nil || bestSuggestion(for: word, among: known) != nil
  }
}
