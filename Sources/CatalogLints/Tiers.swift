import Catalog
import Diagnostics
import Foundations
import Invoicing
import Syntax

/// Finds tiers that nobody reaches, one more unit that makes all of them cost less, and larger quantities that cost more per
/// unit. In time linear in the tiers.
///
/// Of each price, the first of each kind is reported.
func lintTiers(_ item: Item, _ reference: ItemReference) -> [Finding] {
  var findings: [Finding] = []
  if let quantity = item.quantity {
    for price in item.prices {
      guard let rate = price.quantityRate else { continue }
      let tiers = TieredPrice(rate, quantity, in: price, of: Purchase.Part(reference, item, at: price, quantity: 1))
      findings += [tiers.unreachableTier, tiers.cliff, tiers.costlierQuantity].compactMap(\.self)
    }
  }
  let entitlements = item.entitlements
  for index in entitlements.indices {
    guard case .metered(let allowance) = entitlements[index].value else { continue }
    for price in allowance.prices where price.rate.mode != nil {
      guard let paid = item.prices.first(where: { $0.usage.contains { $0.price.place == price.place } }) else { continue }
      let part = Purchase.Part(reference, item, at: paid, quantity: 1)
      let tiers = TieredPrice(price, allowance, of: entitlements[index], in: part)
      findings += [tiers.unreachableTier, tiers.cliff].compactMap(\.self)
    }
  }
  return findings
}

/// A price with tiers, for a number of units that are bought or used.
private struct TieredPrice {
  let tiers: [Rate.Tier]
  let isVolume: Bool
  let currency: Currency
  /// What charges it, and the metered feature; nil for the number that is bought.
  let part: Purchase.Part
  let feature: Int?
  /// The smallest number that can be charged is at least this; the largest, nil for none.
  let least: ExactDecimal
  let most: ExactDecimal?
  /// The place of ``most``.
  let mostPlace: Place
  let place: Place

  init(_ rate: Rate, _ quantity: Quantity, in price: Price, of part: Purchase.Part) {
    tiers = rate.tiers
    isVolume = rate.mode == .volume
    currency = price.currency
    (self.part, feature) = (part, nil)
    least = ExactDecimal(quantity.minimum)
    most = quantity.max.map { ExactDecimal($0) }
    place = price.place
    mostPlace = part.item.header.place["quantity", "max"]
  }

  init(_ price: UsagePrice, _ allowance: Allowance, of entitlement: Entitlement, in part: Purchase.Part) {
    tiers = price.rate.tiers
    isVolume = price.rate.mode == .volume
    currency = price.currency
    (self.part, feature) = (part, entitlement.feature)
    least = .zero
    most = allowance.max
    place = price.place
    mostPlace = entitlement.place["max"]
  }

  private func place(of tier: Int) -> Place { place["tiers", "\(tier)"] }

  private func isPossible(_ units: ExactDecimal) -> Bool { units >= least && most.map { units <= $0 } ?? true }

  // MARK: Tiers that are never reached

  var unreachableTier: Finding? {
    guard let most, let index = tiers.firstIndex(where: { $0.upTo.map { $0 >= most } ?? false }), let bound = tiers[index].upTo
    else { return nil }
    let isBought = least > .zero
    let cost = currency.amount(cost(of: most))
    return Finding(
      .unreachableTier,
      "tier \(index + 2) is never reached: it begins above \(bound), but at most \(most) can be \(isBought ? "bought" : "used") "
        + "(for \(cost))",
      at: place(of: index + 1), help: "remove the tier, or raise the maximum",
      related: [.init("the maximum", at: mostPlace)])
  }

  // MARK: One more for less

  var cliff: Finding? {
    guard isVolume else { return nil }
    var invoicesLeft = 100
    for index in tiers.indices.dropLast() {
      guard let bound = tiers[index].upTo else { continue }
      let next = bound + ExactDecimal(1)
      guard isPossible(bound), isPossible(next), tiers[index + 1].reaches(next) else { continue }
      guard volumeCost(of: next, tiers[index + 1]) < volumeCost(of: bound, tiers[index]), invoicesLeft > 0 else { continue }
      // Rounded, both may cost the same.
      invoicesLeft -= 1
      let (cost, nextCost) = (cost(of: bound), cost(of: next))
      guard nextCost < cost else { continue }
      let flat = flat(joining: cost, at: bound, index + 1).map { ", or add a `flat` of \($0) to this tier" } ?? ""
      return Finding(
        .volumeCliff, "\(next) cost \(currency.amount(nextCost)), which is less than \(bound) for \(currency.amount(cost))",
        at: place(of: index + 1),
        help: "use \(word: Rate.Mode.graduated) tiers\(flat)",
        related: [.init("the previous tier", at: place(of: index))])
    }
    return nil
  }

  /// The flat amount with which a tier costs what the previous one does at its bound; nil if it has decimals of the minor unit.
  private func flat(joining cost: ExactDecimal, at bound: ExactDecimal, _ tier: Int) -> String? {
    (cost - bound * tiers[tier].perUnit).integer.map { currency.amount($0) }
  }

  private func volumeCost(of units: ExactDecimal, _ tier: Rate.Tier) -> ExactDecimal {
    units * tier.perUnit + ExactDecimal(tier.flat.minorUnits)
  }

  // MARK: Larger quantities

  /// Flat amounts and free units pay for something else than the number of units, so such prices are not compared.
  var costlierQuantity: Finding? {
    guard tiers.allSatisfy({ $0.flat == .zero && !$0.perUnit.isZero }) else { return nil }
    var (start, graduatedCost) = (ExactDecimal.zero, ExactDecimal.zero)
    for index in tiers.indices.dropLast() {
      guard let bound = tiers[index].upTo else { continue }
      graduatedCost = graduatedCost + (bound - start) * tiers[index].perUnit
      start = bound
      let cost = isVolume ? bound * tiers[index].perUnit : graduatedCost
      let next = bound + ExactDecimal(1)
      let nextCost = isVolume ? next * tiers[index + 1].perUnit : cost + tiers[index + 1].perUnit
      guard isPossible(bound), isPossible(next), nextCost * bound > cost * next else { continue }
      return Finding(
        .largerQuantityCostsMore,
        "\(next) for \(currency.amount(nextCost)) cost more per unit than \(bound) for \(currency.amount(cost))",
        at: place(of: index + 1), help: "lower the price of the larger quantity",
        related: [.init("the previous tier", at: place(of: index))])
    }
    return nil
  }

  /// What an invoice asks for a number of units, in whole minor units.
  private func cost(of units: ExactDecimal) -> ExactDecimal {
    if let feature { return Holding(of: feature, [part]).line(for: units)?.amount ?? .zero }
    guard let quantity = units.integer else { return .zero }
    return Purchase.Part(part.reference, part.item, at: part.price, quantity: quantity).line?.amount ?? .zero
  }
}
