import Accounts
import Customers
import Diagnostics
import Foundations
import JSONText
import Providers
import TestSupport
import Testing

/// A catalog with two plans, an add-on of each kind and a top-up.
let shop = """
  {
    "features": {
      "aiTokens": {"key": "ai_tokens", "type": "metered"},
      "apiAccess": {"key": "api_access", "type": "boolean"},
      "sso": {"type": "boolean"},
      "tier": {"type": "static"}
    },
    "plans": {
      "pro": {"entitlements": {"aiTokens": 1000, "apiAccess": true, "sso": false}, "providerIds": {"dodo": "pdt_pro"},
        "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month",
          "providerIds": {"stripe": "price_pro", "razorpay": "plan_pro", "polar": "pol_pro", "creem": "prod_pro"}}}},
      "team": {"key": "team_plan", "entitlements": {"aiTokens": 5000, "sso": true, "tier": "fast"},
        "prices": {"monthly": {"amount": 9000, "currency": "USD", "interval": "month",
          "providerIds": {"stripe": "price_team", "dodo": "pdt_team"}}}}
    },
    "addons": {
      "extra": {"entitlements": {"aiTokens": 100}, "multiple": true,
        "prices": {"monthly": {"amount": 500, "currency": "USD", "interval": "month", "providerIds": {"stripe": "price_extra"}}}},
      "login": {"entitlements": {"sso": true},
        "prices": {"monthly": {"amount": 900, "currency": "USD", "interval": "month", "providerIds": {"stripe": "price_login"}}}},
      "hurry": {"entitlements": {"tier": "instant"},
        "prices": {"monthly": {"amount": 700, "currency": "USD", "interval": "month", "providerIds": {"stripe": "price_hurry"}}}}
    },
    "topups": {
      "pack": {"feature": "aiTokens", "amount": 250.5,
        "prices": {"usd": {"amount": 1500, "currency": "USD", "interval": "one_time", "providerIds": {"dodo": "pdt_pack"}}},
        "grant": {"priority": 2, "maxRolloverAmount": 250.5}}
    }
  }
  """

/// Sends a provider's events through the bridge, one after the other.
struct Bridging {
  var bridge: Bridge
  private let source: EventSource
  private var line = 0

  init(
    _ provider: String, _ catalog: String = shop, options: Bridge.Options = Bridge.Options(),
    states: CustomerStates = CustomerStates(), sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let compilation = Compilation(Marked(catalog).source, providers: .named([]))
    let valid = try #require(
      compilation.catalog, "\(compilation.diagnostics.map(\.message))", sourceLocation: sourceLocation)
    source = try #require(EventSource.named(provider), sourceLocation: sourceLocation)
    bridge = Bridge(valid, source: source, options: options, states: states)
  }

  /// The result of one payload: its line of output, and `severity rule: message` of each finding.
  ///
  /// - Parameter isHostile: whether the payload is something that the provider never sends. Otherwise, it has no other fields than
  ///   the provider's payloads, but may lack some.
  mutating func send(_ payload: String, now: Int64 = 0, isHostile: Bool = false) -> (line: JSON?, findings: [String]) {
    let shapes = isHostile ? nil : source.provider.flatMap { PayloadShapes.all[$0.name] }
    for difference in shapes?.differences(payload, isPart: true) ?? [] {
      Issue.record("not sent by \(source.title): \(difference)")
    }
    let text = SourceText(name: "events", bytes: Array(payload.utf8), start: (line, 0), isConfidential: true)
    line += 1
    let outcome = bridge.process(text, now: now)
    return (outcome.line, outcome.diagnostics.map { "\($0.severity.rawValue) \($0.rule): \($0.message)" })
  }
}

extension Bridging {
  /// What a customer has after the events: `access`, the text of a value, or the sum of what was granted.
  func gives(_ customer: String = "acme") -> [String: String] {
    let state = bridge.states[customer]
    var given: [String: String] = [:]
    for entitlement in state.entitlements where entitlement.feature != Journal.featureKey {
      switch entitlement.kind {
      case .boolean: given[entitlement.feature] = "access"
      case .static: given[entitlement.feature] = entitlement.config
      case .metered:
        let grants = state.grants(entitlement.feature).filter { $0.voidedAt == nil }
        let sum = grants.reduce(ExactDecimal.zero) { $0 + $1.amount }
        if !sum.isZero { given[entitlement.feature] = sum.plain }
      }
    }
    return given
  }
}

extension JSON {
  /// The provider-neutral type of the event of a line.
  var type: String? { self["event"]?["type"]?.string }

  /// The ids of the operations of a line, except the record of the event itself.
  var operationIDs: [String] { operations.compactMap { $0["id"]?.string }.filter { !$0.hasPrefix("events/") } }

  var operations: [JSON] {
    if case .array(let operations)? = self["operations"] { operations } else { [] }
  }

  func operation(_ id: String) -> JSON? { operations.first { $0["id"]?.string == id } }
}

/// Stripe's payloads, as far as the bridge reads them.
enum Stripe {
  static func event(
    _ type: String, _ object: String, id: String = "evt_1", created: Int = 1_800_000_000, before: String? = nil
  ) -> String {
    let previous = before.map { #","previous_attributes":\#($0)"# } ?? ""
    return
      #"{"id":"\#(id)","object":"event","type":"\#(type)","created":\#(created),"data":{"object":\#(object)\#(previous)}}"#
  }

  static func subscription(
    _ status: String, _ prices: [(id: String, quantity: Int)] = [("price_pro", 1)], id: String = "sub_1",
    metadata: String = #"{"openmeterCustomer":"acme"}"#
  ) -> String {
    let items = prices.map { #"{"id":"si_1","quantity":\#($0.quantity),"price":{"id":"\#($0.id)","product":"prod_1"}}"# }
    return #"{"id":"\#(id)","object":"subscription","customer":"cus_1","status":"\#(status)","#
      + #""metadata":\#(metadata),"items":{"data":[\#(items.joined(separator: ","))]}}"#
  }
}

extension String {
  /// Replaces the first occurrence.
  func replacing(_ old: String, _ new: String) -> String { replacing(old, with: new, maxReplacements: 1) }
}
