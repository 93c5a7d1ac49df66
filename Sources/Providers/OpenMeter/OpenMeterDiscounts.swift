import Catalog
import Diagnostics
import Foundations
import JSONText
import Syntax

// A percentage is a part of a plan's rate cards (openmeter/productcatalog/discount.go), so a discount becomes plans of its own.
extension OpenMeterLowering {
  /// Adds a plan for each price that a discount lowers, after the plans at the full price.
  ///
  /// - Parameter billed: those of the plans come first.
  mutating func addDiscounts(
    to billed: inout [OpenMeterPlans.Billed], _ claims: inout OpenMeterClaims, _ findings: inout Findings
  ) {
    for discount in input.discounts {
      guard case .percent(let percent) = discount.reduction else { continue }
      let items = discount.items.map(Set.init)
      var keys: [String] = []
      var isSkipped = false
      for index in catalog.plans.indices where items?.contains(.plan(index)) ?? true {
        for offer in billed[index].offers where offer.reduction == nil {
          guard let fee = offer.fee, !fee.price.isFree else { continue }
          guard let reduction = reduction(discount, percent, of: offer, fee, &findings),
            let own = reduced(offer, by: reduction, &claims, &findings)
          else {
            isSkipped = true
            continue
          }
          keys.append(own.key)
          billed[index].offers.append(own)
        }
      }
      report(discount, keys, items, isSkipped: isSkipped, &findings)
      if discount.id(at: input.provider.name) != nil {
        findings.report(
          .idUnused, "OpenMeter has no objects for discounts; this id is ignored",
          at: discount.header.place["providerIds", input.provider.name], help: "remove it")
      }
    }
  }

  /// Nil if the discount does not end with a period.
  private func reduction(
    _ discount: Discount, _ percent: ExactDecimal, of offer: OpenMeterPlans.Offer, _ fee: OpenMeterPlans.Offer.Fee,
    _ findings: inout Findings
  ) -> OpenMeterPlans.Offer.Reduction? {
    let duration: Cadence?
    switch discount.duration {
    case .once: duration = offer.cadence
    case .months(let months): duration = phase(ofMonths: months, of: offer, fee)
    case .forever: duration = nil
    }
    let cadences = [offer.cadence].compactMap(\.self) + fee.usage.values.map { offer.cadence(of: $0.charge) }
    if let duration, !cadences.allSatisfy({ isWhole(duration, $0) }) {
      findings.report(
        .discountUnsupported,
        "OpenMeter cannot end discount \(quoted(discount.header.id)) within a period of \(quoted(fee.price.id)) "
          + "of \(quoted(offer.item.header.id)); it is skipped there",
        at: discount.header.place["duration"], help: "use a whole number of the price's intervals")
      return nil
    }
    return OpenMeterPlans.Offer.Reduction(discount: discount, percent: percent, duration: duration)
  }

  /// For how long invoices of the first months are lowered. The fee is paid in advance, so it is the last period that begins
  /// within them: that of a yearly price for any number of months up to 12. Usage is charged later, and has no such period.
  private func phase(
    ofMonths months: Int64, of offer: OpenMeterPlans.Offer, _ fee: OpenMeterPlans.Offer.Fee
  ) -> Cadence {
    guard fee.usage.isEmpty, let own = offer.cadence, let period = own.span, period.isMonths,
      !months.isMultiple(of: period.length)
    else { return Cadence(.month, months) }
    return period.length > months ? own : Cadence(.month, (months / period.length + 1) * period.length)
  }

  /// Whether a duration is a whole number of periods.
  private func isWhole(_ duration: Cadence, _ period: Cadence) -> Bool {
    guard let length = duration.span, let own = period.span else { return false }
    return own.divides(length)
  }

  private mutating func reduced(
    _ offer: OpenMeterPlans.Offer, by reduction: OpenMeterPlans.Offer.Reduction, _ claims: inout OpenMeterClaims,
    _ findings: inout Findings
  ) -> OpenMeterPlans.Offer? {
    let discount = reduction.discount.header
    let suffix = OpenMeterKey.snakeCase(discount.id)
    let key = "\(offer.key)_\(suffix)"
    let problem: String? =
      if suffix.isEmpty {
        "its id has no letter or digit"
      } else if key.utf8.count > OpenMeterKey.maximumLength, OpenMeterKey.isLegal(offer.key) {
        "\(quoted(key)) has more than \(OpenMeterKey.maximumLength) characters"
      } else if claims.keys[.plan]?.insert(ScalarString(key)).inserted == false {
        "\(quoted(key)) is taken"
      } else {
        nil
      }
    if let problem {
      findings.report(
        .discountUnsupported,
        "discount \(quoted(discount.id)) needs an OpenMeter key, but \(problem); it is skipped for \(quoted(offer.key))",
        at: discount.place.name, help: "rename the discount")
      return nil
    }
    var own = offer
    own.reduction = reduction
    own.key = key
    own.feeKey = claims.cardKey(key)
    own.existing = nil
    own.metadata = metadata(of: offer.item, offer.fee?.price, with: reduction.discount, &findings)
    return own
  }

  /// - Parameters:
  ///   - keys: those of its plans.
  ///   - items: what it lowers; nil for everything.
  private func report(
    _ discount: Discount, _ keys: [String], _ items: Set<ItemReference>?, isSkipped: Bool, _ findings: inout Findings
  ) {
    let (id, place) = (quoted(discount.header.id), discount.header.place.name)
    if keys.isEmpty {
      if isSkipped { return }
      findings.report(
        .discountUnsupported, "OpenMeter lowers the prices of plans only; discount \(id) is skipped", at: place)
      return
    }
    let shown = keys.prefix(PlanSample.shown).map { quoted($0) }
    let more = keys.count - shown.count
    findings.report(
      .discountApproximated,
      "discount \(id) becomes \(keys.count == 1 ? "an OpenMeter plan" : "OpenMeter plans") of its own, "
        + "\(list(shown + (more > 0 ? ["\(more) more"] : []))); your application must check who gets it", at: place)
    let addons = catalog.addons.enumerated().filter { items?.contains(.addon($0.offset)) ?? true }.map(\.element)
      .filter { !$0.prices.isEmpty }
    if !addons.isEmpty {
      findings.report(
        .discountUnsupported,
        "OpenMeter lowers the prices of plans only; discount \(id) does not lower \(names(addons.map(\.header)))", at: place)
    }
  }
}
