/// Lowers what customers pay for some items. A purchase has at most one.
///
///     let discounts: Entries<Discount> = [
///       "student": Discount(percent: 50, duration: .forever, appliesTo: ["plans.pro"], codes: ["STUDENT50": Code(maxPerCustomer: 1)]),
///       "welcome": Discount(amounts: ["USD": 1000, "EUR": "9.00"], duration: .once),
///     ]
///
/// The initializers allow either a percentage or amounts.
public struct Discount: Hashable, Sendable {
  /// The display name. The default is the id.
  public var name: String?
  /// By how much each line of an invoice is lowered: above 0, at most 100. Nil if there are ``amounts``.
  public var percent: Amount?
  /// By how much an invoice is lowered, by currency. Nil if there is a percentage.
  public var amounts: Entries<Money>?
  /// Which invoices are lowered.
  public var duration: DiscountDuration
  /// The ids or keys of the items that it lowers, after `plans.`, `addons.` or `topups.` if needed; not empty. The default is nil:
  /// everything.
  public var appliesTo: [String]?
  /// What customers type to get it: 3 to 32 upper-case letters and digits each.
  public var codes: Entries<Code>?
  /// How often it can be used, by all customers together; positive. By default, any number of times.
  public var maxRedemptions: Int?
  /// When it ends: an RFC 3339 time with an offset, such as `2027-03-31T23:59:59Z`. By default, it does not end.
  public var expiresAt: String?
  /// The ids of existing discounts, by the provider's name.
  public var providerIds: Entries<String>?
  /// Your own entries, sent to the providers that accept them.
  public var metadata: Entries<MetadataValue>?

  /// A percentage of each line.
  public init(
    name: String? = nil, percent: Amount, duration: DiscountDuration, appliesTo: [String]? = nil, codes: Entries<Code>? = nil,
    maxRedemptions: Int? = nil, expiresAt: String? = nil, providerIds: Entries<String>? = nil,
    metadata: Entries<MetadataValue>? = nil
  ) {
    self.name = name
    self.percent = percent
    self.duration = duration
    self.appliesTo = appliesTo
    self.codes = codes
    self.maxRedemptions = maxRedemptions
    self.expiresAt = expiresAt
    self.providerIds = providerIds
    self.metadata = metadata
  }

  /// An amount of each invoice.
  public init(
    name: String? = nil, amounts: Entries<Money>, duration: DiscountDuration, appliesTo: [String]? = nil,
    codes: Entries<Code>? = nil, maxRedemptions: Int? = nil, expiresAt: String? = nil, providerIds: Entries<String>? = nil,
    metadata: Entries<MetadataValue>? = nil
  ) {
    self.name = name
    self.amounts = amounts
    self.duration = duration
    self.appliesTo = appliesTo
    self.codes = codes
    self.maxRedemptions = maxRedemptions
    self.expiresAt = expiresAt
    self.providerIds = providerIds
    self.metadata = metadata
  }
}

extension Discount: JSONObject {
  var members: Members {
    [
      "name": name, "percent": percent, "amounts": amounts, "duration": duration, "appliesTo": appliesTo, "codes": codes,
      "maxRedemptions": maxRedemptions, "expiresAt": expiresAt, "providerIds": providerIds, "metadata": metadata,
    ]
  }
}

/// The terms of a code that customers type to get a discount.
///
///     let code = Code(expiresAt: "2027-03-31T23:59:59Z", firstPurchaseOnly: true)
public struct Code: Hashable, Sendable {
  /// How often it can be used, by all customers together; positive. By default, any number of times.
  public var maxRedemptions: Int?
  /// How often one customer can use it; positive. By default, any number of times.
  public var maxPerCustomer: Int?
  /// When it ends: an RFC 3339 time with an offset. By default, it does not end.
  public var expiresAt: String?
  /// Whether only a customer's first purchase can use it. The default is false.
  public var firstPurchaseOnly: Bool?
  /// The least amount of a purchase, by currency. The default is nil: any amount.
  public var minimum: Entries<Money>?

  public init(
    maxRedemptions: Int? = nil, maxPerCustomer: Int? = nil, expiresAt: String? = nil, firstPurchaseOnly: Bool? = nil,
    minimum: Entries<Money>? = nil
  ) {
    self.maxRedemptions = maxRedemptions
    self.maxPerCustomer = maxPerCustomer
    self.expiresAt = expiresAt
    self.firstPurchaseOnly = firstPurchaseOnly
    self.minimum = minimum
  }
}

extension Code: JSONObject {
  var members: Members {
    [
      "maxRedemptions": maxRedemptions, "maxPerCustomer": maxPerCustomer, "expiresAt": expiresAt,
      "firstPurchaseOnly": firstPurchaseOnly, "minimum": minimum,
    ]
  }
}

/// Which invoices a discount lowers.
///
///     let quarter: DiscountDuration = .months(3)
public enum DiscountDuration: Hashable, Sendable {
  /// The first invoice above 0.
  case once
  /// Those issued within this many months; positive.
  case months(Int)
  case forever
}

extension DiscountDuration: JSONWritable {
  func write(to writer: inout JSONWriter) {
    switch self {
    case .once: writer.append(quoted: "once")
    case .months(let count): writer.object(["months": count] as Members)
    case .forever: writer.append(quoted: "forever")
    }
  }
}
