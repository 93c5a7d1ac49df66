import Customers
import JSONText
import TestSupport
import Testing

/// How the plan and the customer of an event are found.
@Suite struct FindingTests {
  private func stripe(
    _ price: String, metadata: String = "{}", catalog: String = shop, isHostile: Bool = false
  ) throws -> (plan: String?, findings: [String]) {
    var options = Bridge.Options()
    options.planFrom = "plan"
    options.customerFrom = "id"
    var bridging = try Bridging("stripe", catalog, options: options)
    let event = Stripe.event(
      "customer.subscription.updated",
      #"{"id":"sub_1","customer":"cus_1","status":"active","metadata":\#(metadata),"items":{"data":[{"price":\#(price)}]}}"#)
    let (line, findings) = bridging.send(event, isHostile: isHostile)
    if line?["event"]?["plan"] == nil { #expect(line?.operationIDs == []) }
    return (line?["event"]?["plan"]?.string, findings)
  }

  // MARK: Plans

  @Test(arguments: [
    (#"{"id":"price_pro"}"#, "the price's id in `providerIds`"),
    (#""price_pro""#, "an id instead of the object"),
    (#"{"id":"x","lookup_key":"pro:monthly"}"#, "the lookup key"),
    (#"{"id":"x","metadata":{"catalogPlanId":"pro"}}"#, "the metadata of the price"),
    (#"{"id":"x","metadata":{"catalogPlanKey":"pro"}}"#, "the key in the metadata"),
    (#"{"id":"x","product":"plan_pro"}"#, "the product's id, which the compiler has chosen"),
    (#"{"id":"x","product":{"id":"plan_pro"}}"#, "the product as an object"),
    (#"{"id":"price_pro","lookup_key":"pro:monthly","product":"plan_pro"}"#, "all of them"),
  ])
  func `a plan is found by its price`(price: String, how: String) throws {
    // In events, a price is always an object, and a product never.
    let isHostile = ["an id instead of the object", "the product as an object"].contains(how)
    let (plan, findings) = try stripe(price, isHostile: isHostile)
    #expect(plan == "pro", "\(how)")
    #expect(findings.isEmpty, "\(how)")
  }

  @Test(arguments: [
    (#"{"catalogPlanId":"pro"}"#, "pro"), (#"{"catalogPlanKey":"team_plan"}"#, "team"), (#"{"plan":"pro"}"#, "pro"),
    (#"{"plan":"team_plan"}"#, "team"),
  ])
  func `a plan identified only by the purchase's metadata is granted with a warning`(metadata: String, plan: String) throws {
    let found = try stripe(#"{"id":"price_x"}"#, metadata: metadata)
    #expect(found.plan == plan)
    #expect(
      found.findings == [
        "warning event-item-from-metadata: unknown Stripe id `price_x`; falling back to the purchase's metadata"
      ])
  }

  @Test func `the price wins over the metadata of the purchase`() throws {
    let (plan, findings) = try stripe(#"{"id":"price_team"}"#, metadata: #"{"catalogPlanId":"pro"}"#)
    #expect(plan == "team")
    #expect(findings.isEmpty)
  }

  @Test func `the warning is reported once per id`() throws {
    var options = Bridge.Options()
    options.customerFrom = "id"
    var bridging = try Bridging("dodo", options: options)
    func active(_ id: String, _ product: String) -> String {
      """
      {"headers": {"webhook-id": "\(id)"}, "body": "{\\"type\\": \\"subscription.active\\", \
      \\"timestamp\\": \\"2027-01-15T08:00:00Z\\", \\"data\\": {\\"status\\": \\"active\\", \
      \\"subscription_id\\": \\"s\\", \\"product_id\\": \\"\(product)\\", \\"metadata\\": {\\"catalogPlanId\\": \\"pro\\"}, \
      \\"customer\\": {\\"customer_id\\": \\"c\\"}}}"}
      """
    }
    #expect(bridging.send(active("1", "pdt_x")).findings.count == 1)
    #expect(bridging.send(active("2", "pdt_x")).findings.isEmpty)
    #expect(bridging.send(active("3", "pdt_y")).findings.count == 1)
    #expect(bridging.send(active("4", "pdt_team")).findings.isEmpty)
  }

  @Test func `an unknown plan produces no requests`() throws {
    let (plan, findings) = try stripe(#"{"id":"price_x","lookup_key":"max:monthly"}"#)
    #expect(plan == nil)
    #expect(findings == ["warning event-item-unknown: no catalog entry matches `price_x` or `max:monthly`"])
  }

  @Test func `an id of one plan with the lookup key of another is ambiguous`() throws {
    let (plan, findings) = try stripe(#"{"id":"price_pro","lookup_key":"team_plan:monthly"}"#)
    #expect(plan == nil)
    #expect(findings == ["warning event-item-ambiguous: this item matches more than one catalog entry"])
  }

  @Test func `a name that is one plan's id and another's key is ambiguous`() throws {
    let twins = """
      {"features": {"a": {"type": "boolean"}},
       "plans": {"x": {"key": "y", "entitlements": {"a": true}}, "y": {"key": "z", "entitlements": {"a": true}}}}
      """
    let (plan, findings) = try stripe(#"{"id":"p"}"#, metadata: #"{"plan":"y"}"#, catalog: twins)
    #expect(plan == nil)
    #expect(findings == ["warning event-item-ambiguous: this item matches more than one catalog entry"])
  }

  @Test func `two plans on one subscription are ambiguous`() throws {
    var bridging = try Bridging("stripe")
    let (line, findings) = bridging.send(
      Stripe.event("customer.subscription.updated", Stripe.subscription("active", [("price_pro", 1), ("price_team", 1)])))
    #expect(findings == ["warning event-item-ambiguous: the event contains several plans: `pro` and `team`"])
    #expect(line?.operationIDs == [])
  }

  @Test func `if the plan is unknown, add-ons are granted and nothing is taken away`() throws {
    var bridging = try Bridging("stripe")
    let (_, findings) = bridging.send(
      Stripe.event("customer.subscription.updated", Stripe.subscription("active", [("price_x", 1), ("price_extra", 1)])))
    #expect(findings == ["warning event-item-unknown: no catalog entry matches `price_x` or `prod_1`"])
    #expect(bridging.gives() == ["ai_tokens": "100"])
  }

  @Test func `an unknown item next to the plan is reported, and the plan is granted`() throws {
    var bridging = try Bridging("stripe")
    let (_, findings) = bridging.send(
      Stripe.event("customer.subscription.updated", Stripe.subscription("active", [("price_pro", 1), ("price_x", 1)])))
    #expect(findings == ["warning event-item-unknown: no catalog entry matches `price_x` or `prod_1`"])
    #expect(bridging.gives()["ai_tokens"] == "1000")
  }

  @Test func `the metadata of a subscription with several items is not used for one of them`() throws {
    var bridging = try Bridging("stripe")
    let (line, findings) = bridging.send(
      Stripe.event(
        "customer.subscription.updated",
        Stripe.subscription(
          "active", [("price_team", 1), ("price_x", 1)], metadata: #"{"openmeterCustomer":"acme","catalogPlanId":"pro"}"#)))
    #expect(findings == ["warning event-item-unknown: no catalog entry matches `price_x` or `prod_1`"])
    #expect(line?["event"]?["plan"] == "team")
    #expect(bridging.gives()["ai_tokens"] == "5000")
  }

  @Test func `two items with the same add-on are added up`() throws {
    var bridging = try Bridging("stripe")
    let (line, _) = bridging.send(
      Stripe.event(
        "customer.subscription.updated",
        Stripe.subscription("active", [("price_pro", 1), ("price_extra", 2), ("price_extra", 3)])))
    expectJSON(line?["event"]?["addons"], #"[{"id": "extra", "quantity": 5}]"#)
    #expect(bridging.gives()["ai_tokens"] == "1500")
  }

  @Test func `a plan is granted once, whatever its quantity`() throws {
    var bridging = try Bridging("stripe")
    let (line, findings) = bridging.send(
      Stripe.event("customer.subscription.updated", Stripe.subscription("active", [("price_pro", 5)])))
    #expect(findings == ["warning event-quantity: plan `pro` is granted once; its quantity of 5 is ignored"])
    #expect(line?["event"]?["plan"] == "pro")
    #expect(bridging.gives()["ai_tokens"] == "1000")
  }

  @Test(arguments: [-1, 1_000_000_001]) func `an invalid quantity is reported`(quantity: Int) throws {
    var bridging = try Bridging("stripe")
    let (line, findings) = bridging.send(
      Stripe.event(
        "customer.subscription.updated", Stripe.subscription("active", [("price_pro", 1), ("price_extra", quantity)])))
    #expect(findings == ["warning event-quantity: invalid quantity \(quantity)"])
    #expect(line?["event"]?["plan"] == "pro")
    #expect(bridging.gives()["ai_tokens"] == "1000")
  }

  // MARK: Customers

  private func customer(
    _ metadata: String, from name: String? = nil, provider: String = "polar", customer: String = #"{"id":"c1"}"#
  ) throws -> (event: JSON?, findings: [String], requests: [String]?) {
    var options = Bridge.Options()
    options.customerFrom = name
    var bridging = try Bridging(provider, options: options)
    let (line, findings) = bridging.send(
      """
      {"type":"subscription.active","timestamp":"2027-01-15T08:00:00Z","data":{"id":"s1","status":"active","product_id":"pol_pro",
       "metadata":\(metadata),"customer":\(customer)}}
      """)
    return (line?["event"], findings, line?.operationIDs)
  }

  @Test(arguments: [
    (#"{"openmeterCustomer":"acme","referenceId":"r1"}"#, #"{"id":"c1","external_id":"e1"}"#, "acme"),
    (#"{"referenceId":"r1"}"#, #"{"id":"c1","external_id":"e1"}"#, "e1"),
    (#"{"referenceId":"r1","userId":"u1"}"#, #"{"id":"c1"}"#, "r1"),
    (#"{"organizationId":"o1","userId":"u1"}"#, #"{"id":"c1"}"#, "o1"),
    (#"{"user_id":"u1"}"#, #"{"id":"c1"}"#, "u1"),
    (#"{"userId":7,"openmeterCustomer":""}"#, #"{"id":"c1"}"#, "c1"),
    ("{}", #"{"id":"c1","metadata":{"openmeterCustomer":"acme"}}"#, "acme"),
  ])
  func `the customer's key is the first of several sources`(metadata: String, object: String, key: String) throws {
    let (event, findings, _) = try customer(metadata, customer: object)
    // The provider's id is a guess.
    #expect(findings.map { $0.prefix(30) } == (key == "c1" ? ["warning event-customer-guessed"] : []))
    #expect(event?["customer"]?["key"]?.string == key)
    #expect(event?["customer"]?["id"] == "c1")
    #expect(event?["subject"]?.string == key)
  }

  @Test func `--customer-from selects the entry, and no other is used`() throws {
    let named = try customer(#"{"tenant":"t1","openmeterCustomer":"acme"}"#, from: "tenant")
    #expect(named.event?["customer"]?["key"] == "t1")
    let id = try customer(#"{"openmeterCustomer":"acme"}"#, from: "id")
    #expect(id.event?["customer"]?["key"] == "c1")
  }

  @Test func `an event without a customer is reported and has no requests`() throws {
    let (event, findings, requests) = try customer(#"{"openmeterCustomer":"acme"}"#, from: "tenant")
    #expect(findings == ["warning event-customer-missing: the event has no customer; access does not change"])
    #expect(event?["customer"]?["key"] == nil)
    #expect(requests == [])
  }

  @Test func `another subject can be set`() throws {
    let (event, _, _) = try customer(#"{"openmeterCustomer":"acme","openmeterSubject":"key-7"}"#)
    #expect(event?["customer"]?["key"] == "acme")
    #expect(event?["subject"] == "key-7")
  }

  @Test func `a key with special characters is encoded in paths`() throws {
    var bridging = try Bridging("stripe")
    let (line, _) = bridging.send(
      Stripe.event(
        "customer.subscription.updated",
        Stripe.subscription("active", metadata: #"{"openmeterCustomer":"a/b?é"}"#)))
    #expect(
      line?.operation("entitlements/ai_tokens")?["path"] == "/api/v2/customers/a%2Fb%3F%C3%A9/entitlements")
  }
}
