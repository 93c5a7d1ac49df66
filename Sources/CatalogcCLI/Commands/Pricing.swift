import Accounts
import Catalog
import Diagnostics
import Pricing
import Providers
import Reporting

extension Option {
  static let pageFormat = Option(
    "format", value: "FORMAT", values: .words(PageFormat.allCases.map(\.rawValue)), summary: "markdown (the default) or html")
  static let currency = Option(
    "currency", value: "CODE",
    summary: "show prices in this currency only, several with commas between them; may be repeated")
  static let page = Option("output", letter: "o", value: "FILE", summary: "write the page to a file (`-`: standard output)")
}

/// What a pricing page is written as.
private enum PageFormat: String, CaseIterable {
  case markdown, html

  init(_ invocation: Invocation) throws(CommandError) {
    let name = invocation.value(.pageFormat) ?? "markdown"
    guard let format = PageFormat(rawValue: name) else {
      let known = Self.allCases.map(\.rawValue)
      throw CommandError(
        "\(quoted(name)) is no format of a page", help: nearest(to: name, among: known).map { "did you mean `\($0)`?" }
          ?? "the formats are \(list(known))")
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
    summary: "write the catalog as a page that people can look at",
    details: """
      Prints the plans side by side with their prices and all that they give, then add-ons and top-ups: as Markdown with
      tables, or as one HTML file that needs nothing else. Keys are shown; metadata, meters and providers' ids are not.
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
    system.writeError(HumanReport.write(report, style: try style(invocation, system), showNotes: false))
    guard let catalog = compilation.catalog, compilation.diagnostics.count(.error) == 0 else { return .found }
    let known = catalog.currencies
    if let other = currencies.first(where: { !known.contains($0) }) {
      throw CommandError(
        "nothing in the catalog has a price in \(other.code)",
        help: known.isEmpty ? "it has no prices" : "its currencies are \(list(known.map(\.code)))")
    }
    let text = format.write(PricingPage(catalog, currencies: currencies))
    guard let file = invocation.value(.page), file != "-" else {
      try output(text, &system)
      return .done
    }
    do throws(SystemError) { try system.write([(file, Array(text.utf8))]) } catch { throw CommandError(error) }
    return .done
  }

  /// The currencies that `--currency` names, each once.
  private static func currencies(_ invocation: Invocation) throws(CommandError) -> [Currency] {
    var currencies: [Currency] = []
    for value in invocation.all(.currency) {
      for code in value.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
        guard let currency = Currency(code: code) else {
          throw CommandError(
            "\(quoted(code)) is no active currency of ISO 4217",
            help: nearest(to: code, among: Currency.allCodes).map { "did you mean `\($0)`?" }
              ?? "write a code as `USD` or `EUR`")
        }
        if !currencies.contains(currency) { currencies.append(currency) }
      }
    }
    return currencies
  }
}
