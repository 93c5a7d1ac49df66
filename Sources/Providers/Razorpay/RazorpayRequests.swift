import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// Razorpay's API, version 1. It refuses fields that it does not know, and has no idempotency keys for what is made here.
struct RazorpayRequests {
  private var lowering: Lowering
  private let notes: RazorpayNotes
  /// The first price with each id that the catalog gives.
  private var taken: [ExactString: Place] = [:]

  static func add(to lowering: inout Lowering) {
    var requests = RazorpayRequests(lowering)
    for item in requests.lowering.catalog.items { requests.add(item) }
    lowering = requests.lowering
  }

  private init(_ lowering: Lowering) {
    var lowering = lowering
    notes = RazorpayNotes(&lowering)
    self.lowering = lowering
  }

  /// False where Razorpay cannot sell at that price, which ``RazorpayChecks`` reports.
  static func isSent(_ price: Price, of item: Item) -> Bool {
    RazorpayMoney.canBeSent(price) && (item.kind != .plan || cycle(price) != nil)
  }

  private static func cycle(_ price: Price) -> RazorpayCycle? {
    price.cadence.flatMap { try? RazorpayCycle($0) }
  }

  private mutating func add(_ item: Item) {
    let prices = item.prices.filter { RazorpayRequests.isSent($0, of: item) }
    guard !prices.isEmpty else { return }
    let shared = notes.notes(item, &lowering)
    for price in prices {
      let notes = notes.notes(price, of: item, on: shared, &lowering)
      switch item.kind {
      case .plan:
        guard let cycle = RazorpayRequests.cycle(price), claimID(of: price) else { continue }
        addPlan(price, of: item, cycle, notes)
        addSubscription(price, of: item, cycle, notes)
      case .addon: addUpfrontAddon(price, of: item, notes)
      case .topup: addOrder(price, of: item, notes)
      }
    }
  }

  /// False where another price is the Razorpay plan already: a plan has one amount, which is the other's.
  private mutating func claimID(of price: Price) -> Bool {
    guard let id = price.id(at: "razorpay") else { return true }
    let place = price.place["providerIds", "razorpay"]
    if let other = taken[ExactString(id)] {
      lowering.report(
        .razorpayIDTaken, "another price is this plan already, and charges its own amount: this price is not sent",
        at: place, related: [.init("the other", at: other)])
      return false
    }
    taken[ExactString(id)] = place
    return true
  }

  // MARK: Setup

  /// POST /v1/plans. A plan is final: a price that changed must become another plan, so what is looked for is not only the
  /// price's ids, but all of its terms.
  private mutating func addPlan(_ price: Price, of item: Item, _ cycle: RazorpayCycle, _ notes: JSON) {
    guard price.id(at: "razorpay") == nil else { return }
    var lookup: Request.Lookup?
    if let planID = notes["catalogPlanId"], let priceID = notes["catalogPriceId"] {
      lookup = .init(
        "/v1/plans", query: [.init("count", 100)],
        match: [
          "period": .string(cycle.period), "interval": .integer(cycle.interval),
          "item": ["amount": .integer(price.base.minorUnits), "currency": .string(price.currency.code)],
          "notes": ["catalogPlanId": planID, "catalogPriceId": priceID],
        ])
    }
    lowering.artifact.setup.append(
      Request(
        planRequest(price, of: item), .post, "/v1/plans", lookup: lookup,
        body: [
          "period": .string(cycle.period), "interval": .integer(cycle.interval), "item": self.item(price, of: item),
          "notes": notes,
        ]))
  }

  // MARK: Purchase

  /// POST /v1/subscriptions. It has no length of a trial, only the moment of the first charge.
  private mutating func addSubscription(_ price: Price, of item: Item, _ cycle: RazorpayCycle, _ notes: JSON) {
    lowering.artifact.purchase.append(
      Request(
        purchaseRequest(price, of: item), .post, "/v1/subscriptions",
        body: .fields([
          "plan_id": price.id(at: "razorpay").map(JSON.string) ?? .ref(planRequest(price, of: item)),
          "total_count": .integer(cycle.totalCount(lowering.settings.integer("totalCount"))),
          "quantity": 1,
          "start_at": (price.trial?.days ?? 0) > 0 ? .param("start_at") : nil,
          "notes": notes,
        ])))
  }

  /// POST /v1/subscriptions with an upfront amount: add-ons are no objects of their own, and start with a subscription.
  private mutating func addUpfrontAddon(_ price: Price, of item: Item, _ notes: JSON) {
    lowering.artifact.purchase.append(
      Request(
        purchaseRequest(price, of: item), .post, "/v1/subscriptions",
        body: [
          "plan_id": .param("plan"), "total_count": .param("total_count"), "quantity": 1,
          "addons": [["item": self.item(price, of: item)]], "notes": notes,
        ]))
  }

  /// POST /v1/orders. A receipt is unique to its order, so that only the application can choose it.
  private mutating func addOrder(_ price: Price, of item: Item, _ notes: JSON) {
    lowering.artifact.purchase.append(
      Request(
        purchaseRequest(price, of: item), .post, "/v1/orders",
        body: [
          "amount": .integer(price.base.minorUnits), "currency": .string(price.currency.code), "receipt": .param("receipt"),
          "notes": notes,
        ]))
  }

  // MARK: Parts

  private func item(_ price: Price, of item: Item) -> JSON {
    .fields([
      "name": .string(RazorpayText.name(item, price)),
      "amount": .integer(price.base.minorUnits),
      "currency": .string(price.currency.code),
      "description": RazorpayText.description(item).map(JSON.string),
    ])
  }

  private func planRequest(_ price: Price, of item: Item) -> String {
    Request.id("prices", item.kind.rawValue, item.header.id, price.id)
  }

  private func purchaseRequest(_ price: Price, of item: Item) -> String {
    Request.id("purchase", item.kind.rawValue, item.header.id, price.id)
  }
}
