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
    everyPlan = .strings(input.whole.plans.map(\.header.id))
  }

  func add(to artifact: inout Artifact) {
    let items = input.whole.items
    var (products, prices) = (artifact.emptySection, artifact.emptySection)
    for item in items {
      products.append(product(item))
      for price in item.prices {
        if !price.isImplied { prices.append(self.price(price, of: item)) }
      }
      for entitlement in item.entitlements { addUsage(entitlement, of: item, to: &prices) }
      for price in item.prices {
        for entitlement in price.ownEntitlements { addUsage(entitlement, of: item, under: price.id, to: &prices) }
      }
    }
    artifact.sections = [.init("products", products), .init("prices", prices)]
  }

  private func addUsage(_ entitlement: Entitlement, of item: Item, under price: String? = nil, to list: inout JSONList) {
    guard case .metered(let allowance) = entitlement.value else { return }
    for usage in allowance.prices { list.append(self.usage(usage, allowance, entitlement, of: item, under: price)) }
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
          "featureId": quantity.feature.map { .string(input.whole.features[$0].header.id) },
          "min": quantity.min.map(JSON.integer), "max": quantity.max.map(JSON.integer),
        ])
      },
      "default": item.plan?.isDefault == true ? true : nil,
      "group": item.plan?.group.map(JSON.string),
      "onRequest": item.availability == .onRequest ? true : nil,
      "sold": item.availability == .unsold ? false : nil,
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
          "trialCard": price.trial?.needsCard == false ? false : nil,
          "sold": price.isSold ? nil : false,
          "entitlements": entitlements(of: price),
          "priceId": price.id(at: input.provider.name).map(JSON.string),
          "featureId": featureID(item),
          "compatiblePlanIds": compatiblePlans(item),
          "metadata": .object(input.metadata(price, of: item)),
        ]))
  }

  /// The entitlements that a price has of its own, by feature.
  private func entitlements(of price: Price) -> JSON? {
    guard !price.ownEntitlements.isEmpty else { return nil }
    return .object(
      price.ownEntitlements.map { entitlement in
        JSON.Member(input.whole.features[entitlement.feature].header.id, entitlement.neutral)
      })
  }

  /// The entry of a usage price. Rates are exact decimals of the minor unit, for one unit.
  private func usage(_ price: UsagePrice, _ allowance: Allowance, _ entitlement: Entitlement, of item: Item, under owner: String?)
    -> JSON
  {
    let feature = input.whole.features[entitlement.feature].header
    return .object(
      JSON.members([
        "kind": .string(item.kind.rawValue),
        item.kind.idField: .string(item.header.id),
        "catalogPriceId": .string(price.id),
        "lookupKey": .string(price.ownLookupKey ?? UsagePrice.defaultLookupKey(price.id, of: item.header, feature, under: owner)),
        "currency": .string(price.currency.lowercased),
        "usage": .fields([
          "catalogFeatureId": .string(feature.id), "included": .number(allowance.amount),
          "reset": .string(allowance.reset(in: item).rawValue), "max": allowance.max.map(JSON.number),
          "perUnit": allowance.perUnit.map(JSON.bool), "underPrice": owner.map(JSON.string),
        ]),
      ]) + members(of: price.rate, per: price.per)
        + JSON.members([
          "priceId": price.id(at: input.provider.name).map(JSON.string),
          "metadata": .object(
            input.merged([price.metadata, input.compilerMetadata(price, entitlement.feature, of: item, under: owner)])),
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
    item.topup.map { .string(input.whole.features[$0.feature].header.id) }
  }

  private func compatiblePlans(_ item: Item) -> JSON? {
    switch item.compatiblePlans {
    case nil: nil
    case .every: everyPlan
    case .named(let indices): .strings(indices.lazy.map { input.whole.plans[$0].header.id })
    }
  }
}

extension Entitlement {
  /// As in a catalog, in the shortest form.
  fileprivate var neutral: JSON {
    switch value {
    case .boolean(let enabled): .bool(enabled)
    case .unlimited: "unlimited"
    case .static(let config): config.value
    case .limit(let limit):
      .fields([
        "amount": .number(limit.amount), "perUnit": limit.perUnit.map(JSON.bool), "set": limit.isSet ? true : nil,
      ])
    case .metered(let allowance):
      .fields([
        "amount": .number(allowance.amount), "reset": allowance.writtenReset.map { .string($0.rawValue) },
        "perUnit": allowance.perUnit.map(JSON.bool), "isSoftLimit": allowance.isSoftLimit.map(JSON.bool),
        "preserveOverageAtReset": allowance.preserveOverageAtReset.map(JSON.bool), "max": allowance.max.map(JSON.number),
      ])
    }
  }
}
