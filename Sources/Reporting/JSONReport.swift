import Diagnostics
import JSONText

/// One line per catalog: `{"format":1,"catalog":FILE,"errors":N,"warnings":N,"diagnostics":[…]}`.
@Sendable func writeJSON(_ reports: [Report], _: ReportContext) -> [UInt8] {
  var bytes: [UInt8] = []
  for report in reports { bytes += report.json + [UInt8(ascii: "\n")] }
  return bytes
}

extension Report {
  fileprivate var json: [UInt8] {
    let document: JSON = [
      "format": 1,
      "catalog": .string(source.name),
      "errors": .integer(Int64(diagnostics.count(.error))),
      "warnings": .integer(Int64(diagnostics.count(.warning))),
      "diagnostics": [],
    ]
    return streamed(document, pretty: false) { add in
      // Index the lines only if there is something to report.
      guard !diagnostics.isEmpty else { return }
      let lines = LineTable(source)
      for diagnostic in diagnostics { add(Report.json(diagnostic, lines)) }
    }
  }

  private static func json(_ diagnostic: Diagnostic, _ lines: LineTable) -> JSON {
    .fields([
      "rule": .string(diagnostic.rule),
      "severity": .string(diagnostic.severity.rawValue),
      "message": .string(diagnostic.message),
      "path": .string(diagnostic.path),
      "pointer": .string(diagnostic.pointer),
      "range": json(diagnostic.range, lines),
      "provider": diagnostic.provider.map(JSON.string),
      "help": diagnostic.help.map(JSON.string),
      "related": diagnostic.related.isEmpty
        ? nil
        : .array(diagnostic.related.map { ["message": .string($0.message), "range": json($0.range, lines)] }),
      "fixes": diagnostic.fixes.isEmpty ? nil : .array(diagnostic.fixes.map { json($0, lines) }),
    ])
  }

  private static func json(_ fix: Fix, _ lines: LineTable) -> JSON {
    [
      "message": .string(fix.message),
      "applicability": .string(fix.applicability.rawValue),
      "edits": edits(of: fix, lines),
    ]
  }

  static func edits(of fix: Fix, _ lines: LineTable) -> JSON {
    .array(fix.edits.map { ["range": json($0.range, lines), "text": .string($0.text)] })
  }

  /// The first and the last position of a range.
  package static func json(_ range: ByteRange, _ lines: LineTable) -> JSON {
    ["start": json(lines.position(at: range.start)), "end": json(lines.position(at: range.end))]
  }

  private static func json(_ position: Position) -> JSON {
    [
      "line": .integer(Int64(position.line)), "column": .integer(Int64(position.column)),
      "offset": .integer(Int64(position.offset)),
    ]
  }
}
