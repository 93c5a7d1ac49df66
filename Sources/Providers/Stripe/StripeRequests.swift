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
    let purchases = StripePurchases(offers, input)
    for product in offers.products {
      for price in product.prices {
        if let rate = price.rate { artifact.setup.append(request(price, rate, of: product)) }
        artifact.purchase += purchases.requests(price, of: product)
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
    let request = Request(
      product.request, .post, product.existing.map { "/v1/products/\(pathSegment($0))" } ?? "/v1/products", lookup: lookup,
      body: .fields([
        "id": product.existing == nil ? product.ownID.map(JSON.string) : nil,
        "name": .string(product.name),
        "description": product.description.map(JSON.string),
        "tax_code": input.settings.text("taxCode").map(JSON.string),
        "metadata": product.metadata,
      ]))
    return product.existing == nil ? request.idempotent() : request
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
      product.request(of: sold), rate, recurring, currency: sold.price.currency, lookupKey: sold.lookupKey,
      existing: sold.existing,
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
        ]))
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
}
