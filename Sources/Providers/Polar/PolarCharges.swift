import Catalog
import Diagnostics
import Foundations
import Syntax

/// What a price charges beside or instead of a fixed amount. A price that Polar would charge differently is not for sale, so
/// these return nil and report why.
extension PolarLowering {
  // MARK: Units

  /// The limits of an item's prices. Amounts for units have no minimum or maximum (server/polar/product/schemas.py).
  func limits(of item: Item) -> ProviderLimits {
    var limits = input.limits
    if item.isSoldByUnit {
      limits.money.minimum = MoneyTable.Bound()
      limits.money.maximum = MoneyTable.Bound()
    }
    return limits
  }

  /// The units of a price of an item that is sold by the unit.
  func units(_ price: Price, _ terms: SaleTerms, of quantity: Quantity, _ findings: inout Findings) -> PolarUnits? {
    let place = price.quantityRate == nil ? price.amountPlace : price.place["tiers"]
    func refuse(_ what: String, at place: Place) -> PolarUnits? {
      findings.report(.chargeUnsupported, "Polar cannot charge \(what); this price is not for sale", at: place)
      return nil
    }
    if let number = [quantity.min, quantity.max].compactMap(\.self).first(where: { $0 > Self.largestBound }) {
      return refuse("\(number) units, only up to \(Self.largestBound)", at: place)
    }
    guard let rate = price.quantityRate else {
      let tier = PolarRate.Tier(bound: quantity.max, amount: ExactDecimal(terms.amount))
      return PolarUnits(rate: .tiers(.graduated, [tier]), quantity: quantity)
    }
    var tiers: [PolarRate.Tier] = []
    for (index, tier) in rate.tiers.enumerated() {
      guard let amount = input.limits.money.unitAmount(tier.perUnit, price.currency), amount.isInteger else {
        return refuse("a fraction of the smallest unit of \(price.currency.code) for each", at: place["\(index)", "amount"])
      }
      // The last tier that can be reached ends at the maximum.
      let ends = tier.upTo.map { bound in quantity.max.map { bound >= ExactDecimal($0) } ?? false } ?? true
      if ends {
        tiers.append(.init(bound: quantity.max, amount: amount))
        break
      }
      guard let bound = tier.upTo?.integer, bound <= Self.largestBound else {
        return refuse("tiers beyond \(Self.largestBound) units, or with fractional bounds", at: place["\(index)", "upTo"])
      }
      tiers.append(.init(bound: bound, amount: amount))
    }
    return PolarUnits(rate: .tiers(rate.mode ?? .graduated, tiers), quantity: quantity)
  }

  /// Reports an item with a quantity that is sold one at a time, because a credit does not depend on how many are bought.
  func checkSingles(_ item: Item, _ findings: inout Findings) {
    guard let quantity = item.quantity, !item.isSoldByUnit else { return }
    let (id, place) = (quoted(item.header.id), item.quantityPlace)
    findings.report(
      .quantityUnsupported,
      "Polar credits the usage of one \(id) per purchase"
        + (quantity.minimum > 1 ? ", but customers need at least \(quantity.minimum)" : "")
        + "; your application must buy it once per unit",
      at: place)
    if quantity.max != nil {
      findings.report(
        .quantityNotEnforced, "Polar does not enforce the quantity limits of \(id); your application must", at: place)
    }
  }

  // MARK: Usage

  /// The largest number of units that Polar counts in a price (Polar's OpenAPI description, POST /v1/checkouts/, `units`).
  static let largestBound = Int64(Int32.max)

  /// The usage that is paid with a price.
  mutating func usage(_ price: Price, of item: Item, _ findings: inout Findings) -> [PolarUsage]? {
    let charges = price.usage
    guard let first = charges.first else { return [] }
    if item.entitlements.contains(where: { $0.chargedAllowance != nil && $0.creditsEachUnit(of: item) }) {
      findings.report(
        .chargeUnsupported,
        "Polar cannot charge \(ChargeKind.includedUsagePerUnit.described); \(item.unsold([price]))",
        at: first.price.place.name)
      return nil
    }
    if let other = charges.first(where: { $0.reset != first.reset }) {
      findings.report(
        .usageCycleUnsupported,
        "Polar resets all usage of a product at once, not every \(other.reset.rawValue) and every \(first.reset.rawValue); "
          + item.unsold([price]),
        at: other.price.place.name, help: "use the same `reset`",
        related: [.init("the other usage price", at: first.price.place.name)])
      return nil
    }
    var all: [PolarUsage] = []
    for charge in charges {
      guard let usage = usage(charge, &findings) else { return nil }
      all.append(usage)
    }
    return all
  }

  private mutating func usage(_ charge: UsageCharge, _ findings: inout Findings) -> PolarUsage? {
    let place = charge.price.place
    func refuse(_ what: String, at place: Place, help: Phrase? = nil) {
      findings.reportOnce(
        .chargeUnsupported, "Polar cannot charge \(what); \(catalog.unsold(charging: charge.price))", at: place, help: help)
    }
    let id = quoted(catalog.features[charge.feature].header.id)
    guard let meter = benefits.meters.request(for: charge.feature, &findings) else {
      refuse("usage of \(id), which it cannot meter", at: place.name)
      return nil
    }
    let isCredited = boughtFeatures.contains(charge.feature)
    if isCredited, !benefits.meters.hasBalance(charge.feature) {
      refuse("usage of \(id) beyond what was bought, because its meter has no running total", at: place.name)
      return nil
    }
    if isCredited, charge.price.rate.mode == .volume {
      refuse(
        "usage of \(id) by volume beyond what was bought; it would count only the rest", at: place["mode"],
        help: "use \(word: Rate.Mode.graduated), or sell no add-ons and top-ups of the feature")
      return nil
    }
    guard charge.included <= ExactDecimal(Self.largestBound) else {
      refuse("usage beyond \(charge.included) units, only up to \(Self.largestBound)", at: place.name)
      return nil
    }
    guard let rate = rate(charge, isCredited: isCredited, &findings) else { return nil }
    return PolarUsage(feature: charge.feature, meter: meter, rate: rate)
  }

  /// The rate of the units that are not credited.
  ///
  /// Credits are subtracted before tiers, so the bounds of a feature with credits count what is left of usage.
  private mutating func rate(_ charge: UsageCharge, isCredited: Bool, _ findings: inout Findings) -> PolarRate? {
    let (price, included) = (charge.price, charge.included)
    guard let tiers = tiers(of: price, &findings) else { return nil }
    let start = isCredited ? included : .zero
    var own: [PolarRate.Tier] = []
    if !isCredited, let free = included.integer, free > 0 { own.append(.init(bound: free, amount: .zero)) }
    for (index, tier) in tiers.enumerated() {
      var bound: Int64?
      if let upTo = tier.upTo {
        guard let integer = (upTo - start).integer, integer <= Self.largestBound else {
          findings.reportOnce(
            .chargeUnsupported,
            "Polar cannot charge tiers beyond \(Self.largestBound) units, found \(upTo); \(catalog.unsold(charging: price))",
            at: price.place["tiers", "\(index)", "upTo"], help: "count the feature in larger units")
          return nil
        }
        bound = integer
      }
      own.append(.init(bound: bound, amount: tier.perUnit))
    }
    if own.count == 1, let only = own.first { return .unit(only.amount) }
    return .tiers(price.rate.mode ?? .graduated, own)
  }

  /// The rate as tiers in Polar's unit of the currency. Packages are reported, because a part of one costs less at Polar.
  private mutating func tiers(of price: UsagePrice, _ findings: inout Findings) -> [Rate.Tier]? {
    func checked(_ amount: ExactDecimal, at place: Place, _ findings: inout Findings) -> ExactDecimal? {
      if let own = input.limits.money.unitAmount(amount, price.currency) { return own }
      findings.reportOnce(
        .chargeUnsupported,
        "Polar allows \(Rate.decimals) decimals of \(price.currency.code), found \(price.currency.amount(amount)) for each unit; "
          + catalog.unsold(charging: price), at: place)
      return nil
    }
    switch price.rate {
    case .perUnit(let amount):
      return checked(amount, at: price.place["amount"], &findings).map { [Rate.Tier(upTo: nil, perUnit: $0)] }
    case .package(let amount, let size):
      let money = input.limits.money
      let unit = findings.amountInProportion(amount, size: size, of: price, in: catalog) {
        money.unitAmount($0, price.currency) != nil
      }
      return unit.flatMap { money.unitAmount($0, price.currency) }.map { [Rate.Tier(upTo: nil, perUnit: $0)] }
    case .graduated(let tiers), .volume(let tiers):
      var all: [Rate.Tier] = []
      for (index, tier) in tiers.enumerated() {
        guard let amount = checked(tier.perUnit, at: price.place["tiers", "\(index)", "amount"], &findings) else { return nil }
        all.append(Rate.Tier(upTo: tier.upTo, perUnit: amount))
      }
      return all
    }
  }

  // MARK: What the application must do

  /// Reports what Polar does not do with a usage price that is for sale.
  func checkUsage(_ entitlement: Entitlement, _ allowance: Allowance, _ findings: inout Findings) {
    for price in allowance.prices {
      if !price.metadata.isEmpty {
        findings.report(
          .metadataNotSent, "Polar prices have no metadata; `metadata` is ignored", at: price.place["metadata"],
          help: "move it to the item")
      }
      if price.id(at: "polar") != nil {
        findings.report(
          .idUnused, "Polar products contain all prices of an interval; this id is ignored",
          at: price.place["providerIds", "polar"], help: "remove it, or move the product's id to a price of the item")
      }
    }
  }

  /// Reports a trial in which Polar counts usage that it charges later (server/polar/meter/service.py).
  func checkTrial(_ price: Price, _ terms: SaleTerms, _ findings: inout Findings) {
    guard terms.trial != nil, !price.usage.isEmpty else { return }
    findings.report(
      .polarTrialUsage,
      "Polar charges overage of a trial when it ends; your application must stop usage at the allowance",
      at: price.trialPlace)
  }
}

extension Item {
  /// Whether one purchase contains several, at a price for each.
  ///
  /// Polar grants the benefits of a product once, however many units are bought, so what credits usage for each unit is bought
  /// one by one. A plan cannot be: a customer has one.
  var isSoldByUnit: Bool { quantity != nil && (kind == .plan || !creditsEachUnit) }

  /// Whether each unit adds to a balance.
  var creditsEachUnit: Bool { kind == .topup || entitlements.contains { $0.creditsEachUnit(of: self) } }
}

extension Entitlement {
  /// Whether the customer gets the allowance as many times as the item is bought. Numbers of a plan are for the customer, those
  /// of an add-on for each unit.
  func creditsEachUnit(of item: Item) -> Bool {
    guard item.quantity != nil, case .metered(let allowance) = value, !allowance.amount.isZero else { return false }
    return allowance.perUnit ?? (item.kind != .plan)
  }

  /// The allowance, if usage beyond it has a price.
  var chargedAllowance: Allowance? {
    if case .metered(let allowance) = value, !allowance.prices.isEmpty { allowance } else { nil }
  }

  /// Whether it adds to a balance and nothing is charged beyond.
  fileprivate var isCreditOnly: Bool {
    if case .metered(let allowance) = value { allowance.prices.isEmpty && !allowance.amount.isZero } else { false }
  }
}

extension Catalog {
  /// The features of which customers can buy units that usage takes before it is charged: with a top-up, an add-on, or, if an
  /// add-on charges the usage, a plan.
  var boughtFeatures: Set<Int> {
    let addons = self.addons.flatMap(\.entitlements)
    let chargedByAddons = Set(addons.filter { $0.chargedAllowance != nil }.map(\.feature))
    let included = plans.flatMap(\.entitlements).filter { $0.isCreditOnly && chargedByAddons.contains($0.feature) }
    return Set(topups.map(\.feature) + addons.filter(\.isCreditOnly).map(\.feature) + included.map(\.feature))
  }
}
