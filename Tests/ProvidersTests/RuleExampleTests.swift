import Diagnostics
import Providers
import TestSupport
import Testing

/// The examples that `explain` shows are catalogs: the wrong one must raise its rule at the mark, the right one must not.
@Suite struct RuleExampleTests {
  /// What the compiler says of an example, for the provider whose rule it shows.
  private func diagnostics(of example: MarkedExample, for rule: Rule) -> [Diagnostic] {
    let name = rule.provider ?? (rule.name == "provider-disabled" ? "stripe" : nil)
    let providers = name.flatMap(Provider.named).map { [$0] } ?? []
    return Compilation(example.source, format: example.format, providers: .named(providers)).diagnostics
  }

  @Test(arguments: Rule.all.map(\.name)) func `the wrong example raises the rule at the mark`(name: String) throws {
    let rule = try #require(Rule.all.first { $0.name == name })
    let example = MarkedExample(rule.wrong, rule.exampleFormat)
    let found = diagnostics(of: example, for: rule).filter { $0.rule == name }
    #expect(found.map(\.range) == example.ranges)
    #expect(example.ranges.count == 1)
    #expect(found.first?.severity == rule.severity)
    #expect(found.first?.provider == rule.provider)
  }

  @Test(arguments: Rule.all.map(\.name)) func `the right example does not`(name: String) throws {
    let rule = try #require(Rule.all.first { $0.name == name })
    #expect(!rule.right.isEmpty)
    let found = diagnostics(of: MarkedExample(rule.right, rule.exampleFormat), for: rule)
    let unwanted = found.filter { $0.rule == name || $0.severity == .error }
    #expect(unwanted.isEmpty, "\(unwanted.map(\.message))")
  }

  @Test func `names are unique, kebab-case, and prefixed by their provider`() {
    let names = Rule.all.map(\.name)
    #expect(Set(names).count == names.count)
    for name in names {
      #expect(name.utf8.allSatisfy { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "/") || (97...122).contains($0) || (48...57).contains($0) }, "\(name)")
    }
    for provider in Provider.all {
      #expect(provider.rules.allSatisfy { $0.provider == provider.name })
    }
  }

  @Test func `every rule is explained`() {
    for rule in Rule.all {
      #expect(!rule.explanation.isEmpty && !rule.summary.hasSuffix("."), "\(rule.name)")
    }
  }
}
