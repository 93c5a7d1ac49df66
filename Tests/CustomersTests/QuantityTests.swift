import JSONText
import TestSupport
import Testing

/// What customers get of items of which they can buy several, of limits, and of items that charge usage.
@Suite struct QuantityTests {
  private static let catalog = #"""
    {"meters": {"m": {"eventType": "call", "aggregation": "count"}},
     "features": {"seats": {"type": "limit"}, "guests": {"type": "limit"}, "projects": {"type": "limit"},
       "calls": {"type": "metered", "meter": "m"}, "credits": {"type": "metered", "meter": "m"}},
     "plans": {
       "team": {"providerIds": {"stripe": "prod_team"}, "quantity": {"feature": "seats"},
         "entitlements": {"guests": {"amount": 2, "perUnit": true}, "projects": 5,
           "calls": {"amount": 100, "prices": {"usd": {"amount": 2, "currency": "USD", "providerIds": {"stripe": "price_calls"}}}},
           "credits": {"amount": 50, "reset": "never"}},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}},
       "payg": {"entitlements": {"calls": {"prices": {"usd": {"amount": 3, "currency": "USD"}}}}}},
     "addons": {
       "more": {"providerIds": {"stripe": "prod_more"}, "quantity": {}, "entitlements": {"projects": 10},
         "prices": {"monthly": {"amount": 500, "currency": "USD", "interval": "month"}}},
       "many": {"providerIds": {"stripe": "prod_many"}, "entitlements": {"projects": {"amount": 40, "set": true}},
         "prices": {"monthly": {"amount": 900, "currency": "USD", "interval": "month"}}}}}
    """#

  private func line(_ items: String, _ type: String = "customer.subscription.updated", status: String = "active") throws -> JSON {
    var bridging = try Bridging("stripe", Self.catalog)
    let (line, findings) = bridging.send(
      Stripe.event(
        type,
        #"""
        {"id":"sub_1","object":"subscription","customer":"cus_1","status":"\#(status)",
         "metadata":{"openmeterCustomer":"acme"},"items":{"data":[\#(items)]}}
        """#))
    #expect(findings == [])
    return try #require(line)
  }

  private func item(_ product: String, _ quantity: Int) -> String {
    #"{"id":"si_1","quantity":\#(quantity),"price":{"id":"price_1","product":"\#(product)"}}"#
  }

  private func config(_ line: JSON, _ feature: String) -> String? {
    let requests = line["requests"]?.elements ?? []
    return requests.first { $0["id"]?.string?.hasPrefix("overrides/") == true && $0["body"]?["featureKey"]?.string == feature }?[
      "body"]?[
        "config"]?.string
  }

  @Test func `customers get a limit as many times as they buy, and numbers for each unit`() throws {
    let line = try line(item("prod_team", 7))
    #expect(config(line, "seats") == #"{"value":7}"#)
    #expect(config(line, "guests") == #"{"value":14}"#)
    #expect(config(line, "projects") == #"{"value":5}"#)
  }

  @Test func `the event says how many of the plan were bought`() throws {
    let event = try line(item("prod_team", 7))["event"]
    #expect(event?["plan"] == "team" && event?["planQuantity"] == 7)
  }

  @Test(arguments: [
    ([("prod_more", 1)], 15), ([("prod_more", 3)], 35), ([("prod_many", 1)], 40), ([("prod_more", 2), ("prod_many", 1)], 40),
    ([("prod_many", 1), ("prod_more", 4)], 45),
  ])
  func `limits add up, unless an add-on sets a higher one, in any order`(addons: [(String, Int)], limit: Int) throws {
    for order in [addons, addons.reversed()] {
      let items = [item("prod_team", 1)] + order.map { item($0.0, $0.1) }
      #expect(config(try line(items.joined(separator: ",")), "projects") == #"{"value":\#(limit)}"#)
    }
  }

  @Test func `another quantity is another override`() throws {
    let lookups = try [2, 3].map {
      try line(item("prod_team", $0)).request("overrides/plan/team/guests")?["lookup"]?["match"]?.compact
    }
    #expect(lookups[0] != lookups[1])
  }

  @Test func `a line that charges usage adds no unit`() throws {
    let usage = #"{"id":"si_2","price":{"id":"price_calls","product":"prod_team"}}"#
    let line = try line("\(usage),\(item("prod_team", 4))")
    #expect(line["event"]?["plan"]?.string == "team")
    #expect(config(line, "seats") == #"{"value":4}"#)
  }

  @Test func `a plan without a fee is recognized by its usage`() throws {
    let line = try line(#"{"id":"si_2","price":{"id":"price_x","product":"prod_x","lookup_key":"payg:calls:usd"}}"#)
    #expect(line["event"]?["plan"]?.string == "payg" && line["event"]?["planQuantity"] == nil)
    #expect(line.requestIDs.contains("entitlements/plan/payg/calls"))
  }

  @Test func `an allowance that is granted once is a grant of the subscription`() throws {
    let line = try line(item("prod_team", 1))
    let grant = try #require(line.request("grants/plan/team/credits"))
    #expect(grant["body"]?["recurrence"] == nil)
    #expect(grant["body"]?["amount"]?.compact == "50")
    #expect(grant["lookup"]?["match"]?["metadata"]?["idempotencyKey"]?.string == "sub_1/team/credits/1/team")
    #expect(line.request("entitlements/plan/team/credits")?["body"]?["issue"] == nil)
  }

  @Test func `the end takes the limit that was bought`() throws {
    let line = try line(item("prod_team", 3), "customer.subscription.deleted", status: "canceled")
    #expect(
      Set(line.requestIDs).isSuperset(of: ["removals/feature/seats", "removals/feature/guests", "voids/plan/team/credits"]))
  }
}
