import Accounts
import Foundations
import JSONText
import Providers

/// An account at a provider, as strict and as forgetful as the real one. Each model states where its behavior is documented.
package protocol ModelAccount {
  /// The provider whose API it has.
  static var api: AccountAPI { get }
  /// Answers a request. Nothing changes if the answer is an error.
  mutating func answer(_ request: ModelRequest) -> ModelResponse
  /// What is for sale or in use, without what only time decides, such as versions.
  var live: [JSON] { get }
  /// The ids of all objects.
  var ids: [String] { get }
  /// Moves its clock on to a time in RFC 3339; false if it has none.
  mutating func advance(to time: String) -> Bool
}

extension ModelAccount {
  package mutating func advance(to time: String) -> Bool { false }
}

/// A request as a server sees it.
package struct ModelRequest {
  package let method: Request.Method
  /// The parts of the path, decoded.
  package let path: [String]
  package let query: [(name: String, value: String)]
  /// Null without a body.
  package let body: JSON

  package func query(_ name: String) -> String? { query.first { $0.name == name }?.value }
  package func queries(_ name: String) -> [String] { query.filter { $0.name == name }.map(\.value) }
}

package enum ModelResponse {
  case ok(JSON)
  /// Status 201, at providers that distinguish it.
  case created(JSON)
  case empty
  case error(Int, JSON)

  package static func refused(_ status: Int, _ message: String) -> ModelResponse {
    .error(status, ["error": ["message": .string(message)], "message": .string(message), "detail": .string(message)])
  }

  /// With the type of the body; an object with the type `about:blank` is one of RFC 9457.
  package var http: HTTPResponse {
    func response(_ status: Int, _ json: JSON) -> HTTPResponse {
      let type = json["type"] == "about:blank" ? "application/problem+json" : "application/json"
      return HTTPResponse(status: status, headers: [("content-type", type)], body: Array(json.compact.utf8))
    }
    return switch self {
    case .ok(let json): response(200, json)
    case .created(let json): response(201, json)
    case .empty: HTTPResponse(status: 204)
    case .error(let status, let json): response(status, json)
    }
  }
}

extension ModelRequest {
  /// - Parameter path: with its query.
  package init(_ method: Request.Method, _ path: String, _ body: JSON) {
    self.method = method
    self.body = body
    let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
    self.path = parts[0].split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { Self.decoded(String($0)) }
    query = parts.count > 1 ? Self.fields(parts[1]) : []
  }

  package init(_ request: HTTPRequest, _ encoding: API.BodyEncoding) {
    let body: JSON
    if request.body.isEmpty {
      body = .null
    } else if encoding == .form {
      body = Self.nested(Self.fields(String(decoding: request.body, as: UTF8.self)))
    } else {
      body = JSON(parsing: request.body) ?? .null
    }
    self.init(request.method, request.path, body)
  }

  private static func fields(_ text: String) -> [(name: String, value: String)] {
    text.split(separator: "&").map { field in
      let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      return (decoded(parts[0]), parts.count > 1 ? decoded(parts[1]) : "")
    }
  }

  private static func decoded(_ text: String) -> String {
    if !text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) { return text }
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `recurring[interval]=month` as an object in an object; all values are texts.
  private static func nested(_ fields: [(name: String, value: String)]) -> JSON {
    var body = JSON.object([])
    for (name, value) in fields {
      let path = name.split(separator: "[").map { String($0.last == "]" ? $0.dropLast() : $0) }
      body.set(path[...], .string(value))
    }
    return body.withArrays
  }
}

extension JSON {
  fileprivate mutating func set(_ path: ArraySlice<String>, _ value: JSON) {
    guard let name = path.first else {
      self = value
      return
    }
    var inner = self[name] ?? .object([])
    inner.set(path.dropFirst(), value)
    self[member: name] = inner
  }

  /// Objects with the names 0, 1, … as arrays.
  fileprivate var withArrays: JSON {
    guard case .object(let members) = self else { return self }
    let values = members.map { Member($0.name, $0.value.withArrays) }
    let isArray = !values.isEmpty && values.enumerated().allSatisfy { $1.name == "\($0)" }
    return isArray ? .array(values.map(\.value)) : .object(values)
  }

  /// A member, which is added if it is missing, and removed by nil.
  package subscript(member name: String) -> JSON? {
    get { self[name] }
    set {
      guard case .object(var members) = self else { return }
      let index = members.firstIndex { $0.name.hasSameScalars(as: name) }
      switch (index, newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append(Member(name, value))
      case (nil, nil): break
      }
      self = .object(members)
    }
  }

  /// A number that came as text.
  package var number: JSON { decimal.map(JSON.number) ?? self }

  package var isEmptyText: Bool { self == "" }
}

/// The objects of one kind.
package struct ModelList {
  package private(set) var objects: [(id: String, json: JSON)] = []
  private let prefix: String
  private var count = 0

  package init(_ prefix: String) { self.prefix = prefix }

  package mutating func nextID() -> String {
    count += 1
    return "\(prefix)\(count)"
  }

  package mutating func add(_ id: String, _ json: JSON) { objects.append((id, json)) }

  package subscript(id: String) -> JSON? {
    get { objects.first { $0.id == id }?.json }
    set {
      let index = objects.firstIndex { $0.id == id }
      switch (index, newValue) {
      case (let index?, let value?): objects[index].json = value
      case (let index?, nil): objects.remove(at: index)
      case (nil, let value?): objects.append((id, value))
      case (nil, nil): break
      }
    }
  }

  /// Changes a member of an object.
  package mutating func set(_ id: String, _ member: String, _ value: JSON) { self[id]?[member: member] = value }

  package var all: [JSON] { objects.map(\.json) }
  package var ids: [String] { objects.map(\.id) }
}

/// A model account behind the transport of the program.
package final class ModelTransport<Account: ModelAccount>: Transport {
  package var account: Account
  /// The number of requests after which the connection is lost: the last of them is carried out, but its answer does not arrive.
  package var breaksAfter: Int?
  package private(set) var requests: [HTTPRequest] = []
  package var writes: [HTTPRequest] { requests.filter { Self.isWrite($0) } }
  package var now: Int64 = 1_800_000_000
  private var nonces = 0
  private var keyed: [String: (body: [UInt8], response: HTTPResponse)] = [:]

  package init(_ account: Account) { self.account = account }

  /// Another account that is the same, and remembers the same requests.
  package func copy() -> ModelTransport {
    let copy = ModelTransport(account)
    (copy.requests, copy.now, copy.nonces, copy.keyed) = (requests, now, nonces, keyed)
    return copy
  }

  /// Some providers read with POST.
  private static func isWrite(_ request: HTTPRequest) -> Bool {
    request.method != .get && !request.path.contains(".list") && !request.path.contains(".get")
  }

  package func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
    now += 1
    if let breaksAfter, breaksAfter <= 0 { throw TransportError("connection refused", mayHaveArrived: false) }
    requests.append(request)
    let response = respond(request)
    if Self.isWrite(request), let left = breaksAfter {
      breaksAfter = left - 1
      if left == 1 { throw TransportError("the connection was closed", mayHaveArrived: true) }
    }
    return response
  }

  private func respond(_ request: HTTPRequest) -> HTTPResponse {
    // The same key with the same body answers what it answered before.
    if let key = request.idempotencyKey, let earlier = keyed[key] {
      return earlier.body == request.body
        ? earlier.response
        : ModelResponse.refused(400, "Keys for idempotent requests can only be used with the same parameters").http
    }
    let response = account.answer(ModelRequest(request, Account.api.provider.api.encoding)).http
    if let key = request.idempotencyKey { keyed[key] = (request.body, response) }
    return response
  }

  package func wait(seconds: Double) { now += Int64(seconds) }

  package func nonce() -> String {
    nonces += 1
    return "nonce-\(nonces)"
  }
}
