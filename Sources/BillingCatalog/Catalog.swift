/// Everything that is sold, in one value: what `catalogc` reads, checks and compiles.
///
/// A catalog is a constant of literals, so that the compiler of Swift finds misspelt fields and wrong types while you write:
///
///     import BillingCatalog
///
///     let catalog: Catalog = Catalog(
///       features: ["aiTokens": Feature(type: .metered), "apiAccess": Feature(type: .boolean)],
///       plans: [
///         "pro": Plan(
///           name: "Pro",
///           entitlements: ["aiTokens": .metered(amount: 100_000, reset: .month), "apiAccess": true],
///           prices: ["monthly": Price(amount: 2000, currency: "USD", interval: .month)])
///       ])
///
/// What it means is checked by `catalogc`, which reads such a file without running it, and by the library `CatalogCompilation`,
/// which takes the value. In every type, `nil` means that the field is left out; the documentation of the field says what
/// holds then. Maps are ``Entries``: they keep the order in which they are written, and their keys are the ids.
public struct Catalog: Hashable, Sendable {
  /// How usage events are counted, by id.
  public var meters: Entries<Meter>?
  /// What a customer may have, by id.
  public var features: Entries<Feature>
  /// What a customer subscribes to, by id.
  public var plans: Entries<Plan>
  /// What is sold beside a plan, by id.
  public var addons: Entries<Addon>?
  /// Usage that is bought once, by id.
  public var topups: Entries<Topup>?
  /// What only one payment or metering provider needs to know, by the provider's name: `stripe`, `openmeter`, …
  public var providers: Entries<ProviderSettings>?

  public init(
    meters: Entries<Meter>? = nil, features: Entries<Feature>, plans: Entries<Plan>, addons: Entries<Addon>? = nil,
    topups: Entries<Topup>? = nil, providers: Entries<ProviderSettings>? = nil
  ) {
    self.meters = meters
    self.features = features
    self.plans = plans
    self.addons = addons
    self.topups = topups
    self.providers = providers
  }
}

extension Catalog: JSONObject {
  var members: Members {
    ["meters": meters, "features": features, "plans": plans, "addons": addons, "topups": topups, "providers": providers]
  }
}

/// What the catalog says to one payment or metering provider.
public struct ProviderSettings: Hashable, Sendable {
  /// False takes the provider out of a run for all providers. Left out, it is true.
  public var enabled: Bool?
  /// What holds for this provider alone; `catalogc providers` lists the options of each.
  public var options: Entries<MetadataValue>?
  /// Put on every object that the setup makes at this provider.
  public var metadata: Entries<MetadataValue>?

  public init(enabled: Bool? = nil, options: Entries<MetadataValue>? = nil, metadata: Entries<MetadataValue>? = nil) {
    self.enabled = enabled
    self.options = options
    self.metadata = metadata
  }
}

extension ProviderSettings: JSONObject {
  var members: Members {
    ["enabled": enabled, "options": options, "metadata": metadata]
  }
}
