import Catalog
import CatalogLints
import CatalogReading
import Diagnostics
import Providers
import Syntax

/// A catalog taken through every stage. A class, to avoid copies of its large members.
package final class Compilation: Sendable {
  package let tree: SyntaxTree
  /// Nil if the file has errors.
  package let catalog: Catalog?
  /// All diagnostics of the catalog, in the order of the file.
  package let diagnostics: [Diagnostic]
  /// What is reported: ``diagnostics`` with one note per fact and provider.
  package var reported: [Diagnostic] { diagnostics.groupingNotes() }
  /// The output for each provider, in order; empty if there are errors.
  package let outputs: [Output]
  /// The diagnostics of the ids file, in its order.
  package let idsDiagnostics: [Diagnostic]

  package struct Output: Sendable {
    package let provider: Provider
    package let artifact: Artifact
    package let catalog: Catalog
    /// The mode of the account whose ids the artifact contains, if the ids file states it.
    package let mode: IDFile.Account.Mode?
    /// The catalog's warnings and this provider's.
    package let warnings: [Diagnostic]

    package var bytes: [UInt8] { artifact.bytes(warnings: warnings) }

    /// Writes the bytes in chunks.
    package func write<Problem: Error>(to take: ([UInt8]) throws(Problem) -> Void) throws(Problem) {
      try artifact.write(warnings: warnings, to: take)
    }
  }

  /// - Parameters:
  ///   - idsSource: an ids file, whose ids are used like the catalog's `providerIds`.
  ///   - levels: severity overrides for ``diagnostics``. They do not affect the warnings of an artifact.
  ///   - isStrict: treats warnings as errors.
  ///   - largestArtifact: in bytes; see ``Artifact/isTooLarge``.
  package init(
    _ source: SourceText, format: CatalogFormat = .json, providers selection: ProviderSelection,
    idsSource: SourceText? = nil, levels: LintLevels = LintLevels(), isStrict: Bool = false, largestArtifact: Int = .max
  ) {
    let file = idsSource.map { readIDs($0, providers: Provider.declarations) }
    let analysis = analyze(source, format: format, providers: Provider.declarations)
    tree = analysis.tree
    catalog = analysis.catalog
    var findings = analysis.findings + (analysis.catalog.map(lint) ?? [])
    guard let catalog = analysis.catalog else {
      diagnostics = levels.applied(to: analysis.tree.diagnostics(for: findings), isStrict: isStrict)
      outputs = []
      idsDiagnostics = file.map { levels.applied(to: $0.tree.diagnostics(for: $0.findings), isStrict: isStrict) } ?? []
      return
    }

    let ids = file.map { IDBinding($0.ids, catalog) }
    var idsFindings = (file?.findings ?? []) + (file.map { IDFileChecks.duplicates($0.ids) } ?? []) + (ids?.findings ?? [])
    var compiled: [(provider: Provider, artifact: Artifact)] = []
    for provider in Self.resolve(selection, catalog, &findings) {
      let (artifact, ownFindings) = provider.compile(ids?.catalog ?? catalog, largestArtifact: largestArtifact)
      compiled.append((provider, ids?.applied(to: artifact, of: provider) ?? artifact))
      findings += ownFindings
      guard let account = file?.ids.account(of: provider.name) else { continue }
      idsFindings += IDFileChecks.stale(account, catalog, of: provider)
    }
    let idsDiagnostics = file.map { levels.applied(to: $0.tree.diagnostics(for: idsFindings), isStrict: isStrict) } ?? []
    self.idsDiagnostics = idsDiagnostics
    let diagnostics = analysis.tree.diagnostics(for: findings)
    self.diagnostics = levels.applied(to: diagnostics, isStrict: isStrict)
    outputs =
      (self.diagnostics + idsDiagnostics).contains { $0.severity == .error }
      ? []
      : compiled.map { provider, artifact in
        let warnings = diagnostics.filter { $0.provider == nil || $0.provider == provider.name }
        return Output(
          provider: provider, artifact: artifact, catalog: catalog, mode: file?.ids.account(of: provider.name)?.mode,
          warnings: warnings)
      }
  }

  private static func resolve(
    _ selection: ProviderSelection, _ catalog: Catalog, _ findings: inout [Finding]
  ) -> [Provider] {
    switch selection {
    case .all: return Provider.all.filter { catalog.settings(for: $0.name).isEnabled }
    case .named(let providers):
      for provider in providers {
        let settings = catalog.settings(for: provider.name)
        guard !settings.isEnabled else { continue }
        findings.append(
          Finding(
            .providerDisabled, "\(provider.title) is disabled in this catalog", at: settings.place["enabled"],
            help: "remove this field, or do not request `\(provider.name)`"))
      }
      return providers
    }
  }
}

extension Rule {
  /// Every rule: those of the catalog, then those of each provider.
  package static let all: [Rule] = catalogRules + lintRules + idsRules + Provider.all.flatMap(\.rules)
}
