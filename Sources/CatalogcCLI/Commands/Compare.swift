import Accounts
import Diagnostics
import Portability
import Providers
import Reporting

extension Option {
  static let portabilityFormat = Option(
    "format", value: "FORMAT", values: .words(PortabilityFormat.all.map(\.name)),
    summary: "output format: human (default), json or markdown")
  static let failingAnswers = Option(
    "fail-on", value: "ANSWER", values: .list(Portability.Answer.allCases.map(\.rawValue)),
    summary: "exit with status 1 if an item has one of these answers (comma-separated)")
}

extension Command {
  static let compare = Command(
    name: "compare",
    operands: "CATALOG",
    operandCount: 1...1,
    summary: "compare what each provider can sell",
    details: """
      Compiles the catalog for every provider, also for those that it does not name, and prints what each of them can do with
      its plans, add-ons, top-ups and discounts: `exact`, `diff` (customers pay or get something else), `app` (your
      application must do its part) or `no` (not for sale). A price has a line of its own where it differs from its item.

      Below, each provider's findings show what blocks it, and the smallest change of the catalog that lifts each. A
      change is tried: the changed catalog is compiled, and the change is shown only if the finding is gone and nothing
      else is wrong. The patch makes all of these changes for the provider; `git apply` and `patch -p1` read it. A change may
      change what customers pay or get: review it.
      """,
    options: [.provider, .portabilityFormat, .failingAnswers, .from],
    examples: [
      "catalogc compare catalog.json",
      "catalogc compare catalog.json --provider stripe,polar --format markdown",
      "catalogc compare catalog.json --provider stripe --fail-on not-possible",
    ]
  ) { invocation, system throws(CommandError) in
    let name = invocation.value(.portabilityFormat) ?? "human"
    guard let format = PortabilityFormat.all.first(where: { $0.name == name }) else {
      throw CommandError.invalidValue(name, for: "format", among: Option.portabilityFormat.values.known)
    }
    let failing = try failingAnswers(invocation)
    let style = try style(invocation, system, isTerminal: system.outputIsTerminal)
    let selection = try selection(invocation)
    let input = try CatalogInput(invocation.operands[0], invocation, &system)
    let compilation = input.compilation(.named([]))
    if compilation.diagnostics.count(.error) > 0 { try reportErrors(input, compilation, invocation, &system) }
    guard let catalog = compilation.catalog, compilation.diagnostics.count(.error) == 0 else { return .found }
    let providers =
      switch selection {
      case .named(let providers): providers
      case .all, .ofCatalog, nil: Provider.all
      }
    let portability = Portability(catalog, in: compilation.tree, format: input.format, providers: providers)
    try output(format.write(portability, style: style), &system)
    let answers = portability.providers.flatMap(\.cells).map(\.answer)
    let isRefused = portability.providers.contains { $0.isNamed && !$0.isEmitted }
    return isRefused || answers.contains(where: failing.contains) ? .found : .done
  }

  private static func failingAnswers(_ invocation: Invocation) throws(CommandError) -> [Portability.Answer] {
    var answers: [Portability.Answer] = []
    for value in invocation.all(.failingAnswers) {
      for name in value.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
        guard let answer = Portability.Answer(rawValue: name) else {
          throw CommandError.invalidValue(name, for: "fail-on", among: Option.failingAnswers.values.known)
        }
        answers.append(answer)
      }
    }
    return answers
  }

  private static func reportErrors(
    _ input: CatalogInput, _ compilation: Compilation, _ invocation: Invocation, _ system: inout any System
  ) throws(CommandError) {
    let report = Report(source: input.source, diagnostics: compilation.diagnostics)
    system.writeError(HumanReport.write(report, style: try style(invocation, system), notes: shown(.hidden, invocation)))
  }
}
