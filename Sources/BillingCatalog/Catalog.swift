/// Everything that a company sells: plans, add-ons and top-ups, and the features that they grant.
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
/// The Swift compiler finds misspelled fields and wrong types. `catalogc` checks everything else: it reads such a file without
/// executing it. The library `CatalogCompilation` checks a `Catalog` in process.
///
/// In every type, `nil` leaves a field out. Maps are ``Entries``, which keep their order; their keys are the ids.
public struct Catalog: Hashable, Sendable {
  /// Names the catalog in an account that it shares with others; lookup keys and ids begin with it. The default is nil: the
  /// catalog has the account to itself.
  public var id: String?
  /// How usage events are aggregated, by id.
  public var meters: Entries<Meter>?
  /// What plans and add-ons can grant to a customer, by id.
  public var features: Entries<Feature>
  /// What a customer subscribes to, by id.
  public var plans: Entries<Plan>
  /// What a customer can buy in addition to a plan, by id.
  public var addons: Entries<Addon>?
  /// Usage that a customer buys once, by id.
  public var topups: Entries<Topup>?
  /// What lowers the price of a purchase, by id.
  public var discounts: Entries<Discount>?
  /// The providers that the catalog is for, by name: `stripe`, `openmeter`, … Commands check and compile for these by default.
  public var providers: Entries<ProviderSettings>?
  /// The levels of rules, as the command line sets them with `--allow`, `--warn` and `--deny`.
  public var lint: Lint?

  public init(
    id: String? = nil, meters: Entries<Meter>? = nil, features: Entries<Feature>, plans: Entries<Plan>,
    addons: Entries<Addon>? = nil, topups: Entries<Topup>? = nil, discounts: Entries<Discount>? = nil,
    providers: Entries<ProviderSettings>? = nil, lint: Lint? = nil
  ) {
    self.id = id
    self.meters = meters
    self.features = features
    self.plans = plans
    self.addons = addons
    self.topups = topups
    self.discounts = discounts
    self.providers = providers
    self.lint = lint
  }
}

extension Catalog: JSONObject {
  var members: Members {
    [
      "id": id, "meters": meters, "features": features, "plans": plans, "addons": addons, "topups": topups,
      "discounts": discounts, "providers": providers, "lint": lint,
    ]
  }
}

/// The settings of one payment or metering provider.
///
///     let catalog: Catalog = Catalog(
///       features: ["api": Feature(type: .boolean)],
///       plans: ["pro": Plan(entitlements: ["api": true])],
///       providers: ["stripe": ProviderSettings(options: ["taxBehavior": "exclusive"])])
public struct ProviderSettings: Hashable, Sendable {
  /// Whether the catalog is for this provider: false leaves it out of the default and of `--provider all`. The default is true.
  public var enabled: Bool?
  /// The options of this provider, which `catalogc providers` lists.
  public var options: Entries<MetadataValue>?
  /// Metadata for every object that the setup creates at this provider.
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
