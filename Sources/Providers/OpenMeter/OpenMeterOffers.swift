import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// One OpenMeter plan or add-on: an item of the catalog at one of its prices.
///
/// The rate cards of a plan are all charged together, and it has one currency and one cadence: each price is a plan of its
/// own (openmeter/productcatalog/plan.go).
struct OpenMeterOffer {
  /// An id that the catalog gives, in `providerIds`.
  struct Existing {
    /// Nil where it is not one that OpenMeter could have given.
    let id: String?
  }

  let item: Item
  /// Nil where the item is free.
  let price: Price?
  let key: String
  /// What a rate card for the price is called: like no feature, and like no other offer's, since cards of one key are
  /// merged.
  let feeKey: String
  /// The item's name.
  let name: String
  let currency: Currency
  /// How often it is charged; nil for what is charged once, and for a free add-on.
  let cadence: Cadence?
  let existing: Existing?

  /// The ids of the item and the price, as requests are named by them.
  var path: String { price.map { Request.id(item.header.id, $0.id) } ?? Request.id(item.header.id) }
  /// The request that makes it.
  var request: String { "\(item.kind.rawValue)s/\(path)" }
  /// The name that tells it from the item's other offers.
  var title: String { price.map { item.prices.count > 1 ? name + Self.suffix($0) : name } ?? name }

  static func suffix(_ price: Price) -> String { " (\(price.id))" }

  /// Its id in a body.
  var id: JSON { existing?.id.map(JSON.string) ?? .ref(request) }

  /// The card that charges the price. An amount is a decimal text in major units (Numeric of api/openapi.yaml).
  func feeCard(free: Bool = false) -> JSON? {
    guard let price else { return nil }
    var metadata = price.metadata.filter { !(hasLookupKey && $0.name == "lookupKey") }
    if hasLookupKey { metadata.append(.init("lookupKey", .string(price.lookupKey))) }
    return .fields([
      "type": "flat_fee",
      "key": .string(feeKey),
      "name": .string(name),
      "metadata": metadata.isEmpty
        ? nil : .object(metadata.map { JSON.Member($0.name, .string(metadataText($0.value))) }),
      "billingCadence": cadence.map { .string(OpenMeterFormat.duration($0)) } ?? .null,
      "price": [
        "type": "flat", "amount": .string(price.currency.majorUnits(free ? 0 : price.base.minorUnits)), "paymentTerm": "in_advance",
      ],
    ])
  }

  private var hasLookupKey: Bool { price.map { OpenMeterChecks.hasOwnLookupKey($0, of: item) } ?? false }
}

/// Finds the offers of a catalog, and gives them keys.
struct OpenMeterOffers {
  private(set) var lowering: Lowering
  /// By plan.
  private(set) var plans: [[OpenMeterOffer]] = []
  /// By add-on.
  private(set) var addons: [[OpenMeterOffer]] = []
  /// The first place of each id that the catalog gives.
  private var taken: [ExactString: Place] = [:]
  /// Keys that rate cards have.
  private var cardKeys: Set<String>
  private let onlyCurrency: Currency?

  init(_ lowering: Lowering) {
    self.lowering = lowering
    let catalog = lowering.catalog
    cardKeys = Set(catalog.features.map(\.header.key))
    var currencies = Set((catalog.plans.flatMap(\.prices) + catalog.addons.flatMap(\.prices)).map(\.currency))
    if currencies.isEmpty { currencies = Set(catalog.topups.flatMap(\.prices).map(\.currency)) }
    onlyCurrency = currencies.count == 1 ? currencies.first : nil

    let plans = catalog.plans.map { Item($0) }
    var keys = Set(plans.filter { $0.prices.count <= 1 }.map(\.header.key))
    for plan in plans { self.plans.append(offers(plan, &keys)) }
    let addons = catalog.addons.map { Item($0) }
    keys = Set(addons.filter { $0.prices.count <= 1 }.map(\.header.key))
    for addon in addons { self.addons.append(offers(addon, &keys)) }
  }

  private mutating func offers(_ item: Item, _ keys: inout Set<String>) -> [OpenMeterOffer] {
    checkItemID(item)
    if item.prices.isEmpty {
      guard let offer = free(item) else { return [] }
      return [offer]
    }
    let name = name(item)
    var offers: [OpenMeterOffer] = []
    for price in item.prices {
      let existing = existing(price, of: item)
      guard existing != nil || isBillable(price, of: item), let key = key(price, of: item, &keys) else { continue }
      checkTrial(price, of: item)
      if existing != nil, item.kind == .plan { reportKey(key, at: placeOfID(price, of: item)) }
      offers.append(
        OpenMeterOffer(
          item: item, price: price, key: key, feeKey: feeKey(key), name: name, currency: price.currency,
          cadence: cadence(price, of: item), existing: existing))
    }
    if item.prices.count > 1, !offers.isEmpty {
      lowering.report(
        .openmeterOfferPerPrice,
        "each price is \(item.kind == .plan ? "a plan" : "an add-on") of its own: \(list(offers.map { quoted($0.key) }))",
        at: item.header.place["prices"])
    }
    return offers
  }

  /// What costs nothing: a plan still needs a currency and a cadence, an add-on a currency.
  private mutating func free(_ item: Item) -> OpenMeterOffer? {
    guard let currency = onlyCurrency else {
      lowering.report(
        .openmeterNoCurrency,
        "\(quoted(item.header.id)) is free, and the catalog's prices have no one currency to take for it: it is not sent",
        at: item.header.place.name, help: "give it a price with an amount of 0")
      return nil
    }
    var existing: OpenMeterOffer.Existing?
    if let id = item.id(at: "openmeter") {
      let place = item.header.place["providerIds", "openmeter"]
      existing = self.existing(id, at: place)
      if item.kind == .plan { reportKey(item.header.key, at: place) }
    }
    return OpenMeterOffer(
      item: item, price: nil, key: item.header.key, feeKey: feeKey(item.header.key), name: name(item), currency: currency,
      cadence: item.kind == .plan ? Cadence(.month) : nil, existing: existing)
  }

  // MARK: Cadences and trials

  /// False for a plan's price that OpenMeter has no cadence for. A rate card of an add-on may have any that aligns.
  private mutating func isBillable(_ price: Price, of item: Item) -> Bool {
    guard item.kind == .plan, let cadence = price.cadence, OpenMeterFormat.billingCadence(cadence) == nil else {
      return true
    }
    let place = price.place
    lowering.report(
      .openmeterCadence, "OpenMeter has no plan that is billed every \(cadence.described): the price is not sent",
      at: price.cadence?.writtenCount == nil || cadence.period == .day ? place["interval"] : place["intervalCount"],
      help: "it bills every 1, 2 or 4 weeks, 1, 3, 6 or 12 months, or year")
    return false
  }

  private func cadence(_ price: Price, of item: Item) -> Cadence? {
    price.cadence.map { item.kind == .plan ? OpenMeterFormat.billingCadence($0) ?? $0 : $0 }
  }

  private mutating func checkTrial(_ price: Price, of item: Item) {
    guard let days = price.trial?.days, days > 0 else { return }
    let place = price.place["trialDays"]
    if item.kind == .addon {
      lowering.report(.openmeterAddonTrial, "an add-on has no phases: its trial is not sent", at: place)
    } else {
      lowering.report(
        .openmeterTrial,
        "the trial is a phase of \(days) days without a fee: set 'billing_anchor' to its end, or a short period follows",
        at: place)
    }
  }

  // MARK: Ids

  private func placeOfID(_ price: Price, of item: Item) -> Place {
    (price.id(at: "openmeter") == nil ? item.header.place : price.place)["providerIds", "openmeter"]
  }

  private mutating func existing(_ price: Price, of item: Item) -> OpenMeterOffer.Existing? {
    // An item's own id can only mean the one plan or add-on that it is.
    guard let id = price.id(at: "openmeter") ?? (item.prices.count == 1 ? item.id(at: "openmeter") : nil) else { return nil }
    return existing(id, at: placeOfID(price, of: item))
  }

  private mutating func existing(_ id: String, at place: Place) -> OpenMeterOffer.Existing {
    if OpenMeterKey.isID(id) {
      guard let other = taken[ExactString(id)] else {
        taken[ExactString(id)] = place
        return .init(id: id)
      }
      // Who buys the second one would be charged what the first one costs.
      lowering.report(
        .openmeterProviderID, "another price has this id already: nothing that needs it is sent", at: place,
        related: [.init("the other", at: other)])
      return .init(id: nil)
    }
    lowering.report(
      .openmeterProviderID, "\(quoted(id)) is no id of OpenMeter's: nothing that needs it is sent", at: place,
      help: "write the 26 characters of 'id' in OpenMeter's answer")
    return .init(id: nil)
  }

  /// A subscription names its plan by key alone (PlanReferenceInput of api/openapi.yaml).
  private mutating func reportKey(_ key: String, at place: Place) {
    lowering.report(
      .openmeterExistingPlan, "the plan that is there is bought by its key, which must be \(quoted(key))", at: place)
  }

  private mutating func checkItemID(_ item: Item) {
    guard item.prices.count > 1, item.id(at: "openmeter") != nil else { return }
    lowering.report(
      .openmeterProviderID,
      "each of the \(item.prices.count) prices has an id of its own: this one is not used",
      at: item.header.place["providerIds", "openmeter"], help: "give the ids in the prices' 'providerIds'")
  }

  // MARK: Keys and names

  /// The item's key, with the price's id behind it where there are several.
  private mutating func key(_ price: Price, of item: Item, _ keys: inout Set<String>) -> String? {
    guard item.prices.count > 1 else { return item.header.key }
    let suffix = OpenMeterKey.snakeCase(price.id)
    let key = "\(item.header.key)_\(suffix)"
    let problem: String? =
      if suffix.isEmpty {
        "the id has no letter or digit that a key may have"
      } else if key.utf8.count > OpenMeterKey.maximumLength, OpenMeterKey.isLegal(item.header.key) {
        "\(quoted(key)) has more than \(OpenMeterKey.maximumLength) characters"
      } else if keys.contains(key) {
        "\(quoted(key)) is the key of another"
      } else {
        nil
      }
    if let problem {
      lowering.report(
        .openmeterDerivedKey, "the price needs a key of its own, and \(problem): it is not sent", at: price.place.name,
        help: "give the price another id")
      return nil
    }
    keys.insert(key)
    return key
  }

  private mutating func feeKey(_ key: String) -> String {
    var base = OpenMeterKey.isLegal(key) ? key : OpenMeterKey.snakeCase(key)
    // Room for `_fee` and a number behind it.
    base = OpenMeterKey.snakeCase(String(base.prefix(OpenMeterKey.maximumLength - 12)))
    base = base.isEmpty ? "fee" : base + "_fee"
    var candidate = base
    var count = 1
    while !cardKeys.insert(candidate).inserted {
      count += 1
      candidate = "\(base)_\(count)"
    }
    return candidate
  }

  /// The name of an item, with room for the ids of its prices behind it.
  private mutating func name(_ item: Item) -> String {
    let suffix = item.prices.count > 1 ? item.prices.map { OpenMeterOffer.suffix($0).unicodeScalars.count }.max() ?? 0 : 0
    return lowering.limited(
      item.header.name, to: max(1, OpenMeterFormat.nameLength - suffix), .openmeterTextLength, "the name",
      at: .nameOf(item.header))
  }
}
