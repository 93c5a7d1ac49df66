import Catalog
import Diagnostics
import Foundations
import JSONText
import Providers
import Syntax

/// One event on its way to a line of output.
struct Translation {
  let event: BillingEvent
  let id: String
  let provider: String
  private(set) var customer: String?
  /// The key is the provider's id only because nothing else is told: other events of the customer may tell more.
  private var isGuessed = false
  private var subject: String?
  private(set) var linesByPurchase: [BillingEvent.Line] = []
  /// What the actions are about, in their order.
  private var holdings: [[OpenMeterAccess.Holding]] = []
  private(set) var findings: [Finding] = []
  var isDuplicate = false
  var isStale = false

  init(_ event: BillingEvent, id: String, of provider: String) {
    self.event = event
    self.id = id
    self.provider = provider
  }

  mutating func report(_ rule: Rule, _ message: String, at node: NodeID = .root, help: String? = nil) {
    findings.append(Finding(rule, message, at: .value(node), help: help))
  }

  // MARK: The customer

  /// Names of metadata entries that applications keep their own id of the customer in.
  private static let references = ["referenceId", "reference_id", "organizationId", "organization_id", "userId", "user_id"]

  private var reference: String? {
    for name in Self.references {
      if let text = event.metadata.text(name) { return text }
    }
    return nil
  }

  mutating func resolveCustomer(_ options: Bridge.Options) {
    switch options.customerFrom {
    case "id"?: customer = event.customerId
    case let name?: customer = event.metadata.text(name)
    case nil:
      customer = event.metadata.text("openmeterCustomer") ?? event.externalCustomerId ?? reference
      isGuessed = customer == nil
      customer = customer ?? event.customerId
    }
    subject = event.metadata.text("openmeterSubject") ?? customer
  }

  // MARK: What was bought

  /// Whether access is taken away; nil where the event neither gives it nor takes it.
  var isEnd: Bool? {
    for action in event.actions {
      switch action {
      case .give: return false
      case .end: return true
      case .keep, .grant, .void: continue
      }
    }
    return nil
  }

  /// Finds what the event speaks of. False where something of it is not found: then there are no requests.
  mutating func resolveLines(_ index: CatalogIndex) -> Bool {
    var isResolved = true
    for action in event.actions {
      let (lines, wanted): ([BillingEvent.Line], [Item.Kind]) =
        switch action {
        case .give(let lines), .keep(let lines), .end(let lines): (lines, [.plan, .addon])
        case .grant(let lines): (lines, [.topup, .addon])
        case .void: ([], [])
        }
      // What changes nothing is named as far as it is known.
      let isKept = if case .keep = action { true } else { false }
      var found: [OpenMeterAccess.Holding] = []
      var hasUnknown = false
      for line in lines {
        let match = index.match(line)
        if isKept, !match.isFound { continue }
        guard (0...Self.largestQuantity).contains(line.quantity) else {
          report(.eventQuantity, "\(line.quantity) is no quantity", at: line.node)
          isResolved = false
          continue
        }
        switch match {
        case .found(let item, let isByPurchase):
          if isByPurchase, !isKept { linesByPurchase.append(line) }
          // A purchase may hold what this action is not about: a fee beside a subscription, a plan's first payment.
          if wanted.contains(item.kind) { found.add(item, line.quantity) }
          if item.kind == .plan, line.quantity > 1, !isKept {
            report(
              .eventQuantity, "the plan \(quoted(item.header.id)) is given once, and not \(line.quantity) times",
              at: line.node)
          }
        case .ambiguous:
          report(.eventItemAmbiguous, "what the catalog has for this is not one thing", at: line.node)
          isResolved = false
        case .none:
          let isGrant = if case .grant = action { true } else { false }
          // A payment that names no product may be for anything.
          if isGrant, line.ids.isEmpty { continue }
          if !isGrant { hasUnknown = true }
          report(
            .eventItemUnknown, "the catalog has nothing that is \(described(line))", at: line.node,
            help: "add the provider's id to `providerIds` of what it is")
        }
      }
      let plans = Set(found.filter { $0.item.kind == .plan }.map { ExactString($0.item.header.id) })
      if plans.count > 1 {
        report(.eventItemAmbiguous, "there are several plans: \(list(plans.map { quoted($0.text) }.sorted()))")
        isResolved = false
      }
      // What is unknown may be the plan: without it, add-ons would take its place.
      if hasUnknown, plans.isEmpty { isResolved = false }
      holdings.append(found.filter { $0.quantity != 0 })
    }
    return isResolved
  }

  private static let largestQuantity: Int64 = 1_000_000_000

  private func described(_ line: BillingEvent.Line) -> String {
    let names = line.ids + [line.lookupKey, line.name].compactMap(\.self)
    return names.isEmpty ? "what was bought here: no id is given" : list(names.map { quoted($0) }, and: "or")
  }

  // MARK: Requests

  /// The event that OpenMeter keeps: the same id for a retry, so that it is kept once.
  func audit() -> Request? {
    guard let subject else { return nil }
    return Request(
      Request.id("events", event.type, id), .post, "/api/v1/events",
      body: .fields([
        "id": .string("\(provider):\(id)"),
        "source": .string("catalogc/\(provider)"),
        "specversion": "1.0",
        "type": .string("catalogc.billing.\(event.type)"),
        "subject": .string(subject),
        "time": event.time.map { .string($0.description) },
        "data": .fields([
          "provider": .string(provider),
          "providerType": .string(event.providerType),
          "reference": reference.map(JSON.string),
          "customerId": event.customerId.map(JSON.string),
          "plan": name(.plan),
          "topup": name(.topup),
          "subscription": event.subscription.map(JSON.string),
          "payment": event.payment.map(JSON.string),
          "status": event.status.map(JSON.string),
        ]),
      ]))
  }

  mutating func requests(_ base: OpenMeterAccess) -> [Request] {
    guard !event.actions.isEmpty else { return [] }
    var requests: [Request] = []
    for (action, holdings) in zip(event.actions, holdings) {
      switch action {
      case .void(let isWhole):
        requests += void(isWhole, base)
        continue
      case .keep: continue
      case .grant where holdings.isEmpty: continue
      case .give, .end, .grant: break
      }
      guard let customer else {
        report(
          .eventCustomer, "the event does not tell whose it is: there are no requests",
          help: "put `openmeterCustomer` into the metadata of the purchase")
        return []
      }
      var access = base.of(customer: customer, subscription: event.subscription)
      switch action {
      case .give: requests += access.give(holdings, at: event.time?.description ?? "")
      case .end: requests += access.end(holdings.map(\.item))
      case .grant: requests += grants(holdings, customer, base)
      case .keep, .void: break
      }
      report(access.obstacles)
    }
    return requests
  }

  private mutating func report(_ obstacles: [OpenMeterAccess.Obstacle]) {
    for (addon, feature) in obstacles {
      report(.eventAddonApart, "the add-on \(quoted(addon.id)) does not change \(quoted(feature.id)), which a plan gives")
    }
  }

  private mutating func grants(
    _ holdings: [OpenMeterAccess.Holding], _ customer: String, _ base: OpenMeterAccess
  ) -> [Request] {
    guard let payment = event.payment else {
      report(.eventPayment, "the payment has no id: a retry would not be recognised, and there is no grant")
      return []
    }
    // What is paid once has no subscription: the payment takes its place.
    var access = base.of(customer: customer, subscription: payment)
    let addons = holdings.filter { $0.item.kind == .addon }
    let given = addons.isEmpty ? [] : access.give(addons, at: event.time?.description ?? "")
    report(access.obstacles)
    let topups = holdings.compactMap { item, quantity in item.topup.map { (topup: $0, quantity: quantity) } }
    return given
      + topups.filter { !$0.topup.amount.isZero }.map { topup, quantity in
        OpenMeterGrants.request(
          for: topup, in: base.catalog, customer: customer, paymentId: payment, at: event.time?.description,
          quantity: quantity)
      }
  }

  private mutating func void(_ isWhole: Bool?, _ base: OpenMeterAccess) -> [Request] {
    guard let payment = event.payment else {
      report(.eventPayment, "the refund does not name its payment: nothing is taken back")
      return []
    }
    switch isWhole {
    case nil:
      report(.eventPartialRefund, "whether all of \(quoted(payment)) was given back is not told: what it bought stays")
      return []
    case false?:
      report(.eventPartialRefund, "only a part of \(quoted(payment)) was given back: what it bought stays")
      return []
    case true?:
      let void = OpenMeterAccess.void(payment: payment, customer: isGuessed ? nil : customer)
      guard let customer, base.catalog.addons.contains(where: { Item($0).isPaidOnce }) else { return [void] }
      return [void] + base.of(customer: customer, subscription: payment).end([])
    }
  }

  // MARK: Output

  private func name(_ kind: Item.Kind) -> JSON? {
    holdings.joined().first { $0.item.kind == kind }.map { .string($0.item.header.id) }
  }

  func line(requests: [Request]) -> JSON {
    let addons = holdings.joined().filter { $0.item.kind == .addon }
    return .fields([
      "format": .integer(Bridge.format),
      "event": .fields([
        "type": .string(event.type),
        "provider": .string(provider),
        "providerType": .string(event.providerType),
        "id": .string(id),
        "occurredAt": event.time.map { .string($0.description) },
        "customer": customer == nil && event.customerId == nil
          ? nil : .fields(["id": event.customerId.map(JSON.string), "key": customer.map(JSON.string)]),
        "subject": subject.map(JSON.string),
        "reference": reference.map(JSON.string),
        "plan": name(.plan),
        "addons": addons.isEmpty
          ? nil : .array(addons.map { ["id": .string($0.item.header.id), "quantity": .integer($0.quantity)] }),
        "topup": name(.topup),
        "subscription": event.subscription.map(JSON.string),
        "payment": event.payment.map(JSON.string),
        "status": event.status.map(JSON.string),
        "metadata": .object(event.metadata),
      ]),
      "duplicate": isDuplicate ? true : nil,
      "stale": isStale ? true : nil,
      "dueAt": requests.count > 1 ? event.dueAt.map { .string($0.description) } : nil,
      "requests": .array(requests.map(\.json)),
    ])
  }
}

extension [OpenMeterAccess.Holding] {
  /// Two lines with one item are one holding: its grant is found by the item.
  fileprivate mutating func add(_ item: Item, _ quantity: Int64) {
    let same = firstIndex { $0.item.kind == item.kind && ExactString($0.item.header.id) == ExactString(item.header.id) }
    if let same { self[same].quantity += quantity } else { append((item, quantity)) }
  }
}
