import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// What one plan at Autumn sells: an item at a price, in one currency or several.
struct AutumnOffer {
  let item: Item
  /// Nil for an item without prices, which is free.
  let price: Price?
  /// The same price in other currencies than the organization's.
  var additional: [Price] = []
  let planID: String
  /// True where Autumn has the plan already, and the catalog says so.
  let isExisting: Bool

  var request: String {
    guard let price else { return Request.id("products", item.kind.rawValue, item.header.id) }
    return Request.id("prices", item.kind.rawValue, item.header.id, price.id)
  }
}

/// Finds out which plans are made, and says why the others are not.
///
/// A plan has one price, so an item with several becomes several plans. A price has no currency of its own: it is in the
/// organization's, and may name amounts in others beside it. So a price in another currency joins the one that is charged as
/// often (useautumn/autumn, openapi.yml: `price`, `additional_currencies`).
struct AutumnOffers {
  /// What two prices have in common that are one price in two currencies.
  private struct Terms: Hashable {
    let cadence: Cadence?
    let trialDays: Int64?
  }

  private struct Joined: Hashable {
    let terms: Terms
    let currency: Currency
  }

  private var lowering: Lowering
  /// The code of the organization's currency.
  private let defaultCurrency: String
  private var taken: [ExactString: Place] = [:]
  private var refusedKeys: Set<Place> = []
  private var offers: [AutumnOffer] = []

  static func collect(_ lowering: inout Lowering, features: Set<Int>) -> [AutumnOffer] {
    var offers = AutumnOffers(lowering)
    for item in lowering.catalog.items {
      if let topup = item.topup, !features.contains(topup.feature) || !AutumnItems.isSellable(topup.amount) { continue }
      offers.add(item)
    }
    offers.checkDefaultCurrency()
    lowering = offers.lowering
    return offers.offers
  }

  private init(_ lowering: Lowering) {
    self.lowering = lowering
    // USD is what Autumn takes where an organization names none (useautumn/autumn, `org.default_currency || "usd"`).
    defaultCurrency = lowering.settings.text("defaultCurrency").flatMap { Currency(code: $0) }?.code ?? "USD"
  }

  private mutating func add(_ item: Item) {
    checkItemID(item)
    if item.prices.isEmpty {
      add(item, nil, item.header.key)
      return
    }
    /// The plans that a price in another currency may join; nil for one that is not made.
    var bases: [Terms: [Int?]] = [:]
    var foreign: [Price] = []
    let first = offers.count
    for price in item.prices {
      checkTrial(price, of: item)
      if price.base.minorUnits == 0 {
        lowering.report(
          .autumnPriceZero, "nothing is charged: the plan at Autumn has no price", at: price.place["amount"])
        add(item, price, planID(price, of: item))
      } else if isSellable(price) {
        if price.currency.code != defaultCurrency {
          foreign.append(price)
        } else {
          let isMade = add(item, price, planID(price, of: item))
          bases[terms(price, of: item), default: []].append(isMade ? offers.count - 1 : nil)
        }
      }
    }
    join(foreign, of: item, to: bases)
    let plans = offers[first...].map { quoted($0.planID) }
    if plans.count > 1 {
      lowering.report(
        .autumnPlanPerPrice,
        "a plan at Autumn has one price: \(quoted(item.header.id)) becomes the plans \(list(plans, limit: 5))",
        at: item.header.place["prices"])
    }
  }

  private func terms(_ price: Price, of item: Item) -> Terms {
    Terms(cadence: price.cadence, trialDays: AutumnMoney.trialDays(price, of: item))
  }

  /// The first price in a currency joins the first in the organization's, the second the second: a plan has one of each.
  private mutating func join(_ prices: [Price], of item: Item, to bases: [Terms: [Int?]]) {
    var counts: [Joined: Int] = [:]
    for price in prices {
      let terms = terms(price, of: item)
      let joined = Joined(terms: terms, currency: price.currency)
      let candidate = bases[terms].map { $0.dropFirst(counts[joined, default: 0]) }?.first
      counts[joined, default: 0] += 1
      // What would join a plan that is not made goes with it.
      if case .some(nil) = candidate { continue }
      guard case .some(let index?) = candidate, isFree(price, toJoin: offers[index]) else {
        lowering.report(
          .autumnForeignCurrency,
          "a price at Autumn is in the organization's currency, and \(quoted(item.header.id)) has none in "
            + "\(defaultCurrency) on the same terms: this one is not sent",
          at: price.place["currency"],
          help: "add a price in \(defaultCurrency), or name another currency in the option 'defaultCurrency'")
        continue
      }
      offers[index].additional.append(price)
      lowering.report(
        .autumnMultiCurrency,
        "\(price.currency.code) is a further currency of the plan \(quoted(offers[index].planID)): "
          + "this needs multi-currency to be enabled for the organization",
        at: price.place["currency"])
      if !price.metadata.isEmpty {
        lowering.report(
          .autumnMetadata, "a further currency of a plan has no metadata: this is not sent",
          at: price.place["metadata"])
      }
    }
  }

  /// False where the price has a plan of its own already, another than the one that it would join.
  private func isFree(_ price: Price, toJoin offer: AutumnOffer) -> Bool {
    price.id(at: lowering.provider).map { $0 == offer.planID } ?? true
  }

  // MARK: Ids

  private func planID(_ price: Price, of item: Item) -> String? {
    if item.prices.count == 1 { return item.header.key }
    let suffix = AutumnID.snakeCase(price.id)
    return suffix.isEmpty ? nil : "\(item.header.key)_\(suffix)"
  }

  /// - Parameter ownID: the id of a plan that Autumn does not have yet; nil where the price's id has nothing for it.
  /// - Returns: whether the plan is made.
  @discardableResult
  private mutating func add(_ item: Item, _ price: Price?, _ ownID: String?) -> Bool {
    let provider = lowering.provider
    let header = item.header
    var place = Place.keyOf(header)
    if let price, item.prices.count > 1, AutumnID.isValid(header.key) { place = price.place.name }
    var planID = ownID ?? ""
    var isExisting = false
    if let price, let id = price.id(at: provider) {
      (planID, isExisting, place) = (id, true, price.place["providerIds", provider])
    } else if item.prices.count <= 1, let id = item.id(at: provider) {
      (planID, isExisting, place) = (id, true, header.place["providerIds", provider])
    }

    guard AutumnID.isValid(planID) else {
      let better = AutumnID.snakeCase(header.key)
      let help = isExisting || better.isEmpty || better == header.key ? nil : "write \"key\": \"\(better)\""
      report(.autumnPlanID, "Autumn's ids have letters, digits, '_' and '-' only: the plan is not sent", at: place, help)
      return false
    }
    if let other = taken[ExactString(planID)] {
      lowering.report(
        .autumnPlanIDTaken, "another plan has the id \(quoted(planID)) at Autumn, where plans, add-ons and top-ups share "
          + "their ids: this one is not sent",
        at: place, help: isExisting ? nil : "give one of them another key", related: [.init("the other", at: other)])
      return false
    }
    taken[ExactString(planID)] = place
    if isExisting {
      lowering.report(
        .autumnExistingPlan, "where customers have the plan, its update is a new version, and they keep theirs", at: place)
    }
    offers.append(AutumnOffer(item: item, price: price, planID: planID, isExisting: isExisting))
    return true
  }

  /// A key that does not fit stands in the way of all plans of an item, and is said once.
  private mutating func report(_ rule: Rule, _ message: String, at place: Place, _ help: String?) {
    guard refusedKeys.insert(place).inserted else { return }
    lowering.report(rule, message, at: place, help: help)
  }

  private mutating func checkItemID(_ item: Item) {
    guard let id = item.id(at: lowering.provider) else { return }
    let place = item.header.place["providerIds", lowering.provider]
    if item.prices.count > 1 {
      lowering.report(
        .autumnItemID, "Autumn has a plan for each price and none for the \(item.kind.described): the id is not used",
        at: place, help: "give the id to the price that it belongs to")
    } else if let price = item.prices.first, let own = price.id(at: lowering.provider), own != id {
      lowering.report(
        .autumnItemID, "the only price has another id at Autumn, which is used instead of this one", at: place,
        help: "remove one of the two",
        related: [.init("the id of the price", at: price.place["providerIds", lowering.provider])])
    }
  }

  // MARK: Prices

  private mutating func isSellable(_ price: Price) -> Bool {
    let place = price.place
    var isSellable = true
    do throws(AutumnMoney.Problem) {
      _ = try AutumnMoney.majorUnits(price)
      if price.currency.code != defaultCurrency, !AutumnMoney.isAdditional(price.currency) {
        throw AutumnMoney.Problem.unsupportedCurrency
      }
    } catch {
      isSellable = false
      switch error {
      case .unsupportedCurrency:
        lowering.report(
          .autumnCurrency, "Autumn does not charge \(price.currency.code) rightly, if at all: the price is not sent",
          at: place["currency"])
      case .tooFine(let multiple):
        lowering.report(
          .autumnAmountPrecision,
          "Autumn charges \(price.currency.code) in multiples of \(multiple) minor units only: the price is not sent",
          at: place["amount"], help: "write \(price.base.minorUnits - price.base.minorUnits % multiple), or \(multiple) more")
      case .tooLong:
        lowering.report(
          .autumnLongNumber, "Autumn would read another amount than this: the price is not sent", at: place["amount"])
      }
    }
    if AutumnMoney.interval(price.cadence) == nil {
      lowering.report(
        .autumnInterval, "Autumn charges every week, month or year, not every so many days: the price is not sent",
        at: place["interval"], help: "write 'week' or 'month'")
      isSellable = false
    } else if price.cadence.map({ (try? CadenceLimits(longest: CadenceLimits.chargedByStripe).cadence($0)) == nil }) ?? false {
      lowering.report(
        .autumnLongInterval, "Autumn charges through Stripe, at least every three years: the price is not sent",
        at: place["intervalCount"])
      isSellable = false
    }
    return isSellable
  }

  private mutating func checkTrial(_ price: Price, of item: Item) {
    guard let days = price.trial?.days, days > 0, AutumnMoney.trialDays(price, of: item) == nil else { return }
    let place = price.place["trialDays"]
    if item.kind != .plan {
      lowering.report(
        .autumnTrial, "the trial of an add-on is not sent: a subscription has one trial, the plan's", at: place)
    } else if price.base.minorUnits == 0 {
      lowering.report(
        .autumnTrial, "the trial of what is free is not sent: it would end, and the plan with it", at: place)
    } else {
      lowering.report(
        .autumnTrialLength, "Autumn charges through Stripe, which gives at most 730 days of trial: this one is not sent",
        at: place)
    }
  }

  private mutating func checkDefaultCurrency() {
    let place = lowering.settings.place
    if let text = lowering.settings.text("defaultCurrency") {
      guard Currency(code: text) == nil else { return }
      lowering.report(
        .autumnUnknownDefault, "\(quoted(text)) is no active currency of ISO 4217: amounts are sent as \(defaultCurrency)",
        at: place["options", "defaultCurrency"])
    } else if offers.contains(where: { $0.price.map { $0.base.minorUnits > 0 } ?? false }) {
      lowering.report(
        .autumnAssumedDefault,
        "amounts at Autumn are in the organization's default currency, which the catalog does not name: it is taken to be "
          + defaultCurrency,
        at: Place(.root)["providers", lowering.provider, "options", "defaultCurrency"],
        help: "write \"providers\": {\"autumn\": {\"options\": {\"defaultCurrency\": \"\(defaultCurrency)\"}}}")
    }
  }
}
