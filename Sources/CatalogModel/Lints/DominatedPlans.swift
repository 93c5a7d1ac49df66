import Diagnostics
import JSONText
import Syntax

/// Plans that nobody has a reason to buy: another plan costs no more however one pays, and gives everything that they give;
/// and it costs less somewhere, or gives more.
///
/// What a plan gives are its entitlements, and the add-ons and top-ups that go with it. Plans without prices take no part.
func dominatedPlans(_ catalog: Catalog) -> [Finding] {
  guard catalog.plans.count > 1 else { return [] }
  var search = DominanceSearch(catalog)
  return search.findings()
}

private struct DominanceSearch {
  private let catalog: Catalog
  private let offers: [Offer]
  /// By market: the offers that sell there, those that cost less first.
  private var markets: [[Int]] = []
  /// By offer: its market with the fewest offers. It must lose everywhere, so that it is looked at in one market only.
  private var homes: [Int?] = []

  /// A plan is compared with at most so many that cost no more than it, those nearest in price first. Prices that rise with
  /// what is given need no comparison at all; this bounds what a catalog made for the purpose can cost.
  private static let mostCandidates = 200

  init(_ catalog: Catalog) {
    self.catalog = catalog
    var numbers: [Market: Int] = [:]
    let access = Self.access(catalog)
    offers = catalog.plans.enumerated().map { index, plan in
      Offer(plan, access: access.isEmpty ? [] : access[index]) { market in
        if let known = numbers[market] { return known }
        numbers[market] = numbers.count
        return numbers.count - 1
      }
    }
    markets = Array(repeating: [], count: numbers.count)
    for (index, offer) in offers.enumerated() where offer.isComparable {
      for terms in offer.terms { markets[terms.market].append(index) }
    }
    homes = offers.map { offer in
      offer.terms.min { (markets[$0.market].count, $0.market) < (markets[$1.market].count, $1.market) }?.market
    }
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

  // MARK: Search

  mutating func findings() -> [Finding] {
    var findings: [Finding] = []
    var bests = Bests(features: catalog.features.count)
    for market in markets.indices where markets[market].count > 1 {
      let sold = markets[market].map { (offer: $0, terms: offers[$0].terms(in: market)) }
        .sorted { ($0.terms.most, $0.offer) < ($1.terms.most, $1.offer) }
      bests.begin()
      var cheaper = 0
      for (rank, item) in sold.enumerated() {
        // Behind the sorted list of what others charge at most, this plan's lowest price finds its rivals.
        while cheaper < sold.count, sold[cheaper].terms.most <= item.terms.least {
          bests.add(offers[sold[cheaper].offer], sold[cheaper].offer)
          cheaper += 1
        }
        let offer = offers[item.offer]
        guard cheaper > 0, homes[item.offer] == market, bests.mayDominate(offer, item.offer) else { continue }
        var left = Self.mostCandidates
        var candidate = cheaper - 1
        while candidate >= 0, left > 0 {
          if candidate != rank, offer.isDominated(by: offers[sold[candidate].offer]) {
            findings.append(finding(item.offer, by: sold[candidate].offer, in: market))
            break
          }
          candidate -= 1
          left -= 1
        }
      }
    }
    return findings
  }

  private func finding(_ plan: Int, by other: Int, in market: Int) -> Finding {
    // Where the price is the same at home, another market may tell more.
    let markets = offers[plan].terms.map(\.market)
    let telling =
      markets.first { offers[plan].terms(in: $0).least > offers[other].terms(in: $0).most } ?? market
    let price = catalog.plans[plan].prices[offers[plan].terms(in: telling).leastPrice]
    let otherPrice = catalog.plans[other].prices[offers[other].terms(in: telling).mostPrice]
    let each = price.cadence?.each ?? ""
    let name = quoted(catalog.plans[plan].header.id)
    let otherName = quoted(catalog.plans[other].header.id)
    let gives = offers[other].isBetterValue(than: offers[plan]) ? "more" : "the same"
    let message =
      price.amount == otherPrice.amount
      ? "\(name) costs \(price.money) \(each), and \(otherName) gives more for the same"
      : "\(name) costs \(price.money) \(each); \(otherName) gives \(gives) for \(otherPrice.money)"
    return Finding(
      .dominatedPlan, message, at: .name(catalog.plans[plan].header.origin),
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
    var amount: ExactDecimal = .zero
    var offer = 0
    /// Another plan gives as much.
    var isShared = false
  }

  private var bests: [Best]
  private var round = 0

  init(features: Int) { bests = Array(repeating: Best(), count: features * Gift.formCount) }

  mutating func begin() { round += 1 }

  mutating func add(_ offer: Offer, _ index: Int) {
    for gift in offer.gifts {
      if bests[gift.slot].round != round || bests[gift.slot].amount < gift.amount {
        bests[gift.slot] = Best(round: round, amount: gift.amount, offer: index)
      } else if bests[gift.slot].amount == gift.amount {
        bests[gift.slot].isShared = true
      }
    }
  }

  func mayDominate(_ offer: Offer, _ index: Int) -> Bool {
    offer.gifts.allSatisfy { gift in
      let best = bests[gift.slot]
      return best.round == round && best.amount >= gift.amount && (best.offer != index || best.isShared)
    }
  }
}
