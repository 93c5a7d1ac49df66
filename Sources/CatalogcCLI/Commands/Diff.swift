import Accounts
import CatalogDiff
import Diagnostics
import Providers
import Reporting

extension Option {
  static let changeFormat = Option(
    "format", value: "FORMAT", values: .words(ChangeFormat.all.map(\.name)),
    summary: "how changes are written: \(list(ChangeFormat.all.map(\.name), and: "or")) (the default is human)")
  static let failOn = Option(
    "fail-on", value: "CLASS", values: .list(ChangeClass.allCases.map(\.rawValue) + ["breaking"]),
    summary: "exit with 1 where a change has the class, several with commas between them, or breaking")
}

extension Command {
  static let diff = Command(
    name: "diff",
    operands: "OLD NEW",
    operandCount: 2...2,
    summary: "say what has changed in meaning between two catalogs, and for whom",
    details: """
      Compares two catalogs, in JSON or in Swift; one of them may be `-`, standard input. How they are spelled makes no
      difference. Each change has one or more classes:

      \(Help.table(ChangeClass.allCases.map { ($0.rawValue, classes[$0] ?? "") }))

      The exit status is 0 also where there are changes, unless --fail-on names a class that one of them has; `breaking` are
      customer, provider and api. The providers that are asked are those that neither catalog switches off, or those of
      --provider. To compare with what is committed: git show HEAD:catalog.json | catalogc diff - catalog.json
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
      throw CommandError("both catalogs cannot be standard input", help: "give one of them as a file")
    }
    var sides: [(source: SourceText, version: CatalogVersion)] = []
    for path in paths {
      let input = try CatalogInput(path, invocation, trustsName: true, &system)
      let compilation = input.compilation(.named([]))
      if let catalog = compilation.catalog {
        sides.append((input.source, CatalogVersion(tree: compilation.tree, catalog: catalog, format: input.format)))
      } else {
        let report = Report(source: input.source, diagnostics: compilation.diagnostics)
        system.writeError(HumanReport.write(report, style: style, showNotes: true))
      }
    }
    guard sides.count == 2 else { return .found }
    let comparison = CatalogComparison(sides[0].version, sides[1].version, providers: providers)
    let report = ChangeReport(
      old: sides[0].source, new: sides[1].source, differences: comparison.differences, providers: comparison.providers)
    try output(format.write(report), &system)
    return comparison.differences.contains { !failing.isDisjoint(with: $0.classes) } ? .found : .done
  }

  private static let classes: [ChangeClass: String] = [
    .customer: "customers get less or pay more, or nobody can tell that they do not",
    .provider: "a provider does not let it change: it needs another object",
    .api: "an id, a key, or what programs send is another",
    .compatible: "better for customers, or neutral",
    .cosmetic: "texts for people, metadata, order",
  ]

  private static func changeFormat(_ invocation: Invocation) throws(CommandError) -> ChangeFormat {
    let name = invocation.value(.changeFormat) ?? "human"
    if let format = ChangeFormat.all.first(where: { $0.name == name }) { return format }
    throw CommandError(
      "\(quoted(name)) is no format of changes", help: suggestion(for: name, ChangeFormat.all.map(\.name), "formats"))
  }

  private static func failingClasses(_ invocation: Invocation) throws(CommandError) -> Set<ChangeClass> {
    var classes: Set<ChangeClass> = []
    for value in invocation.all(.failOn) {
      for name in value.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
        if name == "breaking" {
          classes.formUnion(ChangeClass.allCases.filter(\.isBreaking))
        } else if let changeClass = ChangeClass(rawValue: name) {
          classes.insert(changeClass)
        } else {
          let known = ChangeClass.allCases.map(\.rawValue) + ["breaking"]
          throw CommandError("\(quoted(name)) is no class of changes", help: suggestion(for: name, known, "classes"))
        }
      }
    }
    return classes
  }

  private static func suggestion(for name: String, _ known: [String], _ what: String) -> String {
    nearest(to: name, among: known).map { "did you mean `\($0)`?" } ?? "the \(what) are \(list(known))"
  }
}
