/// How many of a plan, an add-on or a top-up can be bought together. Every price of the item is then for one of them.
///
///     let seats = Quantity(feature: "seats", min: 5, max: 300)
///     let anyNumber = Quantity()
public struct Quantity: Hashable, Sendable {
  /// The id of a limit feature that the customer gets as many of as are bought. The item does not grant it as well.
  public var feature: String?
  /// The minimum quantity; positive. The default is 1.
  public var min: Int?
  /// The maximum quantity; not below ``min``. Unlimited by default.
  public var max: Int?

  public init(feature: String? = nil, min: Int? = nil, max: Int? = nil) {
    self.feature = feature
    self.min = min
    self.max = max
  }
}

extension Quantity: JSONObject {
  var members: Members {
    ["feature": feature, "min": min, "max": max]
  }
}
