import Catalog
import CatalogReading
import JSONText
import Syntax

/// Lowers a catalog to Razorpay's API, version 1. It rejects unknown fields, and has no idempotency keys for these requests.
struct RazorpayLowering: ProviderLowering {
  let input: LoweringInput
  var metadata: LayeredMetadata
  var claimedPlans = IDClaims()
  /// The places of the usage prices that were reported.
  var reportedUsage: Set<Place> = []

  init(_ input: LoweringInput) {
    self.input = input
    metadata = LayeredMetadata(input.limits.metadata, countsEachLayer: true)
  }

  var catalog: Catalog { input.catalog }

  func addRequests(for offers: RazorpayOffers, to artifact: inout Artifact) {
    for offer in offers.all {
      switch offer.form {
      case .plan(let plan):
        if case .new(let text) = plan.object { artifact.setup.append(creation(offer, plan.cycle, text)) }
        artifact.purchase.append(subscription(offer, plan))
      case .addon(let text): artifact.purchase.append(subscription(offer, upfront: text))
      case .order: artifact.purchase.append(order(offer))
      }
    }
  }

  // MARK: Setup

  /// POST /v1/plans. A plan is immutable, so a price with new terms becomes a new plan. The lookup therefore matches the terms
  /// as well as the ids. Without the ids in its notes, a plan cannot be found.
  private func creation(_ offer: RazorpayOffers.Offer, _ cycle: RazorpayCycle, _ text: RazorpayOffers.Text) -> Request {
    let period = JSON.string(cycle.period)
    let interval = JSON.integer(cycle.cadence.count)
    var lookup: Request.Lookup?
    if let planID = offer.notes["catalogPlanId"], let priceID = offer.notes["catalogPriceId"] {
      lookup = .init(
        "/v1/plans", query: [.init("count", 100)],
        match: [
          "period": period, "interval": interval,
          "item": ["amount": .integer(offer.amount), "currency": .string(offer.price.currency.code)],
          "notes": ["catalogPlanId": planID, "catalogPriceId": priceID],
        ])
    }
    return Request(
      creationID(offer), .post, "/v1/plans", lookup: lookup,
      body: ["period": period, "interval": interval, "item": item(offer, text), "notes": offer.notes])
  }

  private func item(_ offer: RazorpayOffers.Offer, _ text: RazorpayOffers.Text) -> JSON {
    .fields([
      "name": .string(text.name),
      "amount": .integer(offer.amount),
      "currency": .string(offer.price.currency.code),
      "description": text.description.map(JSON.string),
    ])
  }

  private func creationID(_ offer: RazorpayOffers.Offer) -> String {
    Request.id("prices", offer.item.kind.rawValue, offer.item.header.id, offer.price.id)
  }

  // MARK: Purchase

  /// POST /v1/subscriptions. It accepts the time of the first charge instead of the length of a trial.
  private func subscription(_ offer: RazorpayOffers.Offer, _ plan: RazorpayOffers.Plan) -> Request {
    let planID: JSON =
      switch plan.object {
      case .existing(let id): .string(id)
      case .new: .ref(creationID(offer))
      }
    return Request(
      purchaseID(offer), .post, "/v1/subscriptions",
      body: .fields([
        "plan_id": planID, "total_count": .integer(plan.totalCount), "quantity": offer.item.purchasedQuantity,
        "start_at": plan.trial.map { _ in .param("start_at") }, "notes": offer.notes,
      ]))
  }

  /// POST /v1/subscriptions with an upfront amount. Add-ons are not separate objects, and start with a subscription.
  private func subscription(_ offer: RazorpayOffers.Offer, upfront text: RazorpayOffers.Text) -> Request {
    Request(
      purchaseID(offer), .post, "/v1/subscriptions",
      body: [
        "plan_id": .param("plan"), "total_count": .param("total_count"), "quantity": 1,
        "addons": [["item": item(offer, text)]], "notes": offer.notes,
      ])
  }

  /// POST /v1/orders. A receipt must be unique, so only the application can choose it.
  private func order(_ offer: RazorpayOffers.Offer) -> Request {
    Request(
      purchaseID(offer), .post, "/v1/orders",
      body: [
        "amount": .integer(offer.amount), "currency": .string(offer.price.currency.code), "receipt": .param("receipt"),
        "notes": offer.notes,
      ])
  }

  private func purchaseID(_ offer: RazorpayOffers.Offer) -> String {
    Request.id("purchase", offer.item.kind.rawValue, offer.item.header.id, offer.price.id)
  }
}
