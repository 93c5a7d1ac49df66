import Foundations
import JSONText

/// A request to a provider's API.
package struct Request: Sendable {
  package enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
  }

  /// How a sender finds the object that an earlier run created.
  package struct Lookup: Sendable {
    /// GET, unless the provider lists objects with another method.
    package let method: Method
    package let path: String
    package let query: [JSON.Member]
    /// The members that the object must have. In a list, the first element that matches is the object.
    package let match: JSON?
    /// Objects with these members are excluded.
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
  /// Nil for a request that sets up an account.
  package let situation: Situation?
  package let lookup: Lookup?
  package let method: Method
  /// Relative to the provider's host. `{REQUEST-ID}` and `{PARAMETER}` correspond to `$ref` and `$param` in a body. The id of a
  /// request contains a slash, the name of a parameter does not.
  package let path: String
  /// Makes retries safe; nil if none is sent.
  package let idempotencyKey: String?
  package let body: JSON?

  package init(
    _ id: String, _ method: Method, _ path: String, in situation: Situation? = nil, lookup: Lookup? = nil,
    idempotencyKey: String? = nil, body: JSON? = nil
  ) {
    self.id = id
    self.situation = situation
    self.lookup = lookup
    self.method = method
    self.path = path
    self.idempotencyKey = idempotencyKey
    self.body = body
  }

  /// The request with an idempotency key, a hash of its method, path and body.
  package func idempotent() -> Request {
    var text = JSONWriter(pretty: false)
    text.text.append(contentsOf: "\(method.rawValue)\n\(path)\n")
    if let body { text.write(body) }
    var key = ByteBuffer()
    key.append("catalogc-")
    for byte in SHA256.hash(text.text.bytes).prefix(16) { key.append(hexadecimal: byte) }
    return Request(
      id, method, path, in: situation, lookup: lookup, idempotencyKey: String(decoding: key.bytes, as: UTF8.self), body: body)
  }

  /// The request as one that a customer buys with.
  package func selling(in situation: Situation) -> Request {
    Request(id, method, path, in: situation, lookup: lookup, idempotencyKey: idempotencyKey, body: body)
  }

  /// Parses the output of ``json``; nil if it is not a request.
  init?(_ json: JSON) {
    guard let id = json["id"]?.text, let method = json["method"]?.text.flatMap(Method.init), let path = json["path"]?.text
    else { return nil }
    self.init(
      id, method, path, in: json["situation"]?.text.flatMap(Situation.init), lookup: json["lookup"].flatMap { Lookup($0) },
      idempotencyKey: json["idempotencyKey"]?.text,
      body: json["body"])
  }

  package var json: JSON {
    .fields([
      "id": .string(id), "situation": situation.map { .string($0.rawValue) }, "lookup": lookup?.json,
      "method": .string(method.rawValue), "path": .string(path),
      "idempotencyKey": idempotencyKey.map(JSON.string), "body": body,
    ])
  }

  /// An id of the given parts. Characters that would separate parts or form a placeholder in a path are escaped.
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

  /// True if the part needs no escapes.
  private static func isPlain(_ part: String) -> Bool {
    part.utf8.allSatisfy { byte in
      switch byte {
      case 0...0x20, UInt8(ascii: "/"), UInt8(ascii: "%"), UInt8(ascii: "{"), UInt8(ascii: "}"), 0x7F...: false
      default: true
      }
    }
  }

  /// Joins ASCII parts with slashes.
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

  /// A reference to the id of the object that another request creates.
  package static func ref(_ request: String) -> JSON { ["$ref": .string(request)] }

  /// A parameter that is known only when a customer buys.
  package static func param(_ name: String) -> JSON { ["$param": .string(name)] }
}

/// Encodes a segment of a URL path: percent-encodes everything except letters, digits, `-`, `.`, `_` and `~`.
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
  /// The request whose object's id replaces this value; nil if the value is not a reference.
  package var reference: String? {
    guard case .object(let members) = self, members.count == 1, members[0].name == "$ref",
      case .string(let request) = members[0].value
    else { return nil }
    return request
  }
}
