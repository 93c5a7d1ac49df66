import Foundations

/// What a number of units costs in total, in minor units: nothing for those that are included, and a rate for all others.
package struct CostFunction: Hashable, Sendable {
  package let rate: Rate
  /// Not negative, and below the bounds of the rate's tiers.
  package let included: ExactDecimal

  package init(_ rate: Rate, beyond included: ExactDecimal = .zero) {
    self.rate = rate
    self.included = included
  }

  /// Exact; nothing is rounded.
  package func cost(of units: ExactDecimal) -> ExactDecimal {
    units <= included ? .zero : rate.cost(of: units - included, beyond: included)
  }
}

extension UsageCharge {
  /// What the usage of one period costs.
  package var costs: CostFunction { CostFunction(price.rate, beyond: included) }
}

extension CostFunction {
  /// The numbers of units for which costs are compared.
  package struct Units: Sendable {
    /// The first number is above this one.
    let start: ExactDecimal
    /// The last number; nil for none.
    let end: ExactDecimal?
    /// Whether only whole numbers count.
    let isWhole: Bool

    /// Usage, which can have decimals.
    ///
    /// - Parameter max: nil for no maximum.
    package static func usage(upTo max: ExactDecimal?) -> Units { Units(start: .zero, end: max, isWhole: false) }

    /// How many of an item can be bought together.
    ///
    /// - Parameters:
    ///   - min: positive.
    ///   - max: at least `min`; nil for no maximum.
    package static func quantity(_ min: Int64, _ max: Int64?) -> Units {
      Units(start: ExactDecimal(min - 1), end: max.map { ExactDecimal($0) }, isWhole: true)
    }
  }

  /// That some numbers of units cost more.
  package enum Excess: Equatable, Sendable {
    /// This number does.
    case at(ExactDecimal)
    /// It can be neither shown nor excluded: packages of two sizes rarely start together.
    case undetermined
  }

  /// How a cost function differs from an earlier one.
  package enum Change: Equatable, Sendable {
    case none
    /// No number of units costs more, and this one costs less.
    case lower(at: ExactDecimal)
    case higher(Excess)
  }

  /// - Parameter old: the earlier cost function.
  package func change(from old: CostFunction, in units: Units) -> Change {
    if let excess = excess(over: old, in: units) { return .higher(excess) }
    if case .at(let number) = old.excess(over: self, in: units) { return .lower(at: number) }
    return .none
  }

  /// A number of units that costs more than by another cost function; nil if none does. In time linear in the tiers.
  ///
  /// - Parameter amount: what is paid besides by the other one, for any number; not negative.
  ///
  /// Between the bounds of both, the difference is linear, or repeats with the packages and rises or falls each time. So the
  /// bounds, the numbers just above them, the first and the last packages, and what the last pieces add decide for all numbers.
  package func excess(over other: CostFunction, plus amount: ExactDecimal = .zero, in units: Units) -> Excess? {
    let (mine, theirs) = (pieces, other.pieces.map { $0.raised(by: amount) })
    var (index, otherIndex) = (0, 0)
    var isUndetermined = false
    while true {
      let next = index + 1 < mine.count ? mine[index + 1].start : nil
      let otherNext = otherIndex + 1 < theirs.count ? theirs[otherIndex + 1].start : nil
      let end = [next, otherNext, units.end].compactMap(\.self).min()
      let section = Overlap(
        mine: mine[index], theirs: theirs[otherIndex], start: max(mine[index].start, theirs[otherIndex].start, units.start),
        end: end, isWhole: units.isWhole)
      switch section.excess {
      case .at(let number): return .at(number)
      case .undetermined: isUndetermined = true
      case nil: break
      }
      guard let end, units.end.map({ end < $0 }) ?? true else { return isUndetermined ? .undetermined : nil }
      if next == end { index += 1 }
      if otherNext == end { otherIndex += 1 }
    }
  }

  /// From 0 on, in ascending order.
  private var pieces: [Piece] {
    var pieces = included.isZero ? [] : [Piece(start: .zero, cost: .zero, slope: .zero)]
    switch rate {
    case .perUnit(let amount): pieces.append(Piece(start: included, cost: .zero, slope: amount))
    case .package(let amount, let size): pieces.append(Piece(start: included, cost: .zero, slope: amount, size: size))
    case .volume(let tiers):
      var start = included
      for tier in tiers {
        let flat = ExactDecimal(tier.flat.minorUnits)
        pieces.append(Piece(start: start, cost: start * tier.perUnit + flat, slope: tier.perUnit))
        start = tier.upTo ?? start
      }
    case .graduated(let tiers):
      var (start, cost) = (included, ExactDecimal.zero)
      for tier in tiers {
        cost = cost + ExactDecimal(tier.flat.minorUnits)
        pieces.append(Piece(start: start, cost: cost, slope: tier.perUnit))
        guard let end = tier.upTo else { break }
        cost = cost + (end - start) * tier.perUnit
        start = end
      }
    }
    return pieces
  }
}

/// A part of a cost function: the units above its start, up to and including the start of the next piece.
private struct Piece {
  let start: ExactDecimal
  /// The cost just above the start.
  let cost: ExactDecimal
  /// What each unit adds; with ``size``, what each started package costs.
  let slope: ExactDecimal
  /// The number of units in a package; nil if units are sold in proportion.
  var size: Int64?

  func raised(by amount: ExactDecimal) -> Piece { Piece(start: start, cost: cost + amount, slope: slope, size: size) }

  /// - Parameter units: some of the piece.
  func cost(of units: ExactDecimal) -> ExactDecimal {
    let beyond = units - start
    guard let size else { return cost + beyond * slope }
    return cost + slope * beyond.quotientRoundedUp(by: size)
  }

  /// The cost just above a number of units.
  func cost(above units: ExactDecimal) -> ExactDecimal {
    guard let size else { return cost(of: units) }
    let beyond = units - start
    let started = beyond.quotientRoundedUp(by: size)
    let isFull = started.multiplied(by: size) == beyond
    return cost + slope * (isFull ? started + ExactDecimal(1) : started)
  }

  /// The ends of packages from one number of units to another, both included; at most ``Overlap/mostPackages``.
  func packageEnds(from first: ExactDecimal, to last: ExactDecimal) -> [ExactDecimal] {
    guard let size else { return [] }
    var end = start + (first - start).quotientRoundedUp(by: size).multiplied(by: size)
    var ends: [ExactDecimal] = []
    while end <= last, ends.count < Overlap.mostPackages {
      ends.append(end)
      end = end + ExactDecimal(size)
    }
    return ends
  }
}

/// The units in which two cost functions have one piece each.
private struct Overlap {
  let mine: Piece
  let theirs: Piece
  /// Not contained.
  let start: ExactDecimal
  /// Contained; nil for none.
  let end: ExactDecimal?
  let isWhole: Bool

  /// How many packages are compared one by one.
  static let mostPackages = 10_000
  /// Ends the search for a number of units that the arithmetic guarantees.
  private static let mostSteps = 2000

  var excess: CostFunction.Excess? {
    if let end, end <= start { return nil }
    if isWhole {
      let first = start + ExactDecimal(1)
      if isMore(at: first) { return .at(first) }
    } else if isMore(above: start) {
      return witness(above: start)
    }
    if let end, isMore(at: end) { return .at(end) }
    if end == nil, growsFaster { return farWitness }
    return excessOfPackages
  }

  private func isMore(at units: ExactDecimal) -> Bool { mine.cost(of: units) > theirs.cost(of: units) }

  private func isMore(above units: ExactDecimal) -> Bool { mine.cost(above: units) > theirs.cost(above: units) }

  /// By the unit, in the long run.
  private var growsFaster: Bool {
    mine.slope.multiplied(by: theirs.size ?? 1) > theirs.slope.multiplied(by: mine.size ?? 1)
  }

  /// A number close above another one, just above which the cost is more.
  private func witness(above units: ExactDecimal) -> CostFunction.Excess {
    let half = ExactDecimal(5).scaled(by: -1)
    var step = ExactDecimal(1)
    for _ in 0..<Self.mostSteps {
      let number = units + step
      if end.map({ number <= $0 }) ?? true, isMore(at: number) { return .at(number) }
      step = step * half
    }
    return .undetermined
  }

  private var farWitness: CostFunction.Excess {
    var step = ExactDecimal(1)
    for _ in 0..<Self.mostSteps {
      let number = start + step
      if isMore(at: number) { return .at(number) }
      step = step.multiplied(by: 2)
    }
    return .undetermined
  }

  /// The difference repeats after a common multiple of the sizes, plus a constant. So it is largest near the start, or if the
  /// constant is positive, near the end.
  private var excessOfPackages: CostFunction.Excess? {
    let sizes = [mine.size, theirs.size].compactMap(\.self)
    guard let first = sizes.first, let last = sizes.last else { return nil }
    let divisor = sizes.count == 1 ? first : greatestCommonDivisor(first, last)
    let period = ExactDecimal(first / divisor).multiplied(by: last)
    let head = start + period
    var stretches = [(start, end.map { min($0, head) } ?? head)]
    if let end, end > head { stretches.append((end - period, end)) }
    for (from, to) in stretches {
      for point in mine.packageEnds(from: from, to: to) + theirs.packageEnds(from: from, to: to) {
        if point > start, isMore(at: point) { return .at(point) }
        if end.map({ point < $0 }) ?? true, isMore(above: point) { return witness(above: point) }
      }
    }
    return max(first, last) / divisor < Self.mostPackages ? nil : .undetermined
  }
}

/// - Parameters: positive.
private func greatestCommonDivisor(_ first: Int64, _ second: Int64) -> Int64 {
  var (larger, smaller) = (first, second)
  while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
  return larger
}
