import Catalog
import Diagnostics
import Foundations
import Syntax

/// Finds entries by id or key. A class, so that passing it on copies nothing.
final class SymbolTable: Sendable {
  enum Match: Equatable, Sendable {
    case found(Int)
    /// The name is the id of one entry and the key of another.
    case ambiguous(byID: Int, byKey: Int)
    case missing
  }

  private let headers: [Header]
  private let takesKeys: Bool
  /// False if the names are unknown, which has been reported.
  let isRead: Bool
  private let ids: [ScalarString: Int]
  /// The keys that differ from their entry's id.
  private let keys: [ScalarString: Int]

  /// - Parameter takesKeys: whether references may use keys. If not, keys are only used to suggest the id.
  init(_ headers: [Header], takesKeys: Bool, isRead: Bool) {
    self.headers = headers
    self.takesKeys = takesKeys
    self.isRead = isRead
    let indices = headers.indices
    ids = Dictionary(indices.map { (ScalarString(headers[$0].id), $0) }, uniquingKeysWith: { first, _ in first })
    keys = Dictionary(
      indices.lazy.filter { !headers[$0].hasDefaultKey }.map { (ScalarString(headers[$0].key), $0) },
      uniquingKeysWith: { first, _ in first })
  }

  func find(_ name: String) -> Match {
    let name = ScalarString(name)
    return switch (ids[name], takesKeys ? keys[name] : nil) {
    case (let byID?, let byKey?) where byID != byKey: .ambiguous(byID: byID, byKey: byKey)
    case (let index?, _), (nil, let index?): .found(index)
    case (nil, nil): .missing
    }
  }

  func header(at index: Int) -> Header { headers[index] }

  /// The number of names that a search for the nearest one compares.
  var count: Int { takesKeys ? 2 * headers.count : headers.count }

  /// The help for an unknown name, and the closest known name, if there is one.
  ///
  /// - Parameter searches: whether to search for close names. If false, only an exact match with a key gives a suggestion.
  func suggestion(for name: String, searches: Bool) -> (help: Phrase?, near: Suggestion?) {
    if !takesKeys, let index = keys[ScalarString(name)] {
      let id = headers[index].id
      return ("use the id \(quoted(id)); \(quoted(name)) is a key", Suggestion(word: id, isCertain: true))
    }
    guard searches else { return (nil, nil) }
    let ids = headers.map(\.id)
    // Ids come first, so that an id wins over an equally close key.
    if let near = bestSuggestion(for: name, among: ids + (takesKeys ? headers.map(\.key) : [])) {
      return ("did you mean \(quoted(near.word))?", near)
    }
    if ids.isEmpty { return ("define one first; the catalog has none", nil) }
    return (ids.count <= 12 ? "use \(list(ids.map { quoted($0) }, and: "or", limit: 12))" : nil, nil)
  }
}
