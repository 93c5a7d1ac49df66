import Catalog
import Foundations
import Testing

/// Costs of numbers of units, and their comparison.
@Suite struct CostFunctionTests {
  private static func number(_ text: String) -> ExactDecimal { ExactDecimal(parsing: text.utf8) ?? .zero }

  /// Tiers of a bound, the amount for each unit and a flat amount; the last has no bound.
  private static func tiers(_ tiers: (upTo: String?, amount: String, flat: Int64)...) -> [Rate.Tier] {
    tiers.map { Rate.Tier(upTo: $0.upTo.map(number), perUnit: number($0.amount), flat: Money(minorUnits: $0.flat)) }
  }

  private static func function(_ rate: Rate, _ included: String = "0") -> CostFunction {
    CostFunction(rate, beyond: number(included))
  }

  private static func perUnit(_ amount: String) -> Rate { .perUnit(number(amount)) }

  private static func packages(_ amount: String, _ size: Int64) -> Rate { .package(number(amount), size: size) }

  // MARK: Costs

  @Test func `included units are free, and all others are charged`() {
    let costs = Self.function(Self.perUnit("0.5"), "100")
    #expect(costs.cost(of: Self.number("100")) == .zero)
    #expect(costs.cost(of: Self.number("100.5")) == Self.number("0.25"))
    #expect(Self.function(Self.packages("7", 10), "100").cost(of: Self.number("100.1")) == Self.number("7"))
    #expect(Self.function(Self.packages("7", 10), "100").cost(of: Self.number("110.1")) == Self.number("14"))
  }

  @Test func `the bounds of tiers count included units`() {
    let tiers = Self.tiers(("1000", "2", 0), (nil, "1", 50))
    #expect(Self.function(.graduated(tiers), "400").cost(of: Self.number("1001")) == Self.number("1251"))
    #expect(Self.function(.volume(tiers), "400").cost(of: Self.number("1001")) == Self.number("1051"))
    #expect(Self.function(.volume(tiers), "400").cost(of: Self.number("400")) == .zero)
    #expect(Self.function(.volume(tiers), "400").cost(of: Self.number("401")) == Self.number("802"))
  }

  // MARK: Comparison

  struct Comparison: Sendable {
    let old: CostFunction
    let new: CostFunction
    let units: CostFunction.Units
    let change: CostFunction.Change

    init(_ old: CostFunction, _ new: CostFunction, _ units: CostFunction.Units, _ change: CostFunction.Change) {
      self.old = old
      self.new = new
      self.units = units
      self.change = change
    }

    /// For any usage.
    init(_ old: CostFunction, _ new: CostFunction, _ change: CostFunction.Change) {
      self.init(old, new, .usage(upTo: nil), change)
    }
  }

  private static func lower(_ number: String) -> CostFunction.Change { .lower(at: Self.number(number)) }
  private static func higher(_ number: String) -> CostFunction.Change { .higher(.at(Self.number(number))) }

  private static let linear: [Comparison] = [
    Comparison(function(perUnit("2")), function(perUnit("2")), .none),
    Comparison(function(perUnit("2")), function(perUnit("3")), higher("1")),
    Comparison(function(perUnit("2")), function(perUnit("1")), lower("1")),
    Comparison(function(perUnit("2"), "100"), function(perUnit("3"), "100"), higher("101")),
    // Less is included, or more, for the same.
    Comparison(function(perUnit("2"), "100"), function(perUnit("2"), "99"), higher("100")),
    Comparison(function(perUnit("2"), "100"), function(perUnit("2"), "101"), lower("101")),
    // Cheaper at first, and more expensive from 1,000 units on.
    Comparison(function(perUnit("2"), "0"), function(perUnit("4"), "500"), higher("1012")),
    Comparison(function(perUnit("2")), function(perUnit("4"), "500"), .usage(upTo: number("1000")), lower("500")),
    // Nothing beyond the allowance can be used.
    Comparison(function(perUnit("2"), "100"), function(perUnit("3"), "100"), .usage(upTo: number("100")), .none),
  ]

  private static let tiered: [Comparison] = [
    // The same in other words.
    Comparison(function(perUnit("2")), function(.graduated(tiers(("9", "2", 0), (nil, "2", 0)))), .none),
    Comparison(function(perUnit("2")), function(.volume(tiers(("9", "2", 0), (nil, "2", 0)))), .none),
    Comparison(function(packages("2", 1)), function(packages("2", 1)), .none),
    // Volume is cheaper at first, and then by a jump.
    Comparison(
      function(.graduated(tiers(("24", "22", 0), (nil, "19", 0)))), function(.volume(tiers(("24", "22", 0), (nil, "19", 0)))),
      lower("25")),
    Comparison(
      function(.volume(tiers(("24", "22", 0), (nil, "19", 0)))), function(.graduated(tiers(("24", "22", 0), (nil, "19", 0)))),
      higher("25")),
    // Only just above a bound: a flat amount that the lower amount makes up for at once.
    Comparison(
      function(perUnit("10")), function(.graduated(tiers(("5", "10", 0), (nil, "2", 4)))), higher("5.25")),
    Comparison(
      function(perUnit("10")), function(.graduated(tiers(("5", "10", 0), (nil, "2", 4)))), .quantity(1, nil), lower("6")),
    // A later tier is too far away.
    Comparison(
      function(perUnit("10")), function(.graduated(tiers(("100", "10", 0), (nil, "20", 0)))), .quantity(1, 100), .none),
    Comparison(
      function(perUnit("10")), function(.graduated(tiers(("100", "10", 0), (nil, "20", 0)))), .quantity(1, 101), higher("101")),
    // The first tier is more expensive, but too few are not sold.
    Comparison(
      function(perUnit("10")), function(.volume(tiers(("4", "12", 0), (nil, "9", 0)))), .quantity(5, 300), lower("5")),
    Comparison(
      function(perUnit("10")), function(.volume(tiers(("4", "12", 0), (nil, "9", 0)))), .quantity(1, 300), higher("1")),
  ]

  private static let packaged: [Comparison] = [
    Comparison(function(packages("100", 10)), function(packages("100", 20)), lower("16")),
    Comparison(function(packages("100", 20)), function(packages("100", 10)), higher("16")),
    // In proportion is never more than in packages.
    Comparison(function(packages("100", 10)), function(perUnit("10")), lower("1")),
    Comparison(function(perUnit("10")), function(packages("100", 10)), higher("1")),
    Comparison(function(perUnit("10")), function(packages("100", 10)), .usage(upTo: number("5")), higher("1")),
    // A lower price for each unit, but a whole package at once.
    Comparison(function(perUnit("10"), "7"), function(packages("40", 10), "7"), higher("8")),
    Comparison(function(packages("40", 10), "7"), function(perUnit("5"), "7"), higher("71")),
    // What three of one and two of the other cost is the same, but each starts earlier at times.
    Comparison(function(packages("200", 2)), function(packages("300", 3)), higher("1")),
    Comparison(function(packages("300", 3)), function(packages("200", 2)), higher("3")),
    // Always less, although its packages are smaller.
    Comparison(function(packages("300", 3)), function(packages("50", 1)), lower("1")),
  ]

  @Test(arguments: linear + tiered + packaged) func `a change is higher if any number costs more`(comparison: Comparison) {
    let change = comparison.new.change(from: comparison.old, in: comparison.units)
    #expect(change == comparison.change)
    // The number shows the change.
    switch change {
    case .none: break
    case .lower(let units): #expect(comparison.new.cost(of: units) < comparison.old.cost(of: units))
    case .higher(.at(let units)): #expect(comparison.new.cost(of: units) > comparison.old.cost(of: units))
    case .higher(.undetermined): Issue.record("undetermined")
    }
  }

  @Test func `packages whose sizes have a huge common multiple are not compared one by one`() {
    let old = Self.function(Self.packages("1000003", 1_000_003))
    #expect(old.change(from: old, in: .usage(upTo: nil)) == .none)
    let other = Self.function(Self.packages("999", 999_983))
    #expect(old.excess(over: other, in: .usage(upTo: nil)) != nil)
    let close = Self.function(Self.packages("999983", 999_983))
    #expect(close.change(from: old, in: .usage(upTo: nil)) != .none)
  }

  /// All functions on few units, compared one by one.
  @Test func `the comparison agrees with a search`() {
    var random = SplitMix(state: 42)
    func pick(_ count: UInt64) -> Int64 { Int64(random.next() % count) }
    func rate(_ included: Int64) -> Rate {
      let first = included + 1 + pick(4)
      let tiers = [
        Rate.Tier(upTo: ExactDecimal(first), perUnit: ExactDecimal(pick(5)), flat: Money(minorUnits: pick(3))),
        Rate.Tier(upTo: ExactDecimal(first + 1 + pick(4)), perUnit: ExactDecimal(pick(5)), flat: Money(minorUnits: pick(3))),
        Rate.Tier(upTo: nil, perUnit: ExactDecimal(pick(5)), flat: Money(minorUnits: pick(3))),
      ]
      switch pick(4) {
      case 0: return .perUnit(ExactDecimal(pick(5)))
      case 1: return .package(ExactDecimal(pick(9)), size: 1 + pick(4))
      case 2: return .graduated(tiers)
      default: return .volume(tiers)
      }
    }
    let numbers = (1...400).map { ExactDecimal(Int64($0)).scaled(by: -1) }
    for _ in 0..<400 {
      let (mine, theirs) = (pick(3), pick(3))
      let function = CostFunction(rate(mine), beyond: ExactDecimal(mine))
      let other = CostFunction(rate(theirs), beyond: ExactDecimal(theirs))
      let max = pick(2) == 0 ? nil : Optional(ExactDecimal(1 + pick(30)))
      let found = numbers.contains { units in
        units <= max ?? units && function.cost(of: units) > other.cost(of: units)
      }
      let excess = function.excess(over: other, in: .usage(upTo: max))
      if found { #expect(excess != nil, "\(function) over \(other) up to \(String(describing: max))") }
      guard let excess else { continue }
      guard case .at(let units) = excess else {
        Issue.record("undetermined: \(function) over \(other)")
        continue
      }
      #expect(units > .zero && units <= max ?? units)
      #expect(function.cost(of: units) > other.cost(of: units))
    }
  }
}

private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
