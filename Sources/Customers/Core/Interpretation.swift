import Accounts
import Catalog
import Diagnostics
import Foundations
import JSONText
import Providers
import Syntax

/// News of a customer in the terms of the catalog: who it is, what they bought, and what follows from it.
struct Interpretation {
  let news: News
  let id: String
  let provider: String
  /// The customer's key in OpenMeter.
  private(set) var customer: String?
  /// True if the key is only the provider's id, as a fallback; other events of the customer may contain the real key.
  private(set) var isGuessed = false
  private(set) var subject: String?
  private(set) var linesByPurchase: [News.Line] = []
  private(set) var change = CustomerChange()
  private(set) var findings: [Finding] = []
  /// True if nothing is done about the event, not even recording it.
  var isIgnored = false
  /// For the output.
  private var found: [OwnedItem] = []

  /// An item of the catalog, as those have it who pay its price, and how many.
  fileprivate typealias OwnedItem = (item: Item, quantity: Int64)

  /// The top-ups that are granted.
  var grantedTopups: [Topup] { change.topups.isEmpty ? [] : found.compactMap(\.item.topup) }

  init(_ news: News, id: String, of provider: String) {
    self.news = news
    self.id = id
    self.provider = provider
  }

  mutating func report(_ rule: Rule, _ message: Phrase, at node: NodeID = .root, help: Phrase? = nil) {
    findings.append(Finding(rule, message, at: .value(node), help: help))
  }

  // MARK: The customer

  /// Metadata entries in which applications store their own id of the customer.
  private static let references = ["referenceId", "reference_id", "organizationId", "organization_id", "userId", "user_id"]

  private var reference: String? {
    for name in Self.references {
      if let text = news.metadata.text(name) { return text }
    }
    return nil
  }

  mutating func resolveCustomer(_ options: Bridge.Options) {
    switch options.customerFrom {
    case "id"?: customer = news.customerId
    case let name?: customer = news.metadata.text(name) ?? (name == "request_id" ? news.requestID : nil)
    case nil:
      customer = news.metadata.text("openmeterCustomer") ?? news.externalCustomerId ?? reference
      isGuessed = customer == nil
      customer = customer ?? news.customerId
    }
    subject = news.metadata.text("openmeterSubject") ?? customer
  }

  // MARK: What follows

  /// Finds the items of the news in the catalog, and what follows from them.
  mutating func interpret(_ index: CatalogIndex, _ terms: CatalogTerms) {
    for fact in news.facts {
      switch fact {
      case .subscription(let snapshot): interpret(snapshot, index, terms)
      case .payment(let payment): interpret(payment, index, terms)
      case .refund(let refund): interpret(refund)
      case .credit(let credit): interpret(credit, terms)
      case .identity(let payment, let other): change.aliases.append((other, payment))
      }
    }
    if change.isEmpty { return }
    if news.time == nil {
      change = CustomerChange()
      report(.eventTime, "the event has no time; access does not change", help: "pass the headers along with the body")
    } else if !isOfUnknown {
      requireCustomer()
    }
  }

  /// Whether the event is about payments, and does not say for certain whose they were.
  var isOfUnknown: Bool {
    (customer == nil || isGuessed) && change.entries.isEmpty && change.topups.isEmpty && !change.payments.isEmpty
  }

  /// Sets the customer for whom something was granted for the payment.
  mutating func attribute(to key: String) {
    customer = key
    isGuessed = false
    subject = news.metadata.text("openmeterSubject") ?? key
  }

  /// Leaves customers alone, because nothing was granted for the payments.
  mutating func awaitPayment() {
    let refund = change.refunds.first
    change = CustomerChange()
    guard let refund else { return }
    report(
      .eventPaymentUnknown,
      "nothing was granted for \(quoted(refund.payment)); the refund is kept, in case its payment is still to come")
  }

  /// Without a customer, nothing changes.
  mutating func requireCustomer() {
    if change.isEmpty { return }
    if customer == nil {
      change = CustomerChange()
      report(
        .eventCustomer, "the event has no customer; access does not change",
        help: "set `openmeterCustomer` in the metadata of the purchase")
    } else if isGuessed {
      report(
        .eventCustomerGuessed,
        "the customer's key is the provider's id \(quoted(customer ?? "")), because the event has no other",
        help: "set `openmeterCustomer` in the metadata of the purchase, or pass `--customer-from id`")
    }
  }

  /// Finds the items of the news, and nothing more.
  mutating func name(_ index: CatalogIndex, _ terms: CatalogTerms) {
    var copy = self
    copy.interpret(index, terms)
    found = copy.found
  }

  /// Whether later news of the subscription were known before.
  func isStale(in state: CustomerState) -> Bool {
    let known = state.journal.entries
    return change.entries.contains { source, entry in
      guard let own = entry.latest, let current = known[source]?.current else { return false }
      return own.stamp < current.stamp
    }
  }

  private mutating func interpret(_ snapshot: News.Snapshot, _ index: CatalogIndex, _ terms: CatalogTerms) {
    let isKnown = resolve(snapshot.lines, [.plan, .addon], snapshot.standing, index)
    let items = isKnown.items.filter { $0.quantity != 0 }
    found += items
    guard let time = news.time else {
      if snapshot.standing != .unchanged { change.entries.append((Journal.Source(.subscription, snapshot.id), .init())) }
      return
    }
    if snapshot.standing == .unchanged { return }
    let groups = items.compactMap { item, _ in item.plan.map { (plan: $0, name: $0.group ?? "") } }
    if snapshot.standing.isOn {
      if Set(groups.map { ScalarString($0.name) }).count < Set(groups.map { ScalarString($0.plan.header.id) }).count {
        let names = Set(groups.map { ScalarString($0.plan.header.id) }).map { quoted($0.text) }.sorted()
        report(.eventItemAmbiguous, "the event contains several plans: \(list(names))")
        return
      }
      // What is unknown may be anything, even the plan.
      if items.isEmpty, !isKnown.isComplete { return }
      if !snapshot.isComplete {
        report(.eventIncomplete, "the event shows only some of the items; what it does not show is kept")
      }
    }
    let source = Self.source(snapshot, since: snapshot.startedAt)
    let stamp = Journal.Stamp(
      snapshot.happenedAt ?? time, snapshot.standing.isOff ? .end : snapshot.isStart ? .start : .change, id)
    let start = snapshot.periodStart ?? snapshot.startedAt ?? time
    var record = Journal.Record(
      stamp, snapshot.standing, items: snapshot.standing.isOn ? items.map { terms.held($0.item, $0.quantity) } : [], start: start,
      anchor: snapshot.anchor(for: start), since: snapshot.startedAt ?? start,
      end: snapshot.standing.isOn ? snapshot.endsAt : snapshot.standing == .ended ? snapshot.endedAt : nil)
    if snapshot.line != nil, snapshot.periodStart == nil, snapshot.startedAt != nil { record.hasPeriod = false }
    record.trialEnd = snapshot.trialEndsAt
    if let regularEnd = snapshot.regularEnd, let end = snapshot.periodEnd {
      record.delay = Journal.Delay(regularEnd: regularEnd, end: end)
    }
    let isWhole = !snapshot.standing.isOn || snapshot.isComplete && isKnown.isComplete
    let entry = Journal.Entry(
      whole: isWhole && !snapshot.isOngoing ? record : nil, part: isWhole ? nil : record,
      ongoing: isWhole && snapshot.isOngoing ? record : nil,
      group: groups.first.map {
        Journal.Group(stamp, plan: $0.plan.header.id, name: $0.name, catalog: terms.customers.catalog, line: snapshot.line)
      })
    change.entries.append((source, entry))
    if let line = snapshot.line { change.lines[source] = (line, snapshot.broadLine ?? line) }
  }

  /// What a snapshot is about. Where a subscription has no id of its own, the time at which it began tells it from others.
  private static func source(_ snapshot: News.Snapshot, since start: Instant?) -> Journal.Source {
    let start = snapshot.line == nil ? nil : start
    return Journal.Source(.subscription, start.map { "\(snapshot.id)/\($0)" } ?? snapshot.id)
  }

  private mutating func interpret(_ payment: News.Payment, _ index: CatalogIndex, _ terms: CatalogTerms) {
    let items = resolve(payment.lines, [.topup, .addon], nil, index).items.filter { item, quantity in
      quantity != 0 && (item.kind == .topup || item.isSoldOnce)
    }
    found += items
    if !payment.isComplete {
      report(
        .eventIncomplete, "the event shows only some of what was bought; what it does not show is not granted",
        help: "grant the rest with `catalogc grant`, with another `--payment-id`")
    }
    if items.isEmpty { return }
    guard let id = payment.id else {
      report(.eventPayment, "the payment has no id; nothing is granted, because a retry could grant it twice")
      return
    }
    let source = Journal.Source(.payment, id)
    guard let time = news.time else { return change.entries.append((source, .init())) }
    if let other = payment.otherID { change.aliases.append((other, id)) }
    let addons = items.filter { $0.item.kind == .addon }
    if !addons.isEmpty {
      let record = Journal.Record(
        // The same payment may be told by several events: what they say is the same.
        Journal.Stamp(time, .change, id), .active, items: addons.map { terms.held($0.item, $0.quantity) }, start: time,
        anchor: time,
        since: time)
      change.entries.append((source, Journal.Entry(whole: record)))
    }
    for (item, quantity) in items {
      guard let topup = item.topup, !topup.amount.isZero else { continue }
      change.topups.append(terms.purchase(topup, quantity: quantity, payment: id, at: time))
    }
  }

  /// The feature's top-up, in the amount that the provider says.
  private mutating func interpret(_ credit: News.Credit, _ terms: CatalogTerms) {
    let catalog = terms.catalog
    let topups = catalog.topups.filter { topup in
      let feature = catalog.features[topup.feature]
      return feature.header.key.hasSameScalars(as: credit.feature)
        || feature.id(at: provider).map { $0.hasSameScalars(as: credit.feature) } ?? false
    }
    guard let topup = topups.first else {
      return report(
        .eventItemUnknown, "no top-up of the catalog is for \(quoted(credit.feature)); nothing is granted",
        help: "add a top-up of the feature")
    }
    if topups.count > 1 {
      // All that they differ in is the price.
      guard topups.allSatisfy({ $0.grant.hasSameTerms(as: topup.grant) }) else {
        return report(
          .eventItemAmbiguous, "several top-ups of \(quoted(credit.feature)) have different terms; nothing is granted")
      }
    }
    guard let id = credit.payment else {
      return report(.eventPayment, "the payment has no id; nothing is granted, because a retry could grant it twice")
    }
    guard !credit.amount.isZero, !credit.amount.isNegative else { return }
    found.append((Item(topup), 1))
    guard let time = news.time else { return change.entries.append((Journal.Source(.payment, id), .init())) }
    change.topups.append(terms.purchase(topup, quantity: 1, amount: credit.amount, payment: id, at: time))
  }

  private mutating func interpret(_ refund: News.Refund) {
    if let line = refund.line {
      guard let time = news.time else { return change.entries.append((Journal.Source(.payment, line), .init())) }
      return change.endedPurchases.append((Journal.Purchase(line: line, event: id), time))
    }
    guard let payment = refund.payment else {
      report(.eventPayment, "the refund has no payment id; nothing is revoked")
      return
    }
    switch (refund.extent, refund.cause) {
    case (.unknown, .dispute):
      report(.eventPartialRefund, "\(quoted(payment)) is disputed; its grants are kept until the dispute is lost")
    case (.unknown, .refund):
      report(.eventPartialRefund, "it is unknown whether \(quoted(payment)) was fully refunded; its grants are kept")
    case (.failed, _):
      report(
        .eventPartialRefund, "the refund of \(quoted(payment)) has failed; what it has taken away is not given again",
        help: "grant it with `catalogc grant`, with another `--payment-id`")
    case (.partial, _): report(.eventPartialRefund, "\(quoted(payment)) was only partially refunded; its grants are kept")
    case (.whole, _):
      guard let time = news.time else { return change.entries.append((Journal.Source(.payment, payment), .init())) }
      change.refunds.append((payment, time))
    }
  }

  // MARK: Items

  private static let largestQuantity: Int64 = 1_000_000_000

  /// The items of lines.
  ///
  /// - Parameter standing: of the subscription; nil for a payment. What does not give access need not be known.
  /// - Returns: also whether all lines are known.
  private mutating func resolve(
    _ lines: [News.Line], _ wanted: [Item.Kind], _ standing: News.Standing?, _ index: CatalogIndex
  ) -> (items: [OwnedItem], isComplete: Bool) {
    let isQuiet = standing.map { !$0.isOn } ?? false
    var items: [OwnedItem] = []
    var used: [Item] = []
    var priced: [Item] = []
    var unpriced: [(item: Item, node: NodeID, quantity: Int64)] = []
    var isComplete = true
    for line in lines {
      let match = index.match(line)
      if isQuiet, !match.isFound {
        if standing == .ended, case .none = match { reportUnknown(line) }
        isComplete = false
        continue
      }
      guard (0...Self.largestQuantity).contains(line.quantity) else {
        if !isQuiet { report(.eventQuantity, "invalid quantity \(line.quantity)", at: line.node) }
        isComplete = false
        continue
      }
      switch match {
      case .unpriced(let item):
        guard wanted.contains(item.kind) else { continue }
        if index.isUsage(line) { used.append(item) } else { unpriced.append((item, line.node, line.quantity)) }
      case .found(let item, let isByPurchase):
        if isByPurchase, !isQuiet { linesByPurchase.append(line) }
        // A purchase may include items of other kinds: a fee next to a subscription, a plan's first payment.
        if !index.isUsage(line) || item.variant != nil { priced.append(item) }
        guard !index.isUsage(line) else {
          if wanted.contains(item.kind) { used.append(item) }
          continue
        }
        if wanted.contains(item.kind) { items.add(item, line.quantity) }
        if item.quantity != nil, !line.isQuantityKnown, !isQuiet, wanted.contains(item.kind) {
          report(
            .eventQuantity, "the event does not say how many of \(quoted(item.header.id)) were bought; one is given",
            at: line.node,
            help: "give the others with `catalogc assign` or `catalogc grant`")
        }
        if item.kind == .plan, item.quantity == nil, line.quantity > 1, !isQuiet {
          report(
            .eventQuantity, "plan \(quoted(item.header.id)) is granted once; its quantity of \(line.quantity) is ignored",
            at: line.node)
        }
      case .ambiguous:
        report(.eventItemAmbiguous, "this item matches more than one catalog entry", at: line.node)
        isComplete = false
      case .foreign(let other):
        report(.eventItemUnknown, "this item belongs to catalog \(quoted(other))", at: line.node)
        isComplete = false
      case .none:
        // A payment without a product may be for anything.
        if standing == nil, line.ids.isEmpty { continue }
        reportUnknown(line)
        isComplete = false
      }
    }
    // Another line may name the price.
    for (item, node, quantity) in unpriced where !priced.contains(where: { $0.isSame(as: item) }) {
      if isQuiet {
        items.add(item, quantity)
        continue
      }
      report(
        .eventItemAmbiguous, "prices of \(quoted(item.header.id)) grant different things, and none of them is named", at: node,
        help: "add the provider's ids of the prices to `providerIds`")
      isComplete = false
    }
    for (item, _, quantity) in unpriced {
      if let priced = priced.first(where: { $0.isSame(as: item) }) { items.add(priced, quantity) }
    }
    // A line that charges usage says which item the customer has, but not how many.
    for item in used where !items.contains(item) { items.add(item, 1) }
    return (items, isComplete)
  }

  private mutating func reportUnknown(_ line: News.Line) {
    report(
      .eventItemUnknown, "no catalog entry matches \(described(line))", at: line.node,
      help: "add the provider's id to `providerIds` of the plan, add-on, top-up or price")
  }

  private func described(_ line: News.Line) -> String {
    let names = line.ids + [line.lookupKey, line.name].compactMap(\.self)
    return names.isEmpty ? "this purchase, which has no id" : list(names.map { quoted($0) }, and: "or")
  }

  // MARK: Output

  private func name(_ kind: Item.Kind) -> JSON? { found.first { $0.item.kind == kind }.map { .string($0.item.header.id) } }

  private var addons: JSON? {
    let addons = found.filter { $0.item.kind == .addon }
    if addons.isEmpty { return nil }
    return .array(addons.map { ["id": .string($0.item.header.id), "quantity": .integer($0.quantity)] })
  }

  /// How many of the plan were bought; nil if only one can be.
  private var planQuantity: Int64? { found.first { $0.item.kind == .plan && $0.item.quantity != nil }?.quantity }

  /// The event that is recorded in OpenMeter. A retry has the same id, so that it is stored once.
  var audit: Request? {
    guard let subject else { return nil }
    return Request(
      Request.id("events", news.type, id), .post, "/api/v1/events",
      body: .fields([
        "id": .string("\(provider):\(id)"),
        "source": .string("catalogc/\(provider)"),
        "specversion": "1.0",
        "type": .string("catalogc.billing.\(news.type)"),
        "subject": .string(subject),
        "time": news.time.map { .string($0.description) },
        "data": .fields([
          "provider": .string(provider), "providerType": .string(news.providerType),
          "customerId": news.customerId.map(JSON.string), "reference": reference.map(JSON.string), "plan": name(.plan),
          "planQuantity": planQuantity.map(JSON.integer), "addons": addons, "topup": name(.topup),
          "grants": change.topups.isEmpty
            ? nil
            : .array(
              change.topups.map {
                [
                  "topup": .string($0.topup), "quantity": .integer($0.quantity), "feature": .string($0.feature),
                  "amount": .number($0.grant.amount),
                ]
              }), "subscription": news.subscription.map(JSON.string), "payment": news.payment.map(JSON.string),
          "status": news.status.map(JSON.string),
        ]),
      ]))
  }

  /// When a subscription of the news will end, if it has not ended.
  private var dueAt: Instant? {
    news.facts.compactMap { fact -> Instant? in
      guard case .subscription(let snapshot) = fact, snapshot.standing.isOn else { return nil }
      return snapshot.endsAt
    }.min()
  }

  func line(_ result: [JSON.Member]) -> JSON {
    let event = JSON.fields([
      "type": .string(news.type),
      "provider": .string(provider),
      "providerType": .string(news.providerType),
      "id": .string(id),
      "occurredAt": news.time.map { .string($0.description) },
      "mode": news.mode.map { .string($0.rawValue) },
      "customer": customer == nil && news.customerId == nil
        ? nil : .fields(["id": news.customerId.map(JSON.string), "key": customer.map(JSON.string)]),
      "subject": subject.map(JSON.string),
      "reference": reference.map(JSON.string),
      "plan": name(.plan),
      "planQuantity": planQuantity.map(JSON.integer),
      "addons": addons,
      "topup": name(.topup),
      "subscription": news.subscription.map(JSON.string),
      "payment": news.payment.map(JSON.string),
      "status": news.status.map(JSON.string),
      "metadata": .object(news.metadata),
    ])
    return .object(
      [.init("format", .integer(Bridge.format)), .init("event", event)]
        + JSON.members(["dueAt": dueAt.map { .string($0.description) }]) + result)
  }
}

extension News.Snapshot {
  /// What periods are counted from: a time of the provider that has the period on its calendar, which keeps the day of the month
  /// where a month is too short for it, or else the start of the period.
  package func anchor(for start: Instant) -> Instant {
    // What has made a period longer has not moved its beginning.
    let periodEnd = regularEnd ?? periodEnd
    for anchor in [anchor, startedAt] {
      guard let anchor, anchor <= start else { continue }
      guard let periodEnd else {
        if Cycle(anchor, .month).boundary(near: start) != nil { return anchor }
        continue
      }
      let days = (periodEnd.seconds - start.seconds) / 86_400
      if months(from: start, to: periodEnd) != nil {
        let cycle = Cycle(anchor, .month)
        if cycle.boundary(near: start) != nil, cycle.boundary(near: periodEnd) != nil { return anchor }
      } else if days > 0, (start.seconds - anchor.seconds) % (days * 86_400) <= Cycle.tolerance {
        return anchor
      }
    }
    return periodEnd.flatMap { longMonth(from: start, to: $0) } ?? start
  }

  /// The length of a period in months; nil if it is not about that long.
  private func months(from start: Instant, to end: Instant) -> Int64? {
    let months = start.months(to: end)
    let difference = abs(start.adding(months: months).seconds - end.seconds)
    return months > 0 && difference <= 3 * 86_400 + Cycle.tolerance ? months : nil
  }

  /// If the month in which a period starts is too short for the day on which it ends, an earlier time that has that day.
  private func longMonth(from start: Instant, to end: Instant) -> Instant? {
    func isSame(_ left: Instant, _ right: Instant) -> Bool { abs(left.seconds - right.seconds) <= Cycle.tolerance }
    guard let months = months(from: start, to: end), !isSame(start.adding(months: months), end),
      isSame(end.adding(months: -months), start)
    else { return nil }
    return (1...12).lazy.map { (more: months + $0, time: end.adding(months: -months - $0)) }
      .first { isSame($0.time.adding(months: $0.more), end) }?.time
  }
}

extension [(item: Item, quantity: Int64)] {
  fileprivate func contains(_ item: Item) -> Bool { index(of: item) != nil }

  private func index(of item: Item) -> Int? {
    firstIndex { $0.item.isSame(as: item) }
  }

  /// Adds up lines with the same item, because a customer has it once.
  fileprivate mutating func add(_ item: Item, _ quantity: Int64) {
    guard let same = index(of: item) else { return append((item, quantity)) }
    self[same].quantity += quantity
    if self[same].item.variant == nil { self[same].item = item }
  }
}

extension Grant {
  fileprivate func hasSameTerms(as other: Grant) -> Bool {
    priority == other.priority && expiration == other.expiration && maxRolloverAmount == other.maxRolloverAmount
  }
}

extension Item {
  /// Whether both are the same entry of the catalog, at whatever price.
  fileprivate func isSame(as item: Item) -> Bool {
    kind == item.kind && header.id.hasSameScalars(as: item.header.id)
  }

  /// Whether it can be bought once, and not only as a part of a subscription.
  fileprivate var isSoldOnce: Bool { prices.isEmpty || prices.contains { $0.cadence == nil } }
}
