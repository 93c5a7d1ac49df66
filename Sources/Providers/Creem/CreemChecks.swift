import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// What Creem cannot express of a catalog, prices and top-ups' grants apart.
enum CreemChecks {
  static func run(_ lowering: inout Lowering, _ products: CreemProducts) {
    let catalog = lowering.catalog
    for meter in catalog.meters {
      lowering.report(
        .creemMeterNotSent, "the meter \(quoted(meter.header.id)) is not sent: no price is charged by usage",
        at: meter.header.place.name)
    }
    for feature in catalog.features { check(feature, &lowering) }
    for (item, sold) in zip(catalog.items, products.sold) {
      check(item, &lowering)
      checkIDs(item, &lowering)
      if !sold.isEmpty { checkSold(item, sold, &lowering) }
    }
    checkSettings(products, &lowering)
  }

  private static func check(_ feature: Feature, _ lowering: inout Lowering) {
    let what =
      switch feature.kind {
      case .boolean: "gives access to it"
      case .metered: "keeps its allowances"
      case .static: "holds its values"
      }
    lowering.report(
      .creemFeatureNotSent, "Creem does not know who has \(quoted(feature.header.id)): the application \(what)",
      at: feature.header.place.name)
  }

  private static func check(_ item: Item, _ lowering: inout Lowering) {
    let header = item.header
    if item.prices.isEmpty {
      lowering.report(
        .creemItemWithoutPrice, "\(quoted(header.id)) has no price, and a Creem product has exactly one: none is made",
        at: header.place.name)
      return
    }
    if case .named? = item.compatiblePlans {
      lowering.report(
        .creemPlansNotEnforced, "Creem sells \(quoted(header.id)) to any customer: the application checks the plan",
        at: .compatiblePlans(header))
    }
    if item.addon?.quantity != nil {
      lowering.report(
        .creemQuantity, "Creem does not hold customers to the quantity of \(quoted(header.id)): the application does",
        at: header.place["quantity"])
    }
  }

  private static func checkIDs(_ item: Item, _ lowering: inout Lowering) {
    guard let id = item.id(at: "creem") else { return }
    let place = item.header.place["providerIds", "creem"]
    if item.prices.count != 1 {
      lowering.report(
        .creemItemID, "Creem has a product for each price and none for the \(item.kind.described): the id is not used",
        at: place, help: item.prices.isEmpty ? nil : "give the id to the price that it belongs to")
    } else if let own = item.prices[0].id(at: "creem"), ExactString(own) != ExactString(id) {
      lowering.report(
        .creemItemID, "the only price has another id at Creem, which is used instead of this one", at: place,
        help: "remove one of the two",
        related: [.init("the id of the price", at: item.prices[0].place["providerIds", "creem"])])
    }
  }

  // MARK: What is sold

  private static func checkSold(_ item: Item, _ sold: [CreemProduct], _ lowering: inout Lowering) {
    let header = item.header
    if item.kind == .addon, sold.contains(where: { $0.cycle != nil }) {
      lowering.report(
        .creemAddonSubscription,
        "Creem has no add-ons: \(quoted(header.id)) is a subscription of its own, "
          + "which the application ends when the plan's ends",
        at: header.place.name)
    }
    if header.description?.isBlank != false, sold.contains(where: { $0.existing == nil }) {
      lowering.report(
        .creemDescription, "Creem wants a description, and \(quoted(header.id)) has none: its name is sent in its place",
        at: header.description == nil ? header.place.name : header.place["description"],
        help: "customers read it at the checkout: write one")
    }
    for product in sold {
      guard let existing = product.existing else { continue }
      lowering.report(
        .creemPriceChange,
        "the product is changed to this price; Creem does not say what that means for subscriptions that run",
        at: existing.place)
    }
    checkMetadata(item, sold, &lowering)
  }

  private static func checkMetadata(_ item: Item, _ sold: [CreemProduct], _ lowering: inout Lowering) {
    let header = item.header
    if !header.metadata.isEmpty { noteMetadata(of: header.place, &lowering) }
    for product in sold where !product.price.metadata.isEmpty { noteMetadata(of: product.price.place, &lowering) }
    for member in header.metadata {
      let place = header.place["metadata", member.name]
      if ReservedMetadata.price.contains(member.name) {
        lowering.report(
          .creemMetadataReserved, "the compiler writes '\(member.name)' itself on checkouts, and its value wins",
          at: place.name, help: "give the entry another name")
      } else if let other = sold.first(where: { $0.price.overrides(member) })?.price {
        lowering.report(
          .creemMetadataOverridden,
          "the price \(quoted(other.id)) has an entry of this name, which its checkouts carry instead",
          at: place, related: [.init("the entry of the price", at: other.place["metadata", member.name])])
      }
    }
  }

  private static func checkSettings(_ products: CreemProducts, _ lowering: inout Lowering) {
    let settings = lowering.settings
    if settings.text("taxCategory") != nil, products.all.contains(where: { $0.existing != nil }) {
      lowering.report(
        .creemTaxCategoryKept, "products that Creem has already keep their tax category: new ones alone get this one",
        at: settings.place["options", "taxCategory"])
    }
    if !settings.metadata.isEmpty, products.sold.contains(where: { !$0.isEmpty }) {
      noteMetadata(of: settings.place, &lowering)
    }
  }

  private static func noteMetadata(of owner: Place, _ lowering: inout Lowering) {
    lowering.report(
      .creemMetadata, "Creem's products have no metadata: the checkouts carry it", at: owner["metadata"])
  }
}

extension Price {
  /// Whether the price has another value under the name of its item's entry.
  fileprivate func overrides(_ entry: JSON.Member) -> Bool {
    metadata.contains { ExactString($0.name) == ExactString(entry.name) && $0.value != entry.value }
  }
}
