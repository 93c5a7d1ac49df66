import Diagnostics

/// The findings of one catalog, ready to be written in any format.
///
/// A class, because arrays of class instances share one implementation, which keeps start-up fast.
package final class Report: Sendable {
  package let source: SourceText
  package let diagnostics: [Diagnostic]
  /// Whether the file could not be read, so that its content is unknown.
  package let isUnreadable: Bool

  package init(source: SourceText, diagnostics: [Diagnostic]) {
    self.source = source
    self.diagnostics = diagnostics
    isUnreadable = false
  }

  /// The report of a file that could not be read.
  ///
  /// - Parameter message: why.
  package init(unreadable name: String, message: String, help: String?) {
    source = SourceText(name: name, bytes: [])
    diagnostics = [
      Diagnostic(
        rule: Report.unreadableRule, severity: .error, message: message, path: "", pointer: "", range: ByteRange(0, 0), help: help
      )
    ]
    isUnreadable = true
  }

  /// What reports call such a file where they name a rule.
  static let unreadableRule = "unreadable-file"
}

/// What a report needs to know about the program and the machine.
package struct ReportContext: Sendable {
  package let version: String
  /// All rules that findings may refer to, in the order of the documentation.
  package let rules: [Rule]
  /// The project's directory, for formats with relative paths; nil if unknown.
  package let projectDirectory: String?

  package init(version: String = "0", rules: [Rule] = [], projectDirectory: String? = nil) {
    self.version = version
    self.rules = rules
    self.projectDirectory = projectDirectory
  }
}

/// A format of `check --format`, with its writer.
package struct ReportFormat: Sendable {
  package let name: String
  package let summary: String
  private let writer: @Sendable ([Report], ReportContext) -> [UInt8]

  private init(_ name: String, _ summary: String, _ writer: @escaping @Sendable ([Report], ReportContext) -> [UInt8]) {
    self.name = name
    self.summary = summary
    self.writer = writer
  }

  /// Writes one report for all catalogs of a run.
  package func write(_ reports: [Report], _ context: ReportContext = ReportContext()) -> [UInt8] {
    writer(reports, context)
  }

  /// The machine-readable formats. The format for people depends on the terminal and is separate: ``HumanReport``.
  package static let machine: [ReportFormat] = [
    ReportFormat("json", "one JSON object per line, one for each catalog", writeJSON),
    ReportFormat("github", "GitHub Actions workflow commands, which annotate pull requests", writeGitHub),
    ReportFormat("sarif", "SARIF 2.1.0, for code scanning and editors", writeSARIF),
    ReportFormat("junit", "JUnit XML, with a test suite for each catalog", writeJUnit),
    ReportFormat("gitlab", "a GitLab code quality report", writeGitLab),
    ReportFormat("rdjson", "reviewdog diagnostics, with suggestions", writeReviewdog),
  ]
}
