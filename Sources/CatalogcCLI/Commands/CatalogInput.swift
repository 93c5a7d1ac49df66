import Accounts
import CatalogReading
import Diagnostics
import Foundations
import Providers
import Reporting

/// A catalog that a command works on. A class, so that passing it copies nothing.
final class CatalogInput {
  let source: SourceText
  let format: CatalogFormat
  /// The ids file named by `--ids`.
  let ids: SourceText?
  private let levels: LintLevels
  private let isStrict: Bool

  /// - Parameter trustsName: true if the file extension takes precedence over `--from`, for a command with several catalogs.
  init(
    _ path: String, _ invocation: Invocation, trustsName: Bool = false, _ system: inout any System
  ) throws(CommandError) {
    levels = try lintLevels(invocation)
    isStrict = invocation.has(.strict)
    let known = try Self.format(of: path, invocation.value(.from), trustsName: trustsName)
    do throws(SystemError) {
      source = SourceText(name: path == "-" ? "<stdin>" : path, bytes: try system.read(path))
    } catch {
      throw CommandError(error.message, help: Self.help(for: error, path, mayBeRevision: trustsName))
    }
    // Only now: for a directory or a file that does not exist, the format is not the problem.
    guard let known else {
      throw CommandError("cannot infer the format of \(quoted(path))", help: "use `--from json` or `--from swift`")
    }
    format = known
    ids = try invocation.value(.ids).map { file throws(CommandError) in try Self.file(file, &system) }
  }

  /// A catalog that was read from elsewhere.
  ///
  /// - Parameter format: nil to infer it from the name.
  init(
    _ name: String, _ bytes: [UInt8], format: CatalogFormat? = nil, _ invocation: Invocation, _ system: inout any System
  ) throws(CommandError) {
    levels = try lintLevels(invocation)
    isStrict = invocation.has(.strict)
    source = SourceText(name: name, bytes: bytes)
    if let format {
      self.format = format
    } else if let inferred = try Self.format(of: name, invocation.value(.from), trustsName: true) {
      self.format = inferred
    } else {
      throw CommandError("cannot infer the format of \(quoted(name))", help: "use `--from json` or `--from swift`")
    }
    ids = nil
  }

  /// The only catalog with a usual name in the current directory.
  static func inCurrentDirectory(_ system: inout any System) throws(CommandError) -> String {
    let names = ["catalog.json", "catalog.jsonc", "catalog.swift"]
    var found: [String] = []
    for name in names {
      do throws(SystemError) { _ = try system.read(name) } catch { if error.isMissing { continue } }
      found.append(name)
    }
    if found.count == 1 { return found[0] }
    throw CommandError(
      found.isEmpty
        ? "the current directory has no \(list(names.map { "`\($0)`" }, and: "or"))"
        : "the current directory has several catalogs: \(list(found.map { "`\($0)`" }))",
      help: "name the catalog, such as `catalogc check \(found.first ?? "billing/catalog.json")`")
  }

  /// The text of a file other than a catalog.
  static func file(_ path: String, _ system: inout any System) throws(CommandError) -> SourceText {
    do throws(SystemError) {
      return SourceText(name: path == "-" ? "<stdin>" : path, bytes: try system.read(path))
    } catch {
      throw CommandError(error)
    }
  }

  /// The reports about the catalog and about the ids file, if any.
  func reports(_ compilation: Compilation, of text: SourceText? = nil) -> [Report] {
    [Report(source: text ?? source, diagnostics: compilation.reported)]
      + (ids.map { [Report(source: $0, diagnostics: compilation.idsDiagnostics)] } ?? [])
  }

  /// Compiles the catalog, or the given text instead.
  ///
  /// - Parameters:
  ///   - hasOutputs: false if only the findings are wanted.
  ///   - largestArtifact: in bytes; see ``Artifact/isTooLarge``.
  func compilation(
    _ providers: ProviderSelection, of text: SourceText? = nil, hasOutputs: Bool = true, largestArtifact: Int = .max
  ) -> Compilation {
    Compilation(
      text ?? source, format: format, providers: providers, idsSource: ids, levels: levels, isStrict: isStrict,
      hasOutputs: hasOutputs, largestArtifact: largestArtifact)
  }

  /// The format from `--from`, or else from the file extension; standard input is JSON by default. Nil if neither tells.
  private static func format(
    of path: String, _ from: String?, trustsName: Bool
  ) throws(CommandError) -> CatalogFormat? {
    let inferred = format(inferredFrom: path)
    if let from {
      guard let given = CatalogFormat(rawValue: from) else {
        throw CommandError.invalidValue(from, for: "from", among: Option.from.values.known)
      }
      return trustsName ? inferred ?? given : given
    }
    if path == "-" { return .json }
    if let refusal = refusal(of: path, to: "read") { throw refusal }
    return inferred
  }

  /// The error for a file in a format that people may expect, but that is not supported.
  static func refusal(of path: String, to action: String) -> CommandError? {
    guard let (_, language) = unsupported.first(where: { path.hasScalarSuffix($0.suffix) }) else { return nil }
    return CommandError(
      "cannot \(action) \(quoted(path)): \(language) is not supported", help: "write the catalog in JSON, JSONC or Swift")
  }

  /// What a path that cannot be read may be meant to be.
  private static func help(for error: SystemError, _ path: String, mayBeRevision: Bool) -> String? {
    if path == "-" { return nil }
    if error.isDirectory {
      return "name a catalog in it, such as \(quoted(path.hasScalarSuffix("/") ? "\(path)catalog.json" : "\(path)/catalog.json"))"
    }
    guard error.isMissing, format(inferredFrom: path) == nil else { return nil }
    if path.hasPrefix("-") { return "write options before `--`" }
    return mayBeRevision ? "for the catalog of a git revision, write \(quoted("git:\(path)"))" : nil
  }

  /// Formats that people may expect, by the end of the file's name.
  private static let unsupported: [(suffix: String, language: String)] = [
    (".yaml", "YAML"), (".yml", "YAML"), (".toml", "TOML"), (".json5", "JSON5"),
  ]

  private static func format(inferredFrom path: String) -> CatalogFormat? {
    CatalogFormat.allCases.first { path.hasScalarSuffix(".\($0.rawValue)") }
  }
}

/// The providers named by `--provider`; nil if it is not given.
func selection(_ invocation: Invocation) throws(CommandError) -> ProviderSelection? {
  var providers: [Provider] = []
  var all = false
  for value in invocation.all(.provider) {
    for name in value.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      if name.isEmpty {
        throw CommandError("empty provider name in \(quoted(value))", help: "remove the extra comma")
      } else if name == "all" {
        all = true
      } else if let provider = Provider.named(name) {
        if !providers.contains(where: { $0.name == name }) { providers.append(provider) }
      } else {
        throw CommandError.invalidValue(name, for: "provider", among: Option.provider.values.known)
      }
    }
  }
  if all { return .all }
  return invocation.has(.provider) ? .named(providers) : nil
}

/// The option `--provider` is missing, and the catalog does not name one provider either.
///
/// - Parameter known: the values of the option.
func missingProvider(_ known: [String]) -> CommandError {
  CommandError(
    "missing required option `--provider`",
    help: "set it to \(list(known.map { "`\($0)`" }, and: "or")), or name providers in the catalog")
}

/// The catalog names several providers, and the command takes one.
func severalProviders(_ providers: [Provider], help: String) -> CommandError {
  CommandError("the catalog names several providers: \(list(providers.map { "`\($0.name)`" }))", help: help)
}
