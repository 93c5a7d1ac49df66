import Diagnostics
import JSONText

extension Document {
  /// Edits as the protocol has them.
  func textEdits(_ edits: [Fix.Edit]) -> JSON {
    .array(edits.map { ["range": positions.range($0.range), "newText": .string($0.text)] })
  }

  /// Edits of this document as a `WorkspaceEdit`. With the version, a client rejects them if the text has changed since.
  func workspaceEdit(_ edits: [Fix.Edit], _ client: LanguageServer.Client) -> JSON {
    if client.takesVersionedEdits {
      return [
        "documentChanges": [
          ["textDocument": ["uri": .string(uri), "version": version], "edits": textEdits(edits)]
        ]
      ]
    }
    return ["changes": .object([.init(uri, textEdits(edits))])]
  }

  /// The edit that turns the text into another one; none if they are equal. It leaves the beginning and the end that both share,
  /// so that an editor keeps the cursor and the marks there.
  func edits(to bytes: [UInt8]) -> [Fix.Edit] {
    let old = source.bytes
    if old == bytes { return [] }
    var start = zip(old, bytes).prefix { $0 == $1 }.count
    // Not within a scalar, nor between the bytes of a line end.
    while start > 0, !Self.isBoundary(old, start) || !Self.isBoundary(bytes, start) { start -= 1 }
    var shared = zip(old[start...].reversed(), bytes[start...].reversed()).prefix { $0 == $1 }.count
    while shared > 0, !Self.isBoundary(old, old.count - shared) || !Self.isBoundary(bytes, bytes.count - shared) { shared -= 1 }
    let text = String(decoding: bytes[start..<bytes.count - shared], as: UTF8.self)
    return [Fix.Edit(ByteRange(start, old.count - shared), text)]
  }

  private static func isBoundary(_ bytes: [UInt8], _ offset: Int) -> Bool {
    guard offset > 0, offset < bytes.count else { return true }
    return bytes[offset] & 0xC0 != 0x80 && !(bytes[offset - 1] == UInt8(ascii: "\r") && bytes[offset] == UInt8(ascii: "\n"))
  }

  /// A string as a literal of the document's format; nil if it cannot be written without escapes, which differ.
  func literal(_ text: String) -> String? {
    text.unicodeScalars.allSatisfy { $0 != "\"" && $0 != "\\" && escaped($0) == String($0) } ? "\"\(text)\"" : nil
  }
}
