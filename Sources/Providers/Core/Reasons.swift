import Catalog
import Diagnostics
import Syntax

extension RuleFamily {
  /// Why something is not for sale, or a discount is skipped.
  fileprivate static let reasons: [RuleFamily] = [
    currencyUnsupported, currencyNotDefault, amountTooPrecise, chargeUnsupported, usageCycleUnsupported, intervalUnsupported,
    intervalTooLong, addonWithoutPlan, idTaken, usageWithoutMeter, discountUnsupported,
  ]

  /// The same, but these also report what is sold in another way.
  fileprivate static let possibleReasons: [RuleFamily] = [
    amountBelowMinimum, amountTooLarge, freePriceUnsupported, numberTooLong, idMalformed, nameTaken, nameTooShort, keyUnsupported,
    featureWithoutMeter, aggregationUnsupported, balanceAggregationUnsupported, unitsUnsupported, zeroUnitsUnsupported,
    addonCurrencyMismatch, addonIntervalMismatch,
  ]
}

extension RuleFamily {
  /// What matters even if the provider cannot sell the item: the application must give it.
  fileprivate static let independent: [RuleFamily] = [defaultNotGiven]
}

/// Something that is not sold or stored.
private struct Unsold {
  /// What the findings about it are at.
  let nodes: [NodeID]
  /// Where its reason can be, apart from these.
  var causes: [NodeID] = []
  /// Where the reasons of its parts can be. Those of all parts together are a reason, too.
  var parts: [[NodeID]] = []

  func isExplained(by reasons: Set<NodeID>) -> Bool {
    (nodes + causes).contains(where: reasons.contains)
      || !parts.isEmpty && parts.allSatisfy { $0.contains(where: reasons.contains) }
  }
}

extension Findings {
  /// Keeps only the reason of what is not for sale and of the discounts that are skipped: nothing else matters about them.
  ///
  /// If the reason is not among the findings, all of them are kept.
  mutating func keepReasons(
    in catalog: Catalog, _ limits: ProviderLimits, isSold: (Price, Item) -> Bool, isStored: (Discount) -> Bool
  ) {
    var unsold: [Unsold] = []
    // The parts of an item share its header.
    for parts in catalog.items.grouped(by: \.header) { unsold += catalog.unsold(parts, limits, isSold) }
    for discount in catalog.discounts where !isStored(discount) {
      unsold.append(Unsold(nodes: [discount.header.place.node] + discount.codes.map(\.place.node)))
    }
    if unsold.isEmpty { return }
    func names(_ families: [RuleFamily]) -> Set<String> { Set(families.map { "\(provider.name)/\($0.name)" }) }
    let (certain, possible) = (names(RuleFamily.reasons), names(RuleFamily.possibleReasons))
    let shared = names(provider.families.map(\.family))
    func isReason(_ finding: Finding) -> Bool { certain.contains("\(finding.rule.name)") }
    // Any warning of the provider's own can be the reason.
    func isPossible(_ finding: Finding) -> Bool {
      let name = "\(finding.rule.name)"
      return possible.contains(name) || (!shared.contains(name) && finding.rule.severity != .note)
    }
    keepReasons(of: unsold, isReason)
    keepReasons(of: unsold) { isReason($0) || isPossible($0) }
  }

  private mutating func keepReasons(of unsold: [Unsold], _ isReason: (Finding) -> Bool) {
    let reasons = Set(all.filter(isReason).map(\.place.node))
    let explained = unsold.filter { $0.isExplained(by: reasons) }
    // Entries without a source text have no nodes.
    let nodes = Set(explained.flatMap(\.nodes)).subtracting([.root])
    let independent = Set(RuleFamily.independent.map { "\(provider.name)/\($0.name)" })
    keep { !nodes.contains($0.place.node) || isReason($0) || independent.contains("\($0.rule.name)") }
  }
}

extension Catalog {
  /// What of an item is not for sale, although it has a price, and the provider sells items of its kind.
  fileprivate func unsold(_ parts: [Item], _ limits: ProviderLimits, _ isSold: (Price, Item) -> Bool) -> [Unsold] {
    guard let header = parts.first?.header else { return [] }
    let prices = parts.flatMap { part in part.prices.map { (price: $0, isSold: isSold($0, part), sale: Sale($0, of: part)) } }
    let sold = prices.filter(\.isSold)
    let others = prices.filter { !$0.isSold && limits.sells.contains($0.sale) }
    if prices.isEmpty { return [] }
    if sold.isEmpty, others.count == prices.count, !limits.createsUnsold {
      let whole = [header.place.node] + parts.flatMap(\.possibleEntitlements).map(\.place.node)
      let topped = causes(parts.compactMap(\.topup?.feature))
      let prices = prices.map { price in
        let usage = price.price.usage
        return Unsold(
          nodes: [price.price.place.node] + usage.map(\.price.place.node), causes: whole + topped + causes(usage.map(\.feature)))
      }
      return [Unsold(nodes: whole, causes: topped, parts: prices.map { $0.nodes + $0.causes })] + prices
    }
    let charged = Set(sold.flatMap { $0.price.usage.map(\.price.place.node) })
    return others.map { other in
      let usage = other.price.usage.map(\.price.place.node)
      return Unsold(
        nodes: [other.price.place.node] + usage.filter { !charged.contains($0) },
        causes: [header.place.node] + usage + causes(other.price.usage.map(\.feature)))
    }
  }

  /// Features and their meters.
  private func causes(_ indices: [Int]) -> [NodeID] {
    indices.map { features[$0] }.flatMap { feature in
      [feature.header.place.node] + [feature.meter].compactMap { $0.map { meters[$0].header.place.node } }
    }
  }
}
