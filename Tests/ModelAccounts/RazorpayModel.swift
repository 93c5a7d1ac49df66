import Accounts
import Foundations
import JSONText
import Providers

/// A Razorpay account: plans, which are all that a catalog creates.
///
/// Sources, read on 2026-11-28: razorpay/markdown-docs ab3bda5 (api/understand.md, api/payments/subscriptions/create-plan.md,
/// fetch-all-plans.md, payments/subscriptions/faqs.md), and the types of razorpay-node 9737ef1.
package struct RazorpayModel: ModelAccount {
  package static let api = AccountAPI.razorpay
  private var plans = ModelList("plan_")
  private var time: Int64 = 1_800_000_000

  package init() {}

  package mutating func answer(_ request: ModelRequest) -> ModelResponse {
    time += 1
    guard request.path.prefix(2) == ["v1", "plans"] else { return refused("The requested URL was not found on the server.") }
    return switch (request.method, request.path.count) {
    case (.get, 2): list(request)
    case (.get, 3): plans[request.path[2]].map { .ok($0) } ?? refused("The id provided does not exist")
    case (.post, 2): create(request.body)
    // There is no request that changes or removes a plan.
    default: refused("The requested URL was not found on the server.")
    }
  }

  /// All faults of a request are answered with 400, also an unknown id (api/orders/fetch-with-id.md).
  private func refused(_ description: String) -> ModelResponse {
    .error(400, ["error": ["code": "BAD_REQUEST_ERROR", "description": .string(description)]])
  }

  /// 10 plans unless told otherwise, at most 100, newest first.
  private func list(_ request: ModelRequest) -> ModelResponse {
    let count = request.query("count").flatMap(Int.init) ?? 10
    let skip = request.query("skip").flatMap(Int.init) ?? 0
    guard (1...100).contains(count), skip >= 0 else { return refused("The count must be between 1 and 100.") }
    let page = Array(plans.all.reversed().dropFirst(skip).prefix(count))
    return .ok(["entity": "collection", "count": .integer(Int64(page.count)), "items": .array(page)])
  }

  /// Nothing is unique: the same body twice gives two plans.
  private mutating func create(_ body: JSON) -> ModelResponse {
    if let error = unknown(body, ["period", "interval", "item", "notes"]) { return error }
    let item = body["item"] ?? [:]
    if let error = unknown(item, ["name", "amount", "currency", "description"]) { return error }
    guard let period = body["period"]?.text, ["daily", "weekly", "monthly", "quarterly", "yearly"].contains(period) else {
      return refused("The selected period is invalid.")
    }
    guard let interval = Self.integer(body["interval"]), interval >= (period == "daily" ? 7 : 1) else {
      return refused("The interval is invalid.")
    }
    guard let name = item["name"]?.text, !name.isEmpty else { return refused("The name field is required.") }
    guard let amount = Self.integer(item["amount"]), let currency = item["currency"]?.text else {
      return refused("The amount must be an integer.")
    }
    // api/orders/create.md.
    guard amount >= (currency == "INR" ? 100 : 1) else { return refused("The amount must be atleast INR 1.00") }
    if ["BHD", "IQD", "JOD", "KWD", "OMR", "TND"].contains(currency), amount % 10 != 0 {
      return refused("The last digit of the amount must be 0.")
    }
    let notes = body["notes"]?.members ?? []
    guard notes.count <= 15 else { return refused("The notes field may have at most 15 pairs.") }
    for note in notes {
      let isScalar =
        switch note.value {
        case .string, .integer, .number: true
        default: false
        }
      guard isScalar, metadataText(note.value).unicodeScalars.count <= 256, note.name.unicodeScalars.count <= 256 else {
        return refused("A note may have at most 256 characters.")
      }
    }
    let id = plans.nextID()
    let plan: JSON = [
      "id": .string(id), "entity": "plan", "interval": .integer(interval), "period": .string(period),
      "item": [
        "id": .string("item_\(id)"), "active": true, "name": .string(name), "description": item["description"] ?? .null,
        "amount": .integer(amount), "unit_amount": .integer(amount), "currency": .string(currency), "type": "plan",
        "unit": .null, "tax_inclusive": false, "hsn_code": .null, "sac_code": .null, "tax_rate": .null, "tax_id": .null,
        "tax_group_id": .null, "created_at": .integer(time), "updated_at": .integer(time),
      ],
      "notes": notes.isEmpty ? [] : .object(notes), "created_at": .integer(time),
    ]
    plans.add(id, plan)
    return .ok(plan)
  }

  /// A number, not a text with one.
  private static func integer(_ value: JSON?) -> Int64? { value?.text == nil ? value?.decimal?.integer : nil }

  private func unknown(_ body: JSON, _ known: Set<String>) -> ModelResponse? {
    body.members.first { !known.contains($0.name) }.map { refused("\($0.name) is/are not required and should not be sent") }
  }

  // MARK: Comparison

  package var ids: [String] { plans.ids }

  /// A plan that is no longer in use looks like any other, so only the ids file tells which are. See `RazorpayPairTests`.
  package var live: [JSON] { plans.all.map { comparable($0) } }

  package func plan(_ id: String) -> JSON? { plans[id].map { comparable($0) } }

  private func comparable(_ plan: JSON) -> JSON {
    plan.without(["id", "created_at"]).mapping(["item"]) { $0.without(["id", "created_at", "updated_at"]) }
  }
}
