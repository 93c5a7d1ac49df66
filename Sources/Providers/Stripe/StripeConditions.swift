import CatalogModel
import JSONText

/// What is sent, and by which id.
extension StripeRequests {
  /// The id that the product is made with; nil where the key has characters that Stripe refuses.
  ///
  /// Plans, add-ons and top-ups share Stripe's one name space of products, so the kind is part of it.
  static func productID(_ item: Item) -> String? {
    let isPlain = item.header.key.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    return isPlain ? "\(item.kind.rawValue)_\(item.header.key)" : nil
  }

  /// The amount in Stripe's unit; nil where Stripe cannot sell at that price, which ``StripeChecks`` reports.
  static func expressible(_ price: Price) -> Int64? {
    guard StripeChecks.isWithinThreeYears(price.cadence) else { return nil }
    return try? StripeMoney.unitAmount(price)
  }

  /// Features follow subscriptions; a product that is paid once gives none (Stripe's documentation, "Entitlements").
  static func carriesFeatures(_ item: Item) -> Bool { item.kind != .topup && !item.isPaidOnce }
}

extension Entitlement {
  /// True where the customer can use the feature at all: it is granted, and an allowance is not empty.
  var givesAccess: Bool {
    switch value {
    case .boolean(let enabled): enabled
    case .metered(let allowance): !allowance.amount.isZero || allowance.isSoftLimit == true
    case .static: true
    }
  }
}
