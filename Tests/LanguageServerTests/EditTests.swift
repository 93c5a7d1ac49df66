import Accounts
import Diagnostics
import JSONText
import LanguageServer
import Providers
import TestSupport
import Testing

/// Fixes, layout, symbols and hints.
@Suite struct EditTests {
  private func document(_ name: String = "catalog.json") -> JSON { ["uri": .string(Editor.uri(name))] }

  private static let everything: JSON = ["start": ["line": 0, "character": 0], "end": ["line": 99, "character": 0]]

  private func actions(_ editor: inout Editor, _ range: JSON = Self.everything, only: JSON? = nil) -> [JSON] {
    editor.request(
      "textDocument/codeAction",
      ["textDocument": document(), "range": range, "context": .fields(["diagnostics": [], "only": only])]
    ).elements
  }

  private static let wrong = """
    {
      "features": {"api": {"type": "boolean"}},
      "plans": {"pro": {"entitlements": {"apu": true}, "onRequest": true}},
      "addons": {"extra": {"entitlements": {"api": true}, "onRequest": true, "compatiblePlans": ["pro", "pro"]}}
    }
    """

  // MARK: Fixes

  @Test func `the fixes are those of check`() throws {
    var editor = Editor()
    editor.open(Self.wrong)
    let expected = Compilation(SourceText(name: "", bytes: Array(Self.wrong.utf8)), providers: .ofCatalog).diagnostics.flatMap(
      \.fixes)
    let found = actions(&editor, only: ["quickfix"])
    #expect(found.count == expected.count && found.count >= 2)
    let fix = try #require(found.first { $0[["diagnostics", "0", "code"]] == "unknown-feature" })
    let edits = fix[["edit", "documentChanges", "0", "edits"]]?.elements ?? []
    #expect(applying(edits, to: Self.wrong) == Self.wrong.replacing("apu", with: "api"))
  }

  @Test func `only the fixes at the range are offered`() {
    var editor = Editor()
    editor.open(Self.wrong)
    let line: JSON = ["start": ["line": 2, "character": 38], "end": ["line": 2, "character": 38]]
    #expect(actions(&editor, line, only: ["quickfix"]).map { $0[["diagnostics", "0", "code"]] } == ["unknown-feature"])
    #expect(actions(&editor, line, only: ["refactor"]).isEmpty)
  }

  @Test func `all safe fixes are one action`() throws {
    var editor = Editor()
    editor.open(Self.wrong)
    let found = actions(&editor, only: ["source.fixAll"])
    #expect(found.count == 1)
    let edits = found.first?[["edit", "documentChanges", "0", "edits"]]?.elements ?? []
    let system = MemorySystem(["catalog.json": Self.wrong])
    _ = system.run("check", "catalog.json", "--fix")
    #expect(applying(edits, to: Self.wrong) == system.text("catalog.json"))
  }

  @Test func `a catalog without findings, and a client without actions, get none`() {
    var editor = Editor()
    editor.open(#"{"features": {}, "plans": {}}"#)
    #expect(actions(&editor).isEmpty)
    var old = Editor(capabilities: [:])
    old.open(Self.wrong)
    #expect(actions(&old).isEmpty)
  }

  @Test func `a client without versions gets plain edits`() {
    var editor = Editor(capabilities: ["textDocument": ["codeAction": ["codeActionLiteralSupport": [:]]]])
    editor.open(Self.wrong)
    let edit = actions(&editor).first?["edit"]
    #expect(edit?["documentChanges"] == nil)
    #expect(edit?["changes"]?[Editor.uri("catalog.json")]?.elements.isEmpty == false)
  }

  // MARK: Layout

  @Test(arguments: [
    "{\"plans\": {},\r\n  \"features\": {\"é\": {\"type\": \"boolean\"}}}\n", "{\n  \"features\": {},\n  \"plans\": {}\n}\n",
    "{\"features\":{},\"plans\":{}}",
  ])
  func `the layout is that of fmt`(text: String) {
    var editor = Editor()
    editor.open(text)
    let edits = editor.request("textDocument/formatting", ["textDocument": document(), "options": [:]]).elements
    let system = MemorySystem(["catalog.json": text])
    _ = system.run("fmt", "catalog.json")
    #expect(applying(edits, to: text) == system.text("catalog.json"))
    #expect(edits.isEmpty == (system.text("catalog.json") == text))
  }

  @Test func `what cannot be read, and Swift, is not formatted`() {
    var editor = Editor()
    editor.open(#"{"features": {}, "plans": {}"#)
    #expect(editor.request("textDocument/formatting", ["textDocument": document()]) == .null)
    editor.open("import BillingCatalog\nlet a = Catalog(features: [:], plans: [:])", as: "Catalog.swift", language: "swift")
    #expect(editor.request("textDocument/formatting", ["textDocument": document("Catalog.swift")]) == .null)
  }

  // MARK: Symbols

  private func names(_ symbols: [JSON], _ depth: Int = 0) -> [String] {
    symbols.flatMap { symbol in
      let detail = symbol["detail"]?.text.map { " (\($0))" } ?? ""
      return [String(repeating: "  ", count: depth) + (symbol["name"]?.text ?? "") + detail]
        + names(symbol["children"]?.elements ?? [], depth + 1)
    }
  }

  @Test func `symbols are the sections, the entries and their prices`() {
    let text = """
      {"features": {"api": {"type": "boolean", "name": "API"}}, "plans": {"pro": {"entitlements": {"api": true},
        "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}, "id": "chat"}
      """
    var editor = Editor()
    editor.open(text)
    let symbols = editor.request("textDocument/documentSymbol", ["textDocument": document()]).elements
    #expect(
      names(symbols) == [
        "features", "  api (API)", "plans", "  pro", "    entitlements", "      api", "    prices",
        "      monthly (20.00 USD a month)",
      ])
    for symbol in symbols { #expect(isNested(symbol)) }
  }

  /// Whether the selection of each symbol, and its children, are in its range.
  private func isNested(_ symbol: JSON) -> Bool {
    func key(_ position: JSON?) -> Int { (position?["line"]?.int ?? 0) * 10_000 + (position?["character"]?.int ?? 0) }
    let (start, end) = (key(symbol[["range", "start"]]), key(symbol[["range", "end"]]))
    let children = symbol["children"]?.elements ?? []
    let inner = children.compactMap { $0["range"] } + [symbol["selectionRange"] ?? .null]
    return inner.allSatisfy { start <= key($0["start"]) && key($0["end"]) <= end } && children.allSatisfy(isNested)
  }

  @Test func `an older client gets a list`() {
    var editor = Editor(capabilities: [:])
    editor.open(#"{"features": {"api": {"type": "boolean"}}, "plans": {}}"#)
    let symbols = editor.request("textDocument/documentSymbol", ["textDocument": document()]).elements
    #expect(symbols.map { $0["name"] } == ["features", "api"])
    #expect(symbols.last?["containerName"] == "features")
  }

  // MARK: Hints

  @Test func `amounts in the minor unit are shown in the major unit`() {
    var editor = Editor()
    editor.open(
      """
      {"features": {}, "plans": {"a": {"prices": {
        "m": {"amount": 2000, "currency": "USD", "interval": "month"},
        "y": {"amount": "200.00", "currency": "USD", "interval": "year"}}}}}
      """)
    let hints = editor.request("textDocument/inlayHint", ["textDocument": document(), "range": Self.everything]).elements
    #expect(hints.map { $0["label"] } == ["20.00 USD"])
  }
}
