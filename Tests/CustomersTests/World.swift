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

  /// Handles one delivery in a process of its own.
  @discardableResult
  func deliver(_ payload: String, through transport: CustomersTransport? = nil) -> JSON? {
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

/// An event of Stripe in few words.
struct StripeEvent {
  let time: Moment
  var type: String
  var object: [JSON.Member]
  var before: JSON?
  var id: String?
  var isLive: Bool?

  private static func seconds(_ time: Moment) -> JSON { .integer(time.seconds) }

  /// - Parameters:
  ///   - items: keys of items and quantities.
  ///   - start: of the period; by default, the day of the month on which the subscription began, at midnight.
  static func subscription(
    _ time: Moment, _ type: String, _ status: String = "active", items: [(String, Int64)] = [("pro", 1)], id: String = "sub_1",
    start: Moment = "2027-01-01", end: Moment? = nil, anchor: Moment? = nil, customer: String = "acme", more: [JSON.Member] = []
  ) -> StripeEvent {
    let end = end ?? start.adding(months: 1)
    let lines = items.map { key, quantity -> JSON in
      [
        "id": .string("si_\(key)"), "quantity": .integer(quantity), "current_period_start": seconds(start),
        "current_period_end": seconds(end), "price": ["id": .string("price_\(key)"), "lookup_key": .string("\(key):m")],
      ]
    }
    return StripeEvent(
      time: time, type: "customer.subscription.\(type)",
      object: [
        .init("id", .string(id)), .init("customer", "cus_1"), .init("status", .string(status)),
        .init("metadata", ["openmeterCustomer": .string(customer)]), .init("billing_cycle_anchor", seconds(anchor ?? start)),
        .init("items", ["object": "list", "data": .array(lines)]),
      ] + more)
  }

  static func checkout(
    _ time: Moment, _ payment: String? = "pi_1", _ item: String = "catalogTopupId", _ name: String = "pack",
    status: String = "paid"
  ) -> StripeEvent {
    StripeEvent(
      time: time, type: "checkout.session.completed",
      object: [
        .init("id", "cs_1"), .init("mode", "payment"), .init("customer", "cus_1"), .init("payment_status", .string(status)),
        .init("payment_intent", payment.map(JSON.string) ?? .null),
        .init("metadata", .object([.init("openmeterCustomer", "acme"), .init(item, .string(name))])),
      ])
  }

  static func refund(_ time: Moment, _ payment: String = "pi_1") -> StripeEvent {
    StripeEvent(
      time: time, type: "charge.refunded",
      object: [
        .init("id", "ch_1"), .init("customer", "cus_1"), .init("payment_intent", .string(payment)), .init("refunded", true),
        .init("metadata", ["openmeterCustomer": "acme"]),
      ])
  }

  /// A refund as Stripe sends it: the charge of a checkout has none of the metadata of its session.
  static func charge(
    _ time: Moment, _ payment: String = "pi_1", customer: String? = "cus_1", isWhole: Bool = true
  ) -> StripeEvent {
    StripeEvent(
      time: time, type: "charge.refunded",
      object: [
        .init("id", "ch_1"), .init("customer", customer.map(JSON.string) ?? .null), .init("payment_intent", .string(payment)),
        .init("refunded", .bool(isWhole)), .init("metadata", .object([])),
      ])
  }

  /// What was paid of an invoice. Nothing else links the two: an invoice does not name its payment, nor a payment its invoice.
  static func invoicePayment(_ time: Moment, _ payment: String = "pi_1", of invoice: String = "in_1") -> StripeEvent {
    StripeEvent(
      time: time, type: "invoice_payment.paid",
      object: [
        .init("id", "inpay_1"), .init("invoice", .string(invoice)), .init("status", "paid"),
        .init("payment", ["type": "payment_intent", "payment_intent": .string(payment)]),
      ])
  }

  /// An invoice with a line that is paid once.
  static func invoice(_ time: Moment, _ id: String = "in_1", _ item: String = "catalogTopupId", _ name: String = "pack")
    -> StripeEvent
  {
    let line: JSON = [
      "id": "il_1", "quantity": 1, "metadata": .object([.init(item, .string(name))]),
      "parent": ["type": "invoice_item_details", "invoice_item_details": ["proration": false]],
    ]
    return StripeEvent(
      time: time, type: "invoice.paid",
      object: [
        .init("id", .string(id)), .init("customer", "cus_1"), .init("metadata", ["openmeterCustomer": "acme"]),
        .init("lines", ["data": [line]]),
      ])
  }

  /// The end of a dispute, which names nobody.
  static func dispute(_ time: Moment, _ status: String, of payment: String = "pi_1") -> StripeEvent {
    StripeEvent(
      time: time, type: "charge.dispute.closed",
      object: [.init("id", "dp_1"), .init("payment_intent", .string(payment)), .init("status", .string(status))])
  }

  static func dispute(_ time: Moment, _ type: String, _ status: String) -> StripeEvent {
    StripeEvent(
      time: time, type: "charge.dispute.\(type)",
      object: [
        .init("id", "dp_1"), .init("payment_intent", "pi_1"), .init("status", .string(status)),
        .init("metadata", ["openmeterCustomer": "acme"]),
      ])
  }

  var payload: String {
    // The id tells events apart, as Stripe's do.
    let id =
      id
      ?? "evt_\(time.milliseconds)_\(type)_\(object.map { $0.value.compact }.joined().utf8.reduce(5381) { ($0 &* 33) ^ Int($1) })"
    return JSON.fields([
      "id": .string(id), "object": "event", "type": .string(type), "created": Self.seconds(time),
      "livemode": isLive.map(JSON.bool),
      "data": .fields(["object": .object(object), "previous_attributes": before]),
    ]).compact
  }
}
