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
  /// Boolean, static, and an allowance for each reset: what is given in two forms cannot be compared.
  static let formCount = Period.allCases.count + 2

  /// The feature and the form.
  let slot: Int
  /// 0 for what is no allowance.
  let amount: ExactDecimal
  let entitlement: Entitlement

  /// Nil for what is switched off.
  init?(_ entitlement: Entitlement) {
    self.entitlement = entitlement
    let form: Int
    switch entitlement.value {
    case .boolean(let enabled):
      guard enabled else { return nil }
      (form, amount) = (0, .zero)
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
  }

  enum Order { case less, same, more, incomparable }

  /// This gift beside another one of the same slot. What metadata says is the application's: where it differs, nothing is
  /// known.
  func compared(to other: Gift) -> Order {
    guard entitlement.metadata == other.entitlement.metadata else { return .incomparable }
    switch (entitlement.value, other.entitlement.value) {
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

/// A plan as a buyer compares it with others.
struct Offer {
  /// By market.
  let terms: [Terms]
  /// By slot.
  let gifts: [Gift]
  /// The add-ons and top-ups that name the plan, in ascending order.
  let access: [Int]
  /// False where a price has a cadence that cannot be counted.
  let isComparable: Bool

  init(_ plan: Plan, access: [Int], number: (Market) -> Int) {
    var terms: [Terms] = []
    var isComparable = true
    // A plan with very many prices would be searched for each of them.
    var places: [Int: Int] = [:]
    for (index, price) in plan.prices.enumerated() {
      guard let span = price.cadence.flatMap(Span.init) else {
        isComparable = false
        continue
      }
      let market = number(Market(currency: price.currency, span: span))
      let known = plan.prices.count > 8 ? places[market] : terms.firstIndex { $0.market == market }
      if let known {
        terms[known].add(price, index)
      } else {
        if plan.prices.count > 8 { places[market] = terms.count }
        terms.append(Terms(market, price, index))
      }
    }
    self.terms = terms.sorted { $0.market < $1.market }
    self.isComparable = isComparable
    self.access = access
    gifts = plan.entitlements.compactMap { Gift($0) }.sorted { $0.slot < $1.slot }
  }

  /// The terms in a market that the plan has.
  func terms(in market: Int) -> Terms {
    var low = 0
    var high = terms.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if terms[middle].market <= market { low = middle } else { high = middle }
    }
    return terms[low]
  }

  func isDominated(by other: Offer) -> Bool {
    guard let costsMore = costs(noLessThan: other), let givesLess = gives(noMoreThan: other) else { return false }
    return (costsMore || givesLess) && access.isSubset(of: other.access)
  }

  /// Gives more, apart from what both give.
  func isBetterValue(than other: Offer) -> Bool { other.gives(noMoreThan: self) ?? false }

  /// Whether it costs more somewhere; nil where the other plan is dearer, is not sold, or has a shorter trial somewhere.
  private func costs(noLessThan other: Offer) -> Bool? {
    var costsMore = false
    var place = other.terms.startIndex
    for mine in terms {
      while place < other.terms.endIndex, other.terms[place].market < mine.market { place += 1 }
      guard place < other.terms.endIndex, other.terms[place].market == mine.market else { return nil }
      let theirs = other.terms[place]
      guard mine.least >= theirs.most, mine.longestTrial <= theirs.shortestTrial else { return nil }
      if mine.least > theirs.most { costsMore = true }
    }
    return costsMore
  }

  /// Whether it gives less of something; nil where it gives anything that the other plan does not give as well.
  private func gives(noMoreThan other: Offer) -> Bool? {
    guard gifts.count <= other.gifts.count else { return nil }
    var givesLess = gifts.count < other.gifts.count
    var place = other.gifts.startIndex
    for mine in gifts {
      while place < other.gifts.endIndex, other.gifts[place].slot < mine.slot { place += 1 }
      guard place < other.gifts.endIndex, other.gifts[place].slot == mine.slot else { return nil }
      switch mine.compared(to: other.gifts[place]) {
      case .same: continue
      case .less: givesLess = true
      case .more, .incomparable: return nil
      }
    }
    return givesLess
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
