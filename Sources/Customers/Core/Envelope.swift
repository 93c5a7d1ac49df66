import Diagnostics
import Syntax

/// A payload with its headers, `{"headers": {…}, "body": "…"}`, or a payload alone.
struct Envelope {
  struct Failure: Error {
    let diagnostics: [Diagnostic]
  }

  /// The tree of the payload.
  let tree: SyntaxTree
  let headers: [String: String]
  /// The bytes of the payload.
  let body: [UInt8]
  /// The string that contains the payload, if it is in an envelope.
  private let outer: (tree: SyntaxTree, body: NodeID)?

  static func open(
    _ text: SourceText, _ scheme: SignatureScheme, _ options: Bridge.Options, now: Int64
  ) -> Result<Envelope, Failure> {
    let tree: SyntaxTree
    switch read(text) {
    case .failure(let failure): return .failure(failure)
    case .success(let success): tree = success
    }
    let members = Array(tree.members(of: .root))
    guard members.count == 2, let headers = tree.value(of: .root, named: "headers"), tree.kind(headers) == .object,
      let body = tree.value(of: .root, named: "body"), tree.kind(body) == .string
    else {
      if options.keys != nil {
        let help: Phrase = "write each line as `{\"headers\": {…}, \"body\": \"…\"}`, with the body exactly as received"
        return .failure(failure(tree, .eventSignature, "missing signature: the line has no `headers`", .root, help: help))
      }
      return .success(Envelope(tree: tree, headers: [:], body: text.bytes, outer: nil))
    }
    var values: [String: String] = [:]
    for (key, value) in tree.members(of: headers) {
      guard let value = header(value, tree) else {
        return .failure(failure(tree, .eventFieldType, "a header value must be a string or a list with one string", value))
      }
      values[tree.text(key).lowercased()] = value
    }
    let content = tree.text(body)
    if let keys = options.keys {
      let verdict = scheme.verify(content, headers: values, keys: keys, now: now, tolerance: options.tolerance)
      if case .bad(let reason) = verdict { return .failure(failure(tree, .eventSignature, Phrase(reason), headers)) }
    }
    let bytes = Array(content.utf8)
    switch read(SourceText(name: text.name, bytes: bytes)) {
    case .success(let inner): return .success(Envelope(tree: inner, headers: values, body: bytes, outer: (tree, body)))
    case .failure(let inner): return .failure(Failure(diagnostics: inner.diagnostics.map { moved($0, tree, body) }))
    }
  }

  /// The value of a header. Frameworks represent it as a string or as a list of strings.
  private static func header(_ node: NodeID, _ tree: SyntaxTree) -> String? {
    if tree.kind(node) == .string { return tree.text(node) }
    let elements = Array(tree.elements(of: node))
    guard elements.count == 1, tree.kind(elements[0]) == .string else { return nil }
    return tree.text(elements[0])
  }

  private static func read(_ text: SourceText) -> Result<SyntaxTree, Failure> {
    let (tree, isComplete, findings) = JSONReader.read(text)
    guard isComplete, findings.isEmpty else { return .failure(Failure(diagnostics: tree.diagnostics(for: findings))) }
    guard tree.kind(.root) == .object else {
      return .failure(
        failure(tree, .eventFieldType, "expected an object, found \(tree.kind(.root).described)", .root))
    }
    return .success(tree)
  }

  private static func failure(
    _ tree: SyntaxTree, _ rule: Rule, _ message: Phrase, _ node: NodeID, help: Phrase? = nil
  ) -> Failure {
    Failure(diagnostics: tree.diagnostics(for: [Finding(rule, message, at: .value(node), help: help)]))
  }

  /// The findings about the payload, located in the input.
  func diagnostics(for findings: [Finding]) -> [Diagnostic] {
    let diagnostics = tree.diagnostics(for: findings)
    guard let outer else { return diagnostics }
    return diagnostics.map { Self.moved($0, outer.tree, outer.body) }
  }

  /// Moves a finding to the body as a whole, because escapes shift positions inside the string. The path stays precise.
  private static func moved(_ diagnostic: Diagnostic, _ tree: SyntaxTree, _ body: NodeID) -> Diagnostic {
    var moved = diagnostic
    moved.path = diagnostic.path.isEmpty ? "body" : "body.\(diagnostic.path)"
    moved.pointer = "/body\(diagnostic.pointer)"
    moved.range = tree.range(body)
    moved.related = []
    return moved
  }
}
