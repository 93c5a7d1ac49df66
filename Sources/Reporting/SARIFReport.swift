import Diagnostics
import Foundations
import JSONText

/// A SARIF 2.1.0 log with one run, whose artifacts are the catalogs.
/// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
@Sendable func writeSARIF(_ reports: [Report], _ context: ReportContext) -> [UInt8] {
  let run = SARIFRun(reports, context)
  let document: JSON = [
    "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
    "version": "2.1.0",
    "runs": [run.json],
  ]
  return streamed(document, pretty: true, by: run.writeResults) + [UInt8(ascii: "\n")]
}

private struct SARIFRun {
  private let version: String
  /// The rules that have findings.
  private let rules: [Rule]
  private let ruleIndices: [String: Int]
  private let reports: [Report]
  /// The index of each catalog in `artifacts`. A catalog that is given twice is a single artifact.
  private var artifactIndices: [String: Int] = [:]
  private var artifacts: [JSON] = []

  init(_ reports: [Report], _ context: ReportContext) {
    self.reports = reports
    for report in reports where !report.isUnreadable {
      let uri = uri(of: report.path())
      guard artifactIndices[uri] == nil else { continue }
      artifactIndices[uri] = artifacts.count
      artifacts.append([
        "location": ["uri": .string(uri)], "length": .integer(Int64(report.source.bytes.count)), "roles": ["analysisTarget"],
        "encoding": "UTF-8",
      ])
    }
    version = context.version
    let named = Set(reports.flatMap { $0.diagnostics.map(\.rule) })
    rules = context.rules.filter { named.contains($0.name) }
    ruleIndices = Dictionary(rules.enumerated().map { ($0.element.name, $0.offset) }) { first, _ in first }
  }

  /// The run with an empty list of results, which are written last.
  var json: JSON {
    let notifications = reports.filter(\.isUnreadable).flatMap { report in report.diagnostics.map { notification($0, report) } }
    return .fields([
      "tool": ["driver": ["name": "catalogc", "version": .string(version), "rules": .array(rules.map(descriptor))]],
      "invocations": notifications.isEmpty
        ? nil : [["executionSuccessful": .bool(false), "toolExecutionNotifications": .array(notifications)]],
      "artifacts": .array(artifacts),
      "columnKind": "unicodeCodePoints",
      "results": [],
    ])
  }

  /// What prevented the check of a file.
  private func notification(_ diagnostic: Diagnostic, _ report: Report) -> JSON {
    [
      "descriptor": ["id": .string(diagnostic.rule)],
      "level": .string(diagnostic.severity.rawValue),
      "message": ["text": .string(diagnostic.text(separator: "\n"))],
      "locations": [["physicalLocation": ["artifactLocation": ["uri": .string(uri(of: report.path()))]]]],
    ]
  }

  func writeResults(_ add: (JSON) -> Void) {
    var fingerprints = Fingerprints()
    for report in reports where !report.diagnostics.isEmpty && !report.isUnreadable {
      let file = SARIFFile(report, artifactIndices)
      let path = report.path()
      for diagnostic in report.diagnostics {
        add(result(diagnostic, file, fingerprints.fingerprint(of: diagnostic, in: path)))
      }
    }
  }

  private func descriptor(_ rule: Rule) -> JSON {
    let source = rule.source.map { "\n\nSource: \($0)." } ?? ""
    let example = "catalogc explain \(rule.name)"
    return [
      "id": .string(rule.name),
      "shortDescription": ["text": .string("\(rule.summary).")],
      "fullDescription": ["text": .string(rule.explanation)],
      "help": [
        "text": .string("\(rule.explanation)\(source)\n\nRun '\(example)' for examples."),
        "markdown": .string("\(rule.explanation)\(source)\n\nRun `\(example)` for examples."),
      ],
      "defaultConfiguration": ["level": .string(rule.severity.rawValue)],
    ]
  }

  private func result(_ diagnostic: Diagnostic, _ file: SARIFFile, _ fingerprint: String) -> JSON {
    .fields([
      "ruleId": .string(diagnostic.rule),
      "ruleIndex": ruleIndices[diagnostic.rule].map { .integer(Int64($0)) },
      // The severities have the same names as SARIF's levels.
      "level": .string(diagnostic.severity.rawValue),
      "message": ["text": .string(diagnostic.text(separator: "\n"))],
      "locations": [
        .fields([
          "physicalLocation": file.location(diagnostic.range),
          "logicalLocations": diagnostic.path.isEmpty
            ? nil : [["fullyQualifiedName": .string(diagnostic.path), "kind": "value"]],
        ])
      ],
      "relatedLocations": diagnostic.related.isEmpty
        ? nil
        : .array(
          diagnostic.related.enumerated().map { index, related in
            [
              "id": .integer(Int64(index + 1)), "physicalLocation": file.location(related.range),
              "message": ["text": .string(printable(related.message))],
            ]
          }),
      "partialFingerprints": ["catalogcFinding/v1": .string(fingerprint)],
      "fixes": diagnostic.fixes.isEmpty ? nil : .array(diagnostic.fixes.map(file.fix)),
    ])
  }
}

private struct SARIFFile {
  private let lines: LineTable
  private let artifact: JSON

  init(_ report: Report, _ indices: [String: Int]) {
    lines = LineTable(report.source)
    let uri = uri(of: report.path())
    artifact = .fields(["uri": .string(uri), "index": indices[uri].map { .integer(Int64($0)) }])
  }

  func location(_ range: ByteRange) -> JSON { ["artifactLocation": artifact, "region": region(range)] }

  /// The end is exclusive.
  private func region(_ range: ByteRange) -> JSON {
    let (start, end) = (lines.position(at: range.start), lines.position(at: range.end))
    return [
      "startLine": .integer(Int64(start.line)), "startColumn": .integer(Int64(start.column)),
      "endLine": .integer(Int64(end.line)), "endColumn": .integer(Int64(end.column)),
    ]
  }

  /// SARIF has no field for the applicability of a fix, so the description says it.
  func fix(_ fix: Fix) -> JSON {
    let replacements = fix.edits.map { edit in
      JSON.fields([
        "deletedRegion": region(edit.range), "insertedContent": edit.text.isEmpty ? nil : ["text": .string(edit.text)],
      ])
    }
    let caution = fix.applicability == .unsafe ? " (unsafe: review before applying)" : ""
    return [
      "description": ["text": .string(fix.message + caution)],
      "artifactChanges": [["artifactLocation": artifact, "replacements": .array(replacements)]],
    ]
  }
}

/// A path as a URI reference: relative, or with `file://` for an absolute path. Everything but unreserved characters and
/// slashes is percent-encoded, including colons, which would end a scheme.
private func uri(of path: String) -> String {
  var text = path.utf8.first == UInt8(ascii: "/") ? "file://" : ""
  for byte in path.utf8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
      text.unicodeScalars.append(Unicode.Scalar(byte))
    default:
      let digits = String(byte, radix: 16, uppercase: true)
      text += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
    }
  }
  return text
}
