import Foundations
import Providers
import Syntax

extension EventSource {
  /// Webhooks are sent through Svix.
  ///
  /// Source: useautumn/autumn, the section `webhooks` of packages/openapi/openapi.yml (187c0a7, 2026-08-22), and
  /// documentation/webhooks.mdx (11cbd9f).
  static let autumn = EventSource(
    .autumn, signature: .standard(key: .base64), secretVariable: "AUTUMN_WEBHOOK_SECRET",
    eventTypes: Array(AutumnEvents.names.keys).sorted(), event: AutumnEvents.event)
}

/// Nothing is sent for a renewal. Neither subscriptions nor purchases have an id. The customer, the entity (a seat, a workspace),
/// the plan and the time at which it began identify a subscription; an add-on can be attached twice. A purchase has no time: the
/// message identifies it. A customer or an entity has one plan of a group at a time; a change of plan ends one subscription and
/// begins another.
///
/// What begins at Stripe, such as the end of a scheduled cancellation, has no entity: it is about the plan that began at the same time.
/// The period is always null. A plan that takes the place of another one is billed on the same day, and a first plan on the day
/// on which it, or its trial, has begun. The end of a trial has no `plan_changes`. Nothing says how many were bought. `updated` is
/// also sent for a change of the number, an automatic top-up, and another version of the plan.
///
/// Source: shared/api/billing/common/customerPlanChange.ts, and of the server, buildBillingChangeResponse.ts, toCustomerPlanSnapshot.ts,
/// stripeToAutumnCustomerMiddleware.ts, handleStripeSubscriptionTrialEnded.ts, pairSamePlanIdReplacements.ts and
/// revertTrialExpiry.ts (187c0a7).
enum AutumnEvents {
  /// The names of both sources, and `customer.products.updated` and `customer.threshold_reached`, which they replace.
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
    event.customerId = payload.text("customer_id", in: data) ?? payload.text("customer", "id", in: data)
    event.externalCustomerId = event.customerId
    switch name {
    case "billing.updated": changes(data, &event, &payload)
    case "billing.auto_topup_succeeded": topup(data, &event, &payload)
    default: break
    }
    return event
  }

  /// Names the feature and the amount, but not what was bought. "A stable dedupe key" is the id of the invoice.
  private static func topup(_ data: NodeID, _ event: inout News, _ payload: inout Payload) {
    event.payment = payload.text("invoice", "stripe_id", in: data) ?? event.id
    guard let feature = payload.text("feature_id", in: data), let amount = payload.decimal("quantity_granted", in: data) else {
      return
    }
    event.facts = [.credit(News.Credit(event.payment, feature: feature, amount: amount))]
  }

  /// A plan change may end one plan and start another.
  private static func changes(_ data: NodeID, _ event: inout News, _ payload: inout Payload) {
    let customer = ["autumn", event.customerId ?? ""]
    let owner = customer + [payload.text("entity_id", in: data)].compactMap(\.self)
    var types: [String] = []
    var isPurchase = false
    for change in payload.elements("plan_changes", in: data) ?? [] {
      let action = payload.text("action", in: change)
      if let purchase = payload.node("purchase", in: change) {
        event.facts += [self.purchase(purchase, action, owner, event, &payload)].compactMap(\.self)
        isPurchase = true
      } else if let subscription = payload.node("subscription", in: change) {
        event.status = payload.text("status", in: subscription)
        var snapshot = snapshot(subscription, action, owner, event, &payload)
        // The time of the news is that of the attempt, so that a retry would take back what has happened since. A plan that comes
        // back after the trial of another one has its old start.
        if action == "activated", payload.text("previous_attributes", "status", in: change) != "expired" {
          snapshot.happenedAt = [snapshot.startedAt, event.time].compactMap(\.self).min()
        } else if action == "updated", snapshot.standing.isOn {
          snapshot.isOngoing = true
        }
        if owner != customer { snapshot.broadLine = customer.joined(separator: "/") }
        types += [type(action, change, subscription, snapshot, &payload)].compactMap(\.self)
        if action != "scheduled" { event.facts.append(.subscription(snapshot)) }
      }
    }
    let tags = (payload.elements("tags", in: data) ?? []).map { payload.tree.text($0) }
    if tags.contains("trial_ended") { types = ["trial.ended"] }
    if let type = types.first { event.type = types.allSatisfy { $0 == type } ? type : "subscription.updated" }
    if types.isEmpty, isPurchase { event.type = "checkout.completed" }
  }

  // MARK: Subscriptions

  /// Source: the schema of `billing.updated`, whose `previous_attributes` has the old values.
  private static func type(
    _ action: String?, _ change: NodeID, _ subscription: NodeID, _ snapshot: News.Snapshot, _ payload: inout Payload
  ) -> String? {
    switch action {
    case "activated": return snapshot.standing == .trial ? "trial.started" : "subscription.active"
    case "expired": return "subscription.expired"
    case "scheduled": return "subscription.scheduled"
    case "updated":
      if payload.bool("past_due", in: subscription) == true { return "subscription.past_due" }
      guard let before = payload.node("previous_attributes", in: change), payload.tree.kind(before) == .object,
        payload.tree.value(of: before, named: "canceled_at") != nil
      else { return "subscription.updated" }
      return payload.node("canceled_at", in: subscription) == nil ? "subscription.uncanceled" : "subscription.cancel_scheduled"
    default: return nil
    }
  }

  /// A trial is active and has an end. While a payment is late, the status stays `active`.
  private static func standing(
    _ action: String?, _ subscription: NodeID, _ event: News, _ payload: inout Payload
  ) -> News.Standing {
    switch (action, event.status) {
    case ("expired", _), (_, "expired"): return .ended
    case ("activated", _), ("updated", "active"):
      if payload.bool("past_due", in: subscription) == true { return .unchanged }
      guard let end = payload.unixMilliseconds("trial_ends_at", in: subscription) else { return .active }
      return event.time.map { $0 < end } ?? true ? .trial : .active
    default: return .unchanged
    }
  }

  private static func snapshot(
    _ node: NodeID, _ action: String?, _ owner: [String], _ event: News, _ payload: inout Payload
  ) -> News.Snapshot {
    let id = (owner + [payload.text("plan_id", in: node) ?? ""]).joined(separator: "/")
    var snapshot = News.Snapshot(id, standing(action, node, event, &payload), [line(node, &payload)])
    snapshot.line = owner.joined(separator: "/")
    snapshot.periodStart = payload.unixMilliseconds("current_period_start", in: node)
    snapshot.periodEnd = payload.unixMilliseconds("current_period_end", in: node)
    snapshot.startedAt = payload.unixMilliseconds("started_at", in: node)
    snapshot.trialEndsAt = payload.unixMilliseconds("trial_ends_at", in: node)
    let expiry = payload.unixMilliseconds("expires_at", in: node)
    if snapshot.standing == .ended {
      snapshot.endedAt = expiry
    } else {
      let isCanceled = payload.node("canceled_at", in: node) != nil
      snapshot.endsAt = expiry ?? (isCanceled ? snapshot.periodEnd : nil)
    }
    return snapshot
  }

  private static func line(_ node: NodeID, _ payload: inout Payload) -> News.Line {
    var line = News.Line(node)
    line.ids = [payload.text("plan_id", in: node)].compactMap(\.self)
    line.isQuantityKnown = false
    return line
  }

  // MARK: Purchases

  /// A plan that is paid once. It expires when it is taken back or its time is over.
  private static func purchase(
    _ node: NodeID, _ action: String?, _ owner: [String], _ event: News, _ payload: inout Payload
  ) -> News.Fact? {
    let line = (owner + [payload.text("plan_id", in: node) ?? ""]).joined(separator: "/")
    switch action {
    case "activated":
      // A retry is the same message.
      let known = event.facts.filter { fact in
        if case .payment(let payment) = fact { payment.id.flatMap { Journal.Purchase($0) }?.line == line } else { false }
      }.count
      let id = event.id.map { Journal.Purchase(line: line, event: known == 0 ? $0 : "\($0)-\(known + 1)").id }
      return .payment(News.Payment(id, [self.line(node, &payload)]))
    case "expired":
      var refund = News.Refund(nil, .whole)
      refund.line = line
      return .refund(refund)
    default: return nil
    }
  }
}
