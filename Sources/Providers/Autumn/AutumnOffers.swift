import Catalog
import Diagnostics
import Foundations
import JSONText
import Syntax

/// What Autumn sells of a catalog.
struct AutumnOffers {
  struct Feature {
    let request: String
    let key: String
    let name: String
    /// Whether it has a balance: else it is a switch.
    let isMetered: Bool
    /// The event that is added up for it; nil for none.
    let event: String?
  }

  /// An item at a price, in one currency or several.
  struct Plan {
    let item: Item
    let id: String
    let name: String
    /// Whether Autumn has the plan already.
    let isExisting: Bool
    /// Nil for an item without prices.
    let price: Price?
    /// What the price costs in the organization's currency; nil for nothing.
    let cost: Cost?
    /// The same in other currencies.
    var additional: [Cost] = []
    let contents: [Content]
    let metadata: JSON

    var request: String {
      guard let price else { return Request.id("products", item.kind.rawValue, item.header.id) }
      return Request.id("prices", item.kind.rawValue, item.header.id, price.id)
    }
  }

  struct Cost {
    let price: Price
    let terms: SaleTerms
    /// In major units of the price's currency, exact: 2000 cents are `20` (Autumn's documentation, cli/config).
    let amount: ExactDecimal
  }

  /// What a plan gives or sells of a feature.
  struct Content {
    let feature: String
    let value: Value

    enum Value {
      case access
      /// The value of a static feature.
      case config(String)
      /// - isSoftLimit: whether use goes on below zero, which nobody is charged for (Autumn's documentation,
      ///   customers/billing-controls, "Overage Allowed").
      case balance(ExactDecimal, reset: String, isSoftLimit: Bool)
      /// So many units for the price, as often as they are bought.
      case units(ExactDecimal)
    }
  }

  let features: [Feature]
  let plans: [Plan]
  /// The places of the prices that can be bought.
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
    for (index, feature) in catalog.features.enumerated() { features[index] = self.feature(feature, &findings) }
    let plans = catalog.items.flatMap { self.plans(of: $0, features, &findings) }
    reportDefaultCurrency(plans, &findings)
    return AutumnOffers(features: catalog.features.indices.compactMap { features[$0] }, plans: plans)
  }

  func sells(_ price: Price, of item: Item, in offers: AutumnOffers) -> Bool { offers.sold.contains(price.place) }

  private func reportDefaultCurrency(_ plans: [AutumnOffers.Plan], _ findings: inout Findings) {
    let currency = input.settings.autumnDefaultCurrency
    if let text = input.settings.text("defaultCurrency") {
      guard Currency(code: text) == nil else { return }
      findings.report(
        .optionInvalid, "option `defaultCurrency` is ignored; \(quoted(text)) is not a currency",
        at: input.settings.place["options", "defaultCurrency"])
    } else if plans.contains(where: { $0.cost != nil }) {
      findings.report(
        .optionAssumed, "option `defaultCurrency` is not set; catalogc assumes \(currency)",
        at: Place(.root)["providers", "autumn", "options", "defaultCurrency"],
        help: "write \"defaultCurrency\": \"\(currency)\" in the options of `autumn`")
    }
  }

  // MARK: Meters and features

  private func reportMeters(_ findings: inout Findings) {
    let used = Set(catalog.features.compactMap(\.meter))
    for (index, meter) in catalog.meters.enumerated() {
      let place = meter.header.place
      if !meter.isRunningTotal {
        findings.report(
          .aggregationUnsupported,
          "Autumn does not support aggregation `\(meter.aggregation.rawValue)`; "
            + "the events of \(quoted(meter.header.id)) are not counted", at: place["aggregation"],
          help: "compute the number in your application, and track it under the feature's key")
      } else if used.contains(index) {
        findings.report(
          .autumnMeter, "Autumn does not read events; your application must track \(meter.tracking)", at: place.name)
      } else {
        findings.report(
          .meterNotSent, "meter \(quoted(meter.header.id)) is skipped; no feature uses it", at: place.name)
      }
    }
  }

  private func feature(_ feature: Feature, _ findings: inout Findings) -> AutumnOffers.Feature? {
    let header = feature.header
    if feature.kind == .static {
      findings.report(
        .autumnStaticFeature,
        "Autumn has no static features; \(quoted(header.id)) becomes a boolean feature, its values plan metadata",
        at: header.place["type"])
    }
    if !header.metadata.isEmpty {
      findings.report(
        .metadataNotSent, "Autumn features have no metadata; it is ignored", at: header.place["metadata"])
    }
    guard AutumnID.isValid(header.key) else {
      reportKey(header, "the feature is skipped, with its entitlements and top-ups", &findings)
      return nil
    }
    let meter = feature.meter.map { catalog.meters[$0] }.flatMap { $0.isRunningTotal ? $0 : nil }
    return AutumnOffers.Feature(
      request: Request.id("features", header.id), key: header.key, name: header.name, isMetered: feature.kind == .metered,
      event: meter?.eventType)
  }

  private func reportKey(_ header: Header, _ consequence: String, _ findings: inout Findings) {
    let better = AutumnID.snakeCase(header.key)
    findings.report(
      .keyUnsupported, "Autumn ids have letters, digits, `_` and `-` only; \(consequence)", at: .keyOf(header),
      help: better.isEmpty ? nil : "write \"key\": \"\(better)\"")
  }

  // MARK: What an item gives

  private func contents(
    of item: Item, _ features: [Int: AutumnOffers.Feature], _ findings: inout Findings
  ) -> [AutumnOffers.Content] {
    item.entitlements.compactMap { entitlement in
      guard entitlement.isGranted else { return nil }
      if !entitlement.metadata.isEmpty {
        findings.report(
          .metadataNotSent, "Autumn plan items have no metadata; it is ignored", at: entitlement.place["metadata"])
      }
      let value: AutumnOffers.Content.Value =
        switch entitlement.value {
        case .boolean: .access
        case .static(let config): .config(config)
        case .metered(let allowance): balance(allowance, of: item, at: entitlement.place, &findings)
        }
      return features[entitlement.feature].map { AutumnOffers.Content(feature: $0.key, value: value) }
    }
  }

  private func balance(
    _ allowance: Allowance, of item: Item, at place: Place, _ findings: inout Findings
  ) -> AutumnOffers.Content.Value {
    takes(allowance.amount, orElse: ("the allowance is cut to that", "it may change"), at: place, &findings)
    if item.prices.contains(where: { $0.cadence == nil }) {
      findings.report(
        .oneTimeAllowance,
        "\(quoted(item.header.id)) is paid once, and its allowance comes back every \(allowance.reset.rawValue)", at: place,
        help: "sell a top-up instead")
    }
    return .balance(
      min(allowance.amount, largestAmount), reset: allowance.reset.rawValue, isSoftLimit: allowance.isSoftLimit == true)
  }

  /// How much a top-up sells of which feature; nil for one that is not for sale.
  private func units(
    of topup: Topup, _ features: [Int: AutumnOffers.Feature], _ findings: inout Findings
  ) -> (feature: String, amount: ExactDecimal)? {
    let place = topup.header.place
    if !topup.grant.metadata.isEmpty {
      findings.report(
        .metadataNotSent, "Autumn balances have no metadata; it is ignored", at: place["grant", "metadata"])
    }
    if topup.amount.isZero {
      findings.report(
        .zeroUnitsUnsupported, "Autumn cannot grant 0 units; this top-up is not for sale", at: place["amount"])
      return nil
    }
    let consequence = "this top-up is not for sale"
    guard takes(topup.amount, orElse: (consequence, consequence), at: place["amount"], &findings) else { return nil }
    return features[topup.feature].map { ($0.key, topup.amount) }
  }

  private var largestAmount: ExactDecimal { ExactDecimal(input.limits.units?.maximum ?? .max) }

  /// - Parameter consequences: of an amount that is too large, and of one with too many digits.
  @discardableResult
  private func takes(
    _ amount: ExactDecimal, orElse consequences: (large: String, long: String), at place: Place, _ findings: inout Findings
  ) -> Bool {
    if amount > largestAmount {
      findings.report(
        .unitsUnsupported, "Autumn gives at most \(largestAmount) units, found \(amount); \(consequences.large)", at: place)
      return false
    }
    if amount.exceedsDouble {
      findings.report(.numberTooLong, "Autumn keeps about 15 digits of \(amount); \(consequences.long)", at: place)
      return false
    }
    return true
  }

  // MARK: Plans

  /// What prices have in common that are one price in several currencies. Days are not weeks here.
  private struct Terms: Hashable {
    let cadence: Cadence?
    let trial: Trial?

    init(_ cost: AutumnOffers.Cost) {
      cadence = cost.price.cadence
      trial = cost.terms.trial
    }
  }

  /// A plan has one price, so an item with several becomes several plans. A price has no currency of its own: it is in the
  /// organization's, and may name amounts in others beside it. So a price in another currency joins the one on the same terms
  /// (useautumn/autumn, openapi.yml: `price`, `additional_currencies`).
  private mutating func plans(
    of item: Item, _ features: [Int: AutumnOffers.Feature], _ findings: inout Findings
  ) -> [AutumnOffers.Plan] {
    var contents = contents(of: item, features, &findings)
    if let topup = item.topup {
      guard let (feature, amount) = units(of: topup, features, &findings) else { return [] }
      contents = [.init(feature: feature, value: .units(amount))]
    }
    findings.reportUnusedID(of: item, object: "plan", hasFreeItems: true)
    if item.prices.isEmpty { return [plan(of: item, nil, nil, contents, &findings)].compactMap(\.self) }

    var plans: [AutumnOffers.Plan] = []
    /// The plans in the organization's currency, by index; nil for one that cannot be created.
    var bases: [Terms: [Int?]] = [:]
    var foreign: [AutumnOffers.Cost] = []
    for price in item.prices {
      if price.base == .zero {
        _ = input.limits.trial(price, of: item, &findings)
        findings.report(
          .autumnPriceZero, "a price of 0 becomes a plan without a price at Autumn", at: price.amountPlace)
        // What is free is included, not bought.
        let given = contents.map { content in
          guard case .units(let amount) = content.value else { return content }
          return .init(feature: content.feature, value: .balance(amount, reset: "one_off", isSoftLimit: false))
        }
        if let plan = plan(of: item, price, nil, given, &findings) { plans.append(plan) }
      } else if let cost = cost(price, of: item, &findings) {
        if price.currency.code != input.settings.autumnDefaultCurrency {
          foreign.append(cost)
        } else {
          let plan = plan(of: item, price, cost, contents, &findings)
          bases[Terms(cost), default: []].append(plan.map { _ in plans.count })
          if let plan { plans.append(plan) }
        }
      }
    }
    join(foreign, of: item, bases, to: &plans, &findings)
    if plans.count > 1 {
      findings.report(
        .objectPerPrice,
        "\(quoted(item.header.id)) becomes \(plans.count) Autumn plans: \(list(plans.map { quoted($0.id) }, limit: 5))",
        at: item.header.place["prices"])
    }
    return plans
  }

  /// What the price costs; nil where Autumn cannot charge it.
  private func cost(_ price: Price, of item: Item, _ findings: inout Findings) -> AutumnOffers.Cost? {
    let text = price.currency.majorUnits(price.base.minorUnits)
    guard let amount = ExactDecimal(parsing: text.utf8), !amount.exceedsDouble else {
      findings.report(
        .numberTooLong, "Autumn keeps about 15 digits of \(text); this price is not for sale", at: price.amountPlace)
      return nil
    }
    return input.limits.terms(price, of: item, &findings).map { AutumnOffers.Cost(price: price, terms: $0, amount: amount) }
  }

  /// The first price in a currency joins the first in the organization's, the second the second: a plan has one of each.
  private func join(
    _ costs: [AutumnOffers.Cost], of item: Item, _ bases: [Terms: [Int?]], to plans: inout [AutumnOffers.Plan],
    _ findings: inout Findings
  ) {
    let currency = input.settings.autumnDefaultCurrency
    var turns: [Terms: [Currency: Int]] = [:]
    for cost in costs {
      let (price, terms) = (cost.price, Terms(cost))
      let turn = turns[terms]?[price.currency] ?? 0
      turns[terms, default: [:]][price.currency] = turn + 1
      let candidates = (bases[terms] ?? []).dropFirst(turn)
      // What would join a plan that cannot be created goes with it.
      if case .some(nil) = candidates.first { continue }
      guard case .some(let index?) = candidates.first, price.id(at: "autumn").map({ $0.isExactly(plans[index].id) }) ?? true
      else {
        findings.report(
          .currencyNotDefault, "Autumn needs a \(currency) price on the same terms; this price is not for sale",
          at: price.place["currency"],
          help: "add a \(currency) price with the same interval and trial, or set option `defaultCurrency`")
        continue
      }
      plans[index].additional.append(cost)
      findings.report(
        .autumnMultiCurrency,
        "\(price.currency.code) becomes a further currency of plan \(quoted(plans[index].id)); "
          + "enable multi-currency for the organization", at: price.place["currency"])
      if !price.metadata.isEmpty {
        findings.report(
          .metadataNotSent, "further currencies of an Autumn plan have no metadata; it is ignored",
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
    let compiler = price.map { input.compilerMetadata($0, of: item) } ?? input.compilerMetadata(item)
    return AutumnOffers.Plan(
      item: item, id: id,
      // The plans of an item are told apart by the ids of their prices.
      name: item.prices.count > 1 ? item.header.name + (price.map { " (\($0.id))" } ?? "") : item.header.name,
      isExisting: isExisting, price: price, cost: cost, contents: contents,
      metadata: .object(
        metadata.members(
          [.settings(input.settings), .item(item)] + [price.map { .price($0, of: item) }].compactMap(\.self),
          compiler: compiler + (configs.isEmpty ? [] : [.init("catalogConfig", .object(configs))]),
          owner: item.header.place, &findings)))
  }

  // MARK: Ids

  /// The id of a plan that Autumn has already, or else the one that it is created with: the key of the item, and with it the
  /// id of the price where there are several. Nil where it cannot be one.
  private mutating func planID(
    of item: Item, _ price: Price?, _ findings: inout Findings
  ) -> (id: String, isExisting: Bool)? {
    let header = item.header
    let isOnly = item.prices.count <= 1
    if let id = price?.id(at: "autumn") ?? (isOnly ? item.id(at: "autumn") : nil) {
      let owner = price?.id(at: "autumn") == nil ? header.place : price?.place ?? header.place
      let place = owner["providerIds", "autumn"]
      guard AutumnID.isValid(id) else {
        findings.report(
          .idMalformed, "\(quoted(id)) is not an Autumn id; this plan is not for sale", at: place,
          help: "Autumn ids have letters, digits, `_` and `-` only")
        return nil
      }
      guard claim(id, at: place, help: "remove one of the two ids", &findings) else { return nil }
      findings.report(
        .existingObjectUpdated, "Autumn plan \(quoted(id)) is updated; customers who have it keep their version", at: place)
      return (id, true)
    }

    guard AutumnID.isValid(header.key) else {
      // Said once, however many prices there are.
      if refusedKeys.insert(header.place).inserted {
        reportKey(header, "this \(item.kind.described) is not for sale", &findings)
      }
      return nil
    }
    let help = "give one of them another key"
    guard !isOnly, let price else {
      return claim(header.key, at: .keyOf(header), help: help, &findings) ? (header.key, false) : nil
    }
    let suffix = AutumnID.snakeCase(price.id)
    guard !suffix.isEmpty else {
      findings.report(
        .keyUnsupported, "the price id is part of an Autumn id, and has no letter or digit for it; this price is not for sale",
        at: price.place.name, help: "rename the price")
      return nil
    }
    let id = "\(header.key)_\(suffix)"
    return claim(id, at: price.place.name, help: help, &findings) ? (id, false) : nil
  }

  private mutating func claim(_ id: String, at place: Place, help: String, _ findings: inout Findings) -> Bool {
    guard let other = claimedIDs.claim(id, at: place) else { return true }
    findings.report(
      .idTaken, "another Autumn plan already uses \(quoted(id)); this one is not for sale", at: place, help: help,
      related: [.init("the other plan", at: other)])
    return false
  }
}

extension Meter {
  /// Usage is a number that is added up (POST /v1/balances.track), and 1 where an event names none.
  fileprivate var isRunningTotal: Bool { aggregation == .sum || aggregation == .count }

  /// What the application tracks instead of the meter, and what else the catalog says of it.
  fileprivate var tracking: String {
    let counts = aggregation == .count
    let number = counts ? "once per event" : "with the number to add" + (valueProperty.map { " at \(quoted($0))" } ?? "")
    let ignored = [
      header.hasOwnKey ? "key" : nil, header.hasOwnName ? "name" : nil, header.description == nil ? nil : "description",
      counts && valueProperty != nil ? "value property" : nil, groupBy.isEmpty ? nil : "groups",
      header.metadata.isEmpty ? nil : "metadata",
    ].compactMap(\.self)
    return "\(quoted(eventType)) \(number)" + (ignored.isEmpty ? "" : "; it ignores the meter's \(list(ignored))")
  }
}
