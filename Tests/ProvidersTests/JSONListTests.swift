import Foundations
import JSONText
import Providers
import Testing

@Suite struct JSONListTests {
  /// Every kind of value, characters that are escaped, and repeated strings.
  private static let values: [JSON] = [
    .null, true, false, 0, -1, .integer(.max), .integer(.min), "", "ab", "a text of some length", [], .object([]),
    .string("\"quoted\" and \u{9B} and é"), [1, [2, []], ["": .null]],
    ["name": "a text of some length", "a text of some length": ["name", "name", "\"quoted\" and \u{9B} and é"]],
  ]

  private func decimal(_ text: String) throws -> JSON { .number(try #require(ExactDecimal(parsing: text.utf8))) }

  private func list(_ values: [JSON], depth: Int = 1, largestText: Int = .max) -> JSONList {
    var list = JSONList(depth: depth, largestText: largestText)
    for value in values { list.append(value) }
    return list
  }

  /// An array at the top, as it is written.
  private func text(_ list: JSONList) -> String {
    var text = Array("[".utf8)
    list.write { (piece: [UInt8]) throws(Never) in text += piece }
    return String(decoding: text + Array(list.isEmpty ? "]".utf8 : "\n]".utf8), as: UTF8.self)
  }

  @Test func `what goes in comes out`() throws {
    let values = try Self.values + [decimal("20.5"), decimal("1e300"), decimal("12345678901234567890123")]
    #expect(Array(list(values).values) == values)
    #expect(list(values).count == values.count)
    #expect(Array(JSONList().values) == [])
  }

  @Test func `the text is that of the values`() throws {
    let values = try Self.values + [decimal("20.5")]
    #expect(text(list(values)) == String(decoding: JSON.array(values).text(pretty: true), as: UTF8.self))
    #expect(text(JSONList()) == "[]")
  }

  @Test(arguments: 0..<values.count)
  func `the size is that of the lines`(index: Int) {
    // Without the opening bracket, and the line break and the bracket at the end.
    let values = [Self.values[index], Self.values[index]]
    #expect(list(values).textSize == text(list(values)).utf8.count - 3)
  }

  @Test func `a copy is a value of its own`() {
    let first = list(["a text of some length"])
    var second = first
    second.append("a text of some length")
    #expect(Array(first.values) == ["a text of some length"])
    #expect(Array(second.values) == ["a text of some length", "a text of some length"])
  }

  @Test func `beyond the largest text, values are left out`() {
    // The first takes six bytes: a line break, two spaces, three digits. The others have a comma before them.
    let values: [JSON] = [100, 101, 102, 103]
    #expect(list(values, largestText: 28).count == 4)
    #expect(!list(values, largestText: 28).isTooLarge)
    #expect(list(values, largestText: 19).isTooLarge)
    #expect(list(values, largestText: 19).count == 3)
  }

  @Test func `the text is handed out in pieces that hold whole values`() {
    let values = (0..<3000).map { JSON.string("a text of some length, number \($0)") }
    var pieces: [[UInt8]] = []
    list(values).write { (piece: [UInt8]) throws(Never) in pieces.append(piece) }
    #expect(pieces.count > 1)
    #expect(pieces.allSatisfy { $0.count < 100_000 })
    #expect(pieces.dropFirst().allSatisfy { $0.starts(with: ",\n".utf8) })
    #expect(Array(list(values).values) == values)
  }
}
