import Catalog
import Diagnostics
import Syntax
import Testing

/// Words are compared scalar by scalar.
@Suite struct WordTests {
  private func word(_ text: String) -> Grant.Expiration.Unit? {
    Grant.Expiration.Unit(.root, in: readJSON(SourceText(name: "word.json", bytes: Array("\"\(text)\"".utf8))).tree)
  }

  @Test func `an escaped letter is the letter`() { #expect(word(#"W\u0045EK"#) == .week) }

  @Test(arguments: ["week", "WEEK ", "", "WEE", "WEEKS"]) func `other words are none`(text: String) { #expect(word(text) == nil) }

  @Test func `a sign that only looks like a letter makes no word`() {
    #expect("WEE\u{212A}" == "WEEK")
    #expect(word("WEE\u{212A}") == nil)
  }
}
