import CatalogReading
import JSONText

/// The conventions of a provider's API: what a script must know in addition to the requests.
package struct API: Sendable {
  /// How requests are authenticated. The strings are names of environment variables.
  package enum Authentication: Sendable {
    /// `Authorization: Bearer KEY`.
    case bearer(String)
    /// `Authorization: Basic …`, with an id and a secret.
    case basic(user: String, password: String)
    /// A custom header, and the variable of its value.
    case header(String, String)

    package var variables: [String] {
      switch self {
      case .bearer(let key), .header(_, let key): [key]
      case .basic(let user, let password): [user, password]
      }
    }
  }

  /// The format of a request's body.
  package enum BodyEncoding: String, Sendable {
    case json, form
  }

  /// The form of lists, and how they are paginated.
  package struct Pagination: Sendable {
    /// The member of a response that contains the elements.
    package let member: String
    /// A jq filter on a response: whether there are more pages. `$page` starts at 1.
    package let hasMore: String
    /// The query parameter that selects the page.
    package let parameter: String
    /// A jq filter on a response: the value of `parameter` for the next page.
    package let next: String

    package init(member: String, parameter: String = "page", hasMore: String = "false", next: String = "null") {
      self.member = member
      self.parameter = parameter
      self.hasMore = hasMore
      self.next = next
    }
  }

  /// Without a trailing slash.
  package let baseURL: String
  /// The URL for test accounts, if they have a separate host.
  package let testURL: String?
  package let authentication: Authentication
  /// The prefixes of test and live keys, if they differ.
  package let keyPrefixes: (test: [String], live: [String])
  package let encoding: BodyEncoding
  /// Sent with every request, such as the version of the API.
  package let headers: [(name: String, value: String)]
  /// The header of a request's idempotency key; nil if the provider has none.
  package let idempotencyHeader: String?
  package let lists: Pagination
  /// A jq filter: true for an object that is still returned after it was deleted.
  package let deletedFilter: String
  package let resources: [Resource]
  /// How to find the object that an earlier run created; nil if it cannot be found.
  package let search: @Sendable (Request) -> Search?

  package init(
    baseURL: String, testURL: String? = nil, authentication: Authentication,
    keyPrefixes: (test: [String], live: [String]) = ([], []), encoding: BodyEncoding = .json,
    headers: [(name: String, value: String)] = [], idempotencyHeader: String? = nil, lists: Pagination,
    deletedFilter: String = "false",
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
    self.deletedFilter = deletedFilter
    self.resources = resources
    self.search = search
  }

  package func resource(of request: Request) -> Resource? {
    let candidates = resources.filter { $0.kind == Request.kind(of: request.id) }
    return candidates.first { request.path.hasPrefix($0.path) } ?? candidates.first
  }
}

/// The objects that requests of one kind create.
package struct Resource: Sendable {
  /// How to handle an existing object whose terms differ from the catalog's.
  package enum DriftPolicy: Sendable {
    /// The object can be neither changed nor replaced, so the script stops.
    case refused
    /// A new object is created, and the old one is archived if the provider supports that.
    case replaced(Retirement?)
    /// The object is updated in place.
    case updated(@Sendable (Request) -> Call)
    /// The same request is sent again and creates the next version.
    case reposted
  }

  /// The first part of the ids of the requests: `prices`.
  package let kind: String
  /// The collection that a POST adds to.
  package let path: String
  /// The member of a response and of a list element that contains the id; nil if the id is not recorded.
  package let id: String?
  /// The member of the body that contains the id, if the catalog chooses it.
  package let ownID: String?
  package let onDrift: DriftPolicy
  /// The request that updates the mutable fields of an object with a known id; nil if there is nothing to update.
  package let update: (@Sendable (Request) -> Call)?

  package init(
    _ kind: String, _ path: String, id: String? = "id", ownID: String? = nil, onDrift: DriftPolicy = .refused,
    update: (@Sendable (Request) -> Call)? = nil
  ) {
    self.kind = kind
    self.path = path
    self.id = id
    self.ownID = ownID
    self.onDrift = onDrift
    self.update = update
  }
}

/// A request about an object with a known id.
package struct Call: Sendable {
  package let method: Request.Method
  /// With `{}` as the placeholder of the id.
  package let path: String
  package let body: JSON?

  package init(_ method: Request.Method, _ path: String, body: JSON? = nil) {
    self.method = method
    self.path = path
    self.body = body
  }
}

/// How to retire an object that has been replaced.
package struct Retirement: Sendable {
  package let call: Call
  /// The path and member of an object that may refer to the old object, which cannot be retired until the member is changed.
  package let referrer: (@Sendable (Request) -> (path: String, member: String)?)?

  package init(_ call: Call, referrer: (@Sendable (Request) -> (path: String, member: String)?)? = nil) {
    self.call = call
    self.referrer = referrer
  }
}

/// How a script finds the object that an earlier run created.
package struct Search: Sendable {
  package var method: Request.Method
  package var path: String
  package var query: [JSON.Member]
  /// True if the response is the object or "not found"; false if it is a list.
  package var isSingle: Bool
  /// The members of an object that is up to date. Nil if any object is.
  package var match: JSON?
  /// The members of the same object with other terms: one of these must match.
  package var same: [JSON]
  /// The member of a response that contains the elements; nil for that of the provider's other lists.
  package var member: String?
  /// The query parameter that selects the page; nil for that of the provider's other lists.
  package var pageParameter: String?

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

  /// The search that a request's lookup describes.
  ///
  /// - Parameter terms: the members of `match` that may differ in the same object; nil for all.
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
  /// Matches a member that is absent, null, 0 or empty: providers return what was not sent in either form.
  package static let none: JSON = ["$none": true]

  /// The object with only these members.
  package func only(_ names: Set<String>) -> JSON { members { names.contains($0) } }

  /// The object without these members.
  package func without(_ names: Set<String>) -> JSON { members { !names.contains($0) } }

  private func members(where isKept: (String) -> Bool) -> JSON {
    guard case .object(let members) = self else { return self }
    return .object(members.filter { isKept($0.name) })
  }
}
