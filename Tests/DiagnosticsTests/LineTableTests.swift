import Diagnostics
import Testing

/// Lines and columns as people and editors count them.
@Suite struct LineTableTests {
  private func table(_ bytes: [UInt8]) -> LineTable { LineTable(SourceText(name: "test.json", bytes: bytes)) }
  private func table(_ text: String) -> LineTable { table(Array(text.utf8)) }

  private func shown(_ position: Position) -> String { "\(position.line):\(position.column) @ \(position.offset)" }

  /// Line and column of each offset, as `1:1`.
  private func places(_ text: String, _ offsets: ClosedRange<Int>) -> [String] {
    let table = table(text)
    return offsets.map { offset in
      let position = table.position(at: offset)
      return "\(position.line):\(position.column)"
    }
  }

  private func lines(_ text: String, _ count: Int) -> [String] {
    let table = table(text)
    return (1...count).map { String(decoding: table.text(ofLine: $0), as: UTF8.self) }
  }

  @Test func `a part of a longer text continues its line and byte numbers`() {
    let piece = SourceText(name: "events.jsonl", bytes: Array("{}\n  é x".utf8), start: (lines: 41, bytes: 1000))
    let table = LineTable(piece)
    #expect(shown(table.position(at: 0)) == "42:1 @ 1000")
    #expect(shown(table.position(at: 8)) == "43:5 @ 1008")
    #expect(String(decoding: table.text(ofLine: 42), as: UTF8.self) == "{}")
    #expect(String(decoding: table.text(ofLine: 43), as: UTF8.self) == "  é x")
  }

  @Test func `LF, CRLF and CR end a line`() {
    #expect(places("a\nb\r\nc\rd", 0...8) == ["1:1", "1:2", "2:1", "2:2", "2:3", "3:1", "3:2", "4:1", "4:2"])
    #expect(lines("a\nb\r\nc\rd", 4) == ["a", "b", "c", "d"])
  }

  @Test func `empty lines are lines`() {
    #expect(places("\n\n\r\n\r\rx", 0...6) == ["1:1", "2:1", "3:1", "3:2", "4:1", "5:1", "6:1"])
    #expect(lines("\n\n\r\n\r\rx", 6) == ["", "", "", "", "", "x"])
  }

  @Test func `other Unicode line ends are characters of the line`() {
    #expect(places("a\u{2028}b\u{85}c", 0...7).last == "1:5")
  }

  @Test func `the end of the file has a position`() {
    #expect(places("", 0...0) == ["1:1"])
    #expect(places("ab", 2...2) == ["1:3"])
    #expect(places("ab\n", 3...3) == ["2:1"])
    #expect(places("ab\r", 3...3) == ["2:1"])
    #expect(places("ab\r\n", 4...4) == ["2:1"])
    #expect(lines("ab\n", 2) == ["ab", ""])
  }

  @Test func `offsets outside the file are clamped`() {
    #expect(shown(table("ab\nc").position(at: 99)) == "2:2 @ 4")
    #expect(shown(table("ab\nc").position(at: -1)) == "1:1 @ 0")
  }

  @Test func `columns count scalars, and offsets count bytes`() {
    // U+E9 has two bytes, U+20AC three, U+1F600 four.
    let text = "é€😀x"
    #expect(shown(table(text).position(at: 2)) == "1:2 @ 2")
    #expect(shown(table(text).position(at: 5)) == "1:3 @ 5")
    #expect(shown(table(text).position(at: 9)) == "1:4 @ 9")
    #expect(shown(table(text).position(at: 10)) == "1:5 @ 10")
  }

  @Test func `a combining character counts as a column`() {
    #expect(table("e\u{301}x").position(at: 3).column == 3)
    #expect(table("👩‍💻x").position(at: 11).column == 4)
  }

  @Test func `a byte-order mark takes no column and is not shown`() {
    #expect(places("\u{FEFF}{}\n{", 0...6) == ["1:1", "1:1", "1:1", "1:1", "1:2", "1:3", "2:1"])
    #expect(lines("\u{FEFF}{}\n{", 2) == ["{}", "{"])
    #expect(places("\u{FEFF}", 3...3) == ["1:1"])
    #expect(lines("\u{FEFF}", 1) == [""])
  }

  @Test func `byte columns include a byte-order mark`() {
    let table = table("\u{FEFF}é{\r\n😀x")
    #expect([0, 3, 5, 8, 12].map { table.byteColumn(at: $0) } == [1, 4, 6, 1, 5])
    #expect(table.byteColumn(at: 99) == 6)
  }

  @Test func `invalid UTF-8 does not break positions`() {
    let position = table([0x61, 0xFF, 0x0A, 0xC2, 0x62]).position(at: 4)
    #expect(shown(position) == "2:2 @ 4")
  }

  @Test func `every offset is in its line`() {
    let text = "\u{FEFF}{\r\n  \"é\": \"😀\",\r  \"x\": [\n\n1]\r\n}\n"
    let table = table(text)
    for offset in 0...text.utf8.count {
      let position = table.position(at: offset)
      let line = table.text(ofLine: position.line)
      #expect(position.offset == offset)
      #expect(position.column >= 1)
      #expect(max(offset, 3) >= line.startIndex)
    }
  }
}
