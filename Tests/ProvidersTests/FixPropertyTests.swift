import Accounts
import CatalogPrinting
import CatalogReading
import Diagnostics
import Providers
import TestSupport
import Testing

/// Properties of every fix.
@Suite struct FixPropertyTests {
  private static let catalog = """
    {
      "meters": {"tokens": {"eventType": "ai.tokens", "aggregation": "sum", "valueProperty": "$.tokens"}},
      "features": {"aiTokens": {"type": "metered", "meter": "tokens"}, "apiAccess": {"type": "boolean"}},
      "plans": {"business": {"entitlements": {"aiTokens": {"amount": 100, "reset": "month"}, "apiAccess": true},
        "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month", "intervalCount": 1}}}},
      "addons": {"seats": {"entitlements": {"apiAccess": true}, "compatiblePlans": ["business"], "multiple": true,
        "prices": {"once": {"amount": 900, "currency": "EUR", "interval": "one_time"}}}},
      "providers": {"openmeter": {"options": {"mode": "plans"}}}
    }
    """

  /// Every wrong example that is a catalog.
  @Test(arguments: Rule.all.filter { $0.exampleFormat.catalog == nil }.map(\.name))
  func `the wrong example of a rule`(name: String) throws {
    let rule = try #require(Rule.all.first { $0.name == name })
    check(Marked(rule.wrong).text, rule.exampleFormat == .swift ? .swift : .json)
  }

  /// Catalogs in both formats with one byte removed, doubled or uppercased.
  @Test(arguments: CatalogFormat.allCases) func `catalogs with an error at every position`(format: CatalogFormat) throws {
    let source = SourceText(name: "catalog.json", bytes: Array(Self.catalog.utf8))
    let tree = Compilation(source, providers: .named([])).tree
    let bytes = format == .swift ? Array(tree.swiftSource.utf8) : source.bytes
    #expect(Compilation(SourceText(name: "catalog", bytes: bytes), format: format, providers: .named([])).diagnostics.isEmpty)
    for index in bytes.indices {
      var shorter = bytes
      shorter.remove(at: index)
      check(String(decoding: shorter, as: UTF8.self), format)
      guard index % 3 == 0 else { continue }
      var longer = bytes
      longer.insert(bytes[index], at: index)
      check(String(decoding: longer, as: UTF8.self), format)
      var capital = bytes
      if (97...122).contains(bytes[index]) { capital[index] -= 32 }
      check(String(decoding: capital, as: UTF8.self), format)
    }
  }

  /// The edits are ordered and within the file, the text between them is unchanged, and a file that parses still parses.
  private func check(_ text: String, _ format: CatalogFormat = .json, sourceLocation: SourceLocation = #_sourceLocation) {
    let source = SourceText(name: "catalog.json", bytes: Array(text.utf8))
    let diagnostics = Compilation(source, format: format, providers: .named([])).diagnostics
    let isRead = !diagnostics.contains { $0.rule == "syntax-error" || $0.rule == "invalid-utf8" }
    for kinds: [Fix.Applicability] in [[.safe], [.safe, .unsafe]] {
      let fixes = diagnostics.flatMap(\.fixes).filter { kinds.contains($0.applicability) }
      let (bytes, count) = fixes.applied(to: source.bytes)
      guard count > 0 else {
        #expect(bytes == source.bytes, sourceLocation: sourceLocation)
        continue
      }
      let fixed = SourceText(name: "catalog", bytes: bytes)
      let after = Compilation(fixed, format: format, providers: .named([])).diagnostics
      if isRead { #expect(!after.contains { $0.rule == "syntax-error" }, "\(text)", sourceLocation: sourceLocation) }
      if kinds == [.safe] {
        // Once valid, a catalog may raise lints about its pricing.
        #expect(
          (after.count(.error), after.count(.warning)) < (diagnostics.count(.error), diagnostics.count(.warning)) || !isRead,
          "\(text)", sourceLocation: sourceLocation)
      }
      for fix in fixes { expectOnlyEdits(fix, source.bytes, sourceLocation) }
    }
  }

  private func expectOnlyEdits(_ fix: Fix, _ bytes: [UInt8], _ sourceLocation: SourceLocation) {
    let made = [fix].applied(to: bytes).bytes
    var rest = made[...]
    var copied = 0
    for edit in fix.edits {
      let between = bytes[copied..<edit.range.start]
      #expect(rest.starts(with: between), sourceLocation: sourceLocation)
      rest = rest.dropFirst(between.count)
      #expect(rest.starts(with: edit.text.utf8), sourceLocation: sourceLocation)
      rest = rest.dropFirst(edit.text.utf8.count)
      copied = edit.range.end
    }
    #expect(rest.elementsEqual(bytes[copied...]), sourceLocation: sourceLocation)
  }
}
