import Foundations
import Testing

/// Ends of texts are compared by their bytes.
@Suite struct TextEndTests {
  @Test(arguments: [
    ("a.json", ".json", true), (".json", ".json", true), ("json", ".json", false), ("a.jsonl", ".json", false), ("a", "", true),
    ("", "", true), ("", "a", false), ("a.JSON", ".json", false),
    // One character, but not the same scalars; and a part of one.
    ("caf\u{E9}", "e\u{301}", false), ("cafe\u{301}", "\u{301}", true),
  ])
  func `a text ends exactly with another`(text: String, end: String, ends: Bool) {
    #expect(text.endsExactly(with: end) == ends)
  }
}
