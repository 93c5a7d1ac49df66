import CatalogPrinting
import CatalogReading
import CatalogcCLI
import Diagnostics
import JSONText
import Providers
import Syntax

/// What a reader made of a text, and what must hold of it.
struct Reading {
  let tree: SyntaxTree
  let isComplete: Bool
  let findings: [Finding]
  let format: CatalogFormat

  func check() throws(Violation) {
    let diagnostics = tree.diagnostics(for: findings)
    try diagnostics.check(in: tree.source)
    try require(!isComplete || !tree.isEmpty, "the text is read to its end, and there is nothing")
    try require(isComplete || diagnostics.contains { $0.severity == .error }, "the text is not read to its end, and no error says so")
    guard !tree.isEmpty else { return }
    if isComplete { _ = try checkNode(.root, in: ByteRange(0, tree.source.bytes.count)) }
    if isComplete, !diagnostics.contains(where: { $0.severity == .error }) { try checkSpellings() }
  }

  /// Nodes lie in what contains them, one behind the other; a key is a string. The range of the node.
  ///
  /// In a Swift text one word may be a key and its value: the case `metered` is an entitlement's type.
  private func checkNode(_ node: NodeID, in container: ByteRange) throws(Violation) -> ByteRange {
    let range = tree.range(node)
    try require(container.start <= range.start && range.end <= container.end, "\(range) is not in \(container)")
    try require(format == .swift || range.start < range.end, "nothing stands at \(range)")
    var previous = range.start
    for (key, value) in tree.members(of: node) {
      try require(tree.kind(key) == .string, "the key at \(tree.range(key)) is no string")
      for part in [key, value] {
        let inner = try checkNode(part, in: range)
        try require(previous <= inner.start, "\(inner) stands in front of \(previous)")
        previous = format == .swift ? inner.start : inner.end
      }
    }
    for element in tree.elements(of: node) {
      let inner = try checkNode(element, in: range)
      try require(previous <= inner.start, "\(inner) stands in front of \(previous)")
      previous = format == .swift ? inner.start : inner.end
    }
    return range
  }

  /// Written as JSON and read again, the value is the same.
  private func checkSpellings() throws(Violation) {
    let value = JSON(tree, .root)
    for isPretty in [false, true] {
      let copy = try read(value.text(pretty: isPretty))
      try require(JSON(copy, .root).isSame(as: value), "the JSON text \(value.compact) reads as another value")
    }
    let canonical = tree.canonicalJSON(keepsForms: true)
    let copy = try read(canonical)
    try require(JSON(copy, .root).sorted.isSame(as: value.sorted), "the canonical form is another value")
    try require(copy.canonicalJSON(keepsForms: true) == canonical, "the canonical form of the canonical form is another")
  }
}

/// Reads JSON that the program wrote.
func read(_ bytes: [UInt8]) throws(Violation) -> SyntaxTree {
  let (tree, isComplete, findings) = JSONReader.read(SourceText(name: "written.json", bytes: bytes))
  try require(
    isComplete && findings.isEmpty, "what the program wrote is no JSON: \(findings.first?.message ?? "")")
  return tree
}

extension JSON {
  /// Scalar by scalar: for Swift, `é` and `e` with an accent are one text.
  package func isSame(as other: JSON) -> Bool { text(pretty: false) == other.text(pretty: false) }

  /// The same value with the members of objects in the order of their names.
  var sorted: JSON {
    switch self {
    case .object(let members):
      .object(
        members.map { Member($0.name, $0.value.sorted) }
          .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
    case .array(let elements): .array(elements.map(\.sorted))
    default: self
    }
  }

  /// The same value without a member.
  func without(_ name: String) -> JSON {
    guard case .object(let members) = self else { return self }
    return .object(members.filter { $0.name != name })
  }
}

extension [Diagnostic] {
  /// Each says something, at a place of the text; they stand in the order of the text.
  func check(in source: SourceText) throws(Violation) {
    var last = 0
    for diagnostic in self {
      for range in [diagnostic.range] + diagnostic.related.map(\.range) + diagnostic.fixes.flatMap(\.edits).map(\.range) {
        try require(
          range.start >= 0 && range.start <= range.end && range.end <= source.bytes.count,
          "\(diagnostic.rule) speaks of \(range), outside of the text")
      }
      try require(diagnostic.range.start >= last, "\(diagnostic.rule) at \(diagnostic.range) stands behind \(last)")
      last = diagnostic.range.start
      try require(!diagnostic.message.isEmpty, "\(diagnostic.rule) says nothing")
      for text in [diagnostic.message, diagnostic.help ?? ""] + diagnostic.related.map(\.message) + diagnostic.fixes.map(\.message) {
        try require(!text.unicodeScalars.contains(where: steersTerminals), "\(diagnostic.rule) says control characters: \(text)")
      }
    }
  }
}

/// C0, DEL and C1.
func steersTerminals(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) }
