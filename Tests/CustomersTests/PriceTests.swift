import JSONText
import TestSupport
import Testing

/// Prices that grant other things than their item, and what is no longer sold.
@Suite struct PriceTests {
  private let catalog = #"""
    {"features": {"players": {"type": "limit"}, "tokens": {"type": "metered"}, "ddos": {"type": "boolean"}},
     "plans": {"host": {"entitlements": {"players": 20, "tokens": 100}, "providerIds": {"stripe": "prod_host"}, "prices": {
       "small": {"amount": 900, "currency": "USD", "interval": "month", "providerIds": {"stripe": "price_small"}},
       "large": {"amount": 4900, "currency": "USD", "interval": "month", "providerIds": {"stripe": "price_large"},
         "entitlements": {"tokens": 5000, "ddos": true}},
       "huge": {"amount": 9900, "currency": "USD", "interval": "month", "providerIds": {"stripe": "price_huge"}, "sold": false,
         "entitlements": {"tokens": 9000}}}},
      "legacy": {"sold": false, "entitlements": {"tokens": 7},
        "prices": {"monthly": {"amount": 500, "currency": "USD", "interval": "month", "providerIds": {"stripe": "price_legacy"}}}}}}
    """#

  private func item(_ price: String, _ fields: String = "") -> String {
    #"{"id":"si_1","quantity":1,"price":{"id":"\#(price)","product":"prod_host"\#(fields)}}"#
  }

  private func subscription(
    _ items: String, status: String = "active", metadata: String = #"{"openmeterCustomer":"acme"}"#
  ) -> String {
    #"{"id":"sub_1","customer":"cus_1","status":"\#(status)","metadata":\#(metadata),"items":{"data":[\#(items)]}}"#
  }

  private func send(
    _ object: String, _ type: String = "customer.subscription.updated", to catalog: String? = nil
  ) throws -> (gives: [String: String], findings: [String]) {
    var bridging = try Bridging("stripe", catalog ?? self.catalog)
    let (_, findings) = bridging.send(Stripe.event(type, object))
    return (bridging.gives(), findings)
  }

  @Test func `the price that is paid decides what is granted`() throws {
    for (price, tokens) in [("price_small", "100"), ("price_large", "5000"), ("price_huge", "9000")] {
      let (gives, findings) = try send(subscription(item(price)))
      #expect(findings == [])
      #expect(gives["tokens"] == tokens)
      #expect((gives["ddos"] != nil) == (price == "price_large"))
    }
  }

  @Test func `lookup keys and metadata name a price, too`() throws {
    for fields in [#","lookup_key":"host:large""#, #","metadata":{"catalogPlanId":"host","catalogPriceId":"large"}"#] {
      let (gives, findings) = try send(subscription(item("price_new", fields)))
      #expect(findings == [])
      #expect(gives["tokens"] == "5000")
    }
  }

  @Test func `a plan without its price changes nothing, but can end`() throws {
    var bridging = try Bridging("stripe", catalog)
    _ = bridging.send(Stripe.event("customer.subscription.updated", subscription(item("price_large"))))
    let (_, findings) = bridging.send(
      Stripe.event("customer.subscription.updated", subscription(item("price_new")), id: "evt_2", created: 1_800_000_001))
    #expect(
      findings == [
        "warning event-item-ambiguous: prices of `host` grant different things, and none of them is named"
      ])
    #expect(bridging.gives()["tokens"] == "5000")
    let end = Stripe.event(
      "customer.subscription.deleted", subscription(item("price_new"), status: "canceled"), id: "evt_3", created: 1_800_000_002)
    #expect(bridging.send(end).findings == [])
    #expect(bridging.gives() == [:])
  }

  @Test func `what is no longer sold is still known`() throws {
    let (gives, findings) = try send(subscription(#"{"id":"si_1","quantity":1,"price":{"id":"price_legacy"}}"#))
    #expect(findings == [])
    #expect(gives == ["tokens": "7"])
  }

  // MARK: Other catalogs

  @Test func `what another catalog is marked with is ignored`() throws {
    let own = catalog.replacingFirst("{", with: #"{"id": "games", "#)
    let marked = item("price_new", #","metadata":{"catalogId":"chat","catalogPlanId":"host","catalogPriceId":"large"}"#)
    for text in [own, catalog] {
      let (gives, findings) = try send(subscription(marked), to: text)
      #expect(findings == ["warning event-item-unknown: this item belongs to catalog `chat`"])
      #expect(gives == [:])
    }
    let ours = item("price_new", #","metadata":{"catalogId":"games","catalogPlanId":"host","catalogPriceId":"large"}"#)
    #expect(try send(subscription(ours), to: own).gives["tokens"] == "5000")
  }

  // MARK: Over time

  @Test(arguments: [
    ["price_small", "price_large"], ["price_large", "price_small"], ["price_large", "price_huge", "price_small"],
    ["price_small", "price_huge", "price_large", "price_huge"], ["price_huge", "price_legacy", "price_large"],
  ])
  func `changes of the price lead to what the last one grants, however often they are told`(prices: [String]) throws {
    func event(_ number: Int) -> String {
      let item = prices[number] == "price_legacy" ? #"{"id":"si_1","price":{"id":"price_legacy"}}"# : item(prices[number])
      return Stripe.event("customer.subscription.updated", subscription(item), id: "evt_\(number)", created: 1000 + number)
    }
    func gives(_ numbers: [Int]) throws -> [String: String] {
      var bridging = try Bridging("stripe", catalog)
      for number in numbers { _ = bridging.send(event(number)) }
      return bridging.gives()
    }
    let last = prices.count - 1
    let expected = try gives([last])
    #expect(!expected.isEmpty)
    let inOrder = Array(prices.indices)
    #expect(try gives(inOrder) == expected)
    #expect(try gives(inOrder.flatMap { [$0, $0] }) == expected)
    #expect(try gives([last] + inOrder) == expected)
    #expect(try gives(inOrder.reversed()) == expected)
  }
}

extension String {
  fileprivate func replacingFirst(_ text: String, with other: String) -> String {
    guard let range = firstRange(of: text) else { return self }
    return self[..<range.lowerBound] + other + self[range.upperBound...]
  }
}
