import Catalog
import Foundations

/// A currency and the time that a price pays for: prices of two plans are compared only within one segment.
struct PriceSegment: Hashable {
  let currency: Currency
  let span: Span
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

/// What a plan costs in a segment. Of several prices the lowest and the highest are kept, so that each can be compared in
/// favor of the plan that may be dominated.
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

  /// Widens the range to another one of the same segment.
  mutating func add(_ other: PriceRange) {
    if other.lowest.amount < lowest.amount { lowest = other.lowest }
    if other.highest.amount > highest.amount { highest = other.highest }
    shortestTrial = min(shortestTrial, other.shortestTrial)
    longestTrial = max(longestTrial, other.longestTrial)
  }
}

/// What a plan grants of one feature.
struct GrantedFeature {
  /// Boolean, static, and an allowance for each period: two forms of one feature cannot be compared.
  static let formCount = 2 + Period.allCases.count

  /// A number for the feature and the form in which it is granted.
  let slot: Int
  /// Zero unless it is an allowance.
  let amount: ExactDecimal
  /// The index of its entitlement in the plan.
  let index: Int

  /// Nil for what is switched off.
  init?(_ entitlement: Entitlement, at index: Int) {
    let form: Int
    switch entitlement.value {
    case .boolean(enabled: false): return nil
    case .boolean(enabled: true): (form, amount) = (0, .zero)
    case .static: (form, amount) = (1, .zero)
    case .metered(let allowance):
      amount = allowance.amount
      form =
        switch allowance.reset {
        case .day: 2
        case .week: 3
        case .month: 4
        case .year: 5
        }
    }
    slot = entitlement.feature * Self.formCount + form
    self.index = index
  }
}

extension Entitlement {
  /// Whether this is less than what another plan grants in the same slot; nil if it is more in any respect, or nothing is
  /// known: what metadata says is up to the application.
  fileprivate func isLess(than other: Entitlement) -> Bool? {
    guard metadata == other.metadata else { return nil }
    switch (value, other.value) {
    case (.metered(let mine), .metered(let theirs)):
      let soft = (mine.isSoftLimit ?? false, theirs.isSoftLimit ?? false)
      // Overage that is preserved is taken from the next allowance: it is better for the customer if it is not.
      let preserved = (mine.preserveOverageAtReset ?? false, theirs.preserveOverageAtReset ?? false)
      if mine.amount > theirs.amount || (soft.0 && !soft.1) || (!preserved.0 && preserved.1) { return nil }
      return mine.amount < theirs.amount || soft.0 != soft.1 || preserved.0 != preserved.1
    case (.static(let mine), .static(let theirs)): return mine.isExactly(theirs) ? false : nil
    default: return false
    }
  }
}

/// A plan as a buyer compares it with others.
///
/// A class: it is passed on far more often than it is read.
final class ComparedPlan {
  let plan: Plan
  /// Its index in the catalog.
  let index: Int
  /// By segment. None if any price cannot be weighed, or has a cadence that cannot be counted.
  let ranges: [PriceRange]
  /// By slot.
  let grants: [GrantedFeature]
  /// The numbers of the add-ons and top-ups that name the plan, in ascending order.
  let extras: [Int]

  init(_ plan: Plan, at index: Int, extras: [Int], _ segments: inout SegmentNumbers) {
    self.plan = plan
    self.index = index
    self.extras = extras

    var grants: [GrantedFeature] = []
    grants.reserveCapacity(plan.entitlements.count)
    for index in plan.entitlements.indices {
      if let grant = GrantedFeature(plan.entitlements[index], at: index) { grants.append(grant) }
    }
    grants.sort { $0.slot < $1.slot }
    self.grants = grants

    var single: [PriceRange] = []
    single.reserveCapacity(plan.prices.count)
    for (index, price) in plan.prices.enumerated() {
      guard let span = price.span, let amount = price.fixedAmount else { continue }
      let segment = segments.number(of: PriceSegment(currency: price.currency, span: span))
      single.append(PriceRange(segment, (amount, index), trialDays: price.trial?.days ?? 0))
    }
    var ranges: [PriceRange] = []
    if single.count == plan.prices.count {
      single.sort { $0.segment < $1.segment }
      ranges.reserveCapacity(single.count)
      for range in single {
        if ranges.last?.segment == range.segment { ranges[ranges.count - 1].add(range) } else { ranges.append(range) }
      }
    }
    self.ranges = ranges
  }

  /// How another plan is the better buy.
  struct Dominance {
    /// What both cost in the first segment in which the other plan costs less.
    fileprivate(set) var saving: (mine: PriceRange, theirs: PriceRange)?
    fileprivate(set) var grantsLess: Bool
  }

  /// Nil unless another plan costs no more in any segment, grants all that this one grants, and is better in either.
  func dominance(by other: ComparedPlan) -> Dominance? {
    var dominance = Dominance(grantsLess: grants.count < other.grants.count)
    let costsNoLess = ranges.allMatch(in: other.ranges, by: \.segment) { mine, theirs in
      if dominance.saving == nil, mine.lowest.amount > theirs.highest.amount { dominance.saving = (mine, theirs) }
      return mine.lowest.amount >= theirs.highest.amount && mine.longestTrial <= theirs.shortestTrial
    }
    guard costsNoLess else { return nil }
    let grantsNoMore = grants.allMatch(in: other.grants, by: \.slot) { mine, theirs in
      guard let isLess = plan.entitlements[mine.index].isLess(than: other.plan.entitlements[theirs.index]) else { return false }
      if isLess { dominance.grantsLess = true }
      return true
    }
    guard grantsNoMore, dominance.saving != nil || dominance.grantsLess else { return nil }
    return extras.allMatch(in: other.extras, by: \.self) ? dominance : nil
  }
}
