import Accounts
import JSONText
import Providers
import Testing

/// Requests as `curl` sends them.
@Suite struct CurlTests {
  private static let key = "sk_test_51SECRET"

  /// Records what the program is run with, and prints an answer.
  private final class Recorder {
    var arguments: [[String]] = []
    var input = ""
    var output = CurlTransport.Output(status: 0, output: CurlTests.answer(), error: [])

    var environment: CurlTransport.Environment {
      CurlTransport.Environment(
        run: { name, arguments, input throws(TransportError) in
          self.arguments.append([name] + arguments)
          self.input = String(decoding: input, as: UTF8.self)
          return self.output
        }, sleep: { _ in }, now: { 0 }, random: { [1, 2, 255] })
    }
  }

  private static func answer(
    _ headers: String = "HTTP/2 200\r\ncontent-type: application/json\r\n\r\n", body: String = "{}", status: Int = 200
  ) -> [UInt8] {
    Array("\(headers)\(body)\n\(status) \(headers.utf8.count) \(body.utf8.count)".utf8)
  }

  private func send(
    _ request: HTTPRequest, _ recorder: Recorder, baseURL: String? = nil, provider: Provider = .stripe
  ) throws -> HTTPResponse {
    let connection = try Connection(provider, baseURL: baseURL) { _ in Self.key }
    var transport = CurlTransport(connection, recorder.environment)
    return try transport.send(request)
  }

  // MARK: What is sent

  @Test func `everything goes through standard input`() throws {
    let recorder = Recorder()
    _ = try send(HTTPRequest(.post, "/v1/products", body: Array("name=A".utf8), idempotencyKey: "k1"), recorder)
    #expect(recorder.arguments == [["curl", "-q", "-K", "-"]])
    let lines = recorder.input.split(separator: "\n").map(String.init)
    for line in [
      #"url = "https://api.stripe.com/v1/products""#, #"request = "POST""#, #"header = "Authorization: Bearer sk_test_51SECRET""#,
      #"header = "Stripe-Version: 2026-10-28.endive""#, #"header = "Idempotency-Key: k1""#, #"data-raw = "name=A""#,
      #"header = "Content-Type: application/x-www-form-urlencoded""#, #"proto = "=https""#,
    ] {
      #expect(lines.contains(line), "\(line)")
    }
    #expect(!recorder.input.contains("location"))
  }

  @Test func `a body cannot leave its line`() throws {
    let recorder = Recorder()
    let body = "{\"a\":\"\\\"\"}\nurl = \"https://example.org\"\r\t@/etc/passwd"
    _ = try send(HTTPRequest(.post, "/a", body: Array(body.utf8)), recorder, provider: .polar)
    let data = recorder.input.split(separator: "\n").filter { $0.hasPrefix("data-raw") }
    #expect(data == [#"data-raw = "{\"a\":\"\\\"\"}\nurl = \"https://example.org\"\r\t@/etc/passwd""#])
    #expect(recorder.input.split(separator: "\n").filter { $0.hasPrefix("url") }.count == 1)
  }

  @Test(arguments: [
    "http://example.org", "http://localhost.example.org", "ftp://example.org", "https://", "https://example.org/\n",
    "https://example.org\"", "http://127.0.0.1.example.org",
  ])
  func `a key is sent by https only`(url: String) {
    #expect(throws: AccountError.self) { try Connection(.stripe, baseURL: url) { _ in Self.key } }
  }

  @Test(arguments: ["http://localhost:8080", "http://127.0.0.1", "http://[::1]:9/base", "https://example.org/v1"])
  func `this machine may be without https`(url: String) throws {
    #expect(try Connection(.stripe, baseURL: url) { _ in Self.key }.baseURL == url)
  }

  @Test(arguments: [nil, "", "sk_test_1\nheader: x", "sk test", "é"])
  func `a key that is missing or malformed is refused without being printed`(key: String?) {
    do {
      _ = try Connection(.stripe, baseURL: nil) { _ in key }
      Issue.record("accepted")
    } catch {
      #expect(error.message.contains("STRIPE_API_KEY"))
      #expect(key.map { $0.isEmpty || !error.message.contains($0) } ?? true)
    }
  }

  @Test func `the mode follows from the key or the host`() throws {
    #expect(try Connection(.stripe, baseURL: nil) { _ in "sk_test_1" }.mode == .test)
    #expect(try Connection(.stripe, baseURL: nil) { _ in "rk_live_1" }.mode == .live)
    #expect(try Connection(.dodo, baseURL: "https://test.dodopayments.com") { _ in "abc" }.mode == .test)
    #expect(try Connection(.dodo, baseURL: nil) { _ in "abc" }.mode == .live)
  }

  // MARK: What is received

  @Test func `an answer after that of a proxy counts`() throws {
    let recorder = Recorder()
    recorder.output = CurlTransport.Output(
      status: 0,
      output: Self.answer(
        "HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\n\r\n",
        body: "{\"a\":1}\n5",
        status: 429), error: [])
    let response = try send(HTTPRequest(.get, "/a"), recorder)
    #expect(response.status == 429)
    #expect(response.header("retry-after") == "7")
    #expect(String(decoding: response.body, as: UTF8.self) == "{\"a\":1}\n5")
  }

  @Test(arguments: ["", "garbage", "200 5 5", "x\n200 9 9", "x\n200 -1 2", "x\n200 0 99999999999999999999", "a\n1 1 1 1"])
  func `something else is an error`(output: String) {
    let recorder = Recorder()
    recorder.output = CurlTransport.Output(status: 0, output: Array(output.utf8), error: [])
    #expect(throws: TransportError.self) { try send(HTTPRequest(.get, "/a"), recorder) }
  }

  @Test(arguments: [(7, false), (6, false), (60, false), (28, true), (52, true), (56, true), (137, true)])
  func `a status of curl says whether the request may have arrived`(status: Int32, mayHaveArrived: Bool) throws {
    let recorder = Recorder()
    recorder.output = CurlTransport.Output(status: status, output: [], error: Array("curl: (7) \u{1B}[31mFailed\nmore".utf8))
    do {
      _ = try send(HTTPRequest(.get, "/a"), recorder)
      Issue.record("accepted")
    } catch let error as TransportError {
      #expect(error.mayHaveArrived == mayHaveArrived)
      #expect(error.message == "curl: (7)  [31mFailed")
    }
  }
}

/// How requests are repeated.
@Suite struct SenderTests {
  private final class Script: Transport {
    var answers: [Result<HTTPResponse, TransportError>]
    var count = 0
    var waited: [Double] = []

    init(_ answers: [Result<HTTPResponse, TransportError>]) { self.answers = answers }

    func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
      defer { count += 1 }
      return try answers[min(count, answers.count - 1)].get()
    }
    func wait(seconds: Double) { waited.append(seconds) }
    var now: Int64 { 0 }
    func nonce() -> String { "n" }
  }

  private static let lost = Result<HTTPResponse, TransportError>.failure(TransportError("reset", mayHaveArrived: true))
  private static let refused = Result<HTTPResponse, TransportError>.failure(TransportError("refused", mayHaveArrived: false))

  private static func answer(_ status: Int, _ headers: [(name: String, value: String)] = [], _ body: String = "{}") -> Result<
    HTTPResponse, TransportError
  > { .success(HTTPResponse(status: status, headers: headers, body: Array(body.utf8))) }

  private func send(_ script: Script, isRepeatable: Bool) throws(AccountError) -> JSON {
    var sender = Sender(script, .stripe)
    return try sender.send(HTTPRequest(.post, "/v1/a?key=1"), isRepeatable: isRepeatable)
  }

  @Test func `a rate limit is waited for as long as the provider asks`() throws {
    let script = Script([Self.answer(429, [("retry-after", "7")]), Self.answer(429), Self.answer(200, [], #"{"id": "a"}"#)])
    #expect(try send(script, isRepeatable: false)["id"] == "a")
    #expect(script.waited == [7, 1])
  }

  @Test func `no provider can make the program wait for ever`() throws {
    let script = Script([Self.answer(429, [("retry-after", "99999999")]), Self.answer(200)])
    _ = try send(script, isRepeatable: true)
    #expect(script.waited == [120])
  }

  @Test func `a creation that may have been carried out is not repeated`() {
    for answers in [
      [Self.lost, Self.answer(200)], [Self.answer(500), Self.answer(200)], [Self.refused, Self.lost, Self.answer(200)],
    ] {
      let script = Script(answers)
      do {
        _ = try send(script, isRepeatable: false)
        Issue.record("repeated")
      } catch {
        #expect(error.isUncertain)
        #expect(script.count == answers.count - 1)
      }
    }
  }

  @Test func `a creation that was certainly not carried out is repeated`() throws {
    _ = try send(Script([Self.refused, Self.answer(200)]), isRepeatable: false)
  }

  @Test func `what may be repeated is, but not for ever`() {
    let script = Script([Self.lost])
    #expect(throws: AccountError.self) { try send(script, isRepeatable: true) }
    #expect(script.count == 6)
  }

  @Test func `Stripe says whether to repeat`() throws {
    let script = Script([Self.answer(409, [("stripe-should-retry", "true")]), Self.answer(200)])
    _ = try send(script, isRepeatable: true)
    #expect(throws: AccountError.self) {
      try send(Script([Self.answer(500, [("stripe-should-retry", "false")]), Self.answer(200)]), isRepeatable: true)
    }
  }

  @Test func `an error names the request and what the provider says, on one line`() {
    let body = #"{"error": {"message": "No such\nthing \u001b[31m\#(String(repeating: "x", count: 500))"}}"#
    do {
      _ = try send(Script([Self.answer(400, [], body)]), isRepeatable: true)
      Issue.record("accepted")
    } catch {
      #expect(error.message.hasPrefix("Stripe refused `POST /v1/a` with status 400: No such thing  [31mxxx"))
      #expect(error.message.utf8.count < 400)
    }
  }

  @Test(arguments: ["<html>", "[", String(repeating: "[", count: 2000), #"{"a": 1e999999}"#])
  func `an answer that is not JSON is an error`(body: String) {
    #expect(throws: AccountError.self) { try send(Script([Self.answer(200, [], body)]), isRepeatable: true) }
  }
}
