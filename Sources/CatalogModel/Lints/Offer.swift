import JSONText

/// A currency and a time to pay for: where two plans have the same market, their prices can be compared.
struct Market: Hashable {
  let currency: Currency
  let span: Span
}

/// What a plan costs in a market. Of several prices the lowest and the highest are kept, each to be compared in favour of
/// the plan that might be told to be useless.
struct Terms {
  let market: Int
  private(set) var least: Int64
  private(set) var most: Int64
  /// Indices into the plan's prices.
  private(set) var leastPrice: Int
  private(set) var mostPrice: Int
  private(set) var shortestTrial: Int64
  private(set) var longestTrial: Int64

  init(_ market: Int, _ price: Price, _ index: Int) {
    self.market = market
    (least, most) = (price.amount, price.amount)
    (leastPrice, mostPrice) = (index, index)
    (shortestTrial, longestTrial) = (price.trialDays ?? 0, price.trialDays ?? 0)
  }

  mutating func add(_ price: Price, _ index: Int) {
    if price.amount < least { (least, leastPrice) = (price.amount, index) }
    if price.amount > most { (most, mostPrice) = (price.amount, index) }
    shortestTrial = min(shortestTrial, price.trialDays ?? 0)
    longestTrial = max(longestTrial, price.trialDays ?? 0)
  }
}

/// What a plan gives of one feature.
struct Gift {
  /// The feature and the form.
  let slot: Int
  /// An index into the plan's entitlements.
  let entitlement: Int

  /// Nil for what is switched off.
  init?(_ entitlement: Entitlement, at index: Int) {
    guard let form = entitlement.form else { return nil }
    self.entitlement = index
    slot = entitlement.feature * Entitlement.formCount + form
  }
}

extension Entitlement {
  /// Boolean, static, and an allowance for each reset.
  static let formCount = Period.allCases.count + 2

  /// In which form it is given: what is given in two forms cannot be compared. Nil for what is switched off.
  var form: Int? {
    switch value {
    case .boolean(let enabled): enabled ? 0 : nil
    case .static: 1
    case .metered(let allowance):
      switch allowance.reset {
      case .day: 2
      case .week: 3
      case .month: 4
      case .year: 5
      }
    }
  }

  /// 0 for what is no allowance.
  var amount: ExactDecimal {
    if case .metered(let allowance) = value { return allowance.amount }
    return .zero
  }

  enum Order { case less, same, more, incomparable }

  /// This entitlement beside another one of the same slot. What metadata says is the application's: where it differs,
  /// nothing is known.
  func compared(to other: Entitlement) -> Order {
    guard metadata == other.metadata else { return .incomparable }
    switch (value, other.value) {
    case (.metered(let mine), .metered(let theirs)):
      let soft = (mine.isSoftLimit ?? false, theirs.isSoftLimit ?? false)
      // Overuse that is carried over is taken from the next allowance: it is better not to carry it.
      let fresh = (!(mine.preserveOverageAtReset ?? false), !(theirs.preserveOverageAtReset ?? false))
      let isMore = mine.amount > theirs.amount || (soft.0 && !soft.1) || (fresh.0 && !fresh.1)
      let isLess = mine.amount < theirs.amount || (!soft.0 && soft.1) || (!fresh.0 && fresh.1)
      return isMore ? (isLess ? .incomparable : .more) : (isLess ? .less : .same)
    case (.static(let mine), .static(let theirs)):
      return mine.utf8.elementsEqual(theirs.utf8) ? .same : .incomparable
    default: return .same
    }
  }
}

/// Plans as a buyer compares them with one another.
struct Offers {
  let catalog: Catalog
  /// By plan: the add-ons and top-ups that name it, in ascending order; empty where none does.
  private let access: [[Int]]
  /// Of all plans, those of one plan in a row: by market.
  private(set) var terms: [Terms] = []
  /// Of all plans, those of one plan in a row: by slot.
  private(set) var gifts: [Gift] = []
  private var plans: [Place] = []
  private(set) var marketCount = 0

  private struct Place {
    var terms: Range<Int32>
    var gifts: Range<Int32>
    var isComparable: Bool
  }

  init(_ catalog: Catalog) {
    self.catalog = catalog
    access = Self.access(catalog)
    plans.reserveCapacity(catalog.plans.count)
    terms.reserveCapacity(catalog.plans.count * 2)
    gifts.reserveCapacity(catalog.plans.count * 4)
    var markets = MarketNumbers()
    for plan in catalog.plans.indices { add(plan, &markets) }
    marketCount = markets.count
  }

  /// By plan: the add-ons and top-ups that name it, by number. What goes with every plan makes no difference.
  private static func access(_ catalog: Catalog) -> [[Int]] {
    var access: [[Int]] = []
    for (number, selection) in (catalog.addons.map(\.compatiblePlans) + catalog.topups.map(\.compatiblePlans)).enumerated() {
      guard case .named(let plans) = selection else { continue }
      if access.isEmpty { access = Array(repeating: [], count: catalog.plans.count) }
      for plan in plans { access[plan].append(number) }
    }
    return access
  }

  private mutating func add(_ plan: Int, _ markets: inout MarketNumbers) {
    let (firstTerms, firstGift) = (terms.count, gifts.count)
    let isComparable = addTerms(of: catalog.plans[plan].prices, &markets)
    terms.sort(from: firstTerms) { $0.market < $1.market }
    addGifts(of: catalog.plans[plan].entitlements)
    gifts.sort(from: firstGift) { $0.slot < $1.slot }
    plans.append(
      Place(
        terms: Int32(truncatingIfNeeded: firstTerms)..<Int32(truncatingIfNeeded: terms.count),
        gifts: Int32(truncatingIfNeeded: firstGift)..<Int32(truncatingIfNeeded: gifts.count), isComparable: isComparable))
  }

  /// - Returns: false where a price has a cadence that cannot be counted.
  private mutating func addTerms(of prices: [Price], _ markets: inout MarketNumbers) -> Bool {
    let first = terms.count
    var isComparable = true
    // A plan with very many prices would be searched for each of them.
    var places: [Int: Int] = [:]
    for index in prices.indices {
      guard let span = prices[index].span else {
        isComparable = false
        continue
      }
      let market = markets.number(Market(currency: prices[index].currency, span: span))
      let known = prices.count > 8 ? places[market] : terms[first...].firstIndex { $0.market == market }
      if let known {
        terms[known].add(prices[index], index)
      } else {
        if prices.count > 8 { places[market] = terms.count }
        terms.append(Terms(market, prices[index], index))
      }
    }
    return isComparable
  }

  private mutating func addGifts(of entitlements: [Entitlement]) {
    for index in entitlements.indices {
      if let gift = Gift(entitlements[index], at: index) { gifts.append(gift) }
    }
  }

  func isComparable(_ plan: Int) -> Bool { plans[plan].isComparable }

  /// Indices into ``terms``.
  func terms(of plan: Int) -> Range<Int> { Int(plans[plan].terms.lowerBound)..<Int(plans[plan].terms.upperBound) }

  /// Indices into ``gifts``.
  func gifts(of plan: Int) -> Range<Int> { Int(plans[plan].gifts.lowerBound)..<Int(plans[plan].gifts.upperBound) }

  /// The terms in a market that the plan has.
  func terms(of plan: Int, in market: Int) -> Terms {
    let own = terms(of: plan)
    var (low, high) = (own.lowerBound, own.upperBound)
    while high - low > 1 {
      let middle = (low + high) / 2
      if terms[middle].market <= market { low = middle } else { high = middle }
    }
    return terms[low]
  }

  /// 0 for what is no allowance.
  func amount(_ gift: Int, of plan: Int) -> ExactDecimal { catalog.plans[plan].entitlements[gifts[gift].entitlement].amount }
}

// MARK: Comparison

extension Offers {
  func isDominated(_ plan: Int, by other: Int) -> Bool {
    guard let costsMore = costs(plan, noLessThan: other), let givesLess = gives(plan, noMoreThan: other) else { return false }
    return (costsMore || givesLess) && (access.isEmpty || access[plan].isSubset(of: access[other]))
  }

  /// Gives more, apart from what both give.
  func isBetterValue(_ plan: Int, than other: Int) -> Bool { gives(other, noMoreThan: plan) ?? false }

  /// Whether it costs more somewhere; nil where the other plan is dearer, is not sold, or has a shorter trial somewhere.
  private func costs(_ plan: Int, noLessThan other: Int) -> Bool? {
    var costsMore = false
    let others = terms(of: other)
    var place = others.lowerBound
    for index in terms(of: plan) {
      let mine = terms[index]
      while place < others.upperBound, terms[place].market < mine.market { place += 1 }
      guard place < others.upperBound, terms[place].market == mine.market else { return nil }
      let theirs = terms[place]
      guard mine.least >= theirs.most, mine.longestTrial <= theirs.shortestTrial else { return nil }
      if mine.least > theirs.most { costsMore = true }
    }
    return costsMore
  }

  /// Whether it gives less of something; nil where it gives anything that the other plan does not give as well.
  private func gives(_ plan: Int, noMoreThan other: Int) -> Bool? {
    let own = gifts(of: plan)
    let others = gifts(of: other)
    guard own.count <= others.count else { return nil }
    var givesLess = own.count < others.count
    var place = others.lowerBound
    for index in own {
      let mine = gifts[index]
      while place < others.upperBound, gifts[place].slot < mine.slot { place += 1 }
      guard place < others.upperBound, gifts[place].slot == mine.slot else { return nil }
      let entitlement = catalog.plans[plan].entitlements[mine.entitlement]
      switch entitlement.compared(to: catalog.plans[other].entitlements[gifts[place].entitlement]) {
      case .same: continue
      case .less: givesLess = true
      case .more, .incomparable: return nil
      }
    }
    return givesLess
  }
}

extension Array {
  /// Sorts what stands from there on: in place where it is short, as the slice of a list is not.
  fileprivate mutating func sort(from start: Int, by isBefore: (Element, Element) -> Bool) {
    if count - start > 16 { return self[start...].sort(by: isBefore) }
    for index in start..<count {
      var place = index
      while place > start, isBefore(self[place], self[place - 1]) {
        swapAt(place, place - 1)
        place -= 1
      }
    }
  }
}

extension [Int] {
  /// Of two lists in ascending order.
  fileprivate func isSubset(of other: [Int]) -> Bool {
    guard count <= other.count else { return false }
    var place = other.startIndex
    for element in self {
      while place < other.endIndex, other[place] < element { place += 1 }
      guard place < other.endIndex, other[place] == element else { return false }
    }
    return true
  }
}

/// Numbers the markets in the order in which they come up.
private struct MarketNumbers {
  private var markets: [Market] = []
  private var numbers: [Market: Int] = [:]

  var count: Int { markets.count }

  mutating func number(_ market: Market) -> Int {
    // Most catalogs have few: a look at those is cheaper than a hash.
    if let index = markets.prefix(8).firstIndex(of: market) ?? numbers[market] { return index }
    markets.append(market)
    if markets.count > 8 { numbers[market] = markets.count - 1 }
    return markets.count - 1
  }
}
