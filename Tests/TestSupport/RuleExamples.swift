import Accounts
import Customers
import Diagnostics
import Invoicing
import Providers
import Syntax
import Testing

/// The program's diagnostics for an example of a rule.
package func diagnostics(of example: MarkedExample, for rule: Rule) throws -> [Diagnostic] {
  switch rule.exampleFormat {
  case .ids: return try idsDiagnostics(of: example.source, shop(rule))
  case .scenarios: return try scenarioDiagnostics(of: example.source, shop(rule))
  case .event: return try eventDiagnostics(of: example.source, shop(rule))
  case .liveEvent: return try eventDiagnostics(of: example.source, shop(rule), mode: .live)
  case .creemEvent: return try eventDiagnostics(of: example.source, shop(rule), from: "creem")
  case .signedEvent: return try eventDiagnostics(of: example.source, shop(rule), secret: ExampleFormat.secret)
  default:
    let name = rule.provider ?? (rule.name == "provider-disabled" ? "stripe" : nil)
    let providers = name.flatMap(Provider.named).map { [$0] } ?? []
    let compilation = Compilation(example.source, format: example.format, providers: .named(providers))
    return compilation.diagnostics + (try terraformDiagnostics(of: compilation, for: rule))
  }
}

/// The diagnostics of `compile --emit terraform`, after the right example of the rule.
private func terraformDiagnostics(of compilation: Compilation, for rule: Rule) throws -> [Diagnostic] {
  guard Rule.stripeTerraformRules.contains(where: { $0.name == rule.name }), let catalog = compilation.catalog else { return [] }
  let before = SourceText(name: "catalog.json", bytes: Array(rule.right.utf8))
  let previous = Compilation(before, providers: .named([])).catalog
  let file = try TerraformFile(catalog, TerraformFile.Context(previous: previous))
  return compilation.tree.diagnostics(for: file.findings)
}

/// The catalog that an example belongs to.
private func shop(_ rule: Rule) throws -> SourceText {
  SourceText(name: "catalog.json", bytes: Array(try #require(rule.exampleFormat.catalog).utf8))
}

/// The diagnostics of `catalogc ids` for the providers in the file.
private func idsDiagnostics(of file: SourceText, _ catalog: SourceText) throws -> [Diagnostic] {
  let (tree, ids, _) = readIDs(file, providers: Provider.declarations)
  let providers = try ids.accounts.map { try #require(Provider.named($0.provider)) }
  let compilation = Compilation(catalog, providers: .named(providers), idsSource: file)
  #expect(compilation.diagnostics.count(.error) == 0)
  // With other errors there are no outputs, so no ids are missing.
  let missing = compilation.outputs.flatMap { IDFileChecks.missing(ids, $0.artifact, of: $0.provider) }
  return compilation.idsDiagnostics + tree.diagnostics(for: missing)
}

/// The diagnostics of `catalogc test` for the scenarios.
private func scenarioDiagnostics(of source: SourceText, _ catalog: SourceText) throws -> [Diagnostic] {
  let compilation = Compilation(catalog, providers: .named([]))
  let file = readScenarios(source)
  let results = file.results(in: try #require(compilation.catalog))
  return file.tree.diagnostics(for: file.findings + results.flatMap(\.findings))
}

/// The diagnostics of `catalogc bridge` for the payload.
private func eventDiagnostics(
  of payload: SourceText, _ catalog: SourceText, from provider: String = "stripe", secret: String? = nil, mode: News.Mode? = nil
) throws -> [Diagnostic] {
  let compilation = Compilation(catalog, providers: .named([]))
  #expect(compilation.diagnostics.isEmpty)
  let source = try #require(EventSource.named(provider))
  var options = Bridge.Options()
  options.mode = mode
  if let secret {
    let keys: [[UInt8]] = try #require(source.signature.keys(secret))
    options.keys = keys
  }
  var bridge = Bridge(try #require(compilation.catalog), source: source, options: options)
  var records = PayloadSplitter()
  records.append(payload.bytes)
  let record = try #require(records.take(atEnd: true).first)
  #expect(records.take(atEnd: true).isEmpty)
  if record.isTooLong { return Bridge.tooLong.diagnostics }
  #expect(record.bytes == payload.bytes)
  return bridge.process(payload, now: 1_800_000_000).diagnostics
}
