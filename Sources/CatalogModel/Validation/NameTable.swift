import Diagnostics
import JSONText
import Syntax

/// Finds entries by the names that the file gives them.
///
/// A class, so that it is passed on without a copy of all that it holds.
final class NameTable: Sendable {
  enum Match: Equatable, Sendable {
    case found(Int)
    /// The name is the id of one entry and the key of another.
    case ambiguous(byID: Int, byKey: Int)
    case missing
  }

  let names: EntryNames
  private let tree: SyntaxTree
  private let takesKeys: Bool
  private let ids: StringTable
  /// The keys that are not the id of their entry, which most are.
  private let keys: StringTable?
  /// The entries that those belong to.
  private let owners: [Int]

  /// - Parameters:
  ///   - ids: those of `names`.
  ///   - takesKeys: true where keys are names, too. Else they serve to suggest the id.
  init(_ names: EntryNames, _ ids: StringTable, in tree: SyntaxTree, takesKeys: Bool) {
    self.names = names
    self.ids = ids
    self.tree = tree
    self.takesKeys = takesKeys
    guard names.haveOwnKeys else {
      (keys, owners) = (nil, [])
      return
    }
    var keys = StringTable(in: tree, capacity: names.count)
    var owners: [Int] = []
    for (index, key) in names.keys.enumerated() where !tree.haveSameText(key, names.ids[index]) {
      keys.add(key)
      owners.append(index)
    }
    (self.keys, self.owners) = (keys, owners)
  }

  /// - Parameter name: a string of the same file.
  func find(_ name: NodeID) -> Match {
    switch (ids.find(name), takesKeys ? index(ofKey: name) : nil) {
    case (let byID?, let byKey?) where byID != byKey: .ambiguous(byID: byID, byKey: byKey)
    case (let index?, _), (nil, let index?): .found(index)
    case (nil, nil): .missing
    }
  }

  private func index(ofKey name: NodeID) -> Int? { keys?.find(name).map { owners[$0] } }

  /// How many names a search for the nearest one looks at.
  var count: Int { takesKeys ? 2 * names.count : names.count }

  /// A help line for a name that is none, and the name that was meant, if one is near.
  ///
  /// - Parameter searches: false where only a name that is known for certain is asked for, which takes no search.
  func suggestion(for name: NodeID, searches: Bool = true) -> (help: String?, near: NearWord?) {
    let text = tree.text(name)
    if !takesKeys, let index = index(ofKey: name) {
      let id = tree.text(names.ids[index])
      return ("\(quoted(text)) is the key of \(quoted(id)): write the id", NearWord(word: id, isCertain: true))
    }
    guard searches else { return (nil, nil) }
    let ids = names.ids.map { tree.text($0) }
    // Ids come first: where an id and a key are equally near, the id is suggested.
    let candidates = ids + (takesKeys ? names.keys.map { tree.text($0) } : [])
    if let near = nearWord(to: text, among: candidates) { return ("did you mean \(quoted(near.word))?", near) }
    if ids.isEmpty { return ("the catalog defines none", nil) }
    return (ids.count <= 12 ? "the catalog defines \(list(ids.map { quoted($0) }, limit: 12))" : nil, nil)
  }
}

/// What the file calls the entries of one section: strings of the tree, in the order of the file.
struct EntryNames: Sendable {
  let ids: [NodeID]
  /// The id itself, where the catalog gives no other key.
  let keys: [NodeID]
  /// False where all keys are the ids.
  let haveOwnKeys: Bool

  /// Entries without keys of their own.
  init(ids: [NodeID]) { (self.ids, keys, haveOwnKeys) = (ids, ids, false) }

  init(_ headers: [Header]) {
    ids = headers.map { $0.idNode }
    keys = headers.map { $0.keyNode }
    haveOwnKeys = true
  }

  var count: Int { ids.count }
}

extension SyntaxTree {
  /// The value of a member: it stands behind its key.
  func value(ofKey key: NodeID) -> NodeID { NodeID(index: key.index + 1) }
}
