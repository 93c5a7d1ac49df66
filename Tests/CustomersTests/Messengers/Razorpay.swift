import JSONText
import ModelCustomers

extension Messenger {
  static let razorpay = Messenger(
    provider: "razorpay",
    abilities: [.several, .change, .quantity, .suspension, .pause, .pauseInPeriod, .refund, .partialRefund, .dispute]
  ) { happening in
    let notes: JSON = ["openmeterCustomer": "acme"]
    func send(_ event: String, _ entities: KeyValuePairs<String, JSON>) -> String {
      let content = entities.map { JSON.Member($0.key, .fields(["entity": $0.value])) }
      let body = JSON.fields([
        "entity": "event", "account_id": "acc_1", "event": .string(event), "contains": .array(content.map { .string($0.name) }),
        "payload": .object(content), "created_at": seconds(happening.time),
      ])
      return message(body, happening.time, id: "x-razorpay-event-id")
    }
    // What a subscription is charged has an invoice, and no notes.
    func payment(_ id: String, refunded: Int64 = 0, hasInvoice: Bool = false) -> JSON {
      let invoice: JSON = hasInvoice ? .string("inv_\(id)") : .null
      let captured: JSON = hasInvoice ? .string("1") : .bool(true)
      return .fields([
        "id": .string(id), "entity": "payment", "amount": 150_000, "currency": "INR", "status": "captured",
        "order_id": .string("order_\(id)"), "invoice_id": invoice, "method": "card", "amount_refunded": .integer(refunded),
        "refund_status": refunded == 0 ? .null : refunded < 150_000 ? "partial" : "full", "captured": captured,
        "customer_id": "c1", "notes": hasInvoice ? .array([]) : notes, "created_at": seconds(happening.time),
      ])
    }
    func subscription(_ contract: Contract, _ event: String, _ status: String, startsAt: Moment? = nil, isTrial: Bool = false)
      -> String
    {
      let start: JSON = isTrial ? .null : seconds(contract.start)
      let end: JSON = isTrial ? .null : seconds(contract.periodEnd)
      let charge: JSON =
        switch status {
        case "cancelled", "paused": .null
        case "pending": seconds(happening.time.adding(days: 1))
        default: seconds(contract.periodEnd)
        }
      let object = JSON.fields([
        "id": .string(contract.id), "entity": "subscription", "plan_id": .string(id(contract.item)), "customer_id": "c1",
        "status": .string(status), "current_start": start, "current_end": end,
        "ended_at": status == "cancelled" ? seconds(happening.time) : .null, "quantity": .integer(contract.quantity),
        "notes": notes, "charge_at": charge,
        "start_at": seconds(startsAt ?? (isTrial ? contract.periodEnd : contract.since)),
        "created_at": seconds(contract.since), "has_scheduled_changes": false, "change_scheduled_at": .null,
      ])
      if event != "charged" { return send("subscription.\(event)", ["subscription": object]) }
      let charged = payment("pay_\(contract.id)_\(happening.time.seconds)", hasInvoice: true)
      return send("subscription.charged", ["subscription": object, "payment": charged])
    }
    switch happening.what {
    case .subscription(let contract, let cause):
      switch cause {
      case .begins: return [subscription(contract, "activated", "active"), subscription(contract, "charged", "active")]
      case .tries: return [subscription(contract, "authenticated", "authenticated", isTrial: true)]
      // It starts where its trial ends, and was created before.
      case .converts:
        return ["activated", "charged"].map { subscription(contract, $0, "active", startsAt: contract.start) }
      case .renews: return [subscription(contract, "charged", "active")]
      case .changes, .uncancels, .cancels: return [subscription(contract, "updated", "active")]
      case .ends: return [subscription(contract, "cancelled", "cancelled")]
      case .isLate: return [subscription(contract, "pending", "pending")]
      case .isUnpaid: return [subscription(contract, "halted", "halted")]
      case .pauses: return [subscription(contract, "paused", "paused")]
      case .resumes: return [subscription(contract, "resumed", "active")]
      case .recovers: return [subscription(contract, "activated", "active"), subscription(contract, "charged", "active")]
      }
    case .addon: return []
    case .purchase(let item, let id):
      let name = item == "pack" ? "catalogTopupId" : "catalogAddonId"
      let order = JSON.fields([
        "id": .string("order_\(id)"), "entity": "order", "amount": 150_000, "amount_paid": 150_000, "amount_due": 0,
        "currency": "INR", "receipt": .null, "status": "paid", "attempts": 1,
        "notes": .object([.init("openmeterCustomer", "acme"), .init(name, .string(item))]),
        "created_at": seconds(happening.time),
      ])
      return [send("order.paid", ["payment": payment(id), "order": order])]
    case .refund(let id, let isWhole):
      let amount: Int64 = isWhole ? 150_000 : 40_000
      let refund = JSON.fields([
        "id": "rfnd_1", "entity": "refund", "amount": .integer(amount), "currency": "INR", "payment_id": .string(id),
        "notes": .array([]), "created_at": seconds(happening.time), "status": "processed",
      ])
      return [send("refund.processed", ["refund": refund, "payment": payment(id, refunded: amount)])]
    case .dispute(let id, let isLost):
      let dispute = JSON.fields([
        "id": "disp_1", "entity": "dispute", "payment_id": .string(id), "amount": 150_000, "currency": "INR",
        "amount_deducted": .integer(isLost ? 150_000 : 0), "reason_code": "chargeback",
        "respond_by": seconds(happening.time.adding(days: 7)), "status": .string(isLost ? "lost" : "open"),
        "phase": "chargeback", "created_at": seconds(happening.time),
      ])
      return [send(isLost ? "payment.dispute.lost" : "payment.dispute.created", ["payment": payment(id), "dispute": dispute])]
    }
  }
}
