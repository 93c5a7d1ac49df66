import Diagnostics

/// The findings of one catalog, ready to be written in any format.
///
/// A class, of which a start makes a list for next to nothing: lists of all classes are of one type.
package final class Report: Sendable {
  package let source: SourceText
  package let diagnostics: [Diagnostic]

  package init(source: SourceText, diagnostics: [Diagnostic]) {
    self.source = source
    self.diagnostics = diagnostics
  }
}

/// What a report says of the program that made it, and what it has to know of the machine.
package struct ReportContext: Sendable {
  package let version: String
  /// The rules that findings may name, in the order of the documentation.
  package let rules: [Rule]
  /// Where the project lies, for a format whose paths begin there; nil where nothing is known.
  package let projectDirectory: String?

  package init(version: String = "0", rules: [Rule] = [], projectDirectory: String? = nil) {
    self.version = version
    self.rules = rules
    self.projectDirectory = projectDirectory
  }
}

/// A format of `check --format`, and how findings are written in it.
package struct ReportFormat: Sendable {
  package let name: String
  package let summary: String
  private let writer: @Sendable ([Report], ReportContext) -> [UInt8]

  private init(_ name: String, _ summary: String, _ writer: @escaping @Sendable ([Report], ReportContext) -> [UInt8]) {
    self.name = name
    self.summary = summary
    self.writer = writer
  }

  /// One text for all catalogs of a run.
  package func write(_ reports: [Report], _ context: ReportContext = ReportContext()) -> [UInt8] {
    writer(reports, context)
  }

  /// The formats for programs. The form for people needs to know the terminal, and stands apart: ``HumanReport``.
  package static let machine: [ReportFormat] = [
    ReportFormat("json", "one JSON object per line, one for each catalog", writeJSON),
    ReportFormat("github", "GitHub Actions workflow commands, which annotate pull requests", writeGitHub),
    ReportFormat("sarif", "SARIF 2.1.0, for code scanning and editors", writeSARIF),
    ReportFormat("junit", "JUnit XML, with a test suite for each catalog", writeJUnit),
    ReportFormat("gitlab", "a GitLab code quality report", writeGitLab),
    ReportFormat("rdjson", "reviewdog diagnostics, with suggestions", writeReviewdog),
  ]
}
