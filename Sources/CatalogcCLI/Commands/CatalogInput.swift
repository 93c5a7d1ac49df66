import Accounts
import CatalogReading
import Diagnostics
import Foundations
import Providers
import Reporting

/// A catalog that a command works on. A class, so that it is passed on without a copy of all that it holds.
final class CatalogInput {
  let source: SourceText
  let format: CatalogFormat
  /// The file of ids that the command line names.
  let ids: SourceText?
  private let levels: LintLevels
  private let isStrict: Bool

  /// - Parameter trustsName: true where `--from` is for what has no name that tells: a command has other catalogs, too.
  init(
    _ path: String, _ invocation: Invocation, trustsName: Bool = false, _ system: inout any System
  ) throws(CommandError) {
    levels = try lintLevels(invocation)
    isStrict = invocation.has(.strict)
    let given = try Self.format(of: path, invocation.value(.from))
    format = trustsName ? Self.format(toldBy: path) ?? given : given
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
  func reports(_ compilation: Compilation, of text: SourceText? = nil) -> [Report] {
    [Report(source: text ?? source, diagnostics: compilation.diagnostics)]
      + (ids.map { [Report(source: $0, diagnostics: compilation.idsDiagnostics)] } ?? [])
  }

  /// Compiles the catalog, or another text in its place.
  ///
  /// - Parameter largestArtifact: in bytes; see ``Artifact/isTooLarge``.
  func compilation(
    _ providers: ProviderSelection, of text: SourceText? = nil, largestArtifact: Int = .max
  ) -> Compilation {
    Compilation(
      text ?? source, format: format, providers: providers, idsSource: ids, levels: levels, isStrict: isStrict,
      largestArtifact: largestArtifact)
  }

  /// What `--from` says, else what the name tells; standard input is JSON where nothing is said.
  private static func format(of path: String, _ from: String?) throws(CommandError) -> CatalogFormat {
    if let from {
      if let format = CatalogFormat(rawValue: from) { return format }
      let known = Option.from.values.known
      throw CommandError(
        "\(quoted(from)) is no format of a catalog", help: nearest(to: from, among: known).map { "did you mean `\($0)`?" }
          ?? "the formats are \(list(known))")
    }
    if path == "-" { return .json }
    if let format = format(toldBy: path) { return format }
    throw CommandError(
      "the name of \(quoted(path)) does not tell its format", help: "name it: --from json, or --from swift")
  }

  private static func format(toldBy path: String) -> CatalogFormat? {
    if path.endsExactly(with: ".json") { return .json }
    return path.endsExactly(with: ".swift") ? .swift : nil
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
          "\(quoted(name)) is no provider", help: nearest(to: name, among: Option.provider.values.known).map { "did you mean `\($0)`?" }
            ?? "the providers are \(list(known))")
      }
    }
  }
  if all { return .all }
  return invocation.has(.provider) ? .named(providers) : nil
}
