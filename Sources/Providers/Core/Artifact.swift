import Diagnostics
import JSONText

/// What `compile` writes for one provider.
package struct Artifact: Sendable {
  /// The version of this form. It changes when a field changes its meaning or goes away.
  package static let format: Int64 = 1

  package let provider: String
  /// `products` and `prices`, or what the provider has in their place.
  package var sections: [JSON.Member] = []
  /// Requests to send once, in this order.
  package var setup: [Request] = []
  /// Request templates, one for each thing that a customer can buy.
  package var purchase: [Request] = []

  package init(provider: String) { self.provider = provider }

  package func json(warnings: [Diagnostic]) -> JSON {
    let warnings = warnings.filter { $0.severity == .warning }.map { warning in
      JSON.fields(["rule": .string(warning.rule), "path": .string(warning.path), "message": .string(warning.message)])
    }
    return .object(
      [.init("format", .integer(Self.format)), .init("provider", .string(provider))] + sections + [
        .init("setup", .array(setup.map(\.json))), .init("purchase", .array(purchase.map(\.json))),
        .init("warnings", .array(warnings)),
      ])
  }

  /// The bytes of the file.
  package func bytes(warnings: [Diagnostic]) -> [UInt8] {
    json(warnings: warnings).text(pretty: true) + [UInt8(ascii: "\n")]
  }
}

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

    package init(_ path: String, method: Method = .get, query: [JSON.Member] = [], match: JSON? = nil) {
      self.method = method
      self.path = path
      self.query = query
      self.match = match
    }

    var json: JSON {
      .fields([
        "method": .string(method.rawValue), "path": .string(path), "query": query.isEmpty ? nil : .object(query),
        "match": match,
      ])
    }
  }

  /// Stable and readable: `prices/plan/pro/monthly`.
  package let id: String
  package let lookup: Lookup?
  package let method: Method
  /// Below the provider's host. `{REQUEST-ID}` and `{PARAMETER}` stand for what `$ref` and `$param` stand for in a body; the
  /// id of a request has a slash in it, the name of a parameter has none.
  package let path: String
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

  package var json: JSON {
    .fields([
      "id": .string(id), "lookup": lookup?.json, "method": .string(method.rawValue), "path": .string(path),
      "idempotencyKey": idempotencyKey.map(JSON.string), "body": body,
    ])
  }

  /// An id of the given parts. What would read as a border between parts, or as a placeholder in a path, is escaped.
  package static func id(_ parts: String...) -> String {
    parts.map { part in
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
}

extension JSON {
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

func hexadecimal(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16)
  return digits.utf8.count == 1 ? "0" + digits : digits
}
