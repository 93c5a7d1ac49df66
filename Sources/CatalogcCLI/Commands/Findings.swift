import Accounts
import Diagnostics
import Reporting

extension Option {
  static let format = Option(
    "format", value: "FORMAT", values: .words(["human"] + ReportFormat.machine.map(\.name)),
    summary: "format of findings: \(list(["human (default)"] + ReportFormat.machine.map(\.name), and: "or"))")
  static let notes = Option("notes", letter: "v", summary: "show notes, which are counted otherwise")
  static let ids = Option("ids", value: "FILE", summary: "ids file of the provider account")
  static let allow = Option(
    "allow", value: "RULE", values: .rules,
    summary: "suppress a rule, or a pattern such as `stripe/*` (errors cannot be suppressed)")
  static let warn = Option(
    "warn", value: "RULE", values: .rules, summary: "report a rule as a warning")
  static let deny = Option(
    "deny", value: "RULE", values: .rules,
    summary: "report a rule as an error (a name wins over a pattern, then the last option wins)")

  /// The options of a command that reports findings.
  static var lint: [Option] { [.strict, .allow, .warn, .deny] }
}

/// The machine-readable format of findings; nil for the human one.
func format(_ invocation: Invocation) throws(CommandError) -> ReportFormat? {
  let name = invocation.value(.format) ?? "human"
  if name == "human" { return nil }
  if let format = ReportFormat.machine.first(where: { $0.name == name }) { return format }
  throw CommandError.invalidValue(name, for: "format", among: Option.format.values.known)
}

/// How findings for people are shown: as usual for the command, or only errors.
func shown(_ usual: HumanReport.Notes, _ invocation: Invocation) -> HumanReport.Notes {
  invocation.has(.quiet) ? .onlyErrors : usual
}

/// Writes what was done to standard error, unless the command line asks for silence.
func notify(_ text: String, _ invocation: Invocation, _ system: inout any System) {
  if !invocation.has(.quiet) { system.writeError(text) }
}

/// The severity overrides of the command line. Each option accepts a comma-separated list of rules.
func lintLevels(_ invocation: Invocation) throws(CommandError) -> LintLevels {
  var levels = LintLevels()
  for (option, value) in invocation.all([.allow, .warn, .deny]) {
    guard let level = LintLevels.Level(rawValue: option.name) else { continue }
    for name in value.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      guard let selection = Rule.all.selected(by: name) else {
        throw CommandError.invalidValue(name, for: option.name, help: Rule.all.help(for: name))
      }
      guard selection.accepts(level) else { throw CommandError(selection.refusal(of: level, for: name)) }
      levels.set(level, for: selection)
    }
  }
  return levels
}

/// Findings in a machine-readable format.
func write(_ reports: [Report], _ format: ReportFormat, _ system: any System) -> [UInt8] {
  format.write(
    reports, ReportContext(version: version, rules: Rule.all, projectDirectory: system.environment("CI_PROJECT_DIR")))
}

/// Writes findings to standard error, in the format of `--format`.
func reportToError(
  _ reports: [Report], _ invocation: Invocation, notes: HumanReport.Notes, _ system: inout any System
) throws(CommandError) {
  if let format = try format(invocation) {
    system.writeError(String(decoding: write(reports, format, system), as: UTF8.self))
  } else {
    let style = try style(invocation, system)
    for report in reports {
      HumanReport.write(report, style: style, notes: shown(notes, invocation)) { system.writeError($0) }
    }
  }
}

/// Writes the findings of one file.
func reportToError(
  _ report: Report, _ invocation: Invocation, notes: HumanReport.Notes, _ system: inout any System
) throws(CommandError) {
  try reportToError([report], invocation, notes: notes, &system)
}
