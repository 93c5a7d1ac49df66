import Foundations
import Providers
import Syntax

extension EventSource {
  /// Webhooks are sent through Svix.
  ///
  /// Source: useautumn/autumn, the section `webhooks` of packages/openapi/openapi.yml, and documentation/webhooks.mdx.
  static let autumn = EventSource(
    .autumn, signature: .standard(key: .base64), secretVariable: "AUTUMN_WEBHOOK_SECRET",
    eventTypes: Array(AutumnEvents.names.keys).sorted(), event: AutumnEvents.event)
}

enum AutumnEvents {
  static let names: [String: String] = [
    "billing.updated": "subscription.updated",
    "billing.auto_topup_succeeded": "topup.paid",
    "billing.auto_topup_failed": "topup.payment_failed",
    "balances.limit_reached": "balance.limit_reached",
    "balances.usage_alert_triggered": "balance.threshold",
    "customer.products.updated": "customer.state_changed",
    "customer.threshold_reached": "balance.threshold",
    "vercel.resources.provisioned": "vercel.provisioned",
    "vercel.resources.deleted": "vercel.deleted",
    "vercel.resources.rotate_secrets": "vercel.secrets_rotated",
    "vercel.webhooks.event": "vercel.event",
  ]

  @Sendable static func event(_ payload: inout Payload) -> News? {
    guard let name = payload.text("type") else { return nil }
    var event = News(names[name] ?? "unknown", name)
    event.id = payload.text("id") ?? payload.headers["svix-id"] ?? payload.headers["webhook-id"]
    event.time = payload.unixMilliseconds("occurred_at")
    if event.time == nil, let time = payload.headers["svix-timestamp"] ?? payload.headers["webhook-timestamp"] {
      event.time = Int64(time).flatMap { Instant(unixSeconds: $0) }
    }
    guard event.type != "unknown" else { return event }
    guard let data = payload.node("data") else { return nil }
    // Autumn uses the application's own customer ids.
    event.customerId = payload.text("customer_id", in: data)
    event.externalCustomerId = event.customerId
    event.metadata = payload.metadata("metadata", in: data)
    switch name {
    case "billing.updated": changes(data, &event, &payload)
    // The schema names the feature and the amount but not the purchased plan; Autumn tracks the balance itself.
    case "billing.auto_topup_succeeded": event.payment = payload.text("invoice", "stripe_id", in: data)
    default: break
    }
    return event
  }

  /// A plan change may end one plan and start another.
  private static func changes(_ data: NodeID, _ event: inout News, _ payload: inout Payload) {
    var bought: [News.Line] = []
    var types: [String] = []
    for change in payload.elements("plan_changes", in: data) ?? [] {
      let action = payload.text("action", in: change)
      if let purchase = payload.node("purchase", in: change) {
        if action == "activated" { bought.append(line(purchase, &payload)) }
        continue
      }
      guard let subscription = payload.node("subscription", in: change) else { continue }
      event.status = payload.text("status", in: subscription)
      var snapshot = snapshot(subscription, event, &payload)
      switch action {
      case "activated":
        event.facts.append(.subscription(snapshot))
        types.append(payload.node("trial_ends_at", in: subscription) == nil ? "subscription.active" : "trial.started")
      case "expired":
        snapshot.standing = .ended
        event.facts.append(.subscription(snapshot))
        types.append("subscription.expired")
      case "scheduled": types.append("subscription.scheduled")
      case "updated":
        types.append(update(change, subscription, &payload))
        if event.status == "active" { event.facts.append(.subscription(snapshot)) }
      default: break
      }
    }
    let tags = (payload.elements("tags", in: data) ?? []).map { payload.tree.text($0) }
    // The schema has no payment id, so a purchase is reported but not granted.
    if !bought.isEmpty { event.facts.append(.payment(News.Payment(event.payment, bought))) }
    if tags.contains("trial_ended") { types = ["trial.ended"] }
    if let type = types.first { event.type = types.allSatisfy { $0 == type } ? type : "subscription.updated" }
    if types.isEmpty, !bought.isEmpty { event.type = "checkout.completed" }
  }

  /// Source: the schema of `billing.updated`, whose `previous_attributes` has the old values.
  private static func update(_ change: NodeID, _ subscription: NodeID, _ payload: inout Payload) -> String {
    if payload.bool("past_due", in: subscription) == true { return "subscription.past_due" }
    guard let before = payload.node("previous_attributes", in: change), payload.tree.kind(before) == .object,
      payload.tree.value(of: before, named: "canceled_at") != nil
    else { return "subscription.updated" }
    return payload.node("canceled_at", in: subscription) == nil ? "subscription.uncanceled" : "subscription.cancel_scheduled"
  }

  /// A subscription has no id at Autumn; a customer has a plan once.
  private static func snapshot(_ node: NodeID, _ event: News, _ payload: inout Payload) -> News.Snapshot {
    let isTrial = payload.node("trial_ends_at", in: node) != nil
    let id = "autumn/\(event.customerId ?? "")/\(payload.text("plan_id", in: node) ?? "")"
    var snapshot = News.Snapshot(id, isTrial ? .trial : .active, [line(node, &payload)])
    snapshot.periodStart = payload.unixMilliseconds("current_period_start", in: node)
    snapshot.periodEnd = payload.unixMilliseconds("current_period_end", in: node)
    snapshot.startedAt = payload.unixMilliseconds("started_at", in: node)
    return snapshot
  }

  private static func line(_ node: NodeID, _ payload: inout Payload) -> News.Line {
    var line = News.Line(node)
    line.ids = [payload.text("plan_id", in: node)].compactMap(\.self)
    line.quantity = payload.integer("quantity", in: node) ?? 1
    return line
  }
}
