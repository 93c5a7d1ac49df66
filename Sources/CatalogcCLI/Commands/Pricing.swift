import Accounts
import Catalog
import Diagnostics
import Foundations
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
  static let locale = Option(
    "locale", value: "LOCALE", values: .words(PricingLocale.all.map(\.tag)),
    summary: "how numbers and money are written: a language and a country (default: en-US)")
  static let contact = Option(
    "contact", value: "URL", values: .anything, summary: "link for prices on request: an http, https or mailto address")
  static let shownDiscount = Option("discount", value: "ID", summary: "show this discount, without its codes (repeatable)")
  static let discountCodes = Option("codes", summary: "show the codes of these discounts")
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
      Prints the plans side by side with their prices and features, the add-ons and top-ups, and an invoice for each plan that
      is paid by number or usage, as Markdown with tables or as one self-contained HTML file. In HTML, visitors choose the
      currency and the interval, without scripts, and search engines find the offers as JSON-LD.

      Retired items and prices are left out, and so are discounts, unless --discount names them. The page has no keys, metadata,
      meters or provider ids. Its words are English; --locale changes how numbers and money are written.
      """,
    options: [.pageFormat, .currency, .locale, .contact, .shownDiscount, .discountCodes, .page, .strict, .from],
    examples: [
      "catalogc pricing catalog.json", "catalogc pricing catalog.json --format html -o pricing.html",
      "catalogc pricing catalog.json --currency USD --locale en-GB",
    ]
  ) { invocation, system throws(CommandError) in
    let format = try PageFormat(invocation)
    var options = try pageOptions(invocation)
    let input = try CatalogInput(invocation.operands[0], invocation, &system)
    let compilation = input.compilation(.named([]))
    let report = Report(source: input.source, diagnostics: compilation.diagnostics)
    system.writeError(HumanReport.write(report, style: try style(invocation, system), notes: shown(.hidden, invocation)))
    guard let catalog = compilation.catalog, compilation.diagnostics.count(.error) == 0 else { return .found }
    let known = catalog.currencies
    if let other = options.currencies.first(where: { !known.contains($0) }) {
      throw CommandError(
        "no prices in \(other.code)",
        help: known.isEmpty ? "add prices to the catalog" : "use \(list(known.map { "`\($0.code)`" }, and: "or"))")
    }
    for name in invocation.all(.shownDiscount) {
      guard catalog.discounts.contains(where: { $0.header.id.hasSameScalars(as: name) }) else {
        let ids = catalog.discounts.map(\.header.id)
        throw CommandError(
          "unknown discount \(quoted(name))",
          help: bestMatch(for: name, among: ids).map { "did you mean \(quoted($0))?" }
            ?? (ids.isEmpty ? "the catalog has none" : "use \(list(ids.map { quoted($0) }, and: "or"))"))
      }
      options.discounts.append(name)
    }
    let text = format.write(PricingPage(catalog, options))
    guard let file = invocation.value(.page), file != "-" else {
      try output(text, &system)
      return .done
    }
    do throws(SystemError) { try system.write([(file, Array(text.utf8))]) } catch { throw CommandError(error) }
    return .done
  }

  /// All but the discounts, which depend on the catalog.
  private static func pageOptions(_ invocation: Invocation) throws(CommandError) -> PricingPage.Options {
    var options = PricingPage.Options()
    options.currencies = try currencies(invocation)
    if let tag = invocation.value(.locale) { options.locale = try locale(tag) }
    options.showsCodes = invocation.has(.discountCodes)
    if options.showsCodes, invocation.all(.shownDiscount).isEmpty {
      throw CommandError("`--codes` requires `--discount`", help: "name the discounts whose codes are public")
    }
    if let address = invocation.value(.contact) {
      guard ["https://", "http://", "mailto:"].contains(where: { address.lowercased().hasPrefix($0) }) else {
        throw CommandError.invalidValue(
          address, for: "contact", help: "use an address such as `https://example.com/contact` or `mailto:sales@example.com`")
      }
      options.contact = address
    }
    return options
  }

  private static func locale(_ tag: String) throws(CommandError) -> PricingLocale {
    if let locale = PricingLocale.named(tag) { return locale }
    let tags = PricingLocale.all.map(\.tag)
    // A language without a country, or with one that is not known.
    let language = tag.prefix { $0 != "-" && $0 != "_" }.lowercased()
    let same = tags.filter { $0.hasPrefix(language + "-") }
    throw CommandError(
      "unknown locale \(quoted(tag))",
      help: same.count == 1
        ? "did you mean `\(same[0])`?"
        : same.isEmpty
          ? bestMatch(for: tag, among: tags).map { "did you mean `\($0)`?" }
            ?? "use \(list(tags.map { "`\($0)`" }, and: "or", limit: .max))"
          : "use \(list(same.map { "`\($0)`" }, and: "or"))")
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
