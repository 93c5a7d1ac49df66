import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// What Autumn cannot express of meters, and of plans, add-ons and top-ups, whatever they cost.
enum AutumnChecks {
  static func run(_ lowering: inout Lowering) {
    let catalog = lowering.catalog
    let used = Set(catalog.features.compactMap(\.meter))
    for (index, meter) in catalog.meters.enumerated() { check(meter, isUsed: used.contains(index), &lowering) }
    for item in catalog.items { check(item, &lowering) }
    for addon in catalog.addons { check(addon, &lowering) }
    for topup in catalog.topups { check(topup, &lowering) }
  }

  private static func check(_ meter: Meter, isUsed: Bool, _ lowering: inout Lowering) {
    let id = quoted(meter.header.id)
    if !AutumnFeatures.sums(meter) {
      lowering.report(
        .autumnAggregation,
        "Autumn adds up what is tracked, and \(id) takes '\(meter.aggregation.rawValue)': no event feeds its features",
        at: meter.header.place["aggregation"],
        help: "let the application work the number out and track it by the id of the feature")
    } else {
      lowering.report(
        .autumnMeter,
        isUsed
          ? "Autumn does not read events: the application tracks \(quoted(meter.eventType)) with the number to add"
            + unsent(meter)
          : "no feature names the meter \(id), and Autumn has no meters of their own: it is not sent",
        at: meter.header.place.name)
    }
  }

  /// Where the number is, and what else the catalog says of a meter.
  private static func unsent(_ meter: Meter) -> String {
    let header = meter.header
    let fields = [
      header.key == header.id ? nil : "key", header.name == header.key ? nil : "name",
      header.description == nil ? nil : "description", meter.groupBy.isEmpty ? nil : "groups",
      header.metadata.isEmpty ? nil : "metadata",
    ].compactMap(\.self)
    let value = meter.valueProperty.map { ", which the event has at \(quoted($0))" } ?? ""
    return value + (fields.isEmpty ? "" : "; Autumn does not get the meter's \(list(fields))")
  }

  private static func check(_ item: Item, _ lowering: inout Lowering) {
    let header = item.header
    if item.prices.isEmpty {
      lowering.report(
        .autumnItemWithoutPrice,
        "\(quoted(header.id)) has no price: its plan at Autumn is free, and whoever it is attached to gets it",
        at: header.place.name)
    }
    if case .named? = item.compatiblePlans {
      lowering.report(
        .autumnPlansNotEnforced, "Autumn sells \(quoted(header.id)) beside any plan: the application checks the plan",
        at: .compatiblePlans(header))
    }
    for entitlement in item.entitlements { check(entitlement, of: item, &lowering) }
    for price in item.prices where price.lookupKey != "\(header.key):\(price.id)" {
      lowering.report(
        .autumnLookupKey, "Autumn has no lookup keys: this one is not sent", at: price.place["lookupKey"])
    }
  }

  private static func check(_ entitlement: Entitlement, of item: Item, _ lowering: inout Lowering) {
    guard entitlement.isGranted else { return }
    let place = entitlement.place
    if !entitlement.metadata.isEmpty {
      lowering.report(
        .autumnMetadata, "the items of Autumn's plans have no metadata: this is not sent", at: place["metadata"])
    }
    guard case .metered(let allowance) = entitlement.value else { return }
    if allowance.amount > AutumnItems.largestAllowance {
      lowering.report(
        .autumnAllowanceMaximum, "Autumn includes at most \(AutumnItems.largestAllowance) units, which is what is sent",
        at: place)
    } else if allowance.amount.exceedsDouble {
      lowering.report(
        .autumnLongNumber, "Autumn keeps 15 digits or so: the last ones of this allowance are lost",
        at: place)
    }
    if allowance.preserveOverageAtReset == true {
      lowering.report(
        .autumnOverage, "Autumn starts each period with the whole allowance: overuse is not carried over",
        at: place["preserveOverageAtReset"])
    }
    if item.prices.contains(where: { $0.cadence == nil }) {
      lowering.report(
        .autumnOneTimeAllowance,
        "paid once, and given every \(allowance.reset.rawValue) for as long as the customer has \(quoted(item.header.id))",
        at: place, help: "what is given once is a top-up")
    }
  }

  private static func check(_ addon: Addon, _ lowering: inout Lowering) {
    let place = addon.header.place
    if addon.multiple {
      lowering.report(
        .autumnQuantity,
        "Autumn attaches one \(quoted(addon.header.id)) at a time: the application sends as many as are bought",
        at: place["multiple"])
    }
    if addon.quantity != nil {
      lowering.report(
        .autumnQuantity,
        "Autumn does not hold customers to the quantity of \(quoted(addon.header.id)): the application does",
        at: place["quantity"])
    }
  }

  private static func check(_ topup: Topup, _ lowering: inout Lowering) {
    let place = topup.header.place
    if topup.amount.isZero {
      lowering.report(
        .autumnTopupAmount, "Autumn sells units, and there are none in \(quoted(topup.header.id)): it is not sent",
        at: place["amount"])
    } else if topup.amount > AutumnItems.largestAllowance {
      lowering.report(
        .autumnAllowanceMaximum,
        "Autumn holds at most \(AutumnItems.largestAllowance) units, and fewer for the same price are another offer: "
          + "the top-up is not sent",
        at: place["amount"])
    } else if topup.amount.exceedsDouble {
      lowering.report(
        .autumnLongNumber, "Autumn would read another number than this: the top-up is not sent", at: place["amount"])
    }
    let grant = place["grant"]
    if topup.grant.priority != nil {
      lowering.report(
        .autumnGrantPriority, "Autumn spends the balance that resets soonest first, and bought units last",
        at: grant["priority"])
    }
    if topup.grant.expiration != nil {
      lowering.report(
        .autumnGrantExpiration, "what is bought once does not expire at Autumn: the customer keeps it",
        at: grant["expiration"])
    }
    if topup.grant.maxRolloverAmount != nil {
      lowering.report(
        .autumnGrantRollover, "bought units do not reset at Autumn: all that is left of them stays",
        at: grant["maxRolloverAmount"])
    }
    if !topup.grant.metadata.isEmpty {
      lowering.report(
        .autumnMetadata, "Autumn's balances have no metadata: this is not sent", at: grant["metadata"])
    }
  }
}
