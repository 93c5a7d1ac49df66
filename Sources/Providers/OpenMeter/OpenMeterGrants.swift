import Catalog
import CatalogReading
import Foundations
import JSONText
import Syntax

/// Grants: usage that customers get in addition to an allowance.
package enum OpenMeterGrants {
  /// The request that grants a top-up to a customer who has paid for it. Omitted values stay as the parameters `customer`,
  /// `payment_id` and `effective_at`.
  ///
  /// - Parameter quantity: the number of top-ups that were paid for.
  package static func request(
    for topup: Topup, in catalog: Catalog, customer: String? = nil, paymentId: String? = nil, key: String? = nil,
    at effectiveAt: String? = nil, quantity: Int64 = 1, metadata more: [JSON.Member] = [], annotations: [JSON.Member] = []
  ) -> Request {
    let input = LoweringInput(catalog, .openmeter)
    return request(
      for: topup, catalog.features[topup.feature].header,
      metadata: metadata(for: topup, in: input).replacing(more).replacing(payment(paymentId, key: key)),
      Purchase(
        customer: customer, id: key ?? paymentId, effectiveAt: effectiveAt, quantity: quantity, annotations: annotations))
  }

  /// The metadata of a top-up's grant, without that of the payment.
  package static func metadata(for topup: Topup, in input: LoweringInput) -> [JSON.Member] {
    input.openmeterMetadata([topup.grant.metadata, topup.header.metadata, input.compilerMetadata(Item(topup))])
  }

  /// How to write what a grant leaves to a default.
  static func help(for topup: Topup) -> Phrase {
    let grant = topup.grant
    var missing: [(name: String, value: Phrase.Code)] = []
    if grant.priority == nil { missing.append(("priority", .literal("\(priority(grant))"))) }
    if grant.maxRolloverAmount == nil { missing.append(("maxRolloverAmount", .literal("\(topup.amount)"))) }
    let isNew = missing.count == 2 && grant.expiration == nil && grant.metadata.isEmpty
    return isNew
      ? "write \(code: .fields([("grant", .object("Grant", missing))]))" : "add \(code: .fields(missing)) to `grant`"
  }

  /// - Parameter metadata: includes that of ``payment(_:)``.
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
        "annotations": purchase.annotations.isEmpty ? nil : .object(purchase.annotations),
      ]))
  }

  /// The known details of a purchase; those that are nil stay as parameters.
  package struct Purchase {
    var customer: String?
    /// Identifies the purchase, to detect repeats. For a top-up, the id of the payment.
    var id: String?
    var subscription: String?
    var effectiveAt: String?
    var quantity: Int64 = 1
    var annotations: [JSON.Member] = []

    package init(
      customer: String? = nil, id: String? = nil, subscription: String? = nil, effectiveAt: String? = nil, quantity: Int64 = 1,
      annotations: [JSON.Member] = []
    ) {
      self.annotations = annotations
      self.customer = customer
      self.id = id
      self.subscription = subscription
      self.effectiveAt = effectiveAt
      self.quantity = quantity
    }
  }

  /// The metadata that identifies the payment of a grant.
  ///
  /// - Parameter key: what identifies the purchase, if not the payment.
  static func payment(_ id: String? = nil, key: String? = nil) -> [JSON.Member] {
    let payment = id.map(JSON.string) ?? .param("payment_id")
    return [.init("paymentId", payment), .init("idempotencyKey", key.map(JSON.string) ?? payment)]
  }

  /// The metadata that identifies the purchase of an add-on's grant.
  package static func purchase(_ purchase: Purchase = Purchase()) -> [JSON.Member] {
    [
      purchase.subscription.map { .init(subscriptionField, .string($0)) },
      .init("idempotencyKey", purchase.id.map(JSON.string) ?? .param("purchase_id")),
    ].compactMap(\.self)
  }

  /// The request that grants an allowance beside an entitlement: an add-on's, or one that is granted once. The grant recurs
  /// every period, unused amounts do not accumulate, and its priority is that of an allowance. It is voided when the item ends.
  ///
  /// - Parameter metadata: includes that of ``purchase(_:)``.
  package static func allowance(
    _ allowance: Allowance, _ entitlement: OpenMeterEntitlement, metadata: [JSON.Member], _ purchase: Purchase = Purchase()
  ) -> Request {
    let feature = entitlement.feature
    let amount = JSON.number(OpenMeterUsage.issue(allowance).multiplied(by: purchase.quantity))
    return Request(
      entitlement.request("grants"), .post, path(purchase.customer, feature),
      // A removed add-on may be bought again with the same purchase id, so a voided grant does not count.
      lookup: lookup(
        purchase.customer, feature, entitlement.origin + self.purchase(purchase), includeDeleted: purchase.id == nil),
      body: .fields([
        "amount": amount,
        "priority": 1,
        "effectiveAt": purchase.effectiveAt.map(JSON.string) ?? .param("effective_at"),
        "maxRolloverAmount": amount,
        "minRolloverAmount": 0,
        "recurrence": allowance.reset(in: entitlement.item).period.map { ["interval": OpenMeterEntitlements.interval($0)] },
        "metadata": .object(metadata),
      ]))
  }

  /// The metadata entry with the subscription's id.
  package static let subscriptionField = "subscriptionId"

  /// The request that voids every grant whose metadata contains `metadata` but not `unless`.
  ///
  /// Source: api/openapi.yaml, voidGrant: DELETE /api/v1/grants/{grantId}. Version 2 has no such path.
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

  /// OpenMeter has no idempotency keys for grants, so a sender looks for the key in the metadata of existing grants. Voided
  /// ones count, so that a refunded payment is not granted a second time.
  ///
  /// Source: openmeter/entitlement/driver/grant.go, ListGrantsV2. The list under the customer's entitlement ends at 100.
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

  /// The maximum of `count` in ExpirationPeriod of api/openapi.yaml.
  package static let maximumCount: Int64 = 1000

  /// From 1 to 255 (EntitlementGrantCreateInputV2 of api/openapi.yaml). The server treats a missing priority as 0 and uses the
  /// grant before everything else. The default of 2 comes after the allowance, which has 1.
  package static func priority(_ grant: Grant) -> Int64 { min(max(grant.priority ?? 2, 1), 255) }
}
