import Catalog
import Diagnostics
import Foundations

/// A version of a file, compiled for a provider.
struct Version {
  let text: CatalogText
  let compiled: CompiledCatalog
  let ids: Set<FindingID>
  let errors: Int
  /// How many entries and prices are not for sale.
  let unsold: Int

  init(_ text: CatalogText, _ compiled: CompiledCatalog) {
    self.text = text
    self.compiled = compiled
    ids = Set(compiled.blockers.map(FindingID.init))
    errors = compiled.blockers.count(.error)
    unsold = compiled.unsold(Portability.entries(of: text.catalog))
  }

  func has(_ diagnostic: Diagnostic) -> Bool {
    compiled.blockers.contains { $0.message == diagnostic.message && FindingID($0) == FindingID(diagnostic) }
  }

  /// How many of the findings it does not have.
  func lacking(_ diagnostics: [Diagnostic]) -> Int {
    let own = Dictionary(grouping: compiled.blockers, by: FindingID.init).mapValues { Set($0.map(\.message)) }
    return diagnostics.count { own[FindingID($0)]?.contains($0.message) != true }
  }

  /// Whether the finding is lifted, and nothing else is wrong now. What was not for sale has no further findings, so those may
  /// appear when it is.
  func isBetter(than other: Version, without diagnostic: Diagnostic?) -> Bool {
    if let diagnostic, has(diagnostic) { return false }
    guard text.lints.isSubset(of: other.text.lints), (errors, unsold) <= (other.errors, other.unsold) else { return false }
    if (errors, unsold) < (other.errors, other.unsold) { return true }
    return ids.isSubset(of: other.ids) && compiled.blockers.count < other.compiled.blockers.count
  }

  /// What is wrong with each entry, by ``FindingID/entry``. Entries without faults may be missing.
  var faults: [ScalarString: Faults] {
    var faults: [ScalarString: Faults] = [:]
    for diagnostic in compiled.blockers {
      let id = FindingID(diagnostic)
      faults[id.entry, default: Faults()].add(diagnostic, id)
    }
    for id in text.lints { faults[id.entry, default: Faults()].lints.insert(id) }
    for entry in Portability.entries(of: text.catalog) {
      let unsold = compiled.unsold([entry])
      if unsold > 0 { faults[ScalarString(pointer(to: [entry.kind.section, entry.id])), default: Faults()].unsold += unsold }
    }
    return faults
  }
}

/// What is wrong with one entry.
struct Faults {
  private var messages: [FindingID: Set<String>] = [:]
  private var count = 0
  private var errors = 0
  var unsold = 0
  var lints: Set<FindingID> = []

  mutating func add(_ diagnostic: Diagnostic, _ id: FindingID) {
    messages[id, default: []].insert(diagnostic.message)
    count += 1
    if diagnostic.severity == .error { errors += 1 }
  }

  func has(_ diagnostic: Diagnostic) -> Bool { messages[FindingID(diagnostic)]?.contains(diagnostic.message) ?? false }

  private func hasOnlyFindings(of other: Faults) -> Bool { messages.keys.allSatisfy { other.messages[$0] != nil } }

  /// The same as ``Version/isBetter(than:without:)`` for one entry.
  func isBetter(than other: Faults) -> Bool {
    guard lints.isSubset(of: other.lints), (errors, unsold) <= (other.errors, other.unsold) else { return false }
    return (errors, unsold) < (other.errors, other.unsold) || hasOnlyFindings(of: other) && count < other.count
  }

  /// Whether there is a fault that the other has not.
  ///
  /// - Parameter ignoringFindings: whether more may be said, because something else is for sale now.
  func isWorse(than other: Faults, ignoringFindings: Bool = false) -> Bool {
    !lints.isSubset(of: other.lints) || errors > other.errors || unsold > other.unsold
      || !ignoringFindings && !hasOnlyFindings(of: other)
  }
}
