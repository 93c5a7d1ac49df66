import Catalog
import Foundations
import JSONText

/// Which entries of one list are which of another. Every step takes time for the number of entries.
struct Matching {
  /// By index of the new list, the index in the old one.
  private(set) var oldOfNew: [Int?]
  /// By index of the old list, the index in the new one.
  private(set) var newOfOld: [Int?]

  init(old: Int, new: Int) {
    oldOfNew = Array(repeating: nil, count: new)
    newOfOld = Array(repeating: nil, count: old)
  }

  /// Matches what has no partner yet and one name in common, which no other without a partner has on its side.
  mutating func match(old oldName: (Int) -> String?, new newName: (Int) -> String?) {
    let oldNames = unique(newOfOld, oldName)
    guard !oldNames.isEmpty else { return }
    for (name, new) in unique(oldOfNew, newName) {
      guard let new, case .some(let old?) = oldNames[name] else { continue }
      oldOfNew[new] = old
      newOfOld[old] = new
    }
  }

  /// The indices of those without a partner by their names; nil in it for a name that two of them have.
  private func unique(_ partners: [Int?], _ name: (Int) -> String?) -> [ExactString: Int?] {
    var found: [ExactString: Int?] = [:]
    for (index, partner) in partners.enumerated() where partner == nil {
      guard let name = name(index).map(ExactString.init) else { continue }
      found[name] = found[name] == nil ? .some(index) : .some(nil)
    }
    return found
  }

  /// Entries by their ids, then by their keys: an entry keeps its id, or its key, when the other is changed.
  init(_ old: [Header], _ new: [Header]) {
    self.init(old: old.count, new: new.count)
    match { old[$0].id } new: { new[$0].id }
    match { old[$0].key } new: { new[$0].key }
  }

  /// Prices of one item: by their ids, then their lookup keys, then currency and cadence.
  init(_ old: [Price], _ new: [Price]) {
    self.init(old: old.count, new: new.count)
    match { old[$0].id } new: { new[$0].id }
    match { old[$0].lookupKey } new: { new[$0].lookupKey }
    match { old[$0].terms } new: { new[$0].terms }
  }

  /// True where those that are in both lists stand in the same order.
  var keepsOrder: Bool {
    let kept = oldOfNew.compactMap(\.self)
    return zip(kept, kept.dropFirst()).allSatisfy(<)
  }

  var gone: [Int] { newOfOld.indices.filter { newOfOld[$0] == nil } }
}

extension Price {
  fileprivate var terms: String { "\(currency.code) \(pace)" }
}
