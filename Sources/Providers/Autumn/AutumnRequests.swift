import Catalog
import CatalogReading
import Foundations
import JSONText
import Syntax

/// Lowers a catalog to Autumn's API, version 2.3.0: POST /v1/features.create, /v1/plans.create, /v1/plans.update and
/// /v1/billing.attach.
///
/// The seller chooses the ids, so requests refer to plans and features by id without needing a response. Creating an existing
/// object fails, so a script first looks for it by id and price. A plan with a different price does not match: creating it
/// fails, and its id in `providerIds` turns the request into an update.
struct AutumnLowering: ProviderLowering {
  let input: LoweringInput
  var metadata: LayeredMetadata
  /// The ids of Autumn plans. Plans, add-ons and top-ups share them.
  var claimedIDs = NameClaims()
  /// The items whose keys have been reported as invalid ids.
  var refusedKeys: Set<Place> = []

  init(_ input: LoweringInput) {
    self.input = input
    metadata = LayeredMetadata(input.limits.metadata)
  }

  var catalog: Catalog { input.catalog }

  /// The meters of features are sent, as event names.
  var ownFamilies: [RuleFamily] { [.meterNotSent] }

  func addRequests(for offers: AutumnOffers, to artifact: inout Artifact) {
    for feature in offers.features { artifact.setup.append(request(feature)) }
    for plan in offers.plans { artifact.setup.append(request(plan)) }
    for plan in offers.plans {
      for price in [plan.price] + plan.additional.map(\.price) { artifact.purchase.append(purchase(price, of: plan)) }
    }
  }

  // MARK: Setup

  private func request(_ feature: AutumnOffers.Feature) -> Request {
    let (type, consumable): (JSON, JSON?) =
      switch feature.kind {
      case .flag: ("boolean", nil)
      case .consumable: ("metered", true)
      case .held: ("metered", false)
      }
    // The type of a feature in use cannot change, so a feature with another type must not match.
    let match = JSON.fields(["id": .string(feature.key), "type": type, "consumable": consumable])
    return Request(
      feature.request, .post, "/v1/features.create", lookup: .init("/v1/features.list", method: .post, match: match),
      body: .fields([
        "feature_id": .string(feature.key), "name": .string(feature.name), "type": type, "consumable": consumable,
        "event_names": feature.event.map { [.string($0)] },
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
      "group": isPlan ? input.settings.text("group").map(JSON.string) : nil,
      "name": .string(plan.name),
      "description": plan.item.header.description.flatMap { $0.isEmpty ? nil : .string($0) },
      // Without it, the add-on would replace the customer's plan.
      "add_on": isPlan ? nil : true,
      // An update removes members that are null, and leaves omitted ones unchanged.
      "price": price(of: plan, additional: additionalCurrencies(of: plan)) ?? (isExisting ? .null : nil),
      "items": contents.isEmpty && !isExisting ? nil : .array(contents),
      "free_trial": plan.cost?.terms.trial.map { trial in
        // The default would be months.
        ["duration_length": .integer(trial.days), "duration_type": "day"]
      } ?? (isExisting ? .null : nil),
      "billing_controls": softLimits.isEmpty ? nil : ["overage_allowed": .array(softLimits)],
      "metadata": plan.metadata,
    ])
    if isExisting { return Request(plan.request, .post, "/v1/plans.update", body: body) }
    return Request(
      plan.request, .post, "/v1/plans.create", lookup: .init("/v1/plans.list", method: .post, match: match(plan)), body: body)
  }

  /// Matches a plan that an earlier run created, by its id and price; null for a free plan. The only item of a top-up is its
  /// units, which have the price.
  private func match(_ plan: AutumnOffers.Plan) -> JSON {
    let units = plan.soldUnits.flatMap { _, units in
      plan.cost.map { JSON.array([["price": ["amount": .number($0.amount), "billing_units": .number(units)]]]) }
    }
    return .fields(["id": .string(plan.id), "price": price(of: plan, additional: nil) ?? .null, "items": units])
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
    case .units(let amount):
      // A one-time purchase, in any quantity (Autumn's documentation, modelling-pricing/one-off-purchases).
      return [
        "feature_id": feature,
        "price": .fields([
          "amount": plan.cost.map { .number($0.amount) },
          "additional_currencies": additionalCurrencies(of: plan),
          "interval": "one_off", "billing_units": .number(amount), "billing_method": "prepaid",
        ]),
      ]
    }
  }

  // MARK: Prices

  /// Nil if the plan is free, and for a top-up, which sells units instead.
  private func price(of plan: AutumnOffers.Plan, additional: JSON?) -> JSON? {
    guard let cost = plan.cost, plan.item.topup == nil else { return nil }
    let (interval, count) = interval(cost.terms.cadence)
    return .fields([
      "amount": .number(cost.amount), "interval": .string(interval), "interval_count": count == 1 ? nil : .integer(count),
      "additional_currencies": additional,
    ])
  }

  private func additionalCurrencies(of plan: AutumnOffers.Plan) -> JSON? {
    if plan.additional.isEmpty { return nil }
    return .array(
      plan.additional.map { ["currency": .string($0.price.currency.lowercased), "amount": .number($0.amount)] })
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

  /// - Parameter price: nil for a plan of an item without prices.
  private func purchase(_ price: Price?, of plan: AutumnOffers.Plan) -> Request {
    let (kind, id) = (plan.item.kind.rawValue, plan.item.header.id)
    return Request(
      price.map { Request.id("purchase", kind, id, $0.id) } ?? Request.id("purchase", kind, id), .post, "/v1/billing.attach",
      body: .fields([
        "customer_id": .param("customer"), "plan_id": .string(plan.id),
        "feature_quantities": plan.soldUnits.map { feature, amount in
          [["feature_id": .string(feature), "quantity": .number(amount)]]
        },
        "success_url": .param("success_url"),
        "currency": plan.additional.isEmpty ? nil : price.map { .string($0.currency.lowercased) },
      ]))
  }
}

extension AutumnOffers.Plan {
  /// The feature and amount that the price buys; nil if the item is free or not a top-up.
  fileprivate var soldUnits: (feature: String, amount: ExactDecimal)? {
    guard let content = contents.first, case .units(let amount) = content.value else { return nil }
    return (content.feature, amount)
  }
}
