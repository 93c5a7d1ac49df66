import Catalog
import Diagnostics
import Foundations
import JSONText
import Providers
import Syntax

/// The translation of one event to a line of output.
struct Translation {
  let event: BillingEvent
  let id: String
  let provider: String
  private(set) var customer: String?
  /// True if the key is only the provider's id, as a fallback; other events of the customer may contain the real key.
  private var isGuessed = false
  private var subject: String?
  private(set) var linesByPurchase: [BillingEvent.Line] = []
  /// The items of each action, in the order of the actions.
  private var holdings: [[OpenMeterAccess.OwnedItem]] = []
  private(set) var findings: [Finding] = []
  var isDuplicate = false
  var isStale = false

  init(_ event: BillingEvent, id: String, of provider: String) {
    self.event = event
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

  /// Whether the event revokes access; nil if it neither grants nor revokes it.
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

  /// Finds the items of the event in the catalog. False if an item is not found, so that there are no requests.
  mutating func resolveLines(_ index: CatalogIndex) -> Bool {
    var isResolved = true
    for action in event.actions {
      let (lines, wanted): ([BillingEvent.Line], [Item.Kind]) =
        switch action {
        case .give(let lines), .keep(let lines), .end(let lines): (lines, [.plan, .addon])
        case .grant(let lines): (lines, [.topup, .addon])
        case .void: ([], [])
        }
      // Items whose access does not change need not be known.
      let isKept = if case .keep = action { true } else { false }
      let isEnd = if case .end = action { true } else { false }
      var found: [OpenMeterAccess.OwnedItem] = []
      var used: [Item] = []
      var priced: [Item] = []
      var unpriced: [(item: Item, node: NodeID)] = []
      var hasUnknown = false
      for line in lines {
        let match = index.match(line)
        if isKept, !match.isFound { continue }
        guard (0...Self.largestQuantity).contains(line.quantity) else {
          report(.eventQuantity, "invalid quantity \(line.quantity)", at: line.node)
          isResolved = false
          continue
        }
        switch match {
        case .unpriced(let item):
          guard wanted.contains(item.kind) else { continue }
          unpriced.append((item, line.node))
          if index.isUsage(line) { used.append(item) } else { found.add(item, line.quantity) }
        case .found(let item, let isByPurchase):
          if isByPurchase, !isKept { linesByPurchase.append(line) }
          // A purchase may include items of other kinds: a fee next to a subscription, a plan's first payment.
          if !index.isUsage(line) || item.variant != nil { priced.append(item) }
          guard !index.isUsage(line) else {
            if wanted.contains(item.kind) { used.append(item) }
            continue
          }
          if wanted.contains(item.kind) { found.add(item, line.quantity) }
          if item.kind == .plan, item.quantity == nil, line.quantity > 1, !isKept {
            report(
              .eventQuantity, "plan \(quoted(item.header.id)) is granted once; its quantity of \(line.quantity) is ignored",
              at: line.node)
          }
        case .ambiguous:
          report(.eventItemAmbiguous, "this item matches more than one catalog entry", at: line.node)
          isResolved = false
        case .foreign(let other):
          if case .grant = action {} else { hasUnknown = true }
          report(.eventItemUnknown, "this item belongs to catalog \(quoted(other))", at: line.node)
        case .none:
          let isGrant = if case .grant = action { true } else { false }
          // A payment without a product may be for anything.
          if isGrant, line.ids.isEmpty { continue }
          if !isGrant { hasUnknown = true }
          report(
            .eventItemUnknown, "no catalog entry matches \(described(line))", at: line.node,
            help: "add the provider's id to `providerIds` of the plan, add-on, top-up or price")
        }
      }
      // A line that charges usage says which item the customer has, but not how many.
      for item in used where !found.contains(item) { found.add(item, 1) }
      // Another line may name the price. What ends is the same at every price.
      for (item, node) in unpriced where !isKept && !isEnd && !priced.contains(where: { $0.isSame(as: item) }) {
        report(
          .eventItemAmbiguous, "prices of \(quoted(item.header.id)) grant different things, and none of them is named", at: node,
          help: "add the provider's ids of the prices to `providerIds`")
        isResolved = false
      }
      let plans = Set(found.filter { $0.item.kind == .plan }.map { ScalarString($0.item.header.id) })
      if plans.count > 1 {
        report(.eventItemAmbiguous, "the event contains several plans: \(list(plans.map { quoted($0.text) }.sorted()))")
        isResolved = false
      }
      // The unknown item may be the plan; without it, add-ons would replace the plan's entitlements.
      if hasUnknown, plans.isEmpty { isResolved = false }
      holdings.append(found.filter { $0.quantity != 0 })
    }
    return isResolved
  }

  private static let largestQuantity: Int64 = 1_000_000_000

  private func described(_ line: BillingEvent.Line) -> String {
    let names = line.ids + [line.lookupKey, line.name].compactMap(\.self)
    return names.isEmpty ? "this purchase, which has no id" : list(names.map { quoted($0) }, and: "or")
  }

  // MARK: Requests

  /// The event that is recorded in OpenMeter. A retry has the same id, so that it is stored once.
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
          .eventCustomer, "the event has no customer; access does not change",
          help: "set `openmeterCustomer` in the metadata of the purchase")
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

  private mutating func report(_ obstacles: [OpenMeterAccess.UnmergeableEntitlement]) {
    for (addon, feature) in obstacles {
      report(.eventAddonApart, "add-on \(quoted(addon.id)) cannot override \(quoted(feature.id)), which a plan grants")
    }
  }

  private mutating func grants(
    _ holdings: [OpenMeterAccess.OwnedItem], _ customer: String, _ base: OpenMeterAccess
  ) -> [Request] {
    guard let payment = event.payment else {
      report(.eventPayment, "the payment has no id; nothing is granted, because a retry could grant it twice")
      return []
    }
    // A one-time purchase has no subscription; the payment id takes its place.
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
      report(.eventPayment, "the refund has no payment id; nothing is revoked")
      return []
    }
    switch isWhole {
    case nil:
      report(.eventPartialRefund, "it is unknown whether \(quoted(payment)) was fully refunded; its grants are kept")
      return []
    case false?:
      report(.eventPartialRefund, "\(quoted(payment)) was only partially refunded; its grants are kept")
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

  /// How many of the plan were bought; nil if only one can be.
  private var planQuantity: Int64? {
    holdings.joined().first { $0.item.kind == .plan && $0.item.quantity != nil }?.quantity
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
        "planQuantity": planQuantity.map(JSON.integer),
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

extension [OpenMeterAccess.OwnedItem] {
  fileprivate func contains(_ item: Item) -> Bool { index(of: item) != nil }

  private func index(of item: Item) -> Int? {
    firstIndex { $0.item.isSame(as: item) }
  }

  /// Adds up lines with the same item, because its grant is looked up by the item.
  fileprivate mutating func add(_ item: Item, _ quantity: Int64) {
    guard let same = index(of: item) else { return append((item, quantity)) }
    self[same].quantity += quantity
    if self[same].item.variant == nil { self[same].item = item }
  }
}

extension Item {
  /// Whether both are the same entry of the catalog, at whatever price.
  fileprivate func isSame(as item: Item) -> Bool {
    kind == item.kind && header.id.hasSameScalars(as: item.header.id)
  }
}
