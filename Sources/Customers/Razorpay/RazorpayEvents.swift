import Catalog
import Providers
import Syntax

extension EventSource {
  /// Source: razorpay/markdown-docs, webhooks/subscriptions.md, payments.md, orders.md, payment-links.md, refunds.md,
  /// validate-test.md (the signature), best-practices.md (the header with the event's id).
  static let razorpay = EventSource(
    .razorpay, signature: .body(header: "X-Razorpay-Signature"), secretVariable: "RAZORPAY_WEBHOOK_SECRET",
    eventTypes: Array(RazorpayEvents.names.keys).sorted(), event: RazorpayEvents.event)
}

enum RazorpayEvents {
  static let names: [String: String] = [
    "subscription.authenticated": "subscription.created",
    "subscription.activated": "subscription.active",
    "subscription.charged": "invoice.paid",
    "subscription.pending": "subscription.past_due",
    "subscription.halted": "subscription.unpaid",
    "subscription.updated": "subscription.updated",
    "subscription.cancelled": "subscription.canceled",
    "subscription.completed": "subscription.completed",
    "subscription.paused": "subscription.paused",
    "subscription.resumed": "subscription.resumed",
    "order.paid": "checkout.completed",
    "order.notification.delivered": "order.notification_delivered",
    "order.notification.failed": "order.notification_failed",
    "payment_link.paid": "checkout.completed",
    "payment_link.partially_paid": "checkout.partially_paid",
    "payment_link.expired": "checkout.expired",
    "payment_link.cancelled": "checkout.canceled",
    "payment.authorized": "payment.authorized",
    "payment.captured": "payment.succeeded",
    "payment.failed": "payment.failed",
    "payment.pending": "payment.processing",
    "payment.dispute.created": "dispute.opened",
    "payment.dispute.won": "dispute.won",
    "payment.dispute.lost": "dispute.lost",
    "payment.dispute.closed": "dispute.closed",
    "payment.dispute.under_review": "dispute.challenged",
    "payment.dispute.action_required": "dispute.action_required",
    "refund.created": "refund.created",
    "refund.processed": "invoice.refunded",
    "refund.failed": "refund.failed",
    "refund.speed_changed": "refund.updated",
    "invoice.paid": "invoice.paid",
    "invoice.partially_paid": "invoice.partially_paid",
    "invoice.expired": "invoice.expired",
  ]

  @Sendable static func event(_ payload: inout Payload) -> News? {
    guard let name = payload.text("event") else { return nil }
    var event = News(names[name] ?? "unknown", name)
    event.id = payload.headers["x-razorpay-event-id"]
    event.time = payload.unixSeconds("created_at")
    guard event.type != "unknown" else { return event }
    guard let content = payload.node("payload") else { return nil }

    // Entities are members of the payload, whether `contains` lists them or not.
    let payment = payload.node("payment", "entity", in: content)
    event.payment = payment.flatMap { payload.text("id", in: $0) }
    event.customerId = payment.flatMap { payload.text("customer_id", in: $0) }
    event.status = payment.flatMap { payload.text("status", in: $0) }
    if let payment { event.metadata = payload.metadata("notes", in: payment) }
    for entity in ["payment_link", "order", "invoice"] {
      guard let object = payload.node(entity, "entity", in: content) else { continue }
      event.metadata = payload.metadata("notes", in: object) + event.metadata
      event.customerId = event.customerId ?? payload.text("customer_id", in: object)
      if name.hasPrefix(entity) { event.status = payload.text("status", in: object) }
    }
    if let object = payload.node("subscription", "entity", in: content) {
      subscription(object, &event, &payload)
    } else if name.hasPrefix("refund.") {
      guard let refund = payload.node("refund", "entity", in: content) else { return nil }
      event.payment = payload.text("payment_id", in: refund) ?? event.payment
      event.status = payload.text("status", in: refund)
      if name == "refund.processed" {
        let status = payment.flatMap { payload.text("refund_status", in: $0) }
        event.facts = [.refund(News.Refund(event.payment, .init(isWhole: status.map { $0 == "full" })))]
      }
    } else if ["order.paid", "payment_link.paid", "payment.captured"].contains(name) {
      var line = News.Line(content)
      line.kinds = [.topup, .addon]
      line.purchase = event.metadata
      event.facts = [.payment(News.Payment(event.payment, [line]))]
    }
    return event
  }

  /// `pending`: a charge is being retried; `halted`: the retries have failed. A paused subscription is not charged, and the event
  /// does not contain the paid period, so it gives no access.
  ///
  /// Source: the states of a subscription in api/payments/subscriptions.
  private static func standing(_ event: String, _ status: String?) -> News.Standing {
    switch event {
    case "subscription.authenticated", "subscription.pending": return .unchanged
    case "subscription.halted", "subscription.paused": return .suspended
    case "subscription.cancelled", "subscription.completed": return .ended
    default: break
    }
    switch status {
    case "active": return .active
    case "halted", "paused": return .suspended
    case "cancelled", "completed", "expired": return .ended
    default: return .unchanged
    }
  }

  private static func subscription(_ object: NodeID, _ event: inout News, _ payload: inout Payload) {
    event.subscription = payload.text("id", in: object)
    event.status = payload.text("status", in: object)
    event.customerId = payload.text("customer_id", in: object) ?? event.customerId
    event.metadata = payload.metadata("notes", in: object)
    var line = News.Line(object)
    line.ids = [payload.text("plan_id", in: object)].compactMap(\.self)
    // The notes are those of the purchase; after a plan change they still name the old plan.
    if event.providerType != "subscription.updated" { line.purchase = event.metadata }
    line.kinds = [.plan]
    line.quantity = payload.integer("quantity", in: object) ?? 1
    guard let id = event.subscription else { return }
    var snapshot = News.Snapshot(id, standing(event.providerType, event.status), [line])
    snapshot.periodStart = payload.unixSeconds("current_start", in: object)
    snapshot.periodEnd = payload.unixSeconds("current_end", in: object)
    snapshot.startedAt = payload.unixSeconds("start_at", in: object)
    // The last charge completes a subscription; the customer keeps access until the paid period ends.
    if event.providerType == "subscription.completed", event.status != "cancelled", let end = snapshot.periodEnd,
      let time = event.time, end > time
    {
      snapshot.standing = .active
      snapshot.endsAt = end
    }
    event.facts = [.subscription(snapshot)]
  }
}
