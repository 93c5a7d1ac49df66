import Diagnostics
import JSONText

/// The numbers of a catalog that were changed to see whether a scenario notices.
package struct ChangesReport: Sendable {
  package struct Change: Sendable {
    package let location: Location
    /// As written in the file.
    package let old: String
    package let new: String
    package let isCaught: Bool

    package init(at location: Location, from old: String, to new: String, isCaught: Bool) {
      self.location = location
      self.old = old
      self.new = new
      self.isCaught = isCaught
    }

    fileprivate var message: String { "no scenario fails if `\(old)` becomes `\(new)`" }
  }

  private let source: SourceText
  private let scenarios: String
  private let changes: [Change]

  /// - Parameters:
  ///   - source: the catalog.
  ///   - scenarios: the name of the scenario file.
  package init(source: SourceText, scenarios: String, changes: [Change]) {
    self.source = source
    self.scenarios = scenarios
    self.changes = changes
  }

  private var caught: Int { changes.count { $0.isCaught } }

  /// Those that were not caught, and a summary.
  package var text: String {
    let lines = LineTable(source)
    var text = ""
    for change in changes where !change.isCaught {
      let position = lines.position(at: change.location.range.start)
      text += "not caught: \(printable(change.location.path))\n"
      text += "  \(printable(source.name)):\(position.line):\(position.column): \(printable(change.message))\n"
    }
    if !text.isEmpty { text += "\n" }
    let all = "\(changes.count) change\(changes.count == 1 ? "" : "s")"
    return text
      + (caught == changes.count ? "\(all) caught\n" : "\(caught) of \(all) caught, \(changes.count - caught) not caught\n")
  }

  /// One object on a single line.
  package var json: String {
    let lines = LineTable(source)
    let document: JSON = [
      "format": 1, "catalog": .string(source.name), "scenarios": .string(scenarios), "caught": .integer(Int64(caught)),
      "notCaught": .integer(Int64(changes.count - caught)),
      "changes": .array(
        changes.map { change in
          [
            "path": .string(change.location.path), "pointer": .string(change.location.pointer),
            "range": Report.json(change.location.range, lines), "old": .string(change.old), "new": .string(change.new),
            "caught": .bool(change.isCaught),
          ]
        }),
    ]
    return document.compact + "\n"
  }

  /// A test suite with a test case for each change.
  package var junit: String {
    let cases = changes.map { change in
      TestCase(
        change.location.path, change.isCaught ? .passed : .failed, at: change.location,
        problems: change.isCaught ? [] : [.init(rule: "uncaught-change", at: change.location, change.message)])
    }
    return ScenarioReport(source: source, catalog: scenarios, cases: cases).junit
  }
}
