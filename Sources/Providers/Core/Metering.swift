import Catalog
import CatalogReading
import Diagnostics
import Foundations
import Syntax

extension Feature {
  /// What names the object that counts the feature's events: the meter, or the feature itself if it counts only some of them.
  package func meterOwner(_ meter: Meter) -> Header { filters.isEmpty ? meter.header : header }

  /// The request that creates this object. Features that count all events of a meter share it.
  package func meterRequest(_ meter: Meter) -> String {
    filters.isEmpty ? Request.id("meters", meter.header.id) : Request.id("meters", meter.header.id, header.id)
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
  /// - Parameter isSendable: whether the provider can store an amount for one unit.
  /// - Returns: nil, reported, if one unit has no exact amount.
  package mutating func amountInProportion(
    _ amount: ExactDecimal, size: Int64, of price: UsagePrice, in catalog: Catalog,
    isSendable: (ExactDecimal) -> Bool = { _ in true }
  ) -> ExactDecimal? {
    let package = "\(price.currency.amount(amount)) for each package of \(size)"
    guard let unit = amount.divided(by: size, decimals: Rate.decimals), isSendable(unit) else {
      reportOnce(
        .chargeUnsupported,
        "\(title) cannot charge \(package), and one unit has no exact price; \(catalog.unsold(charging: price))",
        at: price.place["package"])
      return nil
    }
    reportOnce(
      .chargeApproximated,
      "\(title) charges \(price.currency.amount(unit)) for each unit, not \(package); a package that is used in part costs less",
      at: price.place.name, help: "write `per` instead of `package` if that is meant")
    return unit
  }
}
