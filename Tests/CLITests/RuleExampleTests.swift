import Accounts
import CatalogcCLI
import Customers
import Diagnostics
import Providers
import Syntax
import TestSupport
import Testing

/// The examples that `explain` shows are run: the wrong one must raise its rule at the mark, the right one must not.
@Suite struct RuleExampleTests {
  /// What the program says of an example.
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

  /// What `catalogc ids` says of the file, for the providers that it names.
  private func idsDiagnostics(of file: SourceText, _ catalog: SourceText) throws -> [Diagnostic] {
    let (tree, ids, _) = readIDs(file, providers: Provider.declarations)
    let providers = try ids.accounts.map { try #require(Provider.named($0.provider)) }
    let compilation = Compilation(catalog, providers: .named(providers), idsSource: file)
    #expect(compilation.diagnostics.count(.error) == 0)
    // Nothing is missing from a file that is wrong otherwise.
    let missing = compilation.outputs.flatMap { IDsCheck.missing(ids, $0.artifact, of: $0.provider) }
    return compilation.idsDiagnostics + tree.diagnostics(for: missing)
  }

  /// What `catalogc bridge` says of the payload.
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
    var records = Records()
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

  @Test(arguments: Rule.documented.map(\.name)) func `the right example does not`(name: String) throws {
    let rule = try #require(Rule.documented.first { $0.name == name })
    let example = MarkedExample(rule.right, rule.exampleFormat)
    let found = try diagnostics(of: example, for: rule)
    // A right catalog may have warnings of other rules; a right file of ids, or a right event, has nothing.
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
      #expect(name.utf8.allSatisfy { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "/") || (97...122).contains($0) || (48...57).contains($0) }, "\(name)")
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
