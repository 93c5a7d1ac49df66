import Catalog
import CatalogReading
import Foundations
import JSONText
import Syntax

/// Lowers a catalog to Polar's API, version 2026-04. Paths of collections end in a slash.
///
/// There are no idempotency keys and no custom ids, so a sender finds what an earlier run created by its metadata.
struct PolarLowering: ProviderLowering {
  let input: LoweringInput
  var metadata: LayeredMetadata
  var benefits: PolarBenefits
  var ids = IDClaims()
  /// The code of the option, or of the first price that Polar supports.
  var defaultCurrency: String?
  /// The headers of the items whose prices, sold or not, differ in their intervals or trials.
  let severalProducts: Set<ObjectIdentifier>
  /// The features of which customers can buy units, which must be credited.
  let boughtFeatures: Set<Int>
  /// The plans that credit a meter, by the index of the meter.
  var creditingPlans: [Int: [Int]] = [:]

  init(_ input: LoweringInput) {
    self.input = input
    metadata = LayeredMetadata(input.limits.metadata)
    benefits = PolarBenefits(input)
    boughtFeatures = input.catalog.boughtFeatures
    severalProducts = Set(
      input.whole.items.filter { Set($0.prices.map(\.schedule)).count > 1 }.map { ObjectIdentifier($0.header) })
    defaultCurrency = input.settings.text("defaultCurrency")
  }

  var catalog: Catalog { input.catalog }

  func addRequests(for offers: PolarOffers, to artifact: inout Artifact) {
    let organization = offers.organization.map(JSON.string)
    for meter in offers.meters { artifact.setup.append(request(meter, organization)) }
    for benefit in offers.benefits { artifact.setup.append(request(benefit, organization)) }
    let coded = offers.productsWithCodes
    for product in offers.products {
      artifact.setup.append(request(product, organization))
      let takesCodes = coded.contains(ScalarString(product.request))
      for sold in product.prices { artifact.purchase += purchases(sold, of: product, takesCodes: takesCodes) }
    }
    for product in offers.products { artifact.setup.append(attachment(product)) }
    for discount in offers.discounts { artifact.setup.append(request(discount, organization)) }
  }

  // MARK: Setup

  private func request(_ meter: PolarOffers.Meter, _ organization: JSON?) -> Request {
    Request(
      meter.request, .post, "/v1/meters/",
      // What a meter counts cannot change once it has billed, so a meter that counts differently must not match.
      lookup: lookup(
        "/v1/meters/", by: [meter.identity], in: meter.metadata, ["is_archived": false],
        match: ["filter": meter.filter, "aggregation": meter.aggregation]),
      body: .fields([
        "name": .string(meter.name), "filter": meter.filter, "aggregation": meter.aggregation, "metadata": meter.metadata,
        "organization_id": organization,
      ]))
  }

  private func request(_ benefit: PolarOffers.Benefit, _ organization: JSON?) -> Request {
    let (type, properties): (JSON, JSON) =
      switch benefit.kind {
      case .flag: ("feature_flag", .object([]))
      case .credit(let meter, let units, let rollover):
        ("meter_credit", ["meter_id": benefits.meters.reference(meter), "units": .integer(units), "rollover": .bool(rollover)])
      }
    return Request(
      benefit.request, .post, "/v1/benefits/",
      lookup: lookup(
        "/v1/benefits/", by: ["catalogBenefitId"], in: benefit.metadata, ["type": type],
        match: properties == .object([]) ? nil : ["properties": properties]),
      body: .fields([
        "type": type, "description": .string(benefit.text), "properties": properties, "metadata": benefit.metadata,
        "organization_id": organization,
      ]))
  }

  private func request(_ product: PolarOffers.Product, _ organization: JSON?) -> Request {
    let prices = JSON.array(product.prices.flatMap { self.prices($0, of: product) })
    let description = product.item.header.description.flatMap { PolarText.trimmed($0).isEmpty ? nil : JSON.string($0) }
    let trialInterval: JSON? = product.first.terms.trial.map { _ in "day" }
    let trialCount: JSON? = product.first.terms.trial.map { .integer($0.days) }
    let cadence = product.first.terms.cadence
    if product.existing != nil {
      // Remove a trial that the catalog does not have. One-time products reject these members.
      let none: JSON? = cadence.map { _ in .null }
      return Request(
        product.request, .patch, "/v1/products/\(product.pathID)",
        body: .fields([
          "name": .string(product.name), "description": description, "prices": prices,
          "trial_interval": trialInterval ?? none, "trial_interval_count": trialCount ?? none,
          "metadata": product.first.metadata,
        ]))
    }
    return Request(
      product.request, .post, "/v1/products/",
      lookup: lookup(
        "/v1/products/", by: [product.item.kind.idField, "catalogPriceId", "catalogTerms"], in: product.first.metadata,
        ["is_archived": false]),
      body: .fields([
        "name": .string(product.name), "description": description, "prices": prices,
        "recurring_interval": cadence.map { .string($0.period.rawValue) },
        "recurring_interval_count": cadence.map { .integer($0.count) },
        "meter_interval": product.meterInterval.map { .string($0.rawValue) },
        "meter_interval_count": product.meterInterval.map { _ in 1 },
        "trial_interval": trialInterval, "trial_interval_count": trialCount, "metadata": product.first.metadata,
        "organization_id": organization,
      ]))
  }

  /// Everything that is paid together in one currency. All currencies have the same kinds of prices, as Polar requires
  /// (server/polar/product/service.py).
  private func prices(_ sold: PolarOffers.SoldPrice, of product: PolarOffers.Product) -> [JSON] {
    let taxBehavior = input.settings.text("taxBehavior").map(JSON.string)
    func price(_ type: JSON, _ members: KeyValuePairs<String, JSON?>) -> JSON {
      .object(
        [JSON.Member("amount_type", type), JSON.Member("price_currency", .string(sold.price.currency.lowercased))]
          + JSON.members(members) + JSON.members(["tax_behavior": taxBehavior]))
    }
    var prices: [JSON] = []
    if let units = sold.units {
      let minimum = units.quantity.minimum
      prices.append(
        price(
          "unit_based", ["tiers": units.rate.tierList, "minimum_units": minimum > 1 ? .integer(minimum) : nil]))
    } else if !sold.price.isImplied {
      prices.append(price("fixed", ["price_amount": .integer(sold.terms.amount)]))
    }
    for usage in sold.usage {
      if case .unit(let amount) = usage.rate, product.isMeteredByUnit(usage.feature) {
        prices.append(
          price("metered_unit", ["meter_id": benefits.meters.reference(usage.meter), "unit_amount": .string("\(amount)")]))
      } else {
        prices.append(price("metered_tiers", ["meter_id": benefits.meters.reference(usage.meter), "tiers": usage.rate.tierList]))
      }
    }
    return prices
  }

  /// The list replaces the product's existing one. It is sent even if it is empty, so that disabled features are removed.
  private func attachment(_ product: PolarOffers.Product) -> Request {
    Request(
      product.id("product-benefits"), .post, "/v1/products/\(product.pathID)/benefits",
      body: ["benefits": .array(product.benefits.map(benefits.reference))])
  }

  /// A lookup by all of these compiler entries; nil if one of them is not sent.
  private func lookup(
    _ path: String, by names: [String], in metadata: JSON, _ fields: KeyValuePairs<String, JSON?>, match: JSON? = nil
  ) -> Request.Lookup? {
    var query: [JSON.Member] = []
    for name in names {
      guard let value = metadata[name] else { return nil }
      query.append(.init("metadata[\(name)]", value))
    }
    return .init(path, query: query + JSON.members(fields), match: match)
  }

  // MARK: Purchase

  /// A recurring add-on is a subscription of its own. Polar copies the metadata of the checkout to the order and the subscription.
  ///
  /// - Parameter takesCodes: whether a discount with codes lowers the product.
  private func purchases(_ sold: PolarOffers.SoldPrice, of product: PolarOffers.Product, takesCodes: Bool) -> [Request] {
    let id = Request.id("purchase", product.item.kind.rawValue, product.item.header.id, sold.price.id)
    let sale = sold.terms.sale
    var requests = [
      Request(
        id, .post, "/v1/checkouts/",
        in: sale == .plan ? .newCustomer : sale == .recurringAddon ? .runningSubscription : .oneTime,
        body: .fields([
          "products": [product.reference],
          "external_customer_id": .param("customer"), "success_url": .param("success_url"),
          // Without it, Polar chooses the currency by the IP address of the request.
          "currency": product.prices.count > 1 ? .string(sold.price.currency.lowercased) : nil,
          "units": sold.units.map(\.number),
          "allow_discount_codes": takesCodes ? true : nil,
          "metadata": sold.purchaseMetadata,
        ]))
    ]
    func update(_ name: String, _ body: JSON) -> Request {
      Request("\(id)/\(name)", .patch, "/v1/subscriptions/{subscription}", in: .runningSubscription, body: body)
    }
    // A subscription stays in its currency. An update has no metadata (server/polar/subscription/schemas.py).
    if sale == .plan { requests.append(update("change", ["product_id": product.reference])) }
    if sale.isRecurring, let number = sold.units?.number, case .object = number {
      requests.append(update("quantity", ["units": number]))
    }
    return requests
  }
}

extension PolarOffers.Product {
  var request: String { id("prices") }

  /// The product's id in the body of another request.
  var reference: JSON { existing.map(JSON.string) ?? .ref(request) }

  /// Whether the usage of a feature has one amount for each unit in every currency.
  fileprivate func isMeteredByUnit(_ feature: Int) -> Bool {
    prices.lazy.flatMap(\.usage).filter { $0.feature == feature }.allSatisfy(\.rate.isMeteredUnit)
  }

  /// The product's id as part of a path.
  fileprivate var pathID: String { existing.map(pathSegment) ?? "{\(request)}" }

  fileprivate func id(_ kind: String) -> String { Request.id(kind, item.kind.rawValue, item.header.id, first.price.id) }
}
