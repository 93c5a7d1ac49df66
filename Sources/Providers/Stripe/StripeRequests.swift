import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// Stripe's API, version 2026-10-28.endive. Bodies are shown as objects; they travel form-encoded.
struct StripeRequests {
  private var lowering: Lowering
  private let catalog: Catalog
  private let settings: ProviderSettings
  /// The features that a request makes, by index.
  private var madeFeatures: Set<Int> = []
  /// What is sent: everything but what claims the product of another.
  private let items: [Item]
  private let ids: StripeIDs

  static func add(to lowering: inout Lowering) {
    var requests = StripeRequests(lowering)
    requests.addFeatures()
    for item in requests.items { requests.addProduct(item) }
    for item in requests.items { requests.addPrices(item) }
    for item in requests.items { requests.addProductFeatures(item) }
    lowering = requests.lowering
  }

  private init(_ lowering: Lowering) {
    var lowering = lowering
    let ids = StripeIDs(&lowering)
    self.ids = ids
    self.lowering = lowering
    catalog = lowering.catalog
    settings = lowering.settings
    items = lowering.catalog.items.filter { !ids.refused.contains($0.header.origin) }
  }

  /// 50 entries, names of at most 40 characters without square brackets, values of at most 500 (Stripe's API reference,
  /// "Metadata"). An empty value would delete the entry on an update.
  static let metadataLimits = MetadataLimits(entries: 50, nameLength: 40, valueLength: 500, allowsEmpty: false) {
    $0 != "[" && $0 != "]"
  }

  // MARK: Setup

  private mutating func addFeatures() {
    let granted = Set(
      items.filter { StripeRequests.carriesFeatures($0) }.flatMap(\.entitlements).filter(\.givesAccess).map(\.feature))
    for (index, feature) in catalog.features.enumerated() where granted.contains(index) {
      let header = feature.header
      // Entitlement features: name and lookup key of at most 80 characters (POST /v1/entitlements/features).
      guard header.key.unicodeScalars.count <= 80 else {
        lowering.report(
          .stripeFeatureKey, "the key has \(header.key.unicodeScalars.count) characters, and Stripe takes 80: the feature is not sent",
          at: .keyOf(header))
        continue
      }
      madeFeatures.insert(index)
      let metadata = lowering.bodyMetadata(
        lowering.merged([header.metadata, [.init("catalogFeatureId", .string(header.id))]]))
      lowering.artifact.setup.append(
        Request(
          Request.id("features", header.id), .post, "/v1/entitlements/features",
          lookup: .init("/v1/entitlements/features", query: [.init("lookup_key", .string(header.key))]),
          body: .fields([
            "name": .string(lowering.limited(header.name, to: 80, .stripeTextLength, "the name of a feature", at: .nameOf(header))),
            "lookup_key": .string(header.key),
            "metadata": lowering.textMetadata(
              metadata, compiler: 1, within: Self.metadataLimits, .stripeMetadata, owner: Place(header.origin)),
          ])
        ).idempotent())
    }
  }

  private mutating func addProduct(_ item: Item) {
    let header = item.header
    let existing = item.id(at: "stripe")
    let ownID = StripeRequests.productID(item)
    if existing == nil, ownID == nil {
      lowering.report(
        .stripeProductID, "Stripe's product ids have letters, digits, '_' and '-' only: the product gets an id of Stripe's choice",
        at: .keyOf(header), help: "choose a key of those characters, so that the product can be found by it")
    }
    let members = lowering.metadata(item)
    let body = JSON.fields([
      "id": existing == nil ? ownID.map(JSON.string) : nil,
      "name": .string(lowering.limited(header.name, to: 5000, .stripeTextLength, "the name", at: .nameOf(header))),
      "description": header.description.flatMap { $0.isEmpty ? nil : $0 }.map {
        .string(lowering.limited($0, to: 40000, .stripeTextLength, "the description", at: Place(header.origin)["description"]))
      },
      "tax_code": settings.text("taxCode").map(JSON.string),
      "metadata": lowering.textMetadata(
        lowering.bodyMetadata(members), compiler: lowering.compilerMetadata(item).count, within: Self.metadataLimits,
        .stripeMetadata, owner: Place(header.origin)),
    ])
    let lookup: Request.Lookup? =
      if existing != nil {
        nil
      } else if let ownID {
        .init("/v1/products/\(ownID)")
      } else {
        .init(
          "/v1/products", query: [.init("limit", 100)],
          match: ["metadata": .object([.init(item.kind.idField, .string(header.id))])])
      }
    let path = existing.map { "/v1/products/\(pathSegment($0))" } ?? "/v1/products"
    lowering.artifact.setup.append(Request(productRequest(item), .post, path, lookup: lookup, body: body).idempotent())
  }

  private mutating func addPrices(_ item: Item) {
    for price in item.prices where !ids.refused.contains(price.origin) {
      let metadata = lowering.textMetadata(
        lowering.bodyMetadata(lowering.metadata(price, of: item)), compiler: item.kind == .topup ? 5 : 4,
        within: Self.metadataLimits, .stripeMetadata, owner: Place(price.origin))
      guard let unitAmount = StripeRequests.expressible(price) else { continue }
      let lookupKey: JSON? = price.lookupKey.unicodeScalars.count <= 200 ? .string(price.lookupKey) : nil
      if let id = price.id(at: "stripe") {
        // Amount, currency and cadence of a price are final (POST /v1/prices/{price}).
        lowering.artifact.setup.append(
          Request(
            Request.id("prices", item.kind.rawValue, item.header.id, price.id), .post, "/v1/prices/\(pathSegment(id))",
            body: .fields([
              "lookup_key": lookupKey, "transfer_lookup_key": lookupKey.map { _ in true }, "metadata": metadata,
            ])
          ).idempotent())
      } else {
        addNewPrice(price, of: item, unitAmount, lookupKey, metadata)
      }
      addPurchase(price, of: item, metadata)
    }
  }

  private mutating func addNewPrice(_ price: Price, of item: Item, _ unitAmount: Int64, _ lookupKey: JSON?, _ metadata: JSON) {
    let recurring = price.cadence.map { cadence in
      JSON.fields(["interval": .string(cadence.period.rawValue), "interval_count": .integer(cadence.count)])
    }
    // A price cannot change: one that was found and does not match is another price, and hands its lookup key on.
    let match = JSON.fields([
      "currency": .string(price.currency.lowercased), "unit_amount": .integer(unitAmount), "recurring": recurring,
    ])
    lowering.artifact.setup.append(
      Request(
        Request.id("prices", item.kind.rawValue, item.header.id, price.id), .post, "/v1/prices",
        lookup: lookupKey.map { .init("/v1/prices", query: [.init("lookup_keys[]", $0)], match: match) },
        body: .fields([
          "currency": .string(price.currency.lowercased),
          "product": product(item),
          "unit_amount": .integer(unitAmount),
          "recurring": recurring,
          "lookup_key": lookupKey,
          "transfer_lookup_key": lookupKey.map { _ in true },
          "tax_behavior": settings.text("taxBehavior").map(JSON.string),
          "metadata": metadata,
        ])
      ).idempotent())
  }

  private mutating func addProductFeatures(_ item: Item) {
    guard StripeRequests.carriesFeatures(item) else { return }
    for entitlement in item.entitlements where entitlement.givesAccess && madeFeatures.contains(entitlement.feature) {
      let feature = Request.id("features", catalog.features[entitlement.feature].header.id)
      let product = item.id(at: "stripe").map(pathSegment) ?? "{\(productRequest(item))}"
      let path = "/v1/products/\(product)/features"
      lowering.artifact.setup.append(
        Request(
          Request.id("product-features", item.kind.rawValue, item.header.id, catalog.features[entitlement.feature].header.id),
          .post, path, lookup: .init(path, query: [.init("limit", 100)], match: ["entitlement_feature": ["id": .ref(feature)]]),
          body: ["entitlement_feature": .ref(feature)]
        ).idempotent())
    }
  }

  // MARK: Purchase

  private mutating func addPurchase(_ price: Price, of item: Item, _ metadata: JSON) {
    let id = Request.id("purchase", item.kind.rawValue, item.header.id, price.id)
    let priceID =
      price.id(at: "stripe").map(JSON.string) ?? .ref(Request.id("prices", item.kind.rawValue, item.header.id, price.id))
    let quantity: JSON = item.addon?.multiple == true ? .param("quantity") : 1
    let request =
      switch (item.kind, price.cadence) {
      case (.plan, _):
        Request(
          id, .post, "/v1/subscriptions",
          body: .fields([
            "customer": .param("customer"),
            "items": [["price": priceID, "quantity": 1]],
            "trial_period_days": StripeChecks.trialDays(price).map(JSON.integer),
            "metadata": metadata,
          ]))
      case (.addon, .some):
        Request(
          id, .post, "/v1/subscription_items",
          body: ["subscription": .param("subscription"), "price": priceID, "quantity": quantity, "metadata": metadata])
      case (.addon, nil):
        // The price goes into `pricing`: a top-level `price` is gone from the API (POST /v1/invoiceitems).
        Request(
          id, .post, "/v1/invoiceitems",
          body: [
            "customer": .param("customer"), "subscription": .param("subscription"), "pricing": ["price": priceID],
            "quantity": quantity, "metadata": metadata,
          ])
      case (.topup, _):
        // The session's metadata does not reach the payment by itself.
        Request(
          id, .post, "/v1/checkout/sessions",
          body: [
            "mode": "payment", "customer": .param("customer"), "success_url": .param("success_url"),
            "line_items": [["price": priceID, "quantity": 1]], "metadata": metadata,
            "payment_intent_data": ["metadata": metadata],
          ])
      }
    lowering.artifact.purchase.append(request)
  }

  // MARK: Names and conditions

  private func productRequest(_ item: Item) -> String { Request.id("products", item.kind.rawValue, item.header.id) }

  private func product(_ item: Item) -> JSON { item.id(at: "stripe").map(JSON.string) ?? .ref(productRequest(item)) }

  /// The id that the product is made with; nil where the key has characters that Stripe refuses.
  ///
  /// Plans, add-ons and top-ups share Stripe's one name space of products, so the kind is part of it.
  static func productID(_ item: Item) -> String? {
    let isPlain = item.header.key.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    return isPlain ? "\(item.kind.rawValue)_\(item.header.key)" : nil
  }

  /// The amount in Stripe's unit; nil where Stripe cannot sell at that price, which ``StripeChecks`` reports.
  static func expressible(_ price: Price) -> Int64? {
    guard StripeChecks.isWithinThreeYears(price.cadence) else { return nil }
    return try? StripeMoney.unitAmount(price)
  }

  /// Features follow subscriptions; a product that is paid once gives none (Stripe's documentation, "Entitlements").
  static func carriesFeatures(_ item: Item) -> Bool { item.kind != .topup && !item.isPaidOnce }
}

extension Entitlement {
  /// True where the customer can use the feature at all: it is granted, and an allowance is not empty.
  var givesAccess: Bool {
    switch value {
    case .boolean(let enabled): enabled
    case .metered(let allowance): !allowance.amount.isZero || allowance.isSoftLimit == true
    case .static: true
    }
  }
}
