import Catalog
import Diagnostics
import Foundations
import JSONText
import Syntax

/// A catalog in Autumn's terms.
struct AutumnOffers {
  struct Feature {
    enum Kind {
      /// The customer has it or not.
      case flag
      /// It has a balance that is used up.
      case consumable
      /// It has a number that is held, such as seats.
      case held
      /// Credits that other features draw on, by their ids and what their units cost.
      case credits([(feature: String, cost: ExactDecimal)])
    }

    let request: String
    /// The id at Autumn: the feature's key, or the id of the existing feature.
    let key: String
    /// Whether the feature already exists at Autumn. It is used, not changed.
    let isExisting: Bool
    let name: String
    let kind: Kind
    /// The event that adds to its usage; nil for none.
    let event: String?
  }

  /// An item at a price, in one currency or several.
  struct Plan {
    let item: Item
    let id: String
    let name: String
    /// Whether the plan already exists at Autumn.
    let isExisting: Bool
    /// Whether new customers get it.
    let isDefault: Bool
    /// Nil for an item without prices. It may stand for usage prices alone.
    let price: Price?
    /// The cost in the organization's currency; nil if the plan is free.
    let cost: Cost?
    /// The costs in other currencies.
    var additional: [Cost] = []
    let contents: [Content]
    let metadata: JSON

    var request: String {
      guard let price, !price.isImplied else { return Request.id("products", item.kind.rawValue, item.header.id) }
      return Request.id("prices", item.kind.rawValue, item.header.id, price.id)
    }
  }

  struct Cost {
    let price: Price
    let terms: SaleTerms
    /// The exact fixed amount in major units of the price's currency: 2000 cents are `20` (Autumn's documentation, cli/config).
    /// Nil if only units of features are paid.
    let amount: ExactDecimal?
    /// What units of features cost, by the index of the feature.
    let rates: [Int: AutumnRate]
  }

  /// What a plan grants or sells of a feature.
  struct Content {
    /// An index into the catalog's features.
    let index: Int
    /// The id of the feature.
    let feature: String
    let value: Value

    enum Value {
      case access
      /// The value of a static feature.
      case config(String)
      /// An amount that is at most the largest that Autumn takes. With a soft limit, usage may continue below zero, at no
      /// charge (Autumn's documentation, customers/billing-controls, "Overage Allowed").
      case balance(ExactDecimal, Allowance)
      /// A number that is held.
      case limit(ExactDecimal)
      case unlimited
      /// An allowance, and usage beyond it that is charged in arrears.
      case usage(Usage)
      /// Units that are paid in advance.
      case units(Units)
    }
  }

  struct Usage {
    let included: ExactDecimal
    /// The usage beyond the included at which access ends; positive, nil for none.
    let most: ExactDecimal?
    let reset: Period
  }

  struct Units {
    /// The units in one purchase.
    let size: ExactDecimal
    /// Nil if one purchase is made at a time.
    let quantity: Quantity?
    /// How long after each purchase they expire, in a unit that Autumn has; nil if they do not.
    let expiration: Grant.Expiration?
  }

  let features: [Feature]
  let plans: [Plan]
  var rewards: [AutumnReward] = []
  /// The places of the prices that are for sale.
  let sold: Set<Place>

  init(features: [Feature], plans: [Plan]) {
    self.features = features
    self.plans = plans
    sold = Set(plans.lazy.flatMap { [$0.price].compactMap(\.self) + $0.additional.map(\.price) }.map(\.place))
  }
}

extension AutumnLowering {
  mutating func offers(_ findings: inout Findings) -> AutumnOffers {
    reportMeters(&findings)
    var features: [Int: AutumnOffers.Feature] = [:]
    // A pool names the features that draw on it.
    let pools = catalog.features.indices.filter { catalog.features[$0].isPool }
    let order = catalog.features.indices.filter { !catalog.features[$0].isPool } + pools
    for index in order { features[index] = feature(catalog.features[index], index, features, &findings) }
    let plans = catalog.items.flatMap { self.plans(of: $0, features, &findings) }
    for own in plans.grouped(by: \.item.header) where own.count > 1 {
      let header = own[0].item.header
      findings.report(
        .objectPerPrice,
        "\(quoted(header.id)) becomes \(own.count) Autumn plans: \(list(own.map { quoted($0.id) }, limit: 5))",
        at: header.place["prices"])
    }
    reportDefaultCurrency(plans, &findings)
    var offers = AutumnOffers(features: order.compactMap { features[$0] }, plans: plans)
    offers.rewards = rewards(plans, &findings)
    return offers
  }

  func sells(_ price: Price, of item: Item, in offers: AutumnOffers) -> Bool { offers.sold.contains(price.place) }

  func creates(_ discount: Discount, in offers: AutumnOffers) -> Bool { offers.rewards.contains { $0.owner === discount.header } }

  private func reportDefaultCurrency(_ plans: [AutumnOffers.Plan], _ findings: inout Findings) {
    let currency = input.settings.autumnDefaultCurrency
    if let text = input.settings.text("defaultCurrency") {
      guard Currency(code: text) == nil else { return }
      findings.report(
        .optionInvalid, "unknown currency \(quoted(text)); option `defaultCurrency` is ignored",
        at: input.settings.place["options", "defaultCurrency"])
    } else if plans.contains(where: { $0.cost != nil }) {
      findings.report(
        .optionAssumed, "option `defaultCurrency` is not set; catalogc assumes \(currency)",
        at: Place(.root)["providers", "autumn", "options", "defaultCurrency"],
        help: "write \(code: .entries([("defaultCurrency", .string("\(currency)"))])) in the options of `autumn`")
    }
  }

  // MARK: Meters and features

  private func reportMeters(_ findings: inout Findings) {
    let used = Set(catalog.features.compactMap(\.meter))
    for (index, meter) in catalog.meters.enumerated() {
      let place = meter.header.place
      if meter.id(at: "autumn") != nil {
        findings.report(
          .idUnused, "Autumn has no meters; this id is ignored", at: place["providerIds", "autumn"], help: "remove it")
      }
      if !meter.isRunningTotal {
        findings.report(
          .aggregationUnsupported,
          "Autumn does not support aggregation `\(meter.aggregation.rawValue)`; "
            + "the events of \(quoted(meter.header.id)) are not counted", at: place["aggregation"],
          help: "compute the value in your application, and track it under the feature's key")
      } else if sharesEvents(index) {
        findings.report(
          .autumnMeter,
          "Autumn adds one number for each \(quoted(meter.eventType)); your application must track the usage of "
            + "\(quoted(meter.header.id)) under the keys of its features",
          at: place["eventType"])
      } else if readMeters.contains(index) {
        findings.report(
          .autumnMeter, "Autumn does not read events; your application must track \(meter.tracking)", at: place.name)
      } else if !used.contains(index) {
        findings.report(
          .meterNotSent, "meter \(quoted(meter.header.id)) is skipped; no feature uses it", at: place.name)
      }
    }
  }

  /// The meters whose events count for a feature without filters. Those of a feature with filters are tracked under its key.
  private var readMeters: Set<Int> { Set(catalog.features.filter(\.filters.isEmpty).compactMap(\.meter)) }

  /// Whether another meter reads another number from the same events. A call of POST /v1/balances.track with an event name adds
  /// its one number to every feature with that name (useautumn/autumn, getFeatureDeductions.ts).
  private func sharesEvents(_ index: Int) -> Bool {
    let (meter, read) = (catalog.meters[index], readMeters)
    return read.contains(index)
      && read.contains { other in
        other != index && catalog.meters[other].isRunningTotal
          && catalog.meters[other].eventType.hasSameScalars(as: meter.eventType)
          && catalog.meters[other].addedProperty != meter.addedProperty
      }
  }

  /// - Parameter others: those that draw on the feature, if it is a pool.
  private func feature(
    _ feature: Feature, _ index: Int, _ others: [Int: AutumnOffers.Feature], _ findings: inout Findings
  ) -> AutumnOffers.Feature? {
    let header = feature.header
    let existing = feature.id(at: "autumn")
    let key = existing ?? header.key
    if feature.kind == .static {
      findings.report(
        .autumnStaticFeature,
        "Autumn has no static features; \(quoted(header.id)) becomes a boolean feature, with its values in plan metadata",
        at: header.place["type"])
    }
    if !header.metadata.isEmpty {
      findings.report(
        .metadataNotSent, "Autumn features have no metadata; `metadata` is ignored", at: header.place["metadata"])
    }
    guard AutumnID.isValid(key) else {
      let isCharged = catalog.items.contains { $0.isSold(by: index) }
      let consequence =
        isCharged
        ? "the feature is skipped; items that charge it are not for sale"
        : "the feature is skipped, together with its entitlements and top-ups"
      if existing == nil {
        reportKey(header, consequence, &findings)
      } else {
        findings.report(
          .idMalformed, "\(quoted(key)) is not a valid Autumn id; \(consequence)", at: header.place["providerIds", "autumn"],
          help: "Autumn ids allow only letters, digits, `_` and `-`")
      }
      return nil
    }
    guard let kind = kind(of: feature, others, &findings) else { return nil }
    let meter = feature.meter.map { catalog.meters[$0] }.flatMap { $0.isRunningTotal ? $0 : nil }
    if let meter, !feature.filters.isEmpty {
      findings.report(
        .autumnMeter,
        "Autumn does not filter events; your application must track those of \(quoted(header.id)) \(meter.number) "
          + "under its key \(quoted(key)), not as \(quoted(meter.eventType))",
        at: header.place["where"])
    }
    return AutumnOffers.Feature(
      request: Request.id("features", header.id), key: key, isExisting: existing != nil, name: header.name, kind: kind,
      event: feature.filters.isEmpty && feature.meter.map(sharesEvents) == false ? meter?.eventType : nil)
  }

  /// Nil, reported, for a pool that Autumn cannot have.
  private func kind(
    of feature: Feature, _ others: [Int: AutumnOffers.Feature], _ findings: inout Findings
  ) -> AutumnOffers.Feature.Kind? {
    var costs: [(feature: String, cost: ExactDecimal)] = []
    for cost in feature.costs {
      let place = feature.header.place["costs", catalog.features[cost.feature].header.id]
      let consequence = "the pool is skipped, together with its entitlements and top-ups"
      guard let other = others[cost.feature] else {
        findings.report(
          .keyUnsupported,
          "Autumn has no feature \(quoted(catalog.features[cost.feature].header.id)) that can draw on the pool; \(consequence)",
          at: feature.header.place["costs"])
        return nil
      }
      guard !cost.cost.exceedsDouble else {
        findings.report(
          .numberTooLong, "Autumn stores about 15 digits of \(cost.cost); \(consequence)", at: place)
        return nil
      }
      costs.append((other.key, cost.cost))
    }
    return costs.isEmpty ? feature.kind.atAutumn : .credits(costs)
  }

  private func reportKey(_ header: Header, _ consequence: String, _ findings: inout Findings) {
    let better = AutumnID.snakeCase(header.key)
    findings.report(
      .keyUnsupported, "Autumn ids allow only letters, digits, `_` and `-`; \(consequence)", at: .keyOf(header),
      help: better.isEmpty ? nil : "write \(code: .fields([("key", .string(better))]))")
  }

  // MARK: Contents of an item

  /// Nil if the item is not for sale, because Autumn cannot grant or charge a part of it.
  private func contents(
    of item: Item, _ features: [Int: AutumnOffers.Feature], _ findings: inout Findings
  ) -> [AutumnOffers.Content]? {
    guard sellsQuantity(of: item, &findings) else { return nil }
    if let topup = item.topup { return units(of: topup, features, &findings).map { [$0] } }
    var contents: [AutumnOffers.Content] = []
    var isComplete = true
    for entitlement in item.entitlements where entitlement.isGranted {
      if !entitlement.metadata.isEmpty {
        findings.report(
          .metadataNotSent, "Autumn plan items have no metadata; `metadata` is ignored", at: entitlement.place["metadata"])
      }
      guard grantsUnits(of: entitlement, in: item, &findings) else {
        isComplete = false
        continue
      }
      let value: AutumnOffers.Content.Value
      switch entitlement.value {
      case .boolean: value = .access
      case .static(let config): value = .config(config.text)
      case .unlimited: value = .unlimited
      case .metered(let allowance) where allowance.usage != nil:
        guard let usage = usage(allowance, of: entitlement, &findings), features[entitlement.feature] != nil else {
          isComplete = false
          continue
        }
        value = usage
      case .metered(let allowance):
        value = .balance(held(allowance.amount, "allowance", at: entitlement.place, &findings), allowance)
      case .limit(let limit):
        guard !limit.isSet else {
          findings.report(
            .limitSetUnsupported,
            "Autumn adds up limits; \(quoted(item.header.id)) does not raise the limit to \(limit.amount)",
            at: entitlement.place["set"], help: "write how much the add-on adds, without `set`")
          continue
        }
        value = .limit(held(limit.amount, "limit", at: entitlement.place, &findings))
      }
      guard let feature = features[entitlement.feature] else { continue }
      contents.append(.init(index: entitlement.feature, feature: feature.key, value: value))
    }
    if let quantity = item.quantity, let index = quantity.feature {
      guard let feature = features[index] else { return nil }
      contents.append(
        .init(
          index: index, feature: feature.key, value: .units(.init(size: ExactDecimal(1), quantity: quantity, expiration: nil))))
    }
    return isComplete ? contents : nil
  }

  /// The amount, or the largest that Autumn takes.
  private func held(_ amount: ExactDecimal, _ what: String, at place: Place, _ findings: inout Findings) -> ExactDecimal {
    takes(amount, orElse: ("the \(what) is reduced to that", "the amount may change"), at: place, &findings)
    return min(amount, largestAmount)
  }

  /// What a top-up sells; nil if it is not for sale.
  private func units(
    of topup: Topup, _ features: [Int: AutumnOffers.Feature], _ findings: inout Findings
  ) -> AutumnOffers.Content? {
    let place = topup.header.place
    if !topup.grant.metadata.isEmpty {
      findings.report(
        .metadataNotSent, "Autumn balances have no metadata; `metadata` is ignored", at: place["grant", "metadata"])
    }
    if topup.amount.isZero {
      findings.report(
        .zeroUnitsUnsupported, "Autumn cannot grant 0 units; this top-up is not for sale", at: place["amount"])
      return nil
    }
    let consequence = "this top-up is not for sale"
    guard takes(topup.amount, orElse: (consequence, consequence), at: place["amount"], &findings) else { return nil }
    let expiration = expiration(of: topup, &findings)
    return features[topup.feature].map { feature in
      .init(
        index: topup.feature, feature: feature.key,
        value: .units(.init(size: topup.amount, quantity: topup.quantity, expiration: expiration)))
    }
  }

  /// Nil if the units do not expire. Hours are no unit of Autumn's; only full days are sent.
  private func expiration(of topup: Topup, _ findings: inout Findings) -> Grant.Expiration? {
    guard let expiration = topup.grant.expiration, expiration.unit == .hour else { return topup.grant.expiration }
    if expiration.count.isMultiple(of: 24) { return Grant.Expiration(.day, count: expiration.count / 24) }
    findings.report(
      .grantExpirationUnsupported, "Autumn units expire after whole days; `expiration` is ignored",
      at: topup.header.place["grant", "expiration"], help: "write it in days")
    return nil
  }

  var largestAmount: ExactDecimal { ExactDecimal(input.limits.units?.maximum ?? .max) }

  /// - Parameter consequences: those of an amount that is too large, and of one with too many digits.
  @discardableResult
  func takes(
    _ amount: ExactDecimal, orElse consequences: (large: String, long: String), at place: Place, _ findings: inout Findings
  ) -> Bool {
    if amount > largestAmount {
      findings.report(
        .unitsUnsupported, "Autumn grants at most \(largestAmount) units, found \(amount); \(consequences.large)", at: place)
      return false
    }
    if amount.exceedsDouble {
      findings.report(.numberTooLong, "Autumn stores about 15 digits of \(amount); \(consequences.long)", at: place)
      return false
    }
    return true
  }

  // MARK: Plans

  /// The terms that prices must share to become one price in several currencies. Seven days and a week count as different.
  private struct ChargeTerms: Hashable {
    let cadence: Cadence?
    let trial: Trial?

    init(_ cost: AutumnOffers.Cost) {
      cadence = cost.price.cadence
      trial = cost.terms.trial
    }
  }

  /// A plan has one price, so an item with several becomes several plans. A price has no currency field: it is in the
  /// organization's currency, and may list amounts in others. So a price in another currency joins the one on the same terms
  /// (useautumn/autumn, openapi.yml: `price`, `additional_currencies`).
  private mutating func plans(
    of item: Item, _ features: [Int: AutumnOffers.Feature], _ findings: inout Findings
  ) -> [AutumnOffers.Plan] {
    guard let contents = contents(of: item, features, &findings) else { return [] }
    // Usage prices alone make one plan in all their currencies.
    let isUsageAlone = item.prices.contains(where: \.isImplied)
    if !isUsageAlone { findings.reportUnusedID(of: item, object: "plan", hasFreeItems: true) }
    if item.prices.isEmpty { return [plan(of: item, nil, nil, contents, &findings)].compactMap(\.self) }

    var plans: [AutumnOffers.Plan] = []
    /// The plans in the organization's currency, by index; nil for one that cannot be created.
    var bases: [ChargeTerms: [Int?]] = [:]
    var foreign: [AutumnOffers.Cost] = []
    for price in item.prices {
      if price.isFree, item.quantity?.feature != nil {
        findings.report(
          .chargeUnsupported, "Autumn cannot sell units at a price of 0; this price is not for sale", at: price.amountPlace)
      } else if price.isFree {
        _ = input.limits.trial(price, of: item, &findings)
        findings.report(
          .autumnPriceZero, "a price of 0 becomes an Autumn plan without a price", at: price.amountPlace)
        // Free units are included, not bought.
        let given = contents.map { content in
          guard case .units(let units) = content.value else { return content }
          return .init(
            index: content.index, feature: content.feature, value: .balance(units.size, Allowance(units.size, reset: .never)))
        }
        if let plan = plan(of: item, price, nil, given, &findings) { plans.append(plan) }
      } else if let cost = cost(price, of: item, &findings) {
        if price.currency.code != input.settings.autumnDefaultCurrency {
          foreign.append(cost)
        } else {
          let plan = plan(of: item, price, cost, contents, &findings)
          bases[ChargeTerms(cost), default: []].append(plan.map { _ in plans.count })
          if let plan { plans.append(plan) }
        }
      }
    }
    join(foreign, of: item, bases, to: &plans, &findings)
    return plans
  }

  /// The first price in a currency joins the first in the organization's currency, the second joins the second, and so on.
  private func join(
    _ costs: [AutumnOffers.Cost], of item: Item, _ bases: [ChargeTerms: [Int?]], to plans: inout [AutumnOffers.Plan],
    _ findings: inout Findings
  ) {
    let currency = input.settings.autumnDefaultCurrency
    var turns: [ChargeTerms: [Currency: Int]] = [:]
    for cost in costs {
      let (price, terms) = (cost.price, ChargeTerms(cost))
      let turn = turns[terms]?[price.currency] ?? 0
      turns[terms, default: [:]][price.currency] = turn + 1
      let candidates = (bases[terms] ?? []).dropFirst(turn)
      // A plan that cannot be created takes its additional currencies with it.
      if case .some(nil) = candidates.first { continue }
      guard case .some(let index?) = candidates.first,
        price.id(at: "autumn").map({ $0.hasSameScalars(as: plans[index].id) }) ?? true
      else {
        findings.report(
          .currencyNotDefault, "Autumn requires a price in \(currency) on the same terms; this price is not for sale",
          at: price.place["currency"],
          help: "add a price in \(currency) with the same interval and trial, or set option `defaultCurrency`")
        continue
      }
      guard plans[index].cost?.differsOnlyInAmounts(from: cost) == true else {
        findings.report(
          .chargeUnsupported,
          "Autumn plans have the same tiers in every currency; the price in \(price.currency.code) differs from \(currency) "
            + "and is not for sale",
          at: price.place.name, help: "use the same bounds and packages in every currency")
        continue
      }
      plans[index].additional.append(cost)
      findings.report(
        .autumnMultiCurrency,
        "\(price.currency.code) becomes an additional currency of plan \(quoted(plans[index].id)); "
          + "enable multi-currency for the organization", at: price.place["currency"])
      if !price.metadata.isEmpty {
        findings.report(
          .metadataNotSent, "additional currencies of an Autumn plan have no metadata; `metadata` is ignored",
          at: price.place["metadata"])
      }
    }
  }

  private mutating func plan(
    of item: Item, _ price: Price?, _ cost: AutumnOffers.Cost?, _ contents: [AutumnOffers.Content],
    _ findings: inout Findings
  ) -> AutumnOffers.Plan? {
    guard let (id, isExisting) = planID(of: item, price, &findings) else { return nil }
    let configs = contents.compactMap { content -> JSON.Member? in
      guard case .config(let config) = content.value else { return nil }
      return .init(content.feature, .string(config))
    }
    let written = price?.isImplied == true ? nil : price
    let isDefault = cost == nil && item.plan?.isDefault == true && enabledPlans.insert(item.header.place).inserted
    let compiler = written.map { input.compilerMetadata($0, of: item) } ?? input.compilerMetadata(item)
    return AutumnOffers.Plan(
      item: item, id: id,
      // The ids of the prices distinguish the plans of an item.
      name: item.hasSeveralPrices ? item.header.name + (written.map { " (\($0.id))" } ?? "") : item.header.name,
      isExisting: isExisting, isDefault: isDefault, price: price, cost: cost, contents: contents,
      metadata: .object(
        metadata.members(
          [.settings(input.settings), .item(item)] + [written.map { .price($0, of: item) }].compactMap(\.self),
          compiler: compiler + (configs.isEmpty ? [] : [.init("catalogConfig", .object(configs))]),
          owner: item.header.place, &findings)))
  }

  // MARK: Ids

  /// The id of an existing plan, or the id to create it with: the key of the item, followed by the id of the price if there
  /// are several. Nil if that is not a valid id.
  private mutating func planID(
    of item: Item, _ price: Price?, _ findings: inout Findings
  ) -> (id: String, isExisting: Bool)? {
    let header = item.header
    let isOnly = !item.hasSeveralPrices || price?.isImplied == true
    if let id = price?.id(at: "autumn") ?? (isOnly ? item.id(at: "autumn") : nil) {
      let owner = price?.id(at: "autumn") == nil ? header.place : price?.place ?? header.place
      let place = owner["providerIds", "autumn"]
      guard AutumnID.isValid(id) else {
        findings.report(
          .idMalformed, "\(quoted(id)) is not a valid Autumn id; this plan is not for sale", at: place,
          help: "use only letters, digits, `_` and `-`")
        return nil
      }
      guard claim(id, at: place, help: "remove one of the two ids", &findings) else { return nil }
      findings.report(
        .existingObjectUpdated, "Autumn plan \(quoted(id)) is updated; existing customers keep their version", at: place)
      return (id, true)
    }

    guard AutumnID.isValid(header.key) else {
      // Report it once, even if there are several prices.
      if refusedKeys.insert(header.place).inserted {
        reportKey(header, "this \(item.kind.described) is not for sale", &findings)
      }
      return nil
    }
    let help: Phrase = "give one of them a different key"
    guard !isOnly, let price else {
      return claim(header.accountKey, at: .keyOf(header), help: help, &findings) ? (header.accountKey, false) : nil
    }
    let suffix = AutumnID.snakeCase(price.id)
    guard !suffix.isEmpty else {
      findings.report(
        .keyUnsupported, "the price id becomes part of an Autumn id but has no letter or digit; this price is not for sale",
        at: price.place.name, help: "rename the price")
      return nil
    }
    let id = "\(header.accountKey)_\(suffix)"
    return claim(id, at: price.place.name, help: help, &findings) ? (id, false) : nil
  }

  private mutating func claim(_ id: String, at place: Place, help: Phrase, _ findings: inout Findings) -> Bool {
    guard let other = claimedIDs.claim(id, at: place) else { return true }
    findings.report(
      .idTaken, "duplicate Autumn plan id \(quoted(id)); this one is not for sale", at: place, help: help,
      related: [.init("first used here", at: other)])
    return false
  }
}

extension Meter {
  /// Usage is a sum of numbers (POST /v1/balances.track). An event without a number counts as 1.
  fileprivate var isRunningTotal: Bool { aggregation == .sum || aggregation == .count }

  /// What each event adds: the property of a sum; nil for 1.
  fileprivate var addedProperty: ScalarString? { aggregation == .count ? nil : valueProperty.map(ScalarString.init) }

  /// What the application must track, and the fields of the meter that are ignored.
  fileprivate var tracking: String {
    let counts = aggregation == .count
    let ignored = [
      header.hasOwnKey ? "key" : nil, header.hasOwnName ? "name" : nil, header.description == nil ? nil : "description",
      counts && valueProperty != nil ? "value property" : nil, groupBy.isEmpty ? nil : "groups",
      header.metadata.isEmpty ? nil : "metadata",
    ].compactMap(\.self)
    return "\(quoted(eventType)) \(number)" + (ignored.isEmpty ? "" : "; Autumn ignores the meter's \(list(ignored))")
  }
}

extension Item {
  /// Whether it sells units of the feature, or charges usage of it.
  fileprivate func isSold(by feature: Int) -> Bool {
    quantity?.feature == feature || prices.contains { $0.usage.contains { $0.feature == feature } }
  }
}

extension Meter {
  /// What each event adds.
  fileprivate var number: String {
    aggregation == .count ? "once per event" : "with the number to add" + (valueProperty.map { " at \(quoted($0))" } ?? "")
  }
}

extension Feature.Kind {
  fileprivate var atAutumn: AutumnOffers.Feature.Kind {
    switch self {
    case .boolean, .static: .flag
    case .metered: .consumable
    case .limit: .held
    }
  }
}
