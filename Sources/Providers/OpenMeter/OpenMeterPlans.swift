import Catalog
import CatalogDiff
import Diagnostics
import Foundations
import JSONText
import Syntax

/// The plans and add-ons that OpenMeter bills in mode `plans`.
struct OpenMeterPlans {
  /// A rate card that grants a feature, charges its usage, or both.
  struct Card {
    /// An index into ``Catalog/features``.
    let index: Int
    let feature: Header
    let name: String
    /// Nil if a separate request grants the feature.
    let value: OpenMeterValue?
    /// That of the entitlement.
    let metadata: JSON
  }

  /// One OpenMeter plan or add-on: an item of the catalog at one of its prices.
  ///
  /// A plan has one currency and one cadence, and all its rate cards are charged together. So each price becomes a separate plan
  /// (openmeter/productcatalog/plan.go).
  struct Offer {
    enum Existing {
      case id(String)
      /// The catalog's id is malformed, or another price has the same one.
      case unusable
    }

    /// The fee of an item at one of its prices.
    struct Fee {
      let price: Price
      let terms: SaleTerms
      let metadata: [JSON.Member]
      /// By feature.
      let usage: [Int: Usage]
    }

    /// The usage of a feature that is charged together with the fee.
    struct Usage {
      let charge: UsageCharge
      let metadata: [JSON.Member]
    }

    /// What customers of the plan save.
    struct Reduction {
      let discount: Discount
      let percent: ExactDecimal
      /// For how long, from the first charge on; nil for ever.
      let duration: Cadence?
    }

    let item: Item
    /// Nil if the item is free.
    let fee: Fee?
    /// Nil for the full price.
    var reduction: Reduction?
    var key: String
    /// The key of the fee's rate card. It differs from all feature keys and from the fee keys of other offers, because cards
    /// with the same key are merged.
    var feeKey: String
    /// The item's name.
    let name: String
    let currency: Currency
    /// Nil for a one-time price and for a free add-on.
    let cadence: Cadence?
    /// Nil if the object is created.
    var existing: Existing?
    var metadata: JSON

    var isCreated: Bool { existing == nil }

    /// The ids of the item, the price and the discount, as used in request ids.
    var path: String {
      [item.header.id, fee?.price.id, reduction?.discount.header.id].compactMap(\.self).map { Request.id($0) }
        .joined(separator: "/")
    }
    /// The request that creates it.
    var request: String { "\(item.kind.rawValue)s/\(path)" }
    /// A name that distinguishes it from the item's other offers.
    var title: String {
      let title = fee.map { item.hasSeveralPrices ? name + Self.suffix($0.price) : name } ?? name
      return title + (reduction.map { " (\($0.discount.header.name))" } ?? "")
    }

    static func suffix(_ price: Price) -> String { " (\(price.id))" }

    /// How often usage is charged: the fee's cadence if it is as long, because all cadences of an add-on must be equal
    /// (openmeter/productcatalog/addon.go, ValidateAddonHasSingleBillingCadence).
    func cadence(of usage: UsageCharge) -> Cadence {
      let own = Cadence(usage.reset)
      guard let cadence, cadence.span == own.span else { return own }
      return cadence
    }

    /// Its id in a request body; nil if it has no usable id.
    var id: JSON? {
      switch existing {
      case nil: .ref(request)
      case .id(let id): .string(id)
      case .unusable: nil
      }
    }
  }

  /// A plan or add-on with all its offers.
  struct Billed {
    let item: Item
    let description: String?
    let cards: [Card]
    var offers: [Offer]
  }

  /// One per plan.
  let plans: [Billed]
  /// One per add-on.
  let addons: [Billed]
  let pairs: OpenMeterPairs

  /// The places of the prices that are for sale.
  var sold: Set<Place> {
    let offers = plans.flatMap(\.offers) + addons.flatMap(\.offers).filter { $0.id != nil }
    return Set(offers.compactMap(\.fee?.price.place))
  }
}

/// The keys and ids that must be unique among the offers of a catalog.
struct OpenMeterClaims {
  /// The keys of rate cards.
  var cardKeys: Set<ScalarString>
  /// The keys of plans and of add-ons.
  var keys: [Item.Kind: Set<ScalarString>]
  var ids = NameClaims()

  init(_ catalog: Catalog) {
    cardKeys = Set(catalog.features.lazy.map { ScalarString($0.header.key) })
    keys = [
      .plan: Set(catalog.plans.lazy.filter { !Item($0).hasSeveralPrices }.map { ScalarString($0.header.accountKey) }),
      .addon: Set(catalog.addons.lazy.filter { !Item($0).hasSeveralPrices }.map { ScalarString($0.header.accountKey) }),
    ]
  }

  /// A key that no other rate card has.
  mutating func cardKey(_ key: String) -> String {
    var base = OpenMeterKey.isLegal(key) ? key : OpenMeterKey.snakeCase(key)
    // Leave room for `_fee` and a number.
    base = OpenMeterKey.snakeCase(String(base.prefix(OpenMeterKey.maximumLength - 12)))
    base = base.isEmpty ? "fee" : base + "_fee"
    var candidate = base
    var count = 1
    while !cardKeys.insert(ScalarString(candidate)).inserted {
      count += 1
      candidate = "\(base)_\(count)"
    }
    return candidate
  }
}

extension OpenMeterLowering {
  /// - Parameters:
  ///   - apart: why features are granted outside subscriptions, by index.
  ///   - counted: the features whose usage OpenMeter can count.
  mutating func plans(
    without apart: [Int: String], counting counted: Set<Int>, _ findings: inout Findings
  ) -> OpenMeterPlans {
    let items = catalog.items.filter { $0.kind != .topup }
    let names = cardNames(items, apart, &findings)
    let currency = onlyCurrency
    var claims = OpenMeterClaims(catalog)
    var billed = items.map { item in
      let cards = cards(item, apart, names, &findings)
      return OpenMeterPlans.Billed(
        item: item, description: description(item.header, input.limits.text.description, &findings), cards: cards,
        offers: sellable(offers(item, currency, apart, counted, &claims, &findings), of: item, cards, &findings))
    }
    reportObjects(billed, &findings)
    addDiscounts(to: &billed, &claims, &findings)
    reportBoughtUnits(&findings)
    let count = catalog.plans.count
    var pairs = OpenMeterPairs(catalog, billed.prefix(count).map(\.offers))
    for (index, addon) in catalog.addons.enumerated() {
      let offers = billed[count + index].offers
      let conflicting = offers.isEmpty ? [] : conflicts(of: addon, without: apart, &findings)
      billed[count + index].offers = pairs.assign(addon, offers, conflicting: conflicting, &findings)
    }
    for offer in billed.lazy.flatMap(\.offers)
    where offer.fee == nil && offer.isCreated && offer.item.plan?.isDefault != true {
      findings.report(
        .itemWithoutPrice,
        "\(quoted(offer.item.header.id)) has no price, so it is free at OpenMeter; "
          + "sell it only to customers who should have it", at: offer.item.header.place.name)
    }
    return OpenMeterPlans(plans: Array(billed.prefix(count)), addons: Array(billed.dropFirst(count)), pairs: pairs)
  }

  // MARK: Rate cards

  /// The names of rate cards, by feature. The name of a feature may be too long for a rate card.
  private func cardNames(_ items: [Item], _ apart: [Int: String], _ findings: inout Findings) -> [Int: String] {
    let granted = items.flatMap(\.entitlements).filter(\.isGranted)
    let used = Set(granted.filter { apart[$0.feature] == nil || OpenMeterUsage.charges($0) }.map(\.feature))
    var names: [Int: String] = [:]
    for (index, feature) in catalog.features.enumerated() where used.contains(index) {
      names[index] = input.limits.text.name?.cut(
        feature.header.name, "the name of a rate card", at: .nameOf(feature.header), &findings)
    }
    return names
  }

  private mutating func cards(
    _ item: Item, _ apart: [Int: String], _ names: [Int: String], _ findings: inout Findings
  ) -> [OpenMeterPlans.Card] {
    item.entitlements.filter(\.isGranted).compactMap { entitlement in
      let feature = catalog.features[entitlement.feature].header
      let reason = apart[entitlement.feature]
      if let reason {
        let isCharged = OpenMeterUsage.charges(entitlement)
        findings.report(
          .openmeterFedFeature,
          "\(quoted(feature.id)) \(reason), so it is granted outside of the subscription"
            + (isCharged ? ", which only charges its usage" : "") + "; your application must end it",
          at: entitlement.place.name)
        guard isCharged else { return nil }
      }
      return OpenMeterPlans.Card(
        index: entitlement.feature, feature: feature, name: names[entitlement.feature] ?? feature.name,
        value: reason == nil
          ? OpenMeterValue(entitlement.value, of: catalog.features[entitlement.feature].kind, in: item) : nil,
        metadata: .object(
          metadata.members(
            [.entitlement(entitlement, of: item)], compiler: input.mark + [.init("catalogFeatureId", .string(feature.id))],
            owner: entitlement.place, &findings)))
    }
  }

  // MARK: Offers

  /// The offers that OpenMeter can publish. It rejects those without a rate card (ErrPlanPhaseHasNoRateCards,
  /// ErrAddonHasNoRateCards).
  private func sellable(
    _ offers: [OpenMeterPlans.Offer], of item: Item, _ cards: [OpenMeterPlans.Card], _ findings: inout Findings
  ) -> [OpenMeterPlans.Offer] {
    guard cards.isEmpty, offers.contains(where: { $0.fee == nil && $0.isCreated }) else { return offers }
    findings.report(
      .openmeterNoRateCards,
      "\(quoted(item.header.id)) has no price, and its subscription grants no feature; it is not for sale",
      at: item.header.place.name)
    return []
  }

  private mutating func offers(
    _ item: Item, _ onlyCurrency: Currency?, _ apart: [Int: String], _ counted: Set<Int>, _ claims: inout OpenMeterClaims,
    _ findings: inout Findings
  ) -> [OpenMeterPlans.Offer] {
    if item.kind == .plan, item.isBoughtInUnits {
      // SubscriptionCreate of api/openapi.yaml.
      findings.report(
        .chargeUnsupported, "OpenMeter subscriptions have no quantity; \(quoted(item.header.id)) is not for sale",
        at: item.quantityPlace, help: "sell the units as an add-on with `quantity`")
      return []
    }
    if item.prices.isEmpty { return [free(item, onlyCurrency, &claims, &findings)].compactMap(\.self) }
    reportUnusedID(item, &findings)
    let name = name(item, &findings)
    return item.prices.compactMap { price -> OpenMeterPlans.Offer? in
      let id = ProviderIDClaim(price, of: item, &claims.ids)
      guard let terms = terms(price, of: item, isExisting: id != nil, counted, &findings),
        let key = key(price, of: item, &claims, &findings)
      else { return nil }
      id?.report(item, key, &findings)
      if let days = terms.trial?.days {
        findings.report(
          .openmeterTrial,
          "the trial becomes a free phase of \(days) days; your application must set `billing_anchor` to its end",
          at: price.trialPlace)
        reportFreeUsage(in: price, apart, &findings)
      }
      let lookupKey: [JSON.Member] =
        item.hasDefaultLookupKey(price) ? [] : [.init("lookupKey", .string(price.lookupKey))]
      return OpenMeterPlans.Offer(
        item: item,
        fee: .init(
          price: price, terms: terms,
          metadata: metadata.members([.price(price, of: item)], compiler: lookupKey, owner: price.place, &findings),
          usage: usage(of: price, item, &findings)),
        key: key, feeKey: claims.cardKey(key), name: name, currency: price.currency, cadence: terms.cadence,
        existing: id?.existing, metadata: metadata(of: item, price, &findings))
    }
  }

  /// Reports the items of which each price becomes an object. The parts of an item that is split by its prices follow each other.
  private func reportObjects(_ billed: [OpenMeterPlans.Billed], _ findings: inout Findings) {
    var start = 0
    while start < billed.count {
      let item = billed[start].item
      let end = billed[start...].firstIndex { $0.item.header !== item.header } ?? billed.count
      let offers = billed[start..<end].flatMap(\.offers)
      start = end
      guard item.hasSeveralPrices, !offers.isEmpty else { continue }
      findings.report(
        .objectPerPrice,
        "\(quoted(item.header.id)) becomes \(offers.count) OpenMeter \(item.kind.described)\(offers.count == 1 ? "" : "s"): "
          + list(offers.map { quoted($0.key) }), at: item.header.place["prices"])
    }
  }

  mutating func metadata(
    of item: Item, _ price: Price?, with discount: Discount? = nil, _ findings: inout Findings
  ) -> JSON {
    let id = JSON.Member(item.kind.idField, .string(item.header.id))
    return .object(
      metadata.members(
        [.settings(input.settings), .item(item)] + (discount.map { [.discount($0)] } ?? []),
        compiler: input.mark + [id] + (price.map { [.init("catalogPriceId", .string($0.id))] } ?? [])
          + (discount.map { [.init("catalogDiscountId", .string($0.header.id))] } ?? []),
        owner: item.header.place, &findings))
  }

  /// The offer of an item without prices. It still needs a currency and, if it is a plan, a cadence.
  private mutating func free(
    _ item: Item, _ onlyCurrency: Currency?, _ claims: inout OpenMeterClaims, _ findings: inout Findings
  ) -> OpenMeterPlans.Offer? {
    let header = item.header
    guard let currency = onlyCurrency else {
      findings.report(
        .openmeterNoCurrency,
        "\(quoted(header.id)) has no price, and the catalog's prices do not share one currency; it is not for sale",
        at: header.place.name, help: "add a price with amount 0")
      return nil
    }
    let id = ProviderIDClaim(nil, of: item, &claims.ids)
    id?.report(item, header.accountKey, &findings)
    return OpenMeterPlans.Offer(
      item: item, fee: nil, key: header.accountKey, feeKey: claims.cardKey(header.key), name: name(item, &findings),
      currency: currency, cadence: item.kind == .plan ? Cadence(.month) : nil, existing: id?.existing,
      metadata: metadata(of: item, nil, &findings))
  }

  /// The currency that all plans and add-ons share, or that of the top-ups if nothing else has a price.
  private var onlyCurrency: Currency? {
    var currencies = Set((catalog.plans.flatMap(\.prices) + catalog.addons.flatMap(\.prices)).map(\.currency))
    if currencies.isEmpty { currencies = Set(catalog.topups.flatMap(\.prices).map(\.currency)) }
    return currencies.count == 1 ? currencies.first : nil
  }

  // MARK: Terms

  private mutating func usage(of price: Price, _ item: Item, _ findings: inout Findings) -> [Int: OpenMeterPlans.Offer.Usage] {
    var usage: [Int: OpenMeterPlans.Offer.Usage] = [:]
    for charge in price.usage {
      let own = charge.price
      let key = UsagePrice.defaultLookupKey(
        own.id, of: item.header, catalog.features[charge.feature].header, under: item.variant)
      if own.id(at: input.provider.name) != nil {
        findings.report(
          .idUnused, "a usage price has no id at OpenMeter; this one is ignored",
          at: own.place["providerIds", input.provider.name], help: "remove it")
      }
      usage[charge.feature] = .init(
        charge: charge,
        metadata: metadata.members(
          [.usage(own, of: item)],
          compiler: charge.lookupKey.hasSameScalars(as: key) ? [] : [.init("lookupKey", .string(charge.lookupKey))],
          owner: own.place, &findings))
    }
    return usage
  }

  /// Reports usage that a trial should end, but does not: that of a feature whose entitlement the trial phase does not hold.
  private func reportFreeUsage(in price: Price, _ apart: [Int: String], _ findings: inout Findings) {
    for usage in price.usage where apart[usage.feature] != nil && usage.max != usage.included {
      findings.report(
        .chargeApproximated,
        "OpenMeter does not charge \(quoted(catalog.features[usage.feature].header.id)) in the trial; "
          + "your application must stop its usage at \(usage.included)", at: price.trialPlace)
    }
  }

  /// Whether OpenMeter can publish the rate cards of a price. Reports what it cannot.
  private func charges(_ price: Price, of item: Item, _ counted: Set<Int>, _ findings: inout Findings) -> Bool {
    if item.isBoughtInUnits, !price.usage.isEmpty {
      // openmeter/productcatalog/addon.go, ValidateAddonHasCompatiblePrices.
      findings.report(
        .chargeUnsupported, "OpenMeter charges usage only in add-ons that are bought once; \(item.unsold([price]))",
        at: item.quantityPlace, help: "sell the usage in the plan, or remove `quantity`")
      return false
    }
    for usage in price.usage {
      let place = usage.price.place.name
      guard counted.contains(usage.feature) else {
        // openmeter/productcatalog/errors.go, ErrRateCardUsageBasedPriceWithFeatureAndNoMeter.
        findings.report(
          .chargeUnsupported,
          "OpenMeter cannot count \(quoted(catalog.features[usage.feature].header.id)), so it cannot charge it; "
            + item.unsold([price]), at: place)
        return false
      }
      guard let cadence = price.cadence else { continue }
      let own = Cadence(usage.reset)
      guard item.kind == .plan ? own.isInStep(with: cadence) : own.span == cadence.span else {
        findings.report(
          .usageCycleUnsupported,
          "OpenMeter cannot charge usage every \(usage.reset.rawValue) "
            + (item.kind == .plan ? "with a price of" : "in an add-on of") + " \(price.described); \(item.unsold([price]))",
          at: place, help: "use the price's interval as `reset`")
        return false
      }
    }
    return true
  }

  private func terms(
    _ price: Price, of item: Item, isExisting: Bool, _ counted: Set<Int>, _ findings: inout Findings
  ) -> SaleTerms? {
    let limits = input.limits
    if item.kind == .plan, !isExisting {
      guard let terms = limits.terms(price, of: item, &findings), charges(price, of: item, counted, &findings) else { return nil }
      return terms
    }
    guard limits.charges(price, of: item, &findings), charges(price, of: item, counted, &findings) else { return nil }
    // The cadence of an existing plan is not restricted, and an add-on may have any cadence that aligns with a plan's.
    let sale = Sale(price, of: item)
    return limits.amount(price, of: item, sale, &findings).map { amount in
      SaleTerms(
        sale: sale, amount: amount,
        cadence: price.cadence.map { item.kind == .plan ? limits.cadence.normalized($0) ?? $0 : $0 },
        trial: limits.trial(price, of: item, &findings))
    }
  }

  // MARK: Keys and names

  /// The item's key, followed by the price's id if there are several prices.
  private func key(_ price: Price, of item: Item, _ claims: inout OpenMeterClaims, _ findings: inout Findings) -> String? {
    guard item.hasSeveralPrices else { return item.header.accountKey }
    let suffix = OpenMeterKey.snakeCase(price.id)
    let key = "\(item.header.accountKey)_\(suffix)"
    let problem: String? =
      if suffix.isEmpty {
        "its id has no letter or digit"
      } else if key.utf8.count > OpenMeterKey.maximumLength, OpenMeterKey.isLegal(item.header.accountKey) {
        "\(quoted(key)) has more than \(OpenMeterKey.maximumLength) characters"
      } else if claims.keys[item.kind]?.contains(ScalarString(key)) == true {
        "\(quoted(key)) is taken"
      } else {
        nil
      }
    if let problem {
      findings.report(
        .openmeterDerivedKey, "this price needs an OpenMeter key, but \(problem); it is not for sale",
        at: price.place.name, help: "rename the price")
      return nil
    }
    claims.keys[item.kind]?.insert(ScalarString(key))
    return key
  }

  /// The name of an item, truncated to leave room for the ids of its prices.
  private func name(_ item: Item, _ findings: inout Findings) -> String {
    guard let limit = input.limits.text.name else { return item.header.name }
    let suffix = item.hasSeveralPrices ? item.prices.map { OpenMeterPlans.Offer.suffix($0).unicodeScalars.count }.max() ?? 0 : 0
    return TextLimits.Limit(max(1, limit.length - suffix))
      .cut(item.header.name, "the name", at: .nameOf(item.header), &findings)
  }

  private func reportUnusedID(_ item: Item, _ findings: inout Findings) {
    guard let id = item.id(at: input.provider.name) else { return }
    let place = item.header.place["providerIds", input.provider.name]
    if item.hasSeveralPrices {
      findings.report(
        .idUnused, "OpenMeter has one \(item.kind.described) per price; this id is ignored", at: place,
        help: "move the id to the price it belongs to")
    } else if let price = item.prices.first, let own = price.id(at: input.provider.name), !own.hasSameScalars(as: id) {
      findings.report(
        .idUnused, "the only price has a different OpenMeter id; this one is ignored", at: place,
        help: "remove one of the two ids",
        related: [.init("id of the price", at: price.place["providerIds", input.provider.name])])
    }
  }
}

extension Item {
  /// Whether a customer may have several.
  var isBoughtInUnits: Bool { quantity.map { $0.max != 1 } ?? false }
}

/// The catalog's id of an existing OpenMeter object.
private struct ProviderIDClaim {
  private let id: String
  private let place: Place
  private let isWellFormed: Bool
  /// The place where another price has the same id.
  private let other: Place?

  /// - Parameter price: nil for a free item. The id of an item counts only if the item becomes a single plan or add-on.
  init?(_ price: Price?, of item: Item, _ claims: inout NameClaims) {
    let provider = Provider.openmeter.name
    let own = price?.id(at: provider)
    guard let id = own ?? (!item.hasSeveralPrices ? item.id(at: provider) : nil) else { return nil }
    self.id = id
    place = ((own == nil ? nil : price?.place) ?? item.header.place)["providerIds", provider]
    isWellFormed = OpenMeterKey.isID(id)
    other = isWellFormed ? claims.claim(id, at: place) : nil
  }

  var existing: OpenMeterPlans.Offer.Existing { isWellFormed && other == nil ? .id(id) : .unusable }

  /// A subscription refers to its plan by key only (PlanReferenceInput of api/openapi.yaml).
  func report(_ item: Item, _ key: String, _ findings: inout Findings) {
    let isPlan = item.kind == .plan
    let consequence =
      isPlan
      ? "the plan is not created, and customers subscribe to the plan with key \(quoted(key))"
      : "this add-on is not for sale"
    if !isWellFormed {
      findings.report(
        .idMalformed, "\(quoted(id)) is not a valid OpenMeter id; \(consequence)", at: place,
        help: "copy the 26-character `id` from OpenMeter, or remove it")
    } else if let other {
      findings.report(
        .idTaken, "duplicate OpenMeter id \(quoted(id)); \(consequence)", at: place, help: "remove one of the two ids",
        related: [.init("first used here", at: other)])
    } else if isPlan {
      findings.report(
        .existingObjectKept, "the existing OpenMeter plan is sold unchanged; its key must be \(quoted(key))", at: place)
    }
  }
}
