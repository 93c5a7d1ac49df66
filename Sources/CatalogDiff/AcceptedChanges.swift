import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Syntax

/// A change that was reviewed, and need not fail a comparison.
package struct AcceptedChange: Sendable {
  /// Of the change, as in its report.
  package let path: String
  /// The values before and after; nil if the change has none, such as that of a plan that is removed.
  package let old: JSON?
  package let new: JSON?
  package let reason: String
  /// The last moment at which the change is accepted.
  package let expires: Instant

  /// Whether this is a change of the same thing, whatever its values are.
  package func isAbout(_ difference: Difference) -> Bool { path == (difference.new ?? difference.old)?.path }

  /// Whether this is the change, with the values that were reviewed.
  package func covers(_ difference: Difference) -> Bool {
    isAbout(difference) && old?.compact == difference.oldValue?.compact && new?.compact == difference.newValue?.compact
  }
}

private enum AcceptedChangeField: String, Field {
  case old, new, reason, expires
  static let table = FieldTable<AcceptedChangeField>()
  static let owner = "an accepted change"
  static let exampleID = "plans.pro.prices.monthly.amount"

  var spec: FieldSpec {
    switch self {
    case .old: FieldSpec(.any, "The value before the change, as `catalogc diff --format json` prints it.")
    case .new: FieldSpec(.any, "The value after the change, as `catalogc diff --format json` prints it.")
    case .reason: .required(.name, "Why the change is accepted.")
    case .expires: .required(.time, "The last moment at which the change is accepted.")
    }
  }
}

/// Reads a file that maps the paths of changes to why they are accepted. Its faults are reported as in a catalog.
package func readAcceptedChanges(_ source: SourceText) -> (changes: [AcceptedChange], diagnostics: [Diagnostic]) {
  let (tree, isComplete, findings) = JSONReader.read(source)
  guard isComplete else { return ([], tree.diagnostics(for: findings)) }
  var decoder = Decoder(tree, providers: [])
  decoder.reportSecrets()
  var changes: [AcceptedChange] = []
  if let other = decoder.otherFile("a file of accepted changes", [.catalog, .artifact, .idsFile]) {
    decoder.findings.append(other)
  } else {
    for (key, value) in decoder.entries(of: .root, "accepted changes") {
      guard let fields = decoder.fields(of: value, as: AcceptedChangeField.self) else { continue }
      let reason = decoder.name(fields[.reason])
      guard let expires = decoder.time(fields[.expires]), let reason else { continue }
      changes.append(
        AcceptedChange(
          path: tree.text(key), old: fields[.old].map { JSON(tree, $0) }, new: fields[.new].map { JSON(tree, $0) },
          reason: reason, expires: expires))
    }
  }
  return (changes, tree.diagnostics(for: findings + decoder.findings))
}
