import JSONText

/// A currency and a time to pay for: where two plans have the same market, their prices can be compared.
struct Market: Hashable {
  let currency: Currency
  let span: Span
}

/// What a plan costs in a market. Of several prices the lowest and the highest are kept, each to be compared in favour of
/// the plan that might be told to be useless.
struct Terms {
  let market: Int32
  /// Indices into the plan's prices.
  private(set) var leastPrice: Int32
  private(set) var mostPrice: Int32
  private(set) var least: Int64
  private(set) var most: Int64
  private(set) var shortestTrial: Int64
  private(set) var longestTrial: Int64

  /// - Parameter price: its index.
  init(_ market: Int, price: Int, amount: Int64, trialDays: Int64) {
    self.market = Int32(truncatingIfNeeded: market)
    leastPrice = Int32(truncatingIfNeeded: price)
    mostPrice = leastPrice
    (least, most) = (amount, amount)
    (shortestTrial, longestTrial) = (trialDays, trialDays)
  }

  mutating func add(_ other: Terms) {
    if other.least < least { (least, leastPrice) = (other.least, other.leastPrice) }
    if other.most > most { (most, mostPrice) = (other.most, other.mostPrice) }
    shortestTrial = min(shortestTrial, other.shortestTrial)
    longestTrial = max(longestTrial, other.longestTrial)
  }
}

/// What a plan gives of one feature.
struct Gift {
  /// The feature and the form.
  let slot: Int32
  /// An index of the plan's entitlements.
  let entitlement: Int32
  /// The amount of an allowance, where it is an integer of 64 bits; -1 where it is not, and 0 for what is no allowance. So most
  /// are compared without a look at the entitlement.
  let integer: Int64

  /// Nil for what is switched off.
  init?(_ entitlement: Entitlement, at index: Int) {
    guard let form = entitlement.form else { return nil }
    self.entitlement = Int32(truncatingIfNeeded: index)
    slot = Int32(truncatingIfNeeded: entitlement.feature * Entitlement.formCount + form)
    integer = entitlement.integerAmount
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

  /// The amount, where it is an integer of 64 bits, else -1; 0 for what is no allowance. No amount is negative.
  @inline(__always)
  var integerAmount: Int64 {
    if case .metered(let allowance) = value { return allowance.amount.integer ?? -1 }
    return 0
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
  private let access: Access
  /// Of all plans, those of one plan in a row: by market. A plan with a cadence that cannot be counted has none.
  private(set) var terms: [Terms] = []
  /// Of all plans, those of one plan in a row: by slot.
  private(set) var gifts: [Gift] = []
  /// By plan: where its terms and its gifts end.
  private var termEnds: [Int32] = []
  private var giftEnds: [Int32] = []
  private(set) var marketCount = 0

  init(_ catalog: Catalog) {
    self.catalog = catalog
    access = Access(catalog)
    termEnds.reserveCapacity(catalog.plans.count)
    giftEnds.reserveCapacity(catalog.plans.count)
    terms.reserveCapacity(catalog.plans.count * 2)
    gifts.reserveCapacity(catalog.plans.count * 4)
    var markets = MarketNumbers()
    for plan in catalog.plans.indices {
      addTerms(of: catalog.plans[plan].prices, &markets)
      addGifts(of: catalog.plans[plan].entitlements)
    }
    marketCount = markets.count
  }

  private mutating func addTerms(of prices: [Price], _ markets: inout MarketNumbers) {
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
      let known = prices.count > 8 ? places[market] : place(ofMarket: market, from: first)
      let own = Terms(market, price: index, amount: prices[index].base.minorUnits, trialDays: prices[index].trial?.days ?? 0)
      if let known {
        terms[known].add(own)
      } else {
        if prices.count > 8 { places[market] = terms.count }
        terms.append(own)
      }
    }
    if !isComparable { terms.removeLast(terms.count - first) }
    terms.sort(from: first) { $0.market < $1.market }
    termEnds.append(Int32(truncatingIfNeeded: terms.count))
  }

  private func place(ofMarket market: Int, from first: Int) -> Int? {
    for place in first..<terms.count where Int(terms[place].market) == market { return place }
    return nil
  }

  private mutating func addGifts(of entitlements: [Entitlement]) {
    let first = gifts.count
    for index in entitlements.indices {
      if let gift = Gift(entitlements[index], at: index) { gifts.append(gift) }
    }
    gifts.sort(from: first) { $0.slot < $1.slot }
    giftEnds.append(Int32(truncatingIfNeeded: gifts.count))
  }

  /// Indices into ``terms``.
  func terms(of plan: Int) -> Range<Int> { (plan == 0 ? 0 : Int(termEnds[plan - 1]))..<Int(termEnds[plan]) }

  /// Indices into ``gifts``.
  func gifts(of plan: Int) -> Range<Int> { (plan == 0 ? 0 : Int(giftEnds[plan - 1]))..<Int(giftEnds[plan]) }

  /// The terms in a market that the plan has.
  func terms(of plan: Int, in market: Int32) -> Terms {
    let own = terms(of: plan)
    var (low, high) = (own.lowerBound, own.upperBound)
    while high - low > 1 {
      let middle = (low + high) / 2
      if terms[middle].market <= market { low = middle } else { high = middle }
    }
    return terms[low]
  }

  /// Whether a gift of one plan is less than a gift of another, in the same slot.
  @inline(__always)
  func isLess(_ gift: Int, of plan: Int, than other: Int, of otherPlan: Int) -> Bool {
    let (mine, theirs) = (gifts[gift].integer, gifts[other].integer)
    return mine >= 0 && theirs >= 0 ? mine < theirs : amount(gift, of: plan) < amount(other, of: otherPlan)
  }

  /// 0 for what is no allowance.
  private func amount(_ gift: Int, of plan: Int) -> ExactDecimal {
    catalog.plans[plan].entitlements[Int(gifts[gift].entitlement)].amount
  }
}

// MARK: Comparison

extension Offers {
  func isDominated(_ plan: Int, by other: Int) -> Bool {
    guard let costsMore = costs(plan, noLessThan: other), let givesLess = gives(plan, noMoreThan: other) else { return false }
    return (costsMore || givesLess) && access.isSubset(plan, of: other)
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
      let entitlement = catalog.plans[plan].entitlements[Int(mine.entitlement)]
      switch entitlement.compared(to: catalog.plans[other].entitlements[Int(gifts[place].entitlement)]) {
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

/// Which add-ons and top-ups name which plan. What goes with every plan makes no difference.
private struct Access {
  /// Of all plans, those of one plan in a row, by number in ascending order.
  private var numbers: [Int32] = []
  /// By plan: where its numbers end; empty where no plan is named.
  private var ends: [Int32] = []

  init(_ catalog: Catalog) {
    // Counted first, then filled in: each number goes in front of the numbers of the same plan that are there.
    forEachName(catalog) { plan, _ in
      if ends.isEmpty { ends = Array(repeating: 0, count: catalog.plans.count) }
      ends[plan] += 1
    }
    var sum: Int32 = 0
    for plan in ends.indices {
      sum += ends[plan]
      ends[plan] = sum
    }
    numbers = Array(repeating: 0, count: Int(sum))
    var places = ends
    forEachName(catalog) { plan, number in
      places[plan] -= 1
      numbers[Int(places[plan])] = number
    }
  }

  /// Hands out each plan that an add-on or a top-up names, with the number of that, the highest number first.
  private func forEachName(_ catalog: Catalog, _ take: (_ plan: Int, _ number: Int32) -> Void) {
    var number = catalog.addons.count + catalog.topups.count
    func each(_ selection: PlanSelection) {
      number -= 1
      guard case .named(let plans) = selection else { return }
      for plan in plans { take(plan, Int32(truncatingIfNeeded: number)) }
    }
    for index in catalog.topups.indices.reversed() { each(catalog.topups[index].compatiblePlans) }
    for index in catalog.addons.indices.reversed() { each(catalog.addons[index].compatiblePlans) }
  }

  /// Whether all that goes with one plan goes with another one.
  func isSubset(_ plan: Int, of other: Int) -> Bool {
    if ends.isEmpty { return true }
    let (own, others) = (numbers(of: plan), numbers(of: other))
    guard own.count <= others.count else { return false }
    var place = others.lowerBound
    for index in own {
      while place < others.upperBound, numbers[place] < numbers[index] { place += 1 }
      guard place < others.upperBound, numbers[place] == numbers[index] else { return false }
    }
    return true
  }

  private func numbers(of plan: Int) -> Range<Int> { (plan == 0 ? 0 : Int(ends[plan - 1]))..<Int(ends[plan]) }
}

/// Numbers the markets in the order in which they come up.
private struct MarketNumbers {
  private var markets: [Market] = []
  private var numbers: [Market: Int] = [:]

  var count: Int { markets.count }

  mutating func number(_ market: Market) -> Int {
    // Most catalogs have few: a look at those is cheaper than a hash.
    for index in 0..<min(markets.count, 8) where markets[index] == market { return index }
    if markets.count > 8, let index = numbers[market] { return index }
    markets.append(market)
    if markets.count > 8 { numbers[market] = markets.count - 1 }
    return markets.count - 1
  }
}
