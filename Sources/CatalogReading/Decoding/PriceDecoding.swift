import Catalog
import Diagnostics
import Foundations
import Syntax

extension Decoder {
  mutating func prices(_ node: NodeID?, of owner: Header, _ kind: Item.Kind) -> Draft.Prices {
    var prices = Draft.Prices()
    guard let node else { return prices }
    let entries = entries(of: node, "the map of prices")
    prices.read.reserveCapacity(entries.underestimatedCount)
    for (key, node) in entries {
      let id = tree.text(key)
      guard let fields = fields(of: node, as: PriceField.self) else {
        prices.unread.append(Draft.UnreadPrice(id: id, lookupKey: nil, node: node))
        continue
      }
      let lookupKey = name(fields[.lookupKey])
      if let price = price(id, node, fields, lookupKey, of: owner, kind) {
        prices.read.append(price)
      } else {
        prices.unread.append(Draft.UnreadPrice(id: id, lookupKey: lookupKey, node: node))
      }
    }
    return prices
  }

  private mutating func price(
    _ id: String, _ node: NodeID, _ fields: Fields<PriceField>, _ lookupKey: String?, of owner: Header, _ kind: Item.Kind
  ) -> Price? {
    let amount = amount(fields[.amount])
    let currency = currency(fields[.currency])
    let interval: Interval? = choice(fields[.interval], .unknownInterval, "interval") { word in
      Self.synonym(word, hasCount: fields.has(.intervalCount))
    }
    let count = integer(fields[.intervalCount], in: .positive, .priceIntervalCount, "an interval count")
    let trialDays = integer(fields[.trialDays], in: .nonNegative, .priceTrialDays, "the number of trial days")
    let ids = providerIds(fields[.providerIds])
    let metadata = metadata(fields[.metadata])

    if let interval, let place = fields[.interval] {
      switch kind {
      case .plan where !kind.takes(interval):
        report(
          .planPriceOneTime, "a plan's price recurs, and this one is paid once", at: .value(place),
          help: "write `day`, `week`, `month` or `year`, or sell it as an add-on")
      case .topup where !kind.takes(interval):
        report(
          .topupPriceRecurring, "a top-up is paid once, and this price recurs every \(interval.rawValue)", at: .value(place),
          help: "write `one_time`, or sell it as an add-on")
      case .plan, .addon, .topup: break
      }
      if interval == .oneTime {
        reportRecurring(fields[.intervalCount], "an interval count")
        reportRecurring(fields[.trialDays], "trial days")
      }
    }

    guard let amount, let currency, let interval else { return nil }
    reportReserved(metadata, at: Place(node), ReservedMetadata.namesOfPrice(kind))
    let schedule: Schedule =
      if let period = interval.period {
        .recurring(Cadence(period, count), trial: trialDays.map { Trial(days: $0) })
      } else {
        .once
      }
    return Price(
      id, of: owner, lookupKey: lookupKey, currency: currency, schedule: schedule,
      charges: [.flat(Money(minorUnits: amount))], providerIds: ids, metadata: metadata, origin: .node(node))
  }

  private mutating func reportRecurring(_ node: NodeID?, _ what: String) {
    guard let node else { return }
    report(
      .oneTimePriceRecurs, "a price that is paid once has no \(what)", at: .value(node), help: "leave it out",
      repair: Repair("leave it out", .unsafe, [.remove(node)]))
  }

  package mutating func amount(_ node: NodeID?) -> Int64? {
    guard let node else { return nil }
    if let value = tree.plainInteger(node) { return value }
    guard let number = decimal(node) else { return nil }
    if let value = number.integer, value >= 0 { return value }
    let help =
      if number.isInteger {
        number.isNegative ? nil : "the largest is \(Int64.max)"
      } else {
        "write the amount in the currency's minor unit: 2050 for 20.50 USD"
      } as String?
    report(
      .priceAmount, "an amount is a non-negative integer in the currency's minor unit, found \(number)", at: .value(node),
      help: help)
    return nil
  }

  package mutating func currency(_ node: NodeID?) -> Currency? {
    guard let node = text(node) else { return nil }
    let code = tree.text(node)
    if let currency = Currency(code: code) { return currency }
    let upper = code.uppercased()
    let message = "\(quoted(code)) is no active currency of ISO 4217"
    // What is paid changes with the currency: somebody has to look at the amount as well.
    if let successor = Self.retiredCurrencies[upper] {
      report(
        .unknownCurrency, message, at: .value(node), help: "\(upper) is no longer in use: write `\(successor)`",
        repair: .write(successor, at: node, .unsafe))
      return nil
    }
    let near = nearWord(to: upper, among: Currency.allCodes)
    let isSpelledOtherwise = upper.unicodeScalars.filter { !"-_ ".unicodeScalars.contains($0) }.elementsEqual(
      (near?.word ?? "").unicodeScalars)
    report(
      .unknownCurrency, message, at: .value(node),
      help: near.map { "did you mean `\($0.word)`?" } ?? "write a code as `USD`, `EUR` or `INR`",
      repair: near.map { .write($0.word, at: node, isSpelledOtherwise ? .safe : .unsafe) })
    return nil
  }

  /// Codes that people still write, and what took their place.
  private static let retiredCurrencies = [
    "ANG": "XCG", "BGN": "EUR", "BYR": "BYN", "CUC": "CUP", "DEM": "EUR", "EEK": "EUR", "ESP": "EUR", "FRF": "EUR", "HRK": "EUR",
    "ITL": "EUR", "LTL": "EUR", "LVL": "EUR", "MRO": "MRU", "SLL": "SLE", "STD": "STN", "VEF": "VES", "ZWL": "ZWG",
  ]

  /// Words for intervals that people write.
  ///
  /// - Parameter hasCount: whether the price has an interval count, to which another would be added.
  private static func synonym(_ word: String, hasCount: Bool) -> (help: String, repair: (NodeID) -> Repair?)? {
    switch word.lowercased() {
    case "quarter", "quarterly": months(3, .safe, hasCount)
    case "half_year", "half-year", "semiannual": months(6, .safe, hasCount)
    // Some take it for every two years.
    case "biannual": months(6, .unsafe, hasCount)
    case "daily": interval("day")
    case "annual", "annually": interval("year")
    case "once", "one-off", "one_off", "lifetime": interval("one_time")
    default: nil
    }
  }

  private static func interval(_ word: String) -> (help: String, repair: (NodeID) -> Repair?) {
    ("did you mean `\(word)`?", { .write(word, at: $0, .safe) })
  }

  private static func months(
    _ count: Int, _ applicability: Fix.Applicability, _ hasCount: Bool
  ) -> (help: String, repair: (NodeID) -> Repair?) {
    let instead = "write `month` with \"intervalCount\": \(count)"
    return (
      instead,
      { node in
        if hasCount { return nil }
        return Repair(
          instead, applicability, [.text(node, "month"), .insert(name: "intervalCount", literal: "\(count)", after: node)])
      }
    )
  }
}
