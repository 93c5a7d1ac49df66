import Foundations
import JSONText
import Providers

/// A failure to read or change an account.
package struct AccountError: Error {
  package let message: String
  package let help: String?
  /// Whether the request may have been carried out.
  package let isUncertain: Bool
  /// The status of the answer; nil without one.
  package let status: Int?

  package init(_ message: String, help: String? = nil, isUncertain: Bool = false, status: Int? = nil) {
    self.message = message
    self.help = help
    self.isUncertain = isUncertain
    self.status = status
  }
}

/// Sends requests, waits as the provider asks, and retries what may be repeated.
package struct Sender {
  /// The number of attempts of a request.
  private static let attempts = 6
  /// The longest pause that a provider can ask for, in seconds.
  private static let longestPause = 120.0

  package var transport: any Transport
  private let title: String
  private let pace: Double
  /// What to do if it is unknown whether a request was carried out.
  private let resuming: String

  /// - Parameters:
  ///   - pace: the least time between two requests, in seconds.
  ///   - resuming: the help if it is unknown whether a request was carried out.
  package init(_ transport: any Transport, _ provider: Provider, pace: Double = 0, resuming: String = Self.resumingApply) {
    self.transport = transport
    self.resuming = resuming
    title = provider.title
    self.pace = pace
  }

  /// Sends a request and returns the answer if the provider has carried it out.
  ///
  /// - Parameter isRepeatable: whether sending it twice does no harm. Otherwise, a request that may have arrived is not repeated.
  package mutating func send(_ request: HTTPRequest, isRepeatable: Bool) throws(AccountError) -> JSON {
    var attempt = 1
    // Whether an earlier attempt may have been carried out.
    var isUncertain = false
    while true {
      if pace > 0 { transport.wait(seconds: pace) }
      let isLast = attempt >= Self.attempts
      let response: HTTPResponse
      do throws(TransportError) {
        response = try transport.send(request)
      } catch {
        isUncertain = isUncertain || error.mayHaveArrived
        if isLast || error.mayHaveArrived && !isRepeatable {
          throw AccountError(
            "\(title) cannot be reached: \(error.message)", help: isUncertain ? resuming : nil, isUncertain: isUncertain)
        }
        transport.wait(seconds: Self.pause(attempt))
        attempt += 1
        continue
      }
      if response.isSuccess {
        if response.body.isEmpty { return .null }
        guard let json = JSON(parsing: response.body) else {
          throw AccountError(
            "\(title) answered with something that is not JSON to `\(request.method.rawValue) \(request.path)`",
            help: request.method == .get ? nil : resuming, isUncertain: true, status: response.status)
        }
        return json
      }
      isUncertain = isUncertain || response.status >= 500
      if isLast || !Self.isWorthRetrying(response, isRepeatable: isRepeatable) {
        throw failure(response, request, isUncertain: isUncertain)
      }
      let asked = response.header("retry-after").flatMap(Double.init) ?? Self.pause(attempt)
      transport.wait(seconds: min(max(asked, 0), Self.longestPause))
      attempt += 1
    }
  }

  package static let resumingApply = "run `catalogc apply` again: it looks for what was created before it sends anything"

  /// Half a second, doubled with each attempt.
  private static func pause(_ attempt: Int) -> Double { 0.5 * Double(1 << min(attempt - 1, 6)) }

  private static func isWorthRetrying(_ response: HTTPResponse, isRepeatable: Bool) -> Bool {
    // Stripe says it itself (docs.stripe.com/error-low-level, `Stripe-Should-Retry`).
    switch response.header("stripe-should-retry") {
    case "true": return isRepeatable || response.status == 429
    case "false": return false
    default: break
    }
    switch response.status {
    // Nothing was carried out.
    case 429: return true
    case 408, 500...: return isRepeatable
    default: return false
    }
  }

  private func failure(_ response: HTTPResponse, _ request: HTTPRequest, isUncertain: Bool) -> AccountError {
    let path = request.path.prefix { $0 != "?" }
    let detail = Self.message(in: response.body)
    let help: String? =
      switch response.status {
      case 401: "check the key in the environment, and that it belongs to this host"
      case 403: "give the key the permission for `\(path)`"
      default: nil
      }
    return AccountError(
      "\(title) refused `\(request.method.rawValue) \(path)` with status \(response.status)" + (detail.map { ": \($0)" } ?? ""),
      help: isUncertain ? resuming : help, isUncertain: isUncertain, status: response.status)
  }

  /// What the provider says, on one line; nil if it says nothing that can be read.
  private static func message(in body: [UInt8]) -> String? {
    guard body.count <= 1 << 20, let json = JSON(parsing: body) else { return nil }
    let paths = ["error.message", "error.description", "message", "detail", "error", "title"]
    for path in paths {
      guard let value = json.at(path) else { continue }
      let text = value.text ?? (value.elements.isEmpty ? nil : value.compact)
      if let text, !text.isEmpty {
        return String(text.unicodeScalars.prefix(300).map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
      }
    }
    return nil
  }
}
