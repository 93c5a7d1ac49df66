import Accounts
import Catalog
import CatalogReading
import Diagnostics
import Foundations
import Invoicing
import JSONText
import Providers
import Syntax

/// A catalog, what a provider gets of it, and what it reports.
struct Billing {
  let catalog: Catalog
  let provider: Provider
  let artifact: Artifact
  let book: ProviderBook
  /// The findings of the provider alone.
  let diagnostics: [Diagnostic]

  /// Nil if the catalog has errors. OpenMeter bills, whatever the catalog says.
  init?(_ source: SourceText, _ provider: Provider) {
    let analysis = analyze(source, format: .json, providers: Provider.declarations)
    guard let read = analysis.catalog else { return nil }
    let settings = ProviderSettings(provider: "openmeter", options: [.init("mode", "plans")], place: Place(.root))
    catalog = Catalog(
      id: read.id, meters: read.meters, features: read.features, plans: read.plans, addons: read.addons, topups: read.topups,
      discounts: read.discounts, providers: read.providers.filter { $0.provider != "openmeter" } + [settings])
    self.provider = provider
    let (artifact, findings) = provider.compile(catalog)
    self.artifact = artifact
    book = ProviderBook(artifact, of: provider, in: catalog)
    diagnostics = analysis.tree.diagnostics(for: findings)
  }

  /// The same with other requests.
  func book(mapping change: (Request) -> Request) -> ProviderBook {
    ProviderBook(setup: artifact.setup.map(change), purchases: Array(artifact.purchase), of: provider, in: catalog)
  }

  // MARK: Purchases

  /// Purchases of every plan and price: with each number that matters, with each add-on and top-up, and with usage at and around
  /// each bound.
  var purchases: [Purchase] {
    var purchases: [Purchase] = []
    for (index, plan) in catalog.plans.enumerated() {
      let item = Item(plan)
      guard item.isOffered else { continue }
      let prices: [Price?] = item.prices.isEmpty ? [nil] : item.prices.filter(\.isSold)
      for price in prices {
        for quantity in item.numbers(at: price) {
          let part = Purchase.Part(.plan(index), item, at: price, quantity: quantity)
          purchases += self.purchases(of: part, withOthers: quantity == item.quantity?.minimum ?? 1)
        }
      }
    }
    return purchases
  }

  private func purchases(of plan: Purchase.Part, withOthers: Bool) -> [Purchase] {
    let alone = Purchase(plan, currency: plan.price?.currency)
    var shapes = [alone]
    if withOthers {
      let addons = catalog.addons.indices.flatMap { parts(.addon($0), Item(catalog.addons[$0]), with: plan) }
      let topups = catalog.topups.indices.flatMap { parts(.topup($0), Item(catalog.topups[$0]), with: plan) }
      shapes += addons.map { Purchase(plan, addons: [$0], currency: plan.price?.currency ?? $0.price?.currency) }
      shapes += topups.map { Purchase(plan, topups: [$0], currency: plan.price?.currency ?? $0.price?.currency) }
      if let addon = addons.last, let topup = topups.last, addon.price?.currency == topup.price?.currency {
        shapes.append(Purchase(plan, addons: [addon], topups: [topup], currency: plan.price?.currency ?? addon.price?.currency))
      }
    }
    let used = shapes.flatMap { shape in levels(of: shape).map { shape.with(usage: $0) } }
    let lowered = catalog.discounts.flatMap { discount in
      (used.prefix(levels(of: alone).count) + used.suffix(1)).compactMap { $0.with(discount, in: catalog) }
    }
    return used + lowered
  }

  private func parts(_ reference: ItemReference, _ item: Item, with plan: Purchase.Part) -> [Purchase.Part] {
    if case .named(let plans)? = item.compatiblePlans, !plans.contains(where: { plan.reference == .plan($0) }) { return [] }
    guard item.isOffered else { return [] }
    let prices = item.prices.filter { price in
      price.isSold && (plan.price.map { $0.currency == price.currency } ?? true)
        && (price.cadence == nil || plan.price?.span == nil || plan.price?.span == price.span)
    }
    return prices.flatMap { price in
      item.numbers(at: price).prefix(2).map { Purchase.Part(reference, item, at: price, quantity: $0) }
    }
  }

  /// The usage of all features at once, at one bound of each after another.
  private func levels(of purchase: Purchase) -> [[Purchase.Use]] {
    var bounds: [Int: Set<ExactDecimal>] = [:]
    for part in purchase.parts {
      for entitlement in part.item.entitlements(at: part.price) {
        var own: Set<ExactDecimal> = [.zero]
        switch entitlement.value {
        case .unlimited where catalog.features[entitlement.feature].kind == .metered: own.insert(ExactDecimal(1000))
        case .metered(let allowance):
          own.formUnion([allowance.amount, allowance.max ?? .zero, allowance.amount + ExactDecimal(1_000_003)])
          for price in allowance.prices { own.formUnion(price.rate.tiers.compactMap(\.upTo)) }
        case .boolean, .limit, .static, .unlimited: continue
        }
        bounds[entitlement.feature, default: []].formUnion(own.flatMap { [$0, $0 + ExactDecimal(1)] })
      }
    }
    for pool in catalog.features where pool.isPool && bounds.keys.contains(where: { catalog.features[$0].header === pool.header })
    {
      for cost in pool.costs { bounds[cost.feature, default: []].formUnion([.zero, ExactDecimal(7), ExactDecimal(900)]) }
    }
    let sorted = bounds.sorted { $0.key < $1.key }.map { (feature: $0.key, numbers: $0.value.filter(\.isInteger).sorted()) }
    let count = sorted.map(\.numbers.count).max() ?? 1
    return (0..<max(1, count)).map { level in
      sorted.compactMap { feature, numbers in
        numbers.isEmpty ? nil : Purchase.Use(of: feature, numbers[min(level, numbers.count - 1)])
      }
    }
  }

  // MARK: Announcements

  /// The differences that no finding explains, in words.
  func unexplained(_ purchase: Purchase) -> [String] {
    let quote = purchase.quote(by: book)
    let items = Set(purchase.parts.map(\.path))
    func isReported(_ rules: Set<String>, under paths: some Sequence<String>) -> Bool {
      diagnostics.contains { diagnostic in
        rules.contains { diagnostic.rule == "\(provider.name)/\($0)" }
          && paths.contains { diagnostic.path == $0 || diagnostic.path.hasPrefix("\($0).") }
      }
    }
    var problems = quote.unsold.filter { part in
      !diagnostics.contains { diagnostic in
        diagnostic.path == part.path || diagnostic.path.hasPrefix("\(part.path).") || diagnostic.path.hasPrefix("meters.")
          || diagnostic.path.hasPrefix("features.")
      }
    }.map { "\($0.path) is not sold" }
    let unsold = Set(quote.unsold.map(\.reference))
    if unsold.contains(purchase.plan.reference) || !quote.unread.isEmpty { return problems }
    for difference in quote.differences {
      switch difference.subject {
      case .item(let reference):
        if unsold.contains(reference) { continue }
        let path = purchase.parts.first { $0.reference == reference }?.path ?? ""
        if isReported(["addon-charged-once"], under: [path]) { continue }
      case .usage(let feature):
        if unsold.contains(where: { purchase.charges(feature, at: $0) }) { continue }
        let own = isReported(["charge-approximated", "charged-by-application"], under: items)
        let id = catalog.features[feature].header.id
        let bought =
          ([purchase.plan] + purchase.addons).map { "\($0.path).entitlements.\(id)" }
          + purchase.topups.map { "\($0.path).feature" }
          + ([purchase.plan] + purchase.addons).compactMap { part in
            part.price.map { "\(part.path).prices.\($0.id).entitlements.\(id)" }
          }
        if own || isReported(["bought-units-charged"], under: bought) { continue }
        // Polar has no credit without a number.
        if provider.name == "polar", purchase.isUnlimited(feature) { continue }
      case .reduction: if !unsold.isEmpty { continue }
      }
      if let discount = purchase.discount,
        isReported(
          ["discount-unsupported", "discount-approximated", "discount-on-usage"], under: ["discounts.\(discount.header.id)"])
      {
        continue
      }
      problems.append(
        "\(purchase.described(in: catalog)): \(difference.subject) \(difference.cadence?.each ?? "once") costs "
          + "\(difference.catalog?.plain ?? "-"), \(provider.name) charges \(difference.provider?.plain ?? "-")")
    }
    return problems
  }
}

extension Purchase {
  func with(usage: [Use]) -> Purchase { Purchase(plan, addons: addons, topups: topups, usage: usage, currency: currency) }

  /// Nil if the discount lowers nothing of it.
  func with(_ discount: Discount, in catalog: Catalog) -> Purchase? {
    guard let currency, parts.contains(where: { discount.items?.contains($0.reference) ?? true }) else { return nil }
    if case .amounts(let amounts) = discount.reduction, !amounts.contains(where: { $0.currency == currency }) { return nil }
    return Purchase(plan, addons: addons, topups: topups, usage: usage, discount: discount, currency: currency)
  }

  fileprivate func isUnlimited(_ feature: Int) -> Bool {
    parts.contains { part in
      part.item.entitlements(at: part.price).contains { entitlement in
        if entitlement.feature == feature, case .unlimited = entitlement.value { true } else { false }
      }
    }
  }

  fileprivate func charges(_ feature: Int, at reference: ItemReference) -> Bool {
    parts.contains { $0.reference == reference && $0.price?.usage.contains { $0.feature == feature } ?? false }
  }

  func described(in catalog: Catalog) -> String {
    let parts = parts.map { "\($0.quantity) \($0.path) \($0.price?.id ?? "free")" }
    let usage = usage.map { "\(catalog.features[$0.feature].header.id)=\($0.amount.plain)" }
    return (parts + usage + [discount?.header.id].compactMap(\.self)).joined(separator: ", ")
  }
}

extension Purchase.Part {
  fileprivate var path: String { "\(item.kind.rawValue)s.\(item.header.id)" }
}

extension Item {
  /// The smallest number that can be bought, the next, those at and above the bounds of tiers, and the largest.
  fileprivate func numbers(at price: Price?) -> [Int64] {
    guard let quantity else { return [1] }
    let bounds = price?.quantityRate?.tiers.compactMap { $0.upTo?.integer } ?? []
    let numbers = [quantity.minimum, quantity.minimum + 1, quantity.max ?? 1007] + bounds + bounds.map { $0 + 1 }
    return Set(numbers).filter { $0 >= quantity.minimum && $0 <= quantity.max ?? .max }.sorted()
  }
}
