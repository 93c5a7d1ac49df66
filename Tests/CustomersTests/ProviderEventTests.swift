import Customers
import JSONText
import TestSupport
import Testing

/// How each provider's statuses affect access.
@Suite struct ProviderEventTests {
  enum Effect { case gives, keeps, ends }

  private func effect(
    _ provider: String, _ payload: String, isHostile: Bool
  ) throws -> (type: String?, effect: Effect, findings: [String]) {
    var bridging = try Bridging(provider)
    let (line, findings) = bridging.send(payload, isHostile: isHostile)
    let key = line?["event"]?["customer"]?["key"]?.string ?? ""
    let entry = bridging.bridge.states[key].journal.entries.values.first?.current
    return (line?.type, entry.map { $0.standing.isOn ? .gives : .ends } ?? .keeps, findings)
  }

  private func expect(
    _ provider: String, _ payload: String, _ type: String, _ expected: Effect, isHostile: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let found = try effect(provider, payload, isHostile: isHostile)
    #expect(found.type == type, sourceLocation: sourceLocation)
    #expect(found.effect == expected, "\(found.findings)", sourceLocation: sourceLocation)
  }

  // MARK: Stripe

  @Test(arguments: [
    ("active", Effect.gives), ("trialing", .gives), ("past_due", .keeps), ("incomplete", .keeps), ("unpaid", .ends),
    ("canceled", .ends), ("incomplete_expired", .ends), ("paused", .ends), ("something_new", .keeps),
  ])
  func `Stripe: the status decides`(status: String, effect: Effect) throws {
    try expect(
      "stripe", Stripe.event("customer.subscription.updated", Stripe.subscription(status)), "subscription.updated", effect,
      isHostile: status == "something_new")
  }

  @Test(arguments: [
    (#"{"status":"trialing"}"#, "active", "trial.ended"), (#"{"status":"past_due"}"#, "active", "subscription.active"),
    (#"{"status":"active"}"#, "past_due", "subscription.past_due"),
    (#"{"status":"past_due"}"#, "unpaid", "subscription.unpaid"),
    (#"{"status":"active"}"#, "canceled", "subscription.canceled"),
    (#"{"status":"trialing"}"#, "paused", "subscription.paused"),
    (#"{"status":"incomplete"}"#, "incomplete_expired", "subscription.expired"),
    (#"{"status":"incomplete"}"#, "trialing", "trial.started"),
    (#"{"cancel_at_period_end":false}"#, "active", "subscription.cancel_scheduled"),
    (#"{"cancel_at_period_end":true}"#, "active", "subscription.uncanceled"),
    (#"{"items":{}}"#, "active", "subscription.updated"),
  ])
  func `Stripe: the previous status determines the type`(before: String, status: String, type: String) throws {
    var bridging = try Bridging("stripe")
    let payload = Stripe.event("customer.subscription.updated", Stripe.subscription(status), before: before)
    #expect(bridging.send(payload).line?.type == type)
  }

  @Test(arguments: [
    (#""mode":"payment","payment_status":"paid""#, true), (#""mode":"payment","payment_status":"unpaid""#, false),
    (#""mode":"subscription","payment_status":"paid""#, false), (#""mode":"payment""#, false),
    (#""mode":"payment","payment_status":"no_payment_required""#, true),
  ])
  func `Stripe: only a paid or free checkout grants a top-up`(state: String, isGranted: Bool) throws {
    var bridging = try Bridging("stripe")
    let session =
      #"{"id":"cs_1","customer":"cus_1","payment_intent":"pi_1",\#(state),"metadata":{"openmeterCustomer":"acme","catalogTopupId":"pack"}}"#
    _ = bridging.send(Stripe.event("checkout.session.completed", session))
    #expect(bridging.gives() == (isGranted ? ["ai_tokens": "250.5"] : [:]))
  }

  @Test func `a top-up's grant matches the command, effective from the payment`() throws {
    var bridging = try Bridging("stripe")
    let session =
      #"{"mode":"payment","payment_status":"paid","payment_intent":"pi_1","metadata":{"openmeterCustomer":"acme","catalogTopupId":"pack"}}"#
    let line = bridging.send(Stripe.event("checkout.session.completed", session)).line
    expectJSON(
      line?.operation("grants/ai_tokens"),
      """
      {"id": "grants/ai_tokens", "method": "POST", "path": "/api/v2/customers/acme/entitlements/ai_tokens/grants",
       "body": {"amount": 250.5, "priority": 2, "effectiveAt": "2027-01-15T08:00:00Z", "maxRolloverAmount": 250.5,
         "minRolloverAmount": 0, "metadata": {"catalogTopupId": "pack", "catalogTopupKey": "pack",
           "catalogFeatureId": "aiTokens", "paymentId": "pi_1", "idempotencyKey": "pi_1"}}}
      """)
    expectJSON(
      line?.operation("events/checkout.completed/evt_1")?["body"]?["data"]?["grants"],
      #"[{"topup": "pack", "quantity": 1, "feature": "ai_tokens", "amount": 250.5}]"#)
  }

  @Test(arguments: [
    ("charge.refunded", #""customer":"cus_1","refunded":false"#, "`pi_1` was only partially refunded; its grants are kept"),
    (
      "refund.failed", #""customer":"cus_1","status":"failed""#,
      "the refund of `pi_1` has failed; what it has taken away is not given again"
    ),
    ("charge.refunded", #""customer":"cus_1""#, "it is unknown whether `pi_1` was fully refunded; its grants are kept"),
    (
      "refund.created", #""customer":"cus_1","status":"succeeded""#,
      "it is unknown whether `pi_1` was fully refunded; its grants are kept"
    ),
    // A dispute names nobody.
    ("charge.dispute.created", #""amount":1500"#, "`pi_1` is disputed; its grants are kept until the dispute is lost"),
  ])
  func `what is not fully refunded is kept`(type: String, state: String, finding: String) throws {
    var bridging = try Bridging("stripe")
    let (line, findings) = bridging.send(Stripe.event(type, #"{"payment_intent":"pi_1",\#(state)}"#))
    #expect(line?.operationIDs == [])
    #expect(findings == ["warning event-partial-refund: \(finding)"])
  }

  @Test(arguments: [
    (#"{"pause_collection":null}"#, #""pause_collection":{"behavior":"void"}"#, "subscription.paused", Effect.ends),
    (#"{"pause_collection":{"behavior":"void"}}"#, #""pause_collection":null"#, "subscription.resumed", .gives),
    (#"{"cancel_at":null}"#, #""cancel_at":1802592000"#, "subscription.cancel_scheduled", .gives),
    (#"{"cancel_at":1802592000}"#, #""cancel_at":null"#, "subscription.uncanceled", .gives),
  ])
  func `Stripe: paused collection and dates of cancellation`(before: String, state: String, type: String, effect: Effect) throws {
    let object = Stripe.subscription("active").replacing(#""status":"active""#, #""status":"active",\#(state)"#)
    try expect("stripe", Stripe.event("customer.subscription.updated", object, before: before), type, effect)
  }

  @Test(arguments: [
    #"{"version":"0","id":"x","detail-type":"customer.subscription.updated","source":"aws.partner/stripe.com/ed_1","detail":EVENT}"#,
    #"{"id":"x","eventType":"customer.subscription.updated","data":EVENT}"#,
  ])
  func `Stripe: events that a cloud has wrapped`(envelope: String) throws {
    let event = Stripe.event("customer.subscription.updated", Stripe.subscription("active"))
    // What is around the event is the cloud's.
    try expect("stripe", envelope.replacing("EVENT", event), "subscription.updated", .gives, isHostile: true)
  }

  // MARK: Razorpay

  private func razorpay(_ event: String, _ status: String, _ more: String = "") -> String {
    """
    {"event":"subscription.\(event)","created_at":1800000000,"payload":{"subscription":{"entity":{"id":"sub_1","plan_id":"plan_pro",
     "customer_id":"c","status":"\(status)","notes":[]\(more)}}}}
    """
  }

  @Test(arguments: [
    ("authenticated", "authenticated", "subscription.created", Effect.keeps),
    ("activated", "active", "subscription.active", .gives),
    ("charged", "active", "invoice.paid", .gives), ("pending", "pending", "subscription.past_due", .keeps),
    ("halted", "halted", "subscription.unpaid", .ends), ("paused", "paused", "subscription.paused", .ends),
    ("resumed", "active", "subscription.resumed", .gives), ("cancelled", "cancelled", "subscription.canceled", .ends),
    ("updated", "pending", "subscription.updated", .keeps), ("updated", "active", "subscription.updated", .gives),
  ])
  func `Razorpay: the event and the status decide`(event: String, status: String, type: String, effect: Effect) throws {
    try expect("razorpay", razorpay(event, status), type, effect)
  }

  @Test func `Razorpay: a completed subscription is paid until the period ends`() throws {
    var bridging = try Bridging("razorpay")
    let running = bridging.send(razorpay("completed", "completed", #","current_end":1802592000"#)).line
    #expect(running?["dueAt"] == "2027-02-14T08:00:00Z")
    #expect(bridging.gives("c")["ai_tokens"] == "1000")
    let over = bridging.send(razorpay("completed", "completed", #","current_end":1799999999"#)).line
    #expect(over?["dueAt"] == nil)
    #expect(bridging.gives("c")["ai_tokens"] == nil)
  }

  @Test func `Razorpay: after an update the notes are not used`() throws {
    var bridging = try Bridging("razorpay")
    let payload = razorpay("updated", "active").replacing("plan_pro", "plan_x").replacing(
      #""notes":[]"#, #""notes":{"catalogPlanId":"pro"}"#)
    let (line, findings) = bridging.send(payload)
    #expect(line?.operationIDs == [])
    #expect(findings == ["warning event-item-unknown: no catalog entry matches `plan_x`"])
  }

  // MARK: Dodo

  private func dodo(_ event: String, _ status: String) -> String {
    """
    {"type":"subscription.\(event)","timestamp":"2027-01-15T08:00:00Z","data":{"subscription_id":"s","product_id":"pdt_pro",
     "status":"\(status)","customer":{"customer_id":"c"},"addons":[]}}
    """
  }

  @Test(arguments: [
    ("active", "active", "subscription.active", Effect.gives), ("renewed", "active", "invoice.paid", .gives),
    ("on_hold", "on_hold", "subscription.on_hold", .ends), ("past_due", "past_due", "subscription.past_due", .keeps),
    ("cancelled", "cancelled", "subscription.canceled", .ends),
    ("cancelled", "active", "subscription.cancel_scheduled", .gives),
    ("expired", "expired", "subscription.expired", .ends), ("updated", "pending", "subscription.updated", .keeps),
  ])
  func `Dodo: the status decides`(event: String, status: String, type: String, effect: Effect) throws {
    try expect("dodo", dodo(event, status), type, effect)
  }

  @Test func `Dodo: quantities in a cart count, and two of one top-up are one grant`() throws {
    var bridging = try Bridging("dodo")
    let (line, findings) = bridging.send(
      """
      {"type":"payment.succeeded","timestamp":"2027-01-15T08:00:00Z","data":{"payment_id":"pay_1","customer":{"customer_id":"c"},
       "product_cart":[{"product_id":"pdt_pack","quantity":2},{"product_id":"shirt","quantity":1},{"product_id":"pdt_pack","quantity":1}]}}
      """)
    #expect(findings.contains("warning event-item-unknown: no catalog entry matches `shirt`"))
    #expect(line?.operation("grants/ai_tokens")?["body"]?["amount"]?.compact == "751.5")
    #expect(line?.operation("grants/ai_tokens")?["body"]?["maxRolloverAmount"]?.compact == "751.5")
  }

  // MARK: Polar

  private func polar(_ event: String, _ status: String) -> String {
    """
    {"type":"subscription.\(event)","timestamp":"2027-01-15T08:00:00Z","data":{"id":"s","product_id":"pol_pro",
     "status":"\(status)","customer":{"id":"c","external_id":"acme"}}}
    """
  }

  @Test(arguments: [
    ("canceled", "active", "subscription.cancel_scheduled", Effect.gives),
    ("canceled", "canceled", "subscription.canceled", .ends),
    ("revoked", "canceled", "subscription.canceled", .ends), ("past_due", "past_due", "subscription.past_due", .keeps),
    ("updated", "canceled", "subscription.updated", .ends), ("paused", "paused", "subscription.paused", .ends),
    ("created", "active", "subscription.created", .gives), ("created", "trialing", "trial.started", .gives),
    ("cycled", "past_due", "subscription.renewed", .keeps),
  ])
  func `Polar: the status decides`(event: String, status: String, type: String, effect: Effect) throws {
    try expect("polar", polar(event, status), type, effect)
  }

  // MARK: Creem

  private func creem(_ event: String, _ status: String) -> String {
    """
    {"id":"e","eventType":"subscription.\(event)","created_at":1800000000000,"object":{"id":"s","status":"\(status)",
     "product":{"id":"prod_pro","name":"x"},"customer":{"id":"c"}}}
    """
  }

  @Test(arguments: [
    ("active", "active", "subscription.active", Effect.gives), ("trialing", "trialing", "trial.started", .gives),
    ("scheduled_cancel", "scheduled_cancel", "subscription.cancel_scheduled", .gives),
    ("past_due", "past_due", "subscription.past_due", .keeps), ("unpaid", "unpaid", "subscription.unpaid", .ends),
    ("paused", "paused", "subscription.paused", .ends), ("canceled", "canceled", "subscription.canceled", .ends),
    ("expired", "active", "subscription.expired", .ends), ("update", "active", "subscription.updated", .gives),
    ("update", "past_due", "subscription.updated", .keeps), ("paid", "active", "invoice.paid", .gives),
  ])
  func `Creem: the event and the status decide`(event: String, status: String, type: String, effect: Effect) throws {
    try expect("creem", creem(event, status), type, effect)
  }

  // MARK: Autumn

  @Test func `Autumn: one plan ends and another begins`() throws {
    var bridging = try Bridging("autumn")
    let payload = """
      {"type":"billing.updated","data":{"object":"billing.updated","customer_id":"acme","tags":[],"plan_changes":[
       {"action":"activated","subscription":{"plan_id":"team_plan","status":"active"},
        "previous_attributes":null,"item_changes":[]},
       {"action":"expired","subscription":{"plan_id":"pro","status":"expired"},
        "previous_attributes":{"status":"active","canceled_at":null,"expires_at":null},"item_changes":[]}]}}
      """
    let envelope = JSON.object([
      .init("headers", ["svix-id": "msg_1", "svix-timestamp": "1800000000"]), .init("body", .string(payload)),
    ])
    let (_, findings) = bridging.send(envelope.compact)
    #expect(findings.isEmpty)
    #expect(bridging.gives() == ["ai_tokens": "5000", "sso": "access", "tier": #"{"value":"fast"}"#])
  }
}
