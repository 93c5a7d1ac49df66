import Accounts
import JSONText
import ModelAccounts
import Providers

/// openmeter/entitlement/entitlement.go.
struct Entitlement: Sendable {
  let id: String
  let customer: Int
  let feature: Feature
  let kind: Kind
  let metadata: JSON?
  let createdAt: Moment
  var updatedAt: Moment
  /// Set by DELETE.
  var deletedAt: Moment?
  /// Set by an override.
  var activeTo: Moment?
  /// Of a metered one; others may have one that means nothing.
  var period: UsagePeriod?
  /// The balances right after resets on demand, which may treat overage as the entitlement does not.
  var resets: [BalanceSnapshot] = []
  /// The balances right after the last period that ended by itself, as far as they were computed; nil if they may have changed.
  var computed: BalanceSnapshot?

  enum Kind: Sendable {
    case metered(Metered)
    /// With its JSON text.
    case `static`(String)
    case boolean
  }

  struct Metered: Sendable {
    let measureUsageFrom: Moment
    let isSoftLimit: Bool
    let preservesOverage: Bool
    let issue: (amount: Double, priority: Int?)
  }

  func isActive(at time: Moment) -> Bool {
    createdAt <= time && (activeTo.map { time < $0 } ?? true) && (deletedAt.map { time < $0 } ?? true)
  }

  var metered: Metered? {
    if case .metered(let metered) = kind { return metered }
    return nil
  }
}

extension CustomerModel {
  /// `/api/v2/customers/{customerIdOrKey}/entitlements…` (entitlement/driver/v2).
  mutating func entitlements(_ request: ModelRequest, of name: String, _ path: [String]) throws(Problem) -> ModelResponse {
    switch (request.method, path.count, path.count == 2 ? path[1] : "") {
    case (.get, 0, _): return try listEntitlements(request, of: customer(name))
    case (.post, 0, _):
      let input = try EntitlementInput(request.body, now)
      return try createEntitlement(input, for: customer(name), replacing: nil)
    case (.get, 1, _):
      let customer = try customer(name)
      return .ok(shown(entitlements[try entitlement(path[0], of: customer)], version: "v2", customerKey: customers[customer].key))
    case (.delete, 1, _):
      let customer = try customer(name)
      return delete(try entitlement(path[0], of: customer))
    case (.put, 2, "override"):
      let input = try EntitlementInput(request.body, now)
      let customer = try customer(name)
      return try createEntitlement(input, for: customer, replacing: entitlement(path[0], of: customer))
    case (.get, 2, "value"): return .ok(try value(customer(name), path[0], at: time(request, "time"), version: "v2"))
    case (.post, 2, "reset"): return try reset(request.body, path[0], of: customer(name))
    case (.get, 2, "grants"): return try listGrants(request, path[0], of: customer(name))
    case (.post, 2, "grants"): return try createGrant(request.body, path[0], of: customer(name))
    default: throw .missing("not found")
    }
  }

  // MARK: Finding

  /// By id: any that is not deleted, replaced ones and those of other customers included. By key of the feature: the customer's active
  /// one (entitlement/service/service.go, `GetEntitlementOfCustomerAt`).
  func entitlement(_ name: String, of customer: Int) throws(Problem) -> Int {
    if let index = index(ofEntitlement: name) ?? active(customer, name, at: now) { return index }
    throw .missing("entitlement not found \(name) in namespace default")
  }

  private func index(ofEntitlement id: String) -> Int? {
    entitlements.lastIndex { $0.id == id }.flatMap { entitlements[$0].deletedAt == nil ? $0 : nil }
  }

  func active(_ customer: Int, _ feature: String, at time: Moment) -> Int? {
    entitlements.lastIndex { $0.customer == customer && $0.feature.key == feature && $0.isActive(at: time) }
  }

  /// `/api/v1/entitlements/{entitlementId}` and `/api/v2/entitlements/{entitlementId}`.
  func entitlement(_ id: String, version: String) throws(Problem) -> JSON {
    guard let index = index(ofEntitlement: id) else { throw .missing("entitlement not found \(id) in namespace default") }
    return shown(entitlements[index], version: version)
  }

  /// Active ones, in the order of their creation unless said otherwise.
  private func listEntitlements(_ request: ModelRequest, of customer: Int) throws(Problem) -> ModelResponse {
    guard ["createdAt", "updatedAt"].contains(request.query("orderBy") ?? "createdAt") else { throw .invalid("invalid order by") }
    _ = try flag(request, "includeDeleted")
    var found = entitlements.filter { $0.customer == customer && $0.isActive(at: now) }
    if request.query("orderBy") == "updatedAt" { found.sort { ($0.updatedAt, $0.id) < ($1.updatedAt, $1.id) } }
    return try page(
      request, (isDescending(request) ? found.reversed() : found).map { shown($0, version: "v2") })
  }

  /// `GET /api/v2/entitlements`: those of all customers, replaced and deleted ones only on request (entitlement/driver/v2,
  /// `ListEntitlements`; api/openapi.yaml, `listEntitlementsV2`). Features are named by key or id; there is no filter by metadata.
  func listEntitlements(_ request: ModelRequest) throws(Problem) -> ModelResponse {
    guard ["createdAt", "updatedAt"].contains(request.query("orderBy") ?? "createdAt") else { throw .invalid("invalid order by") }
    let features = request.queries("feature")
    var found = entitlements.filter { entitlement in
      entitlement.isActive(at: now)
        && (features.isEmpty || features.contains(entitlement.feature.key) || features.contains(entitlement.feature.id))
    }
    if request.query("orderBy") == "updatedAt" { found.sort { ($0.updatedAt, $0.id) < ($1.updatedAt, $1.id) } }
    return try page(
      request, (isDescending(request) ? found.reversed() : found).map { shown($0, version: "v2") }, hasOffsets: true)
  }

  // MARK: Rendering

  /// - Parameter customerKey: that of the request, which is returned for any entitlement that it finds by id.
  func shown(_ entitlement: Entitlement, version: String, customerKey: String? = nil) -> JSON {
    let customer = customers[entitlement.customer]
    var members = JSON.members([
      "id": .string(entitlement.id), "createdAt": JSON(entitlement.createdAt), "updatedAt": JSON(entitlement.updatedAt),
      "deletedAt": entitlement.deletedAt.map { JSON($0) }, "activeFrom": JSON(entitlement.createdAt),
      "activeTo": entitlement.activeTo.map { JSON($0) }, "featureId": .string(entitlement.feature.id),
      "featureKey": .string(entitlement.feature.key),
    ])
    if version == "v1" {
      members.append(.init("subjectKey", .string(customer.subjects.min() ?? "")))
    } else {
      members.append(.init("customerId", .string(customer.id)))
      if let key = customerKey ?? customer.key { members.append(.init("customerKey", .string(key))) }
    }
    // The one difference between the versions that programs run into: entitlement/driver/v2/mapping.go, ToBooleanV2 leaves metadata out,
    // while entitlement/driver/parser.go, ToBoolean has it.
    var hasMetadata = true
    switch entitlement.kind {
    case .boolean:
      members.append(.init("type", "boolean"))
      hasMetadata = version == "v1"
    case .static(let config):
      members.append(.init("type", "static"))
      members.append(.init("config", .string(config)))
    case .metered(let metered):
      let issue = JSON.members([
        "amount": JSON(metered.issue.amount), "priority": metered.issue.priority.map { .integer(Int64($0)) },
      ])
      members += JSON.members([
        "type": "metered", "isSoftLimit": .bool(metered.isSoftLimit), "preserveOverageAtReset": .bool(metered.preservesOverage),
        // BeforeCreate makes an absent amount 0.
        "issueAfterReset": JSON(metered.issue.amount),
        "issueAfterResetPriority": metered.issue.priority.map { .integer(Int64($0)) },
        "issue": version == "v2" ? .object(issue) : nil, "measureUsageFrom": JSON(metered.measureUsageFrom),
        "lastReset": (entitlement.period?.lastReset).map { JSON($0) },
      ])
    }
    if hasMetadata, let metadata = entitlement.metadata { members.append(.init("metadata", metadata)) }
    if let period = entitlement.period {
      let current = period.period(at: now)
      members += JSON.members([
        // The anchor is that of the creation, also after a reset that moved it.
        "usagePeriod": [
          "anchor": JSON(period.originalAnchor), "interval": .string(period.interval.text),
          "intervalISO": .string(period.interval.iso),
        ],
        "currentUsagePeriod": ["from": JSON(current.from), "to": JSON(current.to)],
      ])
    }
    return .object(members)
  }

  // MARK: Creating

  /// api/openapi.yaml, `EntitlementV2CreateInputs`.
  struct EntitlementInput {
    let body: RequestBody
    let kind: Entitlement.Kind
    let metadata: JSON?
    let period: UsagePeriod?
    let grants: [GrantInput]

    /// entitlement/driver/v2/mapping.go, `ParseAPICreateInputV2`, and `BeforeCreate` of the three kinds.
    init(_ json: JSON, _ now: Moment) throws(Problem) {
      body = try RequestBody(json)
      metadata = try body.metadata()
      let type = try body.required("type", body.text("type"))
      var grants: [GrantInput] = []
      let given = try body.period("usagePeriod", isPeriod: true)
      switch type {
      case "boolean": kind = .boolean
      case "static":
        let config = try body.required("config", body.text("config"))
        // static/connector.go: any JSON will do.
        guard JSON(parsing: Array(config.utf8)) != nil else {
          throw .invalid("invalid entitlement value for type static: Config is not valid JSON")
        }
        kind = .static(config)
      case "metered":
        let (interval, anchor) = try body.required("usagePeriod", given)
        var issue = try body.number("issueAfterReset", atLeast: 0)
        var priority = try body.integer("issueAfterResetPriority", 1...255)
        if let object = try body.object("issue") {
          issue = try object.required("amount", object.number("amount", atLeast: 0))
          priority = try object.integer("priority", 1...255)
        }
        for grant in try body.value("grants")?.elements ?? [] { grants.append(try GrantInput(grant)) }
        if issue != nil, !grants.isEmpty { throw .invalid("issueAfterReset and grants cannot be used together") }
        if issue == nil, priority != nil { throw .invalid("IssueAfterResetPriority requires IssueAfterReset") }
        var start = now
        switch try body.text("measureUsageFrom") {
        case nil, "NOW": break
        case "CURRENT_PERIOD_START":
          let recurrence = Recurrence(interval: interval, anchor: anchor ?? now)
          start = recurrence.occurrence(recurrence.number(notAfter: now))
        case let text?:
          guard let time = Moment(text) else { throw .invalid("measureUsageFrom is neither a preset nor a time") }
          start = time
        }
        kind = .metered(
          Entitlement.Metered(
            measureUsageFrom: start.minute, isSoftLimit: try body.bool("isSoftLimit") ?? false,
            preservesOverage: try body.bool("preserveOverageAtReset") ?? false,
            issue: (issue ?? 0, issue == nil ? nil : priority.map { Int($0) })))
      default: throw .invalid("unknown entitlement type")
      }
      self.grants = grants
      if let (interval, anchor) = given {
        if case .metered(let metered) = kind {
          period = UsagePeriod(interval, anchor: (anchor ?? now).minute, from: metered.measureUsageFrom)
        } else {
          period = UsagePeriod(interval, anchor: anchor ?? now, from: anchor ?? now)
        }
      } else {
        period = nil
      }
    }
  }

  /// One active entitlement for each customer and feature (entitlement/service/scheduling.go, `ScheduleEntitlement` and
  /// `SupersedeEntitlement`; the server locks the pair). All or nothing, with its grants.
  ///
  /// - Parameter old: what an override replaces. Its grants are marked as deleted (credit/hook/entitlement_hook.go, `PreDelete`).
  private mutating func createEntitlement(
    _ input: EntitlementInput, for customer: Int, replacing old: Int?
  ) throws(Problem) -> ModelResponse {
    let before = (entitlements, grants, grantTexts)
    do throws(Problem) {
      let feature = try feature(input.body)
      if let old {
        guard entitlements[old].feature.key == feature.key else {
          throw Problem.invalid("old and new entitlements belong to different features")
        }
        guard entitlements[old].customer == customer else {
          throw Problem.invalid("old and new entitlements belong to different customers")
        }
        // Found by its id. That the new one must begin after the old one does is always so here: each request takes time.
        if entitlements[old].activeTo != nil {
          throw Problem.invalid("new entitlement must be active before the old one ends")
        }
        deleteGrants(of: old)
        entitlements[old].activeTo = now
        entitlements[old].updatedAt = now
      }
      if let other = active(customer, feature.key, at: now) {
        let id = entitlements[other].id
        throw Problem(
          409,
          "entitlement with id \(id) already exists for feature \(feature.id) and customer \(customers[customer].id)",
          [.init("conflictingEntityId", .string(id))])
      }
      if case .metered = input.kind, feature.meter == nil {
        throw Problem.invalid("invalid feature \(feature.id): Feature has no meter")
      }
      let index = entitlements.count
      entitlements.append(
        Entitlement(
          id: nextID("ENTTMT", index), customer: customer, feature: feature, kind: input.kind, metadata: input.metadata,
          createdAt: now, updatedAt: now, period: input.period))
      // metered/connector.go, AfterCreate: the default grant is effective when the current period begins.
      if let metered = entitlements[index].metered, metered.issue.amount > 0, let period = entitlements[index].period {
        let issue = GrantInput(
          issue: metered.issue.amount, priority: metered.issue.priority ?? 1, effectiveAt: period.period(at: now).from)
        _ = try addGrant(issue, to: index)
      }
      for grant in input.grants { _ = try addGrant(grant, to: index) }
      return .created(shown(entitlements[index], version: "v2", customerKey: customers[customer].key))
    } catch {
      (entitlements, grants, grantTexts) = before
      throw error
    }
  }

  /// The grants of an entitlement that is deleted or replaced are marked as deleted, paid ones included.
  private mutating func deleteGrants(of entitlement: Int) {
    guard entitlements[entitlement].metered != nil else { return }
    for index in grants.indices where grants[index].entitlement == entitlement {
      grants[index].deletedAt = now
      grants[index].updatedAt = now
    }
  }

  private mutating func delete(_ entitlement: Int) -> ModelResponse {
    deleteGrants(of: entitlement)
    entitlements[entitlement].deletedAt = now
    entitlements[entitlement].updatedAt = now
    return .empty
  }

  // MARK: Resets

  /// Ends the period (metered/reset.go, `ResetEntitlementUsage`, and credit/balance.go, `ResetUsageForOwner`).
  private mutating func reset(_ json: JSON, _ name: String, of customer: Int) throws(Problem) -> ModelResponse {
    let body = try RequestBody(json)
    let given = try body.time("effectiveAt") ?? now
    let retainsAnchor = try body.bool("retainAnchor") ?? false
    let preservesOverage = try body.bool("preserveOverage")
    let index = try entitlement(name, of: customer)
    guard let metered = entitlements[index].metered, var period = entitlements[index].period else {
      throw .invalid("expected entitlement type metered")
    }
    let at = given.minute
    if at == period.lastReset { throw .invalid("reset at \(at) must be after last reset at \(at)") }
    if given > now { throw .invalid("cannot reset at \(given) in the future") }
    let start = period.period(at: now).from
    if at < start { throw .invalid("reset at \(at) is before current usage period start \(start)") }
    var snapshot = balance(
      of: index, until: at, endsWithReset: true, preservesOverage: preservesOverage ?? metered.preservesOverage)
    snapshot.at = at
    period.reset(at: at, anchor: retainsAnchor ? period.anchor(at: at) : at)
    entitlements[index].period = period
    entitlements[index].resets.append(snapshot)
    entitlements[index].computed = nil
    entitlements[index].updatedAt = now
    return .empty
  }
}
