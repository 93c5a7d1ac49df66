import Catalog
import Diagnostics
import Foundations
import JSONText
import Syntax

extension Decoder {
  mutating func providerIds(_ node: NodeID?) -> [ProviderID] {
    guard let node else { return [] }
    var ids: [ProviderID] = []
    let entries = entries(of: node, "providerIds")
    var taken = names(in: entries)
    for (key, value) in entries {
      guard let provider = declaration(key, value, &taken)?.name, let id = name(value) else { continue }
      ids.append(ProviderID(provider: provider, id: id))
    }
    return ids
  }

  /// The declaration of the provider that a key names. Reports unknown providers.
  ///
  /// - Parameter taken: the names that the object already has.
  package mutating func declaration(
    _ key: NodeID, _ value: NodeID, _ taken: inout TakenNames
  ) -> ProviderDeclaration? {
    let name = tree.text(key)
    if let declaration = providers.first(where: { $0.name.hasSameScalars(as: name) }) { return declaration }
    let known = providers.map(\.name)
    let near = bestSuggestion(for: name, among: known)
    report(
      .unknownProvider, "unknown provider \(quoted(name))", at: .name(key),
      help: near.map { "did you mean `\($0.word)`?" } ?? expected(known.map { "`\($0)`" }),
      repair: rename(value, to: near, &taken))
    return nil
  }

  mutating func settings(
    _ key: NodeID, _ node: NodeID, _ taken: inout TakenNames
  ) -> ProviderSettings? {
    guard let declaration = declaration(key, node, &taken), let fields = fields(of: node, as: ProviderField.self) else {
      return nil
    }
    var options: [JSON.Member] = []
    let map = self.map
    if let node = fields[.options], expect(.object, node, "`options`", as: map) {
      var taken = names(in: tree.members(of: node))
      for (key, value) in tree.members(of: node) {
        if let option = option(tree.text(key), key, value, of: declaration, &taken) { options.append(option) }
      }
    }
    let settings = ProviderSettings(
      provider: declaration.name, isEnabled: bool(fields[.enabled]) ?? true, options: options,
      metadata: metadata(fields[.metadata]),
      place: Place(node))
    reportReserved(settings.metadata, at: settings.place, ReservedMetadata.all)
    return settings
  }

  private mutating func option(
    _ name: String, _ key: NodeID, _ value: NodeID, of provider: ProviderDeclaration, _ taken: inout TakenNames
  ) -> JSON.Member? {
    guard let option = provider.options.first(where: { $0.name.hasSameScalars(as: name) }) else {
      let known = provider.options.map(\.name)
      let near = bestSuggestion(for: name, among: known)
      report(
        .unknownField, "unknown option \(quoted(name)) for provider `\(provider.name)`", at: .name(key),
        help: near.map { "did you mean `\($0.word)`?" }
          ?? (known.isEmpty ? "remove it; this provider has no options" : expected(known.map { "`\($0)`" })),
        repair: rename(value, to: near, &taken))
      return nil
    }
    switch option.kind {
    case .text: return self.name(value).map { JSON.Member(name, .string($0)) }
    case .boolean: return bool(value).map { JSON.Member(name, .bool($0)) }
    case .integer(let range):
      return integer(value, in: range, .providerOption, "option `\(name)`").map { JSON.Member(name, .integer($0)) }
    case .choice(let words):
      guard let text = string(value) else { return nil }
      if words.contains(where: { $0.hasSameScalars(as: text) }) { return JSON.Member(name, .string(text)) }
      let near = bestSuggestion(for: text, among: words)
      report(
        .providerOption, "invalid value \(quoted(text)) for option `\(name)`", at: .value(value),
        help: near.map { "did you mean \(Self.optionWord($0.word))?" } ?? expected(words.map(Self.optionWord)),
        repair: near.map { .write($0.word, at: value, $0.applicability) })
      return nil
    }
  }

  /// A word of an option, which is a string in both formats.
  private static func optionWord(_ word: String) -> Phrase { "\(json: "`\(word)`", swift: "`\"\(word)\"`")" }
}
