import Foundations
import JSONText
import LanguageServer
import Testing

/// A client of a server, which keeps what it is sent.
struct Editor {
  private(set) var server: LanguageServer
  private var lastID: Int64 = 0
  /// The messages of the server that answer no request, in order.
  private(set) var notifications: [JSON] = []
  /// The text of each open document.
  private var texts: [String: String] = [:]

  /// The capabilities of most editors.
  static let capabilities: JSON = [
    "general": ["positionEncodings": ["utf-8", "utf-16"]],
    "workspace": ["workspaceEdit": ["documentChanges": true]],
    "textDocument": [
      "completion": ["completionItem": ["snippetSupport": true]],
      "documentSymbol": ["hierarchicalDocumentSymbolSupport": true],
      "codeAction": ["codeActionLiteralSupport": ["codeActionKind": ["valueSet": ["quickfix"]]]],
    ],
  ]

  /// - Parameter capabilities: those to be initialized with; nil for a server that is not.
  init(_ settings: ServerSettings = ServerSettings(), capabilities: JSON? = Editor.capabilities) {
    server = LanguageServer(settings)
    guard let capabilities else { return }
    _ = request("initialize", ["processId": .null, "rootUri": .null, "capabilities": capabilities])
    notify("initialized", [:])
  }

  // MARK: Messages

  /// The response to a request.
  mutating func respond(_ method: String, _ params: JSON) -> JSON {
    lastID += 1
    let id = JSON.integer(lastID)
    let answers = server.receive(
      JSON.fields(["jsonrpc": "2.0", "id": id, "method": .string(method), "params": params]).text(pretty: false))
    #expect(answers.count == 1 && answers.first?["id"]?.int == Int(lastID), "\(method)")
    return answers.first ?? .null
  }

  /// The result of a request; null if it fails.
  mutating func request(_ method: String, _ params: JSON) -> JSON { respond(method, params)["result"] ?? .null }

  mutating func notify(_ method: String, _ params: JSON) {
    let message = JSON.fields(["jsonrpc": "2.0", "method": .string(method), "params": params])
    notifications += server.receive(message.text(pretty: false))
  }

  /// Lets the server publish, and forgets what it has sent before.
  mutating func published() -> [JSON] {
    notifications = server.publish()
    return notifications.compactMap { $0["params"] }
  }

  // MARK: Documents

  static func uri(_ name: String) -> String { "file:///project/\(name)" }

  mutating func open(_ text: String, as name: String = "catalog.json", language: String = "json") {
    texts[name] = text
    notify(
      "textDocument/didOpen",
      ["textDocument": ["uri": .string(Self.uri(name)), "languageId": .string(language), "version": 1, "text": .string(text)]])
  }

  /// Changes a document: as a whole, or by its ranges.
  mutating func change(version: Int64 = 2, in name: String = "catalog.json", _ changes: [JSON]) {
    notify(
      "textDocument/didChange",
      ["textDocument": ["uri": .string(Self.uri(name)), "version": .integer(version)], "contentChanges": .array(changes)])
  }

  /// The diagnostics of the only document that has changed.
  mutating func diagnostics() -> [JSON] {
    let published = published()
    #expect(published.count == 1)
    return published.first?["diagnostics"]?.elements ?? []
  }

  /// Asks about a position in a document.
  mutating func ask(
    _ method: String, at position: JSON, in name: String = "catalog.json", _ more: KeyValuePairs<String, JSON?> = [:]
  )
    -> JSON
  {
    request(method, params(position, name, more))
  }

  func params(_ position: JSON, _ name: String, _ more: KeyValuePairs<String, JSON?>) -> JSON {
    .object(
      JSON.members(["textDocument": ["uri": .string(Self.uri(name))], "position": position]) + JSON.members(more))
  }
}

/// A text with a cursor, which is written `‸`.
struct Cursored {
  let text: String
  /// In UTF-8.
  let position: JSON

  init(_ marked: String) {
    let parts = marked.split(separator: "‸", maxSplits: 1, omittingEmptySubsequences: false)
    text = parts.joined()
    position = Self.position(after: parts[0])
  }

  static func position(after text: Substring) -> JSON {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return ["line": .integer(Int64(lines.count - 1)), "character": .integer(Int64(lines.last?.utf8.count ?? 0))]
  }
}

extension JSON {
  static func position(_ line: Int, _ character: Int) -> JSON {
    ["line": .integer(Int64(line)), "character": .integer(Int64(character))]
  }

  /// A range on one line.
  static func range(_ line: Int, _ start: Int, _ end: Int) -> JSON {
    ["start": position(line, start), "end": position(line, end)]
  }

  /// A change of a part of a document.
  static func change(_ range: JSON, to text: String) -> JSON { ["range": range, "text": .string(text)] }

  var text: String? { if case .string(let text) = self { text } else { nil } }

  var elements: [JSON] { if case .array(let elements) = self { elements } else { [] } }

  var int: Int? {
    switch self {
    case .integer(let value): Int(value)
    case .number(let value): value.integer.map { Int($0) }
    default: nil
    }
  }

  /// The value at the end of a path of members and indices.
  subscript(path: [String]) -> JSON? {
    path.reduce(self) { value, step in
      if let index = Int(step) {
        value.flatMap { $0.elements.indices.contains(index) ? $0.elements[index] : nil }
      } else {
        value?[step]
      }
    }
  }
}

/// A text with edits of the protocol applied. Positions are in UTF-8.
func applying(_ edits: [JSON], to text: String) -> String {
  var bytes = Array(text.utf8)
  func offset(_ position: JSON?) -> Int {
    var offset = 0
    for _ in 0..<(position?["line"]?.int ?? 0) { offset = (bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? offset) + 1 }
    return offset + (position?["character"]?.int ?? 0)
  }
  let ordered = edits.map { (offset($0[["range", "start"]]), offset($0[["range", "end"]]), $0["newText"]?.text ?? "") }
  for (start, end, replacement) in ordered.sorted(by: { $0.0 > $1.0 }) {
    bytes.replaceSubrange(start..<end, with: replacement.utf8)
  }
  return String(decoding: bytes, as: UTF8.self)
}
