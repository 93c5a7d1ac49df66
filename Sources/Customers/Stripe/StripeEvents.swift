import Catalog
import Foundations
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
    "invoice_payment.paid": "invoice.payment_identified",
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

  @Sendable static func event(_ payload: inout Payload) -> News? {
    let envelope = envelope(&payload)
    guard let name = payload.text("type", in: envelope) else { return nil }
    var event = News(names[name] ?? "unknown", name)
    event.id = payload.text("id", in: envelope)
    event.time = payload.unixSeconds("created", in: envelope)
    event.mode = payload.bool("livemode", in: envelope).map { $0 ? .live : .test }
    guard let data = payload.node("data", in: envelope), let object = payload.node("object", in: data) else {
      return event.type == "unknown" ? event : nil
    }
    guard event.type != "unknown" else { return event }
    event.status = payload.text("status", in: object)
    event.metadata = payload.metadata("metadata", in: object)
    event.customerId =
      name.hasPrefix("customer.") && !name.hasPrefix("customer.subscription.")
      ? payload.text("id", in: object) : payload.id("customer", in: object)
    if name.hasPrefix("customer.subscription.") {
      subscription(object, data, &event, &payload)
    } else if name.hasPrefix("checkout.session.") {
      checkout(object, &event, &payload)
    } else if name.hasPrefix("invoice.") {
      invoice(object, &event, &payload)
    } else if name == "invoice_payment.paid" {
      event.payment = payload.id("payment", "payment_intent", in: object)
      if let payment = event.payment, let invoice = payload.id("invoice", in: object) {
        event.facts = [.identity(payment: payment, otherID: invoice)]
      }
    } else if name.hasPrefix("payment_intent.") {
      event.payment = payload.text("id", in: object)
      // The session of a checkout has the same payment id, so the grant is created once.
      if name == "payment_intent.succeeded" { event.facts = purchase(object, event) }
    } else if name.hasPrefix("charge.") || name.hasPrefix("refund.") {
      event.payment = payload.id("payment_intent", in: object)
      event.facts = refund(object, event, &payload)
    }
    return event
  }

  /// The event itself. Amazon EventBridge puts it into `detail` of an event of its own, Azure Event Grid into `data`.
  ///
  /// Source: docs.stripe.com/event-destinations/eventbridge and /eventgrid.
  private static func envelope(_ payload: inout Payload) -> NodeID {
    for name in ["detail", "data"] {
      guard let member = payload.tree.value(of: .root, named: name), payload.tree.kind(member) == .object,
        let kind = payload.tree.value(of: member, named: "object"), payload.tree.kind(kind) == .string,
        payload.tree.text(kind) == "event"
      else { continue }
      return member
    }
    return .root
  }

  // MARK: Subscriptions

  /// `past_due` keeps access until Stripe's retries end and the status becomes `unpaid` or `canceled`. A subscription whose
  /// collection is paused stays `active`, but nothing is paid for.
  ///
  /// Source: docs.stripe.com/api/subscriptions/object, `status` and `pause_collection`.
  private static func standing(_ event: News, isPaused: Bool) -> News.Standing {
    if event.providerType == "customer.subscription.deleted" { return .ended }
    switch event.status {
    case "active" where isPaused, "trialing" where isPaused: return .suspended
    case "active": return .active
    case "trialing": return .trial
    case "canceled", "incomplete_expired": return .ended
    case "unpaid", "paused": return .suspended
    default: return .unchanged
    }
  }

  private static func subscription(_ object: NodeID, _ data: NodeID, _ event: inout News, _ payload: inout Payload) {
    event.subscription = payload.text("id", in: object)
    let isPaused = payload.node("pause_collection", in: object) != nil
    var lines: [News.Line] = []
    // Since 2025-03-31.basil, periods are those of the items; before, that of the subscription.
    var start = payload.unixSeconds("current_period_start", in: object)
    var end = payload.unixSeconds("current_period_end", in: object)
    let items = payload.elements("items", "data", in: object) ?? []
    for item in items {
      var line = News.Line(item)
      line.kinds = [.plan]
      // The metadata of a subscription with several items does not say which one it describes.
      if items.count == 1 { line.purchase = event.metadata }
      line.quantity = payload.integer("quantity", in: item) ?? 1
      // The compiler's template for add-ons puts the metadata of the purchase on the item.
      line.metadata = payload.metadata("metadata", in: item)
      for field in ["price", "plan"] { price(field, of: item, &line, &payload) }
      lines.append(line)
      start = earlier(start, payload.unixSeconds("current_period_start", in: item))
      end = earlier(end, payload.unixSeconds("current_period_end", in: item))
    }
    event.type = type(data, isPaused: isPaused, &payload, event)
    guard let id = event.subscription else { return }
    var snapshot = News.Snapshot(id, standing(event, isPaused: isPaused), lines)
    snapshot.isComplete = payload.bool("items", "has_more", in: object) != true
    snapshot.isStart = event.providerType == "customer.subscription.created"
    snapshot.periodStart = start
    snapshot.periodEnd = end
    snapshot.anchor = payload.unixSeconds("billing_cycle_anchor", in: object)
    snapshot.startedAt = payload.unixSeconds("start_date", in: object)
    snapshot.endedAt = payload.unixSeconds("ended_at", in: object)
    snapshot.endsAt = payload.unixSeconds("cancel_at", in: object)
    if snapshot.endsAt == nil, payload.bool("cancel_at_period_end", in: object) == true { snapshot.endsAt = end }
    event.facts = [.subscription(snapshot)]
  }

  private static func earlier(_ left: Instant?, _ right: Instant?) -> Instant? {
    guard let left, let right else { return left ?? right }
    return min(left, right)
  }

  /// Adds what identifies the price in a member of an object to a line.
  private static func price(_ field: String, of object: NodeID, _ line: inout News.Line, _ payload: inout Payload) {
    guard let price = payload.node(field, in: object) else { return }
    line.ids += [payload.id(field, in: object)].compactMap(\.self)
    guard payload.tree.kind(price) == .object else { return }
    line.lookupKey = line.lookupKey ?? payload.text("lookup_key", in: price)
    line.ids += [payload.id("product", in: price)].compactMap(\.self)
    line.metadata = payload.metadata("metadata", in: price) + line.metadata
  }

  /// The type of an update, derived from the status and the previous attributes.
  private static func type(_ data: NodeID, isPaused: Bool, _ payload: inout Payload, _ event: News) -> String {
    switch (event.providerType, event.status) {
    case ("customer.subscription.created", "trialing"): return "trial.started"
    case ("customer.subscription.updated", let status?):
      guard let previous = payload.node("previous_attributes", in: data), payload.tree.kind(previous) == .object else {
        return isPaused ? "subscription.paused" : event.type
      }
      switch (payload.text("status", in: previous), status) {
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
      if payload.tree.value(of: previous, named: "pause_collection") != nil {
        return isPaused ? "subscription.paused" : "subscription.resumed"
      }
      switch payload.bool("cancel_at_period_end", in: previous) {
      case false?: return "subscription.cancel_scheduled"
      case true?: return "subscription.uncanceled"
      case nil: break
      }
      // A date of cancellation; with flexible billing, `cancel_at_period_end` stays false.
      guard payload.tree.value(of: previous, named: "cancel_at") != nil else { return event.type }
      let object = payload.node("object", in: data) ?? data
      return payload.node("cancel_at", in: object) == nil ? "subscription.uncanceled" : "subscription.cancel_scheduled"
    default: return event.type
    }
  }

  // MARK: Payments

  /// An unpaid session is followed by `checkout.session.async_payment_succeeded`. A free one has no payment, so its own id
  /// takes the place of the payment's.
  private static func checkout(_ object: NodeID, _ event: inout News, _ payload: inout Payload) {
    event.subscription = payload.id("subscription", in: object)
    event.payment = payload.id("payment_intent", in: object)
    guard payload.text("mode", in: object) == "payment", event.type == "checkout.completed" else { return }
    switch payload.text("payment_status", in: object) {
    case "paid": break
    case "no_payment_required": event.payment = event.payment ?? payload.text("id", in: object)
    default: return
    }
    // With `invoice_creation`, `invoice.paid` says the same again, and since 2025-03-31.basil without the payment's id.
    event.facts = purchase(object, event, invoice: payload.id("invoice", in: object))
  }

  private static func purchase(_ object: NodeID, _ event: News, invoice: String? = nil) -> [News.Fact] {
    var line = News.Line(object)
    line.kinds = [.topup, .addon]
    line.purchase = event.metadata
    var payment = News.Payment(event.payment, [line])
    payment.otherID = invoice
    return [.payment(payment)]
  }

  /// A refund has two events, and only `charge.refunded` says whether it is full. It can fail later. Of a dispute, the end decides.
  private static func refund(_ object: NodeID, _ event: News, _ payload: inout Payload) -> [News.Fact] {
    switch event.providerType {
    case "charge.refunded":
      return [.refund(News.Refund(event.payment, .init(isWhole: payload.bool("refunded", in: object))))]
    case "refund.created" where event.status == "succeeded": return [.refund(News.Refund(event.payment, .unknown))]
    case "refund.failed": return [.refund(News.Refund(event.payment, .failed))]
    case "charge.dispute.created": return [.refund(News.Refund(event.payment, .unknown, .dispute))]
    case "charge.dispute.closed" where event.status == "lost": return [.refund(News.Refund(event.payment, .whole, .dispute))]
    default: return []
    }
  }

  /// API version 2025-03-31.basil moved the subscription into `parent`, and prices into `pricing`. The payment is in `payments`,
  /// which is only included on demand; `invoice_payment.paid` has it.
  ///
  /// Source: docs.stripe.com/changelog/basil/2025-03-31/add-support-for-multiple-partial-payments-on-invoices; stripe-python 16.1.0,
  /// `_invoice.py` and `_invoice_payment.py`.
  private static func invoice(_ object: NodeID, _ event: inout News, _ payload: inout Payload) {
    event.payment = payload.id("payment_intent", in: object)
    for entry in payload.elements("payments", "data", in: object) ?? [] where event.payment == nil {
      event.payment = payload.id("payment", "payment_intent", in: entry)
    }
    event.subscription = payload.id("subscription", in: object)
    if let details = payload.node("parent", "subscription_details", in: object) {
      event.subscription = payload.id("subscription", in: details) ?? event.subscription
      event.metadata += payload.metadata("metadata", in: details)
    }
    guard event.type == "invoice.paid" else { return }
    let lines = (payload.elements("lines", "data", in: object) ?? []).compactMap { oneTime($0, &payload) }
    // Only the first ten lines are shown (stripe/sync-engine, pull request 104, read 2026-11-29).
    let isComplete = payload.bool("lines", "has_more", in: object) != true
    guard !lines.isEmpty || !isComplete else { return }
    event.payment = event.payment ?? payload.text("id", in: object)
    var payment = News.Payment(event.payment, lines)
    payment.isComplete = isComplete
    event.facts = [.payment(payment)]
  }

  /// A line of an invoice that is not a subscription's period, nor the correction of one.
  private static func oneTime(_ node: NodeID, _ payload: inout Payload) -> News.Line? {
    let item = payload.node("parent", "invoice_item_details", in: node)
    guard item != nil || payload.text("type", in: node) == "invoiceitem" else { return nil }
    let isProration = item.flatMap { payload.bool("proration", in: $0) } ?? payload.bool("proration", in: node) ?? false
    if isProration { return nil }
    var line = News.Line(node)
    line.kinds = [.topup, .addon]
    line.quantity = payload.integer("quantity", in: node) ?? 1
    line.metadata = payload.metadata("metadata", in: node)
    price("price", of: node, &line, &payload)
    if let details = payload.node("pricing", "price_details", in: node) {
      line.ids += [payload.id("price", in: details), payload.id("product", in: details)].compactMap(\.self)
    }
    // An amount without a price may be for anything.
    return line.ids.isEmpty && line.metadata.isEmpty ? nil : line
  }
}
