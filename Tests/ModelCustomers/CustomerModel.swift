import Accounts
import JSONText
import ModelAccounts
import Providers

/// The customers of an OpenMeter account, with their entitlements, grants and usage, beside the meters, features and plans of
/// ``OpenMeterModel``.
///
/// Source, read on 2026-11-29: openmeterio/openmeter 7e57a394 (2026-08-18), api/openapi.yaml and the files of openmeter/ that are named
/// at each function. Nothing was compared with a running server. What is not modeled: subscriptions, history, price lists.
package struct CustomerModel: ModelAccount {
  package static let api = AccountAPI.openmeter
  /// What the account sells and measures.
  package private(set) var account = OpenMeterModel()
  /// The server's clock. Each request takes a millisecond.
  package private(set) var now: Moment

  var customers: [Customer] = []
  var entitlements: [Entitlement] = []
  var grants: [Grant] = []
  /// What is only stored and returned, by the number of the grant.
  var grantTexts: [(metadata: JSON?, annotations: JSON?)] = []
  var log = UsageLog()
  private var features: [Feature] = []

  package init(now: Moment) { self.now = now }

  /// Time never goes back.
  package mutating func advance(to time: Moment) { now = max(now, time) }

  package mutating func advance(to time: String) -> Bool {
    guard let time = Moment(time) else { return false }
    advance(to: time)
    return true
  }

  package mutating func answer(_ request: ModelRequest) -> ModelResponse {
    now = Moment(milliseconds: now.milliseconds + 1)
    let path = request.path
    guard path.first == "api", path.count >= 3 else { return Problem.missing("not found").response }
    do throws(Problem) {
      switch (path[1], path[2]) {
      case ("v1", "customers"), ("v2", "customers"): return try customers(request, version: path[1], Array(path.dropFirst(3)))
      case ("v1", "entitlements"), ("v2", "entitlements"):
        if request.method == .get, path.count == 3, path[1] == "v2" { return try listEntitlements(request) }
        guard request.method == .get, path.count == 4 else { throw .missing("not found") }
        return .ok(try entitlement(path[3], version: path[1]))
      case ("v1", "events"):
        guard request.method == .post, path.count == 3 else { throw .missing("not found") }
        return try ingest(request.body)
      case ("v1", "grants"):
        guard request.method == .delete, path.count == 4 else { throw .missing("not found") }
        return try void(path[3], at: time(request, "at"))
      case ("v2", "grants"):
        guard request.method == .get, path.count == 3 else { throw .missing("not found") }
        return try listGrants(request)
      default: return forward(request)
      }
    } catch {
      return error.response
    }
  }

  private mutating func forward(_ request: ModelRequest) -> ModelResponse {
    let response = account.answer(request)
    if request.method != .get {
      features = account.featureObjects.compactMap(Feature.init)
      log.set(account.meterObjects.compactMap(Meter.init))
      for index in entitlements.indices { entitlements[index].computed = nil }
    }
    return response
  }

  // MARK: Queries

  func time(_ request: ModelRequest, _ name: String) throws(Problem) -> Moment? {
    guard let text = request.query(name) else { return nil }
    guard let time = Moment(text) else { throw .invalid("parameter \"\(name)\" in query has an error: not a date-time") }
    return time
  }

  func flag(_ request: ModelRequest, _ name: String) throws(Problem) -> Bool {
    switch request.query(name) {
    case nil, "false": false
    case "true": true
    default: throw .invalid("parameter \"\(name)\" in query has an error: not a boolean")
    }
  }

  func number(_ request: ModelRequest, _ name: String, _ range: ClosedRange<Int>) throws(Problem) -> Int? {
    guard let text = request.query(name) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw .invalid("parameter \"\(name)\" in query has an error: not from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// Pages of 1 to 1000 elements, 100 unless said otherwise (api/openapi.yaml, `Pagination.pageSize`).
  ///
  /// - Parameter hasOffsets: whether `limit` and `offset` are there for those who name no page; the answer has page 0 then.
  func page(_ request: ModelRequest, _ objects: [JSON], hasOffsets: Bool = false) throws(Problem) -> ModelResponse {
    let page = try number(request, "page", 1...Int.max)
    let size = try number(request, "pageSize", 1...1000)
    let limit = try number(request, "limit", 1...1000)
    let offset = try number(request, "offset", 0...Int.max)
    func answer(_ page: Int, _ size: Int, _ skipped: Int, _ count: Int) -> ModelResponse {
      .ok([
        "items": .array(Array(objects.dropFirst(skipped).prefix(count))), "page": .integer(Int64(page)),
        "pageSize": .integer(Int64(size)), "totalCount": .integer(Int64(objects.count)),
      ])
    }
    if hasOffsets, page == nil, size == nil { return answer(0, 0, offset ?? 0, limit ?? 100) }
    let count = size ?? 100
    return answer(page ?? 1, count, ((page ?? 1) - 1).multipliedReportingOverflow(by: count).partialValue, count)
  }

  func isDescending(_ request: ModelRequest) throws(Problem) -> Bool {
    switch request.query("order") {
    case nil, "ASC": false
    case "DESC": true
    default: throw .invalid("parameter \"order\" in query has an error: not an allowed value")
    }
  }

  // MARK: Features

  /// By id or key, without archived ones (entitlement/service/scheduling.go, `ScheduleEntitlement`: the id has priority).
  func feature(_ body: RequestBody) throws(Problem) -> Feature {
    let id = try body.text("featureId", 1...64)
    let key = try body.text("featureKey", 1...64)
    guard let name = id ?? key else { throw .invalid("feature ID or Key is required") }
    guard let feature = features.first(where: { $0.id == name || $0.key == name }) else {
      throw .missing("feature not found: \(name)")
    }
    return feature
  }

  /// - Parameter id: of a feature that may be archived, which goes on being metered.
  func meter(of entitlement: Entitlement) -> (meter: Meter, feature: Feature)? {
    entitlement.feature.meter.flatMap { log.meters[$0] }.map { ($0, entitlement.feature) }
  }

  /// As ULIDs are written: 26 characters.
  func nextID(_ kind: String, _ count: Int) -> String {
    let number = String(count + 1)
    return "01\(kind)" + String(repeating: "0", count: 24 - kind.utf8.count - number.utf8.count) + number
  }

  // MARK: Comparison

  package var ids: [String] { account.ids + customers.map(\.id) + entitlements.map(\.id) + grants.map(\.id) }

  /// What is for sale, and what customers have: neither deleted, nor voided, nor replaced.
  package var live: [JSON] {
    account.live
      + customers.filter { $0.deletedAt == nil }.map { $0.json.without(["createdAt", "updatedAt"]) }
      + entitlements.filter { $0.isActive(at: now) }.map {
        shown($0, version: "v1").without(["createdAt", "updatedAt", "activeFrom"])
      }
      + grants.indices.filter { grants[$0].voidedAt == nil && grants[$0].deletedAt == nil }.map {
        shown(grant: $0).without(["createdAt", "updatedAt", "nextRecurrence"])
      }
  }
}

extension JSON {
  var texts: [String] { elements.compactMap(\.text) }
}
