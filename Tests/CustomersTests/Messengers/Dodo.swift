import JSONText
import ModelCustomers

extension Messenger {
  static let dodo = Messenger(
    provider: "dodo",
    abilities: [
      .several, .change, .addons, .quantity, .cancellation, .suspension, .pause, .pauseDelays, .refund, .partialRefund, .dispute,
    ]
  ) { happening in
    func send(_ type: String, _ data: [JSON.Member]) -> String {
      let customer: JSON = ["customer_id": "c1", "email": "a@example.com", "name": "Acme"]
      let body = JSON.fields([
        "business_id": "bus_1", "type": .string(type), "timestamp": iso(happening.time),
        "data": .object(data + JSON.members(["customer": customer])),
      ])
      return message(body, happening.time, id: "webhook-id")
    }
    func payment(_ payment: String, of subscription: String? = nil, _ charge: JSON, _ amount: Int64, _ cart: JSON) -> String {
      let subscriptions = [subscription].compactMap(\.self).map(JSON.string)
      let data = JSON.members([
        "payload_type": "Payment", "payment_id": .string(payment), "status": "succeeded",
        "subscription_id": subscriptions.first ?? JSON.null, "subscription_ids": .array(subscriptions), "charge_type": charge,
        "total_amount": .integer(amount), "currency": "USD", "product_cart": cart,
      ])
      let rest = JSON.members([
        "metadata": ["openmeterCustomer": "acme"], "created_at": iso(happening.time), "refund_status": .null, "refunds": [],
        "disputes": [],
      ])
      return send("payment.succeeded", data + rest)
    }
    /// The payment for a period, which has no cart.
    func charge(_ contract: Contract) -> String { "pay_\(contract.id)_\(happening.time.seconds)" }
    func paid(_ contract: Contract, _ kind: JSON, _ amount: Int64 = 2000) -> String {
      payment(charge(contract), of: contract.id, kind, amount, .null)
    }
    /// Each change of a subscription is told as an update, too.
    func subscription(
      _ contract: Contract, _ events: [String], _ status: String, endsAtEnd: Bool = false, trialDays: Int64 = 0
    ) -> [String] {
      let addons = contract.addons.map { JSON.fields(["addon_id": .string(id($0.item)), "quantity": .integer($0.quantity)]) }
      let data = JSON.members([
        "payload_type": "Subscription", "subscription_id": .string(contract.id), "product_id": .string(id(contract.item)),
        "status": .string(status), "quantity": .integer(contract.quantity), "addons": .array(addons),
        "metadata": ["openmeterCustomer": "acme"], "currency": "USD", "recurring_pre_tax_amount": 2000,
        "trial_period_days": .integer(trialDays),
      ])
      // A pause that has ended moves the next billing date and the expiry by its length, and not the last payment.
      let delay = max(0, contract.periodEnd.seconds - contract.regularEnd.seconds)
      let expiry = contract.since.adding(months: 120).adding(seconds: delay)
      let now = happening.time
      let times = JSON.members([
        "created_at": iso(contract.since), "previous_billing_date": iso(contract.start),
        "next_billing_date": iso(contract.periodEnd),
        "payment_frequency_count": .integer(contract.months % 12 == 0 ? contract.months / 12 : contract.months),
        "payment_frequency_interval": contract.months % 12 == 0 ? "Year" : "Month", "expires_at": iso(expiry),
        "cancel_at_next_billing_date": .bool(endsAtEnd), "cancelled_at": status == "cancelled" ? iso(now) : .null,
        "paused_at": status == "paused" ? iso(now) : .null,
        "past_due_ends_at": status == "past_due" ? iso(now.adding(seconds: 3 * 86_400)) : .null,
      ])
      return (events + ["updated"]).map { event in
        let payment: JSON = event == "renewed" ? .string(charge(contract)) : .null
        return send("subscription.\(event)", data + times + JSON.members(["payment_id": payment]))
      }
    }
    switch happening.what {
    case .subscription(let contract, let cause):
      switch cause {
      case .begins: return [paid(contract, "new")] + subscription(contract, ["active", "renewed"], "active")
      // The first payment of a free trial is of nothing.
      case .tries: return [paid(contract, "new", 0)] + subscription(contract, ["active"], "active", trialDays: 14)
      case .converts: return [paid(contract, "renewal")] + subscription(contract, ["renewed"], "active", trialDays: 14)
      case .renews: return [paid(contract, "renewal")] + subscription(contract, ["renewed"], "active")
      // A change that keeps the billing dates.
      case .changes: return subscription(contract, ["plan_changed"], "active")
      // The subscription is not cancelled before its next billing date.
      case .cancels: return subscription(contract, [], "active", endsAtEnd: true)
      case .uncancels: return subscription(contract, [], "active")
      case .ends: return subscription(contract, ["cancelled"], "cancelled")
      case .isLate: return subscription(contract, ["past_due"], "past_due")
      case .isUnpaid: return subscription(contract, ["on_hold"], "on_hold")
      case .pauses: return subscription(contract, ["paused"], "paused")
      case .resumes: return subscription(contract, ["unpaused"], "active")
      case .recovers:
        return [paid(contract, "renewal")] + subscription(contract, ["active", "update_payment_method"], "active")
      }
    case .addon(let contract, _, _, _): return subscription(contract, ["plan_changed"], "active")
    case .purchase(let item, let id):
      let cart: JSON = [["product_id": .string(Messenger.id(item)), "quantity": 1]]
      return [payment(id, .null, 1500, cart)]
    case .refund(let payment, let isWhole):
      // The metadata is that of the refund, not that of the payment.
      let data = JSON.members([
        "payload_type": "Refund", "refund_id": .string("ref_\(payment)"), "payment_id": .string(payment),
        "is_partial": .bool(!isWhole), "amount": .integer(isWhole ? 1500 : 500), "currency": "USD", "status": "succeeded",
        "metadata": .object([]), "created_at": iso(happening.time),
      ])
      return [send("refund.succeeded", data)]
    case .dispute(let payment, let isLost):
      let event = isLost ? "lost" : "opened"
      let data = JSON.members([
        "payload_type": "Dispute", "dispute_id": .string("dp_\(payment)"), "payment_id": .string(payment), "amount": "1500",
        "currency": "USD", "dispute_stage": "dispute", "dispute_status": .string("dispute_\(event)"),
        "created_at": iso(happening.time),
      ])
      return [send("dispute.\(event)", data)]
    }
  }
}
