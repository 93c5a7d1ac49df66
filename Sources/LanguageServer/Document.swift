import Accounts
import Catalog
import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Portability
import Providers
import Syntax

/// A text that is open in the editor, and what is known about it. Results are computed when they are needed, and kept until the
/// text changes.
struct Document: Sendable {
  let uri: String
  let format: CatalogFormat
  let settings: ServerSettings
  private let encoding: PositionEncoding
  private(set) var version: JSON
  private(set) var source: SourceText
  private(set) var positions: TextPositions
  /// Whether the findings of the text have not been published.
  var isUnpublished = true

  private var knownOutline: Outline?
  private var knownCompilation: Compilation?
  private var knownReferences: [EntryReference]?
  private var knownPortability: Portability?
  /// The outline of the last text without a syntax error.
  private(set) var lastOutline: Outline?

  init(
    uri: String, languageID: String, version: JSON, text: String, _ settings: ServerSettings, _ encoding: PositionEncoding
  ) {
    self.uri = uri
    self.settings = settings
    self.encoding = encoding
    self.version = version
    format =
      CatalogFormat.allCases.first { uri.hasScalarSuffix(".\($0.rawValue)") } ?? CatalogFormat(rawValue: languageID) ?? .json
    source = SourceText(name: Self.name(of: uri), bytes: Array(text.utf8))
    positions = TextPositions(source, encoding)
  }

  /// The last part of an address.
  private static func name(of uri: String) -> String {
    uri.lastIndex(of: "/").map { String(uri[uri.index(after: $0)...]) } ?? uri
  }

  // MARK: Changes

  /// Applies the changes of the protocol: each is a new text, or a new part of it.
  mutating func change(_ changes: [JSON], version: JSON) throws(ResponseError) {
    if isKnownToBeWhole { lastOutline = outline() }
    self.version = version
    for change in changes {
      let text = Array(try change.requiredText("text").utf8)
      guard let range = change["range"], range != .null else {
        replace(text)
        continue
      }
      let replaced = try positions.range(of: range)
      var bytes = source.bytes
      bytes.replaceSubrange(replaced.start..<replaced.end, with: text)
      replace(bytes)
    }
    isUnpublished = true
  }

  private mutating func replace(_ bytes: [UInt8]) {
    source = SourceText(name: source.name, bytes: bytes)
    positions = TextPositions(source, encoding)
    (knownOutline, knownCompilation, knownReferences, knownPortability) = (nil, nil, nil, nil)
  }

  /// Whether the text has been compiled, and could be read as a whole.
  private var isKnownToBeWhole: Bool { knownCompilation.map { !$0.isBroken } ?? false }

  // MARK: Results

  mutating func outline() -> Outline {
    if let knownOutline { return knownOutline }
    let outline = Outline(source, isSwift: format == .swift)
    knownOutline = outline
    return outline
  }

  /// Whether the text is meant to be a catalog. Editors send every file of a language.
  mutating func isCatalog() -> Bool {
    let outline = outline()
    if format == .swift { return outline.catalog?.callee != nil && outline.imports("BillingCatalog") }
    let names = ["catalog.json", "catalog.jsonc"]
    if names.contains(source.name) || names.contains(where: { source.name.hasScalarSuffix(".\($0)") }) { return true }
    if outline.catalog?.value(of: "$schema")?.scalar?.text.hasScalarSuffix("catalog.schema.json") ?? false { return true }
    let sections = [CatalogField.plans, .addons, .topups].filter { outline.catalog?.value(of: $0.rawValue)?.container != nil }
    return outline.catalog?.value(of: CatalogField.features.rawValue)?.container != nil && !sections.isEmpty
  }

  mutating func compilation() -> Compilation {
    if let knownCompilation { return knownCompilation }
    let compilation = compilation(of: source)
    knownCompilation = compilation
    return compilation
  }

  func compilation(of source: SourceText) -> Compilation {
    Compilation(
      source, format: format, providers: settings.providers, levels: settings.levels, isStrict: settings.isStrict,
      hasOutputs: false)
  }

  /// The places that name entries of the catalog.
  mutating func references() -> [EntryReference] {
    if let knownReferences { return knownReferences }
    let found = CatalogReading.references(in: compilation().tree, providers: Provider.declarations)
    knownReferences = found
    return found
  }

  /// What the providers that are checked do with the catalog; nil if it has errors.
  mutating func portability() -> Portability? {
    if let knownPortability { return knownPortability }
    let compilation = compilation()
    guard let catalog = compilation.catalog, !compilation.providers.isEmpty else { return nil }
    let portability = Portability(
      catalog, in: compilation.tree, format: format, providers: compilation.providers, seeksChanges: false)
    knownPortability = portability
    return portability
  }
}

/// How a server checks catalogs: the options of `check`.
package struct ServerSettings: Sendable {
  package let providers: ProviderSelection
  package let levels: LintLevels
  package let isStrict: Bool
  /// The version of the program.
  package let version: String

  package init(
    providers: ProviderSelection = .ofCatalog, levels: LintLevels = LintLevels(), isStrict: Bool = false, version: String = ""
  ) {
    self.providers = providers
    self.levels = levels
    self.isStrict = isStrict
    self.version = version
  }
}
