import Catalog
import CatalogReading
import Foundations
import JSONText
import Syntax

/// Lowers a catalog to Autumn's API, version 2.5.0: POST /v1/features.create, /v1/plans.create, /v1/plans.update and
/// /v1/billing.attach.
///
/// The seller chooses the ids, so requests refer to plans and features by id without needing a response. Creating an existing
/// object fails, so a sender first looks for it by id and price. A plan with a different price does not match: creating it
/// fails, and its id in `providerIds` turns the request into an update.
struct AutumnLowering: ProviderLowering {
  let input: LoweringInput
  var metadata: LayeredMetadata
  /// The ids of Autumn plans. Plans, add-ons and top-ups share them.
  var claimedIDs = NameClaims()
  /// The items whose keys have been reported as invalid ids.
  var refusedKeys: Set<Place> = []
  /// The default plans that new customers get.
  var enabledPlans: Set<Place> = []
  /// By the place of the usage price; nil for a rate that Autumn cannot charge.
  var knownRates: [Place: AutumnRate?] = [:]

  init(_ input: LoweringInput) {
    self.input = input
    metadata = LayeredMetadata(input.limits.metadata)
  }

  var catalog: Catalog { input.catalog }

  /// The meters of features are sent, as event names. Quantities depend on their features.
  var ownFamilies: [RuleFamily] { [.meterNotSent, .quantityUnsupported, .quantityNotEnforced, .perUnitByApplication] }

  func addRequests(for offers: AutumnOffers, to artifact: inout Artifact) {
    for feature in offers.features where !feature.isExisting { artifact.setup.append(request(feature)) }
    for plan in offers.plans { artifact.setup.append(request(plan)) }
    for reward in offers.rewards { artifact.setup.append(request(reward)) }
    for plan in offers.plans {
      for price in [plan.price] + plan.additional.map(\.price) { artifact.purchase += purchases(price, of: plan) }
    }
  }

  // MARK: Setup

  private func request(_ feature: AutumnOffers.Feature) -> Request {
    let (type, consumable): (JSON, JSON?) =
      switch feature.kind {
      case .flag: ("boolean", nil)
      case .consumable: ("metered", true)
      case .held: ("metered", false)
      case .credits: ("credit_system", true)
      }
    var schema: JSON?
    if case .credits(let costs) = feature.kind {
      schema = .array(costs.map { ["metered_feature_id": .string($0.feature), "credit_cost": .number($0.cost)] })
    }
    // The type of a feature in use cannot change, so a feature with another type must not match.
    let match = JSON.fields([
      "id": .string(feature.key), "type": type, "consumable": consumable, "credit_schema": schema,
    ])
    return Request(
      feature.request, .post, "/v1/features.create", lookup: .init("/v1/features.list", method: .post, match: match),
      body: .fields([
        "feature_id": .string(feature.key), "name": .string(feature.name), "type": type, "consumable": consumable,
        "event_names": feature.event.map { [.string($0)] }, "credit_schema": schema,
      ]))
  }

  private func request(_ plan: AutumnOffers.Plan) -> Request {
    let (isPlan, isExisting) = (plan.item.kind == .plan, plan.isExisting)
    let contents = plan.contents.map { item($0, of: plan) }
    let softLimits = plan.contents.compactMap { content -> JSON? in
      guard case .balance(_, let allowance) = content.value, allowance.isSoftLimit == true else { return nil }
      return ["feature_id": .string(content.feature), "enabled": true]
    }
    let body = JSON.fields([
      "plan_id": .string(plan.id),
      // Plans without a group also exclude each other, like the plans of a catalog. Add-ons do not.
      "group": plan.item.plan.flatMap { group(of: $0) }.map(JSON.string),
      "name": .string(plan.name),
      "description": plan.item.header.description.flatMap { $0.isEmpty ? nil : .string($0) },
      // Without it, the add-on would replace the customer's plan.
      "add_on": isPlan ? nil : true,
      "auto_enable": plan.isDefault ? true : nil,
      // An update removes members that are null, and leaves omitted ones unchanged.
      "price": price(of: plan, additional: additionalCurrencies(of: plan)) ?? (isExisting ? .null : nil),
      "items": contents.isEmpty && !isExisting ? nil : .array(contents),
      "free_trial": plan.cost?.terms.trial.map { trial in
        // The default would be months.
        .fields([
          "duration_length": .integer(trial.days), "duration_type": "day", "card_required": trial.needsCard ? nil : false,
        ])
      } ?? (isExisting ? .null : nil),
      "billing_controls": softLimits.isEmpty ? nil : ["overage_allowed": .array(softLimits)],
      "metadata": plan.metadata,
    ])
    if isExisting { return Request(plan.request, .post, "/v1/plans.update", body: body) }
    return Request(
      plan.request, .post, "/v1/plans.create", lookup: .init("/v1/plans.list", method: .post, match: match(plan)), body: body)
  }

  /// The group of plans that exclude each other; nil for that of plans without one. Plans of two catalogs in one account do not
  /// exclude each other.
  private func group(of plan: Plan) -> String? {
    let id = input.whole.id
    guard let group = plan.group else { return input.settings.text("group") ?? id }
    return id.map { "\($0)_\(group)" } ?? group
  }

  /// Matches a plan that an earlier run created, by its id and prices; null for a plan without a price of its own.
  private func match(_ plan: AutumnOffers.Plan) -> JSON {
    let charged = plan.charged.map { content, rate -> JSON in
      ["feature_id": .string(content.feature), "price": .object(rate.json([]) + billingUnits(of: rate))]
    }
    return .fields([
      "id": .string(plan.id), "price": price(of: plan, additional: nil).map(withoutDefaults) ?? .null,
      "items": charged.isEmpty ? nil : .array(charged),
    ])
  }

  /// A price as Autumn returns it, without a count of 1.
  private func withoutDefaults(_ price: JSON) -> JSON {
    price["interval_count"] == 1 ? price.without(["interval_count"]) : price
  }

  private func item(_ content: AutumnOffers.Content, of plan: AutumnOffers.Plan) -> JSON {
    let feature = JSON.string(content.feature)
    switch content.value {
    case .access, .config: return ["feature_id": feature]
    case .balance(let amount, let allowance):
      let reset = plan.price.map { allowance.reset(under: $0.schedule) } ?? allowance.reset(in: plan.item)
      return [
        "feature_id": feature, "included": .number(amount),
        // A balance that is never renewed has the interval of a one-time price.
        "reset": ["interval": .string(reset.period?.rawValue ?? "one_off")],
      ]
    case .limit(let amount): return ["feature_id": feature, "included": .number(amount)]
    case .unlimited: return ["feature_id": feature, "unlimited": true]
    case .usage(let usage):
      let interval = JSON.string(usage.reset.rawValue)
      let hasAllowance = !usage.included.isZero
      return .fields([
        "feature_id": feature, "included": hasAllowance ? .number(usage.included) : nil,
        "reset": hasAllowance ? ["interval": interval] : nil,
        "price": price(of: content, of: plan, [.init("interval", interval)], "usage_based", most: usage.most),
      ])
    case .units(let units):
      let most = units.quantity?.max.map { units.size.multiplied(by: $0) }
      let cadence = self.cadence(plan.cost?.terms.cadence)
      return .fields([
        "feature_id": feature, "price": price(of: content, of: plan, cadence, "prepaid", most: most),
        "expiry": units.expiration.map { ["duration": .string($0.unit.rawValue.lowercased()), "length": .integer($0.count)] },
      ])
    }
  }

  /// The price of a plan item; nil if it costs nothing.
  ///
  /// - Parameter most: the units that can be bought or used beyond those that are included.
  private func price(
    of content: AutumnOffers.Content, of plan: AutumnOffers.Plan, _ cadence: [JSON.Member], _ method: JSON, most: ExactDecimal?
  ) -> JSON? {
    guard let rate = plan.cost?.rates[content.index] else { return nil }
    let others = plan.additional.compactMap { cost in
      cost.rates[content.index].map { (currency: cost.price.currency, rate: $0) }
    }
    return .object(
      rate.json(others) + cadence + billingUnits(of: rate)
        + JSON.members(["billing_method": method, "max_purchase": most.map(JSON.number)]))
  }

  private func billingUnits(of rate: AutumnRate) -> [JSON.Member] {
    rate.units == ExactDecimal(1) ? [] : [.init("billing_units", .number(rate.units))]
  }

  // MARK: Prices

  /// Nil if the plan has no fixed price: if it is free, or if only its items have prices.
  private func price(of plan: AutumnOffers.Plan, additional: JSON?) -> JSON? {
    guard let cost = plan.cost, let amount = cost.amount else { return nil }
    return .object(
      [.init("amount", .number(amount))] + cadence(cost.terms.cadence)
        + JSON.members(["additional_currencies": additional]))
  }

  private func additionalCurrencies(of plan: AutumnOffers.Plan) -> JSON? {
    let additional = plan.additional.compactMap { cost -> JSON? in
      cost.amount.map { ["currency": .string(cost.price.currency.lowercased), "amount": .number($0)] }
    }
    return additional.isEmpty ? nil : .array(additional)
  }

  private func cadence(_ cadence: Cadence?) -> [JSON.Member] {
    let (name, count) = interval(cadence)
    // Also 1: an update might keep what is left out.
    return JSON.members(["interval": .string(name), "interval_count": cadence == nil ? nil : .integer(count)])
  }

  private func interval(_ cadence: Cadence?) -> (name: String, count: Int64) {
    switch (cadence?.period, cadence?.count ?? 1) {
    case (nil, _): ("one_off", 1)
    case (.month, 3): ("quarter", 1)
    case (.month, 6): ("semi_annual", 1)
    case (let period?, let count): (period.rawValue, count)
    }
  }

  // MARK: Purchase

  /// The same request attaches a plan to a new customer and changes that of another one.
  ///
  /// - Parameter price: nil for a plan of an item without prices.
  private func purchases(_ price: Price?, of plan: AutumnOffers.Plan) -> [Request] {
    let (kind, item) = (plan.item.kind.rawValue, plan.item.header.id)
    let id = price.map { Request.id("purchase", kind, item, $0.id) } ?? Request.id("purchase", kind, item)
    let body = JSON.fields([
      "customer_id": .param("customer"), "plan_id": .string(plan.id),
      "feature_quantities": plan.quantities,
      "success_url": .param("success_url"),
      "currency": plan.additional.isEmpty ? nil : price.map { .string($0.currency.lowercased) },
      "metadata": .object([.customerKey]),
    ])
    func attachment(_ id: String, _ situation: Situation) -> Request {
      Request(id, .post, "/v1/billing.attach", in: situation, body: body)
    }
    var requests =
      switch (plan.item.kind, plan.cost?.terms.cadence) {
      case (.plan, _): [attachment(id, .newCustomer), attachment("\(id)/change", .runningSubscription)]
      case (.addon, nil) where price != nil: [attachment(id, .runningSubscription), attachment("\(id)/one_time", .oneTime)]
      case (.addon, _): [attachment(id, .runningSubscription)]
      case (.topup, _): [attachment(id, .oneTime)]
      }
    // An update has no metadata (useautumn/autumn, openapi.yml, POST /v1/billing.update).
    if plan.item.kind != .topup, plan.cost?.terms.cadence != nil, let quantities = plan.quantities, plan.sellsOpenQuantity {
      requests.append(
        Request(
          "\(id)/quantity", .post, "/v1/billing.update", in: .runningSubscription,
          body: ["customer_id": .param("customer"), "plan_id": .string(plan.id), "feature_quantities": quantities]))
    }
    return requests
  }
}

extension AutumnOffers.Plan {
  /// The contents that have prices.
  fileprivate var charged: [(content: AutumnOffers.Content, rate: AutumnRate)] {
    contents.compactMap { content -> (content: AutumnOffers.Content, rate: AutumnRate)? in
      switch content.value {
      case .usage, .units: cost?.rates[content.index].map { (content: content, rate: $0) }
      case .access, .config, .balance, .limit, .unlimited: nil
      }
    }
  }

  /// How many units a purchase buys; nil if the plan sells none.
  fileprivate var quantities: JSON? {
    let sold = contents.compactMap { content -> JSON? in
      guard case .units(let units) = content.value else { return nil }
      return ["feature_id": .string(content.feature), "quantity": units.bought]
    }
    return sold.isEmpty ? nil : .array(sold)
  }

  /// Whether the customer chooses the number of a feature's units.
  fileprivate var sellsOpenQuantity: Bool {
    contents.contains { content in
      guard case .units(let units) = content.value, case .object = units.bought else { return false }
      return true
    }
  }
}

extension AutumnOffers.Units {
  /// The units in a purchase: a parameter, unless there is only one possible number. Autumn counts units, so that of several
  /// packs has a name of its own.
  fileprivate var bought: JSON {
    guard let quantity else { return .number(size) }
    if quantity.max == quantity.minimum { return .number(size.multiplied(by: quantity.minimum)) }
    return .param(size == ExactDecimal(1) ? "quantity" : "units")
  }
}
