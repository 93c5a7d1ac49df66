import Diagnostics
import JSONText
import Syntax

extension Decoder {
  mutating func providerIds(_ node: NodeID?) -> [ProviderID] {
    guard let node else { return [] }
    var ids: [ProviderID] = []
    for entry in entries(of: node, "'providerIds'") {
      guard declaration(entry.id, at: entry.key) != nil, let id = name(entry.value) else { continue }
      ids.append(ProviderID(provider: entry.id, id: id))
    }
    return ids
  }

  mutating func declaration(_ name: String, at key: NodeID) -> ProviderDeclaration? {
    if let declaration = providers.first(where: { $0.name == name }) { return declaration }
    let known = providers.map(\.name)
    report(
      .unknownProvider, "\(quoted(name)) is no provider", at: .name(key),
      help: nearest(to: name, among: known).map { "did you mean '\($0)'?" } ?? "the providers are \(list(known))")
    return nil
  }

  mutating func settings(_ id: String, _ key: NodeID, _ node: NodeID) -> ProviderSettings? {
    guard let declaration = declaration(id, at: key), let fields = fields(of: node, as: ProviderField.self) else { return nil }
    var options: [JSON.Member] = []
    if let node = fields[.options], expect(.object, node, "'options'") {
      for (key, value) in tree.members(of: node) {
        if let option = option(tree.text(key), key, value, of: declaration) { options.append(option) }
      }
    }
    return ProviderSettings(
      provider: id, isEnabled: bool(fields[.enabled]) ?? true, options: options, metadata: metadata(fields[.metadata]),
      origin: node)
  }

  private mutating func option(
    _ name: String, _ key: NodeID, _ value: NodeID, of provider: ProviderDeclaration
  ) -> JSON.Member? {
    guard let option = provider.options.first(where: { $0.name == name }) else {
      let known = provider.options.map(\.name)
      report(
        .unknownField, "\(provider.name) has no option \(quoted(name))", at: .name(key),
        help: nearest(to: name, among: known).map { "did you mean '\($0)'?" }
          ?? (known.isEmpty ? "it has no options" : "the options are \(list(known))"))
      return nil
    }
    switch option.kind {
    case .text: return self.name(value).map { JSON.Member(name, .string($0)) }
    case .boolean: return bool(value).map { JSON.Member(name, .bool($0)) }
    case .integer(let range):
      return integer(value, in: range, .providerOption, "the option '\(name)'").map { JSON.Member(name, .integer($0)) }
    case .choice(let words):
      guard let text = string(value) else { return nil }
      if words.contains(text) { return JSON.Member(name, .string(text)) }
      report(
        .providerOption, "\(quoted(text)) is no value of the option '\(name)'", at: .value(value),
        help: nearest(to: text, among: words).map { "did you mean '\($0)'?" }
          ?? "write one of \(list(words.map { "'\($0)'" }, and: "or"))")
      return nil
    }
  }
}
