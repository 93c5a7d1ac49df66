import Foundations
import Providers
import Syntax

extension EventSource {
  /// The key is the text of the secret. Endpoints created since 2026-09-08 have a secret of Standard Webhooks, whose key is in
  /// base64.
  ///
  /// Source: the section `webhooks` and the payload schemas of polarsource/polar, docs/openapi/2026-10.openapi.json, and
  /// docs/integrate/webhooks (c6c3645, 2026-08-22); the keys: `validate_event` of polar-sdk 1.0.2.
  static let polar = EventSource(
    .polar, signature: .standard(key: .textOrBase64), secretVariable: "POLAR_WEBHOOK_SECRET",
    eventTypes: Array(PolarEvents.names.keys).sorted(), event: PolarEvents.event)
}

/// A subscription has one product. An add-on is a subscription of its own, and nothing connects it to that of the plan.
enum PolarEvents {
  /// All 41 names of the OpenAPI document (c6c3645, 2026-08-22), and `subscription.migrated` of
  /// docs/integrate/webhooks/events.mdx (0e4b5bb).
  static let names: [String: String] = [
    "subscription.created": "subscription.created",
    "subscription.active": "subscription.active",
    "subscription.cycled": "subscription.renewed",
    "subscription.updated": "subscription.updated",
    "subscription.past_due": "subscription.past_due",
    "subscription.canceled": "subscription.cancel_scheduled",
    "subscription.uncanceled": "subscription.uncanceled",
    "subscription.revoked": "subscription.canceled",
    "subscription.paused": "subscription.paused",
    "subscription.resumed": "subscription.resumed",
    "subscription.migrated": "subscription.migrated",
    "order.created": "order.created",
    "order.updated": "order.updated",
    "order.paid": "invoice.paid",
    "order.refunded": "invoice.refunded",
    "refund.created": "refund.created",
    "refund.updated": "refund.updated",
    "checkout.created": "checkout.created",
    "checkout.updated": "checkout.updated",
    "checkout.expired": "checkout.expired",
    "customer.created": "customer.created",
    "customer.updated": "customer.updated",
    "customer.deleted": "customer.deleted",
    "customer.state_changed": "customer.state_changed",
    "customer_seat.assigned": "seat.assigned",
    "customer_seat.claimed": "seat.claimed",
    "customer_seat.revoked": "seat.revoked",
    "member.created": "member.created",
    "member.updated": "member.updated",
    "member.deleted": "member.deleted",
    "benefit_grant.created": "benefit_grant.created",
    "benefit_grant.updated": "benefit_grant.updated",
    "benefit_grant.cycled": "benefit_grant.cycled",
    "benefit_grant.revoked": "benefit_grant.revoked",
    "product.created": "catalog.updated",
    "product.updated": "catalog.updated",
    "benefit.created": "catalog.updated",
    "benefit.updated": "catalog.updated",
    "discount.created": "catalog.updated",
    "discount.updated": "catalog.updated",
    "discount.deleted": "catalog.updated",
    "organization.updated": "account.updated",
  ]

  @Sendable static func event(_ payload: inout Payload) -> News? {
    guard let name = payload.text("type") else { return nil }
    var event = News(names[name] ?? "unknown", name)
    event.id = payload.headers["webhook-id"]
    event.time = payload.timestamp("timestamp")
    guard event.type != "unknown" else { return event }
    guard let data = payload.node("data") else { return nil }
    event.status = payload.text("status", in: data)
    event.metadata = payload.metadata("metadata", in: data)
    event.customerId = payload.text("customer_id", in: data)
    if let customer = name.hasPrefix("customer.") ? data : payload.node("customer", in: data) {
      event.customerId = event.customerId ?? payload.text("id", in: customer)
      event.externalCustomerId = payload.text("external_id", in: customer)
      event.customerName = payload.text("name", in: customer)
      let metadata = payload.metadata("metadata", in: customer)
      // A customer who was deleted had lost the id before their subscriptions ended; since c6c3645, payloads keep it
      // (server/polar/models/customer.py, saved_external_id).
      event.externalCustomerId = event.externalCustomerId ?? metadata.text("__external_id")
      if customer != data { event.metadata += metadata }
    }
    switch name.prefix(while: { $0 != "." }) {
    case "subscription" where name != "subscription.migrated":
      event.subscription = payload.text("id", in: data)
      subscription(data, &event, &payload)
    case "order":
      event.payment = payload.text("id", in: data)
      event.subscription = payload.text("subscription_id", in: data)
      event.facts = order(data, event, &payload)
    case "refund", "customer_seat":
      event.payment = payload.text("order_id", in: data)
      event.subscription = payload.text("subscription_id", in: data)
      // Then `order.updated` has the status `paid` again, and no other event of the order is sent (server/polar/refund/service.py).
      if name == "refund.updated", event.status == "failed" || event.status == "canceled" {
        event.facts = [.refund(News.Refund(event.payment, .failed))]
      }
    case "benefit_grant":
      event.subscription = payload.text("subscription_id", in: data)
    default: break
    }
    return event
  }

  // MARK: Subscriptions

  /// A scheduled cancellation leaves the status `active`; the event at the end is `subscription.revoked`. A paused subscription
  /// is not billed, and its benefits are revoked.
  ///
  /// Source: SubscriptionStatus of the OpenAPI document.
  private static func standing(_ event: String, _ status: String?) -> News.Standing {
    if event == "subscription.revoked" { return .ended }
    switch status {
    case "active": return .active
    case "trialing": return .trial
    case "canceled", "incomplete_expired": return .ended
    case "unpaid", "paused": return .suspended
    default: return .unchanged
    }
  }

  private static func subscription(_ data: NodeID, _ event: inout News, _ payload: inout Payload) {
    switch (event.providerType, event.status) {
    case ("subscription.created", "trialing"): event.type = "trial.started"
    case ("subscription.canceled", "canceled"): event.type = "subscription.canceled"
    default: break
    }
    guard let id = event.subscription else { return }
    var snapshot = News.Snapshot(id, standing(event.providerType, event.status), [line(data, event, &payload)])
    snapshot.isStart = event.providerType == "subscription.created"
    snapshot.periodStart = payload.timestamp("current_period_start", in: data)
    snapshot.periodEnd = payload.timestamp("current_period_end", in: data)
    snapshot.startedAt = payload.timestamp("started_at", in: data)
    // After a trial, periods are counted from its end. Later changes of the billing day are in no payload.
    snapshot.anchor = payload.timestamp("trial_end", in: data)
    snapshot.endsAt = payload.timestamp("ends_at", in: data)
    // A pause begins when the period ends, and can be taken back until then (docs/integrate/webhooks/events.mdx).
    let ends = ["cancel_at_period_end", "pause_at_period_end"].contains { payload.bool($0, in: data) == true }
    if snapshot.endsAt == nil, ends { snapshot.endsAt = snapshot.periodEnd }
    snapshot.endedAt = payload.timestamp("ended_at", in: data)
    event.facts = [.subscription(snapshot)]
  }

  // MARK: Orders

  /// A free product has an order that is paid at once. A dispute that is prevented is a refund of the order, so `order.refunded` says
  /// everything, and a `refund.created` beside it nothing more. A dispute that is lost changes no order, and has no event.
  ///
  /// Source: OrderBillingReason and OrderStatus of the OpenAPI document; server/polar/refund/service.py and dispute/service.py
  /// (c6c3645, 2026-08-22).
  private static func order(_ data: NodeID, _ event: News, _ payload: inout Payload) -> [News.Fact] {
    switch event.providerType {
    case "order.paid" where payload.text("billing_reason", in: data) == "purchase":
      return [.payment(News.Payment(event.payment, [line(data, event, &payload)]))]
    case "order.refunded":
      let isWhole: Bool? =
        switch event.status {
        case "refunded": true
        case "partially_refunded": false
        default: nil
        }
      return [.refund(News.Refund(event.payment, .init(isWhole: isWhole)))]
    default: return []
    }
  }

  /// The product of a subscription or an order, and its units, or else its seats: one of them is null.
  ///
  /// Source: server/polar/subscription/schemas.py and server/polar/order/schemas.py (c6c3645, 2026-08-22).
  private static func line(_ data: NodeID, _ event: News, _ payload: inout Payload) -> News.Line {
    var line = News.Line(data)
    line.ids = [payload.text("product_id", in: data)].compactMap(\.self)
    line.metadata = payload.metadata("product", "metadata", in: data)
    line.quantity = payload.integer("units", in: data) ?? payload.integer("seats", in: data) ?? 1
    // The metadata of the checkout is a fallback for products that the compiler did not create.
    line.purchase = event.metadata
    return line
  }
}
