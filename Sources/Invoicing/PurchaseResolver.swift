import Catalog
import Diagnostics
import Foundations

extension PurchaseRequest {
  /// The purchase in a catalog, or everything that keeps it from being sold.
  package func resolved(in catalog: Catalog) -> (purchase: Purchase?, problems: [PurchaseProblem]) {
    var resolver = PurchaseResolver(self, catalog)
    let purchase = resolver.purchase()
    return (resolver.problems.isEmpty ? purchase : nil, resolver.problems)
  }
}

/// Finds the items, the prices and the features that a request names.
///
/// A function that returns nil has reported why.
private struct PurchaseResolver {
  private let request: PurchaseRequest
  private let catalog: Catalog
  private var currency: Currency?
  var problems: [PurchaseProblem] = []

  /// More than any meter counts; the arithmetic has no limit, but time and memory have.
  private static let mostUsage = ExactDecimal(1_000_000_000_000_000_000)
  private static let mostDecimals = 12

  init(_ request: PurchaseRequest, _ catalog: Catalog) {
    self.request = request
    self.catalog = catalog
    currency = request.currency
  }

  private mutating func report(_ input: PurchaseProblem.Input, _ message: String, help: String? = nil) {
    problems.append(PurchaseProblem(input, message, help: help))
  }

  mutating func purchase() -> Purchase? {
    let plan = plan()
    // Which add-ons and prices are meant depends on the plan.
    guard let plan, problems.isEmpty else { return nil }
    let addons = counts(request.addons, .addon, with: plan) { .addon($0) }
    let topups = counts(request.topups, .topup, with: plan) { .topup($0) }
    let usage = uses()
    guard problems.isEmpty else { return nil }
    let purchase = Purchase(plan, addons: addons, topups: topups, usage: usage, currency: currency)
    checkUsage(of: purchase)
    let discount = discount(of: purchase)
    return Purchase(plan, addons: addons, topups: topups, usage: usage, discount: discount, currency: currency)
  }

  // MARK: Names

  /// The only entry with this id or key.
  private mutating func find(
    _ name: String, _ headers: [Header], _ kind: String, _ input: PurchaseProblem.Input
  ) -> Int? {
    let matches = headers.indices.filter { headers[$0].id.hasSameScalars(as: name) || headers[$0].key.hasSameScalars(as: name) }
    if matches.count == 1 { return matches[0] }
    if matches.count > 1 {
      report(
        input, "\(quoted(name)) is the id of one \(kind) and the key of another",
        help: "use an id or key that only one of them has")
      return nil
    }
    problems.append(
      PurchaseProblem(
        input, "unknown \(kind) \(quoted(name))", help: suggestion(for: name, headers.map(\.id), headers.map(\.key)),
        isUnknownName: true))
    return nil
  }

  private func suggestion(for name: String, _ ids: [String], _ keys: [String] = []) -> String? {
    // Ids come first, so that an id wins over an equally close key.
    if let near = bestMatch(for: name, among: ids + keys) { return "did you mean \(quoted(near))?" }
    return ids.isEmpty ? "the catalog has none" : "use \(list(ids.map { quoted($0) }, and: "or"))"
  }

  // MARK: The plan

  private mutating func plan() -> Purchase.Part? {
    guard let index = find(request.plan, catalog.plans.map(\.header), Item.Kind.plan.described, .plan) else { return nil }
    let item = Item(catalog.plans[index])
    let quantity = quantity(request.quantity, of: item, .quantity)
    guard let price = planPrice(item), let quantity else { return nil }
    currency = price.value?.currency ?? currency
    return Purchase.Part(.plan(index), item, at: price.value, quantity: quantity)
  }

  /// A price, or that there is none.
  private struct Choice {
    let value: Price?
  }

  private mutating func planPrice(_ item: Item) -> Choice? {
    guard let id = request.price else { return choice(item, .price, prefix: "") }
    guard let price = price(id, of: item, .price) else { return nil }
    if let currency = request.currency, price.currency != currency {
      report(.price, "price \(quoted(price.id)) is in \(price.currency.code), not in \(currency.code)")
      return nil
    }
    return Choice(value: price)
  }

  private mutating func price(_ id: String, of item: Item, _ input: PurchaseProblem.Input) -> Price? {
    let prices = item.writtenPrices
    if let price = prices.first(where: { $0.id.hasSameScalars(as: id) }) { return price }
    let named = named(item)
    if prices.isEmpty {
      let help = item.isPayAsYouGo ? "it is chosen by the currency: \(currencies(of: item.prices))" : nil
      report(input, "\(named) has no prices to choose from", help: help)
    } else {
      problems.append(
        PurchaseProblem(
          input, "unknown price \(quoted(id)) of \(named)", help: suggestion(for: id, prices.map(\.id)), isUnknownName: true))
    }
    return nil
  }

  /// The price that is meant if none is named: the only one in the currency, or else the only one as often as the plan's.
  ///
  /// - Parameters:
  ///   - prefix: comes before the ids of prices in a request.
  ///   - span: how long the plan's price pays for.
  private mutating func choice(
    _ item: Item, _ input: PurchaseProblem.Input, prefix: String, span: CadenceLength? = nil
  ) -> Choice? {
    let named = named(item)
    if item.availability == .onRequest {
      report(input, "\(named) has no price; it is on request")
      return nil
    }
    if item.prices.isEmpty { return Choice(value: nil) }
    var prices = item.prices
    if let currency {
      prices = prices.filter { $0.currency == currency }
      if prices.isEmpty {
        report(input, "\(named) has no price in \(currency.code)", help: "use \(currencies(of: item.prices))")
        return nil
      }
    }
    // A withdrawn price is meant only if it is named, or if all are withdrawn.
    let sold = prices.filter(\.isSold)
    if !sold.isEmpty { prices = sold }
    if prices.count > 1, let span {
      let inStep = prices.filter { $0.span == span }
      if inStep.count == 1 { prices = inStep }
    }
    if prices.count == 1 { return Choice(value: prices[0]) }
    if item.isPayAsYouGo {
      report(input, "\(named) is sold in several currencies", help: "choose the currency: \(currencies(of: prices))")
    } else {
      let choices = prices.map { "\(quoted(prefix + $0.id)) (\($0.described))" }
      report(input, "\(named) has several prices", help: "choose one: \(list(choices, and: "or"))")
    }
    return nil
  }

  private func named(_ item: Item) -> String { "\(item.kind.described) \(quoted(item.header.id))" }

  private func currencies(of prices: [Price]) -> String {
    var codes: [String] = []
    for price in prices where !codes.contains(price.currency.code) { codes.append(price.currency.code) }
    return list(codes.map { "`\($0)`" }, and: "or")
  }

  private mutating func quantity(_ quantity: Int64?, of item: Item, _ input: PurchaseProblem.Input) -> Int64? {
    let bounds = item.quantity
    let least = bounds?.minimum ?? 1
    guard let quantity else { return least }
    let named = named(item)
    if bounds == nil, quantity != 1 {
      report(input, "\(named) has no `quantity`; one is bought at a time, found \(quantity)")
    } else if quantity < least {
      report(input, "the quantity of \(named) must be at least \(least), found \(quantity)")
    } else if let most = bounds?.max, quantity > most {
      report(input, "the quantity of \(named) must be at most \(most), found \(quantity)")
    } else {
      return quantity
    }
    return nil
  }

  // MARK: Add-ons and top-ups

  private mutating func counts(
    _ counts: [PurchaseRequest.Count], _ kind: Item.Kind, with plan: Purchase.Part, _ reference: (Int) -> ItemReference
  ) -> [Purchase.Part] {
    let items = catalog.items.filter { $0.kind == kind }
    var parts: [Purchase.Part] = []
    for (position, count) in counts.enumerated() {
      let input: PurchaseProblem.Input = kind == .addon ? .addon(position) : .topup(position)
      let (name, price) = split(count.name, items.map(\.header))
      guard let index = find(name, items.map(\.header), kind.described, input) else { continue }
      let item = items[index]
      if parts.contains(where: { $0.reference == reference(index) }) {
        report(input, "\(named(item)) is requested twice", help: "add up the numbers")
        continue
      }
      guard checkPlan(of: item, plan, input), let quantity = quantity(count.quantity, of: item, input),
        let choice = itemPrice(price, of: item, with: plan, input)
      else { continue }
      currency = currency ?? choice.value?.currency
      parts.append(Purchase.Part(reference(index), item, at: choice.value, quantity: quantity))
    }
    return parts
  }

  /// The id of a price can follow a name and a colon, which names can contain, too.
  private func split(_ name: String, _ headers: [Header]) -> (name: String, price: String?) {
    func isKnown(_ name: String) -> Bool {
      headers.contains { $0.id.hasSameScalars(as: name) || $0.key.hasSameScalars(as: name) }
    }
    guard !isKnown(name), let colon = name.lastIndex(of: ":") else { return (name, nil) }
    let before = String(name[..<colon])
    return isKnown(before) ? (before, String(name[name.index(after: colon)...])) : (name, nil)
  }

  private mutating func itemPrice(
    _ id: String?, of item: Item, with plan: Purchase.Part, _ input: PurchaseProblem.Input
  ) -> Choice? {
    guard let id else { return choice(item, input, prefix: "\(item.header.id):", span: plan.price?.span) }
    guard let price = price(id, of: item, input) else { return nil }
    if let currency, price.currency != currency {
      report(input, "price \(quoted(price.id)) of \(named(item)) is in \(price.currency.code), not in \(currency.code)")
      return nil
    }
    return Choice(value: price)
  }

  private mutating func checkPlan(of item: Item, _ plan: Purchase.Part, _ input: PurchaseProblem.Input) -> Bool {
    guard case .named(let plans) = item.compatiblePlans, !plans.contains(where: { plan.reference == .plan($0) }) else {
      return true
    }
    let names = list(plans.map { quoted(catalog.plans[$0].header.id) }, and: "or")
    report(
      input, "\(named(item)) is not available with plan \(quoted(plan.item.header.id))",
      help: names.isEmpty ? nil : "use it with \(names)")
    return false
  }

  // MARK: Usage

  private mutating func uses() -> [Purchase.Use] {
    var uses: [Purchase.Use] = []
    for (position, use) in request.usage.enumerated() {
      let input = PurchaseProblem.Input.use(position)
      guard let index = find(use.feature, catalog.features.map(\.header), "feature", input) else { continue }
      let named = "feature \(quoted(catalog.features[index].header.id))"
      if catalog.features[index].kind != .metered {
        let metered = catalog.features.filter { $0.kind == .metered }.map { quoted($0.header.id) }
        report(
          input, "\(named) is not metered, so it has no usage",
          help: metered.isEmpty ? nil : "use \(list(metered, and: "or"))")
      } else if uses.contains(where: { $0.feature == index }) {
        report(input, "the usage of \(named) is given twice", help: "add up the numbers")
      } else if use.amount.isNegative {
        report(input, "the usage of \(named) must not be negative, found \(use.amount)")
      } else if use.amount > Self.mostUsage || use.amount.decimals > Self.mostDecimals {
        report(input, "the usage of \(named) must be at most \(Self.mostUsage), with at most \(Self.mostDecimals) decimals")
      } else {
        uses.append(Purchase.Use(of: index, use.amount))
      }
    }
    return uses
  }

  /// Reports the usage of features that nothing in a purchase grants.
  private mutating func checkUsage(of purchase: Purchase) {
    for (position, use) in purchase.usage.enumerated() {
      let features = [use.feature] + (catalog.pool(of: use.feature).map { [$0.feature] } ?? [])
      if features.contains(where: { Holding(of: $0, purchase.parts).isHeld }) { continue }
      let named = "feature \(quoted(catalog.features[use.feature].header.id))"
      report(.use(position), "nothing in this purchase grants \(named)", help: "use a plan or an add-on that does")
    }
  }

  // MARK: The discount

  private mutating func discount(of purchase: Purchase) -> Discount? {
    guard let name = request.discount else { return nil }
    guard let discount = catalog.discounts.first(where: { $0.header.id.hasSameScalars(as: name) }) else {
      let owner = catalog.discounts.first { discount in discount.codes.contains { $0.text.hasSameScalars(as: name) } }
      problems.append(
        PurchaseProblem(
          .discount, "unknown discount \(quoted(name))",
          help: owner.map { "use its id \(quoted($0.header.id)); \(quoted(name)) is a code" }
            ?? suggestion(for: name, catalog.discounts.map(\.header.id)), isUnknownName: true))
      return nil
    }
    let named = "discount \(quoted(discount.header.id))"
    if !purchase.parts.contains(where: { discount.applies(to: $0.reference) }) {
      report(
        .discount, "\(named) does not apply to anything in this purchase",
        help: "it applies to \(list(catalog.items(of: discount).map { self.named($0) }))")
      return nil
    }
    if case .amounts(let amounts) = discount.reduction, let currency, !amounts.contains(where: { $0.currency == currency }) {
      report(
        .discount, "\(named) has no amount in \(currency.code)",
        help: "it has one in \(list(amounts.map(\.currency.code)))")
      return nil
    }
    return discount
  }
}

extension Discount {
  /// Whether it lowers what is paid for an item.
  func applies(to item: ItemReference) -> Bool { items?.contains(item) ?? true }
}
