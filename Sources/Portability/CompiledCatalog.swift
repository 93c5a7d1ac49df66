import Catalog
import CatalogLints
import CatalogReading
import Diagnostics
import Foundations
import Providers
import Syntax

/// A catalog with the file that it was read from.
struct CatalogText: Sendable {
  let catalog: Catalog
  let tree: SyntaxTree
  let format: CatalogFormat
  /// The warnings about the catalog itself.
  let lints: Set<FindingID>

  init(_ catalog: Catalog, _ tree: SyntaxTree, _ format: CatalogFormat) {
    self.catalog = catalog
    self.tree = tree
    self.format = format
    lints = Set(tree.diagnostics(for: lint(catalog)).map(FindingID.init))
  }

  /// The changed file, or the entries that have errors then, by ``FindingID/entry``.
  func changed(to bytes: [UInt8]) -> Result<CatalogText, EntryErrors> {
    let analysis = analyze(
      SourceText(name: tree.source.name, bytes: bytes), format: format, providers: Provider.declarations)
    if let catalog = analysis.catalog { return .success(CatalogText(catalog, analysis.tree, format)) }
    let errors = analysis.tree.diagnostics(for: analysis.findings.filter { $0.rule.severity == .error })
    return .failure(EntryErrors(entries: Set(errors.map { FindingID($0).entry })))
  }

  func compiled(for provider: Provider) -> CompiledCatalog {
    let (artifact, findings) = provider.compile(catalog)
    return CompiledCatalog(provider, catalog, artifact, findings, tree)
  }
}

/// The entries of a file that have errors.
struct EntryErrors: Error {
  let entries: Set<ScalarString>
}

/// Identifies a finding in two versions of a file.
struct FindingID: Hashable {
  let rule: String
  let pointer: ScalarString

  init(_ diagnostic: Diagnostic) {
    rule = diagnostic.rule
    pointer = ScalarString(diagnostic.pointer)
  }

  /// The pointer of the entry of a section that it is about, such as `/plans/pro`.
  var entry: ScalarString {
    var depth = 0
    let text = pointer.text
    for index in text.utf8.indices where text.utf8[index] == UInt8(ascii: "/") {
      depth += 1
      if depth == 3 { return ScalarString(String(text[..<index])) }
    }
    return pointer
  }
}

/// A catalog compiled for one provider.
struct CompiledCatalog: Sendable {
  /// The findings that keep the catalog from being exact, in the order of the file.
  let blockers: [Diagnostic]
  /// The other findings that are about the provider's settings, or the whole catalog.
  let general: [Diagnostic]
  private let consequences: [String: Consequence]
  /// What the artifact has templates for: `plan/pro` and `plan/pro/monthly`.
  private let sold: Set<ScalarString>
  /// The same for all of its requests.
  private let created: Set<ScalarString>
  private let discounts: Set<ScalarString>
  /// Whether customers are billed elsewhere.
  private let sellsNothing: Bool
  /// The items that nobody can buy at the provider, and their prices, because it grants what is paid for elsewhere, or because
  /// they have no price.
  private let unpriced: Set<ScalarString>

  init(_ provider: Provider, _ catalog: Catalog, _ artifact: Artifact, _ findings: [Finding], _ tree: SyntaxTree) {
    let consequences = Dictionary(findings.map { ($0.rule.name, $0.rule.consequence) }) { first, _ in first }
    self.consequences = consequences
    let diagnostics = tree.diagnostics(for: findings)
    blockers = diagnostics.filter { consequences[$0.rule] != .nothing }
    general = diagnostics.filter { consequences[$0.rule] == .nothing && [nil, "providers"].contains($0.pointerSteps.first) }
    (sold, created) = (Self.names(artifact.purchase), Self.names(artifact.setup))
    discounts = Set(artifact.discounts.map(ScalarString.init))
    let sales = provider.limits(catalog.settings(for: provider.name)).sells
    sellsNothing = sales.isEmpty
    var unpriced: Set<ScalarString> = []
    for item in catalog.items {
      let name = Request.id(item.kind.rawValue, item.header.id)
      if item.availability == .onRequest || item.prices.isEmpty { unpriced.insert(ScalarString(name)) }
      for price in item.prices where item.availability == .onRequest || !sales.contains(Sale(price, of: item)) {
        unpriced.insert(ScalarString(name))
        unpriced.insert(ScalarString(Request.id(item.kind.rawValue, item.header.id, price.id)))
      }
    }
    self.unpriced = unpriced
  }

  /// The kind and id of each item in the ids of requests, alone and with each of the parts that follow.
  private static func names(_ requests: Requests) -> Set<ScalarString> {
    var names: Set<ScalarString> = []
    for request in requests {
      let parts = request.id.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count > 2 else { continue }
      let item = "\(parts[1])/\(parts[2])"
      names.insert(ScalarString(item))
      for part in parts.dropFirst(3) { names.insert(ScalarString("\(item)/\(part)")) }
    }
    return names
  }

  /// Whether a price can be bought, or is paid elsewhere.
  func sells(_ price: String, of entry: Portability.Entry) -> Bool {
    let name = ScalarString(Request.id(entry.kind.rawValue, entry.id, price))
    return sold.contains(name) || unpriced.contains(name)
  }

  /// Whether the provider has the entry, or need not have it.
  func keeps(_ entry: Portability.Entry) -> Bool {
    if entry.kind == .discount { return sellsNothing || discounts.contains(ScalarString(entry.id)) }
    let name = ScalarString(Request.id(entry.kind.rawValue, entry.id))
    return sold.contains(name) || unpriced.contains(name)
  }

  /// What a finding says of what it is about.
  func answer(_ diagnostic: Diagnostic) -> Portability.Answer {
    if diagnostic.severity == .error { return .notPossible }
    switch consequences[diagnostic.rule] {
    case .application?: return .application
    case .difference?: return .difference
    case .nothing?, nil: return .exact
    }
  }

  /// How many of the entries and their prices are not for sale.
  func unsold(_ entries: [Portability.Entry]) -> Int {
    entries.reduce(0) { count, entry in
      count + (keeps(entry) ? 0 : 1) + entry.prices.count { !sells($0, of: entry) }
    }
  }
}

extension Diagnostic {
  /// The names and indices of its pointer.
  package var pointerSteps: [String] {
    pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { step in
      let parts = step.split(separator: "~", omittingEmptySubsequences: false)
      return parts.dropFirst().reduce(String(parts.first ?? "")) { $0 + ($1.first == "1" ? "/" : "~") + $1.dropFirst() }
    }
  }
}
