import Catalog
import Diagnostics
import Foundations
import Syntax

/// The credits of a pool, and the usage that draws on them.
struct DodoPool {
  /// Usage of a feature that uses up credits.
  struct Draw {
    let meter: DodoMeter
    /// The inverse of what one unit costs.
    let unitsPerCredit: ExactDecimal
  }

  let request: String
  /// The id of the existing credit entitlement, which is used, not changed; nil for a new one.
  let existing: String?
  /// Also the unit of measurement, which Dodo requires and a catalog does not have.
  let name: String
  let description: String?
  /// The decimals of an amount of credits. They cannot change.
  let precision: Int
  let draws: [Draw]
}

/// The credits that a product grants: with each payment, or once.
struct DodoCredits {
  let pool: DodoPool
  let amount: ExactDecimal
  /// Nil if usage ends with the credits.
  let overage: Overage?
  /// Nil if they do not expire.
  let days: Int64?
  /// Whether usage of the product draws on them; false for credits that are bought once.
  let isDrawnOn: Bool

  struct Overage {
    /// For each credit, in minor units; positive.
    let price: ExactDecimal
    /// The credits at which it ends; nil for none.
    let most: ExactDecimal?
  }

  var draws: [DodoPool.Draw] { isDrawnOn ? pool.draws : [] }
}

/// Sources: the Python SDK dodopayments 1.123.0, `credit_entitlement_create_params`, `attach_credit_entitlement_param` and
/// `add_meter_to_price_param`.
extension DodoLowering {
  private static let mostPools = 5
  private static let mostDecimals = 10
  private static let weightDecimals = 12

  /// The credits that are granted with a price; nil if the price charges credits in a way that Dodo cannot.
  ///
  /// - Parameter plan: the index of the plan; nil for an add-on or a top-up.
  mutating func credits(of price: Price, _ item: Item, plan: Int?, _ findings: inout Findings) -> [DodoCredits]? {
    if let topup = item.topup {
      return credits(of: topup, &findings).map { [$0] } ?? []
    }
    var credits: [DodoCredits] = []
    var isCharged = true
    for entitlement in item.entitlements where catalog.features[entitlement.feature].isPool {
      guard case .metered(let allowance) = entitlement.value else { continue }
      let charge = price.usage.first { $0.feature == entitlement.feature }
      if credits.count == Self.mostPools {
        report("allows \(Self.mostPools) pools in a product", of: entitlement, charge, &findings)
        isCharged = isCharged && charge == nil
      } else if plan == nil, price.cadence == nil, !drawnPools.contains(entitlement.feature) {
        report("has no plan whose usage draws on these credits", of: entitlement, charge, &findings)
      } else if let problem = problem(allowance, of: price, item, plan: plan, charge) {
        report(problem, of: entitlement, charge, &findings)
        isCharged = isCharged && charge == nil
      } else if let own = self.credits(allowance, of: entitlement, charge, isDrawnOn: plan != nil, &findings) {
        credits.append(own)
        if plan != nil { drawnPools.insert(entitlement.feature) }
      } else {
        isCharged = isCharged && charge == nil
      }
    }
    return isCharged ? credits : nil
  }

  /// Why the credits of an allowance cannot be granted with a price.
  private func problem(
    _ allowance: Allowance, of price: Price, _ item: Item, plan: Int?, _ charge: UsageCharge?
  ) -> String? {
    if plan == nil, price.cadence != nil { return "add-ons grant no credits" }
    if item.quantity != nil { return "cannot grant credits if several units are bought at once" }
    if allowance.isSoftLimit == true { return "has no usage beyond credits that is not charged" }
    if let charge, charge.price.rate.isFree { return "has no usage beyond credits that is not charged" }
    switch (allowance.reset(under: price.schedule).period, price.cadence) {
    case (nil, nil): return nil
    case (nil, _): return "grants credits again with each payment"
    case (_, nil): return "grants credits once with a payment"
    case (let period?, let cadence?):
      return UsageCycle(period, in: cadence) == .same ? nil : "grants credits with each payment, every \(cadence.described)"
    }
  }

  private mutating func credits(
    _ allowance: Allowance, of entitlement: Entitlement, _ charge: UsageCharge?, isDrawnOn: Bool, _ findings: inout Findings
  ) -> DodoCredits? {
    let feature = entitlement.feature
    guard let pool = pool(feature, &findings) else {
      if let problem = poolProblems[feature] { report(problem, of: entitlement, charge, &findings) }
      return nil
    }
    var overage: DodoCredits.Overage?
    if let charge {
      findings.reportUnsent(charge.price)
      guard let price = pricePerUnit(charge.price, &findings) else { return nil }
      findings.report(
        .dodoCreditPrice,
        "Dodo Payments does not document the unit of a credit's price; catalogc sends \(price) for "
          + charge.price.currency.amount(price),
        at: charge.price.place["amount"])
      overage = .init(price: price, most: charge.max.map { $0 - charge.included })
    }
    return DodoCredits(pool: pool, amount: allowance.amount, overage: overage, days: nil, isDrawnOn: isDrawnOn)
  }

  private func report(
    _ problem: String, of entitlement: Entitlement, _ charge: UsageCharge?, _ findings: inout Findings
  ) {
    if let charge {
      findings.report(
        .chargeUnsupported, "Dodo Payments \(problem); \(catalog.unsold(charging: charge.price))", at: charge.price.place.name)
    } else {
      let pool = quoted(catalog.features[entitlement.feature].header.id)
      findings.report(
        .poolCountedByApplication, "Dodo Payments \(problem); your application must grant and count \(pool)",
        at: entitlement.place)
    }
  }

  // MARK: Pools

  /// The pool of a feature; nil, with an entry in ``poolProblems`` or reported, if Dodo cannot have it.
  private mutating func pool(_ feature: Int, _ findings: inout Findings) -> DodoPool? {
    if let known = pools[feature] { return known }
    let new = newPool(feature, &findings)
    pools.updateValue(new, forKey: feature)
    return new
  }

  private mutating func newPool(_ index: Int, _ findings: inout Findings) -> DodoPool? {
    let (feature, header) = (catalog.features[index], catalog.features[index].header)
    var draws: [DodoPool.Draw] = []
    for cost in feature.costs {
      guard let inverse = cost.cost.inverse(decimals: Self.weightDecimals) else {
        let id = quoted(catalog.features[cost.feature].header.id)
        poolProblems[index] = "cannot express a cost of \(cost.cost) for \(id)"
        return nil
      }
      guard let meter = meters.meter(of: catalog.features[cost.feature], &findings) else {
        poolProblems[index] = "cannot count all usage that draws on \(quoted(header.id))"
        return nil
      }
      draws.append(.init(meter: meter, unitsPerCredit: inverse))
    }
    let precision = precision(of: index)
    guard precision <= Self.mostDecimals else {
      poolProblems[index] = "stores credits with at most \(Self.mostDecimals) decimals"
      return nil
    }
    let existing = feature.id(at: "dodo")
    // Credit entitlements have no metadata and are found by these.
    if existing == nil, let other = poolNames.claim(header.name, at: .nameOf(header)) {
      findings.report(
        .nameTaken, "duplicate Dodo Payments credit name \(quoted(header.name)); later runs may confuse the two",
        at: .nameOf(header), help: "rename one of them", related: [.init("first used here", at: other)])
    }
    return DodoPool(
      request: Request.id("credits", header.id), existing: existing, name: header.name,
      description: header.description.flatMap { $0.isEmpty ? nil : $0 }, precision: precision, draws: draws)
  }

  /// The most decimals of any amount of the pool, whether it is granted or used up by a whole unit.
  private func precision(of pool: Int) -> Int {
    let granted = catalog.items.flatMap(\.entitlements).compactMap { entitlement -> Int? in
      guard entitlement.feature == pool, case .metered(let allowance) = entitlement.value else { return nil }
      return max(allowance.amount.decimals, allowance.max?.decimals ?? 0)
    }
    let bought = catalog.topups.filter { $0.feature == pool }.map(\.amount.decimals)
    return (granted + bought + catalog.features[pool].costs.map(\.cost.decimals)).max() ?? 0
  }

  // MARK: Top-ups

  /// The credits that a top-up buys; nil if your application must grant its usage.
  private mutating func credits(of topup: Topup, _ findings: inout Findings) -> DodoCredits? {
    // Credits that nothing draws on are of no use.
    guard drawnPools.contains(topup.feature), !topup.amount.isZero, let pool = pool(topup.feature, &findings) else { return nil }
    let (grant, place) = (topup.grant, topup.header.place)
    // How many credits several units grant is not documented.
    if let quantity = topup.quantity, quantity.max != 1 { return nil }
    var days: Int64?
    switch grant.expiration {
    case nil: break
    case let expiration? where expiration.unit == .day: days = expiration.count
    case let expiration? where expiration.unit == .week && expiration.count <= Int64(Int32.max) / 7:
      days = expiration.count * 7
    case .some:
      findings.report(
        .grantExpirationUnsupported, "Dodo Payments credits expire after a number of days; `expiration` is ignored",
        at: place["grant", "expiration"], help: "write it in days")
    }
    if grant.priority != nil {
      findings.report(
        .grantPriorityUnsupported, "Dodo Payments has no grant priorities; `priority` is ignored", at: place["grant", "priority"])
    }
    if let rollover = grant.maxRolloverAmount, rollover < topup.amount {
      findings.report(
        .grantRolloverUnsupported, "Dodo Payments keeps bought credits until they expire; `maxRolloverAmount` is ignored",
        at: place["grant", "maxRolloverAmount"])
    }
    if !grant.metadata.isEmpty {
      findings.report(
        .metadataNotSent, "Dodo Payments credits have no metadata; `metadata` is ignored", at: place["grant", "metadata"])
    }
    return DodoCredits(pool: pool, amount: topup.amount, overage: nil, days: days, isDrawnOn: false)
  }

  /// Reports the top-ups for sale whose usage is not granted as credits.
  func reportGrants(_ objects: some Sequence<DodoObject>, _ findings: inout Findings) {
    for object in objects {
      guard let topup = object.item.topup, object.credits.isEmpty else { continue }
      findings.reportGrantByApplication(of: topup, in: catalog)
    }
  }
}

extension ExactDecimal {
  /// One divided by the positive number; nil if that has more decimals.
  fileprivate func inverse(decimals count: Int) -> ExactDecimal? {
    guard let whole = scaled(by: decimals).integer else { return nil }
    return ExactDecimal(1).scaled(by: decimals).divided(by: whole, decimals: count)
  }
}
