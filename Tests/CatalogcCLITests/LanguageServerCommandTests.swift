import Foundation
import TestSupport
import Testing

/// `catalogc lsp`: framing on standard input and output, and the exit status.
@Suite struct LanguageServerCommandTests {
  private func framed(_ content: String) -> String { "Content-Length: \(content.utf8.count)\r\n\r\n\(content)" }

  private var initialize: String { framed(#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}"#) }
  private var shutdown: String { framed(#"{"jsonrpc":"2.0","id":2,"method":"shutdown"}"#) }
  private var exit: String { framed(#"{"jsonrpc":"2.0","method":"exit"}"#) }

  private func run(_ input: [String], _ arguments: String...) -> MemorySystem.Outcome {
    let system = MemorySystem()
    system.input = input
    return system.run(["lsp"] + arguments)
  }

  @Test func `a session that is shut down ends with status 0, however its input is cut`() {
    let whole = run([initialize + shutdown + exit])
    #expect(whole.status == 0)
    #expect(whole.output.contains("\"serverInfo\":{\"name\":\"catalogc\""))
    #expect(whole.output.hasSuffix(framed(#"{"jsonrpc":"2.0","id":2,"result":null}"#)))
    #expect(run((initialize + shutdown + exit).map { String($0) }) == whole)
  }

  @Test func `a session that ends without shutdown has status 1`() {
    #expect(run([initialize + exit]).status == 1)
    #expect(run([initialize]).status == 1)
    #expect(run([]).status == 1)
  }

  @Test func `input that is no message is answered, and the session goes on`() {
    let outcome = run(["hello\r\n\r\n" + framed("{") + initialize + shutdown + exit])
    #expect(outcome.status == 0)
    #expect(outcome.output.components(separatedBy: "\"code\":-32700").count == 3)
  }

  @Test func `the options are those of check`() {
    let text = #"{\"features\": {\"api\": {\"type\": \"boolean\"}}, \"plans\": {\"pro\": {\"entitlements\": {\"api\": true}}}}"#
    let document = #"{"uri":"file:///catalog.json","languageId":"json","version":1,"text":"\#(text)"}"#
    let open = framed(
      #"{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":\#(document)}}"#)
    // The findings are published when no message is waiting.
    #expect(run([initialize + open, shutdown + exit], "--strict").output.contains(#""severity":1,"code":"no-price""#))
    #expect(run([initialize + open, shutdown + exit]).output.contains(#""severity":2,"code":"no-price""#))
    #expect(!run([initialize + open, shutdown + exit], "--allow", "no-price").output.contains("no-price"))
    #expect(run([initialize], "--allow", "unknown").status == 2)
  }
}
