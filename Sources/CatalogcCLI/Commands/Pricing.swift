import Accounts
import Catalog
import Diagnostics
import Pricing
import Providers
import Reporting

extension Option {
  static let pageFormat = Option(
    "format", value: "FORMAT", values: .words(PageFormat.allCases.map(\.rawValue)),
    summary: "output format: markdown (default) or html")
  static let currency = Option(
    "currency", value: "CODE",
    summary: "show only prices in these currencies, comma-separated (repeatable)")
  static let page = Option("output", letter: "o", value: "FILE", summary: "write to FILE (`-`: standard output)")
}

/// The output format of a pricing page.
private enum PageFormat: String, CaseIterable {
  case markdown, html

  init(_ invocation: Invocation) throws(CommandError) {
    let name = invocation.value(.pageFormat) ?? "markdown"
    guard let format = PageFormat(rawValue: name) else {
      throw CommandError.invalidValue(name, for: "format", among: Self.allCases.map(\.rawValue))
    }
    self = format
  }

  func write(_ page: PricingPage) -> String {
    switch self {
    case .markdown: PricingMarkdown.write(page)
    case .html: PricingHTML.write(page)
    }
  }
}

extension Command {
  static let pricing = Command(
    name: "pricing",
    operands: "CATALOG",
    operandCount: 1...1,
    summary: "render a catalog as a pricing page",
    details: """
      Prints the plans side by side with their prices and features, then the add-ons and top-ups, as Markdown with tables or
      as one self-contained HTML file. The page shows keys but no metadata, meters or provider ids.
      """,
    options: [.pageFormat, .currency, .page, .strict, .from],
    examples: [
      "catalogc pricing catalog.json", "catalogc pricing catalog.json --format html -o pricing.html",
      "catalogc pricing catalog.json --currency USD",
    ]
  ) { invocation, system throws(CommandError) in
    let format = try PageFormat(invocation)
    let currencies = try currencies(invocation)
    let input = try CatalogInput(invocation.operands[0], invocation, &system)
    let compilation = input.compilation(.named([]))
    let report = Report(source: input.source, diagnostics: compilation.diagnostics)
    system.writeError(HumanReport.write(report, style: try style(invocation, system), notes: .hidden))
    guard let catalog = compilation.catalog, compilation.diagnostics.count(.error) == 0 else { return .found }
    let known = catalog.currencies
    if let other = currencies.first(where: { !known.contains($0) }) {
      throw CommandError(
        "no prices in \(other.code)",
        help: known.isEmpty ? "add prices to the catalog" : "use \(list(known.map { "`\($0.code)`" }, and: "or"))")
    }
    let text = format.write(PricingPage(catalog, currencies: currencies))
    guard let file = invocation.value(.page), file != "-" else {
      try output(text, &system)
      return .done
    }
    do throws(SystemError) { try system.write([(file, Array(text.utf8))]) } catch { throw CommandError(error) }
    return .done
  }

  /// The currencies named by `--currency`, without duplicates.
  private static func currencies(_ invocation: Invocation) throws(CommandError) -> [Currency] {
    var currencies: [Currency] = []
    for value in invocation.all(.currency) {
      for code in value.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
        guard let currency = Currency(code: code) else {
          throw CommandError.invalidValue(
            code, for: "currency", among: Currency.allCodes, help: "use an ISO 4217 code such as `USD`")
        }
        if !currencies.contains(currency) { currencies.append(currency) }
      }
    }
    return currencies
  }
}
