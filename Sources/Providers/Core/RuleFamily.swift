import Diagnostics
import JSONText

/// A rule that several providers share. Each provider has its own copy with the same name and texts, such as
/// `stripe/quantity-not-enforced` and `polar/quantity-not-enforced`.
///
/// Families and entries are classes, because hundreds of places pass them on.
package final class RuleFamily: Sendable {
  package let name: String
  package let stake: Stake
  /// Takes the provider's title.
  let summary: @Sendable (String) -> String
  let explanation: @Sendable (String) -> String
  /// The wrong and the right example, computed from the provider's limits.
  let example: @Sendable (FamilyExample) -> (wrong: String, right: String)

  init(
    _ name: String, _ stake: Stake, _ summary: @escaping @Sendable (String) -> String,
    explanation: @escaping @Sendable (String) -> String,
    example: @escaping @Sendable (FamilyExample) -> (wrong: String, right: String)
  ) {
    self.name = name
    self.stake = stake
    self.summary = summary
    self.explanation = explanation
    self.example = example
  }

  /// A provider's additions to a family.
  package final class Entry: Sendable {
    package let family: RuleFamily
    let source: String?
    let note: String?
    let stake: Stake?
    let example: (wrong: String, right: String)?
    let ids: [String]
    let options: [JSON.Member]
    let formerNames: [String]

    private init(
      _ family: RuleFamily, source: String?, note: String?, stake: Stake?, example: (wrong: String, right: String)?,
      ids: [String], options: [JSON.Member], formerNames: [String]
    ) {
      self.family = family
      self.source = source
      self.note = note
      self.stake = stake
      self.example = example
      self.ids = ids
      self.options = options
      self.formerNames = formerNames
    }

    /// - Parameters:
    ///   - source: the provider's documentation of the fact.
    ///   - note: a paragraph that applies to this provider only.
    ///   - stake: what is at stake at this provider, if not the same as at the others.
    ///   - ids: two valid ids of the provider's objects, for the examples.
    ///   - options: the provider options that the examples set.
    ///   - formerly: earlier names of the rule, without the provider's prefix.
    package static func of(
      _ family: RuleFamily, _ source: String?, note: String? = nil, stake: Stake? = nil,
      example: (wrong: String, right: String)? = nil, ids: [String] = ["id_1", "id_2"], options: [JSON.Member] = [],
      formerly: String...
    ) -> Entry {
      Entry(
        family, source: source, note: note, stake: stake, example: example, ids: ids, options: options,
        formerNames: formerly)
    }

    package func rule(for provider: Provider) -> Rule {
      Rule(
        "\(provider.name)/\(family.name)", stake ?? family.stake, family.summary(provider.title), source: source,
        formerNames: formerNames.map { "\(provider.name)/\($0)" }
      ) { [self] in
        let example = example ?? family.example(FamilyExample(of: provider, ids: ids, options: options))
        let explanation = ([family.explanation(provider.title)] + [note].compactMap(\.self)).joined(separator: "\n\n")
        return (explanation, example.wrong, example.right)
      }
    }
  }
}
