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

  private func send(_ items: String...) throws -> (line: JSON, gives: [String: String]) {
    var bridging = try Bridging("stripe", Self.catalog)
    var line: JSON?
    for (number, items) in items.enumerated() {
      let (own, findings) = bridging.send(
        Stripe.event(
          "customer.subscription.updated",
          #"""
          {"id":"sub_1","object":"subscription","customer":"cus_1","status":"\#(items.isEmpty ? "canceled" : "active")",
           "metadata":{"openmeterCustomer":"acme"},"items":{"data":[\#(items)]}}
          """#, created: 1_800_000_000 + number))
      #expect(findings == [])
      line = own
    }
    return (try #require(line), bridging.gives())
  }

  private func item(_ product: String, _ quantity: Int) -> String {
    #"{"id":"si_1","quantity":\#(quantity),"price":{"id":"price_1","product":"\#(product)"}}"#
  }

  @Test func `customers get a limit as many times as they buy, and numbers for each unit`() throws {
    let gives = try send(item("prod_team", 7)).gives
    #expect(gives["seats"] == #"{"value":7}"#)
    #expect(gives["guests"] == #"{"value":14}"#)
    #expect(gives["projects"] == #"{"value":5}"#)
  }

  @Test func `the event says how many of the plan were bought`() throws {
    let event = try send(item("prod_team", 7)).line["event"]
    #expect(event?["plan"] == "team" && event?["planQuantity"] == 7)
  }

  @Test(arguments: [
    ([("prod_more", 1)], 15), ([("prod_more", 3)], 35), ([("prod_many", 1)], 40), ([("prod_more", 2), ("prod_many", 1)], 40),
    ([("prod_many", 1), ("prod_more", 4)], 45),
  ])
  func `limits add up, unless an add-on sets a higher one, in any order`(addons: [(String, Int)], limit: Int) throws {
    for order in [addons, addons.reversed()] {
      let items = [item("prod_team", 1)] + order.map { item($0.0, $0.1) }
      #expect(try send(items.joined(separator: ",")).gives["projects"] == #"{"value":\#(limit)}"#)
    }
  }

  @Test func `another quantity replaces the limit`() throws {
    #expect(try send(item("prod_team", 2), item("prod_team", 3)).gives["guests"] == #"{"value":6}"#)
  }

  @Test func `a line that charges usage adds no unit`() throws {
    let usage = #"{"id":"si_2","price":{"id":"price_calls","product":"prod_team"}}"#
    let (line, gives) = try send("\(usage),\(item("prod_team", 4))")
    #expect(line["event"]?["plan"]?.string == "team")
    #expect(gives["seats"] == #"{"value":4}"#)
  }

  @Test func `a plan without a fee is recognized by its usage, which has no end`() throws {
    let (line, gives) = try send(#"{"id":"si_2","price":{"id":"price_x","product":"prod_x","lookup_key":"payg:calls:usd"}}"#)
    #expect(line["event"]?["plan"]?.string == "payg" && line["event"]?["planQuantity"] == nil)
    #expect(gives == ["calls": "1000000000000000"])
  }

  @Test func `an allowance that is granted once does not recur`() throws {
    let (line, gives) = try send(item("prod_team", 1))
    #expect(gives["credits"] == "50")
    #expect(line.operation("grants/credits")?["body"]?["recurrence"] == nil)
  }

  @Test func `the end takes what was bought`() throws {
    #expect(try send(item("prod_team", 3), "").gives == [:])
  }
}
