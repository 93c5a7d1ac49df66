import Catalog
import CatalogDiff
import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Syntax

/// A catalog in Polar's terms.
struct PolarOffers {
  struct Meter {
    let request: String
    let name: String
    let filter: JSON
    let aggregation: JSON
    /// The metadata entry that tells it from other meters.
    let identity: String
    let metadata: JSON
  }

  struct Benefit {
    enum Kind {
      case flag
      case credit(meter: String, units: Int64, rollover: Bool)
    }

    let request: String
    let kind: Kind
    let text: String
    let metadata: JSON
  }

  struct Product {
    let item: Item
    let name: String
    /// The id of the existing product; nil if it is created.
    let existing: String?
    /// The price that determines the product's id, terms and metadata.
    let first: SoldPrice
    /// All prices, including the first, each in a different currency.
    let prices: [SoldPrice]
    /// The requests that create its benefits, in the order of the catalog.
    let benefits: [String]
    /// How often its credits are renewed, if more often than it is charged.
    let meterInterval: Period?
  }

  struct SoldPrice {
    let price: Price
    let terms: SaleTerms
    /// Nil if one is sold at a time.
    let units: PolarUnits?
    let usage: [PolarUsage]
    /// The metadata of a product.
    let metadata: JSON
    /// The metadata of a checkout.
    let purchaseMetadata: JSON
  }

  /// The organization of all objects; nil for that of the token.
  let organization: String?
  let meters: [Meter]
  let benefits: [Benefit]
  let products: [Product]
  let discounts: [DiscountOffer]
  /// The places of the prices that are for sale.
  let sold: Set<Place>
}

extension PolarLowering {
  mutating func offers(_ findings: inout Findings) -> PolarOffers {
    var products: [PolarOffers.Product] = []
    // Plans come first among the items, so their index is that of the plan.
    for (index, item) in catalog.items.enumerated() {
      let listings = listings(of: item, &findings)
      if listings.isEmpty { continue }
      if let topup = item.topup {
        guard let benefit = benefits.request(for: topup, &metadata, &findings) else { continue }
        products += listings.map { product($0, [benefit], nil, &findings) }
      } else {
        products += self.products(listings, of: item, index, &findings)
      }
    }
    reportUnused(products, &findings)
    reportKeys(&findings)
    let subscribed = Set(products.filter { $0.first.terms.cadence != nil }.map(\.item.header.place))
    for addon in catalog.addons where subscribed.contains(addon.header.place) { checkSubscription(to: addon, &findings) }
    for topup in catalog.topups { checkRollover(of: topup, &findings) }
    checkGroups(products, &findings)
    input.reportSplitIDs(object: "product", &findings)
    let sold = Set(products.lazy.flatMap(\.prices).map(\.price.place))
    findings.reportBoughtUnits(in: catalog, creditsNumbers: true) { price, _ in sold.contains(price.place) }
    return PolarOffers(
      organization: organization(&findings), meters: benefits.meters.offers(&metadata, &findings), benefits: benefits.offers,
      products: products, discounts: discounts(of: products, &findings),
      sold: sold)
  }

  func sells(_ price: Price, of item: Item, in offers: PolarOffers) -> Bool { offers.sold.contains(price.place) }

  func creates(_ discount: Discount, in offers: PolarOffers) -> Bool {
    offers.discounts.contains { $0.owner === discount.header }
  }

  /// Descriptions are reported only for objects that are sent.
  /// Polar charges the usage of a trial, which is a warning of its own.
  var ownFamilies: [RuleFamily] { [.descriptionNotSent, .trialUsageNotStopped] }

  // MARK: Options

  func isOn(_ option: String) -> Bool { JSON.object(input.settings.options)[option] == .bool(true) }

  private func organization(_ findings: inout Findings) -> String? {
    if input.settings.text("defaultCurrency") == nil, let defaultCurrency {
      findings.report(
        .optionAssumed,
        "option `defaultCurrency` is not set; catalogc assumes \(defaultCurrency), the currency of the first price",
        at: Place(.root)["providers", "polar", "options", "defaultCurrency"],
        help: "write \(code: .entries([("defaultCurrency", .string("\(defaultCurrency)"))])) in the options of `polar`")
    }
    guard let id = input.settings.text("organizationId") else { return nil }
    if PolarText.isUUID(id) { return id }
    findings.report(
      .optionInvalid, "\(quoted(id)) is not a version 4 UUID; option `organizationId` is ignored",
      at: input.settings.place["options", "organizationId"])
    return nil
  }

  // MARK: Products

  /// The products of a plan or add-on. Reports the resets that they cannot have.
  ///
  /// - Parameter index: the index of the item among all items.
  private mutating func products(
    _ listings: [PolarListing], of item: Item, _ index: Int, _ findings: inout Findings
  ) -> [PolarOffers.Product] {
    let cycles = listings.map { PolarCycle(charge: $0.first.price.cadence, usage: $0.usageReset) }
    var given: [(entitlement: Entitlement, benefit: String, isOnce: Bool?)] = []
    var credited: [Entitlement] = []
    for entitlement in item.entitlements {
      if entitlement.chargedAllowance != nil, item.kind == .plan { notePlan(index, credits: entitlement.feature) }
      // Otherwise the first tier of the usage price is free.
      if let allowance = entitlement.chargedAllowance,
        allowance.amount.isZero || !boughtFeatures.contains(entitlement.feature)
      {
        if !entitlement.metadata.isEmpty {
          findings.report(
            .metadataNotSent, "Polar prices have no metadata; `metadata` is ignored", at: entitlement.place["metadata"],
            help: "move it to the item")
        }
        continue
      }
      // Skip a credit that every product would grant too often.
      if cycles.allSatisfy({ entitlement.isOvergranted(by: $0.grants) }) {
        credited.append(entitlement)
        continue
      }
      // What is bought once has credits of its own; everything else is the same benefit.
      var kinds: [Bool?] = [nil]
      if case .metered = entitlement.value { kinds = Set(cycles.map { $0.charge == nil }).sorted { !$0 && $1 } }
      let own = kinds.compactMap { isOnce in
        benefits.request(for: entitlement, of: item, isOnce: isOnce ?? false, &metadata, &findings).map {
          (entitlement: entitlement, benefit: $0, isOnce: isOnce)
        }
      }
      if own.isEmpty {
        // Without the credit, the allowance would be charged.
        if entitlement.chargedAllowance != nil { return [] }
        continue
      }
      given += own
      credited.append(entitlement)
      if item.kind == .plan, case .metered = entitlement.value { notePlan(index, credits: entitlement.feature) }
    }
    // The interval of meters matters to recurring prices only.
    let resets = given.compactMap { $0.entitlement.reset(under: Cadence(.month))?.period }
    let ownCycles = cycles.map { $0.renewing(resets, mayReset: isOn("meterCycling")) }
    for entitlement in credited { PolarCycle.report(entitlement, of: item, in: ownCycles, &findings) }
    for entitlement in item.entitlements {
      if let allowance = entitlement.chargedAllowance { checkUsage(entitlement, allowance, &findings) }
    }
    return zip(listings, ownCycles).map { listing, cycle in
      let benefits = given.filter { entitlement, _, isOnce in
        isOnce ?? (cycle.charge == nil) == (cycle.charge == nil) && !entitlement.isOvergranted(by: cycle.grants)
      }.map(\.benefit)
      return product(listing, benefits, cycle.meterInterval, &findings)
    }
  }

  /// - Parameter plan: an index into the catalog's plans.
  private mutating func notePlan(_ plan: Int, credits feature: Int) {
    guard let meter = catalog.features[feature].meter, creditingPlans[meter]?.last != plan else { return }
    creditingPlans[meter, default: []].append(plan)
  }

  private mutating func product(
    _ listing: PolarListing, _ benefits: [String], _ meterInterval: Period?, _ findings: inout Findings
  ) -> PolarOffers.Product {
    let item = listing.item
    if let (id, place) = listing.existing {
      findings.report(
        .existingObjectUpdated,
        "Polar product \(quoted(id)) is updated: its benefits for all customers, its price for new ones",
        at: place)
    }
    for entry in listing.entries {
      checkTrial(entry.price, entry.terms, &findings)
      for usage in entry.usage { self.benefits.meters.need(for: usage.feature) }
    }
    let terms = JSON.Member("catalogTerms", .string(self.terms(of: listing, meterInterval)))
    let first = sold(listing.first, of: item, terms, &findings)
    return PolarOffers.Product(
      item: item, name: listing.name, existing: listing.existing?.id, first: first,
      prices: [first] + listing.others.map { sold($0, of: item, terms, &findings) }, benefits: benefits,
      meterInterval: meterInterval)
  }

  private mutating func sold(
    _ entry: PolarListing.Entry, of item: Item, _ terms: JSON.Member, _ findings: inout Findings
  ) -> PolarOffers.SoldPrice {
    let members = metadata.members(
      [.settings(input.settings), .item(item), .price(entry.price, of: item)],
      compiler: input.compilerMetadata(entry.price, of: item) + [terms, .customerKey], owner: entry.price.place.name, &findings)
    return PolarOffers.SoldPrice(
      price: entry.price, terms: entry.terms, units: entry.units, usage: entry.usage,
      metadata: .object(members.withoutCustomerKey), purchaseMetadata: .object(members))
  }

  /// A metadata entry with the terms, so that a product with other terms does not match.
  private func terms(of listing: PolarListing, _ meterInterval: Period?) -> String {
    var terms = listing.entries.flatMap(\.described)
    if let cadence = listing.first.terms.cadence { terms.append("every \(cadence.described)") }
    if let trial = listing.first.terms.trial { terms.append("after \(trial.days) days") }
    if let meterInterval { terms.append("meters every \(meterInterval.rawValue)") }
    let text = terms.joined(separator: ", ")
    // Dozens of currencies exceed the length of an entry.
    guard let longest = input.limits.metadata?.valueLength, text.utf8.count > longest else { return text }
    return PolarText.digest(text)
  }

  // MARK: Unsent objects and fields

  /// Reports features and meters that nothing for sale needs.
  private func reportUnused(_ products: [PolarOffers.Product], _ findings: inout Findings) {
    // A top-up that is not for sale has been reported.
    var needed = Set(catalog.topups.map(\.feature))
    var neededMeters: Set<Int> = []
    for product in products {
      needed.formUnion(product.item.entitlements.filter(\.isGranted).map(\.feature))
      if let feature = product.item.quantity?.feature { needed.insert(feature) }
    }
    // The application sends the credits of a pool instead of the usage of its members.
    for pool in catalog.features.indices where needed.contains(pool) {
      let members = catalog.features[pool].costs.map(\.feature)
      needed.formUnion(members)
      neededMeters.formUnion(members.compactMap { catalog.features[$0].meter })
    }
    neededMeters.formUnion(catalog.features.filter(\.isPool).compactMap(\.meter))
    for (index, feature) in catalog.features.enumerated() where !needed.contains(index) {
      findings.report(
        .polarUnused, "feature \(quoted(feature.header.id)) is skipped; nothing for sale at Polar includes it",
        at: feature.header.place.name)
    }
    for (index, meter) in catalog.meters.enumerated() where !benefits.meters.isUsed(index) && !neededMeters.contains(index) {
      findings.report(
        .polarUnused, "meter \(quoted(meter.header.id)) is skipped; nothing for sale at Polar uses it",
        at: meter.header.place.name)
    }
  }

  private func reportKeys(_ findings: inout Findings) {
    for header in catalog.meters.map(\.header) + catalog.features.map(\.header) where header.hasOwnKey {
      findings.report(
        .polarKey, "Polar has no custom keys; `key` is ignored, and the id \(quoted(header.id)) is stored as metadata",
        at: .keyOf(header))
    }
  }

  // MARK: Groups

  /// Reports plans that customers with a plan of another group cannot buy, because they have a subscription.
  private func checkGroups(_ products: [PolarOffers.Product], _ findings: inout Findings) {
    let plans = products.compactMap(\.item.plan)
    guard !isOn("multipleSubscriptions"), let first = plans.first else { return }
    for plan in plans where plan.group != first.group {
      findings.report(
        .polarMultipleSubscriptions,
        "customers with a plan of another group can buy \(quoted(plan.header.id)) only if the organization allows multiple "
          + "subscriptions",
        at: plan.group == nil ? plan.header.place.name : plan.header.place["group"],
        help: "turn on `allow_multiple_subscriptions` at Polar, and set option `multipleSubscriptions` to true")
    }
  }

  // MARK: Add-ons and top-ups

  private func checkSubscription(to addon: Addon, _ findings: inout Findings) {
    let header = addon.header
    if !isOn("multipleSubscriptions") {
      findings.report(
        .polarMultipleSubscriptions,
        "customers with a plan can buy \(quoted(header.id)) only if the organization allows multiple subscriptions",
        at: header.place.name,
        help: "turn on `allow_multiple_subscriptions` at Polar, and set option `multipleSubscriptions` to true")
    }
    for entitlement in addon.entitlements {
      guard case .metered = entitlement.value else { continue }
      let plans = plans(addon.compatiblePlans, crediting: entitlement.feature)
      guard !plans.isEmpty else { continue }
      findings.report(
        .polarAddonResetsPlan,
        "each renewal of \(quoted(header.id)) resets the credits of \(names(plans.map(\.header))), and vice versa",
        at: entitlement.place.name, help: "sell it as a top-up, which rolls over")
    }
  }

  private func checkRollover(of topup: Topup, _ findings: inout Findings) {
    guard topup.grant.maxRolloverAmount?.isZero == true, !plans(topup.compatiblePlans, crediting: topup.feature).isEmpty else {
      return
    }
    findings.report(
      .polarTopupLostAtRenewal, "customers lose the unused part of \(quoted(topup.header.id)) when their plan renews",
      at: topup.header.place["grant", "maxRolloverAmount"], help: "remove `maxRolloverAmount` to keep it")
  }

  /// The compatible plans that credit the meter of a feature, in the order of the catalog.
  private func plans(_ selection: PlanSelection, crediting feature: Int) -> [Plan] {
    guard let meter = catalog.features[feature].meter, let crediting = creditingPlans[meter] else { return [] }
    switch selection {
    case .every: return crediting.map { catalog.plans[$0] }
    case .named(let named):
      let named = Set(named)
      return crediting.filter { named.contains($0) }.map { catalog.plans[$0] }
    }
  }
}

extension PolarListing.Entry {
  /// The amounts in words, the fixed one first: `2000 usd`, `meters/calls at 0.2 usd`.
  fileprivate var described: [String] {
    let currency = price.currency.lowercased
    var amounts = usage.map { "\($0.meter) at \($0.rate.described) \(currency)" }
    if let units {
      amounts.insert("\(units.described), \(currency)", at: 0)
    } else if !price.isImplied {
      amounts.insert("\(terms.amount) \(currency)", at: 0)
    }
    return amounts
  }
}
