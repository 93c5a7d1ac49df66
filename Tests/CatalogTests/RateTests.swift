import Catalog
import Foundations
import Testing

/// What a number of units costs, in minor units.
@Suite struct RateTests {
  private func decimal(_ text: String) -> ExactDecimal { ExactDecimal(parsing: text.utf8) ?? .zero }

  private func tier(_ bound: String?, _ amount: String, flat: Int64 = 0) -> Rate.Tier {
    Rate.Tier(upTo: bound.map(decimal), perUnit: decimal(amount), flat: Money(minorUnits: flat))
  }

  private func cost(_ rate: Rate, _ units: String, beyond included: String = "0") -> String {
    "\(rate.cost(of: decimal(units), beyond: decimal(included)))"
  }

  @Test func `a rate per unit is in proportion, to the last decimal`() {
    let rate = Rate.perUnit(decimal("0.000002"))
    #expect(cost(rate, "0") == "0")
    #expect(cost(rate, "1") == "0.000002")
    #expect(cost(rate, "1234567.5") == "2.469135")
  }

  @Test(arguments: [("0", "0"), ("0.1", "200"), ("1000", "200"), ("1000.01", "400"), ("1200000", "240000")])
  func `a package is charged when it is started`(units: String, expected: String) {
    #expect(cost(.package(ExactDecimal(200), size: 1000), units) == expected)
  }

  /// 100,000 included; then 0.008 to 1 million, 0.007 beyond.
  @Test(arguments: [("1", "0.008"), ("900000", "7200"), ("900001", "7200.007"), ("1900000", "14200")])
  func `graduated bounds count the allowance, and each unit costs what its tier says`(units: String, expected: String) {
    let rate = Rate.graduated([tier("1000000", "0.008"), tier(nil, "0.007")])
    #expect(cost(rate, units, beyond: "100000") == expected)
  }

  @Test(arguments: [("24", "52800"), ("25", "47500"), ("99", "188100"), ("100", "160000")])
  func `by volume, all units cost what the tier of the last one says`(units: String, expected: String) {
    let rate = Rate.volume([tier("24", "2200"), tier("99", "1900"), tier(nil, "1600")])
    #expect(cost(rate, units) == expected)
  }

  @Test func `beyond an allowance, volume prices the allowance, too`() {
    let rate = Rate.volume([tier("1000", "2"), tier(nil, "1")])
    #expect(cost(rate, "0", beyond: "500") == "0")
    #expect(cost(rate, "1", beyond: "500") == "1002")
    #expect(cost(rate, "501", beyond: "500") == "1001")
  }

  @Test func `a flat amount is added once for each tier that is entered`() {
    let graduated = Rate.graduated([tier("10", "1"), tier("20", "1", flat: 500), tier(nil, "0", flat: 700)])
    #expect(cost(graduated, "10") == "10")
    #expect(cost(graduated, "11") == "511")
    #expect(cost(graduated, "1000") == "1220")
    let volume = Rate.volume([tier("10", "1"), tier(nil, "1", flat: 500)])
    #expect(cost(volume, "10") == "10")
    #expect(cost(volume, "11") == "511")
  }

  @Test func `a bound that is a fraction splits a unit`() {
    #expect(cost(.graduated([tier("0.5", "4"), tier(nil, "2")]), "1") == "3")
  }

  @Test func `more packages than fit into 64 bits are counted`() {
    #expect(cost(.package(ExactDecimal(2), size: 1), "1e19") == "20000000000000000000")
  }

  @Test func `the parts of a cost are the units of each tier`() {
    let tiers = [tier("10", "1"), tier("20", "2", flat: 500), tier(nil, "3")]
    #expect(
      Rate.graduated(tiers).parts(of: decimal("17"), beyond: decimal("5"))
        == [
          .init(decimal("5"), at: decimal("1")), .init(decimal("10"), at: decimal("2"), plus: Money(minorUnits: 500)),
          .init(decimal("2"), at: decimal("3")),
        ])
    #expect(Rate.volume(tiers).parts(of: decimal("17"), beyond: decimal("5")) == [.init(decimal("22"), at: decimal("3"))])
    #expect(Rate.package(decimal("7"), size: 10).parts(of: decimal("11")) == [.init(decimal("2"), at: decimal("7"))])
    #expect(Rate.perUnit(decimal("7")).parts(of: .zero) == [])
  }
}
