import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// Which prices become products, and why others do not.
struct PolarProducts {
  /// Source: server/polar/kit/trial.py.
  static let longestTrial: Int64 = 1000

  private var products: [PolarProduct] = []
  private var taken: [ExactString: Place] = [:]
  /// The code of the option, or of the first price that Polar takes.
  private var defaultCurrency: String?
  private let isDeclared: Bool

  static func collect(_ lowering: inout Lowering) -> [PolarProduct] {
    var collector = PolarProducts(lowering.settings)
    for item in lowering.catalog.items { collector.add(item, &lowering) }
    return collector.products
  }

  private init(_ settings: ProviderSettings) {
    defaultCurrency = settings.text("defaultCurrency")
    isDeclared = defaultCurrency != nil
  }

  private mutating func add(_ item: Item, _ lowering: inout Lowering) {
    let header = item.header
    if item.prices.isEmpty {
      lowering.report(
        .polarWithoutPrice, "\(quoted(header.id)) has no price, and a product at Polar has one: none is made",
        at: header.place.name, help: "give it a price of 0 to have it at Polar")
    }
    checkItemID(item, &lowering)
    let groups = groups(item, &lowering)
    if groups.count > 1 {
      lowering.report(
        .polarProductPerPrice,
        "\(quoted(header.id)) becomes \(groups.count) products: a product has one interval and one trial",
        at: header.place["prices"])
    }
    for group in groups {
      guard isInDefaultCurrency(group, &lowering), let first = group.offers.first,
        let name = name(first.price, of: item, isOneOfMany: groups.count > 1, &lowering)
      else { continue }
      products.append(
        PolarProduct(item: item, offers: group.offers, price: first.price, name: name, existing: group.existing?.text))
    }
  }

  // MARK: Prices of one product

  private struct Group {
    var offers: [PolarProduct.Offer]
    var existing: ExactString?

    /// Whether a price differs from those of the group in its currency alone. One without an id belongs to the product that
    /// another of them names: on its own it would have no price in the default currency, or the other would not.
    func takes(_ price: Price, existing id: ExactString?) -> Bool {
      guard id == nil || existing == nil || id == existing, let first = offers.first?.price else { return false }
      return first.cadence == price.cadence && PolarProducts.trialDays(first) == PolarProducts.trialDays(price)
        && !offers.contains { $0.price.currency == price.currency }
    }
  }

  /// The prices that Polar takes, those that share a product together.
  private mutating func groups(_ item: Item, _ lowering: inout Lowering) -> [Group] {
    var groups: [Group] = []
    for price in item.prices {
      let amount = amount(price, &lowering)
      let isTimed = checkTime(price, &lowering)
      let existing = existing(price, of: item, &lowering)
      guard let amount, isTimed, existing.isUsable else { continue }
      if !isDeclared, defaultCurrency == nil { defaultCurrency = price.currency.code }
      let offer = PolarProduct.Offer(price: price, amount: amount)
      if let group = groups.firstIndex(where: { $0.takes(price, existing: existing.id) }) {
        if groups[group].existing == nil {
          guard isFree(existing, &lowering) else { continue }
          groups[group].existing = existing.id
        }
        groups[group].offers.append(offer)
      } else if isFree(existing, &lowering) {
        groups.append(Group(offers: [offer], existing: existing.id))
      }
    }
    return groups
  }

  /// The days of trial that a product is sent with; nil for none, and for what Polar refuses.
  static func trialDays(_ price: Price) -> Int64? {
    price.trial.map(\.days).flatMap { $0 > 0 && $0 <= longestTrial ? $0 : nil }
  }

  // MARK: Money and time

  private func amount(_ price: Price, _ lowering: inout Lowering) -> Int64? {
    let place = price.place["amount"]
    let currency = price.currency
    do throws(PolarMoney.Problem) {
      return try PolarMoney.amount(price)
    } catch {
      switch error {
      case .unsupportedCurrency:
        lowering.report(
          .polarCurrency, "Polar does not take \(currency.code): the price is not sent", at: price.place["currency"])
      case .tooFine(let multiple):
        lowering.report(
          .polarAmountPrecision, "Polar counts \(currency.code) in multiples of \(multiple) only: the price is not sent",
          at: place, help: "write \(price.base.minorUnits - price.base.minorUnits % multiple), or \(multiple) more")
      case .belowMinimum(let minimum):
        lowering.report(
          .polarAmountMinimum,
          "Polar charges nothing, or at least \(currency.majorUnits(minimum)) \(currency.code), "
            + "found \(currency.majorUnits(price.base.minorUnits)): the price is not sent",
          at: place)
      case .aboveMaximum(let maximum):
        lowering.report(
          .polarAmountMaximum,
          "Polar charges at most \(currency.majorUnits(maximum)) \(currency.code), "
            + "found \(currency.majorUnits(price.base.minorUnits)): the price is not sent",
          at: place)
      }
      return nil
    }
  }

  private func isInDefaultCurrency(_ group: Group, _ lowering: inout Lowering) -> Bool {
    guard let code = defaultCurrency, !group.offers.contains(where: { $0.price.currency.code == code }) else { return true }
    for price in group.offers.map(\.price) {
      lowering.report(
        .polarDefaultCurrency,
        "a product needs a price in the organization's default currency, \(code), and this one has none: it is not sent",
        at: price.place["currency"],
        help: isDeclared
          ? "add a price in \(code) of the same interval and trial"
          : "\(code) is taken for the default, as the first price's: name another in the option 'defaultCurrency', "
            + "or add a price in \(code) of the same interval and trial")
    }
    return false
  }

  /// False where a product that recurs so is refused.
  private func checkTime(_ price: Price, _ lowering: inout Lowering) -> Bool {
    if let days = price.trial?.days, days > Self.longestTrial {
      lowering.report(
        .polarTrialLength, "Polar gives at most \(Self.longestTrial) days of trial: the price is sent without",
        at: price.place["trialDays"])
    }
    guard let cadence = price.cadence, cadence.count > 999 else { return true }
    lowering.report(
      .polarInterval, "Polar counts up to 999 intervals, found \(cadence.count): the price is not sent",
      at: price.place["intervalCount"])
    return false
  }

  // MARK: Ids of products that are there

  private func checkItemID(_ item: Item, _ lowering: inout Lowering) {
    guard let id = item.id(at: lowering.provider) else { return }
    let place = item.header.place["providerIds", lowering.provider]
    if item.prices.count != 1 {
      lowering.report(
        .polarItemID, "Polar has a product for each price and none for the \(item.kind.described): the id is not used",
        at: place, help: item.prices.isEmpty ? nil : "give the id to the price that it belongs to")
    } else if let price = item.prices.first, let own = price.id(at: lowering.provider), own != id {
      lowering.report(
        .polarItemID, "the only price has another id at Polar, which is used instead of this one", at: place,
        help: "remove one of the two",
        related: [.init("the id of the price", at: price.place["providerIds", lowering.provider])])
    }
  }

  private typealias Existing = (id: ExactString?, place: Place, isUsable: Bool)

  /// The id that the catalog names for a price, if any.
  private func existing(_ price: Price, of item: Item, _ lowering: inout Lowering) -> Existing {
    let id: String
    let place: Place
    if let own = price.id(at: lowering.provider) {
      id = own
      place = price.place["providerIds", lowering.provider]
    } else if item.prices.count == 1, let shared = item.id(at: lowering.provider) {
      id = shared
      place = item.header.place["providerIds", lowering.provider]
    } else {
      return (nil, price.place, true)
    }
    guard Self.isUUID(id) else {
      lowering.report(
        .polarProductID, "\(quoted(id)) is no id of a Polar product, which is a UUID: the price is not sent", at: place)
      return (nil, place, false)
    }
    return (ExactString(id.lowercased()), place, true)
  }

  /// False where another product of the catalog has the id already.
  private mutating func isFree(_ existing: Existing, _ lowering: inout Lowering) -> Bool {
    guard let id = existing.id else { return true }
    if let first = taken[id] {
      lowering.report(
        .polarIDTaken, "another price has this product already: this price is not sent", at: existing.place,
        help: "only prices of one item, interval and trial share a product", related: [.init("the other", at: first)])
      return false
    }
    taken[id] = existing.place
    lowering.report(
      .polarExistingProduct,
      "the product is updated: its benefits and its prices are replaced, and its interval stays as it is at Polar",
      at: existing.place)
    return true
  }

  /// A UUID of version 4, as Polar's API demands of every id.
  static func isUUID(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 36 else { return false }
    for (index, byte) in bytes.enumerated() {
      switch (index, byte) {
      case (8, UInt8(ascii: "-")), (13, UInt8(ascii: "-")), (18, UInt8(ascii: "-")), (23, UInt8(ascii: "-")),
        (14, UInt8(ascii: "4")):
        continue
      case (8, _), (13, _), (14, _), (18, _), (23, _): return false
      case (19, UInt8(ascii: "8")), (19, UInt8(ascii: "9")), (19, UInt8(ascii: "a")...UInt8(ascii: "b")),
        (19, UInt8(ascii: "A")...UInt8(ascii: "B")):
        continue
      case (19, _): return false
      case (_, UInt8(ascii: "0")...UInt8(ascii: "9")), (_, UInt8(ascii: "a")...UInt8(ascii: "f")),
        (_, UInt8(ascii: "A")...UInt8(ascii: "F")):
        continue
      default: return false
      }
    }
    return true
  }

  // MARK: Names

  /// 3 to 64 characters after trimming (server/polar/product/schemas.py); with the price's id where an item has several
  /// products.
  private func name(
    _ price: Price, of item: Item, isOneOfMany: Bool, _ lowering: inout Lowering
  ) -> String? {
    let header = item.header
    let suffix = isOneOfMany ? " (\(price.id))" : ""
    let count = suffix.unicodeScalars.count
    var name = polarTrimmed(header.name)
    if name.unicodeScalars.count + count > 64 {
      let what = suffix.isEmpty ? "the name" : "the name with \(quoted(suffix)) behind it"
      // The suffix tells the products apart, and is kept as long as it leaves room for a name.
      let room = count <= 61 ? 64 - count : 64
      lowering.report(
        .polarTextLength, "\(what) has \(name.unicodeScalars.count + count) characters, and Polar takes 64: it is cut",
        at: suffix.isEmpty ? .nameOf(header) : price.place.name, help: "shorten it")
      name = polarTrimmed(String(String.UnicodeScalarView(name.unicodeScalars.prefix(room))))
    }
    name = polarTrimmed(String(String.UnicodeScalarView((name + suffix).unicodeScalars.prefix(64))))
    guard name.unicodeScalars.count >= 3 else {
      lowering.report(
        .polarNameTooShort, "the name of a product has at least 3 characters, \(quoted(name)) has fewer: it is not sent",
        at: .nameOf(header), help: "give it a longer name")
      return nil
    }
    return name
  }
}
