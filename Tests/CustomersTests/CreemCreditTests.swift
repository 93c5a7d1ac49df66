import Customers
import JSONText
import TestSupport
import Testing

/// Top-ups that Creem credits to the customer's account there, and `bridge` in OpenMeter.
@Suite struct CreemCreditTests {
  private static func shop(amount: String = "500", options: String = "") -> String {
    #"""
    {"features": {"tokens": {"type": "metered"}}, "plans": {"pro": {"entitlements": {"tokens": 1000}, "prices": {
       "monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
     "topups": {"pack": {"feature": "tokens", "amount": \#(amount), "prices": {
       "once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}},
     "providers": {"creem": {"options": {\#(options)}}}}
    """#
  }

  private static func checkout(_ order: String, metadata: String = #""openmeterCustomer": "acme""#, more: String = "") -> String {
    #"""
    {"id": "evt_\#(order)", "eventType": "checkout.completed", "created_at": 1800000000000, "object": {"id": "ch_\#(order)",
     "order": {"id": "\#(order)", "type": "onetime", "status": "paid"},
     "customer": {"id": "cust_1", "email": "a@example.com"}\#(more),
     "metadata": {\#(metadata)\#(metadata.isEmpty ? "" : ", ")"catalogTopupId": "pack"}}}
    """#.replacing("\n", with: " ")
  }

  @Test func `a top-up that is credited twice is a warning, once for each top-up`() throws {
    var bridging = try Bridging("creem", Self.shop())
    let first = bridging.send(Self.checkout("a"))
    #expect(first.findings.filter { $0.hasPrefix("warning event-credited-twice") }.count == 1)
    #expect(first.line?.operationIDs.isEmpty == false)
    #expect(bridging.send(Self.checkout("b")).findings.filter { $0.hasPrefix("warning event-credited-twice") } == [])
  }

  /// Creem credits whole numbers.
  @Test(arguments: [("500", #""topupCredits": false"#), ("500.5", "")])
  func `a top-up that Creem does not credit is granted without a warning`(amount: String, options: String) throws {
    var bridging = try Bridging("creem", Self.shop(amount: amount, options: options))
    let (line, findings) = bridging.send(Self.checkout("a"))
    #expect(!findings.contains { $0.hasPrefix("warning event-credited-twice") })
    #expect(line?.operationIDs.isEmpty == false)
  }

  @Test func `the name of a checkout is the customer only if asked for`() throws {
    let event = Self.checkout("a", metadata: "", more: #", "request_id": "globex""#)
    for (source, customer) in [(nil, "cust_1"), ("request_id", "globex")] as [(String?, String)] {
      var options = Bridge.Options()
      options.customerFrom = source
      var bridging = try Bridging("creem", Self.shop(options: #""topupCredits": false"#), options: options)
      let line = try #require(bridging.send(event).line)
      #expect(line.compact.contains("/customers/\(customer)/") || line.compact.contains("\"\(customer)\""))
      #expect(line.compact.contains("globex") == (source != nil))
    }
  }

  @Test func `a refund finds the customer by the name of its checkout`() throws {
    var options = Bridge.Options()
    options.customerFrom = "request_id"
    var bridging = try Bridging("creem", Self.shop(options: #""topupCredits": false"#), options: options)
    _ = bridging.send(Self.checkout("a", metadata: "", more: #", "request_id": "globex""#))
    let refund = #"""
      {"id": "evt_r", "eventType": "refund.created", "created_at": 1800000100000, "object": {"id": "ref_1", "status": "succeeded",
       "refund_amount": 900, "transaction": {"id": "t", "order": "a", "amount_paid": 900},
       "checkout": {"id": "ch_a", "status": "completed", "request_id": "globex"}, "customer": "cust_1"}}
      """#.replacing("\n", with: " ")
    let (line, _) = bridging.send(refund)
    #expect(line?.operationIDs.isEmpty == false)
  }
}
