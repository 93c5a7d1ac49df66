import Diagnostics
import LanguageServer
import Providers

extension Command {
  static let lsp = Command(
    name: "lsp",
    operands: "",
    operandCount: 0...0,
    summary: "serve editors by the Language Server Protocol",
    details: """
      Speaks the Language Server Protocol 3.17 over standard input and output, until the editor ends it. Shows the findings of
      `check` while a catalog is written, completes fields, words and names, explains fields and what each provider does with a
      price, finds and renames ids, and offers fixes and the layout of `fmt`. Works on JSON, JSONC and Swift catalogs; other files
      that an editor opens are left alone. Exits with status 1 if the editor ends it without `shutdown`.
      """,
    options: [.provider] + Option.lint,
    examples: ["catalogc lsp", "catalogc lsp --provider stripe,polar --strict"]
  ) { invocation, system throws(CommandError) in
    var server = LanguageServer(
      ServerSettings(
        providers: try selection(invocation) ?? .ofCatalog, levels: try lintLevels(invocation),
        isStrict: invocation.has(.strict), version: version))
    // The JSON text of the largest catalog: every byte may be escaped.
    var framing = MessageFraming(largestContent: 2 * largestCatalog)
    while server.exit == nil {
      var answers: [UInt8] = []
      while server.exit == nil, let piece = framing.next() {
        switch piece {
        case .message(let content): for answer in server.receive(content) { answers += MessageFraming.framed(answer) }
        case .fault(let fault): answers += MessageFraming.framed(server.refuse(fault))
        }
      }
      for message in server.publish() { answers += MessageFraming.framed(message) }
      if !answers.isEmpty { try output(answers, &system) }
      if server.exit != nil { break }
      let input: [UInt8]
      do throws(SystemError) { input = try system.readInput() } catch { throw CommandError(error) }
      // The editor has ended without a word.
      if input.isEmpty { return .found }
      framing.append(input)
    }
    return server.exit?.isOrderly == true ? .done : .found
  }
}
