import Accounts
import JSONText
import ModelAccounts

/// api/openapi.yaml, `EntitlementGrantCreateInputV2`.
struct GrantInput {
  let amount: Double
  let priority: Int
  let effectiveAt: Moment
  let expiration: Grant.Expiration?
  let recurrence: Recurrence?
  let minRollover: Double
  let maxRollover: Double
  let metadata: JSON?
  let annotations: JSON?

  /// entitlement/driver/v2/mapping.go, `MapAPIGrantV2ToCreateGrantInput`: without a priority it is 0, ahead of all that can be sent; at
  /// a reset all of it stays, unless a maximum says otherwise.
  init(_ json: JSON) throws(Problem) {
    let body = try RequestBody(json)
    amount = try body.required("amount", body.number("amount", atLeast: 0))
    effectiveAt = try body.required("effectiveAt", body.time("effectiveAt"))
    priority = Int(try body.integer("priority", 1...255) ?? 0)
    minRollover = try body.number("minRolloverAmount") ?? 0
    maxRollover = try body.number("maxRolloverAmount") ?? amount
    metadata = try body.metadata()
    annotations = try body.object("annotations")?.json
    if let period = try body.object("expiration") {
      let unit = try period.required("duration", period.text("duration"))
      guard Grant.Expiration.units.contains(unit) else { throw .invalid("unknown expiration duration \(unit)") }
      expiration = Grant.Expiration(count: try period.required("count", period.integer("count", 1...1000)), unit: unit)
    } else {
      expiration = nil
    }
    let at = effectiveAt
    recurrence = try body.period("recurrence", isPeriod: false).map { interval, anchor in
      Recurrence(interval: interval, anchor: (anchor ?? at).minute)
    }
  }

  /// Of an entitlement: after every reset, all of it is there.
  init(issue amount: Double, priority: Int, effectiveAt: Moment) {
    self.amount = amount
    self.priority = priority
    self.effectiveAt = effectiveAt
    expiration = nil
    recurrence = nil
    minRollover = amount
    maxRollover = amount
    metadata = nil
    annotations = ["issueAfterReset": true]
  }
}

extension CustomerModel {
  /// By the id of any entitlement that is not deleted, or the key of its feature (metered/entitlement_grant.go, `CreateGrant`). A
  /// second equal request makes a second grant: there is no key against it.
  mutating func createGrant(_ json: JSON, _ name: String, of customer: Int) throws(Problem) -> ModelResponse {
    let input = try GrantInput(json)
    let entitlement = try entitlement(name, of: customer)
    let grant = try addGrant(input, to: entitlement)
    return .created(shown(grant: grant))
  }

  /// credit/grant.go, `CreateGrant`: effective from a full minute on, which does not lie before the current period; future ones may.
  mutating func addGrant(_ input: GrantInput, to index: Int) throws(Problem) -> Int {
    guard entitlements[index].metered != nil, let period = entitlements[index].period else {
      throw .invalid("expected entitlement type metered but got another")
    }
    guard input.amount > 0 else {
      throw Problem(
        400, "validation error: amount must be positive",
        [.init("validationErrors", [["code": "grant_amount_must_be_positive", "message": "amount must be positive"]])])
    }
    let effectiveAt = input.effectiveAt.minute
    let start = period.period(at: now).from
    if effectiveAt < start {
      throw .invalid("grant effective date \(effectiveAt) is before the current usage period \(start)")
    }
    let grant = Grant(
      id: nextID("GRANT", grants.count), entitlement: index, amount: input.amount, priority: input.priority,
      effectiveAt: effectiveAt, expiration: input.expiration, minRollover: input.minRollover, maxRollover: input.maxRollover,
      recurrence: input.recurrence, createdAt: now, updatedAt: now,
      expiresAt: input.expiration?.end(from: effectiveAt))
    grants.append(grant)
    grantTexts.append((input.metadata, input.annotations))
    forget(index, from: effectiveAt)
    return grants.count - 1
  }

  /// What was computed for a later time is computed again.
  mutating func forget(_ entitlement: Int, from time: Moment) {
    if let computed = entitlements[entitlement].computed, computed.at >= time { entitlements[entitlement].computed = nil }
  }

  /// credit/grant.go, `VoidGrant`: usage before `at` stays with the grant, and what is left of it ends.
  mutating func void(_ id: String, at given: Moment?) throws(Problem) -> ModelResponse {
    guard let index = grants.lastIndex(where: { $0.id == id }) else { throw .missing("grant not found: \(id)") }
    if grants[index].voidedAt != nil { throw .invalid("grant already voided") }
    let at = (given ?? now).minute
    if at > now { throw .invalid("void time \(at) must not be in the future") }
    let owner = grants[index].entitlement
    // A deleted entitlement is not found, for which this handler has no answer.
    guard entitlements[owner].deletedAt == nil, let period = entitlements[owner].period else { throw Problem(500, "") }
    let start = period.period(at: now).from
    if at < start { throw .invalid("void time \(at) is before the current usage period start \(start)") }
    grants[index].voidedAt = at
    grants[index].updatedAt = now
    forget(owner, from: at)
    return .empty
  }

  // MARK: Lists

  /// Voided grants are always among them, deleted ones on request (credit/adapter/grant.go, `ListGrants`).
  func listGrants(_ request: ModelRequest, _ name: String, of customer: Int) throws(Problem) -> ModelResponse {
    let entitlement = try entitlement(name, of: customer)
    let withDeleted = try flag(request, "includeDeleted")
    let found = grants.indices.filter { grants[$0].entitlement == entitlement && (withDeleted || grants[$0].deletedAt == nil) }
    return try page(request, sorted(found, request, "createdAt").map(shown), hasOffsets: true)
  }

  /// Of all customers, or of some: no filter by metadata. With a filter by customer, the grants of deleted entitlements are never
  /// there, whatever `includeDeleted` says (credit/driver/grant.go, `ListGrantsV2`).
  func listGrants(_ request: ModelRequest) throws(Problem) -> ModelResponse {
    let withDeleted = try flag(request, "includeDeleted")
    let features = request.queries("feature")
    var owners: Set<Int> = []
    for name in request.queries("customer") {
      let customer = try customer(name, isDeletedAllowed: true)
      if customers[customer].deletedAt == nil { owners.insert(customer) }
    }
    let found = grants.indices.filter { index in
      let grant = grants[index]
      let owner = entitlements[grant.entitlement]
      if !withDeleted, grant.deletedAt != nil || owner.deletedAt != nil { return false }
      if !owners.isEmpty, !owners.contains(owner.customer) || owner.deletedAt != nil { return false }
      return features.isEmpty || features.contains(owner.feature.key) || features.contains(owner.feature.id)
    }
    return try page(request, sorted(found, request, "effectiveAt").map(shown), hasOffsets: true)
  }

  private func sorted(_ found: [Int], _ request: ModelRequest, _ standard: String) throws(Problem) -> [Int] {
    let order = request.query("orderBy")
    // `GrantOrderBy` does not have all that the server could order by.
    guard order == nil || ["id", "createdAt", "updatedAt"].contains(order) else { throw .invalid("invalid order by") }
    // Grants are numbered by id and creation.
    let keys: [(at: Moment, index: Int)] = found.map { index in
      switch order ?? standard {
      case "updatedAt": (grants[index].updatedAt, index)
      case "effectiveAt": (grants[index].effectiveAt, index)
      default: (grants[index].createdAt, index)
      }
    }
    let ascending = keys.sorted { ($0.at, $0.index) < ($1.at, $1.index) }.map(\.index)
    return try isDescending(request) ? ascending.reversed() : ascending
  }

  /// entitlement/driver/v2/mapping.go, `MapEntitlementGrantToAPIV2`.
  func shown(grant index: Int) -> JSON {
    let grant = grants[index]
    let texts = grantTexts[index]
    return .fields([
      "id": .string(grant.id), "createdAt": JSON(grant.createdAt), "updatedAt": JSON(grant.updatedAt),
      "deletedAt": grant.deletedAt.map { JSON($0) }, "amount": JSON(grant.amount), "priority": .integer(Int64(grant.priority)),
      "effectiveAt": JSON(grant.effectiveAt),
      "expiration": grant.expiration.map { ["duration": .string($0.unit), "count": .integer($0.count)] },
      "expiresAt": grant.expiresAt.map { JSON($0) }, "minRolloverAmount": JSON(grant.minRollover),
      "maxRolloverAmount": JSON(grant.maxRollover), "metadata": texts.metadata, "annotations": texts.annotations,
      "recurrence": grant.recurrence.map {
        [
          "anchor": JSON($0.anchor), "interval": .string($0.interval.text), "intervalISO": .string($0.interval.iso),
        ]
      },
      "nextRecurrence": grant.recurrence.map { JSON($0.first(notBefore: now).at) },
      "entitlementId": .string(entitlements[grant.entitlement].id), "voidedAt": grant.voidedAt.map { JSON($0) },
    ])
  }
}
