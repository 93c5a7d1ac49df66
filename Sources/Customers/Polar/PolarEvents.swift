import Providers
import Syntax

extension EventSource {
  /// Source: the section `webhooks` and the payload schemas of polarsource/polar, docs/openapi/2026-04.openapi.json, and
  /// docs/integrate/webhooks. The key is the secret itself, which generic libraries expect to be base64-encoded.
  static let polar = EventSource(
    .polar, signature: .standard(key: .textOrBase64), secretVariable: "POLAR_WEBHOOK_SECRET",
    eventTypes: Array(PolarEvents.names.keys).sorted(), event: PolarEvents.event)
}

enum PolarEvents {
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
    "benefit_grant.created": "benefit_grant.created",
    "benefit_grant.updated": "benefit_grant.updated",
    "benefit_grant.cycled": "benefit_grant.cycled",
    "benefit_grant.revoked": "benefit_grant.revoked",
    "product.created": "catalog.updated",
    "product.updated": "catalog.updated",
    "benefit.created": "catalog.updated",
    "benefit.updated": "catalog.updated",
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
      if customer != data { event.metadata += payload.metadata("metadata", in: customer) }
    }
    if name.hasPrefix("subscription.") {
      event.subscription = payload.text("id", in: data)
      subscription(data, product(data, event, &payload), &event, &payload)
    } else if name.hasPrefix("order.") {
      event.payment = payload.text("id", in: data)
      event.subscription = payload.text("subscription_id", in: data)
      if name == "order.paid", payload.text("billing_reason", in: data) == "purchase" {
        event.facts = [.payment(News.Payment(event.payment, [product(data, event, &payload)]))]
      } else if name == "order.refunded" {
        event.facts = [.refund(News.Refund(event.payment, event.status == "refunded" ? .whole : .partial))]
      }
    } else if name.hasPrefix("refund.") {
      event.payment = payload.text("order_id", in: data)
      event.subscription = payload.text("subscription_id", in: data)
    } else if name.hasPrefix("benefit_grant.") {
      event.subscription = payload.text("subscription_id", in: data)
    }
    return event
  }

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

  private static func subscription(
    _ data: NodeID, _ line: News.Line, _ event: inout News, _ payload: inout Payload
  ) {
    switch (event.providerType, event.status) {
    case ("subscription.created", "trialing"): event.type = "trial.started"
    case ("subscription.canceled", "canceled"): event.type = "subscription.canceled"
    default: break
    }
    guard let id = event.subscription else { return }
    var snapshot = News.Snapshot(id, standing(event.providerType, event.status), [line])
    snapshot.isStart = event.providerType == "subscription.created"
    snapshot.periodStart = payload.timestamp("current_period_start", in: data)
    snapshot.periodEnd = payload.timestamp("current_period_end", in: data)
    snapshot.startedAt = payload.timestamp("started_at", in: data)
    snapshot.endsAt = payload.timestamp("ends_at", in: data)
    snapshot.endedAt = payload.timestamp("ended_at", in: data)
    event.facts = [.subscription(snapshot)]
  }

  private static func product(_ data: NodeID, _ event: News, _ payload: inout Payload) -> News.Line {
    var line = News.Line(data)
    line.ids = [payload.text("product_id", in: data)].compactMap(\.self)
    line.metadata = payload.metadata("product", "metadata", in: data)
    // The metadata of the checkout is a fallback for products that the compiler did not create.
    line.purchase = event.metadata
    return line
  }
}
