import Catalog
import Foundations

/// A currency and a billing period. Prices of two plans are compared only within a segment.
struct PriceSegment: Hashable {
  let currency: Currency
  let span: CadenceLength
}

/// Numbers segments in the order in which they first appear.
struct SegmentNumbers {
  private var numbers: [PriceSegment: Int] = [:]

  var count: Int { numbers.count }

  mutating func number(of segment: PriceSegment) -> Int {
    if let known = numbers[segment] { return known }
    numbers[segment] = numbers.count
    return numbers.count - 1
  }
}

/// The prices of a plan in one segment. Both the lowest and the highest are kept, so that each comparison can favor the plan
/// that may be dominated.
struct PriceRange {
  /// An amount, and the index of its price in the plan.
  typealias Entry = (amount: Int64, price: Int)

  let segment: Int
  private(set) var lowest: Entry
  private(set) var highest: Entry
  private(set) var shortestTrial: Int64
  private(set) var longestTrial: Int64

  init(_ segment: Int, _ entry: Entry, trialDays: Int64) {
    self.segment = segment
    (lowest, highest) = (entry, entry)
    (shortestTrial, longestTrial) = (trialDays, trialDays)
  }

  /// Extends the range to include another one of the same segment.
  mutating func add(_ other: PriceRange) {
    if other.lowest.amount < lowest.amount { lowest = other.lowest }
    if other.highest.amount > highest.amount { highest = other.highest }
    shortestTrial = min(shortestTrial, other.shortestTrial)
    longestTrial = max(longestTrial, other.longestTrial)
  }
}

/// An entitlement of a plan, as compared between plans.
struct GrantedFeature {
  /// Boolean, static, limit, unlimited, and an allowance for each reset. Two forms of one feature cannot be compared.
  static let formCount = 4 + Reset.allCases.count

  /// A number for the feature and the form in which it is granted.
  let slot: Int
  /// Zero unless it is an allowance or a limit.
  let amount: ExactDecimal
  /// The index of its entitlement in the plan.
  let index: Int

  /// Nil if it is disabled.
  init?(_ entitlement: Entitlement, at index: Int) {
    let form: Int
    switch entitlement.value {
    case .boolean(enabled: false): return nil
    case .boolean(enabled: true): (form, amount) = (0, .zero)
    case .static: (form, amount) = (1, .zero)
    case .limit(let limit): (form, amount) = (2, limit.amount)
    case .unlimited: (form, amount) = (3, .zero)
    case .metered(let allowance):
      amount = allowance.amount
      form =
        switch allowance.writtenReset ?? .month {
        case .day: 4
        case .week: 5
        case .month: 6
        case .year: 7
        case .never: 8
        }
    }
    slot = entitlement.feature * Self.formCount + form
    self.index = index
  }
}

extension Entitlement {
  /// How this compares with what another plan grants in the same slot.
  fileprivate enum Comparison {
    case same, less
    /// Of usage that is charged: this number costs more, in one of the currencies.
    case costsMore(Currency, at: ExactDecimal)
  }

  /// Nil if it is more than what another plan grants in the same slot in any respect, or cannot be compared because metadata
  /// differs, whose meaning only the application knows.
  fileprivate func comparison(with other: Entitlement, _ costComparisonsLeft: inout Int) -> Comparison? {
    if case .metered(let mine) = value, case .metered(let theirs) = other.value, mine.usage != nil || theirs.usage != nil {
      costComparisonsLeft -= 1
      if costComparisonsLeft < 0 { return nil }
      return metadata == other.metadata ? Self.comparison(mine, theirs) : nil
    }
    return isLess(than: other).map { $0 ? .less : .same }
  }

  /// Compares two allowances of which at least one has usage prices.
  private static func comparison(_ mine: Allowance, _ theirs: Allowance) -> Comparison? {
    // Beyond an allowance without usage prices, access ends or is free, which no cost can be compared with.
    guard let usage = mine.usage, let others = theirs.usage, mine.perUnit ?? false == theirs.perUnit ?? false else { return nil }
    if let most = others.max, usage.max.map({ $0 > most }) ?? true { return nil }
    var comparison = mine.max == theirs.max ? Comparison.same : .less
    for price in usage.prices {
      guard let other = others.prices.first(where: { $0.currency == price.currency }) else { return nil }
      let costs = CostFunction(price.rate, beyond: mine.amount)
      switch CostFunction(other.rate, beyond: theirs.amount).change(from: costs, in: .usage(upTo: usage.max)) {
      case .none: continue
      case .lower(let number): if case .same = comparison { comparison = .costsMore(price.currency, at: number) }
      case .higher: return nil
      }
    }
    return comparison
  }

  /// Whether another plan grants at least as much in the same slot, at no higher cost.
  func isGrantedNoMore(than other: Entitlement, _ costComparisonsLeft: inout Int) -> Bool {
    comparison(with: other, &costComparisonsLeft) != nil
  }

  /// Whether this is less than what another plan grants in the same slot; nil as for ``comparison(with:)``.
  private func isLess(than other: Entitlement) -> Bool? {
    guard metadata == other.metadata else { return nil }
    switch (value, other.value) {
    case (.metered(let mine), .metered(let theirs)):
      if (mine.perUnit ?? false) != (theirs.perUnit ?? false) { return nil }
      let soft = (mine.isSoftLimit ?? false, theirs.isSoftLimit ?? false)
      // Preserved overage is deducted from the next allowance, which is worse for the customer.
      let preserved = (mine.preserveOverageAtReset ?? false, theirs.preserveOverageAtReset ?? false)
      if mine.amount > theirs.amount || (soft.0 && !soft.1) || (!preserved.0 && preserved.1) { return nil }
      return mine.amount < theirs.amount || soft.0 != soft.1 || preserved.0 != preserved.1
    case (.limit(let mine), .limit(let theirs)):
      if (mine.perUnit ?? false) != (theirs.perUnit ?? false) { return nil }
      return mine.amount > theirs.amount ? nil : mine.amount < theirs.amount
    case (.static(let mine), .static(let theirs)): return mine.value == theirs.value ? false : nil
    default: return false
    }
  }
}

/// The price ranges of each plan, by segment, apart from usage. A plan has none if one of its prices depends on how many are
/// bought, if it has no prices of its own, or if the length of its billing period is unknown.
struct PlanPriceRanges {
  /// The ranges of all plans, in the order of the catalog.
  private(set) var all: [PriceRange] = []
  /// By plan: the index of its first range. The last element is the end of the last plan's ranges.
  private var starts = [0]
  private var segments = SegmentNumbers()

  var segmentCount: Int { segments.count }

  init(_ catalog: Catalog) {
    starts.reserveCapacity(catalog.plans.count + 1)
    all.reserveCapacity(2 * catalog.plans.count)
    for plan in catalog.plans.indices {
      add(catalog.plans[plan].prices)
      starts.append(all.count)
    }
  }

  /// In ascending order of their segments.
  func of(_ plan: Int) -> ArraySlice<PriceRange> { all[starts[plan]..<starts[plan + 1]] }

  private mutating func add(_ prices: [Price]) {
    let start = all.count
    for (index, price) in prices.enumerated() {
      guard let span = price.span, let amount = price.fixedPart, !price.isImplied, !price.ownsUsage else {
        all.removeSubrange(start...)
        return
      }
      let segment = segments.number(of: PriceSegment(currency: price.currency, span: span))
      all.append(PriceRange(segment, (amount, index), trialDays: price.trial?.days ?? 0))
    }
    if all.count - start > 1 { mergeRanges(from: start) }
  }

  /// Sorts the ranges from an index on, and merges those of the same segment.
  private mutating func mergeRanges(from start: Int) {
    all[start...].sort { ($0.segment, $0.lowest.price) < ($1.segment, $1.lowest.price) }
    var last = start
    for index in start + 1..<all.count {
      if all[index].segment == all[last].segment {
        all[last].add(all[index])
      } else {
        last += 1
        all[last] = all[index]
      }
    }
    all.removeSubrange((last + 1)...)
  }
}

/// The plans of a catalog as a buyer compares them. They are built on demand, because few need a full comparison.
struct PlanComparison {
  private let catalog: Catalog
  private let ranges: PlanPriceRanges
  /// By plan: the numbers of the add-ons and top-ups that name it. Those available with every plan make no difference.
  private lazy var extras = {
    var extras = Array(repeating: [Int](), count: catalog.plans.count)
    let selections = catalog.addons.map(\.compatiblePlans) + catalog.topups.map(\.compatiblePlans)
    for (number, selection) in selections.enumerated() {
      guard case .named(let plans) = selection else { continue }
      for plan in plans { extras[plan].append(number) }
    }
    return extras
  }()
  private var compared: [Int: ComparedPlan] = [:]
  /// How many allowances with usage prices are compared. Enough for any catalog written by people.
  var costComparisonsLeft = 10_000

  init(_ catalog: Catalog, _ ranges: PlanPriceRanges) { (self.catalog, self.ranges) = (catalog, ranges) }

  mutating func plan(_ index: Int) -> ComparedPlan {
    if let known = compared[index] { return known }
    let plan = ComparedPlan(catalog.plans[index], at: index, ranges: Array(ranges.of(index)), extras: extras[index])
    compared[index] = plan
    return plan
  }
}

/// A plan as a buyer compares it with others.
///
/// A class, because it is passed around far more often than it is read.
final class ComparedPlan {
  let plan: Plan
  /// An index into ``Catalog/plans``.
  let index: Int
  /// By segment; see ``PlanPriceRanges``.
  let ranges: [PriceRange]
  /// By slot.
  let grants: [GrantedFeature]
  /// The numbers of the add-ons and top-ups that name the plan, in ascending order.
  let extras: [Int]

  init(_ plan: Plan, at index: Int, ranges: [PriceRange], extras: [Int]) {
    self.plan = plan
    self.index = index
    self.ranges = ranges
    self.extras = extras
    var grants = plan.entitlements.indices.compactMap { GrantedFeature(plan.entitlements[$0], at: $0) }
    grants.sort { $0.slot < $1.slot }
    self.grants = grants
  }

  /// How another plan is better.
  struct Dominance {
    /// The prices of both in the first segment in which the other plan costs less.
    fileprivate(set) var saving: (mine: PriceRange, theirs: PriceRange)?
    fileprivate(set) var grantsLess: Bool
    /// Usage of a feature that costs less with the other plan: an index into ``Catalog/features``, and how much.
    fileprivate(set) var usage: (feature: Int, currency: Currency, amount: ExactDecimal)?
  }

  /// Nil unless another plan costs no more in any segment, grants at least as much, and is better in price or grants. How many
  /// can be bought is not weighed, so it must be the same.
  ///
  /// - Parameter costComparisonsLeft: see ``PlanComparison/costComparisonsLeft``.
  func dominance(by other: ComparedPlan, _ costComparisonsLeft: inout Int) -> Dominance? {
    guard plan.quantity == other.plan.quantity else { return nil }
    var dominance = Dominance(grantsLess: grants.count < other.grants.count)
    let costsNoLess = ranges.allMatch(in: other.ranges, by: \.segment) { mine, theirs in
      if dominance.saving == nil, mine.lowest.amount > theirs.highest.amount { dominance.saving = (mine, theirs) }
      return mine.lowest.amount >= theirs.highest.amount && mine.longestTrial <= theirs.shortestTrial
    }
    guard costsNoLess else { return nil }
    let grantsNoMore = grants.allMatch(in: other.grants, by: \.slot) { mine, theirs in
      let entitlement = plan.entitlements[mine.index]
      switch entitlement.comparison(with: other.plan.entitlements[theirs.index], &costComparisonsLeft) {
      case nil: return false
      case .same: break
      case .less: dominance.grantsLess = true
      case .costsMore(let currency, let number): dominance.usage = dominance.usage ?? (entitlement.feature, currency, number)
      }
      return true
    }
    guard grantsNoMore, dominance.saving != nil || dominance.grantsLess || dominance.usage != nil else { return nil }
    return extras.allMatch(in: other.extras, by: \.self) ? dominance : nil
  }
}
