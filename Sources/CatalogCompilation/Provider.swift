import Providers

extension CatalogCompiler {
  /// A payment or metering provider that a catalog can be compiled for.
  ///
  ///     let artifacts = try CatalogCompiler.Provider.allCases.map { try compiler.compile(.value(catalog), for: $0) }
  public struct Provider: RawRepresentable, Hashable, Sendable, CaseIterable {
    /// The name on the command line and in catalogs: `stripe`.
    public let rawValue: String

    /// The provider with a name; nil if catalogc does not support it.
    public init?(rawValue: String) {
      guard Providers.Provider.named(rawValue) != nil else { return nil }
      self.rawValue = rawValue
    }

    private init(_ name: String) { rawValue = name }

    public static let stripe = Provider("stripe")
    public static let razorpay = Provider("razorpay")
    public static let dodo = Provider("dodo")
    public static let openmeter = Provider("openmeter")
    public static let polar = Provider("polar")
    public static let creem = Provider("creem")
    public static let autumn = Provider("autumn")

    /// Every provider, in the order of `catalogc providers`.
    public static let allCases: [Provider] = Providers.Provider.all.map { Provider($0.name) }

    /// The name of the company or product: `Stripe`.
    public var title: String { Providers.Provider.named(rawValue)?.title ?? rawValue }
  }
}
