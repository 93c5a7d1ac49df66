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

  let headers: [Header]
  private let tree: SyntaxTree
  private let takesKeys: Bool
  private let idNodes: [NodeID]
  private let keyNodes: [NodeID]
  private let ids: TextTable
  /// Most keys are the id: they need no second entry.
  private let keys: TextTable?

  /// A table in which only ids are names. Keys serve to suggest the id.
  convenience init(ids headers: [Header], in tree: SyntaxTree) { self.init(headers, tree, takesKeys: false) }

  /// A table in which ids and keys are names.
  convenience init(idsAndKeys headers: [Header], in tree: SyntaxTree) { self.init(headers, tree, takesKeys: true) }

  private init(_ headers: [Header], _ tree: SyntaxTree, takesKeys: Bool) {
    self.headers = headers
    self.tree = tree
    self.takesKeys = takesKeys
    let idNodes = headers.map { $0.idNode }
    let keyNodes = headers.map { $0.keyNode }
    (self.idNodes, self.keyNodes) = (idNodes, keyNodes)
    var ids = TextTable(capacity: headers.count)
    var keys: TextTable?
    for (index, id) in idNodes.enumerated() {
      let number = Int32(truncatingIfNeeded: index)
      _ = ids.insert(number, hash: tree.textHash(id)) { tree.haveSameText(idNodes[Int($0)], id) }
      let key = keyNodes[index]
      if key == id || tree.haveSameText(key, id) { continue }
      if keys == nil { keys = TextTable(capacity: headers.count) }
      _ = keys?.insert(number, hash: tree.textHash(key)) { tree.haveSameText(keyNodes[Int($0)], key) }
    }
    (self.ids, self.keys) = (ids, keys)
  }

  /// - Parameter name: a string of the same file.
  func find(_ name: NodeID) -> Match {
    let hash = tree.textHash(name)
    let byID = ids.find(hash: hash) { tree.haveSameText(idNodes[Int($0)], name) }
    let byKey = takesKeys ? index(ofKey: name, hash) : nil
    switch (byID, byKey) {
    case (let byID?, let byKey?) where byID != byKey: return .ambiguous(byID: Int(byID), byKey: Int(byKey))
    case (let index?, _), (nil, let index?): return .found(Int(index))
    case (nil, nil): return .missing
    }
  }

  private func index(ofKey name: NodeID, _ hash: Int) -> Int32? {
    keys?.find(hash: hash) { tree.haveSameText(keyNodes[Int($0)], name) }
  }

  /// How many names a search for the nearest one looks at.
  var count: Int { takesKeys ? 2 * headers.count : headers.count }

  /// A help line for a name that is none, and the name that was meant, if one is near.
  ///
  /// - Parameter searches: false where only a name that is known for certain is asked for, which takes no search.
  func suggestion(for name: NodeID, searches: Bool = true) -> (help: String?, near: NearWord?) {
    let text = tree.text(name)
    if !takesKeys, let index = index(ofKey: name, tree.textHash(name)) {
      let id = headers[Int(index)].id
      return ("\(quoted(text)) is the key of \(quoted(id)): write the id", NearWord(word: id, isCertain: true))
    }
    guard searches else { return (nil, nil) }
    let names = headers.lazy.map(\.id)
    // Ids come first: where an id and a key are equally near, the id is suggested.
    let candidates = Array(names) + (takesKeys ? headers.map(\.key) : [])
    if let near = nearWord(to: text, among: candidates) { return ("did you mean \(quoted(near.word))?", near) }
    if headers.isEmpty { return ("the catalog defines none", nil) }
    return (headers.count <= 12 ? "the catalog defines \(list(names.map { quoted($0) }, limit: 12))" : nil, nil)
  }
}
