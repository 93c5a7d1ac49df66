import Catalog
import Foundations
import Providers
import Syntax

extension EventSource {
  /// Source: razorpay/markdown-docs (ab3bda5, 2026-04-09), webhooks/subscriptions.md, payments.md, orders.md, payment-links.md,
  /// refunds.md, validate-test.md (the signature), best-practices.md (the header with the event's id).
  static let razorpay = EventSource(
    .razorpay, signature: .body(header: "X-Razorpay-Signature"), secretVariable: "RAZORPAY_WEBHOOK_SECRET",
    eventTypes: Array(RazorpayEvents.names.keys).sorted(), event: RazorpayEvents.event)
}

/// A subscription has one plan. Its add-ons are charged once, with an invoice, and no event lists them; what is bought once is
/// an order or a payment link, whose notes name it.
enum RazorpayEvents {
  /// The events of payments of razorpay.com/docs/webhooks/all (read 2026-11-29), without those of accounts and payouts.
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
    "payment.downtime.started": "provider.downtime",
    "payment.downtime.updated": "provider.downtime",
    "payment.downtime.resolved": "provider.downtime",
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
    "settlement.processed": "payout.paid",
    "virtual_account.created": "virtual_account.created",
    "virtual_account.credited": "virtual_account.credited",
    "virtual_account.closed": "virtual_account.closed",
    "qr_code.created": "qr_code.created",
    "qr_code.credited": "qr_code.credited",
    "qr_code.closed": "qr_code.closed",
  ]

  @Sendable static func event(_ payload: inout Payload) -> News? {
    guard let name = payload.text("event") else { return nil }
    var event = News(names[name] ?? "unknown", name)
    event.id = payload.headers["x-razorpay-event-id"]
    event.time = payload.unixSeconds("created_at")
    guard event.type != "unknown" else { return event }
    guard let content = payload.node("payload") else { return nil }
    // Some documented samples have the time there.
    event.time = event.time ?? payload.unixSeconds("created_at", in: content)

    // Entities are members of the payload, whether `contains` lists them or not.
    let payment = payload.node("payment", "entity", in: content)
    event.payment = payment.flatMap { payload.text("id", in: $0) }
    event.customerId = payment.flatMap { payload.text("customer_id", in: $0) }
    event.status = payment.flatMap { payload.text("status", in: $0) }
    if let payment { event.metadata = payload.metadata("notes", in: payment) }
    // The time of the event is that at which the link was created (all samples of webhooks/payment-links.md, markdown-docs ab3bda5).
    if name == "payment_link.paid", let payment { event.time = payload.unixSeconds("created_at", in: payment) ?? event.time }
    for entity in ["payment_link", "order", "invoice"] {
      guard let object = payload.node(entity, "entity", in: content) else { continue }
      event.metadata = payload.metadata("notes", in: object) + event.metadata
      event.customerId = event.customerId ?? payload.text("customer_id", in: object)
      if name.hasPrefix(entity) { event.status = payload.text("status", in: object) }
    }
    event.customerName = payload.text("payment_link", "entity", "customer", "name", in: content)
    if let object = payload.node("subscription", "entity", in: content) {
      subscription(object, &event, &payload)
    } else if name.hasPrefix("refund.") {
      guard let refund = payload.node("refund", "entity", in: content) else { return nil }
      self.refund(refund, of: payment, &event, &payload)
    } else if name.hasPrefix("payment.dispute.") {
      let dispute = payload.node("dispute", "entity", in: content)
      event.payment = dispute.flatMap { payload.text("payment_id", in: $0) } ?? event.payment
      event.status = dispute.flatMap { payload.text("status", in: $0) } ?? event.status
      event.facts = self.dispute(dispute, of: payment, event, &payload)
    } else if ["order.paid", "payment_link.paid", "payment.captured"].contains(name) {
      var line = News.Line(content)
      line.kinds = [.topup, .addon]
      line.purchase = event.metadata
      event.facts = [.payment(News.Payment(event.payment, [line]))]
    }
    return event
  }

  // MARK: Subscriptions

  /// `pending`: a charge is being retried; `halted`: the retries have failed. A paused subscription is not charged, and gives no
  /// access, although the paid period goes on. A trial is an authorized subscription with a start in the future.
  ///
  /// Source: the states of a subscription in api/payments/subscriptions, and payments/subscriptions/create.md. Nothing is said about
  /// access during a pause (markdown-docs ab3bda5).
  private static func standing(_ event: String, _ status: String?, startsLater: Bool) -> News.Standing {
    switch event {
    case "subscription.authenticated": return startsLater ? .trial : .unchanged
    case "subscription.pending": return .unchanged
    case "subscription.halted", "subscription.paused": return .suspended
    case "subscription.cancelled", "subscription.completed": return .ended
    default: break
    }
    switch status {
    case "active": return .active
    case "authenticated" where startsLater: return .trial
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
    let start = payload.unixSeconds("start_at", in: object)
    let isLater = start.flatMap { start in event.time.map { start > $0 } } ?? false
    var snapshot = News.Snapshot(id, standing(event.providerType, event.status, startsLater: isLater), [line])
    if snapshot.standing == .trial {
      event.type = event.providerType == "subscription.authenticated" ? "trial.started" : event.type
      snapshot.periodStart = payload.unixSeconds("created_at", in: object)
      snapshot.periodEnd = start
    } else {
      // Midnight in India: months counted from it in UTC can be a day off, so that each charge begins a period of its own.
      snapshot.periodStart = payload.unixSeconds("current_start", in: object)
      snapshot.periodEnd = payload.unixSeconds("current_end", in: object)
      snapshot.startedAt = start
    }
    // The last charge completes a subscription; the customer keeps access until the paid period ends.
    if event.providerType == "subscription.completed" || event.status == "completed", event.status != "cancelled",
      let end = snapshot.periodEnd,
      let time = event.time, end > time
    {
      snapshot.standing = .active
      snapshot.endsAt = end
    } else if snapshot.standing == .ended {
      snapshot.endedAt = payload.unixSeconds("ended_at", in: object)
    }
    event.facts = [.subscription(snapshot)]
  }

  // MARK: Payments

  /// Refunds of one payment add up: the payment says whether they have reached its amount.
  private static func refund(_ refund: NodeID, of payment: NodeID?, _ event: inout News, _ payload: inout Payload) {
    event.payment = payload.text("payment_id", in: refund) ?? event.payment
    event.status = payload.text("status", in: refund)
    guard event.providerType == "refund.processed" else { return }
    var isWhole = payment.flatMap { payload.text("refund_status", in: $0) }.map { $0 == "full" }
    if isWhole == nil, let payment, let paid = payload.integer("amount", in: payment) {
      isWhole = payload.integer("amount", in: refund).map { $0 >= paid }
    }
    event.facts = [.refund(News.Refund(event.payment, .init(isWhole: isWhole)))]
  }

  /// The money is taken when a dispute is lost. One that is closed was settled by a refund, which has events of its own.
  ///
  /// Source: razorpay.com/docs/webhooks/disputes and api/disputes/entity (read 2026-11-29).
  private static func dispute(
    _ dispute: NodeID?, of payment: NodeID?, _ event: News, _ payload: inout Payload
  ) -> [News.Fact] {
    switch event.providerType {
    case "payment.dispute.created": return [.refund(News.Refund(event.payment, .unknown, .dispute))]
    case "payment.dispute.lost":
      let isPart = if let dispute, let payment { isPart(dispute, of: payment, &payload) } else { false }
      return [.refund(News.Refund(event.payment, isPart ? .partial : .whole, .dispute))]
    default: return []
    }
  }

  /// Whether something of a payment is left after a dispute that was lost, in addition to what was refunded before. Amounts in
  /// several currencies cannot be compared.
  private static func isPart(_ dispute: NodeID, of payment: NodeID, _ payload: inout Payload) -> Bool {
    let deducted = payload.integer("amount_deducted", in: dispute).flatMap { $0 > 0 ? $0 : nil }
    guard let taken = deducted ?? payload.integer("amount", in: dispute), let paid = payload.integer("amount", in: payment),
      payload.text("currency", in: dispute) == payload.text("currency", in: payment)
    else { return false }
    return taken < paid - (payload.integer("amount_refunded", in: payment) ?? 0)
  }
}
