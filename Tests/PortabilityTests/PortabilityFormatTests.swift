import Accounts
import CatalogReading
import Diagnostics
import Foundation
import Fuzzing
import JSONText
import Portability
import Providers
import Reporting
import TestSupport
import Testing

/// The formats of `compare`.
@Suite struct PortabilityFormatTests {
  private static let catalog = """
    {"features": {"api": {"type": "boolean"}},
     "plans": {"p|ro": {"name": "P\\u001bro", "entitlements": {"api": true}, "prices": {
       "monthly": {"amount": 2000, "currency": "USD", "interval": "month"},
       "daily": {"amount": 100, "currency": "IRR", "interval": "month"}}}}}
    """

  private func format(_ name: String) throws -> PortabilityFormat {
    try #require(PortabilityFormat.all.first { $0.name == name })
  }

  private func written(_ bytes: [UInt8], _ format: String, isColored: Bool = false) throws -> String {
    let compilation = Compilation(SourceText(name: "catalog.json", bytes: bytes), providers: .named([]))
    let portability = Portability(
      try #require(compilation.catalog), in: compilation.tree, format: .json, providers: Provider.all)
    return try self.format(format).write(portability, style: Style(isColored: isColored))
  }

  // MARK: People

  @Test func `a price that a provider does not sell has a line of its own`() throws {
    let lines = try written(Array(Self.catalog.utf8), "human").split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      lines.prefix(4) == [
        "           stripe  razorpay  dodo   openmeter  polar  creem  autumn",
        "plan p|ro  diff    diff      diff   app        diff   diff   no",
        "  monthly  diff    app       exact  app        exact  app    no",
        "  daily    no      no        no     app        no     no     no",
      ])
    #expect(lines.contains { $0.hasPrefix("catalog.json:4:") && $0.contains(": warning: Stripe does not support IRR") })
  }

  @Test func `no line of the table is wider than 80 columns, and every cell is whole`() throws {
    let words: Set<Substring> = ["exact", "diff", "app", "no"]
    for (name, bytes) in PortabilityTests.catalogs {
      let table = try #require(try written(bytes, "human").components(separatedBy: "\nexact: ").first)
      for line in table.split(separator: "\n") {
        #expect(line.count <= 80, "\(name): \(line)")
        let cells = line.split(separator: " ")
        let isTitle = cells.allSatisfy { Provider.named(String($0)) != nil }
        #expect(isTitle || cells.last.map(words.contains) ?? false, "\(name): \(line)")
      }
    }
  }

  @Test func `a long id is cut, and the providers that do not fit come below`() throws {
    let id = String(repeating: "long", count: 20)
    let text = try written(Array(Self.catalog.replacingOccurrences(of: "p|ro", with: id).utf8), "human")
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.hasPrefix("exact: ") }
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(lines.count { $0.hasPrefix("plan longlonglonglonglonglong…") } == 2)
  }

  @Test func `colors are only added`() throws {
    let bytes = Array(Self.catalog.utf8)
    let colored = try written(bytes, "human", isColored: true)
    #expect(colored.contains("\u{1B}[1;31mno\u{1B}[0m"))
    let plain = colored.replacingOccurrences(of: "\u{1B}\\[[0-9;]*m", with: "", options: .regularExpression)
    #expect(plain == (try written(bytes, "human")))
  }

  @Test func `no format prints a control character`() throws {
    let name = "P\\u001b\\u202e\\nro"
    let bytes = Array(Self.catalog.replacingOccurrences(of: "p|ro", with: name).utf8)
    for format in ["human", "markdown"] {
      let text = try written(bytes, format)
      #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || escaped($0) == String($0) }, "\(format)")
    }
  }

  // MARK: Markdown

  @Test func `a table has as many cells in each row, whatever an id contains`() throws {
    for bytes in PortabilityTests.catalogs.map(\.bytes) + [Array(Self.catalog.utf8)] {
      let text = try written(bytes, "markdown")
      let rows = text.split(separator: "\n").prefix { !$0.hasPrefix("### ") }.filter { $0.hasPrefix("|") }
      #expect(rows.count > 2)
      for row in rows {
        let bars = row.replacingOccurrences(of: "\\|", with: "").count { $0 == "|" }
        #expect(bars == Provider.all.count + 2, "\(row)")
      }
    }
    #expect(try written(Array(Self.catalog.utf8), "markdown").contains("| plan **p\\|ro** |"))
  }

  // MARK: JSON

  @Test func `the members of the JSON form`() throws {
    let bytes = Array(exampleCatalogs.first { $0.name == "studio.json" }?.bytes ?? [])
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(try written(bytes, "json").utf8)) as? [String: Any])
    #expect(Set(document.keys) == ["format", "catalog", "catalogId", "providers"])
    #expect(document["format"] as? Int == 1)
    let providers = try #require(document["providers"] as? [[String: Any]])
    #expect(providers.compactMap { $0["provider"] as? String } == Provider.all.map(\.name))
    for provider in providers {
      let required: Set = ["provider", "named", "disabled", "emitted", "counts", "items", "findings", "assumptions"]
      #expect(Set(provider.keys).subtracting(["change"]) == required)
      let counts = try #require(provider["counts"] as? [String: Int])
      #expect(Set(counts.keys) == ["exact", "difference", "application", "not-possible"])
      let items = try #require(provider["items"] as? [[String: Any]])
      #expect(counts.values.reduce(0, +) == items.count)
      let findings = try #require(provider["findings"] as? [[String: Any]])
      for item in items {
        #expect(Set(item.keys) == ["kind", "id", "name", "answer", "prices", "findings"])
        let indices = try #require(item["findings"] as? [Int])
        #expect(indices.allSatisfy(findings.indices.contains))
      }
      for finding in findings {
        let required: Set = ["rule", "severity", "answer", "message", "path", "pointer", "range", "items"]
        #expect(Set(finding.keys).subtracting(["help", "price", "change"]) == required)
        if let change = finding["change"] as? [String: Any] { #expect(Set(change.keys) == ["message", "edits", "patch"]) }
      }
      if let change = provider["change"] as? [String: Any] {
        #expect(Set(change.keys) == ["steps", "lifted", "total", "remaining", "patch"])
      }
    }
  }
}
