import Catalog
import Providers
import Syntax

extension EventSource {
  /// Source: docs.stripe.com/api/events/types, with the objects of each event, and docs.stripe.com/api/events/object.
  static let stripe = EventSource(
    .stripe, signature: .stripe, secretVariable: "STRIPE_WEBHOOK_SECRET",
    eventTypes: Array(StripeEvents.names.keys).sorted(), event: StripeEvents.event)
}

enum StripeEvents {
  /// The types by event name; the object refines some of them.
  static let names: [String: String] = [
    "customer.subscription.created": "subscription.created",
    "customer.subscription.updated": "subscription.updated",
    "customer.subscription.deleted": "subscription.deleted",
    "customer.subscription.paused": "subscription.paused",
    "customer.subscription.resumed": "subscription.resumed",
    "customer.subscription.trial_will_end": "trial.ending",
    "customer.subscription.pending_update_applied": "subscription.updated",
    "customer.subscription.pending_update_expired": "subscription.updated",
    "checkout.session.completed": "checkout.completed",
    "checkout.session.async_payment_succeeded": "checkout.completed",
    "checkout.session.async_payment_failed": "checkout.failed",
    "checkout.session.expired": "checkout.expired",
    "invoice.created": "invoice.created",
    "invoice.updated": "invoice.updated",
    "invoice.finalized": "invoice.finalized",
    "invoice.finalization_failed": "invoice.finalization_failed",
    "invoice.sent": "invoice.sent",
    "invoice.upcoming": "invoice.upcoming",
    "invoice.will_be_due": "invoice.upcoming",
    "invoice.overdue": "invoice.overdue",
    "invoice.overpaid": "invoice.overpaid",
    "invoice.paid": "invoice.paid",
    "invoice.payment_succeeded": "invoice.paid",
    "invoice.payment_failed": "invoice.payment_failed",
    "invoice.payment_action_required": "invoice.action_required",
    "invoice.marked_uncollectible": "invoice.uncollectible",
    "invoice.voided": "invoice.voided",
    "invoice.deleted": "invoice.deleted",
    "payment_intent.created": "payment.created",
    "payment_intent.processing": "payment.processing",
    "payment_intent.requires_action": "payment.action_required",
    "payment_intent.succeeded": "payment.succeeded",
    "payment_intent.payment_failed": "payment.failed",
    "payment_intent.canceled": "payment.canceled",
    "charge.pending": "payment.processing",
    "charge.succeeded": "payment.succeeded",
    "charge.captured": "payment.succeeded",
    "charge.failed": "payment.failed",
    "charge.expired": "payment.expired",
    "charge.updated": "payment.updated",
    "charge.refunded": "invoice.refunded",
    "charge.refund.updated": "refund.updated",
    "refund.created": "refund.created",
    "refund.updated": "refund.updated",
    "refund.failed": "refund.failed",
    "charge.dispute.created": "dispute.opened",
    "charge.dispute.updated": "dispute.updated",
    "charge.dispute.closed": "dispute.closed",
    "charge.dispute.funds_withdrawn": "dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated": "dispute.funds_reinstated",
    "customer.created": "customer.created",
    "customer.updated": "customer.updated",
    "customer.deleted": "customer.deleted",
    "entitlements.active_entitlement_summary.updated": "entitlements.updated",
  ]

  @Sendable static func event(_ payload: inout Payload) -> BillingEvent? {
    guard let name = payload.text("type") else { return nil }
    var event = BillingEvent(names[name] ?? "unknown", name)
    event.id = payload.text("id")
    event.time = payload.unixSeconds("created")
    guard let object = payload.node("data", "object") else { return event.type == "unknown" ? event : nil }
    guard event.type != "unknown" else { return event }
    event.status = payload.text("status", in: object)
    event.metadata = payload.metadata("metadata", in: object)
    event.customerId =
      name.hasPrefix("customer.") && !name.hasPrefix("customer.subscription.")
      ? payload.text("id", in: object) : payload.id("customer", in: object)
    if name.hasPrefix("customer.subscription.") {
      subscription(object, &event, &payload)
    } else if name.hasPrefix("checkout.session.") {
      checkout(object, &event, &payload)
    } else if name.hasPrefix("invoice.") {
      invoice(object, &event, &payload)
    } else if name.hasPrefix("payment_intent.") {
      event.payment = payload.text("id", in: object)
      // The session of a checkout has the same payment id, so the grant is created once.
      if name == "payment_intent.succeeded" { event.actions = topup(object, &event) }
    } else if name.hasPrefix("charge.") || name.hasPrefix("refund.") {
      event.payment = payload.id("payment_intent", in: object)
      if name == "charge.refunded" {
        event.actions = [.void(isWhole: payload.bool("refunded", in: object))]
      }
    }
    return event
  }

  // MARK: Subscriptions

  /// `past_due` keeps access until Stripe's retries end and the status becomes `unpaid` or `canceled`. A subscription with
  /// `pause_collection` stays `active`.
  ///
  /// Source: docs.stripe.com/api/subscriptions/object, `status`.
  private static func access(_ status: String?) -> Access {
    switch status {
    case "active", "trialing": .on
    case "unpaid", "canceled", "incomplete_expired", "paused": .off
    default: .kept
    }
  }

  private static func subscription(_ object: NodeID, _ event: inout BillingEvent, _ payload: inout Payload) {
    event.subscription = payload.text("id", in: object)
    var lines: [BillingEvent.Line] = []
    let items = payload.elements("items", "data", in: object) ?? []
    for item in items {
      var line = BillingEvent.Line(item)
      line.kinds = [.plan]
      // The metadata of a subscription with several items does not say which one it describes.
      if items.count == 1 { line.purchase = event.metadata }
      line.quantity = payload.integer("quantity", in: item) ?? 1
      // The compiler's template for add-ons puts the metadata of the purchase on the item.
      line.metadata = payload.metadata("metadata", in: item)
      for field in ["price", "plan"] {
        guard let price = payload.node(field, in: item) else { continue }
        line.ids += [payload.id(field, in: item)].compactMap(\.self)
        guard payload.tree.kind(price) == .object else { continue }
        line.lookupKey = line.lookupKey ?? payload.text("lookup_key", in: price)
        line.ids += [payload.id("product", in: price)].compactMap(\.self)
        line.metadata = payload.metadata("metadata", in: price) + line.metadata
      }
      lines.append(line)
    }
    if event.providerType == "customer.subscription.deleted" {
      event.actions = [.end(lines)]
      return
    }
    event.actions = access(event.status).action(lines)
    event.type = type(&payload, event)
  }

  /// The type of an update, derived from the status and the previous attributes.
  private static func type(_ payload: inout Payload, _ event: BillingEvent) -> String {
    switch (event.providerType, event.status) {
    case ("customer.subscription.created", "trialing"): return "trial.started"
    case ("customer.subscription.updated", let status?):
      let before = payload.text("data", "previous_attributes", "status")
      switch (before, status) {
      case ("trialing"?, "active"): return "trial.ended"
      case (_?, "active"): return "subscription.active"
      case (_?, "trialing"): return "trial.started"
      case (_?, "past_due"): return "subscription.past_due"
      case (_?, "unpaid"): return "subscription.unpaid"
      case (_?, "canceled"): return "subscription.canceled"
      case (_?, "incomplete_expired"): return "subscription.expired"
      case (_?, "paused"): return "subscription.paused"
      default: break
      }
      switch payload.bool("data", "previous_attributes", "cancel_at_period_end") {
      case false?: return "subscription.cancel_scheduled"
      case true?: return "subscription.uncanceled"
      case nil: return event.type
      }
    default: return event.type
    }
  }

  // MARK: Payments

  /// An unpaid session is followed by `checkout.session.async_payment_succeeded`.
  private static func checkout(_ object: NodeID, _ event: inout BillingEvent, _ payload: inout Payload) {
    event.subscription = payload.id("subscription", in: object)
    event.payment = payload.id("payment_intent", in: object)
    let isPaid = payload.text("payment_status", in: object) == "paid"
    guard payload.text("mode", in: object) == "payment", isPaid, event.type == "checkout.completed" else { return }
    event.actions = topup(object, &event)
  }

  private static func topup(_ object: NodeID, _ event: inout BillingEvent) -> [BillingEvent.Action] {
    var line = BillingEvent.Line(object)
    line.kinds = [.topup, .addon]
    line.purchase = event.metadata
    return [.grant([line])]
  }

  /// API version 2025-03-31.basil moved the subscription into `parent`.
  private static func invoice(_ object: NodeID, _ event: inout BillingEvent, _ payload: inout Payload) {
    event.payment = payload.id("payment_intent", in: object)
    event.subscription = payload.id("subscription", in: object)
    guard let details = payload.node("parent", "subscription_details", in: object) else { return }
    event.subscription = payload.id("subscription", in: details) ?? event.subscription
    event.metadata += payload.metadata("metadata", in: details)
  }
}
