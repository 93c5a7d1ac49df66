import Catalog
import CatalogDiff
import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Syntax

/// The parts of a catalog that Stripe sells.
struct StripeOffers {
  /// An entitlement feature, which is attached to products.
  struct Feature {
    let request: String
    /// The id of the existing feature, if any. It is used, not changed.
    let existing: String?
    let key: String
    let name: String
    let metadata: JSON

    /// The feature's id in the body of another request.
    var reference: JSON { existing.map(JSON.string) ?? .ref(request) }
  }

  struct Product {
    let item: Item
    /// The id of the existing product, if any.
    let existing: String?
    /// The id to create it with; nil if Stripe generates one.
    let ownID: String?
    let name: String
    let description: String?
    let metadata: JSON
    /// The attached features: their ids in the catalog and at Stripe.
    let features: [(id: String, reference: JSON)]
    let prices: [SoldPrice]
    /// The metered prices of ``prices``, each once.
    let usage: [MeteredPrice]

    var request: String { "products/\(item.partID)" }

    /// The product's id in the body of another request.
    var reference: JSON { existing.map(JSON.string) ?? .ref(request) }

    /// The request that creates a price.
    func request(of sold: SoldPrice) -> String {
      Request.id("prices", item.kind.rawValue, item.header.id, sold.price.id)
    }
  }

  struct SoldPrice {
    let price: Price
    let terms: SaleTerms
    /// What is charged in advance; nil if only usage is charged.
    let rate: StripeRate?
    /// What is charged in arrears, as further items of the subscription.
    let usage: [MeteredPrice]
    /// Nil if Stripe would reject it.
    let lookupKey: String?
    /// The id of the existing price, if any.
    let existing: String?
    let metadata: JSON
    /// The metadata of a purchase.
    let purchaseMetadata: JSON

    /// Whether the items of the subscription have different intervals.
    var isMixed: Bool {
      usage.contains { terms.cadence?.span != Cadence($0.charge.reset).span }
    }
  }

  let features: [Feature]
  /// The meters of the prices for sale.
  let meters: [Meter]
  let products: [Product]
  let coupons: [Coupon]

  /// The places of the prices for sale.
  let sold: Set<Place>

  init(features: [Feature], products: [Product], coupons: [Coupon]) {
    self.features = features
    self.products = products
    self.coupons = coupons
    var seen: Set<ScalarString> = []
    meters = products.flatMap(\.usage).map(\.meter).filter { seen.insert(ScalarString($0.request)).inserted }
    sold = Set(products.lazy.flatMap(\.prices).map(\.price.place))
  }
}

extension StripeLowering {
  mutating func offers(_ findings: inout Findings) -> StripeOffers {
    checkSettlementCurrency(&findings)
    for feature in catalog.features where feature.kind != .boolean {
      let duty =
        switch feature.kind {
        case .metered: "track the balance"
        case .limit: "enforce the limit"
        case .boolean, .static: "store the value"
        }
      findings.report(
        .stripeFeatureValue,
        "Stripe only grants access to \(quoted(feature.header.id)); your application must \(duty)",
        at: feature.header.place.name)
    }
    let items = claimed(&findings)
    let features = features(of: items, &findings)
    let products = items.map { product($0, features, &findings) }
    reportUsage(of: products, &findings)
    input.reportSplitIDs(object: "product", &findings)
    return StripeOffers(
      features: catalog.features.indices.compactMap { features[$0] }, products: products,
      coupons: coupons(of: products, &findings))
  }

  /// The quantity of a top-up is enforced.
  var ownFamilies: [RuleFamily] { [.quantityNotEnforced] }

  func sells(_ price: Price, of item: Item, in offers: StripeOffers) -> Bool { offers.sold.contains(price.place) }

  func creates(_ discount: Discount, in offers: StripeOffers) -> Bool {
    offers.coupons.contains { $0.request == Request.id("coupons", discount.header.id) }
  }

  private func checkSettlementCurrency(_ findings: inout Findings) {
    guard let text = input.settings.text("settlementCurrency"), Currency(code: text) == nil else { return }
    findings.report(
      .optionInvalid, "unknown currency \(quoted(text)); option `settlementCurrency` is ignored",
      at: input.settings.place["options", "settlementCurrency"])
  }

  /// The items without those that use the product of another item, which would grant the features of both.
  private mutating func claimed(_ findings: inout Findings) -> [Item] {
    catalog.items.filter { item in
      guard let id = item.id(at: "stripe") else { return true }
      return claimedProducts.claim(id, "item", at: item.header.place["providerIds", "stripe"], &findings)
    }
  }

  // MARK: Features

  /// The features that an item for sale grants, by index.
  private mutating func features(of items: [Item], _ findings: inout Findings) -> [Int: StripeOffers.Feature] {
    let granted = Set(items.flatMap(\.carriedFeatures))
    var features: [Int: StripeOffers.Feature] = [:]
    for (index, feature) in catalog.features.enumerated() where granted.contains(index) {
      features[index] = self.feature(feature, &findings)
    }
    return features
  }

  private mutating func feature(_ feature: Feature, _ findings: inout Findings) -> StripeOffers.Feature? {
    let header = feature.header
    let limits = input.limits.text
    let existing = feature.providerIds.first { $0.provider == "stripe" }?.id
    if existing == nil, let longest = limits.featureKey?.length, header.key.isLonger(than: longest) {
      findings.report(
        .keyUnsupported,
        "the feature key has \(header.key.unicodeScalars.count) characters; Stripe allows \(longest), so the feature is skipped",
        at: .keyOf(header))
      return nil
    }
    return StripeOffers.Feature(
      request: Request.id("features", header.id), existing: existing, key: header.key,
      name: existing == nil
        ? limits.featureName?.cut(header.name, "the feature name", at: .nameOf(header), &findings) ?? header.name : header.name,
      metadata: .object(
        metadata.members(
          [.settings(input.settings), .feature(feature)], compiler: input.mark + [.init("catalogFeatureId", .string(header.id))],
          owner: header.place, &findings)))
  }

  // MARK: Items

  private mutating func product(
    _ item: Item, _ features: [Int: StripeOffers.Feature], _ findings: inout Findings
  ) -> StripeOffers.Product {
    let header = item.header
    let limits = input.limits.text
    let existing = item.id(at: "stripe")
    if existing == nil, item.productID == nil {
      findings.report(
        .keyUnsupported,
        "key \(quoted(header.key)) is not a valid Stripe product id; Stripe will generate one",
        at: .keyOf(header), help: "use only letters, digits, `_` and `-`, so that later runs find the product by its id")
    }
    // Tells the product of a part of the item from that of the rest.
    let variant = item.variant.map { [JSON.Member("catalogPriceId", .string($0))] } ?? []
    reportEntitlements(of: item, &findings)
    reportQuantity(of: item, &findings)
    let prices = prices(of: item, &findings)
    var seen: Set<ScalarString> = []
    let description = header.description.flatMap { $0.isEmpty ? nil : $0 }
    return StripeOffers.Product(
      item: item, existing: existing, ownID: item.productID,
      name: name(of: item, &findings),
      description: description.map {
        limits.description?.cut($0, "the description", at: header.place["description"], &findings) ?? $0
      },
      metadata: .object(
        metadata.members(
          [.settings(input.settings), .item(item)], compiler: input.compilerMetadata(item) + variant, owner: header.place,
          &findings)),
      features: item.carriedFeatures.compactMap { feature in
        features[feature].map { (catalog.features[feature].header.id, $0.reference) }
      },
      prices: prices,
      usage: prices.flatMap(\.usage).filter { seen.insert(ScalarString($0.request)).inserted })
  }

  /// The name, followed by the price's id if the item is split by what its prices grant.
  private func name(of item: Item, _ findings: inout Findings) -> String {
    let suffix = item.variant.map { " (\($0))" } ?? ""
    guard let limit = input.limits.text.name else { return item.header.name + suffix }
    let name = limit.cut(item.header.name, "the name", at: .nameOf(item.header), &findings)
    return suffix.isEmpty ? name : TextLimits.Limit(limit.length - suffix.unicodeScalars.count).beginning(of: name) + suffix
  }

  private func reportEntitlements(of item: Item, _ findings: inout Findings) {
    if item.carriesFeatures {
      for entitlement in item.possibleEntitlements where entitlement.givesAccess && !entitlement.metadata.isEmpty {
        findings.report(
          .metadataNotSent, "Stripe product features have no metadata; `metadata` is ignored", at: entitlement.place["metadata"])
      }
    }
    guard item.kind == .addon, item.possibleEntitlements.contains(where: \.givesAccess) else { return }
    // If the add-on also has recurring prices, only its one-time prices are reported.
    let places =
      item.isPaidOnce && item.variant == nil
      ? [item.header.place["entitlements"]] : item.prices.filter { $0.cadence == nil }.map(\.place.name)
    for place in places {
      findings.report(
        .stripeOneTimeEntitlement,
        "Stripe grants features only through subscriptions; your application must grant those of \(quoted(item.header.id))",
        at: place)
    }
  }

  /// Only Checkout enforces a quantity, and only it sells top-ups.
  private func reportQuantity(of item: Item, _ findings: inout Findings) {
    guard item.kind != .topup, let quantity = item.quantity, quantity.minimum > 1 || quantity.max != nil else { return }
    findings.report(
      .quantityNotEnforced,
      "Stripe enforces the quantity limits of \(quoted(item.header.id)) only in Checkout; elsewhere, your application must",
      at: item.quantityPlace)
  }

  // MARK: Prices

  private mutating func prices(of item: Item, _ findings: inout Findings) -> [StripeOffers.SoldPrice] {
    var sold: [StripeOffers.SoldPrice] = []
    for price in item.prices {
      // An implied price is not an object, so it has no lookup key.
      let lookupKey = price.isImplied ? nil : lookupKey(price.lookupKey, at: price.place, &findings)
      guard let terms = input.limits.terms(price, of: item, &findings) else { continue }
      let existing = price.isImplied ? nil : price.id(at: "stripe")
      // A Stripe price has one amount, so customers of the second price would be charged the first one's.
      if let existing, !claimedPrices.claim(existing, "price", at: price.place["providerIds", "stripe"], &findings) { continue }
      var rate = price.isImplied ? nil : StripeRate.amount(terms.amount)
      if let tiers = price.quantityRate {
        guard let own = self.rate(tiers, price.currency, at: price.place, &findings) else { continue }
        rate = own
      }
      guard let usage = usage(of: price, of: item, besides: rate == nil ? 0 : 1, &findings) else { continue }
      let metadata = metadata.members(
        [.settings(input.settings), .price(price, of: item)],
        compiler: input.compilerMetadata(price, of: item) + [.customerKey], owner: price.place, &findings)
      sold.append(
        StripeOffers.SoldPrice(
          price: price, terms: terms, rate: rate, usage: usage, lookupKey: lookupKey, existing: existing,
          metadata: .object(metadata.withoutCustomerKey), purchaseMetadata: .object(metadata)))
    }
    return sold
  }

  /// The lookup key; nil if Stripe would reject it.
  ///
  /// - Parameter place: that of the price.
  func lookupKey(_ key: String, at place: Place, _ findings: inout Findings) -> String? {
    guard let longest = input.limits.text.lookupKey?.length, key.isLonger(than: longest) else { return key }
    findings.report(
      .stripeLookupKey,
      "the lookup key has \(key.unicodeScalars.count) characters; Stripe allows \(longest), so it is ignored",
      at: place["lookupKey"])
    return nil
  }
}

/// Whether the text can be the id of a product or a coupon.
func isStripeID(_ text: String) -> Bool {
  text.utf8.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}

extension Item {
  /// The id to create the product with; nil if the key contains characters that Stripe rejects.
  ///
  /// Plans, add-ons and top-ups share Stripe's namespace of products, so the id includes the kind. Two underscores separate the
  /// price's id, so that it is not that of another item.
  fileprivate var productID: String? {
    let key = variant.map { "\(header.key)__\($0)" } ?? header.key
    return isStripeID(key) ? "\(header.catalogID.map { "\($0)_" } ?? "")\(kind.rawValue)_\(key)" : nil
  }

  /// Whether its product grants features. Only subscriptions do, not one-time payments (Stripe's documentation, "Entitlements").
  fileprivate var carriesFeatures: Bool { kind != .topup && !isPaidOnce }

  /// The features that its product grants, including the one that customers get as many of as they buy.
  fileprivate var carriedFeatures: [Int] { carriedFeatures(at: nil) }

  /// The same for those who pay a price.
  private func carriedFeatures(at price: Price?) -> [Int] {
    guard carriesFeatures else { return [] }
    return entitlements(at: price).filter(\.givesAccess).map(\.feature) + [quantity?.feature].compactMap(\.self)
  }
}

extension Item {
  /// Whether a price grants other features than the item. A product grants the same to all of its customers.
  func grantsOthers(at price: Price) -> Bool { Set(carriedFeatures(at: price)) != Set(carriedFeatures) }
}

extension Entitlement {
  /// Whether the customer can use the feature at all: it is granted, and an allowance is not zero, or more can be paid for.
  var givesAccess: Bool {
    switch value {
    case .boolean(let enabled): enabled
    case .metered(let allowance): !allowance.amount.isZero || allowance.isSoftLimit == true || !allowance.prices.isEmpty
    case .limit(let limit): !limit.amount.isZero
    case .static, .unlimited: true
    }
  }
}
