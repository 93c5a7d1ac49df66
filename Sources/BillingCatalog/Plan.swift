/// What a customer subscribes to.
public struct Plan: Hashable, Sendable {
  /// The name that programs and providers know it by. Left out, it is the id.
  public var key: String?
  /// What people read. Left out, it is the key.
  public var name: String?
  public var description: String?
  /// What the plan gives, by the feature's id; at least one.
  public var entitlements: Entries<Entitlement>
  /// What it is sold at, by id; all of them recur. Left out, the plan is free, or sold by hand.
  public var prices: Entries<Price>?
  /// The ids of the product at providers that have it already, by the provider's name.
  public var providerIds: Entries<String>?
  public var metadata: Entries<MetadataValue>?

  public init(
    key: String? = nil, name: String? = nil, description: String? = nil, entitlements: Entries<Entitlement>,
    prices: Entries<Price>? = nil, providerIds: Entries<String>? = nil, metadata: Entries<MetadataValue>? = nil
  ) {
    self.key = key
    self.name = name
    self.description = description
    self.entitlements = entitlements
    self.prices = prices
    self.providerIds = providerIds
    self.metadata = metadata
  }
}

extension Plan: JSONObject {
  var members: Members {
    [
      "key": key, "name": name, "description": description, "entitlements": entitlements, "prices": prices,
      "providerIds": providerIds, "metadata": metadata,
    ]
  }
}

/// What is sold beside a plan, each period or once.
public struct Addon: Hashable, Sendable {
  /// The name that programs and providers know it by. Left out, it is the id.
  public var key: String?
  /// What people read. Left out, it is the key.
  public var name: String?
  public var description: String?
  /// What the add-on gives, by the feature's id; at least one.
  public var entitlements: Entries<Entitlement>
  /// What it is sold at, by id; a price recurs or is paid once.
  public var prices: Entries<Price>?
  /// The ids or keys of the plans that it goes with. Left out, or empty, it goes with every plan.
  public var compatiblePlans: [String]?
  /// Whether one customer may hold more than one. Left out, it is false.
  public var multiple: Bool?
  /// How many one customer may hold.
  public var quantity: Quantity?
  /// The ids of the product at providers that have it already, by the provider's name.
  public var providerIds: Entries<String>?
  public var metadata: Entries<MetadataValue>?

  public init(
    key: String? = nil, name: String? = nil, description: String? = nil, entitlements: Entries<Entitlement>,
    prices: Entries<Price>? = nil, compatiblePlans: [String]? = nil, multiple: Bool? = nil, quantity: Quantity? = nil,
    providerIds: Entries<String>? = nil, metadata: Entries<MetadataValue>? = nil
  ) {
    self.key = key
    self.name = name
    self.description = description
    self.entitlements = entitlements
    self.prices = prices
    self.compatiblePlans = compatiblePlans
    self.multiple = multiple
    self.quantity = quantity
    self.providerIds = providerIds
    self.metadata = metadata
  }
}

extension Addon: JSONObject {
  var members: Members {
    [
      "key": key, "name": name, "description": description, "entitlements": entitlements, "prices": prices,
      "compatiblePlans": compatiblePlans, "multiple": multiple, "quantity": quantity, "providerIds": providerIds,
      "metadata": metadata,
    ]
  }
}

/// How many of an add-on one customer may hold. Neither bound is negative; one that is left out does not bound.
public struct Quantity: Hashable, Sendable {
  public var min: Int?
  public var max: Int?

  public init(min: Int? = nil, max: Int? = nil) {
    self.min = min
    self.max = max
  }
}

extension Quantity: JSONObject {
  var members: Members {
    ["min": min, "max": max]
  }
}
