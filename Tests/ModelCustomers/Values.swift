import Accounts
import JSONText
import ModelAccounts

extension CustomerModel {
  // MARK: Balances

  /// - Parameter endsWithReset: whether the period ends at `end` by a reset on demand.
  mutating func balance(
    of index: Int, until end: Moment, endsWithReset: Bool = false, preservesOverage: Bool? = nil
  ) -> BalanceSnapshot {
    let entitlement = entitlements[index]
    guard let metered = entitlement.metered, let period = entitlement.period, let (meter, feature) = meter(of: entitlement) else {
      return BalanceSnapshot(at: end, balances: [:])
    }
    let subjects = customers[entitlement.customer].eventSubjects
    let own = grants.filter { $0.entitlement == index && $0.effectiveAt <= end }
    let log = log
    let burnDown = BurnDown(own, isGauge: meter.aggregation == .latest) { start, end in
      log.usage(meter, subjects, feature.filters, from: start, to: end, periodStart: period.period(at: start).from)
    }
    var start = BalanceSnapshot(at: metered.measureUsageFrom, balances: [:])
    if let reset = entitlement.resets.last(where: { $0.at <= end }) { start = reset }
    if let computed = entitlement.computed, computed.at > start.at, computed.at < end || computed.at == end && !endsWithReset {
      start = computed
    }
    let resets = period.resets(after: start.at, through: end)
    guard endsWithReset else {
      let (result, afterReset) = burnDown.run(
        from: start, resets: resets, until: end, preservesOverage: preservesOverage ?? metered.preservesOverage)
      if let afterReset { entitlements[index].computed = afterReset }
      return result
    }
    // credit/balance.go, ResetUsageForOwner: what the request says of overage holds for all resets since what is remembered; only the
    // period's own reset can lie in between.
    let last = resets.last == end ? resets : resets + [end]
    return burnDown.run(from: start, resets: last, until: end, preservesOverage: preservesOverage ?? metered.preservesOverage)
      .result
  }

  /// The balance at the end of the minute (metered/balance.go, `GetEntitlementBalance`). Nil before measurement starts, for which the
  /// server has an error.
  mutating func balance(of index: Int, at time: Moment) -> BalanceSnapshot? {
    guard let metered = entitlements[index].metered, time.minuteRoundedUp >= metered.measureUsageFrom else { return nil }
    return balance(of: index, until: time.minuteRoundedUp)
  }

  /// entitlement/service/service.go, `GetEntitlementValue`: without an entitlement there is no access, and no error.
  mutating func value(
    _ customer: Int, _ name: String, at time: Moment?, version: String
  ) throws(Problem) -> JSON {
    let time = time ?? now
    let index = entitlements.lastIndex { $0.id == name && $0.deletedAt == nil } ?? active(customer, name, at: time)
    guard let index, entitlements[index].isActive(at: time) else { return access(false, version, []) }
    switch entitlements[index].kind {
    case .boolean: return access(true, version, [])
    case .static(let config): return access(true, version, [.init("config", .string(config))])
    case .metered(let metered):
      guard let snapshot = balance(of: index, at: time) else { throw Problem(500, "") }
      var members = JSON.members([
        "balance": JSON(snapshot.balance), "usage": JSON(snapshot.usage), "overage": JSON(snapshot.overage),
        "totalAvailableGrantAmount": JSON(snapshot.covered + snapshot.balance),
      ])
      if version == "v2" {
        let balances = snapshot.balances.sorted { $0.key < $1.key }.map { JSON.Member($0.key, JSON($0.value)) }
        members.append(.init("grantBalances", .object(balances)))
      }
      return access(metered.isSoftLimit || snapshot.balance > 0, version, members)
    }
  }

  /// Version 2 leaves `hasAccess` out where it is false (customer/httpdriver/apimapping.go, `EntitlementValueV2`), against its schema.
  private func access(_ hasAccess: Bool, _ version: String, _ members: [JSON.Member]) -> JSON {
    .object((hasAccess || version == "v1" ? [.init("hasAccess", .bool(hasAccess))] : []) + members)
  }

  /// By feature (`GetAccess`).
  mutating func access(_ customer: Int) -> JSON {
    var members: [JSON.Member] = []
    for entitlement in entitlements where entitlement.customer == customer && entitlement.isActive(at: now) {
      guard let value = try? value(customer, entitlement.id, at: nil, version: "v1") else { continue }
      members.append(.init(entitlement.feature.key, value))
    }
    return ["entitlements": .object(members)]
  }

  // MARK: Events

  /// One event or several (api/openapi.yaml, `IngestEventsBody`).
  mutating func ingest(_ body: JSON) throws(Problem) -> ModelResponse {
    var events: [UsageEvent] = []
    let objects = if case .array(let elements) = body { elements } else { [body] }
    for object in objects {
      let event = try RequestBody(object)
      func text(_ name: String) throws(Problem) -> String { try event.required(name, event.text(name, 1...1024)) }
      _ = try text("specversion")
      events.append(
        UsageEvent(
          id: try text("id"), source: try text("source"), type: try text("type"), subject: try text("subject"),
          time: event.json["time"]?.isNull == true ? now : try event.time("time") ?? now, data: event.json["data"]))
    }
    for event in events { _ = ingest(event) }
    return .empty
  }

  /// - Returns: whether it was new.
  package mutating func ingest(_ event: UsageEvent) -> Bool {
    guard log.add(event) else { return false }
    for index in entitlements.indices {
      guard let computed = entitlements[index].computed, computed.at > event.time else { continue }
      if customers[entitlements[index].customer].eventSubjects.contains(event.subject) { entitlements[index].computed = nil }
    }
    return true
  }
}
