import Catalog
import Diagnostics
import Foundations

/// A version of a file, compiled for a provider.
struct Version {
  let text: CatalogText
  let compiled: CompiledCatalog
  /// What is wrong with the whole file.
  let whole: Faults

  init(_ text: CatalogText, _ compiled: CompiledCatalog) {
    self.text = text
    self.compiled = compiled
    var faults = Faults()
    for diagnostic in compiled.blockers { faults.add(diagnostic, FindingID(diagnostic)) }
    faults.lints = text.lints
    faults.unsold = compiled.unsold(Portability.entries(of: text.catalog))
    whole = faults
  }

  func has(_ diagnostic: Diagnostic) -> Bool { whole.has(diagnostic) }

  /// How many of the findings it does not have.
  func lacking(_ diagnostics: [Diagnostic]) -> Int { diagnostics.count { !has($0) } }

  /// Whether the finding is lifted, and nothing else is wrong now.
  func isBetter(than other: Version, without diagnostic: Diagnostic?) -> Bool {
    !(diagnostic.map(has) ?? false) && whole.isBetter(than: other.whole)
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

/// What is wrong with an entry, or with a whole file.
struct Faults {
  private var messages: [FindingID: Set<String>] = [:]
  private var count = 0
  private var errors = 0
  /// How many entries and prices are not for sale.
  var unsold = 0
  var lints: Set<FindingID> = []

  mutating func add(_ diagnostic: Diagnostic, _ id: FindingID) {
    messages[id, default: []].insert(diagnostic.message)
    count += 1
    if diagnostic.severity == .error { errors += 1 }
  }

  func has(_ diagnostic: Diagnostic) -> Bool { messages[FindingID(diagnostic)]?.contains(diagnostic.message) ?? false }

  func has(_ id: FindingID) -> Bool { messages[id] != nil }

  private func hasOnlyFindings(of other: Faults) -> Bool { messages.keys.allSatisfy(other.has) }

  /// Whether there are fewer errors, or as many and more is for sale.
  func sellsMore(than other: Faults) -> Bool { (errors, unsold) < (other.errors, other.unsold) }

  /// Whether less is wrong. What was not for sale has no further findings, so those may appear when it is.
  func isBetter(than other: Faults) -> Bool {
    guard lints.isSubset(of: other.lints), !other.sellsMore(than: self) else { return false }
    return sellsMore(than: other) || hasOnlyFindings(of: other) && count < other.count
  }

  /// Whether nothing is wrong that is not wrong with the other, and as much is for sale.
  func isContained(in other: Faults) -> Bool { hasOnlyFindings(of: other) && unsold <= other.unsold }

  /// Whether there is a fault that the other has not.
  ///
  /// - Parameter ignoringFindings: whether more may be said, because something else is for sale now.
  func isWorse(than other: Faults, ignoringFindings: Bool = false) -> Bool {
    !lints.isSubset(of: other.lints) || errors > other.errors || unsold > other.unsold
      || !ignoringFindings && !hasOnlyFindings(of: other)
  }
}
