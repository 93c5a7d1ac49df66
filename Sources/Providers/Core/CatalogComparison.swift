import Catalog
import CatalogDiff
import CatalogReading
import Diagnostics
import JSONText
import Syntax

/// The differences between two catalogs, and their impact on customers, providers and programs.
package struct CatalogComparison: Sendable {
  /// In the order of the format and the new file; empty if the catalogs are equivalent.
  package let differences: [Difference]
  /// The providers that need new objects, in their usual order.
  package var providers: [String] {
    let needed = Set(differences.flatMap(\.providers))
    return Provider.all.map(\.name).filter { needed.contains($0) }
  }

  /// - Parameter selection: the providers to consider. `all` are those that both catalogs are for: any other has no objects
  ///   yet, or no longer needs them.
  package init(_ old: CatalogVersion, _ new: CatalogVersion, providers selection: ProviderSelection) {
    let changes = compare(old, with: new)
    let oldPlaces = old.tree.locations(of: changes.map(\.old))
    let newPlaces = new.tree.locations(of: changes.map(\.new))
    let selected = Selected(old.catalog, new.catalog, selection)
    differences = changes.indices.map { index in
      let change = changes[index]
      let providers = selected.providers(for: change)
      return Difference(
        kind: change.kind, classes: selected.classes(of: change, requiresReplacement: !providers.isEmpty), providers: providers,
        message: Secret.redacted(change.message), old: oldPlaces[index], new: newPlaces[index],
        oldValue: change.oldValue?.redacted, newValue: change.newValue?.redacted)
    }
  }

  /// The providers to consider, with their settings in the old catalog.
  private struct Selected {
    private let providers: [(provider: Provider, settings: ProviderSettings)]
    /// Providers that the new catalog disables, if all are considered.
    private let left: [Provider]

    init(_ old: Catalog, _ new: Catalog, _ selection: ProviderSelection) {
      let (known, current) = (selection.providers(of: old), Set(selection.providers(of: new).map(\.name)))
      let asked = Provider.all.filter { provider in
        known.contains { $0.name == provider.name } && current.contains(provider.name)
      }
      left = known.filter { !current.contains($0.name) && !new.settings(for: $0.name).isEnabled }
      providers = asked.map { ($0, old.settings(for: $0.name)) }
    }

    func providers(for change: Change) -> [String] {
      let leaving = change.fields == [.providerEnabled] ? left.filter { $0.name == change.provider }.map(\.name) : []
      return leaving + providers.filter { $0.provider.requiresReplacement(for: change, $0.settings) }.map(\.provider.name)
    }

    func classes(of change: Change, requiresReplacement: Bool) -> [ChangeImpact] {
      var classes = change.classes
      if Provider.all.contains(where: { $0.changesTerms(change) }) { classes = [.customer] }
      if requiresReplacement { classes = classes.filter { $0 != .compatible } + [.provider] }
      return classes.sorted()
    }
  }
}

extension JSON {
  /// The value with secrets in its strings masked.
  fileprivate var redacted: JSON {
    switch self {
    case .string(let text): .string(Secret.redacted(text))
    case .array(let elements): .array(elements.map(\.redacted))
    case .object(let members): .object(members.map { Member(Secret.redacted($0.name), $0.value.redacted) })
    case .null, .bool, .integer, .number: self
    }
  }
}
