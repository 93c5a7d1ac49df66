import Catalog
import CatalogDiff
import CatalogReading
import Foundations
import JSONText
import Syntax

/// Lowers a catalog to OpenMeter's API: version 1 for meters, features, plans and add-ons, version 2 for customers.
struct OpenMeterLowering: ProviderLowering {
  let input: LoweringInput
  /// Whether OpenMeter bills customers (mode `plans`).
  let bills: Bool
  var metadata: LayeredMetadata
  var coverage: OpenMeterCoverage

  init(_ input: LoweringInput) {
    self.input = input
    bills = input.settings.billsAtOpenMeter
    metadata = LayeredMetadata(input.limits.metadata)
    coverage = OpenMeterCoverage(input.catalog)
  }

  var catalog: Catalog { input.catalog }

  /// The artifact has meters, features, entitlements and grants instead.
  var hasNeutralView: Bool { false }

  func addRequests(for offers: OpenMeterOffers, to artifact: inout Artifact) {
    var (meters, features) = (artifact.emptySection, artifact.emptySection)
    for meter in offers.meters {
      let body = body(meter)
      meters.append(body)
      if meter.isCreated { artifact.setup.append(request(meter, body)) }
    }
    for feature in offers.features {
      let body = body(feature)
      features.append(body)
      if feature.isCreated { artifact.setup.append(request(feature, body)) }
    }
    var (entitlements, grants) = (artifact.emptySection, artifact.emptySection)
    for (item, given) in offers.items { entitlements.append(OpenMeterEntitlements.entry(item, given)) }
    for topup in offers.topups { grants.append(grant(topup)) }
    artifact.sections = [
      .init("meters", meters), .init("features", features), .init("entitlements", entitlements), .init("grants", grants),
    ]
    if let plans = offers.plans { addSetup(of: plans, to: &artifact) }
    addPurchases(offers, to: &artifact)
  }

  private func addPurchases(_ offers: OpenMeterOffers, to artifact: inout Artifact) {
    for plan in offers.plans?.plans ?? [] {
      for offer in plan.offers { artifact.purchase += [subscription(offer), change(offer)] }
    }
    let start: JSON? = offers.plans.map { _ in .param("subscription_started_at") }
    artifact.purchase += offers.customers.plans.map { request($0, start).selling(in: .newCustomer) }
    for addon in offers.plans?.addons ?? [] {
      for offer in addon.offers { artifact.purchase += purchases(offer) }
    }
    artifact.purchase += offers.customers.addons.map { request($0, start).selling(in: .runningSubscription) }
    artifact.purchase += offers.customers.topups.map { topup in
      OpenMeterGrants.request(for: topup.topup, topup.feature, metadata: topup.grantMetadata).selling(in: .oneTime)
    }
  }

  // MARK: Meters, features and grants

  private func body(_ meter: OpenMeterOffers.Meter) -> JSON {
    .fields([
      "slug": .string(meter.slug),
      "name": .string(meter.name),
      "description": meter.description.map(JSON.string),
      "aggregation": .string(meter.meter.aggregation.rawValue.uppercased()),
      "eventType": .string(meter.meter.eventType),
      "valueProperty": meter.valueProperty.map(JSON.string),
      "groupBy": meter.groupBy.isEmpty ? nil : .object(meter.groupBy),
      "metadata": meter.metadata,
    ])
  }

  private func request(_ meter: OpenMeterOffers.Meter, _ body: JSON) -> Request {
    // What a meter counts cannot be changed (MeterUpdate), so a meter that counts differently must not match.
    let match = JSON.fields([
      "aggregation": body["aggregation"], "eventType": body["eventType"], "valueProperty": body["valueProperty"],
    ])
    return Request(
      meter.request, .post, "/api/v1/meters", lookup: .init("/api/v1/meters/\(pathSegment(meter.slug))", match: match),
      body: body)
  }

  private func body(_ feature: OpenMeterOffers.Feature) -> JSON {
    .fields([
      "key": .string(feature.header.key),
      "name": .string(feature.header.name),
      "metadata": feature.metadata,
      "meterSlug": feature.meterSlug.map(JSON.string),
      "advancedMeterGroupByFilters": feature.filters.isEmpty ? nil : .object(feature.filters),
    ])
  }

  private func request(_ feature: OpenMeterOffers.Feature, _ body: JSON) -> Request {
    Request(
      Request.id("features", feature.header.id), .post, "/api/v1/features",
      // The path accepts a key as well as an id (openmeter/productcatalog/feature/connector.go, GetFeature).
      lookup: .init(
        "/api/v1/features/\(pathSegment(feature.header.key))",
        match: feature.meterSlug.map { slug in
          .fields([
            "meterSlug": .string(slug),
            "advancedMeterGroupByFilters": feature.filters.isEmpty ? nil : .object(feature.filters),
          ])
        }),
      body: body)
  }

  private func grant(_ topup: OpenMeterOffers.Topup) -> JSON {
    let (header, grant) = (topup.topup.header, topup.topup.grant)
    return .fields([
      "topupId": .string(header.id),
      "topupKey": .string(header.key),
      "featureId": .string(topup.feature.id),
      "featureKey": .string(topup.feature.key),
      "amount": .number(topup.topup.amount),
      "priority": grant.priority.map(JSON.integer),
      "expiration": grant.expiration.map { OpenMeterGrants.expiration($0, count: $0.count) },
      "maxRolloverAmount": grant.maxRolloverAmount.map(JSON.number),
      "metadata": .object(topup.metadata),
    ])
  }

  // MARK: Customers

  /// - Parameter start: the start of the customer's subscription; nil without one.
  private func request(_ gift: OpenMeterCustomers.OwnedEntitlement, _ start: JSON?) -> Request {
    let customer = "/api/v2/customers/{customer}/entitlements"
    switch gift {
    case .entitlement(let own):
      return Request(
        own.request("entitlements"), .post, customer,
        // For access, any existing entitlement will do. An allowance or value must be that of this item.
        lookup: .init(
          "\(customer)/\(pathSegment(own.feature.key))", match: own.isAccess ? nil : ["metadata": .object(own.origin)]),
        body: own.body(start: start))
    case .override(let own):
      let path = "\(customer)/\(pathSegment(own.feature.key))"
      return Request(
        own.request("overrides"), .put, "\(path)/override",
        lookup: .init(path, match: ["metadata": .object(own.origin)]), body: own.body())
    case .grant(let allowance, let own, let metadata):
      return OpenMeterGrants.allowance(allowance, own, metadata: metadata)
    }
  }

  // MARK: Plans and add-ons

  /// The minimum size of an assignment request, in bytes.
  private static let leastAssignment = 400

  private func addSetup(of plans: OpenMeterPlans, to artifact: inout Artifact) {
    for addon in plans.addons {
      for offer in addon.offers where offer.isCreated {
        artifact.setup.append(addonRequest(offer, addon))
        artifact.setup.append(publication(offer))
      }
    }
    for plan in plans.plans {
      for offer in plan.offers where offer.isCreated { artifact.setup.append(planRequest(offer, plan)) }
    }
    // Each pair is a request. Count them first, because there may be too many for an artifact.
    var count = 0
    for index in plans.addons.indices where !artifact.isTooLarge {
      count += plans.pairs.count(ofAddon: index)
      artifact.expect(count * Self.leastAssignment)
    }
    for (index, addon) in plans.addons.enumerated() where !artifact.isTooLarge {
      for pair in plans.pairs.pairs(ofAddon: index) {
        let plan = plans.plans[pair.plan].offers[pair.planOffer]
        artifact.setup.append(assignment(addon.offers[pair.addonOffer], to: plan))
      }
    }
    for plan in plans.plans {
      for offer in plan.offers where offer.isCreated { artifact.setup.append(publication(offer)) }
    }
  }

  private func addonRequest(_ offer: OpenMeterPlans.Offer, _ addon: OpenMeterPlans.Billed) -> Request {
    Request(
      offer.request, .post, "/api/v1/addons",
      lookup: .init("/api/v1/addons/\(pathSegment(offer.key))", query: [.init("includeLatest", true)]),
      body: .fields([
        "key": .string(offer.key),
        "name": .string(offer.title),
        "description": addon.description.map(JSON.string),
        "currency": .string(offer.currency.code),
        "instanceType": offer.item.isBoughtInUnits ? "multiple" : "single",
        "metadata": offer.metadata,
        "rateCards": rateCards(offer, addon),
      ]))
  }

  private func planRequest(_ offer: OpenMeterPlans.Offer, _ plan: OpenMeterPlans.Billed) -> Request {
    var phases: [JSON] = []
    if let days = offer.fee?.terms.trial?.days {
      // Usage is not charged. A phase needs at least one rate card. Without features, it gets a fee of 0.
      var free = plan.cards.compactMap { card($0, inTrial: true) }
      if free.isEmpty { free = [feeCard(offer, free: true)].compactMap(\.self) }
      phases.append(["key": "trial", "name": "Trial", "duration": .string("P\(days)D"), "rateCards": .array(free)])
    }
    if let reduction = offer.reduction, let duration = reduction.duration {
      phases.append([
        "key": "discount", "name": .string(offer.name(of: reduction, input.limits)), "duration": self.duration(duration),
        "rateCards": rateCards(offer, plan, lessened: true),
      ])
    }
    let isLessened = offer.reduction.map { $0.duration == nil } ?? false
    phases.append([
      "key": "default", "name": "Default", "duration": .null, "rateCards": rateCards(offer, plan, lessened: isLessened),
    ])
    return Request(
      offer.request, .post, "/api/v1/plans",
      lookup: .init("/api/v1/plans/\(pathSegment(offer.key))", query: [.init("includeLatest", true)]),
      body: .fields([
        "key": .string(offer.key),
        "name": .string(input.limits.text.name?.beginning(of: offer.title) ?? offer.title),
        "description": plan.description.map(JSON.string),
        "currency": .string(offer.currency.code),
        "billingCadence": offer.cadence.map(duration),
        "proRatingConfig": ["enabled": true, "mode": "prorate_prices"],
        "metadata": offer.metadata,
        "phases": .array(phases),
      ]))
  }

  /// Publishes a draft. A version that an earlier run published is active and is left alone.
  private func publication(_ offer: OpenMeterPlans.Offer) -> Request {
    let path = "/api/v1/\(offer.item.kind.rawValue)s/{\(offer.request)}"
    return Request("publish/\(offer.request)", .post, "\(path)/publish", lookup: .init(path, match: ["status": "active"]))
  }

  /// Assigns an add-on to a plan, which must be a draft (openmeter/productcatalog/planaddon/service/planaddon.go).
  private func assignment(_ addon: OpenMeterPlans.Offer, to plan: OpenMeterPlans.Offer) -> Request {
    let path = "/api/v1/plans/{\(plan.request)}/addons"
    return Request(
      "plan-addons/\(plan.path)/\(addon.path)", .post, path,
      lookup: .init(path, query: [.init("pageSize", 1000)], match: .fields(["addon": .fields(["id": addon.id])])),
      body: .fields([
        "addonId": addon.id,
        "fromPlanPhase": plan.reduction?.duration == nil ? "default" : "discount",
        "maxQuantity": addon.item.isBoughtInUnits ? addon.item.quantity?.max.map(JSON.integer) : nil,
        "metadata": .object(
          input.openmeterMetadata([
            input.mark + [.init("catalogAddonId", .string(addon.item.header.id))]
          ])),
      ]))
  }

  // MARK: Rate cards

  /// - Parameter lessened: whether the offer's discount lowers the prices.
  private func rateCards(
    _ offer: OpenMeterPlans.Offer, _ billed: OpenMeterPlans.Billed, lessened: Bool = false
  ) -> JSON {
    let percentage = lessened ? offer.reduction.map { self.percentage($0.percent) } : nil
    return .array(
      [feeCard(offer, less: percentage)].compactMap(\.self)
        + billed.cards.compactMap { card in
          offer.fee?.usage[card.index].map { usageCard(card, $0, of: offer, less: percentage) } ?? self.card(card)
        })
  }

  /// The member of a rate card's discounts. A percentage is a number (DiscountPercentage of api/openapi.yaml).
  private func percentage(_ percent: ExactDecimal) -> JSON.Member {
    .init("percentage", ["percentage": .number(percent)])
  }

  /// The card that charges the fixed amount; nil if only usage is charged. Amounts are decimal strings in major units (Numeric
  /// of api/openapi.yaml).
  private func feeCard(_ offer: OpenMeterPlans.Offer, free: Bool = false, less percentage: JSON.Member? = nil) -> JSON? {
    guard let fee = offer.fee, !fee.price.isImplied else { return nil }
    return JSON.fields([
      "type": "flat_fee",
      "key": .string(offer.feeKey),
      "name": .string(offer.name),
      "metadata": fee.metadata.isEmpty ? nil : .object(fee.metadata),
      "billingCadence": offer.cadence.map(duration) ?? .null,
      "price": [
        "type": "flat", "amount": .string(offer.currency.majorUnits(free ? 0 : fee.terms.amount)), "paymentTerm": "in_advance",
      ],
      "discounts": percentage.map { .object([$0]) },
    ])
  }

  /// The card that charges the usage of a feature, and grants it unless a separate request does.
  private func usageCard(
    _ card: OpenMeterPlans.Card, _ usage: OpenMeterPlans.Offer.Usage, of offer: OpenMeterPlans.Offer,
    less percentage: JSON.Member? = nil
  ) -> JSON {
    let discounts = [percentage].compactMap(\.self) + OpenMeterUsage.discounts(usage.charge)
    return .fields([
      "type": "usage_based",
      "key": .string(card.feature.key),
      "name": .string(card.name),
      "metadata": usage.metadata.isEmpty ? nil : .object(usage.metadata),
      "featureKey": .string(card.feature.key),
      "billingCadence": duration(offer.cadence(of: usage.charge)),
      "price": OpenMeterUsage.price(usage.charge),
      "discounts": discounts.isEmpty ? nil : .object(discounts),
      "entitlementTemplate": card.value.map { template($0, card.metadata) },
    ])
  }

  /// The card that grants a feature; nil if a separate request does. It has no price, and a null cadence, which aligns with
  /// every other.
  private func card(_ card: OpenMeterPlans.Card, inTrial: Bool = false) -> JSON? {
    card.value.map { value in
      [
        "type": "flat_fee",
        "key": .string(card.feature.key),
        "name": .string(card.name),
        "featureKey": .string(card.feature.key),
        "billingCadence": .null,
        "price": .null,
        "entitlementTemplate": template(value, card.metadata, inTrial: inTrial),
      ]
    }
  }

  /// - Parameter inTrial: whether access ends at the allowance, because usage beyond it is not charged.
  private func template(_ value: OpenMeterValue, _ metadata: JSON, inTrial: Bool = false) -> JSON {
    switch value {
    case .access: return ["type": "boolean", "metadata": metadata]
    case .config(let text): return ["type": "static", "config": .string(text), "metadata": metadata]
    case .unlimited:
      // A plan with a template that lacks the amount cannot be published (ErrEntitlementTemplateIssueAfterResetRequired).
      return [
        "type": "metered", "isSoftLimit": true, "issueAfterReset": 0, "usagePeriod": duration(Cadence(.month)),
        "metadata": metadata,
      ]
    case .balance(let allowance, let amount, let period):
      let isFree = inTrial && !allowance.prices.isEmpty
      let issue = isFree ? allowance.amount : amount
      return .fields([
        "type": "metered",
        "isSoftLimit": .bool(!isFree && OpenMeterEntitlements.isSoftLimit(allowance)),
        "issueAfterReset": issue.map(JSON.number),
        "issueAfterResetPriority": amount.map { _ in 1 },
        "preserveOverageAtReset": allowance.preserveOverageAtReset.map(JSON.bool),
        "usagePeriod": duration(Cadence(period)),
        "metadata": metadata,
      ])
    }
  }

  /// An ISO 8601 duration.
  private func duration(_ cadence: Cadence) -> JSON {
    switch cadence.period {
    case .day: .string("P\(cadence.count)D")
    case .week: .string("P\(cadence.count)W")
    case .month: .string("P\(cadence.count)M")
    case .year: .string("P\(cadence.count)Y")
    }
  }

  // MARK: Purchase

  private func subscription(_ offer: OpenMeterPlans.Offer) -> Request {
    Request(
      "purchase/plan/\(offer.path)", .post, "/api/v1/subscriptions", in: .newCustomer,
      body: .fields([
        "customerKey": .param("customer"),
        "plan": ["key": .string(offer.key)],
        "timing": "immediate",
        "billingAnchor": offer.fee?.terms.trial.map { _ in .param("billing_anchor") },
      ]))
  }

  /// Ends the subscription and begins one of another plan (api/openapi.yaml, changeSubscription).
  private func change(_ offer: OpenMeterPlans.Offer) -> Request {
    Request(
      "purchase/plan/\(offer.path)/change", .post, "/api/v1/subscriptions/{subscription}/change", in: .runningSubscription,
      body: ["plan": ["key": .string(offer.key)], "timing": "immediate"])
  }

  /// A subscription has an add-on once, so more of it is another quantity (api/openapi.yaml, updateSubscriptionAddon).
  private func purchases(_ offer: OpenMeterPlans.Offer) -> [Request] {
    guard let id = offer.id else { return [] }
    let path = "purchase/addon/\(offer.path)"
    let purchase = Request(
      path, .post, "/api/v1/subscriptions/{subscription}/addons", in: .runningSubscription,
      body: [
        "name": .string(offer.title),
        "quantity": offer.item.isBoughtInUnits ? .param("quantity") : 1,
        "timing": "immediate",
        "addon": ["id": id],
      ])
    guard offer.item.isBoughtInUnits else { return [purchase] }
    return [
      purchase,
      Request(
        "\(path)/quantity", .patch, "/api/v1/subscriptions/{subscription}/addons/{subscription_addon}",
        in: .runningSubscription, body: ["quantity": .param("quantity"), "timing": "immediate"]),
    ]
  }
}

extension OpenMeterPlans.Offer {
  /// The name of the phase in which a discount lowers the prices.
  fileprivate func name(of reduction: Reduction, _ limits: ProviderLimits) -> String {
    let name = reduction.discount.header.name
    return limits.text.name?.beginning(of: name) ?? name
  }
}
