import Diagnostics
import JSONText
import Portability

extension PortabilityFormat {
  /// One object on a single line.
  static func writeJSON(_ portability: Portability) -> String {
    let lines = Lines(table: LineTable(portability.source), changed: ChangedLines(portability.source.bytes))
    let document = JSON.fields([
      "format": 1, "catalog": .string(portability.source.name), "catalogId": portability.catalogID.map(JSON.string),
      "providers": .array(portability.providers.map { json($0, portability, lines) }),
    ])
    return document.compact + "\n"
  }

  /// The lines of the catalog, for positions and for patches.
  private struct Lines {
    let table: LineTable
    let changed: ChangedLines
  }

  private static func json(_ provider: ProviderPortability, _ portability: Portability, _ lines: Lines) -> JSON {
    .fields([
      "provider": .string(provider.name), "named": .bool(provider.isNamed), "disabled": .bool(provider.isDisabled),
      "emitted": .bool(provider.isEmitted),
      "counts": .object(Portability.Answer.allCases.map { .init($0.rawValue, .integer(Int64(provider.count($0)))) }),
      "items": .array(
        zip(portability.entries, provider.cells).map { entry, cell in
          .fields([
            "kind": .string(entry.kind.rawValue), "id": .string(entry.id), "name": .string(entry.name),
            "answer": .string(cell.answer.rawValue),
            "prices": .array(
              zip(entry.prices, cell.prices).map { ["id": .string($0), "answer": .string($1.rawValue)] }),
            "findings": .array(cell.blockers.map { .integer(Int64($0)) }),
          ])
        }),
      "findings": .array(provider.blockers.map { json($0, portability, lines) }),
      "assumptions": .array(
        provider.assumptions.map { assumption in
          .fields([
            "rule": .string(assumption.rule), "message": .string(assumption.message),
            "help": assumption.help.map(JSON.string),
          ])
        }),
      "change": provider.change.map { change in
        [
          "steps": .array(change.steps.map { ["path": .string($0.path), "message": .string($0.message)] }),
          "lifted": .integer(Int64(change.lifted)), "total": .integer(Int64(change.total)),
          "remaining": .integer(Int64(change.remaining)),
          "patch": .string(portability.patch(change.bytes)),
        ]
      },
    ])
  }

  private static func json(_ blocker: ProviderPortability.Blocker, _ portability: Portability, _ lines: Lines) -> JSON {
    let diagnostic = blocker.diagnostic
    return .fields([
      "rule": .string(diagnostic.rule), "severity": .string(diagnostic.severity.rawValue),
      "answer": .string(blocker.answer.rawValue), "message": .string(diagnostic.message), "path": .string(diagnostic.path),
      "pointer": .string(diagnostic.pointer), "range": Report.json(diagnostic.range, lines.table),
      "help": diagnostic.help.map(JSON.string),
      "items": .array(
        blocker.entries.map { index in
          let entry = portability.entries[index]
          return ["kind": .string(entry.kind.rawValue), "id": .string(entry.id)]
        }),
      "price": blocker.price.map(JSON.string),
      "change": blocker.remedy.map { fix in
        .object([
          .init("message", .string(fix.message)), .init("edits", Report.edits(of: fix, lines.table)),
          .init("patch", .string(portability.patch(fix, lines.changed))),
        ])
      },
    ])
  }
}
