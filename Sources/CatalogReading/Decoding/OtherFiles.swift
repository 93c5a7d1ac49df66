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
}
