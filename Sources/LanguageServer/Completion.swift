import Accounts
import Catalog
import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Providers

extension Document {
  /// What can be written at a position. It follows from the fields of the place, and from the names in the text as it is and in
  /// the last one without a syntax error.
  mutating func completion(_ params: JSON, _ client: LanguageServer.Client) throws(ResponseError) -> JSON {
    let offset = try positions.offset(of: params["position"])
    let outline = outline()
    guard let cursor = Cursor(at: offset, in: outline) else { return .null }
    let completer = Completer(
      cursor, CatalogNames(outline, lastOutline), isSwift: format == .swift, takesSnippets: client.takesSnippets)
    let proposals = completer.proposals
    return [
      "isIncomplete": false,
      "items": .array(proposals.enumerated().map { item($0.element, at: $0.offset, cursor, offset, client) }),
    ]
  }

  private func item(
    _ proposal: Proposal, at index: Int, _ cursor: Cursor, _ offset: Int, _ client: LanguageServer.Client
  ) -> JSON {
    let replaced: ByteRange =
      switch cursor.target {
      case .entry(let scalar?), .value(let scalar?): scalar.range
      case .entry(nil), .value(nil): ByteRange(offset, offset)
      }
    // Proposals are in their best order, which a client would otherwise replace by the alphabet.
    let rank = String(1000 + index)
    return .fields([
      "label": .string(proposal.label), "kind": .integer(proposal.kind.rawValue), "detail": proposal.detail.map(JSON.string),
      "documentation": proposal.documentation.map { ["kind": "markdown", "value": .string($0)] },
      "sortText": .string(rank), "filterText": .string(proposal.filter),
      "insertTextFormat": client.takesSnippets ? 2 : 1,
      "textEdit": ["range": positions.range(replaced), "newText": .string(proposal.text)],
    ])
  }
}

/// Something that can be written.
struct Proposal {
  /// `CompletionItemKind` of the protocol.
  enum Kind: Int64 {
    case module = 9
    case property = 10
    case unit = 11
    case value = 12
    case reference = 18
    case enumMember = 20
  }

  let label: String
  let kind: Kind
  var detail: String?
  var documentation: String?
  /// What the text that it replaces is compared with.
  let filter: String
  /// A snippet if the client takes them.
  let text: String
}

/// The names of a catalog that is being written.
struct CatalogNames {
  private let outlines: [Outline]

  /// - Parameter last: the outline of an earlier text, for what the current one has lost for now.
  init(_ current: Outline, _ last: Outline?) { outlines = [current] + (last.map { [$0] } ?? []) }

  /// The entries of a section, each once.
  func entries(of section: Section) -> [(id: String, fields: Outline.Container?)] {
    var found: [(id: String, fields: Outline.Container?)] = []
    for entry in outlines.flatMap({ $0.entries(of: section.rawValue) }) where !found.contains(where: { $0.id == entry.id }) {
      found.append(entry)
    }
    return found
  }

  /// The type of a feature, if it is written.
  func kind(ofFeature id: String) -> Feature.Kind? {
    entries(of: .features).first { $0.id == id }?.fields.flatMap(kind)
  }

  func kind(_ feature: Outline.Container) -> Feature.Kind? {
    (feature.value(of: FeatureField.type.rawValue)?.scalar?.text).flatMap { word in
      Feature.Kind(rawValue: word.hasPrefix(".") ? String(word.dropFirst()) : word)
    }
  }

  /// What a meter groups by.
  func groups(ofMeter id: String) -> [String] {
    entries(of: .meters).first { $0.id == id }?.fields?.value(of: "groupBy")?.container?.keys ?? []
  }
}

/// Finds what can be written at a cursor.
private struct Completer {
  private let cursor: Cursor
  private let names: CatalogNames
  private let isSwift: Bool
  private let takesSnippets: Bool

  init(_ cursor: Cursor, _ names: CatalogNames, isSwift: Bool, takesSnippets: Bool) {
    self.cursor = cursor
    self.names = names
    self.isSwift = isSwift
    self.takesSnippets = takesSnippets
  }

  var proposals: [Proposal] {
    switch cursor.target {
    case .value: return values(at: cursor.place)
    case .entry:
      // An element of a list, or the argument of `Interval("month")`.
      if let element = cursor.place.stepping(to: nil) { return values(at: element) }
      return keys
    }
  }

  // MARK: Keys

  private var present: [String] {
    guard case .entry(let head?) = cursor.target else { return cursor.container.keys }
    return cursor.container.entries.filter { $0.head?.range != head.range }.compactMap { $0.key?.text }
  }

  private var keys: [Proposal] {
    let present = present
    if let fields = cursor.place.type.fields {
      let possible = fields.filter { !present.contains($0.name) && isPossible($0.name) }
      return (possible.filter(\.spec.isRequired) + possible.filter { !$0.spec.isRequired }).map { field in
        key(
          field.name, .property, of: field.spec.type, isField: true, detail: field.spec.isRequired ? "required" : nil,
          documentation: field.spec.documentation)
      }
    }
    return entryKeys.filter { !present.contains($0.label) }
  }

  /// Whether a field can be at the cursor, as far as its place and the features tell.
  private func isPossible(_ field: String) -> Bool {
    if case .object(let object) = cursor.place.type {
      return !object.excluded.contains(field) && (!isSwift || field.first != "$")
    }
    guard let field = EntitlementField(rawValue: field) else { return true }
    if isSwift, field == .type { return false }
    if isSwift, let callee = cursor.container.callee, let kind = Feature.Kind(rawValue: String(callee.drop { $0 == "." })) {
      return field.kinds.contains(FeatureKinds(kind))
    }
    guard let kind = cursor.place.key.flatMap(names.kind(ofFeature:)) else { return true }
    return field.kinds.contains(FeatureKinds(kind))
  }

  /// The keys of an object whose keys are names.
  private var entryKeys: [Proposal] {
    let type = cursor.place.type
    switch type {
    case .entitlements: return features(.all).map { key($0.id, .reference, of: type.entry, detail: $0.detail) }
    case .perProvider: return Provider.all.map { key($0.name, .module, of: type.entry, detail: $0.title) }
    case .amounts: return Currency.allCodes.map { key($0, .unit, of: type.entry) }
    case .options:
      let provider = cursor.place.parent.flatMap { Provider.named($0) }
      return (provider?.options ?? []).map { option in
        key(option.name, .property, of: .any, documentation: "\(option.summary)\n\nDefault: \(option.defaultValue)")
      }
    case .map:
      // The entries of the map belong to the same field, but what they name does not.
      guard !cursor.place.isEntry else { return [] }
      switch cursor.place.field?.spec.names {
      case .features(let kinds)?: return features(kinds).map { key($0.id, .reference, of: type.entry, detail: $0.detail) }
      case .groups?:
        let feature = cursor.containers.dropLast().last?.container
        let meter = feature?.value(of: FeatureField.meter.rawValue)?.scalar?.text
        return (meter.map(names.groups(ofMeter:)) ?? []).map { key($0, .reference, of: type.entry) }
      default: return []
      }
    default: return []
    }
  }

  private func key(
    _ name: String, _ kind: Proposal.Kind, of type: FieldType, isField: Bool = false, detail: String? = nil,
    documentation: String? = nil
  ) -> Proposal {
    let isLabel = isSwift && isField
    let written = isLabel ? name : "\"\(name)\""
    let rest = cursor.hasColon ? "" : ": \(skeleton(of: type))\(cursor.needsComma ? "," : "")"
    return Proposal(
      label: name, kind: kind, detail: detail, documentation: documentation, filter: written,
      text: (takesSnippets ? escapedSnippet(written) : written) + rest)
  }

  /// The beginning of a value, with the cursor in it.
  private func skeleton(of type: FieldType) -> String {
    guard takesSnippets else { return "" }
    switch type {
    case .object:
      return isSwift ? "\(type.swiftName ?? "")($0)" : "{$0}"
    case .map, .perProvider, .entitlements, .amounts, .codes, .metadata, .options: return isSwift ? "[$0]" : "{$0}"
    case .list: return "[$0]"
    case .word: return isSwift ? ".$0" : "\"$0\""
    case .currency, .time, .catalogID, .name, .text, .rule: return "\"$0\""
    case .duration, .money, .rate, .amount, .positiveAmount, .percent, .integer, .flag, .entitlement, .filter, .any: return "$0"
    }
  }

  private func escapedSnippet(_ text: String) -> String {
    text.map { $0 == "$" || $0 == "}" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
  }

  // MARK: Values

  private func values(at place: FieldPlace) -> [Proposal] {
    switch place.type {
    case .word(let words): return words.allowed.map { word($0, described: place.field?.spec.documentation) }
    case .currency: return Currency.allCodes.map { string($0, .unit) }
    case .flag: return ["true", "false"].map { literal($0) }
    case .duration:
      return Discount.Duration.words.map { word($0, described: place.field?.spec.documentation) }
        + [snippet("months", isSwift ? ".months($0)" : "{\"months\": $0}")]
    case .entitlement: return entitlements(place)
    case .rule:
      return (Provider.all.map { "\($0.name)/*" } + Rule.all.filter { $0.severity != .error }.map(\.name)).map {
        string($0, .reference)
      }
    case .text: return references(place.field?.spec.names)
    case .any: return optionValues(place)
    case .object: return [snippet(place.type.swiftName ?? "", isSwift ? "\(place.type.swiftName ?? "")($0)" : "{$0}")]
    default: return []
    }
  }

  private func entitlements(_ place: FieldPlace) -> [Proposal] {
    let unlimited = word(Decoder.unlimited, described: nil)
    let both = ["true", "false"].map { literal($0) }
    func object(_ kind: Feature.Kind) -> Proposal {
      let field = kind.literalField.rawValue
      return snippet(kind.rawValue, isSwift ? ".\(kind.rawValue)(\(field): $0)" : "{\"\(field)\": $0}")
    }
    switch place.key.flatMap(names.kind(ofFeature:)) {
    case .boolean?: return both
    case .metered?: return [object(.metered), unlimited]
    case .limit?: return [object(.limit), unlimited]
    case .static?: return [object(.static)]
    case nil: return both + [object(.metered), unlimited]
    }
  }

  private func references(_ names: Referent?) -> [Proposal] {
    let listed = cursor.container.entries.compactMap { $0.colon == nil ? $0.head?.text : nil }
    func named(_ entries: [(id: String, detail: String?)]) -> [Proposal] {
      entries.filter { entry in !listed.contains(entry.id) || isHead(entry.id) }.map {
        string($0.id, .reference, detail: $0.detail)
      }
    }
    switch names {
    case .meters?: return named(entries(.meters))
    case .features(let kinds)?: return named(features(kinds))
    case .plans?: return named(entries(.plans))
    case .items?:
      return named(
        [Section.plans, .addons, .topups].flatMap { section in
          entries(section).map { ("\(section.rawValue).\($0.id)", $0.detail) }
        })
    case .groups?, nil: return []
    }
  }

  /// Whether the cursor is on this word.
  private func isHead(_ text: String) -> Bool {
    if case .entry(let head?) = cursor.target { head.text == text } else { false }
  }

  private func optionValues(_ place: FieldPlace) -> [Proposal] {
    guard place.path.count == 4, place.path[0] == CatalogField.providers.rawValue,
      let option = place.path[1].flatMap({ Provider.named($0) })?.options.first(where: { $0.name == place.key })
    else { return [] }
    switch option.kind {
    case .choice(let words): return words.map { string($0, .enumMember) }
    case .boolean: return ["true", "false"].map { literal($0) }
    case .integer, .text: return []
    }
  }

  private func entries(_ section: Section) -> [(id: String, detail: String?)] {
    names.entries(of: section).map { ($0.id, $0.fields?.value(of: "name")?.scalar?.text) }
  }

  /// The features of some types, and those whose type is not known.
  private func features(_ kinds: FeatureKinds) -> [(id: String, detail: String?)] {
    names.entries(of: .features).compactMap { id, fields in
      let kind = fields.flatMap(names.kind)
      if let kind, !kinds.contains(FeatureKinds(kind)) { return nil }
      let name = fields?.value(of: "name")?.scalar?.text
      return (id, [kind?.rawValue, name].compactMap(\.self).joined(separator: " · "))
    }
  }

  // MARK: Writing values

  private var comma: String { cursor.needsComma ? "," : "" }

  private func string(_ text: String, _ kind: Proposal.Kind, detail: String? = nil) -> Proposal {
    let written = "\"\(text)\""
    return Proposal(
      label: text, kind: kind, detail: detail, filter: written,
      text: (takesSnippets ? escapedSnippet(written) : written) + comma)
  }

  /// A word of a closed set.
  private func word(_ word: String, described documentation: String?) -> Proposal {
    let written = isSwift ? ".\(WordType.member(of: word))" : "\"\(word)\""
    return Proposal(
      label: isSwift ? WordType.member(of: word) : word, kind: .enumMember, documentation: documentation, filter: written,
      text: written + comma)
  }

  private func literal(_ text: String) -> Proposal {
    Proposal(label: text, kind: .value, filter: text, text: text + comma)
  }

  /// - Parameter text: with `$0` for the cursor.
  private func snippet(_ label: String, _ text: String) -> Proposal {
    let plain = text.split(separator: "$", maxSplits: 1, omittingEmptySubsequences: false).map {
      $0.first == "0" ? $0.dropFirst() : $0
    }
    let written = takesSnippets ? snippetText(text) : plain.joined()
    return Proposal(label: label, kind: .value, filter: plain.first.map(String.init) ?? label, text: written + comma)
  }

  /// The closing brace of an object would end nothing outside of a placeholder, but the protocol wants it escaped.
  private func snippetText(_ text: String) -> String { text.map { $0 == "}" ? "\\}" : String($0) }.joined() }
}
