import Diagnostics
import Foundations
import JSONText
import Syntax

/// A JSON-RPC 2.0 message from the client.
enum IncomingMessage {
  /// - Parameter id: an integer or a string.
  case request(id: JSON, method: String, params: JSON)
  case notification(method: String, params: JSON)
  /// An answer to a request of the server, which sends none.
  case response

  init(_ content: [UInt8]) throws(ResponseError) {
    let (tree, isComplete, findings) = JSONReader.read(SourceText(name: "", bytes: content, isConfidential: true))
    guard isComplete, findings.isEmpty else {
      throw ResponseError(.parseError, findings.first.map { $0.message.text(in: tree) } ?? "invalid JSON")
    }
    let message = JSON(tree, .root)
    guard message["jsonrpc"] == "2.0" else { throw ResponseError(.invalidRequest, "missing `\"jsonrpc\": \"2.0\"`") }
    let params = message["params"] ?? .null
    switch (message["method"], message["id"]) {
    case (.string(let method)?, nil): self = .notification(method: method, params: params)
    case (.string(let method)?, let id?):
      switch id {
      case .string, .number, .integer: self = .request(id: id, method: method, params: params)
      default: throw ResponseError(.invalidRequest, "the id of a request must be an integer or a string")
      }
    case (nil, _?): self = .response
    default: throw ResponseError(.invalidRequest, "missing `method`")
    }
  }
}

/// The error of a response.
struct ResponseError: Error, Equatable {
  /// Source: JSON-RPC 2.0, and `ErrorCodes` and `LSPErrorCodes` of the Language Server Protocol 3.17.
  enum Code: Int64 {
    case parseError = -32700
    case invalidRequest = -32600
    case methodNotFound = -32601
    case invalidParams = -32602
    case serverNotInitialized = -32002
    case requestFailed = -32803
  }

  let code: Code
  let message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

/// Messages to the client.
enum OutgoingMessage {
  static func response(_ id: JSON, _ result: JSON) -> JSON { ["jsonrpc": "2.0", "id": id, "result": result] }

  static func response(_ id: JSON, _ error: ResponseError) -> JSON {
    [
      "jsonrpc": "2.0", "id": id,
      "error": ["code": .integer(error.code.rawValue), "message": .string(error.message)],
    ]
  }

  static func notification(_ method: String, _ params: JSON) -> JSON {
    ["jsonrpc": "2.0", "method": .string(method), "params": params]
  }
}

extension JSON {
  /// The text of a string.
  var text: String? { if case .string(let text) = self { text } else { nil } }

  /// The value of a number without a fraction.
  var int: Int? {
    switch self {
    case .integer(let value): Int(exactly: value)
    case .number(let value): value.integer.flatMap { Int(exactly: $0) }
    default: nil
    }
  }

  var isTrue: Bool { self == .bool(true) }

  /// The elements of an array; empty for any other value.
  var elements: [JSON] { if case .array(let elements) = self { elements } else { [] } }

  /// The value at the end of a path of members.
  func at(_ path: String...) -> JSON? {
    var value: JSON? = self
    for name in path { value = value?[name] }
    return value
  }

  /// The text of a required member.
  func requiredText(_ path: String...) throws(ResponseError) -> String {
    var value: JSON? = self
    for name in path { value = value?[name] }
    guard let text = value?.text else {
      throw ResponseError(.invalidParams, "missing `\(path.joined(separator: "."))`")
    }
    return text
  }
}
