import Catalog
import Foundations

/// Writes what units cost: the lines and smaller notes of a cell.
struct RateText {
  var lines: [String] = []
  var notes: [String] = []

  init() {}

  // MARK: Usage

  /// What usage beyond an allowance costs.
  ///
  /// - Parameter period: the time after which usage is counted from zero again: `month`.
  init(_ price: UsagePrice, beyond included: ExactDecimal, period: String?) {
    // Follows the allowance, or the previous tier.
    let then = included.isZero ? "" : "then "
    switch price.rate {
    case .perUnit(let amount): lines = [then + Self.amount(amount, price)]
    case .package(let amount, let size): lines = ["\(then)\(money(amount, price.currency)) per started \(grouped(size))"]
    case .graduated(let tiers):
      lines = tiers.enumerated().map { index, tier in
        (index == 0 ? then : "then ") + Self.amount(tier, price) + (tier.upTo.map { " up to \(grouped($0))" } ?? "")
      }
    case .volume(let tiers):
      var last: ExactDecimal?
      lines = tiers.map { tier in
        defer { last = tier.upTo }
        let range = tier.upTo.map { "up to \(grouped($0))" } ?? last.map { "above \(grouped($0))" } ?? "any usage"
        return "\(range): \(Self.amount(tier, price))"
      }
      let above = included.isZero ? "" : " above \(grouped(included))"
      notes = ["a total\(above)\(period.map { " in a \($0)" } ?? "") decides the price of all units"]
    }
  }

  /// The lines as one, if a customer pays this price or one in another currency: `or 0.80 EUR each up to 100, then 0.70 EUR each`.
  func alternative(isFirst: Bool) -> String {
    let line = lines.joined(separator: ", ")
    if isFirst { return line }
    let then = "then "
    return "or " + (line.hasPrefix(then) ? String(line.dropFirst(then.count)) : line)
  }

  private static func amount(_ amount: ExactDecimal, _ price: UsagePrice) -> String {
    "\(money(amount.multiplied(by: price.per), price.currency)) \(price.per == 1 ? "each" : "per \(grouped(price.per))")"
  }

  private static func amount(_ tier: Rate.Tier, _ price: UsagePrice) -> String {
    joined(tier, amount(tier.perUnit, price), price.currency)
  }

  /// The amount for each unit and the flat amount of a tier.
  private static func joined(_ tier: Rate.Tier, _ amount: String, _ currency: Currency) -> String {
    if tier.flat == .zero { return amount }
    let flat = "\(groupedDigits(currency.majorUnits(tier.flat.minorUnits))) \(currency.code)"
    return tier.perUnit.isZero ? "\(flat) in total" : "\(flat) plus \(amount)"
  }

  // MARK: Units that are bought

  /// The tiers of a price by the number of units, as far as so many can be bought.
  ///
  /// - Parameter unit: the name of what is bought: `seat`.
  init(_ rate: Rate, _ quantity: Quantity, in currency: Currency, unit: String) {
    var start: Int64 = 1
    for tier in rate.tiers {
      let bound = tier.upTo?.integer
      defer { start = bound.map { $0 &+ 1 } ?? start }
      let isVolume = rate.mode == .volume
      if let most = quantity.max, start > most { continue }
      if isVolume, let bound, bound < quantity.minimum { continue }
      let first = isVolume ? max(start, quantity.minimum) : start
      let last = [bound, quantity.max].compactMap(\.self).min()
      let amount = Self.joined(tier, "\(money(tier.perUnit, currency)) per \(unit)", currency)
      lines.append("\(Self.range(first, last, unit, isCount: isVolume)): \(amount)")
    }
    if rate.mode == .volume, lines.count > 1 { notes = ["the number decides the price of all \(unit)s"] }
  }

  /// `5 to 24 seats`; for single units, `seats 1 to 24`.
  private static func range(_ first: Int64, _ last: Int64?, _ unit: String, isCount: Bool) -> String {
    switch (last, isCount) {
    case (nil, true): "\(grouped(first)) \(unit)s or more"
    case (nil, false): "\(unit) \(grouped(first)) and above"
    case (let last?, true) where first == last: "\(grouped(first)) \(unit)\(first == 1 ? "" : "s")"
    case (let last?, true): "\(grouped(first)) to \(grouped(last)) \(unit)s"
    case (let last?, false) where first == last: "\(unit) \(grouped(first))"
    case (let last?, false): "\(unit)s \(grouped(first)) to \(grouped(last))"
    }
  }
}

/// An exact amount of minor units in major units with its currency: `1,250.00 USD`.
private func money(_ minorUnits: ExactDecimal, _ currency: Currency) -> String {
  "\(groupedDigits(currency.majorUnits(minorUnits))) \(currency.code)"
}
