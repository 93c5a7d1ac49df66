import Diagnostics
import JSONText
import Reporting
import Syntax
import TestSupport
import Testing

/// SARIF 2.1.0: a complete log, and what code scanning relies on. `make report-check` validates logs against the schema.
@Suite struct SARIFReportTests {
  @Test func `a log has every field, in order`() {
    let rule = Rule(
      "some-rule", .warning, "A thing is so", explanation: "Why.", source: "the documentation", wrong: "", right: "")
    let marked = Marked("[\"é🎉\", ⟦\"x\"⟧,\n ⟦[1,\n2]⟧]")
    let source = SourceText(name: "./a b/é:1.json", bytes: Array(marked.text.utf8))
    let fix = Fix("write `c`", .unsafe, [.init(ByteRange(1, 2), ""), .init(marked.ranges[0], "\"c\"")])
    let diagnostics = [
      Diagnostic(
        rule: "some-rule", severity: .error, message: "m\u{1B}", path: "a.b", pointer: "/a/b", range: marked.ranges[0],
        help: "h", related: [.init(message: "here", range: marked.ranges[1])], fixes: fix.map { [$0] } ?? [])
    ]
    let unused = Rule("unused", .error, "s", explanation: "e", wrong: "", right: "")
    let format = ReportFormat.machine.first { $0.name == "sarif" }
    let clean = Report(source: SourceText(name: "/r/b.json", bytes: []), diagnostics: [])
    let bytes =
      format?.write(
        [Report(source: source, diagnostics: diagnostics), clean],
        ReportContext(version: "1.2.3", rules: [unused, rule])) ?? []
    let file = #""artifactLocation": {"uri": "a%20b/%C3%A9%3A1.json", "index": 0}"#
    let region = #""region": {"startLine": 1, "startColumn": 8, "endLine": 1, "endColumn": 11}"#
    #expect(
      JSON.parsed(String(decoding: bytes, as: UTF8.self))
        == JSON.parsed(
          #"""
          {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
              "tool": {"driver": {"name": "catalogc", "version": "1.2.3", "rules": [{
                "id": "some-rule",
                "shortDescription": {"text": "A thing is so."},
                "fullDescription": {"text": "Why."},
                "help": {
                  "text":
                    "Why.\n\nSource: the documentation.\n\nRun 'catalogc explain some-rule' for examples.",
                  "markdown":
                    "Why.\n\nSource: the documentation.\n\nRun `catalogc explain some-rule` for examples."
                },
                "defaultConfiguration": {"level": "warning"}
              }]}},
              "artifacts": [
                {"location": {"uri": "a%20b/%C3%A9%3A1.json"}, "length": \#(source.bytes.count), "roles": ["analysisTarget"],
                 "encoding": "UTF-8"},
                {"location": {"uri": "file:///r/b.json"}, "length": 0, "roles": ["analysisTarget"], "encoding": "UTF-8"}
              ],
              "columnKind": "unicodeCodePoints",
              "results": [{
                "ruleId": "some-rule",
                "ruleIndex": 0,
                "level": "error",
                "message": {"text": "m\\u{1B}\nh"},
                "locations": [{
                  "physicalLocation": {\#(file), \#(region)},
                  "logicalLocations": [{"fullyQualifiedName": "a.b", "kind": "value"}]
                }],
                "relatedLocations": [{
                  "id": 1,
                  "physicalLocation": {\#(file),
                    "region": {"startLine": 2, "startColumn": 2, "endLine": 3, "endColumn": 3}},
                  "message": {"text": "here"}
                }],
                "partialFingerprints": {"catalogcFinding/v1": "64a6c73b0da8b7b7"},
                "fixes": [{
                  "description": {"text": "write `c` (unsafe: review before applying)"},
                  "artifactChanges": [{\#(file), "replacements": [
                    {"deletedRegion": {"startLine": 1, "startColumn": 2, "endLine": 1, "endColumn": 3}},
                    {"deletedRegion": {"startLine": 1, "startColumn": 8, "endLine": 1, "endColumn": 11},
                     "insertedContent": {"text": "\"c\""}}
                  ]}]
                }]
              }]
            }]
          }
          """#))
  }

  private func fingerprints(_ catalog: String) -> [String] {
    let output = MemorySystem(["a.json": catalog]).run("check", "a.json", "--format", "sarif").output
    return output.split(separator: "\"catalogcFinding/v1\": \"").dropFirst().map { String($0.prefix(16)) }
  }

  @Test func `a fingerprint is stable when lines move and differs for another finding`() {
    let plan = #""plans": {"pro": {"entitlements": {"apu": true, "apo": true}}}"#
    let first = fingerprints(#"{"features": {}, \#(plan)}"#)
    let moved = fingerprints("{\n\n  \"features\": {}, \"addons\": {},\n\n\(plan)\n}")
    #expect(first == moved)
    #expect(Set(first).count == 2)
  }

  @Test func `similar findings have different fingerprints`() {
    // The two trailing commas are reported for one object, with the same message.
    let metadata = #"{"a": [1,], "a": [1,]}"#
    let all = fingerprints(#"{"features": {}, "plans": {}, "providers": {"stripe": {"metadata": \#(metadata)}}}"#)
    #expect(all.count == 3)
    #expect(Set(all).count == 3)
  }

  @Test func `every result refers to its rule`() {
    let output = MemorySystem(["a.json": Catalogs.cheap, "b.json": Catalogs.wrong]).run(
      "check", "a.json", "b.json", "--provider", "stripe", "--format", "sarif"
    ).output
    let run = JSON(JSONReader.read(SourceText(name: "", bytes: Array(output.utf8))).tree, .root)["runs"]?.elements?.first
    let rules = run?["tool"]?["driver"]?["rules"]?.elements?.compactMap { $0["id"]?.string } ?? []
    let results = run?["results"]?.elements ?? []
    #expect(rules == ["unknown-feature", "stripe/amount-below-minimum"])
    #expect(results.map { $0["ruleId"]?.string } == ["stripe/amount-below-minimum", "unknown-feature"])
    #expect(results.map { $0["ruleIndex"]?.compact } == ["1", "0"])
  }
}
