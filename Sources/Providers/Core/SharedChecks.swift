import Catalog
import Diagnostics
import Foundations
import Syntax

/// The findings that depend only on a catalog and a provider's limits, worded alike for all providers.
package struct SharedChecks {
  private let catalog: Catalog
  private let limits: ProviderLimits
  private let isSold: (Price, Item) -> Bool
  private let left: Set<String>
  private var findings: Findings

  /// - Parameters:
  ///   - families: rules that the provider reports itself, under its own conditions.
  ///   - isSold: whether a price is for sale.
  package static func run(
    _ catalog: Catalog, _ limits: ProviderLimits, _ findings: inout Findings, leaving families: [RuleFamily] = [],
    isSold: (Price, Item) -> Bool
  ) {
    withoutActuallyEscaping(isSold) { isSold in
      var checks = SharedChecks(
        catalog: catalog, limits: limits, isSold: isSold, left: Set(families.map(\.name)), findings: findings)
      checks.run()
      findings = checks.findings
    }
  }

  private mutating func run() {
    let charged = chargedFeatures()
    checkMeters(charged)
    let drawing = drawing
    let counted = limits.keeps.contains(.meters) ? charged.union(grantedFeatures()) : charged
    for (index, feature) in catalog.features.enumerated() {
      if limits.keeps.contains(.features) || !(drawing.contains(index) || (feature.isPool && limits.keeps.contains(.pools))) {
        check(feature)
      }
      if counted.contains(index) { checkPool(feature) }
      if limits.unmetered.contains(index) {
        report(
          .usageWithoutMeter,
          "\(quoted(feature.header.id)) has usage prices but no meter, so \(title) cannot count its usage",
          at: feature.header.place.name, help: "set `meter` to the meter that counts its usage")
      }
    }
    for item in catalog.items {
      check(item)
      checkQuantity(of: item)
      checkSituations(of: item)
      checkUsage(of: item)
    }
    for addon in catalog.addons { check(addon) }
    checkAddonsBesidePlans()
    for topup in catalog.topups { check(topup) }
    checkGroups()
    for discount in catalog.discounts { check(discount) }
  }

  private var title: String { findings.title }

  private mutating func report(_ family: RuleFamily, _ message: String, at place: Place, help: Phrase? = nil) {
    if left.contains(family.name) { return }
    findings.report(family, message, at: place, help: help)
  }

  private mutating func report(_ mismatch: AddonMismatch, at place: Place) {
    if left.contains(mismatch.family.name) { return }
    findings.report(mismatch, at: place)
  }

  // MARK: Meters and features

  private mutating func checkMeters(_ charged: Set<Int>) {
    guard !limits.keeps.contains(.meters), !catalog.meters.isEmpty else { return }
    // The meter of a pool is not in the file.
    let pools = catalog.features.filter(\.isPool).compactMap(\.meter) + drawing.compactMap { catalog.features[$0].meter }
    guard limits.keeps.contains(.usageMeters) else {
      for (index, meter) in catalog.meters.enumerated() where !pools.contains(index) {
        report(.meterNotSent, "\(title) has no meters; \(quoted(meter.header.id)) is skipped", at: meter.header.place.name)
      }
      return
    }
    let known = Set(charged.compactMap { catalog.features[$0].meter } + pools)
    for (index, meter) in catalog.meters.enumerated() where !known.contains(index) {
      report(
        .meterNotSent,
        "meter \(quoted(meter.header.id)) is skipped; no \(title) price in this catalog is usage-based",
        at: meter.header.place.name)
    }
  }

  /// The features that draw on a pool of the provider's own.
  private var drawing: Set<Int> {
    limits.keeps.contains(.pools) ? Set(catalog.features.flatMap(\.costs).map(\.feature)) : []
  }

  /// The features whose usage the prices for sale charge.
  private func chargedFeatures() -> Set<Int> {
    let sold = catalog.items.flatMap { item in item.prices.filter { isSold($0, item) } }
    return Set(sold.flatMap(\.usage).map(\.feature))
  }

  /// The features that anything for sale grants.
  private func grantedFeatures() -> Set<Int> {
    let sent = catalog.items.filter { isSent($0) }
    return Set(sent.flatMap { $0.possibleEntitlements.map(\.feature) + [$0.topup?.feature].compactMap(\.self) })
  }

  private mutating func check(_ feature: Feature) {
    let header = feature.header
    guard limits.keeps.contains(.features) else {
      let isKept = limits.keeps.contains(.booleanFeatures)
      if isKept, feature.kind == .boolean { return }
      report(
        .featureNotSent,
        "\(title) \(isKept ? "tracks only boolean features" : "does not track entitlements"); "
          + "your application must grant \(quoted(header.id))",
        at: header.place.name)
      return
    }
    if !limits.keeps.contains(.featureDescriptions), let description = header.description, !description.isEmpty {
      report(
        .descriptionNotSent, "\(title) features have no description; `description` is ignored", at: header.place["description"])
    }
  }

  private mutating func checkPool(_ feature: Feature) {
    // A provider without meters takes no events.
    guard feature.isPool, !limits.keeps.contains(.pools),
      limits.keeps.contains(.meters) || limits.keeps.contains(.usageMeters)
    else { return }
    let key = quoted(feature.header.key)
    report(
      .poolCountedByApplication,
      "\(title) cannot draw on pools; your application must send an event \(key) with the `\(Catalog.creditProperty)` of each use",
      at: feature.header.place["costs"])
  }

  // MARK: Items

  private mutating func check(_ item: Item) {
    let header = item.header
    let isKept = limits.keeps.contains(.itemsWithoutPrice)
    checkDefault(item, isKept: isKept)
    // A default plan is free for every customer.
    let isGiven = isKept && item.plan?.isDefault == true
    if item.prices.isEmpty, !isGiven, !limits.sells.isDisjoint(with: item.kind.sales) {
      report(
        .itemWithoutPrice,
        "\(quoted(header.id)) has no price, so it is "
          + (isKept
            ? "free at \(title); attach it only to customers who should have it"
            : "not for sale at \(title); your application must grant it"
              + (item.plan?.isDefault == true ? " to customers without another plan of its group" : "")),
        at: header.place.name,
        help: isKept || limits.money.free.isDisjoint(with: item.kind.sales)
          ? nil : "add a price with amount 0 to sell it at \(title)")
    }
    if case .named? = item.compatiblePlans, !keepsPlans(item) {
      let isSold = !limits.sells.isDisjoint(with: item.kind.sales)
      report(
        .compatiblePlansNotEnforced,
        "\(title) \(isSold ? "sells" : "grants") \(quoted(header.id)) to customers of any plan; "
          + "your application must check the plan",
        at: .compatiblePlans(header))
    }
    if !limits.keeps.contains(.lookupKeys) {
      for price in item.prices where limits.sells.contains(Sale(price, of: item)) && !item.hasDefaultLookupKey(price) {
        report(.lookupKeyNotSent, "\(title) has no lookup keys; `lookupKey` is ignored", at: price.place["lookupKey"])
      }
      if !limits.sells.isDisjoint(with: item.kind.sales) { checkUsageLookupKeys(of: item) }
    }
    // A provider that keeps no values of features has been reported.
    if limits.keeps.contains(.featureValues), isSent(item) {
      for entitlement in item.entitlements {
        check(entitlement)
        checkUnits(of: entitlement, in: item)
      }
    }
  }

  /// One without a price that is not created is reported with its price.
  private mutating func checkDefault(_ item: Item, isKept: Bool) {
    guard let plan = item.plan, plan.isDefault, isKept || !plan.prices.isEmpty, !limits.keeps.contains(.defaultPlans) else {
      return
    }
    report(
      .defaultNotGiven,
      "\(title) assigns no default plan; your application must give \(quoted(item.header.id)) "
        + "to customers without another plan of its group", at: item.header.place["default"])
  }

  private mutating func checkUsageLookupKeys(of item: Item) {
    for owner in item.prices {
      for usage in owner.usage {
        let (price, feature) = (usage.price, catalog.features[usage.feature].header)
        let usual = UsagePrice.defaultLookupKey(
          price.id, of: item.header, feature, under: owner.owns(price) ? owner.id : nil)
        guard let key = price.ownLookupKey, !key.hasSameScalars(as: usual) else { continue }
        report(.lookupKeyNotSent, "\(title) has no lookup keys; `lookupKey` is ignored", at: price.place["lookupKey"])
      }
    }
  }

  private mutating func check(_ entitlement: Entitlement) {
    switch entitlement.value {
    case .metered(let allowance):
      if allowance.preserveOverageAtReset == true, !limits.keeps.contains(.overage) {
        report(
          .overageNotPreserved, "\(title) discards overage at each reset; `preserveOverageAtReset` is ignored",
          at: entitlement.place["preserveOverageAtReset"])
      }
    case .limit(let limit):
      if !limits.keeps.contains(.limits) {
        report(
          .heldLimitNotEnforced,
          "\(title) stores the limit of \(limit.amount) for \(quoted(catalog.features[entitlement.feature].header.id)); "
            + "your application must enforce it",
          at: entitlement.place)
      }
    case .boolean, .unlimited, .static: break
    }
  }

  /// Whether the provider sells the item only to customers of its compatible plans, at every price.
  private func keepsPlans(_ item: Item) -> Bool {
    if item.prices.isEmpty {
      // An item that is not created cannot be restricted to plans.
      return limits.keeps.contains(.itemsWithoutPrice) && limits.enforcesPlans.isSuperset(of: item.kind.sales)
    }
    return item.prices.allSatisfy { limits.enforcesPlans.contains(Sale($0, of: item)) }
  }

  private func isSent(_ item: Item) -> Bool {
    // A provider that sells nothing grants every item.
    if limits.sells.isEmpty { return true }
    return item.prices.isEmpty ? limits.keeps.contains(.itemsWithoutPrice) : item.prices.contains { isSold($0, item) }
  }

  private mutating func checkGroups() {
    guard !limits.keeps.contains(.groups), !limits.sells.isEmpty else { return }
    for plan in catalog.plans where plan.group != nil {
      report(
        .groupNotEnforced,
        "\(title) sells several plans of group \(quoted(plan.group ?? "")) to one customer; your application must not",
        at: plan.header.place["group"])
    }
  }

  // MARK: Discounts

  private mutating func check(_ discount: Discount) {
    let header = discount.header
    guard let limits = limits.discounts else {
      report(
        .discountUnsupported, "\(title) has no discounts that can be created by API; discount \(quoted(header.id)) is skipped",
        at: header.place.name)
      return
    }
    let used = limits.used(discount, at: findings.provider.name)
    if let used {
      check(discount, existing: used, limits)
    } else if let problem = limits.problem(discount) {
      report(.discountUnsupported, "\(title) \(problem); discount \(quoted(header.id)) is skipped", at: header.place.name)
      return
    }
    for (limit, place) in discount.limits where !limits.enforces.contains(limit) {
      report(
        .discountLimitNotEnforced,
        "\(title) does not enforce `\(limit.field)` of discount \(quoted(header.id)); your application must", at: place)
    }
    if !limits.documentsLongPeriods, used == nil { checkDuration(of: discount) }
  }

  private mutating func check(_ discount: Discount, existing id: String, _ limits: DiscountLimits) {
    let header = discount.header
    report(
      .existingDiscountUsed,
      "\(title) discount \(quoted(id)) is used, not changed; check that it has the terms of \(quoted(header.id))",
      at: header.place["providerIds", findings.provider.name])
    guard limits.hasOneCode else { return }
    for code in discount.codes.dropFirst() {
      report(
        .discountUnsupported, "\(title) discount \(quoted(id)) has one code; code \(quoted(code.text)) is skipped",
        at: code.place.name, help: "write a discount for each code")
    }
  }

  /// Reports months that are not a whole number of a price's intervals.
  private mutating func checkDuration(of discount: Discount) {
    guard case .months(let months) = discount.duration else { return }
    let items = catalog.items(of: discount)
    let cadences = items.flatMap { item in item.prices.filter { isSold($0, item) }.compactMap(\.cadence) }
    guard let longer = cadences.first(where: { $0.months != nil && !$0.divides(months) }) else { return }
    report(
      .discountApproximated,
      "\(title) does not document how discount \(quoted(discount.header.id)) of \(months) month\(months == 1 ? "" : "s") "
        + "lowers a price every \(longer.described); test it before you offer it",
      at: discount.header.place["duration"])
  }

  // MARK: Quantities and usage

  private mutating func checkQuantity(of item: Item) {
    guard let quantity = item.quantity else { return }
    let id = quoted(item.header.id)
    let place = item.quantityPlace
    if limits.sellsSeveral.isDisjoint(with: item.kind.sales), !limits.sells.isDisjoint(with: item.kind.sales) {
      let room = item.kind == .addon ? limits.addons.perSubscription : nil
      let help: Phrase? = room.map { "list it once per unit in the request, which accepts \($0) add-ons" }
      if !left.contains(RuleFamily.quantityUnsupported.name) { findings.reportSinglePurchases(of: item, quantity, help: help) }
    }
    let unenforced = "of \(id); your application must"
    if limits.enforcesQuantity.isEmpty {
      if !left.contains(RuleFamily.quantityNotEnforced.name) { findings.reportUnenforced(quantity, of: item) }
    } else if !limits.enforcesQuantity.contains(.minimum), quantity.minimum > 1 {
      report(.quantityNotEnforced, "\(title) does not enforce the minimum quantity \(unenforced)", at: place["min"])
    } else if !limits.enforcesQuantity.contains(.maximum), quantity.max != nil {
      report(.quantityNotEnforced, "\(title) does not enforce the maximum quantity \(unenforced)", at: place["max"])
    }
    if let feature = quantity.feature, !limits.keeps.contains(.quantityFeatures), isSent(item) {
      report(
        .quantityFeatureByApplication,
        "\(title) does not grant limits by quantity; your application must grant "
          + "\(quoted(catalog.features[feature].header.id)) for each unit of \(id)",
        at: place["feature"])
    }
  }

  /// Reports the situations in which an item that is sold has no request.
  private mutating func checkSituations(of item: Item) {
    for sale in sales(of: item) {
      let refused = limits.refused(sale)
      if refused.isEmpty { continue }
      let ways = Situation.allCases.filter(refused.contains).map(\.described)
      let others = sale.situations.filter { !refused.contains($0) }.map { "`\($0.rawValue)`" }
      report(
        .situationUnsupported, "\(title) cannot sell \(quoted(item.header.id)) \(list(ways, and: "or"))",
        at: item.header.place.name, help: "use its request for \(list(others, and: "or"))")
    }
  }

  /// How the prices of an item that are for sale are sold.
  private func sales(of item: Item) -> [Sale] {
    let sold = item.prices.filter { isSold($0, item) }.map { Sale($0, of: item) }
    return Sale.allCases.filter(sold.contains)
  }

  /// Reports a number for each unit that a provider grants once, however many units are bought together.
  private mutating func checkUnits(of entitlement: Entitlement, in item: Item) {
    guard limits.charges.contains(.quantity), !limits.keeps.contains(.perUnitNumbers),
      entitlement.isPerUnit(in: item)
    else { return }
    report(
      .perUnitByApplication,
      "\(title) grants the \(quoted(catalog.features[entitlement.feature].header.id)) of \(quoted(item.header.id)) once; "
        + "your application must multiply it by the quantity",
      at: entitlement.writtenPerUnit == nil ? entitlement.place : entitlement.place["perUnit"])
  }

  private mutating func checkUsage(of item: Item) {
    let charging = item.prices.filter { !$0.usage.isEmpty && isSold($0, item) }
    if charging.isEmpty { return }
    if !limits.keeps.contains(.usageStops) {
      let charged = Set(charging.flatMap(\.usage).map(\.feature))
      for entitlement in item.possibleEntitlements where charged.contains(entitlement.feature) {
        guard case .metered(let allowance) = entitlement.value, !allowance.prices.isEmpty, let most = allowance.max else {
          continue
        }
        report(
          .usageStopNotEnforced,
          "\(title) does not end usage; your application must stop "
            + "\(quoted(catalog.features[entitlement.feature].header.id)) at \(most)",
          at: entitlement.place["max"])
      }
    }
    if !limits.keeps.contains(.trialStops) {
      for price in charging where (try? limits.trial.trial(price, of: item)) != nil {
        report(
          .trialUsageNotStopped,
          "\(title) does not end usage in a trial; your application must stop it at the allowance", at: price.trialPlace)
      }
    }
  }

  // MARK: Add-ons

  private mutating func check(_ addon: Addon) {
    let item = Item(addon)
    if !limits.addons.joinsOnce, addon.prices.contains(where: { $0.cadence == nil && isSold($0, item) }) {
      report(
        .addonSeparatePurchase,
        "\(title) sells \(quoted(addon.header.id)) in a checkout of its own; customers who buy it with a plan complete two",
        at: addon.header.place.name)
    }
    if limits.addons.step == nil, addon.prices.contains(where: { $0.cadence != nil && isSold($0, item) }) {
      report(
        .addonSeparateSubscription,
        "\(quoted(addon.header.id)) becomes a separate subscription at \(title); your application must cancel it with the plan",
        at: addon.header.place.name)
    }
  }

  private mutating func checkAddonsBesidePlans() {
    guard !catalog.addons.isEmpty, limits.addons.step != nil || limits.addons.sharesCurrency else { return }
    let groups = PlansByTerms(catalog)
    for addon in catalog.addons { check(addon, AddonFit(addon, groups, limits.addons)) }
    if let room = limits.addons.perSubscription, catalog.addons.count > room { checkAddonCounts(room) }
  }

  private mutating func check(_ addon: Addon, _ fit: AddonFit) {
    let place = Place.compatiblePlans(addon.header)
    if !fit.foreign.isEmpty { report(.currency(addon, fit.foreign), at: place) }
    if !fit.split.isEmpty { report(.currencyAndInterval(addon, fit.split), at: place) }
    if !fit.outOfStep.isEmpty { report(.interval(addon, fit.outOfStep), at: place) }
    if !fit.mixed.isEmpty {
      report(
        .addonMixedInterval, "\(quoted(addon.header.id)) has a different billing interval than \(names(fit.mixed))", at: place,
        help: limits.addons.mixedIntervals.map { Phrase($0) })
    }
  }

  private mutating func checkAddonCounts(_ room: Int) {
    var everywhere = 0
    var named = [Int](repeating: 0, count: catalog.plans.count)
    for addon in catalog.addons where addon.prices.contains(where: { isSold($0, Item(addon)) }) {
      switch addon.compatiblePlans {
      case .every: everywhere += 1
      case .named(let plans): for plan in plans { named[plan] += 1 }
      }
    }
    for (index, plan) in catalog.plans.enumerated() where everywhere + named[index] > room {
      guard plan.prices.contains(where: { isSold($0, Item(plan)) }) else { continue }
      report(
        .tooManyAddons,
        "\(quoted(plan.header.id)) has \(everywhere + named[index]) compatible add-ons; "
          + "\(title) allows at most \(room) per subscription",
        at: plan.header.place.name, help: "list fewer plans in `compatiblePlans` of the add-ons")
    }
  }

  // MARK: Top-ups

  private mutating func check(_ topup: Topup) {
    let place = topup.header.place
    let grant = topup.grant
    guard limits.keeps.contains(.grants) else {
      guard !left.contains(RuleFamily.grantByApplication.name),
        topup.prices.contains(where: { isSold($0, Item(topup)) })
      else { return }
      findings.reportGrantByApplication(of: topup, in: catalog)
      return
    }
    if grant.expiration != nil, !limits.keeps.contains(.grantExpiration) {
      report(
        .grantExpirationUnsupported, "\(title) balances do not expire; `expiration` is ignored",
        at: place["grant", "expiration"])
    }
    if grant.priority != nil, !limits.keeps.contains(.grantPriority) {
      report(
        .grantPriorityUnsupported, "\(title) has no grant priorities; `priority` is ignored", at: place["grant", "priority"])
    }
    // A rollover of the full amount is not a limit.
    if let rollover = grant.maxRolloverAmount, rollover < topup.amount, !limits.keeps.contains(.grantRollover),
      !(rollover.isZero && limits.keeps.contains(.grantsWithoutRollover))
    {
      report(
        .grantRolloverUnsupported, "\(title) rolls over the entire balance; `maxRolloverAmount` is ignored",
        at: place["grant", "maxRolloverAmount"])
    }
  }
}

extension Item.Kind {
  /// The ways in which its prices can be sold.
  fileprivate var sales: [Sale] {
    switch self {
    case .plan: [.plan]
    case .addon: [.recurringAddon, .oneTimeAddon]
    case .topup: [.topup]
    }
  }
}
