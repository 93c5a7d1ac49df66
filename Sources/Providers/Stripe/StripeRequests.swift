import Catalog
import CatalogReading
import Foundations
import JSONText
import Syntax

/// Lowers a catalog to Stripe's API, version 2026-10-28.endive. Bodies are objects here, and form-encoded when sent.
struct StripeLowering: ProviderLowering {
  let input: LoweringInput
  var metadata: LayeredMetadata
  var claimedProducts = IDClaims()
  var claimedPrices = IDClaims()
  var claimedEvents = NameClaims()
  /// By the requests that create them; nil for one that Stripe cannot create.
  var meters: [ScalarString: StripeOffers.Meter?] = [:]
  /// By the requests that create them; nil for one that Stripe cannot charge.
  var meteredPrices: [ScalarString: StripeOffers.MeteredPrice?] = [:]

  init(_ input: LoweringInput) {
    self.input = input
    metadata = LayeredMetadata(input.limits.metadata)
  }

  var catalog: Catalog { input.catalog }

  func addRequests(for offers: StripeOffers, to artifact: inout Artifact) {
    for feature in offers.features where feature.existing == nil { artifact.setup.append(request(feature)) }
    for meter in offers.meters where meter.existing == nil { artifact.setup.append(request(meter)) }
    for product in offers.products { artifact.setup.append(request(product)) }
    let coded = offers.productsWithCodes
    for product in offers.products {
      let takesCodes = coded.contains(ScalarString(product.request))
      for price in product.prices {
        if let rate = price.rate { artifact.setup.append(request(price, rate, of: product)) }
        artifact.purchase.append(purchase(price, of: product, takesCodes: takesCodes))
      }
      for metered in product.usage { artifact.setup.append(request(metered, of: product)) }
    }
    for product in offers.products {
      for (id, feature) in product.features { artifact.setup.append(attachment(id, feature, to: product)) }
    }
    for coupon in offers.coupons {
      artifact.setup.append(request(coupon))
      for code in coupon.codes { artifact.setup.append(request(code, of: coupon)) }
    }
  }

  // MARK: Setup

  private func request(_ feature: StripeOffers.Feature) -> Request {
    Request(
      feature.request, .post, "/v1/entitlements/features",
      lookup: .init("/v1/entitlements/features", query: [.init("lookup_key", .string(feature.key))]),
      body: ["name": .string(feature.name), "lookup_key": .string(feature.key), "metadata": feature.metadata]
    ).idempotent()
  }

  private func request(_ product: StripeOffers.Product) -> Request {
    let lookup: Request.Lookup? =
      if product.existing != nil {
        nil
      } else if let ownID = product.ownID {
        .init("/v1/products/\(ownID)")
      } else {
        .init(
          "/v1/products", query: [.init("limit", 100)],
          match: [
            "metadata": .object(
              [
                JSON.Member("catalogId", input.whole.id.map(JSON.string) ?? .null),
                .init(product.item.kind.idField, .string(product.item.header.id)),
                .init("catalogPriceId", product.item.variant.map(JSON.string) ?? .null),
              ])
          ])
      }
    return Request(
      product.request, .post, product.existing.map { "/v1/products/\(pathSegment($0))" } ?? "/v1/products", lookup: lookup,
      body: .fields([
        "id": product.existing == nil ? product.ownID.map(JSON.string) : nil,
        "name": .string(product.name),
        "description": product.description.map(JSON.string),
        "tax_code": input.settings.text("taxCode").map(JSON.string),
        "metadata": product.metadata,
      ])
    ).idempotent()
  }

  /// POST /v1/billing/meters. A meter has no metadata and no lookup key; its event name identifies it among the active ones.
  private func request(_ meter: StripeOffers.Meter) -> Request {
    let terms = JSON.members([
      "event_name": .string(meter.event),
      "default_aggregation": ["formula": .string(meter.formula)],
      "customer_mapping": ["type": "by_id", "event_payload_key": "stripe_customer_id"],
      "value_settings": meter.hasValue ? ["event_payload_key": "value"] : nil,
    ])
    return Request(
      meter.request, .post, "/v1/billing/meters",
      lookup: .init(
        "/v1/billing/meters", query: [.init("status", "active"), .init("limit", 100)], match: .object(terms)),
      body: .object([.init("display_name", .string(meter.name))] + terms)
    ).idempotent()
  }

  private func request(_ sold: StripeOffers.SoldPrice, _ rate: StripeRate, of product: StripeOffers.Product) -> Request {
    let recurring = sold.terms.cadence.map { cadence in
      JSON.fields(["interval": .string(cadence.period.rawValue), "interval_count": .integer(cadence.count)])
    }
    return request(
      id(sold, of: product), rate, recurring, currency: sold.price.currency, lookupKey: sold.lookupKey, existing: sold.existing,
      metadata: sold.metadata, of: product)
  }

  private func request(_ metered: StripeOffers.MeteredPrice, of product: StripeOffers.Product) -> Request {
    request(
      metered.request, metered.rate,
      [
        "interval": .string(metered.charge.reset.rawValue), "interval_count": 1, "usage_type": "metered",
        "meter": metered.meter.reference,
      ],
      currency: metered.charge.price.currency, lookupKey: metered.lookupKey, existing: metered.existing,
      metadata: metered.metadata, of: product)
  }

  /// POST /v1/prices, or /v1/prices/{price} for an existing one.
  private func request(
    _ id: String, _ rate: StripeRate, _ recurring: JSON?, currency: Currency, lookupKey: String?, existing: String?,
    metadata: JSON, of product: StripeOffers.Product
  ) -> Request {
    let lookupKey = lookupKey.map(JSON.string)
    if let existing {
      // The amount, currency and cadence of a price are immutable (POST /v1/prices/{price}).
      return Request(
        id, .post, "/v1/prices/\(pathSegment(existing))",
        body: .fields([
          "lookup_key": lookupKey, "transfer_lookup_key": lookupKey.map { _ in true }, "metadata": metadata,
        ])
      ).idempotent()
    }
    let body = JSON.object(
      JSON.members(["currency": .string(currency.lowercased), "product": product.reference]) + rate.members
        + JSON.members([
          "recurring": recurring,
          "lookup_key": lookupKey,
          "transfer_lookup_key": lookupKey.map { _ in true },
          "tax_behavior": input.settings.text("taxBehavior").map(JSON.string),
          "metadata": metadata,
        ]))
    // A price cannot change. If the price that is found does not match, a new price takes over its lookup key.
    return Request(
      id, .post, "/v1/prices",
      lookup: lookupKey.map { key in
        .init(
          "/v1/prices", query: [.init("lookup_keys[]", key)] + API.stripeExpansion(of: body),
          match: .object(API.stripeTerms(of: body)))
      },
      body: body
    ).idempotent()
  }

  private func attachment(_ id: String, _ feature: JSON, to product: StripeOffers.Product) -> Request {
    let path = "/v1/products/\(product.existing.map(pathSegment) ?? "{\(product.request)}")/features"
    return Request(
      "product-features/\(product.item.partID)/\(Request.id(id))", .post, path,
      lookup: .init(path, query: [.init("limit", 100)], match: ["entitlement_feature": ["id": feature]]),
      body: ["entitlement_feature": feature]
    ).idempotent()
  }

  private func id(_ sold: StripeOffers.SoldPrice, of product: StripeOffers.Product) -> String {
    Request.id("prices", product.item.kind.rawValue, product.item.header.id, sold.price.id)
  }

  // MARK: Purchase

  /// - Parameter takesCodes: whether a discount with codes lowers the product.
  private func purchase(_ sold: StripeOffers.SoldPrice, of product: StripeOffers.Product, takesCodes: Bool) -> Request {
    let item = product.item
    let id = Request.id("purchase", item.kind.rawValue, item.header.id, sold.price.id)
    let metadata = sold.metadata
    return switch sold.terms.sale {
    case .plan:
      Request(
        id, .post, "/v1/subscriptions",
        body: .fields([
          "customer": .param("customer"),
          "items": .array(lines(sold, of: product).map(JSON.object)),
          // Checkout cannot sell different intervals, so the customer pays the first invoice.
          "billing_mode": sold.isMixed ? ["type": "flexible"] : nil,
          "payment_behavior": sold.isMixed ? "default_incomplete" : nil,
          "trial_period_days": sold.terms.trial.map { .integer($0.days) },
          "trial_settings": sold.terms.trial.flatMap { $0.needsCard ? nil : Self.endWithoutCard },
          "metadata": metadata,
        ]))
    case .recurringAddon: addition(id, lines(sold, of: product), metadata)
    case .oneTimeAddon:
      // `price` must be inside `pricing`; the top-level field was removed from the API (POST /v1/invoiceitems).
      Request(
        id, .post, "/v1/invoiceitems",
        body: [
          "customer": .param("customer"), "subscription": .param("subscription"),
          "pricing": ["price": reference(sold, of: product)], "quantity": item.purchasedQuantity, "metadata": metadata,
        ])
    case .topup:
      // The session's metadata is not copied to the payment.
      Request(
        id, .post, "/v1/checkout/sessions",
        body: .fields([
          "mode": "payment", "customer": .param("customer"), "success_url": .param("success_url"),
          "line_items": [
            .object(licensed(sold, of: product) + JSON.members(["adjustable_quantity": adjustableQuantity(of: item)]))
          ],
          "allow_promotion_codes": takesCodes ? true : nil,
          "metadata": metadata, "payment_intent_data": ["metadata": metadata],
        ]))
    }
  }

  /// A trial that began without a payment method ends the subscription unless one was added (POST /v1/subscriptions,
  /// `trial_settings`).
  private static let endWithoutCard: JSON = ["end_behavior": ["missing_payment_method": "cancel"]]

  private func reference(_ sold: StripeOffers.SoldPrice, of product: StripeOffers.Product) -> JSON {
    sold.existing.map(JSON.string) ?? .ref(id(sold, of: product))
  }

  /// Adds items to a subscription, whose own metadata is the plan's.
  private func addition(_ id: String, _ lines: [[JSON.Member]], _ metadata: JSON) -> Request {
    let own = [JSON.Member("metadata", metadata)]
    guard lines.count > 1 else {
      let line = lines.first ?? []
      return Request(
        id, .post, "/v1/subscription_items", body: .object([.init("subscription", .param("subscription"))] + line + own))
    }
    // Items without an id are added, all or none (POST /v1/subscriptions/{subscription_exposed_id}, `items`).
    return Request(
      id, .post, "/v1/subscriptions/{subscription}",
      body: [
        "items": .array(lines.enumerated().map { index, line in JSON.object(index == 0 ? line + own : line) })
      ])
  }

  /// The items of a subscription: what is paid in advance, then usage, which has no quantity (POST /v1/subscriptions, `items`).
  private func lines(_ sold: StripeOffers.SoldPrice, of product: StripeOffers.Product) -> [[JSON.Member]] {
    let advance = sold.rate == nil ? [] : [licensed(sold, of: product)]
    return advance + sold.usage.map { [JSON.Member("price", $0.reference)] }
  }

  private func licensed(_ sold: StripeOffers.SoldPrice, of product: StripeOffers.Product) -> [JSON.Member] {
    [JSON.Member("price", reference(sold, of: product)), JSON.Member("quantity", product.item.purchasedQuantity)]
  }

  /// The largest quantity that a customer can choose in Checkout (POST /v1/checkout/sessions, `adjustable_quantity.maximum`).
  private static let largestQuantity: Int64 = 999_999

  /// The bounds within which customers change the quantity in Checkout; nil if they cannot. Left out, they are 0 and 99.
  private func adjustableQuantity(of item: Item) -> JSON? {
    guard let quantity = item.quantity, quantity.max != quantity.minimum, quantity.minimum < Self.largestQuantity else {
      return nil
    }
    return [
      "enabled": true, "minimum": .integer(quantity.minimum),
      "maximum": .integer(min(quantity.max ?? .max, Self.largestQuantity)),
    ]
  }
}
