import Accounts
import Catalog
import Foundations
import JSONText
import Providers

/// What the catalog says about customers as such, without any purchase.
package struct CustomerTerms: Sendable {
  /// A plan that customers without another plan of its group have.
  package struct DefaultPlan: Sendable {
    package let group: String
    package let item: HeldItem

    package init(group: String, item: HeldItem) {
      self.group = group
      self.item = item
    }
  }

  /// How the entitlement that carries a feature's grants counts.
  package struct Ground: Sendable {
    package let period: Period
    package let preservesOverage: Bool

    package init(_ period: Period, preservesOverage: Bool) {
      self.period = period
      self.preservesOverage = preservesOverage
    }
  }

  /// The id of the catalog; empty without one.
  package var catalog = ""
  package var defaultPlans: [DefaultPlan] = []
  /// By the key of the feature.
  package var grounds: [ScalarString: Ground] = [:]

  package init() {}
}

/// A top-up that was paid for.
package struct TopupPurchase: Sendable, Equatable {
  /// The key of the feature.
  package let feature: String
  package let payment: String
  /// What makes a second grant impossible: by default, the payment and the top-up.
  package let key: String
  package let topup: String
  package let quantity: Int64
  package let grant: CustomerOperation.NewGrant

  package init(
    feature: String, payment: String, key: String, topup: String, quantity: Int64, grant: CustomerOperation.NewGrant
  ) {
    self.feature = feature
    self.payment = payment
    self.key = key
    self.topup = topup
    self.quantity = quantity
    self.grant = grant
  }

  /// The same purchase, whose payment may be known by another id.
  func known(to journal: Journal) -> TopupPurchase {
    var grant = grant
    grant.metadata = journal.canonical(grant.metadata)
    return TopupPurchase(
      feature: feature, payment: journal.canonical(payment), key: journal.canonical(key), topup: topup, quantity: quantity,
      grant: grant)
  }
}

/// News about a customer, in the terms of the catalog.
package struct CustomerChange: Sendable {
  package var entries: [(source: Journal.Source, entry: Journal.Entry)] = []
  /// Of the entries of subscriptions without an id: what they have in common with others, and the part of it that all events have.
  package var lines: [Journal.Source: (own: String, broad: String)] = [:]
  package var topups: [TopupPurchase] = []
  package var refunds: [(payment: String, time: Instant)] = []
  /// Ends of purchases of which nothing says which one it is.
  package var endedPurchases: [(purchase: Journal.Purchase, time: Instant)] = []
  /// Other ids of payments.
  package var aliases: [(other: String, payment: String)] = []
  /// The number of refunds, and of other ids, to remember; nil for all.
  package private(set) var mostPayments: Int?

  package init() {}

  package var isEmpty: Bool { entries.isEmpty && topups.isEmpty && refunds.isEmpty && endedPurchases.isEmpty && aliases.isEmpty }

  // MARK: Refunds that come before their payments

  /// What is known of payments for which nothing was granted yet, to be kept for the customer ``Journal/refundsKey``.
  ///
  /// Most of it is never asked for: the payments are for something that is not in the catalog.
  package var kept: CustomerChange {
    var change = CustomerChange()
    change.refunds = refunds
    change.aliases = aliases
    change.mostPayments = 1000
    return change
  }

  /// All ids of the payments that it is about.
  package var payments: [String] {
    topups.map(\.payment) + entries.map(\.source).filter { $0.kind == .payment }.map(\.id) + refunds.map(\.payment)
      + aliases.flatMap { [$0.other, $0.payment] }
  }

  /// What was kept of its payments; nil if there is nothing.
  package func kept(in journal: Journal) -> CustomerChange? {
    var change = CustomerChange()
    for payment in payments {
      let id = journal.canonical(payment)
      if !id.hasSameScalars(as: payment) { change.aliases.append((payment, id)) }
      if let time = journal.refunds[ScalarString(id)] { change.refunds.append((id, time)) }
    }
    return change.isEmpty ? nil : change
  }
}

/// What makes a customer in OpenMeter what the news say.
package struct CustomerPlan: Sendable, Equatable {
  package var operations: [CustomerOperation] = []
  /// The features whose grants' use must be known before anything is done.
  package var unmeasured: [String] = []
  /// From when grants in force that are older would be exchanged: what was used of them before must be known, too.
  package var exchangeStarts: [ScalarString: Instant] = [:]
  /// Features that have an entitlement of another kind, with which nothing can be done.
  package var blocked: [String] = []
}

/// Compares what a customer should have with what they have.
///
/// Nothing here depends on the order in which news arrive: the journal that results from all news decides, and a customer who
/// has what it says needs no operation.
package struct CustomerPlanner {
  private let state: CustomerState
  private let terms: CustomerTerms
  private let now: Instant
  private let topups: [TopupPurchase]
  package let journal: Journal
  /// The purchases that have ended, of those without an id of their own.
  private let ended: [ScalarString: Instant]
  private var plan = CustomerPlan()
  /// The start of the usage period of each metered entitlement, with those that are about to be created.
  private var grounds: [ScalarString: Instant] = [:]

  private init(_ state: CustomerState, _ change: CustomerChange, _ terms: CustomerTerms, now: Instant) {
    self.state = state
    self.terms = terms
    self.now = now
    var journal = state.journal
    for (other, payment) in change.aliases { journal.identify(other, as: payment) }
    for (original, new) in change.entries {
      let (source, entry) = journal.scoped(original, new, change.lines[original])
      journal.merge(source, entry)
      guard let group = journal.entries[journal.canonical(source)]?.group, group.catalog.hasSameScalars(as: terms.catalog) else {
        continue
      }
      for plan in terms.defaultPlans where plan.group.hasSameScalars(as: group.name) { journal.note([plan.item]) }
      // What is free is not billed.
      let isDefault = terms.defaultPlans.contains { $0.item.id.hasSameScalars(as: group.plan) }
      if let line = Self.line(group), let record = entry.latest, !record.hasPeriod, !isDefault { journal.run(line, record) }
    }
    for (payment, time) in change.refunds { journal.refund(payment, at: time) }
    for (purchase, time) in change.endedPurchases { journal.end(purchase, at: time) }
    if let count = change.mostPayments { journal.keepPayments(count) }
    let topups = change.topups.map { $0.known(to: journal) }
    let paid = journal.entries.compactMap { source, entry in
      source.kind == .payment ? entry.current.map { (payment: source.id, time: $0.start) } : nil
    }
    let granted = state.grants.compactMap { grant in
      grant.metadata.text("paymentId").map {
        (payment: $0, time: grant.metadata.text("paidAt").flatMap { Instant($0) } ?? grant.effectiveAt)
      }
    }
    ended = journal.ended(paid + granted + topups.map { ($0.payment, $0.grant.effectiveAt) })
    self.topups = topups
    self.journal = journal
  }

  /// When a payment was taken back.
  private func refund(_ payment: String) -> Instant? {
    journal.refunds[ScalarString(payment)] ?? ended[ScalarString(payment)]
  }

  /// - Parameters:
  ///   - state: what OpenMeter has.
  ///   - change: what is new; nothing new looks for what is due and for what an earlier run has left undone.
  package static func plan(
    _ state: CustomerState, _ change: CustomerChange, _ terms: CustomerTerms, _ newcomer: CustomerStates.Newcomer, now: Instant
  ) -> CustomerPlan {
    var planner = CustomerPlanner(state, change, terms, now: now)
    if state.customer == nil {
      // A customer who is not known has nothing to look after.
      if change.isEmpty { return CustomerPlan() }
      planner.plan.operations.append(.createCustomer(name: newcomer.name ?? state.key, subjects: [newcomer.subject]))
    }
    planner.writeJournal()
    planner.reconcile()
    return planner.plan
  }

  private mutating func writeJournal() {
    guard journal != state.journal else { return }
    plan.operations.append(.writeJournal(journal, replacing: state.journalEntitlement?.id))
  }

  // MARK: What the customer should have

  /// Where each plan of a group is another subscription, grants belong to all of them together: a change of plan exchanges them.
  private func owner(_ source: Journal.Source) -> Owner {
    guard let line = journal.entries[source]?.group.flatMap(Self.line) else { return .source(source) }
    return .source(Journal.Source(.subscription, line))
  }

  private static func line(_ group: Journal.Group) -> String? { group.line.map { "\($0)/plans/\(group.name)" } }

  /// A record with the period that follows from the other plans of its line, if the provider does not tell it.
  private func dated(_ record: Journal.Record, _ group: Journal.Group?) -> Journal.Record {
    guard !record.hasPeriod else { return record }
    var record = record
    if let line = group.flatMap(Self.line) {
      record.anchor = journal.anchor(line, since: record.since)
    } else {
      record.anchor = record.trialEnd ?? record.since
    }
    // A trial is a period of its own.
    if record.anchor > now { record.anchor = record.since }
    record.start = max(record.anchor, Cycle(record.anchor, .month).last(max(record.since, record.anchor)))
    return record
  }

  /// The latest news of the sources to which an owner's grants belong.
  private func record(_ owner: Owner) -> Journal.Record? {
    journal.entries.filter { self.owner($0.key) == owner }
      .compactMap { _, entry in entry.current.map { dated($0, entry.group) } }.max { $0.stamp < $1.stamp }
  }

  /// Whether a record gives something now.
  private func isOn(_ record: Journal.Record) -> Bool { record.standing.isOn && record.end.map { $0 > now } ?? true }

  /// When a record that gives nothing ended.
  private func end(_ record: Journal.Record) -> Instant {
    record.standing.isOn || record.standing == .ended ? record.end ?? record.stamp.time : record.stamp.time
  }

  private func refund(_ source: Journal.Source) -> Instant? {
    source.kind == .payment ? refund(source.id) : nil
  }

  private var givers: [Giver] {
    var givers: [Giver] = []
    /// Of a group: whether it has a plan, when its last plan ended, and when its default plan was assigned.
    var groups: [ScalarString: (isHeld: Bool, ended: Instant?, assigned: Instant?)] = [:]
    for (source, entry) in journal.entries.sorted(by: { $0.key < $1.key }) {
      guard let record = entry.current.map({ dated($0, entry.group) }) else { continue }
      let isOn = isOn(record) && refund(source) == nil
      var items = record.items
      if let group = entry.group, group.catalog.hasSameScalars(as: terms.catalog) {
        var known = groups[ScalarString(group.name)] ?? (false, nil, nil)
        let isDefault = terms.defaultPlans.contains {
          $0.group.hasSameScalars(as: group.name) && $0.item.id.hasSameScalars(as: group.plan)
        }
        if isDefault {
          // It is given below, while the group has no other plan.
          items.removeAll { $0.kind == .plan && $0.id.hasSameScalars(as: group.plan) }
          if isOn { known.assigned = min(known.assigned ?? record.start, record.start) }
        } else if isOn {
          known.isHeld = true
        } else {
          known.ended = max(known.ended ?? end(record), end(record))
        }
        groups[ScalarString(group.name)] = known
      }
      guard isOn, !items.isEmpty else { continue }
      givers.append(
        Giver(
          owner: owner(source), items: items, bill: Bill(record), since: record.since, end: record.end,
          changedAt: record.stamp.time,
          isTrial: record.standing == .trial && record.trialEnd.map { $0 > now } ?? true))
    }
    for plan in terms.defaultPlans {
      guard let group = groups[ScalarString(plan.group)], !group.isHeld, let begins = group.ended ?? group.assigned else {
        continue
      }
      givers.append(
        Giver(
          owner: .defaultPlan(ScalarString(plan.group)), items: [plan.item], bill: Bill(start: begins, anchor: begins),
          since: begins, end: nil, changedAt: begins, isTrial: false))
    }
    return givers
  }

  private mutating func reconcile() {
    let givers = givers
    reconcileUsage(givers)
    reconcileAccess(givers)
  }

  // MARK: Usage

  private func wishes(_ givers: [Giver]) -> [Wish] {
    givers.flatMap { giver in
      giver.items.flatMap { item in
        item.holdings.compactMap { holding -> Wish? in
          guard case .usage(let usage) = holding.value, !(giver.isTrial && usage.part == .charged) else { return nil }
          return Wish(item, holding, usage, of: giver, at: now)
        }
      }
    }
  }

  private mutating func reconcileUsage(_ givers: [Giver]) {
    let wishes = wishes(givers)
    var features: [ScalarString] = []
    for feature in wishes.map(\.holding.feature) + topups.map(\.feature) + state.grants.map(\.feature) {
      if !features.contains(ScalarString(feature)) { features.append(ScalarString(feature)) }
    }
    for feature in features {
      let own = wishes.filter { $0.holding.feature.hasSameScalars(as: feature.text) }
      let bought = topups.filter { $0.feature.hasSameScalars(as: feature.text) }
      if let entitlement = state.entitlement(feature.text) {
        guard entitlement.kind == .metered else {
          if !own.isEmpty || !bought.isEmpty { plan.blocked.append(feature.text) }
          continue
        }
        grounds[feature] = entitlement.period?.lowerBound ?? now.minute
        let count = plan.operations.count
        reconcile(feature, own, bought)
        if plan.operations.count == count, plan.unmeasured.isEmpty { realign(entitlement, own) }
      } else {
        guard !own.isEmpty || !bought.isEmpty else { continue }
        createGround(feature, own, bought)
        reconcile(feature, own, bought)
      }
    }
  }

  private mutating func createGround(_ feature: ScalarString, _ wishes: [Wish], _ topups: [TopupPurchase]) {
    let terms = self.terms.grounds[feature] ?? CustomerTerms.Ground(.month, preservesOverage: false)
    let starts = wishes.map(\.effectiveAt) + topups.map(\.grant.effectiveAt)
    // A period that has not begun cannot take grants.
    let cycle = Cycle(min(starts.min() ?? now, now), terms.period)
    plan.operations.append(.createGround(feature: feature.text, .init(cycle, preservesOverage: terms.preservesOverage)))
    grounds[feature] = max(cycle.last(now), cycle.anchor)
  }

  /// Begins the usage period on the day of the bill, if no allowance is counted from the day on which it begins: after a trial,
  /// or after the end of another subscription. The balances of grants stay what they are.
  private mutating func realign(_ entitlement: CustomerState.Entitlement, _ wishes: [Wish]) {
    let feature = ScalarString(entitlement.feature)
    guard let period = entitlement.period, let terms = terms.grounds[feature] else { return }
    let cycles = wishes.filter { $0.recurrence != nil }.map { Cycle($0.giver.bill.anchor, terms.period) }
    if cycles.contains(where: { $0.boundary(near: period.lowerBound) != nil }) { return }
    guard let start = cycles.map({ max($0.last(now), $0.anchor) }).max(), start > period.lowerBound, start <= now else { return }
    let cycle = Cycle(start, terms.period)
    plan.operations.append(
      .resetGround(feature: feature.text, id: entitlement.id, .init(cycle, preservesOverage: terms.preservesOverage)))
  }

  private mutating func reconcile(_ feature: ScalarString, _ wishes: [Wish], _ topups: [TopupPurchase]) {
    let grants = state.grants(feature.text).map { grant in
      var known = grant
      known.metadata = journal.canonical(grant.metadata)
      return known
    }
    var inForce = grants.filter { $0.isInForce(at: now) }.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    voidTwins(&inForce)
    buy(topups, grants, &inForce)
    var owners: [Owner] = []
    for owner in inForce.compactMap({ Owner($0.metadata) }) + wishes.map(\.owner) where !owners.contains(owner) {
      owners.append(owner)
    }
    for owner in owners {
      let own = wishes.filter { $0.owner == owner }
      let use =
        state.measured.contains(feature)
        ? AllowanceExchange.Use(
          all: state.used, before: state.usedBefore, once: state.usedOnce, onceUntil: state.usedOnceUntil) : nil
      let ground = ground(feature.text)
      let start = grants.exchangeStart(of: owner, usagePeriod: ground, at: now)
      let history = grants.filter { Owner($0.metadata) == owner }
      let inForce = inForce.filter { Owner($0.metadata) == owner }
      for grant in inForce where grant.effectiveAt < start { plan.exchangeStarts[ScalarString(grant.id)] = start }
      var exchange = AllowanceExchange(feature.text, owner, ground: ground, from: start, at: now, use, history: history)
      exchange.exchange(inForce, for: own, change(owner, own))
      if exchange.isUnmeasured { plan.unmeasured.append(feature.text) }
      for grant in exchange.creations { plan.operations.append(.createGrant(feature: feature.text, grant)) }
      for (grant, time) in exchange.voids { void(grant, at: time) }
    }
  }

  /// Of several grants with one key, the oldest stays.
  private mutating func voidTwins(_ grants: inout [CustomerState.Grant]) {
    var kept: [CustomerState.Grant] = []
    for grant in grants {
      let isTwin = kept.contains { other in
        guard other.effectiveAt == grant.effectiveAt || grant.metadata.text("catalogTopupId") != nil,
          other.recurrence == grant.recurrence, let key = grant.metadata.text("idempotencyKey")
        else { return false }
        return other.metadata.text("idempotencyKey").map { $0.hasSameScalars(as: key) } ?? false
          && other.metadata.contains(all: grant.metadata.filter { Self.identityFields.contains($0.name) })
      }
      if isTwin { void(grant, at: grant.effectiveAt) } else { kept.append(grant) }
    }
    grants = kept
  }

  private static let identityFields = [
    "subscriptionId", "paymentId", "catalogPlanId", "catalogAddonId", "catalogTopupId", "catalogGrant", "catalogTerms",
    "catalogDefaultGroup",
  ]

  /// Grants top-ups that were never granted, and takes back those whose payment was taken back.
  private mutating func buy(
    _ topups: [TopupPurchase], _ grants: [CustomerState.Grant], _ inForce: inout [CustomerState.Grant]
  ) {
    for grant in inForce {
      guard grant.metadata.text("catalogTopupId") != nil, let payment = grant.metadata.text("paymentId"),
        let time = refund(payment)
      else { continue }
      void(grant, at: time)
      inForce.removeAll { $0.id == grant.id }
    }
    for topup in topups where refund(topup.payment) == nil {
      let exists = grants.contains { grant in
        grant.metadata.text("idempotencyKey").map { $0.hasSameScalars(as: topup.key) } ?? false
          && grant.metadata.text("catalogTopupId").map { $0.hasSameScalars(as: topup.topup) } ?? false
      }
      if exists { continue }
      var grant = topup.grant
      let earliest = ground(topup.feature)
      if grant.effectiveAt < earliest {
        grant.metadata.append(.init("paidAt", .string(grant.effectiveAt.description)))
        grant.effectiveAt = earliest
      }
      plan.operations.append(.createGrant(feature: topup.feature, grant))
    }
  }

  private func ground(_ feature: String) -> Instant { grounds[ScalarString(feature)] ?? now.minute }

  private mutating func void(_ grant: CustomerState.Grant, at time: Instant) {
    let earliest = max(ground(grant.feature), min(grant.effectiveAt, now.minute))
    plan.operations.append(.voidGrant(grant, at: max(min(time, now).minute, earliest)))
  }

  private func change(_ owner: Owner, _ wishes: [Wish]) -> HoldingChange {
    if let giver = wishes.first?.giver {
      return HoldingChange(time: giver.changedAt, isEdge: isEdge(giver.changedAt, giver.bill.start), mayGoOn: true)
    }
    switch owner {
    case .source(let source):
      guard let record = record(owner) else { return HoldingChange(time: now, isEdge: false, mayGoOn: false) }
      if let time = refund(source) { return HoldingChange(time: time, isEdge: false, mayGoOn: false) }
      if isOn(record) {
        // It goes on, without this feature.
        return HoldingChange(
          time: record.stamp.time, isEdge: isEdge(record.stamp.time, record.start), mayGoOn: true, bill: Bill(record))
      }
      let time = end(record)
      let isPause = record.standing == .suspended
      return HoldingChange(
        time: time, isEdge: isEdge(time, record.start), mayGoOn: isPause, isPause: isPause, bill: Bill(record))
    case .defaultPlan(let group):
      // It ends when another plan of the group begins.
      let begins = journal.entries.compactMap { source, entry -> Instant? in
        guard let record = entry.current, isOn(record), let own = entry.group, own.name.hasSameScalars(as: group.text) else {
          return nil
        }
        return record.start
      }
      return HoldingChange(time: begins.max() ?? now, isEdge: false, mayGoOn: false, mayReturn: true)
    }
  }

  private func isEdge(_ time: Instant, _ start: Instant) -> Bool { time.seconds - start.seconds <= Cycle.tolerance }

  // MARK: Access, values and limits

  private mutating func reconcileAccess(_ givers: [Giver]) {
    var wanted: [ScalarString: Wanted] = [:]
    var order: [ScalarString] = []
    for giver in givers {
      for item in giver.items {
        for holding in item.holdings {
          if case .usage = holding.value { continue }
          let feature = ScalarString(holding.feature)
          if wanted[feature] == nil { order.append(feature) }
          wanted[feature, default: Wanted()].add(holding, isAddon: item.kind == .addon, since: giver.since)
        }
      }
    }
    for feature in order {
      guard let want = wanted[feature] else { continue }
      let existing = state.entitlement(feature.text)
      switch want.value {
      case .access:
        guard let existing else {
          plan.operations.append(.giveAccess(feature: feature.text))
          continue
        }
        if existing.kind != .boolean { plan.blocked.append(feature.text) }
      case .setting(let config):
        guard let existing else {
          plan.operations.append(
            .giveSetting(feature: feature.text, config: config, metadata: want.metadata, replacing: nil))
          continue
        }
        if existing.kind != .static {
          plan.blocked.append(feature.text)
        } else if !isSame(existing.config, config) {
          plan.operations.append(
            .giveSetting(feature: feature.text, config: config, metadata: want.metadata, replacing: existing.id))
        }
      }
    }
    for feature in journal.features.map(\.text).sorted(by: { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) })
    where wanted[ScalarString(feature)] == nil {
      guard let entitlement = state.entitlement(feature), entitlement.kind != .metered else { continue }
      plan.operations.append(.takeAway(feature: feature, id: entitlement.id))
    }
  }

  private func isSame(_ text: String?, _ other: String) -> Bool {
    guard let text else { return false }
    if text.hasSameScalars(as: other) { return true }
    guard let json = JSON(parsing: Array(text.utf8)) else { return false }
    return JSON(parsing: Array(other.utf8)) == json
  }

  /// What several items give of a feature together.
  private struct Wanted {
    enum Value {
      case access
      case setting(String)
    }

    private var config: String?
    private var rank: (isAddon: Bool, since: Instant)?
    private var sum = ExactDecimal.zero
    private var highest = ExactDecimal.zero
    private var isUnlimited = false
    private var isLimit = false
    private(set) var metadata: [JSON.Member] = []

    /// Of two settings, that of an add-on counts, or else that of what began later.
    mutating func add(_ holding: Holding, isAddon: Bool, since: Instant) {
      if metadata.isEmpty { metadata = holding.metadata }
      switch holding.value {
      case .access, .usage: break
      case .setting(let text):
        if let rank, isAddon == rank.isAddon ? since < rank.since : rank.isAddon { return }
        rank = (isAddon, since)
        config = text
        metadata = holding.metadata
      case .limit(nil, _): (isLimit, isUnlimited) = (true, true)
      case .limit(let amount?, let isSet):
        isLimit = true
        if isSet { highest = max(highest, amount) } else { sum = sum + amount }
      }
    }

    var value: Value {
      if isLimit {
        let value: JSON = isUnlimited ? "unlimited" : .number(max(sum, highest))
        return .setting(JSON.fields(["value": value]).compact)
      }
      return config.map { .setting($0) } ?? .access
    }
  }
}

extension [JSON.Member] {
  func has(_ name: String) -> Bool { contains { $0.name.hasSameScalars(as: name) } }

  /// The only member of that name is replaced, if it is there.
  func changing(_ name: String, _ change: (String) -> String) -> [JSON.Member] {
    map { $0.name.hasSameScalars(as: name) ? JSON.Member(name, .string(change($0.value.text ?? ""))) : $0 }
  }

  /// Whether all of these members are among them.
  func contains(all others: [JSON.Member]) -> Bool { others.allSatisfy { contains($0) } }
}
