import Catalog
import Diagnostics
import Foundations
import Syntax

/// The prices that share a Polar product: those of one item that differ only in their currency.
///
/// A product has one interval and one trial length, so prices that differ in these become separate products. Prices in other
/// currencies must share one, because every product needs a price in the organization's default currency
/// (server/polar/product/service.py in polarsource/polar).
struct PolarListing {
  struct Entry {
    let price: Price
    let terms: SaleTerms
    /// Nil if one is sold at a time.
    let units: PolarUnits?
    let usage: [PolarUsage]
  }

  /// The id of an existing product, in lowercase, and its place in the catalog.
  typealias Existing = (id: String, place: Place)

  let item: Item
  /// The price that determines the product's id and terms.
  let first: Entry
  /// The prices in other currencies.
  fileprivate(set) var others: [Entry] = []
  fileprivate(set) var existing: Existing?
  fileprivate(set) var name = ""

  fileprivate init(_ item: Item, _ entry: Entry, _ existing: Existing?) {
    self.item = item
    self.existing = existing
    first = entry
  }

  var entries: [Entry] { [first] + others }

  /// How often usage is counted and charged; nil if none is charged.
  var usageReset: Period? { first.price.usage.first?.reset }

  /// Whether a price differs from the others only in its currency. A price without an id joins the product that another one
  /// refers to; on its own, one of the two would have no price in the default currency.
  fileprivate func takes(_ entry: Entry, _ other: Existing?) -> Bool {
    if let existing, let other, !existing.id.hasSameScalars(as: other.id) { return false }
    return first.terms.cadence == entry.terms.cadence && first.terms.trial == entry.terms.trial
      && !entries.contains { $0.price.currency == entry.price.currency }
  }
}

extension PolarLowering {
  /// The products of an item, without their benefits.
  mutating func listings(of item: Item, _ findings: inout Findings) -> [PolarListing] {
    checkID(of: item, &findings)
    checkSingles(item, &findings)
    let groups = groups(of: item, &findings)
    // The name of a product depends neither on whether the other prices are still sold, nor on what they grant.
    let isOneOfMany = groups.count > 1 || item.variant != nil || severalProducts.contains(ObjectIdentifier(item.header))
    var listings: [PolarListing] = []
    for var listing in groups where isInDefaultCurrency(listing, &findings) {
      guard let name = name(of: listing, isOneOfMany: isOneOfMany, &findings) else { continue }
      listing.name = name
      listings.append(listing)
    }
    if listings.count > 1 {
      findings.report(
        .objectPerPrice,
        "\(quoted(item.header.id)) becomes \(listings.count) Polar products: "
          + list(listings.map { quoted($0.name) }, limit: 5),
        at: item.header.place["prices"])
    }
    return listings
  }

  // MARK: Prices of one product

  /// The prices that Polar supports, grouped by product.
  private mutating func groups(of item: Item, _ findings: inout Findings) -> [PolarListing] {
    var groups: [PolarListing] = []
    let limits = limits(of: item)
    for price in item.prices {
      let terms = limits.terms(price, of: item, &findings)
      let named = namedID(price, of: item)
      if let (id, place) = named, !PolarText.isUUID(id) {
        findings.report(
          .idMalformed, "\(quoted(id)) is not a valid Polar id; this price is not for sale", at: place,
          help: "copy the id from Polar; it is a version 4 UUID")
        continue
      }
      guard let terms, let entry = entry(price, terms, of: item, &findings) else { continue }
      if defaultCurrency == nil { defaultCurrency = price.currency.code }
      let existing = named.map { (id: $0.id.lowercased(), place: $0.place) }
      if let group = groups.firstIndex(where: { $0.takes(entry, existing) }) {
        if groups[group].existing == nil {
          guard isFree(existing, &findings) else { continue }
          groups[group].existing = existing
        }
        groups[group].others.append(entry)
      } else if isFree(existing, &findings) {
        groups.append(PolarListing(item, entry, existing))
      }
    }
    return groups
  }

  /// The price with all that it charges; nil if Polar cannot charge it.
  private mutating func entry(
    _ price: Price, _ terms: SaleTerms, of item: Item, _ findings: inout Findings
  ) -> PolarListing.Entry? {
    var units: PolarUnits?
    if let quantity = item.quantity, item.isSoldByUnit {
      units = self.units(price, terms, of: quantity, &findings)
      if units == nil { return nil }
    } else if price.quantityRate != nil {
      // What is bought one by one has one amount.
      findings.report(
        .chargeUnsupported, "Polar cannot charge tiers for units that it credits one by one; this price is not for sale",
        at: price.place["tiers"])
      return nil
    }
    guard let usage = usage(price, of: item, &findings) else { return nil }
    return PolarListing.Entry(price: price, terms: terms, units: units, usage: usage)
  }

  private func isInDefaultCurrency(_ listing: PolarListing, _ findings: inout Findings) -> Bool {
    guard let code = defaultCurrency, !listing.entries.contains(where: { $0.price.currency.code == code }) else { return true }
    let isDeclared = input.settings.text("defaultCurrency") != nil
    for price in listing.entries.map(\.price) {
      findings.report(
        .currencyNotDefault, "Polar requires a price in \(code) on the same terms; this price is not for sale",
        at: price.place["currency"],
        help: "add a price in \(code) with the same interval and trial\(isDeclared ? "" : ", or set option `defaultCurrency`")")
    }
    return false
  }

  /// The name, followed by the price's id if the item has several products.
  private func name(of listing: PolarListing, isOneOfMany: Bool, _ findings: inout Findings) -> String? {
    let (header, limits, price) = (listing.item.header, input.limits.text, listing.first.price)
    let suffix = isOneOfMany ? " (\(price.id))" : ""
    var name = PolarText.trimmed(header.name)
    if let limit = limits.name {
      _ = limit.cut(
        name + suffix, isOneOfMany ? "the name followed by \(quoted(suffix))" : "the name",
        at: isOneOfMany ? price.place.name : .nameOf(header), &findings)
      // The suffix distinguishes the products. Keep it if it leaves room for a name.
      let room = limit.length - suffix.unicodeScalars.count
      name = PolarText.cut(name, to: room >= limits.shortestName ? room : limit.length)
      name = PolarText.cut(name + suffix, to: limit.length)
    }
    let consequence = "this \(listing.item.kind.described) is not for sale"
    return PolarText.isName(name, limits, orElse: consequence, at: .nameOf(header), &findings) ? name : nil
  }

  // MARK: Ids of existing products

  private func checkID(of item: Item, _ findings: inout Findings) {
    guard let id = item.id(at: "polar") else { return }
    let place = item.header.place["providerIds", "polar"]
    if item.prices.allSatisfy(\.isImplied), !item.prices.isEmpty { return }
    if item.hasSeveralPrices || item.prices.isEmpty {
      findings.report(
        .idUnused, "Polar has one product per price; this id is ignored", at: place,
        help: item.prices.isEmpty ? "remove the id" : "move the id to the price it belongs to")
    } else if let price = item.prices.first, let own = price.id(at: "polar"), !own.hasSameScalars(as: id) {
      findings.report(
        .idUnused, "the only price has a different Polar id; this one is ignored", at: place,
        help: "remove one of the two ids", related: [.init("id of the price", at: price.place["providerIds", "polar"])])
    }
  }

  /// The catalog's id for a price: its own, or that of its item if it is the only price, or the item has only usage prices.
  private func namedID(_ price: Price, of item: Item) -> PolarListing.Existing? {
    if let own = price.id(at: "polar") { return (own, price.place["providerIds", "polar"]) }
    guard !item.hasSeveralPrices || price.isImplied else { return nil }
    return item.id(at: "polar").map { ($0, item.header.place["providerIds", "polar"]) }
  }

  private mutating func isFree(_ existing: PolarListing.Existing?, _ findings: inout Findings) -> Bool {
    guard let (id, place) = existing else { return true }
    return ids.claim(id, "price", at: place, &findings)
  }
}
