import Accounts
import Catalog
import Foundations
import JSONText
import Providers

/// Something that the bridge does to a customer in OpenMeter.
package enum CustomerOperation: Sendable, Equatable {
  case createCustomer(name: String, subjects: [String])
  /// The feature of the journal, which every customer's journal needs.
  case createJournalFeature
  case writeJournal(Journal, replacing: String?)
  /// An entitlement without usage of its own, which carries grants and belongs to no subscription.
  case createGround(feature: String, Ground)
  /// Begins its usage period at the start of the cycle, which is not in the future nor before the current period.
  case resetGround(feature: String, id: String, Ground)
  case createGrant(feature: String, NewGrant)
  case voidGrant(CustomerState.Grant, at: Instant)
  case giveAccess(feature: String)
  case giveSetting(feature: String, config: String, metadata: [JSON.Member], replacing: String?)
  case takeAway(feature: String, id: String)

  package struct Ground: Sendable, Equatable {
    package let cycle: Cycle
    package let preservesOverage: Bool

    package init(_ cycle: Cycle, preservesOverage: Bool = false) {
      self.cycle = cycle
      self.preservesOverage = preservesOverage
    }
  }

  package struct NewGrant: Sendable, Equatable {
    package var amount: ExactDecimal
    /// Lower ones are used first. Nil for first of all: the server takes 0, which cannot be sent (`MapAPIGrantV2ToCreateGrantInput`
    /// in entitlement/driver/v2/mapping.go, read 2026-11-30).
    package var priority: Int64?
    package var effectiveAt: Instant
    /// Nil if it does not recur.
    package var recurrence: Cycle?
    package var expiration: Grant.Expiration?
    /// Nil for the amount.
    package var maxRollover: ExactDecimal?
    package var metadata: [JSON.Member]
    package var annotations: [JSON.Member] = []

    package init(
      _ amount: ExactDecimal, priority: Int64?, effectiveAt: Instant, recurrence: Cycle? = nil,
      expiration: Grant.Expiration? = nil,
      maxRollover: ExactDecimal? = nil, metadata: [JSON.Member]
    ) {
      self.amount = amount
      self.priority = priority
      self.effectiveAt = effectiveAt.minute
      self.recurrence = recurrence
      self.expiration = expiration
      self.maxRollover = maxRollover
      self.metadata = metadata
    }

    /// The body of a request: EntitlementGrantCreateInputV2 of api/openapi.yaml.
    package var body: JSON {
      .fields([
        "amount": .number(amount), "priority": priority.map { .integer($0) }, "effectiveAt": .string(effectiveAt.description),
        "expiration": expiration.map { ["duration": .string($0.unit.rawValue), "count": .integer($0.count)] },
        // Without it, the server takes 0 for the maximum of a grant that recurs on another day than the period.
        "maxRolloverAmount": .number(maxRollover ?? amount), "minRolloverAmount": 0,
        "recurrence": recurrence.map {
          ["interval": .string($0.period.rawValue.uppercased()), "anchor": .string($0.anchor.description)]
        }, "metadata": .object(metadata), "annotations": annotations.isEmpty ? nil : .object(annotations),
      ])
    }
  }

  /// The request that does it.
  package func request(customer: String) -> Request {
    let own = "/api/v2/customers/\(pathSegment(customer))/entitlements"
    switch self {
    case .createCustomer(let name, let subjects):
      return Request(
        Request.id("customers", customer), .post, "/api/v1/customers",
        body: ["key": .string(customer), "name": .string(name), "usageAttribution": ["subjectKeys": .strings(subjects)]])
    case .createJournalFeature:
      return Request(
        "features/journal", .post, "/api/v1/features",
        body: ["key": .string(Journal.featureKey), "name": "What each subscription gives (kept by catalogc)"])
    case .writeJournal(let journal, let id):
      let body: JSON = [
        "featureKey": .string(Journal.featureKey), "type": "static", "config": "{}", "metadata": .object(journal.metadata),
      ]
      return id.map { Request("journal", .put, "\(own)/\(pathSegment($0))/override", body: body) }
        ?? Request("journal", .post, own, body: body)
    case .createGround(let feature, let ground):
      return Request(
        Request.id("entitlements", feature), .post, own,
        body: .fields([
          "featureKey": .string(feature), "type": "metered",
          "usagePeriod": [
            "interval": .string(ground.cycle.period.rawValue.uppercased()), "anchor": .string(ground.cycle.anchor.description),
          ], "measureUsageFrom": .string(ground.cycle.anchor.description),
          "preserveOverageAtReset": ground.preservesOverage ? true : nil,
        ]))
    case .resetGround(let feature, let id, let ground):
      // ResetEntitlementUsageInput of api/openapi.yaml.
      return Request(
        Request.id("resets", feature), .post, "\(own)/\(pathSegment(id))/reset",
        body: [
          "effectiveAt": .string(ground.cycle.anchor.description), "retainAnchor": false,
          "preserveOverage": .bool(ground.preservesOverage),
        ])
    case .createGrant(let feature, let grant):
      return Request(Request.id("grants", feature), .post, "\(own)/\(pathSegment(feature))/grants", body: grant.body)
    case .voidGrant(let grant, let at):
      // api/openapi.yaml, voidGrant. Version 2 has no such path.
      return Request(
        Request.id("voids", grant.feature), .delete,
        API.path("/api/v1/grants/\(pathSegment(grant.id))", query: [.init("at", .string(at.description))]))
    case .giveAccess(let feature):
      return Request(
        Request.id("entitlements", feature), .post, own, body: ["featureKey": .string(feature), "type": "boolean"])
    case .giveSetting(let feature, let config, let metadata, let id):
      let body: JSON = [
        "featureKey": .string(feature), "type": "static", "config": .string(config), "metadata": .object(metadata),
      ]
      return id.map { Request(Request.id("overrides", feature), .put, "\(own)/\(pathSegment($0))/override", body: body) }
        ?? Request(Request.id("entitlements", feature), .post, own, body: body)
    case .takeAway(let feature, let id):
      return Request(Request.id("removals", feature), .delete, "\(own)/\(pathSegment(id))")
    }
  }
}

// MARK: Foreseeing the result

extension CustomerState {
  /// What OpenMeter will have after an operation, as far as the bridge looks at it.
  ///
  /// - Parameter id: of what is created.
  package mutating func apply(_ operation: CustomerOperation, id: String, at now: Instant) {
    switch operation {
    case .createCustomer(_, let subjects): customer = Customer(id: id, subjects: subjects)
    case .createJournalFeature: break
    case .writeJournal(let journal, _):
      put(Entitlement(id: id, feature: Journal.featureKey, kind: .static, config: "{}", metadata: journal.metadata))
    case .createGround(let feature, let ground):
      let start = max(ground.cycle.last(now), ground.cycle.anchor)
      put(Entitlement(id: id, feature: feature, kind: .metered, period: start..<ground.cycle.next(after: start)))
    case .resetGround(let feature, let id, let ground):
      let start = ground.cycle.anchor
      put(Entitlement(id: id, feature: feature, kind: .metered, period: start..<ground.cycle.next(after: start)))
    case .createGrant(let feature, let grant):
      grants.append(
        Grant(
          id: id, feature: feature, amount: grant.amount, effectiveAt: grant.effectiveAt, recurrence: grant.recurrence,
          expiresAt: grant.expiration.map { $0.end(after: grant.effectiveAt) }, createdAt: now, metadata: grant.metadata))
    case .voidGrant(let grant, let at):
      if let index = grants.firstIndex(where: { $0.id == grant.id }) { grants[index].voidedAt = at }
    case .giveAccess(let feature): put(Entitlement(id: id, feature: feature, kind: .boolean))
    case .giveSetting(let feature, let config, let metadata, _):
      put(Entitlement(id: id, feature: feature, kind: .static, config: config, metadata: metadata))
    case .takeAway(let feature, _): entitlements.removeAll { $0.feature.hasSameScalars(as: feature) }
    }
  }

  private mutating func put(_ entitlement: Entitlement) {
    entitlements.removeAll { $0.feature.hasSameScalars(as: entitlement.feature) }
    entitlements.append(entitlement)
  }
}

extension Grant.Expiration {
  /// The shortest one in whole hours, or in whole days or weeks if it is long, that is not over before a time; nil if even the
  /// longest is, or if the time is past. OpenMeter takes no time at which a grant ends.
  static func until(_ end: Instant, from start: Instant) -> Grant.Expiration? {
    let seconds = end.seconds - start.seconds
    guard seconds > 0 else { return nil }
    for (unit, length) in [(Unit.hour, 3600), (.day, 86_400), (.week, 604_800)] as [(Unit, Int64)] {
      let count = (seconds + length - 1) / length
      if count <= OpenMeterGrants.maximumCount { return Grant.Expiration(unit, count: count) }
    }
    return nil
  }

  /// When a grant expires. Months overflow at OpenMeter: January 31 and one month are March 3; here, the last day of the month
  /// is near enough.
  func end(after start: Instant) -> Instant {
    switch unit {
    case .hour: start.adding(seconds: count.multipliedReportingOverflow(by: 3600).partialValue)
    case .day: start.adding(seconds: count.multipliedReportingOverflow(by: 86_400).partialValue)
    case .week: start.adding(seconds: count.multipliedReportingOverflow(by: 604_800).partialValue)
    case .month: start.adding(months: min(count, 100_000))
    case .year: start.adding(months: min(count, 8_000) * 12)
    }
  }
}
