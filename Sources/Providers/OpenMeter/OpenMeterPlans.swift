import Catalog
import CatalogDiff
import Diagnostics
import Foundations
import JSONText
import Syntax

/// One OpenMeter plan or add-on: an item of the catalog at one of its prices.
///
/// The rate cards of a plan are all charged together, and it has one currency and one cadence: each price is a plan of its
/// own (openmeter/productcatalog/plan.go).
struct OpenMeterOffer {
  enum Existing {
    case id(String)
    /// The catalog gives an id that OpenMeter does not have, or that another price has.
    case unusable
  }

  /// What an item costs at one of its prices.
  struct Fee {
    let price: Price
    let terms: SaleTerms
    let metadata: [JSON.Member]
  }

  let item: Item
  /// Nil where the item is free.
  let fee: Fee?
  let key: String
  /// What the rate card of the fee is called: like no feature, and like no other offer's, since cards of one key are
  /// merged.
  let feeKey: String
  /// The item's name.
  let name: String
  let currency: Currency
  /// How often it is charged; nil for what is charged once, and for a free add-on.
  let cadence: Cadence?
  /// Nil for what is created.
  let existing: Existing?
  let metadata: JSON

  var isCreated: Bool { existing == nil }

  /// The ids of the item and the price, as requests are named by them.
  var path: String { fee.map { Request.id(item.header.id, $0.price.id) } ?? Request.id(item.header.id) }
  /// The request that creates it.
  var request: String { "\(item.kind.rawValue)s/\(path)" }
  /// The name that tells it from the item's other offers.
  var title: String { fee.map { item.prices.count > 1 ? name + Self.suffix($0.price) : name } ?? name }

  static func suffix(_ price: Price) -> String { " (\(price.id))" }

  /// Its id in a body; nil where there is none to name.
  var id: JSON? {
    switch existing {
    case nil: .ref(request)
    case .id(let id): .string(id)
    case .unusable: nil
    }
  }
}

/// What OpenMeter bills, in mode `plans`.
struct OpenMeterPlans {
  /// A rate card that gives a feature.
  struct Card {
    let feature: Header
    let name: String
    let value: Entitlement.Value
    let metadata: JSON
  }

  /// A plan or an add-on, and all that it is sold at.
  struct Billed {
    let item: Item
    let description: String?
    let cards: [Card]
    var offers: [OpenMeterOffer]
  }

  /// One for each plan.
  let plans: [Billed]
  /// One for each add-on.
  let addons: [Billed]
  let pairs: OpenMeterPairs

  /// The places of the prices that can be bought.
  var sold: Set<Place> {
    let offers = plans.flatMap(\.offers) + addons.flatMap(\.offers).filter { $0.id != nil }
    return Set(offers.compactMap(\.fee?.price.place))
  }
}

/// What the offers of a catalog must not have in common.
private struct Claims {
  /// Of rate cards.
  var cardKeys: Set<ExactString>
  /// Of plans, and of add-ons.
  var keys: [Item.Kind: Set<ExactString>]
  var ids = NameClaims()

  init(_ catalog: Catalog) {
    cardKeys = Set(catalog.features.lazy.map { ExactString($0.header.key) })
    keys = [
      .plan: Set(catalog.plans.lazy.filter { $0.prices.count <= 1 }.map { ExactString($0.header.key) }),
      .addon: Set(catalog.addons.lazy.filter { $0.prices.count <= 1 }.map { ExactString($0.header.key) }),
    ]
  }

  /// A key that no other card has.
  mutating func cardKey(_ key: String) -> String {
    var base = OpenMeterKey.isLegal(key) ? key : OpenMeterKey.snakeCase(key)
    // Room for `_fee` and a number after it.
    base = OpenMeterKey.snakeCase(String(base.prefix(OpenMeterKey.maximumLength - 12)))
    base = base.isEmpty ? "fee" : base + "_fee"
    var candidate = base
    var count = 1
    while !cardKeys.insert(ExactString(candidate)).inserted {
      count += 1
      candidate = "\(base)_\(count)"
    }
    return candidate
  }
}

extension OpenMeterLowering {
  /// - Parameter apart: the features that subscriptions do not give, by index.
  mutating func plans(without apart: Set<Int>, _ findings: inout Findings) -> OpenMeterPlans {
    let items = catalog.items.filter { $0.kind != .topup }
    let names = cardNames(items, apart, &findings)
    let currency = onlyCurrency
    var claims = Claims(catalog)
    var billed = items.map { item in
      let cards = cards(item, apart, names, &findings)
      return OpenMeterPlans.Billed(
        item: item, description: description(item.header, input.limits.text.description, &findings), cards: cards,
        offers: sellable(offers(item, currency, &claims, &findings), of: item, cards, &findings))
    }
    let count = catalog.plans.count
    var pairs = OpenMeterPairs(catalog, billed.prefix(count).map(\.offers))
    for (index, addon) in catalog.addons.enumerated() {
      let offers = billed[count + index].offers
      let conflicting = offers.isEmpty ? [] : conflicts(of: addon, without: apart, &findings)
      billed[count + index].offers = pairs.assign(addon, offers, conflicting: conflicting, &findings)
    }
    for offer in billed.lazy.flatMap(\.offers) where offer.fee == nil && offer.isCreated {
      findings.report(
        .itemWithoutPrice,
        "\(quoted(offer.item.header.id)) has no price, so it is free at OpenMeter; "
          + "sell it only to customers who should have it", at: offer.item.header.place.name)
    }
    return OpenMeterPlans(plans: Array(billed.prefix(count)), addons: Array(billed.dropFirst(count)), pairs: pairs)
  }

  // MARK: Rate cards

  /// The names of rate cards, by feature: names of features may be too long for one.
  private func cardNames(_ items: [Item], _ apart: Set<Int>, _ findings: inout Findings) -> [Int: String] {
    let used = Set(items.lazy.flatMap(\.entitlements).filter(\.isGranted).map(\.feature)).subtracting(apart)
    var names: [Int: String] = [:]
    for (index, feature) in catalog.features.enumerated() where used.contains(index) {
      names[index] = input.limits.text.name?.cut(
        feature.header.name, "the name of a rate card", at: .nameOf(feature.header), &findings)
    }
    return names
  }

  private mutating func cards(
    _ item: Item, _ apart: Set<Int>, _ names: [Int: String], _ findings: inout Findings
  ) -> [OpenMeterPlans.Card] {
    item.entitlements.filter(\.isGranted).compactMap { entitlement in
      let feature = catalog.features[entitlement.feature].header
      if apart.contains(entitlement.feature) {
        findings.report(
          .openmeterFedFeature,
          "top-ups add to \(quoted(feature.id)); a request of its own gives it, not the subscription",
          at: entitlement.place.name)
        return nil
      }
      return OpenMeterPlans.Card(
        feature: feature, name: names[entitlement.feature] ?? feature.name, value: entitlement.value,
        metadata: .object(
          metadata.members(
            [.entitlement(entitlement, of: item)], compiler: [.init("catalogFeatureId", .string(feature.id))],
            owner: entitlement.place, &findings)))
    }
  }

  // MARK: What is sold

  /// The offers of which something is left, of an item that customers may have: OpenMeter publishes nothing without a rate
  /// card (ErrPlanPhaseHasNoRateCards, ErrAddonHasNoRateCards).
  private func sellable(
    _ offers: [OpenMeterOffer], of item: Item, _ cards: [OpenMeterPlans.Card], _ findings: inout Findings
  ) -> [OpenMeterOffer] {
    if let addon = item.addon, !isSold(addon, &findings) { return [] }
    guard cards.isEmpty, offers.contains(where: { $0.fee == nil && $0.isCreated }) else { return offers }
    findings.report(
      .openmeterNoRateCards,
      "\(quoted(item.header.id)) has no price, and no feature comes with its subscription; it is not for sale",
      at: item.header.place.name)
    return []
  }

  /// How many of an add-on a customer may hold: one (`single`), or a number that the assignment to a plan may limit.
  private func isSold(_ addon: Addon, _ findings: inout Findings) -> Bool {
    guard let maximum = addon.quantity?.max else { return true }
    let place = addon.header.place["quantity", "max"]
    if maximum == 0 {
      findings.report(
        .openmeterQuantityMaximum, "customers may have none of \(quoted(addon.header.id)); it is not for sale", at: place)
    } else if maximum > 1, !addon.multiple {
      findings.report(
        .openmeterQuantityMaximum, "OpenMeter sells one of what is not `multiple`; a maximum of \(maximum) is ignored",
        at: place, help: "write \"multiple\": true")
    }
    return maximum > 0
  }

  private mutating func offers(
    _ item: Item, _ onlyCurrency: Currency?, _ claims: inout Claims, _ findings: inout Findings
  ) -> [OpenMeterOffer] {
    if item.prices.isEmpty { return [free(item, onlyCurrency, &claims, &findings)].compactMap(\.self) }
    reportUnusedID(item, &findings)
    let name = name(item, &findings)
    let offers = item.prices.compactMap { price -> OpenMeterOffer? in
      let id = ProviderIDClaim(price, of: item, &claims.ids)
      guard let terms = terms(price, of: item, isExisting: id != nil, &findings),
        let key = key(price, of: item, &claims, &findings)
      else { return nil }
      id?.report(item, key, &findings)
      if let days = terms.trial?.days {
        findings.report(
          .openmeterTrial,
          "the trial is a free phase of \(days) days; your application must set `billing_anchor` to its end",
          at: price.trialPlace)
      }
      let lookupKey: [JSON.Member] =
        item.hasDefaultLookupKey(price) ? [] : [.init("lookupKey", .string(price.lookupKey))]
      return OpenMeterOffer(
        item: item,
        fee: .init(
          price: price, terms: terms,
          metadata: metadata.members([.price(price, of: item)], compiler: lookupKey, owner: price.place, &findings)),
        key: key, feeKey: claims.cardKey(key), name: name, currency: price.currency, cadence: terms.cadence,
        existing: id?.existing, metadata: metadata(of: item, price, &findings))
    }
    if item.prices.count > 1, !offers.isEmpty {
      let what = "OpenMeter \(item.kind.described)\(offers.count == 1 ? "" : "s")"
      findings.report(
        .objectPerPrice,
        "\(quoted(item.header.id)) becomes \(offers.count) \(what): \(list(offers.map { quoted($0.key) }))",
        at: item.header.place["prices"])
    }
    return offers
  }

  private mutating func metadata(of item: Item, _ price: Price?, _ findings: inout Findings) -> JSON {
    let id = JSON.Member(item.kind.idField, .string(item.header.id))
    return .object(
      metadata.members(
        [.settings(input.settings), .item(item)],
        compiler: [id] + (price.map { [.init("catalogPriceId", .string($0.id))] } ?? []), owner: item.header.place,
        &findings))
  }

  /// What costs nothing: a plan still needs a currency and a cadence, an add-on a currency.
  private mutating func free(
    _ item: Item, _ onlyCurrency: Currency?, _ claims: inout Claims, _ findings: inout Findings
  ) -> OpenMeterOffer? {
    let header = item.header
    guard let currency = onlyCurrency else {
      findings.report(
        .openmeterNoCurrency,
        "\(quoted(header.id)) has no price, and the catalog's prices do not share one currency; it is not for sale",
        at: header.place.name, help: "give it a price with amount 0")
      return nil
    }
    let id = ProviderIDClaim(nil, of: item, &claims.ids)
    id?.report(item, header.key, &findings)
    return OpenMeterOffer(
      item: item, fee: nil, key: header.key, feeKey: claims.cardKey(header.key), name: name(item, &findings),
      currency: currency, cadence: item.kind == .plan ? Cadence(.month) : nil, existing: id?.existing,
      metadata: metadata(of: item, nil, &findings))
  }

  /// The currency of all plans and add-ons; that of the top-ups, where nothing else has a price.
  private var onlyCurrency: Currency? {
    var currencies = Set((catalog.plans.flatMap(\.prices) + catalog.addons.flatMap(\.prices)).map(\.currency))
    if currencies.isEmpty { currencies = Set(catalog.topups.flatMap(\.prices).map(\.currency)) }
    return currencies.count == 1 ? currencies.first : nil
  }

  private func terms(
    _ price: Price, of item: Item, isExisting: Bool, _ findings: inout Findings
  ) -> SaleTerms? {
    let limits = input.limits
    if item.kind == .plan, !isExisting { return limits.terms(price, of: item, &findings) }
    // An existing plan has the cadence that it has, and a card of an add-on any that is in step with a plan's.
    let sale = Sale(price, of: item)
    return limits.amount(price, of: item, sale, &findings).map { amount in
      SaleTerms(
        sale: sale, amount: amount,
        cadence: price.cadence.map { item.kind == .plan ? limits.cadence.normalized($0) ?? $0 : $0 },
        trial: limits.trial(price, of: item, &findings))
    }
  }

  // MARK: Keys and names

  /// The item's key, followed by the price's id where there are several.
  private func key(_ price: Price, of item: Item, _ claims: inout Claims, _ findings: inout Findings) -> String? {
    guard item.prices.count > 1 else { return item.header.key }
    let suffix = OpenMeterKey.snakeCase(price.id)
    let key = "\(item.header.key)_\(suffix)"
    let problem: String? =
      if suffix.isEmpty {
        "its id has no letter or digit for one"
      } else if key.utf8.count > OpenMeterKey.maximumLength, OpenMeterKey.isLegal(item.header.key) {
        "\(quoted(key)) has more than \(OpenMeterKey.maximumLength) characters"
      } else if claims.keys[item.kind]?.contains(ExactString(key)) == true {
        "\(quoted(key)) is taken"
      } else {
        nil
      }
    if let problem {
      findings.report(
        .openmeterDerivedKey, "OpenMeter needs a key for this price, and \(problem); it is not for sale",
        at: price.place.name, help: "give the price another id")
      return nil
    }
    claims.keys[item.kind]?.insert(ExactString(key))
    return key
  }

  /// The name of an item, with room for the ids of its prices after it.
  private func name(_ item: Item, _ findings: inout Findings) -> String {
    guard let limit = input.limits.text.name else { return item.header.name }
    let suffix = item.prices.count > 1 ? item.prices.map { OpenMeterOffer.suffix($0).unicodeScalars.count }.max() ?? 0 : 0
    return TextLimits.Limit(max(1, limit.length - suffix))
      .cut(item.header.name, "the name", at: .nameOf(item.header), &findings)
  }

  private func reportUnusedID(_ item: Item, _ findings: inout Findings) {
    guard let id = item.id(at: input.provider.name) else { return }
    let place = item.header.place["providerIds", input.provider.name]
    if item.prices.count > 1 {
      findings.report(
        .idUnused, "OpenMeter has one \(item.kind.described) for each price; this id is ignored", at: place,
        help: "move the id to the price that it belongs to")
    } else if let price = item.prices.first, let own = price.id(at: input.provider.name), !own.isExactly(id) {
      findings.report(
        .idUnused, "the price has another id, which is used; this one is ignored", at: place,
        help: "remove one of the two ids",
        related: [.init("the id of the price", at: price.place["providerIds", input.provider.name])])
    }
  }
}

/// The id of an object that OpenMeter has already, as the catalog gives it.
private struct ProviderIDClaim {
  private let id: String
  private let place: Place
  private let isWellFormed: Bool
  /// Where another price has the same id.
  private let other: Place?

  /// - Parameter price: nil for an item that is free. An item's own id can only mean the one plan or add-on that it is.
  init?(_ price: Price?, of item: Item, _ claims: inout NameClaims) {
    let provider = Provider.openmeter.name
    let own = price?.id(at: provider)
    guard let id = own ?? (item.prices.count <= 1 ? item.id(at: provider) : nil) else { return nil }
    self.id = id
    place = ((own == nil ? nil : price?.place) ?? item.header.place)["providerIds", provider]
    isWellFormed = OpenMeterKey.isID(id)
    other = isWellFormed ? claims.claim(id, at: place) : nil
  }

  var existing: OpenMeterOffer.Existing { isWellFormed && other == nil ? .id(id) : .unusable }

  /// A subscription names its plan by key alone (PlanReferenceInput of api/openapi.yaml).
  func report(_ item: Item, _ key: String, _ findings: inout Findings) {
    let isPlan = item.kind == .plan
    let consequence =
      isPlan
      ? "the plan is not created, and customers subscribe to the one with key \(quoted(key))"
      : "this add-on is not for sale"
    if !isWellFormed {
      findings.report(
        .idMalformed, "\(quoted(id)) is not an OpenMeter id; \(consequence)", at: place,
        help: "copy the 26 characters of `id` from OpenMeter, or remove it")
    } else if let other {
      findings.report(
        .idTaken, "another price already uses \(quoted(id)); \(consequence)", at: place, help: "remove one of the two ids",
        related: [.init("the other price", at: other)])
    } else if isPlan {
      findings.report(
        .existingObjectKept, "the existing plan is sold as it is, by its key, which must be \(quoted(key))", at: place)
    }
  }
}
