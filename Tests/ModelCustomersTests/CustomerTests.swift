import Accounts
import JSONText
import ModelCustomers
import Providers
import Testing

/// What the server does with customers (openmeterio/openmeter 7e57a394, openmeter/customer).
@Suite struct CustomerTests {
  private let account = Account()

  private func create(_ body: JSON) -> (status: Int, body: JSON) { account.send(.post, "/api/v1/customers", body) }

  @Test func `a key belongs to one customer, and is no subject of another`() {
    #expect(create(["key": "acme", "name": "A"]).status == 409)
    #expect(create(["key": "other", "name": "B", "usageAttribution": ["subjectKeys": ["device"]]]).status == 201)
    #expect(create(["key": "device", "name": "C"]).status == 409)
    #expect(create(["key": "third", "name": "D", "usageAttribution": ["subjectKeys": ["device"]]]).status == 409)
    // Not checked the other way round.
    #expect(create(["key": "fourth", "name": "E", "usageAttribution": ["subjectKeys": ["acme"]]]).status == 201)
  }

  @Test func `a customer has a name, and a key or a subject`() {
    #expect(create(["key": "a"]).status == 400)
    #expect(create(["name": "A"]).status == 400)
    #expect(create(["name": "A", "usageAttribution": ["subjectKeys": []]]).status == 400)
    #expect(create(["name": "A", "key": "a", "metadata": ["seats": 3]]).status == 400)
    #expect(create(["name": "A", "usageAttribution": ["subjectKeys": ["device"]]]).status == 201)
  }

  @Test func `an update replaces the customer, except for the address of its email and the currency`() throws {
    let body: JSON = [
      "key": "b", "name": "B", "description": "old", "primaryEmail": "b@example.com", "currency": "USD", "metadata": ["a": "1"],
      "usageAttribution": ["subjectKeys": ["s1", "s2"]],
    ]
    let created = create(body).body
    let id = try #require(created["id"]?.text)
    let update: JSON = ["name": "C", "usageAttribution": ["subjectKeys": ["s2", "s3"]]]
    let (status, updated) = account.send(.put, "/api/v1/customers/b", update)
    #expect(status == 200)
    #expect(updated["key"] == nil)
    #expect(updated["description"] == nil)
    #expect(updated["metadata"] == nil)
    #expect(updated["primaryEmail"] == "b@example.com")
    #expect(updated["currency"] == "USD")
    #expect(updated.at("usageAttribution.subjectKeys") == ["s2", "s3"])
    #expect(account.send(.get, "/api/v1/customers/b").status == 404)
    #expect(account.send(.get, "/api/v1/customers/\(id)").body == updated)
    #expect(account.send(.put, "/api/v1/customers/\(id)", ["name": "D"]).status == 400)
  }

  @Test func `a customer with entitlements is not deleted, and a deleted one is not changed`() throws {
    let id = try #require(account.send(.get, "/api/v1/customers/acme").body["id"]?.text)
    let entitlements = "/api/v2/customers/acme/entitlements"
    #expect(account.send(.post, entitlements, ["type": "boolean", "featureKey": "api"]).status == 201)
    #expect(account.send(.delete, "/api/v1/customers/acme").status == 409)
    #expect(account.send(.delete, "\(entitlements)/api").status == 204)
    #expect(account.send(.delete, "/api/v1/customers/acme").status == 204)
    #expect(account.send(.get, "/api/v1/customers/\(id)").body["deletedAt"] != nil)
    #expect(account.send(.get, "/api/v1/customers/acme").status == 404)
    #expect(account.send(.put, "/api/v1/customers/\(id)", ["name": "A", "key": "acme"]).status == 412)
    #expect(account.send(.delete, "/api/v1/customers/\(id)").status == 412)
    #expect(account.send(.get, "/api/v2/customers/\(id)/entitlements").status == 412)
    #expect(create(["key": "acme", "name": "A"]).status == 201)
  }

  @Test func `a filter matches parts, without case`() {
    _ = create(["key": "acme-2", "name": "ACME two"])
    _ = create(["key": "b", "name": "B", "usageAttribution": ["subjectKeys": ["Device-1"]]])
    func keys(_ query: String) -> [JSON?] {
      account.send(.get, "/api/v1/customers?\(query)").body["items"]?.elements.map { $0["key"] } ?? []
    }
    #expect(keys("key=ACME") == ["acme-2", "acme"])
    #expect(keys("subject=vice") == ["b"])
    #expect(keys("pageSize=1&page=2") == ["b"])
    #expect(account.send(.get, "/api/v1/customers?pageSize=1001").status == 400)
  }

  @Test func `events of the key and of the subjects are the customer's`() throws {
    _ = account.send(.put, "/api/v1/customers/acme", ["name": "A", "key": "acme", "usageAttribution": ["subjectKeys": ["d1"]]])
    try account.ground()
    try account.grant(100, from: "2027-01-01")
    func event(_ id: JSON, _ subject: JSON, _ value: JSON) -> JSON {
      ["specversion": "1.0", "id": id, "source": "app", "type": "tokens", "subject": subject, "data": ["value": value]]
    }
    #expect(account.send(.post, "/api/v1/events", event("1", "acme", 1)).status == 204)
    #expect(account.send(.post, "/api/v1/events", [event("2", "d1", "10"), event("3", "d2", 50)]).status == 204)
    // The same id from the same source is the same event.
    #expect(account.send(.post, "/api/v1/events", event("1", "acme", 5)).status == 204)
    #expect(account.send(.post, "/api/v1/events", ["id": "4"]).status == 400)
    #expect(account.balance("2027-01-01") == 89)
  }
}
