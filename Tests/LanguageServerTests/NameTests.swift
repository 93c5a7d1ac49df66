import Accounts
import Catalog
import CatalogReading
import Diagnostics
import Foundation
import JSONText
import LanguageServer
import Providers
import TestSupport
import Testing

/// Definitions, references and renaming.
@Suite struct NameTests {
  private static let catalog = """
    {
      "meters": {"calls": {"eventType": "call", "aggregation": "count"}},
      "features": {
        "api": {"type": "boolean"},
        "pages": {"type": "metered", "meter": "calls"},
        "credits": {"type": "metered", "costs": {"pages": 5}},
        "seats": {"type": "limit"}
      },
      "plans": {
        "pro": {
          "key": "professional", "quantity": {"feature": "seats"}, "entitlements": {"api": true, "credits": 100},
          "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month", "entitlements": {"credits": 200}}}
        }
      },
      "addons": {
        "extra": {
          "entitlements": {"api": true}, "compatiblePlans": ["pro", "professional"],
          "prices": {"monthly": {"amount": 500, "currency": "USD", "interval": "month"}}
        }
      },
      "topups": {
        "pack": {
          "feature": "credits", "amount": 10, "compatiblePlans": ["pro"],
          "prices": {"usd": {"amount": 500, "currency": "USD", "interval": "one_time"}}
        }
      },
      "discounts": {"sale": {"percent": 20, "duration": "once", "appliesTo": ["plans.pro", "extra"]}}
    }
    """

  private func position(_ needle: String, in text: String) throws -> JSON {
    let range = try #require(text.firstRange(of: needle))
    return Cursored.position(after: text[..<text.index(after: range.lowerBound)])
  }

  /// The text of the ranges of locations, with the line of each.
  private func named(_ needle: String, method: String, _ more: KeyValuePairs<String, JSON?> = [:]) throws -> [String] {
    var editor = Editor()
    editor.open(Self.catalog)
    let result = editor.ask(method, at: try position(needle, in: Self.catalog), more)
    let lines = Self.catalog.split(separator: "\n", omittingEmptySubsequences: false)
    let found = result["range"] == nil ? result.elements : [result]
    return found.map { location in
      let line = location[["range", "start", "line"]]?.int ?? 0
      let start = location[["range", "start", "character"]]?.int ?? 0
      let end = location[["range", "end", "character"]]?.int ?? 0
      return "\(line + 1):\(String(decoding: Array(lines[line].utf8)[start..<end], as: UTF8.self))"
    }
  }

  @Test(arguments: [
    (#""calls"}"#, #"2:"calls""#), (#""pages": 5"#, #"5:"pages""#), (#""seats"}, "ent"#, #"7:"seats""#),
    (#""credits": 200"#, #"6:"credits""#), (#""pro", "prof"#, #"10:"pro""#), (#""professional"],"#, #"10:"pro""#),
    (#""plans.pro""#, #"10:"pro""#), (#""extra"]"#, #"16:"extra""#), (#""credits", "amount""#, #"6:"credits""#),
  ])
  func `a name leads to the entry`(needle: String, place: String) throws {
    #expect(try named(needle, method: "textDocument/definition") == [place])
  }

  @Test func `references are found from a name and from the declaration`() throws {
    let expected = [#"11:"credits""#, #"12:"credits""#, #"23:"credits""#]
    #expect(
      try named(#""credits": {"#, method: "textDocument/references", ["context": ["includeDeclaration": false]]) == expected)
    #expect(
      try named(#""credits": 200"#, method: "textDocument/references", ["context": ["includeDeclaration": true]])
        == [#"6:"credits""#] + expected)
    #expect(try named(#""credits": 200"#, method: "textDocument/documentHighlight").count == 4)
  }

  // MARK: Renaming

  private func renamed(_ needle: String, to name: String, in text: String = Self.catalog, as file: String = "catalog.json") throws
    -> (text: String?, error: String?)
  {
    var editor = Editor()
    editor.open(text, as: file)
    let response = editor.respond(
      "textDocument/rename", editor.params(try position(needle, in: text), file, ["newName": .string(name)]))
    guard let edits = response[["result", "documentChanges", "0", "edits"]]?.elements else {
      return (nil, response[["error", "message"]]?.text)
    }
    #expect(response[["result", "documentChanges", "0", "textDocument", "version"]]?.int == 1)
    return (applying(edits, to: text), nil)
  }

  /// The keys of all entries, and the lookup keys of all prices.
  private func keys(_ text: String) throws -> [String] {
    let catalog = try #require(Compilation(SourceText(name: "", bytes: Array(text.utf8)), providers: .named([])).catalog)
    return catalog.meters.map(\.header.key) + catalog.features.map(\.header.key)
      + catalog.items.flatMap { [$0.header.key] + $0.prices.map(\.lookupKey) }
  }

  private func compiled(_ text: String, _ format: CatalogFormat = .json) -> [String] {
    let compilation = Compilation(
      SourceText(name: "", bytes: Array(text.utf8)), format: format, providers: .named(Provider.all))
    #expect(compilation.diagnostics.count(.error) == 0)
    return compilation.outputs.map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  @Test(arguments: [
    (#""calls": {"#, 2), (#""api": {"#, 3), (#""pages": {"#, 2), (#""credits": {"#, 4), (#""seats": {"#, 2), (#""pro": {"#, 4),
    (#""extra": {"#, 2), (#""pack": {"#, 1), (#""sale": {"#, 1),
  ])
  func `an id is renamed wherever it is used`(needle: String, count: Int) throws {
    let text = try #require(try renamed(needle, to: "newName").text)
    #expect(text.components(separatedBy: "newName").count - 1 == count)
    #expect(!compiled(text).isEmpty)
  }

  @Test func `the keys that providers know stay the same`() throws {
    for needle in [#""api": {"#, #""credits": {"#, #""extra": {"#, #""pack": {"#, #""calls": {"#] {
      let id = String(needle.dropFirst().prefix { $0 != "\"" })
      let text = try #require(try renamed(needle, to: "newName").text)
      #expect(
        text.contains(#""newName": {"key": "\#(id)", "#) || text.contains("\"newName\": {\n      \"key\": \"\(id)\",\n"),
        "\(text)")
      #expect(try keys(text) == keys(Self.catalog))
    }
    #expect(try renamed(#""pro": {"#, to: "newName").text?.contains(#""professional"]"#) == true)
  }

  @Test func `a catalog with comments or in Swift is renamed, too`() throws {
    let swift = try Repository.text("catalogs/ai-saas.swift")
    let text = try #require(try renamed(#""tokens": Meter"#, to: "words", in: swift, as: "Catalog.swift").text)
    #expect(text.contains("\"words\": Meter(\n      key: \"tokens\",\n") && text.contains("meter: \"words\""))
    #expect(!compiled(text, .swift).isEmpty)
  }

  @Test func `a name that cannot be an id is refused`() throws {
    #expect(try renamed(#""api": {"#, to: "seats").error == "the id `seats` already exists")
    for name in ["", "a\"b", "a\\b", "a\nb"] {
      #expect(try renamed(#""api": {"#, to: name).error?.hasPrefix("an id must not") == true)
    }
    #expect(try renamed(#""meters""#, to: "a").error?.hasPrefix("only ids") == true)
    #expect(try renamed(#""api": {"#, to: "x", in: Self.catalog + "}").error == "correct the syntax errors first")
  }

  @Test func `the editor learns what would be renamed`() throws {
    var editor = Editor()
    editor.open(Self.catalog)
    let answer = editor.ask("textDocument/prepareRename", at: try position("pro\", \"extra", in: Self.catalog))
    #expect(answer["placeholder"] == "pro")
    #expect((answer[["range", "end", "character"]]?.int ?? 0) - (answer[["range", "start", "character"]]?.int ?? 0) == 3)
    // A key is not an id.
    #expect(editor.ask("textDocument/prepareRename", at: try position(#""professional"],"#, in: Self.catalog)) == .null)
    #expect(editor.ask("textDocument/prepareRename", at: try position(#""percent""#, in: Self.catalog)) == .null)
  }
}
