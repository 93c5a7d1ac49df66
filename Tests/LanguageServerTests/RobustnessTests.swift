import Foundation
import JSONText
import LanguageServer
import TestSupport
import Testing

/// Whatever is typed, a server answers, and goes on.
@Suite struct RobustnessTests {
  private static let methods = [
    "textDocument/completion", "textDocument/hover", "textDocument/definition", "textDocument/references",
    "textDocument/documentHighlight", "textDocument/prepareRename", "textDocument/rename",
  ]

  /// Asks everything at a position.
  private func ask(_ editor: inout Editor, _ position: JSON, _ name: String) {
    for method in Self.methods { _ = editor.respond(method, editor.params(position, name, ["newName": "x"])) }
    let document: JSON = ["uri": .string(Editor.uri(name))]
    let range: JSON = ["start": position, "end": position]
    for method in ["documentSymbol", "formatting", "codeAction", "inlayHint"] {
      _ = editor.respond("textDocument/\(method)", ["textDocument": document, "range": range, "context": ["diagnostics": []]])
    }
  }

  @Test(arguments: ["seats.json", "seats.swift"])
  func `a catalog can be typed from its first character to its last`(file: String) throws {
    let text = Array(try Repository.text("catalogs/\(file)"))
    let name = "catalogs/catalog.\(file.split(separator: ".")[1])"
    var editor = Editor()
    editor.open("", as: name)
    for end in stride(from: 0, through: text.count, by: max(1, text.count / 60)) {
      let typed = String(text[..<end])
      editor.change(version: Int64(end), in: name, [["text": .string(typed)]])
      #expect(editor.published().count == 1)
      ask(&editor, Cursored.position(after: typed[...]), name)
    }
  }

  @Test(arguments: [
    "", "\u{FEFF}{}", "{{{{", "]]]]", "\"", "{\"a\":", "[[[", "{\"plans\":{\"\":{\"\":{}}}}", "// ", "/*", "null",
    "{\"plans\": 5,, \"features\": [}",
  ])
  func `text that is no catalog gets answers at every position`(text: String) {
    var editor = Editor()
    editor.open(text)
    _ = editor.published()
    for end in text.indices { ask(&editor, Cursored.position(after: text[..<end]), "catalog.json") }
    ask(&editor, ["line": 7, "character": 7], "catalog.json")
  }

  @Test func `brackets that are nested a million times end at the limit`() {
    var editor = Editor()
    editor.open(String(repeating: "[", count: 1_000_000))
    #expect(editor.diagnostics().count == 1)
    ask(&editor, ["line": 0, "character": 500_000], "catalog.json")
  }

  @Test(arguments: [
    "{}", #"{"textDocument": 1}"#, #"{"textDocument": {"uri": "file:///project/catalog.json"}}"#,
    #"{"textDocument": {"uri": "file:///project/catalog.json"}, "position": {"line": -1, "character": 0}}"#,
    #"{"textDocument": {"uri": "file:///project/catalog.json"}, "position": {"line": 1e300, "character": 0.5}}"#,
    #"{"textDocument": {"uri": "file:///project/catalog.json"}, "position": {"line": 9223372036854775807, "character": 1}}"#,
    #"{"textDocument": {"uri": "file:///project/catalog.json"}, "position": {"line": 0, "character": 9223372036854775807}}"#,
  ])
  func `wrong parameters are errors`(params: String) {
    var editor = Editor()
    editor.open(#"{"features": {}, "plans": {}}"#)
    var server = editor.server
    for method in Self.methods {
      let message = #"{"jsonrpc": "2.0", "id": 1, "method": "\#(method)", "params": \#(params)}"#
      #expect(server.receive(Array(message.utf8)).count == 1)
    }
  }
}
