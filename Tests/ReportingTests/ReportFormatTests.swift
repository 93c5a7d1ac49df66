import CatalogcCLI
import Diagnostics
import JSONText
import Reporting
import TestSupport
import Testing

/// The machine-readable formats, byte by byte.
@Suite struct ReportFormatTests {
  typealias Outcome = MemorySystem.Outcome

  private func text(_ format: String, _ reports: Report..., context: ReportContext = ReportContext()) -> String {
    let format = ReportFormat.machine.first { $0.name == format }
    return String(decoding: format?.write(reports, context) ?? [], as: UTF8.self)
  }

  private static let clean = Report(source: SourceText(name: "b.json", bytes: []), diagnostics: [])

  /// After two multi-byte letters; the names contain what each format must escape.
  private static let nasty: Report = {
    let marked = Marked("[\"é🎉\", ⟦\"x\"⟧,\n ⟦[1,\n2]⟧]")
    let fix = Fix(
      "write `c`", .unsafe,
      [.init(ByteRange(marked.ranges[0].start + 1, marked.ranges[0].start + 2), "c"), .init(ByteRange(1, 2), "")])
    return Report(
      source: SourceText(name: "./50%,a:b <é>.json", bytes: Array(marked.text.utf8)),
      diagnostics: [
        Diagnostic(
          rule: "some-rule", severity: .error, message: "`<a> & \"b\"` 100%: x,\u{1B}y\nz\u{FFFE}", path: "a.b",
          pointer: "/a/b", range: marked.ranges[0], help: "write `c`", related: [.init(message: "here", range: ByteRange(0, 1))],
          fixes: fix.map { [$0] } ?? []),
        Diagnostic(
          rule: "p/other", severity: .note, message: "m", path: "", pointer: "", range: marked.ranges[1], provider: "p"),
      ])
  }()

  // MARK: GitHub

  @Test func `GitHub gets a command for each error and warning`() {
    #expect(
      text("github", Self.nasty, Self.clean)
        == "::error title=catalogc (some-rule),file=50%25%2Ca%3Ab <é>.json,line=1,col=8,endLine=1,endColumn=11::"
        + "50%25,a:b <é>.json:1:8: `<a> & \"b\"` 100%25: x,\\u{1B}y\\nz\u{FFFE} [some-rule]%0Ahelp: write `c`\n")
    #expect(text("github", Self.clean) == "")
  }

  @Test func `a line break in the name of a file does not end the command`() {
    let report = Report(
      source: SourceText(name: "a\r\n::error::b\u{9B}.json", bytes: []),
      diagnostics: [
        Diagnostic(rule: "r", severity: .warning, message: "m", path: "", pointer: "", range: ByteRange(0, 0))
      ])
    #expect(
      text("github", report)
        == "::warning title=catalogc (r),file=a%0D%0A%3A%3Aerror%3A%3Ab\\u{9B}.json,line=1,col=1,endLine=1,endColumn=1::"
        + "a%0D%0A::error::b\\u{9B}.json:1:1: m [r]\n")
  }

  /// GitHub shows ten annotations of a kind for each step, so the log says that there are more.
  @Test(arguments: [(10, 10, ""), (11, 1, "11 errors and 1 warning"), (0, 12, "12 warnings")])
  func `GitHub is followed by a summary if it drops annotations`(errors: Int, warnings: Int, summary: String) {
    let severities: [Severity] =
      Array(repeating: .error, count: errors) + Array(repeating: .warning, count: warnings) + [.note]
    let reports = severities.enumerated().map { index, severity in
      Report(
        source: SourceText(name: "\(index).json", bytes: []),
        diagnostics: [Diagnostic(rule: "r", severity: severity, message: "m", path: "", pointer: "", range: ByteRange(0, 0))])
    }
    let lines = String(decoding: ReportFormat.machine[1].write(reports), as: UTF8.self).split(separator: "\n")
    #expect(lines.filter { $0.hasPrefix("::") }.count == errors + warnings)
    #expect(
      lines.filter { !$0.hasPrefix("::") }
        == (summary.isEmpty ? [] : ["catalogc: \(summary); GitHub annotates 10 of each, this log has all of them"]))
  }

  // MARK: Unreadable files

  /// A file that cannot be read appears in every format, beside those that can.
  @Test(arguments: ReportFormat.machine.map(\.name)) func `a file that cannot be read is in the report`(format: String) {
    let system = MemorySystem(["a.json": Catalogs.clean])
    let outcome = system.run("check", "missing.json", "a.json", "--format", format)
    #expect(outcome.status == 2)
    #expect(outcome.output.contains("missing.json"), "\(outcome.output)")
    #expect(outcome.output.contains("unreadable-file"), "\(outcome.output)")
    #expect(outcome.error.hasPrefix("catalogc: error: cannot read `missing.json`"), "\(outcome.error)")
  }

  @Test func `SARIF says that a file could not be checked`() throws {
    let log = JSON.read(MemorySystem().run("check", "missing.json", "--format", "sarif").output)
    let run = try #require(log["runs"]?.elements?.first)
    #expect(run["results"]?.elements?.isEmpty == true)
    #expect(run["artifacts"]?.elements?.isEmpty == true)
    let invocation = try #require(run["invocations"]?.elements?.first)
    #expect(invocation["executionSuccessful"] == .bool(false))
    let notification = try #require(invocation["toolExecutionNotifications"]?.elements?.first)
    #expect(notification["level"]?.string == "error")
    #expect(notification["message"]?["text"]?.string?.hasPrefix("cannot read `missing.json`") == true)
  }

  @Test func `JUnit counts a file that cannot be read as an error`() {
    let output = MemorySystem().run("check", "missing.json", "--format", "junit").output
    #expect(output.contains(#"<testsuites name="catalogc" tests="1" failures="0" errors="1">"#))
    #expect(output.contains(#"<error type="unreadable-file" message="cannot read `missing.json`"#))
  }

  // MARK: JUnit

  @Test func `JUnit gets a suite for each catalog, and failures for errors only`() {
    #expect(
      text("junit", Self.nasty, Self.clean)
        == """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="catalogc" tests="3" failures="1" errors="0">
          <testsuite name="./50%,a:b &lt;é&gt;.json" tests="2" failures="1" errors="0">
            <testcase name="some-rule at a.b" classname="./50%,a:b &lt;é&gt;.json" file="./50%,a:b &lt;é&gt;.json" line="1">
              <failure type="some-rule" message="`&lt;a&gt; &amp; &quot;b&quot;` 100%: x,\\u{1B}y\\nz\\u{FFFE}">\
        ./50%,a:b &lt;é&gt;.json:1:8: error: `&lt;a&gt; &amp; &quot;b&quot;` 100%: x,\\u{1B}y\\nz\\u{FFFE} [some-rule]
        help: write `c`</failure>
            </testcase>
            <testcase name="p/other" classname="./50%,a:b &lt;é&gt;.json" file="./50%,a:b &lt;é&gt;.json" line="2">
              <system-out>./50%,a:b &lt;é&gt;.json:2:2: note: m [p/other]</system-out>
            </testcase>
          </testsuite>
          <testsuite name="b.json" tests="1" failures="0" errors="0">
            <testcase name="check" classname="b.json" file="b.json"/>
          </testsuite>
        </testsuites>

        """)
  }

  // MARK: GitLab

  @Test func `GitLab gets one array, whose paths begin in the project`() {
    let report = Report(
      source: SourceText(name: "/builds/me/shop/a.json", bytes: Array("[1]".utf8)),
      diagnostics: ["m", "m", "n"].map {
        Diagnostic(rule: "r", severity: .warning, message: $0, path: "a", pointer: "/a", range: ByteRange(1, 2), help: "h")
      })
    let entry = { (description: String, fingerprint: String) in
      """
        {
          "description": "\(description); h",
          "check_name": "r",
          "fingerprint": "\(fingerprint)",
          "severity": "minor",
          "location": {
            "path": "a.json",
            "positions": {
              "begin": {
                "line": 1,
                "column": 2
              },
              "end": {
                "line": 1,
                "column": 3
              }
            }
          }
        }
      """
    }
    let entries = [entry("m", "46c3533207548eec"), entry("m", "46bf53320750a615"), entry("n", "c88f5353e4a3609f")]
    #expect(
      text("gitlab", report, Self.clean, context: ReportContext(projectDirectory: "/builds/me/shop/"))
        == "[\n\(entries.joined(separator: ",\n"))\n]\n")
    #expect(text("gitlab", report).contains(#""path": "/builds/me/shop/a.json""#))
    #expect(
      text("gitlab", report, context: ReportContext(projectDirectory: "/builds/me/sho")).contains(
        #""path": "/builds/me/shop/a.json""#))
    #expect(text("gitlab", Self.clean) == "[]\n")
  }

  @Test func `the project directory comes from GitLab's environment`() {
    let system = MemorySystem(["/builds/shop/a.json": Catalogs.wrong])
    system.variables["CI_PROJECT_DIR"] = "/builds/shop"
    #expect(system.run("check", "/builds/shop/a.json", "--format", "gitlab").output.contains(#""path": "a.json""#))
  }

  // MARK: reviewdog

  @Test func `reviewdog gets columns in bytes, and fixes as one edit each`() {
    #expect(
      text("rdjson", Self.nasty, Self.clean)
        == #"""
        {
          "source": {
            "name": "catalogc"
          },
          "severity": "ERROR",
          "diagnostics": [
            {
              "message": "`<a> & \"b\"` 100%: x,\\u{1B}y\\nz\#u{FFFE}\nwrite `c`",
              "location": {
                "path": "50%,a:b <é>.json",
                "range": {
                  "start": {
                    "line": 1,
                    "column": 12
                  },
                  "end": {
                    "line": 1,
                    "column": 15
                  }
                }
              },
              "severity": "ERROR",
              "code": {
                "value": "some-rule"
              },
              "suggestions": [
                {
                  "range": {
                    "start": {
                      "line": 1,
                      "column": 2
                    },
                    "end": {
                      "line": 1,
                      "column": 14
                    }
                  },
                  "text": "é🎉\", \"c"
                }
              ]
            },
            {
              "message": "m",
              "location": {
                "path": "50%,a:b <é>.json",
                "range": {
                  "start": {
                    "line": 2,
                    "column": 2
                  },
                  "end": {
                    "line": 3,
                    "column": 3
                  }
                }
              },
              "severity": "INFO",
              "code": {
                "value": "p/other"
              }
            }
          ]
        }

        """#)
    #expect(text("rdjson", Self.clean) == "{\n  \"source\": {\n    \"name\": \"catalogc\"\n  },\n  \"diagnostics\": []\n}\n")
  }

  // MARK: Destination

  @Test func `all catalogs of a run share one document`() {
    let system = MemorySystem(["a.json": Catalogs.wrong, "b.json": Catalogs.clean, "c.json": Catalogs.wrong])
    for format in ["sarif", "junit", "gitlab", "rdjson"] {
      let outcome = system.run("check", "a.json", "b.json", "c.json", "--format", format)
      #expect(outcome.status == 1)
      #expect(outcome.error == "")
      // The first column has the ends of the document; for JUnit also its head and two lines of help.
      let outer = outcome.output.split(separator: "\n").filter { !$0.hasPrefix(" ") }
      #expect(outer.count == (format == "junit" ? 5 : 2))
      #expect(outcome.output.contains("a.json") && outcome.output.contains("c.json"))
    }
  }

  @Test func `a report goes to a file, and people still see the findings`() {
    let system = MemorySystem(["a.json": Catalogs.wrong, "b.json": Catalogs.clean])
    let printed = system.run("check", "a.json", "b.json", "--format", "sarif").output
    let outcome = system.run("check", "a.json", "b.json", "--format", "sarif", "--output", "out.sarif")
    #expect(outcome == Outcome(status: 1, error: Catalogs.finding(in: "a.json")))
    #expect(system.text("out.sarif") == printed)
    #expect(system.run("check", "a.json", "b.json", "--format", "sarif", "-o", "-") == Outcome(status: 1, output: printed))
    #expect(system.writes == [["out.sarif"]])
  }

  @Test func `a report that cannot be written exits with 2`() {
    let system = MemorySystem(["a.json": Catalogs.clean])
    system.failures["out.xml"] = .init("cannot write `out.xml`: Permission denied")
    #expect(
      system.run("check", "a.json", "--format", "junit", "-o", "out.xml")
        == Outcome(status: 2, error: "catalogc: error: cannot write `out.xml`: Permission denied\n"))
  }

  @Test(arguments: [
    (
      ["-o", "out"], "`--output` requires a machine-readable `--format`",
      "set it to `json`, `github`, `sarif`, `junit`, `gitlab` or `rdjson`"
    ),
    (["-o", "a.json", "--format", "json"], "`--output` would overwrite the catalog `a.json`", nil),
  ])
  func `a report cannot overwrite a catalog or be human-readable`(
    options: [String], message: String, help: String?
  ) {
    let system = MemorySystem(["a.json": Catalogs.clean])
    #expect(
      system.run(["check", "a.json"] + options)
        == Outcome(status: 2, error: "catalogc: error: \(message)\n" + (help.map { "  = help: \($0)\n" } ?? "")))
    #expect(system.writes.isEmpty)
  }

  @Test func `compile writes reports to standard error`() {
    let outcome = MemorySystem(["a.json": Catalogs.cheap]).run("compile", "a.json", "-p", "stripe", "--format", "github")
    #expect(outcome.status == 0)
    #expect(outcome.error.hasPrefix("::warning title=catalogc (stripe/amount-below-minimum),file=a.json,line=3,col=37,"))
    #expect(outcome.output.hasPrefix("{\n  \"format\": 2,"))
  }
}
