import Accounts
import CatalogDiff
import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Providers
import TestSupport
import Testing

/// `é` (U+00E9) and `é` (U+0065 U+0301) are different names everywhere in a catalog.
@Suite struct NameTests {
  /// Two places of a catalog, marked ONE and TWO, whose strings a provider may compare.
  struct Pair: Sendable, CustomTestStringConvertible {
    let name: String
    let base: Base
    let change: String

    init(_ name: String, _ base: Base, _ change: String) { (self.name, self.base, self.change) = (name, base, change) }

    func catalog(_ one: String, _ two: String) -> String {
      merged(base.catalog, change.replacing("ONE", with: one).replacing("TWO", with: two))
    }

    var testDescription: String { name }
  }

  static let pairs: [Pair] = [
    Pair(
      "ids of two meters", .plan,
      #"{"meters": {"ONE": {"eventType": "a", "aggregation": "count"}, "TWO": {"eventType": "b", "aggregation": "count"}}}"#),
    Pair(
      "keys of two meters", .plan,
      #"""
      {"meters": {"a": {"key": "ONE", "eventType": "a", "aggregation": "count"}, "b": {"key": "TWO", "eventType": "b",
       "aggregation": "count"}}}
      """#),
    Pair(
      "event types of two meters", .plan,
      #"{"meters": {"a": {"eventType": "ONE", "aggregation": "count"}, "b": {"eventType": "TWO", "aggregation": "count"}}}"#),
    Pair("two groups of a meter", .metered, #"{"meters": {"calls": {"groupBy": {"ONE": "$.a", "TWO": "$.b"}}}}"#),
    Pair("paths of two groups of a meter", .metered, #"{"meters": {"calls": {"groupBy": {"a": "$.ONE", "b": "$.TWO"}}}}"#),
    Pair(
      "paths of a value and of a group", .metered,
      #"{"meters": {"calls": {"aggregation": "sum", "valueProperty": "$.ONE", "groupBy": {"b": "$.TWO"}}}}"#),
    Pair(
      "ids of a feature and of its meter", .metered,
      #"""
      {"meters": {"ONE": {"eventType": "b", "aggregation": "count"}}, "features": {"TWO": {"type": "metered",
       "meter": "ONE"}}}
      """#),
    Pair(
      "ids of two features", .plan,
      #"""
      {"features": {"ONE": {"type": "boolean"}, "TWO": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"ONE": true, "TWO": true}}}}
      """#),
    Pair(
      "keys of two features", .plan,
      #"""
      {"features": {"a": {"type": "boolean", "key": "ONE"}, "b": {"type": "boolean", "key": "TWO"}},
       "plans": {"pro": {"entitlements": {"a": true, "b": true}}}}
      """#),
    Pair(
      "id and key of a feature", .plan,
      #"{"features": {"ONE": {"type": "boolean", "key": "TWO"}}, "plans": {"pro": {"entitlements": {"ONE": true}}}}"#),
    Pair("key and name of a feature", .plan, #"{"features": {"api": {"key": "ONE", "name": "TWO"}}}"#),
    Pair(
      "keys of two metered features", .metered,
      #"""
      {"features": {"calls": {"key": "ONE"}, "b": {"type": "metered", "meter": "calls", "key": "TWO"}},
       "plans": {"pro": {"entitlements": {"b": 5}}}}
      """#),
    Pair(
      "configs of a plan and of an add-on", .static,
      #"""
      {"plans": {"pro": {"entitlements": {"tier": "ONE"}}}, "addons": {"x": {"entitlements": {"tier": "TWO"},
       "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}}}}
      """#),
    Pair("ids of two plans", .plan, #"{"plans": {"ONE": \#(plan("")), "TWO": \#(plan(""))}}"#),
    Pair("keys of two plans", .plan, #"{"plans": {"a": \#(plan(#""key": "ONE","#)), "b": \#(plan(#""key": "TWO","#))}}"#),
    Pair("names of two plans", .plan, #"{"plans": {"a": \#(plan(#""name": "ONE","#)), "b": \#(plan(#""name": "TWO","#))}}"#),
    Pair("id and key of a plan", .plan, #"{"plans": {"ONE": \#(plan(#""key": "TWO","#))}}"#),
    Pair("key and name of a plan", .plan, #"{"plans": {"pro": {"key": "ONE", "name": "TWO"}}}"#),
    Pair("ids of a plan and of an add-on", .addon, #"{"plans": {"ONE": \#(plan(""))}, "addons": {"TWO": \#(plan(""))}}"#),
    Pair("ids of a plan and of a top-up", .topup, #"{"plans": {"ONE": \#(plan(""))}, "topups": {"TWO": \#(topup)}}"#),
    Pair("ids of two add-ons", .addon, #"{"addons": {"ONE": \#(plan("")), "TWO": \#(plan(""))}}"#),
    Pair("ids of two top-ups", .topup, #"{"topups": {"ONE": \#(topup), "TWO": \#(topup)}}"#),
    Pair("key and name of a top-up", .topup, #"{"topups": {"pack": {"key": "ONE", "name": "TWO"}}}"#),
    Pair(
      "compatible plans", .addon,
      #"{"plans": {"ONE": \#(plan("")), "TWO": \#(plan(""))}, "addons": {"x": {"compatiblePlans": ["TWO"]}}}"#),
    Pair("ids of two prices", .plan, #"{"plans": {"pro": {"prices": {"ONE": \#(price("month")), "TWO": \#(price("year"))}}}}"#),
    Pair(
      "lookup keys of two prices", .plan,
      #"""
      {"plans": {"pro": {"prices": {"a": \#(price("month", #""lookupKey": "ONE","#)),
       "b": \#(price("year", #""lookupKey": "TWO","#))}}}}
      """#),
    Pair("key of a plan and lookup key", .plan, #"{"plans": {"pro": {"key": "ONE", "prices": {"m": {"lookupKey": "TWO:m"}}}}}"#),
    Pair(
      "id of a price and lookup key", .plan,
      #"{"plans": {"pro": {"prices": {"ONE": \#(price("year", #""lookupKey": "pro:TWO","#))}}}}"#),
    Pair(
      "key of an add-on and lookup key", .addon,
      #"{"addons": {"x": {"key": "ONE", "prices": {"m": {"lookupKey": "TWO:m"}}}}}"#),
    Pair(
      "key of a top-up and lookup key", .topup,
      #"{"topups": {"pack": {"key": "ONE", "prices": {"once": {"lookupKey": "TWO:once"}}}}}"#),
    Pair(
      "provider's ids of a plan and of its price", .plan,
      #"{"plans": {"pro": {"providerIds": {"PROVIDER": "ONE"}, "prices": {"m": {"providerIds": {"PROVIDER": "TWO"}}}}}}"#),
    Pair(
      "provider's ids of two prices", .plan,
      #"""
      {"plans": {"pro": {"prices": {"m": {"providerIds": {"PROVIDER": "ONE"}},
       "y": \#(price("year", #""providerIds": {"PROVIDER": "TWO"},"#))}}}}
      """#),
    Pair(
      "provider's ids of two plans", .plan,
      #"{"plans": {"pro": {"providerIds": {"PROVIDER": "ONE"}}, "b": \#(plan(#""providerIds": {"PROVIDER": "TWO"},"#))}}"#),
    Pair(
      "provider's ids of a plan and of an add-on", .addon,
      #"{"plans": {"pro": {"providerIds": {"PROVIDER": "ONE"}}}, "addons": {"x": {"providerIds": {"PROVIDER": "TWO"}}}}"#),
    Pair(
      "provider's ids of an add-on and of its price", .addon,
      #"{"addons": {"x": {"providerIds": {"PROVIDER": "ONE"}, "prices": {"m": {"providerIds": {"PROVIDER": "TWO"}}}}}}"#),
    Pair(
      "provider's ids of a top-up and of its price", .topup,
      #"{"topups": {"pack": {"providerIds": {"PROVIDER": "ONE"}, "prices": {"once": {"providerIds": {"PROVIDER": "TWO"}}}}}}"#),
    Pair("two metadata names of a plan", .plan, #"{"plans": {"pro": {"metadata": {"ONE": "a", "TWO": "b"}}}}"#),
    Pair(
      "metadata names of a plan and of its price", .plan,
      #"{"plans": {"pro": {"metadata": {"ONE": "a"}, "prices": {"m": {"metadata": {"TWO": "b"}}}}}}"#),
    Pair(
      "metadata values of a plan and of its price", .plan,
      #"{"plans": {"pro": {"metadata": {"n": "ONE"}, "prices": {"m": {"metadata": {"n": "TWO"}}}}}}"#),
    Pair(
      "metadata names of an add-on and of its price", .addon,
      #"{"addons": {"x": {"metadata": {"ONE": "a"}, "prices": {"m": {"metadata": {"TWO": "b"}}}}}}"#),
    Pair(
      "metadata values of an add-on and of its price", .addon,
      #"{"addons": {"x": {"metadata": {"n": "ONE"}, "prices": {"m": {"metadata": {"n": "TWO"}}}}}}"#),
    Pair(
      "metadata names of a top-up and of its price", .topup,
      #"{"topups": {"pack": {"metadata": {"ONE": "a"}, "prices": {"once": {"metadata": {"TWO": "b"}}}}}}"#),
    Pair(
      "metadata names of a top-up and of its grant", .topup,
      #"{"topups": {"pack": {"metadata": {"ONE": "a"}, "grant": {"metadata": {"TWO": "b"}}}}}"#),
    Pair(
      "metadata names of a plan and of the settings", .plan,
      #"{"plans": {"pro": {"metadata": {"ONE": "a"}}}, "providers": {"PROVIDER": {"metadata": {"TWO": "b"}}}}"#),
    Pair(
      "metadata names of a feature and of the settings", .plan,
      #"{"features": {"api": {"metadata": {"ONE": "a"}}}, "providers": {"PROVIDER": {"metadata": {"TWO": "b"}}}}"#),
    Pair(
      "metadata names of a price and of the settings", .plan,
      #"""
      {"plans": {"pro": {"prices": {"m": {"metadata": {"ONE": "a"}}}}},
       "providers": {"PROVIDER": {"metadata": {"TWO": "b"}}}}
      """#),
    Pair(
      "metadata values of a price and of the settings", .plan,
      #"""
      {"plans": {"pro": {"prices": {"m": {"metadata": {"n": "ONE"}}}}},
       "providers": {"PROVIDER": {"metadata": {"n": "TWO"}}}}
      """#),
  ]

  private static func plan(_ fields: String) -> String {
    #"{\#(fields) "entitlements": {"api": true}, "prices": {"m": {"amount": 700, "currency": "USD", "interval": "month"}}}"#
  }

  private static func price(_ interval: String, _ fields: String = "") -> String {
    #"{\#(fields) "amount": 9000, "currency": "USD", "interval": "\#(interval)"}"#
  }

  private static let topup =
    #"{"feature": "credits", "amount": 5, "prices": {"once": {"amount": 700, "currency": "USD", "interval": "one_time"}}}"#

  /// A provider must treat the two forms of `é` as differently as `é` and `è`. The file lists the exceptions.
  @Test func `each provider distinguishes the two forms of an accent`() throws {
    var lines: [String] = []
    for pair in Self.pairs {
      var answers: [String] = []
      for respondent in Respondent.all {
        for isFlipped in [false, true] {
          func answer(_ two: String) -> Answer {
            respondent.answer(to: isFlipped ? pair.catalog(two, "\u{E9}") : pair.catalog("\u{E9}", two))
          }
          let (sameLetter, otherLetter) = (answer("e\u{301}"), answer("e\u{300}"))
          guard !otherLetter.withAcute.hasSameScalars(as: sameLetter.withAcute) else { continue }
          let difference = otherLetter.inAcute.difference(to: sameLetter.inAcute)
          answers.append("\(padded(respondent.name)) \(isFlipped ? "flipped: " : "")\(shown(difference.changes))")
          break
        }
      }
      if !answers.isEmpty { lines += ["-- \(pair.name)", "   \(shown(JSON.read(pair.change).compact))"] + answers + [""] }
    }
    try Recording("names").expect(Array(lines.dropLast()))
  }

  /// `diff` reports a change from one form to the other.
  @Test(arguments: pairs) func `another form of an accent is a change`(pair: Pair) throws {
    for (old, new) in [(("\u{E9}", "b"), ("e\u{301}", "b")), (("a", "e\u{301}"), ("a", "\u{E9}"))] {
      let name = try #require(Provider.all.first).name
      let versions = try [old, new].map { names in
        let text = pair.catalog(names.0, names.1).replacing("PROVIDER", with: name)
        let compilation = Compilation(SourceText(name: "catalog.json", bytes: Array(text.utf8)), providers: .named([]))
        let catalog = try #require(compilation.catalog, "\(shown(text))")
        return CatalogVersion(tree: compilation.tree, catalog: catalog, format: .json)
      }
      #expect(!CatalogComparison(versions[0], versions[1], providers: .all).differences.isEmpty)
    }
  }
}

extension Answer {
  /// Findings and requests as text, with each grave accent replaced by an acute one.
  fileprivate var withAcute: String {
    let requests = ((setup ?? []) + (purchase ?? [])).map { request in
      [request.id, request.method.rawValue, request.path, request.body?.compact ?? ""].joined(separator: " ")
    }
    return (inAcute.findings + requests.map { $0.grave(as: "\u{301}") }).joined(separator: "\n")
  }

  /// The answer with each grave accent replaced by an acute one.
  fileprivate var inAcute: Answer {
    func renamed(_ requests: [Request]?) -> [Request]? {
      requests?.map { request in
        Request(
          request.id.grave(as: "\u{301}"), request.method, request.path.grave(as: "\u{301}"),
          body: request.body.map { JSON.read($0.compact.grave(as: "\u{301}")) })
      }
    }
    return Answer(
      findings: findings.map { $0.grave(as: "\u{301}") }, setup: renamed(setup), purchase: renamed(purchase))
  }
}

extension String {
  /// The text with each grave accent replaced, plain or percent-encoded, and without digests.
  fileprivate func grave(as accent: Unicode.Scalar) -> String {
    var text = UnicodeScalarView()
    for scalar in unicodeScalars { text.append(scalar == "\u{300}" ? accent : scalar) }
    let pieces = String(text).replacing("%CC%80", with: "%CC%81").split(separator: "sha256-", omittingEmptySubsequences: false)
    // Different strings have different digests.
    return pieces[0] + pieces.dropFirst().map { "sha256-…" + $0.drop(while: \.isHexDigit) }.joined()
  }
}
