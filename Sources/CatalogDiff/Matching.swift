import Catalog
import Foundations
import JSONText

/// Matches the entries of two lists. Every step takes linear time.
struct Matching {
  /// By index in the new list: the index in the old one.
  private(set) var oldOfNew: [Int?]
  /// By index in the old list: the index in the new one.
  private(set) var newOfOld: [Int?]

  init(old: Int, new: Int) {
    oldOfNew = Array(repeating: nil, count: new)
    newOfOld = Array(repeating: nil, count: old)
  }

  /// Matches unmatched entries by name, if the name is unique among the unmatched entries of both lists.
  mutating func match(old oldName: (Int) -> String?, new newName: (Int) -> String?) {
    let oldNames = unique(newOfOld, oldName)
    guard !oldNames.isEmpty else { return }
    for (name, new) in unique(oldOfNew, newName) {
      guard let new, case .some(let old?) = oldNames[name] else { continue }
      oldOfNew[new] = old
      newOfOld[old] = new
    }
  }

  /// The indices of unmatched entries by name; the index is nil if several have the name.
  private func unique(_ partners: [Int?], _ name: (Int) -> String?) -> [ScalarString: Int?] {
    var found: [ScalarString: Int?] = [:]
    for (index, partner) in partners.enumerated() where partner == nil {
      guard let name = name(index).map(ScalarString.init) else { continue }
      found[name] = found[name] == nil ? .some(index) : .some(nil)
    }
    return found
  }

  /// Matches entries by id, then by key, so that an entry is recognized when either of them changes.
  init(_ old: [Header], _ new: [Header]) {
    self.init(old: old.count, new: new.count)
    match {
      old[$0].id
    } new: {
      new[$0].id
    }
    match {
      old[$0].key
    } new: {
      new[$0].key
    }
  }

  /// Matches the prices of one item by id, then by lookup key, then by currency and cadence.
  init(_ old: [Price], _ new: [Price]) {
    self.init(old: old.count, new: new.count)
    match {
      old[$0].id
    } new: {
      new[$0].id
    }
    match {
      old[$0].lookupKey
    } new: {
      new[$0].lookupKey
    }
    match {
      old[$0].terms
    } new: {
      new[$0].terms
    }
  }

  /// Matches the usage prices of one entitlement by currency, then by id.
  init(_ old: [UsagePrice], _ new: [UsagePrice]) {
    self.init(old: old.count, new: new.count)
    match {
      old[$0].currency.code
    } new: {
      new[$0].currency.code
    }
    match {
      old[$0].id
    } new: {
      new[$0].id
    }
  }

  /// Whether the matched entries are in the same order in both lists.
  var keepsOrder: Bool {
    let kept = oldOfNew.compactMap(\.self)
    return zip(kept, kept.dropFirst()).allSatisfy(<)
  }

  var gone: [Int] { newOfOld.indices.filter { newOfOld[$0] == nil } }
}

extension Price {
  fileprivate var terms: String { "\(currency.code) \(pace)" }
}
