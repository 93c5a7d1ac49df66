import Catalog
import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Syntax

/// A catalog in OpenMeter's terms.
struct OpenMeterOffers {
  struct Meter {
    let meter: CatalogMeter
    /// The id of the request that creates it.
    let request: String
    let slug: String
    /// False if it exists.
    let isCreated: Bool
    let name: String
    let description: String?
    let valueProperty: String?
    let groupBy: [JSON.Member]
    let metadata: JSON
  }

  struct Feature {
    let header: Header
    /// False if it exists.
    let isCreated: Bool
    /// Nil without a meter that OpenMeter can track.
    let meterSlug: String?
    /// The events of the meter that count, by group.
    let filters: [JSON.Member]
    let metadata: JSON
  }

  struct Topup {
    let topup: CatalogTopup
    let feature: Header
    let metadata: [JSON.Member]
    /// Includes the metadata of the payment.
    let grantMetadata: [JSON.Member]
  }

  let meters: [Meter]
  let features: [Feature]
  /// The entitlements of each plan, followed by those of each add-on.
  let items: [(item: Item, entitlements: [OpenMeterEntitlement])]
  let topups: [Topup]
  let customers: OpenMeterCustomers
  /// Nil in mode `entitlements`.
  let plans: OpenMeterPlans?
}

extension OpenMeterLowering {
  mutating func offers(_ findings: inout Findings) -> OpenMeterOffers {
    reportKeys(&findings)
    var ids = NameClaims()
    var slugs = Set(input.whole.meters.map { ScalarString($0.header.key) })
    let meters = catalog.meters.enumerated().map { index, meter in
      let isPool = index >= input.whole.meters.count
      return self.meter(meter, isPool ? poolSlug(meter, &slugs) : nil, &ids, &findings)
    }
    let items = catalog.items.filter { $0.kind != .topup }.map { ($0, entitlements(of: $0, &findings)) }
    let topups = catalog.topups.map { topup($0, &findings) }
    let used = Set(items.lazy.flatMap(\.1).map(\.entitlement.feature)).union(catalog.topups.map(\.feature))
    // Usage that is charged without a meter is an error of its own.
    let granted = used.subtracting(input.limits.unmetered)
    let features = catalog.features.enumerated().map { feature($1, isUsed: granted.contains($0), meters, &ids, &findings) }
    for item in catalog.items where !bills || item.kind == .topup { reportUnsent(item, &findings) }
    if !bills {
      for discount in catalog.discounts {
        findings.report(
          .openmeterPricesNotSent, "OpenMeter does not bill; discount \(quoted(discount.header.id)) is ignored",
          at: discount.header.place.name)
      }
    }
    for item in catalog.items { reportQuantity(of: item, &findings) }
    let apart = self.apart
    let counted = Set(features.indices.filter { features[$0].meterSlug != nil })
    return OpenMeterOffers(
      meters: meters, features: features, items: items, topups: topups,
      customers: customers(items, bills ? Set(apart.keys) : Set(catalog.features.indices), topups, &findings),
      plans: bills ? plans(without: apart, counting: counted, &findings) : nil)
  }

  /// A free item is created only if its currency is known, and an add-on is matched to plans by the terms of its prices.
  ///
  /// A discount belongs to the provider that bills.
  var ownFamilies: [RuleFamily] {
    [.itemWithoutPrice, .addonCurrencyMismatch, .addonIntervalMismatch, .addonMixedInterval]
      + (bills ? [] : [.discountUnsupported])
  }

  /// Why features are granted outside subscriptions, by index: the server rejects grants on a subscription's entitlement with
  /// 403 (openmeter/entitlement/hooks/subscription/hook.go), and an add-on cannot raise a static value.
  private var apart: [Int: String] {
    var reasons: [Int: String] = [:]
    for addon in catalog.addons {
      for entitlement in addon.entitlements {
        if case .limit = entitlement.value { reasons[entitlement.feature] = "is raised by add-ons" }
      }
      if let feature = addon.quantity?.feature { reasons[feature] = "is raised by add-ons" }
    }
    for item in catalog.items {
      for entitlement in item.entitlements {
        guard case .metered(let allowance) = entitlement.value, allowance.reset(in: item) == .never else { continue }
        reasons[entitlement.feature] = "is granted once"
      }
    }
    for topup in catalog.topups where !topup.amount.isZero { reasons[topup.feature] = "has top-ups" }
    return reasons
  }

  func sells(_ price: Price, of item: Item, in offers: OpenMeterOffers) -> Bool {
    offers.plans?.sold.contains(price.place) ?? false
  }

  func creates(_ discount: Discount, in offers: OpenMeterOffers) -> Bool {
    let plans = offers.plans?.plans.flatMap(\.offers) ?? []
    return plans.contains { $0.reduction?.discount.header === discount.header }
  }

  // MARK: Keys

  private func reportKeys(_ findings: inout Findings) {
    reportKeys(catalog.meters.map(\.header), "meter", &findings)
    reportKeys(catalog.features.map(\.header), "feature", &findings)
    for header in catalog.features.map(\.header)
    where OpenMeterKey.isLegal(header.key) && OpenMeterKey.looksLikeID(header.key) {
      findings.report(
        .keyUnsupported,
        "OpenMeter mistakes a key of 26 characters that begins with 0 to 7 for an id; creating the feature fails",
        at: .keyOf(header))
    }
    guard bills else { return }
    // The keys of plans and add-ons begin with the catalog's id.
    let prefix = input.whole.id.map { "\($0)_" } ?? ""
    reportKeys(catalog.plans.map(\.header), "plan", prefix: prefix, &findings)
    reportKeys(catalog.addons.map(\.header), "add-on", prefix: prefix, &findings)
  }

  private func reportKeys(_ headers: [Header], _ what: String, prefix: String = "", _ findings: inout Findings) {
    let illegal = headers.filter { !OpenMeterKey.isLegal(prefix + $0.key) }
    guard !illegal.isEmpty else { return }
    let taken = Set(headers.lazy.map { ScalarString($0.key) })
    for header in illegal {
      let suggested = OpenMeterKey.snakeCase(header.key)
      let isFree = !suggested.isEmpty && OpenMeterKey.isLegal(prefix + suggested) && !taken.contains(ScalarString(suggested))
      let (count, maximum) = ((prefix + header.key).unicodeScalars.count, OpenMeterKey.maximumLength)
      let problem =
        count > maximum
        ? "are limited to \(maximum) characters, found \(count)" + (prefix.isEmpty ? "" : " with the catalog's `id`")
        : "allow only lowercase letters, digits and single `_` between them"
      findings.report(
        .keyUnsupported, "OpenMeter \(what) keys \(problem); creating the \(what) fails", at: .keyOf(header),
        help: isFree
          ? "write \(code: .fields([("key", .string(suggested))]))"
          : "choose a key of lowercase letters, digits and single `_` between them")
    }
  }

  // MARK: Meters

  /// Whether the object exists: the catalog has its id. It is used, not changed; requests name it by its key.
  private func reportID(
    _ providerIds: [ProviderID], of header: Header, _ what: String, _ ids: inout NameClaims, _ findings: inout Findings
  ) -> Bool {
    let provider = input.provider.name
    guard let id = providerIds.first(where: { $0.provider == provider })?.id else { return false }
    let place = header.place["providerIds", provider]
    let consequence = "the \(what) is not created, and requests use the \(what) with key \(quoted(header.key))"
    if !OpenMeterKey.isID(id) {
      findings.report(
        .idMalformed, "\(quoted(id)) is not a valid OpenMeter id; \(consequence)", at: place,
        help: "copy the 26-character `id` from OpenMeter, or remove it")
    } else if let other = ids.claim(id, at: place) {
      findings.report(
        .idTaken, "duplicate OpenMeter id \(quoted(id)); \(consequence)", at: place, help: "remove one of the two ids",
        related: [.init("first used here", at: other)])
    } else {
      findings.report(
        .existingObjectKept, "the existing OpenMeter \(what) is used unchanged; its key must be \(quoted(header.key))", at: place)
    }
    return true
  }

  /// The slug of a pool's meter: the pool's key, unless a meter of the catalog has it.
  private func poolSlug(_ meter: Meter, _ slugs: inout Set<ScalarString>) -> String {
    var slug = meter.header.key
    var count = 1
    while !slugs.insert(ScalarString(slug)).inserted {
      count += 1
      slug = "\(meter.header.key)_\(count)"
    }
    return slug
  }

  /// - Parameter slug: that of a pool's meter, which is not in the catalog; nil for a meter of the catalog.
  private mutating func meter(
    _ meter: Meter, _ slug: String?, _ ids: inout NameClaims, _ findings: inout Findings
  ) -> OpenMeterOffers.Meter {
    let header = meter.header
    let exists = reportID(meter.providerIds, of: header, "meter", &ids, &findings)
    let limits = input.limits.text
    let valueProperty = valueProperty(of: meter, &findings)
    return OpenMeterOffers.Meter(
      meter: meter,
      request: slug == nil
        ? Request.id("meters", header.id) : Request.id("meters", header.id, header.id), slug: slug ?? header.key,
      isCreated: !exists, name: limits.meterName?.cut(header.name, "the name", at: .nameOf(header), &findings) ?? header.name,
      description: description(header, limits.meterDescription, &findings), valueProperty: valueProperty,
      groupBy: groupBy(meter, valueProperty, &findings),
      metadata: .object(
        metadata.members(
          [.settings(input.settings), .meter(meter)],
          compiler: input.mark + [.init(slug == nil ? "catalogMeterId" : "catalogFeatureId", .string(header.id))],
          owner: header.place, &findings)))
  }

  /// The description, truncated to the limit; nil if it is empty.
  func description(_ header: Header, _ limit: TextLimits.Limit?, _ findings: inout Findings) -> String? {
    guard let text = header.description, !text.isEmpty else { return nil }
    return limit?.cut(text, "the description", at: header.place["description"], &findings) ?? text
  }

  private func groupBy(_ meter: Meter, _ valueProperty: String?, _ findings: inout Findings) -> [JSON.Member] {
    meter.groupBy.compactMap { dimension in
      let place = meter.header.place["groupBy", dimension.name]
      guard OpenMeterKey.isGroupName(dimension.name) else {
        let suggested = OpenMeterKey.snakeCase(dimension.name)
        findings.report(
          .openmeterGroupByName,
          "OpenMeter group names allow only letters, digits and `_`, with no leading digit; this group is skipped",
          at: place.name, help: OpenMeterKey.isGroupName(suggested) ? "write `\(suggested)`" : nil)
        return nil
      }
      let path = jsonPath(dimension.path, at: place, &findings)
      if let valueProperty, path.hasSameScalars(as: valueProperty) {
        findings.report(
          .openmeterGroupByValue, "group \(quoted(dimension.name)) is skipped; it has the same path as `valueProperty`",
          at: place)
        return nil
      }
      return .init(dimension.name, .string(path))
    }
  }

  private func valueProperty(of meter: Meter, _ findings: inout Findings) -> String? {
    guard let path = meter.valueProperty else { return nil }
    findings.reportCountValue(of: meter)
    return meter.aggregation.needsValue ? jsonPath(path, at: meter.header.place["valueProperty"], &findings) : nil
  }

  /// The path with a leading `$`, which openmeter/meter/meter.go requires.
  private func jsonPath(_ text: String, at place: Place, _ findings: inout Findings) -> String {
    let first = text.utf8.first
    if first == UInt8(ascii: "$") { return text }
    let path = (first == UInt8(ascii: "[") || first == UInt8(ascii: ".") ? "$" : "$.") + text
    findings.report(
      .openmeterJSONPath, "a JSONPath must begin with `$`, found \(quoted(text)); it is sent as \(quoted(path))", at: place,
      help: "write \(quoted(path))")
    return path
  }

  // MARK: Features

  /// - Parameters:
  ///   - isUsed: whether any plan, add-on or top-up grants it.
  ///   - meters: the catalog's.
  private mutating func feature(
    _ feature: Feature, isUsed: Bool, _ meters: [OpenMeterOffers.Meter], _ ids: inout NameClaims, _ findings: inout Findings
  ) -> OpenMeterOffers.Feature {
    let header = feature.header
    let exists = reportID(feature.providerIds, of: header, "feature", &ids, &findings)
    var slug = meterSlug(of: feature, isUsed: isUsed && !exists, meters, &findings)
    if let index = feature.meter, !canFilter(feature, by: meters[index].groupBy, &findings) { slug = nil }
    return OpenMeterOffers.Feature(
      header: header, isCreated: !exists, meterSlug: slug,
      filters: slug == nil ? [] : feature.filters.map { JSON.Member($0.group, OpenMeterUsage.filter($0)) },
      metadata: .object(
        metadata.members(
          [.settings(input.settings), .feature(feature)], compiler: input.mark + [.init("catalogFeatureId", .string(header.id))],
          owner: header.place, &findings)))
  }

  /// A filter needs a group of the meter, and values that are not empty (openmeter/productcatalog/feature/feature.go,
  /// MeterGroupByFilters; pkg/filter/filter.go, FilterString).
  private func canFilter(_ feature: Feature, by groups: [JSON.Member], _ findings: inout Findings) -> Bool {
    var isSent = true
    for filter in feature.filters {
      let isGroup = groups.contains { $0.name.hasSameScalars(as: filter.group) }
      if isGroup, !filter.values.contains(where: \.isEmpty) { continue }
      findings.report(
        .openmeterFilter,
        (isGroup ? "OpenMeter cannot filter by an empty value" : "group \(quoted(filter.group)) is skipped")
          + ", so \(quoted(feature.header.id)) is created without its meter",
        at: feature.header.place["where", filter.group],
        help: isGroup ? "give those events a value, and use it here" : "rename the group, or give it its own path")
      isSent = false
    }
    return isSent
  }

  private func meterSlug(
    of feature: Feature, isUsed: Bool, _ meters: [OpenMeterOffers.Meter], _ findings: inout Findings
  ) -> String? {
    let header = feature.header
    guard let index = feature.meter else {
      if feature.kind == .metered, isUsed {
        findings.report(
          .featureWithoutMeter,
          "\(quoted(header.id)) has no meter, so OpenMeter cannot track its balance and rejects its allowances and grants",
          at: header.place.name, help: "set `meter` to the meter that counts its usage")
      }
      return nil
    }
    let meter = catalog.meters[index]
    switch meter.aggregation {
    case .sum, .count, .uniqueCount, .latest: return meters[index].slug
    // Source: openmeter/productcatalog/feature/connector.go, validMeterAggregations.
    case .avg, .min, .max:
      findings.report(
        .balanceAggregationUnsupported,
        "OpenMeter cannot track a balance for `\(meter.aggregation.rawValue)` meters; the feature is created without its meter",
        at: header.place["meter"], help: "use \(Phrase.words([Meter.Aggregation.sum, .count]))",
        related: [.init("the meter's aggregation", at: meter.header.place["aggregation"])])
      return nil
    }
  }

  // MARK: Entitlements

  private mutating func entitlements(of item: Item, _ findings: inout Findings) -> [OpenMeterEntitlement] {
    item.entitlements.compactMap { entitlement in
      switch entitlement.value {
      case .metered(let allowance):
        reportDigits(allowance.amount, at: entitlement.place, &findings)
        if let maximum = allowance.max { reportDigits(maximum, at: entitlement.place["max"], &findings) }
      case .static(let config) where !OpenMeterEntitlements.isObject(config):
        findings.report(
          .openmeterStaticConfig, "OpenMeter requires a JSON object here; this value is sent as the member `value` of one",
          at: entitlement.place)
      default: break
      }
      guard entitlement.isGranted else { return nil }
      var own = OpenMeterEntitlement(entitlement, of: item, in: catalog)
      own.metadata = metadata.members(
        [.settings(input.settings), .entitlement(entitlement, of: item)], compiler: input.mark + own.origin + own.terms,
        owner: entitlement.place, &findings)
      return own
    }
  }

  /// Usage amounts are sent as JSON numbers, which the server reads as doubles (IssueAfterReset, EntitlementGrantCreateInputV2).
  private func reportDigits(_ amount: ExactDecimal, at place: Place, _ findings: inout Findings) {
    guard amount.exceedsDouble else { return }
    findings.report(.numberTooLong, "OpenMeter stores about 15 digits of \(amount); the amount may change", at: place)
  }

  // MARK: Top-ups

  private mutating func topup(_ topup: Topup, _ findings: inout Findings) -> OpenMeterOffers.Topup {
    let item = Item(topup)
    let layers: [LayeredMetadata.Layer] = [.settings(input.settings), .grant(topup), .item(item)]
    let compiler = input.compilerMetadata(item)
    reportGrant(topup, &findings)
    return OpenMeterOffers.Topup(
      topup: topup, feature: catalog.features[topup.feature].header,
      metadata: metadata.members(layers, compiler: compiler, owner: topup.header.place, &findings),
      grantMetadata: metadata.members(
        layers, compiler: compiler + OpenMeterGrants.payment(), owner: topup.header.place, &findings))
  }

  private func reportGrant(_ topup: Topup, _ findings: inout Findings) {
    for price in topup.prices {
      findings.report(
        bills ? .openmeterTopupPrice : .openmeterPricesNotSent,
        "OpenMeter does not charge for grants; charge \(quoted(price.id)) with a payment provider",
        at: price.place.name)
    }
    let place = topup.header.place
    let grant = place["grant"]
    if topup.amount.isZero {
      findings.report(
        .zeroUnitsUnsupported, "OpenMeter cannot grant 0 units; the grant is skipped", at: place["amount"])
      return
    }
    reportDigits(topup.amount, at: place["amount"], &findings)
    if let maximum = topup.grant.maxRolloverAmount {
      reportDigits(maximum, at: grant["maxRolloverAmount"], &findings)
    } else {
      findings.report(
        .openmeterRolloverMissing,
        "`maxRolloverAmount` is not set; the full amount of \(topup.amount) is sent",
        at: grant["maxRolloverAmount"], help: OpenMeterGrants.help(for: topup))
    }
    reportPriority(of: topup, at: grant["priority"], &findings)
    if let expiration = topup.grant.expiration, expiration.count > OpenMeterGrants.maximumCount {
      findings.report(
        .openmeterExpirationCount,
        "OpenMeter limits the `count` of an expiration to \(OpenMeterGrants.maximumCount), found \(expiration.count); "
          + "\(OpenMeterGrants.maximumCount) is sent",
        at: grant["expiration", "count"], help: "use a longer unit")
    }
  }

  private func reportPriority(of topup: Topup, at place: Place, _ findings: inout Findings) {
    let grant = topup.grant
    let sent = OpenMeterGrants.priority(grant)
    guard let given = grant.priority else {
      findings.report(
        .openmeterPriorityMissing, "`priority` is not set; \(sent) is sent, so that the allowance is used first",
        at: place, help: OpenMeterGrants.help(for: topup))
      return
    }
    if given != sent {
      findings.report(
        .openmeterPriorityRange, "OpenMeter priorities range from 1 to 255, found \(given); \(sent) is sent", at: place)
    }
    if sent == 1, grant.expiration != nil {
      findings.report(
        .openmeterSpentFirst,
        "customers use up the top-up before the allowance, which has priority 1 and does not expire", at: place,
        help: "write `2` or more")
    }
  }

  // MARK: Quantities

  /// Reports numbers that the application must multiply: a parameter replaces a value and cannot multiply it.
  private func reportQuantity(of item: Item, _ findings: inout Findings) {
    guard item.isBoughtInUnits else { return }
    let id = quoted(item.header.id)
    // In mode `plans`, such a plan is not for sale.
    if item.kind == .plan, bills { return }
    if item.kind == .topup {
      findings.report(
        .openmeterQuantity, "the request grants one \(id); your application must multiply its amounts by the quantity",
        at: item.quantityPlace, help: "run `catalogc bridge`, which multiplies them")
      return
    }
    for entitlement in item.entitlements { reportPerUnit(entitlement, of: item, &findings) }
  }

  private func reportPerUnit(_ entitlement: Entitlement, of item: Item, _ findings: inout Findings) {
    let perUnit: Bool?
    switch entitlement.value {
    case .metered(let allowance): perUnit = allowance.perUnit
    case .limit(let limit): perUnit = limit.perUnit
    case .boolean, .unlimited, .static: return
    }
    let (id, feature) = (quoted(item.header.id), quoted(catalog.features[entitlement.feature].header.id))
    let place = entitlement.place["perUnit"]
    switch (item.kind, perUnit) {
    case (.plan, true?):
      findings.report(
        .openmeterQuantity,
        "the request grants the \(feature) of one \(id); your application must multiply the amount by the quantity", at: place,
        help: "run `catalogc bridge`, which multiplies it")
    case (.addon, false?):
      if bills {
        findings.report(
          .openmeterAddonPerUnit, "OpenMeter grants \(feature) for each \(id) that is bought; `perUnit` is ignored", at: place,
          help: "sell one of the add-on, or remove `perUnit`")
      } else {
        findings.report(
          .openmeterQuantity, "your application must grant the \(feature) of \(id) once, whatever the quantity", at: place)
      }
    default: return
    }
  }

  // MARK: Bought units

  /// Reports units that are bought, and charged again as usage: billing counts the usage of a period, not what was granted
  /// (openmeter/billing/rating/service/pricer.go).
  func reportBoughtUnits(_ findings: inout Findings) {
    let charged = Set(catalog.items.flatMap(\.entitlements).filter(OpenMeterUsage.charges).map(\.feature))
    if charged.isEmpty { return }
    for addon in catalog.addons {
      for entitlement in Item(addon).possibleEntitlements
      where charged.contains(entitlement.feature) && entitlement.givesFreeUsage {
        reportBoughtUnits(entitlement.feature, addon.header, addon.compatiblePlans, at: entitlement.place.name, &findings)
      }
    }
    for (index, plan) in catalog.plans.enumerated() {
      for entitlement in Item(plan).possibleEntitlements where charged.contains(entitlement.feature) && entitlement.givesFreeUsage
      {
        // No plan is charged with another, so only add-ons are left.
        reportBoughtUnits(entitlement.feature, plan.header, nil, with: index, at: entitlement.place.name, &findings)
      }
    }
    for topup in catalog.topups where charged.contains(topup.feature) && !topup.amount.isZero {
      reportBoughtUnits(topup.feature, topup.header, topup.compatiblePlans, at: topup.header.place["feature"], &findings)
    }
  }

  private func reportBoughtUnits(
    _ feature: Int, _ bought: Header, _ selection: PlanSelection?, with plan: Int? = nil, at place: Place,
    _ findings: inout Findings
  ) {
    let plans = selection.map { coverage.grants(feature, $0).filter { OpenMeterUsage.charges($0.entitlement) } } ?? []
    let addons = catalog.addons.filter { addon in
      if let plan, case .named(let plans) = addon.compatiblePlans, !plans.contains(plan) { return false }
      return addon.entitlements.contains { $0.feature == feature && OpenMeterUsage.charges($0) }
    }
    let charging = plans.map { catalog.plans[$0.plan].header } + addons.map(\.header)
    guard !charging.isEmpty else { return }
    findings.report(
      .boughtUnitsCharged,
      "OpenMeter charges the \(quoted(catalog.features[feature].header.id)) of \(quoted(bought.id)) again "
        + "as usage of \(names(charging)); your application must credit them", at: place)
  }

  // MARK: Ignored fields

  /// One note per item, about all fields that only its payment provider uses.
  private func reportUnsent(_ item: Item, _ findings: inout Findings) {
    let header = item.header
    var texts: [String] = []
    var fields: [String] = []
    if header.hasOwnName { texts.append("name") }
    if let description = header.description, !description.isEmpty { fields.append("description") }
    // The key and the metadata of a top-up become metadata of its grant.
    if item.kind != .topup {
      if header.hasOwnKey { texts.insert("key", at: 0) }
      if item.prices.contains(where: { !$0.isImplied }) { fields.append("prices") }
      if item.prices.contains(where: { !$0.usage.isEmpty }) { fields.append("usage prices") }
      if !header.metadata.isEmpty { fields.append("metadata") }
      if item.quantity != nil { fields.append("quantity") }
    }
    if item.id(at: input.provider.name) != nil { fields.append("id") }
    // Losing only a key or a name does not matter, because nobody reads them at OpenMeter.
    guard !fields.isEmpty else { return }
    findings.report(
      .openmeterPricesNotSent,
      "OpenMeter does not bill customers of \(quoted(header.id)); the \(item.kind.described)'s \(list(texts + fields)) "
        + (texts.count + fields.count == 1 && !fields[0].hasSuffix("prices") ? "is" : "are") + " ignored",
      at: header.place.name)
  }
}

extension Entitlement {
  /// Whether it gives usage that nothing in it charges.
  fileprivate var givesFreeUsage: Bool {
    switch value {
    case .metered(let allowance): allowance.prices.isEmpty && !allowance.amount.isZero
    case .unlimited: true
    case .boolean, .limit, .static: false
    }
  }
}
