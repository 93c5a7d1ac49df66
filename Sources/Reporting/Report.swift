import Diagnostics

/// The findings of one catalog, ready to be written in any format.
package struct Report: Sendable {
  package let source: SourceText
  package let diagnostics: [Diagnostic]

  package init(source: SourceText, diagnostics: [Diagnostic]) {
    self.source = source
    self.diagnostics = diagnostics
  }
}

/// A format of `check --format`, and how a report is written in it.
package struct ReportFormat: Sendable {
  package let name: String
  package let summary: String
  /// One text for all catalogs of a run.
  package let write: @Sendable ([Report]) -> [UInt8]

  /// The formats for programs. The form for people needs to know the terminal, and stands apart: ``HumanReport``.
  package static let machine: [ReportFormat] = [
    ReportFormat(name: "json", summary: "one JSON object a line for each catalog", write: writeJSON)
  ]
}
