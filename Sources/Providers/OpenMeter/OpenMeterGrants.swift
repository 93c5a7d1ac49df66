import Catalog
import CatalogReading
import Foundations
import JSONText
import Syntax

/// Grants: usage that a customer gets on top of an allowance.
package enum OpenMeterGrants {
  /// The request that grants a top-up to a customer who has paid for it. What is not known yet is a parameter:
  /// `customer`, `payment_id` and `effective_at`.
  ///
  /// - Parameter quantity: how many of it were paid for.
  package static func request(
    for topup: Topup, in catalog: Catalog, customer: String? = nil, paymentId: String? = nil, at effectiveAt: String? = nil,
    quantity: Int64 = 1
  ) -> Request {
    let input = LoweringInput(catalog, .openmeter)
    let metadata = input.openmeterMetadata([
      topup.grant.metadata, topup.header.metadata, input.compilerMetadata(Item(topup)),
    ])
    return request(
      for: topup, catalog.features[topup.feature].header, metadata: metadata.replacing(payment(paymentId)),
      Purchase(customer: customer, id: paymentId, effectiveAt: effectiveAt, quantity: quantity))
  }

  /// - Parameter metadata: with that of ``payment(_:)``.
  static func request(
    for topup: Topup, _ feature: Header, metadata: [JSON.Member], _ purchase: Purchase = Purchase()
  ) -> Request {
    let payment = purchase.id.map(JSON.string) ?? .param("payment_id")
    return Request(
      Request.id("grants", "topup", topup.header.id), .post, path(purchase.customer, feature),
      lookup: lookup(
        purchase.customer, feature, [.init("catalogTopupId", .string(topup.header.id)), .init("idempotencyKey", payment)]),
      body: .fields([
        "amount": .number(topup.amount.multiplied(by: purchase.quantity)),
        "priority": .integer(priority(topup.grant)),
        "effectiveAt": purchase.effectiveAt.map(JSON.string) ?? .param("effective_at"),
        "expiration": topup.grant.expiration.map { expiration($0, count: min($0.count, maximumCount)) },
        "maxRolloverAmount": .number((topup.grant.maxRolloverAmount ?? topup.amount).multiplied(by: purchase.quantity)),
        "minRolloverAmount": 0,
        "metadata": .object(metadata),
      ]))
  }

  /// What is known of the purchase when it is granted; nil is a parameter.
  package struct Purchase {
    var customer: String?
    /// By it a repeat of the purchase is recognized: the payment's for a top-up.
    var id: String?
    var subscription: String?
    var effectiveAt: String?
    var quantity: Int64 = 1

    package init(
      customer: String? = nil, id: String? = nil, subscription: String? = nil, effectiveAt: String? = nil, quantity: Int64 = 1
    ) {
      self.customer = customer
      self.id = id
      self.subscription = subscription
      self.effectiveAt = effectiveAt
      self.quantity = quantity
    }
  }

  /// The metadata of a grant by which its payment is found.
  static func payment(_ id: String? = nil) -> [JSON.Member] {
    let payment = id.map(JSON.string) ?? .param("payment_id")
    return [.init("paymentId", payment), .init("idempotencyKey", payment)]
  }

  /// The metadata of an add-on's grant by which its purchase is found.
  package static func purchase(_ purchase: Purchase = Purchase()) -> [JSON.Member] {
    [
      purchase.subscription.map { .init(subscriptionField, .string($0)) },
      .init("idempotencyKey", purchase.id.map(JSON.string) ?? .param("purchase_id")),
    ].compactMap(\.self)
  }

  /// The request that gives an add-on's allowance on top of a plan's. It comes back with every period, and what is left of
  /// it does not add up; it has the priority of an allowance. It is voided when the add-on ends.
  ///
  /// - Parameter metadata: with that of ``purchase(_:)``.
  package static func recurring(
    _ allowance: Allowance, _ entitlement: OpenMeterEntitlement, metadata: [JSON.Member], _ purchase: Purchase = Purchase()
  ) -> Request {
    let feature = entitlement.feature
    let amount = JSON.number(allowance.amount.multiplied(by: purchase.quantity))
    return Request(
      Request.id("grants", "addon", entitlement.item.header.id, feature.id), .post, path(purchase.customer, feature),
      // An add-on that was taken away may be bought again with the same words: then the voided grant does not count.
      lookup: lookup(
        purchase.customer, feature, entitlement.origin + self.purchase(purchase), includeDeleted: purchase.id == nil),
      body: [
        "amount": amount,
        "priority": 1,
        "effectiveAt": purchase.effectiveAt.map(JSON.string) ?? .param("effective_at"),
        "maxRolloverAmount": amount,
        "minRolloverAmount": 0,
        "recurrence": ["interval": OpenMeterEntitlements.interval(allowance.reset)],
        "metadata": .object(metadata),
      ])
  }

  /// In the metadata of what a subscription gives.
  package static let subscriptionField = "subscriptionId"

  /// The request that voids each grant whose metadata has these members, and not the others.
  ///
  /// Source: api/openapi.yaml, voidGrant: DELETE /api/v1/grants/{grantId}; there is no such path under v2.
  package static func void(
    _ id: String, customer: String?, feature: Header? = nil, metadata: [JSON.Member], unless: [JSON.Member] = []
  ) -> Request {
    Request(
      id, .delete, "/api/v1/grants/{id}",
      lookup: .init(
        "/api/v2/grants",
        query: query(customer.map(JSON.string), feature, includeDeleted: false),
        match: ["metadata": .object(metadata)], unless: unless.isEmpty ? nil : ["metadata": .object(unless)]))
  }

  private static func path(_ customer: String?, _ feature: Header) -> String {
    "/api/v2/customers/\(customer.map(pathSegment) ?? "{customer}")/entitlements/\(pathSegment(feature.key))/grants"
  }

  /// Grants know no idempotency key: a script looks for the key in the metadata of those that are there. Those that were
  /// voided count, so that a payment that was taken back is not granted a second time.
  ///
  /// Source: openmeter/entitlement/driver/grant.go, ListGrantsV2; the list below the customer's entitlement ends at 100.
  private static func lookup(
    _ customer: String?, _ feature: Header, _ metadata: [JSON.Member], includeDeleted: Bool = true
  ) -> Request.Lookup {
    .init(
      "/api/v2/grants",
      query: query(customer.map(JSON.string) ?? .param("customer"), feature, includeDeleted: includeDeleted),
      match: ["metadata": .object(metadata)])
  }

  private static func query(_ customer: JSON?, _ feature: Header?, includeDeleted: Bool) -> [JSON.Member] {
    JSON.members([
      "customer": customer, "feature": feature.map { .string($0.key) }, "includeDeleted": .bool(includeDeleted),
      "order": "DESC", "pageSize": 1000,
    ])
  }

  // MARK: Terms

  static func expiration(_ expiration: Grant.Expiration, count: Int64) -> JSON {
    ["duration": .string(expiration.unit.rawValue), "count": .integer(count)]
  }

  /// ExpirationPeriod of api/openapi.yaml: `count` from 1 to 1000.
  static let maximumCount: Int64 = 1000

  /// EntitlementGrantCreateInputV2 of api/openapi.yaml: from 1 to 255. One that is left out is 0 at the server, and used
  /// before everything else: after the allowance, which has 1, is what is meant.
  static func priority(_ grant: Grant) -> Int64 { min(max(grant.priority ?? 2, 1), 255) }
}
