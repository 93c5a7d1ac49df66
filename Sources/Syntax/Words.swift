/// A word from a closed set. The raw value is its spelling in catalogs.
package protocol Word: RawRepresentable<String>, CaseIterable, Equatable, Sendable {
  static var words: Words<Self> { get }
}

/// The words of a closed set, which can be looked up by their text in a source.
///
/// A class, so that passing it around does not copy its fields.
package final class Words<Choice: Word>: Sendable {
  package let choices = Array(Choice.allCases)
  package let list = WordList(Choice.allCases.map(\.rawValue))

  package init() {}

  @inlinable package subscript(index: Int) -> Choice { choices[index] }
}

extension Word {
  @inlinable package init?(_ node: NodeID, in tree: SyntaxTree) {
    guard let index = Self.words.list.firstIndex(of: node, in: tree) else { return nil }
    self = Self.words[index]
  }
}
