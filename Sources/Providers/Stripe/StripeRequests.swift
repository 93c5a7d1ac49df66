import Catalog
import CatalogReading
import JSONText

/// Lowers a catalog to Stripe's API, version 2026-10-28.endive. Bodies are objects here, and form-encoded when sent.
struct StripeLowering: ProviderLowering {
  let input: LoweringInput
  var metadata: LayeredMetadata
  var claimedProducts = IDClaims()
  var claimedPrices = IDClaims()

  init(_ input: LoweringInput) {
    self.input = input
    metadata = LayeredMetadata(input.limits.metadata)
  }

  var catalog: Catalog { input.catalog }

  func addRequests(for offers: StripeOffers, to artifact: inout Artifact) {
    for feature in offers.features { artifact.setup.append(request(feature)) }
    for product in offers.products { artifact.setup.append(request(product)) }
    for product in offers.products {
      for price in product.prices {
        artifact.setup.append(request(price, of: product))
        artifact.purchase.append(purchase(price, of: product))
      }
    }
    for product in offers.products {
      for (id, feature) in product.features { artifact.setup.append(attachment(id, feature, to: product)) }
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
          match: ["metadata": .object([.init(product.item.kind.idField, .string(product.item.header.id))])])
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

  private func request(_ sold: StripeOffers.SoldPrice, of product: StripeOffers.Product) -> Request {
    let id = id(sold, of: product)
    let lookupKey = sold.lookupKey.map(JSON.string)
    if let existing = sold.existing {
      // The amount, currency and cadence of a price are immutable (POST /v1/prices/{price}).
      return Request(
        id, .post, "/v1/prices/\(pathSegment(existing))",
        body: .fields([
          "lookup_key": lookupKey, "transfer_lookup_key": lookupKey.map { _ in true }, "metadata": sold.metadata,
        ])
      ).idempotent()
    }
    let currency = JSON.string(sold.price.currency.lowercased)
    let amount = JSON.integer(sold.terms.amount)
    let recurring = sold.terms.cadence.map { cadence in
      JSON.fields(["interval": .string(cadence.period.rawValue), "interval_count": .integer(cadence.count)])
    }
    // A price cannot change. If the price that is found does not match, a new price takes over its lookup key.
    let match = JSON.fields(["currency": currency, "unit_amount": amount, "recurring": recurring])
    return Request(
      id, .post, "/v1/prices",
      lookup: lookupKey.map { .init("/v1/prices", query: [.init("lookup_keys[]", $0)], match: match) },
      body: .fields([
        "currency": currency,
        "product": product.reference,
        "unit_amount": amount,
        "recurring": recurring,
        "lookup_key": lookupKey,
        "transfer_lookup_key": lookupKey.map { _ in true },
        "tax_behavior": input.settings.text("taxBehavior").map(JSON.string),
        "metadata": sold.metadata,
      ])
    ).idempotent()
  }

  private func attachment(_ id: String, _ feature: String, to product: StripeOffers.Product) -> Request {
    let path = "/v1/products/\(product.existing.map(pathSegment) ?? "{\(product.request)}")/features"
    return Request(
      Request.id("product-features", product.item.kind.rawValue, product.item.header.id, id), .post, path,
      lookup: .init(path, query: [.init("limit", 100)], match: ["entitlement_feature": ["id": .ref(feature)]]),
      body: ["entitlement_feature": .ref(feature)]
    ).idempotent()
  }

  private func id(_ sold: StripeOffers.SoldPrice, of product: StripeOffers.Product) -> String {
    Request.id("prices", product.item.kind.rawValue, product.item.header.id, sold.price.id)
  }

  // MARK: Purchase

  private func purchase(_ sold: StripeOffers.SoldPrice, of product: StripeOffers.Product) -> Request {
    let item = product.item
    let id = Request.id("purchase", item.kind.rawValue, item.header.id, sold.price.id)
    let price = sold.existing.map(JSON.string) ?? .ref(self.id(sold, of: product))
    let quantity: JSON = item.addon?.multiple == true ? .param("quantity") : 1
    let metadata = sold.metadata
    return switch sold.terms.sale {
    case .plan:
      Request(
        id, .post, "/v1/subscriptions",
        body: .fields([
          "customer": .param("customer"),
          "items": [["price": price, "quantity": 1]],
          "trial_period_days": sold.terms.trial.map { .integer($0.days) },
          "metadata": metadata,
        ]))
    case .recurringAddon:
      Request(
        id, .post, "/v1/subscription_items",
        body: ["subscription": .param("subscription"), "price": price, "quantity": quantity, "metadata": metadata])
    case .oneTimeAddon:
      // `price` must be inside `pricing`; the top-level field was removed from the API (POST /v1/invoiceitems).
      Request(
        id, .post, "/v1/invoiceitems",
        body: [
          "customer": .param("customer"), "subscription": .param("subscription"), "pricing": ["price": price],
          "quantity": quantity, "metadata": metadata,
        ])
    case .topup:
      // The session's metadata is not copied to the payment.
      Request(
        id, .post, "/v1/checkout/sessions",
        body: [
          "mode": "payment", "customer": .param("customer"), "success_url": .param("success_url"),
          "line_items": [["price": price, "quantity": 1]], "metadata": metadata,
          "payment_intent_data": ["metadata": metadata],
        ])
    }
  }
}
