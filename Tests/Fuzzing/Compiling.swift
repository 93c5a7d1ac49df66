import Accounts
import CatalogPrinting
import CatalogReading
import Diagnostics
import JSONText
import Providers
import Reporting
import Syntax

/// What must hold of every run of the compiler.
extension Target {
  func check(_ compilation: Compilation, _ source: SourceText) throws(Violation) {
    try compilation.diagnostics.check(in: source)
    let hasErrors = compilation.diagnostics.contains { $0.severity == .error }
    try require(hasErrors == (compilation.catalog == nil), "errors and a catalog, or neither")
    try require(!hasErrors || compilation.outputs.isEmpty, "errors and artifacts")
    try check(reportsOf: compilation.diagnostics, of: source)
  }

  /// Reports are JSON where their form is, show nothing that steers a terminal, and no secret.
  private func check(reportsOf diagnostics: [Diagnostic], of source: SourceText) throws(Violation) {
    let report = Report(source: source, diagnostics: diagnostics)
    for format in ReportFormat.machine {
      let bytes = format.write([report])
      let isJSON = ["json", "sarif", "gitlab", "rdjson"].contains(format.name)
      if isJSON { _ = try read(bytes) }
      try check(shown: bytes, format.name)
    }
    try check(shown: Array(HumanReport.write(report, style: Style(isColoured: false), showNotes: true).utf8), "human")
  }

  private func check(shown bytes: [UInt8], _ format: String) throws(Violation) {
    let text = String(decoding: bytes, as: UTF8.self)
    let scalar = text.unicodeScalars.first { steersTerminals($0) && $0 != "\n" }
    try require(scalar == nil, "the report `\(format)` shows U+\(String(scalar?.value ?? 0, radix: 16))")
    let secret = Secret.matches(in: bytes[...]).first { match in
      // An ellipsis stands for it in messages, stars in lines of the source.
      !bytes[match.hidden].starts(with: "…".utf8) && !bytes[match.hidden].allSatisfy { $0 == UInt8(ascii: "*") }
    }
    try require(
      secret == nil, "the report `\(format)` shows the secret \(secret.map { String(decoding: bytes[$0.whole], as: UTF8.self) } ?? "")")
  }

  // MARK: Fixes

  /// Safe fixes, made until none is left, come to an end, and what could be read can be read still.
  func check(fixesOf compilation: Compilation, _ source: SourceText, _ format: CatalogFormat) throws(Violation) {
    for kinds: [Fix.Applicability] in [[.safe], [.safe, .unsafe]] {
      var (source, compilation) = (source, compilation)
      for round in 0... {
        let fixes = compilation.diagnostics.flatMap(\.fixes).filter { kinds.contains($0.applicability) }
        guard !fixes.isEmpty else { break }
        try require(round < 100, "fixes come to no end: \(fixes[0].message)")
        let (bytes, count) = fixes.applied(to: source.bytes)
        try require(count > 0 && bytes != source.bytes, "the fix `\(fixes[0].message)` changes nothing")
        let wasRead = compilation.isRead
        source = SourceText(name: source.name, bytes: bytes)
        compilation = Compilation(source, format: format, providers: .named([]))
        // Under its right label a Swift value may be of a wrong type, which is an error of the syntax there: `--fix` stops.
        if format == .swift, wasRead, !compilation.isRead { break }
        try require(!wasRead || compilation.isRead, "the fix `\(fixes[0].message)` makes a text that cannot be read")
      }
    }
  }

  // MARK: Artifacts

  /// An artifact is JSON in its one spelling; requests have ids of their own and speak of earlier ones only.
  func check(_ output: Compilation.Output) throws(Violation) {
    let name = output.provider.name
    let tree = try read(output.bytes)
    let copy = JSON(tree, .root).text(pretty: true) + [UInt8(ascii: "\n")]
    try require(copy == output.bytes, "the artifact of \(name) is not in its one spelling")
    var ids: Set<String> = []
    for request in output.artifact.requests {
      for id in request.references { try require(ids.contains(id), "\(name): `\(request.id)` speaks of `\(id)`, which comes later, or never") }
      try require(ids.insert(request.id).inserted, "\(name): two requests are `\(request.id)`")
    }
  }

  // MARK: Spellings

  /// The other spelling is the same catalog, and makes the same artifacts.
  func check(spellingsOf compilation: Compilation) throws(Violation) {
    guard compilation.catalog != nil else { return }
    let json = compilation.tree.canonicalJSON(keepsForms: false)
    let swift = compilation.tree.swiftSource
    try check(other: Array(swift.utf8), .swift, compilation)
    try check(other: json, .json, compilation)
  }

  private func check(other bytes: [UInt8], _ format: CatalogFormat, _ compilation: Compilation) throws(Violation) {
    let other = Compilation(SourceText(name: "other.\(format.rawValue)", bytes: bytes), format: format, providers: .all)
    let error = other.diagnostics.first { $0.severity == .error }
    try require(error == nil, "spelled as \(format.rawValue), the catalog has an error: \(error?.rule ?? ""), \(error?.message ?? "")")
    let trees = [compilation.tree, other.tree]
    let texts = try trees.map { tree throws(Violation) in
      JSON(try read(tree.canonicalJSON(keepsForms: false)), .root).without("$schema").text(pretty: false)
    }
    try require(texts[0] == texts[1], "spelled as \(format.rawValue), it is another catalog")
    try require(other.tree.swiftSource == compilation.tree.swiftSource, "spelled as \(format.rawValue), its Swift is another")
    for (one, another) in zip(compilation.outputs, other.outputs) {
      try require(
        one.artifact.json(warnings: []).isSame(as: another.artifact.json(warnings: [])),
        "spelled as \(format.rawValue), it makes another artifact for \(one.provider.name)")
      let warnings = [one, another].map { Set($0.warnings.map { "\($0.rule) \($0.path) \($0.message)" }) }
      try require(warnings[0] == warnings[1], "spelled as \(format.rawValue), it has other warnings for \(one.provider.name)")
    }
  }
}

extension Artifact {
  /// Those of the setup, and behind them those of a purchase.
  package var requests: [Request] { Array(setup) + Array(purchase) }
}

extension Compilation {
  /// False where the text could not be read to its end.
  fileprivate var isRead: Bool { !diagnostics.contains { $0.rule == "syntax-error" || $0.rule == "nesting-too-deep" || $0.rule == "invalid-utf8" } }
}

extension Request {
  /// The ids of the requests that this one speaks of.
  fileprivate var references: [String] {
    var found: [String] = []
    func collect(_ value: JSON) {
      switch value {
      case .object(let members):
        if members.count == 1, members[0].name == "$ref", case .string(let id) = members[0].value { found.append(id) }
        for member in members { collect(member.value) }
      case .array(let elements): for element in elements { collect(element) }
      default: break
      }
    }
    if let body { collect(body) }
    return found
  }
}
