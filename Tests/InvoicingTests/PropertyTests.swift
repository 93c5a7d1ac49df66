import Catalog
import Foundations
import Invoicing
import TestSupport
import Testing

/// What holds for every purchase, tried with prices and usage drawn at random from a fixed seed.
@Suite struct PropertyTests {
  /// Numbers that are the same in every run.
  private struct Dice {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func roll(_ range: ClosedRange<Int64>) -> Int64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return range.lowerBound + Int64((state >> 33) % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// From 0 to a million minor units, with up to six decimals.
    mutating func amount() -> ExactDecimal {
      ExactDecimal(roll(0...1_000_000)).scaled(by: -Int(roll(0...6)))
    }

    mutating func tiers(beyond included: Int64) -> [Rate.Tier] {
      var bound = included
      let count = roll(0...4)
      return (0...count).map { index in
        bound += roll(1...1000)
        let upTo = index == count ? nil : ExactDecimal(bound)
        return Rate.Tier(upTo: upTo, perUnit: amount(), flat: Money(minorUnits: roll(0...1) * roll(0...5000)))
      }
    }

    mutating func rate(beyond included: Int64) -> Rate {
      switch roll(0...3) {
      case 0: .perUnit(amount())
      case 1: .package(amount(), size: roll(1...1000))
      case 2: .graduated(tiers(beyond: included))
      default: .volume(tiers(beyond: included))
      }
    }
  }

  /// A plan with a fee and a usage price, and an add-on that grants more.
  private static func purchase(
    _ dice: inout Dice, rate: Rate, included: Int64, usage: ExactDecimal, fee: Int64, bought: Int64 = 0,
    discount: Discount? = nil
  ) throws -> Quote {
    let usd = try #require(Currency(code: "USD"))
    let header = Header("pro", in: .plans)
    let price = UsagePrice("usd", currency: usd, rate: rate, origin: .path([]))
    let charge = UsageCharge(feature: 0, price, lookupKey: "pro:calls:usd", included: ExactDecimal(included))
    let allowance = Allowance(ExactDecimal(included), usage: UsageTerms([price]))
    let base = Price(
      "monthly", of: header, currency: usd, schedule: .recurring(Cadence(.month)),
      charges: [.flat(Money(minorUnits: fee)), .usage(charge)])
    let plan = Plan(header, entitlements: [Entitlement(0, .metered(allowance), origin: .path([]))], prices: [base])
    let addonHeader = Header("more", in: .addons)
    let addonPrice = Price(
      "monthly", of: addonHeader, currency: usd, schedule: .recurring(Cadence(.month)),
      charges: [.flat(Money(minorUnits: 700))])
    let more = Entitlement(0, .metered(Allowance(ExactDecimal(bought))), origin: .path([]))
    let addon = Addon(addonHeader, entitlements: [more], prices: [addonPrice])
    let catalog = Catalog(
      features: [Feature(Header("calls", in: .features), kind: .metered)], plans: [plan], addons: [addon])
    let addons = bought > 0 ? [Purchase.Part(.addon(0), Item(addon), at: addonPrice, quantity: 1)] : []
    let purchase = Purchase(
      Purchase.Part(.plan(0), Item(plan), at: base, quantity: 1), addons: addons, usage: [.init(of: 0, usage)],
      discount: discount, currency: usd)
    return purchase.quote(in: catalog)
  }

  @Test(arguments: 1...300) func `no amount is negative, and the lines add up`(seed: UInt64) throws {
    var dice = Dice(seed)
    let included = dice.roll(0...1000)
    let off: Discount.Reduction =
      dice.roll(0...1) == 0
      ? .percent(ExactDecimal(dice.roll(1...100)))
      : .amounts([CurrencyAmount(Money(minorUnits: dice.roll(1...100_000)), in: try #require(Currency(code: "USD")))])
    let discount = Discount(Header("off", in: .discounts), off, .forever)
    let quote = try Self.purchase(
      &dice, rate: dice.rate(beyond: included), included: included, usage: ExactDecimal(dice.roll(0...20_000)),
      fee: dice.roll(0...10_000), bought: dice.roll(0...500), discount: dice.roll(0...1) == 0 ? nil : discount)
    #expect(quote.invoices.count == 1)
    for invoice in quote.invoices {
      #expect(!invoice.total.isNegative && invoice.total.isInteger)
      #expect(invoice.lines.allSatisfy { !$0.amount.isNegative && $0.amount.isInteger })
      #expect(invoice.total + invoice.reduction == invoice.lines.reduce(.zero) { $0 + $1.amount })
    }
  }

  @Test(arguments: 1...300) func `usage that is included or bought costs nothing`(seed: UInt64) throws {
    var dice = Dice(seed)
    let (included, bought, fee) = (dice.roll(0...1000), dice.roll(1...1000), dice.roll(0...10_000))
    let rate = dice.rate(beyond: included)
    let usage = ExactDecimal(dice.roll(0...included + bought))
    let quote = try Self.purchase(&dice, rate: rate, included: included, usage: usage, fee: fee, bought: bought)
    #expect(quote.invoices.first?.total == ExactDecimal(fee + 700))
  }

  @Test(arguments: 1...300) func `one more unit never costs less, unless tiers are by volume`(seed: UInt64) throws {
    var dice = Dice(seed)
    let included = dice.roll(0...1000)
    let rate = dice.rate(beyond: included)
    if case .volume = rate { return }
    var last = ExactDecimal.zero
    for usage in stride(from: Int64(0), through: 6000, by: 137) {
      let quote = try Self.purchase(&dice, rate: rate, included: included, usage: ExactDecimal(usage), fee: 0)
      let total = try #require(quote.invoices.first).total
      #expect(total >= last, "\(usage)")
      last = total
    }
  }

  @Test(arguments: 1...300) func `the parts of a rate are all units, and their costs the whole`(seed: UInt64) {
    var dice = Dice(seed)
    let included = dice.roll(0...1000)
    let (rate, units) = (dice.rate(beyond: included), ExactDecimal(dice.roll(1...20_000)))
    let parts = rate.parts(of: units, beyond: ExactDecimal(included))
    let sum = parts.reduce(ExactDecimal.zero) { $0 + $1.units }
    switch rate {
    case .perUnit, .graduated: #expect(sum == units)
    case .volume: #expect(sum == units + ExactDecimal(included))
    case .package(_, let size):
      #expect(sum.multiplied(by: size) >= units && (sum - ExactDecimal(1)).multiplied(by: size) < units)
    }
    #expect(parts.reduce(.zero) { $0 + $1.cost } == rate.cost(of: units, beyond: ExactDecimal(included)))
  }

  @Test(arguments: 1...300) func `one tier costs what an amount for each unit does`(seed: UInt64) {
    var dice = Dice(seed)
    let (amount, units) = (dice.amount(), ExactDecimal(dice.roll(0...20_000)).scaled(by: -2))
    let tier = Rate.Tier(upTo: nil, perUnit: amount)
    let cost = Rate.perUnit(amount).cost(of: units)
    #expect(Rate.graduated([tier]).cost(of: units) == cost)
    #expect(Rate.volume([tier]).cost(of: units) == cost)
    #expect(Rate.package(amount, size: 1).cost(of: units) >= cost)
  }

  @Test(arguments: 1...100) func `an invoice is never off by more than half of a minor unit for each line`(seed: UInt64) throws {
    var dice = Dice(seed)
    let quote = try Self.purchase(
      &dice, rate: dice.rate(beyond: 0), included: 0, usage: ExactDecimal(dice.roll(0...20_000)), fee: dice.roll(0...10_000))
    let half = ExactDecimal(5).scaled(by: -1)
    for line in quote.invoices.flatMap(\.lines) {
      let difference = line.amount - line.cost
      #expect(difference <= half && -difference < half)
    }
  }
}
