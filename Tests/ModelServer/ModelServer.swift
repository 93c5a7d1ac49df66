import Accounts
import JSONText
import ModelAccounts
import ModelCustomers
import Providers

/// A model account behind HTTP.
struct ModelServer<Account: ModelAccount> {
  private let transport: ModelTransport<Account>
  private let api = Account.api.provider.api
  private let faults: Faults
  /// In seconds since 1970; nil if only requests move the account's clock.
  private let clock: (() -> Int64)?
  private var count = 0

  init(_ account: Account, _ faults: Faults, _ clock: (() -> Int64)?) {
    transport = ModelTransport(account)
    transport.breaksAfter = faults.failedWrite
    self.faults = faults
    self.clock = clock
  }

  func run(_ listener: Listener) throws(ServerError) -> Never {
    var server = self
    while true {
      let client = try listener.accept()
      server.answer(client)
      client.close()
    }
  }

  /// The keys that the account accepts, by the names of their variables.
  static var keys: [(name: String, value: String)] {
    let api = Account.api.provider.api
    return api.authentication.variables.enumerated().map { index, name in
      (name, (index == 0 ? api.keyPrefixes.test.first ?? "" : "") + "model\(index + 1)")
    }
  }

  private mutating func answer(_ client: Client) {
    guard let (line, headers, body) = client.receive() else { return }
    func refuse(_ status: Int, _ message: String, _ headers: [(name: String, value: String)] = []) {
      client.send(status: status, headers: headers, body: Array((["error": ["message": .string(message)]] as JSON).compact.utf8))
    }
    let report = ModelRequest(.get, line[1], .null)
    if report.path == ["model-account"] {
      if let time = report.query("now"), !transport.account.advance(to: time) { return refuse(400, "the clock cannot be set") }
      return client.send(status: 200, body: Array(self.report.compact.utf8))
    }
    if let clock { _ = transport.account.advance(to: Moment(seconds: clock()).description) }
    guard let method = Request.Method(rawValue: line[0]) else { return refuse(405, "\(line[0]) is not allowed") }
    if let problem = problem(method, headers, body) { return refuse(401, problem) }
    count += 1
    if let every = faults.limitedRequests, count % every == 0 {
      return refuse(429, "too many requests", [("Retry-After", "0")])
    }
    let request = HTTPRequest(
      method, line[1], body: body,
      idempotencyKey: api.idempotencyHeader.flatMap { headers[$0.lowercased()] })
    do throws(TransportError) {
      let response = try transport.send(request)
      client.send(status: response.status, headers: response.headers, body: response.body)
    } catch {
      // The request was carried out, and its answer is lost. Later ones are answered.
      transport.breaksAfter = nil
    }
  }

  /// What a strict provider refuses a request for.
  private func problem(_ method: Request.Method, _ headers: [String: String], _ body: [UInt8]) -> String? {
    let values = Self.keys.map(\.value)
    let (name, value) =
      switch api.authentication {
      case .bearer: ("authorization", "Bearer \(values[0])")
      case .header(let name, _): (name.lowercased(), values[0])
      case .basic: ("authorization", "Basic \(base64("\(values[0]):\(values[1])"))")
      }
    if headers[name] != value { return "the header \(name) is not as it must be" }
    for header in api.headers where headers[header.name.lowercased()] != header.value {
      return "the header \(header.name) must be \(header.value)"
    }
    let type = api.encoding == .json ? "application/json" : "application/x-www-form-urlencoded"
    if !body.isEmpty, headers["content-type"] != type { return "the header Content-Type must be \(type)" }
    return nil
  }

  /// What a test wants to know, and no provider tells.
  private var report: JSON {
    [
      "live": .strings(transport.account.comparable), "objects": .integer(Int64(transport.account.ids.count)),
      "writes": .integer(Int64(transport.writes.count)),
    ]
  }
}

/// What goes wrong on purpose.
struct Faults {
  /// The number of the write whose answer is lost; nil for none.
  var failedWrite: Int?
  /// Every how many requests one is refused, because there are too many; nil for never.
  var limitedRequests: Int?
}

private func base64(_ text: String) -> String {
  let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  let bytes = Array(text.utf8)
  var encoded = ""
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start...].prefix(3)
    let bits = (0..<3).reduce(0) { $0 << 8 | ($1 < group.count ? Int(group[start + $1]) : 0) }
    for position in 0..<4 { encoded.append(position <= group.count ? digits[bits >> (18 - 6 * position) & 63] : "=") }
  }
  return encoded
}
