import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// One price of one item: what Polar has a product for.
///
/// A product has one interval and one length of trial, so each price is a product of its own.
struct PolarProduct {
  let item: Item
  let price: Price
  /// In Polar's unit.
  let amount: Int64
  let name: String
  /// The product's id, where the catalog says that Polar has it already.
  let existing: String?

  var request: String { Request.id("prices", item.kind.rawValue, item.header.id, price.id) }

  /// The product's id in the body of another request.
  var reference: JSON { existing.map(JSON.string) ?? .ref(request) }

  /// The product's id as part of a path.
  var pathID: String { existing.map(pathSegment) ?? "{\(request)}" }

  var trialDays: Int64? { price.trialDays.flatMap { $0 > 0 && $0 <= PolarProducts.longestTrial ? $0 : nil } }

  /// What the compiler writes beside the ids: a product with other terms is not taken for this one.
  func terms(meterInterval: Period?) -> String {
    var terms = ["\(amount) \(price.currency.lowercased)"]
    if let cadence = price.cadence { terms.append("every \(cadence.count) \(cadence.period.rawValue)") }
    if let trialDays { terms.append("after \(trialDays) days") }
    if let meterInterval { terms.append("meters every \(meterInterval.rawValue)") }
    return terms.joined(separator: ", ")
  }
}

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
        at: .name(header.origin), help: "give it a price of 0 to have it at Polar")
    } else if item.prices.count > 1 {
      lowering.report(
        .polarProductPerPrice, "\(quoted(header.id)) becomes \(item.prices.count) products, one for each price",
        at: Place(header.origin)["prices"])
    }
    checkItemID(item, &lowering)
    for price in item.prices {
      let amount = amount(price, &lowering)
      let isTimed = checkTime(price, &lowering)
      let existing = existing(price, of: item, &lowering)
      guard let amount, isTimed, existing.isUsable, isInDefaultCurrency(price, &lowering),
        let name = name(price, of: item, &lowering)
      else { continue }
      products.append(PolarProduct(item: item, price: price, amount: amount, name: name, existing: existing.id))
    }
  }

  // MARK: Money and time

  private func amount(_ price: Price, _ lowering: inout Lowering) -> Int64? {
    let place = Place(price.origin)["amount"]
    let currency = price.currency
    do throws(PolarMoney.Problem) {
      return try PolarMoney.amount(price)
    } catch {
      switch error {
      case .unsupportedCurrency:
        lowering.report(
          .polarCurrency, "Polar does not take \(currency.code): the price is not sent", at: Place(price.origin)["currency"])
      case .tooFine(let multiple):
        lowering.report(
          .polarAmountPrecision, "Polar counts \(currency.code) in multiples of \(multiple) only: the price is not sent",
          at: place, help: "write \(price.amount - price.amount % multiple), or \(multiple) more")
      case .belowMinimum(let minimum):
        lowering.report(
          .polarAmountMinimum,
          "Polar charges nothing, or at least \(currency.majorUnits(minimum)) \(currency.code), "
            + "found \(currency.majorUnits(price.amount)): the price is not sent",
          at: place)
      case .aboveMaximum(let maximum):
        lowering.report(
          .polarAmountMaximum,
          "Polar charges at most \(currency.majorUnits(maximum)) \(currency.code), "
            + "found \(currency.majorUnits(price.amount)): the price is not sent",
          at: place)
      }
      return nil
    }
  }

  private mutating func isInDefaultCurrency(_ price: Price, _ lowering: inout Lowering) -> Bool {
    let code = price.currency.code
    let expected = defaultCurrency ?? code
    defaultCurrency = expected
    if code == expected { return true }
    lowering.report(
      .polarDefaultCurrency,
      "a product needs a price in the organization's default currency, \(expected), and this one has only \(code): "
        + "it is not sent",
      at: Place(price.origin)["currency"],
      help: isDeclared
        ? nil : "\(expected) is taken for the default, as the first price's: name another in the option 'defaultCurrency'")
    return false
  }

  /// False where a product that recurs so is refused.
  private func checkTime(_ price: Price, _ lowering: inout Lowering) -> Bool {
    if let days = price.trialDays, days > Self.longestTrial {
      lowering.report(
        .polarTrialLength, "Polar gives at most \(Self.longestTrial) days of trial: the price is sent without",
        at: Place(price.origin)["trialDays"])
    }
    guard let cadence = price.cadence, cadence.count > 999 else { return true }
    lowering.report(
      .polarInterval, "Polar counts up to 999 intervals, found \(cadence.count): the price is not sent",
      at: Place(price.origin)["intervalCount"])
    return false
  }

  // MARK: Ids of products that are there

  private func checkItemID(_ item: Item, _ lowering: inout Lowering) {
    guard let id = item.id(at: lowering.provider) else { return }
    let place = Place(item.header.origin)["providerIds", lowering.provider]
    if item.prices.count != 1 {
      lowering.report(
        .polarItemID, "Polar has a product for each price and none for the \(item.kind.described): the id is not used",
        at: place, help: item.prices.isEmpty ? nil : "give the id to the price that it belongs to")
    } else if let price = item.prices.first, let own = price.id(at: lowering.provider), own != id {
      lowering.report(
        .polarItemID, "the only price has another id at Polar, which is used instead of this one", at: place,
        help: "remove one of the two",
        related: [.init("the id of the price", at: Place(price.origin)["providerIds", lowering.provider])])
    }
  }

  /// The id that the catalog names for a price, if any, and whether Polar can have such a product.
  private mutating func existing(
    _ price: Price, of item: Item, _ lowering: inout Lowering
  ) -> (id: String?, isUsable: Bool) {
    let id: String
    let place: Place
    if let own = price.id(at: lowering.provider) {
      id = own
      place = Place(price.origin)["providerIds", lowering.provider]
    } else if item.prices.count == 1, let shared = item.id(at: lowering.provider) {
      id = shared
      place = Place(item.header.origin)["providerIds", lowering.provider]
    } else {
      return (nil, true)
    }
    guard Self.isUUID(id) else {
      lowering.report(
        .polarProductID, "\(quoted(id)) is no id of a Polar product, which is a UUID: the price is not sent", at: place)
      return (nil, false)
    }
    if let first = taken[ExactString(id.lowercased())] {
      lowering.report(
        .polarIDTaken, "another price has this product already: this price is not sent", at: place,
        related: [.init("the other", at: first)])
      return (nil, false)
    }
    taken[ExactString(id.lowercased())] = place
    lowering.report(
      .polarExistingProduct,
      "the product is updated: its benefits and its price are replaced, and its interval stays as it is at Polar", at: place)
    return (id, true)
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

  /// 3 to 64 characters after trimming (server/polar/product/schemas.py); with the price's id where an item has several.
  private func name(_ price: Price, of item: Item, _ lowering: inout Lowering) -> String? {
    let header = item.header
    let suffix = item.prices.count > 1 ? " (\(price.id))" : ""
    let count = suffix.unicodeScalars.count
    var name = polarTrimmed(header.name)
    if name.unicodeScalars.count + count > 64 {
      let what = suffix.isEmpty ? "the name" : "the name with \(quoted(suffix)) behind it"
      // The suffix tells the products apart, and is kept as long as it leaves room for a name.
      let room = count <= 61 ? 64 - count : 64
      lowering.report(
        .polarTextLength, "\(what) has \(name.unicodeScalars.count + count) characters, and Polar takes 64: it is cut",
        at: suffix.isEmpty ? .nameOf(header) : .name(price.origin), help: "shorten it")
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
