import Catalog
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
      for price in item.prices { prices.append(self.price(price, of: item)) }
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
      "quantity": item.addon?.quantity.map {
        .fields(["min": $0.min.map(JSON.integer), "max": $0.max.map(JSON.integer)])
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
        + price.charges.map { charge in
          switch charge {
          case .flat(let money): JSON.Member("amount", .integer(money.minorUnits))
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
