import Catalog
import Diagnostics
import Invoicing
import Syntax
import TestSupport
import Testing

/// Scenario files: what they say, and how it is compared with a catalog.
@Suite struct ScenarioTests {
  private static let shop = """
    {"meters": {"calls": {"eventType": "call", "aggregation": "count"}},
     "features": {"calls": {"type": "metered", "meter": "calls"}},
     "plans": {
       "pro": {"key": "pro_v2",
         "entitlements": {"calls": {"amount": 100, "prices": {"usd": {"amount": "0.10", "currency": "USD"}}}},
         "prices": {"monthly": {"amount": "20.00", "currency": "USD", "interval": "month"},
           "yearly": {"amount": "200.00", "currency": "USD", "interval": "year"}}},
       "free": {"entitlements": {"calls": 10}, "default": true}},
     "addons": {"support": {"entitlements": {}, "quantity": {"max": 3}, "prices": {
       "monthly": {"amount": "9.00", "currency": "USD", "interval": "month"}}}},
     "topups": {"pack": {"feature": "calls", "amount": 1000, "prices": {
       "usd": {"amount": "50.00", "currency": "USD", "interval": "one_time"}}}}}
    """

  private func results(_ scenarios: String) throws -> (file: ScenarioFile, results: [ScenarioResult]) {
    let file = readScenarios(Marked(scenarios).source)
    return (file, file.results(in: try catalog(Self.shop)))
  }

  /// The differences of the only scenario; nil if it has errors.
  private func differences(_ scenario: String) throws -> [String]? {
    let (_, results) = try results(#"{"it": {\#(scenario)}}"#)
    let result = try #require(results.first)
    return result.isValid ? result.differences.map(\.message) : nil
  }

  /// Expects findings of this rule at the marks.
  private func expect(_ rule: String, in scenarios: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let (file, results) = try results(scenarios)
    let found = file.tree.diagnostics(for: file.findings + results.flatMap(\.findings))
    #expect(found.map(\.rule) == Marked(scenarios).ranges.map { _ in rule }, sourceLocation: sourceLocation)
    #expect(found.map(\.range) == Marked(scenarios).ranges, sourceLocation: sourceLocation)
  }

  // MARK: Totals

  @Test func `a total that is right is no difference, in minor or in major units`() throws {
    #expect(try differences(#""plan": "pro", "price": "monthly", "expect": {"total": "20.00"}"#) == [])
    #expect(try differences(#""plan": "pro_v2", "price": "monthly", "expect": {"total": 2000}"#) == [])
  }

  @Test func `a total that is wrong is shown with what was found`() throws {
    #expect(
      try differences(#""plan": "pro", "price": "monthly", "usage": {"calls": 150}, "expect": {"total": "20.00"}"#)
        == ["expected 20.00 USD a month, found 25.00 USD"])
  }

  @Test func `several invoices have a total each`() throws {
    let year = #""plan": "pro", "price": "yearly", "usage": {"calls": 150}, "topups": {"pack": 1}"#
    #expect(try differences(#"\#(year), "expect": {"total": {"year": "200.00", "month": 0, "once": "50.00"}}"#) == [])
    #expect(
      try differences(#"\#(year), "expect": {"total": {"year": "200.00", "month": "5.00"}}"#)
        == ["expected 5.00 USD a month, found 0.00 USD", "unexpected invoice: 50.00 USD once"])
    #expect(
      try differences(#"\#(year), "expect": {"total": "200.00"}"#)
        == ["expected one invoice of 200.00 USD, found 200.00 USD a year, 0.00 USD a month and 50.00 USD once"])
  }

  @Test(arguments: ["year", "12 months", "1 years"]) func `a period is named by any notation of its length`(period: String) throws
  {
    #expect(try differences(#""plan": "pro", "price": "yearly", "expect": {"total": {"\#(period)": "200.00"}}"#) == [])
  }

  @Test func `a plan that is free costs nothing`() throws {
    #expect(try differences(#""plan": "free", "expect": {"total": 0}"#) == [])
    #expect(try differences(#""plan": "free", "expect": {"total": "0.00"}"#) == [])
    #expect(
      try differences(#""plan": "free", "expect": {"total": {"month": "5.00"}}"#) == ["expected 5.00 USD a month, found 0.00 USD"]
    )
    #expect(try differences(#""plan": "free", "expect": {"total": "5.00"}"#) == ["expected 5.00 USD, found no invoice"])
  }

  // MARK: Lines

  @Test func `single lines are compared, and the others ignored`() throws {
    let month = #""plan": "pro", "price": "monthly", "addons": {"support": 2}, "usage": {"calls": 1300}, "topups": {"pack": 1}"#
    #expect(
      try differences(
        #"""
        \#(month), "expect": {"lines": {"plan": "20.00", "addons": {"support": "18.00"}, "usage": {"calls": "20.00"},
          "topups": {"pack": "50.00"}}}
        """#) == [])
    #expect(
      try differences(#"\#(month), "expect": {"lines": {"plan": "21.00", "usage": {"calls": "30.00"}}}"#)
        == ["expected 21.00 USD for the plan, found 20.00 USD", "expected 30.00 USD for the usage of `calls`, found 20.00 USD"])
  }

  @Test func `a line that does not exist lists those that do`() throws {
    #expect(
      try differences(#""plan": "pro", "price": "monthly", "expect": {"lines": {"addons": {"support": "9.00"}}}"#)
        == ["expected 9.00 USD for `support`, found no such line; the lines are `plan`"])
  }

  // MARK: Errors

  @Test(arguments: [
    #"{"it": {"plan": ⟦"prp"⟧, "expect": {"total": 0}}}"#,
    #"{"it": {"plan": "pro", "price": ⟦"mothly"⟧, "expect": {"total": 0}}}"#,
    #"{"it": {"plan": "free", "addons": {⟦"suport"⟧: 1}, "expect": {"total": 0}}}"#,
    #"{"it": {"plan": "free", "topups": {⟦"packs"⟧: 1}, "usage": {⟦"call"⟧: 1}, "expect": {"total": 0}}}"#,
    #"{"it": {"plan": "free", "discount": ⟦"x"⟧, "expect": {"total": 0}}}"#,
  ])
  func `an unknown name is an error at the name`(scenarios: String) throws {
    try expect("scenario-unknown-name", in: scenarios)
  }

  @Test(arguments: [
    #"{"it": {"plan": ⟦"pro"⟧, "expect": {"total": 0}}}"#,
    #"{"it": {"plan": "pro", "price": "monthly", "quantity": ⟦2⟧, "expect": {"total": 0}}}"#,
    #"{"it": {"plan": "pro", "price": "monthly", "quantity": ⟦0⟧, "expect": {"total": 0}}}"#,
    #"{"it": {"plan": "pro", "price": "monthly", "addons": {⟦"support"⟧: 4}, "expect": {"total": 0}}}"#,
    #"{"it": {"plan": "pro", "price": "monthly", "usage": {⟦"calls"⟧: -1}, "expect": {"total": 0}}}"#,
    #"{"it": {"plan": "pro", "price": "monthly", "usage": {⟦"calls"⟧: 1e300}, "expect": {"total": 0}}}"#,
  ])
  func `what the catalog does not sell is an error at the cause`(scenarios: String) throws {
    try expect("scenario-purchase", in: scenarios)
  }

  @Test func `periods are known words`() throws {
    try expect("scenario-period", in: #"{"it": {"plan": "free", "expect": {"total": {⟦"monthly"⟧: 0, ⟦"0 months"⟧: 0}}}}"#)
  }

  @Test func `money is as strict as in a catalog`() throws {
    try expect("ambiguous-amount", in: #"{"it": {"plan": "pro", "price": "monthly", "expect": {"total": ⟦20.00⟧}}}"#)
  }

  @Test func `something is expected`() throws {
    try expect("missing-field", in: #"{⟦"it"⟧: {"plan": "free"}}"#)
    try expect("missing-field", in: #"{"it": {"plan": "free", ⟦"expect"⟧: {}}}"#)
    try expect("missing-field", in: #"{⟦"it"⟧: {"expect": {"total": 0}}}"#)
  }

  @Test func `unknown fields are errors, and other files are recognized`() throws {
    try expect("unknown-field", in: #"{"it": {"plan": "free", ⟦"seats"⟧: 1, "expect": {"total": 0}}}"#)
    try expect("unknown-field", in: #"{"it": {"plan": "free", "expect": {"total": 0, ⟦"tax"⟧: 1}}}"#)
    try expect("wrong-type", in: #"⟦{"features": {}, "plans": {}}⟧"#)
    try expect("wrong-type", in: "⟦[]⟧")
  }

  @Test func `a scenario with errors does not keep the others from running`() throws {
    let (file, results) = try results(
      #"{"a": {"plan": 1}, "b": {"plan": "x", "expect": {"total": 0}}, "c": {"plan": "free", "expect": {"total": 0}}}"#)
    #expect(file.invalid.map(\.name) == ["a"])
    #expect(results.map(\.isValid) == [false, true])
  }

  // MARK: Two catalogs

  /// A text to replace with itself.
  private static let same = "plans"

  private func changes(_ scenario: String, _ old: (String, String), _ new: (String, String)) throws -> [String] {
    let file = readScenarios(Marked(#"{"it": {\#(scenario)}}"#).source)
    let changes = file.changes(
      from: try catalog(Self.shop.replacing(old.0, with: old.1)), to: try catalog(Self.shop.replacing(new.0, with: new.1)))
    #expect(changes.findings.isEmpty)
    return changes.changes.map { "\($0.old.described) -> \($0.new.described) \($0.pace): \($0.percentage ?? "")" }
  }

  @Test func `invoices of two catalogs are compared by period`() throws {
    #expect(
      try changes(
        #""plan": "pro", "price": "monthly", "topups": {"pack": 1}"#, (Self.same, Self.same), ("\"20.00\"", "\"25.00\""))
        == ["20.00 USD -> 25.00 USD a month: +25.0%", "50.00 USD -> 50.00 USD once: "])
    #expect(
      try changes(#""plan": "pro", "price": "monthly""#, ("\"20.00\"", "\"30.00\""), (Self.same, Self.same))
        == ["30.00 USD -> 20.00 USD a month: -33.3%"])
  }

  @Test func `what only one catalog sells is not an error`() throws {
    #expect(
      try changes(#""plan": "free", "addons": {"support": 1}"#, ("\"support\"", "\"help\""), (Self.same, Self.same))
        == ["not sold -> 9.00 USD a month: "])
  }

  @Test(arguments: [("25", false), ("24.9", true), ("0", true)]) func `a rise is compared with a percentage`(
    percent: String, rises: Bool
  ) throws {
    let usd = try #require(Currency(code: "USD"))
    func change(_ old: InvoiceChange.Side, _ new: InvoiceChange.Side) -> InvoiceChange {
      InvoiceChange(scenario: "it", cadence: nil, old: old, new: new)
    }
    #expect(change(.amount(decimal("2000"), usd), .amount(decimal("2500"), usd)).rises(byMoreThan: decimal(percent)) == rises)
    #expect(change(.none, .amount(decimal("1"), usd)).rises(byMoreThan: decimal(percent)))
    #expect(!change(.none, .amount(decimal("0"), usd)).rises(byMoreThan: decimal(percent)))
    #expect(!change(.amount(decimal("2500"), usd), .amount(decimal("2000"), usd)).rises(byMoreThan: decimal(percent)))
    #expect(!change(.amount(decimal("2500"), usd), .notSold("")).rises(byMoreThan: decimal(percent)))
  }
}
