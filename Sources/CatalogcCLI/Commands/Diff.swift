import Accounts
import CatalogDiff
import Diagnostics
import Providers
import Reporting

extension Option {
  static let changeFormat = Option(
    "format", value: "FORMAT", values: .words(ChangeFormat.all.map(\.name)),
    summary: "output format: \(list(["human (default)"] + ChangeFormat.all.map(\.name).filter { $0 != "human" }, and: "or"))")
  static let failOn = Option(
    "fail-on", value: "CLASS", values: .list(ChangeImpact.allCases.map(\.rawValue) + ["breaking"]),
    summary: "exit with status 1 if a change has one of these classes (comma-separated, or breaking)")
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
      To compare with the committed catalog: git show HEAD:catalog.json | catalogc diff - catalog.json
      """,
    options: [.provider, .changeFormat, .failOn, .from],
    examples: [
      "catalogc diff old.json catalog.json",
      "catalogc diff - catalog.json --fail-on customer,api",
      "catalogc diff old.json catalog.json --provider stripe --format markdown",
    ]
  ) { invocation, system throws(CommandError) in
    let providers = try selection(invocation) ?? .all
    let format = try changeFormat(invocation)
    let failing = try failingClasses(invocation)
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
    let report = ChangeReport(
      old: sides[0].source, new: sides[1].source, differences: comparison.differences, providers: comparison.providers)
    try output(format.write(report), &system)
    return comparison.differences.contains { !failing.isDisjoint(with: $0.classes) } ? .found : .done
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
