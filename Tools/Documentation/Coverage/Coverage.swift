import Catalog
import CatalogReading
import Diagnostics
import JSONText
import Providers
import Syntax

/// How each provider treats each field of a catalog, as measured, not declared.
///
/// A probe catalog contains every field in every place where it is allowed. One field at a time is changed or removed, and the
/// outputs of each provider for both catalogs are compared. A field that changes nothing is ignored, and a test rejects that.
package struct Coverage: Sendable {
  /// How one field in one place is treated.
  package enum Mark: Hashable, Sendable {
    /// The requests change with the field.
    case requests
    /// A finding at the field or at its parent appears, disappears or changes with the field. The value is its rule.
    case diagnostic(String)
    /// The parent of the field is not sent at all, and a finding reports that. The value is its rule.
    case diagnosticOfWhole(String)
    /// Only the provider-neutral view changes with the field.
    case view
    /// Nothing changes with the field.
    case ignored
  }

  /// A provider; a provider with several modes has a column for each.
  package struct Column: Sendable {
    package let provider: Provider
    package let mode: String?

    package var title: String { mode.map { "\(provider.title), \($0)" } ?? provider.title }
    package var name: String { mode.map { "\(provider.name) (\($0))" } ?? provider.name }
  }

  package struct Row: Sendable {
    package let field: Field
    /// By column: a mark for each spot of the field. Empty if the provider has no such field, or if the field is exempt.
    package let cells: [[(spot: Spot, mark: Mark)]]
  }

  package let columns: [Column]
  package let rows: [Row]

  /// The table of all providers that have capabilities.
  package static let all = Coverage(of: Provider.all.filter { !$0.capabilities.isEmpty })

  /// - Parameter isIncluded: selects the fields to measure, by their names in the table.
  package init(of providers: [Provider], fields isIncluded: (String) -> Bool = { _ in true }) {
    let columns = providers.flatMap { provider in
      [Column(provider: provider, mode: nil)] + provider.modes.dropFirst().map { Column(provider: provider, mode: $0) }
    }
    var measurement = CoverageMeasurement(columns)
    var rows: [Row] = []
    for field in Self.fields(providers) where isIncluded(field.name) {
      let cells: [[(spot: Spot, mark: Mark)]] = columns.indices.map { column in
        if field.exceptions[columns[column].name] != nil { return [] }
        let spots = field.spots.filter { $0.provider == nil || $0.provider == columns[column].provider.name }
        return spots.map { (spot: $0, mark: measurement.mark($0, column)) }
      }
      rows.append(Row(field: field, cells: cells))
    }
    self.columns = columns
    self.rows = rows
  }

  /// The fields that a provider ignores: `stripe: features.api.description`.
  package var ignored: [String] { spots { $0 == .ignored } }

  /// The fields that appear only in the provider-neutral view.
  package var viewed: [String] { spots { $0 == .view } }

  private func spots(_ isWanted: (Mark) -> Bool) -> [String] {
    columns.indices.flatMap { column in
      rows.flatMap { $0.cells[column] }.filter { isWanted($0.mark) }.map { cell in
        "\(columns[column].name): \(cell.spot.path)"
      }
    }
  }
}

/// The probe catalog of each column and the provider's output for it.
struct CoverageMeasurement {
  private struct ReportedFinding: Equatable {
    let rule: String
    let path: [Substring]
    let message: String
  }

  /// The output of one provider for one catalog. A catalog with errors has only findings.
  private struct Outcome {
    let isCompiled: Bool
    /// Without idempotency keys, which change with every field.
    let requests: [JSON]
    let view: [JSON.Member]
    /// Diagnostics are derived from these on demand; most fields are sent and need none.
    let tree: SyntaxTree
    let findings: [Syntax.Finding]
  }

  /// The edits of the probe, as text, and the column that reads it.
  private struct Key: Hashable {
    let edits: String
    let column: Int
  }

  private let columns: [Coverage.Column]
  private let declarations: [ProviderDeclaration]
  /// By column.
  private let catalogs: [JSON]
  private let bases: [Outcome]
  /// Caches: columns without a further mode read the same catalog, and many fields are compared with the same outcome.
  private var analyses: [Key: Analysis?] = [:]
  private var outcomes: [Key: Outcome?] = [:]
  private var reported: [Key: [ReportedFinding]] = [:]

  init(_ columns: [Coverage.Column]) {
    let providers = columns.filter { $0.mode == nil }.map(\.provider)
    let declarations = providers.map { ProviderDeclaration(name: $0.name, options: $0.options) }
    var catalog = CoverageProbe.catalog
    for provider in providers {
      let options = JSON.fields(["mode": provider.modes.first.map(JSON.string)])
      catalog.apply(
        .set("providers.\(provider.name)", ["enabled": true, "options": options, "metadata": ["origin": "probe"]]))
    }
    self.columns = columns
    self.declarations = declarations
    catalogs = columns.map { column in
      var catalog = catalog
      if let mode = column.mode { catalog.apply(.set("providers.\(column.provider.name).options.mode", .string(mode))) }
      return catalog
    }
    bases = zip(columns, catalogs).map { column, catalog in
      Self.outcome(of: Self.analysis(of: catalog.compact, declarations), column.provider)
    }
  }

  // MARK: Comparison

  mutating func mark(_ spot: Coverage.Spot, _ column: Int) -> Coverage.Mark {
    let before = bases[column]
    var variants: [(key: Key, outcome: Outcome)] = []
    for edits in spot.variants {
      let key = Key(edits: edits.map(\.text).joined(), column: column)
      guard let other = outcome(edits, key) else { continue }
      // The first variant changes the value. If only the presence of a field makes a difference, its value is lost.
      if variants.isEmpty, other.isCompiled, other.requests != before.requests { return .requests }
      variants.append((key, other))
    }
    let findings = reported(before, Key(edits: "", column: column))
    for (key, other) in variants {
      let others = reported(other, key)
      let gone = other.isCompiled ? findings.filter { !others.contains($0) } : []
      let come = others.filter { !findings.contains($0) }
      if let rule = spot.nearestRule(gone.map { ($0.rule, $0.path) } + come.map { ($0.rule, $0.path) }) {
        return .diagnostic(rule)
      }
    }
    for whole in spot.wholes {
      let key = Key(edits: whole.map(\.text).joined(), column: column)
      guard let other = outcome(whole, key), other.isCompiled, other.requests == before.requests else { continue }
      let others = reported(other, key)
      let gone = findings.filter { !others.contains($0) }
      if let rule = spot.nearestRule(gone.map { ($0.rule, $0.path) }) { return .diagnosticOfWhole(rule) }
    }
    return variants.contains { $0.outcome.isCompiled && $0.outcome.view != before.view } ? .view : .ignored
  }

  /// Nil if the edits change nothing.
  private mutating func outcome(_ edits: [Coverage.Edit], _ key: Key) -> Outcome? {
    if let known = outcomes[key] { return known }
    let first = columns[key.column].mode == nil ? 0 : key.column
    let analysis = analysis(edits, Key(edits: key.edits, column: first))
    let outcome = analysis.map { Self.outcome(of: $0, columns[key.column].provider) }
    outcomes[key] = .some(outcome)
    return outcome
  }

  private mutating func analysis(_ edits: [Coverage.Edit], _ key: Key) -> Analysis? {
    if let known = analyses[key] { return known }
    var edited = catalogs[key.column]
    for edit in edits { edited.apply(edit) }
    let analysis = edited == catalogs[key.column] ? nil : Self.analysis(of: edited.compact, declarations)
    analyses[key] = .some(analysis)
    return analysis
  }

  /// The diagnostics of an outcome.
  private mutating func reported(_ outcome: Outcome, _ key: Key) -> [ReportedFinding] {
    if let known = reported[key] { return known }
    let findings = outcome.tree.diagnostics(for: outcome.findings).map { diagnostic in
      ReportedFinding(rule: diagnostic.rule, path: diagnostic.path.split(separator: "."), message: diagnostic.message)
    }
    reported[key] = findings
    return findings
  }

  private static func analysis(of text: String, _ declarations: [ProviderDeclaration]) -> Analysis {
    analyze(CoverageProbe.source(text), providers: declarations)
  }

  private static func outcome(of analysis: Analysis, _ provider: Provider) -> Outcome {
    let compiled = analysis.catalog.map { provider.compile($0) }
    let requests = compiled.map { Array($0.artifact.setup) + Array($0.artifact.purchase) } ?? []
    return Outcome(
      isCompiled: compiled != nil,
      requests: requests.map { request in
        guard case .object(let members) = request.json else { return request.json }
        return .object(members.filter { $0.name != "idempotencyKey" })
      },
      view: compiled?.artifact.sections.map(\.member) ?? [], tree: analysis.tree,
      findings: analysis.findings + (compiled?.findings ?? []))
  }
}

extension Coverage.Spot {
  /// The rule of the nearest finding that is at the field, inside it, or at one of its parents.
  fileprivate func nearestRule(_ findings: [(rule: String, path: [Substring])]) -> String? {
    guard !reachesEverything else { return findings.first?.rule }
    let places = ([path] + related).map { $0.split(separator: ".") }
    let near = findings.filter { finding in
      // A finding at the whole catalog or at a whole section is not about the field.
      finding.path.count > 1 && places.contains { place in zip(place, finding.path).allSatisfy { $0 == "*" || $0 == $1 } }
    }
    return near.max { $0.path.count < $1.path.count }?.rule
  }
}

extension Provider {
  /// The values of the option `mode`, each of which is measured separately.
  fileprivate var modes: [String] {
    for option in options where option.name == "mode" {
      if case .choice(let words) = option.kind { return words }
    }
    return []
  }
}
