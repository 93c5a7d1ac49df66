import Foundation
import TestSupport
import Testing

/// The products and offers of a page, for search engines.
@Suite struct StructuredDataTests {
  private func products(_ catalog: String, _ arguments: String...) throws -> [[String: Any]] {
    let page = MemorySystem(["a.json": catalog]).run(["pricing", "a.json", "--format", "html"] + arguments).output
    let start = "<script type=\"application/ld+json\">"
    let text = try #require(page.components(separatedBy: start).last?.components(separatedBy: "</script>").first)
    let data = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(data["@context"] as? String == "https://schema.org")
    return try #require(data["@graph"] as? [[String: Any]])
  }

  private func offers(_ plan: String, _ arguments: String...) throws -> [NSDictionary] {
    let catalog = #"""
      {"features": {"calls": {"type": "metered", "name": "Calls"}, "seats": {"type": "limit", "name": "Seats"}},
       "plans": {"p": {"name": "Pro", \#(plan)}}}
      """#
    let product = try #require(try products(catalog).first)
    #expect(product["@type"] as? String == "Product")
    #expect(product["name"] as? String == "Pro")
    return (product["offers"] as? [NSDictionary]) ?? []
  }

  /// The text as JSON.
  private func json(_ text: String) throws -> [NSDictionary] {
    try #require(try JSONSerialization.jsonObject(with: Data("[\(text)]".utf8)) as? [NSDictionary])
  }

  @Test func `a subscription`() throws {
    let offers = try offers(
      #""entitlements": {"calls": 5}, "prices": {"m": {"amount": 1990, "currency": "USD", "interval": "month", "intervalCount": 3}}"#
    )
    #expect(
      offers
        == (try json(
          #"""
          {"@type": "Offer", "price": "19.90", "priceCurrency": "USD", "priceSpecification": {
            "@type": "UnitPriceSpecification", "price": "19.90", "priceCurrency": "USD",
            "priceComponentType": "https://schema.org/Subscription", "billingDuration": "P3M", "billingIncrement": 3, "unitCode": "MON"}}
          """#)))
  }

  @Test func `a price for each seat, with bounds`() throws {
    let offers = try offers(
      #"""
      "entitlements": {}, "quantity": {"feature": "seats", "min": 2, "max": 50},
      "prices": {"y": {"amount": 2000, "currency": "JPY", "interval": "year"}}
      """#)
    #expect(
      offers
        == (try json(
          #"""
          {"@type": "Offer", "price": "2000", "priceCurrency": "JPY",
           "eligibleQuantity": {"@type": "QuantitativeValue", "minValue": 2, "maxValue": 50}, "priceSpecification": {
            "@type": "UnitPriceSpecification", "price": "2000", "priceCurrency": "JPY",
            "priceComponentType": "https://schema.org/Subscription",
            "referenceQuantity": {"@type": "QuantitativeValue", "value": 1, "unitText": "seat"},
            "billingDuration": "P1Y", "billingIncrement": 1, "unitCode": "ANN"}}
          """#)))
  }

  @Test func `usage is for a number of units`() throws {
    let offers = try offers(
      #""entitlements": {"calls": {"amount": 100, "max": 900, "prices": {"u": {"amount": "0.20", "per": 1000, "currency": "USD"}}}}"#
    )
    #expect(
      offers
        == (try json(
          #"""
          {"@type": "Offer", "priceCurrency": "USD", "priceSpecification": {
            "@type": "UnitPriceSpecification", "name": "Calls", "price": "0.20", "priceCurrency": "USD",
            "referenceQuantity": {"@type": "QuantitativeValue", "value": 1000, "unitText": "Calls"},
            "eligibleQuantity": {"@type": "QuantitativeValue", "minValue": 100, "maxValue": 900},
            "billingDuration": "P1M", "billingIncrement": 1, "unitCode": "MON"}}
          """#)))
  }

  @Test func `a fee and tiers are components of one price`() throws {
    let offers = try offers(
      #"""
      "entitlements": {"calls": {"amount": 100, "prices": {"u": {"currency": "USD", "mode": "graduated",
        "tiers": [{"upTo": 500, "amount": 2}, {"amount": 1, "flat": 300}]}}}},
      "prices": {"m": {"amount": 2900, "currency": "USD", "interval": "month"}}
      """#)
    let compound = try #require(offers.first?["priceSpecification"] as? [String: Any])
    #expect(compound["@type"] as? String == "CompoundPriceSpecification")
    let components = try #require(compound["priceComponent"] as? [[String: Any]])
    #expect(components.map { $0["price"] as? String } == ["29.00", "0.02", "0.01", "3.00"])
    #expect(components.map { $0["name"] as? String } == [nil, "Calls, graduated", "Calls, graduated", "Calls, flat"])
    #expect(components.map { ($0["eligibleQuantity"] as? [String: Any])?["minValue"] as? Int } == [nil, 100, 500, 500])
  }

  @Test func `what is free costs 0, and what is on request has no offer`() throws {
    let catalog = #"""
      {"features": {"a": {"type": "boolean"}}, "plans": {
        "free": {"default": true, "entitlements": {"a": true}}, "ask": {"onRequest": true},
        "p": {"entitlements": {"a": true}, "prices": {"m": {"amount": 100, "currency": "EUR", "interval": "month"}}}}}
      """#
    let products = try products(catalog)
    let offers = products.map { $0["offers"] as? [NSDictionary] }
    #expect(offers[0] == (try json(#"{"@type": "Offer", "price": "0", "priceCurrency": "EUR"}"#)))
    #expect(offers[1] == nil)
  }

  @Test func `add-ons and top-ups are products, and other currencies are left out`() throws {
    let products = try products(PricingTests.catalog, "--currency", "USD")
    #expect(products.map { $0["name"] as? String } == ["Free", "Pro", "kit", "Pack"])
    #expect(products.map { ($0["offers"] as? [Any])?.count } == [1, 2, 1, 1])
  }

  @Test func `amounts have a point in every locale`() throws {
    let products = try products(PricingTests.catalog, "--locale", "de-DE")
    let offers = try #require(products[1]["offers"] as? [[String: Any]])
    #expect(offers.map { $0["price"] as? String } == ["20000.00", "2000.00", "290000"])
  }

  @Test func `a hostile name is the same text, and harmless`() throws {
    let products = try products(PricingTests.hostileCatalog)
    let name = "<script>|x\n`y` *z* [l](u) \\ & \u{202E}\u{7} a_b ~s~ $m$ https://e.x \"q\" 'r'\u{FFFE}"
    #expect((products[0]["name"] as? String)?.unicodeScalars.elementsEqual(name.unicodeScalars) == true)
    let close = #"</script><script>alert(1)</script><!--"#
    let catalog = #"{"features": {"a": {"type": "boolean"}}, "plans": {"p": {"name": "\#(close)", "entitlements": {"a": true}}}}"#
    #expect(try self.products(catalog)[0]["name"] as? String == close)
    let page = MemorySystem(["a.json": catalog]).run(["pricing", "a.json", "--format", "html"]).output
    #expect(page.components(separatedBy: "</script").count == 2)
    #expect(!page.contains("alert(1)<") && !page.contains("<!--"))
  }
}
