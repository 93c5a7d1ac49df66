import JSONText
import ModelCustomers

/// An event of Stripe in few words. Of members with the same name, the last one counts, so tests can add what differs.
struct StripeEvent {
  let time: Moment
  var type: String
  var object: [JSON.Member]
  var before: JSON?
  var id: String?
  var isLive = false

  private static func seconds(_ time: Moment) -> JSON { .integer(time.seconds) }

  private static func list(_ elements: [JSON], _ url: String) -> JSON {
    .fields([
      "object": "list", "data": .array(elements), "has_more": false, "total_count": .integer(Int64(elements.count)),
      "url": .string(url),
    ])
  }

  // MARK: Subscriptions

  /// - Parameters:
  ///   - items: keys of items and quantities.
  ///   - start: of the period; by default, the day of the month on which the subscription began, at midnight.
  ///   - anchor: what periods are counted from; by default, the beginning, or the start of a period that is no month of it, as
  ///     after a trial.
  ///   - since: when the subscription began; by default, the start of the period, or January 1 for `sub_1`.
  static func subscription(
    _ time: Moment, _ type: String, _ status: String = "active", items: [(String, Int64)] = [("pro", 1)], id: String = "sub_1",
    start: Moment = "2027-01-01", end: Moment? = nil, anchor: Moment? = nil, since: Moment? = nil, customer: String = "acme",
    more: [JSON.Member] = []
  ) -> StripeEvent {
    let end = end ?? start.adding(months: 1)
    let first: Moment = id == "sub_1" && start.seconds % 86_400 == 0 ? "2027-01-01" : start
    let since = since ?? first
    let months: ClosedRange<Int64> = 0...24
    let anchor = anchor ?? (months.contains { since.adding(months: $0) == start } ? since : start)
    let isOver = type == "deleted" || status == "canceled" || status == "incomplete_expired"
    let isLeaving = more.contains(.init("cancel_at_period_end", true))
    let lines = items.map { key, quantity in item(key, quantity, start, end, of: id) }
    let own = JSON.members([
      "id": .string(id), "object": "subscription", "customer": "cus_1", "status": .string(status),
      "metadata": ["openmeterCustomer": .string(customer)], "billing_cycle_anchor": seconds(anchor),
      "cancel_at": isLeaving ? seconds(end) : .null, "cancel_at_period_end": false, "currency": "usd",
      "ended_at": isOver ? seconds(time) : .null, "pause_collection": .null, "start_date": seconds(since),
      "items": list(lines, "/v1/subscription_items?subscription=\(id)"),
    ])
    return StripeEvent(time: time, type: "customer.subscription.\(type)", object: own + more)
  }

  private static func item(
    _ key: String, _ quantity: Int64, _ start: Moment, _ end: Moment, of subscription: String
  ) -> JSON {
    let id = JSON.string("price_\(key)")
    let product = JSON.string("prod_\(key)")
    let price = JSON.fields([
      "id": id, "object": "price", "lookup_key": .string("\(key):m"), "metadata": .object([]), "product": product,
      "type": "recurring",
    ])
    let plan = JSON.fields(["id": id, "object": "plan", "metadata": .object([]), "product": product])
    return .fields([
      "id": .string("si_\(key)"), "object": "subscription_item", "current_period_start": seconds(start),
      "current_period_end": seconds(end), "metadata": .object([]), "plan": plan, "price": price,
      "quantity": .integer(quantity), "subscription": .string(subscription),
    ])
  }

  // MARK: What is paid once

  private static func purchase(_ item: String, _ name: String) -> JSON {
    .object([.init("openmeterCustomer", "acme"), .init(item, .string(name))])
  }

  static func checkout(
    _ time: Moment, _ payment: String? = "pi_1", _ item: String = "catalogTopupId", _ name: String = "pack",
    status: String = "paid"
  ) -> StripeEvent {
    let payment: JSON = payment.map(JSON.string) ?? .null
    return StripeEvent(
      time: time, type: "checkout.session.completed",
      object: JSON.members([
        "id": "cs_1", "object": "checkout.session", "mode": "payment", "customer": "cus_1", "invoice": .null,
        "payment_intent": payment, "payment_status": .string(status), "status": "complete", "subscription": .null,
        "metadata": purchase(item, name),
      ]))
  }

  /// The payment of a checkout that hands its metadata on.
  static func payment(
    _ time: Moment, _ payment: String = "pi_1", _ item: String = "catalogTopupId", _ name: String = "pack"
  ) -> StripeEvent {
    StripeEvent(
      time: time, type: "payment_intent.succeeded",
      object: JSON.members([
        "id": .string(payment), "object": "payment_intent", "amount": 1500, "customer": "cus_1", "status": "succeeded",
        "metadata": purchase(item, name),
      ]))
  }

  /// An invoice with a line that is paid once.
  static func invoice(_ time: Moment, _ id: String = "in_1", _ item: String = "catalogTopupId", _ name: String = "pack")
    -> StripeEvent
  {
    let cause: JSON = ["invoice_item": "ii_1", "proration": false, "proration_details": .null, "subscription": .null]
    let price: JSON = ["price": .string("price_\(name)"), "product": .string("prod_\(name)")]
    let line = JSON.fields([
      "id": "il_1", "object": "line_item", "quantity": 1, "metadata": .object([.init(item, .string(name))]),
      "parent": ["type": "invoice_item_details", "invoice_item_details": cause, "subscription_item_details": .null],
      "pricing": ["type": "price_details", "price_details": price],
    ])
    return StripeEvent(
      time: time, type: "invoice.paid",
      object: JSON.members([
        "id": .string(id), "object": "invoice", "billing_reason": "manual", "customer": "cus_1", "parent": .null,
        "status": "paid", "metadata": ["openmeterCustomer": "acme"], "lines": list([line], "/v1/invoices/\(id)/lines"),
      ]))
  }

  /// What was paid of an invoice. Nothing else links the two: an invoice does not name its payment, nor a payment its invoice.
  static func invoicePayment(_ time: Moment, _ payment: String = "pi_1", of invoice: String = "in_1") -> StripeEvent {
    StripeEvent(
      time: time, type: "invoice_payment.paid",
      object: JSON.members([
        "id": "inpay_1", "object": "invoice_payment", "amount_paid": 1500, "invoice": .string(invoice), "status": "paid",
        "payment": ["type": "payment_intent", "payment_intent": .string(payment)],
      ]))
  }

  // MARK: Refunds and disputes

  /// A refund of a charge that has metadata: a payment hands its own on.
  static func refund(_ time: Moment, _ payment: String = "pi_1") -> StripeEvent {
    refund(time, payment, customer: "cus_1", isWhole: true, ["openmeterCustomer": "acme"])
  }

  /// The charge of a checkout has none of the metadata of its session.
  static func charge(
    _ time: Moment, _ payment: String = "pi_1", customer: String? = "cus_1", isWhole: Bool = true
  ) -> StripeEvent {
    refund(time, payment, customer: customer, isWhole: isWhole, .object([]))
  }

  private static func refund(
    _ time: Moment, _ payment: String, customer: String?, isWhole: Bool, _ metadata: JSON
  ) -> StripeEvent {
    let customer: JSON = customer.map(JSON.string) ?? .null
    let before: JSON = isWhole ? ["amount_refunded": 0, "refunded": false] : ["amount_refunded": 0]
    return StripeEvent(
      time: time, type: "charge.refunded",
      object: JSON.members([
        "id": .string("ch_\(payment)"), "object": "charge", "amount": 1500, "amount_refunded": .integer(isWhole ? 1500 : 500),
        "captured": true, "customer": customer, "payment_intent": .string(payment), "refunded": .bool(isWhole),
        "status": "succeeded", "metadata": metadata,
      ]),
      before: before)
  }

  /// The end of a dispute, which names nobody.
  static func dispute(_ time: Moment, _ status: String, of payment: String = "pi_1") -> StripeEvent {
    dispute(time, "closed", status, of: payment, .object([]))
  }

  /// A dispute to which the application has added the customer.
  static func dispute(_ time: Moment, _ type: String, _ status: String) -> StripeEvent {
    dispute(time, type, status, of: "pi_1", ["openmeterCustomer": "acme"])
  }

  private static func dispute(
    _ time: Moment, _ type: String, _ status: String, of payment: String, _ metadata: JSON
  ) -> StripeEvent {
    StripeEvent(
      time: time, type: "charge.dispute.\(type)",
      object: JSON.members([
        "id": "dp_1", "object": "dispute", "amount": 1500, "charge": .string("ch_\(payment)"),
        "payment_intent": .string(payment), "reason": "fraudulent", "status": .string(status), "metadata": metadata,
      ]))
  }

  // MARK: The event

  private static func lastOfEachName(_ value: JSON) -> JSON {
    guard case .object(let members) = value else { return value }
    var last: [JSON.Member] = []
    for member in members {
      let member = JSON.Member(member.name, lastOfEachName(member.value))
      if let index = last.firstIndex(where: { $0.name == member.name }) {
        last[index] = member
      } else {
        last.append(member)
      }
    }
    return .object(last)
  }

  var payload: String {
    let object = Self.lastOfEachName(.object(object))
    // The id tells events apart, as Stripe's do.
    let id = id ?? "evt_\(time.milliseconds)_\(type)_\(object.compact.utf8.reduce(5381) { ($0 &* 33) ^ Int($1) })"
    return JSON.fields([
      "id": .string(id), "object": "event", "api_version": "2026-10-28.endive", "created": Self.seconds(time),
      "data": .fields(["object": object, "previous_attributes": before]), "livemode": .bool(isLive), "pending_webhooks": 1,
      "request": ["id": .null, "idempotency_key": .null], "type": .string(type),
    ]).compact
  }
}
