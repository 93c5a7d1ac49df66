import Accounts
import CatalogReading
import Diagnostics
import JSONText
import LanguageServer
import Providers
import TestSupport
import Testing

@Suite struct DiagnosticsTests {
  @Test(arguments: ["catalogs/geocoding.json", "catalogs/seats.swift", "catalogs/india.json", "docs/example.json"])
  func `the findings are those of the compiler`(path: String) throws {
    let text = try Repository.text(path)
    var editor = Editor()
    let name = path.split(separator: "/").last.map(String.init) ?? path
    editor.open(text, as: "catalogs/\(name)")
    let format = try #require(["json", "jsonc", "swift"].first { name.hasSuffix(".\($0)") })
    let expected = Compilation(
      SourceText(name: name, bytes: Array(text.utf8)), format: try #require(.init(rawValue: format)), providers: .ofCatalog
    ).reported
    #expect(editor.diagnostics().map { $0["code"]?.text } == expected.map(\.rule))
  }

  private static let wrong = """
    {
      "features": {"api": {"type": "boolean"}},
      "plans": {"pro": {"entitlements": {"apu": true}}}
    }
    """

  @Test func `a finding has its rule, range, severity, help and fixes`() throws {
    var editor = Editor()
    editor.open(Self.wrong)
    let finding = try #require(editor.diagnostics().first)
    #expect(finding["code"] == "unknown-feature")
    #expect(finding["severity"] == 1)
    #expect(finding["source"] == "catalogc")
    #expect(
      finding["range"] == .range(2, 37, 42))
    #expect(finding["message"] == "unknown feature `apu`\nhelp: did you mean `api`?")
    #expect(finding[["data", "pointer"]] == "/plans/pro/entitlements/apu")
    #expect(finding[["data", "fixes", "0"]] != nil)
  }

  @Test func `related places are in the same document`() throws {
    var editor = Editor()
    editor.open(
      #"{"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": 5}, "onRequest": true}}}"#)
    let finding = try #require(editor.diagnostics().first { $0["code"] == "entitlement-type-mismatch" })
    #expect(finding[["relatedInformation", "0", "location", "uri"]] == .string(Editor.uri("catalog.json")))
    #expect(finding[["relatedInformation", "0", "location", "range", "start", "character"]] == 14)
  }

  @Test func `warnings, notes and the levels of the catalog are as in check`() {
    let catalog = """
      {"features": {"calls": {"type": "metered"}}, "plans": {"pro": {"entitlements": {"calls": 5}}},
       "providers": {"stripe": {}}, "lint": {"deny": ["no-price"]}}
      """
    var editor = Editor()
    editor.open(catalog)
    let severities = editor.diagnostics().map { ($0["code"]?.text ?? "", $0["severity"]?.int ?? 0) }
    #expect(severities.contains { $0 == ("no-price", 1) })
    #expect(severities.contains { $0.0.hasPrefix("stripe/") && $0.1 == 3 })
  }

  @Test func `the options of the command line hold, too`() {
    let catalog = #"{"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true}}}}"#
    var strict = Editor(ServerSettings(isStrict: true))
    strict.open(catalog)
    #expect(strict.diagnostics().map { $0["severity"] } == [1])
    var usual = Editor()
    usual.open(catalog)
    #expect(usual.diagnostics().map { $0["severity"] } == [2])
  }

  @Test func `nothing is published twice`() {
    var editor = Editor()
    editor.open(Self.wrong)
    #expect(editor.published().count == 1)
    #expect(editor.published().isEmpty)
    editor.notify("textDocument/didSave", ["textDocument": ["uri": .string(Editor.uri("catalog.json"))]])
    #expect(editor.published().count == 1)
  }

  @Test func `a closed document has no findings`() {
    var editor = Editor()
    editor.open(Self.wrong)
    editor.notify("textDocument/didClose", ["textDocument": ["uri": .string(Editor.uri("catalog.json"))]])
    #expect(editor.notifications.last?[["params", "diagnostics"]] == [])
    #expect(editor.published().isEmpty)
  }

  // MARK: Which files

  @Test(arguments: [
    ("catalog.json", "{", true), ("eu.catalog.json", "{", true), ("billing.json", #"{"features": {}, "plans": {}}"#, true),
    ("billing.json", #"{"$schema": "../catalog.schema.json"}"#, true), ("package.json", #"{"name": 1}"#, false),
    ("devcontainer.json", #"{"features": {"a": {}}}"#, false), ("catalog.schema.json", #"{"type": 1}"#, false),
    ("Catalog.swift", "import BillingCatalog\nlet a = Catalog(plans: 1)", true),
    ("Catalog.swift", "struct Catalog { var a: Int }", false),
    ("View.swift", "import SwiftUI\nlet a = Catalog(plans: 1)", false),
  ])
  func `only catalogs have findings`(name: String, text: String, isCatalog: Bool) {
    var editor = Editor()
    editor.open(text, as: name)
    let findings = editor.diagnostics()
    #expect(findings.isEmpty || isCatalog)
    let symbols = editor.request("textDocument/documentSymbol", ["textDocument": ["uri": .string(Editor.uri(name))]])
    #expect((symbols == .null) == !isCatalog)
  }

  // MARK: Changes

  @Test func `changes of parts are applied one after the other`() {
    var editor = Editor()
    editor.open(Self.wrong)
    #expect(editor.diagnostics().count == 1)
    // `apu` becomes `ap`, then `api`.
    editor.change([
      .change(.range(2, 40, 41), to: ""), .change(.range(2, 40, 40), to: "i"),
    ])
    #expect(editor.diagnostics().map { $0["code"] } == ["no-price"])
    editor.change(version: 3, [["text": "{"]])
    #expect(editor.published().first?["version"] == 3)
  }

  @Test(arguments: ["utf-8", "utf-16"])
  func `columns count what the client counts`(encoding: String) throws {
    let name = "é😀"
    let text = #"{"features": {"a": {"type": "boolean", "name": "\#(name)", "kind": 1}}, "plans": {}}"#
    var editor = Editor(capabilities: ["general": ["positionEncodings": [.string(encoding)]]])
    editor.open(text)
    let finding = try #require(editor.diagnostics().first { $0["code"] == "unknown-field" })
    let before = try #require(text.split(separator: #""kind""#).first)
    let start = encoding == "utf-8" ? before.utf8.count : before.utf16.count
    #expect(finding[["range", "start", "character"]] == .integer(Int64(start)))
    // The field is removed by a range in the same units.
    editor.change([.change(.range(0, start - 2, start + 9), to: "")])
    #expect(editor.diagnostics().allSatisfy { $0["severity"] != 1 })
  }

  @Test func `positions beyond a line or the text are its end`() {
    var editor = Editor()
    editor.open("{\n}\n")
    editor.change([
      .change(.range(0, 99, 99), to: "\"features\": {},"), .change(.range(99, 0, 9), to: "\n"),
      .change(.range(1, 0, 0), to: "\"plans\": {}"),
    ])
    #expect(editor.diagnostics().isEmpty)
  }

  @Test func `a change without a valid range is logged, and the document stays`() {
    var editor = Editor()
    editor.open(#"{"features": {}, "plans": {}}"#)
    _ = editor.published()
    editor.change([["range": ["start": 1], "text": "x"]])
    #expect(editor.notifications.last?["method"] == "window/logMessage")
    #expect(editor.published().allSatisfy { $0["diagnostics"] == [] })
  }
}
