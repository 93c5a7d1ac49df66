import Catalog
import Foundations
import Invoicing
import JSONText

/// Products, usage prices and discounts of Creem.
///
/// A product's price is for each of the `units` of a checkout. Usage beyond `free_allowance` is charged at one rate for each
/// calendar month. Sources: Creem's documentation, features/usage-based-billing.mdx, and its TypeScript SDK,
/// `UsagePriceRequestEntity` and `CreateDiscountRequestEntity`; read 2026-11.
enum CreemBodies: BodyReader {
  static func bill(_ template: JSON, for part: Purchase.Part, with plan: Price?, in book: ProviderBook) -> PartBill {
    var bill = PartBill()
    guard let product = book.body(template["product_id"]), let currency = part.price?.currency else {
      if let id = template["product_id"]?.string { bill.unread.append(id) }
      return bill
    }
    let objects = [template["product_id"]?.objectID].compactMap(\.self)
    if let amount = product["price"]?.decimal {
      bill.charges.append(
        EmittedCharge(
          subject: book.bought(template["units"], of: part), cadence: cadence(product),
          costs: CostFunction(.perUnit(book.minorUnits(amount, currency))), objects: objects))
    }
    for usage in product["usage_prices"]?.elements ?? [] {
      guard let feature = book.feature(countedBy: usage["meter_id"], for: part), let rate = usage["unit_price"]?.decimal else {
        continue
      }
      bill.charges.append(
        EmittedCharge(
          subject: .usage(feature: feature), cadence: Cadence(.month),
          costs: CostFunction(.perUnit(book.minorUnits(rate, currency))), free: usage["free_allowance"]?.decimal ?? .zero,
          objects: objects))
    }
    return bill
  }

  static func counts(_ feature: Feature, by meter: Meter, in book: ProviderBook) -> Bool? {
    guard let body = book.meter(of: feature, meter), let event = body["event_name"]?.string else { return nil }
    let filter = body["filter"].map { $0.conditions(property: "property", excludingNeedsValue: false) } ?? []
    let count = EventCount(
      event, Meter.Aggregation(emitted: body["aggregation"]), property: body["aggregation_property"]?.string, filter)
    return count == EventCount(of: feature, meter)
  }

  /// Nil for a product that is paid once.
  private static func cadence(_ product: JSON) -> Cadence? {
    guard product["billing_type"] == "recurring" else { return nil }
    switch product["billing_period"] {
    case "every-day": return Cadence(.day)
    case "every-month": return Cadence(.month)
    case "every-three-months": return Cadence(.month, 3)
    case "every-six-months": return Cadence(.month, 6)
    case "every-year": return Cadence(.year)
    default: return Cadence(interval: product["recurring_interval"], count: product["recurring_interval_count"])
    }
  }

  static func discount(_ discount: Discount, in book: ProviderBook) -> EmittedDiscount? {
    guard let body = book.bodies(under: "discounts/\(discount.header.id)").first else { return nil }
    let reduction = body["percentage"]?.decimal.map { .percent($0) } ?? book.amounts([(body["currency"], body["amount"])])
    return EmittedDiscount(
      reduction, duration: body["duration"], months: body["duration_in_months"], objects: body["applies_to_products"])
  }
}
