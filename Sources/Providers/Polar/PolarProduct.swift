import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// What Polar has a product for: the prices of one item that differ in nothing but their currency.
///
/// A product has one interval and one length of trial, so prices that differ there are products of their own. Prices in
/// other currencies have to share one, because every product must have a price in the organization's default currency
/// (server/polar/product/service.py in polarsource/polar).
struct PolarProduct {
  struct Offer {
    let price: Price
    /// In Polar's unit.
    let amount: Int64
  }

  let item: Item
  /// Each in a currency of its own; not empty.
  let offers: [Offer]
  /// The first of the prices, whose id the product has.
  let price: Price
  let name: String
  /// The product's id, where the catalog says that Polar has it already.
  let existing: String?

  var request: String { Request.id("prices", item.kind.rawValue, item.header.id, price.id) }

  /// The product's id in the body of another request.
  var reference: JSON { existing.map(JSON.string) ?? .ref(request) }

  /// The product's id as part of a path.
  var pathID: String { existing.map(pathSegment) ?? "{\(request)}" }

  var trialDays: Int64? { PolarProducts.trialDays(price) }

  /// What the compiler writes beside the ids: a product with other terms is not taken for this one.
  func terms(meterInterval: Period?) -> String {
    var terms = offers.map { "\($0.amount) \($0.price.currency.lowercased)" }
    if let cadence = price.cadence { terms.append("every \(cadence.described)") }
    if let trialDays { terms.append("after \(trialDays) days") }
    if let meterInterval { terms.append("meters every \(meterInterval.rawValue)") }
    let text = terms.joined(separator: ", ")
    // Dozens of currencies are more than an entry holds.
    return text.utf8.count <= PolarMetadata.valueLength ? text : polarDigest(text)
  }
}
