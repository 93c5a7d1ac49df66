import Accounts
import JSONText
import ModelAccounts
import ModelCustomers
import Providers
import TestSupport
import Testing

/// What the server does with entitlements (openmeterio/openmeter 7e57a394, openmeter/entitlement).
@Suite struct EntitlementTests {
  private let account = Account()
  private let path = "/api/v2/customers/acme/entitlements"

  @Test func `a customer has one entitlement for each feature, and a conflict names it`() throws {
    let first = account.send(.post, path, ["type": "boolean", "featureKey": "api"]).body
    let (status, problem) = account.send(.post, path, ["type": "boolean", "featureKey": "api"])
    #expect(status == 409)
    #expect(problem["title"] == "Conflict")
    #expect(problem.at("extensions.conflictingEntityId") == first["id"])
    account.server.addCustomer("other")
    #expect(account.send(.post, "/api/v2/customers/other/entitlements", ["type": "boolean", "featureKey": "api"]).status == 201)
  }

  @Test func `version 2 does not return the metadata of a boolean entitlement, and version 1 does`() throws {
    let metadata: JSON = ["subscriptionId": "sub_1"]
    for body: JSON in [
      ["type": "boolean", "featureKey": "api"], ["type": "static", "featureKey": "tier", "config": "{\"value\":1}"],
      ["type": "metered", "featureKey": "tok", "usagePeriod": ["interval": "MONTH"]],
    ] {
      var body = body
      body[member: "metadata"] = metadata
      let created = account.send(.post, path, body).body
      let id = try #require(created["id"]?.text)
      let isBoolean = body["type"] == "boolean"
      #expect(created["metadata"] == (isBoolean ? nil : metadata))
      #expect(account.send(.get, "\(path)/\(id)").body["metadata"] == (isBoolean ? nil : metadata))
      #expect(account.send(.get, "/api/v2/entitlements/\(id)").body["metadata"] == (isBoolean ? nil : metadata))
      #expect(account.send(.get, "/api/v1/entitlements/\(id)").body["metadata"] == metadata)
    }
    #expect(account.send(.get, path).body["items"]?.elements.map { $0["metadata"] == nil } == [true, false, false])
  }

  @Test(
    arguments: [
      ["type": "boolean", "featureKey": "none"], ["type": "boolean"], ["type": "limit", "featureKey": "api"],
      ["type": "static", "featureKey": "tier"], ["type": "static", "featureKey": "tier", "config": "gold"],
      ["type": "metered", "featureKey": "tok"], ["type": "metered", "featureKey": "api", "usagePeriod": ["interval": "MONTH"]],
      ["type": "metered", "featureKey": "tok", "usagePeriod": ["interval": "month"]],
      ["type": "metered", "featureKey": "tok", "usagePeriod": ["interval": "PT30M"]],
      ["type": "metered", "featureKey": "tok", "usagePeriod": ["interval": "MONTH"], "issue": ["amount": -1]],
      ["type": "metered", "featureKey": "tok", "usagePeriod": ["interval": "MONTH"], "metadata": ["a": true]],
      ["type": "metered", "featureKey": "tok", "usagePeriod": ["interval": "MONTH"], "isSoftLimit": .null],
    ] as [JSON])
  func `what is not as it must be is refused`(_ body: JSON) {
    let status = account.send(.post, path, body).status
    #expect(status == (body["featureKey"] == "none" ? 404 : 400))
    #expect(account.send(.get, path).body["totalCount"] == 0)
  }

  @Test func `an override and a deletion take the grants along`() throws {
    try account.ground()
    let bought = try account.grant(10_000, from: "2027-01-01", priority: 2)
    #expect(account.balance("2027-01-02") == 10_000)
    let body: JSON = ["type": "metered", "featureKey": "tok", "usagePeriod": ["interval": "MONTH"], "issue": ["amount": 5000]]
    let (status, replaced) = account.send(.put, "\(path)/tok/override", body)
    #expect(status == 201)
    #expect(account.balance("2027-01-03") == 5000)
    let grants = "/api/v2/grants?customer=acme&feature=tok"
    func ids(_ query: String) -> [JSON?] { account.send(.get, query).body["items"]?.elements.map { $0["id"] } ?? [] }
    #expect(!ids(grants).contains(.string(bought)))
    #expect(ids(grants + "&includeDeleted=true").contains(.string(bought)))
    #expect(account.send(.delete, "\(path)/tok").status == 204)
    #expect(account.server.balance("acme", "tok") == nil)
    // Those of a deleted entitlement are never listed for a customer. The replaced one was not deleted.
    #expect(ids(grants + "&includeDeleted=true") == [.string(bought)])
    let id = try #require(replaced["id"]?.text)
    #expect(account.send(.get, "\(path)/\(id)").status == 404)
    #expect(account.send(.put, "\(path)/tok/override", body).status == 404)
  }

  @Test func `what has ended is not replaced, and nothing is twice in one instant`() throws {
    let boolean: JSON = ["type": "boolean", "featureKey": "api"]
    let first = try #require(account.send(.post, path, boolean).body["id"]?.text)
    #expect(account.send(.put, "\(path)/api/override", boolean).status == 201)
    // It is still found by its id.
    #expect(account.send(.get, "\(path)/\(first)").body["activeTo"] != nil)
    #expect(account.send(.put, "\(path)/\(first)/override", boolean).status == 400)
    #expect(account.send(.put, "\(path)/api/override", ["type": "boolean", "featureKey": "sso"]).status == 404)
    #expect(account.send(.put, "\(path)/api/override", ["type": "boolean", "featureKey": "tier"]).status == 400)
    #expect(account.send(.get, path).body["totalCount"] == 1)
  }

  @Test func `a reset where a period ends by itself is one reset`() throws {
    try account.ground([:])
    try account.grant(100, from: "2027-01-01", max: 60)
    account.server.advance(to: "2027-02-05")
    #expect(account.server.balance("acme", "tok") == 60)
    account.server.ingest("tokens", of: "acme", 50, at: "2027-02-01T00:00:30Z")
    #expect(account.send(.post, "\(path)/tok/reset", ["effectiveAt": "2027-02-01T00:00:00Z"]).status == 204)
    #expect(account.server.balance("acme", "tok") == 10)
    #expect(account.server.usage("acme", "tok") == 50)
  }

  @Test func `an entitlement and its grants come about together, or not at all`() {
    let grant: JSON = ["amount": 10, "effectiveAt": "2027-01-01T00:00:00Z"]
    let early: JSON = ["amount": 10, "effectiveAt": "2026-12-31T23:59:59Z"]
    func body(_ grants: JSON) -> JSON {
      ["type": "metered", "featureKey": "tok", "usagePeriod": ["interval": "MONTH"], "grants": grants]
    }
    #expect(account.send(.post, path, body([grant, early])).status == 400)
    #expect(account.send(.get, path).body["totalCount"] == 0)
    #expect(account.send(.post, path, body([grant, grant])).status == 201)
    #expect(account.server.grants("acme", "tok").count == 2)
    var both = body([grant])
    both[member: "issue"] = ["amount": 1]
    #expect(account.send(.post, path, both).status == 400)
  }

  @Test func `a period begins with the request unless it says since when usage counts`() throws {
    account.server.advance(to: "2027-01-10T10:20:30Z")
    func period(_ fields: JSON) throws -> [JSON?] {
      var body: JSON = [
        "type": "metered", "featureKey": "tok", "usagePeriod": ["interval": "MONTH", "anchor": "2027-01-01T00:00:30Z"],
      ]
      for member in fields.members { body[member: member.name] = member.value }
      let (status, answer) = account.send(.post, path, body)
      try #require(status == 201)
      #expect(account.send(.delete, "\(path)/tok").status == 204)
      return [answer.at("currentUsagePeriod.from"), answer.at("currentUsagePeriod.to")]
    }
    #expect(try period([:]) == ["2027-01-10T10:20:00Z", "2027-02-01T00:00:00Z"])
    #expect(try period(["measureUsageFrom": "NOW"]) == ["2027-01-10T10:20:00Z", "2027-02-01T00:00:00Z"])
    #expect(try period(["measureUsageFrom": "CURRENT_PERIOD_START"]) == ["2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z"])
    #expect(try period(["measureUsageFrom": "2027-01-05T01:02:03Z"]) == ["2027-01-05T01:02:00Z", "2027-02-01T00:00:00Z"])
    #expect(try period(["measureUsageFrom": "2026-11-05T00:00:00Z"]) == ["2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z"])
    // A first period in the future is the current one, before which no grant begins.
    #expect(try period(["measureUsageFrom": "2027-03-20T00:00:00Z"]) == ["2027-03-20T00:00:00Z", "2027-04-01T00:00:00Z"])
    let grant: JSON = ["amount": 1, "effectiveAt": "2027-01-10T10:20:00Z"]
    let body: JSON = [
      "type": "metered", "featureKey": "tok", "usagePeriod": ["interval": "MONTH"], "measureUsageFrom": "2027-03-20T00:00:00Z",
      "grants": [grant],
    ]
    #expect(account.send(.post, path, body).status == 400)
  }

  @Test func `an issue restores its amount at each reset, and is made of one grant`() throws {
    let (status, answer) = account.send(
      .post, path, ["type": "metered", "featureKey": "tok", "usagePeriod": ["interval": "MONTH"], "issue": ["amount": 500]])
    #expect(status == 201)
    #expect(answer["issue"] == ["amount": 500])
    account.use(450, at: "2027-01-05")
    #expect(account.balance("2027-01-05") == 50)
    #expect(account.balance("2027-02-02") == 500)
    let grant = try #require(account.server.grants("acme", "tok").first)
    #expect(grant["minRolloverAmount"] == 500)
    #expect(grant["annotations"] == ["issueAfterReset": true])
    #expect(grant["priority"] == 1)
  }

  @Test func `access ends with the balance unless the limit is soft`() throws {
    try account.ground()
    try account.grant(10, from: "2027-01-01")
    #expect(account.server.hasAccess("acme", "tok"))
    account.use(10, at: "2027-01-02")
    account.server.advance(to: "2027-01-03")
    #expect(!account.server.hasAccess("acme", "tok"))
    // Version 2 says so by leaving the member out.
    #expect(account.send(.get, "\(path)/tok/value").body["hasAccess"] == nil)
    #expect(account.send(.get, "/api/v1/customers/acme/entitlements/tok/value").body["hasAccess"] == false)
    #expect(account.send(.get, "/api/v1/customers/acme/access").body.at("entitlements.tok.hasAccess") == false)
    let soft: JSON = ["type": "metered", "featureKey": "tok", "usagePeriod": ["interval": "MONTH"], "isSoftLimit": true]
    #expect(account.send(.put, "\(path)/tok/override", soft).status == 201)
    #expect(account.server.hasAccess("acme", "tok"))
    // Without an entitlement there is an answer, too.
    #expect(account.send(.get, "\(path)/api/value").status == 200)
    #expect(!account.server.hasAccess("acme", "api"))
  }

  @Test func `a feature counts the events that its filter lets through`() throws {
    account.server.addMeter("calls", "COUNT", value: nil, groupBy: ["model": "$.model"])
    account.server.addFeature("large", meter: "calls", filters: ["model": ["$in": ["large", "huge"]]])
    account.server.addFeature("others", meter: "calls", filters: ["model": ["$nin": ["large", "huge"]]])
    for feature: JSON in ["large", "others"] {
      let body: JSON = ["type": "metered", "featureKey": feature, "usagePeriod": ["interval": "MONTH"], "issue": ["amount": 10]]
      #expect(account.send(.post, path, body).status == 201)
    }
    for model: JSON? in ["large", "huge", "small", nil] {
      account.server.ingest("calls", of: "acme", groups: model.map { ["model": $0] })
    }
    account.server.advance(to: "2027-01-02")
    #expect(account.server.balance("acme", "large") == 8)
    #expect(account.server.balance("acme", "others") == 8)
  }

  @Test func `the setup of a catalog is what customers are given`() throws {
    let server = OpenMeterCustomers(now: "2027-01-01")
    server.setUp(
      try artifact(
        """
        {"meters": {"calls": {"eventType": "call", "aggregation": "count", "groupBy": {"model": "$.model"}}},
         "features": {"large": {"type": "metered", "meter": "calls", "where": {"model": "large"}}, "api": {"type": "boolean"}},
         "plans": {"pro": {"entitlements": {"large": 10, "api": true},
           "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
        """, for: "openmeter"))
    server.addCustomer("acme")
    for body: JSON in [
      ["type": "boolean", "featureKey": "api"],
      ["type": "metered", "featureKey": "large", "usagePeriod": ["interval": "MONTH"], "issue": ["amount": 10]],
    ] { _ = server.send(.post, path, body) }
    server.ingest("calls", of: "acme", groups: ["model": "large"])
    server.ingest("calls", of: "acme", groups: ["model": "small"])
    server.advance(to: "2027-01-02")
    let access = server.access("acme")
    #expect(access.keys.sorted() == ["api", "large"])
    #expect(access["api"] == ["hasAccess": true])
    #expect(access["large"]?["balance"] == 9)
  }

  @Test func `a reset lies in the current period, after the last one, and not in the future`() throws {
    try account.ground()
    account.server.advance(to: "2027-02-10T12:00:30Z")
    func reset(_ time: JSON?) -> Int {
      account.send(.post, "\(path)/tok/reset", .fields(["effectiveAt": time, "retainAnchor": true])).status
    }
    #expect(reset("2027-01-31T00:00:00Z") == 400)
    #expect(reset("2027-02-11T00:00:00Z") == 400)
    #expect(reset("2027-02-05T00:00:00Z") == 204)
    #expect(reset("2027-02-03T00:00:00Z") == 400)
    #expect(reset(nil) == 204)
    #expect(reset(nil) == 400)
    // The anchor was kept.
    #expect(account.send(.get, "\(path)/tok").body.at("currentUsagePeriod.to") == "2027-03-01T00:00:00Z")
  }

  @Test func `a reset can preserve overage that the entitlement would forgive`() throws {
    for isPreserved in [false, true] {
      let account = Account()
      try account.ground()
      try account.grant(100, from: "2027-01-01", max: 100, min: 100)
      account.use(130, at: "2027-01-05")
      account.server.advance(to: "2027-01-10")
      #expect(account.send(.post, "\(path)/tok/reset", ["preserveOverage": .bool(isPreserved)]).status == 204)
      #expect(account.balance("2027-01-10") == (isPreserved ? 70 : 100))
    }
  }
}
