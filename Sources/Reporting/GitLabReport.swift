import Diagnostics
import JSONText

/// A GitLab code quality report: one array for all catalogs, with paths relative to the project's directory.
/// https://docs.gitlab.com/ci/testing/code_quality/
@Sendable func writeGitLab(_ reports: [Report], _ context: ReportContext) -> [UInt8] {
  var fingerprints = Fingerprints()
  let bytes = streamed([], pretty: true) { add in
    for report in reports where !report.diagnostics.isEmpty {
      let lines = LineTable(report.source)
      let path = report.path(from: context.projectDirectory)
      for diagnostic in report.diagnostics {
        add([
          "description": .string(diagnostic.text(separator: "; ")),
          "check_name": .string(diagnostic.rule),
          "fingerprint": .string(fingerprints.fingerprint(of: diagnostic, in: path)),
          "severity": .string(diagnostic.severity.gitLab),
          "location": [
            "path": .string(path),
            "positions": [
              "begin": json(lines.position(at: diagnostic.range.start)),
              "end": json(lines.position(at: diagnostic.range.end)),
            ],
          ],
        ])
      }
    }
  }
  return bytes + [UInt8(ascii: "\n")]
}

private func json(_ position: Position) -> JSON {
  ["line": .integer(Int64(position.line)), "column": .integer(Int64(position.column))]
}

extension Severity {
  /// Errors stop the compilation; warnings do not.
  fileprivate var gitLab: String {
    switch self {
    case .error: "critical"
    case .warning: "minor"
    case .note: "info"
    }
  }
}
