import Catalog
import CatalogDiff
import CatalogReading
import Diagnostics
import JSONText
import Syntax

/// What Creem sells of a catalog. A product has one price and one cadence, so each price is a product of its own.
struct CreemOffers {
  /// A price, under the name and the id by which its product is told apart.
  struct Listing {
    let item: Item
    let price: Price
    let terms: SaleTerms
    let name: String
    /// The id of the product where Creem has it already, and where the catalog says so.
    let existing: (id: String, place: Place)?

    /// Nil for what is paid once.
    var cycle: CreemCycle? { terms.cadence.map { CreemCycle($0) } }

    /// Where the name comes from: with several prices, their ids make the difference.
    var namePlace: Place { item.prices.count == 1 ? .nameOf(item.header) : price.place.name }
  }

  struct Product {
    let listing: Listing
    /// Nil where the catalog gives none.
    let description: String?
    /// What the payment grants; nil for nothing.
    let credits: CreemCredits?
    /// Of its checkouts.
    let metadata: JSON

    var request: String {
      Request.id("prices", listing.item.kind.rawValue, listing.item.header.id, listing.price.id)
    }

    /// The product's id in the body of another request.
    var reference: JSON { listing.existing.map { .string($0.id) } ?? .ref(request) }
  }

  let products: [Product]
  /// The places of the prices that can be bought.
  let sold: Set<Place>

  init(_ products: [Product]) {
    self.products = products
    sold = Set(products.lazy.map(\.listing.price.place))
  }
}

extension CreemLowering {
  mutating func offers(_ findings: inout Findings) -> CreemOffers {
    let listings = catalog.items.map { self.listings(of: $0, &findings) }
    // A product whose id is known is never looked for by its name, and new ones must not be mistaken for it.
    for listing in listings.joined() where listing.existing != nil {
      _ = claimedNames.claim(listing.name, at: listing.namePlace)
    }
    let sold = listings.map { $0.filter { claimsName($0, &findings) } }
    let offers = CreemOffers(sold.flatMap { products($0, &findings) })
    reportSettings(offers, &findings)
    return offers
  }

  func sells(_ price: Price, of item: Item, in offers: CreemOffers) -> Bool { offers.sold.contains(price.place) }

  // MARK: Ids and names

  private mutating func listings(of item: Item, _ findings: inout Findings) -> [CreemOffers.Listing] {
    findings.reportUnusedID(of: item, object: "product")
    let priced = item.prices.compactMap { price in input.limits.terms(price, of: item, &findings).map { (price, $0) } }
    guard !priced.isEmpty, let label = self.label(of: item, &findings) else { return [] }
    return priced.compactMap { price, terms in
      let existing = item.existingID(of: price, at: "creem")
      if let existing, !claimedIDs.claim(existing.id, "price", at: existing.place, &findings) { return nil }
      return CreemOffers.Listing(
        item: item, price: price, terms: terms, name: item.prices.count == 1 ? label : "\(label) (\(price.id))",
        existing: existing)
    }
  }

  /// The name of an item at Creem; nil where it has none that can be read.
  private func label(of item: Item, _ findings: inout Findings) -> String? {
    let header = item.header
    guard header.name.isBlank else { return header.name }
    let label = [header.key, header.id].first { !$0.isBlank }
    findings.report(
      .nameTooShort,
      label.map { "the name is blank, and Creem requires one; \(quoted($0)) is sent instead" }
        ?? "the name is blank, and Creem requires one; this \(item.kind.described) is not for sale",
      at: .nameOf(header), help: "write a name that customers can read")
    return label
  }

  private mutating func claimsName(_ listing: CreemOffers.Listing, _ findings: inout Findings) -> Bool {
    guard listing.existing == nil, let other = claimedNames.claim(listing.name, at: listing.namePlace) else { return true }
    findings.report(
      .nameTaken, "another Creem product is already named \(quoted(listing.name)); this price is not for sale",
      at: listing.namePlace, help: "rename one of them", related: [.init("the other product", at: other)])
    return false
  }

  // MARK: Products

  /// Of the prices of one item, those that are sold.
  private mutating func products(
    _ listings: [CreemOffers.Listing], _ findings: inout Findings
  ) -> [CreemOffers.Product] {
    guard let item = listings.first?.item else { return [] }
    if listings.count > 1 {
      findings.report(
        .objectPerPrice,
        "\(quoted(item.header.id)) becomes \(listings.count) Creem products: "
          + list(listings.map { quoted($0.name) }, limit: 5), at: item.header.place["prices"])
    }
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
            compiler: input.compilerMetadata(listing.price, of: item), owner: listing.price.place, &findings)))
    }
  }

  private func description(of item: Item, isNew: Bool, _ findings: inout Findings) -> String? {
    let header = item.header
    if let description = header.description, !description.isBlank { return description }
    if isNew {
      findings.report(
        .creemDescription, "Creem requires a description, and \(quoted(header.id)) has none; its name is sent instead",
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
        "Creem's API has products every \(cadence.described) only since mid-2026; check that your SDK knows them",
        at: place["interval"])
    }
    if listing.terms.trial != nil {
      findings.report(
        .creemRecentTrial, "Creem's API has trials only since mid-2026; check the first product before you sell it",
        at: listing.price.trialPlace)
    }
    if let existing = listing.existing {
      findings.report(
        .existingObjectUpdated,
        "Creem product \(quoted(existing.id)) is updated to this price; "
          + "Creem does not document what that means for running subscriptions",
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
        .creemTaxCategoryKept, "existing Creem products keep their tax category; `taxCategory` is for new ones only",
        at: settings.place["options", "taxCategory"])
    }
    if !settings.metadata.isEmpty, !offers.products.isEmpty { reportMetadata(of: settings.place, &findings) }
  }
}

extension String {
  /// True where there is nothing but space to read.
  var isBlank: Bool { unicodeScalars.allSatisfy(\.properties.isWhitespace) }
}
