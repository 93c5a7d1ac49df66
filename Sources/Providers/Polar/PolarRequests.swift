import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// Polar's API, version 2026-04, whose paths of collections end in a slash.
///
/// There are no idempotency keys, and no ids of one's own: a script finds what an earlier run made by its metadata.
struct PolarRequests {
  private var lowering: Lowering
  private let settings: ProviderSettings
  private var offers: PolarOffers

  static func add(to lowering: inout Lowering) {
    let catalog = lowering.catalog
    var products = PolarProducts.collect(&lowering)[...]
    var offers = PolarOffers(lowering)
    for (index, item) in catalog.items.enumerated() {
      // Plans come first among the items: their index is the plan's. Products are in the order of the items.
      let own = products.prefix { $0.item.header.place == item.header.place }
      products = products.dropFirst(own.count)
      offers.add(item, index, Array(own), &lowering)
    }
    PolarChecks.run(offers, &lowering)

    var requests = PolarRequests(lowering, offers)
    requests.addObjects()
    for offer in offers.offers { requests.addProduct(offer) }
    for offer in offers.offers { requests.attachBenefits(offer) }
    lowering = requests.lowering
  }

  private init(_ lowering: Lowering, _ offers: PolarOffers) {
    self.lowering = lowering
    self.offers = offers
    settings = lowering.settings
  }

  private mutating func addObjects() {
    if let id = settings.text("organizationId"), lowering.polarOrganization == nil {
      lowering.report(
        .polarOrganizationID, "\(quoted(id)) is no id of an organization, which is a UUID: nothing is sent of it",
        at: settings.place["options", "organizationId"])
    }
    offers.benefits.meters.add(&offers.metadata, to: &lowering)
    lowering.artifact.setup += offers.benefits.requests
  }

  // MARK: Products

  private mutating func addProduct(_ offer: PolarOffer) {
    let product = offer.product
    let (item, price) = (product.item, product.price)
    let metadata = metadata(offer, price)
    let description = item.header.description.flatMap { polarTrimmed($0).isEmpty ? nil : JSON.string($0) }
    let taxBehavior = settings.text("taxBehavior").map(JSON.string)
    let prices = JSON.array(
      product.offers.map { offer in
        .fields([
          "amount_type": "fixed", "price_currency": .string(offer.price.currency.lowercased),
          "price_amount": .integer(offer.amount), "tax_behavior": taxBehavior,
        ])
      })
    let trialInterval: JSON? = product.trialDays.map { _ in "day" }
    let trialCount = product.trialDays.map(JSON.integer)
    if product.existing != nil {
      // A trial that the catalog does not have is taken away. One-time products refuse these members.
      let none: JSON? = price.cadence.map { _ in .null }
      lowering.artifact.setup.append(
        Request(
          product.request, .patch, "/v1/products/\(product.pathID)",
          body: .fields([
            "name": .string(product.name), "description": description, "prices": prices,
            "trial_interval": trialInterval ?? none, "trial_interval_count": trialCount ?? none, "metadata": metadata,
          ])))
    } else {
      let query = PolarMetadata.query(
        [item.kind.idField, "catalogPriceId", "catalogTerms"], in: metadata, and: ["is_archived": false])
      lowering.artifact.setup.append(
        Request(
          product.request, .post, "/v1/products/", lookup: query.map { .init("/v1/products/", query: $0) },
          body: .fields([
            "name": .string(product.name), "description": description, "prices": prices,
            "recurring_interval": price.cadence.map { .string($0.period.rawValue) },
            "recurring_interval_count": price.cadence.map { .integer($0.count) },
            "meter_interval": offer.meterInterval.map { .string($0.rawValue) },
            "meter_interval_count": offer.meterInterval.map { _ in 1 },
            "trial_interval": trialInterval, "trial_interval_count": trialCount, "metadata": metadata,
            "organization_id": lowering.polarOrganization,
          ])))
    }
    for price in product.offers.map(\.price) { addPurchase(price, offer) }
  }

  /// A product carries the entries of its item and its first price, a checkout those of the price that is bought.
  private mutating func metadata(_ offer: PolarOffer, _ price: Price) -> JSON {
    let item = offer.product.item
    let reserved =
      switch item.kind {
      case .plan: ReservedMetadata.plan
      case .addon: ReservedMetadata.addon
      case .topup: ReservedMetadata.topup
      }
    let fromItem = lowering.compilerMetadata(item)
    let compiler =
      fromItem.prefix(2) + [.init("catalogPriceId", .string(price.id))] + fromItem.dropFirst(2) + [
        .init("provider", .string(lowering.provider)),
        .init("catalogTerms", .string(offer.product.terms(meterInterval: offer.meterInterval))),
      ]
    return offers.metadata.object(
      [
        .init(item.header.metadata, item.header.place, reserved: reserved),
        .init(price.metadata, price.place, reserved: reserved + ReservedMetadata.price),
      ],
      compiler: Array(compiler), owner: price.place.name, &lowering)
  }

  /// The list takes the place of the one that the product has, so that it is sent even where it is empty: a feature that the
  /// catalog has switched off goes away.
  private mutating func attachBenefits(_ offer: PolarOffer) {
    let (item, price) = (offer.product.item, offer.product.price)
    lowering.artifact.setup.append(
      Request(
        Request.id("product-benefits", item.kind.rawValue, item.header.id, price.id), .post,
        "/v1/products/\(offer.product.pathID)/benefits", body: ["benefits": .array(offer.benefits.map(JSON.ref))]))
  }

  // MARK: Purchase

  /// What the checkout carries is copied to the order and the subscription.
  private mutating func addPurchase(_ price: Price, _ offer: PolarOffer) {
    let product = offer.product
    lowering.artifact.purchase.append(
      Request(
        Request.id("purchase", product.item.kind.rawValue, product.item.header.id, price.id), .post, "/v1/checkouts/",
        body: .fields([
          "products": [product.reference], "external_customer_id": .param("customer"), "success_url": .param("success_url"),
          // Without it, the address that the request comes from picks the currency.
          "currency": product.offers.count > 1 ? .string(price.currency.lowercased) : nil,
          "metadata": metadata(offer, price),
        ])))
  }
}
