import Providers
import Syntax

extension EventSource {
  /// Source: armitage-labs/creem, packages/docs/code/webhooks.mdx, and packages/sdk, webhookeventtype.ts.
  static let creem = EventSource(
    .creem, signature: .body(header: "creem-signature"), secretVariable: "CREEM_WEBHOOK_SECRET",
    eventTypes: Array(CreemEvents.names.keys).sorted(), event: CreemEvents.event)
}

enum CreemEvents {
  static let names: [String: String] = [
    "checkout.completed": "checkout.completed",
    "subscription.active": "subscription.active",
    "subscription.trialing": "trial.started",
    "subscription.paid": "invoice.paid",
    "subscription.update": "subscription.updated",
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
    event.metadata = payload.metadata("metadata", in: object)
    event.customerId = payload.id("customer", in: object) ?? payload.text("customer_id", in: object)
    if name.hasPrefix("subscription.") {
      event.subscription = payload.text("id", in: object)
      subscription(object, &event, &payload)
    } else if name == "checkout.completed" {
      checkout(object, &event, &payload)
    } else if name == "refund.created" {
      refund(object, &event, &payload)
    }
    return event
  }

  /// Creem's own helpers revoke access in the states `paused` and `expired`; after a late payment, `subscription.paid` grants it
  /// again.
  ///
  /// Source: the statuses of a subscription, and the guide's advice to give access on `subscription.paid`.
  private static func standing(_ event: String, _ status: String?) -> News.Standing {
    switch event {
    case "subscription.active", "subscription.trialing", "subscription.paid", "subscription.scheduled_cancel":
      switch status {
      case "canceled": return .ended
      case "unpaid", "paused": return .suspended
      default: return event == "subscription.trialing" || status == "trialing" ? .trial : .active
      }
    case "subscription.canceled", "subscription.expired": return .ended
    case "subscription.unpaid", "subscription.paused": return .suspended
    case "subscription.past_due": return .unchanged
    default: break
    }
    switch status {
    case "active", "scheduled_cancel": return .active
    case "trialing": return .trial
    case "canceled", "expired": return .ended
    case "unpaid", "paused": return .suspended
    default: return .unchanged
    }
  }

  private static func subscription(_ object: NodeID, _ event: inout News, _ payload: inout Payload) {
    var lines: [News.Line] = []
    for item in payload.elements("items", in: object) ?? [] {
      var line = News.Line(item)
      line.ids = [payload.text("product_id", in: item), payload.text("price_id", in: item)].compactMap(\.self)
      line.quantity = payload.integer("units", in: item) ?? 1
      lines.append(line)
    }
    let product = product(object, event, &payload)
    // The product has a name; items have only ids.
    if lines.count > 1 {
      lines = lines.map { line in
        guard line.ids.contains(where: product.ids.contains) else { return line }
        var named = line
        named.name = product.name
        return named
      }
    } else {
      let quantity = lines.first?.quantity ?? 1
      lines = [product]
      lines[0].quantity = quantity
    }
    // After a plan change, the metadata of the checkout still names the first plan.
    if event.providerType == "subscription.update" { lines = lines.map(withoutPurchase) }
    guard let id = event.subscription else { return }
    var snapshot = News.Snapshot(id, standing(event.providerType, event.status), lines)
    snapshot.periodStart = payload.timestamp("current_period_start_date", in: object)
    snapshot.periodEnd = payload.timestamp("current_period_end_date", in: object)
    event.facts = [.subscription(snapshot)]
  }

  private static func withoutPurchase(_ line: News.Line) -> News.Line {
    var line = line
    line.purchase = []
    return line
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

  /// A checkout of a subscription is followed by events of the subscription.
  private static func checkout(_ object: NodeID, _ event: inout News, _ payload: inout Payload) {
    event.subscription = payload.id("subscription", in: object)
    guard let order = payload.node("order", in: object) else { return }
    event.payment = payload.text("id", in: order)
    guard payload.text("type", in: order) == "onetime", payload.text("status", in: order) == "paid" else { return }
    var line = product(object, event, &payload)
    line.quantity = payload.integer("units", in: object) ?? 1
    event.facts = [.payment(News.Payment(event.payment, [line]))]
  }

  /// A refund is full if its amount reaches that of the transaction.
  private static func refund(_ object: NodeID, _ event: inout News, _ payload: inout Payload) {
    event.subscription = payload.id("subscription", in: object)
    event.payment = payload.id("order", in: object)
    event.metadata += payload.metadata("checkout", "metadata", in: object)
    var isWhole: Bool?
    if let transaction = payload.node("transaction", in: object), payload.tree.kind(transaction) == .object {
      event.payment = payload.id("order", in: transaction) ?? event.payment
      if let paid = payload.integer("amount_paid", in: transaction) ?? payload.integer("amount", in: transaction),
        let refunded = payload.integer("refund_amount", in: object)
      {
        isWhole = refunded >= paid
      }
    }
    event.facts = [.refund(News.Refund(event.payment, .init(isWhole: isWhole)))]
  }
}
