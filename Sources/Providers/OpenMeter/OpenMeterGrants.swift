import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// Grants: usage that a customer gets on top of an allowance.
package enum OpenMeterGrants {
  /// The request that grants a top-up to a customer who has paid for it. What is not known yet stands as a parameter:
  /// `customer`, `payment_id` and `effective_at`.
  /// - Parameter quantity: how many of it were paid for.
  package static func request(
    for topup: Topup, in catalog: Catalog, customer: String? = nil, paymentId: String? = nil, at effectiveAt: String? = nil,
    quantity: Int64 = 1
  ) -> Request {
    let lowering = Lowering(catalog, provider: .openmeter)
    let feature = catalog.features[topup.feature].header
    let payment = paymentId.map(JSON.string) ?? .param("payment_id")
    let metadata = guarded(
      lowering.openmeterMetadata(topup.grant.metadata, topup.header.metadata, lowering.compilerMetadata(Item(topup))),
      [.init("paymentId", payment), .init("idempotencyKey", payment)])
    return Request(
      Request.id("grants", "topup", topup.header.id), .post, path(customer, feature),
      lookup: lookup(
        customer, feature, [.init("catalogTopupId", .string(topup.header.id)), .init("idempotencyKey", payment)]),
      body: .fields([
        "amount": .number(topup.amount.multiplied(by: quantity)),
        "priority": .integer(priority(topup.grant)),
        "effectiveAt": effectiveAt.map(JSON.string) ?? .param("effective_at"),
        "expiration": topup.grant.expiration.map { expiration($0, count: min($0.count, maximumCount)) },
        "maxRolloverAmount": .number((topup.grant.maxRolloverAmount ?? topup.amount).multiplied(by: quantity)),
        "minRolloverAmount": 0,
        "metadata": metadata,
      ]))
  }

  /// What is known of the purchase of an add-on when it is granted; nil stands for a parameter.
  struct Purchase {
    var customer: String?
    /// By it a repeat of the purchase is recognised.
    var id: String?
    var subscription: String?
    var effectiveAt: String?
    var quantity: Int64 = 1
  }

  /// The request that gives an add-on's allowance on top of a plan's. It comes back with every period, and what is left of
  /// it does not add up; it has the priority of an allowance. It is voided when the add-on ends.
  static func recurring(
    _ allowance: Allowance, _ entitlement: Entitlement, of addon: Header, _ lowering: Lowering,
    _ purchase: Purchase = Purchase()
  ) -> Request {
    let feature = lowering.catalog.features[entitlement.feature].header
    let origin: [JSON.Member] = [
      .init("catalogAddonId", .string(addon.id)), .init("catalogFeatureId", .string(feature.id)),
    ]
    let amount = allowance.amount.multiplied(by: purchase.quantity)
    let known = [
      purchase.subscription.map { JSON.Member(subscriptionField, .string($0)) },
      JSON.Member("idempotencyKey", purchase.id.map(JSON.string) ?? .param("purchase_id")),
    ].compactMap(\.self)
    return Request(
      Request.id("grants", "addon", addon.id, feature.id), .post, path(purchase.customer, feature),
      // An add-on that was taken away may be bought again with the same words: then the voided grant does not count.
      lookup: lookup(purchase.customer, feature, origin + known, includeDeleted: purchase.id == nil),
      body: .fields([
        "amount": .number(amount),
        "priority": 1,
        "effectiveAt": purchase.effectiveAt.map(JSON.string) ?? .param("effective_at"),
        "maxRolloverAmount": .number(amount),
        "minRolloverAmount": 0,
        "recurrence": ["interval": OpenMeterFormat.interval(allowance.reset)],
        "metadata": guarded(lowering.openmeterMetadata(entitlement.metadata, origin), known),
      ]))
  }

  /// In the metadata of what a subscription gives.
  static let subscriptionField = "subscriptionId"

  /// The request that voids each grant whose metadata has these members, and not the others.
  ///
  /// Source: api/openapi.yaml, voidGrant: DELETE /api/v1/grants/{grantId}; there is no such path under v2.
  static func void(
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

  /// Metadata with members that win over what the catalog says.
  private static func guarded(_ metadata: JSON, _ members: [JSON.Member]) -> JSON {
    guard case .object(let own) = metadata else { return .object(members) }
    return .object(own.filter { member in !members.contains { $0.name == member.name } } + members)
  }

  // MARK: The section

  static func addSection(to lowering: inout Lowering) {
    let catalog = lowering.catalog
    var grants = lowering.artifact.emptySection
    for topup in catalog.topups {
      check(topup, &lowering)
      let feature = catalog.features[topup.feature].header
      grants.append(
        .fields([
          "topupId": .string(topup.header.id),
          "topupKey": .string(topup.header.key),
          "featureId": .string(feature.id),
          "featureKey": .string(feature.key),
          "amount": .number(topup.amount),
          "priority": topup.grant.priority.map(JSON.integer),
          "expiration": topup.grant.expiration.map { expiration($0, count: $0.count) },
          "maxRolloverAmount": topup.grant.maxRolloverAmount.map(JSON.number),
          "metadata": lowering.openmeterMetadata(
            topup.grant.metadata, topup.header.metadata, lowering.compilerMetadata(Item(topup))),
        ]))
    }
    lowering.artifact.sections.append(.init("grants", grants))
  }

  private static func expiration(_ expiration: Grant.Expiration, count: Int64) -> JSON {
    ["duration": .string(expiration.unit.rawValue), "count": .integer(count)]
  }

  /// ExpirationPeriod of api/openapi.yaml: `count` from 1 to 1000.
  private static let maximumCount: Int64 = 1000

  /// EntitlementGrantCreateInputV2 of api/openapi.yaml: from 1 to 255. One that is left out is 0 at the server, and spent
  /// before everything else: after the allowance, which has 1, is what is meant.
  private static func priority(_ grant: Grant) -> Int64 { min(max(grant.priority ?? 2, 1), 255) }

  private static func check(_ topup: Topup, _ lowering: inout Lowering) {
    if topup.amount.isZero {
      lowering.report(
        .openmeterEmptyGrant,
        "OpenMeter takes no grant of nothing: it is not sent", at: topup.header.place["amount"])
    } else {
      checkGrant(topup, &lowering)
    }
    for price in topup.prices {
      lowering.report(
        .openmeterTopupPrice, "OpenMeter takes no payment for a grant: \(quoted(price.id)) is charged by a payment provider",
        at: price.place.name)
    }
  }

  private static func checkGrant(_ topup: Topup, _ lowering: inout Lowering) {
    let place = topup.header.place
    let grant = place["grant"]
    OpenMeterChecks.checkAmount(topup.amount, at: place["amount"], &lowering)
    if let maximum = topup.grant.maxRolloverAmount {
      OpenMeterChecks.checkAmount(maximum, at: grant["maxRolloverAmount"], &lowering)
    } else {
      lowering.report(
        .openmeterRolloverMissing,
        "the catalog does not say how much survives a reset of the allowance: all of it, \(topup.amount), is sent",
        at: grant["maxRolloverAmount"], help: "write it: \"grant\": {\"maxRolloverAmount\": \(topup.amount)}")
    }
    if let given = topup.grant.priority {
      let sent = priority(topup.grant)
      if given != sent {
        lowering.report(
          .openmeterPriorityRange, "priorities go from 1 to 255: \(sent) is sent for \(given)", at: grant["priority"])
      }
      if sent == 1, topup.grant.expiration != nil {
        lowering.report(
          .openmeterSpentFirst, "what was paid for is spent before the allowance, which has priority 1 and does not expire",
          at: grant["priority"], help: "write 2, or more")
      }
    } else {
      lowering.report(
        .openmeterPriorityMissing, "without a priority OpenMeter spends a grant before everything else: 2 is sent",
        at: grant["priority"], help: "write it: \"grant\": {\"priority\": 2}")
    }
    if let expiration = topup.grant.expiration, expiration.count > maximumCount {
      lowering.report(
        .openmeterExpirationCount, "an expiration counts to \(maximumCount): that is sent for \(expiration.count)",
        at: grant["expiration", "count"], help: "count in a longer unit")
    }
  }
}
