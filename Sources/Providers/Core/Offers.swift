import Catalog
import Diagnostics
import Foundations
import Syntax

extension ProviderLimits {
  /// The terms at which the provider sells a price; nil if it cannot. Problems are reported.
  package func terms(_ price: Price, of item: Item, _ findings: inout Findings) -> SaleTerms? {
    let sale = Sale(price, of: item)
    guard charges(price, of: item, &findings) else { return nil }
    var own: Cadence?
    if let cadence = price.cadence {
      do throws(CadenceLimits.Problem) {
        own = try self.cadence.cadence(cadence)
      } catch {
        report(error, cadence, of: price, &findings)
        return nil
      }
    }
    guard let amount = amount(price, of: item, sale, &findings) else { return nil }
    let trial = self.trial(price, of: item, &findings)
    return SaleTerms(sale: sale, amount: amount, cadence: own, trial: trial)
  }

  /// The fixed amount in the provider's unit; nil if the provider does not accept it. Zero if there is none: if the amount
  /// depends on a number of units, or on usage alone.
  package func amount(_ price: Price, of item: Item, _ sale: Sale, _ findings: inout Findings) -> Int64? {
    guard money.takes(price.currency) else {
      report(MoneyTable.Problem(kind: .currency, isRefused: true), .zero, price, of: item, &findings)
      return nil
    }
    for case .flat(let money) in price.charges {
      // A price of 0 beside usage is not free.
      if money == .zero, !price.usage.isEmpty { return 0 }
      let least = sellsSeveral(sale, of: item) ? item.quantity?.minimum ?? 1 : 1
      let (amount, problem) = self.money.amount(money, price.currency, sale, quantity: least)
      if let problem { report(problem, money, price, of: item, least: least, &findings) }
      return amount
    }
    return 0
  }

  /// - Parameter least: how many are bought at least.
  private func report(
    _ problem: MoneyTable.Problem, _ money: Money, _ price: Price, of item: Item, least: Int64 = 1, _ findings: inout Findings
  ) {
    let (title, currency) = (findings.title, price.currency)
    let isOfAll = least > 1 && !problem.isRefused
    let found =
      isOfAll
      ? "\(currency.amount(ExactDecimal(money.minorUnits).multiplied(by: least))) for \(least)"
      : currency.amount(money.minorUnits)
    switch problem.kind {
    case .currency:
      findings.report(
        .currencyUnsupported, "\(title) does not support \(currency.code); this price is not for sale",
        at: price.place["currency"])
    case .tooPrecise(let multiple):
      let low = money.minorUnits - money.minorUnits % multiple
      let (high, overflow) = low.addingReportingOverflow(multiple)
      findings.report(
        .amountTooPrecise, "\(title) requires \(currency.code) amounts in multiples of \(multiple); this price is not for sale",
        at: price.amountPlace, help: overflow ? "write `\(low)`" : "write `\(low)` or `\(high)`",
        repair: .write(
          overflow || (low > 0 && money.minorUnits - low <= high - money.minorUnits) ? low : high, at: price.amountPlace))
    case .tooSmall(let minimum):
      findings.report(
        .amountBelowMinimum,
        "\(found) is below the \(title) minimum of \(currency.amount(minimum)); "
          + (problem.isRefused ? "this price is not for sale" : "charging it fails"), at: price.amountPlace,
        help: helpForSmall(money, price, of: item, or: self.money.minimum.help.map { Phrase($0) }))
    case .tooLarge(let maximum):
      findings.report(
        .amountTooLarge,
        "\(found) is above the \(title) maximum of \(currency.amount(maximum)); "
          + (problem.isRefused ? "this price is not for sale" : "most payment methods decline it"), at: price.amountPlace)
    case .free:
      findings.report(
        .freePriceUnsupported, "\(title) cannot charge 0 for this \(item.kind.described); this price is not for sale",
        at: price.amountPlace)
    }
  }

  /// The help for an amount that is too small: how to write it if major units were meant, then another remedy.
  ///
  /// The spelling is omitted if the provider does not accept that amount, either.
  package func helpForSmall(_ money: Money, _ price: Price, of item: Item, or remedy: Phrase?) -> Phrase? {
    let currency = price.currency
    let (meant, overflow) = money.minorUnits.multipliedReportingOverflow(by: currency.minorUnitsPerMajor)
    guard currency.minorUnitDigits > 0, !overflow,
      self.money.amount(Money(minorUnits: meant), currency, Sale(price, of: item)).problem == nil
    else { return remedy }
    let spelling: Phrase = "for \(currency.amount(meant)) write `\(meant)`"
    return remedy.map { "\(spelling); or \($0)" } ?? spelling
  }

  /// The trial that the price is sold with; nil for none.
  package func trial(_ price: Price, of item: Item, _ findings: inout Findings) -> Trial? {
    let place = price.trialPlace
    do throws(TrialLimits.Problem) {
      let trial = try self.trial.trial(price, of: item)
      guard let trial, !trial.needsCard, !self.trial.allowsNoCard else { return trial }
      findings.report(
        .trialCardRequired, "\(findings.title) begins a trial only with a payment method; `trialCard` is ignored",
        at: price.place["trialCard"])
      return Trial(days: trial.days)
    } catch {
      let title = findings.title
      switch error {
      case .sale:
        findings.report(
          .trialIgnored, "\(title) does not support trials of \(item.kind.described)s; `trialDays` is ignored", at: place)
      case .free:
        findings.report(.trialIgnored, "\(title) does not support trials of free prices; `trialDays` is ignored", at: place)
      case .tooLong:
        findings.report(
          .trialTooLong, "\(title) trials last at most \(trial.longest) days; `trialDays` is ignored", at: place,
          help: "write `\(trial.longest)`", repair: .write(trial.longest, at: place))
      }
      return nil
    }
  }

  private func report(_ problem: CadenceLimits.Problem, _ cadence: Cadence, of price: Price, _ findings: inout Findings) {
    let place = price.place[cadence.writtenCount == nil ? "interval" : "intervalCount"]
    let title = findings.title
    switch problem {
    case .tooLong(let longest):
      // The same interval in years may be supported.
      let years = Cadence(.year, cadence.count / 12)
      let fits = cadence.period == .month && cadence.count.isMultiple(of: 12) && (try? self.cadence.cadence(years)) != nil
      findings.report(
        .intervalTooLong, "\(title) supports at most \(longest.described) per interval; this price is not for sale", at: place,
        help: fits
          ? "write \(word: Interval.year) with \(code: .fields([("intervalCount", .literal("\(years.count)"))]))" : nil,
        repair: fits
          ? Repair(
            "write \(word: Interval.year) with \(code: .fields([("intervalCount", .literal("\(years.count)"))]))", .unsafe,
            [
              .choiceAt(price.place["interval"], Interval.year.rawValue),
              .literalAt(price.place["intervalCount"], "\(years.count)"),
            ]) : nil)
    case .tooShort(let shortest):
      findings.report(
        .intervalUnsupported, "\(title) requires at least \(shortest.described) per interval; this price is not for sale",
        at: place)
    case .unsupported:
      findings.report(
        .intervalUnsupported, "\(title) cannot charge every \(cadence.described); this price is not for sale",
        // With days, the unit is the problem, not the count.
        at: cadence.period == .day ? price.place["interval"] : place,
        help: self.cadence.allowed.map { "use \($0)" })
    }
  }
}

extension Repair {
  /// Writes a number in place of one that a provider does not accept. What customers pay or get changes.
  fileprivate static func write(_ number: Int64, at place: Place) -> Repair {
    Repair("write `\(number)`", .unsafe, [.literalAt(place, "\(number)")])
  }
}

extension Item {
  /// The id of the provider's existing object for a price: the price's id, or that of its item if it is the only price.
  package func existingID(of price: Price, at provider: String) -> (id: String, place: Place)? {
    if let id = price.id(at: provider) { return (id, price.place["providerIds", provider]) }
    guard !hasSeveralPrices, let id = id(at: provider) else { return nil }
    return (id, header.place["providerIds", provider])
  }
}

extension LoweringInput {
  /// Reports ids of items of which every price is a part of its own, so that none has the id.
  ///
  /// - Parameter object: the provider's word for the object of a part, such as `product`.
  package func reportSplitIDs(object: String, _ findings: inout Findings) {
    let name = provider.name
    let wholes = Set(catalog.items.filter { $0.variant == nil }.map { ObjectIdentifier($0.header) })
    for item in whole.items where item.isOffered && item.id(at: name) != nil && !wholes.contains(ObjectIdentifier(item.header)) {
      findings.report(
        .idUnused, "each price of \(quoted(item.header.id)) has a \(findings.title) \(object) of its own; this id is ignored",
        at: item.header.place["providerIds", name], help: "remove the id")
    }
  }
}

extension Findings {
  /// Reports the unused id of an item at a provider with one object per price.
  ///
  /// - Parameters:
  ///   - object: the provider's word for the object of a price, such as `product`.
  ///   - hasFreeItems: whether an item without a price has an object, too.
  package mutating func reportUnusedID(of item: Item, object: String, hasFreeItems: Bool = false) {
    let name = provider.name
    guard let id = item.id(at: name) else { return }
    let place = item.header.place["providerIds", name]
    if let price = item.prices.first, !item.hasSeveralPrices {
      guard let own = price.id(at: name), !own.hasSameScalars(as: id) else { return }
      report(
        .idUnused, "the only price has a different \(title) id; this one is ignored", at: place,
        help: "remove one of the two ids", related: [.init("id of the price", at: price.place["providerIds", name])])
    } else if !item.prices.isEmpty || !hasFreeItems {
      report(
        .idUnused, "\(title) has one \(object) per price; this id is ignored", at: place,
        help: item.prices.isEmpty ? "remove the id" : "move the id to the price it belongs to")
    }
  }
}

extension TextLimits.Limit {
  /// Truncates the text to the limit, and reports if it was longer.
  ///
  /// - Parameter what: the subject of the message, such as `the name`.
  package func cut(_ text: String, _ what: String, at place: Place, _ findings: inout Findings) -> String {
    let count = size(text)
    guard count > length else { return text }
    findings.report(
      .textTooLong, "\(what) has \(count) \(unit.rawValue); \(findings.title) allows \(length), so it is truncated", at: place,
      help: "shorten it to \(length) \(unit.rawValue)")
    return beginning(of: text)
  }

  /// Truncates the text to the limit, without a finding.
  package func beginning(of text: String) -> String {
    guard size(text) > length else { return text }
    var kept = ""
    var room = length
    for scalar in text.unicodeScalars {
      room -= unit == .bytes ? UTF8.width(scalar) : 1
      if room < 0 { break }
      kept.unicodeScalars.append(scalar)
    }
    return kept
  }

  private func size(_ text: String) -> Int { unit == .bytes ? text.utf8.count : text.unicodeScalars.count }
}
