import JSONText
import LanguageServer
import Testing

/// The protocol itself: the order of messages, and what is not a message.
@Suite struct LifecycleTests {
  @Test func `nothing is answered before initialize`() {
    var editor = Editor(capabilities: nil)
    #expect(editor.respond("textDocument/hover", [:])[["error", "code"]] == -32002)
    #expect(editor.respond("shutdown", .null)[["error", "code"]] == -32002)
  }

  @Test func `a server is initialized once`() {
    var editor = Editor()
    #expect(editor.respond("initialize", ["capabilities": [:]])[["error", "code"]] == -32600)
  }

  @Test func `exit is orderly only after shutdown`() {
    var abrupt = Editor()
    abrupt.notify("exit", .null)
    #expect(abrupt.server.exit?.isOrderly == false)
    var orderly = Editor()
    #expect(orderly.respond("shutdown", .null)["result"] == .null)
    #expect(orderly.server.exit == nil)
    #expect(orderly.respond("textDocument/hover", [:])[["error", "code"]] == -32600)
    orderly.notify("exit", .null)
    #expect(orderly.server.exit?.isOrderly == true)
  }

  @Test(arguments: [
    ("{", -32700), ("", -32700), ("[]", -32600), (#"{"id": 1, "method": "initialize"}"#, -32600),
    (#"{"jsonrpc": "2.0"}"#, -32600),
    (#"{"jsonrpc": "2.0", "id": {}, "method": "x"}"#, -32600), ("\u{FFFD}", -32700),
  ])
  func `what is not a message is an error without an id`(content: String, code: Int64) {
    var server = Editor().server
    let answers = server.receive(Array(content.utf8))
    #expect(answers.count == 1)
    #expect(answers.first?["id"] == .null)
    #expect(answers.first?[["error", "code"]] == .integer(code))
  }

  @Test func `the id of a response is that of the request, also if it is a text`() {
    var server = Editor().server
    let answers = server.receive(Array(#"{"jsonrpc": "2.0", "id": "a", "method": "unknown/method"}"#.utf8))
    #expect(answers.first?["id"] == "a")
    #expect(answers.first?[["error", "code"]] == -32601)
  }

  @Test func `unknown notifications, cancellations and responses are ignored`() {
    var editor = Editor()
    editor.notify("$/cancelRequest", ["id": 1])
    editor.notify("$/setTrace", ["value": "off"])
    editor.notify("workspace/didChangeConfiguration", [:])
    #expect(editor.notifications.isEmpty)
    var server = editor.server
    #expect(server.receive(Array(#"{"jsonrpc": "2.0", "id": 7, "result": null}"#.utf8)).isEmpty)
  }

  @Test func `a request about a document that is not open fails`() {
    var editor = Editor()
    #expect(
      editor.respond("textDocument/hover", editor.params(["line": 0, "character": 0], "a.json", [:]))[["error", "code"]] == -32602
    )
    #expect(editor.respond("textDocument/hover", [:])[["error", "code"]] == -32602)
  }

  @Test func `bytes are counted for a client that offers them, otherwise UTF-16`() {
    for (offered, chosen) in [(["utf-16", "utf-8"], "utf-8"), (["utf-16", "utf-32"], "utf-16"), ([], "utf-16")] {
      var editor = Editor(capabilities: nil)
      let result = editor.request("initialize", ["capabilities": ["general": ["positionEncodings": .strings(offered)]]])
      #expect(result[["capabilities", "positionEncoding"]] == .string(chosen))
    }
  }
}
