import Catalog
import Foundations
import JSONText
import Providers

/// The terms of a price, which cannot be changed at a provider.
package struct PriceTerms: Hashable, Sendable {
  /// In the currency's ISO 4217 minor unit.
  package let amount: Int64
  package let currency: Currency
  /// Nil for a one-time price.
  package let cadence: Cadence?
  /// What is charged besides the amount: tiers and usage, in a form that is equal for equal charges. Nil for nothing.
  package let charges: ScalarString?

  package init(amount: Int64, currency: Currency, cadence: Cadence?, charges: String? = nil) {
    self.amount = amount
    self.currency = currency
    self.cadence = cadence
    self.charges = charges.map { ScalarString($0) }
  }

  /// - Parameter usage: the usage that the object of the price charges, too.
  private init(_ price: Price, _ usage: [UsageCharge], _ catalog: Catalog) {
    let charges = [price.quantityRate?.terms].compactMap(\.self) + usage.map { $0.terms(catalog) }
    self.init(
      amount: (price.base ?? .zero).minorUnits, currency: price.currency, cadence: price.cadence,
      charges: charges.isEmpty ? nil : charges.joined(separator: "; "))
  }

  /// The terms of an object of its own for a usage price.
  private init(_ charge: UsageCharge, _ catalog: Catalog) {
    self.init(amount: 0, currency: charge.price.currency, cadence: Cadence(charge.reset), charges: charge.terms(catalog))
  }
}

extension PriceTerms {
  /// The terms of a price and of its usage prices, by the ids of the requests that may create their objects.
  ///
  /// What a request may create: the object of a price, or of a usage price.
  struct Target {
    let request: String
    let terms: PriceTerms
    /// Nil for the price itself.
    let usage: UsagePrice?
    /// Whether it is a copy of a usage price for those who pay the price alone.
    let isCopy: Bool

    fileprivate init(_ request: String, _ terms: PriceTerms, usage: UsagePrice? = nil, isCopy: Bool = false) {
      self.request = request
      self.terms = terms
      self.usage = usage
      self.isCopy = isCopy
    }
  }

  /// - Parameter api: decides whether usage prices have objects of their own.
  static func targets(of price: Price, in item: Item, of catalog: Catalog, at api: API) -> [Target] {
    let isApart = api.resources.contains { $0.kind == "usage" }
    let own = PriceTerms(price, isApart ? [] : price.usage, catalog)
    let (kind, id) = (item.kind.rawValue, item.header.id)
    // OpenMeter has one plan or add-on per price.
    return [
      Target(Request.id("prices", kind, id, price.id), own), Target(Request.id("\(kind)s", id, price.id), own),
    ]
      + price.usage.flatMap { charge in
        let terms = PriceTerms(charge, catalog)
        func target(under owner: String?, isCopy: Bool = false) -> Target {
          let request = item.request(of: charge.price, catalog.features[charge.feature], under: owner)
          return Target(request, terms, usage: charge.price, isCopy: isCopy)
        }
        if price.owns(charge.price) { return [target(under: price.id)] }
        // A price that grants other features than the item may need an object of its own.
        return [target(under: nil)] + (price.ownEntitlements.isEmpty ? [] : [target(under: price.id, isCopy: true)])
      }
  }
}

extension PriceTerms {
  /// The form in an ids file.
  package var json: JSON {
    .fields([
      "amount": .integer(amount), "currency": .string(currency.code), "interval": .string(cadence?.period.rawValue ?? "one_time"),
      "intervalCount": cadence.map { .integer($0.count) }, "charges": charges.map { .string($0.text) },
    ])
  }

  /// The terms of every price, by the ids of the requests that may create its object.
  package static func byRequest(_ catalog: Catalog, _ api: API) -> [ScalarString: PriceTerms] {
    var terms: [ScalarString: PriceTerms] = [:]
    for item in catalog.items {
      for price in item.prices {
        for target in targets(of: price, in: item, of: catalog, at: api) { terms[ScalarString(target.request)] = target.terms }
      }
    }
    // Where a discount is a part of a plan, each price has another plan with it.
    for discount in catalog.discounts {
      for item in catalog.items(of: discount) where item.kind == .plan {
        for price in item.prices {
          let full = terms[ScalarString(Request.id("plans", item.header.id, price.id))]
          terms[ScalarString(Request.id("plans", item.header.id, price.id, discount.header.id))] = full?.lowered(by: discount)
        }
      }
    }
    return terms
  }
}

extension PriceTerms {
  /// The terms of a price with a discount; nil if it is not a percentage.
  fileprivate func lowered(by discount: Discount) -> PriceTerms? {
    guard case .percent(let percent) = discount.reduction else { return nil }
    let duration =
      switch discount.duration {
      case .once: "once"
      case .months(let months): "for \(months) months"
      case .forever: "forever"
      }
    let charges = [self.charges?.text, "less \(percent)% \(duration)"].compactMap(\.self).joined(separator: "; ")
    return PriceTerms(amount: amount, currency: currency, cadence: cadence, charges: charges)
  }
}

extension Rate {
  fileprivate var terms: String {
    switch self {
    case .perUnit(let amount): "\(amount) each"
    case .package(let amount, let size): "\(amount) for \(size)"
    case .graduated(let tiers), .volume(let tiers):
      "\(mode?.rawValue ?? "") "
        + tiers.map { tier in
          "\(tier.upTo.map { "\($0)" } ?? "inf"): \(tier.perUnit)\(tier.flat == .zero ? "" : " + \(tier.flat.minorUnits)")"
        }.joined(separator: ", ")
    }
  }
}

extension UsageCharge {
  fileprivate func terms(_ catalog: Catalog) -> String {
    "\(catalog.features[feature].header.id) beyond \(included) a \(reset.rawValue): \(price.rate.terms)"
  }
}
