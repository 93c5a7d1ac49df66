import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// Creem's API of September 2026: POST /v1/products, PATCH /v1/products/{id}, POST /v1/checkouts.
///
/// A product has no metadata and no id of our choice. A later run finds it by its name, what it costs and when, and what it
/// grants: one whose price has changed since is another product. POST /v1/products alone takes an idempotency key.
struct CreemRequests {
  private var lowering: Lowering
  private let taxMode: JSON?
  private let taxCategory: JSON?

  static func add(to lowering: inout Lowering, _ products: CreemProducts) {
    var requests = CreemRequests(lowering)
    for sold in products.sold {
      let credits = sold.first?.item.topup.map { CreemCredits($0, &requests.lowering) }
      for product in sold { requests.addProduct(product, credits) }
    }
    for product in products.all { requests.addPurchase(product) }
    lowering = requests.lowering
  }

  private init(_ lowering: Lowering) {
    self.lowering = lowering
    taxMode = lowering.settings.text("taxMode").map(JSON.string)
    taxCategory = lowering.settings.text("taxCategory").map(JSON.string)
  }

  // MARK: Setup

  private mutating func addProduct(_ product: CreemProduct, _ credits: CreemCredits?) {
    let request =
      if let existing = product.existing {
        Request(
          product.request, .patch, "/v1/products/\(pathSegment(existing.id))", body: update(product, credits))
      } else {
        Request(
          product.request, .post, "/v1/products", lookup: lookup(product, credits), body: creation(product, credits)
        ).idempotent()
      }
    lowering.artifact.setup.append(request)
  }

  private func creation(_ product: CreemProduct, _ credits: CreemCredits?) -> JSON {
    let features = credits?.features ?? []
    return .object(
      [.init("name", .string(product.name)), .init("description", .string(description(product) ?? product.name))]
        + charge(product)
        + JSON.members([
          "trial_period_days": trialDays(product).map(JSON.integer),
          "features": features.isEmpty ? nil : .array(features),
          "tax_mode": taxMode, "tax_category": taxCategory,
        ]))
  }

  /// Members that are left out keep what they are: a description that the catalog does not give, features that were added
  /// by hand. A trial and credits that the catalog does not give are taken away, because customers would get them all the
  /// same. The tax category cannot be changed.
  private func update(_ product: CreemProduct, _ credits: CreemCredits?) -> JSON {
    .object(
      JSON.members(["name": .string(product.name), "description": description(product).map(JSON.string)])
        + charge(product)
        + JSON.members([
          "trial_period_days": product.cycle.map { _ in trialDays(product).map(JSON.integer) ?? .null },
          "features": credits.map { .array($0.features) },
          "tax_mode": taxMode,
        ]))
  }

  /// What the product costs, and when: an update sends all of it, for an amount means nothing without its cadence.
  private func charge(_ product: CreemProduct) -> [JSON.Member] {
    let custom = product.cycle?.custom
    return JSON.members([
      "price": .integer(product.price.base.minorUnits),
      "currency": .string(product.price.currency.code),
      "billing_type": .string(product.cycle == nil ? "onetime" : "recurring"),
      "billing_period": .string(product.cycle?.name ?? "once"),
      "recurring_interval": custom.map { .string($0.period.rawValue) },
      "recurring_interval_count": custom.map { .integer($0.count) },
    ])
  }

  /// The list has no filter but the status. What is archived is not sold any more.
  ///
  /// All that a customer pays and gets is held against the product, as far as Creem shows it: it does not show trials.
  private func lookup(_ product: CreemProduct, _ credits: CreemCredits?) -> Request.Lookup {
    var match = [JSON.Member("name", .string(product.name))] + charge(product)
    let features = (credits?.features ?? []).map { feature in
      JSON.fields(["customer_credits": feature["customer_credits"]])
    }
    if !features.isEmpty { match.append(.init("features", .array(features))) }
    match += JSON.members(["tax_mode": taxMode, "tax_category": taxCategory])
    return .init(
      "/v1/products/search",
      query: [.init("page_number", 1), .init("page_size", 100), .init("status", "active")], match: .object(match))
  }

  private func description(_ product: CreemProduct) -> String? {
    product.item.header.description.flatMap { $0.isBlank ? nil : $0 }
  }

  private func trialDays(_ product: CreemProduct) -> Int64? {
    product.price.trial.map(\.days).flatMap { $0 > 0 ? $0 : nil }
  }

  // MARK: Purchase

  /// The checkout's metadata is copied to the subscription, and webhooks carry both (Creem's documentation,
  /// code/webhooks.mdx). Creem leaves its values open; they are sent as text, as every provider gets them.
  private mutating func addPurchase(_ product: CreemProduct) {
    let (item, price) = (product.item, product.price)
    let metadata = lowering.bodyMetadata(
      lowering.merged([item.header.metadata, lowering.metadata(price, of: item)]))
    lowering.artifact.purchase.append(
      Request(
        Request.id("purchase", item.kind.rawValue, item.header.id, price.id), .post, "/v1/checkouts",
        body: .fields([
          "product_id": product.reference,
          "units": item.addon?.multiple == true ? .param("quantity") : nil,
          "customer": ["id": .param("customer")],
          "success_url": .param("success_url"),
          "metadata": .object(metadata.map { .init($0.name, .string(metadataText($0.value))) }),
        ])))
  }
}
