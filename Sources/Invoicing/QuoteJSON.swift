import Catalog
import Foundations
import JSONText

extension Quote {
  /// For programs. Amounts are in the minor unit, as in artifacts.
  package func members(in catalog: Catalog) -> [JSON.Member] {
    JSON.members([
      "currency": currency.map { .string($0.code) },
      "invoices": .array(invoices.map { $0.json(in: catalog) }),
      "included": .array(included.map { $0.json(in: catalog) }),
      "accessEnds": stops.isEmpty
        ? nil
        : .array(
          stops.map {
            ["feature": .string(catalog.features[$0.feature].header.id), "at": .number($0.end), "usage": .number($0.usage)]
          }),
    ])
  }
}

extension Invoice {
  fileprivate func json(in catalog: Catalog) -> JSON {
    .fields([
      "interval": .string(cadence?.period.rawValue ?? Interval.oneTime.rawValue),
      "intervalCount": cadence.flatMap { $0.count == 1 ? nil : .integer($0.count) },
      "lines": .array(lines.map { $0.json(in: catalog) }),
      "discount": reduction.isZero ? nil : .number(reduction),
      "total": .number(total),
    ])
  }
}

extension InvoiceLine {
  fileprivate func json(in catalog: Catalog) -> JSON {
    let common: [JSON.Member] = JSON.members([
      "rates": .array(rates.map(\.json)), "percentOff": percentOff.map(JSON.number), "amount": .number(amount),
    ])
    let item = part.item
    return switch subject {
    case .item(let price):
      .object(
        JSON.members([
          "kind": .string(item.kind.rawValue), "id": .string(item.header.id), "price": .string(price.id),
          "lookupKey": .string(price.lookupKey), "quantity": .integer(part.quantity),
        ]) + common)
    case .usage(let usage):
      .object(
        JSON.members([
          "kind": "usage", "id": .string(catalog.features[usage.charge.feature].header.id),
          "item": .string(item.header.id), "price": .string(usage.charge.price.id),
          "lookupKey": .string(usage.charge.lookupKey), "used": .number(usage.used), "included": .number(usage.included),
          "bought": usage.bought.isZero ? nil : .number(usage.bought), "unlimited": usage.isUnlimited ? true : nil,
          "charged": .number(usage.charged), "package": usage.charge.price.rate.packageSize.map(JSON.integer),
        ]) + common)
    }
  }
}

extension Rate {
  /// Nil unless units are sold in packages.
  fileprivate var packageSize: Int64? { if case .package(_, let size) = self { size } else { nil } }
}

extension Rate.Part {
  fileprivate var json: JSON {
    .fields([
      "units": .number(units), "unitAmountDecimal": .string(amount.plain),
      "flatAmount": flat == .zero ? nil : .integer(flat.minorUnits),
    ])
  }
}

extension Quote.Inclusion {
  fileprivate func json(in catalog: Catalog) -> JSON {
    let feature = JSON.Member("feature", .string(catalog.features[self.feature].header.id))
    return switch amount {
    case .unlimited: .object([feature, .init("unlimited", true)])
    case .limit(let limit): .object([feature, .init("limit", .number(limit))])
    case .metered(let grants):
      .object([
        feature,
        .init("grants", .array(grants.map { ["amount": .number($0.amount), "reset": .string($0.reset.rawValue)] })),
      ])
    }
  }
}
