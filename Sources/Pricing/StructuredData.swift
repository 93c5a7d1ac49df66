import Catalog
import Foundations
import JSONText

/// The items of a page as products and offers in the vocabulary of schema.org, for search engines.
///
/// Facts: `Product`, `Offer`, `UnitPriceSpecification`, `CompoundPriceSpecification` and `QuantitativeValue` of schema.org,
/// version 29. `billingDuration` is how long one payment lasts, as an ISO 8601 duration; `billingIncrement` and `unitCode` say the
/// same as a number of units of UN/CEFACT Recommendation 20. Amounts are decimal text in major units with a point, in every locale.
struct StructuredData {
  let catalog: Catalog

  /// - Parameter items: names, items and the prices to show.
  func page(_ items: [(name: String, item: Item, prices: [Price])]) -> JSON {
    .object([.init("@context", "https://schema.org"), .init("@graph", .array(items.map(product)))])
  }

  private func product(_ name: String, _ item: Item, _ prices: [Price]) -> JSON {
    let offers: [JSON] =
      // Free, unless a price is to be asked for, or is in another currency.
      item.availability == .onRequest
      ? []
      : item.prices.isEmpty
        ? catalog.currencies.prefix(1).map { ["@type": "Offer", "price": "0", "priceCurrency": .string($0.code)] }
        : prices.map { offer($0, of: item) }
    return .fields([
      "@type": "Product", "name": .string(name), "description": item.header.description.map(JSON.string),
      "sku": .string(item.header.key), "offers": offers.isEmpty ? nil : .array(offers),
    ])
  }

  private func offer(_ price: Price, of item: Item) -> JSON {
    let components = base(price, of: item) + price.usage.flatMap(usage)
    let specification: JSON? =
      components.count == 1
      ? components[0]
      : components.isEmpty
        ? nil
        : [
          "@type": "CompoundPriceSpecification", "priceCurrency": .string(price.currency.code),
          "priceComponent": .array(components),
        ]
    return .fields([
      "@type": "Offer",
      // What depends on the quantity has no price of its own.
      "price": price.isImplied ? nil : price.base.map { .string(price.currency.majorUnits($0.minorUnits)) },
      "priceCurrency": .string(price.currency.code), "eligibleQuantity": item.quantity.map(quantity),
      "priceSpecification": specification,
    ])
  }

  private func quantity(_ quantity: Quantity) -> JSON {
    .fields([
      "@type": "QuantitativeValue", "minValue": .integer(quantity.minimum), "maxValue": quantity.max.map(JSON.integer),
    ])
  }

  // MARK: What is paid in advance

  private func base(_ price: Price, of item: Item) -> [JSON] {
    guard !price.isImplied else { return [] }
    let unit = UnitName(of: item, in: catalog).one
    if let rate = price.quantityRate {
      return tiers(rate, price.currency, per: 1, unit: unit, billing: billing(price.cadence), type: type(price))
    }
    let reference: JSON? = item.quantity.map { _ in ["@type": "QuantitativeValue", "value": 1, "unitText": .string(unit)] }
    return [
      specification(
        price.base.map { price.currency.majorUnits($0.minorUnits) } ?? "0", price.currency, reference: reference,
        billing: billing(price.cadence), type: type(price))
    ]
  }

  private func type(_ price: Price) -> JSON? { price.cadence == nil ? nil : "https://schema.org/Subscription" }

  // MARK: Usage

  private func usage(_ charge: UsageCharge) -> [JSON] {
    let price = charge.price
    let unit = catalog.features[charge.feature].header.name
    let billing = billing(Cadence(charge.reset))
    switch price.rate {
    case .perUnit(let amount):
      return [
        specification(
          price.currency.majorUnits(amount.multiplied(by: price.per)), price.currency, name: unit,
          reference: reference(.integer(price.per), unit), eligible: eligible(charge.included, charge.max), billing: billing)
      ]
    case .package(let amount, let size):
      return [
        specification(
          price.currency.majorUnits(amount), price.currency, name: unit, reference: reference(.integer(size), unit),
          eligible: eligible(charge.included, charge.max), billing: billing)
      ]
    case .graduated, .volume:
      return tiers(price.rate, price.currency, per: price.per, unit: unit, from: charge.included, billing: billing, type: nil)
    }
  }

  private func reference(_ value: JSON, _ unit: String) -> JSON {
    ["@type": "QuantitativeValue", "value": value, "unitText": .string(unit)]
  }

  /// The usage that is charged; nil for all.
  private func eligible(_ start: ExactDecimal, _ end: ExactDecimal?) -> JSON? {
    if start.isZero, end == nil { return nil }
    return .fields(["@type": "QuantitativeValue", "minValue": .number(start), "maxValue": end.map(JSON.number)])
  }

  // MARK: Prices

  private func tiers(
    _ rate: Rate, _ currency: Currency, per: Int64, unit: String, from first: ExactDecimal = .zero, billing: [JSON.Member],
    type: JSON?
  ) -> [JSON] {
    var start = first
    return rate.tiers.flatMap { tier -> [JSON] in
      defer { start = tier.upTo ?? start }
      let eligible = eligible(start, tier.upTo)
      var parts: [JSON] = []
      if !tier.perUnit.isZero || tier.flat == .zero {
        parts.append(
          specification(
            currency.majorUnits(tier.perUnit.multiplied(by: per)), currency, name: "\(unit), \(rate.mode?.rawValue ?? "")",
            reference: reference(.integer(per), unit), eligible: eligible, billing: billing, type: type))
      }
      if tier.flat != .zero {
        parts.append(
          specification(
            currency.majorUnits(tier.flat.minorUnits), currency, name: "\(unit), flat", reference: nil, eligible: eligible,
            billing: billing, type: type))
      }
      return parts
    }
  }

  private func specification(
    _ price: String, _ currency: Currency, name: String? = nil, reference: JSON?, eligible: JSON? = nil, billing: [JSON.Member],
    type: JSON? = nil
  ) -> JSON {
    .object(
      JSON.members([
        "@type": "UnitPriceSpecification", "name": name.map(JSON.string), "price": .string(price),
        "priceCurrency": .string(currency.code), "priceComponentType": type, "referenceQuantity": reference,
        "eligibleQuantity": eligible,
      ]) + billing)
  }

  private func billing(_ cadence: Cadence?) -> [JSON.Member] {
    guard let cadence else { return [] }
    let (letter, code) =
      switch cadence.period {
      case .day: ("D", "DAY")
      case .week: ("W", "WEE")
      case .month: ("M", "MON")
      case .year: ("Y", "ANN")
      }
    return [
      .init("billingDuration", .string("P\(cadence.count)\(letter)")), .init("billingIncrement", .integer(cadence.count)),
      .init("unitCode", .string(code)),
    ]
  }
}
