/// How serious a finding is.
package enum Severity: String, Sendable, CaseIterable {
  /// The catalog is invalid, so nothing is emitted.
  case error
  /// The catalog is valid, but a provider cannot express it fully, or it contains a likely mistake. An error with `--strict`.
  case warning
  /// Worth knowing; nothing needs to be fixed.
  case note
}
