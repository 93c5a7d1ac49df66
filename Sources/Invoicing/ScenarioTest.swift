import Catalog
import CatalogReading
import Diagnostics
import Foundations
import Syntax

/// What a scenario costs, compared with what is expected.
package struct ScenarioResult: Sendable {
  /// An amount that is not as expected.
  package struct Difference: Sendable {
    /// Of the expected amount.
    package let place: Place
    package let message: String
  }

  package let scenario: Scenario
  /// Nil if the catalog does not sell it.
  package let quote: Quote?
  package let differences: [Difference]
  /// The errors in the scenario; it is not compared if there are any.
  package let findings: [Finding]

  package var isValid: Bool { findings.isEmpty }
  package var hasPassed: Bool { isValid && differences.isEmpty }
}

extension ScenarioFile {
  /// The results of all scenarios.
  package func results(in catalog: Catalog) -> [ScenarioResult] {
    scenarios.map { scenario in
      let (purchase, findings) = scenario.purchase(in: catalog)
      guard let purchase else { return ScenarioResult(scenario: scenario, quote: nil, differences: [], findings: findings) }
      let quote = purchase.quote(in: catalog)
      var comparison = ExpectationComparison(scenario, quote, catalog, tree)
      comparison.run()
      return ScenarioResult(
        scenario: scenario, quote: quote, differences: comparison.differences, findings: comparison.decoder.findings)
    }
  }
}

/// Compares a quote with what a scenario expects.
private struct ExpectationComparison {
  private let scenario: Scenario
  private let quote: Quote
  private let catalog: Catalog
  /// Without prices, all amounts are zero, in any currency.
  private let currency: Currency?
  var decoder: Decoder
  var differences: [ScenarioResult.Difference] = []

  init(_ scenario: Scenario, _ quote: Quote, _ catalog: Catalog, _ tree: SyntaxTree) {
    self.scenario = scenario
    self.quote = quote
    self.catalog = catalog
    currency = quote.currency ?? scenario.request.currency ?? Currency(code: "USD")
    decoder = Decoder(tree, providers: [])
  }

  mutating func run() {
    guard let node = scenario.expectation else {
      decoder.report(.missingField, "missing required field `expect`", at: scenario.place, help: Self.help)
      return
    }
    guard let fields = decoder.fields(of: node, as: ExpectationField.self) else { return }
    if fields[.total] == nil, fields[.lines] == nil, decoder.findings.isEmpty {
      decoder.report(.missingField, "`expect` needs `total` or `lines`", at: Place(node, part: .name), help: Self.help)
    }
    if let total = fields[.total] { compareTotal(total) }
    if let lines = fields[.lines] { compareLines(lines) }
  }

  private static let help: Phrase = "write `\"expect\": {\"total\": \"20.00\"}`, for example"

  private func text(_ amount: ExactDecimal) -> String {
    currency.map { "\(groupedDigits($0.majorUnits(amount))) \($0.code)" } ?? "\(amount)"
  }

  private func text(_ invoices: [Invoice]) -> String {
    invoices.isEmpty ? "none" : list(invoices.map { "\(text($0.total)) \($0.pace)" })
  }

  private mutating func differ(_ node: NodeID, _ message: String) {
    differences.append(ScenarioResult.Difference(place: Place(node), message: message))
  }

  /// An amount in the currency of the quote.
  private mutating func money(_ node: NodeID, _ field: String) -> ExactDecimal? {
    decoder.money(node, field, in: currency).map { ExactDecimal($0) }
  }

  // MARK: Totals

  private mutating func compareTotal(_ node: NodeID) {
    if decoder.tree.kind(node) == .object { return compareTotals(node) }
    guard let expected = money(node, "total") else { return }
    if quote.invoices.count > 1 {
      differ(node, "expected one invoice of \(text(expected)), found \(text(quote.invoices))")
    } else if let invoice = quote.invoices.first {
      if invoice.total != expected {
        differ(node, "expected \(text(expected)) \(invoice.pace), found \(text(invoice.total))")
      }
    } else if !expected.isZero {
      differ(node, "expected \(text(expected)), found no invoice")
    }
  }

  private mutating func compareTotals(_ node: NodeID) {
    var named: [Int] = []
    for (key, value) in decoder.entries(of: node, "total") {
      let name = decoder.tree.text(key)
      guard let period = ExpectedPeriod(name) else {
        let near = bestMatch(for: name, among: ExpectedPeriod.words)
        decoder.report(
          .scenarioPeriod, "unknown period \(quoted(name))", at: Place(value, part: .name),
          help: near.map { "did you mean \(quoted($0))?" } ?? "use `day`, `week`, `month`, `year`, `3 months` or `once`")
        continue
      }
      guard let expected = money(value, name) else { continue }
      let index = quote.invoices.firstIndex { $0.cadence.isAsLong(as: period.cadence) }
      if let index { named.append(index) }
      let actual = index.map { quote.invoices[$0].total } ?? .zero
      let pace = period.cadence?.each ?? "once"
      if actual != expected { differ(value, "expected \(text(expected)) \(pace), found \(text(actual))") }
    }
    let others = quote.invoices.indices.filter { !named.contains($0) && !quote.invoices[$0].total.isZero }
    if !others.isEmpty, decoder.findings.isEmpty {
      differ(node, "unexpected invoice: \(text(others.map { quote.invoices[$0] }))")
    }
  }

  // MARK: Lines

  private mutating func compareLines(_ node: NodeID) {
    guard let fields = decoder.fields(of: node, as: LinesField.self) else { return }
    if let node = fields[.plan] { compare(node, "plan", "the plan") { $0.isItem(.plan) } }
    compareMap(fields[.addons], "addons") { name, line in line.isItem(.addon) && line.part.item.header.hasName(name) }
    compareMap(fields[.topups], "topups") { name, line in line.isItem(.topup) && line.part.item.header.hasName(name) }
    let features = catalog.features
    compareMap(fields[.usage], "usage") { name, line in
      if case .usage(let usage) = line.subject { features[usage.charge.feature].header.hasName(name) } else { false }
    }
  }

  private mutating func compareMap(_ node: NodeID?, _ field: String, _ isMeant: (String, InvoiceLine) -> Bool) {
    guard let node else { return }
    for (key, value) in decoder.entries(of: node, field) {
      let name = decoder.tree.text(key)
      compare(value, name, field == "usage" ? "the usage of \(quoted(name))" : quoted(name)) { isMeant(name, $0) }
    }
  }

  private mutating func compare(_ node: NodeID, _ field: String, _ named: String, _ isMeant: (InvoiceLine) -> Bool) {
    guard let expected = money(node, field) else { return }
    guard let line = quote.invoices.lazy.flatMap(\.lines).first(where: isMeant) else {
      let lines = quote.invoices.flatMap(\.lines).map { $0.name(in: catalog) }
      differ(
        node,
        "expected \(text(expected)) for \(named), found no such line; the lines are \(lines.isEmpty ? "none" : list(lines))")
      return
    }
    if line.amount != expected { differ(node, "expected \(text(expected)) for \(named), found \(text(line.amount))") }
  }
}

/// The length of an invoice's period, as a scenario writes it: `month`, `3 months`, `once`.
private struct ExpectedPeriod {
  /// Nil for once.
  let cadence: Cadence?

  static let words = Period.allCases.map(\.rawValue) + ["once"]

  init?(_ text: String) {
    if text == "once" {
      cadence = nil
    } else if let period = Period(rawValue: text) {
      cadence = Cadence(period)
    } else {
      let words = text.split(separator: " ", omittingEmptySubsequences: false)
      guard words.count == 2, let count = Int64(words[0]), count > 0, words[1].last == "s",
        let period = Period(rawValue: String(words[1].dropLast()))
      else { return nil }
      cadence = Cadence(period, count)
    }
  }
}

extension InvoiceLine {
  fileprivate func isItem(_ kind: Item.Kind) -> Bool {
    if case .item = subject { part.item.kind == kind } else { false }
  }

  /// As `lines` of a scenario names it.
  fileprivate func name(in catalog: Catalog) -> String {
    switch subject {
    case .usage(let usage): "`usage.\(catalog.features[usage.charge.feature].header.id)`"
    case .item:
      switch part.item.kind {
      case .plan: "`plan`"
      case .addon: "`addons.\(part.item.header.id)`"
      case .topup: "`topups.\(part.item.header.id)`"
      }
    }
  }
}

extension Header {
  fileprivate func hasName(_ name: String) -> Bool { id.hasSameScalars(as: name) || key.hasSameScalars(as: name) }
}
