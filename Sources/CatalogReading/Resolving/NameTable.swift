import Catalog
import Diagnostics
import Foundations

/// Finds entries by the names that the file gives them. A class, so that it is passed on without a copy of all that it holds.
final class NameTable: Sendable {
  enum Match: Equatable, Sendable {
    case found(Int)
    /// The name is the id of one entry and the key of another.
    case ambiguous(byID: Int, byKey: Int)
    case missing
  }

  private let headers: [Header]
  private let takesKeys: Bool
  private let ids: [ExactString: Int]
  /// The keys that are not the id of their entry.
  private let keys: [ExactString: Int]

  /// - Parameter takesKeys: true where keys are names, too. Else they serve to suggest the id.
  init(_ headers: [Header], takesKeys: Bool) {
    self.headers = headers
    self.takesKeys = takesKeys
    let indices = headers.indices
    ids = Dictionary(indices.map { (ExactString(headers[$0].id), $0) }, uniquingKeysWith: { first, _ in first })
    keys = Dictionary(
      indices.lazy.filter { !headers[$0].hasDefaultKey }.map { (ExactString(headers[$0].key), $0) },
      uniquingKeysWith: { first, _ in first })
  }

  func find(_ name: String) -> Match {
    let name = ExactString(name)
    return switch (ids[name], takesKeys ? keys[name] : nil) {
    case (let byID?, let byKey?) where byID != byKey: .ambiguous(byID: byID, byKey: byKey)
    case (let index?, _), (nil, let index?): .found(index)
    case (nil, nil): .missing
    }
  }

  /// How many names a search for the nearest one looks at.
  var count: Int { takesKeys ? 2 * headers.count : headers.count }

  /// A help line for a name that is none, and the name that was meant, if one is near.
  ///
  /// - Parameter searches: false where only a name that is known for certain is asked for, which takes no search.
  func suggestion(for name: String, searches: Bool) -> (help: String?, near: NearWord?) {
    if !takesKeys, let index = keys[ExactString(name)] {
      let id = headers[index].id
      return ("\(quoted(name)) is the key of \(quoted(id)): write the id", NearWord(word: id, isCertain: true))
    }
    guard searches else { return (nil, nil) }
    let ids = headers.map(\.id)
    // Ids come first: where an id and a key are equally near, the id is suggested.
    if let near = nearWord(to: name, among: ids + (takesKeys ? headers.map(\.key) : [])) {
      return ("did you mean \(quoted(near.word))?", near)
    }
    if ids.isEmpty { return ("the catalog defines none", nil) }
    return (ids.count <= 12 ? "the catalog defines \(list(ids.map { quoted($0) }, limit: 12))" : nil, nil)
  }
}
