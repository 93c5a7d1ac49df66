import Catalog
import Diagnostics
import Foundations
import Syntax

/// One invoice of a scenario in two catalogs.
package struct InvoiceChange: Sendable {
  /// What a catalog asks for.
  package enum Side: Equatable, Sendable {
    case amount(ExactDecimal, Currency)
    /// It has no such invoice.
    case none
    /// The catalog does not sell it, and why.
    case notSold(String)
  }

  package let scenario: String
  /// Nil for once, and for a scenario without invoices.
  package let cadence: Cadence?
  package let old: Side
  package let new: Side

  package init(scenario: String, cadence: Cadence?, old: Side, new: Side) {
    self.scenario = scenario
    self.cadence = cadence
    self.old = old
    self.new = new
  }

  package var pace: String { cadence?.each ?? "once" }

  package var isChanged: Bool { old != new }

  /// Whether the invoice rises by more than a percentage. A new invoice does, unless it is zero.
  package func rises(byMoreThan percent: ExactDecimal) -> Bool {
    switch (old, new) {
    case (.amount(let amount, let currency), .amount(let newAmount, let newCurrency)):
      currency == newCurrency && newAmount.multiplied(by: 100) > amount * (ExactDecimal(100) + percent)
    case (.none, .amount(let newAmount, _)): !newAmount.isZero
    case (.amount, .none), (.none, .none), (.notSold, _), (_, .notSold): false
    }
  }

  /// `+5.3%`; nil if nothing changes, or if the change is not a number.
  package var percentage: String? {
    guard isChanged, case .amount(let amount, let currency) = old, case .amount(let newAmount, currency) = new,
      let before = amount.integer, before > 0, let difference = (newAmount - amount).integer
    else { return nil }
    // In tenths of a percent, rounded.
    let (high, low) = difference.magnitude.multipliedFullWidth(by: 2000)
    let divisor = before.magnitude
    guard high < divisor else { return nil }
    let twentieths = divisor.dividingFullWidth((high, low)).quotient
    let tenths = twentieths / 2 + twentieths % 2
    return "\(difference < 0 ? "-" : "+")\(tenths / 10).\(tenths % 10)%"
  }
}

extension ScenarioFile {
  /// The invoices of all scenarios in two catalogs, and the errors of scenarios that neither sells.
  package func changes(from old: Catalog, to new: Catalog) -> (changes: [InvoiceChange], findings: [Finding]) {
    var changes: [InvoiceChange] = []
    var findings: [Finding] = []
    for scenario in scenarios {
      let (before, after) = (scenario.purchase(in: old), scenario.purchase(in: new))
      if before.purchase == nil, after.purchase == nil {
        findings += after.findings
        continue
      }
      let (quote, newQuote) = (before.purchase?.quote(in: old), after.purchase?.quote(in: new))
      func side(_ quote: Quote?, _ problems: [Finding], _ cadence: Cadence?) -> InvoiceChange.Side {
        guard let quote else { return .notSold(problems.first.map { $0.message.text(in: tree) } ?? "") }
        guard let currency = quote.currency, let invoice = quote.invoices.first(where: { $0.cadence.isAsLong(as: cadence) })
        else { return .none }
        return .amount(invoice.total, currency)
      }
      var cadences: [Cadence?] = []
      for invoice in (quote?.invoices ?? []) + (newQuote?.invoices ?? [])
      where !cadences.contains(where: { $0.isAsLong(as: invoice.cadence) }) { cadences.append(invoice.cadence) }
      for cadence in cadences.isEmpty ? [nil] : cadences {
        changes.append(
          InvoiceChange(
            scenario: scenario.name, cadence: cadence, old: side(quote, before.findings, cadence),
            new: side(newQuote, after.findings, cadence)))
      }
    }
    return (changes, findings)
  }
}

extension InvoiceChange.Side {
  /// For people.
  package var described: String {
    switch self {
    case .amount(let amount, let currency): "\(groupedDigits(currency.majorUnits(amount))) \(currency.code)"
    case .none: "none"
    case .notSold: "not sold"
    }
  }
}
