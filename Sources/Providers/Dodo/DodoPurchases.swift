import Catalog
import JSONText
import Syntax

extension Parameter {
  static let dodo: [Parameter] = [
    customer, customerKey, quantity, subscription, successURL,
    Parameter("plan_product", "the id of the plan's product"),
    Parameter("plan_quantity", "how many of the plan the customer has or buys"),
    Parameter(
      "addons", "each other add-on that the customer keeps, as `{\"addon_id\": ID, \"quantity\": N}`: Dodo removes those left out"
    ),
    Parameter("trial_days", "the days of the plan's trial; none if it has no trial"),
  ]
}

/// The requests that sell an offer.
///
/// Source: `checkout_session_create_params` and `subscription_change_plan_params` of the Python SDK dodopayments 1.123.0.
struct DodoPurchases {
  private let input: LoweringInput
  /// Whether a trial is known only to the checkout: a usage-based price has none.
  private let hasTrials: Bool
  private let planQuantity: JSON

  init(_ offers: DodoOffers, _ input: LoweringInput) {
    self.input = input
    let plans = offers.offers.map(\.object).filter { $0.plan != nil }
    hasTrials = plans.contains { $0.terms.trial != nil && $0.chargesUsage }
    planQuantity = plans.contains { $0.item.quantity != nil } ? .param("plan_quantity") : 1
  }

  func requests(_ offer: DodoOffers.Offer) -> [Request] {
    let object = offer.object
    let metadata = JSON.object(offer.purchaseMetadata)
    let item = object.item
    let id = Request.id("purchase", item.kind.rawValue, item.header.id, object.price.id)
    let quantity = item.purchasedQuantity
    let own: JSON = ["product_id": object.reference, "quantity": quantity]
    let plan = JSON.members(["product_id": .param("plan_product"), "quantity": planQuantity])
    switch object.terms.sale {
    case .plan:
      return [
        checkout(id, in: .newCustomer, [own], trial: trial(object).map(JSON.integer), metadata),
        change(id + "/change", object.reference, quantity, addons: [], metadata),
      ]
    case .recurringAddon:
      let addon: JSON = ["addon_id": object.reference, "quantity": quantity]
      return [
        checkout("\(id)/with_plan", in: .newCustomer, [.object(plan + [.init("addons", [addon])])], trial: planTrial, metadata),
        // The metadata is that of the subscription, whose plan stays.
        change(
          id, .param("plan_product"), planQuantity, addons: [addon], .object(input.mark + [.customerKey])),
      ]
    case .oneTimeAddon:
      return [
        checkout("\(id)/with_plan", in: .newCustomer, [.object(plan), own], trial: planTrial, metadata),
        checkout(id, in: .oneTime, [own], trial: nil, metadata),
      ]
    case .topup: return [checkout(id, in: .oneTime, [own], trial: nil, metadata)]
    }
  }

  /// - Parameter metadata: included in webhooks of the payment and the subscription, unlike the product's metadata.
  private func checkout(_ id: String, in situation: Situation, _ cart: [JSON], trial: JSON?, _ metadata: JSON) -> Request {
    Request(
      id, .post, "/checkouts", in: situation,
      body: .fields([
        "product_cart": .array(cart),
        "subscription_data": trial.map { ["trial_period_days": $0] },
        "customer": ["customer_id": .param("customer")],
        "return_url": .param("success_url"),
        "metadata": metadata,
      ]))
  }

  /// The plan and all add-ons that the customer has from now on. Those left out are removed.
  private func change(_ id: String, _ product: JSON, _ quantity: JSON, addons: [JSON], _ metadata: JSON) -> Request {
    Request(
      id, .post, "/subscriptions/{subscription}/change-plan", in: .runningSubscription,
      body: [
        "product_id": product, "quantity": quantity, "proration_billing_mode": "prorated_immediately",
        "addons": .array([.param("addons")] + addons), "metadata": metadata,
      ])
  }

  private var planTrial: JSON? { hasTrials ? .param("trial_days") : nil }

  /// The trial days in the checkout of a plan; 0 if the catalog says 0.
  private func trial(_ object: DodoObject) -> Int64? {
    object.price.trial?.days == 0 ? 0 : object.terms.trial?.days
  }
}
