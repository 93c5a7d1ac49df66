import Accounts
import CatalogPrinting
import CatalogReading
import Diagnostics
import Foundations
import Providers
import Reporting
import Syntax

extension Target {
  /// PayloadSplitter all observable results for a text.
  package func observe(_ bytes: [UInt8], _ format: CatalogFormat, _ observation: inout Observation) {
    let source = SourceText(name: "fuzz.\(format.rawValue)", bytes: bytes)
    switch self {
    case .json:
      let (tree, isComplete, findings) = JSONReader.read(source)
      observe(tree, isComplete, findings, &observation)
    case .swift:
      let (tree, isComplete, findings) = SwiftReader.read(source, .catalog)
      observe(tree, isComplete, findings, &observation)
    case .check:
      let compilation = Compilation(source, format: format, providers: .named([]))
      observe(compilation.diagnostics, of: source, &observation)
    case .compile:
      let compilation = Compilation(source, format: format, providers: .all)
      observe(compilation.diagnostics, of: source, &observation)
      for output in compilation.outputs { observation.note("artifact", output.bytes) }
      guard compilation.catalog != nil else { break }
      observation.note("json", compilation.tree.canonicalJSON(keepsForms: false))
      observation.note("swift", compilation.tree.swiftSource)
    }
  }

  private func observe(_ tree: SyntaxTree, _ isComplete: Bool, _ findings: [Finding], _ observation: inout Observation) {
    observation.note("complete", isComplete ? "yes" : "no")
    // The contents of an incomplete tree are unspecified.
    if isComplete, !tree.isEmpty {
      observe(tree, .root, &observation)
      observation.note("canonical", tree.canonicalJSON(keepsForms: true))
    }
    for diagnostic in tree.diagnostics(for: findings) { observation.note(diagnostic) }
  }

  private func observe(_ tree: SyntaxTree, _ node: NodeID, _ observation: inout Observation) {
    let range = tree.range(node)
    let place = "\(range.start)..<\(range.end)"
    switch tree.kind(node) {
    case .object:
      observation.note("object", place)
      for (key, value) in tree.members(of: node) {
        observe(tree, key, &observation)
        observe(tree, value, &observation)
      }
      observation.note("end", "")
    case .array:
      observation.note("array", place)
      for element in tree.elements(of: node) { observe(tree, element, &observation) }
      observation.note("end", "")
    case .string: observation.note("string", "\(place) \(tree.text(node))")
    case .number: observation.note("number", "\(place) \(tree.number(node)?.description ?? "out of range")")
    case .boolean: observation.note("boolean", "\(place) \(tree.bool(node))")
    case .null: observation.note("null", place)
    }
  }

  private func observe(_ diagnostics: [Diagnostic], of source: SourceText, _ observation: inout Observation) {
    for diagnostic in diagnostics { observation.note(diagnostic) }
    let report = Report(source: source, diagnostics: diagnostics)
    for format in ReportFormat.machine where format.name == "json" || format.name == "rdjson" {
      observation.note("report", format.write([report]))
    }
    observation.note("human", HumanReport.write(report, style: Style(isColored: false), notes: .shown))
  }
}

extension Observation {
  fileprivate mutating func note(_ diagnostic: Diagnostic) {
    note("diagnostic", diagnostic.described)
    rules.append(diagnostic.rule)
    if diagnostic.severity == .error { isSound = false }
  }
}

extension Diagnostic {
  /// All of its fields.
  fileprivate var described: String {
    func text(_ range: ByteRange) -> String { "\(range.start)..<\(range.end)" }
    var parts = [severity.rawValue, rule, text(range), path, pointer, message, provider ?? "-", help ?? "-", "\(isSecret)"]
    parts += related.map { "related \(text($0.range)) \($0.message)" }
    for fix in fixes {
      parts.append("fix \(fix.applicability.rawValue) \(fix.message)")
      parts += fix.edits.map { "edit \(text($0.range)) \($0.text)" }
    }
    return parts.joined(separator: " | ")
  }
}
