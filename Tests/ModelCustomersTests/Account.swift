import Accounts
import JSONText
import ModelAccounts
import ModelCustomers
import Providers
import Testing

/// A server with the customer `acme` and a metered feature `tok`, and requests in few words.
struct Account {
  let server: OpenMeterCustomers

  /// - Parameter now: when everything is set up.
  init(now: Moment = "2027-01-01", aggregation: String = "SUM", value: String? = "$.value") {
    server = OpenMeterCustomers(now: now)
    server.addMeter("tokens", aggregation, value: value)
    server.addFeature("tok", meter: "tokens")
    server.addFeature("api")
    server.addFeature("tier")
    server.addCustomer("acme")
  }

  /// The status and the body of the answer.
  func send(_ method: Request.Method, _ path: String, _ body: JSON? = nil) -> (status: Int, body: JSON) {
    switch server.send(method, path, body) {
    case .ok(let json): (200, json)
    case .created(let json): (201, json)
    case .empty: (204, .null)
    case .error(let status, let json): (status, json)
    }
  }

  /// Creates the entitlement to `tok`, without grants: its periods are months from its anchor on.
  @discardableResult func ground(
    anchor: Moment = "2027-01-01", interval: JSON = "MONTH", _ fields: JSON = [:]
  ) throws -> JSON {
    var body: JSON = [
      "type": "metered", "featureKey": "tok", "usagePeriod": ["interval": interval, "anchor": .string(anchor.description)],
      "measureUsageFrom": .string(anchor.description),
    ]
    for member in fields.members { body[member: member.name] = member.value }
    let (status, answer) = send(.post, "/api/v2/customers/acme/entitlements", body)
    try #require(status == 201, "\(answer.compact)")
    return answer
  }

  /// Creates a grant, and returns its id.
  @discardableResult func grant(
    _ amount: Int64, from time: Moment, priority: Int64 = 1, recurring: Moment? = nil, interval: JSON = "MONTH",
    max: Int64? = nil,
    min: Int64 = 0, expiration: JSON? = nil
  ) throws -> String {
    let body: JSON = .fields([
      "amount": .integer(amount), "priority": .integer(priority), "effectiveAt": .string(time.description),
      "minRolloverAmount": .integer(min), "maxRolloverAmount": max.map(JSON.integer), "expiration": expiration,
      "recurrence": recurring.map { ["interval": interval, "anchor": .string($0.description)] },
    ])
    let (status, answer) = send(.post, "/api/v2/customers/acme/entitlements/tok/grants", body)
    try #require(status == 201, "\(answer.compact)")
    return try #require(answer["id"]?.text)
  }

  func void(_ id: String, at time: Moment? = nil) throws {
    let (status, answer) = send(.delete, "/api/v1/grants/\(id)" + (time.map { "?at=\($0)" } ?? ""))
    try #require(status == 204, "\(answer.compact)")
  }

  /// Uses units at a time that has come by then.
  func use(_ units: Int64, at time: Moment) {
    server.advance(to: time)
    server.ingest("tokens", of: "acme", .integer(units), at: time)
  }

  /// At noon of a day.
  func balance(_ day: String) -> Double? {
    server.advance(to: Moment("\(day)T12:00:00Z") ?? server.now)
    return server.balance("acme", "tok")
  }
}
