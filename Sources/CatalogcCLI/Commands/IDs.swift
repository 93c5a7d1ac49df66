import Accounts
import Catalog
import Diagnostics
import Foundations
import JSONText
import Providers
import Reporting
import Syntax

extension Option {
  static let forget = Option(
    "forget", value: "ENTRY",
    summary: "give up the objects of an entry that the catalog no longer has, such as plans.team (repeatable)")
}

extension Command {
  static let ids = Command(
    name: "ids",
    operands: "CATALOG FILE",
    operandCount: 2...2,
    summary: "check an ids file against a catalog",
    details: """
      Reports ids of objects that are not in the catalog, objects of the catalog that have no id, and duplicate ids. By
      default, the check covers the providers that the file names.
      With --forget, writes the file instead: what was created for the entry no longer belongs to the catalog. The next
      `catalogc apply` removes the catalog's marks from it, and then another catalog can take it over with `apply --adopt`.
      """,
    options: [.provider] + Option.lint + [.forget, .format, .from],
    examples: [
      "catalogc ids catalog.json catalog.ids.test.json", "catalogc ids catalog.json catalog.ids.test.json -p stripe",
      "catalogc ids catalog.json catalog.ids.json --forget plans.team",
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
    if invocation.has(.forget), let catalog = compilation.catalog, findings.isEmpty {
      return try forget(invocation.all(.forget), catalog, source, providers.providers(of: catalog), invocation, &system)
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

  /// Gives up the objects of entries, in the ids file.
  private static func forget(
    _ paths: [String], _ catalog: Catalog, _ source: SourceText, _ providers: [Provider], _ invocation: Invocation,
    _ system: inout any System
  ) throws(CommandError) -> ExitStatus {
    var file = LedgerFile(JSON(parsing: source.bytes) ?? [:])
    var count = 0
    for path in paths {
      let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
      guard parts.count == 2, let section = Section(rawValue: parts[0]) else {
        throw CommandError.invalidValue(
          path, for: "forget", help: "name an entry with its section, such as `plans.team` or `features.sso`")
      }
      if catalog.ids(in: section).contains(where: { $0.hasSameScalars(as: parts[1]) }) {
        throw CommandError("\(quoted(path)) is in the catalog", help: "remove it from the catalog first")
      }
      var found = 0
      for provider in providers {
        var ledger = file.ledger(of: provider)
        found += ledger.release(section, parts[1])
        file.set(ledger)
      }
      if found == 0 { throw CommandError("the ids file has no object of \(quoted(path))") }
      count += found
    }
    do throws(SystemError) {
      try system.write([(invocation.operands[1], file.bytes)])
    } catch {
      throw CommandError(error)
    }
    notify(
      "gave up \(count) object\(count == 1 ? "" : "s"); `catalogc apply` removes the catalog's marks from \(count == 1 ? "it" : "them")\n",
      invocation, &system)
    return .done
  }
}

extension Catalog {
  /// The ids of a section's entries.
  fileprivate func ids(in section: Section) -> [String] {
    switch section {
    case .meters: meters.map(\.header.id)
    case .features: features.map(\.header.id)
    case .plans: plans.map(\.header.id)
    case .addons: addons.map(\.header.id)
    case .topups: topups.map(\.header.id)
    case .discounts: discounts.map(\.header.id)
    }
  }
}
