import Customers
import Diagnostics
import Foundations
import JSONText
import Syntax
import Testing

/// What each provider's payloads say, before anything is looked up in a catalog.
@Suite struct ProviderNewsTests {
  private func news(
    _ provider: String, _ text: String, headers: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> News {
    let (tree, _, _) = JSONReader.read(SourceText(name: "event", bytes: Array(text.utf8)))
    var payload = Payload(tree, headers: headers)
    let news = try #require(EventSource.named(provider)?.news(&payload), sourceLocation: sourceLocation)
    #expect(payload.findings.isEmpty, sourceLocation: sourceLocation)
    return news
  }

  private func snapshot(_ news: News, sourceLocation: SourceLocation = #_sourceLocation) throws -> News.Snapshot {
    let snapshots = news.facts.compactMap { fact -> News.Snapshot? in
      if case .subscription(let snapshot) = fact { snapshot } else { nil }
    }
    return try #require(snapshots.first, sourceLocation: sourceLocation)
  }

  private func refund(_ news: News) -> News.Refund? {
    guard case .refund(let refund)? = news.facts.first else { return nil }
    return refund
  }

  private func lines(_ news: News) -> [String] {
    news.facts.flatMap(\.lines).map { "\($0.quantity) \($0.ids.first ?? "")" }
  }

  private func time(_ text: String) -> Instant? { Instant(text) }

  // MARK: Polar

  private func polar(_ event: String, _ status: String, _ more: String = "") -> String {
    #"""
    {"type": "subscription.\#(event)", "timestamp": "2027-01-10T00:00:00Z", "data": {"id": "s", "status": "\#(status)", "product_id": "p",
     "customer": {"id": "c", "external_id": "acme", "name": "Acme"}, "current_period_start": "2027-01-01T00:00:00Z",
     "current_period_end": "2027-02-01T00:00:00Z", "started_at": "2026-12-01T00:00:00Z"\#(more)}}
    """#
  }

  @Test func `Polar: the period, the seats, and the customer's name`() throws {
    let news = try news("polar", polar("updated", "active", #", "seats": 4"#))
    let snapshot = try snapshot(news)
    #expect(snapshot.periodStart == time("2027-01-01T00:00:00Z") && snapshot.periodEnd == time("2027-02-01T00:00:00Z"))
    #expect(snapshot.startedAt == time("2026-12-01T00:00:00Z"))
    #expect(lines(news) == ["4 p"])
    #expect(news.customerName == "Acme" && news.externalCustomerId == "acme")
    #expect(snapshot.endsAt == nil)
  }

  @Test(arguments: [
    (#", "cancel_at_period_end": true, "ends_at": "2027-02-01T00:00:00Z""#, "2027-02-01T00:00:00Z"),
    (#", "cancel_at_period_end": true, "ends_at": null"#, "2027-02-01T00:00:00Z"),
    (#", "pause_at_period_end": true"#, "2027-02-01T00:00:00Z"),
    (#", "ends_at": "2027-01-20T00:00:00Z""#, "2027-01-20T00:00:00Z"),
  ])
  func `Polar: a scheduled end`(more: String, end: String) throws {
    #expect(try snapshot(news("polar", polar("updated", "active", more))).endsAt == time(end))
  }

  @Test func `Polar: a revoked subscription has ended when it says so`() throws {
    let snapshot = try snapshot(news("polar", polar("revoked", "canceled", #", "ended_at": "2027-01-09T00:00:00Z""#)))
    #expect(snapshot.standing == .ended)
    #expect(snapshot.endedAt == time("2027-01-09T00:00:00Z"))
  }

  @Test(arguments: [
    "customer_seat.assigned", "member.created", "discount.updated", "subscription.migrated", "customer.state_changed",
  ])
  func `Polar: what changes no purchase`(type: String) throws {
    let news = try news(
      "polar", #"{"type": "\#(type)", "timestamp": "2027-01-10T00:00:00Z", "data": {"id": "x"}}"#)
    #expect(news.facts.isEmpty)
    #expect(news.type != "unknown")
  }

  @Test(arguments: [
    // The month in which the period starts has no such day as the one on which it ends.
    ("2027-02-28", "2027-03-31", "2026-12-10", "2027-01-31"), ("2027-02-28", "2027-03-30", "2026-12-10", "2027-01-30"),
    ("2027-04-30", "2027-05-31", "2026-12-10", "2027-03-31"), ("2028-02-29", "2028-03-31", "2026-12-10", "2028-01-31"),
    ("2027-02-28", "2028-02-29", "2026-12-10", "2027-01-29"),
    // Periods are counted from the first one.
    ("2027-02-28", "2027-03-31", "2027-01-31", "2027-01-31"), ("2027-01-31", "2027-02-28", "2026-10-31", "2026-10-31"),
    // The first one began on the same day of that month, but ended on another.
    ("2027-02-28", "2027-03-31", "2027-01-28", "2027-01-31"), ("2027-02-28", "2027-03-28", "2027-01-31", "2027-02-28"),
    ("2027-03-05", "2027-04-05", "2026-12-10", "2027-03-05"), ("2027-01-31", "2027-03-02", "2026-12-10", "2027-01-31"),
  ])
  func `the day of the bill, from a period`(start: String, end: String, began: String, day: String) throws {
    var snapshot = News.Snapshot("s", .active, [])
    snapshot.periodEnd = time("\(end)T10:00:20Z")
    snapshot.startedAt = time("\(began)T10:00:00Z")
    let start = try #require(time("\(start)T10:00:00Z"))
    let anchor = snapshot.anchor(for: start)
    #expect(abs(anchor.seconds - (time("\(day)T10:00:00Z")?.seconds ?? 0)) < 60, "\(anchor)")
  }

  @Test func `Polar: periods are counted from the end of the trial`() throws {
    let trial = #", "trial_start": "2026-12-01T00:00:00Z", "trial_end": "2026-12-15T00:00:00Z""#
    #expect(try snapshot(news("polar", polar("cycled", "active", trial))).anchor == time("2026-12-15T00:00:00Z"))
  }

  @Test(arguments: [("failed", News.Refund.Extent.failed as News.Refund.Extent?), ("canceled", .failed), ("succeeded", nil)])
  func `Polar: a refund that fails later`(status: String, extent: News.Refund.Extent?) throws {
    let event = #"""
      {"type": "refund.updated", "timestamp": "2027-01-10T00:00:00Z", "data": {"id": "r", "status": "\#(status)", "order_id": "o"}}
      """#
    let refund = try refund(news("polar", event))
    #expect(refund?.extent == extent && refund?.payment == (extent == nil ? nil : "o"))
  }

  // MARK: Dodo

  private func dodo(_ event: String, _ status: String, _ more: String) -> String {
    #"""
    {"type": "\#(event)", "timestamp": "2027-01-10T00:00:00Z", "data": {"subscription_id": "s", "product_id": "p", "status": "\#(status)",
     "customer": {"customer_id": "c", "name": "Acme"}, "created_at": "2027-01-01T00:00:00Z",
     "next_billing_date": "2027-02-01T00:00:00Z"\#(more)}}
    """#
  }

  @Test(arguments: [
    (#", "trial_period_days": 14, "previous_billing_date": "2027-01-01T00:00:00Z""#, News.Standing.trial),
    (#", "trial_period_days": 0, "previous_billing_date": "2027-01-01T00:00:00Z""#, .active),
    (#", "trial_period_days": 14, "previous_billing_date": "2027-01-15T00:00:00Z""#, .active),
  ])
  func `Dodo: a trial lasts until something is billed`(more: String, standing: News.Standing) throws {
    #expect(try snapshot(news("dodo", dodo("subscription.updated", "active", more))).standing == standing)
  }

  @Test(arguments: [
    ("2027-01-01", "2027-02-01", 1, "Month", nil as String?), ("2027-01-01", "2027-02-11", 1, "Month", "2027-02-01"),
    ("2027-01-01", "2027-03-14", 1, "Month", "2027-02-01"), ("2027-01-01", "2027-04-02", 3, "Month", "2027-04-01"),
    ("2027-02-28", "2027-03-31", 1, "Month", nil), ("2027-01-01", "2027-01-08", 1, "Week", nil),
    ("2027-01-01", "2027-01-12", 1, "Week", "2027-01-08"), ("2027-01-01", "2028-01-02", 1, "Year", "2028-01-01"),
    ("2027-01-01", "2027-01-31", 30, "Day", nil),
  ])
  func `Dodo: a pause makes a period longer`(start: String, end: String, count: Int, unit: String, regular: String?) throws {
    let event = #"""
      {"type": "subscription.unpaused", "timestamp": "2027-01-10T00:00:00Z", "data": {"subscription_id": "s", "product_id": "p",
       "status": "active", "created_at": "2026-01-01T00:00:00Z", "previous_billing_date": "\#(start)T10:00:00Z",
       "next_billing_date": "\#(end)T10:00:19Z", "payment_frequency_count": \#(count), "payment_frequency_interval": "\#(unit)"}}
      """#
    #expect(try snapshot(news("dodo", event)).regularEnd == regular.flatMap { time("\($0)T10:00:00Z") })
  }

  @Test func `Dodo: a payment for several subscriptions buys nothing once`() throws {
    let event = #"""
      {"type": "payment.succeeded", "timestamp": "2027-01-10T00:00:00Z", "data": {"payment_id": "pay_1", "status": "succeeded",
       "subscription_id": null, "subscription_ids": ["s", "t"], "charge_type": "new", "product_cart": null, "total_amount": 4000,
       "metadata": {"openmeterCustomer": "acme", "catalogTopupId": "pack"}}}
      """#
    #expect(try news("dodo", event).facts.isEmpty)
  }

  /// A grant has the metadata of the feature, and its status is not that of a subscription.
  @Test(arguments: ["created", "delivered", "failed", "revoked"])
  func `Dodo: a grant of a feature changes no purchase`(event: String) throws {
    let news = try news(
      "dodo",
      #"""
      {"business_id": "bus_1", "type": "entitlement_grant.\#(event)", "timestamp": "2027-01-10T00:00:00Z", "data": {
        "id": "eg_1", "brand_id": "brnd_1", "business_id": "bus_1", "created_at": "2027-01-10T00:00:00Z", "customer_id": "c",
        "entitlement_id": "ent_1", "integration_type": "feature_flag", "status": "Delivered", "subscription_id": "s",
        "metadata": {"catalogId": "shop", "catalogFeatureId": "api", "userId": "the author"},
        "feature": {"feature_id": "api", "feature_type": "boolean"}, "payment_id": "pay_1", "revocation_reason": null}}
      """#)
    #expect(news.type == "entitlement_grant.\(event)")
    #expect(news.facts.isEmpty && news.metadata.isEmpty)
    #expect(news.customerId == "c")
  }

  @Test(arguments: [
    ("subscription.cancelled", "", "2027-02-01T00:00:00Z" as String?),
    ("subscription.updated", #", "cancel_at_next_billing_date": true"#, "2027-02-01T00:00:00Z"),
    ("subscription.updated", #", "expires_at": "2027-02-01T00:00:00Z""#, "2027-02-01T00:00:00Z"),
    ("subscription.updated", #", "expires_at": "2037-01-01T00:00:00Z""#, nil), ("subscription.updated", "", nil),
  ])
  func `Dodo: a scheduled end`(event: String, more: String, end: String?) throws {
    #expect(try snapshot(news("dodo", dodo(event, "active", more))).endsAt == end.flatMap { time($0) })
  }

  @Test(arguments: [
    (#""charge_type": "new", "#, ["1 plan", "2 pack"]), ("", ["1 plan", "2 pack"]), (#""charge_type": "renewal", "#, []),
    (#""charge_type": "plan_change", "#, []),
  ])
  func `Dodo: the cart of a subscription's first payment`(kind: String, expected: [String]) throws {
    let news = try news(
      "dodo",
      #"""
      {"type": "payment.succeeded", "timestamp": "2027-01-10T00:00:00Z", "data": {"payment_id": "p", "subscription_id": "s", \#(kind)
       "metadata": {"catalogPlanId": "pro"}, "product_cart": [{"product_id": "plan", "quantity": 1}, {"product_id": "pack", "quantity": 2}]}}
      """#)
    #expect(lines(news) == expected)
  }

  @Test func `Dodo: a subscription's payment without a cart buys nothing`() throws {
    let payment =
      #"{"type": "payment.succeeded", "timestamp": "2027-01-10T00:00:00Z", "data": {"payment_id": "p", "subscription_id": "s"}}"#
    #expect(try news("dodo", payment).facts.isEmpty)
  }

  @Test(arguments: [
    ("lost", News.Refund.Extent.whole as News.Refund.Extent?), ("accepted", .whole), ("opened", .unknown), ("expired", .unknown),
    ("won", nil),
    ("cancelled", nil), ("challenged", nil),
  ])
  func `Dodo: disputes`(event: String, extent: News.Refund.Extent?) throws {
    let dispute =
      #"{"type": "dispute.\#(event)", "timestamp": "2027-01-10T00:00:00Z", "data": {"dispute_id": "d", "payment_id": "p"}}"#
    let refund = try refund(news("dodo", dispute))
    #expect(refund?.extent == extent)
    #expect(refund == nil || refund?.cause == .dispute && refund?.payment == "p")
  }

  @Test func `Polar: a customer who was deleted is still known`() throws {
    let event = #"""
      {"type": "subscription.revoked", "timestamp": "2027-01-15T08:00:00Z", "data": {"id": "sub_1", "status": "canceled",
       "product_id": "p", "customer": {"id": "c1", "external_id": null, "metadata": {"__external_id": "acme"}}}}
      """#
    #expect(try news("polar", event).externalCustomerId == "acme")
  }

  // MARK: Creem

  private func creem(_ event: String, _ object: String) -> String {
    #"{"id": "e", "eventType": "\#(event)", "created_at": 1800000000000, "object": {\#(object)}}"#
  }

  @Test(arguments: [
    ("expired", "active", News.Standing.suspended), ("expired", "canceled", .ended), ("paid", "trialing", .trial),
    ("update", "active", .active), ("update", "scheduled_cancel", .active), ("past_due", "past_due", .unchanged),
  ])
  func `Creem: the event comes before the status`(event: String, status: String, standing: News.Standing) throws {
    let payload = creem("subscription.\(event)", #""id": "s", "status": "\#(status)", "product": {"id": "p", "name": "x"}"#)
    #expect(try snapshot(news("creem", payload)).standing == standing)
  }

  @Test(arguments: [("scheduled_cancel", "2027-02-01T00:00:00Z" as String?), ("active", nil)])
  func `Creem: a scheduled end, until it is taken back`(status: String, end: String?) throws {
    let payload = creem(
      "subscription.update",
      #""id": "s", "status": "\#(status)", "product": {"id": "p"}, "current_period_end_date": "2027-02-01T00:00:00Z""#)
    #expect(try snapshot(news("creem", payload)).endsAt == end.flatMap { time($0) })
  }

  @Test(arguments: [("prod", News.Mode.live as News.Mode?), ("test", .test), ("sandbox", .test), ("other", nil)])
  func `Creem: the mode`(text: String, mode: News.Mode?) throws {
    #expect(try news("creem", creem("subscription.paid", #""mode": "\#(text)""#)).mode == mode)
  }

  @Test(arguments: [
    (
      #""refund_amount": 1000, "transaction": {"amount_paid": 3000, "refunded_amount": 3000, "order": "o"}"#,
      News.Refund.Extent.whole
    ),
    (#""refund_amount": 1000, "transaction": {"amount_paid": 3000, "refunded_amount": 1000, "order": "o"}"#, .partial),
    (#""refund_amount": 3000, "transaction": {"amount_paid": 3000, "order": "o"}"#, .whole),
    (#""refund_amount": 3000, "transaction": "tran_1", "order": "o""#, .unknown),
  ])
  func `Creem: refunds of one transaction add up`(object: String, extent: News.Refund.Extent) throws {
    let refund = try refund(news("creem", creem("refund.created", object)))
    #expect(refund?.extent == extent)
    #expect(refund?.payment == "o")
  }

  @Test func `Creem: a refund that has failed is none`() throws {
    let payload = creem(
      "refund.created", #""status": "failed", "refund_amount": 1, "transaction": {"amount_paid": 1, "order": "o"}"#)
    #expect(try news("creem", payload).facts.isEmpty)
  }

  // MARK: Autumn

  private func autumn(_ changes: String, entity: String = "") -> String {
    #"""
    {"type": "billing.updated", "data": {"object": "billing.updated", "customer_id": "acme"\#(entity), "tags": [],
     "plan_changes": [\#(changes)]}}
    """#
  }

  private static let headers = ["svix-id": "msg_1", "svix-timestamp": "1800000000"]

  @Test func `Autumn: plans of an entity are subscriptions of their own`() throws {
    let change = #"{"action": "activated", "subscription": {"plan_id": "pro", "status": "active"}}"#
    let own = try snapshot(news("autumn", autumn(change), headers: Self.headers))
    let seat = try snapshot(news("autumn", autumn(change, entity: #", "entity_id": "seat_1""#), headers: Self.headers))
    #expect(own.id == "autumn/acme/pro")
    #expect(seat.id == "autumn/acme/seat_1/pro")
  }

  @Test(arguments: [
    (#""trial_ends_at": 1800000001000"#, News.Standing.trial), (#""trial_ends_at": 1799999999000"#, .active),
    (#""trial_ends_at": null"#, .active), (#""past_due": true"#, .unchanged),
  ])
  func `Autumn: trials and late payments are active`(more: String, standing: News.Standing) throws {
    let change = #"{"action": "updated", "subscription": {"plan_id": "pro", "status": "active", \#(more)}}"#
    #expect(try snapshot(news("autumn", autumn(change), headers: Self.headers)).standing == standing)
  }

  @Test func `Autumn: a scheduled end`() throws {
    let change = #"""
      {"action": "updated", "previous_attributes": {"canceled_at": null, "expires_at": null}, "item_changes": [],
       "subscription": {"plan_id": "pro", "status": "active", "canceled_at": 1800000000000, "expires_at": 1802592000000}}
      """#
    let ends = try snapshot(news("autumn", autumn(change), headers: Self.headers)).endsAt
    #expect(ends == Instant(unixSeconds: 1_802_592_000))
  }

  @Test func `Autumn: a plan whose version changes goes on`() throws {
    let change = #"""
      {"action": "updated", "previous_attributes": null, "item_changes": [],
       "plan_change": {"previous_attributes": null, "item_changes": [
        {"action": "created", "feature_id": "tok", "item": {"feature_id": "tok", "included": 100}}]},
       "subscription": {"plan_id": "pro", "status": "active", "started_at": 1799000000000, "expires_at": null}}
      """#
    let news = try news("autumn", autumn(change), headers: Self.headers)
    let snapshot = try snapshot(news)
    #expect(news.facts.count == 1)
    #expect(snapshot.standing == .active && snapshot.endsAt == nil)
    #expect(snapshot.startedAt == Instant(unixSeconds: 1_799_000_000))
  }

  @Test func `Autumn: one event ends a plan and begins another`() throws {
    let changes = #"""
      {"action": "activated", "previous_attributes": null, "item_changes": [],
       "subscription": {"plan_id": "pro", "status": "active"}},
      {"action": "expired", "previous_attributes": {"status": "active", "expires_at": null}, "item_changes": [],
       "subscription": {"plan_id": "free", "status": "expired"}}
      """#
    let news = try news("autumn", autumn(changes), headers: Self.headers)
    #expect(news.facts.count == 2)
    #expect(try snapshot(news).standing == .active)
  }

  @Test func `Autumn: the message that tells a purchase identifies it`() throws {
    func purchase(_ action: String, _ status: String, _ expiry: String, before: String) -> String {
      #"""
      {"action": "\#(action)", "purchase": {"plan_id": "pack", "status": "\#(status)", "expires_at": \#(expiry)},
       "previous_attributes": \#(before), "item_changes": []}
      """#
    }
    let bought = purchase("activated", "active", "null", before: "null")
    let ended = purchase("expired", "expired", "1800000000000", before: #"{"status": "active", "expires_at": null}"#)
    let news = try news("autumn", autumn("\(bought), \(bought)"), headers: Self.headers)
    let payments = news.facts.compactMap { fact in if case .payment(let payment) = fact { payment.id } else { nil } }
    #expect(payments == ["autumn/acme/pack/\(news.id ?? "")", "autumn/acme/pack/\(news.id ?? "")-2"])
    let refund = try refund(self.news("autumn", autumn(ended), headers: Self.headers))
    #expect(refund?.payment == nil && refund?.line == "autumn/acme/pack" && refund?.extent == .whole)
  }

  // MARK: Creem

  @Test(arguments: [
    ("chargeback", 1500, News.Refund.Extent.whole), ("chargedBack", 1500, .whole), ("chargeback", 700, .unknown),
    ("paid", 1500, .unknown),
  ])
  func `Creem: a chargeback says how much the customer has back`(status: String, amount: Int, extent: News.Refund.Extent) throws {
    let event = #"""
      {"id": "evt_1", "eventType": "dispute.created", "created_at": 1800000000000, "object": {"id": "disp_1", "amount": 1500,
       "customer": "cust_1", "transaction": {"id": "t", "order": "ord_1", "status": "\#(status)", "amount_paid": 1500,
       "refunded_amount": \#(amount)}}}
      """#
    let refund = try refund(news("creem", event))
    #expect(refund?.payment == "ord_1" && refund?.extent == extent && refund?.cause == .dispute)
  }

  @Test(arguments: [("succeeded", News.Refund.Extent.whole), ("pending", .unknown)])
  func `Creem: the checkout of a refund can be an id, and a refund can be pending`(
    status: String, extent: News.Refund.Extent
  ) throws {
    let event = #"""
      {"id": "evt_1", "eventType": "refund.created", "created_at": 1800000000000, "object": {"id": "ref_1", "status": "\#(status)",
       "refund_amount": 1500, "customer": "cust_1", "checkout": "ch_1", "order": "ord_1",
       "transaction": {"id": "t", "order": "ord_1", "amount_paid": 1500}}}
      """#
    #expect(try refund(news("creem", event))?.extent == extent)
  }

  // MARK: Razorpay

  private func razorpay(_ event: String, _ payload: String, time: String = #", "created_at": 1800000000"#) -> String {
    #"{"event": "\#(event)", "payload": {\#(payload)}\#(time)}"#
  }

  @Test(arguments: [(1_801_000_000, News.Standing.trial), (1_800_000_000, .unchanged)])
  func `Razorpay: an authorized subscription that starts later is a trial`(start: Int, standing: News.Standing) throws {
    let payload = razorpay(
      "subscription.authenticated",
      #""subscription": {"entity": {"id": "s", "plan_id": "p", "status": "authenticated", "start_at": \#(start), "created_at": 1799999000}}"#
    )
    let snapshot = try snapshot(news("razorpay", payload))
    #expect(snapshot.standing == standing)
    #expect(snapshot.periodEnd == (standing == .trial ? Instant(unixSeconds: 1_801_000_000) : nil))
  }

  @Test(arguments: [("completed", News.Standing.active), ("cancelled", .ended)])
  func `Razorpay: the last charge keeps the period that it pays for`(status: String, standing: News.Standing) throws {
    let payload = razorpay(
      "subscription.charged",
      #""subscription": {"entity": {"id": "s", "plan_id": "p", "status": "\#(status)", "current_start": 1800000000, "current_end": 1802592000}}"#
    )
    let snapshot = try snapshot(news("razorpay", payload))
    #expect(snapshot.standing == standing)
    #expect(snapshot.endsAt == (standing == .active ? Instant(unixSeconds: 1_802_592_000) : nil))
  }

  @Test func `Razorpay: the time may be in the payload`() throws {
    #expect(
      try news("razorpay", razorpay("payment.failed", #""created_at": 1800000000"#, time: "")).time
        == Instant(unixSeconds: 1_800_000_000))
  }

  @Test(arguments: [
    ("payment.dispute.lost", 1500, News.Refund.Extent.whole as News.Refund.Extent?), ("payment.dispute.lost", 500, .partial),
    // The rest was refunded before.
    ("payment.dispute.lost", 1100, .whole),
    ("payment.dispute.created", 1500, .unknown), ("payment.dispute.won", 1500, nil), ("payment.dispute.closed", 1500, nil),
  ])
  func `Razorpay: disputes`(event: String, amount: Int, extent: News.Refund.Extent?) throws {
    let payload = razorpay(
      event,
      #""payment": {"entity": {"id": "p", "amount": 1500, "amount_refunded": 400, "currency": "INR"}}, "#
        + #""dispute": {"entity": {"id": "d", "payment_id": "p", "amount": \#(amount), "amount_deducted": 0, "currency": "INR"}}"#
    )
    #expect(try refund(news("razorpay", payload))?.extent == extent)
  }

  @Test(arguments: [(1500, "INR", News.Refund.Extent.whole), (900, "INR", .partial), (900, "USD", .whole)])
  func `Razorpay: what a lost dispute took is the amount that was deducted`(
    deducted: Int, currency: String, extent: News.Refund.Extent
  ) throws {
    let payload = razorpay(
      "payment.dispute.lost",
      #""payment": {"entity": {"id": "p", "amount": 1500, "amount_refunded": 0, "currency": "INR"}}, "#
        + #""dispute": {"entity": {"id": "d", "payment_id": "p", "amount": 1500, "amount_deducted": \#(deducted), "currency": "\#(currency)"}}"#
    )
    #expect(try refund(news("razorpay", payload))?.extent == extent)
  }

  @Test func `Razorpay: a payment link is paid when its payment is made, and not when the link was created`() throws {
    let payload = razorpay(
      "payment_link.paid",
      #""payment": {"entity": {"id": "p", "created_at": 1800600000}}, "payment_link": {"entity": {"id": "l", "status": "paid"}}"#)
    #expect(try news("razorpay", payload).time == Instant(unixSeconds: 1_800_600_000))
  }

  @Test(arguments: [
    (#""refund_status": "full""#, 100, News.Refund.Extent.whole), (#""refund_status": "partial""#, 1500, .partial),
    (#""refund_status": null"#, 1500, .whole), (#""refund_status": null"#, 100, .partial),
  ])
  func `Razorpay: refunds of one payment add up`(status: String, amount: Int, extent: News.Refund.Extent) throws {
    let payload = razorpay(
      "refund.processed",
      #""refund": {"entity": {"payment_id": "p", "amount": \#(amount)}}, "payment": {"entity": {"id": "p", "amount": 1500, \#(status)}}"#
    )
    #expect(try refund(news("razorpay", payload))?.extent == extent)
  }

  // MARK: Stripe

  @Test func `Stripe: an invoice with more lines than are shown`() throws {
    let event = Stripe.event(
      "invoice.paid", #"{"id":"in_1","object":"invoice","customer":"cus_1","lines":{"has_more":true,"data":[]}}"#)
    guard case .payment(let payment)? = try news("stripe", event).facts.first else {
      Issue.record("no payment")
      return
    }
    #expect(!payment.isComplete && payment.lines.isEmpty)
  }

  // MARK: All

  @Test(arguments: ["razorpay", "dodo", "polar", "creem", "autumn", "openmeter"])
  func `an unknown event changes nothing and is reported once`(provider: String) throws {
    var bridging = try Bridging(provider)
    let (line, findings) = bridging.send(
      #"""
      {"type": "x.y", "event": "x.y", "eventType": "x.y", "id": "e", "timestamp": "2027-01-10T00:00:00Z", "data": {}, "payload": {}, "object": {}}
      """#)
    #expect(line?.type == "unknown")
    #expect(line?.operations.isEmpty == true)
    #expect(findings.count == 1 && findings[0].hasPrefix("warning event-unknown: unknown "))
  }
}
