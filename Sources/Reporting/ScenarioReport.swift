import Diagnostics
import JSONText

/// The outcome of one scenario, ready to be written in any format.
package struct TestCase: Sendable {
  package struct Problem: Sendable {
    /// The rule of an error; nil for an amount that is not as expected.
    package let rule: String?
    package let location: Location
    package let message: String

    package init(rule: String? = nil, at location: Location, _ message: String) {
      self.rule = rule
      self.location = location
      self.message = message
    }
  }

  package enum Status: String, Sendable {
    case passed, failed
    /// It has errors and was not run.
    case invalid
  }

  package let name: String
  package let status: Status
  package let location: Location
  package let problems: [Problem]
  /// What was computed, for people; indented under a failure.
  package let text: String
  /// The same for programs.
  package let members: [JSON.Member]

  package init(
    _ name: String, _ status: Status, at location: Location, problems: [Problem], text: String = "", members: [JSON.Member] = []
  ) {
    self.name = name
    self.status = status
    self.location = location
    self.problems = problems
    self.text = text
    self.members = members
  }
}

/// The outcome of all scenarios of a file.
package struct ScenarioReport: Sendable {
  package let source: SourceText
  /// The name of the catalog's file.
  package let catalog: String
  package let cases: [TestCase]

  package init(source: SourceText, catalog: String, cases: [TestCase]) {
    self.source = source
    self.catalog = catalog
    self.cases = cases
  }

  private func count(_ status: TestCase.Status) -> Int { cases.count { $0.status == status } }

  // MARK: People

  /// The failures, and a summary. Errors are reported as findings.
  package var text: String {
    let lines = LineTable(source)
    var text = ""
    for test in cases where test.status == .failed {
      text += "failed: \(printable(test.name))\n"
      for problem in test.problems {
        let position = lines.position(at: problem.location.range.start)
        text += "  \(printable(source.name)):\(position.line):\(position.column): \(printable(problem.message))\n"
      }
      for line in test.text.split(separator: "\n", omittingEmptySubsequences: false) where !line.isEmpty {
        text += "    \(line)\n"
      }
      text += "\n"
    }
    return text + summary + "\n"
  }

  /// `11 of 12 scenarios passed, 1 failed`.
  private var summary: String {
    let (passed, failed, invalid) = (count(.passed), count(.failed), count(.invalid))
    let scenarios = "scenario\(cases.count == 1 ? "" : "s")"
    if passed == cases.count { return "\(passed) \(scenarios) passed" }
    return "\(passed) of \(cases.count) \(scenarios) passed"
      + (failed > 0 ? ", \(failed) failed" : "") + (invalid > 0 ? ", \(invalid) with errors" : "")
  }

  // MARK: Programs

  /// One object on a single line.
  package var json: String {
    let lines = LineTable(source)
    let document: JSON = [
      "format": 1, "catalog": .string(catalog), "scenarios": .string(source.name),
      "passed": .integer(Int64(count(.passed))), "failed": .integer(Int64(count(.failed))),
      "invalid": .integer(Int64(count(.invalid))),
      "results": .array(
        cases.map { test in
          .object(
            [
              .init("name", .string(test.name)), .init("status", .string(test.status.rawValue)),
              .init(
                "problems",
                .array(
                  test.problems.map { problem in
                    .fields([
                      "rule": problem.rule.map(JSON.string), "message": .string(problem.message),
                      "path": .string(problem.location.path), "pointer": .string(problem.location.pointer),
                      "range": Report.json(problem.location.range, lines),
                    ])
                  })),
            ] + test.members)
        }),
    ]
    return document.compact + "\n"
  }

  /// A test suite with a test case for each scenario.
  package var junit: String {
    let lines = LineTable(source)
    let name = xml(source.name)
    let counts = "tests=\"\(cases.count)\" failures=\"\(count(.failed))\" errors=\"\(count(.invalid))\""
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"catalogc\" \(counts)>\n"
    text += "  <testsuite name=\"\(name)\" \(counts)>\n"
    for test in cases {
      let line = lines.position(at: test.location.range.start).line
      let head = "    <testcase name=\"\(xml(test.name))\" classname=\"\(name)\" file=\"\(name)\" line=\"\(line)\""
      guard let first = test.problems.first else {
        text += head + "/>\n"
        continue
      }
      let element = test.status == .failed ? "failure" : "error"
      let body = test.problems.map { problem in
        let position = lines.position(at: problem.location.range.start)
        return "\(name):\(position.line):\(position.column): \(xml(problem.message))"
      }
      text += """
        \(head)>
              <\(element) type="\(xml(first.rule ?? "unexpected-invoice"))" message="\(xml(first.message))">\
        \(body.joined(separator: "\n"))</\(element)>
            </testcase>

        """
    }
    return text + "  </testsuite>\n</testsuites>\n"
  }
}
