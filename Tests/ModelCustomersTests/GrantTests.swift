import Accounts
import JSONText
import ModelAccounts
import ModelCustomers
import Providers
import Testing

/// What the server does with grants (openmeterio/openmeter 7e57a394, openmeter/credit).
@Suite struct GrantTests {
  private let account = Account()
  private let path = "/api/v2/customers/acme/entitlements/tok/grants"

  private func status(_ fields: JSON) -> Int {
    var body: JSON = ["amount": 10, "effectiveAt": "2027-02-10T00:00:00Z"]
    for member in fields.members { body[member: member.name] = member.value }
    return account.send(.post, path, body).status
  }

  @Test func `a grant does not begin before the current period, to the minute`() throws {
    #expect(status([:]) == 404)
    try account.ground(anchor: "2027-01-01T00:00:30Z")
    account.server.advance(to: "2027-02-10T12:00:30Z")
    #expect(status(["effectiveAt": "2027-01-31T23:59:59Z"]) == 400)
    #expect(status(["effectiveAt": "2027-02-01T00:00:00Z"]) == 201)
    #expect(status(["effectiveAt": "2027-05-01T00:00:59Z"]) == 201)
    #expect(account.server.grants("acme", "tok").map { $0["effectiveAt"] } == ["2027-02-01T00:00:00Z", "2027-05-01T00:00:00Z"])
  }

  @Test func `a grant has terms, and defaults for what is left out`() throws {
    try account.ground()
    for fields: JSON in [
      ["amount": 0], ["amount": -1], ["amount": "10"], ["priority": 0], ["priority": 256], ["effectiveAt": "2027-02-10"],
      ["expiration": ["duration": "MONTH"]], ["expiration": ["duration": "month", "count": 1]],
      ["expiration": ["duration": "DAY", "count": 1001]], ["recurrence": ["interval": "monthly"]], ["metadata": ["n": 1]],
    ] { #expect(status(fields) == 400, "\(fields.compact)") }
    #expect(status(["recurrence": ["interval": "P1M"]]) == 201)
    let grant = try #require(account.server.grants("acme", "tok").first)
    #expect(grant["priority"] == 0)
    #expect(grant["minRolloverAmount"] == 0)
    #expect(grant["maxRolloverAmount"] == 10)
    #expect(grant["recurrence"] == ["anchor": "2027-02-10T00:00:00Z", "interval": "MONTH", "intervalISO": "P1M"])
    #expect(grant["expiresAt"] == nil)
  }

  @Test func `equal requests make two grants`() throws {
    try account.ground()
    #expect(status(["metadata": ["paymentId": "pi_1"]]) == 201)
    #expect(status(["metadata": ["paymentId": "pi_1"]]) == 201)
    #expect(account.server.grants("acme", "tok").count == 2)
  }

  @Test func `a grant is voided once, between the start of the period and now, and is listed all the same`() throws {
    try account.ground()
    let id = try account.grant(10, from: "2027-01-01")
    account.server.advance(to: "2027-02-10T12:00:30Z")
    func void(_ id: String, _ time: String?) -> Int {
      account.send(.delete, "/api/v1/grants/\(id)" + (time.map { "?at=\($0)" } ?? "")).status
    }
    #expect(void("01GRANT0000000000000000099", nil) == 404)
    #expect(void(id, "yesterday") == 400)
    #expect(void(id, "2027-02-10T12:01:00Z") == 400)
    #expect(void(id, "2027-01-31T23:59:00Z") == 400)
    #expect(void(id, "2027-02-10T12%3A00%3A59Z") == 204)
    #expect(void(id, nil) == 400)
    let listed = account.send(.get, path).body["items"]?.elements ?? []
    #expect(listed.map { $0["voidedAt"] } == ["2027-02-10T12:00:00Z"])
    #expect(account.send(.get, "/api/v2/grants?customer=acme&includeDeleted=false").body["totalCount"] == 1)
  }

  @Test func `lists come in pages, and metadata does not filter them`() throws {
    try account.ground()
    for day: Int64 in 0..<5 {
      #expect(status(["effectiveAt": .string(Moment("2027-03-10").adding(days: -day).description)]) == 201)
    }
    func days(_ query: String) -> [String] {
      (account.send(.get, query).body["items"]?.elements ?? []).compactMap {
        $0["effectiveAt"]?.text.map { String($0.prefix(10)) }
      }
    }
    // The list of an entitlement is in the order of creation, that of customers in the order of the days.
    #expect(days("\(path)?pageSize=2&page=2") == ["2027-03-08", "2027-03-07"])
    #expect(days("/api/v2/grants?customer=acme&pageSize=2") == ["2027-03-06", "2027-03-07"])
    #expect(days("/api/v2/grants?customer=acme&pageSize=2&order=DESC") == ["2027-03-10", "2027-03-09"])
    #expect(days("\(path)?limit=1&offset=4") == ["2027-03-06"])
    #expect(days("\(path)?metadata=none").count == 5)
    #expect(account.send(.get, "\(path)?pageSize=1001").status == 400)
    #expect(account.send(.get, "/api/v2/grants?customer=nobody").status == 404)
    #expect(account.send(.get, "/api/v2/grants?customer=acme&orderBy=effectiveAt").status == 400)
  }
}
