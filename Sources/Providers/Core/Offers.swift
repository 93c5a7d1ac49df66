import Catalog
import Diagnostics
import Foundations
import Syntax

/// What a price is sold at, as the provider says it.
package struct SaleTerms: Sendable {
  package let sale: Sale
  /// In the provider's unit.
  package let amount: Int64
  /// Nil for what is paid once.
  package let cadence: Cadence?
  /// Nil for no trial.
  package let trial: Trial?
}

extension ProviderLimits {
  /// The terms that the provider can sell a price at; nil where it cannot. All that is wrong with it is reported.
  package func terms(_ price: Price, of item: Item, _ findings: inout Findings) -> SaleTerms? {
    let sale = Sale(price, of: item)
    let amount = amount(price, of: item, sale, &findings)
    let trial = self.trial(price, of: item, &findings)
    var own: Cadence?
    if let cadence = price.cadence {
      do throws(CadenceLimits.Problem) {
        own = try self.cadence.cadence(cadence)
      } catch {
        report(error, cadence, of: price, &findings)
        return nil
      }
    }
    return amount.map { SaleTerms(sale: sale, amount: $0, cadence: own, trial: trial) }
  }

  /// The amount in the provider's unit; nil where the provider does not take it.
  package func amount(_ price: Price, of item: Item, _ sale: Sale, _ findings: inout Findings) -> Int64? {
    // A price has one charge as long as all charges are flat.
    guard let charge = price.charges.first else { return nil }
    switch charge {
    case .flat(let money):
      let (amount, problem) = self.money.amount(money, price.currency, sale)
      if let problem { report(problem, money, price, of: item, &findings) }
      return amount
    }
  }

  private func report(
    _ problem: MoneyTable.Problem, _ money: Money, _ price: Price, of item: Item, _ findings: inout Findings
  ) {
    let (title, currency) = (findings.title, price.currency)
    let found = currency.amount(money.minorUnits)
    switch problem.kind {
    case .currency:
      findings.report(
        .currencyUnsupported, "\(title) does not support \(currency.code); this price is not for sale",
        at: price.place["currency"])
    case .tooPrecise(let multiple):
      let low = money.minorUnits - money.minorUnits % multiple
      let (high, overflow) = low.addingReportingOverflow(multiple)
      findings.report(
        .amountTooPrecise, "\(title) takes \(currency.code) amounts in multiples of \(multiple); this price is not for sale",
        at: price.amountPlace, help: overflow ? "write \(low)" : "write \(low) or \(high)")
    case .tooSmall(let minimum):
      findings.report(
        .amountBelowMinimum,
        "\(title) charges at least \(currency.amount(minimum)), found \(found); "
          + (problem.isRefused ? "this price is not for sale" : "charging it fails"), at: price.amountPlace,
        help: self.money.minimum.help)
    case .tooLarge(let maximum):
      findings.report(
        .amountTooLarge,
        "\(title) charges at most \(currency.amount(maximum)), found \(found); "
          + (problem.isRefused ? "this price is not for sale" : "most payment methods decline it"), at: price.amountPlace)
    case .free:
      findings.report(
        .freePriceUnsupported, "\(title) cannot charge 0 for this \(item.kind.described); it is not for sale",
        at: price.amountPlace)
    }
  }

  /// The trial that the price is sold with; nil for none.
  package func trial(_ price: Price, of item: Item, _ findings: inout Findings) -> Trial? {
    let place = price.trialPlace
    do throws(TrialLimits.Problem) {
      return try self.trial.trial(price, of: item)
    } catch {
      let title = findings.title
      switch error {
      case .sale:
        findings.report(
          .trialIgnored, "\(title) \(item.kind.described)s have no trial of their own; this one is ignored", at: place)
      case .free: findings.report(.trialIgnored, "\(title) has no trial of what is free; this one is ignored", at: place)
      case .tooLong:
        findings.report(
          .trialTooLong, "\(title) trials last at most \(trial.longest) days; this one is ignored", at: place,
          help: "write \(trial.longest)")
      }
      return nil
    }
  }

  private func report(_ problem: CadenceLimits.Problem, _ cadence: Cadence, of price: Price, _ findings: inout Findings) {
    let place = price.place[cadence.writtenCount == nil ? "interval" : "intervalCount"]
    let title = findings.title
    switch problem {
    case .tooLong(let longest):
      // The same time in a longer unit may fit.
      let years = Cadence(.year, cadence.count / 12)
      let fits = cadence.period == .month && cadence.count.isMultiple(of: 12) && (try? self.cadence.cadence(years)) != nil
      findings.report(
        .intervalTooLong, "\(title) charges at least every \(longest.described); this price is not for sale", at: place,
        help: fits ? "write `year` with \"intervalCount\": \(years.count)" : nil)
    case .tooShort(let shortest):
      findings.report(
        .intervalUnsupported, "\(title) charges at most every \(shortest.described); this price is not for sale", at: place)
    case .unsupported:
      findings.report(
        .intervalUnsupported, "\(title) cannot charge every \(cadence.described); this price is not for sale",
        // Days are the fault, however many.
        at: cadence.period == .day ? price.place["interval"] : place,
        help: self.cadence.allowed.map { "use \($0)" })
    }
  }
}

/// The objects of a provider that the catalog claims by id.
package struct IDClaims {
  private var claimed: [ExactString: Place] = [:]

  package init() {}

  /// Whether the id is free; a finding where another price, or another item, has claimed it.
  ///
  /// - Parameter what: `price`, or `item`, as a message speaks of it.
  package mutating func claim(_ id: String, _ what: String, at place: Place, _ findings: inout Findings) -> Bool {
    if let other = claimed[ExactString(id)] {
      findings.report(
        RuleFamily.idTaken, "another \(what) already uses \(quoted(id)); this one is not for sale", at: place,
        help: "remove one of the two ids", related: [.init("the other \(what)", at: other)])
      return false
    }
    claimed[ExactString(id)] = place
    return true
  }
}

/// The names of a provider's objects, where names alone tell them apart.
package struct NameClaims {
  private var claimed: [ExactString: Place] = [:]

  package init() {}

  package func place(of name: String) -> Place? { claimed[ExactString(name)] }

  /// Where the name is claimed already; nil where it is claimed now.
  package mutating func claim(_ name: String, at place: Place) -> Place? {
    if let other = claimed[ExactString(name)] { return other }
    claimed[ExactString(name)] = place
    return nil
  }
}

extension Item {
  /// The id of the object that a provider has for a price already: the price's own, or that of an item with one price.
  package func existingID(of price: Price, at provider: String) -> (id: String, place: Place)? {
    if let id = price.id(at: provider) { return (id, price.place["providerIds", provider]) }
    guard prices.count == 1, let id = id(at: provider) else { return nil }
    return (id, header.place["providerIds", provider])
  }
}

extension Findings {
  /// That a provider with one object per price has none for the id of an item.
  ///
  /// - Parameters:
  ///   - object: what the provider has for a price: `product`.
  ///   - hasFreeItems: whether there is an object for an item without a price, too.
  package mutating func reportUnusedID(of item: Item, object: String, hasFreeItems: Bool = false) {
    let name = provider.name
    guard let id = item.id(at: name) else { return }
    let place = item.header.place["providerIds", name]
    if let price = item.prices.first, item.prices.count == 1 {
      guard let own = price.id(at: name), !own.isExactly(id) else { return }
      report(
        .idUnused, "the only price has another \(title) id; this one is ignored", at: place, help: "remove one of the two",
        related: [.init("the id of the price", at: price.place["providerIds", name])])
    } else if !item.prices.isEmpty || !hasFreeItems {
      report(
        .idUnused, "\(title) has one \(object) per price; this id is ignored", at: place,
        help: item.prices.isEmpty ? "remove it" : "move the id to the price it belongs to")
    }
  }
}

extension TextLimits.Limit {
  /// The text within the limit; a longer one is cut, and reported.
  ///
  /// - Parameter what: `the name`, as a message speaks of it.
  package func cut(_ text: String, _ what: String, at place: Place, _ findings: inout Findings) -> String {
    let count = size(text)
    guard count > length else { return text }
    findings.report(
      .textTooLong, "\(what) has \(count) \(unit.rawValue); \(findings.title) takes \(length), so it is cut", at: place,
      help: "shorten it to \(length) \(unit.rawValue)")
    return beginning(of: text)
  }

  /// As much of the text as is within the limit, without a word.
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
