import Accounts
import Diagnostics
import Reporting

extension Option {
  static let format = Option(
    "format", value: "FORMAT", values: .words(["human"] + ReportFormat.machine.map(\.name)),
    summary: "how findings are written: \(list(["human (the default)"] + ReportFormat.machine.map(\.name), and: "or"))")
  static let ids = Option("ids", value: "FILE", summary: "the ids that a provider's account has for what the catalog sells")
  static let allow = Option(
    "allow", value: "RULE", values: .rules, summary: "do not tell the findings of a rule; errors cannot be allowed")
  static let warn = Option(
    "warn", value: "RULE", values: .rules, summary: "take the findings of a rule for warnings")
  static let deny = Option(
    "deny", value: "RULE", values: .rules,
    summary: "take the findings of a rule for errors; of several such options, the last one holds")

  /// What a command takes that reports findings.
  static var lint: [Option] { [.strict, .allow, .warn, .deny] }
}

/// The format of messages: human, or one for programs.
func format(_ invocation: Invocation) throws(CommandError) -> ReportFormat? {
  let name = invocation.value(.format) ?? "human"
  if name == "human" { return nil }
  if let format = ReportFormat.machine.first(where: { $0.name == name }) { return format }
  let known = Option.format.values.known
  throw CommandError(
    "\(quoted(name)) is no format of messages", help: nearest(to: name, among: known).map { "did you mean `\($0)`?" }
      ?? "the formats are \(list(known))")
}

/// What the command line makes of single rules. An option takes one rule, or several with commas between them.
func lintLevels(_ invocation: Invocation) throws(CommandError) -> LintLevels {
  var levels = LintLevels()
  for (option, value) in invocation.all([.allow, .warn, .deny]) {
    guard let level = LintLevels.Level(rawValue: option.name) else { continue }
    for name in value.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      let rules = Rule.all.named(name)
      guard !rules.isEmpty else {
        let near = nearest(to: name, among: Rule.all.map(\.name))
        throw CommandError(
          "there is no rule \(quoted(name))", help: near.map { "did you mean `\($0)`?" } ?? "`catalogc rules` lists them")
      }
      guard rules.allSatisfy({ levels.set(level, for: $0) }) else {
        let verb = level == .allow ? "allowed" : "made a warning"
        throw CommandError("`\(name)` is an error and cannot be \(verb): the catalog would be wrong")
      }
    }
  }
  return levels
}

/// Findings in a format for programs.
func write(_ reports: [Report], _ format: ReportFormat, _ system: any System) -> [UInt8] {
  format.write(
    reports, ReportContext(version: version, rules: Rule.all, projectDirectory: system.environment("CI_PROJECT_DIR")))
}

/// Writes findings to standard error, for people or for programs.
func reportToError(
  _ reports: [Report], _ invocation: Invocation, showNotes: Bool, _ system: inout any System
) throws(CommandError) {
  if let format = try format(invocation) {
    system.writeError(String(decoding: write(reports, format, system), as: UTF8.self))
  } else {
    let style = try style(invocation, system)
    for report in reports {
      HumanReport.write(report, style: style, showNotes: showNotes) { system.writeError($0) }
    }
  }
}

/// Writes the findings of one file.
func reportToError(
  _ report: Report, _ invocation: Invocation, showNotes: Bool, _ system: inout any System
) throws(CommandError) {
  try reportToError([report], invocation, showNotes: showNotes, &system)
}
