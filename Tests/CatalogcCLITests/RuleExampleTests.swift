import CatalogcCLI
import Diagnostics
import Providers
import TestSupport
import Testing

/// Runs the examples of `explain`: the wrong one must raise its rule at the mark, and the right one must not.
@Suite struct RuleExampleTests {
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
    let found = try diagnostics(of: example, for: rule).ignoringMissingPrices(in: name)
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
