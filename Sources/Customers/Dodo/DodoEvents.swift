import Catalog
import Foundations
import Providers
import Syntax

extension EventSource {
  /// Source: the typed events of the SDK dodopayments 1.123.0 (2026), and dodo-docs, developer-resources/webhooks.mdx and
  /// webhooks/intents (7901363, 2026).
  static let dodo = EventSource(
    .dodo, signature: .standard(key: .base64), secretVariable: "DODO_PAYMENTS_WEBHOOK_KEY",
    eventTypes: Array(DodoEvents.names.keys).sorted(), event: DodoEvents.event)
}

/// The payload is what is true when it is sent, not when the event happened: a retry of an old event has newer data.
enum DodoEvents {
  /// The names of the SDK dodopayments 1.123.0, and `payout.created`, which replaces `payout.not_initiated`
  /// (docs.dodopayments.com/developer-resources/webhooks/intents, read 2026-11-29).
  static let names: [String: String] = [
    "subscription.active": "subscription.active",
    "subscription.renewed": "invoice.paid",
    "subscription.on_hold": "subscription.on_hold",
    "subscription.past_due": "subscription.past_due",
    "subscription.paused": "subscription.paused",
    "subscription.unpaused": "subscription.resumed",
    "subscription.cancelled": "subscription.canceled",
    "subscription.failed": "subscription.failed",
    "subscription.expired": "subscription.expired",
    "subscription.plan_changed": "subscription.updated",
    "subscription.updated": "subscription.updated",
    "subscription.update_payment_method": "subscription.updated",
    "payment.succeeded": "invoice.paid",
    "payment.failed": "invoice.payment_failed",
    "payment.processing": "payment.processing",
    "payment.cancelled": "payment.canceled",
    "refund.succeeded": "invoice.refunded",
    "refund.failed": "refund.failed",
    "dispute.opened": "dispute.opened",
    "dispute.expired": "dispute.expired",
    "dispute.accepted": "dispute.accepted",
    "dispute.cancelled": "dispute.canceled",
    "dispute.challenged": "dispute.challenged",
    "dispute.won": "dispute.won",
    "dispute.lost": "dispute.lost",
    "license_key.created": "license.created",
    "entitlement_grant.created": "entitlement_grant.created",
    "entitlement_grant.delivered": "entitlement_grant.delivered",
    "entitlement_grant.failed": "entitlement_grant.failed",
    "entitlement_grant.revoked": "entitlement_grant.revoked",
    "credit.added": "credit.added",
    "credit.deducted": "credit.deducted",
    "credit.expired": "credit.expired",
    "credit.rolled_over": "credit.rolled_over",
    "credit.rollover_forfeited": "credit.rollover_forfeited",
    "credit.overage_charged": "credit.overage_charged",
    "credit.overage_reset": "credit.overage_reset",
    "credit.manual_adjustment": "credit.manual_adjustment",
    "credit.balance_low": "credit.balance_low",
    "dunning.started": "dunning.started",
    "dunning.recovered": "dunning.recovered",
    "abandoned_checkout.detected": "checkout.abandoned",
    "abandoned_checkout.recovered": "checkout.recovered",
    "payout.created": "payout.created",
    "payout.not_initiated": "payout.created",
    "payout.in_progress": "payout.processing",
    "payout.on_hold": "payout.on_hold",
    "payout.success": "payout.paid",
    "payout.failed": "payout.failed",
  ]

  @Sendable static func event(_ payload: inout Payload) -> News? {
    guard let name = payload.text("type") else { return nil }
    var event = News(names[name] ?? "unknown", name)
    event.id = payload.headers["webhook-id"]
    event.time = payload.timestamp("timestamp")
    guard event.type != "unknown" else { return event }
    guard let data = payload.node("data") else { return nil }
    event.status = payload.text("status", in: data)
    event.subscription = payload.text("subscription_id", in: data)
    event.payment = payload.text("payment_id", in: data)
    // That of a grant describes the feature, not the customer (the SDK, `entitlement_grant`).
    if !name.hasPrefix("entitlement_grant.") { event.metadata = payload.metadata("metadata", in: data) }
    event.customerId = payload.text("customer_id", in: data)
    if let customer = payload.node("customer", in: data) {
      event.customerId = payload.text("customer_id", in: customer) ?? event.customerId
      event.customerName = payload.text("name", in: customer)
      event.metadata += payload.metadata("metadata", in: customer)
    }
    switch name.prefix(while: { $0 != "." }) {
    case "subscription": subscription(data, &event, &payload)
    case "payment" where name == "payment.succeeded":
      let lines = cart(data, event, &payload)
      if !lines.isEmpty { event.facts = [.payment(News.Payment(event.payment, lines))] }
    case "refund" where name == "refund.succeeded":
      event.facts = [.refund(News.Refund(event.payment, .init(isWhole: payload.bool("is_partial", in: data).map { !$0 })))]
    case "dispute": event.facts = dispute(event)
    default: break
    }
    return event
  }

  // MARK: Subscriptions

  /// `on_hold`: a renewal has failed, and nothing is charged until the customer updates the payment method. `past_due`: the
  /// charge is still being retried. A cancellation at the next billing date leaves the status `active`.
  ///
  /// Source: SubscriptionStatus of the SDK.
  private static func standing(_ status: String?, isTrial: Bool) -> News.Standing {
    switch status {
    case "active": isTrial ? .trial : .active
    case "on_hold", "paused": .suspended
    case "cancelled", "failed", "expired": .ended
    default: .unchanged
    }
  }

  private static func subscription(_ data: NodeID, _ event: inout News, _ payload: inout Payload) {
    guard let id = event.subscription else { return }
    let (start, end) = (payload.timestamp("previous_billing_date", in: data), payload.timestamp("next_billing_date", in: data))
    let created = payload.timestamp("created_at", in: data)
    // The status of a trial is `active`; it is the time before anything was billed.
    let isTrial = (payload.integer("trial_period_days", in: data) ?? 0) > 0 && start == created && start != nil
    if event.providerType == "subscription.active", isTrial { event.type = "trial.started" }
    var snapshot = News.Snapshot(id, standing(event.status, isTrial: isTrial), lines(data, event, &payload))
    snapshot.periodStart = start
    snapshot.periodEnd = end
    if !isTrial, let start, let end { snapshot.regularEnd = regularEnd(start, end, data, &payload) }
    snapshot.startedAt = created
    let isScheduled = event.providerType == "subscription.cancelled" && event.status == "active"
    if isScheduled { event.type = "subscription.cancel_scheduled" }
    if isScheduled || payload.bool("cancel_at_next_billing_date", in: data) == true {
      snapshot.endsAt = end
    } else if let expiry = payload.timestamp("expires_at", in: data), let end, expiry <= end {
      // The term of the subscription, which may be years away, ends with this period.
      snapshot.endsAt = expiry
    }
    event.facts = [.subscription(snapshot)]
  }

  /// When a period would have ended, if it is longer. A pause moves the next bill and the end of the subscription by as long as it
  /// lasted, and leaves the last bill where it was.
  ///
  /// Source: dodo-docs, features/subscription.mdx (07ef303, read 2026-11-29).
  private static func regularEnd(_ start: Instant, _ end: Instant, _ data: NodeID, _ payload: inout Payload) -> Instant? {
    guard let count = payload.integer("payment_frequency_count", in: data), (1...1000).contains(count) else { return nil }
    let regular: Instant
    switch payload.text("payment_frequency_interval", in: data) {
    case "Day": regular = start.adding(seconds: count * 86_400)
    case "Week": regular = start.adding(seconds: count * 7 * 86_400)
    case "Month": regular = start.adding(months: count)
    case "Year": regular = start.adding(months: count * 12)
    default: return nil
    }
    // On the last day of a short month, the day of the bill may be up to three days later.
    let isLastDay = start.adding(seconds: 86_400).months(to: start) != 0
    let tolerance = isLastDay ? 3 * 86_400 + Cycle.tolerance : Cycle.tolerance
    return end.seconds - regular.seconds > tolerance ? regular : nil
  }

  private static func lines(_ data: NodeID, _ event: News, _ payload: inout Payload) -> [News.Line] {
    var plan = News.Line(data)
    plan.ids = [payload.text("product_id", in: data)].compactMap(\.self)
    plan.kinds = [.plan]
    plan.quantity = payload.integer("quantity", in: data) ?? 1
    // The metadata is that of the checkout; after a plan change it still names the old plan.
    if event.providerType != "subscription.plan_changed" { plan.purchase = event.metadata }
    var lines = [plan]
    let addons = payload.elements("addons", in: data) ?? []
    for addon in addons {
      var line = News.Line(addon)
      line.ids = [payload.text("addon_id", in: addon)].compactMap(\.self)
      line.quantity = payload.integer("quantity", in: addon) ?? 1
      // The metadata of a checkout with one add-on names that add-on.
      if addons.count == 1 { line.purchase = event.metadata }
      line.kinds = [.addon]
      lines.append(line)
    }
    return lines
  }

  // MARK: Payments

  /// What was bought once. The first payment of a subscription has a cart if something else was bought with it, a setup fee or a
  /// top-up; those that follow have none.
  ///
  /// Source: Payment of the SDK, `product_cart`, `subscription_id` and `charge_type`.
  private static func cart(_ data: NodeID, _ event: News, _ payload: inout Payload) -> [News.Line] {
    switch payload.text("charge_type", in: data) {
    case nil, "new": break
    default: return []
    }
    let products = payload.elements("product_cart", in: data) ?? []
    // A payment for several subscriptions lists them, and names none.
    let isSubscription = event.subscription != nil || !(payload.elements("subscription_ids", in: data) ?? []).isEmpty
    if products.isEmpty { return isSubscription ? [] : [line(data, event)] }
    return products.map { product in
      var line = line(product, event)
      line.ids = [payload.text("product_id", in: product)].compactMap(\.self)
      line.quantity = payload.integer("quantity", in: product) ?? 1
      // The metadata of a cart with several products does not say which one it describes.
      if products.count > 1 || isSubscription { line.purchase = [] }
      return line
    }
  }

  private static func line(_ node: NodeID, _ event: News) -> News.Line {
    var line = News.Line(node)
    line.purchase = event.metadata
    line.kinds = [.topup, .addon]
    return line
  }

  /// A dispute that is accepted returns the money, like one that is lost. One that has expired usually does, but not always.
  ///
  /// Source: dodo-docs, developer-resources/webhooks/intents/dispute.mdx (0315c06, 2026).
  private static func dispute(_ event: News) -> [News.Fact] {
    switch event.providerType {
    case "dispute.opened", "dispute.expired": [.refund(News.Refund(event.payment, .unknown, .dispute))]
    case "dispute.lost", "dispute.accepted": [.refund(News.Refund(event.payment, .whole, .dispute))]
    default: []
    }
  }
}
