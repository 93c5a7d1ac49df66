import Catalog
import Diagnostics
import Foundations
import JSONText
import Syntax

extension StripeOffers {
  /// Counts the events that a metered price charges.
  ///
  /// Source: Stripe's API reference, POST /v1/billing/meters.
  struct Meter {
    let request: String
    /// The id of the existing meter, if any. It is used, not changed.
    let existing: String?
    let name: String
    /// The `event_name` of the meter events that the application sends.
    let event: String
    let formula: String
    /// Whether an event has a value, in its payload's `value`.
    let hasValue: Bool

    /// The meter's id in the body of another request.
    var reference: JSON { existing.map(JSON.string) ?? .ref(request) }
  }

  /// The price of a feature's usage. It is an item of the subscription, next to the price that it is paid with.
  struct MeteredPrice {
    let request: String
    let charge: UsageCharge
    let meter: Meter
    let rate: StripeRate
    /// Nil if Stripe would reject it.
    let lookupKey: String?
    /// The id of the existing price, if any.
    let existing: String?
    let metadata: JSON

    /// The price's id in the body of another request.
    var reference: JSON { existing.map(JSON.string) ?? .ref(request) }
  }
}

extension TextLimits.Limit {
  /// Stripe's API reference, POST /v1/billing/meters, `display_name`.
  fileprivate static let stripeMeterName = TextLimits.Limit(250)
}

extension StripeLowering {
  /// The length of a meter's `event_name` (Stripe's API reference, POST /v1/billing/meters).
  private static let longestEventName = 100
  /// The prices that a subscription can have (Stripe's API reference, POST /v1/subscriptions, `items`).
  private static let mostItems = 20

  /// The metered prices that are paid together with a price; nil if Stripe cannot charge one of them.
  mutating func usage(
    of price: Price, of item: Item, besides licensed: Int, _ findings: inout Findings
  ) -> [StripeOffers.MeteredPrice]? {
    let charges = price.usage
    if charges.isEmpty { return [] }
    var metered: [StripeOffers.MeteredPrice] = []
    for charge in charges {
      if let own = self.metered(charge, of: price, item, &findings) { metered.append(own) }
    }
    guard metered.count == charges.count, isAligned(price, of: item, charges[0], &findings) else { return nil }
    let count = metered.count + licensed
    guard count <= Self.mostItems else {
      findings.report(
        .chargeUnsupported,
        "Stripe allows \(Self.mostItems) prices in a subscription, found \(count); \(item.unsold([price]))",
        at: price.place.name)
      return nil
    }
    return metered
  }

  /// The metered price of a charge; nil if Stripe cannot charge it. Prices of a product share it, so it is checked once.
  ///
  /// A price belongs to one product, so each part of a split item has its own.
  private mutating func metered(
    _ charge: UsageCharge, of price: Price, _ item: Item, _ findings: inout Findings
  ) -> StripeOffers.MeteredPrice? {
    let isOwned = price.owns(charge.price)
    let owner = isOwned || item.variant != nil ? price.id : nil
    let request = item.request(of: charge.price, catalog.features[charge.feature], under: owner)
    if let known = meteredPrices[ScalarString(request)] { return known }
    let metered = newMetered(request, charge, of: item, under: owner, isCopy: owner != nil && !isOwned, &findings)
    meteredPrices.updateValue(metered, forKey: ScalarString(request))
    return metered
  }

  /// - Parameter isCopy: whether other prices of the item have the usage price, too, whose id and lookup key are theirs.
  private mutating func newMetered(
    _ request: String, _ charge: UsageCharge, of item: Item, under owner: String?, isCopy: Bool, _ findings: inout Findings
  ) -> StripeOffers.MeteredPrice? {
    let price = charge.price
    let feature = catalog.features[charge.feature]
    guard let meter = meter(of: feature, &findings),
      let rate = rate(
        price.rate, beyond: charge.included, price.currency, at: price.place, orElse: item.unsold(charging: price), &findings)
    else { return nil }
    let existing = isCopy ? nil : price.id(at: "stripe")
    var key: String? = charge.lookupKey
    if isCopy {
      key = price.ownLookupKey == nil ? UsagePrice.defaultLookupKey(price.id, of: item.header, feature.header, under: owner) : nil
    }
    if let existing, !claimedPrices.claim(existing, "price", at: price.place["providerIds", "stripe"], &findings) { return nil }
    if charge.kinds.contains(.packageBeyondAllowance) {
      findings.report(
        .chargeApproximated,
        "Stripe has no packages beyond an allowance; each unit is charged in proportion, so a started package costs less",
        at: price.place.name, help: "write `per` instead of `package`, or remove the allowance")
    }
    return StripeOffers.MeteredPrice(
      request: request, charge: charge, meter: meter, rate: rate,
      lookupKey: key.flatMap { lookupKey($0, at: price.place, &findings) }, existing: existing,
      metadata: .object(
        metadata.members(
          [.settings(input.settings), .usage(price, of: item)],
          compiler: input.compilerMetadata(price, charge.feature, of: item, under: owner), owner: price.place, &findings)))
  }

  /// Whether the shortest of the intervals divides all others (Stripe's documentation, "Mixed interval subscriptions").
  private func isAligned(_ price: Price, of item: Item, _ first: UsageCharge, _ findings: inout Findings) -> Bool {
    var cadences = price.usage.map { Cadence($0.reset) }
    if let own = price.cadence { cadences.append(own) }
    let spans = cadences.compactMap(\.span)
    guard let shortest = spans.min(), !spans.allSatisfy({ shortest.divides($0) }) else { return true }
    findings.report(
      .usageCycleUnsupported,
      "Stripe cannot charge usage every \(first.reset.rawValue) with a price of \(price.described); "
        + item.unsold([price]),
      at: first.price.place.name, help: "use intervals of which the shortest divides all others")
    return false
  }

  // MARK: Rates

  /// The rate in Stripe's terms; nil if Stripe cannot charge it.
  ///
  /// - Parameters:
  ///   - place: that of the price.
  ///   - consequence: what is not for sale.
  func rate(
    _ rate: Rate, beyond included: ExactDecimal = .zero, _ currency: Currency, at place: Place,
    orElse consequence: String = "this price is not for sale", _ findings: inout Findings
  ) -> StripeRate? {
    do throws(StripeRate.Problem) {
      return try StripeRate(rate, beyond: included, input.limits.money.units[currency.code] ?? MoneyTable.Unit())
    } catch {
      let field = rate.tiers.isEmpty ? "amount" : "tiers"
      switch error {
      case .tooPrecise:
        findings.report(
          .amountTooPrecise, "Stripe allows \(Rate.decimals) decimals in the amount of a unit; \(consequence)",
          at: place[field])
      case .coarseFlat(let multiple):
        findings.report(
          .amountTooPrecise,
          "Stripe requires \(currency.code) amounts in multiples of \(multiple); \(consequence)", at: place[field])
      case .outOfRange:
        findings.report(
          .chargeUnsupported, "Stripe cannot store an amount or a bound this large; \(consequence)",
          at: place[field])
      }
      return nil
    }
  }

  // MARK: Meters

  /// The meter of a feature's usage; nil if Stripe cannot count it. Features that count the same events share a meter.
  private mutating func meter(of feature: Feature, _ findings: inout Findings) -> StripeOffers.Meter? {
    // ProviderLimits refuses usage without a meter.
    guard let index = feature.meter else { return nil }
    let meter = catalog.meters[index]
    let request = feature.meterRequest(meter)
    if let known = meters[ScalarString(request)] { return known }
    let new = newMeter(request, meter, index, of: feature, &findings)
    meters.updateValue(new, forKey: ScalarString(request))
    return new
  }

  private mutating func newMeter(
    _ request: String, _ meter: Meter, _ index: Int, of feature: Feature, _ findings: inout Findings
  ) -> StripeOffers.Meter? {
    let id = quoted(meter.header.id)
    guard let formula = meter.aggregation.stripeFormula else {
      findings.report(
        .aggregationUnsupported,
        "Stripe meters do not support aggregation `\(meter.aggregation.rawValue)`; the usage prices of \(id) are not for sale",
        at: meter.header.place["aggregation"], help: "use \(Phrase.words([Meter.Aggregation.sum, .count, .latest]))")
      return nil
    }
    let existing = feature.isCountedApart ? nil : meter.providerIds.first { $0.provider == "stripe" }?.id
    if let existing {
      _ = claimedEvents.claim(meter.eventType, at: meter.header.place.name)
      return StripeOffers.Meter(
        request: request, existing: existing, name: meter.header.name, event: meter.eventType, formula: formula,
        hasValue: meter.aggregation.needsValue)
    }
    let event = eventName(meter, index, of: feature)
    let owner = feature.meterOwner(meter)
    guard !event.isLonger(than: Self.longestEventName) else {
      findings.report(
        .keyUnsupported,
        "Stripe limits event names to \(Self.longestEventName) characters, found \(event.unicodeScalars.count); "
          + "the usage prices of \(quoted(owner.id)) are not for sale", at: .keyOf(owner))
      return nil
    }
    if claimedEvents.claim(event, at: owner.place.name) != nil {
      findings.report(
        .keyUnsupported,
        "another meter counts the event \(quoted(event)), so the usage prices of \(quoted(owner.id)) are not for sale at Stripe",
        at: .keyOf(owner), help: "use another key")
      return nil
    }
    if !feature.filters.isEmpty {
      findings.report(
        .stripeFilter,
        "Stripe meters count every event of a name; your application must send \(quoted(event)) for \(quoted(owner.id))",
        at: feature.header.place["where"])
    } else if !event.hasSameScalars(as: meter.eventType) {
      findings.report(
        .stripeFilter, "Stripe has one meter for each event name; your application must send \(quoted(event)) for \(id)",
        at: feature.isPool ? feature.header.place["costs"] : meter.header.place["eventType"])
    }
    return StripeOffers.Meter(
      request: request, existing: nil,
      name: TextLimits.Limit.stripeMeterName.cut(owner.name, "the name", at: .nameOf(owner), &findings),
      event: event, formula: formula, hasValue: meter.aggregation.needsValue)
  }

  /// The type of the meter's events, if the meter counts all of them and no earlier meter does.
  private func eventName(_ meter: Meter, _ index: Int, of feature: Feature) -> String {
    if !feature.filters.isEmpty { return "\(meter.eventType):\(feature.header.key)" }
    let isFirst = !catalog.meters[..<index].contains { $0.eventType.hasSameScalars(as: meter.eventType) }
    return isFirst ? meter.eventType : "\(meter.eventType):\(meter.header.key)"
  }

  // MARK: Findings

  /// Reports what Stripe does not do about usage that is for sale.
  func reportUsage(of products: [StripeOffers.Product], _ findings: inout Findings) {
    if let first = products.lazy.flatMap(\.usage).first {
      findings.report(
        .stripeMetronome, "Stripe recommends Metronome for new usage-based pricing; these prices use billing meters",
        at: first.charge.price.place.name)
    }
    let sold = Set(products.flatMap(\.prices).map(\.price.place))
    findings.reportBoughtUnits(in: catalog) { price, _ in sold.contains(price.place) }
  }
}

extension Meter.Aggregation {
  /// Stripe's API reference, POST /v1/billing/meters, `default_aggregation.formula`.
  fileprivate var stripeFormula: String? {
    switch self {
    case .sum: "sum"
    case .count: "count"
    case .latest: "last"
    case .min, .max, .avg, .uniqueCount: nil
    }
  }
}
