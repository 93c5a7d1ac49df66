import Catalog
import CatalogReading
import Diagnostics
import Foundations
import Providers
import Syntax

/// What each provider can do with a catalog: every item and discount, what blocks it, and what would lift that.
///
/// Derived from compiling the catalog for each provider: the artifacts say what is sold, and the findings, with the
/// ``Rule/consequence`` of their rules, how far that is what the catalog says.
package struct Portability: Sendable {
  /// How far a provider does what the catalog says of an entry.
  package enum Answer: String, CaseIterable, Sendable {
    /// Customers pay and get what the catalog says. Findings, if any, are notes that change nothing for them.
    case exact
    /// Sold, but what customers pay, when, or what they get differs.
    case difference
    /// Sold or granted, and the application must do its part.
    case application
    /// Not for sale, or not stored.
    case notPossible = "not-possible"
  }

  /// Something that the catalog offers.
  package struct Entry: Sendable {
    package enum Kind: String, Sendable {
      case plan, addon, topup, discount
    }

    package let kind: Kind
    package let id: String
    package let name: String
    /// The ids of the prices that are offered, in the order of the file.
    package let prices: [String]
  }

  package let source: SourceText
  package let catalogID: String?
  /// Plans, add-ons, top-ups, then discounts, each in the order of the file, without those that are no longer sold.
  package let entries: [Entry]
  package let providers: [ProviderPortability]

  /// - Parameters:
  ///   - tree: the tree of the catalog's file.
  ///   - format: the format of the file, in which changes are tried.
  ///   - seeksChanges: whether to look for changes that lift what blocks the catalog, each of which is compiled.
  package init(
    _ catalog: Catalog, in tree: SyntaxTree, format: CatalogFormat, providers: [Provider], seeksChanges: Bool = true
  ) {
    source = tree.source
    catalogID = catalog.id
    let entries = Self.entries(of: catalog)
    self.entries = entries
    let text = CatalogText(catalog, tree, format)
    self.providers = providers.map { ProviderPortability($0, entries, text, seeksChanges: seeksChanges) }
  }

  /// What is offered: also what is offered on request.
  static func entries(of catalog: Catalog) -> [Entry] {
    let items = catalog.items.filter { $0.isOffered || $0.availability == .onRequest }.map { item in
      Entry(
        kind: Entry.Kind(item.kind), id: item.header.id, name: item.header.name,
        prices: item.writtenPrices.filter(\.isSold).map(\.id))
    }
    return items
      + catalog.discounts.map { Entry(kind: .discount, id: $0.header.id, name: $0.header.name, prices: []) }
  }
}

extension Portability.Entry.Kind {
  fileprivate init(_ kind: Item.Kind) {
    switch kind {
    case .plan: self = .plan
    case .addon: self = .addon
    case .topup: self = .topup
    }
  }

  /// The section of the catalog.
  package var section: String { "\(rawValue)s" }
}

/// What one provider can do with a catalog.
package struct ProviderPortability: Sendable {
  /// An entry at the provider.
  package struct Cell: Sendable {
    package let answer: Portability.Answer
    /// Those of the entry's prices, in the same order.
    package let prices: [Portability.Answer]
    /// What keeps it from being exact: indices into ``ProviderPortability/blockers``.
    package let blockers: [Int]
  }

  /// A finding that keeps the catalog from being exact.
  package struct Blocker: Sendable {
    package let diagnostic: Diagnostic
    /// What the finding says of the entries; an entry that is not sold is not possible all the same.
    package let answer: Portability.Answer
    /// The entries that it is about; empty if it is about the whole catalog.
    package let entries: [Int]
    /// The id of the price that it is about, if it is about one.
    package let price: String?
    /// A change that lifts it, as compiling the changed catalog has shown; nil if none is known.
    package let remedy: Fix?
  }

  /// The name on the command line and in catalogs: `stripe`.
  package let name: String
  /// The name for people: `Stripe`.
  package let title: String
  /// Whether the catalog names it and does not disable it.
  package let isNamed: Bool
  package let isDisabled: Bool
  /// Whether the artifact is emitted: the provider has no errors.
  package let isEmitted: Bool
  /// In the order of ``Portability/entries``.
  package let cells: [Cell]
  /// In the order of the file.
  package let blockers: [Blocker]
  /// What the provider assumes about options that the catalog does not set.
  package let assumptions: [Diagnostic]
  /// The smallest change that lifts all findings that a change is known for; nil if there is none.
  package let change: Change?
  /// How many changed catalogs were compiled to find the changes.
  package let trials: Int

  init(_ provider: Provider, _ entries: [Portability.Entry], _ text: CatalogText, seeksChanges: Bool) {
    let compiled = text.compiled(for: provider)
    let index = EntryIndex(entries, text.catalog)
    let affected = compiled.blockers.map { index.affected(by: $0) }
    let remedies = seeksChanges ? Remedies(provider, text, compiled) : nil
    name = provider.name
    title = provider.title
    let settings = text.catalog.settings(for: provider.name)
    isDisabled = !settings.isEnabled
    isNamed = text.catalog.namedProviders.contains { $0.name == provider.name }
    isEmitted = !compiled.blockers.contains { $0.severity == .error }
    let blockers = zip(compiled.blockers, affected).enumerated().map { index, pair in
      Blocker(
        diagnostic: pair.0, answer: compiled.answer(pair.0), entries: pair.1.entries, price: pair.1.price,
        remedy: remedies?.single[index])
    }
    assumptions = compiled.general
    change = remedies?.together
    trials = remedies?.trials ?? 0
    self.blockers = blockers
    var byEntry = Array(repeating: [(index: Int, blocker: Blocker)](), count: entries.count)
    for (index, blocker) in blockers.enumerated() {
      for entry in blocker.entries { byEntry[entry].append((index, blocker)) }
    }
    cells = zip(entries, byEntry).map { Cell($0, compiled, $1) }
  }

  package func count(_ answer: Portability.Answer) -> Int { cells.count { $0.answer == answer } }
}

extension ProviderPortability.Cell {
  fileprivate init(
    _ entry: Portability.Entry, _ compiled: CompiledCatalog, _ blockers: [(index: Int, blocker: ProviderPortability.Blocker)]
  ) {
    self.blockers = blockers.map(\.index)
    let isKept = compiled.keeps(entry)
    var standings = blockers.map { Standing($0.blocker) }
    let ofItem = blockers.filter { $0.blocker.price == nil }.map { Standing($0.blocker) }
    let prices = entry.prices.map { id -> Standing in
      guard compiled.sells(id, of: entry) else { return .notPossible }
      return (ofItem + blockers.filter { $0.blocker.price == id }.map { Standing($0.blocker) }).max() ?? .exact
    }
    self.prices = prices.map(\.answer)
    if !isKept || (!prices.isEmpty && prices.allSatisfy { $0 == .notPossible }) {
      answer = .notPossible
      return
    }
    // An item that is sold at some of its prices differs.
    if prices.contains(.notPossible) { standings.append(.difference) }
    answer = standings.max()?.answer ?? .exact
  }
}

/// Answers in the order of their weight: money that only the application can collect is worse than a difference, but access that
/// it must keep is not.
private enum Standing: Int, Comparable {
  case exact, access, difference, collection, notPossible

  init(_ blocker: ProviderPortability.Blocker) {
    switch blocker.answer {
    case .exact: self = .exact
    case .difference: self = .difference
    case .application: self = blocker.diagnostic.severity == .note ? .access : .collection
    case .notPossible: self = .notPossible
    }
  }

  var answer: Portability.Answer {
    switch self {
    case .exact: .exact
    case .difference: .difference
    case .access, .collection: .application
    case .notPossible: .notPossible
    }
  }

  static func < (left: Standing, right: Standing) -> Bool { left.rawValue < right.rawValue }
}

/// Finds the entries of a catalog that findings are about.
private struct EntryIndex {
  /// By section, then id.
  private var entries: [ScalarString: [Int]] = [:]
  /// By feature: the entries that grant, charge or sell it. A pool counts as what draws on it.
  private var needing: [[Int]]
  private var features: [ScalarString: Int] = [:]
  /// By the id of a meter: the features that it counts.
  private var counted: [ScalarString: [Int]] = [:]

  init(_ all: [Portability.Entry], _ catalog: Catalog) {
    needing = Array(repeating: [], count: catalog.features.count)
    for (index, entry) in all.enumerated() { entries[Self.key(entry.kind.section, entry.id), default: []].append(index) }
    for (index, feature) in catalog.features.enumerated() {
      features[ScalarString(feature.header.id)] = index
      if let meter = feature.meter { counted[ScalarString(catalog.meters[meter].header.id), default: []].append(index) }
    }
    for item in catalog.items {
      let own = entries[Self.key("\(item.kind.rawValue)s", item.header.id)] ?? []
      guard !own.isEmpty else { continue }
      let needed = item.neededFeatures
      for feature in needed.union(needed.flatMap { catalog.features[$0].costs.map(\.feature) }) { needing[feature] += own }
    }
  }

  private static func key(_ section: String, _ id: String) -> ScalarString { ScalarString("\(section)/\(id)") }

  /// The entries in ascending order, and the id of the price, if the finding is about one.
  func affected(by diagnostic: Diagnostic) -> (entries: [Int], price: String?) {
    let path = diagnostic.pointerSteps
    guard path.count >= 2 else { return ([], nil) }
    switch path[0] {
    case "features": return (features[ScalarString(path[1])].map { needing[$0] } ?? [], nil)
    case "meters": return (Set((counted[ScalarString(path[1])] ?? []).flatMap { needing[$0] }).sorted(), nil)
    default:
      return (entries[Self.key(path[0], path[1])] ?? [], path.count >= 4 && path[2] == "prices" ? path[3] : nil)
    }
  }
}

extension Item {
  /// The features that it grants, charges or sells.
  fileprivate var neededFeatures: Set<Int> {
    Set(possibleEntitlements.filter(\.isGranted).map(\.feature)).union([topup?.feature, quantity?.feature].compactMap(\.self))
  }
}
