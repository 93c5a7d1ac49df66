import Accounts
import Catalog
import CatalogReading
import Diagnostics
import Foundations
import Invoicing
import JSONText
import ProviderBilling
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

  /// The differences that no warning about money explains, in words.
  ///
  /// A warning explains a difference if it is about what is billed: the item, the price that is paid, or the entitlement whose usage
  /// is charged. That of a discount explains only what it changes.
  func unexplained(_ purchase: Purchase) -> [String] {
    let quote = purchase.quote(by: book)
    if !quote.unread.isEmpty { return [] }
    var problems = quote.unsold.filter { !isReportedAsUnsold($0, with: purchase.plan) }.map { "\($0.path) is not sold" }
    problems += quote.miscounted.filter { !isReportedAsMiscounted($0) }
      .map { "\(catalog.features[$0].header.id) is counted otherwise" }
    let unsold = Set(quote.unsold.map(\.reference))
    if unsold.contains(purchase.plan.reference) { return problems }
    // Who cannot buy an add-on pays for the rest.
    guard unsold.isEmpty else { return problems + unexplained(purchase.without(unsold)) }
    let differences = quote.differences
    let undiscounted = purchase.discount == nil ? differences : purchase.withoutDiscount.quote(by: book).differences
    problems += undiscounted.filter { !isExplained($0, in: purchase) }.map { described($0, purchase.withoutDiscount) }
    guard let discount = purchase.discount else { return problems }
    let rules = ["discount-unsupported", "discount-approximated"]
    if isReported(rules, { $0.isAt("discounts.\(discount.header.id)") }) { return problems }
    // The first invoice above 0 is another one if an invoice is 0 in only one of the two.
    if discount.duration == .once,
      undiscounted.contains(where: { ($0.catalog ?? .zero).isZero != ($0.provider ?? .zero).isZero })
    {
      return problems
    }
    return problems
      + differences.filter { difference in
        // What is taken off an invoice depends on its lines, and their cost on whether they differ.
        !undiscounted.contains {
          $0.cadence.isAsLong(as: difference.cadence)
            && ($0.subject == difference.subject || difference.subject == .reduction)
        }
      }.map { described($0, purchase) }
  }

  private func described(_ difference: BillDifference, _ purchase: Purchase) -> String {
    "\(purchase.described(in: catalog)): \(difference.subject) \(difference.cadence?.each ?? "once") costs "
      + "\(difference.catalog?.plain ?? "-"), \(provider.name) charges \(difference.provider?.plain ?? "-")"
  }

  private func isReported(_ rules: [String], _ isAboutIt: (String) -> Bool) -> Bool {
    diagnostics.contains { diagnostic in
      diagnostic.severity != .note && rules.contains { diagnostic.rule == "\(provider.name)/\($0)" }
        && isAboutIt(diagnostic.path)
    }
  }

  /// Of a purchase without a discount.
  private func isExplained(_ difference: BillDifference, in purchase: Purchase) -> Bool {
    switch difference.subject {
    case .item(let reference):
      guard let part = purchase.parts.first(where: { $0.reference == reference }) else { return false }
      return isReported(["addon-charged-once"]) { path in path == part.path || part.pricePaths.contains { path.isAt($0) } }
    case .usage(let feature):
      let id = catalog.features[feature].header.id
      let charging = purchase.parts.filter { $0.price?.usage.contains { $0.feature == feature } ?? false }
      if isReported(
        ["charge-approximated", "charged-by-application"],
        { path in
          charging.contains { part in
            let usage = part.price?.usage.first { $0.feature == feature }
            return path == part.path || part.pricePaths.contains(path)
              || part.entitlementPaths(id).contains { own in path == own || path.isAt("\(own).prices.\(usage?.price.id ?? "")") }
          }
        })
      {
        return true
      }
      // The units of another feature with the meter are used up, or units that are bought are not there.
      if isReported(["meter-shared"], sharesMeter(feature))
        || isReported(
          ["units-unsupported"], { path in purchase.parts.contains { $0.entitlementPaths(id).contains { path.isAt($0) } } })
      {
        return true
      }
      return isReported(["bought-units-charged"]) { path in
        purchase.parts.contains { part in
          part.item.topup == nil ? part.entitlementPaths(id).contains(path) : path == "\(part.path).feature"
        }
      }
    case .reduction: return false
    }
  }

  /// Whether a path is the meter of a feature that has the meter of this one.
  private func sharesMeter(_ feature: Int) -> (String) -> Bool {
    let meter = catalog.features[feature].meter
    let sharing = catalog.features.filter { meter != nil && $0.meter == meter }
    return { path in sharing.contains { path.isAt("features.\($0.header.id)") } }
  }

  /// Whether a warning is about the item, or what counts its usage.
  private func isReportedAsUnsold(_ part: Purchase.Part, with plan: Purchase.Part) -> Bool {
    // Nobody can buy a plan without a price, and what is bought with it.
    if plan.price == nil,
      diagnostics.contains(where: { $0.rule == "\(provider.name)/item-without-price" && $0.path.isAt(plan.path) })
    {
      return true
    }
    let features =
      part.item.entitlements(at: part.price).map(\.feature)
      + [part.item.topup?.feature, part.item.quantity?.feature].compactMap(\.self)
    let counted = features.flatMap { feature -> [String] in
      let feature = catalog.features[feature]
      return ["features.\(feature.header.id)"] + (feature.meter.map { ["meters.\(catalog.meters[$0].header.id)"] } ?? [])
    }
    return isReported(Self.unsoldParts) { part.isAbout($0) }
      || isReported(Self.uncounted) { path in counted.contains { path.isAt($0) } }
      || provider.name == "autumn" && isReported(["key-unsupported"]) { $0 == part.path }
  }

  /// The rules by which an item or a price is not sold.
  private static let unsoldParts = [
    "charge-unsupported", "currency-unsupported", "currency-not-default", "usage-cycle-unsupported", "interval-unsupported",
    "interval-too-long", "amount-too-precise", "amount-too-large", "amount-below-minimum", "addon-without-plan",
    "addon-currency-mismatch", "addon-interval-mismatch", "addon-static-value", "addon-reset",
    "units-unsupported", "topup-price-not-sent", "topup-without-entitlement", "topup-without-credit", "three-decimal-currency",
  ]

  /// The rules by which nothing counts the usage of a feature, so that what charges it is not sold.
  private static let uncounted = [
    "aggregation-unsupported", "balance-aggregation-unsupported", "key-unsupported", "feature-without-meter",
  ]

  private func isReportedAsMiscounted(_ feature: Int) -> Bool {
    let header = catalog.features[feature].header
    return isReported(["where-needs-value", "where-unsupported"]) { $0.isAt("features.\(header.id)") }
  }
}

extension String {
  /// Whether a path is another one, or leads into it.
  fileprivate func isAt(_ path: String) -> Bool { self == path || hasPrefix("\(path).") }
}

extension Purchase {
  func with(usage: [Use]) -> Purchase { Purchase(plan, addons: addons, topups: topups, usage: usage, currency: currency) }

  /// Nil if the discount lowers nothing of it.
  func with(_ discount: Discount, in catalog: Catalog) -> Purchase? {
    guard let currency, parts.contains(where: { discount.items?.contains($0.reference) ?? true }) else { return nil }
    if case .amounts(let amounts) = discount.reduction, !amounts.contains(where: { $0.currency == currency }) { return nil }
    return Purchase(plan, addons: addons, topups: topups, usage: usage, discount: discount, currency: currency)
  }

  fileprivate var withoutDiscount: Purchase {
    Purchase(plan, addons: addons, topups: topups, usage: usage, currency: currency)
  }

  fileprivate func without(_ references: Set<ItemReference>) -> Purchase {
    func isKept(_ part: Part) -> Bool { !references.contains(part.reference) }
    return Purchase(
      plan, addons: addons.filter(isKept), topups: topups.filter(isKept), usage: usage, discount: discount, currency: currency)
  }

  func described(in catalog: Catalog) -> String {
    let parts = parts.map { "\($0.quantity) \($0.path) \($0.price?.id ?? "free")" }
    let usage = usage.map { "\(catalog.features[$0.feature].header.id)=\($0.amount.plain)" }
    return (parts + usage + [discount?.header.id].compactMap(\.self)).joined(separator: ", ")
  }
}

extension Purchase.Part {
  fileprivate var path: String { "\(item.kind.rawValue)s.\(item.header.id)" }

  /// Whether a path is the item, one of its entitlements or the price that is paid, and not another price.
  fileprivate func isAbout(_ path: String) -> Bool {
    path.isAt(self.path) && !path.hasPrefix("\(self.path).prices.") || pricePaths.contains { path.isAt($0) }
  }

  /// The price that is paid.
  fileprivate var pricePaths: [String] { price.map { ["\(path).prices.\($0.id)"] } ?? [] }

  /// The entitlements of a feature: of the item, and of the price that is paid.
  fileprivate func entitlementPaths(_ feature: String) -> [String] {
    ([path] + pricePaths).map { "\($0).entitlements.\(feature)" }
  }
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
