/// How much a finding matters.
package enum Severity: String, Sendable, CaseIterable {
  /// The catalog is wrong: nothing is emitted.
  case error
  /// The catalog is right, but a provider cannot express it fully, or it hardly means what it says. An error under `--strict`.
  case warning
  /// Worth knowing; nothing to repair.
  case note
}
