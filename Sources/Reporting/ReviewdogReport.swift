import Diagnostics
import JSONText

/// One object for all catalogs, in the reviewdog diagnostic format. Fixes become suggestions.
///
/// Columns start at 1 and count UTF-8 bytes; the end of a range is exclusive:
/// https://github.com/reviewdog/reviewdog/blob/master/proto/rdf/reviewdog.proto
@Sendable func writeReviewdog(_ reports: [Report], _: ReportContext) -> [UInt8] {
  let worst = Severity.allCases.first { severity in
    reports.contains { $0.diagnostics.contains { $0.severity == severity } }
  }
  let document = JSON.fields([
    "source": ["name": "catalogc"], "severity": worst.map { .string($0.reviewdog) }, "diagnostics": [],
  ])
  let bytes = streamed(document, pretty: true) { add in
    for report in reports where !report.diagnostics.isEmpty {
      let lines = LineTable(report.source)
      for diagnostic in report.diagnostics { add(json(diagnostic, report, lines)) }
    }
  }
  return bytes + [UInt8(ascii: "\n")]
}

private func json(_ diagnostic: Diagnostic, _ report: Report, _ lines: LineTable) -> JSON {
  // A suggestion has a single range, so the edits of a fix are merged.
  let suggestions = diagnostic.fixes.map { $0.merged(in: report.source.bytes) }.filter { edit in
    let text = Array(edit.text.utf8)
    return Secret.matches(in: text[...]).isEmpty
  }
  return .fields([
    "message": .string(diagnostic.text(separator: "\n")),
    "location": ["path": .string(report.path()), "range": json(diagnostic.range, lines)],
    "severity": .string(diagnostic.severity.reviewdog),
    "code": ["value": .string(diagnostic.rule)],
    "suggestions": suggestions.isEmpty
      ? nil : .array(suggestions.map { ["range": json($0.range, lines), "text": .string($0.text)] }),
  ])
}

private func json(_ range: ByteRange, _ lines: LineTable) -> JSON {
  ["start": json(range.start, lines), "end": json(range.end, lines)]
}

private func json(_ offset: Int, _ lines: LineTable) -> JSON {
  ["line": .integer(Int64(lines.position(at: offset).line)), "column": .integer(Int64(lines.byteColumn(at: offset)))]
}

extension Severity {
  fileprivate var reviewdog: String {
    switch self {
    case .error: "ERROR"
    case .warning: "WARNING"
    case .note: "INFO"
    }
  }
}
