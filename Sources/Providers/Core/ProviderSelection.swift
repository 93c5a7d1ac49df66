/// The providers that a run is about.
package enum ProviderSelection: Sendable {
  /// Those that the catalog does not switch off.
  case all
  /// These, in this order; one that the catalog switches off is an error.
  case named([Provider])
}
