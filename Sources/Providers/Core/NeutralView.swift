import Catalog
import Foundations
import JSONText

/// The provider-neutral part of an artifact: the items for sale and their prices.
struct NeutralView {
  private let input: LoweringInput
  private let strategies: Strategies
  private let everyPlan: JSON

  init(_ input: LoweringInput) {
    self.input = input
    strategies = input.provider.strategies
    everyPlan = .strings(input.catalog.plans.map(\.header.id))
  }

  func add(to artifact: inout Artifact) {
    let items = input.catalog.items
    var (products, prices) = (artifact.emptySection, artifact.emptySection)
    for item in items {
      products.append(product(item))
      for price in item.prices {
        if !price.isImplied { prices.append(self.price(price, of: item)) }
      }
      for entitlement in item.entitlements {
        guard case .metered(let allowance) = entitlement.value else { continue }
        for price in allowance.prices { prices.append(self.usage(price, allowance, entitlement, of: item)) }
      }
    }
    artifact.sections = [.init("products", products), .init("prices", prices)]
  }

  private func product(_ item: Item) -> JSON {
    .fields([
      "kind": .string(item.kind.rawValue),
      "strategy": .string(strategies.strategy(for: item)),
      item.kind.idField: .string(item.header.id),
      "name": .string(item.header.name),
      "description": item.header.description.map(JSON.string),
      "productId": item.id(at: input.provider.name).map(JSON.string),
      "featureId": featureID(item),
      "amount": item.topup.map { .number($0.amount) },
      "compatiblePlanIds": compatiblePlans(item),
      "multiple": item.addon.map { .bool($0.multiple) },
      "quantity": item.quantity.map { quantity in
        .fields([
          "featureId": quantity.feature.map { .string(input.catalog.features[$0].header.id) },
          "min": quantity.min.map(JSON.integer), "max": quantity.max.map(JSON.integer),
        ])
      },
      "metadata": .object(input.metadata(item)),
    ])
  }

  private func price(_ price: Price, of item: Item) -> JSON {
    .object(
      JSON.members([
        "kind": .string(item.kind.rawValue),
        "strategy": .string(strategies.strategy(for: price, of: item)),
        item.kind.idField: .string(item.header.id),
        "catalogPriceId": .string(price.id),
        "lookupKey": .string(price.lookupKey),
      ])
        + price.charges.flatMap { charge -> [JSON.Member] in
          switch charge {
          case .flat(let money): [JSON.Member("amount", .integer(money.minorUnits))]
          case .quantity(let rate): members(of: rate)
          case .usage: []
          }
        }
        + JSON.members([
          "currency": .string(price.currency.lowercased),
          "interval": .string(price.interval),
          "intervalCount": price.cadence?.writtenCount.map(JSON.integer),
          "trialDays": price.trial.map { .integer($0.days) },
          "priceId": price.id(at: input.provider.name).map(JSON.string),
          "featureId": featureID(item),
          "compatiblePlanIds": compatiblePlans(item),
          "metadata": .object(input.metadata(price, of: item)),
        ]))
  }

  /// The entry of a usage price. Rates are exact decimals of the minor unit, for one unit.
  private func usage(_ price: UsagePrice, _ allowance: Allowance, _ entitlement: Entitlement, of item: Item) -> JSON {
    let feature = input.catalog.features[entitlement.feature].header
    return .object(
      JSON.members([
        "kind": .string(item.kind.rawValue),
        item.kind.idField: .string(item.header.id),
        "catalogPriceId": .string(price.id),
        "lookupKey": .string(price.ownLookupKey ?? UsagePrice.defaultLookupKey(price.id, of: item.header, feature)),
        "currency": .string(price.currency.lowercased),
        "usage": .fields([
          "catalogFeatureId": .string(feature.id), "included": .number(allowance.amount),
          "reset": .string(allowance.reset(in: item).rawValue), "max": allowance.max.map(JSON.number),
          "perUnit": allowance.perUnit.map(JSON.bool),
        ]),
      ]) + members(of: price.rate, per: price.per)
        + JSON.members([
          "priceId": price.id(at: input.provider.name).map(JSON.string),
          "metadata": .object(
            input.merged([price.metadata, input.compilerMetadata(price, entitlement.feature, of: item)])),
        ]))
  }

  private func members(of rate: Rate, per: Int64 = 1) -> [JSON.Member] {
    switch rate {
    case .perUnit(let amount):
      return JSON.members([
        "unitAmountDecimal": .string("\(amount.multiplied(by: per))"), "per": per == 1 ? nil : .integer(per),
      ])
    case .package(let amount, let size):
      return JSON.members(["unitAmountDecimal": .string("\(amount)"), "package": .integer(size)])
    case .graduated(let tiers), .volume(let tiers):
      return JSON.members([
        "mode": rate.mode.map { .string($0.rawValue) },
        "tiers": .array(
          tiers.map { tier in
            .fields([
              "upTo": tier.upTo.map(JSON.number), "unitAmountDecimal": .string("\(tier.perUnit)"),
              "flatAmount": tier.flat == .zero ? nil : .integer(tier.flat.minorUnits),
            ])
          }),
      ])
    }
  }

  private func featureID(_ item: Item) -> JSON? {
    item.topup.map { .string(input.catalog.features[$0.feature].header.id) }
  }

  private func compatiblePlans(_ item: Item) -> JSON? {
    switch item.compatiblePlans {
    case nil: nil
    case .every: everyPlan
    case .named(let indices): .strings(indices.lazy.map { input.catalog.plans[$0].header.id })
    }
  }
}
