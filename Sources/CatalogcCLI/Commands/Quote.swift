import Accounts
import Catalog
import Diagnostics
import Foundations
import Invoicing
import JSONText
import ProviderBilling
import Providers
import Reporting
import Syntax

extension Option {
  static let quotedPrice = Option("price", value: "ID", summary: "the price of the plan; may be omitted if it has one")
  static let quotedCurrency = Option(
    "currency", value: "CODE", values: .anything, summary: "the currency, if the plan has prices in several")
  static let planQuantity = Option("quantity", value: "N", summary: "how many of the plan are bought, such as seats")
  static let boughtAddon = Option(
    "addon", value: "ID[=N]", summary: "an add-on and how many are bought; `ID:PRICE` chooses its price (repeatable)")
  static let boughtTopup = Option(
    "topup", value: "ID[=N]", summary: "a top-up and how many are bought; `ID:PRICE` chooses its price (repeatable)")
  static let usage = Option(
    "usage", value: "FEATURE=N", summary: "the usage of a feature between two resets (repeatable)")
  static let quotedDiscount = Option("discount", value: "ID", summary: "a discount of the catalog")
  static let quotedProvider = Option(
    "provider", value: "NAME", values: .words(Provider.all.map(\.name)),
    summary: "quote what a provider charges by the requests that are sent, and how that differs")
  static let findDifference = Option(
    "find-difference", value: "NAME", values: .words(Provider.all.map(\.name)),
    summary: "find the smallest numbers at which a provider, or one of two, charges otherwise")
  static let quoteFormat = Option(
    "format", value: "FORMAT", values: .words(QuoteFormat.allCases.map(\.rawValue)),
    summary: "output format: human (default) or json")
}

private enum QuoteFormat: String, CaseIterable {
  case human, json

  init(_ invocation: Invocation) throws(CommandError) {
    let name = invocation.value(.quoteFormat) ?? "human"
    guard let format = QuoteFormat(rawValue: name) else {
      throw CommandError.invalidValue(name, for: "format", among: Self.allCases.map(\.rawValue))
    }
    self = format
  }
}

extension Command {
  static let quote = Command(
    name: "quote",
    operands: "CATALOG PLAN",
    operandCount: 2...2,
    summary: "compute what a customer of a plan pays",
    details: """
      Prints what a regular period of the plan with that id or key costs, before tax: an invoice for each length of period
      among the prices, and one for what is paid once. Usage draws on the allowance, then on add-ons, then on top-ups; what is
      left is paid at the usage price. Each line is computed exactly and rounded once, half up.

      Without --quantity, and without a number after an add-on or a top-up, the smallest number that can be bought is quoted.
      An add-on with several prices is quoted at the one that is paid as often as the plan. Usage at which access ends is
      quoted up to there, and reported.

      With --provider, prints what the provider charges by its own reading of the requests that `catalogc compile` writes, what it
      does not sell, and the exact costs that differ from the catalog. --find-difference searches for the smallest usage of each
      feature, and the smallest quantity of the plan, at which two bill differently. If there is a difference, the exit status
      is 1.
      """,
    options: [
      .quotedPrice, .quotedCurrency, .planQuantity, .boughtAddon, .usage, .boughtTopup, .quotedDiscount, .quotedProvider,
      .findDifference, .quoteFormat, .from,
    ],
    examples: [
      "catalogc quote catalog.json pro --usage tokens=1500000", "catalogc quote catalog.json pro --price yearly --format json",
      "catalogc quote catalog.json pro --usage tokens=1500000 --provider polar",
      "catalogc quote catalog.json pro --find-difference stripe,autumn",
    ]
  ) { invocation, system throws(CommandError) in
    let format = try QuoteFormat(invocation)
    let request = try purchaseRequest(invocation)
    let billers = try billers(invocation)
    let input = try CatalogInput(invocation.operands[0], invocation, &system)
    guard let compilation = try input.readable(for: billers.providers, invocation, &system), let catalog = compilation.catalog
    else { return .found }
    let (purchase, problems) = request.resolved(in: catalog)
    if let problem = problems.first { throw CommandError(problem.message, help: problem.help) }
    guard let purchase else { return .failed }
    let result = billed(
      purchase, billers, compilation.outputs.map { ProviderBook($0.artifact, of: $0.provider, in: catalog) }, catalog)
    switch format {
    case .human: try output(result.text, &system)
    case .json:
      let members: [JSON.Member] = [
        .init("format", 1), .init("catalog", .string(input.source.name)), .init("plan", .string(purchase.plan.item.header.id)),
      ]
      try output(JSON.object(members + result.members).compact + "\n", &system)
    }
    return result.differs ? .found : .done
  }

  /// Who charges for a purchase.
  private enum Billers {
    case catalog
    case provider(Provider)
    /// The first differs from the second, or from the catalog.
    case difference(Provider, Provider?)

    var providers: [Provider] {
      switch self {
      case .catalog: []
      case .provider(let provider): [provider]
      case .difference(let first, let second): [first] + [second].compactMap(\.self)
      }
    }
  }

  private static func billers(_ invocation: Invocation) throws(CommandError) -> Billers {
    func provider(_ name: String, _ option: Option) throws(CommandError) -> Provider {
      guard let provider = Provider.named(name) else {
        throw CommandError.invalidValue(name, for: option.name, among: Provider.all.map(\.name))
      }
      return provider
    }
    let own = invocation.value(.quotedProvider)
    guard let pair = invocation.value(.findDifference) else {
      guard let own else { return .catalog }
      return .provider(try provider(own, .quotedProvider))
    }
    if own != nil { throw CommandError("`--provider` cannot be used with `--find-difference`", help: "name the provider there") }
    let names = pair.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard names.count <= 2, Set(names).count == names.count else {
      throw CommandError.invalidValue(pair, for: "find-difference", help: "use one provider, or two such as `stripe,polar`")
    }
    let first = try provider(names[0], .findDifference)
    return .difference(first, names.count < 2 ? nil : try provider(names[1], .findDifference))
  }

  private static func billed(
    _ purchase: Purchase, _ billers: Billers, _ books: [ProviderBook], _ catalog: Catalog
  ) -> (text: String, members: [JSON.Member], differs: Bool) {
    func book(_ provider: Provider?) -> ProviderBook? { provider.flatMap { own in books.first { $0.provider === own } } }
    switch billers {
    case .provider(let provider):
      guard let book = book(provider) else { break }
      let result = purchase.quote(by: book)
      let report = ProviderQuoteReport(result, by: book)
      return (report.text, report.members, result.differs)
    case .difference(let first, let second):
      guard let book = book(first), let currency = purchase.currency else { break }
      let other = second.flatMap { second in books.first { $0.provider === second } }.map(Biller.provider) ?? .catalog
      let comparisons = purchase.comparisons(of: .provider(book), other, in: catalog)
      let report = CostComparisonReport(comparisons, of: .provider(book), other, in: catalog, currency)
      let names = [JSON.string(first.name), JSON.string(second?.name ?? "catalog")]
      return (
        report.text, [.init("compared", .array(names)), .init("comparisons", report.json)], report.hasDifference
      )
    case .catalog: break
    }
    let quote = purchase.quote(in: catalog)
    return (QuoteText.write(quote, in: catalog), quote.members(in: catalog), false)
  }

  private static func purchaseRequest(_ invocation: Invocation) throws(CommandError) -> PurchaseRequest {
    var request = PurchaseRequest(invocation.operands[1])
    request.price = invocation.value(.quotedPrice)
    request.discount = invocation.value(.quotedDiscount)
    if let code = invocation.value(.quotedCurrency) {
      guard let currency = Currency(code: code) else {
        throw CommandError.invalidValue(
          code, for: "currency", among: Currency.allCodes, help: "use an ISO 4217 code such as `USD`")
      }
      request.currency = currency
    }
    request.quantity = try invocation.value(.planQuantity).map { text throws(CommandError) in
      try quantity(text, text, for: "quantity")
    }
    for value in invocation.all(.boughtAddon) { request.addons.append(try count(value, for: "addon")) }
    for value in invocation.all(.boughtTopup) { request.topups.append(try count(value, for: "topup")) }
    for value in invocation.all(.usage) {
      let (feature, number) = split(value)
      guard let number, isJSONNumber(number), let amount = ExactDecimal(parsing: number.utf8) else {
        throw CommandError.invalidValue(value, for: "usage", help: "write a feature and a number, such as `tokens=1500000`")
      }
      request.usage.append(PurchaseRequest.Use(of: feature, amount))
    }
    return request
  }

  private static func count(_ value: String, for option: String) throws(CommandError) -> PurchaseRequest.Count {
    let (name, number) = split(value)
    return PurchaseRequest.Count(
      name, try number.map { number throws(CommandError) in try quantity(number, value, for: option) })
  }

  private static func quantity(_ text: String, _ value: String, for option: String) throws(CommandError) -> Int64 {
    guard isJSONNumber(text), let quantity = Int64(text) else {
      throw CommandError.invalidValue(value, for: option, help: "use a whole number such as `3`")
    }
    return quantity
  }

  /// The name before the last `=`, and the number after it, if there is one.
  private static func split(_ value: String) -> (name: String, number: String?) {
    guard let sign = value.lastIndex(of: "=") else { return (value, nil) }
    return (String(value[..<sign]), String(value[value.index(after: sign)...]))
  }
}

extension CatalogInput {
  /// The catalog, or nil if it has errors. Its findings go to standard error.
  func catalog(_ invocation: Invocation, _ system: inout any System) throws(CommandError) -> Catalog? {
    try readable(for: [], invocation, &system)?.catalog
  }

  /// The catalog, compiled for providers, or nil if it has errors. Its findings go to standard error.
  func readable(
    for providers: [Provider], _ invocation: Invocation, _ system: inout any System
  ) throws(CommandError) -> Compilation? {
    let compilation = compilation(.named(providers))
    let report = Report(source: source, diagnostics: compilation.diagnostics)
    system.writeError(HumanReport.write(report, style: try style(invocation, system), notes: shown(.hidden, invocation)))
    return compilation.diagnostics.count(.error) == 0 ? compilation : nil
  }
}
