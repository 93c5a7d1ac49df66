import Catalog
import Foundations
import JSONText
import Syntax

extension Parameter {
  static let stripe: [Parameter] = [
    customer, customerKey, quantity, successURL, subscription,
    Parameter("subscription_item", "the id of the item of the subscription whose quantity changes"),
    Parameter("plan_lines", "the `line_items` of the plan's own Checkout request"),
    Parameter("plan_items", "the `items` of the plan's own subscription request"),
    Parameter("trial_days", "the days of the plan's trial; none if it has no trial"),
    Parameter("trial_settings", "the `trial_settings` of the plan's own subscription request; none if it has none"),
    Parameter(
      "payment_method_collection", "the `payment_method_collection` of the plan's own Checkout request; none if it has none"),
    Parameter(
      "removed_items",
      """
      `{"id": ID, "deleted": true}` for each item of the plan that the customer leaves, metered ones included: an item that stays \
      is charged again
      """),
  ]
}

/// The requests that sell the prices of a product.
///
/// Source: Stripe's API reference, POST /v1/checkout/sessions, /v1/subscriptions, /v1/subscription_items, /v1/invoices and
/// /v1/invoiceitems of version 2026-10-28.endive; Stripe's documentation, "Mixed interval subscriptions" (not in Checkout).
struct StripePurchases {
  private let input: LoweringInput
  /// The headers of the plans that are sold with a trial.
  private let trials: Set<ObjectIdentifier>
  /// Those whose trial begins without a payment method.
  private let cardlessTrials: Set<ObjectIdentifier>
  /// The requests of the products that a discount with codes lowers.
  private let coded: Set<ScalarString>
  private let automaticTax: Bool
  private let allowsCodes: Bool?

  init(_ offers: StripeOffers, _ input: LoweringInput) {
    self.input = input
    let options = JSON.object(input.settings.options)
    automaticTax = options["automaticTax"] == true
    allowsCodes = options["allowPromotionCodes"].map { $0 == true }
    coded = offers.productsWithCodes
    func plans(withTrial matches: (Trial) -> Bool) -> Set<ObjectIdentifier> {
      Set(
        offers.products.filter { product in
          product.item.kind == .plan && product.prices.contains { $0.terms.trial.map(matches) ?? false }
        }.map { ObjectIdentifier($0.item.header) })
    }
    trials = plans { _ in true }
    cardlessTrials = plans { !$0.needsCard }
  }

  func requests(_ sold: StripeOffers.SoldPrice, of product: StripeOffers.Product) -> [Request] {
    let id = Request.id("purchase", product.item.kind.rawValue, product.item.header.id, sold.price.id)
    switch sold.terms.sale {
    case .plan: return plan(id, sold, of: product)
    case .recurringAddon:
      return withPlan(id, sold, of: product) + [addition(id, sold, of: product)] + quantity(id, sold, of: product)
    case .oneTimeAddon:
      return withPlan(id, sold, of: product) + invoice(id, sold, of: product)
        + [payment("\(id)/one_time", sold, of: product)]
    case .topup: return [payment(id, sold, of: product)]
    }
  }

  // MARK: Plans

  private func plan(_ id: String, _ sold: StripeOffers.SoldPrice, of product: StripeOffers.Product) -> [Request] {
    let metadata = sold.purchaseMetadata
    let trial = JSON.members([
      "trial_period_days": sold.terms.trial.map { .integer($0.days) },
      "trial_settings": sold.terms.trial.flatMap { $0.needsCard ? nil : Self.endWithoutCard },
    ])
    let checkout = checkout(
      id, in: .newCustomer, "subscription", lines(sold, of: product, inCheckout: true), of: product, metadata,
      JSON.members([
        "payment_method_collection": sold.terms.trial?.needsCard == false ? "if_required" : nil,
        "subscription_data": .object(trial + [.init("metadata", metadata)]),
      ]))
    let subscription = subscription(
      "\(id)/subscription", lines(sold, of: product), isMixed: sold.isMixed, trial + [.init("metadata", metadata)])
    // Items that are not named stay, such as those of add-ons. One that is named without an id is added.
    let change = Request(
      "\(id)/change", .post, "/v1/subscriptions/{subscription}", in: .runningSubscription,
      body: .object(
        [.init("items", .array(lines(sold, of: product).map(JSON.object) + [.param("removed_items")]))] + tax
          + [.init("metadata", metadata)]))
    return (sold.isMixed ? [] : [checkout]) + [subscription, change] + quantity(id, sold, of: product)
  }

  /// A trial that began without a payment method ends the subscription unless one was added (POST /v1/subscriptions,
  /// `trial_settings`).
  private static let endWithoutCard: JSON = ["end_behavior": ["missing_payment_method": "cancel"]]

  /// A subscription that begins when the customer has paid the first invoice.
  private func subscription(_ id: String, _ items: [[JSON.Member]], isMixed: Bool, _ members: [JSON.Member]) -> Request {
    subscription(id, items.map(JSON.object), isMixed: isMixed, members)
  }

  private func subscription(_ id: String, _ items: [JSON], isMixed: Bool, _ members: [JSON.Member]) -> Request {
    Request(
      id, .post, "/v1/subscriptions", in: .newCustomer,
      body: .object(
        JSON.members([
          "customer": .param("customer"), "items": .array(items), "billing_mode": isMixed ? ["type": "flexible"] : nil,
          "payment_behavior": "default_incomplete",
          "payment_settings": ["save_default_payment_method": "on_subscription"],
        ]) + tax + members))
  }

  // MARK: Add-ons

  /// Bought together with a plan, whose lines are those of its own requests.
  private func withPlan(_ id: String, _ sold: StripeOffers.SoldPrice, of product: StripeOffers.Product) -> [Request] {
    let shared = JSON.Member("metadata", .object(input.mark + [.customerKey]))
    let isCardless = isSold(product.item, withOneOf: cardlessTrials)
    let trial = JSON.members([
      "trial_period_days": isSold(product.item, withOneOf: trials) ? .param("trial_days") : nil,
      "trial_settings": isCardless ? .param("trial_settings") : nil,
    ])
    let own = lines(sold, of: product, marked: true)
    let checkout = Request(
      "\(id)/with_plan", .post, "/v1/checkout/sessions", in: .newCustomer,
      body: checkoutBody(
        "subscription", [.param("plan_lines")] + lines(sold, of: product, inCheckout: true, marked: true).map(JSON.object),
        of: product, shared.value,
        JSON.members([
          "payment_method_collection": isCardless ? .param("payment_method_collection") : nil,
          "subscription_data": .object(trial + [shared]),
        ])))
    let isOnce = sold.terms.sale == .oneTimeAddon
    let subscription = subscription(
      "\(id)/with_plan/subscription", [.param("plan_items")] + (isOnce ? [] : own.map(JSON.object)), isMixed: sold.isMixed,
      (isOnce ? [.init("add_invoice_items", .array(own.map(JSON.object)))] : []) + trial + [shared])
    // The plan's interval decides whether Checkout can sell both.
    return (sold.isMixed ? [] : [checkout]) + [subscription]
  }

  private func isSold(_ addon: Item, withOneOf plans: Set<ObjectIdentifier>) -> Bool {
    switch addon.compatiblePlans {
    case .named(let indices): indices.contains { plans.contains(ObjectIdentifier(input.catalog.plans[$0].header)) }
    case .every, nil: !plans.isEmpty
    }
  }

  /// Adds items to a subscription, whose own metadata is the plan's.
  private func addition(_ id: String, _ sold: StripeOffers.SoldPrice, of product: StripeOffers.Product) -> Request {
    let lines = lines(sold, of: product, marked: true)
    guard lines.count > 1 else {
      return Request(
        id, .post, "/v1/subscription_items", in: .runningSubscription,
        body: .object([.init("subscription", .param("subscription"))] + (lines.first ?? [])))
    }
    // Items without an id are added, all or none (POST /v1/subscriptions/{subscription_exposed_id}, `items`).
    return Request(
      id, .post, "/v1/subscriptions/{subscription}", in: .runningSubscription,
      body: ["items": .array(lines.map(JSON.object))])
  }

  /// Another quantity. A subscription cannot have a second item of the same price.
  private func quantity(_ id: String, _ sold: StripeOffers.SoldPrice, of product: StripeOffers.Product) -> [Request] {
    let quantity = product.item.purchasedQuantity
    guard sold.rate != nil, case .object = quantity else { return [] }
    return [
      Request(
        "\(id)/quantity", .post, "/v1/subscription_items/{subscription_item}", in: .runningSubscription,
        body: ["quantity": quantity, "metadata": sold.purchaseMetadata])
    ]
  }

  /// An invoice of its own: an item without one waits for the next invoice of the subscription, up to a year later.
  private func invoice(_ id: String, _ sold: StripeOffers.SoldPrice, of product: StripeOffers.Product) -> [Request] {
    let metadata = sold.purchaseMetadata
    return [
      Request(
        "\(id)/invoice", .post, "/v1/invoices", in: .runningSubscription,
        body: .object(
          JSON.members([
            "customer": .param("customer"), "subscription": .param("subscription"), "auto_advance": true,
            "pending_invoice_items_behavior": "exclude",
          ]) + tax + [.init("metadata", metadata)])),
      // `price` must be inside `pricing`; the top-level field was removed from the API (POST /v1/invoiceitems).
      Request(
        id, .post, "/v1/invoiceitems", in: .runningSubscription,
        body: [
          "customer": .param("customer"), "invoice": .ref("\(id)/invoice"), "pricing": ["price": reference(sold, of: product)],
          "quantity": product.item.purchasedQuantity, "metadata": metadata,
        ]),
      Request(
        "\(id)/charge", .post, "/v1/invoices/{\(id)/invoice}/finalize", in: .runningSubscription, body: ["auto_advance": true]),
    ]
  }

  // MARK: Checkout

  /// A payment of its own. The session's metadata is not copied to it.
  private func payment(_ id: String, _ sold: StripeOffers.SoldPrice, of product: StripeOffers.Product) -> Request {
    checkout(
      id, in: .oneTime, "payment", lines(sold, of: product, inCheckout: true), of: product, sold.purchaseMetadata,
      [.init("payment_intent_data", ["metadata": sold.purchaseMetadata])])
  }

  private func checkout(
    _ id: String, in situation: Situation, _ mode: JSON, _ lines: [[JSON.Member]], of product: StripeOffers.Product,
    _ metadata: JSON, _ members: [JSON.Member]
  ) -> Request {
    Request(
      id, .post, "/v1/checkout/sessions", in: situation,
      body: checkoutBody(mode, lines.map(JSON.object), of: product, metadata, members))
  }

  private func checkoutBody(
    _ mode: JSON, _ lines: [JSON], of product: StripeOffers.Product, _ metadata: JSON, _ members: [JSON.Member]
  ) -> JSON {
    let takesCodes = allowsCodes ?? coded.contains(ScalarString(product.request))
    return .object(
      JSON.members([
        "mode": mode, "customer": .param("customer"),
        // Stripe Tax needs the address.
        "customer_update": automaticTax ? ["address": "auto"] : nil,
        "success_url": .param("success_url"), "line_items": .array(lines),
        "allow_promotion_codes": takesCodes ? true : nil,
      ]) + tax + members + [.init("metadata", metadata)])
  }

  private var tax: [JSON.Member] { automaticTax ? [.init("automatic_tax", ["enabled": true])] : [] }

  // MARK: Lines

  /// What is paid in advance, then usage, which has no quantity (POST /v1/subscriptions, `items`).
  ///
  /// - Parameters:
  ///   - inCheckout: whether the customer can change the quantity.
  ///   - isMarked: whether the first line carries the metadata of the purchase.
  private func lines(
    _ sold: StripeOffers.SoldPrice, of product: StripeOffers.Product, inCheckout: Bool = false, marked isMarked: Bool = false
  ) -> [[JSON.Member]] {
    var lines: [[JSON.Member]] = []
    if sold.rate != nil {
      lines.append(
        JSON.members([
          "price": reference(sold, of: product), "quantity": product.item.purchasedQuantity,
          "adjustable_quantity": inCheckout ? adjustableQuantity(of: product.item) : nil,
        ]))
    }
    lines += sold.usage.map { [JSON.Member("price", $0.reference)] }
    if isMarked, !lines.isEmpty { lines[0].append(.init("metadata", sold.purchaseMetadata)) }
    return lines
  }

  private func reference(_ sold: StripeOffers.SoldPrice, of product: StripeOffers.Product) -> JSON {
    sold.existing.map(JSON.string) ?? .ref(product.request(of: sold))
  }

  /// The largest quantity that a customer can choose in Checkout (POST /v1/checkout/sessions, `adjustable_quantity.maximum`).
  private static let largestQuantity: Int64 = 999_999

  /// The bounds within which customers change the quantity in Checkout; nil if they cannot. Left out, they are 0 and 99.
  private func adjustableQuantity(of item: Item) -> JSON? {
    guard let quantity = item.quantity, quantity.max != quantity.minimum, quantity.minimum < Self.largestQuantity else {
      return nil
    }
    return [
      "enabled": true, "minimum": .integer(quantity.minimum),
      "maximum": .integer(min(quantity.max ?? .max, Self.largestQuantity)),
    ]
  }
}
