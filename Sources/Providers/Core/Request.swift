import Foundations
import JSONText

/// One call of a provider's API.
package struct Request: Sendable {
  package enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
  }

  /// How a script finds the object that an earlier run made.
  package struct Lookup: Sendable {
    /// GET, unless the provider lists what it has in answer to another method.
    package let method: Method
    package let path: String
    package let query: [JSON.Member]
    /// What the object holds, member for member; of a list, the first element that does.
    package let match: JSON?
    /// What the object does not hold: one that does is not meant.
    package let unless: JSON?

    package init(
      _ path: String, method: Method = .get, query: [JSON.Member] = [], match: JSON? = nil, unless: JSON? = nil
    ) {
      self.method = method
      self.path = path
      self.query = query
      self.match = match
      self.unless = unless
    }

    var json: JSON {
      .fields([
        "method": .string(method.rawValue), "path": .string(path), "query": query.isEmpty ? nil : .object(query),
        "match": match, "unless": unless,
      ])
    }

    fileprivate init?(_ json: JSON) {
      guard let method = json["method"]?.text.flatMap(Method.init), let path = json["path"]?.text else { return nil }
      var query: [JSON.Member] = []
      if case .object(let members)? = json["query"] { query = members }
      self.init(path, method: method, query: query, match: json["match"], unless: json["unless"])
    }
  }

  /// Stable and readable: `prices/plan/pro/monthly`.
  package let id: String
  package let lookup: Lookup?
  package let method: Method
  /// Below the provider's host. `{REQUEST-ID}` and `{PARAMETER}` stand for what `$ref` and `$param` stand for in a body; the
  /// id of a request has a slash in it, the name of a parameter has none.
  package let path: String
  /// Guards a retry; nil where none is sent.
  package let idempotencyKey: String?
  package let body: JSON?

  package init(
    _ id: String, _ method: Method, _ path: String, lookup: Lookup? = nil, idempotencyKey: String? = nil, body: JSON? = nil
  ) {
    self.id = id
    self.lookup = lookup
    self.method = method
    self.path = path
    self.idempotencyKey = idempotencyKey
    self.body = body
  }

  /// The same request with a key that guards a retry: equal for equal requests, and for no others.
  package func idempotent() -> Request {
    let text = [method.rawValue, path, body?.compact ?? ""].joined(separator: "\n")
    let key = "catalogc-" + SHA256.hash(text.utf8).prefix(16).map { hexadecimal($0) }.joined()
    return Request(id, method, path, lookup: lookup, idempotencyKey: key, body: body)
  }

  /// What ``json`` has been made of; nil for what is no request.
  init?(_ json: JSON) {
    guard let id = json["id"]?.text, let method = json["method"]?.text.flatMap(Method.init), let path = json["path"]?.text
    else { return nil }
    self.init(
      id, method, path, lookup: json["lookup"].flatMap { Lookup($0) }, idempotencyKey: json["idempotencyKey"]?.text,
      body: json["body"])
  }

  package var json: JSON {
    .fields([
      "id": .string(id), "lookup": lookup?.json, "method": .string(method.rawValue), "path": .string(path),
      "idempotencyKey": idempotencyKey.map(JSON.string), "body": body,
    ])
  }

  /// An id of the given parts. What would read as a border between parts, or as a placeholder in a path, is escaped.
  package static func id(_ parts: String...) -> String {
    if parts.allSatisfy({ isPlain($0) }) { return parts.count == 1 ? parts[0] : joined(parts) }
    return parts.map { part in
      var text = ""
      for scalar in part.unicodeScalars {
        switch scalar {
        case "/", "%", "{", "}", "\u{0}"..."\u{20}", "\u{7F}"..."\u{9F}":
          for byte in String(scalar).utf8 { text += "%" + hexadecimal(byte).uppercased() }
        default: text.unicodeScalars.append(scalar)
        }
      }
      return text
    }.joined(separator: "/")
  }

  /// True where nothing of a part is escaped.
  private static func isPlain(_ part: String) -> Bool {
    part.utf8.allSatisfy { byte in
      switch byte {
      case 0...0x20, UInt8(ascii: "/"), UInt8(ascii: "%"), UInt8(ascii: "{"), UInt8(ascii: "}"), 0x7F...: false
      default: true
      }
    }
  }

  /// Parts of ASCII, with slashes between them.
  private static func joined(_ parts: [String]) -> String {
    String(unsafeUninitializedCapacity: parts.reduce(parts.count) { $0 + $1.utf8.count }) { text in
      var end = 0
      for (index, part) in parts.enumerated() {
        if index > 0 {
          text[end] = UInt8(ascii: "/")
          end += 1
        }
        var part = part
        part.withUTF8 { end = text[end...].initialize(fromContentsOf: $0) }
      }
      return end
    }
  }
}

extension JSON {
  fileprivate var text: String? {
    if case .string(let text) = self { return text }
    return nil
  }

  /// Stands for the id of the object that another request made.
  package static func ref(_ request: String) -> JSON { ["$ref": .string(request)] }

  /// Stands for what is known only when a customer buys.
  package static func param(_ name: String) -> JSON { ["$param": .string(name)] }
}

/// A segment of a URL path: everything but letters, digits, `-`, `.`, `_` and `~` is percent-encoded.
package func pathSegment(_ text: String) -> String {
  var encoded = ""
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
      encoded.unicodeScalars.append(Unicode.Scalar(byte))
    default: encoded += "%" + hexadecimal(byte).uppercased()
    }
  }
  return encoded
}

package func hexadecimal(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16)
  return digits.utf8.count == 1 ? "0" + digits : digits
}

extension JSON {
  /// The request for whose object's id the value stands.
  package var reference: String? {
    guard case .object(let members) = self, members.count == 1, members[0].name == "$ref",
      case .string(let request) = members[0].value
    else { return nil }
    return request
  }
}
