import Providers

extension CatalogCompiler {
  /// A payment or metering provider that a catalog can be compiled for.
  public struct Provider: RawRepresentable, Hashable, Sendable, CaseIterable {
    /// As the command line and the catalog write it: `stripe`.
    public let rawValue: String

    /// The provider of that name; nil where there is none.
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

    /// Every provider, in the order in which `catalogc providers` lists them.
    public static let allCases: [Provider] = Providers.Provider.all.map { Provider($0.name) }

    /// As people write it: `Stripe`.
    public var title: String { Providers.Provider.named(rawValue)?.title ?? rawValue }
  }
}
