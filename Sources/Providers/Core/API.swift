import CatalogReading
import JSONText

/// How a provider's API is spoken to: what a script needs beyond the requests themselves.
package struct API: Sendable {
  /// How a request proves who sends it. The names are those of environment variables.
  package enum Authentication: Sendable {
    /// `Authorization: Bearer KEY`.
    case bearer(String)
    /// `Authorization: Basic …`, of an id and a secret.
    case basic(user: String, password: String)
    /// A header of the provider's own.
    case header(String, String)

    package var variables: [String] {
      switch self {
      case .bearer(let key), .header(_, let key): [key]
      case .basic(let user, let password): [user, password]
      }
    }
  }

  package enum Encoding: String, Sendable {
    case json, form
  }

  /// How lists look, and how one comes to the next page.
  package struct Lists: Sendable {
    /// The member of an answer that holds the elements.
    package let member: String
    /// A jq filter over an answer: whether there are further pages. `$page` counts from 1.
    package let hasMore: String
    /// What the query says of the page.
    package let parameter: String
    /// A jq filter over an answer: what it says of the next page.
    package let next: String

    package init(member: String, parameter: String = "page", hasMore: String = "false", next: String = "null") {
      self.member = member
      self.parameter = parameter
      self.hasMore = hasMore
      self.next = next
    }
  }

  /// Without a slash at the end.
  package let baseURL: String
  /// Where test accounts have a host of their own.
  package let testURL: String?
  package let authentication: Authentication
  /// How the keys of test accounts and of live ones begin, where they tell.
  package let keyPrefixes: (test: [String], live: [String])
  package let encoding: Encoding
  /// Sent with every request: the version of the API, mostly.
  package let headers: [(name: String, value: String)]
  /// The header that carries a request's idempotency key; nil where the provider has none.
  package let idempotencyHeader: String?
  package let lists: Lists
  /// A jq filter: true of an object that is there no more, though it is answered.
  package let isGone: String
  package let resources: [Resource]
  /// How the object is found that an earlier run made; nil where there is no way.
  package let search: @Sendable (Request) -> Search?

  package init(
    baseURL: String, testURL: String? = nil, authentication: Authentication,
    keyPrefixes: (test: [String], live: [String]) = ([], []), encoding: Encoding = .json,
    headers: [(name: String, value: String)] = [], idempotencyHeader: String? = nil, lists: Lists, isGone: String = "false",
    resources: [Resource], search: @escaping @Sendable (Request) -> Search? = { Search($0.lookup) }
  ) {
    self.baseURL = baseURL
    self.testURL = testURL
    self.authentication = authentication
    self.keyPrefixes = keyPrefixes
    self.encoding = encoding
    self.headers = headers
    self.idempotencyHeader = idempotencyHeader
    self.lists = lists
    self.isGone = isGone
    self.resources = resources
    self.search = search
  }

  package func resource(of request: Request) -> Resource? {
    let candidates = resources.filter { $0.kind == Request.kind(of: request.id) }
    return candidates.first { request.path.hasPrefix($0.path) } ?? candidates.first
  }
}

/// What the requests of one kind make.
package struct Resource: Sendable {
  /// What becomes of an object that is found, and stands on other terms than the catalog's.
  package enum Change: Sendable {
    /// It cannot change, and there cannot be another: the script stops.
    case refused
    /// A new one is made. What the call says is done with the old one then; without a call it stays.
    case replaced(Retirement?)
    /// It changes in place.
    case updated(@Sendable (Request) -> Call)
    /// The same request is sent again, and makes the next version.
    case sentAgain
  }

  /// The first part of the ids of the requests: `prices`.
  package let kind: String
  /// The collection that a POST adds to.
  package let path: String
  /// The member of an answer and of a list's element that holds the id; nil where there is no object to be remembered.
  package let id: String?
  /// The member of the body that is the id, where ids are the catalog's own.
  package let ownID: String?
  package let change: Change
  /// The request that changes what may change of an object whose id is known; nil where nothing may, or nothing does.
  package let update: (@Sendable (Request) -> Call)?

  package init(
    _ kind: String, _ path: String, id: String? = "id", ownID: String? = nil, change: Change = .refused,
    update: (@Sendable (Request) -> Call)? = nil
  ) {
    self.kind = kind
    self.path = path
    self.id = id
    self.ownID = ownID
    self.change = change
    self.update = update
  }
}

/// A request about an object whose id is known when it is sent.
package struct Call: Sendable {
  package let method: Request.Method
  /// `{}` stands for the id.
  package let path: String
  package let body: JSON?

  package init(_ method: Request.Method, _ path: String, body: JSON? = nil) {
    self.method = method
    self.path = path
    self.body = body
  }
}

/// How an object is taken out of use for which there is a new one.
package struct Retirement: Sendable {
  package let call: Call
  /// The object that refuses the retirement as long as one of its members names the old one: its path, as a request writes
  /// it, and the member.
  package let holder: (@Sendable (Request) -> (path: String, member: String)?)?

  package init(_ call: Call, holder: (@Sendable (Request) -> (path: String, member: String)?)? = nil) {
    self.call = call
    self.holder = holder
  }
}

/// How a script finds the object that an earlier run made: where it looks, and what it takes for the object.
package struct Search: Sendable {
  package var method: Request.Method
  package var path: String
  package var query: [JSON.Member]
  /// True where the answer is the object, or that there is none; false where it is a list.
  package var isSingle: Bool
  /// What an object holds that is the catalog's: nothing is to be done for it. Nil where any will do.
  package var match: JSON?
  /// What an object holds that is the catalog's on other terms: one of these.
  package var same: [JSON]

  package init(
    _ path: String, method: Request.Method = .get, query: [JSON.Member] = [], isSingle: Bool = false, match: JSON? = nil,
    same: [JSON] = []
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.isSingle = isSingle
    self.match = match
    self.same = same
  }

  /// As the request says itself.
  ///
  /// - Parameter terms: The members of `match` that may differ of the same object; nil: all.
  package init?(_ lookup: Request.Lookup?, isSingle: Bool? = nil, terms: Set<String>? = nil) {
    guard let lookup else { return nil }
    self.init(
      lookup.path, method: lookup.method, query: lookup.query,
      isSingle: isSingle ?? (lookup.query.isEmpty && lookup.method == .get), match: lookup.match)
    if self.isSingle {
      same = [[:]]
    } else if let terms, case .object(let members) = lookup.match {
      same = [.object(members.filter { !terms.contains($0.name) })]
    }
  }
}

extension Request {
  /// The first part of an id: `prices` of `prices/plan/pro/monthly`.
  package static func kind(of id: String) -> String { String(id.prefix { $0 != "/" }) }
}

extension JSON {
  /// An object's members of these names, or all but them.
  package func only(_ names: Set<String>) -> JSON { members { names.contains($0) } }

  package func without(_ names: Set<String>) -> JSON { members { !names.contains($0) } }

  private func members(where isKept: (String) -> Bool) -> JSON {
    guard case .object(let members) = self else { return self }
    return .object(members.filter { isKept($0.name) })
  }
}
