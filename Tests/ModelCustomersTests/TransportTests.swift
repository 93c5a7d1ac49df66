import Accounts
import Foundations
import JSONText
import ModelCustomers
import Providers
import Testing

/// Faults, and several processes at once.
@Suite struct TransportTests {
  private let account: Account
  private let create: HTTPRequest

  init() throws {
    account = Account()
    try account.ground()
    let body: JSON = [
      "amount": 10, "effectiveAt": "2027-01-01T00:00:00Z", "priority": 2, "expiration": ["duration": "DAY", "count": 30],
    ]
    create = HTTPRequest(.post, "/api/v2/customers/acme/entitlements/tok/grants", body: Array(body.compact.utf8))
  }

  private var grants: Int { account.server.grants("acme", "tok").count }

  @Test func `an answer has a status, a type and a body`() throws {
    let transport = account.server.transport()
    let created = try transport.send(create)
    #expect(created.status == 201)
    #expect(created.header("content-type") == "application/json")
    let refused = try transport.send(HTTPRequest(.get, "/api/v1/customers/nobody"))
    #expect(refused.status == 404)
    #expect(refused.header("content-type") == "application/problem+json")
    #expect(JSON(parsing: refused.body)?["type"] == "about:blank")
    #expect(JSON(parsing: refused.body)?["status"]?.decimal?.integer == 404)
  }

  @Test func `a limited request changes nothing, and says when to come back`() throws {
    let transport = account.server.transport()
    transport.faults = [1: .limited(retryAfter: 7)]
    let response = try transport.send(create)
    #expect(response.status == 429)
    #expect(response.header("retry-after") == "7")
    #expect(grants == 0)
  }

  @Test(arguments: [false, true]) func `a failed or lost request may have been carried out`(isCarriedOut: Bool) throws {
    let transport = account.server.transport()
    transport.faults = [
      1: .failed(status: 503, isCarriedOut: isCarriedOut), 2: .lost(isCarriedOut: isCarriedOut),
    ]
    #expect(try transport.send(create).status == 503)
    let error = #expect(throws: TransportError.self) { _ = try transport.send(create) }
    #expect(error?.mayHaveArrived == true)
    #expect(grants == (isCarriedOut ? 2 : 0))
  }

  @Test func `a process can end after any request`() throws {
    let transport = account.server.transport()
    transport.stopsAfter = 1
    _ = try transport.send(create)
    #expect(throws: TransportError.self) { _ = try transport.send(create) }
    #expect(grants == 1)
  }

  @Test func `waiting takes time at the server`() {
    let transport = account.server.transport()
    let start = transport.now
    transport.wait(seconds: 90)
    #expect(transport.now == start + 90)
  }

  /// Looks for a grant, and creates it if there is none: the race that every sender has to settle.
  private func createIfMissing(_ transport: CustomersTransport) {
    guard let list = try? transport.send(HTTPRequest(.get, create.path)), let json = JSON(parsing: list.body) else { return }
    if json["totalCount"]?.decimal?.isZero == true { _ = try? transport.send(create) }
  }

  @Test func `processes come in between at every request`() {
    Interleaving.run(on: account.server, turns: { $0[0] }, [createIfMissing, createIfMissing])
    #expect(grants == 1)
  }

  @Test func `two processes that look at the same time create twins`() {
    var turn = 0
    Interleaving.run(
      on: account.server,
      turns: { waiting in
        turn += 1
        return waiting[turn % waiting.count]
      }, [createIfMissing, createIfMissing])
    #expect(grants == 2)
  }
}
