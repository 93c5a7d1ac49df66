import Catalog
import Diagnostics
import Syntax

/// A payment or metering provider: what it can express, what it may be told, and how a catalog is lowered to its API.
///
/// A provider is one folder, and one line in ``Provider/all``. It is a class, of which a start makes a list for next to nothing:
/// lists of all classes are of one type.
package final class Provider: Sendable {
  /// As the command line and the catalog write it: `stripe`.
  package let name: String
  /// As people write it: `Stripe`.
  package let title: String
  /// What an artifact's `strategy` says for each kind of item.
  package let strategies: Strategies
  /// What of a catalog it can express. The table of `catalogc providers` is made of these.
  package var capabilities: [Capability: Support] { makeCapabilities(typicalLimits) }
  /// What `providers.NAME.options` of a catalog may hold.
  package var options: [OptionDeclaration] { makeOptions() }
  /// Those of the options on which it depends what customers pay or get.
  package var termOptions: [String] { makeTermOptions() }
  /// What it does not let change once it is there.
  package var immutable: [Immutability] { makeImmutable() }
  /// The facts that it shares with other providers.
  package var families: [RuleFamily.Entry] { makeFamilies() }
  /// Everything that it may have to say about a catalog.
  package var rules: [Rule] { families.map { $0.rule(for: self) } + makeRules() }
  /// What it takes and keeps, which may depend on the catalog's options.
  package let limits: @Sendable (ProviderSettings) -> ProviderLimits
  /// How its API is spoken to.
  package var api: API { makeAPI() }
  /// Takes a catalog through the two steps of ``ProviderLowering``.
  private let lower: @Sendable (LoweringInput, inout Findings, inout Artifact) -> Void
  /// Every run knows all providers by name, and most need no more of them: lists and tables are not made before somebody asks.
  private let makeCapabilities: @Sendable (ProviderLimits) -> [Capability: Support]
  private let makeOptions: @Sendable () -> [OptionDeclaration]
  private let makeTermOptions: @Sendable () -> [String]
  private let makeImmutable: @Sendable () -> [Immutability]
  private let makeFamilies: @Sendable () -> [RuleFamily.Entry]
  private let makeRules: @Sendable () -> [Rule]
  private let makeAPI: @Sendable () -> API

  package init<Own: ProviderLowering>(
    name: String, title: String, strategies: Strategies = Strategies(),
    capabilities: @escaping @Sendable (ProviderLimits) -> [Capability: Support],
    options: @autoclosure @escaping @Sendable () -> [OptionDeclaration] = [],
    termOptions: @autoclosure @escaping @Sendable () -> [String] = [],
    immutable: @autoclosure @escaping @Sendable () -> [Immutability] = [],
    limits: @escaping @Sendable (ProviderSettings) -> ProviderLimits,
    families: @autoclosure @escaping @Sendable () -> [RuleFamily.Entry],
    rules: @autoclosure @escaping @Sendable () -> [Rule], api: @autoclosure @escaping @Sendable () -> API,
    lowering: @escaping @Sendable (LoweringInput) -> Own
  ) {
    self.name = name
    self.title = title
    self.strategies = strategies
    makeCapabilities = capabilities
    makeOptions = options
    makeTermOptions = termOptions
    makeImmutable = immutable
    self.limits = limits
    makeFamilies = families
    makeRules = rules
    makeAPI = api
    lower = { input, findings, artifact in
      var own = lowering(input)
      let offers = own.offers(&findings)
      SharedChecks.run(input.catalog, input.limits, &findings, leaving: own.ownFamilies) { own.sells($0, of: $1, in: offers) }
      if own.hasNeutralView { NeutralView(input).add(to: &artifact) }
      own.addRequests(for: offers, to: &artifact)
    }
  }

  /// All providers, in the order in which they are listed everywhere.
  package static let all: [Provider] = [
    .stripe, .razorpay, .dodo, .openmeter, .polar, .creem, .autumn,
  ]

  package static func named(_ name: String) -> Provider? { all.first { $0.name == name } }

  /// What the decoder has to know of each provider.
  package static let declarations: [ProviderDeclaration] = all.map { provider in
    ProviderDeclaration(name: provider.name, options: provider.options)
  }

  /// What it takes and keeps where the catalog sets no options.
  package var typicalLimits: ProviderLimits { limits(ProviderSettings(provider: name, place: Place(.root))) }

  /// Lowers a catalog: the artifact, and what the provider cannot express. It cannot fail: what the provider cannot express is
  /// left out of the requests, and a finding says so.
  ///
  /// - Parameter largestArtifact: in bytes; see ``Artifact/isTooLarge``.
  package func compile(_ catalog: Catalog, largestArtifact: Int = .max) -> (artifact: Artifact, findings: [Finding]) {
    var findings = Findings(self)
    var artifact = Artifact(provider: name, largestSize: largestArtifact)
    lower(LoweringInput(catalog, self), &findings, &artifact)
    return (artifact, findings.all)
  }
}

/// How a provider sells each kind of item, as the artifact's `strategy` names it.
package struct Strategies: Sendable {
  package let plan: String
  package let recurringAddon: String
  package let oneTimeAddon: String
  package let topup: String

  package init(
    plan: String = "subscription_product", recurringAddon: String = "subscription_item", oneTimeAddon: String = "invoice_item",
    topup: String = "one_time_checkout"
  ) {
    self.plan = plan
    self.recurringAddon = recurringAddon
    self.oneTimeAddon = oneTimeAddon
    self.topup = topup
  }
}

/// A thing that a catalog can ask of a provider.
package enum Capability: String, CaseIterable, Sendable {
  case recurringPrices = "recurring prices"
  case trials = "trials"
  case recurringAddons = "recurring add-ons"
  case oneTimeAddons = "one-time add-ons"
  case addonQuantity = "add-on quantities"
  case topups = "top-ups"
  case booleanFeatures = "boolean features"
  case staticFeatures = "static features"
  case allowances = "metered allowances"
  case meters = "meters"
  case grants = "top-up grants"
  case metadata = "metadata"
}

/// How far a provider goes with a ``Capability``.
package enum Support: Sendable, Equatable {
  case full
  /// With a limit, which the text names.
  case partial(String)
  /// Not at all; the text says what takes its place.
  case none(String)

  package var word: String {
    switch self {
    case .full: "yes"
    case .partial: "partly"
    case .none: "no"
    }
  }

  package var note: String? {
    switch self {
    case .full: nil
    case .partial(let note), .none(let note): note
    }
  }
}
