import Diagnostics
import Syntax

/// Collects the findings of one provider about a catalog. Artifacts list their messages, which are texts and no phrases, because
/// an artifact does not depend on the format of the catalog.
package struct Findings: Sendable {
  package let provider: Provider
  package private(set) var all: [Finding] = []
  /// The rules of families that have been reported. Most families never are.
  private var rules: [String: Rule] = [:]
  private lazy var families = provider.families
  private var reported: Set<Report> = []

  private struct Report: Hashable {
    let rule: String
    let message: String
    let place: Place
  }

  package init(_ provider: Provider) {
    self.provider = provider
  }

  /// The provider's name for people.
  package var title: String { provider.title }

  /// Reports a finding once: items and prices share what they are made of, such as a header or a usage price.
  ///
  /// Not inlined, because it is called from hundreds of places.
  @inline(never)
  package mutating func report(
    _ rule: Rule, _ message: String, at place: Place, help: Phrase? = nil, related: [Finding.Related] = [],
    repair: Repair? = nil
  ) {
    guard reported.insert(Report(rule: rule.name, message: message, place: place)).inserted else { return }
    all.append(Finding(rule, Phrase(message), at: place, help: help, related: related, repair: repair))
  }

  /// Reports a finding of a family, even if the provider does not declare it, so that no finding is lost.
  @inline(never)
  package mutating func report(
    _ family: RuleFamily, _ message: String, at place: Place, help: Phrase? = nil, related: [Finding.Related] = [],
    repair: Repair? = nil
  ) {
    report(rule(of: family), message, at: place, help: help, related: related, repair: repair)
  }

  private mutating func rule(of family: RuleFamily) -> Rule {
    if let rule = rules[family.name] { return rule }
    let entry = families.first { $0.family.name == family.name } ?? RuleFamily.Entry.of(family, nil)
    let rule = entry.rule(for: provider)
    rules[family.name] = rule
    return rule
  }

  /// The same: every finding is reported once.
  package mutating func reportOnce(
    _ family: RuleFamily, _ message: String, at place: Place, help: Phrase? = nil, related: [Finding.Related] = []
  ) {
    report(family, message, at: place, help: help, related: related)
  }

  mutating func report(_ mismatch: AddonMismatch, at place: Place) {
    report(mismatch.family, mismatch.message, at: place, help: mismatch.help)
  }

  mutating func keep(where isKept: (Finding) -> Bool) { all.removeAll { !isKept($0) } }
}
