import Foundations
import JSONText
import Providers

/// A request to a provider's host, ready to be sent.
package struct HTTPRequest: Sendable, Equatable {
  package let method: Request.Method
  /// With the query, relative to the base URL.
  package let path: String
  /// JSON, or form-encoded text; empty for no body.
  package let body: [UInt8]
  /// Makes a retry safe, at providers that support it.
  package let idempotencyKey: String?

  package init(_ method: Request.Method, _ path: String, body: [UInt8] = [], idempotencyKey: String? = nil) {
    self.method = method
    self.path = path
    self.body = body
    self.idempotencyKey = idempotencyKey
  }
}

/// A provider's answer.
package struct HTTPResponse: Sendable {
  package let status: Int
  /// With lowercase names.
  package let headers: [(name: String, value: String)]
  package let body: [UInt8]

  package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  package func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
  package var isSuccess: Bool { (200..<300).contains(status) }
}

/// A request got no answer.
package struct TransportError: Error {
  package let message: String
  /// Whether the provider may have received the request.
  package let mayHaveArrived: Bool

  package init(_ message: String, mayHaveArrived: Bool) {
    self.message = message
    self.mayHaveArrived = mayHaveArrived
  }
}

/// Sends requests to one account. The program uses `curl`; the tests have model accounts.
package protocol Transport {
  mutating func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse
  /// Pauses before a retry, or to respect a rate limit.
  mutating func wait(seconds: Double)
  /// Seconds since 1970.
  var now: Int64 { get }
  /// A text that no other call returns, for idempotency keys.
  mutating func nonce() -> String
}
