import Foundations
import Providers
import Syntax

extension EventSource {
  /// Source: armitage-labs/creem, packages/docs/code/webhooks.mdx (3363045, 2026), and packages/sdk, webhookeventtype.ts
  /// (6e1c305).
  static let creem = EventSource(
    .creem, signature: .body(header: "creem-signature"), secretVariable: "CREEM_WEBHOOK_SECRET",
    eventTypes: Array(CreemEvents.names.keys).sorted(), event: CreemEvents.event)
}

/// A subscription has one product, and units of it. After a pause or a scheduled cancellation, it resumes with
/// `subscription.update`, with the status `active`. `subscription.canceled` is the end, whether it was scheduled or not. Creem buys
/// credits by itself (`credits.auto_recharged`) only for usage with a prepaid price, which no catalog has.
///
/// Source: armitage-labs/creem, guide 3363045 and auto-refill.mdx (1a31b1a), and its pull requests 16 and 212 (read 2026-11-29).
enum CreemEvents {
  /// All 17 names of webhookeventtype.ts (6e1c305).
  static let names: [String: String] = [
    "checkout.completed": "checkout.completed",
    "subscription.active": "subscription.active",
    "subscription.trialing": "trial.started",
    "subscription.paid": "invoice.paid",
    // The guide names the first, a diagram of it the second.
    "subscription.update": "subscription.updated",
    "subscription.updated": "subscription.updated",
    "subscription.past_due": "subscription.past_due",
    "subscription.unpaid": "subscription.unpaid",
    "subscription.paused": "subscription.paused",
    "subscription.scheduled_cancel": "subscription.cancel_scheduled",
    "subscription.canceled": "subscription.canceled",
    "subscription.expired": "subscription.expired",
    "refund.created": "invoice.refunded",
    "dispute.created": "dispute.opened",
    "customer_credits.exhausted": "credit.exhausted",
    "credits.granted": "credit.added",
    "credits.consumed": "credit.deducted",
    "credits.auto_recharged": "credit.recharged",
  ]

  @Sendable static func event(_ payload: inout Payload) -> News? {
    guard let name = payload.text("eventType") else { return nil }
    var event = News(names[name] ?? "unknown", name)
    event.id = payload.text("id")
    event.time = payload.unixMilliseconds("created_at")
    guard event.type != "unknown" else { return event }
    guard let object = payload.node("object") else { return nil }
    event.status = payload.text("status", in: object)
    event.mode = mode(payload.text("mode", in: object))
    event.metadata = payload.metadata("metadata", in: object)
    event.requestID = payload.text("request_id", in: object)
    event.customerId = payload.id("customer", in: object) ?? payload.text("customer_id", in: object)
    if let customer = payload.node("customer", in: object), payload.tree.kind(customer) == .object {
      event.customerName = payload.text("name", in: customer)
    }
    switch name {
    case "checkout.completed": checkout(object, &event, &payload)
    case "refund.created", "dispute.created": refund(object, &event, &payload)
    case _ where name.hasPrefix("subscription."): subscription(object, &event, &payload)
    default: break
    }
    return event
  }

  /// Objects of the test environment have the mode `test` or `sandbox`, samples `local`.
  ///
  /// Source: EnvironmentMode of packages/sdk, and the samples of the guide.
  private static func mode(_ text: String?) -> News.Mode? {
    switch text {
    case "prod": .live
    case "test", "sandbox", "local": .test
    default: nil
    }
  }

  // MARK: Subscriptions

  /// The event comes first: `subscription.expired` can have the status `active`, because Creem goes on to ask for the money. It
  /// is over when the status is `canceled`. After a late payment, `subscription.paid` gives access again.
  ///
  /// Source: the guide's section about each event.
  private static func standing(_ event: String, _ status: String?) -> News.Standing {
    switch (event, status) {
    case ("subscription.canceled", _), (_, "canceled"), (_, "expired"): .ended
    case ("subscription.expired", _), ("subscription.unpaid", _), ("subscription.paused", _), (_, "unpaid"), (_, "paused"):
      .suspended
    case ("subscription.past_due", _): .unchanged
    case ("subscription.trialing", _), (_, "trialing"): .trial
    case ("subscription.active", _), ("subscription.paid", _), ("subscription.scheduled_cancel", _): .active
    case (_, "active"), (_, "scheduled_cancel"): .active
    default: .unchanged
    }
  }

  private static func subscription(_ object: NodeID, _ event: inout News, _ payload: inout Payload) {
    event.subscription = payload.text("id", in: object)
    guard let id = event.subscription else { return }
    var snapshot = News.Snapshot(id, standing(event.providerType, event.status), lines(object, event, &payload))
    // The guide's sample of it has no period; `subscription.paid`, which comes with it, has one.
    snapshot.isStart = event.providerType == "subscription.active"
    snapshot.periodStart = payload.timestamp("current_period_start_date", in: object)
    snapshot.periodEnd = payload.timestamp("current_period_end_date", in: object)
    // The object is created some seconds after its first period has begun.
    snapshot.startedAt = payload.timestamp("created_at", in: object)
    if event.providerType == "subscription.scheduled_cancel" || event.status == "scheduled_cancel" {
      snapshot.endsAt = snapshot.periodEnd
    }
    if event.status == "canceled" { snapshot.endedAt = payload.timestamp("canceled_at", in: object) }
    event.facts = [.subscription(snapshot)]
  }

  private static func lines(_ object: NodeID, _ event: News, _ payload: inout Payload) -> [News.Line] {
    var product = product(object, event, &payload)
    // After a plan change, the metadata of the checkout still names the first plan.
    if event.type == "subscription.updated" { product.purchase = [] }
    var lines: [News.Line] = []
    for item in payload.elements("items", in: object) ?? [] {
      var line = News.Line(item)
      line.ids = [payload.text("product_id", in: item), payload.text("price_id", in: item)].compactMap(\.self)
      line.quantity = payload.integer("units", in: item) ?? 1
      lines.append(line)
    }
    guard lines.count > 1 else {
      product.quantity = lines.first?.quantity ?? 1
      return [product]
    }
    // The product has a name; items have only ids.
    for index in lines.indices where lines[index].ids.contains(where: product.ids.contains) { lines[index].name = product.name }
    return lines
  }

  private static func product(_ object: NodeID, _ event: News, _ payload: inout Payload) -> News.Line {
    var line = News.Line(object)
    line.purchase = event.metadata
    line.ids = [payload.id("product", in: object)].compactMap(\.self)
    if let product = payload.node("product", in: object), payload.tree.kind(product) == .object {
      line.name = payload.text("name", in: product)
    }
    return line
  }

  // MARK: Payments

  /// A checkout of a subscription is followed by events of the subscription. A checkout has one product.
  private static func checkout(_ object: NodeID, _ event: inout News, _ payload: inout Payload) {
    event.subscription = payload.id("subscription", in: object)
    guard let order = payload.node("order", in: object) else { return }
    event.payment = payload.text("id", in: order)
    guard payload.text("type", in: order) == "onetime", payload.text("status", in: order) == "paid" else { return }
    var line = product(object, event, &payload)
    line.quantity = payload.integer("units", in: object) ?? 1
    event.facts = [.payment(News.Payment(event.payment, [line]))]
  }

  /// A refund is full if all refunds of the transaction together reach what was paid. Creem tells that a dispute begins, and not
  /// how it ends, but the transaction of a chargeback says how much the customer has back.
  ///
  /// Source: packages/webhook-types/src/entities.ts of armitage-labs/creem (3d39163), in which a checkout can be an id, and the
  /// guide's sample of `dispute.created`.
  private static func refund(_ object: NodeID, _ event: inout News, _ payload: inout Payload) {
    event.subscription = payload.id("subscription", in: object)
    event.payment = payload.id("order", in: object)
    if let checkout = payload.node("checkout", in: object), payload.tree.kind(checkout) == .object {
      event.metadata += payload.metadata("metadata", in: checkout)
      event.requestID = payload.text("request_id", in: checkout)
    }
    var isWhole: Bool?
    var isChargedBack = false
    if let transaction = payload.node("transaction", in: object), payload.tree.kind(transaction) == .object {
      event.payment = payload.id("order", in: transaction) ?? event.payment
      isChargedBack = ["chargeback", "chargedBack"].contains(payload.text("status", in: transaction))
      if let paid = payload.integer("amount_paid", in: transaction) ?? payload.integer("amount", in: transaction) {
        let refunded = [payload.integer("refund_amount", in: object), payload.integer("refunded_amount", in: transaction)]
        isWhole = refunded.compactMap(\.self).max().map { $0 >= paid }
      }
    }
    if event.providerType == "dispute.created" {
      event.facts = [.refund(News.Refund(event.payment, isChargedBack && isWhole == true ? .whole : .unknown, .dispute))]
    } else if event.status == nil || event.status == "succeeded" {
      event.facts = [.refund(News.Refund(event.payment, .init(isWhole: isWhole)))]
    } else if event.status == "pending" || event.status == "requiresAction" {
      // No other event says that it was paid.
      event.facts = [.refund(News.Refund(event.payment, .unknown))]
    }
  }
}
