import Diagnostics
import JSONText
import Syntax

/// Where a price stands: what may be paid once, and what comes back.
enum PriceOwner {
  case plan, addon, topup
}

/// The words of `interval`.
enum Interval: String, CaseIterable {
  case day, week, month, year
  case oneTime = "one_time"

  var period: Period? { Period(rawValue: rawValue) }
}

extension Decoder {
  mutating func prices(_ node: NodeID?, of header: Header, _ owner: PriceOwner) -> [Draft.Price] {
    guard let node else { return [] }
    var prices: [Draft.Price] = []
    for entry in entries(of: node, "the map of prices") { prices.append(price(entry.id, entry.value, of: header, owner)) }
    return prices
  }

  private mutating func price(_ id: String, _ node: NodeID, of header: Header, _ owner: PriceOwner) -> Draft.Price {
    let defaultKey = "\(header.key):\(id)"
    guard let fields = fields(of: node, as: PriceField.self) else {
      return Draft.Price(lookupKey: defaultKey, hasOwnLookupKey: false, origin: node, price: nil)
    }
    let ownKey = name(fields[.lookupKey])
    let lookupKey = ownKey ?? defaultKey
    let amount = amount(fields[.amount])
    let currency = currency(fields[.currency])
    let interval: Interval? = choice(fields[.interval], .unknownInterval, "interval", help: Self.intervalHelp)
    let count = integer(fields[.intervalCount], in: 1...Int64.max, .priceIntervalCount, "an interval count")
    let trial = integer(fields[.trialDays], in: 0...Int64.max, .priceTrialDays, "the number of trial days")
    let ids = providerIds(fields[.providerIds])
    let metadata = metadata(fields[.metadata])

    if let interval, let place = fields[.interval] {
      switch (owner, interval) {
      case (.plan, .oneTime):
        report(
          .planPriceOneTime, "a plan's price recurs, and this one is paid once", at: .value(place),
          help: "write 'day', 'week', 'month' or 'year', or sell it as an add-on")
      case (.topup, .day), (.topup, .week), (.topup, .month), (.topup, .year):
        report(
          .topupPriceRecurring, "a top-up is paid once, and this price recurs every \(interval.rawValue)", at: .value(place),
          help: "write 'one_time', or sell it as an add-on")
      default: break
      }
      if interval == .oneTime {
        for (name, node) in [("an interval count", fields[.intervalCount]), ("trial days", fields[.trialDays])] {
          guard let node else { continue }
          report(.oneTimePriceRecurs, "a price that is paid once has no \(name)", at: .value(node), help: "leave it out")
        }
      }
    }

    var price: Price?
    if let amount, let currency, let interval {
      price = Price(
        id: id, amount: amount, currency: currency, cadence: interval.period.map { Cadence($0, count ?? 1) },
        intervalCount: count, trialDays: trial, lookupKey: lookupKey, providerIds: ids, metadata: metadata, origin: node)
    }
    return Draft.Price(lookupKey: lookupKey, hasOwnLookupKey: ownKey != nil, origin: node, price: price)
  }

  mutating func amount(_ node: NodeID?) -> Int64? {
    guard let node, let number = decimal(node) else { return nil }
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

  mutating func currency(_ node: NodeID?) -> Currency? {
    guard let node, let code = string(node) else { return nil }
    if let currency = Currency(code: code) { return currency }
    let upper = code.uppercased()
    let help =
      Self.retiredCurrencies[upper].map { "\(upper) is no longer in use: write '\($0)'" }
      ?? nearest(to: upper, among: Currency.allCodes).map { "did you mean '\($0)'?" } ?? "write a code as 'USD', 'EUR' or 'INR'"
    report(.unknownCurrency, "\(quoted(code)) is no active currency of ISO 4217", at: .value(node), help: help)
    return nil
  }

  /// Codes that people still write, and what took their place.
  private static let retiredCurrencies = [
    "ANG": "XCG", "BGN": "EUR", "BYR": "BYN", "CUC": "CUP", "DEM": "EUR", "EEK": "EUR", "ESP": "EUR", "FRF": "EUR", "HRK": "EUR",
    "ITL": "EUR", "LTL": "EUR", "LVL": "EUR", "MRO": "MRU", "SLL": "SLE", "STD": "STN", "VEF": "VES", "ZWL": "ZWG",
  ]

  private static func intervalHelp(_ text: String) -> String? {
    switch text.lowercased() {
    case "quarter", "quarterly": "write 'month' with \"intervalCount\": 3"
    case "half_year", "half-year", "semiannual", "biannual": "write 'month' with \"intervalCount\": 6"
    case "daily": "did you mean 'day'?"
    case "annual", "annually": "did you mean 'year'?"
    case "once", "one-off", "one_off", "lifetime": "did you mean 'one_time'?"
    default: nil
    }
  }
}
