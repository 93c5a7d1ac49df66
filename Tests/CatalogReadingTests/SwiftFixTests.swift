import CatalogReading
import Diagnostics
import TestSupport
import Testing

/// The same fixes in a Swift catalog: members stay members, labels stay labels, and comments are preserved.
@Suite struct SwiftFixTests {
  private func expectFix(
    _ applicability: Fix.Applicability, _ before: String, _ after: String, in catalog: (String) -> String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    TestSupport.expectFix(
      applicability, catalog(before), catalog(after), format: .swift, sourceLocation: sourceLocation)
  }

  private func price(_ arguments: String) -> String {
    """
    let catalog = Catalog(
      features: ["api": Feature(type: .boolean)],
      plans: ["pro": Plan(entitlements: ["api": true], prices: ["monthly": Price(\(arguments))])])
    """
  }

  private func addon(_ arguments: String) -> String {
    """
    let catalog = Catalog(
      features: ["apiAccess": Feature(type: .boolean)], plans: ["pro": Plan(entitlements: ["apiAccess": true])],
      addons: ["x": Addon(entitlements: ["apiAccess": true], \(arguments))])
    """
  }

  @Test func `a member stays a member`() {
    expectFix(
      .safe, #"amount: 1, currency: "USD", interval: . /* a.b */ mnoth"#,
      #"amount: 1, currency: "USD", interval: . /* a.b */ month"#, in: price)
    expectFix(
      .safe, #"amount: 1, currency: "USD", interval: Interval.monthly"#,
      #"amount: 1, currency: "USD", interval: Interval.month"#, in: price)
    expectFix(
      .safe, #"prices: ["p": Price(amount: 1, currency: "USD", interval: .once)]"#,
      #"prices: ["p": Price(amount: 1, currency: "USD", interval: .oneTime)]"#, in: addon)
  }

  @Test func `a word that is spelled out stays spelled out`() {
    expectFix(
      .safe, #"amount: 1, currency: "USD", interval: Interval("Month")"#,
      #"amount: 1, currency: "USD", interval: Interval("month")"#, in: price)
    expectFix(
      .safe, ##"amount: 1, currency: "USD", interval: .init(rawValue: #"Month"#)"##,
      ##"amount: 1, currency: "USD", interval: .init(rawValue: #"month"#)"##, in: price)
  }

  @Test func `a misspelled member is a syntax error and is corrected`() {
    expectFix(
      .safe, #"amount: 1, currency: "USD", interval: .one_time"#, #"amount: 1, currency: "USD", interval: .oneTime"#,
      in: price)
  }

  @Test func `a misspelled type is corrected`() {
    expectFix(
      .safe, #"prices: ["p": Prise(amount: 1, currency: "USD", interval: .year)]"#,
      #"prices: ["p": Price(amount: 1, currency: "USD", interval: .year)]"#, in: addon)
  }

  @Test func `a label is renamed, also in backticks`() {
    expectFix(
      .safe, #"amount: 1, curency : "USD", interval: .month"#, #"amount: 1, currency : "USD", interval: .month"#, in: price)
    expectFix(
      .safe, #"amount: 1, `curency`: "USD", interval: .month"#, #"amount: 1, `currency`: "USD", interval: .month"#,
      in: price)
    // An object written as a dictionary has quoted names.
    TestSupport.expectFix(
      .safe, #"let catalog = Catalog(features: ["api": ["Type": .boolean]], plans: [:])"#,
      #"let catalog = Catalog(features: ["api": ["type": .boolean]], plans: [:])"#, format: .swift)
  }

  @Test func `a reference keeps its quotes`() {
    expectFix(.safe, #"compatiblePlans: ["Pro"]"#, #"compatiblePlans: ["pro"]"#, in: addon)
    let plan = { (name: String) in
      """
      let c = Catalog(
        features: ["apiAccess": Feature(type: .boolean)], plans: ["pro": Plan(entitlements: ["\(name)": true])])
      """
    }
    TestSupport.expectFix(.safe, plan("apiAcess"), plan("apiAccess"), format: .swift)
  }

  @Test func `a quarter becomes three months, with the count after the whole expression`() {
    expectFix(
      .safe, #"amount: 1, currency: "USD", interval: .quarter, metadata: ["a": 1]"#,
      #"amount: 1, currency: "USD", interval: .month, intervalCount: 3, metadata: ["a": 1]"#, in: price)
    expectFix(
      .safe, #"amount: 1, currency: "USD", interval: Interval("quarter" /* or so */, ) // why"# + "\n",
      #"amount: 1, currency: "USD", interval: Interval("month" /* or so */, ), intervalCount: 3 // why"# + "\n", in: price)
  }

  @Test(arguments: [
    (#"["pro", "pro"]"#, #"["pro"]"#), (#"["pro", "pro", ]"#, #"["pro", ]"#), (#"["pro", "pro",]"#, #"["pro",]"#),
    ("[\"pro\", // one\n \"pro\" // two\n]", "[\"pro\" // one\n  // two\n]"),
    ("[\"pro\", \"pro\", // two\n \"pro\"]", "[\"pro\",  // two\n \"pro\"]"),
  ])
  func `a repeated plan is removed and comments stay`(before: String, after: String) {
    expectFix(.safe, "compatiblePlans: \(before)", "compatiblePlans: \(after)", in: addon)
  }

  @Test(arguments: [
    (#"amount: 1, currency: "USD", interval: .oneTime, trialDays: 3"#, #"amount: 1, currency: "USD", interval: .oneTime"#),
    (
      #"amount: 1, currency: "USD", interval: Interval("one_time"), intervalCount: nil, trialDays: 3"#,
      #"amount: 1, currency: "USD", interval: Interval("one_time"), intervalCount: nil"#
    ),
    (
      #"amount: 1, currency: "USD", interval: .oneTime, `trialDays`: 3, lookupKey: "k""#,
      #"amount: 1, currency: "USD", interval: .oneTime, lookupKey: "k""#
    ),
    (
      #"amount: 1, currency: "USD", interval: .oneTime, trialDays: 3, lookupKey: nil"#,
      #"amount: 1, currency: "USD", interval: .oneTime, lookupKey: nil"#
    ),
  ])
  func `an argument is removed with its comma`(before: String, after: String) {
    expectFix(.unsafe, #"prices: ["p": Price(\#(before))]"#, #"prices: ["p": Price(\#(after))]"#, in: addon)
  }

  @Test func `the first argument is removed with the next comma`() {
    // Swift does not accept it there, which has a safe fix of its own.
    let price = { (arguments: String) in addon(#"prices: ["p": Price(\#(arguments))]"#) }
    let before = price(#"trialDays: 3, amount: 1, currency: "USD", interval: .oneTime"#)
    #expect(fixed(before, [.unsafe], format: .swift) == price(#"amount: 1, currency: "USD", interval: .oneTime"#))
  }

  @Test func `an emptied dictionary gets a colon`() {
    let catalog = { (plans: String) in #"let catalog = Catalog(features: [:], plans: \#(plans))"# }
    expectFix(.unsafe, #"["pro": nil]"#, "[:]", in: catalog)
    expectFix(.unsafe, #"[ "pro": nil, ]"#, "[: ]", in: catalog)
  }

  @Test func `unquoting numbers and booleans is unsafe`() {
    expectFix(
      .unsafe, #"amount: "2000", currency: "USD", interval: .month"#, #"amount: 2000, currency: "USD", interval: .month"#,
      in: price)
    expectFix(.unsafe, #"multiple: "true""#, "multiple: true", in: addon)
  }

  @Test func `comments and everything else are preserved`() {
    let catalog = { (label: String) in
      "// curency: `Month`\r\nimport BillingCatalog\r\n\r\nlet c: Catalog = .init( features :[:] , plans:[:],\r\n"
        + "  // done\r\n  \(label): [:] /* , */ )\r\n"
    }
    expectFix(.safe, "Addons", "addons", in: catalog)
  }
}
