import Accounts
import CatalogReading
import Diagnostics
import Providers
import TestSupport
import Testing

/// The help for a Swift catalog shows Swift, where that for JSON shows JSON.
@Suite struct SwiftHelpTests {
  private func helps(_ text: String) -> [String?] {
    let marked = Marked(text)
    let all = Compilation(marked.source, format: .swift, providers: .named([])).diagnostics
    return all.filter { marked.ranges.contains($0.range) }.map(\.help)
  }

  private func plan(_ arguments: String) -> String {
    """
    let catalog = Catalog(
      features: ["api": Feature(type: .boolean), "tokens": Feature(type: .metered), "seats": Feature(type: .limit)],
      plans: ["pro": Plan(\(arguments))])
    """
  }

  private func price(_ arguments: String) -> String {
    plan(#"entitlements: ["api": true], prices: ["monthly": Price(\#(arguments))]"#)
  }

  @Test func `words are members`() {
    #expect(
      helps(price(#"amount: 1, currency: "USD", interval: ⟦.oneTime⟧"#))
        == ["use `.day`, `.week`, `.month` or `.year`, or sell it as an add-on"])
    #expect(
      helps(price(#"⟦tiers⟧: [Tier(amount: 1)], currency: "USD", interval: .month"#))
        == [
          "write `.graduated` to charge each unit by its own tier, or `.volume` to charge all by the last one's"
        ])
    #expect(
      helps(plan(#"entitlements: ["tokens": .metered(amount: 1, reset: ⟦.quarterly⟧)]"#))
        == ["use `.day`, `.week`, `.month` or `.year`; an allowance cannot reset every few weeks or months"])
  }

  @Test func `an unlimited entitlement is a member`() {
    #expect(
      helps(plan(#"entitlements: ["tokens": ⟦"unlimited"⟧]"#)) == ["write a number, `.unlimited`, or `.metered(amount: …)`"])
    #expect(helps(plan(#"entitlements: ["seats": ⟦true⟧]"#)) == ["write a number, `.unlimited`, or `.limit(amount: …)`"])
  }

  @Test func `fields are labels`() {
    #expect(
      helps(price(#"amount: 1, currency: "USD", interval: ⟦.quarterly⟧"#)) == ["write `interval: .month, intervalCount: 3`"])
    #expect(
      helps(#"let c = Catalog(meters: [⟦"m"⟧: Meter(eventType: "", aggregation: .count)], features: [:], plans: [:])"#)
        == ["set it to the CloudEvents `type` of your usage events, such as `eventType: \"ai.tokens\"`"])
    #expect(
      helps(plan(#"entitlements: ["api": true], ⟦price⟧: ["amount": 5, "currency": "USD"]"#))
        == ["write it as an entry, such as `\"monthly\": Price(…)`, in `prices`"])
  }

  @Test func `objects are calls and maps are dictionaries`() {
    let grant = """
      let c = Catalog(features: ["f": Feature(type: .metered)], plans: [:], topups: [
        "t": Topup(feature: "f", amount: 5, prices: [:], grant: Grant(expiration: ⟦"2 years"⟧))])
      """
    #expect(helps(grant) == ["write `expiration: Expiration(duration: .year, count: 2)`"])
    #expect(helps(plan(#"entitlements: ⟦["api"]⟧"#)) == [#"write `entitlements: ["api": true]`"#])
  }

  @Test func `nil and dictionaries are named as in Swift`() {
    let text = plan(#"name: ⟦["a": 1]⟧, entitlements: ["api": ⟦nil⟧], prices: ⟦[1]⟧"#)
    let marked = Marked(text)
    let all = Compilation(marked.source, format: .swift, providers: .named([])).diagnostics
    #expect(
      all.filter { marked.ranges.contains($0.range) }.map(\.message) == [
        "expected a string, found a dictionary",
        "expected `true`, `false`, a number, a string or a case such as `.metered(…)`, found nil",
        "`prices` must be a dictionary, found an array",
      ])
  }

  private func messages(_ text: String) -> [String] {
    let marked = Marked(text)
    let all = Compilation(marked.source, format: .swift, providers: .named([])).diagnostics
    return all.filter { marked.ranges.contains($0.range) }.map(\.message)
  }

  @Test func `messages speak of calls and members, too`() {
    #expect(
      messages(plan(#"entitlements: ["api": true], prices: ["monthly": ⟦5⟧]"#)) == ["a price must be a call, found a number"])
    #expect(
      messages(plan(#"entitlements: ["api": true], prices: ⟦["amount": 5, "currency": "USD"]⟧"#))
        == ["`prices` must map ids to calls, found a price without an id"])
    let unlimited = plan(#"entitlements: ["tokens": .metered(⟦unlimited⟧: true)]"#)
    #expect(messages(unlimited) == ["an unlimited entitlement must not have arguments"])
    #expect(helps(unlimited) == ["write `.unlimited` instead"])
    #expect(
      messages(
        #"let c = Catalog(meters: [⟦"m"⟧: Meter(eventType: "e", aggregation: .uniqueCount)], features: [:], plans: [:])"#)
        == ["meter `m` aggregates with `.uniqueCount` but has no `valueProperty`"])
  }

  @Test func `another currency is written as a label`() {
    #expect(
      helps(price(#"amount: ⟦"19.99 EUR"⟧, currency: "USD", interval: .month"#))
        == [#"write `"19.99"` and `currency: "EUR"`, or an amount in USD"#])
  }
}
