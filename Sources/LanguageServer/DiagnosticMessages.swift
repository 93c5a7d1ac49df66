import Accounts
import Diagnostics
import JSONText

extension Document {
  /// The parameters of `textDocument/publishDiagnostics`.
  mutating func publishedDiagnostics() -> JSON {
    let diagnostics = isCatalog() ? compilation().reported.map(message) : []
    let version = version.int.map { JSON.integer(Int64($0)) }
    return .fields(["uri": .string(uri), "version": version, "diagnostics": .array(diagnostics)])
  }

  /// A finding as the protocol has it. The pointer is there to find the finding again, for its fixes.
  func message(_ diagnostic: Diagnostic) -> JSON {
    let text = diagnostic.message + (diagnostic.help.map { "\nhelp: \($0)" } ?? "")
    let related = diagnostic.related.map { related -> JSON in
      ["location": location(related.range), "message": .string(related.message)]
    }
    return .fields([
      "range": positions.range(diagnostic.range), "severity": .integer(diagnostic.severity.number),
      "code": .string(diagnostic.rule), "source": "catalogc", "message": .string(text),
      "relatedInformation": related.isEmpty ? nil : .array(related),
      "data": .fields([
        "pointer": .string(diagnostic.pointer),
        "fixes": diagnostic.fixes.isEmpty ? nil : .strings(diagnostic.fixes.map(\.message)),
      ]),
    ])
  }

  func location(_ range: ByteRange) -> JSON { ["uri": .string(uri), "range": positions.range(range)] }
}

extension Severity {
  /// `DiagnosticSeverity` of the protocol.
  fileprivate var number: Int64 {
    switch self {
    case .error: 1
    case .warning: 2
    case .note: 3
    }
  }
}
