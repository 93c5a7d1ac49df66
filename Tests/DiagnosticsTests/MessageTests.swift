import Diagnostics
import Testing

/// Suggestions, quotes and lists in messages.
@Suite struct MessageTests {
  @Test(arguments: [
    ("metred", ["boolean", "metered", "static"], "metered"),
    ("mounth", ["day", "week", "month", "year"], "month"),
    ("moth", ["day", "month"], "month"),
    ("trial_days", ["amount", "trialDays"], "trialDays"),
    ("LOOKUP-KEY", ["lookupKey"], "lookupKey"),
    ("por", ["pro"], "pro"),
    ("intreval", ["intervalCount", "interval"], "interval"),
    ("enitlements", ["entitlements", "addons"], "entitlements"),
    ("x", ["y", "z"], "y"),
    ("aa", ["ab", "ac", "aa1"], "ab"),
    ("prices", ["price", "prices"], "price"),
    ("größe", ["grösse", "größen"], "größen"),
  ])
  func `the closest word is suggested`(word: String, candidates: [String], nearest expected: String) {
    #expect(bestMatch(for: word, among: candidates) == expected)
  }

  @Test(arguments: [
    ("amount", ["currency", "interval"]), ("", ["a"]), ("---", ["a"]), ("pro", []), ("pro", ["pro"]),
    ("xyz", ["abc", "xbc"]),
    (String(repeating: "a", count: 65), [String(repeating: "a", count: 64)]), ("ab", ["ba1z"]),
  ])
  func `nothing is suggested if no word is close`(word: String, candidates: [String]) {
    #expect(bestMatch(for: word, among: candidates) == nil)
  }

  @Test(arguments: [
    // Differs only in case, dashes and underscores, however short.
    ("Day", ["day", "week"], true), ("api_access", ["apiAccess", "apiAccesses"], true),
    // One or two edits, in a word of at least four letters.
    ("moth", ["day", "month"], true), ("entitelmnets", ["entitlements"], true), ("por", ["pro"], false),
    // Two are equally close; a repeated candidate counts once.
    ("mix", ["min", "max"], false), ("api_access", ["apiAccess", "ApiAccess"], false), ("moth", ["month", "month"], true),
    ("teem", ["team", "teen"], false), ("teem", ["team", "seats"], true),
    // A different digit is a different name.
    ("tier2", ["tier1"], false), ("tier", ["tier1"], false), ("tir1", ["tier1"], true),
    // Three edits.
    ("recurringprices", ["recurringpayces"], true), ("recurringprices", ["recurringpaycse"], false),
  ])
  func `a suggestion is certain if no other word is equally close`(word: String, candidates: [String], isCertain: Bool) throws {
    #expect(try #require(bestSuggestion(for: word, among: candidates)).isCertain == isCertain)
  }

  @Test func `a word with the same letters is preferred to a close one`() {
    #expect(bestMatch(for: "is_soft_limit", among: ["isSoftLimits", "isSoftLimit"]) == "isSoftLimit")
  }

  @Test(arguments: [
    ("pro", "`pro`"), ("", "``"), ("it's", "`it's`"), ("a\nb\r\tc", #"`a\nb\r\tc`"#), ("\u{1B}[31mred", #"`\u{1B}[31mred`"#),
    ("\u{0}\u{7F}\u{9B}", #"`\u{0}\u{7F}\u{9B}`"#), ("a\u{202E}b", #"`a\u{202E}b`"#),
    ("\u{2066}x\u{200B}\u{FEFF}", #"`\u{2066}x\u{200B}\u{FEFF}`"#),
    ("\u{E0041}", #"`\u{E0041}`"#), ("é😀", "`é😀`"), (#"a\b"c"#, #"`a\b"c`"#),
    ("a`b", "\"a`b\""), ("`", "\"`\""), ("\"`\"", "'\"`\"'"), ("\"`'", "`\"`'`"),
  ])
  func `quoted words are printable`(word: String, quotes: String) {
    #expect(quoted(word) == quotes)
  }

  @Test func `long words are truncated`() {
    #expect(quoted(String(repeating: "a", count: 60)) == "`" + String(repeating: "a", count: 60) + "`")
    #expect(quoted(String(repeating: "a", count: 61)) == "`" + String(repeating: "a", count: 60) + "…`")
    #expect(quoted(String(repeating: "\n", count: 61)) == "`" + String(repeating: #"\n"#, count: 60) + "…`")
  }

  @Test(arguments: [
    ("sk_live_51abc", "`sk_live_…`"), ("sk_test_x", "`sk_test_…`"), ("rk_live_x", "`rk_live_…`"), ("whsec_abc", "`whsec_…`"),
    ("sk_live_", "`sk_live_`"), ("task_live_x", "`task_live_x`"), ("pk_live_x", "`pk_live_x`"),
  ])
  func `only the prefix of a secret is shown`(word: String, quotes: String) {
    #expect(quoted(word) == quotes)
  }

  @Test(
    arguments: [
      ([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c"),
      (["a", "b", "c", "d"], "a, b and c"),
    ] as [([String], String)])
  func `words are joined into a list`(words: [String], text: String) {
    #expect(list(Array(words.prefix(3))) == text)
  }

  @Test func `long lists are truncated`() {
    #expect(list((1...10).map(String.init)) == "1, 2, 3, 4, 5, 6, 7, 8 and 2 more")
    #expect(list(["a", "b", "c"], and: "or", limit: 2) == "a, b or 1 more")
    #expect(list(["a", "b"], and: "or") == "a or b")
  }
}

@Suite struct DiagnosticTests {
  private func diagnostic(_ severity: Severity) -> Diagnostic {
    Diagnostic(rule: "x", severity: severity, message: "", path: "", pointer: "", range: ByteRange(0, 0))
  }

  @Test func `strict turns warnings into errors, but not notes`() {
    let all = [diagnostic(.error), diagnostic(.warning), diagnostic(.note)]
    #expect(all.strict().map(\.severity) == [.error, .error, .note])
    #expect(all.count(.warning) == 1)
    #expect(all.strict().count(.error) == 2)
  }

  @Test func `a range never ends before it starts`() {
    #expect(ByteRange(5, 3) == ByteRange(5, 5))
  }

  @Test func `rules with a prefix belong to a provider`() {
    let own = Rule("stripe/interval", .warning, "", explanation: "", wrong: "", right: "")
    let common = Rule("unknown-plan", .error, "", explanation: "", wrong: "", right: "")
    #expect(own.provider == "stripe")
    #expect(common.provider == nil)
  }
}
