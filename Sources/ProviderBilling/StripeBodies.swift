import Catalog
import Foundations
import Invoicing
import JSONText

/// Prices, tiers and coupons of Stripe.
///
/// Bounds are inclusive and count all units, so that an allowance is a first tier of 0; packages are rounded up; a metered price
/// charges all that its meter counts, whatever was bought. Source: Stripe's API reference of 2026-10-28.endive, POST /v1/prices
/// (`tiers`, `tiers_mode`, `transform_quantity`, `recurring.usage_type`) and POST /v1/coupons; read 2026-11.
enum StripeBodies: BodyReader {
  static func bill(_ template: JSON, for part: Purchase.Part, with plan: Price?, in book: ProviderBook) -> PartBill {
    var bill = PartBill()
    for line in lines(template) {
      let reference = line["price"] ?? line["pricing"]?["price"]
      guard let price = book.body(reference) else {
        if let id = reference?.string { bill.unread.append(id) }
        continue
      }
      guard let currency = part.price?.currency, let rate = rate(price, currency, book) else { continue }
      let recurring = price["recurring"]
      let cadence = Cadence(interval: recurring?["interval"], count: recurring?["interval_count"])
      let objects = [price["product"]?.objectID].compactMap(\.self)
      var subject = book.bought(line["quantity"], of: part)
      if recurring?["usage_type"] == "metered" {
        guard let feature = book.feature(countedBy: recurring?["meter"], for: part) else { continue }
        subject = .usage(feature: feature)
      }
      bill.charges.append(EmittedCharge(subject: subject, cadence: cadence, costs: CostFunction(rate), objects: objects))
    }
    return bill
  }

  /// The lines that a template adds; a line that it removes has `deleted`.
  private static func lines(_ template: JSON) -> [JSON] {
    let lists = ["items", "line_items", "add_invoice_items"].compactMap { template[$0] }
    return lists.isEmpty ? [template] : lists.flatMap(\.elements).filter { $0["deleted"] == nil }
  }

  private static func rate(_ price: JSON, _ currency: Currency, _ book: ProviderBook) -> Rate? {
    func amount(_ body: JSON, _ name: String) -> ExactDecimal? {
      (body["\(name)_decimal"] ?? body[name])?.decimal.map { book.minorUnits($0, currency) }
    }
    if let tiers = price["tiers"] {
      return Rate(
        price["tiers_mode"],
        tiers.elements.map { tier in
          Rate.Tier(
            upTo: tier["up_to"]?.decimal, perUnit: amount(tier, "unit_amount") ?? .zero,
            flat: Money(minorUnits: amount(tier, "flat_amount")?.integer ?? 0))
        })
    }
    guard let each = amount(price, "unit_amount") else { return nil }
    return price["transform_quantity"]?["divide_by"]?.decimal?.integer.map { .package(each, size: $0) } ?? .perUnit(each)
  }

  /// A meter has no filter, and adds up `value`: the application sends the events of a feature that counts some of a meter's, or
  /// another number of the same events, under another name.
  static func counts(_ feature: Feature, by meter: Meter, in book: ProviderBook) -> Bool? {
    guard let body = book.meter(of: feature, meter), let event = body["event_name"]?.string else { return nil }
    let aggregation = Meter.Aggregation(emitted: body["default_aggregation"]?["formula"])
    let hasValue = body["value_settings"]?["event_payload_key"] == "value"
    guard aggregation == meter.aggregation, hasValue == meter.aggregation.needsValue else { return false }
    let sharing = book.catalog.meters.filter { $0.eventType.hasSameScalars(as: meter.eventType) }
    if feature.filters.isEmpty, sharing.count < 2 || event.hasSameScalars(as: meter.eventType) {
      return event.hasSameScalars(as: meter.eventType)
    }
    return !book.catalog.meters.contains { $0.eventType.hasSameScalars(as: event) }
  }

  /// A coupon for products lowers all their lines, usage included.
  static func discount(_ discount: Discount, in book: ProviderBook) -> EmittedDiscount? {
    guard let coupon = book.body(id: "coupons/\(discount.header.id)") else { return nil }
    var reduction = coupon["percent_off"]?.decimal.map { Discount.Reduction.percent($0) }
    if reduction == nil {
      var amounts: [(currency: JSON?, amount: JSON?)] = [(coupon["currency"], coupon["amount_off"])]
      if case .object(let others)? = coupon["currency_options"] {
        amounts += others.map { (currency: .string($0.name), amount: $0.value["amount_off"]) }
      }
      reduction = book.amounts(amounts)
    }
    return EmittedDiscount(
      reduction, duration: coupon["duration"], months: coupon["duration_in_months"], objects: coupon["applies_to"]?["products"])
  }
}
