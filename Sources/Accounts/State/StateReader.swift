import Foundations
import JSONText
import Providers

/// Reads everything that an account sells.
package struct StateReader {
  /// The number of pages of one list after which reading stops: an answer that never ends is an error.
  private static let mostPages = 10_000

  private let api: AccountAPI
  private let mode: IDFile.Account.Mode?
  private let host: String
  /// The ids of objects that are read in full even if nothing marks them.
  private let known: Set<ScalarString>
  /// Whether all objects are read in full.
  private let readsAll: Bool

  /// - Parameters:
  ///   - mode: as the key or the host tells it.
  ///   - host: the base URL.
  package init(_ api: AccountAPI, mode: IDFile.Account.Mode?, host: String, ledger: Ledger, demand: Demand) {
    self.api = api
    self.mode = mode
    self.host = host
    var known = Set((ledger.entries + ledger.retired).map { ScalarString($0.id) })
    for case .object(let object) in demand.elements { if let id = object.providerID { known.insert(ScalarString(id)) } }
    self.known = known
    readsAll = false
  }

  /// A reader of everything that the account has, for a catalog that does not exist yet.
  package init(_ api: AccountAPI, mode: IDFile.Account.Mode?, host: String) {
    self.api = api
    self.mode = mode
    self.host = host
    known = []
    readsAll = true
  }

  package func read(_ sender: inout Sender) throws(AccountError) -> AccountState {
    var state = AccountState(provider: api.provider.name, account: try identity(&sender))
    for listing in api.listings {
      guard let parent = listing.parent else {
        state.add(try objects(listing, listing.path, parent: nil, &sender), to: listing.kind)
        continue
      }
      state.add([], to: listing.kind)
      for object in state.objects(parent) where (listing.readsArchivedParents || !object.isArchived) && isOurs(object) {
        let path = listing.path.replacingPlaceholder(with: pathSegment(object.id))
        state.add(try objects(listing, path, parent: object.id, &sender), to: listing.kind)
      }
    }
    return state
  }

  private func identity(_ sender: inout Sender) throws(AccountError) -> AccountIdentity {
    let unknown = AccountIdentity(id: nil, mode: mode, host: host)
    guard let place = api.identity else { return unknown }
    do throws(AccountError) {
      let answer = try sender.send(HTTPRequest(.get, place.path), isRepeatable: true)
      return AccountIdentity(
        id: answer.at(place.id)?.text, name: answer.at(place.name)?.text, mode: mode, host: host,
        currency: api.currency.flatMap { answer.filledText($0.member)?.uppercased() })
    } catch {
      // A restricted key may not be allowed to see the account.
      if error.status == 403 || error.status == 404 { return unknown }
      throw error
    }
  }

  /// Whether an object may be this catalog's, so that its parts and details are needed.
  private func isOurs(_ object: AccountState.Object) -> Bool {
    if readsAll || known.contains(ScalarString(object.id)) { return true }
    return api.kinds.contains { kind in kind.metadata.map { Mark(object.json[$0]) != nil } ?? false }
  }

  private func objects(
    _ listing: Listing, _ path: String, parent: String?, _ sender: inout Sender
  ) throws(AccountError) -> [AccountState.Object] {
    var objects: [AccountState.Object] = []
    var page: String? = listing.firstPage
    var count = 0
    while let current = page {
      count += 1
      guard count <= Self.mostPages else {
        throw AccountError("the list `\(path)` does not end after \(Self.mostPages) pages")
      }
      let query = listing.query + (listing.pageParameter.map { current.isEmpty ? [] : [JSON.Member($0, .string(current))] } ?? [])
      let request = HTTPRequest(
        listing.method, API.path(path, query: query), body: listing.body.map { api.provider.api.encoded($0) } ?? [])
      let answer = try sender.send(request, isRepeatable: true)
      let elements: [JSON]
      switch listing.member.map({ answer.at($0) }) ?? answer {
      case .array(let list)?: elements = list
      default: throw AccountError("the answer to `\(path)` is not a list")
      }
      for element in elements {
        guard let id = element.at(listing.id)?.text, IDFile.isPlain(id) else {
          throw AccountError("the list `\(path)` has an object without a valid id")
        }
        var object = AccountState.Object(id: id, json: element, isArchived: listing.isArchived(element), parent: parent)
        if let detail = listing.detail, isOurs(object) {
          let path = detail.replacingPlaceholder(with: pathSegment(id))
          object.json = try sender.send(HTTPRequest(.get, path), isRepeatable: true)
        }
        objects.append(object)
      }
      page = listing.page(after: current, number: count, answer, elements, read: objects.count)
    }
    guard let version = listing.version else { return objects }
    func number(_ object: AccountState.Object) -> Int64 { object.json.at(version)?.decimal?.integer ?? 0 }
    let last = Dictionary(objects.map { (ScalarString($0.id), number($0)) }, uniquingKeysWith: max)
    return objects.filter { number($0) == last[ScalarString($0.id)] }
  }
}

extension Listing {
  fileprivate var firstPage: String {
    switch paging {
    case .whole, .after: ""
    case .numbered(_, let first, _), .untilShort(_, let first, _): "\(first)"
    case .counted: "1"
    case .skipping: "0"
    }
  }

  fileprivate var pageParameter: String? {
    switch paging {
    case .whole: nil
    case .after(let parameter, _), .numbered(let parameter, _, _), .untilShort(let parameter, _, _), .counted(let parameter, _),
      .skipping(let parameter, _):
      parameter
    }
  }

  /// The value of the parameter for the next page; nil at the end.
  fileprivate func page(after current: String, number: Int, _ answer: JSON, _ elements: [JSON], read: Int) -> String? {
    switch paging {
    case .whole: return nil
    case .after(_, let more):
      guard answer.at(more) == true, let last = elements.last?.at(id)?.text, last != current else { return nil }
      return last
    case .numbered(_, let first, let last):
      guard let last = answer.at(last)?.decimal?.integer, !elements.isEmpty else { return nil }
      let next = Int64(first + number)
      return next <= last ? "\(next)" : nil
    case .untilShort(_, let first, let size): return elements.count < size ? nil : "\(first + number)"
    case .counted(_, let total):
      guard let total = answer.at(total)?.decimal?.integer, !elements.isEmpty else { return nil }
      return Int64(read) < total ? "\(number + 1)" : nil
    case .skipping(_, let size): return elements.count < size ? nil : "\(read)"
    }
  }
}

extension String {
  /// The text with `{}` replaced.
  func replacingPlaceholder(with text: String) -> String {
    guard let open = firstIndex(of: "{"), let close = self[open...].firstIndex(of: "}") else { return self }
    return self[..<open] + text + self[index(after: close)...]
  }
}
