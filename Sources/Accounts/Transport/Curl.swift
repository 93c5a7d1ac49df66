import Foundations
import JSONText
import Providers

/// Where requests go, and with which key.
package struct Connection: Sendable {
  package let provider: Provider
  /// Without a trailing slash.
  package let baseURL: String
  /// Whether the account is a test account, as far as the key or the host tells.
  package let mode: IDFile.Account.Mode?
  fileprivate let secrets: [String]

  /// - Parameters:
  ///   - baseURL: nil for the provider's own.
  ///   - environment: looks up the variables with the keys.
  /// - Throws: `AccountError` if a key is missing or malformed, or if the URL is not allowed.
  package init(
    _ provider: Provider, baseURL: String?, environment: (String) -> String?
  ) throws(AccountError) {
    let api = provider.api
    var secrets: [String] = []
    for name in api.authentication.variables {
      guard let value = environment(name), !value.isEmpty else {
        throw AccountError("set `\(name)` in the environment", help: "it is the key of the \(provider.title) account")
      }
      guard value.utf8.allSatisfy(Self.isPlainByte) else { throw AccountError("`\(name)` contains an invalid character") }
      secrets.append(value)
    }
    self.provider = provider
    self.secrets = secrets
    let prefixes = api.keyPrefixes
    var mode: IDFile.Account.Mode?
    if prefixes.test.contains(where: secrets[0].hasPrefix) { mode = .test }
    if prefixes.live.contains(where: secrets[0].hasPrefix) { mode = .live }
    var url = baseURL ?? (mode == .test ? api.testURL : nil) ?? api.baseURL
    if url.hasSuffix("/") { url.removeLast() }
    guard Self.isAllowed(url) else {
      throw AccountError("invalid base URL `\(url)`", help: "use an https URL; http is accepted for this machine only")
    }
    if mode == nil, let test = api.testURL { mode = url.hasPrefix(test) ? .test : url.hasPrefix(api.baseURL) ? .live : nil }
    self.baseURL = url
    self.mode = mode
  }

  /// Whether the host is this machine.
  package var isLocal: Bool { Self.isLoopback(baseURL) }

  private static func isPlainByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "_.~+/=-".utf8.contains(byte)
    }
  }

  /// Whether a key may be sent to the URL: `https` with plain characters, or `http` on this machine.
  package static func isAllowed(_ url: String) -> Bool {
    let isPlain = url.utf8.allSatisfy { isPlainByte($0) || ":%[]".utf8.contains($0) }
    return isPlain && (isLoopback(url) || (url.hasPrefix("https://") && url.utf8.count > 8))
  }

  private static func isLoopback(_ url: String) -> Bool {
    ["http://localhost", "http://127.0.0.1", "http://[::1]"].contains { local in
      url.hasPrefix(local) && (url.utf8.dropFirst(local.utf8.count).first.map { ":/".utf8.contains($0) } ?? true)
    }
  }
}

/// Sends requests with `curl`, one process for each.
///
/// Everything goes to curl's standard input as configuration: a command line is visible to other users of the machine.
package struct CurlTransport: Transport {
  /// What a process has printed.
  package struct Output: Sendable {
    package let status: Int32
    package let output: [UInt8]
    package let error: [UInt8]

    package init(status: Int32, output: [UInt8], error: [UInt8]) {
      self.status = status
      self.output = output
      self.error = error
    }
  }

  /// What the transport needs from the operating system.
  package struct Environment {
    /// Runs a program; the parameters are its name, its arguments and its standard input.
    package let run: (String, [String], [UInt8]) throws(TransportError) -> Output
    package let sleep: (Double) -> Void
    package let now: () -> Int64
    package let random: () -> [UInt8]

    package init(
      run: @escaping (String, [String], [UInt8]) throws(TransportError) -> Output, sleep: @escaping (Double) -> Void,
      now: @escaping () -> Int64, random: @escaping () -> [UInt8]
    ) {
      self.run = run
      self.sleep = sleep
      self.now = now
      self.random = random
    }
  }

  /// The largest answer, in bytes: a hundred times a page of a hundred large objects.
  package static let largestAnswer = 64 << 20
  /// In seconds.
  private static let (connectTimeout, timeout) = (20, 120)

  private let connection: Connection
  private let environment: Environment

  package init(_ connection: Connection, _ environment: Environment) {
    self.connection = connection
    self.environment = environment
  }

  package var now: Int64 { environment.now() }

  package mutating func wait(seconds: Double) { environment.sleep(seconds) }

  package mutating func nonce() -> String {
    var text = ByteBuffer()
    for byte in environment.random() { text.append(hexadecimal: byte) }
    return String(decoding: text.bytes, as: UTF8.self)
  }

  package mutating func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
    // `-q` ignores the user's own configuration, which could follow redirects or print headers elsewhere.
    let output = try environment.run("curl", ["-q", "-K", "-"], configuration(for: request))
    guard output.status == 0 else {
      let text = String(decoding: output.error.prefix(300), as: UTF8.self).split(separator: "\n").first ?? ""
      // The connection was not established: an unknown host, a refused connection, a certificate that is not trusted.
      let mayHaveArrived = ![3, 5, 6, 7, 35, 60].contains(output.status)
      throw TransportError(
        text.isEmpty
          ? "curl ended with status \(output.status)" : String(text.unicodeScalars.map { $0.value < 0x20 ? " " : Character($0) }),
        mayHaveArrived: mayHaveArrived)
    }
    guard let response = Self.response(output.output) else {
      throw TransportError("curl printed something unexpected", mayHaveArrived: true)
    }
    return response
  }

  // MARK: The configuration

  func configuration(for request: HTTPRequest) -> [UInt8] {
    let api = connection.provider.api
    var text = ByteBuffer()
    func add(_ name: String, _ value: [UInt8]) {
      text.append(contentsOf: "\(name) = \"")
      for byte in value {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
          text.append("\\")
          text.append(byte)
        case UInt8(ascii: "\n"): text.append("\\n")
        case UInt8(ascii: "\r"): text.append("\\r")
        case UInt8(ascii: "\t"): text.append("\\t")
        default: text.append(byte)
        }
      }
      text.append("\"\n")
    }
    func add(_ name: String, _ value: String) { add(name, Array(value.utf8)) }
    add("url", connection.baseURL + request.path)
    add("request", request.method.rawValue)
    switch api.authentication {
    case .bearer: add("header", "Authorization: Bearer \(connection.secrets[0])")
    case .header(let name, _): add("header", "\(name): \(connection.secrets[0])")
    case .basic: add("user", "\(connection.secrets[0]):\(connection.secrets[1])")
    }
    for header in api.headers { add("header", "\(header.name): \(header.value)") }
    add("header", "Accept: application/json")
    add("header", "Expect:")
    if let name = api.idempotencyHeader, let key = request.idempotencyKey { add("header", "\(name): \(key)") }
    if !request.body.isEmpty {
      add("header", "Content-Type: " + (api.encoding == .json ? "application/json" : "application/x-www-form-urlencoded"))
      add("data-raw", request.body)
    }
    add("user-agent", "catalogc")
    add("proto", connection.isLocal ? "=http" : "=https")
    add("connect-timeout", "\(Self.connectTimeout)")
    add("max-time", "\(Self.timeout)")
    add("max-filesize", "\(Self.largestAnswer)")
    add("write-out", "\n%{http_code} %{size_header} %{size_download}")
    text.append("silent\nshow-error\ninclude\ngloboff\n")
    return Array(text.bytes)
  }

  // MARK: The output

  /// Takes apart what curl prints: headers, body, and a line with the status and the sizes of both.
  static func response(_ output: [UInt8]) -> HTTPResponse? {
    guard let end = output.lastIndex(of: UInt8(ascii: "\n")) else { return nil }
    let numbers = String(decoding: output[(end + 1)...], as: UTF8.self).split(separator: " ").map { Int($0) }
    guard numbers.count == 3, let status = numbers[0], let headerSize = numbers[1], let bodySize = numbers[2],
      headerSize >= 0, bodySize >= 0, headerSize <= end, bodySize == end - headerSize
    else { return nil }
    let lines = String(decoding: output[..<headerSize], as: UTF8.self).unicodeScalars.split { $0 == "\r" || $0 == "\n" }
    // An answer may follow others, such as that of a proxy.
    let last = lines.lastIndex { String($0).hasPrefix("HTTP/") } ?? 0
    let headers = lines.dropFirst(last + 1).compactMap { line -> (name: String, value: String)? in
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
      guard parts.count == 2 else { return nil }
      return (parts[0].lowercased(), String(parts[1].drop { $0 == " " }))
    }
    return HTTPResponse(status: status, headers: headers, body: Array(output[headerSize..<end]))
  }
}
