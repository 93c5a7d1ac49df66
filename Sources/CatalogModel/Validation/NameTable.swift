import Diagnostics
import JSONText

/// Finds entries by the names that the file gives them.
package struct NameTable: Sendable {
  package enum Match: Equatable, Sendable {
    case found(Int)
    /// The name is the id of one entry and the key of another.
    case ambiguous(byID: Int, byKey: Int)
    case missing
  }

  private var ids: [ExactString: Int] = [:]
  private var keys: [ExactString: Int] = [:]
  private let headers: [Header]
  private let takesKeys: Bool

  /// A table in which only ids are names. Keys serve to suggest the id.
  package init(ids headers: [Header]) { self.init(headers, takesKeys: false) }

  /// A table in which ids and keys are names.
  package init(idsAndKeys headers: [Header]) { self.init(headers, takesKeys: true) }

  private init(_ headers: [Header], takesKeys: Bool) {
    self.headers = headers
    self.takesKeys = takesKeys
    ids.reserveCapacity(headers.count)
    for (index, header) in headers.enumerated() {
      let id = ExactString(header.id)
      let key = ExactString(header.key)
      if ids[id] == nil { ids[id] = index }
      // Most keys are the id: they need no second entry.
      if key != id, keys[key] == nil { keys[key] = index }
    }
  }

  package func find(_ name: String) -> Match {
    let name = ExactString(name)
    let byKey = takesKeys ? keys[name] : nil
    switch (ids[name], byKey) {
    case (let byID?, let byKey?) where byID != byKey: return .ambiguous(byID: byID, byKey: byKey)
    case (let index?, _), (nil, let index?): return .found(index)
    case (nil, nil): return .missing
    }
  }

  /// How many names a search for the nearest one looks at.
  package var count: Int { takesKeys ? 2 * headers.count : headers.count }

  /// A help line for a name that is none, and the name that was meant, if one is near.
  ///
  /// - Parameter searches: false where only a name that is known for certain is asked for, which takes no search.
  package func suggestion(for name: String, searches: Bool = true) -> (help: String?, near: NearWord?) {
    if let index = keys[ExactString(name)], !takesKeys {
      let id = headers[index].id
      return ("\(quoted(name)) is the key of \(quoted(id)): write the id", NearWord(word: id, isCertain: true))
    }
    guard searches else { return (nil, nil) }
    let names = headers.lazy.map(\.id)
    // Ids come first: where an id and a key are equally near, the id is suggested.
    let candidates = Array(names) + (takesKeys ? headers.map(\.key) : [])
    if let near = nearWord(to: name, among: candidates) { return ("did you mean \(quoted(near.word))?", near) }
    if headers.isEmpty { return ("the catalog defines none", nil) }
    return (headers.count <= 12 ? "the catalog defines \(list(names.map { quoted($0) }, limit: 12))" : nil, nil)
  }
}
