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

  @Sendable static func event(_ payload: inout Payload) -> BillingEvent? {
    guard let name = payload.text("eventType") else { return nil }
    var event = BillingEvent(names[name] ?? "unknown", name)
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
  private static func access(_ event: String, _ status: String?) -> Access {
    switch event {
    case "subscription.active", "subscription.trialing", "subscription.paid", "subscription.scheduled_cancel":
      return ["canceled", "unpaid", "paused"].contains(status) ? .off : .on
    case "subscription.canceled", "subscription.unpaid", "subscription.paused", "subscription.expired": return .off
    case "subscription.past_due": return .kept
    default: break
    }
    switch status {
    case "active", "trialing", "scheduled_cancel": return .on
    case "canceled", "unpaid", "paused", "expired": return .off
    default: return .kept
    }
  }

  private static func subscription(_ object: NodeID, _ event: inout BillingEvent, _ payload: inout Payload) {
    var lines: [BillingEvent.Line] = []
    for item in payload.elements("items", in: object) ?? [] {
      var line = BillingEvent.Line(item)
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
    event.actions = access(event.providerType, event.status).action(lines)
  }

  private static func withoutPurchase(_ line: BillingEvent.Line) -> BillingEvent.Line {
    var line = line
    line.purchase = []
    return line
  }

  private static func product(_ object: NodeID, _ event: BillingEvent, _ payload: inout Payload) -> BillingEvent.Line {
    var line = BillingEvent.Line(object)
    line.purchase = event.metadata
    line.ids = [payload.id("product", in: object)].compactMap(\.self)
    if let product = payload.node("product", in: object), payload.tree.kind(product) == .object {
      line.name = payload.text("name", in: product)
    }
    return line
  }

  /// A checkout of a subscription is followed by events of the subscription.
  private static func checkout(_ object: NodeID, _ event: inout BillingEvent, _ payload: inout Payload) {
    event.subscription = payload.id("subscription", in: object)
    guard let order = payload.node("order", in: object) else { return }
    event.payment = payload.text("id", in: order)
    guard payload.text("type", in: order) == "onetime", payload.text("status", in: order) == "paid" else { return }
    var line = product(object, event, &payload)
    line.quantity = payload.integer("units", in: object) ?? 1
    event.actions = [.grant([line])]
  }

  /// A refund is full if its amount reaches that of the transaction.
  private static func refund(_ object: NodeID, _ event: inout BillingEvent, _ payload: inout Payload) {
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
    event.actions = [.void(isWhole: isWhole)]
  }
}
