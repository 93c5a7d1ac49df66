import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// Autumn's API, version 2.3.0: POST /v1/plans.create, /v1/plans.update and /v1/billing.attach.
///
/// The seller chooses the ids, so what refers to a plan or a feature names it, and needs nothing of an answer. Making what
/// is there already fails: a script looks for it first, by id and price. A plan with another price than the catalog's is
/// not taken for the catalog's: making it fails, and the id in `providerIds` turns the request into an update.
struct AutumnRequests {
  private var lowering: Lowering
  private let catalog: Catalog
  private let features: Set<Int>
  /// Entries of items that a price overrides: what is wrong is said once, however many prices do it.
  private var reported: Set<Place> = []

  static func add(_ offers: [AutumnOffer], _ features: Set<Int>, to lowering: inout Lowering) {
    var requests = AutumnRequests(lowering, features)
    for offer in offers { requests.addPlan(offer) }
    for offer in offers { requests.addPurchases(offer) }
    lowering = requests.lowering
  }

  private init(_ lowering: Lowering, _ features: Set<Int>) {
    self.lowering = lowering
    self.features = features
    catalog = lowering.catalog
  }

  // MARK: Setup

  private mutating func addPlan(_ offer: AutumnOffer) {
    let item = offer.item
    let header = item.header
    let content = AutumnItems(item, catalog, features: features)
    let basePrice = item.topup == nil ? price(offer) : nil
    let items = item.topup.map { [AutumnItems.topup($0, topupPrice(offer, $0), catalog)] } ?? content.items
    let trial = offer.price.flatMap { AutumnMoney.trialDays($0, of: item) }.map { days in
      // The default would be months.
      JSON.fields(["duration_length": .integer(days), "duration_type": "day"])
    }
    let isExisting = offer.isExisting
    let body = JSON.fields([
      "plan_id": .string(offer.planID),
      // Plans without a group exclude each other, too: that is what the plans of a catalog do. Add-ons exclude none.
      "group": item.kind == .plan ? lowering.settings.text("group").map(JSON.string) : nil,
      "name": .string(name(offer)),
      "description": header.description.flatMap { $0.isEmpty ? nil : .string($0) },
      // Without it the add-on would take the place of the customer's plan.
      "add_on": item.kind == .plan ? nil : true,
      // An update takes away what is null, and leaves alone what is missing.
      "price": basePrice ?? (isExisting ? .null : nil),
      "items": items.isEmpty && !isExisting ? nil : .array(items),
      "free_trial": trial ?? (isExisting ? .null : nil),
      "billing_controls": content.softLimits.isEmpty ? nil : ["overage_allowed": .array(content.softLimits)],
      "metadata": .object(metadata(offer, content)),
    ])
    lowering.artifact.setup.append(
      isExisting
        ? Request(offer.request, .post, "/v1/plans.update", body: body)
        : Request(
          offer.request, .post, "/v1/plans.create", lookup: .init("/v1/plans.list", method: .post, match: match(offer)),
          body: body))
  }

  /// What a plan that an earlier run made holds: its id and what it costs, null for nothing. The units of a top-up are its
  /// only item, and what they cost is said there.
  private func match(_ offer: AutumnOffer) -> JSON {
    let units = offer.item.topup.flatMap { topup in
      offer.price.flatMap { $0.base.minorUnits > 0 ? amount($0) : nil }.map { amount in
        JSON.array([["price": ["amount": amount, "billing_units": .number(topup.amount)]]])
      }
    }
    return .fields([
      "id": .string(offer.planID), "price": base(offer).map { .object($0) } ?? .null, "items": units,
    ])
  }

  /// The plans of an item are told apart by the ids of their prices.
  private func name(_ offer: AutumnOffer) -> String {
    guard offer.item.prices.count > 1, let price = offer.price else { return offer.item.header.name }
    return "\(offer.item.header.name) (\(price.id))"
  }

  // MARK: Prices

  /// The base price in the organization's currency; nil for what is free, and for a top-up, whose units are sold instead.
  private func base(_ offer: AutumnOffer) -> [JSON.Member]? {
    guard offer.item.topup == nil, let price = offer.price, price.base.minorUnits > 0, let amount = amount(price),
      let interval = AutumnMoney.interval(price.cadence)
    else { return nil }
    return JSON.members([
      "amount": amount, "interval": .string(interval.name),
      "interval_count": interval.count == 1 ? nil : .integer(interval.count),
    ])
  }

  private func price(_ offer: AutumnOffer) -> JSON? {
    base(offer).map { .object($0 + additionalCurrencies(offer)) }
  }

  /// So much for the units of one top-up, once, and as many as are bought are paid for at once (Autumn's documentation,
  /// modelling-pricing/one-off-purchases).
  private func topupPrice(_ offer: AutumnOffer, _ topup: Topup) -> JSON? {
    guard let price = offer.price, price.base.minorUnits > 0, let amount = amount(price) else { return nil }
    return .object(
      [.init("amount", amount)] + additionalCurrencies(offer) + [
        .init("interval", "one_off"), .init("billing_units", .number(topup.amount)), .init("billing_method", "prepaid"),
      ])
  }

  private func additionalCurrencies(_ offer: AutumnOffer) -> [JSON.Member] {
    let currencies = offer.additional.compactMap { price in
      amount(price).map { JSON.fields(["currency": .string(price.currency.lowercased), "amount": $0]) }
    }
    return currencies.isEmpty ? [] : [.init("additional_currencies", .array(currencies))]
  }

  private func amount(_ price: Price) -> JSON? { (try? AutumnMoney.majorUnits(price)).map(JSON.number) }

  // MARK: Metadata

  /// A plan takes any JSON. It stands for the item and the price together, and carries the entries of both.
  private mutating func metadata(_ offer: AutumnOffer, _ content: AutumnItems) -> [JSON.Member] {
    let item = offer.item
    let configs = content.configs.isEmpty ? [] : [JSON.Member(AutumnItems.configName, .object(content.configs))]
    let own = offer.price.map { lowering.metadata($0, of: item) } ?? lowering.metadata(item)
    for member in item.header.metadata {
      guard let other = offer.price?.metadata.first(where: { $0.name == member.name }), other.value != member.value else {
        continue
      }
      override(member, of: item.header.place, by: "the price \(quoted(offer.price?.id ?? ""))")
    }
    if !configs.isEmpty {
      var owners = [(item.header.metadata, item.header.place)]
      if let price = offer.price { owners.append((price.metadata, price.place)) }
      for (members, owner) in owners {
        for member in members where member.name == AutumnItems.configName {
          override(member, of: owner, by: "the compiler, for the values of static features,")
        }
      }
    }
    return lowering.bodyMetadata(lowering.merged([item.header.metadata, own, configs]))
  }

  private mutating func override(_ member: JSON.Member, of owner: Place, by other: String) {
    let place = owner["metadata", member.name]
    guard reported.insert(place).inserted else { return }
    lowering.report(
      .autumnMetadataOverridden, "\(other) has an entry of this name, which the plan carries instead", at: place,
      help: "give one of them another name")
  }

  // MARK: Purchase

  private mutating func addPurchases(_ offer: AutumnOffer) {
    let item = offer.item
    guard let price = offer.price else {
      addPurchase(offer, Request.id("purchase", item.kind.rawValue, item.header.id), currency: nil)
      return
    }
    for sold in [price] + offer.additional {
      addPurchase(
        offer, Request.id("purchase", item.kind.rawValue, item.header.id, sold.id),
        currency: offer.additional.isEmpty ? nil : sold.currency.lowercased)
    }
  }

  private mutating func addPurchase(_ offer: AutumnOffer, _ id: String, currency: String?) {
    let quantities = offer.item.topup.flatMap { topup in
      offer.price.flatMap { $0.base.minorUnits > 0 ? topup : nil }
    }.map { topup in
      JSON.array([
        ["feature_id": .string(catalog.features[topup.feature].header.key), "quantity": .number(topup.amount)]
      ])
    }
    lowering.artifact.purchase.append(
      Request(
        id, .post, "/v1/billing.attach",
        body: .fields([
          "customer_id": .param("customer"), "plan_id": .string(offer.planID), "feature_quantities": quantities,
          "success_url": .param("success_url"), "currency": currency.map(JSON.string),
        ])))
  }
}
