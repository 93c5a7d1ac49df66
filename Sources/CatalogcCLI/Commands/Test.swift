import Accounts
import Diagnostics
import Invoicing
import JSONText
import Providers
import Reporting
import Syntax

extension Option {
  static let changesNumbers = Option(
    "mutate", summary: "change each price, bound and allowance of the catalog, and report those that no scenario notices")
  static let testFormat = Option(
    "format", value: "FORMAT", values: .words(TestFormat.allCases.map(\.rawValue)),
    summary: "output format: human (default), junit or json")
}

private enum TestFormat: String, CaseIterable {
  case human, junit, json

  init(_ invocation: Invocation) throws(CommandError) {
    let name = invocation.value(.testFormat) ?? "human"
    guard let format = TestFormat(rawValue: name) else {
      throw CommandError.invalidValue(name, for: "format", among: Self.allCases.map(\.rawValue))
    }
    self = format
  }

  func write(_ report: ScenarioReport) -> String {
    switch self {
    case .human: report.text
    case .junit: report.junit
    case .json: report.json
    }
  }

  func write(_ report: ChangesReport) -> String {
    switch self {
    case .human: report.text
    case .junit: report.junit
    case .json: report.json
    }
  }
}

extension Command {
  static let test = Command(
    name: "test",
    operands: "CATALOG SCENARIOS",
    operandCount: 2...2,
    summary: "compare what scenarios cost with what is expected",
    details: """
      Reads a file that maps names to what a customer buys and uses, with the options of `catalogc quote` as fields, and to the
      expected invoices: `total`, by period if there are several, or single `lines`. Prints the differences, and exits with
      status 1 if there are any.

      With --mutate, raises each number that an invoice depends on by a tenth, one at a time, and runs the scenarios again. A
      change that no passing scenario notices is a price that nobody checks; it is printed with its place in the catalog, and
      the exit status is 1.
      """,
    options: [.changesNumbers, .testFormat, .from],
    examples: [
      "catalogc test catalog.json scenarios.json", "catalogc test catalog.json scenarios.json --format junit",
      "catalogc test catalog.json scenarios.json --mutate",
    ]
  ) { invocation, system throws(CommandError) in
    let format = try TestFormat(invocation)
    if invocation.operands == ["-", "-"] {
      throw CommandError("standard input cannot be both the catalog and the scenarios", help: "pass one of them as a file")
    }
    let input = try CatalogInput(invocation.operands[0], invocation, &system)
    let source = try CatalogInput.file(invocation.operands[1], &system)
    guard let compilation = try input.readable(for: [], invocation, &system), let catalog = compilation.catalog else {
      return .found
    }
    let file = readScenarios(source)
    let results = file.results(in: catalog)
    let findings = Report(
      source: source, diagnostics: file.tree.diagnostics(for: file.findings + results.flatMap(\.findings)))
    system.writeError(HumanReport.write(findings, style: try style(invocation, system), notes: shown(.shown, invocation)))
    let isUnreadable = findings.diagnostics.count(.error) > 0 && results.isEmpty && file.invalid.isEmpty
    if format == .human, isUnreadable { return .found }
    if invocation.has(.changesNumbers), !isUnreadable {
      let changes = file.changes(of: compilation.tree, catalog, format: input.format, providers: Provider.declarations)
      let report = ChangesReport(
        source: input.source, scenarios: source.name,
        changes: changes.map { .init(at: $0.location, from: $0.old, to: $0.new, isCaught: $0.isCaught) })
      try output(format.write(report), &system)
      return changes.allSatisfy(\.isCaught) && results.allSatisfy(\.hasPassed) && file.invalid.isEmpty ? .done : .found
    }
    var cases = file.invalidCases
    for result in results {
      cases.append(
        file.testCase(
          result, text: result.quote.map { QuoteText.write($0, in: catalog) } ?? "",
          members: result.quote?.members(in: catalog) ?? []))
    }
    cases.sort { $0.location.range.start < $1.location.range.start }
    cases += file.rest.map { [$0] } ?? []
    try output(format.write(ScenarioReport(source: source, catalog: input.source.name, cases: cases)), &system)
    return cases.allSatisfy { $0.status == .passed } && findings.diagnostics.count(.error) == 0 ? .done : .found
  }
}

extension ScenarioFile {
  /// The scenarios whose faults do not depend on the catalog.
  fileprivate var invalidCases: [TestCase] {
    invalid.map { scenario in
      let problems = findings.filter { contains($0.place, in: scenario.place) }.map(problem)
      return TestCase(scenario.name, .invalid, at: location(of: scenario.place), problems: problems)
    }
  }

  /// The faults of the file that are in no invalid scenario, such as a syntax error; nil if there are none.
  fileprivate var rest: TestCase? {
    let others = findings.filter { finding in
      finding.rule.severity == .error && !invalid.contains { contains(finding.place, in: $0.place) }
    }
    if others.isEmpty { return nil }
    return TestCase(tree.source.name, .invalid, at: location(of: Place(.root)), problems: others.map(problem))
  }

  fileprivate func testCase(_ result: ScenarioResult, text: String, members: [JSON.Member]) -> TestCase {
    let status: TestCase.Status = result.hasPassed ? .passed : result.isValid ? .failed : .invalid
    return TestCase(
      result.scenario.name, status, at: location(of: result.scenario.place),
      problems: result.findings.map(problem)
        + result.differences.map { TestCase.Problem(at: location(of: $0.place), $0.message) },
      text: text, members: members)
  }

  private func problem(_ finding: Finding) -> TestCase.Problem {
    TestCase.Problem(rule: finding.rule.name, at: location(of: finding.place), finding.message.text(in: tree))
  }
}
