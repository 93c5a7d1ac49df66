import CatalogModel
import Diagnostics
import Syntax

/// Whether the recurring prices of add-ons match prices of the plans that they go with.
///
///   A Dodo add-on has no interval: it is charged in the cycle of the product that carries it. One that is sold every
/// year would   be charged every month on a monthly product, so cadence (interval and count) and currency have to be
/// equal (Dodo's   documentation, features/product-catalog/addons).
struct DodoAddonChecks {
  /// The recurring prices that match no price of a plan.
  private(set) var unfit: Set<Place> = []
  private let catalog: Catalog
  private let groups: PlanGroups
  /// Those of all plans together.
  private let everyCycle: Set<BillingCycle>

  init(_ catalog: Catalog) {
    self.catalog = catalog
    groups = PlanGroups(catalog)
    everyCycle = Set(catalog.plans.lazy.flatMap(\.prices).compactMap(\.billingCycle))
  }

  mutating func check(_ addon: Addon, _ lowering: inout Lowering) {
    let prices = addon.prices.filter { $0.cadence != nil }
    guard !prices.isEmpty else { return }
    let header = addon.header
    let own = PlanTerms(prices)

    let outOfStep = groups.plans(addon.compatiblePlans) { $0.cadences.isDisjoint(with: own.cadences) }
    if !outOfStep.isEmpty {
      lowering.report(
        .dodoAddonCadence,
        "no price of \(quoted(header.id)) recurs as a price of \(names(outOfStep)) does, and Dodo charges an add-on "
          + "whenever it charges the plan",
        at: .compatiblePlans(header), help: help(for: outOfStep))
    }
    let foreign = groups.plans(addon.compatiblePlans) { plan in
      !plan.cycles.isEmpty && plan.cycles.isDisjoint(with: own.cycles)
        && (plan.currencies.isDisjoint(with: own.currencies) || !plan.cadences.isDisjoint(with: own.cadences))
    }
    if !foreign.isEmpty {
      lowering.report(
        .dodoAddonCurrency,
        "\(quoted(header.id)) has no price in the currency of a price of \(names(foreign)) that recurs as it does, "
          + "and a subscription has one currency",
        at: .compatiblePlans(header))
    }
    checkEach(prices, of: addon, isReported: !outOfStep.isEmpty || !foreign.isEmpty, &lowering)
  }

  /// Single prices that no plan matches, where others of the same add-on are matched.
  private mutating func checkEach(_ prices: [Price], of addon: Addon, isReported: Bool, _ lowering: inout Lowering) {
    let cycles: Set<BillingCycle> =
      switch addon.compatiblePlans {
      case .every: everyCycle
      case .named(let indices): Set(indices.flatMap { catalog.plans[$0].prices }.compactMap(\.billingCycle))
      }
    let misses = prices.filter { price in price.billingCycle.map { !cycles.contains($0) } ?? false }
    guard misses.count < prices.count else {
      // Every plan has been named above; where there is none to name, no product will carry the add-on.
      if isReported { unfit.formUnion(misses.map(\.place)) }
      return
    }
    let cadences = Set(cycles.map(\.cadence))
    let currencies = Set(cycles.map(\.currency))
    for price in misses {
      guard let cadence = price.cadence else { continue }
      unfit.insert(price.place)
      let place = price.place
      if !cadences.contains(cadence) {
        lowering.report(
          .dodoAddonCadence, "no compatible plan is sold every \(cadence.described): this price cannot be bought with any",
          at: place["interval"])
      } else if !currencies.contains(price.currency) {
        lowering.report(
          .dodoAddonCurrency, "no compatible plan is sold in \(price.currency.code): this price cannot be bought with any",
          at: place["currency"])
      } else {
        lowering.report(
          .dodoAddonCadence,
          "no compatible plan is sold every \(cadence.described) in \(price.currency.code): "
            + "this price cannot be bought with any",
          at: place["interval"])
      }
    }
  }

  private func help(for plans: SomePlans) -> String {
    if plans.count == 1, let prices = plans.first.first?.prices, let cadence = prices.first?.cadence,
      PlanTerms(prices).cadences.count == 1
    {
      return "give it a price every \(cadence.described), or name in 'compatiblePlans' only plans that it fits"
    }
    return "give it a price for each cadence of its plans, or name in 'compatiblePlans' only plans that it fits"
  }
}
