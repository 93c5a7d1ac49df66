import Catalog
import Diagnostics

/// What a provider takes and keeps, as data: checks, requests, the texts of rules and `catalogc providers` read it.
///
/// What a folder says of its provider here has its source beside it.
package struct ProviderLimits: Sendable {
  package var trial: TrialLimits
  package var cadence: CadenceLimits
  package var money: MoneyTable
  package var text: TextLimits
  /// Nil where metadata may be any JSON, as much as there is.
  package var metadata: MetadataLimits?
  /// What an allowance or a bought amount of usage may be; nil where the provider grants none.
  package var units: UnitLimits?
  package var addons: AddonLimits
  /// The sales that the provider charges for; what else it gives is paid for elsewhere.
  package var sells: Set<Sale>
  /// The sales for which the provider keeps `compatiblePlans`.
  package var enforcesPlans: Set<Sale>
  /// The bounds of a quantity that the provider keeps.
  package var enforcesQuantity: Set<QuantityBound>
  package var keeps: Set<Kept>
  package var charges: Set<ChargeKind>

  package init(
    trial: TrialLimits = TrialLimits(), cadence: CadenceLimits = CadenceLimits(), money: MoneyTable,
    text: TextLimits = TextLimits(), metadata: MetadataLimits? = nil, units: UnitLimits? = nil,
    addons: AddonLimits = AddonLimits(), sells: Set<Sale> = Set(Sale.allCases), enforcesPlans: Set<Sale> = [],
    enforcesQuantity: Set<QuantityBound> = [], keeps: Set<Kept> = [], charges: Set<ChargeKind> = [.flat]
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
  }

  package enum QuantityBound: Sendable { case minimum, maximum }

  /// What a provider has a place for.
  package enum Kept: Sendable {
    /// A plan or an add-on without a price is created, and costs nothing.
    case itemsWithoutPrice
    case lookupKeys
    /// Who has a feature.
    case features
    /// How much of it, or which setting.
    case featureValues
    case featureDescriptions
    case meters
    /// A top-up's usage is granted by the provider.
    case grants
    case grantExpiration, grantPriority, grantRollover
    /// A grant of which nothing survives a reset, whether or not a part of one can.
    case grantsWithoutRollover
    /// Overuse is carried into the next period.
    case overage
  }

  package enum ChargeKind: Sendable {
    case flat
    /// Several units of an add-on in one purchase.
    case quantity
    case usage
  }
}

package struct TrialLimits: Sendable {
  package var longest: Int64
  package var sales: Set<Sale>
  /// Whether what costs nothing may have a trial.
  package var allowsFree: Bool

  /// - Parameter longest: in days.
  package init(longest: Int64 = .max, sales: Set<Sale> = [.plan], allowsFree: Bool = true) {
    self.longest = longest
    self.sales = sales
    self.allowsFree = allowsFree
  }

  package enum Problem: Error {
    case sale, free
    case tooLong
  }

  /// The trial that the price is sold with; nil for none.
  package func trial(_ price: Price, of item: Item) throws(Problem) -> Trial? {
    guard let trial = price.trial, trial.days > 0 else { return nil }
    if !sales.contains(Sale(price, of: item)) { throw .sale }
    if !allowsFree, price.base == .zero { throw .free }
    if trial.days > longest { throw .tooLong }
    return trial
  }
}

package struct CadenceLimits: Sendable {
  /// The largest count for each period; without one, any.
  package var longest: [Period: Int64]
  package var shortest: Cadence?
  /// The cadence as the provider counts it, where that is another period; nil for one that it does not have.
  package var normalized: @Sendable (Cadence) -> Cadence?
  /// What there is, in words, for the help of a finding: `whole weeks`.
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

  /// The cadence as the provider counts it.
  package func cadence(_ cadence: Cadence) throws(Problem) -> Cadence {
    guard let own = normalized(cadence) else { throw .unsupported }
    if let shortest, own.period == shortest.period, own.count < shortest.count { throw .tooShort(shortest: shortest) }
    if let longest = longest[own.period], own.count > longest { throw .tooLong(longest: Cadence(own.period, longest)) }
    return own
  }
}

/// How long texts may be.
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
  /// The fewest characters of a name, white space around it not counted.
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

/// Amounts of usage that can be granted.
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

/// How an add-on is sold beside a plan.
package struct AddonLimits: Sendable {
  /// How its cadence must be to the plan's.
  package enum Step: Sendable {
    case equal
    /// One is a whole number of the other.
    case divides
    case any
  }

  /// Nil where a recurring add-on is a subscription of its own.
  package var step: Step?
  package var sharesCurrency: Bool
  /// Whether an add-on that is paid once is charged with the plan, and not on its own.
  package var joinsOnce: Bool
  /// How many a subscription has room for.
  package var perSubscription: Int?
  /// What lets an add-on have another cadence than the plan, for the help of a finding: `enable flexible billing mode`.
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
  /// How much metadata there may be: `50 entries, names of 40 and values of 500 characters`.
  package var metadataSizes: String {
    guard let metadata else { return "any JSON" }
    return "\(metadata.entries) entries, names of \(metadata.nameLength) and values of \(metadata.valueLength) characters"
  }
}

extension MoneyTable {
  /// The currencies, where there are few: `EUR or USD`.
  package var codes: String { list((currencies ?? []).sorted(), and: "or") }
}
