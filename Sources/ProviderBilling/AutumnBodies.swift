import Catalog
import Foundations
import Invoicing
import JSONText

/// Plans, items and rewards of Autumn.
///
/// Amounts are in major units. Usage beyond `included` and beyond what was bought is charged; bounds count what is included; the
/// units are rounded up to a multiple of `billing_units`, which are 1 by default; `max_purchase` ends use. Sources:
/// packages/openapi/openapi.yml, POST /v1/plans.create, and roundUsageToNearestBillingUnit.ts in useautumn/autumn; read 2026-11.
enum AutumnBodies: BodyReader {
  static func bill(_ template: JSON, for part: Purchase.Part, with plan: Price?, in book: ProviderBook) -> PartBill {
    var bill = PartBill()
    guard let object = book.body(where: "plan_id", is: template["plan_id"], among: ["prices", "products"]) else { return bill }
    let currency = part.price?.currency
    let quantities = template["feature_quantities"]?.elements ?? []
    let objects = [template["plan_id"]?.string].compactMap(\.self)
    let attached = quantities.isEmpty ? book.bought(nil, of: part) : .bought(units: ExactDecimal(1), times: 1)
    func amount(_ body: JSON) -> ExactDecimal? {
      guard let currency else { return nil }
      let own = body["additional_currencies"]?.elements.first {
        $0["currency"]?.string?.hasSameScalars(as: currency.lowercased) ?? false
      }
      return ((own ?? body)["amount"]?.decimal)?.scaled(by: currency.minorUnitDigits)
    }
    func flat(_ body: JSON) -> Money {
      guard let currency else { return .zero }
      let own = body["additional_currencies"]?.elements.first {
        $0["currency"]?.string?.hasSameScalars(as: currency.lowercased) ?? false
      }
      return Money(minorUnits: (own ?? body)["flat_amount"]?.decimal?.scaled(by: currency.minorUnitDigits).integer ?? 0)
    }
    if let price = object["price"], let amount = amount(price) {
      bill.charges.append(
        EmittedCharge(
          subject: attached, cadence: cadence(price), costs: CostFunction(.perUnit(amount)), objects: objects))
    }
    for item in object["items"]?.elements ?? [] {
      guard let feature = book.feature(key: item["feature_id"]), let id = item["feature_id"]?.string else { continue }
      let included = item["included"]?.decimal ?? .zero
      guard let price = item["price"] else {
        // More than any usage.
        let units = item["unlimited"] == true ? ExactDecimal(1).scaled(by: 30) : included
        bill.credits.append((id, units.multiplied(by: attached.times)))
        continue
      }
      // Packages of a fraction of a unit are counted in smaller units.
      let units = price["billing_units"]?.decimal ?? ExactDecimal(1)
      let decimals = units.decimals
      let size = units.scaled(by: decimals).integer ?? 1
      let tiers = price["tiers"]?.elements.map {
        Rate.Tier(upTo: $0["to"]?.decimal, perUnit: amount($0) ?? .zero, flat: flat($0))
      }
      let single = amount(price).map { size == 1 ? Rate.perUnit($0) : .package($0, size: size) }
      guard let rate = tiers.flatMap({ Rate(price["tier_behavior"], $0) }) ?? single else { continue }
      if price["billing_method"] == "usage_based" {
        bill.charges.append(
          EmittedCharge(
            subject: .usage(feature: feature), cadence: cadence(price), costs: CostFunction(rate, beyond: included),
            most: price["max_purchase"]?.decimal, roundsUp: true, objects: objects, balance: id))
      } else {
        let quantity = quantities.first { $0["feature_id"]?.string?.hasSameScalars(as: id) ?? false }?["quantity"]
        let subject = book.bought(quantity ?? 0, of: part, base: part.item.topup?.amount ?? ExactDecimal(1))
        guard case .bought(let units, let times) = subject else { continue }
        bill.charges.append(
          EmittedCharge(
            subject: .bought(units: units.scaled(by: decimals), times: times), cadence: cadence(price),
            costs: CostFunction(rate), objects: objects))
        bill.credits.append((id, units.multiplied(by: times)))
      }
    }
    return bill
  }

  /// A feature counts the events that it names, and what the application tracks under its key. A credit system draws by its costs.
  static func counts(_ feature: Feature, by meter: Meter, in book: ProviderBook) -> Bool? {
    guard let body = book.body(where: "feature_id", is: .string(feature.header.key), among: ["features"]) else { return nil }
    if feature.isPool {
      let costs = body["credit_schema"]?.elements ?? []
      return costs.count == feature.costs.count
        && feature.costs.allSatisfy { cost in
          let key = JSON.string(book.catalog.features[cost.feature].header.key)
          return costs.contains { $0["metered_feature_id"] == key && $0["credit_cost"]?.decimal == cost.cost }
        }
    }
    guard let events = body["event_names"]?.elements else { return nil }
    return feature.filters.isEmpty && events == [.string(meter.eventType)]
  }

  /// Nil for `one_off`.
  private static func cadence(_ price: JSON) -> Cadence? {
    let count = price["interval_count"]?.decimal?.integer ?? 1
    switch price["interval"] {
    case "quarter": return Cadence(.month, 3 * count)
    case "semi_annual": return Cadence(.month, 6 * count)
    default: return Cadence(interval: price["interval"], count: price["interval_count"])
    }
  }

  static func discount(_ discount: Discount, in book: ProviderBook) -> EmittedDiscount? {
    guard let coupon = book.body(id: "discounts/\(discount.header.id)")?["coupon"], let value = coupon["value"]?.decimal else {
      return nil
    }
    var reduction = Discount.Reduction.percent(value)
    if coupon["type"] == "fixed_discount" {
      // In the currency of the organization, which is that of the only amount.
      guard case .amounts(let amounts) = discount.reduction, let currency = amounts.first?.currency,
        let amount = value.scaled(by: currency.minorUnitDigits).integer
      else { return nil }
      reduction = .amounts([CurrencyAmount(Money(minorUnits: amount), in: currency)])
    }
    let plans = coupon["plan_ids"]
    return EmittedDiscount(
      reduction, duration: coupon["duration"]?["type"], months: coupon["duration"]?["length"],
      objects: plans == .null ? nil : plans)
  }
}
