import Catalog
import Diagnostics
import Foundations
import Syntax

/// What Autumn charges beside or instead of a fixed amount: usage in arrears, and units of a feature in advance.
extension AutumnLowering {
  // MARK: Costs

  /// The cost of the price; nil if Autumn cannot charge it.
  mutating func cost(_ price: Price, of item: Item, _ findings: inout Findings) -> AutumnOffers.Cost? {
    let text = price.currency.majorUnits((price.base ?? .zero).minorUnits)
    guard let amount = ExactDecimal(parsing: text.utf8), !amount.exceedsDouble else {
      findings.report(
        .numberTooLong, "Autumn stores about 15 digits of \(text); this price is not for sale", at: price.amountPlace)
      return nil
    }
    guard let terms = input.limits.terms(price, of: item, &findings), let usage = usageRates(of: price, &findings) else {
      return nil
    }
    var rates = usage
    if let topup = item.topup {
      rates[topup.feature] = AutumnRate(amount, for: topup.amount)
    } else if let feature = item.quantity?.feature {
      guard let rate = unitRate(of: price, amount, &findings) else { return nil }
      rates[feature] = rate
    } else if price.quantityRate != nil {
      findings.report(
        .chargeUnsupported, "Autumn sells tiers only of units of a feature; this price is not for sale", at: price.place["tiers"],
        help: "set `quantity.feature`")
      return nil
    } else if !amount.isZero {
      return AutumnOffers.Cost(price: price, terms: terms, amount: amount, rates: rates)
    }
    return AutumnOffers.Cost(price: price, terms: terms, amount: nil, rates: rates)
  }

  private mutating func usageRates(of price: Price, _ findings: inout Findings) -> [Int: AutumnRate]? {
    var rates: [Int: AutumnRate] = [:]
    for usage in price.usage {
      let place = usage.price.place
      // Prices of an item share their usage prices, so each is checked once.
      if knownRates[place] == nil {
        let own = rate(
          usage.price.rate, price.currency, at: place, orElse: catalog.unsold(charging: usage.price), &findings)
        knownRates.updateValue(own, forKey: place)
      }
      rates[usage.feature] = knownRates[place] ?? nil
    }
    return rates.count == price.usage.count ? rates : nil
  }

  /// - Parameter amount: that of a price without tiers, in major units.
  private func unitRate(of price: Price, _ amount: ExactDecimal, _ findings: inout Findings) -> AutumnRate? {
    guard let tiers = price.quantityRate else { return AutumnRate(amount, for: ExactDecimal(1)) }
    return rate(tiers, price.currency, at: price.place, &findings)
  }

  /// The rate in Autumn's terms; nil if Autumn cannot charge it.
  ///
  /// - Parameters:
  ///   - place: that of the price.
  ///   - consequence: what is not for sale.
  private func rate(
    _ rate: Rate, _ currency: Currency, at place: Place, orElse consequence: String = "this price is not for sale",
    _ findings: inout Findings
  ) -> AutumnRate? {
    let unit = input.limits.money.units[currency.code] ?? MoneyTable.Unit()
    let field = place[rate.tiers.isEmpty ? "amount" : "tiers"]
    do throws(AutumnRate.Problem) {
      return try AutumnRate(rate, currency, unit)
    } catch {
      switch error {
      case .tooPrecise:
        findings.report(
          .amountTooPrecise,
          "Autumn charges a unit with at most \(AutumnRate.decimals) decimals of the minor unit; \(consequence)",
          at: field)
      case .coarseFlat:
        findings.report(
          .amountTooPrecise,
          "Autumn requires \(currency.code) amounts in multiples of \(unit.multiple); \(consequence)", at: field)
      case .tooLong(let number):
        findings.report(
          .numberTooLong, "Autumn stores about 15 digits of \(number); \(consequence)", at: field)
      case .fractionalBound(let bound):
        findings.report(
          .chargeUnsupported, "Autumn rounds the bounds of tiers to whole units, found \(bound); \(consequence)",
          at: field, help: "count the feature in smaller units")
      case .flat:
        findings.report(
          .chargeUnsupported,
          "Autumn allows a `flat` amount only in two or more volume tiers of a quantity; \(consequence)", at: field)
      }
      return nil
    }
  }

  // MARK: Usage

  /// The content of an allowance with usage prices; nil if it cannot be granted.
  func usage(
    _ allowance: Allowance, of entitlement: Entitlement, _ findings: inout Findings
  ) -> AutumnOffers.Content.Value? {
    for price in allowance.prices { findings.reportUnsent(price) }
    let consequence = "this item is not for sale"
    for (amount, field) in [(allowance.amount, "amount"), (allowance.max ?? .zero, "max")] {
      guard takes(amount, orElse: (consequence, consequence), at: entitlement.place[field], &findings) else { return nil }
    }
    // Access ends before anything is charged.
    if allowance.max == allowance.amount { return .balance(allowance.amount, allowance) }
    if !allowance.amount.isInteger {
      findings.report(
        .chargeApproximated,
        "Autumn rounds the usage beyond an allowance of \(allowance.amount) up to a whole number of units",
        at: entitlement.place["amount"], help: "count the feature in smaller units")
    }
    for topup in catalog.topups where topup.feature == entitlement.feature && !topup.amount.isInteger {
      findings.report(
        .chargeApproximated,
        "Autumn rounds the usage beyond the \(topup.amount) of \(quoted(topup.header.id)) up to a whole number of units",
        at: entitlement.place, help: "count the feature in smaller units")
    }
    return .usage(
      AutumnOffers.Usage(
        included: allowance.amount, most: allowance.max.map { $0 - allowance.amount },
        reset: (allowance.writtenReset ?? .month).period ?? .month))
  }

  // MARK: Quantities

  /// Whether the item can be sold in its quantity. Autumn sells units of a feature, not several of a plan.
  func sellsQuantity(of item: Item, _ findings: inout Findings) -> Bool {
    guard let quantity = item.quantity else { return true }
    let (id, place) = (quoted(item.header.id), item.quantityPlace)
    if quantity.feature == nil, item.kind == .plan, quantity.max != 1 {
      findings.report(
        .chargeUnsupported, "Autumn cannot charge several of plan \(id), only units of a feature; the plan is not for sale",
        at: place, help: "set `quantity.feature` to a limit, such as seats")
      return false
    }
    if quantity.feature != nil, item.prices.isEmpty {
      findings.report(
        .chargeUnsupported, "Autumn sells units only at a price; \(id) has none, so it is not for sale", at: place)
      return false
    }
    if quantity.feature == nil, item.kind == .addon {
      // An add-on without a feature is attached once for each unit.
      findings.reportSinglePurchases(of: item, quantity)
      findings.reportUnenforced(quantity, of: item)
    } else if quantity.minimum > 1, quantity.max != quantity.minimum {
      findings.report(
        .quantityNotEnforced, "Autumn does not enforce the minimum quantity of \(id); your application must",
        at: item.header.place["quantity", "min"])
    }
    if let topup = item.topup, topup.amount != ExactDecimal(1), quantity.max != quantity.minimum {
      findings.report(
        .autumnTopupUnits,
        "Autumn counts units; parameter `units` of the purchase of \(id) is \(topup.amount) times the number bought", at: place)
    }
    return true
  }

  /// Whether Autumn can grant an entitlement in the item's quantity. A plan item is granted once, however many units are bought,
  /// but each attachment of an add-on grants its numbers again.
  func grantsUnits(of entitlement: Entitlement, in item: Item, _ findings: inout Findings) -> Bool {
    guard let quantity = item.quantity, quantity.max != 1, let (number, perUnit) = entitlement.number,
      entitlement.isPerUnit(in: item), !number.isZero
    else { return true }
    let id = quoted(catalog.features[entitlement.feature].header.id)
    if entitlement.hasUsagePrices {
      findings.report(
        .chargeUnsupported,
        "Autumn cannot charge usage of \(id) beyond \(number) for each unit bought; \(quoted(item.header.id)) is not for sale",
        at: entitlement.place,
        help: perUnit == nil ? "write \(code: .fields([("perUnit", .literal("false"))])) if it is for the customer" : nil)
      return false
    }
    if quantity.feature != nil {
      findings.report(
        .perUnitByApplication,
        "Autumn grants the \(id) of \(quoted(item.header.id)) once; your application must multiply it by the quantity",
        at: perUnit == nil ? entitlement.place : entitlement.place["perUnit"])
    }
    return true
  }
}

extension Entitlement {
  /// What is granted of a feature that has a number, and whether it is for each unit, as written.
  fileprivate var number: (amount: ExactDecimal, perUnit: Bool?)? {
    switch value {
    case .metered(let allowance): (allowance.max ?? allowance.amount, allowance.perUnit)
    case .limit(let limit): (limit.amount, limit.perUnit)
    case .boolean, .unlimited, .static: nil
    }
  }
}

extension AutumnOffers.Cost {
  /// Whether both can be one price in two currencies.
  func differsOnlyInAmounts(from other: AutumnOffers.Cost) -> Bool {
    (amount == nil) == (other.amount == nil)
      && rates.allSatisfy { feature, rate in other.rates[feature]?.hasSameTiers(as: rate) == true }
  }
}
