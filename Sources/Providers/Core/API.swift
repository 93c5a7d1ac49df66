import CatalogReading
import JSONText

/// The conventions of a provider's API: what a sender must know in addition to the requests.
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
  package let resources: [Resource]

  package init(
    baseURL: String, testURL: String? = nil, authentication: Authentication,
    keyPrefixes: (test: [String], live: [String]) = ([], []), encoding: BodyEncoding = .json,
    headers: [(name: String, value: String)] = [], idempotencyHeader: String? = nil, resources: [Resource]
  ) {
    self.baseURL = baseURL
    self.testURL = testURL
    self.authentication = authentication
    self.keyPrefixes = keyPrefixes
    self.encoding = encoding
    self.headers = headers
    self.idempotencyHeader = idempotencyHeader
    self.resources = resources
  }

  /// The version that requests state, in their only further header.
  package var version: String? { headers.first?.value }

  package func resource(of request: Request) -> Resource? {
    let candidates = resources.filter { $0.kind == Request.kind(of: request.id) }
    return candidates.first { request.path.hasPrefix($0.path) } ?? candidates.first
  }
}

/// The objects that requests of one kind create.
package struct Resource: Sendable {
  /// What `compile --ids` does about an object whose terms differ from the catalog's.
  package enum Change: Sendable {
    /// The object stays; what can change in place is updated.
    case updated
    /// A new object or version is created, and the call archives the old one if the provider supports that.
    case replaced(Call?)
  }

  /// The first part of the ids of the requests: `prices`.
  package let kind: String
  /// The collection that a POST adds to.
  package let path: String
  /// Whether ids files contain the objects.
  package let hasID: Bool
  package let change: Change
  /// The request that updates the mutable fields of an object with a known id; nil if there is nothing to update.
  package let update: (@Sendable (Request) -> Call)?

  package init(
    _ kind: String, _ path: String, hasID: Bool = true, change: Change = .updated,
    update: (@Sendable (Request) -> Call)? = nil
  ) {
    self.kind = kind
    self.path = path
    self.hasID = hasID
    self.change = change
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

extension Request {
  /// The first part of an id: `prices` of `prices/plan/pro/monthly`.
  package static func kind(of id: String) -> String { String(id.prefix { $0 != "/" }) }
}

extension JSON {
  /// The object with only these members.
  package func only(_ names: Set<String>) -> JSON { members { names.contains($0) } }

  /// The object without these members.
  package func without(_ names: Set<String>) -> JSON { members { !names.contains($0) } }

  private func members(where isKept: (String) -> Bool) -> JSON {
    guard case .object(let members) = self else { return self }
    return .object(members.filter { isKept($0.name) })
  }
}
