import Catalog
import Diagnostics
import Foundations
import Syntax

extension Decoder {
  mutating func prices(_ node: NodeID?, of owner: Header, _ kind: Item.Kind) -> Draft.Prices {
    var prices = Draft.Prices()
    guard let node else { return prices }
    prices.isWhole = !tree.isDamaged(node)
    let entries = entries(of: node, "prices", as: PriceField.self)
    for (key, node) in entries {
      let id = tree.text(key)
      guard let fields = fields(of: node, as: PriceField.self) else {
        prices.append(Draft.UnreadPrice(id: id, lookupKey: nil, node: node))
        continue
      }
      let lookupKey = name(fields[.lookupKey])
      let own = ownEntitlements(fields[.entitlements], of: owner, kind)
      if let price = price(id, node, fields, lookupKey, of: owner, kind) {
        prices.append(price, own)
      } else {
        prices.append(Draft.UnreadPrice(id: id, lookupKey: lookupKey, node: node))
      }
    }
    return prices
  }

  /// What a price grants; nil for that of a top-up, which grants usage only.
  private mutating func ownEntitlements(
    _ node: NodeID?, of owner: Header, _ kind: Item.Kind
  ) -> [Draft.Entitlement]? {
    guard let node else { return nil }
    if kind != .topup { return entitlements(node, of: owner, kind) }
    report(
      .topupPriceEntitlements, "prices of top-ups have no `entitlements`", at: .value(node),
      help: "remove it, or sell the features as an add-on", repair: Repair("remove it", .unsafe, [.remove(node)]))
    return nil
  }

  private mutating func price(
    _ id: String, _ node: NodeID, _ fields: Fields<PriceField>, _ lookupKey: String?, of owner: Header, _ kind: Item.Kind
  ) -> Price? {
    let currency = currency(fields[.currency])
    let charge = charge(node, fields, in: currency)
    let interval: Interval? = choice(
      fields[.interval], .unknownInterval, "interval", isAllowed: { kind.takes($0) },
      synonym: { kind == .topup ? nil : Self.synonym($0, hasCount: fields.has(.intervalCount)) })
    let count = integer(fields[.intervalCount], in: .positive, .priceIntervalCount, "`intervalCount`")
    let trialDays = integer(fields[.trialDays], in: .nonNegative, .priceTrialDays, "`trialDays`")
    let trialCard = bool(fields[.trialCard])
    let isSold = bool(fields[.sold]) ?? true
    let ids = providerIds(fields[.providerIds])
    let metadata = metadata(fields[.metadata])
    if let place = fields[.trialCard], interval != .oneTime, fields[.trialDays] == nil || trialDays == 0, fields.isComplete {
      report(
        .trialCard, "`trialCard` needs a trial", at: .name(place), help: "add `trialDays`, or remove `trialCard`")
    }

    if let interval, let place = fields[.interval] {
      switch kind {
      case .plan where !kind.takes(interval):
        report(
          .planPriceOneTime, "plan prices must be recurring", at: .value(place),
          help: "use \(Phrase.words(kind.intervals)), or sell it as an add-on")
      case .topup where !kind.takes(interval):
        report(
          .topupPriceRecurring, "top-up prices must be one-time", at: .value(place),
          help: "use \(Phrase.words(kind.intervals)), or sell it as an add-on")
      case .plan, .addon, .topup: break
      }
      // A plan's price must recur, which is the only fault.
      if interval == .oneTime, kind != .plan {
        reportRecurring(fields[.tiers], "tiers")
        reportRecurring(fields[.intervalCount], "intervalCount")
        reportRecurring(fields[.trialDays], "trialDays")
        reportRecurring(fields[.trialCard], "trialCard")
      }
    }

    guard let charge, let currency, let interval else { return nil }
    reportReserved(metadata, at: Place(node), ReservedMetadata.namesOfPrice(kind))
    let schedule: Schedule =
      if let period = interval.period {
        .recurring(Cadence(period, count), trial: trialDays.map { Trial(days: $0, needsCard: trialCard ?? true) })
      } else {
        .once
      }
    return Price(
      id, of: owner, lookupKey: lookupKey, currency: currency, schedule: schedule,
      charges: [charge], isSold: isSold, providerIds: ids, metadata: metadata, origin: .node(node))
  }

  private mutating func charge(_ node: NodeID, _ fields: Fields<PriceField>, in currency: Currency?) -> Charge? {
    if fields[.tiers] == nil, fields[.mode] == nil, let amount = fields[.amount] {
      require(amount, PriceField.amount)
      return money(amount, "amount", in: currency).map { .flat(Money(minorUnits: $0)) }
    }
    // A misspelled field may be the amount.
    guard fields.isComplete || fields[.tiers] != nil else { return nil }
    let rate = RateFields(node: node, amount: fields[.amount], tiers: fields[.tiers], mode: fields[.mode])
    return reportAlternatives(rate) ? quantityRate(rate, in: currency).map { .quantity($0) } : nil
  }

  private mutating func reportRecurring(_ node: NodeID?, _ field: String) {
    guard let node else { return }
    report(
      .oneTimePriceRecurs, "`\(field)` is not allowed on a one-time price", at: .value(node), help: "remove it",
      repair: Repair("remove it", .unsafe, [.remove(node)]))
  }

  package mutating func currency(_ node: NodeID?) -> Currency? {
    guard let node = text(node, help: Self.currencyHelp) else { return nil }
    if let currency = tree.withContent(node, { Currency(code: $0) }) { return currency }
    let code = tree.text(node)
    let upper = code.uppercased()
    let message: Phrase = "unknown currency \(quoted(code))"
    // A new currency changes what customers pay, so a person has to check the amount, too.
    if let successor = Self.retiredCurrencies[upper] {
      report(
        .unknownCurrency, message, at: .value(node), help: "write `\(successor)`; \(upper) is no longer in use",
        repair: .write(successor, at: node, .unsafe))
      return nil
    }
    let meant = Self.meantCurrency(upper)
    report(
      .unknownCurrency, message, at: .value(node),
      help: meant.map { "did you mean `\($0.code)`?" } ?? Self.currencyHelp,
      repair: meant.map { .write($0.code, at: node, $0.isCertain ? .safe : .unsafe) })
    return nil
  }

  private static let currencyHelp: Phrase = "use an ISO 4217 code such as `USD`, `EUR` or `INR`"

  /// The currency that a word in upper case probably means. It must have the same letters, in any order, with any characters
  /// between them. A different letter would be a guess: `BTC` is not `BTN`.
  private static func meantCurrency(_ word: String) -> (code: String, isCertain: Bool)? {
    if word == "EURO" || word == "EUROS" { return ("EUR", false) }
    let letters = word.unicodeScalars.filter { ("A"..."Z").contains($0) }
    if letters.count != 3 || word.unicodeScalars.count > 8 { return nil }
    if let currency = Currency(code: String(String.UnicodeScalarView(letters))) { return (currency.code, true) }
    let sorted = letters.sorted()
    return Currency.allCodes.first { $0.unicodeScalars.sorted().elementsEqual(sorted) }.map { ($0, false) }
  }

  /// Retired codes that people still write, and their successors.
  private static let retiredCurrencies = [
    "ANG": "XCG", "BGN": "EUR", "BYR": "BYN", "CUC": "CUP", "DEM": "EUR", "EEK": "EUR", "ESP": "EUR", "FRF": "EUR", "HRK": "EUR",
    "ITL": "EUR", "LTL": "EUR", "LVL": "EUR", "MRO": "MRU", "SLL": "SLE", "STD": "STN", "VEF": "VES", "ZWL": "ZWG",
  ]

  /// - Parameter hasCount: whether the price already has an interval count; then a repair cannot add one.
  private static func synonym(_ word: String, hasCount: Bool) -> (help: Phrase, repair: (NodeID) -> Repair?)? {
    guard let (interval, count, applicability) = multiple(word) else { return nil }
    let unit = interval.rawValue
    let instead: Phrase = "write \(code: .fields([("interval", .word(unit)), ("intervalCount", .literal("\(count)"))]))"
    return (
      instead,
      { node in
        if hasCount { return nil }
        return Repair(
          instead, applicability, [.choice(node, unit), .insert(name: "intervalCount", literal: "\(count)", after: node)])
      }
    )
  }

  /// The interval and the count that a word for several intervals means.
  static func multiple(_ word: String) -> (interval: Interval, count: Int, applicability: Fix.Applicability)? {
    switch word.lowercased() {
    case "quarter", "quarterly": (.month, 3, .safe)
    case "half_year", "half-year", "semiannual": (.month, 6, .safe)
    // Some read it as every two years.
    case "biannual": (.month, 6, .unsafe)
    case "fortnight", "fortnightly": (.week, 2, .safe)
    // Some read it as twice a week.
    case "biweekly", "bi-weekly": (.week, 2, .unsafe)
    default: nil
    }
  }
}
