/// Something that a customer subscribes to.
///
///     let pro = Plan(
///       name: "Pro",
///       entitlements: ["aiTokens": .metered(amount: 100_000, reset: .month), "apiAccess": true],
///       prices: ["monthly": Price(amount: 2000, currency: "USD", interval: .month, trialDays: 14)])
///     let team = Plan(
///       entitlements: ["clients": .limit(amount: 3, perUnit: true)],
///       prices: ["monthly": Price(amount: 2400, currency: "EUR", interval: .month)],
///       quantity: Quantity(feature: "seats", min: 2))
public struct Plan: Hashable, Sendable {
  /// The name that programs and providers use. The default is the id.
  public var key: String?
  /// The display name. The default is the key.
  public var name: String?
  /// A description for people.
  public var description: String?
  /// What the plan grants, by the feature's id; empty if it has no features. Nil only if it is ``onRequest``.
  public var entitlements: Entries<Entitlement>?
  /// The prices, by id; all of them are recurring. The default is nil: the plan is free, billed by usage alone, or sold by hand.
  public var prices: Entries<Price>?
  /// How many can be bought together. The default is nil: one.
  public var quantity: Quantity?
  /// Whether customers have the plan who have bought none of its ``group``. It must be free. The default is false.
  public var `default`: Bool?
  /// Plans of one group exclude each other. The default is nil: plans without one form a group.
  public var group: String?
  /// Whether it is still offered. The default is true; if false, customers who have it keep it.
  public var sold: Bool?
  /// Whether the price is on request: it is offered, but nobody can buy it without asking. The default is false.
  public var onRequest: Bool?
  /// The ids of existing products, by the provider's name. They are updated or left alone instead of being created.
  public var providerIds: Entries<String>?
  /// Your own entries, sent to the providers that accept them.
  public var metadata: Entries<MetadataValue>?

  public init(
    key: String? = nil, name: String? = nil, description: String? = nil, entitlements: Entries<Entitlement>? = nil,
    prices: Entries<Price>? = nil, quantity: Quantity? = nil, default isDefault: Bool? = nil, group: String? = nil,
    sold: Bool? = nil, onRequest: Bool? = nil, providerIds: Entries<String>? = nil, metadata: Entries<MetadataValue>? = nil
  ) {
    self.key = key
    self.name = name
    self.description = description
    self.entitlements = entitlements
    self.prices = prices
    self.quantity = quantity
    self.default = isDefault
    self.group = group
    self.sold = sold
    self.onRequest = onRequest
    self.providerIds = providerIds
    self.metadata = metadata
  }
}

extension Plan: JSONObject {
  var members: Members {
    [
      "key": key, "name": name, "description": description, "entitlements": entitlements, "prices": prices,
      "quantity": quantity, "default": self.default, "group": group, "sold": sold, "onRequest": onRequest,
      "providerIds": providerIds, "metadata": metadata,
    ]
  }
}

/// Something that a customer buys in addition to a plan, once or every period.
///
///     let seats = Addon(
///       entitlements: ["seats": 5],
///       prices: ["monthly": Price(amount: 900, currency: "USD", interval: .month)],
///       compatiblePlans: ["pro"],
///       quantity: Quantity(max: 20))
public struct Addon: Hashable, Sendable {
  /// The name that programs and providers use. The default is the id.
  public var key: String?
  /// The display name. The default is the key.
  public var name: String?
  /// A description for people.
  public var description: String?
  /// What the add-on grants, by the feature's id; empty if it has no features. Nil only if it is ``onRequest``.
  public var entitlements: Entries<Entitlement>?
  /// The prices, by id, recurring or one-time. The default is nil: the add-on is free, billed by usage alone, or
  /// sold by hand.
  public var prices: Entries<Price>?
  /// The ids or keys of the plans that it can be added to. The default is every plan; so is an empty array.
  public var compatiblePlans: [String]?
  /// Whether a customer can have more than one: true is the same as an empty ``quantity``. The default is false.
  public var multiple: Bool?
  /// How many can be bought together. The default is nil: one, or any number if ``multiple`` is true.
  public var quantity: Quantity?
  /// Whether it is still offered. The default is true; if false, customers who have it keep it.
  public var sold: Bool?
  /// Whether the price is on request: it is offered, but nobody can buy it without asking. The default is false.
  public var onRequest: Bool?
  /// The ids of existing products, by the provider's name. They are updated or left alone instead of being created.
  public var providerIds: Entries<String>?
  /// Your own entries, sent to the providers that accept them.
  public var metadata: Entries<MetadataValue>?

  public init(
    key: String? = nil, name: String? = nil, description: String? = nil, entitlements: Entries<Entitlement>? = nil,
    prices: Entries<Price>? = nil, compatiblePlans: [String]? = nil, multiple: Bool? = nil, quantity: Quantity? = nil,
    sold: Bool? = nil, onRequest: Bool? = nil, providerIds: Entries<String>? = nil, metadata: Entries<MetadataValue>? = nil
  ) {
    self.key = key
    self.name = name
    self.description = description
    self.entitlements = entitlements
    self.prices = prices
    self.compatiblePlans = compatiblePlans
    self.multiple = multiple
    self.quantity = quantity
    self.sold = sold
    self.onRequest = onRequest
    self.providerIds = providerIds
    self.metadata = metadata
  }
}

extension Addon: JSONObject {
  var members: Members {
    [
      "key": key, "name": name, "description": description, "entitlements": entitlements, "prices": prices,
      "compatiblePlans": compatiblePlans, "multiple": multiple, "quantity": quantity, "sold": sold, "onRequest": onRequest,
      "providerIds": providerIds, "metadata": metadata,
    ]
  }
}
