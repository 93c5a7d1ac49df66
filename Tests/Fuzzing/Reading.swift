import CatalogPrinting
import CatalogReading
import CatalogcCLI
import Diagnostics
import JSONText
import Providers
import Syntax

/// The result of a reader, with its invariants.
struct Reading {
  let tree: SyntaxTree
  let isComplete: Bool
  let findings: [Finding]
  let format: CatalogFormat

  init(_ result: (tree: SyntaxTree, isComplete: Bool, findings: [Finding]), format: CatalogFormat) {
    (tree, isComplete, findings) = result
    self.format = format
  }

  /// What a strict reading accepts, this one accepts with the same value.
  func checkAccepts(_ strict: Reading) throws(Violation) {
    guard strict.isComplete, strict.findings.isEmpty else { return }
    try require(isComplete && findings.isEmpty, "\(format.rawValue) refuses valid JSON")
    try require(JSON(tree, .root).isSame(as: JSON(strict.tree, .root)), "\(format.rawValue) reads valid JSON differently")
  }

  func check() throws(Violation) {
    let diagnostics = tree.diagnostics(for: findings)
    try diagnostics.check(in: tree.source)
    try require(!isComplete || !tree.isEmpty, "the text was read completely, but the tree is empty")
    try require(
      isComplete || diagnostics.contains { $0.severity == .error }, "the text was not read completely, but there is no error")
    guard !tree.isEmpty else { return }
    if isComplete { _ = try checkNode(.root, in: ByteRange(0, tree.source.bytes.count)) }
    if isComplete, !diagnostics.contains(where: { $0.severity == .error }) { try checkSpellings() }
  }

  /// Checks that nodes are within their container and in order, and that keys are strings. Returns the range of the node.
  ///
  /// In Swift, one word may be both a key and its value: the case `metered` is also the type of the entitlement.
  private func checkNode(_ node: NodeID, in container: ByteRange) throws(Violation) -> ByteRange {
    let range = tree.range(node)
    try require(container.start <= range.start && range.end <= container.end, "\(range) is not in \(container)")
    try require(format == .swift || range.start < range.end, "the node at \(range) is empty")
    var previous = range.start
    for (key, value) in tree.members(of: node) {
      try require(tree.kind(key) == .string, "the key at \(tree.range(key)) is not a string")
      for part in [key, value] {
        let inner = try checkNode(part, in: range)
        try require(previous <= inner.start, "\(inner) is before \(previous)")
        previous = format == .swift ? inner.start : inner.end
      }
    }
    for element in tree.elements(of: node) {
      let inner = try checkNode(element, in: range)
      try require(previous <= inner.start, "\(inner) is before \(previous)")
      previous = format == .swift ? inner.start : inner.end
    }
    return range
  }

  /// Writing the value as JSON and reading it again must not change it.
  private func checkSpellings() throws(Violation) {
    let value = JSON(tree, .root)
    for isPretty in [false, true] {
      let copy = try read(value.text(pretty: isPretty))
      try require(JSON(copy, .root).isSame(as: value), "the JSON text \(value.compact) is read as a different value")
    }
    let canonical = tree.canonicalJSON(keepsForms: true)
    let copy = try read(canonical, format == .jsonc ? .jsonc : .json)
    try require(format != .jsonc || copy.commentWords == tree.commentWords, "formatting changes comments")
    try require(JSON(copy, .root).sorted.isSame(as: value.sorted), "the canonical form has a different value")
    try require(copy.canonicalJSON(keepsForms: true) == canonical, "formatting is not idempotent")
  }
}

extension SyntaxTree {
  /// The comments without white space, in alphabetical order.
  package var commentWords: [String] {
    comments.map { comment in
      String(decoding: source.bytes[comment.start..<comment.end].filter { $0 > 0x20 }, as: UTF8.self)
    }.sorted()
  }
}

/// Reads JSON that the compiler wrote.
func read(_ bytes: [UInt8], _ format: CatalogFormat = .json) throws(Violation) -> SyntaxTree {
  let (tree, isComplete, findings) = format.read(SourceText(name: "written.\(format.rawValue)", bytes: bytes))
  try require(
    isComplete && findings.isEmpty, "the program wrote invalid JSON: \(findings.first?.message ?? "")")
  return tree
}

extension JSON {
  /// Compares scalar by scalar; Swift's `==` considers `é` and `e` with a combining accent equal.
  package func isSame(as other: JSON) -> Bool { text(pretty: false) == other.text(pretty: false) }

  /// The value with the members of all objects sorted by name.
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

  /// The value without the given member.
  func without(_ name: String) -> JSON {
    guard case .object(let members) = self else { return self }
    return .object(members.filter { $0.name != name })
  }
}

extension [Diagnostic] {
  /// Each must have a message and a range within the text, and they must be in the order of the text.
  func check(in source: SourceText) throws(Violation) {
    var last = 0
    for diagnostic in self {
      for range in [diagnostic.range] + diagnostic.related.map(\.range) + diagnostic.fixes.flatMap(\.edits).map(\.range) {
        try require(
          range.start >= 0 && range.start <= range.end && range.end <= source.bytes.count,
          "\(diagnostic.rule) refers to \(range), which is outside the text")
      }
      try require(diagnostic.range.start >= last, "\(diagnostic.rule) at \(diagnostic.range) is before \(last)")
      last = diagnostic.range.start
      try require(!diagnostic.message.isEmpty, "\(diagnostic.rule) has no message")
      for text in [diagnostic.message, diagnostic.help ?? ""] + diagnostic.related.map(\.message)
        + diagnostic.fixes.map(\.message)
      {
        try require(
          !text.unicodeScalars.contains(where: steersTerminals), "\(diagnostic.rule) contains control characters: \(text)")
      }
    }
  }
}

/// True for C0, DEL and C1.
func steersTerminals(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) }
