import JSONText
import LanguageServer
import Testing

@Suite struct FramingTests {
  private func pieces(_ input: [String], largest: Int = 100) -> [MessageFraming.Piece] {
    var framing = MessageFraming(largestContent: largest)
    var pieces: [MessageFraming.Piece] = []
    for part in input {
      framing.append(Array(part.utf8))
      while let piece = framing.next() { pieces.append(piece) }
    }
    return pieces
  }

  private func message(_ text: String) -> MessageFraming.Piece { .message(Array(text.utf8)) }

  @Test func `messages are found wherever the input is cut`() {
    let input =
      "Content-Length: 2\r\n\r\n{}Content-Type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length:  4 \r\n\r\nnull"
    #expect(pieces([input]) == [message("{}"), message("null")])
    #expect(pieces(input.map(String.init)) == [message("{}"), message("null")])
  }

  @Test func `a message that is too large is skipped`() {
    let large = String(repeating: "x", count: 101)
    let input = "Content-Length: 101\r\n\r\n\(large)Content-Length: 2\r\n\r\n{}"
    for cut in [[input], input.map(String.init)] {
      #expect(pieces(cut) == [.fault("the message is larger than 100 bytes"), message("{}")])
    }
  }

  @Test(arguments: [
    "\r\n", "Content-Length: x\r\n\r\n", "Content-Length: -1\r\n\r\n", "Content-Length: 99999999999999999999\r\n\r\n",
    "X\r\n\r\n",
  ])
  func `reading continues after a header without a length`(header: String) {
    #expect(pieces([header + "Content-Length: 2\r\n\r\n{}"]) == [.fault("the header has no `Content-Length`"), message("{}")])
  }

  @Test func `a header is not read without end`() {
    let endless = String(repeating: "x", count: 2000)
    #expect(
      pieces([endless, endless]) == [.fault("a line of the header is too long"), .fault("a line of the header is too long")])
  }

  @Test func `the length counts bytes`() {
    #expect(MessageFraming.framed(["a": "é"]) == Array("Content-Length: 10\r\n\r\n{\"a\":\"é\"}".utf8))
  }
}
