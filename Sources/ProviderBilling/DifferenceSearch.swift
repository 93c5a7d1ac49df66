import Catalog
import Foundations
import Invoicing
import Providers

/// Who charges for a purchase.
package enum Biller: Sendable {
  case catalog
  case provider(ProviderBook)

  package var title: String {
    switch self {
    case .catalog: "the catalog"
    case .provider(let book): book.provider.title
    }
  }

  /// Whether what it charges for a feature is counted by other events.
  ///
  /// - Parameter feature: an index into ``Catalog/features``.
  fileprivate func miscounts(_ feature: Int) -> Bool {
    switch self {
    case .catalog: false
    case .provider(let book): book.miscounted.contains(feature)
    }
  }
}

/// The smallest number at which two bill differently, or that there is none.
package struct CostComparison: Sendable {
  package enum Subject: Equatable, Sendable {
    /// How many of the plan are bought.
    case quantity
    /// The usage of a feature: an index into ``Catalog/features``.
    case usage(Int)
  }

  package enum Outcome: Equatable, Sendable {
    /// Both costs are exact, in minor units.
    case differs(at: ExactDecimal, first: ExactDecimal, second: ExactDecimal)
    /// One of the two, or both, charge other events than those that the catalog names.
    case countsOtherwise(first: Bool, second: Bool)
    /// Up to a number; nil for every number.
    case same(upTo: ExactDecimal?)
  }

  package let subject: Subject
  package let outcome: Outcome
}

/// What a number of units costs by one who bills, and where the cost bends or jumps.
///
/// Between two bends it is linear in whole numbers; between two packages, constant.
private struct CostCurve {
  var bends: [ExactDecimal] = [.zero]
  /// Where packages begin, and their size.
  var packages: [(start: ExactDecimal, size: Int64)] = []
  let cost: (ExactDecimal) -> ExactDecimal

  /// Adds the bends of a rate.
  ///
  /// - Parameter shift: the usage that costs nothing and that the bounds of tiers do not count.
  mutating func add(_ rate: Rate, beyond included: ExactDecimal, after shift: ExactDecimal) {
    bends += [shift + included] + rate.tiers.compactMap { $0.upTo.map { $0 + shift } }
    if case .package(_, let size) = rate { packages.append((shift + included, size)) }
  }
}

extension Purchase {
  /// Compares what two charge, as the usage of each feature and then the quantity of the plan grow by whole units.
  ///
  /// The costs are piecewise linear, so that the bends of both and the two numbers after each decide for all numbers.
  package func comparisons(of first: Biller, _ second: Biller, in catalog: Catalog) -> [CostComparison] {
    let curves = (usageCurves(of: first, in: catalog), usageCurves(of: second, in: catalog))
    let features = Set(curves.0.keys).union(curves.1.keys).sorted()
    let free = CostCurve { _ in .zero }
    var comparisons = features.map { feature in
      let (mine, theirs) = (first.miscounts(feature), second.miscounts(feature))
      return CostComparison(
        subject: .usage(feature),
        outcome: mine || theirs
          ? .countsOtherwise(first: mine, second: theirs)
          : outcome(curves.0[feature] ?? free, curves.1[feature] ?? free, from: .zero, to: nil))
    }
    if let quantity = plan.item.quantity, let price = plan.price {
      let all = [first, second].map { quantityCurve(of: $0, at: price) }
      comparisons.append(
        CostComparison(
          subject: .quantity,
          outcome: outcome(all[0], all[1], from: ExactDecimal(quantity.minimum), to: quantity.max.map { ExactDecimal($0) })))
    }
    return comparisons
  }

  /// How many numbers are compared at most.
  private static let mostNumbers = 30_000

  private func outcome(
    _ first: CostCurve, _ second: CostCurve, from least: ExactDecimal, to most: ExactDecimal?
  ) -> CostComparison.Outcome {
    let bends = (first.bends + second.bends + [least]).map(\.roundedDown)
    let last = (bends.max() ?? .zero) + ExactDecimal(3)
    let packages = first.packages + second.packages
    // All packages begin together again after a common multiple of their sizes.
    let period = packages.reduce(ExactDecimal(1)) { $0.multiplied(by: $1.size) }
    var numbers = Set<ExactDecimal>()
    func add(_ bend: ExactDecimal) {
      for step in 0...2 as ClosedRange<Int64> { numbers.insert(bend + ExactDecimal(step)) }
    }
    for bend in bends { add(bend) }
    var limit: ExactDecimal?
    for package in packages {
      var end = package.start.roundedDown
      while end <= last + period {
        guard numbers.count < Self.mostNumbers else {
          limit = min(limit ?? end, end)
          break
        }
        add(end)
        end = end + ExactDecimal(package.size)
      }
    }
    for number in numbers.sorted() where number >= least && most.map({ number <= $0 }) ?? true {
      if let limit, number > limit { break }
      let (mine, theirs) = (first.cost(number), second.cost(number))
      if mine != theirs { return .differs(at: number, first: mine, second: theirs) }
    }
    return .same(upTo: limit ?? most)
  }

  // MARK: Curves

  private func usageCurves(of biller: Biller, in catalog: Catalog) -> [Int: CostCurve] {
    switch biller {
    case .catalog: return usageCurves(in: catalog)
    case .provider(let book): return usageCurves(by: book)
    }
  }

  private func usageCurves(in catalog: Catalog) -> [Int: CostCurve] {
    var curves: [Int: CostCurve] = [:]
    for feature in catalog.features.indices {
      let holding = Holding(of: feature, parts)
      guard case .usage(let usage)? = holding.line(for: .zero)?.subject else { continue }
      var curve = CostCurve { holding.line(for: $0)?.cost ?? .zero }
      curve.add(usage.charge.price.rate, beyond: usage.included, after: usage.bought)
      curve.bends += [holding.end].compactMap(\.self)
      curves[feature] = curve
    }
    return curves
  }

  private func usageCurves(by book: ProviderBook) -> [Int: CostCurve] {
    var charges: [Int: [(charge: EmittedCharge, credited: ExactDecimal)]] = [:]
    let bills = parts.compactMap { book.bill(of: $0, with: plan.price, for: nil) }
    for charge in bills.flatMap(\.charges) {
      guard case .usage(let feature) = charge.subject else { continue }
      let credited = bills.flatMap(\.credits).filter { credit in
        charge.balance.map { credit.balance.hasSameScalars(as: $0) } ?? false
      }.reduce(ExactDecimal.zero) { $0 + $1.units }
      charges[feature, default: []].append((charge, credited))
    }
    var curves: [Int: CostCurve] = [:]
    for (feature, all) in charges {
      let end = Holding(of: feature, parts).end
      var curve = CostCurve { usage in
        all.reduce(ExactDecimal.zero) { $0 + $1.charge.cost(of: end.map { min($0, usage) } ?? usage, after: $1.credited) }
      }
      for (charge, credited) in all {
        let shift = charge.free + credited
        curve.add(charge.costs.rate, beyond: charge.costs.included, after: shift)
        if let most = charge.most { curve.bends.append(shift + charge.costs.included + most) }
      }
      curve.bends += [end].compactMap(\.self)
      curves[feature] = curve
    }
    return curves
  }

  private func quantityCurve(of biller: Biller, at price: Price) -> CostCurve {
    func part(_ number: ExactDecimal) -> Part { Part(plan.reference, plan.item, at: price, quantity: number.integer ?? 1) }
    switch biller {
    case .catalog:
      var curve = CostCurve { price.unitCosts.cost(of: $0) }
      curve.add(price.unitCosts.rate, beyond: .zero, after: .zero)
      return curve
    case .provider(let book):
      func charges(_ number: ExactDecimal) -> [EmittedCharge] {
        book.bill(of: part(number), with: price, for: nil)?.charges ?? []
      }
      var curve = CostCurve { number in
        charges(number).reduce(ExactDecimal.zero) { sum, charge in
          guard case .bought(let units, let times) = charge.subject else { return sum }
          return sum + charge.costs.cost(of: units).multiplied(by: times)
        }
      }
      for charge in charges(ExactDecimal(1)) {
        if case .bought = charge.subject { curve.add(charge.costs.rate, beyond: .zero, after: .zero) }
      }
      return curve
    }
  }
}

extension EmittedCharge {
  /// The exact cost of usage, in minor units.
  fileprivate func cost(of used: ExactDecimal, after credited: ExactDecimal) -> ExactDecimal {
    let charged = charged(of: used, after: credited)
    return charged.isZero ? leastCost : costs.rate.cost(of: charged, beyond: costs.included)
  }
}

extension ExactDecimal {
  /// The largest whole number that is not above it; for one that is not negative.
  fileprivate var roundedDown: ExactDecimal {
    if isInteger { return self }
    let up = quotientRoundedUp(by: 1)
    return up - ExactDecimal(1)
  }
}
