import Accounts
import CatalogcCLI
import Customers
import Diagnostics
import Providers
import Syntax
import TestSupport
import Testing

/// Runs the examples of `explain`: the wrong one must raise its rule at the mark, and the right one must not.
@Suite struct RuleExampleTests {
  /// The program's diagnostics for an example.
  private func diagnostics(of example: MarkedExample, for rule: Rule) throws -> [Diagnostic] {
    switch rule.exampleFormat {
    case .ids: return try idsDiagnostics(of: example.source, shop(rule))
    case .event: return try eventDiagnostics(of: example.source, shop(rule))
    case .signedEvent:
      return try eventDiagnostics(of: example.source, shop(rule), secret: ExampleFormat.secret)
    default:
      let name = rule.provider ?? (rule.name == "provider-disabled" ? "stripe" : nil)
      let providers = name.flatMap(Provider.named).map { [$0] } ?? []
      return Compilation(example.source, format: example.format, providers: .named(providers)).diagnostics
    }
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

  /// The diagnostics of `catalogc bridge` for the payload.
  private func eventDiagnostics(
    of payload: SourceText, _ catalog: SourceText, secret: String? = nil
  ) throws -> [Diagnostic] {
    let compilation = Compilation(catalog, providers: .named([]))
    #expect(compilation.diagnostics.isEmpty)
    let stripe = try #require(EventSource.named("stripe"))
    var options = Bridge.Options()
    if let secret {
      let keys: [[UInt8]] = try #require(stripe.signature.keys(secret))
      options.keys = keys
    }
    var bridge = Bridge(try #require(compilation.catalog), source: stripe, options: options)
    var records = PayloadSplitter()
    records.append(payload.bytes)
    let record = try #require(records.take(atEnd: true).first)
    #expect(records.take(atEnd: true).isEmpty)
    if record.isTooLong { return Bridge.tooLong.diagnostics }
    #expect(record.bytes == payload.bytes)
    return bridge.process(payload, now: 1_800_000_000).diagnostics
  }

  @Test(arguments: Rule.documented.map(\.name)) func `the wrong example raises the rule at the mark`(name: String) throws {
    let rule = try #require(Rule.documented.first { $0.name == name })
    let example = MarkedExample(rule.wrong, rule.exampleFormat)
    let found = try diagnostics(of: example, for: rule).filter { $0.rule == name }
    #expect(found.map(\.range) == example.ranges)
    #expect(example.ranges.count == 1)
    #expect(found.first?.severity == rule.severity)
    #expect(found.first?.provider == rule.provider)
  }

  @Test(arguments: Rule.documented.map(\.name)) func `the right example does not raise the rule`(name: String) throws {
    let rule = try #require(Rule.documented.first { $0.name == name })
    let example = MarkedExample(rule.right, rule.exampleFormat)
    let found = try diagnostics(of: example, for: rule)
    // The right catalog may raise warnings of other rules; the right ids file or event must not raise anything.
    let unwanted = found.filter { $0.rule == name || $0.severity == .error || rule.exampleFormat.catalog != nil }
    #expect(unwanted.isEmpty, "\(unwanted.map(\.message))")
    #expect(example.ranges.isEmpty)
  }

  @Test func `every rule has a wrong and a right example`() {
    for rule in Rule.documented {
      #expect(!rule.wrong.isEmpty && !rule.right.isEmpty && Marked(rule.wrong).text != rule.right, "\(rule.name)")
    }
  }

  @Test func `names are unique, kebab-case, and prefixed by their provider`() {
    let names = Rule.documented.map(\.name)
    #expect(Set(names).count == names.count)
    for name in names {
      #expect(
        name.utf8.allSatisfy {
          $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "/") || (97...122).contains($0) || (48...57).contains($0)
        }, "\(name)")
    }
    for provider in Provider.all {
      #expect(provider.rules.allSatisfy { $0.provider == provider.name })
    }
  }

  @Test func `every rule is explained`() {
    for rule in Rule.documented {
      #expect(!rule.explanation.isEmpty && !rule.summary.hasSuffix("."), "\(rule.name)")
    }
  }
}
