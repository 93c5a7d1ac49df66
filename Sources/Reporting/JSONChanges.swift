import CatalogDiff
import Diagnostics
import Foundations
import JSONText

extension ChangeFormat {
  /// One object on a single line.
  @Sendable static func writeJSON(_ report: ChangeReport) -> String { report.json.compact + "\n" }
}

extension ChangeReport {
  fileprivate var json: JSON {
    let lines = (old: LineTable(old), new: LineTable(new))
    return .fields([
      "format": 1,
      "old": .string(old.name),
      "new": .string(new.name),
      "summary": .object(ChangeImpact.allCases.map { .init($0.rawValue, .integer(Int64(count($0)))) }),
      "changes": .array(
        differences.map { difference in
          let location = difference.location
          return .fields([
            "kind": .string(difference.kind.rawValue),
            "path": .string(location?.path ?? ""),
            "pointer": .string(location?.pointer ?? ""),
            "oldPath": difference.old.flatMap { $0.path == location?.path ? nil : .string($0.path) },
            "classes": .strings(difference.classes.map(\.rawValue)),
            "providers": difference.providers.isEmpty ? nil : .strings(difference.providers),
            "message": .string(difference.message),
            "old": difference.oldValue,
            "new": difference.newValue,
            "accepted": difference.acceptance.map { accepted in
              ["reason": .string(accepted.reason), "expires": .string(accepted.expires.description)]
            },
            "oldRange": difference.old.map { Report.json($0.range, lines.old) },
            "newRange": difference.new.map { Report.json($0.range, lines.new) },
          ])
        }),
      "invoices": invoices.map { .array($0.map(\.json)) },
    ])
  }
}
