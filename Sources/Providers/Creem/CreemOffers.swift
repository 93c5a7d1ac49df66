import Catalog
import CatalogDiff
import CatalogReading
import Diagnostics
import JSONText
import Syntax

/// A catalog in Creem's terms. A product has one price and one cadence, so each price becomes a separate product.
struct CreemOffers {
  /// A price, with the name and id that identify its product.
  struct Listing {
    let item: Item
    let price: Price
    let terms: SaleTerms
    let usage: [CreemUsage]
    let name: String
    /// The id of an existing product, and its place in the catalog.
    let existing: (id: String, place: Place)?

    /// Nil for a one-time price.
    var cycle: CreemCycle? { terms.cadence.map { CreemCycle($0) } }

    /// The origin of the name. If there are several prices, their ids make the names differ.
    var namePlace: Place { !item.hasSeveralPrices ? .nameOf(item.header) : price.place.name }
  }

  struct Product {
    let listing: Listing
    /// Nil if the catalog has none.
    let description: String?
    /// The credits that a payment grants; nil for none.
    let credits: CreemCredits?
    /// The metadata of its checkouts.
    let metadata: JSON

    var request: String {
      Request.id("prices", listing.item.kind.rawValue, listing.item.header.id, listing.price.id)
    }

    var usage: [CreemUsage] { listing.usage }

    /// The product's id in the body of another request.
    var reference: JSON { listing.existing.map { .string($0.id) } ?? .ref(request) }
  }

  let products: [Product]
  var discounts: [CreemDiscount] = []
  /// The places of the prices that are for sale.
  let sold: Set<Place>

  init(_ products: [Product]) {
    self.products = products
    sold = Set(products.lazy.map(\.listing.price.place))
  }
}

extension CreemLowering {
  mutating func offers(_ findings: inout Findings) -> CreemOffers {
    let listings = catalog.items.map { self.listings(of: $0, &findings) }
    // Existing products are found by id, but a new product must not have the name of one.
    for listing in listings.joined() where listing.existing != nil {
      _ = claimedNames.claim(listing.name, at: listing.namePlace)
    }
    let sold = listings.map { $0.filter { claimsName($0, &findings) } }
    for listings in sold.joined().grouped(by: \.item.header) where listings.count > 1 {
      let header = listings[0].item.header
      findings.report(
        .objectPerPrice,
        "\(quoted(header.id)) becomes \(listings.count) Creem products: " + list(listings.map { quoted($0.name) }, limit: 5),
        at: header.place["prices"])
    }
    var offers = CreemOffers(sold.flatMap { products($0, &findings) })
    offers.discounts = discounts(of: offers.products, &findings)
    reportUsage(offers, &findings)
    reportSettings(offers, &findings)
    return offers
  }

  func sells(_ price: Price, of item: Item, in offers: CreemOffers) -> Bool { offers.sold.contains(price.place) }

  func creates(_ discount: Discount, in offers: CreemOffers) -> Bool {
    offers.discounts.contains { $0.owner === discount.header }
  }

  // MARK: Ids and names

  private mutating func listings(of item: Item, _ findings: inout Findings) -> [CreemOffers.Listing] {
    findings.reportUnusedID(of: item, object: "product")
    var priced: [(Price, SaleTerms, [CreemUsage])] = []
    for price in item.prices {
      guard let terms = input.limits.terms(price, of: item, &findings), let usage = usage(of: price, item, &findings) else {
        continue
      }
      priced.append((price, terms, usage))
    }
    guard !priced.isEmpty, let label = self.label(of: item, &findings) else { return [] }
    return priced.compactMap { price, terms, usage in
      let existing = item.existingID(of: price, at: "creem")
      if let existing, !claimedIDs.claim(existing.id, "price", at: existing.place, &findings) { return nil }
      return CreemOffers.Listing(
        item: item, price: price, terms: terms, usage: usage, name: !item.hasSeveralPrices ? label : "\(label) (\(price.id))",
        existing: existing)
    }
  }

  /// The name of an item at Creem; nil if its name, key and id are all blank.
  private func label(of item: Item, _ findings: inout Findings) -> String? {
    let header = item.header
    guard header.name.isBlank else { return header.name }
    let label = [header.key, header.id].first { !$0.isBlank }
    findings.report(
      .nameTooShort,
      label.map { "Creem requires a name, but this one is blank; \(quoted($0)) is sent instead" }
        ?? "Creem requires a name, but this one is blank; this \(item.kind.described) is not for sale",
      at: .nameOf(header), help: "write a name that customers can read")
    return label
  }

  private mutating func claimsName(_ listing: CreemOffers.Listing, _ findings: inout Findings) -> Bool {
    guard listing.existing == nil, let other = claimedNames.claim(listing.name, at: listing.namePlace) else { return true }
    findings.report(
      .nameTaken, "duplicate Creem product name \(quoted(listing.name)); this price is not for sale",
      at: listing.namePlace, help: "rename one of them", related: [.init("first used here", at: other)])
    return false
  }

  // MARK: Products

  /// The products of the prices of one item that are for sale.
  private mutating func products(
    _ listings: [CreemOffers.Listing], _ findings: inout Findings
  ) -> [CreemOffers.Product] {
    guard let item = listings.first?.item else { return [] }
    let description = self.description(of: item, isNew: listings.contains { $0.existing == nil }, &findings)
    if !item.header.metadata.isEmpty { reportMetadata(of: item.header.place, &findings) }
    let credits = item.topup.flatMap { self.credits(for: $0, &findings) }
    return listings.map { listing in
      report(listing, &findings)
      return CreemOffers.Product(
        listing: listing, description: description, credits: credits,
        metadata: .object(
          metadata.members(
            [.settings(input.settings), .item(item), .price(listing.price, of: item)],
            compiler: input.compilerMetadata(listing.price, of: item) + [.customerKey], owner: listing.price.place, &findings)))
    }
  }

  private func description(of item: Item, isNew: Bool, _ findings: inout Findings) -> String? {
    let header = item.header
    if let description = header.description, !description.isBlank { return description }
    if isNew {
      findings.report(
        .creemDescription, "Creem requires a description, but \(quoted(header.id)) has none; its name is sent instead",
        at: header.description == nil ? header.place.name : header.place["description"],
        help: "write a description; customers read it at checkout")
    }
    return nil
  }

  private func report(_ listing: CreemOffers.Listing, _ findings: inout Findings) {
    let place = listing.price.place
    if let cadence = listing.terms.cadence, CreemCycle(cadence).isRecent {
      findings.report(
        .creemRecentInterval,
        "Creem's API has supported charges every \(cadence.described) only since mid-2026; check that your SDK does",
        at: place["interval"])
    }
    if listing.terms.trial != nil {
      findings.report(
        .creemRecentTrial, "Creem's API has supported trials only since mid-2026; check the first product before you sell it",
        at: listing.price.trialPlace)
    }
    if let existing = listing.existing {
      findings.report(
        .existingObjectUpdated,
        "Creem product \(quoted(existing.id)) is updated to this price; "
          + "Creem does not document how that affects existing subscriptions",
        at: existing.place)
    }
    if !listing.price.metadata.isEmpty { reportMetadata(of: place, &findings) }
  }

  private func reportMetadata(of owner: Place, _ findings: inout Findings) {
    findings.report(
      .metadataOnCheckout, "Creem products have no metadata; the checkout carries it", at: owner["metadata"])
  }

  private func reportSettings(_ offers: CreemOffers, _ findings: inout Findings) {
    let settings = input.settings
    if settings.text("taxCategory") != nil, offers.products.contains(where: { $0.listing.existing != nil }) {
      findings.report(
        .creemTaxCategoryKept, "existing Creem products keep their tax category; `taxCategory` applies only to new ones",
        at: settings.place["options", "taxCategory"])
    }
    if !settings.metadata.isEmpty, !offers.products.isEmpty { reportMetadata(of: settings.place, &findings) }
  }
}

extension String {
  /// Whether the text is empty or only white space.
  var isBlank: Bool { unicodeScalars.allSatisfy(\.properties.isWhitespace) }
}
