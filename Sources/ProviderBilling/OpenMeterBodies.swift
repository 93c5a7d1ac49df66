import Catalog
import Foundations
import Invoicing
import JSONText
import Providers

/// Rate cards of OpenMeter's plans and add-ons.
///
/// Bounds are inclusive and count what is left after a usage discount; packages are rounded up; the flat price of the first tier
/// is charged even if nothing is used. Sources: api/openapi.yaml, openmeter/productcatalog/price.go and
/// openmeter/billing/rating/service in openmeterio/openmeter; read 2026-11.
enum OpenMeterBodies: BodyReader {
  static func bill(_ template: JSON, for part: Purchase.Part, with plan: Price?, in book: ProviderBook) -> PartBill {
    var bill = PartBill()
    guard let currency = part.price?.currency else { return bill }
    let object =
      template["plan"].flatMap { book.body(where: "key", is: $0["key"], among: ["plans"]) } ?? book.body(template["addon"]?["id"])
    guard let object else {
      if let id = (template["plan"]?["id"] ?? template["addon"]?["id"])?.string { bill.unread.append(id) }
      return bill
    }
    for card in cards(object) {
      guard let price = card["price"], let charge = rate(price, currency) else { continue }
      let discounts = card["discounts"]
      let cadence = card["billingCadence"]?.string.flatMap { Cadence(duration: $0) }
      let percent = discounts?["percentage"]?["percentage"]?.decimal
      if price["type"] == "flat" {
        bill.charges.append(
          EmittedCharge(
            subject: book.bought(template["quantity"], of: part), cadence: cadence, costs: CostFunction(charge),
            percentOff: percent))
      } else if let feature = book.feature(key: card["featureKey"]) {
        let first = charge.tiers.first.map { ExactDecimal($0.flat.minorUnits) } ?? .zero
        bill.charges.append(
          EmittedCharge(
            subject: .usage(feature: feature), cadence: cadence, costs: CostFunction(charge),
            free: discounts?["usage"]?["quantity"]?.decimal ?? .zero, leastCost: first, percentOff: percent))
      }
    }
    return bill
  }

  /// An add-on is bought with the plans that it is assigned to. An existing plan has those that it was published with.
  static func sells(_ template: JSON, with plan: JSON?, in book: ProviderBook) -> Bool {
    guard let addon = template["addon"]?["id"], let key = plan?["plan"]?["key"],
      let request = book.request(where: "key", is: key, among: ["plans"])
    else { return true }
    let path = "/api/v1/plans/{\(request.id)}/addons"
    return book.setup.contains { $0.path.hasSameScalars(as: path) && $0.body?["addonId"] == addon }
  }

  /// A feature names a meter and filters its groups. An event without a group has an empty value there, which is another one.
  static func counts(_ feature: Feature, by meter: Meter, in book: ProviderBook) -> Bool? {
    guard let body = book.body(where: "key", is: .string(feature.header.key), among: ["features"]) else { return nil }
    guard let slug = body["meterSlug"] else { return false }
    guard let counting = book.body(where: "slug", is: slug, among: ["meters"]), let event = counting["eventType"]?.string else {
      let existing = feature.meterID(meter, at: book.provider.name) ?? meter.id(at: book.provider.name)
      return existing.map { slug == .string($0) } == true ? nil : false
    }
    var conditions: Set<EventCondition> = []
    if case .object(let filters)? = body["advancedMeterGroupByFilters"] {
      for filter in filters {
        guard let path = counting["groupBy"]?[filter.name]?.string, case .object(let comparisons) = filter.value else {
          return false
        }
        for comparison in comparisons {
          let values = [comparison.value.string].compactMap(\.self) + comparison.value.elements.compactMap(\.string)
          let isExcluding = comparison.name == "$ne" || comparison.name == "$nin"
          conditions.formUnion(Set<EventCondition>.values(values, of: path, isExcluding: isExcluding, needsValue: false))
        }
      }
    }
    let count = EventCount(
      event, Meter.Aggregation(emitted: counting["aggregation"]), property: counting["valueProperty"]?.string, conditions)
    return count == EventCount(of: feature, meter)
  }

  /// Those of a regular period: of the phase with a discount, or else of the last phase.
  private static func cards(_ object: JSON) -> [JSON] {
    guard let phases = object["phases"]?.elements else { return object["rateCards"]?.elements ?? [] }
    return (phases.first { $0["key"] == "discount" } ?? phases.last)?["rateCards"]?.elements ?? []
  }

  private static func rate(_ price: JSON, _ currency: Currency) -> Rate? {
    func amount(_ value: JSON?) -> ExactDecimal? { value?["amount"]?.decimal?.scaled(by: currency.minorUnitDigits) }
    switch price["type"] {
    case "flat", "unit": return amount(price).map { .perUnit($0) }
    case "package":
      guard let size = price["quantityPerPackage"]?.decimal?.integer else { return nil }
      return amount(price).map { .package($0, size: size) }
    case "tiered":
      return Rate(
        price["mode"],
        price["tiers"]?.elements.map { tier in
          Rate.Tier(
            upTo: tier["upToAmount"]?.decimal, perUnit: amount(tier["unitPrice"]) ?? .zero,
            flat: Money(minorUnits: amount(tier["flatPrice"])?.integer ?? 0))
        } ?? [])
    default: return nil
    }
  }
}

extension Cadence {
  /// - Parameter duration: of ISO 8601, with one unit: `P1M`.
  fileprivate init?(duration: String) {
    guard duration.first == "P", let unit = duration.last, let count = Int64(duration.dropFirst().dropLast()) else { return nil }
    switch unit {
    case "D": self.init(.day, count)
    case "W": self.init(.week, count)
    case "M": self.init(.month, count)
    case "Y": self.init(.year, count)
    default: return nil
    }
  }
}
