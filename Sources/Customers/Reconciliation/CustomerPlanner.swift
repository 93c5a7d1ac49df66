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

  /// A subscription, a payment or a group's default plan that gives something now.
  private struct Giver {
    let owner: Owner
    let items: [HeldItem]
    let start: Instant
    let anchor: Instant
    let since: Instant
    /// When it will end, if that is known.
    let end: Instant?
    /// When its period would have ended, if something has made it longer.
    let regularEnd: Instant?
    /// When it became what it is.
    let changedAt: Instant
    let isTrial: Bool
  }

  /// What grants belong to.
  private enum Owner: Hashable {
    case source(Journal.Source)
    case defaultPlan(ScalarString)

    /// The metadata entries of its grants.
    var metadata: [JSON.Member] {
      switch self {
      case .source(let source) where source.kind == .payment:
        [.init("paymentId", .string(source.id)), .init("subscriptionId", .string(source.id))]
      case .source(let source): [.init("subscriptionId", .string(source.id))]
      case .defaultPlan(let group): [.init("catalogDefaultGroup", .string(group.text))]
      }
    }

    init?(_ metadata: [JSON.Member]) {
      if let group = metadata.text("catalogDefaultGroup") ?? (metadata.has("catalogDefaultGroup") ? "" : nil) {
        self = .defaultPlan(ScalarString(group))
      } else if let payment = metadata.text("paymentId"), metadata.text("subscriptionId") != nil {
        self = .source(Journal.Source(.payment, payment))
      } else if let subscription = metadata.text("subscriptionId") {
        self = .source(Journal.Source(.subscription, subscription))
      } else {
        return nil
      }
    }

    var text: String {
      switch self {
      case .source(let source): source.id
      case .defaultPlan(let group): "default/\(group.text)"
      }
    }
  }

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
          owner: owner(source), items: items, start: record.start, anchor: record.anchor, since: record.since,
          end: record.end, regularEnd: record.regularEnd, changedAt: record.stamp.time,
          isTrial: record.standing == .trial && record.trialEnd.map { $0 > now } ?? true))
    }
    for plan in terms.defaultPlans {
      guard let group = groups[ScalarString(plan.group)], !group.isHeld, let begins = group.ended ?? group.assigned else {
        continue
      }
      givers.append(
        Giver(
          owner: .defaultPlan(ScalarString(plan.group)), items: [plan.item], start: begins, anchor: begins, since: begins,
          end: nil, regularEnd: nil, changedAt: begins, isTrial: false))
    }
    return givers
  }

  private mutating func reconcile() {
    let givers = givers
    reconcileUsage(givers)
    reconcileAccess(givers)
  }

  // MARK: Usage

  /// A grant that should be in force.
  private struct Wish {
    let owner: Owner
    let item: HeldItem
    let holding: Holding
    let usage: Holding.Usage
    /// Nil if it is granted once.
    let cycle: Cycle?
    /// Whether it is there again each period. It is not if the period of the bill is longer than usual: the next one begins with the
    /// next bill.
    let recurs: Bool
    /// When it begins, or has begun again.
    let effectiveAt: Instant
    let giver: Giver

    var recurrence: Cycle? { recurs ? cycle : nil }

    /// A grant of which some is there again each period ends by itself when its subscription does. What is granted once is
    /// not replaced for that.
    func expiration(from start: Instant) -> Grant.Expiration? {
      cycle == nil ? nil : giver.end.flatMap { Grant.Expiration.until($0, from: start) }
    }

    var identity: [JSON.Member] {
      owner.metadata + [
        .init(item.kind.idField, .string(item.id)), .init("catalogGrant", .string(usage.part.rawValue)),
        .init("catalogTerms", .string(usage.terms)),
      ]
    }
  }

  private func wishes(_ givers: [Giver]) -> [Wish] {
    givers.flatMap { giver in
      giver.items.flatMap { item in
        item.holdings.compactMap { holding -> Wish? in
          guard case .usage(let usage) = holding.value, !(giver.isTrial && usage.part == .charged) else { return nil }
          let cycle = usage.period.map { Cycle(giver.anchor, $0) }
          let recurs =
            cycle.map { cycle in giver.regularEnd.map { cycle.next(after: giver.start.minute) < $0.minute } ?? true } ?? false
          // A period has begun as soon as the provider says so, even if its clock is ahead.
          let time = recurs ? max(now, giver.start) : giver.start
          let effectiveAt = cycle.map { max($0.last(time), $0.anchor) } ?? giver.since
          return Wish(
            owner: giver.owner, item: item, holding: holding, usage: usage, cycle: cycle, recurs: recurs,
            effectiveAt: effectiveAt.minute, giver: giver)
        }
      }
    }
  }

  /// Whether a grant gives what is wished.
  private func satisfies(_ grant: CustomerState.Grant, _ wish: Wish) -> Bool {
    guard grant.metadata.contains(all: wish.identity) else { return false }
    if let cycle = wish.recurrence {
      guard grant.recurrence?.isInStep(with: cycle, at: max(now, wish.effectiveAt)) ?? false else { return false }
    } else {
      guard grant.recurrence == nil else { return false }
      if wish.cycle == nil { return true }
      guard grant.effectiveAt >= wish.effectiveAt else { return false }
    }
    let expiry = wish.expiration(from: grant.effectiveAt)?.end(after: grant.effectiveAt)
    if grant.expiresAt == expiry { return true }
    // An exchange would forgive what was used before the usage period: the end is carried out by the news of it.
    return grant.expiresAt == nil && max(grant.effectiveAt, wish.effectiveAt) < ground(grant.feature)
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
    let cycles = wishes.filter(\.recurs).map { Cycle($0.giver.anchor, terms.period) }
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
      reconcile(
        feature, owner, wishes.filter { $0.owner == owner }, inForce.filter { Owner($0.metadata) == owner })
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

  /// Makes the grants of one owner what they should be.
  ///
  /// What changes within a period is exchanged at its start: the new grants begin there, and the old ones end there, so that
  /// what was used since then is taken from the new ones. If they are smaller than what was used, the rest of the use stays on a
  /// grant of its own, which has nothing left: it must not be taken from what was bought.
  private mutating func reconcile(
    _ feature: ScalarString, _ owner: Owner, _ wishes: [Wish], _ grants: [CustomerState.Grant]
  ) {
    var missing: [Wish] = []
    var rest = grants
    var kept: [CustomerState.Grant] = []
    for wish in wishes {
      if let index = rest.firstIndex(where: { satisfies($0, wish) }) {
        kept.append(rest.remove(at: index))
        // Others that give the same are twins of another period.
      } else {
        missing.append(wish)
      }
    }
    let spent = rest.filter { $0.metadata.text("catalogGrant") == Self.spent }
    if missing.isEmpty, spent.count == rest.count {
      // Use of the current period that was more than what is left of the allowance.
      return
    }
    let change = change(owner, wishes)
    // What was granted once is not exchanged: what was used of it before this period is known to nobody.
    for grant in rest where Self.isOnce(grant) { void(grant, at: change.time) }
    rest.removeAll(where: Self.isOnce)
    let exchanged = missing.filter { $0.cycle != nil }
    let boundary = exchanged.map(\.effectiveAt).max() ?? change.boundary(of: rest) ?? change.time
    let start = max(boundary, ground(feature.text))
    let counted = (kept + rest).filter { !Self.isOnce($0) }
      .filter { Self.counted.contains($0.metadata.text("catalogGrant")) }
    let old = counted.reduce(ExactDecimal.zero) { $0 + $1.amount }
    let new = wishes.filter { $0.usage.part == .allowance && $0.cycle != nil }.reduce(ExactDecimal.zero) { $0 + $1.usage.amount }
    var left = ExactDecimal.zero
    if new < old, !change.isEdge, change.mayGoOn {
      guard state.measured.contains(feature) else {
        plan.unmeasured.append(feature.text)
        return
      }
      let used = counted.reduce(ExactDecimal.zero) { $0 + (state.used[ScalarString($1.id)] ?? .zero) }
      left = max(.zero, used - new)
    }
    for wish in missing { create(wish) }
    if !left.isZero { keepUse(left, feature.text, owner, from: start, until: change.next(of: wishes, rest, after: now)) }
    for grant in rest { void(grant, at: change.mayGoOn ? max(start, grant.effectiveAt) : change.end(of: grant)) }
  }

  private static let counted: [String?] = ["allowance", spent]
  private static let spent = "spent"

  /// Whether a grant belongs to no period.
  private static func isOnce(_ grant: CustomerState.Grant) -> Bool {
    if grant.recurrence != nil || grant.metadata.text("catalogGrant") == spent { return false }
    return grant.metadata.text("catalogTerms").map { Holding.Usage.isOnce(terms: $0) } ?? true
  }

  /// How the holdings of an owner have become what they are.
  private struct Change {
    let time: Instant
    /// Whether it happened when a period began.
    let isEdge: Bool
    /// Whether the owner may have the same again in this period.
    let mayGoOn: Bool

    /// The boundary at which a grant ends: that of its period, if the change is near it.
    func end(of grant: CustomerState.Grant) -> Instant { grant.recurrence?.boundary(near: time) ?? time }

    func boundary(of grants: [CustomerState.Grant]) -> Instant? {
      if isEdge { return grants.compactMap { $0.recurrence?.boundary(near: time) }.max() }
      return grants.compactMap { $0.recurrence.map { max($0.last(time), $0.anchor) } }.max() ?? grants.map(\.effectiveAt).max()
    }

    func next(of wishes: [Wish], _ grants: [CustomerState.Grant], after now: Instant) -> Instant? {
      (wishes.compactMap(\.cycle) + grants.compactMap(\.recurrence)).map { $0.next(after: now) }.min()
    }
  }

  private func change(_ owner: Owner, _ wishes: [Wish]) -> Change {
    if let giver = wishes.first?.giver {
      return Change(time: giver.changedAt, isEdge: isEdge(giver.changedAt, giver.start), mayGoOn: true)
    }
    switch owner {
    case .source(let source):
      guard let record = record(owner) else { return Change(time: now, isEdge: false, mayGoOn: false) }
      if let time = refund(source) { return Change(time: time, isEdge: false, mayGoOn: false) }
      if isOn(record) {
        // It goes on, without this feature.
        return Change(time: record.stamp.time, isEdge: isEdge(record.stamp.time, record.start), mayGoOn: true)
      }
      let time = end(record)
      return Change(time: time, isEdge: isEdge(time, record.start), mayGoOn: record.standing == .suspended)
    case .defaultPlan(let group):
      // It ends when another plan of the group begins.
      let begins = journal.entries.compactMap { source, entry -> Instant? in
        guard let record = entry.current, isOn(record), let own = entry.group, own.name.hasSameScalars(as: group.text) else {
          return nil
        }
        return record.start
      }
      return Change(time: begins.max() ?? now, isEdge: false, mayGoOn: false)
    }
  }

  private func isEdge(_ time: Instant, _ start: Instant) -> Bool { time.seconds - start.seconds <= Cycle.tolerance }

  private mutating func create(_ wish: Wish) {
    let effectiveAt = max(wish.effectiveAt, ground(wish.holding.feature))
    let amount = wish.usage.amount - usedBefore(effectiveAt, wish)
    if amount <= .zero { return }
    let expiration = wish.expiration(from: effectiveAt)
    let key = key(wish) + (expiration.map { "/until \($0.end(after: effectiveAt))" } ?? "")
    let metadata = wish.holding.metadata.replacing(wish.identity).replacing([.init("idempotencyKey", .string(key))])
    plan.operations.append(
      .createGrant(
        feature: wish.holding.feature,
        .init(
          amount, priority: wish.usage.priority, effectiveAt: effectiveAt, recurrence: wish.recurrence,
          expiration: expiration, metadata: metadata)))
  }

  /// What was used of an allowance that does not recur, before the usage period in which it is created: a pause has left it on a
  /// grant of its own.
  private func usedBefore(_ time: Instant, _ wish: Wish) -> ExactDecimal {
    guard wish.cycle != nil, !wish.recurs, wish.usage.part == .allowance, wish.effectiveAt < time else { return .zero }
    let spent = state.grants(wish.holding.feature).filter { grant in
      grant.metadata.text("catalogGrant") == Self.spent && Owner(journal.canonical(grant.metadata)) == wish.owner
        && grant.voidedAt == nil && wish.effectiveAt <= grant.effectiveAt && grant.effectiveAt < time
    }
    return spent.reduce(.zero) { $0 + $1.amount }
  }

  /// Identifies a grant of an owner, to find a second one.
  private func key(_ wish: Wish) -> String {
    let parts = [
      wish.owner.text, wish.item.kind.rawValue, wish.item.id, wish.holding.feature, wish.usage.part.rawValue, wish.usage.terms,
    ]
    return parts.joined(separator: "/")
  }

  /// A grant of what was used already. It ends with the period.
  private mutating func keepUse(
    _ amount: ExactDecimal, _ feature: String, _ owner: Owner, from start: Instant, until end: Instant?
  ) {
    let expiration = end.flatMap { Grant.Expiration.until($0, from: start) } ?? Grant.Expiration(.hour, count: 1000)
    let key = "\(owner.text)/\(feature)/\(Self.spent)/\(start)"
    let metadata: [JSON.Member] =
      owner.metadata + [.init("catalogGrant", .string(Self.spent)), .init("idempotencyKey", .string(key))]
    plan.operations.append(
      .createGrant(
        feature: feature,
        .init(amount, priority: 1, effectiveAt: start, expiration: expiration, metadata: metadata)))
  }

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
