import Catalog
import Diagnostics
import Foundations
import Syntax

// For providers that know no limits of a discount itself, only those of its codes.

extension Discount {
  /// How often a code can be redeemed: not more often than the discount. Nil for no limit.
  package func maxRedemptions(of code: Code) -> Int64? {
    code.maxRedemptions.map { own in min(own, maxRedemptions ?? own) } ?? maxRedemptions
  }

  /// The end of a code, which is not after that of the discount. Nil for none.
  package func end(of code: Code) -> Instant? {
    code.expiresAt.map { own in min(own, expiresAt ?? own) } ?? expiresAt
  }

  /// Whether its codes together can be redeemed more often than the discount.
  fileprivate var exceedsRedemptions: Bool {
    guard let most = maxRedemptions, codes.count > 1 else { return maxRedemptions != nil && codes.isEmpty }
    var rest = most
    for code in codes {
      guard let own = code.maxRedemptions, own <= rest else { return true }
      rest -= own
    }
    return false
  }
}

extension Findings {
  /// Reports a number of redemptions that several codes share.
  package mutating func reportSharedRedemptions(of discount: Discount) {
    guard discount.exceedsRedemptions else { return }
    report(
      .discountLimitNotEnforced,
      "\(title) counts the redemptions of each code, not those of discount \(quoted(discount.header.id)); your application must",
      at: discount.header.place["maxRedemptions"])
  }

  /// Whether a discount has codes, for a provider that would choose one. Reports a discount without any.
  package mutating func hasCodes(_ discount: Discount) -> Bool {
    guard discount.codes.isEmpty else { return true }
    let id = quoted(discount.header.id)
    report(
      .discountUnsupported,
      "\(title) would choose a code for discount \(id), which your application could not know; the discount is skipped",
      at: discount.header.place.name, help: "add a code to `codes`")
    return false
  }
}

/// Entries of a catalog, however many of their parts are sold.
package struct ItemSet: Sendable {
  private let headers: Set<ObjectIdentifier>

  package init(_ items: some Sequence<Item>) { headers = Set(items.map { ObjectIdentifier($0.header) }) }

  /// Whether an item, or one that it is a part of, is among these.
  package func includes(_ item: Item) -> Bool { headers.contains(ObjectIdentifier(item.header)) }
}
