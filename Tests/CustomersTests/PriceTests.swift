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
  ) throws -> (line: JSON, findings: [String]) {
    var bridging = try Bridging("stripe", catalog ?? self.catalog)
    let (line, findings) = bridging.send(Stripe.event(type, object))
    return (try #require(line), findings)
  }

  @Test func `the price that is paid decides what is granted`() throws {
    for (price, tokens, request) in [
      ("price_small", "100", "host"), ("price_large", "5000", "host/large"), ("price_huge", "9000", "host/huge"),
    ] {
      let (line, findings) = try send(subscription(item(price)))
      #expect(findings == [])
      let body = line.request("overrides/plan/\(request)/tokens")?["body"]
      #expect(body?["issue"]?["amount"]?.compact == tokens)
      #expect(line.requestIDs.contains("removals/feature/ddos") == (price != "price_large"))
    }
  }

  @Test func `the entitlement of a price is not that of the plan`() throws {
    let large = try send(subscription(item("price_large"))).line.request("overrides/plan/host/large/tokens")
    expectJSON(
      large?["lookup"]?["match"],
      #"""
      {"metadata": {"catalogPlanId": "host", "catalogPriceId": "large", "catalogFeatureId": "tokens", "subscriptionId": "sub_1"}}
      """#)
    let small = try send(subscription(item("price_small"))).line.request("overrides/plan/host/tokens")
    expectJSON(
      small?["lookup"]?["match"],
      #"{"metadata": {"catalogPlanId": "host", "catalogFeatureId": "tokens", "subscriptionId": "sub_1"}}"#)
    expectJSON(small?["lookup"]?["unless"], #"{"metadata": {"catalogTerms": "price"}}"#)
  }

  @Test func `lookup keys and metadata name a price, too`() throws {
    for fields in [#","lookup_key":"host:large""#, #","metadata":{"catalogPlanId":"host","catalogPriceId":"large"}"#] {
      let (line, findings) = try send(subscription(item("price_new", fields)))
      #expect(findings == [])
      #expect(line.request("overrides/plan/host/large/tokens") != nil)
    }
  }

  @Test func `a plan without its price changes nothing, but can end`() throws {
    let (line, findings) = try send(subscription(item("price_new")))
    #expect(
      findings == [
        "warning event-item-ambiguous: prices of `host` grant different things, and none of them is named"
      ])
    #expect(line.requestIDs == [])
    let end = try send(subscription(item("price_new"), status: "canceled"), "customer.subscription.deleted")
    #expect(end.findings == [])
    #expect(end.line.requestIDs == ["removals/feature/players", "removals/feature/tokens", "removals/feature/ddos"])
  }

  @Test func `what is no longer sold is still known`() throws {
    let legacy = #"{"id":"si_1","quantity":1,"price":{"id":"price_legacy"}}"#
    let (line, findings) = try send(subscription(legacy))
    #expect(findings == [])
    #expect(line.request("overrides/plan/legacy/tokens")?["body"]?["issue"]?["amount"]?.compact == "7")
  }

  // MARK: Other catalogs

  @Test func `what another catalog is marked with is ignored`() throws {
    let own = catalog.replacingFirst("{", with: #"{"id": "games", "#)
    let marked = item("price_new", #","metadata":{"catalogId":"chat","catalogPlanId":"host","catalogPriceId":"large"}"#)
    for text in [own, catalog] {
      let (line, findings) = try send(subscription(marked), to: text)
      #expect(findings == ["warning event-item-unknown: this item belongs to catalog `chat`"])
      #expect(line.requestIDs == [])
    }
    let ours = item("price_new", #","metadata":{"catalogId":"games","catalogPlanId":"host","catalogPriceId":"large"}"#)
    #expect(try send(subscription(ours), to: own).line.request("overrides/plan/host/large/tokens") != nil)
  }

  // MARK: Over time

  /// A customer's entitlements, by feature: what OpenMeter keeps of them.
  private struct Customer: Equatable {
    var entitlements: [String: JSON] = [:]

    mutating func take(_ line: JSON) {
      for request in line["requests"]?.elements ?? [] {
        guard let path = request["path"]?.string, path.contains("/entitlements"), let lookup = request["lookup"] else { continue }
        let feature = lookup["path"]?.string?.split(separator: "/").last.map(String.init) ?? ""
        let existing = entitlements[feature].flatMap { holds($0, lookup["match"]) && !excludes($0, lookup["unless"]) ? $0 : nil }
        switch request["method"]?.string {
        case "DELETE": if existing != nil { entitlements[feature] = nil }
        default: if existing == nil { entitlements[feature] = request["body"] }
        }
      }
    }

    private func holds(_ body: JSON, _ wanted: JSON?) -> Bool {
      guard case .object(let members)? = wanted?["metadata"] else { return true }
      return members.allSatisfy { body["metadata"]?[$0.name] == $0.value }
    }

    private func excludes(_ body: JSON, _ unless: JSON?) -> Bool { unless != nil && holds(body, unless) }
  }

  @Test(arguments: [
    ["price_small", "price_large"], ["price_large", "price_small"], ["price_large", "price_huge", "price_small"],
    ["price_small", "price_huge", "price_large", "price_huge"], ["price_huge", "price_legacy", "price_large"],
  ])
  func `changes of the price lead to what the last one grants, however often they are told`(prices: [String]) throws {
    func event(_ number: Int) -> String {
      let item = prices[number] == "price_legacy" ? #"{"id":"si_1","price":{"id":"price_legacy"}}"# : item(prices[number])
      return Stripe.event("customer.subscription.updated", subscription(item), id: "evt_\(number)", created: 1000 + number)
    }
    func customer(_ numbers: [Int]) throws -> Customer {
      var bridging = try Bridging("stripe", catalog)
      var customer = Customer()
      for number in numbers { customer.take(try #require(bridging.send(event(number)).line)) }
      return customer
    }
    let last = prices.count - 1
    let expected = try customer([last])
    #expect(!expected.entitlements.isEmpty)
    let inOrder = Array(prices.indices)
    #expect(try customer(inOrder) == expected)
    #expect(try customer(inOrder.flatMap { [$0, $0] }) == expected)
    #expect(try customer([last] + inOrder) == expected)
    #expect(try customer(inOrder.reversed()) == expected)
    // A new process has no memory of earlier events.
    var customer = Customer()
    for number in inOrder + [last] {
      var bridging = try Bridging("stripe", catalog)
      customer.take(try #require(bridging.send(event(number)).line))
    }
    #expect(customer == expected)
  }
}

extension String {
  fileprivate func replacingFirst(_ text: String, with other: String) -> String {
    guard let range = firstRange(of: text) else { return self }
    return self[..<range.lowerBound] + other + self[range.upperBound...]
  }
}
