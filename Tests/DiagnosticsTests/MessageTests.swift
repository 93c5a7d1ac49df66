import Diagnostics
import Testing

/// The words of messages: suggestions, quotes and lists.
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
  func `the nearest word is found`(word: String, candidates: [String], nearest expected: String) {
    #expect(nearest(to: word, among: candidates) == expected)
  }

  @Test(arguments: [
    ("amount", ["currency", "interval"]), ("", ["a"]), ("---", ["a"]), ("pro", []), ("pro", ["pro"]),
    ("xyz", ["abc", "xbc"]),
    (String(repeating: "a", count: 65), [String(repeating: "a", count: 64)]), ("ab", ["ba1z"]),
  ])
  func `where none is near, none is suggested`(word: String, candidates: [String]) {
    #expect(nearest(to: word, among: candidates) == nil)
  }

  @Test(arguments: [
    // The same but for case, dashes and underscores, however short.
    ("Day", ["day", "week"], true), ("api_access", ["apiAccess", "apiAccesses"], true),
    // One or two letters away, in a word of four letters or more.
    ("moth", ["day", "month"], true), ("entitelmnets", ["entitlements"], true), ("por", ["pro"], false),
    // Two are as near; the same word twice is one.
    ("mix", ["min", "max"], false), ("api_access", ["apiAccess", "ApiAccess"], false), ("moth", ["month", "month"], true),
    ("teem", ["team", "teen"], false), ("teem", ["team", "seats"], true),
    // Another digit is another name.
    ("tier2", ["tier1"], false), ("tier", ["tier1"], false), ("tir1", ["tier1"], true),
    // Three letters away.
    ("recurringprices", ["recurringpayces"], true), ("recurringprices", ["recurringpaycse"], false),
  ])
  func `a word is certain where no other is as near`(word: String, candidates: [String], isCertain: Bool) throws {
    #expect(try #require(nearWord(to: word, among: candidates)).isCertain == isCertain)
  }

  @Test func `a word of the same letters wins over one that is merely near`() {
    #expect(nearest(to: "is_soft_limit", among: ["isSoftLimits", "isSoftLimit"]) == "isSoftLimit")
  }

  @Test(arguments: [
    ("pro", "`pro`"), ("", "``"), ("it's", "`it's`"), ("a\nb\r\tc", #"`a\nb\r\tc`"#), ("\u{1B}[31mred", #"`\u{1B}[31mred`"#),
    ("\u{0}\u{7F}\u{9B}", #"`\u{0}\u{7F}\u{9B}`"#), ("a\u{202E}b", #"`a\u{202E}b`"#),
    ("\u{2066}x\u{200B}\u{FEFF}", #"`\u{2066}x\u{200B}\u{FEFF}`"#),
    ("\u{E0041}", #"`\u{E0041}`"#), ("é😀", "`é😀`"), (#"a\b"c"#, #"`a\b"c`"#),
  ])
  func `a word is quoted so that it can be printed`(word: String, quotes: String) {
    #expect(quoted(word) == quotes)
  }

  @Test func `a long word is shortened`() {
    #expect(quoted(String(repeating: "a", count: 60)) == "`" + String(repeating: "a", count: 60) + "`")
    #expect(quoted(String(repeating: "a", count: 61)) == "`" + String(repeating: "a", count: 60) + "…`")
    #expect(quoted(String(repeating: "\n", count: 61)) == "`" + String(repeating: #"\n"#, count: 60) + "…`")
  }

  @Test(arguments: [
    ("sk_live_51abc", "`sk_live_…`"), ("sk_test_x", "`sk_test_…`"), ("rk_live_x", "`rk_live_…`"), ("whsec_abc", "`whsec_…`"),
    ("sk_live_", "`sk_live_`"), ("task_live_x", "`task_live_x`"), ("pk_live_x", "`pk_live_x`"),
  ])
  func `of a secret only the beginning is shown`(word: String, quotes: String) {
    #expect(quoted(word) == quotes)
  }

  @Test(
    arguments: [
      ([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c"),
      (["a", "b", "c", "d"], "a, b and c"),
    ] as [([String], String)])
  func `words are listed as people list them`(words: [String], text: String) {
    #expect(list(Array(words.prefix(3))) == text)
  }

  @Test func `a long list is cut`() {
    #expect(list((1...10).map(String.init)) == "1, 2, 3, 4, 5, 6, 7, 8 and 2 more")
    #expect(list(["a", "b", "c"], and: "or", limit: 2) == "a, b or 1 more")
    #expect(list(["a", "b"], and: "or") == "a or b")
  }
}

@Suite struct DiagnosticTests {
  private func diagnostic(_ severity: Severity) -> Diagnostic {
    Diagnostic(rule: "x", severity: severity, message: "", path: "", pointer: "", range: ByteRange(0, 0))
  }

  @Test func `strict makes warnings errors, and leaves notes`() {
    let all = [diagnostic(.error), diagnostic(.warning), diagnostic(.note)]
    #expect(all.strict().map(\.severity) == [.error, .error, .note])
    #expect(all.count(.warning) == 1)
    #expect(all.strict().count(.error) == 2)
  }

  @Test func `a range never ends before it starts`() {
    #expect(ByteRange(5, 3) == ByteRange(5, 5))
  }

  @Test func `a rule with a prefix is a provider's`() {
    let own = Rule("stripe/interval", .warning, "", explanation: "", wrong: "", right: "")
    let common = Rule("unknown-plan", .error, "", explanation: "", wrong: "", right: "")
    #expect(own.provider == "stripe")
    #expect(common.provider == nil)
  }
}
