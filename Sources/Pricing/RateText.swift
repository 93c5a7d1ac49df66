import Catalog
import Foundations

/// Writes what units cost.
struct RateText {
  let locale: PricingLocale

  // MARK: Usage

  /// What usage beyond an allowance costs.
  func part(_ charge: UsageCharge) -> PricingPage.Part {
    let price = charge.price
    let then = charge.included.isZero ? "" : "then "
    let period = charge.reset.rawValue
    switch price.rate {
    case .perUnit(let amount): return .init(lines: [then + self.amount(amount, price)])
    case .package(let amount, let size):
      return .init(lines: ["\(then)\(locale.money(amount, price.currency)) per started \(locale.number(size))"])
    case .graduated(let tiers):
      return .init(
        lines: [then + span(tiers, price)], rates: rates(tiers, price, "Units in a \(period)"),
        notes: ["each unit costs the rate of its own tier"])
    case .volume(let tiers):
      let note =
        charge.included.isZero
        ? "the total of the \(period) sets the rate of all units"
        : "above \(locale.number(charge.included)), the total of the \(period) sets the rate of all units, also of the included ones"
      return .init(
        lines: [then + span(tiers, price)], rates: rates(tiers, price, "Units in a \(period)"), notes: [note])
    }
  }

  private func rates(_ tiers: [Rate.Tier], _ price: UsagePrice, _ units: String) -> PricingPage.RateTable {
    var last: ExactDecimal?
    return .init(
      units: units,
      rows: tiers.map { tier in
        defer { last = tier.upTo }
        let range = tier.upTo.map { "up to \(locale.number($0))" } ?? last.map { "above \(locale.number($0))" } ?? "any number"
        return .init(range: range, price: joined(tier, amount(tier.perUnit, price), price.currency))
      })
  }

  /// From the rate of the first tier to that of the last: `$8 to $6 per 100,000`.
  private func span(_ tiers: [Rate.Tier], _ price: UsagePrice) -> String {
    guard let first = tiers.first?.perUnit, let last = tiers.last?.perUnit, tiers.allSatisfy({ $0.flat == .zero }) else {
      return "by tier"
    }
    return (first == last ? "" : "\(locale.money(first.multiplied(by: price.per), price.currency)) to ") + amount(last, price)
  }

  /// `$0.20 per 1,000`.
  private func amount(_ amount: ExactDecimal, _ price: UsagePrice) -> String {
    "\(locale.money(amount.multiplied(by: price.per), price.currency)) "
      + (price.per == 1 ? "each" : "per \(locale.number(price.per))")
  }

  /// The amount for each unit and the flat amount of a tier.
  private func joined(_ tier: Rate.Tier, _ amount: String, _ currency: Currency) -> String {
    if tier.flat == .zero { return amount }
    let flat = locale.money(tier.flat, currency)
    return tier.perUnit.isZero ? "\(flat) in total" : "\(flat) plus \(amount)"
  }

  // MARK: Units that are bought

  /// The tiers of a price by the number of units, as far as so many can be bought.
  func rates(_ rate: Rate, _ quantity: Quantity, in currency: Currency, _ unit: UnitName) -> PricingPage.RateTable {
    var rows: [PricingPage.RateTable.Row] = []
    var start: Int64 = 1
    for tier in rate.tiers {
      let bound = tier.upTo?.integer
      defer { start = bound.map { $0 &+ 1 } ?? start }
      let isVolume = rate.mode == .volume
      if let most = quantity.max, start > most { continue }
      if isVolume, let bound, bound < quantity.minimum { continue }
      let first = isVolume ? max(start, quantity.minimum) : start
      let last = [bound, quantity.max].compactMap(\.self).min()
      let amount = joined(tier, "\(locale.money(tier.perUnit, currency)) per \(unit.one)", currency)
      rows.append(.init(range: range(first, last), price: amount))
    }
    return .init(units: unit.capitalized, rows: rows)
  }

  /// `5 to 24`.
  private func range(_ first: Int64, _ last: Int64?) -> String {
    switch last {
    case nil: "\(locale.number(first)) or more"
    case let last? where first == last: locale.number(first)
    case let last?: "\(locale.number(first)) to \(locale.number(last))"
    }
  }

  /// Nil if the number makes no difference.
  func note(_ rate: Rate, _ unit: UnitName) -> String? {
    switch rate.mode {
    case .volume: "the number of \(unit.many) sets the price of all of them"
    case .graduated: "each \(unit.one) costs the price of its own tier"
    case nil: nil
    }
  }
}

/// What several of an item are called.
struct UnitName: Hashable {
  let one: String
  let many: String

  static let unit = UnitName(one: "unit", many: "units")

  private init(one: String, many: String) {
    self.one = one
    self.many = many
  }

  /// The limit that grows with the number names the units, if its name is a regular plural: `Seats`.
  init(of item: Item, in catalog: Catalog) {
    guard let feature = item.quantity?.feature else {
      self = .unit
      return
    }
    let many = catalog.features[feature].header.name.lowercased()
    let isWord = many.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: " ") }
    let irregular = ["ss", "us", "is", "ies", "xes", "ches", "shes", "sses", "ves", "oes", "series", "news"]
    guard isWord, many.utf8.count > 3, many.hasSuffix("s"), !irregular.contains(where: many.hasSuffix) else {
      self = .unit
      return
    }
    self.init(one: String(many.dropLast()), many: many)
  }

  var capitalized: String { many.prefix(1).uppercased() + many.dropFirst() }
}
