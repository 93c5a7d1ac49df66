import Diagnostics
import Foundations

/// A problem found by a compiler stage, at a place in the tree. ``SyntaxTree/diagnostics(for:)`` turns it into a
/// ``Diagnostic``.
package struct Finding: Sendable {
  package struct Related: Sendable {
    package let message: Phrase
    package let place: Place

    package init(_ message: Phrase, at place: Place) {
      self.message = message
      self.place = place
    }
  }

  package let rule: Rule
  package let message: Phrase
  package let place: Place
  package var help: Phrase?
  package var related: [Related]
  /// True if the text at the place must not be shown.
  package var isSecret = false
  package var repair: Repair?

  package init(
    _ rule: Rule, _ message: Phrase, at place: Place, help: Phrase? = nil, related: [Related] = [], repair: Repair? = nil
  ) {
    self.rule = rule
    self.message = message
    self.place = place
    self.help = help
    self.related = related
    self.repair = repair
  }
}

/// The place of a finding: a node, or a member below it that may not exist.
package struct Place: Hashable, Sendable {
  package enum Part: Hashable, Sendable {
    /// The whole value.
    case value
    /// The key of the value: for a problem with the key, or a field missing from the value.
    case name
    /// These bytes within the node.
    case bytes(ByteRange)
  }

  package var node: NodeID
  /// Names and indices below the node. If one does not exist, the key of the last existing node is underlined, but the path
  /// is still reported in full.
  package var steps: [String]
  package var part: Part

  package init(_ node: NodeID, _ steps: [String] = [], part: Part = .value) {
    self.node = node
    self.steps = steps
    self.part = part
  }

  package static func value(_ node: NodeID) -> Place { Place(node) }
  package static func name(_ node: NodeID) -> Place { Place(node, part: .name) }

  /// Compares the steps scalar by scalar.
  package static func == (left: Place, right: Place) -> Bool {
    left.node == right.node && left.part == right.part && left.steps.count == right.steps.count
      && zip(left.steps, right.steps).allSatisfy { $0.hasSameScalars(as: $1) }
  }

  /// A member of the value at this place.
  package subscript(steps: String...) -> Place { Place(node, self.steps + steps, part: part) }

  /// The same place, with the name underlined instead of the value.
  package var name: Place { Place(node, steps, part: .name) }
}

extension SyntaxTree {
  /// Turns findings into diagnostics, in the order of the file.
  package func diagnostics(for findings: [Finding]) -> [Diagnostic] {
    var resolver = AnchorResolver(tree: self)
    // Reports are sorted by range; resolving in the order of the nodes is faster.
    let owners = findings.indices.sorted { (findings[$0].place.node, $0) < (findings[$1].place.node, $1) }
    var diagnostics = owners.map { diagnostic(for: findings[$0], &resolver) }
    resolveRelated(of: owners.lazy.map { findings[$0].related }, in: &diagnostics)
    let order = diagnostics.indices.sorted {
      (diagnostics[$0].range.start, owners[$0]) < (diagnostics[$1].range.start, owners[$1])
    }
    return order.elementsEqual(diagnostics.indices) ? diagnostics : order.map { diagnostics[$0] }
  }

  /// The locations of the given places, in the given order; nil for each nil place.
  package func locations(of places: [Place?]) -> [Location?] {
    var resolver = AnchorResolver(tree: self)
    var locations = [Location?](repeating: nil, count: places.count)
    // Resolving in the order of the nodes is faster.
    for (index, place) in places.enumerated().compactMap({ index, place in place.map { (index, $0) } })
      .sorted(by: { ($0.1.node, $0.0) < ($1.1.node, $1.0) })
    {
      let (path, range) = resolver.resolve(place)
      locations[index] = Location(path: path.joined(separator: "."), pointer: pointer(to: path), range: range)
    }
    return locations
  }

  /// Resolves the related places, which may be anywhere, in a separate walk in the order of the file.
  private func resolveRelated(of lists: some Collection<[Finding.Related]>, in diagnostics: inout [Diagnostic]) {
    var wanted: [(place: Place, owner: Int, index: Int)] = []
    for (owner, list) in zip(diagnostics.indices, lists) where !list.isEmpty {
      for (index, related) in list.enumerated() {
        wanted.append((related.place, owner, index))
        diagnostics[owner].related.append(.init(message: Secret.redacted(related.message.text(in: self)), range: ByteRange(0, 0)))
      }
    }
    var resolver = AnchorResolver(tree: self)
    for (place, owner, index) in wanted.sorted(by: { $0.place.node < $1.place.node }) {
      let message = diagnostics[owner].related[index].message
      diagnostics[owner].related[index] = .init(message: message, range: resolver.resolve(place).range)
    }
  }

  private func diagnostic(for finding: Finding, _ resolver: inout AnchorResolver) -> Diagnostic {
    // An id may be a secret: the resolver redacts it in the path, but messages of other rules may also quote it.
    let (path, range) = resolver.resolve(finding.place)
    var diagnostic = Diagnostic(
      rule: finding.rule.name, severity: finding.rule.severity, message: Secret.redacted(finding.message.text(in: self)),
      path: path.joined(separator: "."), pointer: pointer(to: path), range: range,
      provider: finding.rule.provider, help: finding.help.map { Secret.redacted($0.text(in: self)) })
    diagnostic.isSecret = finding.isSecret
    if let repair = finding.repair, !finding.isSecret, let fix = fix(for: repair, in: resolver.surroundings) {
      diagnostic.fixes = [fix]
    }
    return diagnostic
  }
}
