import Accounts
import Diagnostics
import Foundations
import Providers
import Reporting

extension Option {
  static let reportFile = Option(
    "output", letter: "o", value: "FILE",
    summary: "write the findings for programs to a file, and those for people to standard error")
}

extension Command {
  static let check = Command(
    name: "check",
    operands: "CATALOG…",
    operandCount: 1...Int.max,
    summary: "report everything that is wrong with catalogs",
    details: """
      Reads each catalog (`-` is standard input) and reports all findings in the order of the file; nothing is emitted. With
      --provider, also what those providers cannot express. Findings for people go to standard error, those for programs
      to standard output; all catalogs of a run make one document. With --fix, what is safe to repair is written into the
      catalogs, and of standard input to standard output; nothing else in them changes.
      """,
    options: [.provider] + Option.lint + [.ids, .format, .reportFile, .fix, .unsafeFixes, .diffOfFixes, .from],
    examples: [
      "catalogc check catalog.json",
      "catalogc check catalog.json --provider stripe,openmeter --strict",
      "catalogc check catalogs/*.json --format sarif --output catalogs.sarif",
      "catalogc check catalog.json --fix",
    ]
  ) { invocation, system throws(CommandError) in
    let run = try CheckRun(invocation, system)
    return try run.perform(&system)
  }
}

/// One run of `check`, as the command line asks for it. A class, so that it is passed on without a copy of all that it holds.
private final class CheckRun {
  private let invocation: Invocation
  private let providers: ProviderSelection
  private let format: ReportFormat?
  private let style: Style
  /// Where findings for programs go; nil for standard output.
  private let file: String?
  private let showsDifference: Bool
  private let fixes: Bool

  init(_ invocation: Invocation, _ system: any System) throws(CommandError) {
    self.invocation = invocation
    providers = try selection(invocation) ?? .named([])
    format = try CatalogcCLI.format(invocation)
    style = try CatalogcCLI.style(invocation, system)
    // A wrong rule is told before anything is read.
    _ = try lintLevels(invocation)
    showsDifference = invocation.has(.diffOfFixes)
    fixes = showsDifference || invocation.has(.fix)
    let output = invocation.value(.reportFile)
    file = output == "-" ? nil : output

    if output != nil, format == nil {
      throw CommandError(
        "`--output` needs a format for programs",
        help: "write --format and one of \(list(ReportFormat.machine.map(\.name), and: "or"))")
    }
    if let file, invocation.operands.contains(where: { $0.isExactly(file) }) { throw CommandError("\(quoted(file)) is a catalog of this run") }
    if invocation.has(.unsafeFixes), !fixes { throw CommandError("`--unsafe-fixes` needs `--fix`, or `--diff`") }
    if showsDifference, format != nil { throw CommandError("`--diff` and `--format` do not go together") }
    if fixes, format != nil, file == nil, invocation.operands.contains("-") {
      throw CommandError(
        "the repaired catalog and the findings cannot both go to standard output", help: "write --output FILE")
    }
  }

  func perform(_ system: inout any System) throws(CommandError) -> ExitStatus {
    if fixes { return try repair(&system) }
    var reports: [Report] = []
    var status = ExitStatus.done
    for path in invocation.operands {
      let input: CatalogInput
      do throws(CommandError) {
        input = try CatalogInput(path, invocation, &system)
      } catch {
        // One file that cannot be read does not hide what is wrong with the others.
        system.writeError("catalogc: error: \(error.message)\n" + (error.help.map { "  = help: \($0)\n" } ?? ""))
        status = .failed
        continue
      }
      let compilation = input.compilation(providers)
      for report in input.reports(compilation) {
        if report.diagnostics.count(.error) > 0, status == .done { status = .found }
        tell(report, &system)
        if format != nil { reports.append(report) }
      }
    }
    try deliver(reports, and: [], &system)
    return status
  }

  /// For people: unless standard output has the findings already.
  private func tell(_ report: Report, _ system: inout any System) {
    guard format == nil || file != nil else { return }
    HumanReport.write(report, style: style, showNotes: true) { system.writeError($0) }
  }

  /// Writes the findings for programs, and the files of this run.
  private func deliver(
    _ reports: [Report], and files: [(path: String, bytes: [UInt8])], _ system: inout any System
  ) throws(CommandError) {
    var files = files
    let bytes = format.map { write(reports, $0, system) }
    if let bytes, let file { files.append((file, bytes)) }
    if !files.isEmpty {
      do throws(SystemError) { try system.write(files) } catch { throw CommandError(error) }
    }
    if let bytes, file == nil { try output(bytes, &system) }
  }

  // MARK: Fixes

  /// Nothing is written where a catalog cannot be read.
  private func repair(_ system: inout any System) throws(CommandError) -> ExitStatus {
    var paths: Set<ExactString> = []
    var results: [(path: String, old: SourceText, fixed: FixedCatalog)] = []
    var reports: [[Report]] = []
    for path in invocation.operands where paths.insert(ExactString(path)).inserted {
      let input = try CatalogInput(path, invocation, &system)
      let fixed = FixedCatalog(input, providers, allowsUnsafe: invocation.has(.unsafeFixes))
      results.append((path, input.source, fixed))
      reports.append(input.reports(fixed.compilation, of: fixed.source))
    }
    if showsDifference { return try showDifferences(results, &system) }

    let files = results.filter { $0.fixed.count > 0 && $0.path != "-" }.map { ($0.path, $0.fixed.source.bytes) }
    try deliver(reports.flatMap(\.self), and: files, &system)
    for (result, reports) in zip(results, reports) {
      if result.path == "-" { try output(result.fixed.source.bytes, &system) }
      for report in reports { tell(report, &system) }
      if result.fixed.count > 0 { system.writeError("\(name(result.old)): fixed \(result.fixed.count)\n") }
    }
    return reports.joined().contains { $0.diagnostics.count(.error) > 0 } ? .found : .done
  }

  private func showDifferences(
    _ results: [(path: String, old: SourceText, fixed: FixedCatalog)], _ system: inout any System
  ) throws(CommandError) -> ExitStatus {
    var status = ExitStatus.done
    for (_, old, fixed) in results {
      let remaining = fixed.compilation.diagnostics.count(.error)
      guard fixed.count > 0 || remaining > 0 else { continue }
      status = .found
      try output(fixed.difference(to: old), &system)
      let rest = remaining > 0 ? ", and \(remaining) error\(remaining == 1 ? "" : "s") would remain" : ""
      system.writeError("\(name(old)): \(fixed.count) to fix\(rest)\n")
    }
    return status
  }

  private func name(_ source: SourceText) -> String { source.name.unicodeScalars.map(escaped).joined() }
}
