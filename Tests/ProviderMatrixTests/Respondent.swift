import Accounts
import Catalog
import Diagnostics
import Foundations
import JSONText
import Providers
import TestSupport
import Testing

/// A provider in one of its modes.
struct Respondent: Sendable {
  let provider: Provider
  /// The row's name in the matrix.
  let name: String
  /// Merged into every catalog to select the mode.
  private let settings: String

  /// Every provider. A provider with a mode (an option that changes what customers pay, and whose default is one of its choices)
  /// answers once per mode.
  static let all: [Respondent] = Provider.all.flatMap { provider in
    let usual = Respondent(provider: provider, name: provider.name, settings: "{}")
    let modes = provider.options.flatMap { option -> [Respondent] in
      guard provider.termOptions.contains(option.name), case .choice(let words) = option.kind, words.contains(option.defaultValue)
      else { return [] }
      return words.filter { $0 != option.defaultValue }.map { word in
        Respondent(
          provider: provider, name: "\(provider.name) \(word)",
          settings: #"{"providers": {"\#(provider.name)": {"options": {"\#(option.name)": "\#(word)"}}}}"#)
      }
    }
    return [usual] + modes
  }

  static let nameWidth = all.map(\.name.count).max() ?? 0

  /// The provider's answer to a catalog. An error of the catalog's own rules fails the test.
  func answer(to catalog: String, sourceLocation: SourceLocation = #_sourceLocation) -> Answer {
    let text = merged(catalog.replacing("PROVIDER", with: provider.name), settings)
    let source = SourceText(name: "catalog.json", bytes: Array(text.utf8))
    let compilation = Compilation(source, providers: .named([provider]))
    #expect(
      compilation.catalog != nil, "\(compilation.diagnostics.map { "\($0.rule) @ \($0.path)" }): \(shown(text))",
      sourceLocation: sourceLocation)
    let own = compilation.diagnostics.filter { $0.provider == provider.name }
    let findings = own.map { finding in
      "\(finding.severity.rawValue) \(finding.rule.dropFirst(provider.name.count + 1)) @ \(finding.path)"
    }
    let artifact = compilation.outputs.first?.artifact
    return Answer(
      findings: findings, messages: own.map(\.message), setup: artifact.map { Array($0.setup) },
      purchase: artifact.map { Array($0.purchase) })
  }
}

/// A provider's findings about a catalog, and the requests for it.
struct Answer {
  /// `severity rule @ path`, sorted.
  let findings: [String]
  /// The messages of each finding.
  private let messages: [ScalarString: [String]]
  /// Nil if there is no artifact.
  let setup: [Request]?
  let purchase: [Request]?

  init(findings: [String], messages: [String] = [], setup: [Request]?, purchase: [Request]?) {
    self.findings = findings.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    self.messages = Dictionary(zip(findings.map { ScalarString($0) }, messages.map { [$0] }), uniquingKeysWith: +)
    self.setup = setup
    self.purchase = purchase
  }

  /// The whole answer in one line.
  var line: String {
    "\(summary(findings)) | setup \(Self.list(setup)) | purchase \(Self.list(purchase))"
  }

  private static func list(_ requests: [Request]?) -> String {
    guard let requests else { return "none: no artifact" }
    return requests.isEmpty ? "0" : "\(requests.count): \(requests.map(\.id).joined(separator: ", "))"
  }

  /// How another answer differs from this one.
  func difference(to other: Answer) -> AnswerDifference {
    AnswerDifference(
      findings: difference(findings: other), setup: Self.difference(setup, other.setup),
      purchase: Self.difference(purchase, other.purchase), setupCount: other.setup?.count, purchaseCount: other.purchase?.count)
  }

  private func difference(findings other: Answer) -> [String] {
    let known = Dictionary(findings.map { (ScalarString($0), 1) }, uniquingKeysWith: +)
    let wanted = Dictionary(other.findings.map { (ScalarString($0), 1) }, uniquingKeysWith: +)
    let gone = findings.filter { wanted[ScalarString($0)] == nil }.map { "-\($0)" }
    return gone
      + other.findings.compactMap { finding in
        let key = ScalarString(finding)
        if wanted[key] != known[key] { return finding }
        let messages = (messages[key] ?? [], other.messages[key] ?? [])
        return messages.0.elementsEqual(messages.1) { $0.hasSameScalars(as: $1) } ? nil : "~\(finding)"
      }
  }

  private static func difference(_ old: [Request]?, _ new: [Request]?) -> [String] {
    let old = Dictionary((old ?? []).map { (ScalarString($0.id), $0.json.compact) }) { first, _ in first }
    let new = new ?? []
    let kept = Set(new.map { ScalarString($0.id) })
    let gone = old.keys.filter { !kept.contains($0) }.map { "-\($0.text)" }.sorted()
    return gone
      + new.compactMap { request in
        guard let known = old[ScalarString(request.id)] else { return "+\(request.id)" }
        return known.hasSameScalars(as: request.json.compact) ? nil : "~\(request.id)"
      }
  }
}

/// The effect of a fact on a provider's answer.
struct AnswerDifference {
  /// New findings; those that disappeared are marked with `-`, those whose message changed with `~`.
  let findings: [String]
  /// Ids of requests: `+` added, `-` removed, `~` changed.
  let setup: [String]
  let purchase: [String]
  let setupCount: Int?
  let purchaseCount: Int?

  /// Without the number of requests, which depends on everything in the catalog.
  var changes: String {
    "\(summary(findings)) | \(Self.list("setup", setup)) | \(Self.list("purchase", purchase))"
  }

  /// Without findings about the provider's settings, which belong to the whole catalog.
  var withoutSettings: AnswerDifference {
    AnswerDifference(
      findings: findings.filter { !$0.contains(" @ providers.") }, setup: setup, purchase: purchase, setupCount: setupCount,
      purchaseCount: purchaseCount)
  }

  var line: String {
    guard let setupCount, let purchaseCount else { return "\(summary(findings)) | no artifact" }
    let requests = [Self.list("setup \(setupCount)", setup), Self.list("purchase \(purchaseCount)", purchase)]
    return ([summary(findings)] + requests).joined(separator: " | ")
  }

  private static func list(_ section: String, _ requests: [String]) -> String {
    requests.isEmpty ? "\(section) =" : "\(section): \(requests.joined(separator: ", "))"
  }
}

/// Findings in one line. Four or more of one rule under one object are counted: `warning metadata-limit @ metadata.* (12)`.
private func summary(_ findings: [String]) -> String {
  if findings.isEmpty { return "nothing" }
  func parent(_ finding: String) -> Substring { finding.prefix(through: finding.lastIndex(of: ".") ?? finding.startIndex) }
  var summary: [String] = []
  var rest = findings[...]
  while let first = rest.first {
    let siblings = rest.prefix { parent($0) == parent(first) }
    let isMany = siblings.count > 3
    summary.append(isMany ? "\(parent(first))* (\(siblings.count))" : first)
    rest = rest.dropFirst(isMany ? siblings.count : 1)
  }
  return summary.joined(separator: "; ")
}

/// The text in a form for reviewers: long runs of one character are counted, and non-ASCII characters are escaped.
func shown(_ text: String) -> String {
  var shown = ""
  var scalars = text.unicodeScalars[...]
  while let scalar = scalars.first {
    let run = scalars.prefix { $0 == scalar }.count
    scalars = scalars.dropFirst(run)
    let digits = String(scalar.value, radix: 16)
    let written = scalar.isASCII ? String(scalar) : "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    shown += run > 20 ? "\(written)×\(run)" : String(repeating: written, count: run)
  }
  return shown
}
