import Catalog
import JSONText
import Providers
import TestSupport
import Testing

/// What is sold in which situation.
@Suite struct SituationTests {
  private static let ulid = "01JD3Z8K5V0000000000000001"

  /// A plan with a trial, a plan without one, an add-on of each kind and a top-up.
  private static func catalog(_ quantity: String = "") -> String {
    #"""
    {"features": {"calls": {"type": "metered", "meter": "calls"}, "api": {"type": "boolean"}, "sso": {"type": "boolean"},
       "help": {"type": "boolean"}},
     "meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
     "plans": {
       "pro": {"entitlements": {"api": true}, "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}},
       "max": {"entitlements": {"api": true},
         "prices": {"m": {"amount": 4000, "currency": "USD", "interval": "month", "trialDays": 14}}}},
     "addons": {
       "login": {"entitlements": {"sso": true}, \#(quantity)
         "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month", "providerIds": {"openmeter": "\#(ulid)"}}}},
       "setup": {"entitlements": {"help": true}, "prices": {"o": {"amount": 9900, "currency": "USD", "interval": "one_time",
         "providerIds": {"openmeter": "01JD3Z8K5V0000000000000002"}}}}},
     "topups": {"pack": {"feature": "calls", "amount": 500,
       "prices": {"o": {"amount": 900, "currency": "USD", "interval": "one_time"}}}},
     "providers": {"openmeter": {"options": {"mode": "plans"}}}}
    """#
  }

  private static let items: [(path: String, request: String, sale: Sale)] = [
    ("plans.pro", "plan/pro/m", .plan), ("plans.max", "plan/max/m", .plan), ("addons.login", "addon/login/m", .recurringAddon),
    ("addons.setup", "addon/setup/o", .oneTimeAddon), ("topups.pack", "topup/pack", .topup),
  ]

  @Test(arguments: Provider.all.map(\.name), ["", #""quantity": {"min": 2},"#])
  func `everything that is sold has a request for each situation, or a note`(name: String, quantity: String) throws {
    let provider = try #require(Provider.named(name))
    let text = Self.catalog(quantity)
    let requests = try artifact(text, for: name)["purchase"]?.elements ?? []
    let notes = findings(text, provider: name).filter { $0.hasPrefix("\(name)/situation-unsupported @ ") }
    for item in Self.items where provider.typicalSales.contains(item.sale) {
      let own = requests.filter { $0["id"]?.string?.contains(item.request) == true }
      let situations = Set(own.compactMap { $0["situation"]?.string })
      let missing = item.sale.situations.filter { !situations.contains($0.rawValue) }
      #expect(!own.isEmpty, "\(name) \(item.request)")
      #expect(
        missing.isEmpty == !notes.contains("\(name)/situation-unsupported @ \(item.path)"), "\(name) \(item.request): \(missing)")
    }
    #expect(requests.allSatisfy { $0["situation"] != nil })
    #expect(try artifact(text, for: name)["setup"]?.elements?.allSatisfy { $0["situation"] == nil } == true)
  }

  /// The requests without metadata at the provider.
  private static let withoutMetadata: [String: Set<String>] = [
    "stripe": ["charge"], "razorpay": ["change", "addon/login/m", "addon/setup/o"], "dodo": [], "polar": ["change", "quantity"],
    "creem": ["change", "quantity"], "autumn": ["quantity"],
  ]

  @Test(arguments: Provider.all.map(\.name).filter { $0 != "openmeter" })
  func `every request carries the key of the customer, if the provider has metadata there`(name: String) throws {
    for request in try artifact(Self.catalog(#""quantity": {},"#), for: name)["purchase"]?.elements ?? [] {
      let id = try #require(request["id"]?.string)
      let isExempt = Self.withoutMetadata[name]?.contains { id.hasSuffix($0) } ?? false
      let body = request["body"]?.compact ?? ""
      #expect(body.split(separator: "customer_key").count > 1 || isExempt, "\(name) \(id) \(body)")
    }
  }

  // MARK: Stripe

  private let key = #""openmeterCustomer": {"$param": "customer_key"}"#

  @Test func `Stripe sells a plan in Checkout, with its trial and the bounds of its quantity`() throws {
    let text = #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
       "features": {"calls": {"type": "metered", "meter": "calls"}},
       "plans": {"team": {"quantity": {"min": 3, "max": 9},
         "entitlements": {"calls": {"prices": {"usd": {"amount": 2, "currency": "USD"}}}},
         "prices": {"m": {"amount": 1500, "currency": "USD", "interval": "month", "trialDays": 14, "trialCard": false}}}},
       "providers": {"stripe": {"options": {"automaticTax": true, "allowPromotionCodes": true}}}}
      """#
    let metadata =
      #"{"catalogPlanId": "team", "catalogPlanKey": "team", "catalogPriceId": "m", "provider": "stripe", \#(key)}"#
    expectJSON(
      try request("purchase/plan/team/m", in: artifact(text, for: "stripe")),
      #"""
      {"id": "purchase/plan/team/m", "situation": "new_customer", "method": "POST", "path": "/v1/checkout/sessions",
       "body": {"mode": "subscription", "customer": {"$param": "customer"}, "customer_update": {"address": "auto"},
         "success_url": {"$param": "success_url"},
         "line_items": [
           {"price": {"$ref": "prices/plan/team/m"}, "quantity": {"$param": "quantity"},
            "adjustable_quantity": {"enabled": true, "minimum": 3, "maximum": 9}},
           {"price": {"$ref": "usage/plan/team/calls/usd"}}],
         "allow_promotion_codes": true, "automatic_tax": {"enabled": true}, "payment_method_collection": "if_required",
         "subscription_data": {"trial_period_days": 14,
           "trial_settings": {"end_behavior": {"missing_payment_method": "cancel"}}, "metadata": \#(metadata)},
         "metadata": \#(metadata)}}
      """#)
    expectJSON(
      try request("purchase/plan/team/m/change", in: artifact(text, for: "stripe"))["body"],
      #"""
      {"items": [{"price": {"$ref": "prices/plan/team/m"}, "quantity": {"$param": "quantity"}},
         {"price": {"$ref": "usage/plan/team/calls/usd"}}, {"$param": "removed_items"}],
       "automatic_tax": {"enabled": true}, "metadata": \#(metadata)}
      """#)
    expectJSON(
      try request("purchase/plan/team/m/quantity", in: artifact(text, for: "stripe"))["body"],
      #"{"quantity": {"$param": "quantity"}, "metadata": \#(metadata)}"#)
  }

  @Test func `an add-on that Stripe sells with a plan keeps its trial without a payment method`() throws {
    func template(_ terms: String, _ suffix: String) throws -> JSON {
      let text = #"""
        {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
         "plans": {"pro": {"entitlements": {"api": true},
           "prices": {"m": {"amount": 1500, "currency": "USD", "interval": "month"\#(terms)}}}},
         "addons": {"more": {"entitlements": {"sso": true},
           "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}}}}
        """#
      return try #require(try request("purchase/addon/more/m/with_plan\(suffix)", in: artifact(text, for: "stripe"))["body"])
    }
    let cardless = try template(#", "trialDays": 14, "trialCard": false"#, "")
    #expect(cardless["payment_method_collection"] == .param("payment_method_collection"))
    #expect(cardless["subscription_data"]?["trial_settings"] == .param("trial_settings"))
    let subscription = try template(#", "trialDays": 14, "trialCard": false"#, "/subscription")
    #expect(subscription["trial_settings"] == .param("trial_settings"))
    let withCard = try template(#", "trialDays": 14"#, "")
    #expect(withCard["payment_method_collection"] == nil)
    #expect(withCard["subscription_data"]?["trial_period_days"] == .param("trial_days"))
    #expect(withCard["subscription_data"]?["trial_settings"] == nil)
  }

  @Test func `Stripe charges a one-time add-on with the plan, or with an invoice of its own`() throws {
    let artifact = try artifact(Self.catalog(), for: "stripe")
    let metadata =
      #"{"catalogAddonId": "setup", "catalogAddonKey": "setup", "catalogPriceId": "o", "provider": "stripe", \#(key)}"#
    expectJSON(
      try request("purchase/addon/setup/o/with_plan/subscription", in: artifact)["body"],
      #"""
      {"customer": {"$param": "customer"}, "items": [{"$param": "plan_items"}], "payment_behavior": "default_incomplete",
       "payment_settings": {"save_default_payment_method": "on_subscription"},
       "add_invoice_items": [{"price": {"$ref": "prices/addon/setup/o"}, "quantity": 1, "metadata": \#(metadata)}],
       "trial_period_days": {"$param": "trial_days"}, "metadata": {\#(key)}}
      """#)
    expectJSON(
      try request("purchase/addon/setup/o/invoice", in: artifact)["body"],
      #"""
      {"customer": {"$param": "customer"}, "subscription": {"$param": "subscription"}, "auto_advance": true,
       "pending_invoice_items_behavior": "exclude", "metadata": \#(metadata)}
      """#)
    expectJSON(
      try request("purchase/addon/setup/o", in: artifact)["body"],
      #"""
      {"customer": {"$param": "customer"}, "invoice": {"$ref": "purchase/addon/setup/o/invoice"},
       "pricing": {"price": {"$ref": "prices/addon/setup/o"}}, "quantity": 1, "metadata": \#(metadata)}
      """#)
    #expect(
      try request("purchase/addon/setup/o/charge", in: artifact)["path"]
        == "/v1/invoices/{purchase/addon/setup/o/invoice}/finalize")
  }

  // MARK: Others

  @Test func `Dodo changes a subscription with all of its add-ons`() throws {
    let artifact = try artifact(Self.catalog(), for: "dodo")
    expectJSON(
      try request("purchase/addon/login/m", in: artifact),
      #"""
      {"id": "purchase/addon/login/m", "situation": "running_subscription", "method": "POST",
       "path": "/subscriptions/{subscription}/change-plan",
       "body": {"product_id": {"$param": "plan_product"}, "quantity": 1, "proration_billing_mode": "prorated_immediately",
         "addons": [{"$param": "addons"}, {"addon_id": {"$ref": "prices/addon/login/m"}, "quantity": 1}],
         "metadata": {\#(key)}}}
      """#)
    expectJSON(
      try request("purchase/plan/pro/m/change", in: artifact)["body"]?["addons"], #"[{"$param": "addons"}]"#)
  }

  @Test func `Razorpay counts the charges of some years at each interval`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true}, "prices": {
         "m": {"amount": 90000, "currency": "INR", "interval": "month"},
         "q": {"amount": 250000, "currency": "INR", "interval": "month", "intervalCount": 3},
         "y": {"amount": 900000, "currency": "INR", "interval": "year"},
         "w": {"amount": 9000, "currency": "INR", "interval": "week", "intervalCount": 60}}}},
       "providers": {"razorpay": {"options": {"totalYears": 1}}}}
      """#
    let artifact = try artifact(text, for: "razorpay")
    let counts = try ["m", "q", "y", "w"].map { try request("purchase/plan/pro/\($0)", in: artifact)["body"]?["total_count"] }
    #expect(counts == [12, 4, 1, 1])
    expectNo("razorpay/option-assumed", in: text, provider: "razorpay")
  }

  @Test func `a request that changes an object carries no idempotency key`() throws {
    let text = #"""
      {"features": {"off": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"off": false}, "providerIds": {"stripe": "prod_1"},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"stripe": "price_1"}},
           "y": {"amount": 20000, "currency": "USD", "interval": "year"}}}}}
      """#
    let artifact = try artifact(text, for: "stripe")
    #expect(try request("products/plan/pro", in: artifact)["idempotencyKey"] == nil)
    #expect(try request("prices/plan/pro/m", in: artifact)["idempotencyKey"] == nil)
    #expect(try request("prices/plan/pro/y", in: artifact)["idempotencyKey"] != nil)
  }
}

extension Provider {
  /// What the provider sells with the settings of the catalog above.
  fileprivate var typicalSales: [Sale] {
    name == "openmeter" ? [.plan, .recurringAddon, .oneTimeAddon] : typicalLimits.sells
  }
}
