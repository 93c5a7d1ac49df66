import JSONText
import ModelCustomers

extension Messenger {
  /// `refund` is what happens at Autumn when a plan that is paid once is taken back.
  static let autumn = Messenger(
    provider: "autumn", abilities: [.replacement, .addons, .separateAddons, .cancellation, .refund]
  ) { happening in
    typealias Change = (action: String, field: String, object: JSON, before: JSON)
    // What the fields were that an end changes.
    let current: JSON = ["status": "active", "canceled_at": .null, "expires_at": .null]
    func send(_ changes: [Change], tags: [JSON] = [], of payment: String = "") -> String {
      let list = changes.map { change in
        JSON.fields([
          "action": .string(change.action), change.field: change.object, "previous_attributes": change.before, "item_changes": [],
        ])
      }
      let body = JSON.fields([
        "type": "billing.updated",
        "data": .fields([
          "object": "billing.updated", "customer_id": "acme", "plan_changes": .array(list), "tags": .array(tags),
        ]),
      ])
      return message(body, happening.time, id: "svix-id", time: "svix-timestamp", of: payment)
    }
    func plan(
      _ contract: Contract, _ item: String, _ action: String, isLate: Bool = false, endsAtEnd: Bool = false,
      isTrial: Bool = false, before: JSON = .null
    ) -> Change {
      let isEnded = action == "expired"
      let began = item == contract.previous ? contract.previousBegan : contract.began
      let cancellation = isEnded || endsAtEnd ? milliseconds(happening.time) : .null
      let expiry = isEnded ? milliseconds(happening.time) : endsAtEnd ? milliseconds(contract.periodEnd) : .null
      return (
        action, "subscription",
        .fields([
          "plan_id": .string(item), "status": isEnded ? "expired" : "active", "past_due": .bool(isLate),
          "started_at": milliseconds(began ?? contract.since), "canceled_at": cancellation,
          "expires_at": expiry, "trial_ends_at": isTrial ? milliseconds(contract.periodEnd) : .null,
          "current_period_start": .null, "current_period_end": .null,
        ]),
        isEnded ? current : before
      )
    }
    func purchase(_ item: String, _ payment: String, _ action: String) -> String {
      // Nothing but the message identifies a purchase.
      let isEnded = action == "expired"
      let purchase: JSON = [
        "plan_id": .string(item), "status": isEnded ? "expired" : "active",
        "expires_at": isEnded ? milliseconds(happening.time) : .null,
      ]
      return send([(action, "purchase", purchase, isEnded ? current : .null)], of: payment)
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
        // A change at the end of a period was scheduled before.
        let isScheduled = cause == .renews
        let new = plan(contract, contract.item, "activated", before: isScheduled ? ["status": "scheduled"] : .null)
        return [send([new, plan(contract, previous, "expired")], tags: isScheduled ? ["phase_changed"] : [])]
      case .cancels:
        let before: JSON = ["canceled_at": .null, "expires_at": .null]
        return [send([plan(contract, contract.item, "updated", endsAtEnd: true, before: before)])]
      case .uncancels:
        let before: JSON = ["canceled_at": milliseconds(contract.start), "expires_at": milliseconds(contract.periodEnd)]
        return [send([plan(contract, contract.item, "updated", before: before)])]
      case .recovers, .resumes: return [send([plan(contract, contract.item, "updated", before: ["past_due": true])])]
      case .ends: return [send([plan(contract, contract.item, "expired")])]
      case .isLate, .isUnpaid, .pauses:
        return [send([plan(contract, contract.item, "updated", isLate: true, before: ["past_due": false])])]
      }
    case .addon(let contract, let item, let quantity, _):
      return [send([plan(contract, item, quantity == 0 ? "expired" : "activated")])]
    case .purchase(let item, let payment): return [purchase(item, payment, "activated")]
    case .refund(let payment, _): return [purchase("pack", payment, "expired")]
    case .dispute: return []
    }
  }
}
