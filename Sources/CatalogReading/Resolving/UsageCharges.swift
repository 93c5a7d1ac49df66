import Catalog
import Diagnostics
import Foundations
import Syntax

/// Which usage prices are paid together with which price.
extension Resolver {
  /// The prices with the usage that they charge. An item with usage prices alone gets a price for each currency.
  ///
  /// - Parameter isPerUnit: whether numbers are for each unit of the item unless the catalog says otherwise.
  mutating func charged(
    _ prices: [Price], _ entitlements: [Entitlement], of owner: Header, perUnit isPerUnit: Bool
  ) -> [Price]? {
    let own = prices.filter { !$0.ownEntitlements.isEmpty }
    guard own.isEmpty else {
      // Those with entitlements of their own are charged by them, and by what they leave of the item's.
      return prices.compactMap { price in
        let kept = entitlements.filter { entitlement in !price.ownEntitlements.contains { $0.feature == entitlement.feature } }
        return charged([price], kept, price.ownEntitlements, of: owner, perUnit: isPerUnit)?.first
      }.complete(prices.count)
    }
    return charged(prices, entitlements, [], of: owner, perUnit: isPerUnit)
  }

  /// - Parameter own: the entitlements that the only price has of its own; empty if there are several prices.
  private mutating func charged(
    _ prices: [Price], _ entitlements: [Entitlement], _ own: [Entitlement], of owner: Header, perUnit isPerUnit: Bool
  ) -> [Price]? {
    let metered = (entitlements + own).enumerated().compactMap { index, entitlement -> (Entitlement, Allowance, String?)? in
      guard case .metered(let allowance) = entitlement.value, !allowance.prices.isEmpty else { return nil }
      return (entitlement, allowance, index < entitlements.count ? nil : prices.first?.id)
    }
    guard let (first, allowance, _) = metered.first else { return prices }
    let before = findings.count
    func charges(in currency: Currency) -> [UsageCharge] {
      metered.compactMap { entitlement, allowance, price in
        allowance.prices.first { $0.currency == currency }
          .map { charge(for: $0, allowance, entitlement, of: owner, price, perUnit: isPerUnit) }
      }
    }
    if prices.isEmpty {
      for (entitlement, other, _) in metered.dropFirst() {
        reportDifference(other, allowance, at: entitlement.place, first.place)
      }
      guard findings.count == before, let period = allowance.reset(under: .recurring(Cadence(.month))).period else { return nil }
      return allowance.prices.map { price in
        Price(
          price.currency.lowercased, of: owner, currency: price.currency, schedule: .recurring(Cadence(period)),
          charges: charges(in: price.currency).map { .usage($0) }, isImplied: true, origin: .node(price.place.node))
      }
    }
    for price in prices {
      if price.cadence == nil {
        report(
          .usagePriceContradiction, "usage is charged every period, but price \(quoted(price.id)) is paid once",
          at: first.place["prices"].name, help: "sell a recurring price, or top-ups",
          related: [.init("the one-time price", at: price.place["interval"])])
        return nil
      }
      for (entitlement, allowance, _) in metered where !allowance.prices.contains(where: { $0.currency == price.currency }) {
        report(
          .usagePriceCurrency,
          "no usage price is in \(price.currency.code), the currency of price \(quoted(price.id))",
          at: entitlement.place["prices"].name, help: "add one in \(price.currency.code)",
          related: [.init("the price", at: price.place["currency"])])
      }
    }
    guard findings.count == before else { return nil }
    return prices.map { Price($0, charging: charges(in: $0.currency)) }
  }

  private func charge(
    for price: UsagePrice, _ allowance: Allowance, _ entitlement: Entitlement, of owner: Header, _ owningPrice: String?,
    perUnit isPerUnit: Bool
  ) -> UsageCharge {
    UsageCharge(
      feature: entitlement.feature, price,
      lookupKey: price.ownLookupKey
        ?? UsagePrice.defaultLookupKey(price.id, of: owner, draft.features[entitlement.feature].header, under: owningPrice),
      included: allowance.amount, max: allowance.max, reset: (allowance.writtenReset ?? .month).period ?? .month,
      isPerUnit: allowance.perUnit ?? isPerUnit)
  }

  /// Without a price, usage of all features is billed together.
  private mutating func reportDifference(_ mine: Allowance, _ first: Allowance, at place: Place, _ firstPlace: Place) {
    let help: Phrase = "add a price with amount 0; an item without `prices` is billed for all usage together"
    let (reset, firstReset) = (mine.writtenReset ?? .month, first.writtenReset ?? .month)
    if reset != firstReset {
      report(
        .payAsYouGo, "usage is counted every \(reset.rawValue) here, and every \(firstReset.rawValue) elsewhere in the item",
        at: place["reset"], help: help, related: [.init("the other usage price", at: firstPlace)])
    }
    let (own, others) = (Set(mine.prices.map(\.currency)), Set(first.prices.map(\.currency)))
    if own != others {
      let codes = own.symmetricDifference(others).map(\.code).sorted()
      report(
        .payAsYouGo, "usage prices of one item must be in the same currencies; not all are in \(list(codes))",
        at: place["prices"], help: "add the missing usage price",
        related: [.init("the other usage price", at: firstPlace["prices"])])
    }
  }

  // MARK: Events

  /// Reports events that two usage prices of one customer charge: in one item, in a plan and its add-on, or in two add-ons.
  /// Providers count per customer, so both would charge them in full.
  mutating func checkEvents(_ catalog: Catalog) {
    guard draft.hasUsagePrices else { return }
    for item in catalog.items {
      // Prices are alternatives, so what is held together is that of one price.
      var reported: Set<Place> = []
      for price in [nil] + item.prices.map(Optional.some) {
        if let price, price.ownEntitlements.isEmpty { continue }
        let charged = item.entitlements(at: price).filter(\.hasUsagePrices)
        for (index, entitlement) in charged.enumerated() {
          guard let other = charged[..<index].first(where: { shareEvents($0, entitlement, catalog) }),
            reported.insert(entitlement.place).inserted
          else { continue }
          report(entitlement, other, "in the same item", catalog)
        }
      }
    }
    let plans = catalog.plans.map { charged(Item($0)) }
    let addons = catalog.addons.map { charged(Item($0)) }
    for (index, later) in plans.enumerated() where !later.isEmpty {
      for entitlement in later {
        // Plans of one group exclude each other.
        for (earlier, others) in plans[..<index].enumerated() where catalog.plans[earlier].group != catalog.plans[index].group {
          guard let other = others.first(where: { shareEvents($0, entitlement, catalog) }) else { continue }
          report(entitlement, other, "in plan \(quoted(catalog.plans[earlier].header.id)) of another group", catalog)
          break
        }
      }
    }
    for (index, charged) in addons.enumerated() where !charged.isEmpty {
      let selection = catalog.addons[index].compatiblePlans
      for entitlement in charged {
        for plan in indices(selection, catalog) {
          guard let other = plans[plan].first(where: { shareEvents($0, entitlement, catalog) }) else { continue }
          report(entitlement, other, "in plan \(quoted(catalog.plans[plan].header.id))", catalog)
          break
        }
        for (earlier, others) in addons[..<index].enumerated() where !others.isEmpty {
          guard let other = others.first(where: { shareEvents($0, entitlement, catalog) }),
            shareAPlan(selection, catalog.addons[earlier].compatiblePlans)
          else { continue }
          report(entitlement, other, "in add-on \(quoted(catalog.addons[earlier].header.id))", catalog)
          break
        }
      }
    }
  }

  /// Everything with usage prices that a customer of the item can have.
  private func charged(_ item: Item) -> [Entitlement] {
    (item.entitlements + item.prices.flatMap(\.ownEntitlements)).filter(\.hasUsagePrices)
  }

  private func shareEvents(_ first: Entitlement, _ second: Entitlement, _ catalog: Catalog) -> Bool {
    first.feature == second.feature || catalog.features[first.feature].sharesEvents(with: catalog.features[second.feature])
  }

  private func indices(_ selection: PlanSelection, _ catalog: Catalog) -> [Int] {
    switch selection {
    case .every: Array(catalog.plans.indices)
    case .named(let plans): plans
    }
  }

  private func shareAPlan(_ first: PlanSelection, _ second: PlanSelection) -> Bool {
    switch (first, second) {
    case (.named(let mine), .named(let theirs)): !Set(mine).isDisjoint(with: theirs)
    default: true
    }
  }

  private mutating func report(_ second: Entitlement, _ first: Entitlement, _ owner: String, _ catalog: Catalog) {
    let name = quoted(catalog.features[first.feature].header.id)
    report(
      .usageChargedTwice,
      "these events are charged already: \(first.feature == second.feature ? name : "\(name) counts them, too,") \(owner)",
      at: second.place["prices"].name,
      help: first.feature == second.feature
        ? "remove one of the usage prices; providers count the usage of a customer, not of an item"
        : "limit the features to different events with `where`, or remove one of the usage prices",
      related: [.init("the other usage price", at: first.place["prices"].name)])
  }
}

extension [Price] {
  /// The prices, or nil if there are fewer than expected.
  fileprivate func complete(_ count: Int) -> [Price]? { self.count == count ? self : nil }
}
