import Catalog

/// The providers to compile for.
package enum ProviderSelection: Sendable {
  /// Those that the catalog names and does not disable.
  case ofCatalog
  /// The same, or every provider that the catalog does not disable if it names none.
  case all
  /// These, in this order. It is an error if the catalog disables one of them.
  case named([Provider])

  /// The providers for a catalog.
  package func providers(of catalog: Catalog) -> [Provider] {
    switch self {
    case .ofCatalog: catalog.namedProviders
    case .all:
      catalog.namedProviders.isEmpty
        ? Provider.all.filter { catalog.settings(for: $0.name).isEnabled } : catalog.namedProviders
    case .named(let providers): providers
    }
  }
}

extension Catalog {
  /// The providers under `providers` that are not disabled, in their usual order.
  package var namedProviders: [Provider] {
    Provider.all.filter { provider in providers.contains { $0.provider == provider.name && $0.isEnabled } }
  }
}
