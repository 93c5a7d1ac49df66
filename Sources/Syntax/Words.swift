/// A word of a closed set: the raw value is how catalogs write it.
package protocol Word: RawRepresentable<String>, CaseIterable, Equatable, Sendable {
  static var words: Words<Self> { get }
}

/// The words of a closed set, to be recognized in a source text.
package struct Words<Choice: Word>: Sendable {
  @usableFromInline let choices = Array(Choice.allCases)
  package let list = WordList(Choice.allCases.map(\.rawValue))

  @inlinable package init() {}

  @inlinable package subscript(index: Int) -> Choice { choices[index] }
}

extension Word {
  @inlinable package init?(_ node: NodeID, in tree: SyntaxTree) {
    guard let index = Self.words.list.firstIndex(of: node, in: tree) else { return nil }
    self = Self.words[index]
  }
}
