import CatalogModel
import Diagnostics
import Providers
import Reporting

/// A catalog that a command works on.
struct CatalogInput {
  let source: SourceText
  let format: CatalogFormat
  /// The file of ids that the command line names.
  let ids: SourceText?

  init(_ path: String, _ invocation: Invocation, _ system: inout any System) throws(CommandError) {
    format = try Self.format(of: path, invocation.value(.from))
    do throws(SystemError) {
      source = SourceText(name: path == "-" ? "<stdin>" : path, bytes: try system.read(path))
    } catch {
      throw CommandError(error)
    }
    ids = try invocation.value(.ids).map { file throws(CommandError) in try Self.idsFile(file, &system) }
  }

  static func idsFile(_ path: String, _ system: inout any System) throws(CommandError) -> SourceText {
    do throws(SystemError) {
      return SourceText(name: path == "-" ? "<stdin>" : path, bytes: try system.read(path))
    } catch {
      throw CommandError(error)
    }
  }

  /// The reports about the catalog, and about the file of ids where there is one.
  func reports(_ compilation: Compilation) -> [Report] {
    [Report(source: source, diagnostics: compilation.diagnostics)]
      + (ids.map { [Report(source: $0, diagnostics: compilation.idsDiagnostics)] } ?? [])
  }

  /// Compiles the catalog.
  func compilation(_ providers: ProviderSelection, _ invocation: Invocation) -> Compilation {
    Compilation(source, format: format, providers: providers, idsSource: ids, isStrict: invocation.has(.strict))
  }

  /// What `--from` says, else what the name tells; standard input is JSON where nothing is said.
  private static func format(of path: String, _ from: String?) throws(CommandError) -> CatalogFormat {
    let known = CatalogFormat.allCases.map(\.rawValue)
    if let from {
      if let format = CatalogFormat(rawValue: from) { return format }
      throw CommandError(
        "\(quoted(from)) is no format of a catalog", help: nearest(to: from, among: known).map { "did you mean '\($0)'?" }
          ?? "the formats are \(list(known))")
    }
    if path == "-" { return .json }
    if let format = CatalogFormat.allCases.first(where: { path.hasSuffix(".\($0.rawValue)") }) { return format }
    throw CommandError(
      "the name of \(quoted(path)) does not tell its format", help: "name it: --from json, or --from swift")
  }
}

/// The providers that `--provider` names; nil where it is not given.
func selection(_ invocation: Invocation) throws(CommandError) -> ProviderSelection? {
  var providers: [Provider] = []
  var all = false
  for value in invocation.all(.provider) {
    for name in value.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      if name == "all" {
        all = true
      } else if let provider = Provider.named(name) {
        if !providers.contains(where: { $0.name == name }) { providers.append(provider) }
      } else {
        let known = Provider.all.map(\.name)
        throw CommandError(
          "\(quoted(name)) is no provider", help: nearest(to: name, among: known + ["all"]).map { "did you mean '\($0)'?" }
            ?? "the providers are \(list(known))")
      }
    }
  }
  if all { return .all }
  return invocation.has(.provider) ? .named(providers) : nil
}

/// The format of messages: human, or one for programs.
func format(_ invocation: Invocation) throws(CommandError) -> ReportFormat? {
  let name = invocation.value(.format) ?? "human"
  if name == "human" { return nil }
  if let format = ReportFormat.machine.first(where: { $0.name == name }) { return format }
  let known = ["human"] + ReportFormat.machine.map(\.name)
  throw CommandError(
    "\(quoted(name)) is no format of messages", help: nearest(to: name, among: known).map { "did you mean '\($0)'?" }
      ?? "the formats are \(list(known))")
}

extension Option {
  static let ids = Option("ids", value: "FILE", summary: "the ids that a provider's account has for what the catalog sells")
  static let format = Option(
    "format", value: "FORMAT", summary: "how findings are written: human (the default), \(list(ReportFormat.machine.map(\.name), and: "or"))")
}

/// Writes findings to standard error, for people or for programs.
func reportToError(
  _ reports: [Report], _ invocation: Invocation, showNotes: Bool, _ system: inout any System
) throws(CommandError) {
  if let format = try format(invocation) {
    system.writeError(String(decoding: format.write(reports), as: UTF8.self))
  } else {
    let style = try style(invocation, system)
    for report in reports { system.writeError(HumanReport.write(report, style: style, showNotes: showNotes)) }
  }
}

/// Writes the findings of one file.
func reportToError(
  _ report: Report, _ invocation: Invocation, showNotes: Bool, _ system: inout any System
) throws(CommandError) {
  try reportToError([report], invocation, showNotes: showNotes, &system)
}
