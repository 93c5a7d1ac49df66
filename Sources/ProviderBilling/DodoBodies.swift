import Catalog
import Foundations
import Invoicing
import JSONText
import Providers

/// Products, meters, credits, add-ons and discounts of Dodo Payments.
///
/// A meter charges what is beyond its `free_threshold`, at one rate; a meter that is linked to a credit entitlement uses up
/// credits instead, and what is beyond them is charged if `overage_enabled` is true, up to `overage_limit`. An add-on is charged
/// with the subscription. Source: Python SDK dodopayments 1.123.0, `add_meter_to_price_param`, `attach_credit_entitlement_param`
/// and `discount_create_params`; read 2026-11.
enum DodoBodies: BodyReader {
  static func bill(_ template: JSON, for part: Purchase.Part, with plan: Price?, in book: ProviderBook) -> PartBill {
    var bill = PartBill()
    guard let currency = part.price?.currency else { return bill }
    // The plan of a customer who buys something with it is a parameter.
    let lines = template["product_cart"]?.elements ?? [template]
    for line in lines {
      for addon in line["addons"]?.elements ?? [] {
        guard let body = book.body(addon["addon_id"]) else { continue }
        add(body["price"], addon["quantity"], plan?.cadence, body, addon["addon_id"])
      }
      guard let reference = line["product_id"], reference["$param"] == nil else { continue }
      guard let body = book.body(reference), let price = body["price"] else {
        if let id = reference.string { bill.unread.append(id) }
        continue
      }
      let cadence = Cadence(interval: price["payment_frequency_interval"], count: price["payment_frequency_count"])
      add(price["price"] ?? price["fixed_price"], line["quantity"], cadence, body, reference)
      let objects = [reference.objectID].compactMap(\.self)
      for meter in price["meters"]?.elements ?? [] where meter["credit_entitlement_id"] == nil {
        guard let feature = book.feature(countedBy: meter["meter_id"], for: part),
          let rate = meter["price_per_unit"]?.decimal.map({ book.minorUnits($0, currency) })
        else { continue }
        bill.charges.append(
          EmittedCharge(
            subject: .usage(feature: feature), cadence: cadence, costs: CostFunction(.perUnit(rate)),
            free: meter["free_threshold"]?.decimal ?? .zero, objects: objects))
      }
      let times = book.bought(line["quantity"], of: part).times
      for credit in body["credit_entitlements"]?.elements ?? [] {
        guard let id = credit["credit_entitlement_id"]?.objectID, let amount = credit["credits_amount"]?.decimal else { continue }
        bill.credits.append((id, amount.multiplied(by: times)))
        guard credit["overage_enabled"] == true, let feature = book.pool(id),
          let rate = credit["price_per_unit"]?.decimal.map({ book.minorUnits($0, currency) })
        else { continue }
        bill.charges.append(
          EmittedCharge(
            subject: .usage(feature: feature), cadence: cadence, costs: CostFunction(.perUnit(rate)),
            most: credit["overage_limit"]?.decimal, objects: objects, balance: id))
      }
    }
    func add(_ amount: JSON?, _ quantity: JSON?, _ cadence: Cadence?, _ body: JSON, _ reference: JSON?) {
      guard let amount = amount?.decimal.map({ book.minorUnits($0, currency) }) else { return }
      bill.charges.append(
        EmittedCharge(
          subject: book.bought(quantity, of: part), cadence: cadence, costs: CostFunction(.perUnit(amount)),
          objects: [reference?.objectID].compactMap(\.self)))
    }
    return bill
  }

  /// A recurring add-on is bought with the products that name it. An existing product has those that it was created with.
  static func sells(_ template: JSON, with plan: JSON?, in book: ProviderBook) -> Bool {
    let bought = (template["product_cart"]?.elements ?? [template]).flatMap { $0["addons"]?.elements ?? [] }
      .compactMap { $0["addon_id"] }
    // A plan without a price has no product.
    guard let plan else { return bought.isEmpty }
    guard let product = (plan["product_cart"]?.elements ?? [plan]).lazy.compactMap({ book.body($0["product_id"]) }).first else {
      return true
    }
    let attached = product["addons"]?.elements ?? []
    return bought.allSatisfy(attached.contains)
  }

  /// Credits are taken by the meters of what a pool counts, each with how many of its units cost one credit.
  static func counts(_ feature: Feature, by meter: Meter, in book: ProviderBook) -> Bool? {
    if feature.isPool {
      let id = feature.id(at: book.provider.name) ?? Request.id("credits", feature.header.id)
      let links = book.bodies.values.flatMap { $0["price"]?["meters"]?.elements ?? [] }
        .filter { $0["credit_entitlement_id"]?.objectID?.hasSameScalars(as: id) ?? false }
      if links.isEmpty { return nil }
      return links.allSatisfy { link in
        feature.costs.contains { cost in
          let drawing = book.catalog.features[cost.feature]
          guard let meter = drawing.meter.map({ book.catalog.meters[$0] }) else { return false }
          let ids = [drawing.meterRequest(meter), drawing.meterID(meter, at: book.provider.name)].compactMap(\.self)
          guard let counted = link["meter_id"]?.objectID, ids.contains(where: { $0.hasSameScalars(as: counted) }) else {
            return false
          }
          return (link["meter_units_per_credit"]?.decimal).map { $0 * cost.cost == ExactDecimal(1) } ?? false
        }
      }
    }
    guard let body = book.meter(of: feature, meter), let event = body["event_name"]?.string else { return nil }
    let aggregation = body["aggregation"]
    let filter = body["filter"].map { $0.conditions(property: "key", excludingNeedsValue: false) } ?? []
    let count = EventCount(
      event, Meter.Aggregation(emitted: aggregation?["type"]), property: aggregation?["key"]?.string, filter)
    return count == EventCount(of: feature, meter)
  }

  /// Percentages are in basis points. Cycles are payments, which are as many months as the first lowered product says.
  static func discount(_ discount: Discount, in book: ProviderBook) -> EmittedDiscount? {
    guard let body = book.bodies(under: "discounts/\(discount.header.id)").first else { return nil }
    let reduction: Discount.Reduction? =
      body["type"] == "percentage"
      ? body["amount"]?.decimal.map { .percent($0.scaled(by: -2)) }
      : book.amounts((body["currency_options"]?.elements ?? []).map { ($0["currency"], $0["max_amount_possible"]) })
    let price = body["restricted_to"]?.elements.lazy.compactMap { book.body($0)?["price"] }.first
    let cadence = Cadence(interval: price?["payment_frequency_interval"], count: price?["payment_frequency_count"])
    let months = cadence?.span.flatMap { $0.isMonths ? $0.length : nil } ?? 1
    var duration: JSON = "forever"
    var count: JSON?
    if let cycles = body["subscription_cycles"]?.decimal {
      // One cycle lowers the first invoice, and those of as many months: which was meant shows only in a second purchase.
      let isOnce = cycles == ExactDecimal(1) && discount.duration == .once
      (duration, count) = (isOnce ? "once" : "repeating", .number(cycles.multiplied(by: months)))
    }
    return EmittedDiscount(reduction, duration: duration, months: count, objects: body["restricted_to"])
  }
}

extension ProviderBook {
  /// The pool that a credit entitlement is for: an index into ``Catalog/features``.
  fileprivate func pool(_ credits: String) -> Int? {
    catalog.features.firstIndex { feature in
      feature.isPool
        && (credits.hasSameScalars(as: Request.id("credits", feature.header.id))
          || feature.id(at: provider.name).map { credits.hasSameScalars(as: $0) } ?? false)
    }
  }
}
