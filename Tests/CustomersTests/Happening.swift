import JSONText
import ModelCustomers
import Testing

/// Something that happens to a customer, in terms that every provider has.
struct Happening {
  let time: Moment
  let what: What

  enum What {
    case subscription(Contract, Cause)
    /// An add-on of a subscription; none is left if the quantity is 0.
    case addon(Contract, String, Int64, isNew: Bool)
    /// Something is bought once.
    case purchase(String, payment: String)
    /// All of a payment is returned, or a part.
    case refund(String, isWhole: Bool)
    case dispute(String, isLost: Bool)
  }

  enum Cause {
    case begins, tries, converts, renews, changes, cancels, uncancels, ends, isLate, isUnpaid, pauses, resumes, recovers
  }

  init(_ time: Moment, _ what: What) {
    self.time = time
    self.what = what
  }
}

/// A subscription as it is at some time.
struct Contract {
  var id = "s1"
  var item = "pro"
  /// The item before a change.
  var previous: String?
  var quantity: Int64 = 1
  var addons: [(item: String, quantity: Int64)] = []
  /// Of the subscription, and of the period.
  var since: Moment = "2027-01-01"
  /// When the item, and the one before, took its place, where each is a subscription of its own.
  var began: Moment?
  var previousBegan: Moment?
  var start: Moment = "2027-01-01"
  var end: Moment?

  var periodEnd: Moment { end ?? start.adding(months: 1) }
}

/// Writes what a provider sends about something that happens.
struct Messenger: Sendable, CustomTestStringConvertible {
  enum Ability: Sendable {
    /// A subscription that goes on with another plan, or one that ends where another begins.
    case change, replacement
    /// Two subscriptions at once.
    case several
    /// Add-ons, as a part of the plan's subscription or on their own.
    case addons
    case separateAddons
    /// Several units of a plan.
    case quantity
    /// A scheduled cancellation.
    case cancellation
    /// Access that stops until an unpaid bill is paid.
    case suspension
    case pause
    case refund
    case partialRefund
    /// An end of a dispute.
    case dispute
  }

  let provider: String
  let abilities: Set<Ability>
  let payloads: @Sendable (Happening) -> [String]

  var testDescription: String { provider }

  static let all: [Messenger] = [razorpay, dodo, polar, creem, autumn]

  /// The provider's ids of what the catalog sells.
  static func id(_ item: String) -> String { "id_\(item)" }

  private static func iso(_ time: Moment) -> JSON { .string(time.description) }

  private static func milliseconds(_ time: Moment) -> JSON { .integer(time.milliseconds) }

  private static func seconds(_ time: Moment) -> JSON { .integer(time.seconds) }

  /// The id of a message tells it apart from all others, and is the same for a retry.
  /// - Parameter payment: tells messages apart that say the same.
  private static func message(
    _ body: JSON, _ time: Moment, id header: String, time timeHeader: String? = nil, of payment: String = ""
  ) -> String {
    let text = body.compact
    let id = "msg_\((text + payment).utf8.reduce(5381 as UInt64) { ($0 &* 33) ^ UInt64($1) })"
    let headers = JSON.fields([header: .string(id), timeHeader ?? "x": timeHeader.map { _ in .string("\(time.seconds)") }])
    return JSON.fields(["headers": headers, "body": .string(text)]).compact
  }

  // MARK: Polar

  static let polar = Messenger(
    provider: "polar",
    abilities: [
      .several, .change, .addons, .separateAddons, .quantity, .cancellation, .suspension, .pause, .refund, .partialRefund,
      .dispute,
    ]
  ) { happening in
    func send(_ type: String, _ data: KeyValuePairs<String, JSON?>, _ more: [JSON.Member] = []) -> String {
      let customer: JSON = ["id": "c1", "external_id": "acme", "name": "Acme", "metadata": .object([])]
      let common = JSON.members(["customer_id": "c1", "customer": customer, "metadata": .object([])])
      let body = JSON.fields([
        "type": .string(type), "timestamp": iso(happening.time), "data": .object(JSON.members(data) + common + more),
      ])
      return message(body, happening.time, id: "webhook-id")
    }
    func subscription(
      _ contract: Contract, _ item: String, _ quantity: Int64, _ events: [String], _ status: String, endsAtEnd: Bool = false
    ) -> [String] {
      let isEnded = events.contains("revoked")
      return events.map { event in
        send(
          "subscription.\(event)",
          [
            "id": .string(contract.id), "status": .string(status), "product_id": .string(id(item)),
            "product": .fields(["id": .string(id(item)), "name": .string(item), "metadata": .object([])]),
            "seats": .null, "units": .integer(quantity), "started_at": iso(contract.since),
            "current_period_start": iso(contract.start), "current_period_end": iso(contract.periodEnd),
            "cancel_at_period_end": .bool(endsAtEnd), "ends_at": endsAtEnd ? iso(contract.periodEnd) : .null,
            "ended_at": isEnded ? iso(happening.time) : .null, "pause_at_period_end": false,
          ])
      }
    }
    func order(_ type: String, _ payment: String, _ status: String, item: String = "pack") -> String {
      send(
        "order.\(type)",
        [
          "id": .string(payment), "status": .string(status), "billing_reason": "purchase", "subscription_id": .null,
          "product_id": .string(id(item)), "product": .fields(["id": .string(id(item)), "metadata": .object([])]),
        ])
    }
    switch happening.what {
    case .subscription(let contract, let cause):
      let (events, status, ends): ([String], String, Bool) =
        switch cause {
        case .begins: (["created", "active", "updated"], "active", false)
        case .tries: (["created", "updated"], "trialing", false)
        case .converts, .renews: (["cycled", "updated"], "active", false)
        case .changes: (["updated"], "active", false)
        case .cancels: (["updated", "canceled"], "active", true)
        case .uncancels: (["updated", "uncanceled"], "active", false)
        case .ends: (["updated", "revoked"], "canceled", false)
        case .isLate: (["updated", "past_due"], "past_due", false)
        case .isUnpaid: (["updated"], "unpaid", false)
        case .pauses: (["updated", "paused"], "paused", false)
        case .resumes: (["updated", "resumed"], "active", false)
        case .recovers: (["updated", "active"], "active", false)
        }
      return subscription(contract, contract.item, contract.quantity, events, status, endsAtEnd: ends)
    case .addon(let contract, let item, let quantity, let isNew):
      var own = contract
      own.id = "\(contract.id)_\(item)"
      own.since = isNew ? happening.time : contract.since
      if quantity == 0 { return subscription(own, item, 1, ["updated", "revoked"], "canceled") }
      // Each purchase has an id of its own; a test buys again what has ended.
      return subscription(own, item, quantity, isNew ? ["created", "active"] : ["updated"], "active")
    case .purchase(let item, let payment):
      return [order("created", payment, "paid", item: item), order("paid", payment, "paid", item: item)]
    case .refund(let payment, let isWhole):
      return [
        order("updated", payment, isWhole ? "refunded" : "partially_refunded"),
        order("refunded", payment, isWhole ? "refunded" : "partially_refunded"),
      ]
    // A dispute that is lost is a refund; its beginning is not told.
    case .dispute(let payment, let isLost): return isLost ? [order("refunded", payment, "refunded")] : []
    }
  }

  // MARK: Dodo

  static let dodo = Messenger(
    provider: "dodo",
    abilities: [.several, .change, .addons, .quantity, .cancellation, .suspension, .pause, .refund, .partialRefund, .dispute]
  ) { happening in
    func send(_ type: String, _ data: KeyValuePairs<String, JSON?>) -> String {
      let customer: JSON = ["customer_id": "c1", "name": "Acme", "email": "a@example.com"]
      let common = JSON.members(["customer": customer, "metadata": ["openmeterCustomer": "acme"]])
      let body = JSON.fields([
        "business_id": "bus_1", "type": .string(type), "timestamp": iso(happening.time),
        "data": .object(JSON.members(data) + common),
      ])
      return message(body, happening.time, id: "webhook-id")
    }
    func subscription(_ contract: Contract, _ event: String, _ status: String, endsAtEnd: Bool = false, trialDays: Int64 = 0)
      -> String
    {
      let addons = contract.addons.map { JSON.fields(["addon_id": .string(id($0.item)), "quantity": .integer($0.quantity)]) }
      return send(
        "subscription.\(event)",
        [
          "subscription_id": .string(contract.id), "product_id": .string(id(contract.item)), "status": .string(status),
          "quantity": .integer(contract.quantity), "addons": .array(addons), "previous_billing_date": iso(contract.start),
          "next_billing_date": iso(contract.periodEnd), "created_at": iso(contract.since),
          "trial_period_days": .integer(trialDays),
          "cancel_at_next_billing_date": .bool(endsAtEnd), "expires_at": iso(contract.since.adding(months: 120)),
        ])
    }
    switch happening.what {
    case .subscription(let contract, let cause):
      switch cause {
      case .begins: return [subscription(contract, "active", "active"), subscription(contract, "renewed", "active")]
      case .tries: return [subscription(contract, "active", "active", trialDays: 14)]
      case .converts: return [subscription(contract, "renewed", "active", trialDays: 14)]
      case .renews: return [subscription(contract, "renewed", "active"), subscription(contract, "updated", "active")]
      case .changes: return [subscription(contract, "plan_changed", "active")]
      case .cancels: return [subscription(contract, "cancelled", "active", endsAtEnd: true)]
      case .uncancels: return [subscription(contract, "updated", "active")]
      case .ends: return [subscription(contract, "cancelled", "cancelled")]
      case .isLate: return [subscription(contract, "past_due", "past_due")]
      case .isUnpaid: return [subscription(contract, "on_hold", "on_hold")]
      case .pauses: return [subscription(contract, "paused", "paused")]
      case .resumes: return [subscription(contract, "unpaused", "active")]
      case .recovers:
        return [subscription(contract, "active", "active"), subscription(contract, "update_payment_method", "active")]
      }
    case .addon(let contract, _, _, _): return [subscription(contract, "plan_changed", "active")]
    case .purchase(let item, let payment):
      let cart: JSON = [["product_id": .string(id(item)), "quantity": 1]]
      return [
        send(
          "payment.succeeded",
          ["payment_id": .string(payment), "status": "succeeded", "subscription_id": .null, "product_cart": cart])
      ]
    case .refund(let payment, let isWhole):
      return [send("refund.succeeded", ["payment_id": .string(payment), "refund_id": "ref_1", "is_partial": .bool(!isWhole)])]
    case .dispute(let payment, let isLost):
      return [send(isLost ? "dispute.lost" : "dispute.opened", ["payment_id": .string(payment), "dispute_id": "dp_1"])]
    }
  }

  // MARK: Creem

  static let creem = Messenger(
    provider: "creem",
    abilities: [
      .several, .change, .addons, .separateAddons, .quantity, .cancellation, .suspension, .pause, .refund, .partialRefund,
    ]
  ) { happening in
    func send(_ type: String, _ object: KeyValuePairs<String, JSON?>) -> String {
      let customer: JSON = ["id": "c1", "object": "customer", "name": "Acme", "email": "a@example.com"]
      let common = JSON.members(["customer": customer, "metadata": ["openmeterCustomer": "acme"], "mode": "prod"])
      let content = JSON.object(JSON.members(object) + common)
      let hash = content.compact.utf8.reduce(5381 as UInt64) { ($0 &* 33) ^ UInt64($1) }
      return JSON.fields([
        "id": .string("evt_\(type)_\(happening.time.milliseconds)_\(hash)"), "eventType": .string(type),
        "created_at": milliseconds(happening.time), "object": content,
      ]).compact
    }
    func product(_ item: String) -> JSON { .fields(["id": .string(id(item)), "object": "product", "name": .string(item)]) }
    func subscription(_ contract: Contract, _ item: String, _ quantity: Int64, _ event: String, _ status: String) -> String {
      let lines: JSON = [
        ["object": "subscription_item", "product_id": .string(id(item)), "price_id": "pprice_1", "units": .integer(quantity)]
      ]
      return send(
        "subscription.\(event)",
        [
          "id": .string(contract.id), "object": "subscription", "status": .string(status), "product": product(item),
          "items": lines,
          "created_at": iso(contract.since.adding(seconds: 7)),
          // The sample of the guide lacks the period.
          "current_period_start_date": event == "active" ? nil : iso(contract.start),
          "current_period_end_date": event == "active" ? nil : iso(contract.periodEnd),
          "canceled_at": status == "canceled" ? iso(happening.time) : .null,
        ])
    }
    func transaction(_ payment: String, refunded: Int64) -> JSON {
      .fields([
        "id": "tran_1", "object": "transaction", "amount": 1500, "amount_paid": 1500, "refunded_amount": .integer(refunded),
        "order": .string(payment),
      ])
    }
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
      return [
        send(
          "checkout.completed",
          [
            "id": "ch_1", "object": "checkout", "status": "completed", "product": product(item), "units": 1,
            "order": ["id": .string(payment), "type": "onetime", "status": "paid", "product": .string(id(item))],
          ])
      ]
    case .refund(let payment, let isWhole):
      let amount: Int64 = isWhole ? 1500 : 400
      return [
        send(
          "refund.created",
          [
            "id": "ref_1", "object": "refund", "status": "succeeded", "refund_amount": .integer(amount),
            "transaction": transaction(payment, refunded: amount),
          ])
      ]
    case .dispute(let payment, let isLost):
      // How a dispute ends is not told.
      return isLost
        ? [] : [send("dispute.created", ["id": "disp_1", "object": "dispute", "transaction": transaction(payment, refunded: 0)])]
    }
  }

  // MARK: Autumn

  /// `refund` is what happens at Autumn when a plan that is paid once is taken back.
  static let autumn = Messenger(
    provider: "autumn", abilities: [.replacement, .addons, .separateAddons, .cancellation, .refund]
  ) { happening in
    typealias Change = (action: String, field: String, object: JSON)
    func send(_ changes: [Change], tags: [JSON] = [], of payment: String = "") -> String {
      let list = changes.map { JSON.fields(["action": .string($0.action), $0.field: $0.object, "item_changes": []]) }
      let body = JSON.fields([
        "type": "billing.updated",
        "data": .fields([
          "object": "billing.updated", "customer_id": "acme", "plan_changes": .array(list), "tags": .array(tags),
        ]),
      ])
      return message(body, happening.time, id: "svix-id", time: "svix-timestamp", of: payment)
    }
    func plan(
      _ contract: Contract, _ item: String, _ action: String, isLate: Bool = false, endsAtEnd: Bool = false, isTrial: Bool = false
    ) -> Change {
      let isEnded = action == "expired"
      let began = item == contract.previous ? contract.previousBegan : contract.began
      let expiry = isEnded ? milliseconds(happening.time) : endsAtEnd ? milliseconds(contract.periodEnd) : .null
      return (
        action, "subscription",
        .fields([
          "plan_id": .string(item), "status": isEnded ? "expired" : "active", "past_due": .bool(isLate),
          "started_at": milliseconds(began ?? contract.since), "canceled_at": endsAtEnd ? milliseconds(happening.time) : .null,
          "expires_at": expiry, "trial_ends_at": isTrial ? milliseconds(contract.periodEnd) : .null,
          "current_period_start": .null, "current_period_end": .null,
        ])
      )
    }
    func purchase(_ item: String, _ payment: String, _ action: String) -> String {
      // Nothing but the message identifies a purchase.
      let isEnded = action == "expired"
      let purchase: JSON = [
        "plan_id": .string(item), "status": isEnded ? "expired" : "active",
        "expires_at": isEnded ? milliseconds(happening.time) : .null,
      ]
      return send([(action, "purchase", purchase)], of: payment)
    }
    switch happening.what {
    case .subscription(let contract, let cause):
      switch cause {
      case .begins: return [send([plan(contract, contract.item, "activated")])]
      case .tries: return [send([plan(contract, contract.item, "activated", isTrial: true)])]
      case .converts: return [send([], tags: ["trial_ended"])]
      case .changes, .renews:
        guard let previous = contract.previous else {
          // A plain renewal is not told.
          return cause == .renews ? [] : [send([plan(contract, contract.item, "updated")])]
        }
        return [send([plan(contract, contract.item, "activated"), plan(contract, previous, "expired")])]
      case .cancels: return [send([plan(contract, contract.item, "updated", endsAtEnd: true)])]
      case .uncancels, .recovers, .resumes: return [send([plan(contract, contract.item, "updated")])]
      case .ends: return [send([plan(contract, contract.item, "expired")])]
      case .isLate, .isUnpaid, .pauses: return [send([plan(contract, contract.item, "updated", isLate: true)])]
      }
    case .addon(let contract, let item, let quantity, _):
      return [send([plan(contract, item, quantity == 0 ? "expired" : "activated")])]
    case .purchase(let item, let payment): return [purchase(item, payment, "activated")]
    case .refund(let payment, _): return [purchase("pack", payment, "expired")]
    case .dispute: return []
    }
  }

  // MARK: Razorpay

  static let razorpay = Messenger(
    provider: "razorpay", abilities: [.several, .change, .quantity, .suspension, .pause, .refund, .partialRefund, .dispute]
  ) { happening in
    func send(_ event: String, _ entities: KeyValuePairs<String, JSON>) -> String {
      let content = entities.map { JSON.Member($0.key, .fields(["entity": $0.value])) }
      let body = JSON.fields([
        "entity": "event", "account_id": "acc_1", "event": .string(event), "contains": .array(content.map { .string($0.name) }),
        "payload": .object(content), "created_at": seconds(happening.time),
      ])
      return message(body, happening.time, id: "x-razorpay-event-id")
    }
    func subscription(_ contract: Contract, _ event: String, _ status: String, isTrial: Bool = false) -> String {
      send(
        "subscription.\(event)",
        [
          "subscription": .fields([
            "id": .string(contract.id), "plan_id": .string(id(contract.item)), "customer_id": "c1", "status": .string(status),
            "quantity": .integer(contract.quantity), "notes": ["openmeterCustomer": "acme"],
            "created_at": seconds(contract.since),
            "start_at": seconds(isTrial ? contract.periodEnd : contract.since),
            "current_start": isTrial ? .null : seconds(contract.start),
            "current_end": isTrial ? .null : seconds(contract.periodEnd),
            "ended_at": status == "cancelled" ? seconds(happening.time) : .null,
          ])
        ])
    }
    func payment(_ id: String, refunded: Int64 = 0) -> JSON {
      .fields([
        "id": .string(id), "amount": 150_000, "status": "captured", "customer_id": "c1", "amount_refunded": .integer(refunded),
        "refund_status": refunded == 0 ? .null : refunded < 150_000 ? "partial" : "full", "notes": ["openmeterCustomer": "acme"],
      ])
    }
    switch happening.what {
    case .subscription(let contract, let cause):
      switch cause {
      case .begins: return [subscription(contract, "activated", "active"), subscription(contract, "charged", "active")]
      case .tries: return [subscription(contract, "authenticated", "authenticated", isTrial: true)]
      case .converts, .renews: return [subscription(contract, "charged", "active")]
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
        "id": "order_1", "status": "paid", "notes": .object([.init("openmeterCustomer", "acme"), .init(name, .string(item))]),
      ])
      return [send("order.paid", ["payment": payment(id), "order": order])]
    case .refund(let id, let isWhole):
      let amount: Int64 = isWhole ? 150_000 : 40_000
      let refund = JSON.fields(["id": "rfnd_1", "payment_id": .string(id), "amount": .integer(amount), "status": "processed"])
      return [send("refund.processed", ["refund": refund, "payment": payment(id, refunded: amount)])]
    case .dispute(let id, let isLost):
      let dispute = JSON.fields([
        "id": "disp_1", "payment_id": .string(id), "amount": 150_000, "status": .string(isLost ? "lost" : "open"),
      ])
      return [send(isLost ? "payment.dispute.lost" : "payment.dispute.created", ["payment": payment(id), "dispute": dispute])]
    }
  }
}

extension World {
  /// Delivers what the provider sends, some seconds after it happened.
  func send(_ happening: Happening, _ messenger: Messenger, lag: Int64 = 2, times: Int = 1) {
    server.advance(to: happening.time.adding(seconds: lag))
    for payload in messenger.payloads(happening) {
      for _ in 0..<times { deliver(payload) }
    }
  }
}
