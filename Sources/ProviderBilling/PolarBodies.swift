import Catalog
import Foundations
import Invoicing
import JSONText

/// Products, meter prices, credits and discounts of Polar.
///
/// Bounds are inclusive. Credits of a meter are taken off its usage before tiers are counted; a product without
/// `meter_interval` counts usage in its own interval. Sources: server/polar/product/tiers.py, schemas.py and meter_interval.py
/// in polarsource/polar; Polar's documentation, features/usage-based-billing and features/unit-based-pricing; read 2026-11.
enum PolarBodies: BodyReader {
  static func bill(_ template: JSON, for part: Purchase.Part, with plan: Price?, in book: ProviderBook) -> PartBill {
    var bill = PartBill()
    let reference = template["product_id"] ?? template["products"]?.elements.first
    guard let product = book.body(reference), let currency = part.price?.currency, let id = reference?.objectID else {
      if let id = reference?.string { bill.unread.append(id) }
      return bill
    }
    let cadence = Cadence(interval: product["recurring_interval"], count: product["recurring_interval_count"])
    let counting = Cadence(interval: product["meter_interval"], count: product["meter_interval_count"]) ?? cadence
    let bought = book.bought(template["units"], of: part)
    for price in product["prices"]?.elements ?? []
    where price["price_currency"]?.string?.hasSameScalars(as: currency.lowercased) ?? false {
      func amount(_ value: JSON?) -> ExactDecimal? { value?.decimal.map { book.minorUnits($0, currency) } }
      let tiers = price["tiers"].flatMap { tiers in
        Rate(
          tiers["type"],
          tiers["tiers"]?.elements.map { Rate.Tier(upTo: $0["bound"]?.decimal, perUnit: amount($0["unit_amount"]) ?? .zero) }
            ?? [])
      }
      guard let rate = tiers ?? amount(price["price_amount"] ?? price["unit_amount"]).map({ .perUnit($0) }) else { continue }
      if let meter = price["meter_id"] {
        guard let feature = book.feature(countedBy: meter, for: part) else { continue }
        bill.charges.append(
          EmittedCharge(
            subject: .usage(feature: feature), cadence: counting, costs: CostFunction(rate), objects: [id],
            balance: meter.objectID))
      } else {
        let subject = price["amount_type"] == "fixed" ? book.bought(nil, of: part) : bought
        bill.charges.append(EmittedCharge(subject: subject, cadence: cadence, costs: CostFunction(rate), objects: [id]))
      }
    }
    let attached = book.body(id: "product-benefits/" + id.dropFirst("prices/".count))?["benefits"]?.elements ?? []
    for benefit in attached {
      guard let body = book.body(benefit), body["type"] == "meter_credit", let properties = body["properties"],
        let meter = properties["meter_id"]?.objectID, let units = properties["units"]?.decimal
      else { continue }
      bill.credits.append((meter, units.multiplied(by: bought.times)))
    }
    return bill
  }

  /// The name of an event is a property of it. An event without a property fails a comparison for another value.
  static func counts(_ feature: Feature, by meter: Meter, in book: ProviderBook) -> Bool? {
    guard let body = book.meter(of: feature, meter) else { return nil }
    guard var conditions = body["filter"]?.conditions(property: "property", excludingNeedsValue: true) else { return false }
    let names = conditions.filter { $0.property == ScalarString("name") && !$0.isExcluding }
    conditions.subtract(names)
    guard names.count == 1, let name = names.first?.values.first, names.first?.values.count == 1 else { return false }
    let aggregation = body["aggregation"]
    let count = EventCount(
      name.text, Meter.Aggregation(emitted: aggregation?["func"]), property: aggregation?["property"]?.string, conditions)
    return count == EventCount(of: feature, meter)
  }

  /// A percentage is in basis points. It lowers all of an invoice, usage included.
  static func discount(_ discount: Discount, in book: ProviderBook) -> EmittedDiscount? {
    guard let body = book.bodies(under: "discounts/\(discount.header.id)").first else { return nil }
    var reduction = body["basis_points"]?.decimal.map { Discount.Reduction.percent($0.scaled(by: -2)) }
    if reduction == nil, case .object(let amounts)? = body["amounts"] {
      reduction = book.amounts(amounts.map { (currency: .string($0.name), amount: $0.value) })
    }
    return EmittedDiscount(
      reduction, duration: body["duration"], months: body["duration_in_months"], objects: body["products"])
  }
}
