import Diagnostics
import Foundations
import TestSupport
import Testing

/// Most JSON parsers silently drop a plan or a price if a key is duplicated.
@Suite struct DuplicateKeyTests {
  /// Expects a finding at each mark except the first, which encloses the original key.
  private func expectDuplicates(_ text: String, paths: [String], sourceLocation: SourceLocation = #_sourceLocation) {
    let reading = Reading(text)
    let ranges = Marked(text).ranges
    #expect(reading.isComplete, sourceLocation: sourceLocation)
    #expect(reading.diagnostics.map(\.rule) == paths.map { _ in "duplicate-json-key" }, sourceLocation: sourceLocation)
    #expect(reading.diagnostics.map(\.path) == paths, sourceLocation: sourceLocation)
    #expect(reading.diagnostics.map(\.range) == Array(ranges.dropFirst()), sourceLocation: sourceLocation)
    for diagnostic in reading.diagnostics {
      #expect(diagnostic.related.map(\.range) == Array(ranges.prefix(1)), sourceLocation: sourceLocation)
      #expect(diagnostic.related.map(\.message) == ["first used here"], sourceLocation: sourceLocation)
    }
  }

  @Test func `the later key is reported, with the first one as a related place`() {
    expectDuplicates(#"{⟦"pro"⟧: 1, "team": 2, ⟦"pro"⟧: 3}"#, paths: ["pro"])
  }

  @Test func `a key that appears three times is reported twice`() {
    expectDuplicates(#"{⟦"a"⟧: 1, ⟦"a"⟧: 2, ⟦"a"⟧: 3}"#, paths: ["a", "a"])
  }

  @Test func `keys are compared after decoding escapes`() {
    expectDuplicates(#"{⟦"pro"⟧: 1, ⟦"\u0070ro"⟧: 2}"#, paths: ["pro"])
    expectDuplicates(#"{⟦"\u0070ro"⟧: 1, ⟦"pr\u006F"⟧: 2}"#, paths: ["pro"])
    expectDuplicates(#"{⟦"a/b"⟧: 1, ⟦"a\/b"⟧: 2}"#, paths: ["a/b"])
    expectDuplicates(#"{⟦"😀"⟧: 1, ⟦"\uD83D\uDE00"⟧: 2}"#, paths: ["😀"])
    expectDuplicates(#"{⟦""⟧: 1, ⟦""⟧: 2}"#, paths: [""])
  }

  @Test func `duplicates are found in large objects`() {
    let members = (0..<1000).map { #""plan\#($0)": \#($0)"# }.joined(separator: ", ")
    expectDuplicates(
      #"{"x": {⟦"pro"⟧: 1, \#(members), ⟦"pr\u006f"⟧: 2, "team": 3, ⟦"pro"⟧: 4}}"#, paths: ["x.pro", "x.pro"])
  }

  @Test(arguments: [8, 9, 10]) func `eight keys are compared one by one, more by their hashes`(count: Int) {
    let members = (2..<count).map { #""k\#($0)": \#($0)"# }.joined(separator: ", ")
    expectDuplicates(#"{⟦"k"⟧: 1, \#(members), ⟦"k"⟧: 2}"#, paths: ["k"])
    #expect(Reading(#"{"k": 1, \#(members), "K": 2}"#).diagnostics.isEmpty)
  }

  @Test func `duplicates are found in each nested object separately`() {
    expectDuplicates(#"{"a": {"x": 1}, "b": [{"x": 2}, {⟦"x"⟧: {"x": 3}, ⟦"x"⟧: 4}], "x": 5}"#, paths: ["b.1.x"])
  }

  @Test func `keys that differ in case, spaces or composition are distinct`() {
    for text in [
      #"{"pro": 1, "Pro": 2, "pro ": 3, " pro": 4}"#, "{\"\u{E9}\": 1, \"e\u{301}\": 2}", #"{"\u00e9": 1, "e\u0301": 2}"#,
      #"{"a": 1, "a\u0000": 2}"#, #"{"1": 1, "01": 2, "1.0": 3}"#,
    ] {
      #expect(Reading(text).diagnostics.isEmpty)
    }
    let many = (0..<20).map { #""k\#($0)": 0, "# }.joined()
    #expect(Reading("{\(many)\"\u{E9}\": 1, \"e\u{301}\": 2}").diagnostics.isEmpty)
  }

  @Test func `a duplicate before a syntax error is still reported`() {
    let text = #"{"a": {⟦"x"⟧: 1, ⟦"x"⟧: 2}, "b": ⟦?⟧}"#
    let reading = Reading(text)
    #expect(reading.diagnostics.map(\.rule) == ["duplicate-json-key", "syntax-error"])
    #expect(reading.diagnostics.map(\.range) == Array(Marked(text).ranges.dropFirst()))
  }

  @Test(arguments: 0...40) func `keys of any length are compared in every byte`(length: Int) {
    let key = String(repeating: "k", count: length)
    expectDuplicates(#"{⟦"\#(key)"⟧: 1, ⟦"\#(key)"⟧: 2}"#, paths: [length == 0 ? "" : key])
    for place in 0..<length {
      var other = Array(key)
      other[place] = "x"
      expectDuplicates(#"{"\#(key)": 1, "\#(String(other))": 2, "\#(key)k": 3}"#, paths: [])
    }
  }

  @Test func `the last key of a file is compared`() {
    // No bytes follow that could be read past the end.
    expectDuplicates(#"{⟦"a"⟧:1,⟦"a"⟧:2}"#, paths: ["a"])
    expectDuplicates(#"{"a":1,"b":2}"#, paths: [])
  }

  @Test func `nested objects do not share keys`() {
    expectDuplicates(#"{"a": {"a": {"b": 1}, "b": 2}, "b": [{"a": 1}, {"a": 2}]}"#, paths: [])
    expectDuplicates(#"{"a": 1, "x": {"b": 1}, ⟦"b"⟧: 2, "y": {"a": [{}, 1]}, ⟦"b"⟧: 3}"#, paths: ["b"])
  }
}

@Suite struct ExactStringTests {
  @Test func `strings are compared scalar by scalar`() {
    #expect(ScalarString("pro") == ScalarString("pro"))
    #expect(ScalarString("\u{E9}") != ScalarString("e\u{301}"))
    #expect(ScalarString("\u{212A}") != ScalarString("K"))
    #expect(Set([ScalarString("\u{E9}"), ScalarString("e\u{301}"), ScalarString("\u{E9}")]).count == 2)
  }
}
