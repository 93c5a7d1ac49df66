import Accounts
import JSONText
import ModelAccounts
import Providers

/// A model server of OpenMeter: what tests set up, how its time goes on, and what customers have.
///
///     let server = OpenMeterCustomers(now: "2027-01-01")
///     server.addMeter("tokens", value: "$.tokens")
///     server.addFeature("tok", meter: "tokens")
///     server.addCustomer("acme")
///     … requests through `server.transport()` …
///     server.ingest("tokens", of: "acme", 600, at: "2027-01-05")
///     server.advance(to: "2027-01-06")
///     server.balance("acme", "tok")
///
/// Several transports may share it, each for one process.
package final class OpenMeterCustomers {
  /// All that it knows. It is a value: a test can keep it, and put it back.
  package var model: CustomerModel
  private var eventCount = 0

  package init(now: Moment) { model = CustomerModel(now: now) }

  package init(_ model: CustomerModel) { self.model = model }

  // MARK: Time

  package var now: Moment { model.now }

  /// Time never goes back.
  package func advance(to time: Moment) { model.advance(to: time) }

  package func advance(bySeconds seconds: Int64) { model.advance(to: now.adding(seconds: seconds)) }

  // MARK: Set-up

  /// Carries out the setup requests of an artifact for OpenMeter: meters and features, whose bodies are complete.
  package func setUp(_ artifact: JSON) {
    for request in artifact["setup"]?.elements ?? [] {
      guard let path = request["path"]?.text, path == "/api/v1/meters" || path == "/api/v1/features" else { continue }
      require(send(.post, path, request["body"] ?? .null))
    }
  }

  /// - Parameter value: the path of the value in `data`; nil for COUNT.
  package func addMeter(
    _ slug: String, _ aggregation: String = "SUM", value: String?, eventType: String? = nil, groupBy: JSON? = nil
  ) {
    require(
      send(
        .post, "/api/v1/meters",
        .fields([
          "slug": .string(slug), "aggregation": .string(aggregation), "eventType": .string(eventType ?? slug),
          "valueProperty": value.map(JSON.string), "groupBy": groupBy,
        ])))
  }

  /// - Parameter meter: its slug; nil for a feature that is not metered.
  package func addFeature(_ key: String, meter: String? = nil, filters: JSON? = nil) {
    require(
      send(
        .post, "/api/v1/features",
        .fields([
          "key": .string(key), "name": .string(key), "meterSlug": meter.map(JSON.string), "advancedMeterGroupByFilters": filters,
        ])))
  }

  package func addCustomer(_ key: String, subjects: [String] = []) {
    require(
      send(
        .post, "/api/v1/customers",
        .fields([
          "key": .string(key), "name": .string(key),
          "usageAttribution": subjects.isEmpty ? nil : ["subjectKeys": .strings(subjects)],
        ])))
  }

  private func require(_ response: ModelResponse) {
    if case .error(_, let json) = response { preconditionFailure(json.compact) }
  }

  /// Sends a request without a transport: no fault comes in between.
  package func send(_ method: Request.Method, _ path: String, _ body: JSON? = nil) -> ModelResponse {
    model.answer(ModelRequest(method, path, body ?? .null))
  }

  // MARK: Usage

  /// Reports usage with an event of its own.
  ///
  /// - Parameters:
  ///   - meter: its slug. The value is put where the meter reads it.
  ///   - subject: a customer's key, or one of its subjects.
  ///   - time: now, if it is left out.
  package func ingest(_ meter: String, of subject: String, _ value: JSON = 1, groups: JSON? = nil, at time: Moment? = nil) {
    guard let meter = model.log.meters[meter] else { preconditionFailure("unknown meter \(meter)") }
    var data: [JSON.Member] = groups?.members ?? []
    if let path = meter.path, let first = path.first {
      let inner = path.dropFirst().reversed().reduce(value) { .object([.init($1, $0)]) }
      data.append(.init(first, inner))
    }
    eventCount += 1
    _ = model.ingest(
      UsageEvent(
        id: "own-\(eventCount)", source: "test", type: meter.eventType, subject: subject, time: time ?? model.now,
        data: .object(data)))
  }

  // MARK: What customers have

  /// What is left of a metered feature now, at the end of this minute; nil without an entitlement.
  package func balance(_ customer: String, _ feature: String, at time: Moment? = nil) -> Double? {
    value(customer, feature, at: time)["balance"]?.double
  }

  /// What was used in the current period.
  package func usage(_ customer: String, _ feature: String, at time: Moment? = nil) -> Double? {
    value(customer, feature, at: time)["usage"]?.double
  }

  package func overage(_ customer: String, _ feature: String, at time: Moment? = nil) -> Double? {
    value(customer, feature, at: time)["overage"]?.double
  }

  package func hasAccess(_ customer: String, _ feature: String, at time: Moment? = nil) -> Bool {
    value(customer, feature, at: time)["hasAccess"] == true
  }

  /// The text of a static entitlement; nil without one.
  package func config(_ customer: String, _ feature: String) -> String? { value(customer, feature)["config"]?.text }

  /// `GET …/value` of version 2; no access for a customer that does not exist.
  package func value(_ customer: String, _ feature: String, at time: Moment? = nil) -> JSON {
    guard let index = try? model.customer(customer) else { return [:] }
    return (try? model.value(index, feature, at: time, version: "v2")) ?? [:]
  }

  /// What the customer has of each feature now, as `GET /api/v1/customers/{customerIdOrKey}/access` answers: `hasAccess`, and for metered
  /// features `balance`, `usage` and `overage`, for static ones `config`.
  package func access(_ customer: String) -> [String: JSON] {
    guard let index = try? model.customer(customer) else { return [:] }
    let features = model.access(index)["entitlements"]?.members ?? []
    return Dictionary(features.map { ($0.name, $0.value) }) { first, _ in first }
  }

  /// The customer's active entitlements with their metadata, which version 1 returns of booleans, too.
  package func entitlements(_ customer: String) -> [JSON] {
    guard let index = try? model.customer(customer) else { return [] }
    return model.entitlements.filter { $0.customer == index && $0.isActive(at: model.now) }.map { model.shown($0, version: "v1") }
  }

  /// The grants of the customer's active entitlement, voided ones included; each has what is left of it in `balance`.
  package func grants(_ customer: String, _ feature: String) -> [JSON] {
    guard let index = try? model.customer(customer), let entitlement = model.active(index, feature, at: model.now) else {
      return []
    }
    let balances = model.balance(of: entitlement, at: model.now)?.balances ?? [:]
    return model.grants.indices.filter { model.grants[$0].entitlement == entitlement }.map { number in
      var grant = model.shown(grant: number)
      grant[member: "balance"] = balances[model.grants[number].id].map { JSON($0) }
      return grant
    }
  }

  package func transport() -> CustomersTransport { CustomersTransport(self) }
}

/// What goes wrong with a request.
package enum TransportFault: Sendable {
  /// Status 429, and nothing is carried out.
  case limited(retryAfter: Int)
  /// A failure of the server, before or after it has carried the request out.
  case failed(status: Int, isCarriedOut: Bool)
  /// No answer arrives.
  case lost(isCarriedOut: Bool)
}

/// The connection of one process to the server.
package final class CustomersTransport: Transport {
  private let server: OpenMeterCustomers
  /// By the number of the request, from 1 on.
  package var faults: [Int: TransportFault] = [:]
  /// Every how many requests one is refused with status 429; nil for never.
  package var limitsEvery: Int?
  /// The number of requests after which nothing is reached any more, as if the process had ended.
  package var stopsAfter: Int?
  /// Called before each request with its number: other processes, or time, may come in between.
  package var beforeRequest: ((Int) -> Void)?
  package private(set) var requests: [HTTPRequest] = []
  private var count = 0
  private var nonces = 0

  package init(_ server: OpenMeterCustomers) { self.server = server }

  /// Those that may change something.
  package var writes: [HTTPRequest] { requests.filter { $0.method != .get } }

  package func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
    count += 1
    beforeRequest?(count)
    if let stopsAfter, count > stopsAfter { throw TransportError("connection refused", mayHaveArrived: false) }
    requests.append(request)
    var fault = faults[count]
    if fault == nil, let limitsEvery, count % limitsEvery == 0 { fault = .limited(retryAfter: 0) }
    switch fault {
    case nil: return respond(request)
    case .limited(let seconds):
      let response = Problem(429, "too many requests").response.http
      return HTTPResponse(
        status: 429, headers: response.headers + [("retry-after", String(seconds))], body: response.body)
    case .failed(let status, let isCarriedOut):
      if isCarriedOut { _ = respond(request) }
      return Problem(status, "the server failed").response.http
    case .lost(let isCarriedOut):
      if isCarriedOut { _ = respond(request) }
      throw TransportError("the connection was closed", mayHaveArrived: true)
    }
  }

  private func respond(_ request: HTTPRequest) -> HTTPResponse { server.model.answer(ModelRequest(request, .json)).http }

  package func wait(seconds: Double) {
    server.advance(to: Moment(milliseconds: server.now.milliseconds + Int64(seconds * 1000)))
  }

  package var now: Int64 { server.now.seconds }

  package func nonce() -> String {
    nonces += 1
    return "nonce-\(nonces)"
  }
}
