import Testing

@testable import Catalog

@Suite struct RoughRatesTests {
  @Test func `the worth of a currency is that of an active one, and nearly all have one`() {
    let known = Currency.allCodes.compactMap { Currency(code: $0) }.filter { $0.roughMinorUnits != nil }
    #expect(Currency.roughRates.count == known.count)
    #expect(known.count > 130)
    #expect(Currency(code: "USD")?.roughMinorUnits == 100_000)
    #expect(Currency(code: "JPY")?.roughMinorUnits == 160_000)
    #expect(Currency(code: "KWD")?.roughMinorUnits == 300_000)
  }
}
