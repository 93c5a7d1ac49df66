import JSONText

/// Splits the input of a language server into messages: a header with `Content-Length`, an empty line, and the content.
///
/// Source: the base protocol of the Language Server Protocol, version 3.17
/// (https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/, 2026-11-29).
package struct MessageFraming {
  package enum Piece: Equatable, Sendable {
    /// The content of a message.
    case message([UInt8])
    /// What is wrong with the input; reading continues after it.
    case fault(String)
  }

  private enum State {
    case header(length: Int?)
    case content(Int)
    /// The rest of a message that is too large.
    case excess(Int)
  }

  private let largestContent: Int
  private var state = State.header(length: nil)
  private var buffer: [UInt8] = []
  /// The bytes of the buffer that have been read.
  private var start = 0

  /// The longest line of a header, in bytes.
  private static let longestLine = 1024

  /// - Parameter largestContent: in bytes; larger messages are faults.
  package init(largestContent: Int) { self.largestContent = largestContent }

  package mutating func append(_ bytes: [UInt8]) {
    buffer.removeSubrange(..<start)
    start = 0
    buffer += bytes
  }

  /// The next piece; nil if more input is needed.
  package mutating func next() -> Piece? {
    while true {
      switch state {
      case .header(let length):
        guard let line = nextLine() else {
          if buffer.count - start <= Self.longestLine { return nil }
          start = buffer.count
          return .fault("a line of the header is too long")
        }
        if !line.isEmpty {
          state = .header(length: contentLength(line) ?? length)
          continue
        }
        state = .header(length: nil)
        guard let length else { return .fault("the header has no `Content-Length`") }
        if length > largestContent {
          state = .excess(length)
          return .fault("the message is larger than \(largestContent) bytes")
        }
        state = .content(length)
      case .content(let length):
        guard buffer.count - start >= length else { return nil }
        let content = Array(buffer[start..<start + length])
        start += length
        state = .header(length: nil)
        return .message(content)
      case .excess(let length):
        let skipped = min(length, buffer.count - start)
        start += skipped
        if skipped < length {
          state = .excess(length - skipped)
          return nil
        }
        state = .header(length: nil)
      }
    }
  }

  /// The next line of a header, without its end.
  private mutating func nextLine() -> [UInt8]? {
    guard let end = buffer[start...].prefix(Self.longestLine + 1).firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    var line = buffer[start..<end]
    start = end + 1
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    return Array(line)
  }

  private func contentLength(_ line: [UInt8]) -> Int? {
    let line = String(decoding: line, as: UTF8.self)
    guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == "content-length" else { return nil }
    let digits = line[line.index(after: colon)...].filter { $0 != " " && $0 != "\t" }
    return Int(digits).flatMap { $0 >= 0 ? $0 : nil }
  }

  /// A message with its header.
  package static func framed(_ message: JSON) -> [UInt8] {
    let content = message.text(pretty: false)
    return Array("Content-Length: \(content.count)\r\n\r\n".utf8) + content
  }
}
