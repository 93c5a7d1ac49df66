import Foundations

extension Item {
  /// Whether new customers can get it without asking. An item whose prices are all no longer sold is not offered, either.
  package var isOffered: Bool {
    availability == .sold && (prices.isEmpty || prices.contains(where: \.isSold))
  }

  /// Everything that the item grants at one price or another.
  package var possibleEntitlements: [Entitlement] { entitlements + prices.flatMap(\.ownEntitlements) }

  /// What those who pay a price get: the price's own entitlements in place of the item's, each as a whole.
  package func entitlements(at price: Price?) -> [Entitlement] {
    guard let own = price?.ownEntitlements, !own.isEmpty else { return entitlements }
    let kept = entitlements.map { entitlement in own.first { $0.feature == entitlement.feature } ?? entitlement }
    return kept + own.filter { entitlement in !entitlements.contains { $0.feature == entitlement.feature } }
  }
}

extension Catalog {
  /// What new customers can get without asking, with every price at its item's own terms: an item with prices that have
  /// entitlements of their own is split into several, so that each grants the same for all of its prices. The parts share a
  /// header.
  ///
  /// - Parameters:
  ///   - keepsRequests: whether items on request are kept.
  ///   - isApart: whether what a price grants needs an item of its own; for those with entitlements of their own.
  ///   - isJoining: whether prices of an item that grant the same share one, named after the first of them.
  package func offered(
    withRequests keepsRequests: Bool = false, splitting isApart: (Item, Price) -> Bool = { _, _ in true },
    joining isJoining: Bool = false
  ) -> Catalog {
    let items = self.items
    func isShown(_ item: Item) -> Bool { item.isOffered || keepsRequests && item.availability == .onRequest }
    if items.allSatisfy({ isShown($0) && $0.prices.allSatisfy { $0.isSold && $0.ownEntitlements.isEmpty } }) { return self }
    var parts: [[Plan]] = []
    func split(_ item: Item) -> [Item] { isShown(item) ? item.parts(splitting: isApart, joining: isJoining) : [] }
    for plan in plans { parts.append(split(Item(plan)).compactMap(\.plan)) }
    var first = 0
    let indices = parts.map { parts in
      defer { first += parts.count }
      return Array(first..<first + parts.count)
    }
    func selection(_ selection: PlanSelection) -> PlanSelection {
      switch selection {
      case .every: .every
      case .named(let plans): .named(plans.flatMap { indices[$0] })
      }
    }
    let addons = addons.map { addon in
      split(Item(addon)).compactMap { part -> Addon? in
        guard var addon = part.addon else { return nil }
        addon.compatiblePlans = selection(addon.compatiblePlans)
        return addon
      }
    }
    let topups = topups.map { topup in
      split(Item(topup)).compactMap { part -> Topup? in
        guard var topup = part.topup else { return nil }
        topup.compatiblePlans = selection(topup.compatiblePlans)
        return topup
      }
    }
    let firsts = { (lists: [Int]) in lists.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) } }
    let (addonStarts, topupStarts) = (firsts(addons.map(\.count)), firsts(topups.map(\.count)))
    func references(_ reference: ItemReference) -> [ItemReference] {
      switch reference {
      case .plan(let index): indices[index].map { .plan($0) }
      case .addon(let index): (addonStarts[index]..<addonStarts[index + 1]).map { .addon($0) }
      case .topup(let index): (topupStarts[index]..<topupStarts[index + 1]).map { .topup($0) }
      }
    }
    return Catalog(
      id: id, meters: meters, features: features, plans: parts.flatMap(\.self), addons: addons.flatMap(\.self),
      topups: topups.flatMap(\.self), discounts: discounts.map { Discount($0, of: $0.items?.flatMap(references)) },
      providers: providers)
  }
}

extension Discount {
  /// The same discount of other items.
  fileprivate init(_ discount: Discount, of items: [ItemReference]?) {
    self.init(
      discount.header, discount.reduction, discount.duration, items: items, codes: discount.codes,
      maxRedemptions: discount.maxRedemptions, expiresAt: discount.expiresAt, providerIds: discount.providerIds)
  }
}

extension Item {
  /// The item with the prices at which it is offered, and a further item for prices that need one.
  fileprivate func parts(splitting isApart: (Item, Price) -> Bool, joining isJoining: Bool) -> [Item] {
    var together: [Price] = []
    var apart: [[Price]] = []
    // Those that are not sold count, too, so that the parts keep their names.
    for price in prices {
      if price.ownEntitlements.isEmpty || !isApart(self, price) {
        together.append(price)
      } else if isJoining, let index = apart.firstIndex(where: { $0[0].grantsSame(as: price) }) {
        apart[index].append(price)
      } else {
        apart.append([price])
      }
    }
    // The only price represents the item.
    if !hasSeveralPrices, let only = prices.first { return [with([only], entitlements(at: only), variant: nil)] }
    let sold = together.filter(\.isSold)
    let whole = prices.isEmpty || !sold.isEmpty ? [with(sold, entitlements, variant: nil)] : []
    return whole
      + apart.compactMap { prices in
        let sold = prices.filter(\.isSold)
        return sold.first.map { with(sold, entitlements(at: $0), variant: prices[0].id) }
      }
  }

  private func with(_ prices: [Price], _ entitlements: [Entitlement], variant: String?) -> Item {
    switch self {
    case .plan(var plan):
      (plan.prices, plan.entitlements, plan.variant) = (prices, entitlements, variant)
      if variant != nil { plan.providerIds = [] }
      return .plan(plan)
    case .addon(var addon):
      (addon.prices, addon.entitlements, addon.variant) = (prices, entitlements, variant)
      if variant != nil { addon.providerIds = [] }
      return .addon(addon)
    case .topup(var topup):
      topup.prices = prices
      return .topup(topup)
    }
  }
}

extension Price {
  /// Whether the entitlements of its own are those of another price.
  fileprivate func grantsSame(as other: Price) -> Bool {
    ownEntitlements.count == other.ownEntitlements.count
      && ownEntitlements.allSatisfy { own in other.ownEntitlements.contains { own.grantsSame(as: $0) } }
  }
}

extension Entitlement {
  /// Whether it is the same but for the amounts and currencies of its usage prices.
  fileprivate func grantsSame(as other: Entitlement) -> Bool {
    feature == other.feature && metadata == other.metadata && value.grantsSame(as: other.value)
  }
}

extension Entitlement.Value {
  fileprivate func grantsSame(as other: Entitlement.Value) -> Bool {
    switch (self, other) {
    case (.boolean(let own), .boolean(let other)): own == other
    case (.limit(let own), .limit(let other)): own == other
    case (.static(let own), .static(let other)): own.value == other.value
    case (.unlimited, .unlimited): true
    case (.metered(let own), .metered(let other)):
      own.amount == other.amount && own.writtenReset == other.writtenReset && own.isSoftLimit == other.isSoftLimit
        && own.preserveOverageAtReset == other.preserveOverageAtReset && own.perUnit == other.perUnit && own.max == other.max
        && own.prices.isEmpty == other.prices.isEmpty
    default: false
    }
  }
}
