import Catalog
import Foundations
import JSONText
import Syntax

/// Lowers a catalog to Creem's API of September 2026: POST /v1/meters, POST /v1/products, PATCH /v1/products/{id},
/// POST /v1/checkouts.
///
/// A product has no metadata and no custom id. A later run finds it by its name, its price and cadence, and its credits, so a
/// product with a different price does not match. Only POST /v1/products accepts an idempotency key.
struct CreemLowering: ProviderLowering {
  let input: LoweringInput
  var metadata: LayeredMetadata
  var claimedIDs = IDClaims()
  var claimedNames = NameClaims()
  /// By the place of the usage price; nil for one that Creem cannot charge.
  var usages: [Place: CreemUsage?] = [:]
  /// By request; nil for a meter that Creem does not support.
  var meters: [ScalarString: CreemMeter?] = [:]
  var meterNames = NameClaims()
  private let taxMode: JSON?
  private let taxCategory: JSON?

  init(_ input: LoweringInput) {
    self.input = input
    metadata = LayeredMetadata(input.limits.metadata)
    taxMode = input.settings.text("taxMode").map(JSON.string)
    taxCategory = input.settings.text("taxCategory").map(JSON.string)
  }

  var catalog: Catalog { input.catalog }

  func addRequests(for offers: CreemOffers, to artifact: inout Artifact) {
    var created: Set<ScalarString> = []
    for meter in offers.products.lazy.flatMap(\.usage).map(\.meter)
    where meter.existing == nil && created.insert(ScalarString(meter.request)).inserted {
      artifact.setup.append(request(meter))
    }
    for product in offers.products {
      artifact.setup.append(request(product))
      artifact.purchase += purchases(product)
    }
    for discount in offers.discounts { artifact.setup.append(request(discount)) }
  }

  // MARK: Setup

  private func request(_ meter: CreemMeter) -> Request {
    let identity = JSON.members([
      "name": .string(meter.name), "event_name": .string(meter.event), "aggregation": .string(meter.aggregation),
      "aggregation_property": meter.property.map(JSON.string), "filter": meter.filter,
    ])
    return Request(
      meter.request, .post, "/v1/meters",
      lookup: .init("/v1/meters", query: [.init("limit", 100)], match: .object(identity)),
      body: .object(identity + [.init("unit_label", .string(meter.name))]))
  }

  private func request(_ product: CreemOffers.Product) -> Request {
    if let existing = product.listing.existing {
      return Request(product.request, .patch, "/v1/products/\(pathSegment(existing.id))", body: update(product))
    }
    return Request(product.request, .post, "/v1/products", lookup: lookup(product), body: creation(product)).idempotent()
  }

  private func creation(_ product: CreemOffers.Product) -> JSON {
    let listing = product.listing
    return .object(
      JSON.members(["name": .string(listing.name), "description": .string(product.description ?? listing.name)])
        + charge(listing)
        + JSON.members([
          "trial_period_days": listing.terms.trial.map { .integer($0.days) },
          "usage_prices": listing.usage.isEmpty ? nil : usagePrices(listing),
          "features": product.credits.map { [feature($0)] },
          "tax_mode": taxMode, "tax_category": taxCategory,
        ]))
  }

  /// Omitted members stay unchanged, such as a description that the catalog does not have, or features that were added
  /// manually. Trials, credits and usage prices that the catalog does not have are removed, because customers would still get
  /// or pay them. The tax category cannot be changed.
  private func update(_ product: CreemOffers.Product) -> JSON {
    let listing = product.listing
    return .object(
      JSON.members(["name": .string(listing.name), "description": product.description.map(JSON.string)])
        + charge(listing)
        + JSON.members([
          "trial_period_days": listing.cycle.map { _ in listing.terms.trial.map { .integer($0.days) } ?? .null },
          "usage_prices": listing.cycle.map { _ in usagePrices(listing) },
          "features": listing.item.kind == .topup ? .array(product.credits.map { [feature($0)] } ?? []) : nil,
          "tax_mode": taxMode,
        ]))
  }

  /// The price and cadence of the product. An update sends both, because an amount is meaningless without its cadence.
  private func charge(_ listing: CreemOffers.Listing) -> [JSON.Member] {
    let cycle = listing.cycle
    return JSON.members([
      "price": .integer(listing.terms.amount),
      "currency": .string(listing.price.currency.code),
      "billing_type": .string(cycle == nil ? "onetime" : "recurring"),
      "billing_period": .string(cycle?.name ?? "once"),
      "recurring_interval": cycle?.custom.map { .string($0.period.rawValue) },
      "recurring_interval_count": cycle?.custom.map { .integer($0.count) },
    ])
  }

  private func usagePrices(_ listing: CreemOffers.Listing) -> JSON {
    .array(
      listing.usage.map { usage in
        .object(
          [.init("meter_id", usage.meter.reference)] + terms(usage)
            // Nothing is charged in a trial.
            + JSON.members(["trial_usage_mode": listing.terms.trial.map { _ in "free" }]))
      })
  }

  private func terms(_ usage: CreemUsage) -> [JSON.Member] {
    JSON.members([
      "unit_price": .number(usage.unitPrice), "settlement_mode": "postpaid",
      "free_allowance": usage.included == 0 ? nil : .integer(usage.included),
    ])
  }

  private func feature(_ credits: CreemCredits) -> JSON {
    [
      "type": "customerCredits", "description": .string("\(credits.amount) \(credits.unit)"),
      "customer_credits": customerCredits(credits),
    ]
  }

  private func customerCredits(_ credits: CreemCredits) -> JSON {
    [
      "amount": .string(credits.amount), "unit_label": .string(credits.unit), "bucket_name": .string(credits.account),
    ]
  }

  /// The list can be filtered only by status. Archived products are no longer for sale.
  ///
  /// Compares everything that a customer pays and gets, except for trials, which Creem does not return.
  private func lookup(_ product: CreemOffers.Product) -> Request.Lookup {
    .init(
      "/v1/products/search",
      query: [.init("page_number", 1), .init("page_size", 100), .init("status", "active")],
      match: .object(
        [.init("name", .string(product.listing.name))] + charge(product.listing)
          + JSON.members([
            "usage_prices": product.usage.isEmpty ? nil : .array(product.usage.map { .object(terms($0)) }),
            "features": product.credits.map { [["customer_credits": customerCredits($0)]] },
            "tax_mode": taxMode, "tax_category": taxCategory,
          ])))
  }

  // MARK: Purchase

  /// A recurring add-on is a subscription of its own. The checkout's metadata is copied to the subscription, and webhooks carry
  /// both (Creem's documentation, code/webhooks.mdx). A change has none.
  ///
  /// Source: Creem's API reference, POST /v1/subscriptions/{id}/upgrade and POST /v1/subscriptions/{id} (November 2026).
  private func purchases(_ product: CreemOffers.Product) -> [Request] {
    let (item, price, sale) = (product.listing.item, product.listing.price, product.listing.terms.sale)
    let id = Request.id("purchase", item.kind.rawValue, item.header.id, price.id)
    var requests = [
      Request(
        id, .post, "/v1/checkouts",
        in: sale == .plan ? .newCustomer : sale == .recurringAddon ? .runningSubscription : .oneTime,
        body: .fields([
          "product_id": product.reference,
          "units": item.quantity.map { _ in item.purchasedQuantity },
          "customer": ["id": .param("customer")],
          "success_url": .param("success_url"),
          "metadata": product.metadata,
        ]))
    ]
    let behavior = JSON.Member("update_behavior", "proration-charge-immediately")
    if sale == .plan {
      requests.append(
        Request(
          "\(id)/change", .post, "/v1/subscriptions/{subscription}/upgrade", in: .runningSubscription,
          body: .object([.init("product_id", product.reference), behavior])))
    }
    if sale.isRecurring, case .object = item.purchasedQuantity {
      requests.append(
        Request(
          "\(id)/quantity", .post, "/v1/subscriptions/{subscription}", in: .runningSubscription,
          body: .object([
            .init("items", [["id": .param("subscription_item"), "units": item.purchasedQuantity]]), behavior,
          ])))
    }
    return requests
  }
}
