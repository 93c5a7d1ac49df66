import Accounts
import Catalog
import CatalogPrinting
import CatalogReading
import Diagnostics
import Foundations
import Invoicing
import JSONText
import ProviderBilling
import Providers
import Reporting
import Syntax

/// Invariants of every compilation.
extension Target {
  func check(_ compilation: Compilation, _ source: SourceText) throws(Violation) {
    try compilation.diagnostics.check(in: source)
    let hasErrors = compilation.diagnostics.contains { $0.severity == .error }
    try require(hasErrors == (compilation.catalog == nil), "there must be either errors or a catalog")
    try require(!hasErrors || compilation.outputs.isEmpty, "there are artifacts in spite of errors")
    try check(reportsOf: compilation.diagnostics, of: source)
  }

  /// JSON reports must be valid JSON, and no report may contain control characters or secrets.
  private func check(reportsOf diagnostics: [Diagnostic], of source: SourceText) throws(Violation) {
    let report = Report(source: source, diagnostics: diagnostics)
    for format in ReportFormat.machine {
      let bytes = format.write([report])
      let isJSON = ["json", "sarif", "gitlab", "rdjson"].contains(format.name)
      if isJSON { _ = try read(bytes) }
      try check(shown: bytes, format.name)
    }
    try check(shown: Array(HumanReport.write(report, style: Style(isColored: false), notes: .shown).utf8), "human")
  }

  private func check(shown bytes: [UInt8], _ format: String) throws(Violation) {
    let text = String(decoding: bytes, as: UTF8.self)
    let scalar = text.unicodeScalars.first { steersTerminals($0) && $0 != "\n" }
    try require(scalar == nil, "the report `\(format)` contains U+\(String(scalar?.value ?? 0, radix: 16))")
    let secret = Secret.matches(in: bytes[...]).first { match in
      // Messages show an ellipsis instead, source snippets show asterisks.
      !bytes[match.hidden].starts(with: "…".utf8) && !bytes[match.hidden].allSatisfy { $0 == UInt8(ascii: "*") }
    }
    try require(
      secret == nil,
      "the report `\(format)` contains the secret \(secret.map { String(decoding: bytes[$0.whole], as: UTF8.self) } ?? "")")
  }

  // MARK: Fixes

  /// Applying fixes repeatedly must terminate, and a file without syntax errors must stay readable.
  func check(fixesOf compilation: Compilation, _ source: SourceText, _ format: CatalogFormat) throws(Violation) {
    for kinds: [Fix.Applicability] in [[.safe], [.safe, .unsafe]] {
      var (source, compilation) = (source, compilation)
      for round in 0... {
        let fixes = compilation.diagnostics.flatMap(\.fixes).filter { kinds.contains($0.applicability) }
        guard !fixes.isEmpty else { break }
        try require(round < 100, "fixes do not terminate: \(fixes[0].message)")
        let (bytes, count) = fixes.applied(to: source.bytes)
        try require(count > 0 && bytes != source.bytes, "the fix `\(fixes[0].message)` changes nothing")
        let wasRead = compilation.isRead
        source = SourceText(name: source.name, bytes: bytes)
        compilation = Compilation(source, format: format, providers: .named([]))
        // With its label corrected, a Swift value may have the wrong type, which is a syntax error; `--fix` stops there.
        if format == .swift, wasRead, !compilation.isRead { break }
        try require(!wasRead || compilation.isRead, "the fix `\(fixes[0].message)` makes the file unreadable")
      }
    }
  }

  // MARK: Artifacts

  /// An artifact must be canonical JSON. Its requests must have unique ids and refer only to earlier requests.
  func check(_ output: Compilation.Output) throws(Violation) {
    let name = output.provider.name
    let tree = try read(output.bytes)
    let copy = JSON(tree, .root).text(pretty: true) + [UInt8(ascii: "\n")]
    try require(copy == output.bytes, "the artifact of \(name) is not canonical JSON")
    var ids: Set<String> = []
    for request in output.artifact.requests {
      for id in request.references {
        try require(ids.contains(id), "\(name): `\(request.id)` refers to `\(id)`, which is not an earlier request")
      }
      try require(ids.insert(request.id).inserted, "\(name): duplicate request `\(request.id)`")
    }
  }

  // MARK: Invoices

  /// No invoice of a plan is negative, in the catalog or at the provider, and an artifact can be read back.
  func check(invoicesOf output: Compilation.Output, in catalog: Catalog) throws(Violation) {
    let book = ProviderBook(output.artifact, of: output.provider, in: catalog)
    for plan in catalog.plans.prefix(10) {
      var request = PurchaseRequest(plan.header.id)
      request.price = plan.prices.first.flatMap { $0.isImplied ? nil : $0.id }
      request.currency = plan.prices.first?.currency
      for entitlement in plan.entitlements where catalog.features[entitlement.feature].kind == .metered {
        request.usage.append(PurchaseRequest.Use(of: catalog.features[entitlement.feature].header.id, ExactDecimal(1_000_003)))
      }
      guard let purchase = request.resolved(in: catalog).purchase else { continue }
      for invoice in purchase.quote(in: catalog).invoices + purchase.quote(by: book).quote.invoices {
        try require(!invoice.total.isNegative && invoice.total.isInteger, "\(output.provider.name): a total of \(invoice.total)")
      }
    }
  }

  // MARK: Spellings

  /// Converting the catalog must not change its meaning or its artifacts.
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
    try require(
      error == nil,
      "converted to \(format.rawValue), the catalog has an error: \(error?.rule ?? ""), \(error?.message ?? "")")
    let trees = [compilation.tree, other.tree]
    let texts = try trees.map { tree throws(Violation) in
      JSON(try read(tree.canonicalJSON(keepsForms: false)), .root).without("$schema").text(pretty: false)
    }
    try require(texts[0] == texts[1], "converted to \(format.rawValue), the catalog differs")
    try require(
      other.tree.swiftSource == compilation.tree.swiftSource, "converted to \(format.rawValue), the Swift source differs")
    for (one, another) in zip(compilation.outputs, other.outputs) {
      try require(
        one.artifact.json(warnings: []).isSame(as: another.artifact.json(warnings: [])),
        "converted to \(format.rawValue), the artifact for \(one.provider.name) differs")
      let warnings = [one, another].map { Set($0.warnings.map { "\($0.rule) \($0.path) \($0.message)" }) }
      try require(warnings[0] == warnings[1], "converted to \(format.rawValue), the warnings for \(one.provider.name) differ")
    }
  }
}

extension Artifact {
  /// The setup requests, followed by the purchase requests.
  package var requests: [Request] { Array(setup) + Array(purchase) }
}

extension Compilation {
  /// False if reading stopped at an error.
  fileprivate var isRead: Bool {
    !diagnostics.contains { $0.rule == "syntax-error" || $0.rule == "nesting-too-deep" || $0.rule == "invalid-utf8" }
  }
}

extension Request {
  /// The ids of the requests that this one refers to.
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
