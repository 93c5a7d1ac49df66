import Catalog
import Diagnostics
import Foundations
import Syntax

/// Warns of discounts for a number of months on prices that are charged less often: the invoice is lowered as a whole.
func lintDiscounts(_ catalog: Catalog) -> [Finding] {
  catalog.discounts.compactMap { discount -> Finding? in
    guard case .months(let months) = discount.duration else { return nil }
    for item in catalog.items(of: discount) {
      for price in item.prices where price.isSold && item.isOffered {
        guard let span = price.span, span.isMonths ? span.length > months : span.length / 31 >= months else { continue }
        return Finding(
          .discountExceedsDuration,
          "the discount is for \(months) month\(months == 1 ? "" : "s"), but lowers all of price \(quoted(price.id)) of "
            + "\(quoted(item.header.id)), which is \(price.described)",
          at: discount.header.place["duration"], help: "name items with shorter intervals in `appliesTo`",
          related: [.init("the price", at: price.place.name)])
      }
    }
    return nil
  }
}
