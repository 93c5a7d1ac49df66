import JSONText
import ModelCustomers

extension Messenger {
  static let creem = Messenger(
    provider: "creem",
    abilities: [
      .several, .change, .addons, .separateAddons, .quantity, .cancellation, .suspension, .pause, .pauseInPeriod, .refund,
      .partialRefund,
    ]
  ) { happening in
    // Of a checkout, and of the subscription that it begins; refunds and disputes have none.
    let metadata: JSON = ["openmeterCustomer": "acme"]
    func send(_ type: String, _ object: KeyValuePairs<String, JSON?>) -> String {
      let customer: JSON = ["id": "c1", "object": "customer", "name": "Acme", "email": "a@example.com"]
      let common = JSON.members(["customer": customer, "mode": "prod"])
      let content = JSON.object(JSON.members(object) + common)
      let hash = content.compact.utf8.reduce(5381 as UInt64) { ($0 &* 33) ^ UInt64($1) }
      return JSON.fields([
        "id": .string("evt_\(type)_\(happening.time.milliseconds)_\(hash)"), "eventType": .string(type),
        "created_at": milliseconds(happening.time), "object": content,
      ]).compact
    }
    func product(_ item: String, isOnce: Bool = false) -> JSON {
      .fields([
        "id": .string(id(item)), "object": "product", "name": .string(item), "price": 1500, "currency": "USD",
        "billing_type": .string(isOnce ? "onetime" : "recurring"), "billing_period": .string(isOnce ? "once" : "every-month"),
      ])
    }
    func subscription(_ contract: Contract, _ item: String, _ quantity: Int64, _ event: String, _ status: String) -> String {
      let lines: JSON = [
        [
          "id": "sitem_1", "object": "subscription_item", "product_id": .string(id(item)), "price_id": "pprice_1",
          "units": .integer(quantity),
        ]
      ]
      return send(
        "subscription.\(event)",
        [
          "id": .string(contract.id), "object": "subscription", "status": .string(status), "product": product(item),
          "items": lines, "metadata": metadata,
          "created_at": iso(contract.since.adding(seconds: 7)),
          // The sample of the guide lacks the period; others have it.
          "current_period_start_date": event == "active" ? nil : iso(contract.start),
          "current_period_end_date": event == "active" ? nil : iso(contract.periodEnd),
          "canceled_at": status == "canceled" ? iso(happening.time) : .null,
        ])
    }
    func transaction(_ payment: String, _ status: String, refunded: JSON) -> JSON {
      .fields([
        "id": "tran_1", "object": "transaction", "amount": 1500, "amount_paid": 1500, "currency": "USD", "type": "payment",
        "status": .string(status), "refunded_amount": refunded, "order": .string(payment),
      ])
    }
    let checkout: JSON = ["id": "ch_1", "object": "checkout", "status": "completed", "metadata": metadata]
    switch happening.what {
    case .subscription(let contract, let cause):
      let events: [(String, String)] =
        switch cause {
        case .begins: [("active", "active"), ("paid", "active")]
        case .tries: [("trialing", "trialing")]
        case .converts, .renews, .recovers: [("paid", "active")]
        case .changes, .uncancels, .resumes: [("update", "active")]
        case .cancels: [("scheduled_cancel", "scheduled_cancel")]
        case .ends: [("canceled", "canceled")]
        case .isLate: [("past_due", "past_due")]
        case .isUnpaid: [("unpaid", "unpaid")]
        case .pauses: [("paused", "paused")]
        }
      return events.map { subscription(contract, contract.item, contract.quantity, $0.0, $0.1) }
    case .addon(let contract, let item, let quantity, let isNew):
      var own = contract
      own.id = "\(contract.id)_\(item)"
      if quantity == 0 { return [subscription(own, item, 1, "canceled", "canceled")] }
      return [subscription(own, item, quantity, isNew ? "paid" : "update", "active")]
    case .purchase(let item, let payment):
      let order: JSON = [
        "id": .string(payment), "object": "order", "product": .string(id(item)), "amount": 1500, "currency": "USD",
        "status": "paid", "type": "onetime",
      ]
      return [
        send(
          "checkout.completed",
          [
            "id": "ch_1", "object": "checkout", "status": "completed", "product": product(item, isOnce: true), "units": 1,
            "order": order, "metadata": metadata,
          ])
      ]
    case .refund(let payment, let isWhole):
      let amount: JSON = isWhole ? 1500 : 400
      return [
        send(
          "refund.created",
          [
            "id": "ref_1", "object": "refund", "status": "succeeded", "refund_amount": amount, "refund_currency": "USD",
            "transaction": transaction(payment, isWhole ? "refunded" : "partialRefund", refunded: amount),
            "checkout": checkout,
          ])
      ]
    case .dispute(let payment, let isLost):
      // How a dispute ends is not told.
      if isLost { return [] }
      return [
        send(
          "dispute.created",
          [
            "id": "disp_1", "object": "dispute", "amount": 1500, "currency": "USD",
            "transaction": transaction(payment, "paid", refunded: .null), "checkout": checkout,
          ])
      ]
    }
  }
}
