import Diagnostics
import Providers
import TestSupport
import Testing

/// The examples that `explain` shows are catalogs: the wrong one must raise its rule at the mark, the right one must not.
@Suite struct RuleExampleTests {
  static let rules = Rule.all.filter { !$0.wrong.isEmpty }

  @Test(arguments: rules.map(\.name)) func `the wrong example raises the rule at the mark`(name: String) throws {
    let rule = try #require(Rule.all.first { $0.name == name })
    let provider = rule.provider ?? (name == "provider-disabled" ? "stripe" : nil)
    let marked = Marked(rule.wrong)
    let found = diagnostics(rule.wrong, provider: provider).filter { $0.rule == name }
    #expect(found.map(\.range) == marked.ranges)
    #expect(marked.ranges.count == 1)
    #expect(found.first?.severity == rule.severity)
    #expect(found.first?.provider == rule.provider)
  }

  @Test(arguments: rules.map(\.name)) func `the right example does not`(name: String) throws {
    let rule = try #require(Rule.all.first { $0.name == name })
    let provider = rule.provider ?? (name == "provider-disabled" ? "stripe" : nil)
    let found = diagnostics(rule.right, provider: provider).filter { $0.rule == name || $0.severity == .error }
    #expect(found.isEmpty, "\(found.map(\.message))")
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
