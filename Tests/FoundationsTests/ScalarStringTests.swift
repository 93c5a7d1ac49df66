import Foundations
import Testing

/// Strings are compared and measured scalar by scalar.
@Suite struct ScalarStringTests {
  @Test(arguments: [
    ("a.json", ".json", true), (".json", ".json", true), ("json", ".json", false), ("a.jsonl", ".json", false), ("a", "", true),
    ("", "", true), ("", "a", false), ("a.JSON", ".json", false),
    // The same character with different scalars, and a part of a character.
    ("caf\u{E9}", "e\u{301}", false), ("cafe\u{301}", "\u{301}", true),
  ])
  func `suffixes are compared scalar by scalar`(text: String, end: String, ends: Bool) {
    #expect(text.hasScalarSuffix(end) == ends)
  }

  @Test(arguments: [("", 0, false), ("ab", 2, false), ("ab", 1, true), ("\u{20AC}", 1, false), ("e\u{301}", 1, true)])
  func `a length counts scalars, not bytes or characters`(text: String, length: Int, isLonger: Bool) {
    #expect(text.isLonger(than: length) == isLonger)
  }
}
