import Accounts
import CatalogReading
import Diagnostics
import Providers
import Syntax
import TestSupport
import Testing

/// Arguments in an order that the Swift compiler does not accept. The messages and places are those of the compiler.
@Suite struct ArgumentOrderTests {
  private func catalog(price arguments: String) -> String {
    """
    let catalog = Catalog(
      features: ["api": Feature(type: .boolean)],
      plans: ["pro": Plan(entitlements: ["api": true], prices: ["monthly": Price(\(arguments))])])
    """
  }

  private func expect(
    _ messages: [String], paths: [String], in text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let reading = Reading(text)
    #expect(reading.isComplete, sourceLocation: sourceLocation)
    #expect(reading.diagnostics.map(\.message) == messages, sourceLocation: sourceLocation)
    #expect(reading.diagnostics.map(\.rule) == messages.map { _ in "argument-order" }, sourceLocation: sourceLocation)
    #expect(reading.diagnostics.map(\.path) == paths, sourceLocation: sourceLocation)
    #expect(reading.diagnostics.map(\.range) == Marked(text).ranges, sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    (#"currency: "USD", ⟦amount⟧: 1, interval: .month"#, "amount", "currency"),
    (#"interval: .month, currency: "USD", ⟦amount⟧: 1"#, "amount", "interval"),
    (#"currency: "USD", interval: .month, ⟦amount⟧: 1"#, "amount", "currency"),
    (#"interval: .month, ⟦amount⟧: 1, currency: "USD""#, "amount", "interval"),
    (#"currency: "USD", trialDays: nil, interval: .month, ⟦amount⟧: 1"#, "amount", "currency"),
    (#"amount: 1, trialDays: nil, ⟦currency⟧: "USD", interval: .month"#, "currency", "trialDays"),
    (#"amount: 1, interval: .month, ⟦currency⟧: "USD""#, "currency", "interval"),
    (#"`currency`: "USD", `⟦amount⟧`: 1, interval: .month,"#, "amount", "currency"),
    (#"currency: "USD", color: 5, ⟦amount⟧: 1, interval: .month"#, "amount", "currency"),
    (#"color: 5, currency: "USD", ⟦amount⟧: 1, interval: .month"#, "amount", "currency"),
  ]) func `one argument of a call is reported`(arguments: String, name: String, other: String) {
    let text = catalog(price: arguments)
    expect(
      ["argument `\(name)` must precede argument `\(other)`"], paths: ["plans.pro.prices.monthly.\(name)"], in: text)
    #expect(Reading(text).diagnostics.map(\.help) == ["move `\(name)` before `\(other)`"])
  }

  @Test func `an argument that is nil has a place, too`() {
    expect(
      ["argument `amount` must precede argument `currency`"], paths: ["plans.pro.prices.monthly"],
      in: catalog(price: #"currency: "USD", ⟦amount⟧: nil, interval: .month"#))
  }

  @Test func `every kind of call has an order`() {
    expect(
      [
        "argument `amount` must precede argument `reset`", "argument `enabled` must precede argument `metadata`",
        "argument `amount` must precede argument `currency`", "argument `features` must precede argument `plans`",
        "argument `min` must precede argument `max`", "argument `duration` must precede argument `count`",
      ],
      paths: [
        "plans.pro.entitlements.tokens.amount", "plans.pro.entitlements.api.enabled", "plans.pro.prices.monthly.amount",
        "features", "addons.seats.quantity.min", "topups.pack.grant.expiration.duration",
      ],
      in: """
        let catalog = BillingCatalog.Catalog.init(
          plans: ["pro": Plan(
            entitlements: [
              "tokens": .metered(reset: .month, ⟦amount⟧: 5),
              "api": Entitlement.boolean(metadata: ["b": 1, "a": 2], ⟦enabled⟧: true),
            ],
            prices: ["monthly": .init(currency: "USD", ⟦amount⟧: 1, interval: .month)])],
          ⟦features⟧: ["tokens": Feature(type: .metered), "api": Feature(type: .boolean)],
          addons: ["seats": Addon(entitlements: ["api": true], quantity: Quantity(max: 5, ⟦min⟧: 1))],
          topups: ["pack": Topup(feature: "tokens", amount: 5, prices: [:],
            grant: Grant(expiration: Expiration(count: 2, ⟦duration⟧: .month)))])
        """)
  }

  @Test func `the types that a usage price consists of have an order`() {
    let path = "plans.pro.entitlements.tokens.prices.usd"
    expect(
      [
        "argument `meter` must precede argument `where`", "argument `tiers` must precede argument `mode`",
        "argument `upTo` must precede argument `amount`", "argument `max` must precede argument `prices`",
        "argument `perUnit` must precede argument `set`", "argument `prices` must precede argument `quantity`",
      ],
      paths: [
        "features.tokens.meter", "\(path).tiers", "\(path).tiers.0.upTo", "plans.pro.entitlements.tokens.max",
        "plans.pro.entitlements.seats.perUnit", "plans.pro.prices",
      ],
      in: """
        let catalog = Catalog(
          features: [
            "tokens": Feature(type: .metered, where: ["model": .not(["a"])], ⟦meter⟧: "m"), "seats": Feature(type: .limit)],
          plans: ["pro": Plan(
            entitlements: [
              "tokens": .metered(
                prices: [
                  "usd": UsagePrice(mode: .volume, ⟦tiers⟧: [Tier(amount: 5, ⟦upTo⟧: 1), .init(flat: 5)], currency: "USD")],
                ⟦max⟧: 5),
              "seats": .limit(amount: 5, set: true, ⟦perUnit⟧: false),
            ],
            quantity: Quantity(), ⟦prices⟧: [:])])
        """)
  }

  @Test func `a dictionary has no order`() {
    let text = #"let c = ["plans": ["p": ["prices": ["m": ["currency": "USD", "amount": 1]], "name": "P"]], "features": [:]]"#
    #expect(!Reading(text).diagnostics.contains { $0.rule == "argument-order" })
  }

  @Test func `an argument that is there twice is a duplicate, and not out of order`() {
    let reading = Reading(catalog(price: #"amount: 1, currency: "USD", amount: 2, interval: .month"#))
    #expect(reading.diagnostics.map(\.rule) == ["duplicate-json-key"])
  }

  @Test func `such a catalog is not compiled`() {
    let text = Marked(catalog(price: #"currency: "USD", ⟦amount⟧: 1, interval: .month"#))
    let compilation = Compilation(text.source, format: .swift, providers: .all)
    #expect(compilation.catalog == nil && compilation.outputs.isEmpty)
    #expect(compilation.diagnostics.map(\.severity) == [.error])
  }

  // MARK: Fixes

  @Test(arguments: [
    (#"currency: "USD", amount: 1, interval: .month"#, #"amount: 1, currency: "USD", interval: .month"#),
    (#"`interval`: .month , currency:"USD", `amount` : -1 ,"#, #"`amount` : -1 , currency:"USD", `interval`: .month ,"#),
    (
      "\n  interval: Interval(\"month\" /* or so */,),\n  trialDays: nil,\n  currency: \"USD\",\n  amount: 1",
      "\n  amount: 1,\n  currency: \"USD\",\n  interval: Interval(\"month\" /* or so */,),\n  trialDays: nil"
    ),
    (
      "currency: \"USD\", amount: // cents\n 1, interval: .`month`", "amount: // cents\n 1, currency: \"USD\", interval: .`month`"
    ),
    (#"amount: 1, interval: .`month`, currency: "USD""#, #"amount: 1, currency: "USD", interval: .`month`"#),
  ]) func `the arguments are sorted, and the layout stays`(before: String, after: String) {
    expectFix(.safe, catalog(price: before), catalog(price: after), format: .swift)
  }

  @Test func `calls in one another are sorted one after the other`() {
    let text = """
      let catalog = Catalog(
        plans: ["pro": Plan(
          prices: ["monthly": Price(currency: "USD", amount: 1, interval: .month)], entitlements: ["api": true])],
        features: ["api": Feature(name: "API", type: .boolean)])
      """
    let sorted = """
      let catalog = Catalog(
        features: ["api": Feature(type: .boolean, name: "API")],
        plans: ["pro": Plan(
          entitlements: ["api": true], prices: ["monthly": Price(amount: 1, currency: "USD", interval: .month)])])
      """
    var result = text
    for _ in 0..<3 { result = fixed(result, format: .swift) }
    #expect(result == sorted)
  }

  @Test(arguments: [
    "currency: \"USD\", // dollars\n amount: 1, interval: .month", #"currency: "USD" /* dollars */, amount: 1, interval: .month"#,
  ]) func `arguments with comments between them are left to their author`(arguments: String) {
    expectNoFix(catalog(price: arguments), format: .swift)
  }

  @Test(arguments: [
    #"currency: "USD", amount: 1, interval: .month, colour: 5"#, #"currency: "USD", amount: 1, amount: 2, interval: .month"#,
  ]) func `arguments that cannot stay are not sorted`(arguments: String) {
    let fixes = Reading(catalog(price: arguments)).diagnostics.filter { $0.rule == "argument-order" }.map(\.fixes)
    #expect(fixes == [[]])
  }
}
