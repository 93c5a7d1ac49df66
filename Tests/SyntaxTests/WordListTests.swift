import Diagnostics
import JSONText
import Syntax
import Testing

/// Words are recognised by all their bytes.
@Suite struct WordListTests {
  private func index(of text: String, among words: WordList, startingAt start: Int = 0) -> Int? {
    let tree = Reading("[\"\(text)\"]").tree
    return tree.elements(of: .root).first { _ in true }.flatMap { words.index(of: $0, in: tree, startingAt: start) }
  }

  @Test func `each word has its place`() {
    let words = WordList("a ab abc abcd abcdefg abcdefgh abcdefghi preserveOverageAtReset")
    let texts = ["a", "ab", "abc", "abcd", "abcdefg", "abcdefgh", "abcdefghi", "preserveOverageAtReset"]
    #expect(words.count == texts.count)
    for (place, text) in texts.enumerated() {
      for start in 0...texts.count { #expect(index(of: text, among: words, startingAt: start) == place) }
    }
    #expect(index(of: "", among: words) == nil)
    #expect(index(of: "a ab", among: words) == nil)
  }

  @Test(arguments: [
    (WordList("a"), "a"), (WordList("abc"), "abc"), (WordList("abcd"), "abcd"), (WordList("abcdefgh"), "abcdefgh"),
    (WordList("abcdefghijklmnop"), "abcdefghijklmnop"), (WordList("abcdefghijklmnopq"), "abcdefghijklmnopq"),
    (WordList("abcdefghijklmnopqrstuvwxyz"), "abcdefghijklmnopqrstuvwxyz"),
  ])
  func `a word that differs in one byte is another`(words: WordList, word: String) {
    #expect(index(of: word, among: words) == 0)
    for place in word.indices {
      var other = word
      other.replaceSubrange(place...place, with: "X")
      #expect(index(of: other, among: words) == nil)
    }
    #expect(index(of: word + "a", among: words) == nil)
    #expect(index(of: String(word.dropLast()), among: words) == nil)
  }

  @Test func `scalars count, not what looks alike`() {
    #expect(index(of: "e\u{301}", among: WordList("é")) == nil)
    #expect(index(of: "\\u00e9", among: WordList("é")) == 0)
    #expect(index(of: "\\u0061mount", among: WordList("amount")) == 0)
  }
}

/// Numbers are found by texts that are not kept.
@Suite struct TextTableTests {
  @Test func `texts of any length are found, and no others`() {
    let texts = (0..<3000).map { String(repeating: "t", count: $0 % 50) + "\($0)" }
    func hash(_ text: String) -> Int { textHash(Array(text.utf8).span) }
    var table = TextTable(capacity: texts.count)
    for (index, text) in texts.enumerated() {
      #expect(table.insert(Int32(index), hash: hash(text)) { texts[Int($0)] == text } == nil)
    }
    for (index, text) in texts.enumerated() {
      #expect(table.insert(0, hash: hash(text)) { texts[Int($0)] == text } == Int32(index))
      #expect(table.find(hash: hash(text)) { texts[Int($0)] == text } == Int32(index))
      #expect(table.find(hash: hash(text + "!")) { texts[Int($0)] == text + "!" } == nil)
    }
  }

  @Test func `hashes of texts that differ little differ in all their bits`() {
    // Slots are chosen by one half of a hash, and texts of one slot told apart by the other.
    var upper: Set<Int> = []
    var lower: Set<Int> = []
    for number in 0..<4096 {
      let hash = textHash(Array("plan\(number):monthly".utf8).span)
      upper.insert(hash >> 32 & 0xFFFF)
      lower.insert(hash & 0xFFFF)
    }
    // Of 4096 numbers below 65,536 that chance chooses, 3,970 or so are not equal to another.
    #expect(upper.count > 3800 && lower.count > 3800)
  }
}

/// Strings of one file are found by their text.
@Suite struct StringTableTests {
  @Test func `the first string of a text is found, however it is spelled`() {
    let tree = Reading(#"["a", "b", "\u0061", "", "a", "a longer text, of more than sixteen bytes", "e\u0301", "é", "c"]"#).tree
    let strings = Array(tree.elements(of: .root))
    var table = StringTable(in: tree, capacity: strings.count)
    #expect(strings.dropLast().map { table.add($0) } == [nil, nil, 0, nil, 0, nil, nil, nil])
    #expect(strings.map { table.find($0) } == [0, 1, 0, 3, 0, 5, 6, 7, nil])
  }
}

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
