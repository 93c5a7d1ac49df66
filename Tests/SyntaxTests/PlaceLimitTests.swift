import Diagnostics
import Syntax
import Testing

/// Places in very large catalogs. If the work grew with the product of findings and members, these tests would take minutes.
@Suite struct PlaceLimitTests {
  private static let rule = Rule("r", .warning, "", explanation: "", wrong: "", right: "")

  @Test func `thousands of findings can refer to the members of one object`() {
    let count = 50_000
    let text = "{" + (0..<count).map { "\"k\($0)\":1" }.joined(separator: ",") + "}"
    let tree = Reading(text).tree
    let findings = (0..<count).reversed().map { index -> Finding in
      let related = Finding.Related("", at: Place(.root)["k\(count - 1 - index)"])
      return Finding(Self.rule, "", at: Place(.root)["k\(index)"].name, related: [related])
    }
    let diagnostics = tree.diagnostics(for: findings)
    #expect(diagnostics.count == count)
    #expect(diagnostics[0].pointer == "/k0")
    #expect(diagnostics[count - 1].pointer == "/k\(count - 1)")
    #expect(diagnostics[0].related.first?.range == ByteRange(text.utf8.count - 2, text.utf8.count - 1))
    #expect(diagnostics[7].range == ByteRange(7 * 7 + 1, 7 * 7 + 5))
  }

  @Test func `a place refers to the first of several members with the same name`() {
    for count in [2, 100] {
      let text = "{" + (0..<count).map { _ in "\"k\":1" }.joined(separator: ",") + ",\"l\":2,\"l\":3}"
      let findings = ["k", "l"].map { Finding(Self.rule, "", at: Place(.root)[$0]) }
      let diagnostics = Reading(text).tree.diagnostics(for: findings)
      #expect(diagnostics.map(\.range) == [ByteRange(5, 6), ByteRange(6 * count + 5, 6 * count + 6)])
    }
  }

  @Test func `long keys in a path are truncated without exposing a secret`() {
    let key = String(repeating: "k", count: 100_000)
    let diagnostic = Reading("{\"\(key)\": {\"a\": ⟦1e400⟧}}").diagnostics.first
    #expect(diagnostic?.path == String(repeating: "k", count: 1000) + "….a")
    #expect(diagnostic?.pointer == "/" + String(repeating: "k", count: 1000) + "…/a")

    let secret = Reading("{\"\(String(repeating: "k", count: 980)) sk_live_\(key)\": ⟦1e400⟧}").diagnostics.first
    #expect(secret?.path == String(repeating: "k", count: 980) + " sk_live_……")
  }

  @Test func `very deep paths are truncated`() {
    let key = String(repeating: "k", count: 100)
    let text = String(repeating: "{\"\(key)\":", count: 500) + "1e400" + String(repeating: "}", count: 500)
    let path = Reading(text).diagnostics.first?.path ?? ""
    #expect(path.hasPrefix("\(key).\(key)."))
    #expect(path.hasSuffix(".…"))
    #expect(path.utf8.count < 8100)
  }

  @Test func `very long words are truncated and have no suggestion`() {
    let long = String(repeating: "month", count: 2_000_000)
    #expect(quoted(long) == "`" + String(repeating: "month", count: 12) + "…`")
    #expect(quoted("sk_live_" + long) == "`sk_live_…`")
    #expect(bestMatch(for: long, among: ["month", long + "s"]) == nil)
    #expect(bestMatch(for: "mont", among: [long, "month"]) == "month")
  }

  /// Compares the block index with a simple count.
  @Test func `lines are found in every block of a file`() {
    let pieces = ["a", "é", "😀", "\n", "\r\n", "\r", "\"", "\n\n\n"]
    for step in [1, 61, 1021, 2400] {
      var bytes: [UInt8] = []
      for number in 0..<600 where bytes.count < 9000 {
        bytes += String(repeating: "x", count: number * number * number % step).utf8
        bytes += pieces[(number * number + number / 3) % pieces.count].utf8
      }
      let table = LineTable(SourceText(name: "a", bytes: bytes))
      var (line, column, lineStart) = (1, 1, 0)
      for offset in bytes.indices {
        let position = table.position(at: offset)
        #expect(position.line == line)
        // Within a scalar, the column is the one after its first byte.
        #expect(position.column == column)
        #expect(table.byteColumn(at: offset) == offset - lineStart + 1)
        if offset == lineStart { #expect(table.text(ofLine: line).startIndex == offset) }
        if bytes[offset] & 0xC0 != 0x80 { column += 1 }
        let isFollowed = offset + 1 < bytes.count && bytes[offset + 1] == 0x0A
        if bytes[offset] == 0x0A || (bytes[offset] == 0x0D && !isFollowed) {
          (line, column, lineStart) = (line + 1, 1, offset + 1)
        }
      }
    }
  }
}
