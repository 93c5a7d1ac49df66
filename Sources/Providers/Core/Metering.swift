import Catalog
import CatalogReading
import Diagnostics
import Foundations
import Syntax

extension Feature {
  /// Whether an object of its own counts the feature's events: only some of those of a meter, or the credits of a pool, whose
  /// meter may have the id of another.
  package var isCountedApart: Bool { !filters.isEmpty || isPool }

  /// What names the object that counts the feature's events: the meter, or the feature itself.
  package func meterOwner(_ meter: Meter) -> Header { isCountedApart ? header : meter.header }

  /// The request that creates this object. Features that count all events of a meter share it.
  package func meterRequest(_ meter: Meter) -> String {
    isCountedApart ? Request.id("meters", meter.header.id, header.id) : Request.id("meters", meter.header.id)
  }
}

extension Feature {
  /// The id of the provider's existing object that counts the feature's events.
  package func meterID(_ meter: Meter, at provider: String) -> String? {
    isCountedApart ? id(at: provider) : meter.id(at: provider)
  }
}

extension Item {
  /// The request that creates the object of a usage price, at a provider with one for each.
  ///
  /// - Parameter owner: the id of the price that charges it alone, in an entitlement of its own or as a part of a split item.
  package func request(of usage: UsagePrice, _ feature: Feature, under owner: String?) -> String {
    let parts = ["usage", kind.rawValue, header.id] + [owner].compactMap(\.self) + [feature.header.id, usage.id]
    return parts.map { Request.id($0) }.joined(separator: "/")
  }
}

extension Rate {
  /// Whether every number of units costs nothing, so that nothing needs to be counted.
  package var isFree: Bool {
    switch self {
    case .perUnit(let amount), .package(let amount, _): amount.isZero
    case .graduated(let tiers), .volume(let tiers): tiers.allSatisfy { $0.perUnit.isZero && $0.flat == .zero }
    }
  }
}

extension Findings {
  /// Reports a value property of a meter that only counts events.
  package mutating func reportCountValue(of meter: Meter) {
    guard !meter.aggregation.needsValue, meter.valueProperty != nil else { return }
    report(
      .countValueIgnored, "`count` does not read a value; `valueProperty` is ignored", at: meter.header.place["valueProperty"],
      help: "remove it, or use \(word: Meter.Aggregation.sum)")
  }

  /// The amount for one unit of a package, in the minor unit, for a provider that charges units in proportion. Reports the
  /// difference, once for each price.
  ///
  /// - Parameters:
  ///   - window: the period in which usage is counted, if that differs, too: `by calendar month`.
  ///   - isSendable: whether the provider can store an amount for one unit.
  /// - Returns: nil, reported, if one unit has no exact amount.
  package mutating func amountInProportion(
    _ amount: ExactDecimal, size: Int64, of price: UsagePrice, in catalog: Catalog, counted window: String? = nil,
    isSendable: (ExactDecimal) -> Bool = { _ in true }
  ) -> ExactDecimal? {
    let package = "\(price.currency.amount(amount)) for each package of \(size)"
    guard let unit = amount.divided(by: size, decimals: Rate.decimals), isSendable(unit) else {
      report(
        .chargeUnsupported,
        "\(title) cannot charge \(package), and one unit has no exact price; \(catalog.unsold(charging: price))",
        at: price.place["package"])
      return nil
    }
    report(
      .chargeApproximated,
      "\(title) charges \(price.currency.amount(unit)) for each unit\(window.map { ", \($0)" } ?? ""), not \(package); "
        + "a package that is used in part costs less",
      at: price.place.name, help: "write `per` instead of `package` if that is meant")
    return unit
  }
}
