import Diagnostics
import JSONText
import Syntax

/// Plans that nobody has a reason to buy: another plan costs no more however one pays, and gives everything that they give;
/// and it costs less somewhere, or gives more.
///
/// What a plan gives are its entitlements, and the add-ons and top-ups that go with it. Plans without prices take no part.
func dominatedPlans(_ catalog: Catalog) -> [Finding] {
  guard catalog.plans.count > 1, hasSuspects(catalog.plans) else { return [] }
  return DominanceSearch(catalog).findings()
}

/// Whether any plan may be dominated. Nearly all catalogs have a few plans and nothing wrong with them: those are done with
/// here, without a table.
private func hasSuspects(_ plans: [Plan]) -> Bool {
  if plans.count > 12 || plans.contains(where: { $0.prices.count > 12 || $0.entitlements.count > 24 }) { return true }
  return plans.indices.contains { plan in
    !plans[plan].prices.isEmpty
      && plans.indices.contains {
        $0 != plan && plans[plan].mayCostNoLess(than: plans[$0]) && plans[plan].mayGiveNoMore(than: plans[$0])
      }
  }
}

extension Plan {
  /// Whether each price has one of the other plan beside it that is no higher.
  fileprivate func mayCostNoLess(than other: Plan) -> Bool {
    prices.allSatisfy { mine in
      other.prices.contains { $0.base <= mine.base && $0.currency == mine.currency && $0.span == mine.span }
    }
  }

  /// Whether all that it gives has something of the other plan beside it that is no less.
  fileprivate func mayGiveNoMore(than other: Plan) -> Bool {
    entitlements.allSatisfy { mine in
      guard let form = mine.form else { return true }
      return other.entitlements.contains { theirs in
        guard theirs.feature == mine.feature, theirs.form == form else { return false }
        switch mine.compared(to: theirs) {
        case .same, .less: return true
        case .more, .incomparable: return false
        }
      }
    }
  }
}

private struct DominanceSearch {
  private let catalog: Catalog
  private let offers: Offers
  /// By plan: its market with the fewest plans, -1 where it has none. It must lose everywhere, so that it is looked at in one
  /// market only.
  private var homes: [Int32] = []
  /// What is sold in markets in which a plan has its home: market by market, there what costs less first.
  private var sales: [Sale] = []

  private struct Sale {
    let market: Int32
    let plan: Int32
    let least: Int64
    let most: Int64
  }

  /// A plan is compared with at most so many that cost no more than it, those nearest in price first. Prices that rise with
  /// what is given need no comparison at all; this bounds what a catalog made for the purpose can cost.
  private static let mostCandidates = 200

  init(_ catalog: Catalog) {
    self.catalog = catalog
    offers = Offers(catalog)
    var sizes = Array(repeating: 0, count: offers.marketCount)
    for index in offers.terms.indices { sizes[Int(offers.terms[index].market)] += 1 }
    var isHome = Array(repeating: false, count: offers.marketCount)
    homes.reserveCapacity(catalog.plans.count)
    for plan in catalog.plans.indices {
      var home: Int32 = -1
      for index in offers.terms(of: plan) {
        let market = offers.terms[index].market
        if home < 0 || sizes[Int(market)] < sizes[Int(home)] { home = market }
      }
      homes.append(home)
      if home >= 0 { isHome[Int(home)] = true }
    }
    sales.reserveCapacity(catalog.plans.count)
    for plan in catalog.plans.indices {
      for index in offers.terms(of: plan) where isHome[Int(offers.terms[index].market)] {
        let terms = offers.terms[index]
        sales.append(Sale(market: terms.market, plan: Int32(truncatingIfNeeded: plan), least: terms.least, most: terms.most))
      }
    }
    sales.sort { ($0.market, $0.most, $0.plan) < ($1.market, $1.most, $1.plan) }
  }

  // MARK: Search

  func findings() -> [Finding] {
    var findings: [Finding] = []
    var bests = Bests(offers)
    var start = 0
    while start < sales.count {
      let market = sales[start].market
      var end = start + 1
      while end < sales.count, sales[end].market == market { end += 1 }
      if end - start > 1 { search(start..<end, &bests, &findings) }
      start = end
    }
    return findings
  }

  /// - Parameter market: the sales of one market.
  private func search(_ market: Range<Int>, _ bests: inout Bests, _ findings: inout [Finding]) {
    bests.begin()
    var cheaper = market.lowerBound
    for rank in market {
      let plan = Int(sales[rank].plan)
      // Behind the sorted list of what others charge at most, this plan's lowest price finds its rivals.
      while cheaper < market.upperBound, sales[cheaper].most <= sales[rank].least {
        bests.add(Int(sales[cheaper].plan))
        cheaper += 1
      }
      guard cheaper > market.lowerBound, homes[plan] == sales[rank].market, bests.mayDominate(plan) else { continue }
      var left = Self.mostCandidates
      var candidate = cheaper - 1
      while candidate >= market.lowerBound, left > 0 {
        let other = Int(sales[candidate].plan)
        if candidate != rank, offers.isDominated(plan, by: other) {
          findings.append(finding(plan, by: other, in: sales[rank].market))
          break
        }
        candidate -= 1
        left -= 1
      }
    }
  }

  private func finding(_ plan: Int, by other: Int, in market: Int32) -> Finding {
    // Where the price is the same at home, another market may tell more.
    let markets = offers.terms(of: plan).map { offers.terms[$0].market }
    let telling =
      markets.first { offers.terms(of: plan, in: $0).least > offers.terms(of: other, in: $0).most } ?? market
    let price = catalog.plans[plan].prices[Int(offers.terms(of: plan, in: telling).leastPrice)]
    let otherPrice = catalog.plans[other].prices[Int(offers.terms(of: other, in: telling).mostPrice)]
    let each = price.cadence?.each ?? ""
    let name = quoted(catalog.plans[plan].header.id)
    let otherName = quoted(catalog.plans[other].header.id)
    let gives = offers.isBetterValue(other, than: plan) ? "more" : "the same"
    let message =
      price.base.minorUnits == otherPrice.base.minorUnits
      ? "\(name) costs \(price.money) \(each), and \(otherName) gives more for the same"
      : "\(name) costs \(price.money) \(each); \(otherName) gives \(gives) for \(otherPrice.money)"
    return Finding(
      .dominatedPlan, message, at: catalog.plans[plan].header.place.name,
      help: "give something in \(name) that \(otherName) does not give, or sell one of them alone",
      related: [
        .init("the price of \(name)", at: price.amountPlace), .init("the price of \(otherName)", at: otherPrice.amountPlace),
      ])
  }
}

/// The best that the plans read so far give of each feature: what none of them reaches, none of them dominates.
private struct Bests {
  private struct Best {
    var round = 0
    var plan = 0
    /// What that plan gives; an index into ``Offers/gifts``.
    var gift = 0
    /// Another plan gives as much.
    var isShared = false
  }

  private let offers: Offers
  private var bests: [Best]
  private var round = 0

  init(_ offers: Offers) {
    self.offers = offers
    bests = Array(repeating: Best(), count: offers.catalog.features.count * Entitlement.formCount)
  }

  mutating func begin() { round += 1 }

  mutating func add(_ plan: Int) {
    for gift in offers.gifts(of: plan) {
      let slot = Int(offers.gifts[gift].slot)
      let best = bests[slot]
      if best.round != round || offers.isLess(best.gift, of: best.plan, than: gift, of: plan) {
        bests[slot] = Best(round: round, plan: plan, gift: gift)
      } else if !offers.isLess(gift, of: plan, than: best.gift, of: best.plan) {
        bests[slot].isShared = true
      }
    }
  }

  func mayDominate(_ plan: Int) -> Bool {
    offers.gifts(of: plan).allSatisfy { gift in
      let best = bests[Int(offers.gifts[gift].slot)]
      return best.round == round && !offers.isLess(best.gift, of: best.plan, than: gift, of: plan)
        && (best.plan != plan || best.isShared)
    }
  }
}
