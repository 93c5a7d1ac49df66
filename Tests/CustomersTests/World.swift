import Accounts
import Catalog
import Customers
import Diagnostics
import Foundations
import JSONText
import ModelCustomers
import Providers
import TestSupport
import Testing

/// A shop whose customers are in a model of OpenMeter. Each event is handled by a process of its own, two seconds after it
/// happened.
final class World {
  let server: OpenMeterCustomers
  let source: EventSource
  private let shapes: PayloadShapes?
  private(set) var catalog: Catalog
  var options = Bridge.Options() {
    didSet { bridge = nil }
  }
  private let setUp: JSON
  /// The findings of all events.
  private(set) var findings: [String] = []
  private(set) var failures: [String] = []
  /// What is read from the catalog, which does not change between processes; nil after a change.
  private var bridge: Bridge?

  init(
    _ text: String = shopText, provider: String = "stripe", now: Moment = "2027-01-01",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    server = OpenMeterCustomers(now: now)
    source = try #require(EventSource.named(provider), sourceLocation: sourceLocation)
    shapes = PayloadShapes.all[provider]
    let compilation = Compilation(Marked(text).source, providers: .named([.openmeter]))
    catalog = try #require(compilation.catalog, "\(compilation.diagnostics.map(\.message))", sourceLocation: sourceLocation)
    setUp = try #require(compilation.outputs.first, sourceLocation: sourceLocation).artifact.json(warnings: [])
    server.setUp(setUp)
  }

  /// Changes the catalog, as its owner would.
  func change(_ text: String) throws {
    let compilation = Compilation(Marked(text).source, providers: .named([]))
    catalog = try #require(compilation.catalog, "\(compilation.diagnostics.map(\.message))")
    bridge = nil
  }

  /// The same shop at its beginning, without reading its catalog again.
  init(like other: World, now: Moment = "2027-01-01") {
    server = OpenMeterCustomers(now: now)
    source = other.source
    shapes = other.shapes
    catalog = other.catalog
    bridge = other.newBridge()
    setUp = other.setUp
    server.setUp(setUp)
  }

  /// A process knows nothing of those before it: a bridge is a value, and what one learns is lost with it.
  func newBridge() -> Bridge {
    if let bridge { return bridge }
    let new = Bridge(catalog, source: source, options: options)
    bridge = new
    return new
  }

  static func client(_ transport: CustomersTransport) -> CustomerClient { CustomerClient(Sender(transport, .openmeter)) }

  /// Handles one delivery in a process of its own. It must be like those of the provider, unless it is hostile.
  @discardableResult
  func deliver(_ payload: String, through transport: CustomersTransport? = nil, isHostile: Bool = false) -> JSON? {
    for difference in isHostile ? [] : shapes?.differences(payload) ?? [] {
      Issue.record("not sent by \(source.title): \(difference)")
    }
    var bridge = newBridge()
    var client = Self.client(transport ?? server.transport())
    let text = SourceText(name: "event", bytes: Array(payload.utf8), isConfidential: true)
    let outcome = bridge.process(text, now: server.now.seconds, &client)
    findings += outcome.diagnostics.map { "\($0.severity.rawValue) \($0.rule): \($0.message)" }
    if let failure = outcome.failure { failures.append(failure.message) }
    return outcome.line
  }

  /// The event happens, and is delivered after some seconds.
  @discardableResult
  func send(_ event: StripeEvent, lag: Int64 = 2) -> JSON? {
    server.advance(to: event.time.adding(seconds: lag))
    return deliver(event.payload)
  }

  // MARK: What the customer has

  func balance(_ feature: String = "tok", of customer: String = "acme") -> Double? { server.balance(customer, feature) }

  func has(_ feature: String, _ customer: String = "acme") -> Bool { server.hasAccess(customer, feature) }

  func value(_ feature: String, _ customer: String = "acme") -> JSON? {
    let value = server.config(customer, feature).flatMap { JSON(parsing: Array($0.utf8)) }?["value"]
    return value?.text == nil ? value?.decimal?.integer.map(JSON.integer) ?? value : value
  }

  func use(_ amount: Int64, at time: Moment? = nil, _ meter: String = "tokens") {
    if let time { server.advance(to: time) }
    server.ingest(meter, of: "acme", .integer(amount), at: time)
    // What was used in a minute counts at its end.
    server.advance(bySeconds: 60)
  }

  func at(_ time: Moment) { server.advance(to: time) }

  /// Grants that count, or will.
  func grants(_ feature: String = "tok") -> [JSON] { server.grants("acme", feature).filter { $0["voidedAt"] == nil } }
}

/// Two plans, an add-on of which several can be bought, one with access and a value of its own, one that is paid once, and a top-up.
let shopText = #"""
  {"meters": {"tokens": {"eventType": "tokens", "aggregation": "sum", "valueProperty": "$.tokens"}},
   "features": {"tok": {"type": "metered", "meter": "tokens"}, "api": {"type": "boolean"}, "sso": {"type": "boolean"},
     "tier": {"type": "static"}, "projects": {"type": "limit"}},
   "plans": {
     "pro": {"entitlements": {"tok": 1000, "api": true, "projects": 3},
       "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}},
     "team": {"entitlements": {"tok": 5000, "api": true, "sso": true, "tier": "fast", "projects": 10},
       "prices": {"m": {"amount": 9900, "currency": "USD", "interval": "month"}}}},
   "addons": {
     "extra": {"entitlements": {"tok": 100}, "multiple": true,
       "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}},
     "login": {"entitlements": {"sso": true, "tier": "instant", "projects": 2},
       "prices": {"m": {"amount": 900, "currency": "USD", "interval": "month"}}},
     "boost": {"entitlements": {"tok": 500, "sso": true},
       "prices": {"once": {"amount": 700, "currency": "USD", "interval": "one_time"}}}},
   "topups": {"pack": {"feature": "tok", "amount": 10000, "prices": {"usd": {"amount": 1500, "currency": "USD", "interval": "one_time"}},
     "grant": {"priority": 2, "maxRolloverAmount": 10000}}}}
  """#
