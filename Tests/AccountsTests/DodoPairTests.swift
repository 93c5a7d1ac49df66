import Accounts
import JSONText
import ModelAccounts
import Providers
import Testing

@Suite struct DodoPairTests {
  @Test(arguments: PairBlocks.first(50)) func `dodo`(block: UInt64) throws {
    for offset in 0..<10 { try AccountPairTests.check(DodoModel(), seed: block * 10 + UInt64(offset)) }
  }

  /// Two features with the same meter draw on the same credits, and Dodo Payments lists them in any order.
  @Test func `links that share a meter and credits`() throws { try AccountPairTests.check(DodoModel(), seed: 8541) }

  @Test(arguments: 0..<4) func `dodo, interrupted`(seed: UInt64) throws {
    try AccountPairTests.checkInterrupted(DodoModel(), seed: seed)
  }

  @Test(arguments: PairBlocks.first(20)) func `changes of the same items`(block: UInt64) throws {
    for offset in 0..<10 { try VariedCatalog.check(DodoModel(), seed: block * 10 + UInt64(offset)) }
  }

  @Test(arguments: 0..<6) func `changes of the same items, interrupted`(seed: UInt64) throws {
    try VariedCatalog.checkInterrupted(DodoModel(), seed: seed)
  }

  /// Answers at once, and refuses more than 100 requests a minute (docs.dodopayments.com, rate limits).
  private final class LimitedTransport: Transport {
    private(set) var refused = 0
    private var clock = 0.0
    private var sent: [Double] = []

    func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
      sent = sent.filter { $0 > clock - 60 }
      if sent.count >= 100 {
        refused += 1
        return HTTPResponse(status: 429)
      }
      sent.append(clock)
      return HTTPResponse(status: 200, body: Array("{}".utf8))
    }

    func wait(seconds: Double) { clock += seconds }
    var now: Int64 { Int64(clock) }
    func nonce() -> String { "nonce" }
  }

  @Test func `a long read stays below the rate limit`() throws {
    let transport = LimitedTransport()
    var sender = Sender(transport, .dodo, pace: AccountAPI.dodo.pace)
    for _ in 0..<300 { _ = try sender.send(HTTPRequest(.get, "/products/pdt_1"), isRepeatable: true) }
    #expect(transport.refused == 0)
  }
}
