import Catalog
import Diagnostics
import Foundations
import Syntax

/// A payment or metering provider: its capabilities and options, and how a catalog is lowered to its API.
///
/// A provider is one folder and one line in ``Provider/all``. It is a class because a list of objects is cheap to create at
/// startup: arrays of all classes share one implementation.
package final class Provider: Sendable {
  /// The name on the command line and in catalogs: `stripe`.
  package let name: String
  /// The name for people: `Stripe`.
  package let title: String
  /// The `strategy` of each kind of item in an artifact.
  package let strategies: Strategies
  /// The parts of a catalog that it supports, as shown by `catalogc providers`.
  package var capabilities: [Capability: Support] { makeCapabilities(typicalLimits) }
  /// The options that `providers.NAME.options` of a catalog accepts.
  package var options: [OptionDeclaration] { makeOptions() }
  /// What its purchase requests leave open.
  package var parameters: [Parameter] { makeParameters() }
  /// The options that affect what customers pay or get.
  package var termOptions: [String] { makeTermOptions() }
  /// The fields of existing objects that cannot be changed.
  package var immutable: [ImmutableFields] { makeImmutable() }
  /// The documents that the facts of its rules were read in.
  package var sources: [FactSource] { makeSources() }
  /// The rules that it shares with other providers.
  package var families: [RuleFamily.Entry] { makeFamilies() }
  /// All of its rules: the shared ones, then its own.
  package var rules: [Rule] { families.map { $0.rule(for: self) } + makeRules() }
  /// Its limits, which may depend on the catalog's options.
  package let limits: @Sendable (ProviderSettings) -> ProviderLimits
  /// The conventions of its API.
  package var api: API { makeAPI() }
  /// Runs the two steps of ``ProviderLowering`` on a catalog; only the first one without an artifact to fill.
  private let lower: @Sendable (LoweringInput, inout Findings, inout Artifact?) -> Void
  // Every run needs the names of all providers, but rarely more, so lists and tables are created on demand.
  private let makeCapabilities: @Sendable (ProviderLimits) -> [Capability: Support]
  private let makeOptions: @Sendable () -> [OptionDeclaration]
  private let makeParameters: @Sendable () -> [Parameter]
  private let makeTermOptions: @Sendable () -> [String]
  private let makeImmutable: @Sendable () -> [ImmutableFields]
  private let makeSources: @Sendable () -> [FactSource]
  private let makeFamilies: @Sendable () -> [RuleFamily.Entry]
  private let makeRules: @Sendable () -> [Rule]
  private let makeAPI: @Sendable () -> API

  package init<Own: ProviderLowering>(
    name: String, title: String, strategies: Strategies = Strategies(),
    capabilities: @escaping @Sendable (ProviderLimits) -> [Capability: Support],
    options: @autoclosure @escaping @Sendable () -> [OptionDeclaration] = [],
    parameters: @autoclosure @escaping @Sendable () -> [Parameter],
    termOptions: @autoclosure @escaping @Sendable () -> [String] = [],
    immutable: @autoclosure @escaping @Sendable () -> [ImmutableFields] = [],
    limits: @escaping @Sendable (ProviderSettings) -> ProviderLimits,
    sources: @autoclosure @escaping @Sendable () -> [FactSource],
    families: @autoclosure @escaping @Sendable () -> [RuleFamily.Entry],
    rules: @autoclosure @escaping @Sendable () -> [Rule], api: @autoclosure @escaping @Sendable () -> API,
    lowering: @escaping @Sendable (LoweringInput) -> Own
  ) {
    self.name = name
    self.title = title
    self.strategies = strategies
    makeCapabilities = capabilities
    makeOptions = options
    makeParameters = parameters
    makeTermOptions = termOptions
    makeImmutable = immutable
    self.limits = limits
    makeSources = sources
    makeFamilies = families
    makeRules = rules
    makeAPI = api
    lower = { input, findings, artifact in
      var own = lowering(input)
      let offers = own.offers(&findings)
      SharedChecks.run(input.catalog, input.limits, &findings, leaving: own.ownFamilies) { own.sells($0, of: $1, in: offers) }
      findings.keepReasons(in: input.catalog, input.limits) {
        own.sells($0, of: $1, in: offers)
      } isStored: { discount in
        input.limits.discounts?.used(discount, at: name) != nil || own.creates(discount, in: offers)
      }
      guard artifact != nil else { return }
      if input.limits.discounts != nil {
        let stored = Set(input.discounts.filter { own.creates($0, in: offers) }.map { ScalarString($0.header.id) })
        artifact?.discounts = input.catalog.discounts.filter { discount in
          input.limits.discounts?.used(discount, at: name) != nil || stored.contains(ScalarString(discount.header.id))
        }.map(\.header.id)
      }
      guard var filled = artifact.take() else { return }
      if own.hasNeutralView { NeutralView(input).add(to: &filled) }
      own.addRequests(for: offers, to: &filled)
      artifact = filled
    }
  }

  /// All providers, in the order of every listing.
  package static let all: [Provider] = [
    .stripe, .razorpay, .dodo, .openmeter, .polar, .creem, .autumn,
  ]

  package static func named(_ name: String) -> Provider? { all.first { $0.name == name } }

  /// The names and options of all providers, for the decoder.
  package static let declarations: [ProviderDeclaration] = all.map { provider in
    ProviderDeclaration(name: provider.name, options: provider.options)
  }

  /// The limits for a catalog that sets no options.
  package var typicalLimits: ProviderLimits { limits(ProviderSettings(provider: name, place: Place(.root))) }

  /// Lowers a catalog to an artifact. This cannot fail: anything that the provider cannot express is left out of the requests
  /// and reported as a finding.
  ///
  /// - Parameter largestArtifact: in bytes; see ``Artifact/isTooLarge``.
  package func compile(_ catalog: Catalog, largestArtifact: Int = .max) -> (artifact: Artifact, findings: [Finding]) {
    var findings = Findings(self)
    var artifact = Artifact(provider: name, largestSize: largestArtifact)
    artifact.apiVersion = api.version
    artifact.catalogID = catalog.id
    var filled: Artifact? = artifact
    lower(LoweringInput(catalog, self), &findings, &filled)
    return (filled ?? artifact, findings.all)
  }

  /// The findings of ``compile(_:largestArtifact:)``, without the requests.
  package func check(_ catalog: Catalog) -> [Finding] {
    var findings = Findings(self)
    var nothing: Artifact?
    lower(LoweringInput(catalog, self), &findings, &nothing)
    return findings.all
  }
}

/// How a provider sells each kind of item: the values of `strategy` in an artifact.
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

/// Something that a catalog can require of a provider.
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

/// How far a provider supports a ``Capability``.
package enum Support: Sendable, Equatable {
  case full
  /// Within the limits that the note states.
  case limited(String)
  /// With a difference that the note states, or with the help of the application.
  case partial(String)
  /// Not at all; the note states the alternative.
  case none(String)

  package var word: String {
    switch self {
    case .full: "yes"
    case .limited: "limited"
    case .partial: "partly"
    case .none: "no"
    }
  }

  package var note: String? {
    switch self {
    case .full: nil
    case .limited(let note), .partial(let note), .none(let note): note
    }
  }
}
