import Accounts
import Catalog
import CatalogDiff
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
      Compares two catalogs in any format; one of them may be `-`, standard input. Formatting and comments do not matter. Each
      change has one or more classes:

      \(Help.table(ChangeImpact.allCases.map { ($0.rawValue, classes[$0] ?? "") }))

      The exit status is 0 even if there are changes, unless a change has a class of --fail-on; `breaking` means customer,
      provider and api. By default, the comparison covers the providers that both catalogs are for: those named
      under `providers`, or, if there are none, all that are not disabled.

      With --scenarios, a table shows what each scenario of the file costs in both catalogs.
      To compare with the committed catalog: git show HEAD:catalog.json | catalogc diff - catalog.json
      """,
    options: [.provider, .changeFormat, .failOn, .scenarios, .failOnIncrease, .from],
    examples: [
      "catalogc diff old.json catalog.json",
      "catalogc diff - catalog.json --fail-on customer,api",
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
    for path in paths {
      let input = try CatalogInput(path, invocation, trustsName: true, &system)
      let compilation = input.compilation(.named([]))
      if let catalog = compilation.catalog {
        sides.append((input.source, CatalogVersion(tree: compilation.tree, catalog: catalog, format: input.format)))
      } else {
        let report = Report(source: input.source, diagnostics: compilation.diagnostics)
        system.writeError(HumanReport.write(report, style: style, notes: .shown))
      }
    }
    guard sides.count == 2 else { return .found }
    let comparison = CatalogComparison(sides[0].version, sides[1].version, providers: providers)
    var invoices: [InvoiceChange]?
    if let path = invocation.value(.scenarios) {
      invoices = try changes(path, sides[0].version.catalog, sides[1].version.catalog, style, &system)
      if invoices == nil { return .found }
    }
    let report = ChangeReport(
      old: sides[0].source, new: sides[1].source, differences: comparison.differences, providers: comparison.providers,
      invoices: invoices.map { $0.map(\.row) })
    try output(format.write(report), &system)
    let rises = mostIncrease.map { most in invoices?.contains { $0.rises(byMoreThan: most) } ?? false } ?? false
    return rises || comparison.differences.contains { !failing.isDisjoint(with: $0.classes) } ? .found : .done
  }

  /// The invoices of a scenario file in both catalogs; nil if it has errors, which go to standard error.
  private static func changes(
    _ path: String, _ old: Catalog, _ new: Catalog, _ style: Style, _ system: inout any System
  ) throws(CommandError) -> [InvoiceChange]? {
    let source = try CatalogInput.file(path, &system)
    let file = readScenarios(source)
    let (changes, findings) = file.changes(from: old, to: new)
    let report = Report(source: source, diagnostics: file.tree.diagnostics(for: file.findings + findings))
    system.writeError(HumanReport.write(report, style: style, notes: .shown))
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
