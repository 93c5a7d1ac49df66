import CatalogModel
import JSONText

/// The part of an artifact that is alike for all providers: what is sold, and at which prices.
extension Lowering {
  /// Fills `products` and `prices`.
  package mutating func addNeutralView() {
    let items = catalog.items
    var products = NeutralList(self)
    for item in items { products.add(product: item) }
    var prices = NeutralList(self)
    for item in items { prices.add(pricesOf: item) }
    artifact.sections = [.init("products", products.elements), .init("prices", prices.elements)]
  }
}

private struct NeutralList {
  private let lowering: Lowering
  private let plans: [String]
  /// The ids of all plans, where they have been written: an add-on that goes with all of them has no list of its own.
  private var everyPlan: PackedJSONWriter.Shared?
  private(set) var elements: PackedJSON

  init(_ lowering: Lowering) {
    self.lowering = lowering
    plans = lowering.catalog.plans.map(\.header.id)
    elements = lowering.artifact.emptySection
  }

  mutating func add(product item: Item) {
    let (lowering, plans) = (lowering, plans)
    let metadata = lowering.metadata(item)
    var everyPlan = everyPlan
    elements.append { writer in
      writer.object {
        writer.member("kind", item.kind.rawValue)
        writer.member("strategy", lowering.strategies.strategy(for: item))
        writer.name(given: item.kind.idField)
        writer.string(item.header.id)
        writer.member("name", item.header.name)
        if let description = item.header.description { writer.member("description", description) }
        if let id = item.id(at: lowering.provider) { writer.member("productId", id) }
        if let topup = item.topup {
          writer.member("featureId", lowering.catalog.features[topup.feature].header.id)
          writer.name("amount")
          writer.number(topup.amount)
        }
        writer.compatiblePlans(item.compatiblePlans, plans, &everyPlan)
        if let addon = item.addon {
          writer.name("multiple")
          writer.bool(addon.multiple)
          if let quantity = addon.quantity {
            writer.member("quantity", .fields(["min": quantity.min.map(JSON.integer), "max": quantity.max.map(JSON.integer)]))
          }
        }
        writer.name("metadata")
        writer.object { for member in metadata { writer.member(given: member.name, member.value) } }
      }
    }
    self.everyPlan = everyPlan
  }

  mutating func add(pricesOf item: Item) {
    let (lowering, plans) = (lowering, plans)
    var everyPlan = everyPlan
    for price in item.prices {
      let metadata = lowering.metadata(price, of: item)
      elements.append { writer in
        writer.object {
          writer.member("kind", item.kind.rawValue)
          writer.member("strategy", lowering.strategies.strategy(for: price, of: item))
          writer.name(given: item.kind.idField)
          writer.string(item.header.id)
          writer.member("catalogPriceId", price.id)
          writer.member("lookupKey", price.lookupKey)
          writer.member("amount", price.base.minorUnits)
          writer.member("currency", price.currency.lowercased)
          writer.member("interval", price.interval)
          if let count = price.cadence?.writtenCount { writer.member("intervalCount", count) }
          if let days = price.trial?.days { writer.member("trialDays", days) }
          if let id = price.id(at: lowering.provider) { writer.member("priceId", id) }
          if let topup = item.topup { writer.member("featureId", lowering.catalog.features[topup.feature].header.id) }
          writer.compatiblePlans(item.compatiblePlans, plans, &everyPlan)
          writer.name("metadata")
          writer.object { for member in metadata { writer.member(given: member.name, member.value) } }
        }
      }
    }
    self.everyPlan = everyPlan
  }
}

extension PackedJSONWriter {
  /// The member `compatiblePlanIds`, where there is a selection.
  fileprivate func compatiblePlans(_ selection: PlanSelection?, _ plans: [String], _ everyPlan: inout Shared?) {
    guard let selection else { return }
    name("compatiblePlanIds")
    switch selection {
    case .every:
      if let everyPlan { return write(everyPlan) }
      everyPlan = sharing { array(plans) }
    case .named(let indices): array(indices.lazy.map { plans[$0] })
    }
  }

  private func array(_ texts: some Sequence<String>) {
    array {
      for text in texts {
        beginElement()
        string(text)
      }
    }
  }
}
