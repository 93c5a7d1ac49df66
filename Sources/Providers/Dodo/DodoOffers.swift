import Catalog
import CatalogDiff
import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Syntax

/// One price of one item, which becomes one object at Dodo.
///
/// A product has exactly one price, and an add-on has no interval, so each price needs its own object.
struct DodoObject {
  let item: Item
  let price: Price
  let terms: SaleTerms
  /// Charged in arrears, once a cycle.
  let usage: [DodoUsage]
  /// Granted with each payment, or with the only one.
  let credits: [DodoCredits]
  /// The index of the plan that the price belongs to; nil for add-ons and top-ups.
  let plan: Int?
  /// The id of the existing object, if any.
  let existing: String?

  /// Whether the object is an add-on at Dodo. Those recur; a one-time add-on is a product.
  var isAddon: Bool { terms.sale == .recurringAddon }

  /// Whether it is a product that charges usage, in money or in credits.
  var chargesUsage: Bool { !usage.isEmpty || credits.contains { !$0.draws.isEmpty } }

  /// The meters that count what it charges.
  var meters: [DodoMeter] { usage.map(\.meter) + credits.flatMap(\.draws).map(\.meter) }

  var request: String { Request.id("prices", item.kind.rawValue, item.header.id, price.id) }

  /// The object's id in the body of another request.
  var reference: JSON { existing.map(JSON.string) ?? .ref(request) }
}

/// The parts of a catalog that Dodo sells.
struct DodoOffers {
  struct Offer {
    let object: DodoObject
    let name: String
    let description: String?
    /// Empty for an add-on.
    let features: [DodoFeature]
    /// False if several add-ons share the name.
    let hasOwnName: Bool
    /// The metadata of a purchase.
    let purchaseMetadata: [JSON.Member]

    /// The metadata of a product.
    var metadata: JSON { .object(purchaseMetadata.withoutCustomerKey) }
  }

  /// In the order of their first use.
  let meters: [DodoMeter]
  /// In the order of their first use.
  let pools: [DodoPool]
  /// In the order of their first use.
  let features: [DodoFeature]
  var discounts: [DodoDiscount] = []
  /// In the order of the file.
  let offers: [Offer]
  let attachments: DodoAttachments
  /// The places of the prices for sale.
  let sold: Set<Place>

  fileprivate init(_ offers: [Offer], _ attachments: DodoAttachments) {
    self.offers = offers
    self.attachments = attachments
    var known: Set<ScalarString> = []
    meters = offers.flatMap(\.object.meters).filter { known.insert(ScalarString($0.request)).inserted }
    pools = offers.flatMap(\.object.credits).map(\.pool).filter { known.insert(ScalarString($0.request)).inserted }
    features = offers.flatMap(\.features).filter { known.insert(ScalarString($0.request)).inserted }
    sold = Set(offers.map(\.object.price.place))
  }
}

extension DodoLowering {
  /// Add-ons are attached per price, not per plan. Top-ups of pools are granted. A cart can contain a plan and one-time products.
  var ownFamilies: [RuleFamily] { [.tooManyAddons, .grantByApplication, .addonSeparatePurchase] }

  mutating func offers(_ findings: inout Findings) -> DodoOffers {
    let items = Array(catalog.items)
    var objects: [[DodoObject]] = []
    // Plans come first among the items.
    for (index, item) in items.enumerated() { objects.append(self.objects(of: item, at: index, &findings)) }
    checkOptions(objects.joined(), &findings)
    let attachments = DodoAttachments(objects.joined())
    for object in objects.joined() where object.plan != nil { checkCount(of: attachments, beside: object, &findings) }
    let everyCycle = Set(catalog.plans.lazy.flatMap(\.prices).compactMap(\.billingCycle))
    var named: [Named] = []
    for (index, item) in items.enumerated() where !objects[index].isEmpty {
      let own = objects[index]
      if item.kind == .addon {
        checkUsage(beside: item, own, attachments, &findings)
        checkCarried(item, own, attachments, everyCycle, &findings)
        // An add-on that is attached to no plan cannot be bought.
        objects[index].removeAll { $0.isAddon && !attachments.carry($0) }
        reportCheckoutMetadata(of: item, objects[index].filter(\.isAddon), &findings)
      }
      named += self.named(objects[index], of: item, &findings)
    }
    let shared = sharedNames(named, &findings)
    reportPerPrice(objects.joined(), &findings)
    reportGrants(objects.joined(), &findings)
    var offers = DodoOffers(
      named.map { named in
        DodoOffers.Offer(
          object: named.object, name: named.name, description: named.description,
          features: features(of: named.object, &findings),
          hasOwnName: !shared.contains(ScalarString(named.name)),
          purchaseMetadata: metadata(of: named.object, &findings))
      }, attachments)
    offers.discounts = discounts(of: offers.offers.map(\.object), &findings)
    return offers
  }

  func sells(_ price: Price, of item: Item, in offers: DodoOffers) -> Bool { offers.sold.contains(price.place) }

  func creates(_ discount: Discount, in offers: DodoOffers) -> Bool {
    offers.discounts.contains { $0.owner === discount.header }
  }

  // MARK: Objects

  private mutating func objects(of item: Item, at index: Int, _ findings: inout Findings) -> [DodoObject] {
    findings.reportUnusedID(of: item, object: "object")
    var objects: [DodoObject] = []
    for price in item.prices {
      let plan = item.kind == .plan ? index : nil
      guard let terms = input.limits.terms(price, of: item, &findings),
        let usage = self.usage(of: price, item, plan: plan, &findings),
        let credits = self.credits(of: price, item, plan: plan, &findings),
        hasRoom(for: usage, credits, of: price, item, &findings)
      else { continue }
      let existing = item.existingID(of: price, at: "dodo")
      let object = DodoObject(
        item: item, price: price, terms: terms, usage: usage, credits: credits, plan: plan, existing: existing?.id)
      if let existing {
        // The second would overwrite the first.
        let isFree =
          object.isAddon
          ? claimedAddons.claim(existing.id, "price", at: existing.place, &findings)
          : claimedProducts.claim(existing.id, "price", at: existing.place, &findings)
        guard isFree else { continue }
        findings.report(
          .existingObjectUpdated,
          "Dodo Payments \(object.isAddon ? "add-on" : "product") \(quoted(existing.id)) is updated; new customers pay this price",
          at: existing.place)
      }
      advise(object, &findings)
      objects.append(object)
    }
    return objects
  }

  private func reportPerPrice(_ objects: some Sequence<DodoObject>, _ findings: inout Findings) {
    for own in objects.grouped(by: \.item.header) where own.count > 1 {
      let (header, addons) = (own[0].item.header, own.count(where: \.isAddon))
      let kind = addons == 0 ? "products" : addons == own.count ? "add-ons" : "products and add-ons"
      findings.report(
        .objectPerPrice, "\(quoted(header.id)) becomes \(own.count) Dodo Payments \(kind), one per price",
        at: header.place["prices"])
    }
  }

  private func advise(_ object: DodoObject, _ findings: inout Findings) {
    let (price, currency) = (object.price, object.price.currency)
    if currency.minorUnitDigits == 3 {
      findings.report(
        .dodoThreeDecimals,
        "Dodo Payments does not document the decimals of \(currency.code); catalogc sends \(object.terms.amount) for "
          + currency.amount(object.terms.amount),
        at: price.place["currency"])
    }
    if object.chargesUsage, object.terms.trial?.needsCard == false {
      findings.report(
        .trialCardRequired,
        "Dodo Payments begins a trial of a price with usage only with a payment method; `trialCard` is ignored",
        at: price.place["trialCard"])
    }
    switch object.terms.sale {
    case .plan where price.isFree:
      findings.report(
        .dodoRecurringFree, "Dodo Payments asks for a payment method even though this price is free", at: price.amountPlace)
    case .oneTimeAddon:
      findings.report(
        .dodoAddonOneTime,
        "Dodo Payments has no one-time add-ons; \(quoted(price.id)) is sold as a product, with a plan or alone",
        at: price.place["interval"])
    default: break
    }
  }

  private func checkOptions(_ objects: some Sequence<DodoObject>, _ findings: inout Findings) {
    if input.settings.text("taxCategory") == nil, objects.contains(where: { $0.existing == nil }) {
      findings.report(
        .optionAssumed, "option `taxCategory` is not set; catalogc assumes `saas`",
        at: Place(.root)["providers", "dodo", "options", "taxCategory"],
        help: "write \(code: .entries([("taxCategory", .string("saas"))])) in the options of `dodo`, or another category")
    }
    if taxInclusive != nil, objects.contains(where: \.isAddon) {
      findings.report(
        .dodoAddonTax, "Dodo Payments add-ons have no tax setting; `taxInclusive` is ignored for them",
        at: input.settings.place["options", "taxInclusive"],
        help: "set it for the whole account at Dodo, and remove the option")
    }
  }

  // MARK: Add-ons of a plan

  private func checkCount(of attachments: DodoAttachments, beside object: DodoObject, _ findings: inout Findings) {
    let count = attachments.count(beside: object)
    guard let most = input.limits.addons.perSubscription, count > most else { return }
    findings.report(
      .tooManyAddons,
      "this price of \(quoted(object.item.header.id)) has \(count) compatible add-ons; "
        + "Dodo Payments allows at most \(most) per subscription",
      at: object.price.place.name, help: "list fewer plans in `compatiblePlans` of the add-ons")
  }

  /// Reports the plans that an add-on is not attached to, because their prices charge usage.
  private func checkUsage(
    beside item: Item, _ objects: [DodoObject], _ attachments: DodoAttachments, _ findings: inout Findings
  ) {
    let plans = Set(objects.filter(\.isAddon).flatMap { attachments.plansWithUsage(for: $0) }).sorted()
    guard !plans.isEmpty else { return }
    let sample = PlanSample(first: plans.prefix(PlanSample.shown).map { catalog.plans[$0] }, count: plans.count)
    findings.report(
      .dodoAddonBesideUsage,
      "Dodo Payments has no add-ons for prices with usage; customers of \(names(sample)) cannot buy \(quoted(item.header.id))",
      at: .compatiblePlans(item.header), help: "list other plans in `compatiblePlans`, or sell a one-time price")
  }

  /// Reports add-on prices that are attached to no plan.
  ///
  /// - Parameter everyCycle: the cycles of all plans.
  private func checkCarried(
    _ item: Item, _ objects: [DodoObject], _ attachments: DodoAttachments, _ everyCycle: Set<BillingCycle>,
    _ findings: inout Findings
  ) {
    // Those that only fit plans with usage have been reported.
    let uncarried = objects.filter {
      $0.isAddon && !attachments.carry($0) && attachments.plansWithUsage(for: $0).isEmpty
    }
    guard !uncarried.isEmpty else { return }
    var (cycles, hasPlans) = (everyCycle, !everyCycle.isEmpty)
    if case .named(let plans) = item.compatiblePlans {
      cycles = Set(plans.lazy.flatMap { catalog.plans[$0].prices }.compactMap(\.billingCycle))
      hasPlans = !plans.isEmpty
    }
    // If no price fits, the shared checks have reported the plans.
    if hasPlans, PlanTerms(item.prices).cycles.isDisjoint(with: cycles) { return }
    for price in uncarried.lazy.map(\.price) {
      guard let cycle = price.billingCycle else { continue }
      let isUnlike = !cycles.contains(cycle)
      let place =
        if !isUnlike || cycles.isEmpty {
          price.place.name
        } else if cycles.contains(where: { $0.cadence == cycle.cadence }),
          !cycles.contains(where: { $0.currency == cycle.currency })
        {
          price.place["currency"]
        } else {
          price.place["interval"]
        }
      findings.report(
        .addonWithoutPlan, "no Dodo Payments plan fits this price; it is not for sale", at: place,
        help: isUnlike ? "add a plan price every \(cycle.cadence.described) in \(cycle.currency.code)" : nil)
    }
  }

  // MARK: Names and metadata

  private typealias Named = (object: DodoObject, name: String, place: Place, description: String?)

  /// The objects of an item with their names. If an item has several add-ons, the names include the ids of the prices.
  private func named(_ objects: [DodoObject], of item: Item, _ findings: inout Findings) -> [Named] {
    let header = item.header
    let recurs = item.prices.count { $0.cadence != nil }
    let suffixes = objects.map { $0.isAddon && recurs > 1 ? " (\($0.price.id))" : "" }
    let longest = input.limits.text.name?.length ?? .max
    let room = max(1, longest - (suffixes.map(\.unicodeScalars.count).max() ?? 0))
    let name = TextLimits.Limit(room).cut(header.name, "the name", at: .nameOf(header), &findings)
    let description = header.description.flatMap { $0.isEmpty ? nil : $0 }.map {
      input.limits.text.description?.cut($0, "the description", at: header.place["description"], &findings) ?? $0
    }
    return zip(objects, suffixes).map { object, suffix in
      let place: Place = suffix.isEmpty ? .nameOf(header) : object.price.place.name
      let whole = TextLimits.Limit(longest).cut(name + suffix, "the name with the price id", at: place, &findings)
      return (object, whole, place, description)
    }
  }

  /// The names shared by several add-ons. Add-ons have no metadata, so only their names identify them.
  private func sharedNames(_ named: [Named], _ findings: inout Findings) -> Set<ScalarString> {
    var claims = NameClaims()
    var shared: Set<ScalarString> = []
    for (object, name, place, _) in named where object.isAddon {
      guard let other = claims.claim(name, at: place) else { continue }
      shared.insert(ScalarString(name))
      findings.report(
        .nameTaken, "duplicate Dodo Payments add-on name \(quoted(name)); later runs may confuse the two",
        at: place, help: "rename one of them", related: [.init("first used here", at: other)])
    }
    return shared
  }

  /// The metadata of the item and the price, because a product represents both.
  private mutating func metadata(of object: DodoObject, _ findings: inout Findings) -> [JSON.Member] {
    let (item, price) = (object.item, object.price)
    return metadata.members(
      [.settings(input.settings), .item(item), .price(price, of: item)],
      compiler: input.compilerMetadata(price, of: item) + [.customerKey], owner: price.place, &findings)
  }

  /// - Parameter addons: the objects of the item that are add-ons and for sale.
  private func reportCheckoutMetadata(of item: Item, _ addons: [DodoObject], _ findings: inout Findings) {
    guard !addons.isEmpty else { return }
    var places = addons.map(\.price).filter { !$0.metadata.isEmpty }.map { $0.place["metadata"] }
    if !item.header.metadata.isEmpty { places.insert(item.header.place["metadata"], at: 0) }
    for place in places {
      findings.report(.metadataOnCheckout, "Dodo Payments add-ons have no metadata; the checkout carries it", at: place)
    }
  }
}
