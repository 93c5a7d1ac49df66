import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// The mode `plans`: OpenMeter bills. Its plans and add-ons are made, paired and published, and customers subscribe to them.
struct OpenMeterPlans {
  private var lowering: Lowering
  private let catalog: Catalog
  /// The features that top-ups feed. A subscription's own entitlement takes no grants: the server answers 403
  /// (openmeter/entitlement/hooks/subscription/hook.go). These are given to the customer beside the subscription.
  private let fed: Set<Int>
  private var featureNames: [Int: String] = [:]

  static func add(to lowering: inout Lowering) {
    var plans = OpenMeterPlans(lowering)
    plans.add()
    lowering = plans.lowering
  }

  private init(_ lowering: Lowering) {
    self.lowering = lowering
    catalog = lowering.catalog
    fed = Set(lowering.catalog.topups.filter { !$0.amount.isZero }.map(\.feature))
  }

  private mutating func add() {
    let items = catalog.items.filter { $0.kind != .topup }
    for item in items { reportFed(item) }
    nameFeatures(items)
    let offers = OpenMeterOffers(lowering)
    lowering = offers.lowering
    let planCards = catalog.plans.map { cards(Item($0)) }
    let addonCards = catalog.addons.map { cards(Item($0)) }
    let plans = zip(offers.plans, planCards).map { sellable($0, $1) }
    let addons = zip(zip(offers.addons, addonCards), catalog.addons).map { offer, addon in
      isSold(addon) ? sellable(offer.0, offer.1) : []
    }
    let pairing = OpenMeterPairs(lowering, plans: plans, addons: addons, customerFeatures: fed)
    lowering = pairing.lowering

    var purchases: [Request] = []
    for (index, addon) in catalog.addons.enumerated() {
      let description = lowering.openmeterDescription(addon.header)
      let paired = Set(pairing.pairs[index].map(\.addonOffer))
      for (position, offer) in addons[index].enumerated() where paired.contains(position) {
        if offer.existing == nil { addAddon(offer, addon, addonCards[index], description) }
        if let request = purchase(offer, addon) { purchases.append(request) }
      }
    }
    for (index, plan) in catalog.plans.enumerated() {
      let description = lowering.openmeterDescription(plan.header)
      for offer in plans[index] where offer.existing == nil { addPlan(offer, planCards[index], description) }
    }
    for (index, addon) in catalog.addons.enumerated() { assign(addon, addons[index], pairing.pairs[index], plans) }
    for offer in plans.joined() where offer.existing == nil { addPublication(offer) }
    for offer in plans.joined() { addSubscription(offer) }

    var customers = OpenMeterCustomers(lowering, features: fed, start: .param("subscription_started_at"))
    customers.addPlans()
    customers.lowering.artifact.purchase += purchases
    customers.addAddons()
    customers.addTopups()
    lowering = customers.lowering
  }

  private mutating func reportFed(_ item: Item) {
    for entitlement in item.entitlements where entitlement.isGranted && fed.contains(entitlement.feature) {
      lowering.report(
        .openmeterFedFeature,
        "a top-up feeds this feature: the customer gets it beside the subscription",
        at: entitlement.place.name)
    }
  }

  /// The names of rate cards, where the names of features are too long for one.
  private mutating func nameFeatures(_ items: [Item]) {
    let used = Set(items.flatMap(\.entitlements).filter(\.isGranted).map(\.feature)).subtracting(fed)
    for (index, feature) in catalog.features.enumerated() where used.contains(index) {
      featureNames[index] = lowering.limited(
        feature.header.name, to: OpenMeterFormat.nameLength, .openmeterTextLength, "the name of a rate card",
        at: .nameOf(feature.header))
    }
  }

  // MARK: What is sold

  /// The offers of which something is left: OpenMeter publishes nothing without a rate card (ErrPlanPhaseHasNoRateCards,
  /// ErrAddonHasNoRateCards).
  private mutating func sellable(_ offers: [OpenMeterOffer], _ cards: [JSON]) -> [OpenMeterOffer] {
    offers.filter { offer in
      if offer.existing != nil || offer.price != nil || !cards.isEmpty { return true }
      lowering.report(
        .openmeterNoRateCards,
        "\(quoted(offer.item.header.id)) has no price, and no feature that OpenMeter gives with it: it is not sent",
        at: offer.item.header.place.name)
      return false
    }
  }

  /// How many of an add-on a customer may hold: one (`single`), or a number that the assignment to a plan may limit.
  private mutating func isSold(_ addon: Addon) -> Bool {
    guard let quantity = addon.quantity else { return true }
    let place = addon.header.place["quantity"]
    if let minimum = quantity.min, minimum > 1 {
      lowering.report(
        .openmeterQuantity, "OpenMeter does not hold customers to a minimum of \(minimum): the application does",
        at: place["min"])
    }
    guard let maximum = quantity.max else { return true }
    if maximum == 0 {
      lowering.report(
        .openmeterQuantityMaximum, "nobody may hold one of \(quoted(addon.header.id)): it is not sent", at: place["max"])
    } else if maximum > 1, !addon.multiple {
      lowering.report(
        .openmeterQuantityMaximum,
        "what is not 'multiple' is sold once: a maximum of \(maximum) is not sent", at: place["max"],
        help: "write \"multiple\": true")
    }
    return maximum > 0
  }

  private func isMultiple(_ addon: Addon) -> Bool { addon.multiple && addon.quantity?.max != 1 }

  // MARK: Rate cards

  /// The cards that give features. They have no price, and a null cadence, which aligns with every other.
  private func cards(_ item: Item) -> [JSON] {
    item.entitlements.filter { $0.isGranted && !fed.contains($0.feature) }.map { entitlement in
      let feature = catalog.features[entitlement.feature].header
      return [
        "type": "flat_fee",
        "key": .string(feature.key),
        "name": .string(featureNames[entitlement.feature] ?? feature.name),
        "featureKey": .string(feature.key),
        "billingCadence": .null,
        "price": .null,
        "entitlementTemplate": template(entitlement, feature),
      ]
    }
  }

  private func template(_ entitlement: Entitlement, _ feature: Header) -> JSON {
    let own = lowering.merged([entitlement.metadata, [.init("catalogFeatureId", .string(feature.id))]])
    let metadata = JSON.object(own.map { JSON.Member($0.name, .string(metadataText($0.value))) })
    switch entitlement.value {
    case .boolean: return ["type": "boolean", "metadata": metadata]
    case .static(let text):
      return ["type": "static", "config": .string(OpenMeterEntitlements.config(text)), "metadata": metadata]
    case .metered(let allowance):
      return .fields([
        "type": "metered",
        "isSoftLimit": .bool(allowance.isSoftLimit ?? false),
        "issueAfterReset": .number(allowance.amount),
        "issueAfterResetPriority": 1,
        "preserveOverageAtReset": allowance.preserveOverageAtReset.map(JSON.bool),
        "usagePeriod": .string(OpenMeterFormat.duration(Cadence(allowance.reset))),
        "metadata": metadata,
      ])
    }
  }

  // MARK: Setup

  private func metadata(_ offer: OpenMeterOffer) -> JSON {
    lowering.openmeterMetadata(
      offer.item.header.metadata,
      [.init(offer.item.kind.idField, .string(offer.item.header.id))]
        + (offer.price.map { [.init("catalogPriceId", .string($0.id))] } ?? []))
  }

  private mutating func addAddon(_ offer: OpenMeterOffer, _ addon: Addon, _ cards: [JSON], _ description: JSON?) {
    lowering.artifact.setup.append(
      Request(
        offer.request, .post, "/api/v1/addons",
        lookup: .init("/api/v1/addons/\(pathSegment(offer.key))", query: [.init("includeLatest", true)]),
        body: .fields([
          "key": .string(offer.key),
          "name": .string(offer.title),
          "description": description,
          "currency": .string(offer.currency.code),
          "instanceType": isMultiple(addon) ? "multiple" : "single",
          "metadata": metadata(offer),
          "rateCards": .array([offer.feeCard()].compactMap(\.self) + cards),
        ])))
    addPublication(offer)
  }

  private mutating func addPlan(_ offer: OpenMeterOffer, _ cards: [JSON], _ description: JSON?) {
    var phases: [JSON] = []
    if let days = offer.price?.trial?.days, days > 0 {
      // A phase has at least one card: where no feature makes one, a fee of nothing does.
      let free = cards.isEmpty ? [offer.feeCard(free: true)].compactMap(\.self) : cards
      phases.append(["key": "trial", "name": "Trial", "duration": .string("P\(days)D"), "rateCards": .array(free)])
    }
    let paid = [offer.feeCard()].compactMap(\.self) + cards
    phases.append(["key": "default", "name": "Default", "duration": .null, "rateCards": .array(paid)])
    lowering.artifact.setup.append(
      Request(
        offer.request, .post, "/api/v1/plans",
        lookup: .init("/api/v1/plans/\(pathSegment(offer.key))", query: [.init("includeLatest", true)]),
        body: .fields([
          "key": .string(offer.key),
          "name": .string(offer.title),
          "description": description,
          "currency": .string(offer.currency.code),
          "billingCadence": offer.cadence.map { .string(OpenMeterFormat.duration($0)) },
          "proRatingConfig": ["enabled": true, "mode": "prorate_prices"],
          "metadata": metadata(offer),
          "phases": .array(phases),
        ])))
  }

  /// Only a draft is published: one that an earlier run published is active, and left alone.
  private mutating func addPublication(_ offer: OpenMeterOffer) {
    let path = "/api/v1/\(offer.item.kind.rawValue)s/{\(offer.request)}"
    lowering.artifact.setup.append(
      Request("publish/\(offer.request)", .post, "\(path)/publish", lookup: .init(path, match: ["status": "active"])))
  }

  /// Offers an add-on with plans, while they are drafts (openmeter/productcatalog/planaddon/service/planaddon.go).
  private mutating func assign(
    _ addon: Addon, _ offers: [OpenMeterOffer], _ pairs: [OpenMeterPairs.Pair], _ plans: [[OpenMeterOffer]]
  ) {
    var frozen: [Header] = []
    for pair in pairs {
      let (plan, offer) = (plans[pair.plan][pair.planOffer], offers[pair.addonOffer])
      guard plan.existing == nil else {
        if offer.existing == nil, frozen.last?.id != plan.item.header.id { frozen.append(plan.item.header) }
        continue
      }
      if let existing = offer.existing, existing.id == nil { continue }
      let path = "/api/v1/plans/{\(plan.request)}/addons"
      lowering.artifact.setup.append(
        Request(
          "plan-addons/\(plan.path)/\(offer.path)", .post, path,
          lookup: .init(path, query: [.init("pageSize", 1000)], match: ["addon": ["id": offer.id]]),
          body: .fields([
            "addonId": offer.id,
            "fromPlanPhase": "default",
            "maxQuantity": isMultiple(addon) ? addon.quantity?.max.map(JSON.integer) : nil,
            "metadata": lowering.openmeterMetadata([.init("catalogAddonId", .string(addon.header.id))]),
          ])))
    }
    guard !frozen.isEmpty else { return }
    lowering.report(
      .openmeterExistingPlanAddon, "published already, and closed to new add-ons: \(names(frozen))",
      at: .compatiblePlans(addon.header), help: "leave the plan's id out, so that a new version is made")
  }

  // MARK: Purchase

  private mutating func addSubscription(_ offer: OpenMeterOffer) {
    let hasTrial = (offer.price?.trial?.days ?? 0) > 0
    lowering.artifact.purchase.append(
      Request(
        "purchase/plan/\(offer.path)", .post, "/api/v1/subscriptions",
        body: .fields([
          "customerKey": .param("customer"),
          "plan": ["key": .string(offer.key)],
          "timing": "immediate",
          "billingAnchor": hasTrial ? .param("billing_anchor") : nil,
        ])))
  }

  private func purchase(_ offer: OpenMeterOffer, _ addon: Addon) -> Request? {
    if let existing = offer.existing, existing.id == nil { return nil }
    return Request(
      "purchase/addon/\(offer.path)", .post, "/api/v1/subscriptions/{subscription}/addons",
      body: [
        "name": .string(offer.title),
        "quantity": isMultiple(addon) ? .param("quantity") : 1,
        "timing": "immediate",
        "addon": ["id": offer.id],
      ])
  }
}
