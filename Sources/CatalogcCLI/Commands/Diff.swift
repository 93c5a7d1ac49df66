import Accounts
import Catalog
import CatalogDiff
import CatalogReading
import Diagnostics
import Foundations
import Invoicing
import JSONText
import Providers
import Reporting
import Syntax

extension Option {
  static let changeFormat = Option(
    "format", value: "FORMAT", values: .words(ChangeFormat.all.map(\.name)),
    summary: "output format: \(list(["human (default)"] + ChangeFormat.all.map(\.name).filter { $0 != "human" }, and: "or"))")
  static let failOn = Option(
    "fail-on", value: "CLASS", values: .list(ChangeImpact.allCases.map(\.rawValue) + ["breaking"]),
    summary: "exit with status 1 if a change has one of these classes (comma-separated, or breaking)")
  static let accept = Option(
    "accept", value: "FILE", summary: "the reviewed changes of this file do not count for --fail-on until they expire")
  static let scenarios = Option(
    "scenarios", value: "FILE", summary: "compare what the scenarios of a file cost, as for `catalogc test`")
  static let failOnIncrease = Option(
    "fail-on-increase", value: "PERCENT", summary: "exit with status 1 if an invoice of a scenario rises by more than this")
}

extension Command {
  static let diff = Command(
    name: "diff",
    operands: "OLD NEW",
    operandCount: 2...2,
    summary: "show semantic changes between two catalogs",
    details: """
      Compares two catalogs in any format; one of them may be `-`, standard input, or `git:REVISION`, the same file at a
      revision of git (`git:REVISION:PATH` for another file). A file that the revision does not have is compared as an empty
      catalog. Formatting and comments do not matter. Each change has one or more classes:

      \(Help.table(ChangeImpact.allCases.map { ($0.rawValue, classes[$0] ?? "") }))

      The exit status is 0 even if there are changes, unless a change has a class of --fail-on; `breaking` means customer,
      provider and api. By default, the comparison covers the providers that both catalogs are for: those named
      under `providers`, or, if there are none, all that are not disabled.

      With --accept, changes that were reviewed do not count for --fail-on. The file maps the path of each to its `old` and
      `new` values, as --format json prints them, a `reason`, and the time when the acceptance `expires`.

      With --scenarios, a table shows what each scenario of the file costs in both catalogs.
      """,
    options: [.provider, .changeFormat, .failOn, .accept, .scenarios, .failOnIncrease, .from],
    examples: [
      "catalogc diff old.json catalog.json",
      "catalogc diff git:main catalog.json --fail-on customer,api --accept accepted.json",
      "catalogc diff old.json catalog.json --provider stripe --format markdown",
      "catalogc diff old.json catalog.json --scenarios scenarios.json --fail-on-increase 10",
    ]
  ) { invocation, system throws(CommandError) in
    let providers = try selection(invocation) ?? .all
    let format = try changeFormat(invocation)
    let failing = try failingClasses(invocation)
    let mostIncrease = try mostIncrease(invocation)
    let style = try style(invocation, system)
    let paths = invocation.operands
    if paths == ["-", "-"] {
      throw CommandError("standard input cannot be both catalogs", help: "pass one of them as a file")
    }
    var sides: [(source: SourceText, version: CatalogVersion)] = []
    for (path, other) in zip(paths, paths.reversed()) {
      let input = try input(path, other: other, invocation, &system)
      let compilation = input.compilation(.named([]))
      if let catalog = compilation.catalog {
        sides.append((input.source, CatalogVersion(tree: compilation.tree, catalog: catalog, format: input.format)))
      } else {
        let report = Report(source: input.source, diagnostics: compilation.diagnostics)
        system.writeError(HumanReport.write(report, style: style, notes: shown(.shown, invocation)))
      }
    }
    guard sides.count == 2 else { return .found }
    let accepted = try accepted(invocation, style, &system)
    guard let accepted else { return .found }
    let comparison = CatalogComparison(sides[0].version, sides[1].version, providers: providers)
    var invoices: [InvoiceChange]?
    if let path = invocation.value(.scenarios) {
      invoices = try changes(path, sides[0].version.catalog, sides[1].version.catalog, style, invocation, &system)
      if invoices == nil { return .found }
    }
    let differences = comparison.differences.map { difference in
      var difference = difference
      difference.acceptance = accepted.first { $0.covers(difference) && system.now <= $0.expires.seconds }
      return difference
    }
    let report = ChangeReport(
      old: sides[0].source, new: sides[1].source, differences: differences, providers: comparison.providers,
      invoices: invoices.map { $0.map(\.row) })
    try output(format.write(report), &system)
    for entry in accepted where !differences.contains(where: entry.isAbout) {
      system.writeError("catalogc: warning: \(quoted(entry.path)) does not change; remove it from the accepted changes\n")
    }
    let rises = mostIncrease.map { most in invoices?.contains { $0.rises(byMoreThan: most) } ?? false } ?? false
    if rises { system.writeError("catalogc: error: an invoice rises by more than `--fail-on-increase` allows\n") }
    let failures = differences.filter { $0.acceptance == nil && !failing.isDisjoint(with: $0.classes) }
    if !failures.isEmpty { system.writeError(reason(failures, accepted, invocation)) }
    return rises || !failures.isEmpty ? .found : .done
  }

  /// Why the comparison fails, in case that its output goes to a file.
  private static func reason(_ failures: [Difference], _ accepted: [AcceptedChange], _ invocation: Invocation) -> String {
    let count = failures.count == 1 ? "1 change has" : "\(failures.count) changes have"
    var text = "catalogc: error: \(count) a class of `--fail-on`\n"
    for difference in failures {
      let path = (difference.new ?? difference.old)?.path ?? ""
      let entry = accepted.first { $0.isAbout(difference) }
      let note = entry.map { entry in
        entry.covers(difference)
          ? " (accepted until \(entry.expires), which has passed)" : " (other values are accepted: \(values(entry)))"
      }
      text += printable("  \(path): \(difference.message)\(note ?? "")") + "\n"
    }
    return text + "  = help: review the changes, and add them to a file for `--accept`\n"
  }

  private static func values(_ entry: AcceptedChange) -> String {
    "\(entry.old?.compact ?? "nothing") to \(entry.new?.compact ?? "nothing")"
  }

  /// The changes of `--accept`; nil if the file has errors, which go to standard error.
  private static func accepted(
    _ invocation: Invocation, _ style: Style, _ system: inout any System
  ) throws(CommandError) -> [AcceptedChange]? {
    guard let path = invocation.value(.accept) else { return [] }
    guard invocation.has(.failOn) else {
      throw CommandError("`--accept` needs `--fail-on`", help: "name the classes that fail, such as `--fail-on breaking`")
    }
    let source = try CatalogInput.file(path, &system)
    let (changes, diagnostics) = readAcceptedChanges(source)
    let report = Report(source: source, diagnostics: diagnostics)
    system.writeError(HumanReport.write(report, style: style, notes: shown(.shown, invocation)))
    return diagnostics.count(.error) > 0 ? nil : changes
  }

  /// A catalog in a file, or at a git revision.
  ///
  /// - Parameter other: the path that a revision without a path is of.
  static func input(
    _ path: String, other: String, _ invocation: Invocation, _ system: inout any System
  ) throws(CommandError) -> CatalogInput {
    guard let revision = try GitRevision(path) else {
      return try CatalogInput(path, invocation, trustsName: true, &system)
    }
    let (name, bytes) = try revision.text(other: try GitRevision(other) == nil ? other : nil, &system)
    if let bytes { return try CatalogInput(name, bytes, invocation, &system) }
    system.writeError("catalogc: note: \(quoted(name)) does not exist; comparing with an empty catalog\n")
    return try CatalogInput(name, Array(#"{"features": {}, "plans": {}}"#.utf8), format: .json, invocation, &system)
  }

  /// The invoices of a scenario file in both catalogs; nil if it has errors, which go to standard error.
  private static func changes(
    _ path: String, _ old: Catalog, _ new: Catalog, _ style: Style, _ invocation: Invocation, _ system: inout any System
  ) throws(CommandError) -> [InvoiceChange]? {
    let source = try CatalogInput.file(path, &system)
    let file = readScenarios(source)
    let (changes, findings) = file.changes(from: old, to: new)
    let report = Report(source: source, diagnostics: file.tree.diagnostics(for: file.findings + findings))
    system.writeError(HumanReport.write(report, style: style, notes: shown(.shown, invocation)))
    return report.diagnostics.count(.error) > 0 ? nil : changes
  }

  /// The percentage of `--fail-on-increase`.
  private static func mostIncrease(_ invocation: Invocation) throws(CommandError) -> ExactDecimal? {
    guard let text = invocation.value(.failOnIncrease) else { return nil }
    guard invocation.has(.scenarios) else {
      throw CommandError("`--fail-on-increase` needs `--scenarios`", help: "name a scenario file with `--scenarios`")
    }
    guard isJSONNumber(text), let percent = ExactDecimal(parsing: text.utf8), !percent.isNegative else {
      throw CommandError.invalidValue(text, for: "fail-on-increase", help: "use a percentage such as `10`")
    }
    return percent
  }

  private static let classes: [ChangeImpact: String] = [
    .customer: "customers get less or pay more, or it cannot be ruled out",
    .provider: "a provider needs a new object, and the old one is archived",
    .api: "an identifier that programs use changes",
    .compatible: "better for customers, or neutral",
    .cosmetic: "display text, metadata, order",
  ]

  private static func changeFormat(_ invocation: Invocation) throws(CommandError) -> ChangeFormat {
    let name = invocation.value(.changeFormat) ?? "human"
    if let format = ChangeFormat.all.first(where: { $0.name == name }) { return format }
    throw CommandError.invalidValue(name, for: "format", among: ChangeFormat.all.map(\.name))
  }

  private static func failingClasses(_ invocation: Invocation) throws(CommandError) -> Set<ChangeImpact> {
    var classes: Set<ChangeImpact> = []
    for value in invocation.all(.failOn) {
      for name in value.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
        if name == "breaking" {
          classes.formUnion(ChangeImpact.allCases.filter(\.isBreaking))
        } else if let changeClass = ChangeImpact(rawValue: name) {
          classes.insert(changeClass)
        } else {
          throw CommandError.invalidValue(name, for: "fail-on", among: ChangeImpact.allCases.map(\.rawValue) + ["breaking"])
        }
      }
    }
    return classes
  }
}

extension InvoiceChange {
  fileprivate var row: InvoiceRow {
    InvoiceRow(
      scenario: scenario, pace: pace, old: old.described, new: new.described, change: change,
      json: .fields([
        "scenario": .string(scenario), "interval": .string(cadence?.period.rawValue ?? Interval.oneTime.rawValue),
        "intervalCount": cadence.flatMap { $0.count == 1 ? nil : .integer($0.count) }, "old": old.json, "new": new.json,
        "changed": .bool(isChanged),
      ]))
  }

  /// The percentage, or what else changes.
  private var change: String {
    if !isChanged { return "" }
    if case .notSold(let problem) = new { return problem }
    if case .notSold(let problem) = old { return problem }
    return percentage ?? "changed"
  }
}

extension InvoiceChange.Side {
  fileprivate var json: JSON {
    switch self {
    case .amount(let total, let currency): ["total": .number(total), "currency": .string(currency.code)]
    case .none: .null
    case .notSold(let problem): ["problem": .string(problem)]
    }
  }
}
