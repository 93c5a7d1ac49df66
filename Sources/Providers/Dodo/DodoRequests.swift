import Catalog
import CatalogReading
import Foundations
import JSONText
import Syntax

/// Lowers a catalog to Dodo's API as of SDK 1.123.0: POST /meters and /entitlements, POST and PATCH of /products and /addons,
/// POST /checkouts.
///
/// Dodo has no idempotency keys for these requests (the SDK sends none), so later runs find products and features by their
/// metadata. Add-ons and meters have no metadata, and are found by name.
struct DodoLowering: ProviderLowering {
  let input: LoweringInput
  var metadata: LayeredMetadata
  var claimedProducts = IDClaims()
  var claimedAddons = IDClaims()
  var meters: DodoMeters
  /// By the place of the usage price. The value is nil if Dodo cannot charge it.
  var usages: [Place: DodoUsage?] = [:]
  /// By the index of the feature. The value is nil for a pool that Dodo cannot have.
  var pools: [Int: DodoPool?] = [:]
  /// Why Dodo cannot have a pool.
  var poolProblems: [Int: String] = [:]
  var poolNames = NameClaims()
  /// By their indices.
  var features: [Int: DodoFeature] = [:]
  /// The pools that usage of a plan draws on. Plans come first among the items.
  var drawnPools: Set<Int> = []

  init(_ input: LoweringInput) {
    self.input = input
    metadata = LayeredMetadata(input.limits.metadata)
    meters = DodoMeters(input.catalog)
  }

  var catalog: Catalog { input.catalog }
  var taxInclusive: JSON? { JSON.object(input.settings.options)["taxInclusive"] }

  func addRequests(for offers: DodoOffers, to artifact: inout Artifact) {
    let all = offers.offers
    let products = all.filter { !$0.object.isAddon }
    for meter in offers.meters where meter.existing == nil { artifact.setup.append(request(for: meter)) }
    for pool in offers.pools where pool.existing == nil { artifact.setup.append(request(for: pool)) }
    for feature in offers.features where feature.existing == nil { artifact.setup.append(request(for: feature)) }
    for offer in all where offer.object.isAddon { artifact.setup.append(addon(offer)) }
    for offer in products.filter({ $0.object.plan != nil }) + products.filter({ $0.object.plan == nil }) {
      // Plans times add-ons can take very long, and the artifact would be discarded.
      if artifact.isTooLarge { return }
      let addons = offers.attachments.references(beside: offer.object)
      artifact.setup.append(product(offer, addons: addons, anyFeatures: !offers.features.isEmpty))
    }
    for discount in offers.discounts { artifact.setup.append(request(discount)) }
    let purchases = DodoPurchases(offers, input)
    for offer in all { artifact.purchase += purchases.requests(offer) }
  }

  // MARK: Setup

  /// A meter's name and unit can change, but not what it counts.
  private func request(for meter: DodoMeter) -> Request {
    let (name, event) = (JSON.string(meter.name), JSON.string(meter.event))
    // A meter of the same name with another filter counts other events.
    let match: JSON = [
      "name": name, "event_name": event, "aggregation": meter.aggregation, "filter": meter.filter ?? JSON.null,
    ]
    return Request(
      meter.request, .post, "/meters", lookup: .init("/meters", query: [.init("page_size", 100)], match: match),
      body: .fields([
        "name": name,
        "description": meter.description.map(JSON.string),
        "event_name": event,
        "measurement_unit": name,
        "aggregation": meter.aggregation,
        "filter": meter.filter,
      ]))
  }

  private func request(for pool: DodoPool) -> Request {
    let identity = JSON.members([
      "name": .string(pool.name), "unit": .string(pool.name), "precision": .integer(Int64(pool.precision)),
    ])
    // Products say what is charged beyond their credits.
    return Request(
      pool.request, .post, "/credit-entitlements",
      lookup: .init("/credit-entitlements", query: [.init("page_size", 100)], match: .object(identity)),
      body: .object(
        identity
          + JSON.members([
            "description": pool.description.map(JSON.string), "overage_enabled": false, "rollover_enabled": false,
          ])))
  }

  private func addon(_ offer: DodoOffers.Offer) -> Request {
    let object = offer.object
    let name = JSON.string(offer.name)
    let amount = JSON.integer(object.terms.amount)
    let currency = JSON.string(object.price.currency.code)
    // Add-ons with the same name are distinguished by their price.
    let match = JSON.fields([
      "name": name, "price": offer.hasOwnName ? nil : amount, "currency": offer.hasOwnName ? nil : currency,
    ])
    return request(
      object, "/addons", match: match,
      body: .fields([
        "name": name,
        "description": offer.description.map(JSON.string),
        "price": amount,
        "currency": currency,
        "tax_category": taxCategory(of: object),
      ]))
  }

  /// - Parameter anyFeatures: whether any product grants a feature.
  private func product(_ offer: DodoOffers.Offer, addons: [JSON], anyFeatures: Bool) -> Request {
    let object = offer.object
    // A list replaces the existing one at Dodo, so a catalog without add-ons or features does not send it.
    let saysAddons = !addons.isEmpty || (object.existing != nil && object.plan != nil && !catalog.addons.isEmpty)
    let saysFeatures =
      !offer.features.isEmpty || (object.existing != nil && object.item.kind != .topup && anyFeatures)
    return request(
      object, "/products", match: match(object, offer.metadata),
      body: .fields([
        "name": .string(offer.name),
        "description": offer.description.map(JSON.string),
        "tax_category": taxCategory(of: object),
        "price": price(object),
        "addons": saysAddons ? .array(addons) : nil,
        "entitlements": saysFeatures ? .array(offer.features.map { ["entitlement_id": $0.reference] }) : nil,
        "credit_entitlements": object.credits.isEmpty ? nil : .array(object.credits.map { credits($0, of: object) }),
        "brand_id": input.settings.text("brandId").map(JSON.string),
        "metadata": offer.metadata,
      ]))
  }

  /// The compiler's entries that identify a product; nil if one of the ids is too long to be sent.
  private func match(_ object: DodoObject, _ metadata: JSON?) -> JSON? {
    let idField = object.item.kind.idField
    guard let item = metadata?[idField], let price = metadata?["catalogPriceId"] else { return nil }
    return ["metadata": .object([.init(idField, item), .init("catalogPriceId", price)])]
  }

  private func price(_ object: DodoObject) -> JSON {
    let amount = JSON.integer(object.terms.amount)
    let currency = JSON.string(object.price.currency.code)
    // `discount` and `purchasing_power_parity` were required up to SDK 1.111.0, and are optional since.
    guard let cadence = object.terms.cadence else {
      return .fields([
        "type": "one_time_price",
        "price": amount,
        "currency": currency,
        "discount": 0,
        "purchasing_power_parity": false,
        "tax_inclusive": taxInclusive,
      ])
    }
    let isRecurring = !object.chargesUsage
    let trial = object.terms.trial
    // A usage-based price has no trial; the checkout has it.
    let trialDays: JSON? = isRecurring ? .integer(trial?.days ?? 0) : nil
    return .fields([
      "type": isRecurring ? "recurring_price" : "usage_based_price",
      isRecurring ? "price" : "fixed_price": amount,
      "currency": currency,
      "payment_frequency_count": .integer(cadence.count),
      "payment_frequency_interval": .string(cadence.period.dodoName),
      // The duration of the whole subscription. 20 years is the maximum, and Dodo's way to say "until it is canceled".
      "subscription_period_count": 20,
      "subscription_period_interval": "Year",
      "trial_period_days": trialDays,
      "trial_payment_method_optional": isRecurring && trial?.needsCard == false ? true : nil,
      "discount": 0,
      "purchasing_power_parity": false,
      "tax_inclusive": taxInclusive,
      "meters": isRecurring ? nil : .array(object.usage.map(link) + object.credits.flatMap(links)),
    ])
  }

  private func link(_ usage: DodoUsage) -> JSON {
    .fields([
      "meter_id": usage.meter.reference,
      "price_per_unit": .string("\(usage.pricePerUnit)"),
      // Also 0: an update might keep what is left out.
      "free_threshold": .integer(usage.included),
    ])
  }

  private func links(_ credits: DodoCredits) -> [JSON] {
    credits.draws.map { draw in
      [
        "meter_id": draw.meter.reference, "credit_entitlement_id": reference(to: credits.pool),
        "meter_units_per_credit": .string("\(draw.unitsPerCredit)"),
      ]
    }
  }

  private func reference(to pool: DodoPool) -> JSON { pool.existing.map(JSON.string) ?? .ref(pool.request) }

  /// Credits of a subscription are granted with each payment, and end with the next. A trial has those of one payment.
  private func credits(_ credits: DodoCredits, of object: DodoObject) -> JSON {
    let amount = JSON.string("\(credits.amount)")
    let hasTrial = object.terms.trial != nil
    return .fields([
      "credit_entitlement_id": reference(to: credits.pool), "credits_amount": amount,
      "expires_after_days": credits.days.map(JSON.integer),
      "overage_enabled": credits.overage == nil ? nil : true,
      "overage_behavior": credits.overage == nil ? nil : "invoice_at_billing",
      "overage_limit": credits.overage?.most.map { .string("\($0)") },
      "price_per_unit": (credits.overage?.price).map { .string("\($0)") },
      "currency": credits.overage == nil ? nil : .string(object.price.currency.code),
      "trial_credits": hasTrial ? amount : nil, "trial_credits_expire_after_trial": hasTrial ? true : nil,
    ])
  }

  /// An assumed category never overwrites that of an existing object.
  private func taxCategory(of object: DodoObject) -> JSON? {
    input.settings.text("taxCategory").map(JSON.string) ?? (object.existing == nil ? "saas" : nil)
  }

  /// Creates the object, or updates the existing one. The amount may change, for new customers (Dodo's documentation,
  /// features/products).
  private func request(_ object: DodoObject, _ path: String, match: JSON?, body: JSON) -> Request {
    if let existing = object.existing {
      return Request(object.request, .patch, "\(path)/\(pathSegment(existing))", body: body)
    }
    return Request(
      object.request, .post, path, lookup: match.map { .init(path, query: [.init("page_size", 100)], match: $0) }, body: body)
  }
}

extension Period {
  /// The name in the API, which rejects lowercase.
  fileprivate var dodoName: String {
    switch self {
    case .day: "Day"
    case .week: "Week"
    case .month: "Month"
    case .year: "Year"
    }
  }
}
