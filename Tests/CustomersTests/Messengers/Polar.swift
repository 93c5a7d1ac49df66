import JSONText
import ModelCustomers

extension Messenger {
  static let polar = Messenger(
    provider: "polar",
    // A subscription whose bill stays unpaid is revoked: none waits for its payment.
    abilities: [
      .several, .change, .addons, .separateAddons, .quantity, .cancellation, .pause, .pauseRestarts, .refund, .partialRefund,
      .dispute,
    ]
  ) { happening in
    let now = iso(happening.time)
    func send(_ type: String, _ data: [JSON.Member]) -> String {
      let body = JSON.fields(["type": .string(type), "timestamp": now, "data": .object(data)])
      return message(body, happening.time, id: "webhook-id")
    }
    let empty = JSON.object([])
    let customer: JSON = [
      "id": "c1", "external_id": "acme", "email": "a@example.com", "name": "Acme", "type": "individual", "metadata": empty,
      "deleted_at": .null,
    ]
    func sold(_ item: String) -> [JSON.Member] {
      let product: JSON = ["id": .string(id(item)), "name": .string(item), "metadata": empty]
      let owner = JSON.members(["customer_id": "c1", "customer": customer, "metadata": empty])
      return JSON.members(["product_id": .string(id(item)), "product": product]) + owner
    }
    /// The period and the trial; a trial is a period that ends when it does.
    func period(_ contract: Contract, _ cause: Happening.Cause) -> [JSON.Member] {
      var (end, trialStart, trialEnd) = (iso(contract.periodEnd), JSON.null, JSON.null)
      switch cause {
      // A pause begins when the period ends, and leaves its dates.
      case .pauses: end = iso(min(contract.periodEnd, happening.time))
      case .tries: (trialStart, trialEnd) = (iso(contract.start), end)
      case .converts: (trialStart, trialEnd) = (iso(contract.since), iso(contract.start))
      default: break
      }
      let dates = JSON.members([
        "current_period_start": iso(contract.start), "current_period_end": end, "trial_start": trialStart, "trial_end": trialEnd,
      ])
      let terms = JSON.members([
        "recurring_interval": "month", "recurring_interval_count": 1, "started_at": iso(contract.since),
        "pending_update": .null,
      ])
      return dates + terms
    }
    func subscription(
      _ contract: Contract, _ item: String, _ quantity: Int64, _ cause: Happening.Cause, _ events: [String], _ status: String
    ) -> [String] {
      // A subscription that is revoked at once ends at that time.
      let endedAt: JSON = status == "canceled" ? now : .null
      let isCanceled = cause == .cancels
      let canceledAt: JSON = isCanceled ? now : endedAt
      let endsAt: JSON = isCanceled ? iso(contract.periodEnd) : endedAt
      let lateAt: JSON = status == "past_due" ? now : .null
      let pausedAt: JSON = status == "paused" ? now : .null
      let state = JSON.members([
        "id": .string(contract.id), "status": .string(status), "seats": .null, "units": .integer(quantity),
      ])
      let times = JSON.members([
        "cancel_at_period_end": .bool(isCanceled), "canceled_at": canceledAt, "ends_at": endsAt, "ended_at": endedAt,
        "past_due_at": lateAt, "pause_at_period_end": false, "paused_at": pausedAt, "resumes_at": .null,
      ])
      let data = state + times + period(contract, cause) + sold(item)
      return events.map { send("subscription.\($0)", data) }
    }
    func order(_ type: String, _ payment: String, _ status: String, item: String = "pack") -> String {
      let refunded: Int64 =
        switch status {
        case "refunded": 1000
        case "partially_refunded": 400
        default: 0
        }
      let amounts = JSON.members([
        "currency": "usd", "net_amount": 1000, "total_amount": 1000, "applied_balance_amount": 0,
        "refunded_amount": .integer(refunded),
      ])
      let line: JSON = ["label": .string(item), "amount": 1000, "product_price_id": .string("price_\(item)")]
      let purchase = JSON.members([
        "id": .string(payment), "status": .string(status), "paid": true, "billing_reason": "purchase", "subscription_id": .null,
        "subscription": .null, "seats": .null, "units": .null, "items": .array([line]),
      ])
      return send("order.\(type)", purchase + amounts + sold(item))
    }
    func refund(_ payment: String, isWhole: Bool, dispute: JSON = .null) -> [String] {
      let status = isWhole ? "refunded" : "partially_refunded"
      let isAsked = dispute == .null
      let reason = isAsked ? "customer_request" : "dispute_prevention"
      let why = JSON.members([
        "id": .string("refund_\(payment)"), "status": "succeeded", "reason": .string(reason), "revoke_benefits": .bool(!isAsked),
        "dispute": dispute,
      ])
      let amount: Int64 = isWhole ? 1000 : 400
      let what = JSON.members([
        "order_id": .string(payment), "subscription_id": .null, "customer_id": "c1", "metadata": empty, "currency": "usd",
        "amount": .integer(amount), "tax_amount": 0,
      ])
      return [send("refund.created", why + what), order("updated", payment, status), order("refunded", payment, status)]
    }
    switch happening.what {
    case .subscription(let contract, let cause):
      let (events, status): ([String], String) =
        switch cause {
        case .begins: (["created", "active", "updated"], "active")
        case .tries: (["created", "active", "updated"], "trialing")
        case .converts, .renews: (["cycled", "updated"], "active")
        case .changes: (["updated"], "active")
        case .cancels: (["updated", "canceled"], "active")
        case .uncancels: (["updated", "uncanceled"], "active")
        case .ends, .isUnpaid: (["updated", "canceled", "revoked"], "canceled")
        case .isLate: (["updated", "past_due"], "past_due")
        case .pauses: (["updated", "paused"], "paused")
        case .resumes: (["updated", "resumed"], "active")
        case .recovers: (["updated", "active"], "active")
        }
      return subscription(contract, contract.item, contract.quantity, cause, events, status)
    case .addon(let contract, let item, let quantity, let isNew):
      var own = contract
      own.id = "\(contract.id)_\(item)"
      own.since = isNew ? happening.time : contract.since
      if quantity == 0 { return subscription(own, item, 1, .ends, ["updated", "canceled", "revoked"], "canceled") }
      // Each purchase has an id of its own; a test buys again what has ended.
      let events = isNew ? ["created", "active", "updated"] : ["updated"]
      return subscription(own, item, quantity, isNew ? .begins : .changes, events, "active")
    case .purchase(let item, let payment):
      return ["created", "updated", "paid"].map { order($0, payment, "paid", item: item) }
    case .refund(let payment, let isWhole): return refund(payment, isWhole: isWhole)
    // A dispute that the card network decides at once is a refund. Of others, an order does not tell the beginning or the end.
    case .dispute(let payment, let isLost):
      let dispute: JSON = ["id": "dispute_1", "status": "prevented", "amount": 1000, "order_id": .string(payment)]
      return isLost ? refund(payment, isWhole: true, dispute: dispute) : []
    }
  }
}
