/// The providers to compile for.
package enum ProviderSelection: Sendable {
  /// Every provider that the catalog does not disable.
  case all
  /// These, in this order. It is an error if the catalog disables one of them.
  case named([Provider])
}
