import Customers
import Diagnostics
import JSONText
import TestSupport
import Testing

/// Duplicate, late and unknown events, and invalid payloads.
@Suite struct StreamTests {
  private func active(_ id: String, _ created: Int, _ subscription: String = "sub_1") -> String {
    Stripe.event("customer.subscription.updated", Stripe.subscription("active", id: subscription), id: id, created: created)
  }

  private func deleted(_ id: String, _ created: Int, _ subscription: String = "sub_1") -> String {
    Stripe.event(
      "customer.subscription.deleted", Stripe.subscription("canceled", id: subscription), id: id, created: created)
  }

  @Test func `a duplicate event has no operations but its record`() throws {
    var bridging = try Bridging("stripe")
    let first = bridging.send(active("evt_1", 100)).line
    #expect(first?.operationIDs.isEmpty == false)
    let second = bridging.send(active("evt_1", 100)).line
    #expect(second?.operations.map { $0["id"] } == ["events/subscription.updated/evt_1"])
    #expect(second?["event"] == first?["event"])
  }

  @Test func `without an id, equal bytes are the same event`() throws {
    var bridging = try Bridging("polar")
    let payload = #"{"type":"order.created","timestamp":"2027-01-15T08:00:00Z","data":{"id":"o1"}}"#
    let id = bridging.send(payload).line?["event"]?["id"]?.string
    #expect(id?.hasPrefix("sha256-") == true)
    #expect(bridging.send(payload).line?["event"]?["id"]?.string == id)
    #expect(bridging.send(payload.replacing("o1", "o2")).line?["event"]?["id"]?.string != id)
  }

  @Test func `an older event of a subscription is stale and does not change access`() throws {
    var bridging = try Bridging("stripe")
    #expect(bridging.send(deleted("evt_2", 200)).line?["stale"] == nil)
    let late = bridging.send(active("evt_1", 199)).line
    #expect(late?["stale"] == true)
    #expect(bridging.gives()["ai_tokens"] == nil)
    #expect(late?.operationIDs.contains { $0.hasPrefix("grants/") || $0.hasPrefix("entitlements/") } == false)
    // Another subscription and a newer event are not affected.
    #expect(bridging.send(active("evt_3", 199, "sub_2")).line?["stale"] == nil)
    #expect(bridging.send(active("evt_4", 201)).line?["stale"] == nil)
  }

  @Test func `an event that does not change access makes no other stale`() throws {
    var bridging = try Bridging("stripe")
    let due = Stripe.event("customer.subscription.updated", Stripe.subscription("past_due"), id: "evt_2", created: 200)
    #expect(bridging.send(due).line?.operationIDs == [])
    #expect(bridging.send(active("evt_1", 199)).line?["stale"] == nil)
  }

  @Test func `an unknown event is passed on with a warning`() throws {
    var bridging = try Bridging("stripe")
    let (line, findings) = bridging.send(Stripe.event("radar.new_thing", #"{"id":"x"}"#))
    #expect(findings == ["warning event-unknown: unknown Stripe event `radar.new_thing`"])
    expectJSON(
      line,
      """
      {"format": 2, "event": {"type": "unknown", "provider": "stripe", "providerType": "radar.new_thing", "id": "evt_1",
       "occurredAt": "2027-01-15T08:00:00Z", "metadata": {}}, "operations": []}
      """)
  }

  @Test func `the record of an event has the same id for a retry`() throws {
    var bridging = try Bridging("stripe")
    let line = bridging.send(Stripe.event("customer.updated", #"{"id":"cus_1","metadata":{"openmeterCustomer":"acme"}}"#))
      .line
    expectJSON(
      .array(line?.operations ?? []),
      """
      [{"id": "events/customer.updated/evt_1", "method": "POST", "path": "/api/v1/events", "body":
        {"id": "stripe:evt_1", "source": "catalogc/stripe", "specversion": "1.0", "type": "catalogc.billing.customer.updated",
         "subject": "acme", "time": "2027-01-15T08:00:00Z",
         "data": {"provider": "stripe", "providerType": "customer.updated", "customerId": "cus_1"}}}]
      """)
  }

  @Test func `without entitlements only the record is left`() throws {
    var options = Bridge.Options()
    options.givesEntitlements = false
    var bridging = try Bridging("stripe", options: options)
    let line = bridging.send(active("evt_1", 100)).line
    #expect(line?.operationIDs == [])
    #expect(line?.operations.count == 1)
    #expect(line?["event"]?["plan"] == "pro")
  }

  // MARK: Invalid payloads

  @Test(arguments: [
    ("nothing", "error syntax-error: "), ("{\"id\":", "error syntax-error: "), ("{}{}", "error syntax-error: "),
    (#"{"id":"a","id":"b"}"#, "error duplicate-json-key: "),
    ("[]", "error event-field-type: expected an object, found an array"),
    ("7", "error event-field-type: expected an object, found a number"),
    ("{}", "error event-field-type: not a Stripe event"),
    (#"{"type":7}"#, "error event-field-type: expected a string, found a number"),
    (#"{"type":"customer.updated"}"#, "error event-field-type: not a Stripe event"),
    (#"{"type":"customer.updated","data":[]}"#, "error event-field-type: expected an object, found an array"),
    (
      #"{"type":"customer.updated","created":"now","data":{"object":{}}}"#,
      "error event-field-type: expected a number, found a string"
    ),
    (#"{"type":"customer.updated","created":1.5,"data":{"object":{}}}"#, "error event-field-type: invalid time"),
    (
      #"{"type":"customer.updated","created":1e18,"data":{"object":{}}}"#, "error event-field-type: invalid time"
    ),
    (
      #"{"type":"customer.updated","data":{"object":{"metadata":"x"}}}"#,
      "error event-field-type: expected an object, found a string"
    ),
  ])
  func `an invalid payload is reported and produces no line`(payload: String, finding: String) throws {
    var bridging = try Bridging("stripe")
    let (line, findings) = bridging.send(payload, isHostile: true)
    #expect(line == nil)
    #expect(findings.count == 1)
    #expect(findings.first?.hasPrefix(finding) == true, "\(findings)")
  }

  @Test func `a finding inside the body of an envelope is reported at the body, with its path`() throws {
    var bridging = try Bridging("razorpay")
    let text = #"{"headers": {}, "body": "{\"event\": 7}"}"#
    let outcome = bridging.bridge.process(SourceText(name: "e", bytes: Array(text.utf8)), now: 0)
    #expect(outcome.diagnostics.map(\.path) == ["body.event"])
    #expect(outcome.diagnostics.map(\.pointer) == ["/body/event"])
    #expect(outcome.diagnostics.map(\.range) == [ByteRange(24, 40)])
  }

  @Test func `no payload crashes the program`() throws {
    let whole = Array(Stripe.event("customer.subscription.updated", Stripe.subscription("active")).utf8)
    var bridging = try Bridging("stripe")
    for cut in stride(from: 0, to: whole.count, by: 7) {
      _ = bridging.bridge.process(SourceText(name: "e", bytes: Array(whole[..<cut])), now: 0)
      for byte in [0x00, 0x22, 0x2C, 0x7B, 0xFF] as [UInt8] {
        var damaged = whole
        damaged[cut] = byte
        _ = bridging.bridge.process(SourceText(name: "e", bytes: damaged), now: 0)
      }
    }
  }
}
