import Accounts
import Diagnostics
import Foundations
import Providers
import Reporting

extension Option {
  static let reportFile = Option(
    "output", letter: "o", value: "FILE",
    summary: "write machine-readable findings to FILE and human-readable ones to standard error")
}

extension Option {
  static let watch = Option("watch", summary: "check again whenever a file changes, until interrupted")
}

extension Command {
  static let check = Command(
    name: "check",
    operands: "[CATALOG…]",
    operandCount: 0...Int.max,
    summary: "check catalogs for errors",
    details: """
      Reads each catalog (`-` is standard input) and reports all findings in the order of the file, without compiling
      anything. Also reports what providers cannot express: those of --provider, or else those that the catalog names under
      `providers`. Notes are counted; --notes shows them.
      Human-readable findings go to standard error; machine-readable ones go to standard output, as one document for all
      catalogs. With --fix, safe fixes are written to the catalogs (for standard input: to standard output); the rest of each
      file stays as it is. With --watch, the terminal shows the findings of the files as they are now.
      Without a CATALOG, checks catalog.json, catalog.jsonc or catalog.swift in the current directory, if there is only one.
      """,
    options: [.provider] + Option.lint + [.notes, .ids, .format, .reportFile, .fix, .unsafeFixes, .diffOfFixes, .watch, .from],
    examples: [
      "catalogc check",
      "catalogc check catalog.json --provider stripe,openmeter --strict",
      "catalogc check catalogs/*.json --format sarif --output catalogs.sarif",
      "catalogc check catalog.json --fix",
      "catalogc check catalog.json --watch",
    ]
  ) { invocation, system throws(CommandError) in
    var invocation = invocation
    if invocation.operands.isEmpty { invocation.operands = [try CatalogInput.inCurrentDirectory(&system)] }
    let run = try CheckRun(invocation, system)
    return invocation.has(.watch) ? try run.watch(&system) : try run.perform(&system)
  }
}

/// One run of `check` with the options of the command line. A class, so that passing it copies nothing.
private final class CheckRun {
  private let invocation: Invocation
  private let providers: ProviderSelection
  private let format: ReportFormat?
  private let style: Style
  /// The file for machine-readable findings; nil for standard output.
  private let file: String?
  private let showsDifference: Bool
  private let fixes: Bool

  init(_ invocation: Invocation, _ system: any System) throws(CommandError) {
    self.invocation = invocation
    providers = try selection(invocation) ?? .ofCatalog
    format = try CatalogcCLI.format(invocation)
    style = try CatalogcCLI.style(invocation, system)
    // Reports an unknown rule before any file is read.
    _ = try lintLevels(invocation)
    showsDifference = invocation.has(.diffOfFixes)
    fixes = showsDifference || invocation.has(.fix)
    let output = invocation.value(.reportFile)
    file = output == "-" ? nil : output

    if output != nil, format == nil {
      throw CommandError(
        "`--output` requires a machine-readable `--format`",
        help: "set it to \(list(ReportFormat.machine.map { "`\($0.name)`" }, and: "or"))")
    }
    if let file, invocation.operands.contains(where: { $0.hasSameScalars(as: file) }) {
      throw CommandError("`--output` would overwrite the catalog \(quoted(file))")
    }
    if invocation.has(.unsafeFixes), !fixes { throw CommandError("`--unsafe-fixes` requires `--fix` or `--diff`") }
    if invocation.has(.watch) {
      let others: [Option] = [.fix, .diffOfFixes, .format, .reportFile]
      if let other = others.first(where: { invocation.has($0) }) {
        throw CommandError("`--watch` cannot be used with `--\(other.name)`")
      }
      if invocation.operands.contains("-") { throw CommandError("`--watch` cannot be used with standard input") }
    }
    if showsDifference, format != nil { throw CommandError("`--diff` cannot be used with `--format`") }
    if fixes, format != nil, file == nil, invocation.operands.contains("-") {
      throw CommandError(
        "the fixed catalog and the findings cannot both go to standard output",
        help: "write the findings to a file with `--output FILE`")
    }
  }

  /// Checks the files again whenever one of them changes.
  func watch(_ system: inout any System) throws(CommandError) -> ExitStatus {
    let files = invocation.operands + invocation.all(.ids)
    // The cursor to the top left, and all below it erased, with what has been scrolled out of sight (ECMA-48; xterm's ED 3).
    let clear = system.errorIsTerminal ? "\u{1B}[H\u{1B}[2J\u{1B}[3J" : ""
    while true {
      let stamps = system.stamps(files)
      system.writeError(clear)
      let status = try perform(&system)
      if status == .done { system.writeError("no errors; ") }
      system.writeError("waiting for changes (Ctrl-C to stop)\n")
      guard system.waitForChange(files, since: stamps) else { return status }
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
        // An unreadable file does not prevent the others from being checked.
        system.writeError("catalogc: error: \(error.message)\n" + (error.help.map { "  = help: \($0)\n" } ?? ""))
        if format != nil { reports.append(Report(unreadable: path, message: error.message, help: error.help)) }
        status = .failed
        continue
      }
      let compilation = input.compilation(providers, hasOutputs: false)
      for report in input.reports(compilation) {
        if report.diagnostics.count(.error) > 0, status == .done { status = .found }
        tell(report, &system)
        if format != nil { reports.append(report) }
      }
    }
    try deliver(reports, and: [], &system)
    return status
  }

  /// Prints the findings for people, unless standard output already has them.
  private func tell(_ report: Report, _ system: inout any System) {
    guard format == nil || file != nil else { return }
    HumanReport.write(report, style: style, notes: shown(invocation.has(.notes) ? .shown : .counted, invocation)) {
      system.writeError($0)
    }
  }

  /// Writes the machine-readable findings and the fixed files.
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

  /// Writes nothing if any catalog cannot be read.
  private func repair(_ system: inout any System) throws(CommandError) -> ExitStatus {
    var paths: Set<ScalarString> = []
    var results: [(path: String, old: SourceText, fixed: FixedCatalog)] = []
    var reports: [[Report]] = []
    for path in invocation.operands where paths.insert(ScalarString(path)).inserted {
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
      if result.fixed.count > 0 {
        notify("\(name(result.old)): fixed \(counted(result.fixed.count, "problem"))\n", invocation, &system)
      }
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
      let rest = remaining > 0 ? "; \(counted(remaining, "error")) would remain" : ""
      system.writeError("\(name(old)): \(counted(fixed.count, "fixable problem"))\(rest)\n")
    }
    return status
  }

  private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  private func name(_ source: SourceText) -> String { source.name.unicodeScalars.map(escaped).joined() }
}
