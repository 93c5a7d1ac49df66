import Diagnostics
import Testing

/// Applying fixes.
@Suite struct FixTests {
  private func fix(_ edits: (Int, Int, String)...) throws -> Fix {
    try #require(Fix("m", .safe, edits.map { Fix.Edit(ByteRange($0.0, $0.1), $0.2) }))
  }

  private func text(_ fixes: [Fix], _ text: String) -> String {
    let (bytes, count) = fixes.applied(to: Array(text.utf8))
    return "\(count): \(String(decoding: bytes, as: UTF8.self))"
  }

  @Test func `edits are applied in the order of the file`() throws {
    #expect(try text([fix((4, 5, "X"), (1, 2, "")), fix((7, 7, "__"))], "0123456789") == "2: 023X56__789")
    #expect(text([], "0123") == "0: 0123")
  }

  @Test func `only the first of overlapping or touching fixes is applied`() throws {
    #expect(try text([fix((2, 4, "X")), fix((1, 3, "Y"))], "0123456789") == "1: 0Y3456789")
    #expect(try text([fix((1, 3, "Y")), fix((3, 4, "X")), fix((5, 6, "Z"))], "0123456789") == "2: 0Y34Z6789")
    // A fix also covers the text between its edits.
    #expect(try text([fix((1, 2, "A"), (7, 8, "B")), fix((4, 5, "X"))], "0123456789") == "1: 0A23456B89")
    #expect(try text([fix((1, 2, "A")), fix((1, 2, "A"))], "0123") == "1: 0A23")
  }

  @Test func `a fix with overlapping edits is rejected`() {
    #expect(Fix("m", .safe, [.init(ByteRange(1, 3), ""), .init(ByteRange(2, 4), "")]) == nil)
    #expect(Fix("m", .safe, []) == nil)
  }

  @Test func `edits are merged with the text between them`() throws {
    let merged = try fix((1, 2, "A"), (4, 4, "B")).merged(in: Array("0123456".utf8))
    #expect(merged == Fix.Edit(ByteRange(1, 4), "A23B"))
  }
}
