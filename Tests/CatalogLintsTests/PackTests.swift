import Diagnostics
import TestSupport
import Testing

/// Larger top-ups that cost more per unit than smaller ones.
@Suite struct PackTests {
  private func pack(
    _ id: String, _ amount: String, _ price: String, currency: String = "USD", _ fields: String = ""
  ) -> String {
    #"""
    "\#(id)": {"feature": "tokens", "amount": \#(amount),\#(fields)
      "prices": {"p": {"amount": \#(price), "currency": "\#(currency)", "interval": "one_time"}}}
    """#
  }

  private func catalog(_ packs: String...) -> String {
    #"""
    {"features": {"tokens": {"type": "metered"}},
     "plans": {"pro": {"entitlements": {"tokens": 5}}, "team": {"entitlements": {"tokens": 50}}},
     "topups": {\#(packs.joined(separator: ",\n"))}}
    """#
  }

  @Test(arguments: [
    ("1000", "1000", "5000", "5001"), ("0.1", "1", "0.3", "4"), ("3", "1", "4", "2"), ("1000", "0", "5000", "1"),
    ("1e-300", "1", "2e-300", "9223372036854775807"), ("0.333333333333333333333334", "1", "1", "3"),
  ])
  func `a larger pack that costs more per unit`(amount: String, price: String, largerAmount: String, higherPrice: String) {
    expect(
      "larger-pack-costs-more", at: "topups.large.prices.p.amount",
      in: catalog(pack("large", largerAmount, "⟦\(higherPrice)⟧"), pack("small", amount, price)))
  }

  @Test(arguments: [
    ("1000", "1000", "5000", "5000"), ("1000", "1000", "1000", "2000"), ("0.1", "1", "0.3", "3"), ("1000", "0", "5000", "0"),
    ("0.333333333333333333333333", "1", "1", "3"), ("1e-300", "1", "1e300", "9223372036854775807"),
  ])
  func `a pack that costs the same per unit or is not larger`(
    amount: String, price: String, other: String, otherPrice: String
  ) {
    expectNo("larger-pack-costs-more", in: catalog(pack("a", amount, price), pack("b", other, otherPrice)))
  }

  @Test func `both packs are reported`() throws {
    let text = catalog(pack("small", "1000", "⟦1000⟧"), pack("large", "5000", "9000"))
    let diagnostic = try onlyDiagnostic(text)
    #expect(diagnostic.severity == .warning)
    #expect(diagnostic.message == "5000 for 90.00 USD costs more per unit than 1000 for 10.00 USD (`small`)")
    #expect(diagnostic.help == "lower the price of the larger pack")
    #expect(diagnostic.related.map(\.message) == ["the smaller pack"])
    #expect(diagnostic.related.map(\.range) == Marked(text).ranges)
  }

  @Test(arguments: [
    (#""compatiblePlans": ["pro"],"#, #""compatiblePlans": ["team"],"#), ("", #""compatiblePlans": ["team"],"#),
    (#""grant": {"expiration": {"duration": "MONTH"}},"#, #""grant": {"expiration": {"duration": "YEAR"}},"#),
    ("", #""grant": {"expiration": {"duration": "MONTH"}},"#), ("", #""grant": {"maxRolloverAmount": 5},"#),
  ])
  func `packs on different terms are not compared`(small: String, large: String) {
    expectNo("larger-pack-costs-more", in: catalog(pack("small", "10", "10", small), pack("large", "50", "90", large)))
  }

  @Test func `different currencies and features are not compared`() {
    expectNo("larger-pack-costs-more", in: catalog(pack("small", "10", "10"), pack("large", "50", "90", currency: "EUR")))
    expectNo(
      "larger-pack-costs-more",
      in: #"""
        {"features": {"tokens": {"type": "metered"}, "calls": {"type": "metered"}}, "plans": {}, "topups": {
          \#(pack("small", "10", "10")),
          "large": {"feature": "calls", "amount": 50,
            "prices": {"p": {"amount": 90, "currency": "USD", "interval": "one_time"}}}}}
        """#)
  }

  @Test func `the order of plans makes no difference`() {
    expect(
      "larger-pack-costs-more", at: "topups.large.prices.p.amount",
      in: catalog(
        pack("small", "10", "10", #""compatiblePlans": ["pro", "team"],"#),
        pack("large", "50", "⟦90⟧", #""compatiblePlans": ["team", "pro"],"#)))
  }

  @Test func `each pack is compared with the smaller one that costs least per unit`() throws {
    let text = catalog(pack("a", "10", "30"), pack("b", "20", "20"), pack("c", "30", "⟦45⟧"), pack("d", "40", "⟦80⟧"))
    expect("larger-pack-costs-more", at: "topups.c.prices.p.amount", "topups.d.prices.p.amount", in: text)
    #expect(diagnostics(text).ignoringMissingPrices().allSatisfy { $0.message.hasSuffix("than 20 for 0.20 USD (`b`)") })
  }
}
