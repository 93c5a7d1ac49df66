import Catalog
import Diagnostics

/// The limits of a provider as data, read by checks, requests, rule texts and `catalogc providers`.
///
/// Each provider's folder states its limits with their sources.
package struct ProviderLimits: Sendable {
  package var trial: TrialLimits
  package var cadence: CadenceLimits
  package var money: MoneyTable
  package var text: TextLimits
  /// Nil if metadata may be any JSON of any size.
  package var metadata: MetadataLimits?
  /// The limits of granted amounts of usage; nil if the provider grants none.
  package var units: UnitLimits?
  package var addons: AddonLimits
  /// The sales that the provider charges for. Anything else it grants is paid for elsewhere.
  package var sells: [Sale]
  /// The sales for which the provider enforces `compatiblePlans`.
  package var enforcesPlans: [Sale]
  /// The quantity bounds that the provider enforces.
  package var enforcesQuantity: [QuantityBound]
  package var keeps: [Kept]
  package var charges: [ChargeKind]
  /// The sales of which a customer can buy several in one purchase, whether or not the quantity has a feature.
  package var sellsSeveral: [Sale]
  /// The situations in which the provider cannot sell, of those in which an application may want to.
  package var refusedSituations: KeyValuePairs<Sale, [Situation]>
  /// How often usage can be charged.
  package var usageCycles: [UsageCycle]
  /// The periods by which usage can be counted.
  package var usageResets: [Period]
  /// Nil if the provider has no discounts, or none that can be created by API.
  package var discounts: DiscountLimits?
  /// Whether a price with entitlements of its own needs an item of its own. By default, it does.
  package var splits: @Sendable (Item, Price) -> Bool = { _, _ in true }
  /// Whether prices that grant the same share such an item, because they are one object in several currencies.
  package var joinsParts = false
  /// Whether an item of which no price is sold is created all the same.
  package var createsUnsold = false
  /// How many features a product can grant; nil if that is not limited.
  package var featuresPerProduct: Int?
  /// The indices of the features with usage prices whose usage cannot be counted, because they have no meter.
  package var unmetered: Set<Int> = []

  package init(
    trial: TrialLimits = TrialLimits(), cadence: CadenceLimits = CadenceLimits(), money: MoneyTable,
    text: TextLimits = TextLimits(), metadata: MetadataLimits? = nil, units: UnitLimits? = nil,
    addons: AddonLimits = AddonLimits(), sells: [Sale] = Sale.allCases, enforcesPlans: [Sale] = [],
    enforcesQuantity: [QuantityBound] = [], keeps: [Kept] = [], charges: [ChargeKind] = [.flat],
    sellsSeveral: [Sale]? = nil, usageCycles: [UsageCycle] = [.same], usageResets: [Period] = Period.allCases,
    discounts: DiscountLimits? = nil, refusedSituations: KeyValuePairs<Sale, [Situation]> = [:]
  ) {
    self.trial = trial
    self.cadence = cadence
    self.money = money
    self.text = text
    self.metadata = metadata
    self.units = units
    self.addons = addons
    self.sells = sells
    self.enforcesPlans = enforcesPlans
    self.enforcesQuantity = enforcesQuantity
    self.keeps = keeps
    self.charges = charges
    self.sellsSeveral = sellsSeveral ?? (charges.contains(.quantity) ? Sale.allCases : [])
    self.usageCycles = usageCycles
    self.usageResets = usageResets
    self.discounts = discounts
    self.refusedSituations = refusedSituations
  }

  /// The situations in which the provider cannot sell what an application may want to sell in them.
  package func refused(_ sale: Sale) -> [Situation] { refusedSituations.first { $0.key == sale }?.value ?? [] }

  /// Whether a customer can buy several of an item in one purchase: units of its feature, or several of the item itself.
  package func sellsSeveral(_ sale: Sale, of item: Item) -> Bool {
    sellsSeveral.contains(sale) || (item.quantity?.feature != nil && keeps.contains(.quantityFeatures))
  }

  package enum QuantityBound: Sendable { case minimum, maximum }

  /// Something that a provider can store.
  package enum Kept: Sendable {
    /// A plan or add-on without a price is created, and is free.
    case itemsWithoutPrice
    /// Customers without a purchase get a default plan.
    case defaultPlans
    case lookupKeys
    /// Which customers have a feature.
    case features
    /// The same for boolean features alone. The provider reports itself what it does not grant of them.
    case booleanFeatures
    /// The allowance or value of a feature.
    case featureValues
    case featureDescriptions
    case meters
    /// The provider grants the usage of a top-up.
    case grants
    case grantExpiration, grantPriority, grantRollover
    /// Grants can expire at a reset, whether or not they can roll over in part.
    case grantsWithoutRollover
    /// Numbers that are held, such as seats.
    case limits
    /// Overage is carried into the next period.
    case overage
    /// The meters of usage prices, which cannot be charged without one.
    case usageMeters
    /// The usage at which access ends, beyond the allowance.
    case usageStops
    /// Access ends at the allowance in a trial.
    case trialStops
    /// As many of a limit as are bought of an item.
    case quantityFeatures
    /// Numbers for each unit of an item that is bought.
    case perUnitNumbers
    /// Which plans exclude each other.
    case groups
    /// Features that draw on the credits of another.
    case pools
  }
}

package struct TrialLimits: Sendable {
  package var longest: Int64
  package var sales: [Sale]
  /// Whether a free price may have a trial.
  package var allowsFree: Bool
  /// Whether a trial may begin without a payment method.
  package var allowsNoCard: Bool

  /// - Parameter longest: in days.
  package init(longest: Int64 = .max, sales: [Sale] = [.plan], allowsFree: Bool = true, allowsNoCard: Bool = false) {
    self.longest = longest
    self.sales = sales
    self.allowsFree = allowsFree
    self.allowsNoCard = allowsNoCard
  }

  package enum Problem: Error {
    case sale, free
    case tooLong
  }

  /// The trial that the price is sold with, if any.
  package func trial(_ price: Price, of item: Item) throws(Problem) -> Trial? {
    guard let trial = price.trial, trial.days > 0 else { return nil }
    if !sales.contains(Sale(price, of: item)) { throw .sale }
    if !allowsFree, price.isFree { throw .free }
    if trial.days > longest { throw .tooLong }
    return trial
  }
}

package struct CadenceLimits: Sendable {
  /// The largest count of each period; unlimited for a period that is missing.
  package var longest: [Period: Int64]
  package var shortest: Cadence?
  /// Converts a cadence to the provider's units; nil if the provider does not support it.
  package var normalized: @Sendable (Cadence) -> Cadence?
  /// The supported cadences in words, such as `whole weeks`, for the help of a finding.
  package var allowed: String?

  package init(
    longest: [Period: Int64] = [:], shortest: Cadence? = nil, allowed: String? = nil,
    normalized: @escaping @Sendable (Cadence) -> Cadence? = { $0 }
  ) {
    self.longest = longest
    self.shortest = shortest
    self.allowed = allowed
    self.normalized = normalized
  }

  package enum Problem: Error {
    case tooLong(longest: Cadence)
    case tooShort(shortest: Cadence)
    case unsupported
  }

  /// The cadence in the provider's units.
  package func cadence(_ cadence: Cadence) throws(Problem) -> Cadence {
    guard let own = normalized(cadence) else { throw .unsupported }
    if let shortest, own.period == shortest.period, own.count < shortest.count { throw .tooShort(shortest: shortest) }
    if let longest = longest[own.period], own.count > longest { throw .tooLong(longest: Cadence(own.period, longest)) }
    return own
  }
}

/// Limits on the lengths of strings.
package struct TextLimits: Sendable {
  package struct Limit: Sendable {
    package let length: Int
    package let unit: Unit

    package enum Unit: String, Sendable {
      /// Unicode scalars.
      case characters
      case bytes
    }

    package init(_ length: Int, _ unit: Unit = .characters) {
      self.length = length
      self.unit = unit
    }
  }

  package var name: Limit?
  package var description: Limit?
  package var featureName: Limit?
  package var featureKey: Limit?
  package var meterName: Limit?
  package var meterDescription: Limit?
  package var lookupKey: Limit?
  /// The minimum length of a name in characters, without leading and trailing white space.
  package var shortestName: Int

  package init(
    name: Limit? = nil, description: Limit? = nil, featureName: Limit? = nil, featureKey: Limit? = nil,
    meterName: Limit? = nil, meterDescription: Limit? = nil, lookupKey: Limit? = nil, shortestName: Int = 0
  ) {
    self.name = name
    self.description = description
    self.featureName = featureName
    self.featureKey = featureKey
    self.meterName = meterName
    self.meterDescription = meterDescription
    self.lookupKey = lookupKey
    self.shortestName = shortestName
  }
}

/// The amounts of usage that can be granted.
package struct UnitLimits: Sendable {
  package var minimum: Int64
  package var maximum: Int64
  package var isWhole: Bool

  package init(minimum: Int64 = 0, maximum: Int64 = .max, isWhole: Bool = false) {
    self.minimum = minimum
    self.maximum = maximum
    self.isWhole = isWhole
  }
}

/// How an add-on is sold with a plan.
package struct AddonLimits: Sendable {
  /// How the cadences of add-on and plan must relate.
  package enum Step: Sendable {
    case equal
    /// One is a multiple of the other.
    case divides
    case any
  }

  /// Nil if a recurring add-on is a separate subscription.
  package var step: Step?
  package var sharesCurrency: Bool
  /// Whether a one-time add-on is charged with the plan instead of separately.
  package var joinsOnce: Bool
  /// The maximum number of add-ons per subscription.
  package var perSubscription: Int?
  /// How to allow different cadences of add-on and plan, such as `enable flexible billing mode`, for the help of a finding.
  package var mixedIntervals: String?

  package init(
    step: Step? = nil, sharesCurrency: Bool = false, joinsOnce: Bool = true, perSubscription: Int? = nil,
    mixedIntervals: String? = nil
  ) {
    self.step = step
    self.sharesCurrency = sharesCurrency
    self.joinsOnce = joinsOnce
    self.perSubscription = perSubscription
    self.mixedIntervals = mixedIntervals
  }
}

// MARK: In words

extension CadenceLimits {
  /// The longest cadence of each period: `365 days, 52 weeks or 3 years`.
  package var longestCounts: String {
    list(Period.allCases.compactMap { period in longest[period].map { Cadence(period, $0).described } }, and: "or")
  }
}

extension ProviderLimits {
  /// The size limits of metadata: `50 entries, names of 40 and values of 500 characters`.
  package var metadataSizes: String {
    guard let metadata else { return "any JSON" }
    return "\(metadata.entries) entries, names of \(metadata.nameLength) and values of \(metadata.valueLength) characters"
  }
}

extension MoneyTable {
  /// The supported currencies, for a provider with few: `EUR or USD`.
  package var codes: String { list((currencies ?? []).sorted(), and: "or") }
}

/// Limits list cases: a list of a few is as good as a set, and needs nothing when it is created.
extension [Sale] {
  package func isDisjoint(with others: [Sale]) -> Bool { !contains(where: others.contains) }

  package func isSuperset(of others: [Sale]) -> Bool { others.allSatisfy(contains) }
}
