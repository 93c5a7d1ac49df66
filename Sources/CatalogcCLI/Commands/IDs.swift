import Accounts
import Diagnostics
import Providers
import Reporting
import Syntax

extension Command {
  static let ids = Command(
    name: "ids",
    operands: "CATALOG FILE",
    operandCount: 2...2,
    summary: "check an ids file against a catalog",
    details: """
      Reports ids of objects that are not in the catalog, objects of the catalog that have no id, and duplicate ids. By
      default, the check covers the providers that the file names.
      """,
    options: [.provider] + Option.lint + [.format, .from],
    examples: [
      "catalogc ids catalog.json catalog.ids.test.json", "catalogc ids catalog.json catalog.ids.test.json -p stripe",
    ]
  ) { invocation, system throws(CommandError) in
    let selected = try selection(invocation)
    let input = try CatalogInput(invocation.operands[0], invocation, &system)
    let source = try CatalogInput.file(invocation.operands[1], &system)
    let (tree, known, findings) = readIDs(source, providers: Provider.declarations)
    let providers = selected ?? .named(known.accounts.compactMap { Provider.named($0.provider) })
    let compilation = input.compilation(providers)

    var found = findings + IDFileChecks.duplicates(known)
    if let catalog = compilation.catalog {
      found += IDBinding(known, catalog).findings
      for output in compilation.outputs {
        if let account = known.account(of: output.provider.name) {
          found += IDFileChecks.stale(account, catalog, of: output.provider)
        }
        if findings.isEmpty { found += IDFileChecks.missing(known, output.artifact, of: output.provider) }
      }
    }
    let diagnostics = compilation.levels.applied(to: tree.diagnostics(for: found), isStrict: invocation.has(.strict))
    // `check` reports what a provider cannot express.
    let errors = compilation.diagnostics.filter { $0.severity == .error }
    let reports = [
      Report(source: input.source, diagnostics: errors),
      Report(source: source, diagnostics: diagnostics),
    ]
    if let format = try format(invocation) {
      try output(write(reports, format, system), &system)
    } else {
      try reportToError(reports, invocation, notes: .shown, &system)
    }
    return reports.allSatisfy { $0.diagnostics.count(.error) == 0 } ? .done : .found
  }
}
