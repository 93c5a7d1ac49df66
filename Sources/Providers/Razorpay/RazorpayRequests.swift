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
        artifact.purchase += [subscription(offer, plan), change(offer, plan)]
      case .addon(let text):
        artifact.purchase += [subscription(offer, upfront: text, offers), addition(offer, text)]
        if offer.price.cadence == nil { artifact.purchase.append(order(offer, "\(purchaseID(offer))/one_time")) }
      case .order: artifact.purchase.append(order(offer, purchaseID(offer)))
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
    Request(
      purchaseID(offer), .post, "/v1/subscriptions", in: .newCustomer,
      body: .fields([
        "plan_id": planID(offer, plan), "total_count": .integer(plan.totalCount), "quantity": offer.item.purchasedQuantity,
        "start_at": plan.trial.map { _ in .param("start_at") }, "notes": offer.purchaseNotes,
      ]))
  }

  /// PATCH /v1/subscriptions/{id}, only for subscriptions paid by card. It has no notes. The number of charges left is counted in
  /// cycles of the new plan.
  ///
  /// Source: Razorpay's documentation, api/payments/subscriptions/update-subscription.md.
  private func change(_ offer: RazorpayOffers.Offer, _ plan: RazorpayOffers.Plan) -> Request {
    Request(
      "\(purchaseID(offer))/change", .patch, "/v1/subscriptions/{subscription}", in: .runningSubscription,
      body: [
        "plan_id": planID(offer, plan), "quantity": offer.item.purchasedQuantity,
        "remaining_count": .integer(plan.totalCount), "schedule_change_at": "now",
      ])
  }

  private func planID(_ offer: RazorpayOffers.Offer, _ plan: RazorpayOffers.Plan) -> JSON {
    switch plan.object {
    case .existing(let id): .string(id)
    case .new: .ref(creationID(offer))
    }
  }

  /// POST /v1/subscriptions with an upfront amount. Add-ons are not separate objects.
  private func subscription(
    _ offer: RazorpayOffers.Offer, upfront text: RazorpayOffers.Text, _ offers: RazorpayOffers
  ) -> Request {
    Request(
      "\(purchaseID(offer))/with_plan", .post, "/v1/subscriptions", in: .newCustomer,
      body: .fields([
        "plan_id": .param("plan"), "total_count": .param("total_count"),
        "quantity": offers.sellsSeveralPlans ? .param("plan_quantity") : 1,
        "start_at": offers.hasTrials ? .param("start_at") : nil,
        "addons": [["item": item(offer, text)]], "notes": offer.purchaseNotes,
      ]))
  }

  /// POST /v1/subscriptions/{id}/addons: the amount is on the next invoice, once. It has no notes.
  private func addition(_ offer: RazorpayOffers.Offer, _ text: RazorpayOffers.Text) -> Request {
    Request(
      purchaseID(offer), .post, "/v1/subscriptions/{subscription}/addons", in: .runningSubscription,
      body: ["item": item(offer, text), "quantity": offer.item.purchasedQuantity])
  }

  /// POST /v1/orders. A receipt must be unique, so only the application can choose it.
  private func order(_ offer: RazorpayOffers.Offer, _ id: String) -> Request {
    Request(
      id, .post, "/v1/orders", in: .oneTime,
      body: [
        "amount": .integer(offer.amount), "currency": .string(offer.price.currency.code), "receipt": .param("receipt"),
        "notes": offer.purchaseNotes,
      ])
  }

  private func purchaseID(_ offer: RazorpayOffers.Offer) -> String {
    Request.id("purchase", offer.item.kind.rawValue, offer.item.header.id, offer.price.id)
  }
}
