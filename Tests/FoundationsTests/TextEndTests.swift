import Foundations
import Testing

/// Suffixes are compared byte by byte.
@Suite struct TextEndTests {
  @Test(arguments: [
    ("a.json", ".json", true), (".json", ".json", true), ("json", ".json", false), ("a.jsonl", ".json", false), ("a", "", true),
    ("", "", true), ("", "a", false), ("a.JSON", ".json", false),
    // The same character with different scalars, and a part of a character.
    ("caf\u{E9}", "e\u{301}", false), ("cafe\u{301}", "\u{301}", true),
  ])
  func `suffixes are compared scalar by scalar`(text: String, end: String, ends: Bool) {
    #expect(text.hasScalarSuffix(end) == ends)
  }
}
