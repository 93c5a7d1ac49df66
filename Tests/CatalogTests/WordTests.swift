import Catalog
import Diagnostics
import Syntax
import Testing

/// Words are compared scalar by scalar.
@Suite struct WordTests {
  private func word(_ text: String) -> Grant.Expiration.Unit? {
    Grant.Expiration.Unit(.root, in: readJSON(SourceText(name: "word.json", bytes: Array("\"\(text)\"".utf8))).tree)
  }

  @Test func `an escaped letter equals the letter`() { #expect(word(#"W\u0045EK"#) == .week) }

  @Test(arguments: ["week", "WEEK ", "", "WEE", "WEEKS"]) func `other words are unknown`(text: String) {
    #expect(word(text) == nil)
  }

  @Test func `a character that only looks like a letter is not recognized`() {
    #expect("WEE\u{212A}" == "WEEK")
    #expect(word("WEE\u{212A}") == nil)
  }
}
