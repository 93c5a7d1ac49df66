import Catalog
import CatalogReading
import Diagnostics
import JSONText
import Providers

extension Command {
  static let providers = Command(
    name: "providers",
    operands: "",
    operandCount: 0...0,
    summary: "list what each provider can express, and its options",
    details: "Lists the providers, what each can express of a catalog, and what `providers.NAME.options` may hold.",
    options: [.listFormat],
    examples: ["catalogc providers", "catalogc providers --format json"]
  ) { invocation, system throws(CommandError) in
    switch try ListFormat(invocation) {
    case .text: try output(ProviderText.table, &system)
    case .json: try output(ProviderText.json.text(pretty: true) + [UInt8(ascii: "\n")], &system)
    case .markdown: try output(ProviderText.reference(madeBy: "catalogc providers --format markdown"), &system)
    }
    return .done
  }
}

/// What there is to say about providers, made from their declarations.
package enum ProviderText {
  /// A column for each provider, then what stands behind each "partly" and "no", and the options.
  static var table: String {
    let names = Provider.all.map(\.name)
    let width = (names.map(\.count).max() ?? 0) + 2
    var text = "".padded(to: 20) + names.map { $0.padded(to: width) }.joined().trimmedEnd + "\n"
    for capability in Capability.allCases {
      let words = Provider.all.map { ($0.capabilities[capability]?.word ?? "no").padded(to: width) }
      text += capability.rawValue.padded(to: 20) + words.joined().trimmedEnd + "\n"
    }
    for provider in Provider.all {
      text += "\n\(provider.title) (\(provider.name))\n"
      for capability in Capability.allCases {
        guard let support = provider.capabilities[capability], let note = support.note else { continue }
        text += "  \(capability.rawValue): \(support.word == "no" ? "no: " : "")\(note)\n"
      }
      for option in provider.options {
        text += "  option \(option.name): \(option.kind.described); default: \(option.defaultValue)\n    \(option.summary)\n"
      }
    }
    return text
  }

  static var json: JSON {
    let providers = Provider.all.map { provider in
      let capabilities = Capability.allCases.compactMap { capability in
        provider.capabilities[capability].map { support in
          JSON.fields([
            "capability": .string(capability.rawValue), "support": .string(support.word), "note": support.note.map(JSON.string),
          ])
        }
      }
      let options = provider.options.map { option in
        JSON.fields([
          "option": .string(option.name), "values": .string(option.kind.described), "default": .string(option.defaultValue),
          "summary": .string(option.summary),
        ])
      }
      return JSON.fields([
        "provider": .string(provider.name), "title": .string(provider.title), "capabilities": .array(capabilities),
        "options": .array(options), "immutable": .array(provider.immutable.map(\.json)),
      ])
    }
    return .fields(["format": 1, "providers": .array(providers)])
  }

  /// `docs/providers.md`, but for what is measured.
  ///
  /// - Parameter command: what writes the page.
  package static func reference(madeBy command: String) -> String {
    var text = "# Providers\n\nMade by `\(command)`.\n\n"
    text += "| | \(Provider.all.map(\.title).joined(separator: " | ")) |\n|---|\(Provider.all.map { _ in "---|" }.joined())\n"
    for capability in Capability.allCases {
      let words = Provider.all.map { $0.capabilities[capability]?.word ?? "no" }
      text += "| \(capability.rawValue) | \(words.joined(separator: " | ")) |\n"
    }
    for provider in Provider.all {
      text += "\n## \(provider.title)\n\n`--provider \(provider.name)`\n\n"
      for capability in Capability.allCases {
        guard let support = provider.capabilities[capability] else { continue }
        text += "- \(capability.rawValue): \(support.word)\(support.note.map { ": \($0)" } ?? "")\n"
      }
      if !provider.options.isEmpty {
        text += "\n| option | values | default | |\n|---|---|---|---|\n"
        for option in provider.options {
          text += "| `\(option.name)` | \(option.kind.described) | \(option.defaultValue) | \(option.summary) |\n"
        }
      }
      text += immutability(of: provider)
    }
    return text
  }
}

extension ProviderText {
  /// What `catalogc diff` gives the class `provider`.
  private static func immutability(of provider: Provider) -> String {
    guard !provider.immutable.isEmpty else { return "" }
    var text = "\nA change of these needs another object (`item` is a plan, an add-on or a top-up):\n\n"
    text += "| object | fields | where | source |\n|---|---|---|---|\n"
    for fact in provider.immutable {
      let fields = fact.fieldNames.map { "`\($0)`" }.joined(separator: ", ")
      text += "| \(fact.object) | \(fields) | \(fact.scope.described) | \(fact.source) |\n"
    }
    return text
  }
}

extension Immutability {
  /// The fields of the catalog that are final, as the documentation names them.
  fileprivate var fieldNames: [String] { fields.map(\.rawValue) + options.map { "options.\($0)" } }

  fileprivate var json: JSON {
    .fields([
      "object": .string(object), "fields": .strings(fieldNames),
      "where": scope.described.isEmpty ? nil : .string(scope.described), "source": .string(source),
    ])
  }
}

extension Immutability.Scope {
  /// Empty where it holds everywhere.
  fileprivate var described: String {
    var parts: [String] = []
    if kinds != Item.Kind.allCases {
      let words: [Item.Kind: String] = [.plan: "plans", .addon: "add-ons", .topup: "top-ups"]
      parts.append("of \(list(kinds.compactMap { words[$0] }))")
    }
    if isRecurring { parts.append("that recur") }
    if hasSeveralPrices { parts.append("with several prices") }
    switch name {
    case nil: break
    case .ofItem: parts.append("without an id of the item in `providerIds`")
    case .ofPrice: parts.append("without an id of the price in `providerIds`")
    }
    if let option { parts.append("with the option `\(option.name)` of `\(option.value)`") }
    return parts.joined(separator: ", ")
  }
}

extension OptionDeclaration.Kind {
  var described: String {
    switch self {
    case .choice(let words): list(words, and: "or")
    case .integer(let range): "an integer from \(range.lowerBound) to \(range.upperBound)"
    case .text: "a text"
    case .boolean: "true or false"
    }
  }
}

extension String {
  var trimmedEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
