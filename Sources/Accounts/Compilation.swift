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
  /// The catalog with the ids of the ids file, as if they were its `providerIds`.
  package let boundCatalog: Catalog?
  /// All diagnostics of the catalog, in the order of the file.
  package let diagnostics: [Diagnostic]
  /// The levels of rules: those of the catalog, and those given to the initializer.
  package let levels: LintLevels
  /// What is reported: ``diagnostics`` with one note per fact and provider.
  package var reported: [Diagnostic] { diagnostics.groupingNotes() }
  /// The providers that the catalog was compiled for, in order; empty if its file has errors.
  package let providers: [Provider]
  /// The output for each provider, in order; empty if there are errors, or if only the findings are wanted.
  package let outputs: [Output]
  /// The diagnostics of the ids file, in its order.
  package let idsDiagnostics: [Diagnostic]

  package struct Output: Sendable {
    package let provider: Provider
    package let artifact: Artifact
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
  ///   - levels: severity overrides for ``diagnostics``, in addition to those of the catalog. Neither affects the warnings of an
  ///     artifact.
  ///   - isStrict: treats warnings as errors.
  ///   - hasOutputs: false if only the findings are wanted.
  ///   - largestArtifact: in bytes; see ``Artifact/isTooLarge``.
  package init(
    _ source: SourceText, format: CatalogFormat = .json, providers selection: ProviderSelection,
    idsSource: SourceText? = nil, levels: LintLevels = LintLevels(), isStrict: Bool = false, hasOutputs: Bool = true,
    largestArtifact: Int = .max
  ) {
    let file = idsSource.map { readIDs($0, providers: Provider.declarations) }
    let analysis = analyze(source, format: format, providers: Provider.declarations)
    tree = analysis.tree
    var lintFindings: [Finding] = []
    let levels = LintLevels(analysis.lint, &lintFindings).overridden(by: levels)
    self.levels = levels
    // Wrong levels are errors, but do not keep the rest from being checked.
    catalog = lintFindings.isEmpty ? analysis.catalog : nil
    boundCatalog = catalog.map { catalog in file.map { IDBinding($0.ids, catalog).catalog } ?? catalog }
    var findings = analysis.findings + lintFindings + (analysis.catalog.map(lint) ?? [])
    guard let catalog = analysis.catalog else {
      diagnostics = levels.applied(to: analysis.tree.diagnostics(for: findings), isStrict: isStrict)
      providers = []
      outputs = []
      idsDiagnostics = file.map { levels.applied(to: $0.tree.diagnostics(for: $0.findings), isStrict: isStrict) } ?? []
      return
    }

    let ids = file.map { IDBinding($0.ids, catalog) }
    var idsFindings = (file?.findings ?? []) + (file.map { IDFileChecks.duplicates($0.ids) } ?? []) + (ids?.findings ?? [])
    var compiled: [(provider: Provider, artifact: Artifact)] = []
    providers = selection.providers(of: catalog)
    if case .named = selection { findings += Self.disabled(providers, in: catalog) }
    for provider in providers {
      if hasOutputs {
        let (artifact, ownFindings) = provider.compile(ids?.catalog ?? catalog, largestArtifact: largestArtifact)
        compiled.append((provider, ids?.applied(to: artifact, of: provider) ?? artifact))
        findings += ownFindings
      } else {
        findings += provider.check(ids?.catalog ?? catalog)
      }
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
        return Output(provider: provider, artifact: artifact, warnings: warnings)
      }
  }

  /// Findings for providers that the catalog disables.
  private static func disabled(_ providers: [Provider], in catalog: Catalog) -> [Finding] {
    providers.compactMap { provider in
      let settings = catalog.settings(for: provider.name)
      if settings.isEnabled { return nil }
      return Finding(
        .providerDisabled, "\(provider.title) is disabled in this catalog", at: settings.place["enabled"],
        help: "remove this field, or do not request `\(provider.name)`")
    }
  }
}

extension Rule {
  /// Every rule: those of the catalog, then those of each provider.
  package static let all: [Rule] = catalogRules + lintRules + idsRules + Provider.all.flatMap(\.rules)
}
