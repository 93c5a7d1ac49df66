import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// Stripe's API, version 2026-10-28.endive. Bodies are shown as objects; they travel form-encoded.
struct StripeRequests {
  var lowering: Lowering
  private let catalog: Catalog
  /// The requests that make features, by the feature's index.
  private var madeFeatures: [Int: String] = [:]
  /// What is sent: everything but what claims the product of another.
  private let items: [Item]
  private let ids: StripeIDs
  private let taxCode: String?
  private let taxBehavior: String?

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
    taxCode = lowering.settings.text("taxCode")
    taxBehavior = lowering.settings.text("taxBehavior")
    items = lowering.catalog.items.filter { !ids.refused.contains($0.header.place) }
  }

  /// 50 entries, names of at most 40 characters without square brackets, values of at most 500 (Stripe's API reference,
  /// "Metadata"). An empty value would delete the entry on an update.
  static let metadataLimits = MetadataLimits(entries: 50, nameLength: 40, valueLength: 500, allowsEmpty: false) {
    $0 != "[" && $0 != "]"
  }

  /// The query of a list that is looked through.
  private static let firstHundred: JSON = ["limit": 100]

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
      let request = Request.id("features", header.id)
      madeFeatures[index] = request
      let metadata = lowering.bodyMetadata(
        lowering.merged([header.metadata, [.init("catalogFeatureId", .string(header.id))]]))
      lowering.artifact.setup.append(
        Request(
          request, .post, "/v1/entitlements/features",
          lookup: .init("/v1/entitlements/features", query: [.init("lookup_key", .string(header.key))]),
          body: .fields([
            "name": .string(lowering.limited(header.name, to: 80, .stripeTextLength, "the name of a feature", at: .nameOf(header))),
            "lookup_key": .string(header.key),
            "metadata": lowering.textMetadata(
              metadata, compiler: 1, within: Self.metadataLimits, .stripeMetadata, owner: header.place),
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
    let name = lowering.limited(header.name, to: 5000, .stripeTextLength, "the name", at: .nameOf(header))
    let description = header.description.flatMap { $0.isEmpty ? nil : $0 }.map {
      lowering.limited($0, to: 40000, .stripeTextLength, "the description", at: header.place["description"])
    }
    let metadata = lowering.textMetadata(
      lowering.bodyMetadata(lowering.metadata(item)), compiler: item.kind == .topup ? 3 : 2, within: Self.metadataLimits,
      .stripeMetadata, owner: header.place)
    let taxCode = taxCode
    let path = existing.map { "/v1/products/\(pathSegment($0))" } ?? "/v1/products"
    lowering.artifact.setup.append(
      productRequest(item), .post, path, isIdempotent: true, hasLookup: existing == nil
    ) { writer in
      guard ownID == nil else { return writer.lookup("/v1/products/\(ownID ?? "")") {} }
      writer.lookup("/v1/products") {
        writer.member("query", Self.firstHundred)
        writer.member("match", ["metadata": .object([.init(item.kind.idField, .string(header.id))])])
      }
    } body: { writer in
      writer.object {
        if existing == nil, let ownID { writer.member("id", ownID) }
        writer.member("name", name)
        if let description { writer.member("description", description) }
        if let taxCode { writer.member("tax_code", taxCode) }
        writer.member("metadata", metadata)
      }
    }
  }

  private mutating func addPrices(_ item: Item) {
    for price in item.prices where !ids.refused.contains(price.place) {
      let metadata = lowering.textMetadata(
        lowering.bodyMetadata(lowering.metadata(price, of: item)), compiler: item.kind == .topup ? 5 : 4,
        within: Self.metadataLimits, .stripeMetadata, owner: price.place)
      guard let unitAmount = StripeRequests.expressible(price) else { continue }
      let request = Request.id("prices", item.kind.rawValue, item.header.id, price.id)
      let lookupKey = price.lookupKey.unicodeScalars.count <= 200 ? price.lookupKey : nil
      let existing = price.id(at: "stripe")
      if let existing {
        // Amount, currency and cadence of a price are final (POST /v1/prices/{price}).
        lowering.artifact.setup.append(request, .post, "/v1/prices/\(pathSegment(existing))", isIdempotent: true) { writer in
          writer.object {
            writer.lookupKey(lookupKey)
            writer.member("metadata", metadata)
          }
        }
      } else {
        addNewPrice(price, of: item, request, unitAmount, lookupKey, metadata)
      }
      addPurchase(price, of: item, existing.map(JSON.string) ?? .ref(request), metadata)
    }
  }

  private mutating func addNewPrice(
    _ price: Price, of item: Item, _ request: String, _ unitAmount: Int64, _ lookupKey: String?, _ metadata: JSON
  ) {
    let currency = price.currency.lowercased
    let product = product(item)
    let taxBehavior = taxBehavior
    lowering.artifact.setup.append(
      request, .post, "/v1/prices", isIdempotent: true, hasLookup: lookupKey != nil
    ) { writer in
      writer.lookup("/v1/prices") {
        writer.name("query")
        writer.object { writer.member("lookup_keys[]", lookupKey ?? "") }
        // A price cannot change: one that was found and does not match is another price, and hands its lookup key on.
        writer.name("match")
        writer.object {
          writer.member("currency", currency)
          writer.member("unit_amount", unitAmount)
          writer.recurring(price.cadence)
        }
      }
    } body: { writer in
      writer.object {
        writer.member("currency", currency)
        writer.member("product", product)
        writer.member("unit_amount", unitAmount)
        writer.recurring(price.cadence)
        writer.lookupKey(lookupKey)
        if let taxBehavior { writer.member("tax_behavior", taxBehavior) }
        writer.member("metadata", metadata)
      }
    }
  }

  private mutating func addProductFeatures(_ item: Item) {
    guard StripeRequests.carriesFeatures(item) else { return }
    let product = item.id(at: "stripe").map(pathSegment) ?? "{\(productRequest(item))}"
    let path = "/v1/products/\(product)/features"
    for entitlement in item.entitlements where entitlement.givesAccess {
      guard let feature = madeFeatures[entitlement.feature] else { continue }
      let id = catalog.features[entitlement.feature].header.id
      lowering.artifact.setup.append(
        Request.id("product-features", item.kind.rawValue, item.header.id, id), .post, path, isIdempotent: true
      ) { writer in
        writer.lookup(path) {
          writer.member("query", Self.firstHundred)
          writer.name("match")
          writer.object {
            writer.name("entitlement_feature")
            writer.object {
              writer.name("id")
              writer.ref(feature)
            }
          }
        }
      } body: { writer in
        writer.object {
          writer.name("entitlement_feature")
          writer.ref(feature)
        }
      }
    }
  }

  // MARK: Names

  private func productRequest(_ item: Item) -> String { Request.id("products", item.kind.rawValue, item.header.id) }

  private func product(_ item: Item) -> JSON { item.id(at: "stripe").map(JSON.string) ?? .ref(productRequest(item)) }
}
