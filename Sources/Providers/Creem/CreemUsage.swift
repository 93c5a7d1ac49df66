import Catalog
import Diagnostics
import Foundations
import JSONText
import Syntax

/// Counts the events that usage prices charge.
struct CreemMeter {
  let request: String
  /// The id of the existing meter, which is used, not changed; nil for a new one.
  let existing: String?
  /// Unique in the store.
  let name: String
  let event: String
  let aggregation: String
  /// The property of an event that is aggregated; nil for `count`.
  let property: String?
  /// Nil if all events of the name count.
  let filter: JSON?

  /// The meter's id in the body of another request.
  var reference: JSON { existing.map(JSON.string) ?? .ref(request) }
}

/// The usage of a feature that a product charges.
struct CreemUsage {
  let price: UsagePrice
  let meter: CreemMeter
  /// For each unit, in minor units; positive.
  let unitPrice: ExactDecimal
  /// The units of each calendar month that are not charged.
  let included: Int64
}

/// Usage is charged in arrears, which Creem calls `postpaid`, because a prepaid wallet stops when it is empty.
///
/// Sources: Creem's documentation, features/usage-based-billing.mdx, and its TypeScript SDK of September 2026,
/// `UsagePriceRequestEntity`, `CreateMeterApiRequestDto` and `MeterFilterApiRequestDto`.
extension CreemLowering {
  // MARK: Usage prices

  /// The period that Creem counts and charges usage in.
  private static let window = "calendar month in UTC"

  /// The usage that is charged with a price; nil if Creem cannot charge it.
  mutating func usage(of price: Price, _ item: Item, _ findings: inout Findings) -> [CreemUsage]? {
    var usage: [CreemUsage] = []
    var isCharged = true
    for charge in price.usage where !charge.price.rate.isFree {
      if let own = self.usage(charge, of: item, &findings) { usage.append(own) } else { isCharged = false }
    }
    return isCharged ? usage : nil
  }

  /// Prices of an item share their usage prices, so each is checked once.
  private mutating func usage(_ charge: UsageCharge, of item: Item, _ findings: inout Findings) -> CreemUsage? {
    let place = charge.price.place
    if let known = usages[place] { return known }
    let usage = newUsage(charge, of: item, &findings)
    usages.updateValue(usage, forKey: place)
    return usage
  }

  private mutating func newUsage(_ charge: UsageCharge, of item: Item, _ findings: inout Findings) -> CreemUsage? {
    let place = charge.price.place
    findings.reportUnsent(charge.price)
    guard let included = charge.included.integer else {
      findings.report(
        .chargeUnsupported, "Creem cannot store an allowance of \(charge.included); \(item.unsold(charging: charge.price))",
        at: place.name)
      return nil
    }
    if isForEachUnit(charge, of: item) {
      findings.report(
        .chargeUnsupported,
        "Creem cannot charge \(ChargeKind.includedUsagePerUnit.described); \(item.unsold(charging: charge.price))",
        at: place.name)
      return nil
    }
    guard let meter = meter(of: catalog.features[charge.feature], &findings),
      let unitPrice = unitPrice(charge.price, &findings)
    else { return nil }
    return CreemUsage(price: charge.price, meter: meter, unitPrice: unitPrice, included: included)
  }

  /// Whether the allowance is for each unit of an add-on, and not for the customer.
  private func isForEachUnit(_ charge: UsageCharge, of item: Item) -> Bool {
    guard !charge.included.isZero else { return false }
    return item.entitlements.contains { entitlement in
      guard case .metered = entitlement.value else { return false }
      return entitlement.feature == charge.feature && entitlement.isPerUnit(in: item)
    }
  }

  private func unitPrice(_ price: UsagePrice, _ findings: inout Findings) -> ExactDecimal? {
    switch price.rate {
    case .perUnit(let amount):
      guard !amount.exceedsDouble else {
        findings.report(
          .numberTooLong, "Creem stores about 15 digits of \(amount); \(catalog.unsold(charging: price))",
          at: price.place["amount"])
        return nil
      }
      findings.report(
        .chargeApproximated, "Creem counts usage by \(Self.window), not from the start of the subscription", at: price.place.name)
      return amount
    case .package(let amount, let size):
      return findings.amountInProportion(amount, size: size, of: price, in: catalog, counted: "by \(Self.window)") {
        !$0.exceedsDouble
      }
    // The limits exclude them.
    case .graduated, .volume: return nil
    }
  }

  // MARK: Meters

  /// The meter of a feature; nil, reported once, if Creem cannot have it. Features that count the same events share a meter.
  private mutating func meter(of feature: Feature, _ findings: inout Findings) -> CreemMeter? {
    // ProviderLimits refuses usage without a meter.
    guard let meter = feature.meter.map({ catalog.meters[$0] }) else { return nil }
    let request = feature.meterRequest(meter)
    if let known = meters[ScalarString(request)] { return known }
    let new = newMeter(request, meter, of: feature, &findings)
    meters.updateValue(new, forKey: ScalarString(request))
    return new
  }

  private mutating func newMeter(
    _ request: String, _ meter: Meter, of feature: Feature, _ findings: inout Findings
  ) -> CreemMeter? {
    let owner = feature.meterOwner(meter)
    let place = meter.header.place
    guard let aggregation = meter.aggregation.atCreem else {
      findings.report(
        .aggregationUnsupported,
        "Creem does not support aggregation `\(meter.aggregation.rawValue)`; "
          + "usage prices of \(quoted(meter.header.id)) are not for sale",
        at: place["aggregation"])
      return nil
    }
    var property: String?
    if meter.aggregation != .count {
      guard let path = meter.valueProperty,
        let own = self.property(path, at: place["valueProperty"], &findings)
      else { return nil }
      property = own
    }
    let filter = filter(feature, meter, &findings)
    guard feature.filters.isEmpty || filter != nil else { return nil }
    let name = [owner.name, owner.key].first { !$0.isBlank } ?? owner.id
    let existing = feature.meterID(meter, at: "creem")
    if existing == nil, let other = meterNames.claim(name, at: .nameOf(owner)) {
      findings.report(
        .nameTaken, "duplicate Creem meter name \(quoted(name)); usage prices of this one are not for sale",
        at: .nameOf(owner), help: "rename one of them", related: [.init("first used here", at: other)])
      return nil
    }
    return CreemMeter(
      request: request, existing: existing, name: name, event: meter.eventType, aggregation: aggregation, property: property,
      filter: filter)
  }

  /// Nil without filters, and if Creem cannot have them: a filter is one list, of which either all conditions hold or one.
  private func filter(_ feature: Feature, _ meter: Meter, _ findings: inout Findings) -> JSON? {
    let filters = feature.filters
    let isEither = filters.contains { !$0.isExcluding && $0.values.count > 1 }
    guard !isEither || filters.count == 1 else {
      findings.report(
        .chargeUnsupported,
        "Creem cannot combine several values with other conditions; usage prices of \(quoted(feature.header.id)) "
          + "are not for sale",
        at: feature.header.place["where"])
      return nil
    }
    var clauses: [JSON] = []
    for filter in filters {
      guard let dimension = meter.groupBy.first(where: { $0.name.hasSameScalars(as: filter.group) }),
        let property = property(dimension.path, at: meter.header.place["groupBy", dimension.name], &findings)
      else { return nil }
      clauses += filter.values.map { value -> JSON in
        [
          "property": .string(property), "operator": filter.isExcluding ? "not_equals" : "equals", "value": .string(value),
        ]
      }
    }
    return clauses.isEmpty ? nil : ["conjunction": isEither ? "or" : "and", "clauses": .array(clauses)]
  }

  private func property(_ path: String, at place: Place, _ findings: inout Findings) -> String? {
    if let property = eventProperty(at: path) { return property }
    findings.report(
      .creemEventProperty, "Creem reads only top-level properties of events; usage prices of this meter are not for sale",
      at: place, help: "put the value into a top-level property of the event, such as `$.value`")
    return nil
  }

  // MARK: Findings

  /// Reports what Creem does not do about usage that is for sale.
  func reportUsage(_ offers: CreemOffers, _ findings: inout Findings) {
    guard let first = offers.products.lazy.flatMap(\.usage).first else { return }
    findings.report(
      .creemPostpaid, "Creem charges usage in arrears only in stores with postpaid settlement; check that yours has it",
      at: first.price.place.name)
    if input.settings.text("taxMode") == "inclusive" {
      findings.report(
        .chargeApproximated, "Creem adds tax to usage, even if `taxMode` is `inclusive`",
        at: input.settings.place["options", "taxMode"])
    }
    for product in offers.products where product.listing.price.isImplied && !product.usage.isEmpty {
      let header = product.listing.item.header
      findings.reportOnce(
        .chargeApproximated, "Creem has no products without a price; customers of \(quoted(header.id)) buy one at 0",
        at: header.place.name)
    }
    findings.reportBoughtUnits(in: catalog) { price, item in sells(price, of: item, in: offers) }
  }
}

extension Meter.Aggregation {
  /// `CreateMeterApiRequestDto` of Creem's TypeScript SDK, `aggregation`.
  fileprivate var atCreem: String? {
    switch self {
    case .count, .sum, .min, .max: rawValue
    case .avg: "average"
    case .uniqueCount: "unique"
    case .latest: nil
    }
  }
}
