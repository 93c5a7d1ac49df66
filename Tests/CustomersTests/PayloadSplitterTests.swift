import Customers
import Testing

/// Splitting of a stream into payloads.
@Suite struct RecordsTests {
  /// The payloads with the number of lines before them, however the stream is cut into pieces.
  private func records(_ text: String, limit: Int = PayloadSplitter.limit, piece: Int? = nil) -> [String] {
    let bytes = Array(text.utf8)
    var records = PayloadSplitter(limit: limit)
    var found: [PayloadSplitter.Record] = []
    for start in stride(from: 0, to: bytes.count, by: piece ?? max(1, bytes.count)) {
      records.append(Array(bytes[start..<min(bytes.count, start + (piece ?? bytes.count))]))
      found += records.take(atEnd: false)
    }
    found += records.take(atEnd: true)
    return found.map {
      "\($0.start.lines)@\($0.start.bytes): \($0.isTooLong ? "too long" : String(decoding: $0.bytes, as: UTF8.self))"
    }
  }

  private func expect(
    _ text: String, limit: Int = PayloadSplitter.limit, _ expected: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(records(text, limit: limit) == expected, sourceLocation: sourceLocation)
    for piece in 1...5 {
      #expect(records(text, limit: limit, piece: piece) == expected, "in pieces of \(piece)", sourceLocation: sourceLocation)
    }
  }

  @Test func `each line is a payload, and empty lines are skipped`() {
    expect("{\"a\":1}\n\n  \r\n{\"b\":2}\r\n{\"c\":3}", ["0@0: {\"a\":1}", "3@13: {\"b\":2}", "4@22: {\"c\":3}"])
    expect("", [])
    expect("\n \n", [])
  }

  @Test func `space before a payload counts for its columns`() {
    expect("\n  {}\n", ["1@1:   {}"])
  }

  @Test func `a truncated line does not swallow the next one`() {
    expect("{\"a\":{\"b\n{}\n", ["0@0: {\"a\":{\"b", "1@9: {}"])
    expect("{\"a\":1\n{}\n", ["0@0: {\"a\":1", "1@7: {}"])
    expect("x\n{\n{}\n", ["0@0: x", "1@2: {", "2@4: {}"])
  }

  @Test func `an object over several lines is one payload, and so are those after it`() {
    expect(
      "{\n \"a\": \"}\\\"{\",\n \"b\": [{}]\n}\n{\n}\n", ["0@0: {\n \"a\": \"}\\\"{\",\n \"b\": [{}]\n}", "4@29: {\n}"])
    expect("{\n} {\"b\":\n2}", ["0@0: {\n}", "1@3:  {\"b\":\n2}"])
  }

  @Test func `anything other than an object ends with its line`() {
    expect("{\n}\nx {\n{\n}", ["0@0: {\n}", "2@4: x {", "3@8: {\n}"])
  }

  @Test func `the remainder at the end is a payload`() {
    expect("{\n\"a\":", ["0@0: {\n\"a\":"])
  }

  @Test func `a payload beyond the limit is reported, and those after it are read`() {
    expect(
      "{\"a\":1}\n{\"bbbbbbbbbbbbbbbbbbbbbb\":2}\n{\"c\":3}\n", limit: 10,
      [
        "0@0: {\"a\":1}", "1@8: too long", "2@37: {\"c\":3}",
      ])
  }
}
