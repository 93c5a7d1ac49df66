import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// Which of the ids in `providerIds` are claimed twice.
///
/// An update of a product or a price would be overwritten by the next one, and customers of the second item would be charged
/// what the first one costs.
struct StripeIDs {
  /// Where the items and prices stand whose id another has already: nothing of them is sent.
  private(set) var refused: Set<Place> = []

  init(_ lowering: inout Lowering) {
    var products: [ExactString: Place] = [:]
    var prices: [ExactString: Place] = [:]
    for item in lowering.catalog.items {
      if let id = item.id(at: "stripe") {
        let place = item.header.place["providerIds", "stripe"]
        if let other = products[ExactString(id)] {
          refused.insert(item.header.place)
          lowering.report(
            .stripeIDTaken,
            "another item is this product already: the \(item.kind.described) \(quoted(item.header.id)) is not sent",
            at: place, related: [.init("the other", at: other)])
          continue
        }
        products[ExactString(id)] = place
      }
      for price in item.prices {
        guard let id = price.id(at: "stripe") else { continue }
        let place = price.place["providerIds", "stripe"]
        if let other = prices[ExactString(id)] {
          refused.insert(price.place)
          lowering.report(
            .stripeIDTaken, "another price has this id already, and charges its own amount: this price is not sent",
            at: place, related: [.init("the other", at: other)])
        } else {
          prices[ExactString(id)] = place
        }
      }
    }
  }
}
