import Foundations
import JSONText
import Testing

@Suite struct PackedJSONTests {
  /// Every kind of value, what is to be escaped, and strings that come again.
  private static let values: [JSON] = [
    .null, true, false, 0, -1, .integer(.max), .integer(.min), "", "ab", "a text of some length", [], .object([]),
    .number(.zero), .string("\"quoted\" and \u{9B} and é"), [1, [2, []], ["": .null]],
    ["name": "a text of some length", "a text of some length": ["name", "name", "\"quoted\" and \u{9B} and é"]],
  ]

  private func decimal(_ text: String) throws -> JSON { .number(try #require(ExactDecimal(parsing: text.utf8))) }

  private func packed(_ values: [JSON], depth: Int = 1, largestText: Int = .max) -> PackedJSON {
    var packed = PackedJSON(depth: depth, largestText: largestText)
    for value in values { packed.append(value) }
    return packed
  }

  private func text(_ packed: PackedJSON, pretty: Bool) -> String {
    var writer = JSONWriter(pretty: pretty)
    writer.open("[")
    packed.write(to: &writer) { _ in }
    writer.close("]", isEmpty: packed.isEmpty)
    return String(decoding: writer.text.bytes, as: UTF8.self)
  }

  @Test func `what goes in comes out`() throws {
    let values = try Self.values + [decimal("20.5"), decimal("1e300"), decimal("12345678901234567890123")]
    #expect(Array(packed(values).values) == values)
    #expect(packed(values).count == values.count)
    #expect(Array(PackedJSON().values) == [])
  }

  @Test(arguments: [true, false])
  func `the text is that of the values`(pretty: Bool) throws {
    let values = try Self.values + [decimal("20.5")]
    #expect(text(packed(values), pretty: pretty) == String(decoding: JSON.array(values).text(pretty: pretty), as: UTF8.self))
    #expect(text(PackedJSON(), pretty: pretty) == "[]")
  }

  @Test func `strings are one only where they are the same scalars`() {
    // Two ways to write one letter, and texts that begin and end alike.
    let texts: [JSON] = ["caf\u{E9} noir", "cafe\u{301} noir", "12345678-a-12345678", "12345678-b-12345678"]
    let expected = JSON.array(texts + texts).compact
    #expect(Array(text(packed(texts + texts), pretty: false).utf8) == Array(expected.utf8))
  }

  @Test(arguments: 0..<values.count)
  func `the size is that of the lines, each with a comma`(index: Int) {
    // Without the bracket in front, the line break and the bracket at the end; and with a comma too many.
    let values = [Self.values[index], Self.values[index]]
    #expect(packed(values).textSize == text(packed(values), pretty: true).utf8.count - 3 + 1)
  }

  @Test func `a copy is a value of its own`() {
    let first = packed(["a text of some length"])
    var second = first
    second.append("a text of some length")
    #expect(Array(first.values) == ["a text of some length"])
    #expect(Array(second.values) == ["a text of some length", "a text of some length"])
  }

  @Test func `beyond the largest text, values are left out`() {
    // Each takes seven bytes: a line break, two spaces, three digits, a comma.
    let values: [JSON] = [100, 101, 102, 103]
    #expect(packed(values, largestText: 28).count == 4)
    #expect(!packed(values, largestText: 28).isTooLarge)
    #expect(packed(values, largestText: 20).isTooLarge)
    #expect(packed(values, largestText: 20).count == 3)
  }

  @Test func `the text can be taken away value by value`() {
    var writer = JSONWriter(pretty: false)
    var pieces: [String] = []
    packed([1, "two", []]).write(to: &writer) { writer in
      pieces.append(String(decoding: writer.text.bytes, as: UTF8.self))
      writer.text.removeAll()
    }
    #expect(pieces == ["1", ",\"two\"", ",[]"])
  }
}
