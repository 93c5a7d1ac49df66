/// A word from a closed set. The raw value is its spelling in catalogs.
package protocol Word: RawRepresentable<String>, CaseIterable, Equatable, Sendable where AllCases == [Self] {
  static var words: Words<Self> { get }
}

/// The words of a closed set, which can be looked up by their text in a source.
///
/// The type is not limited to ``Word``: the runtime would look for the conformance when it meets the words of each set.
package struct Words<Choice: Sendable>: Sendable {
  package let choices: [Choice]
  package let list: WordList

  @usableFromInline package init(choices: [Choice], list: WordList) { (self.choices, self.list) = (choices, list) }

  @inlinable package subscript(index: Int) -> Choice { choices[index] }
}

extension Words where Choice: Word {
  @inlinable package init() {
    self.init(choices: Choice.allCases, list: WordList(Choice.allCases.map { $0.rawValue }))
  }
}

extension Word {
  @inlinable package init?(_ node: NodeID, in tree: SyntaxTree) {
    guard let index = Self.words.list.firstIndex(of: node, in: tree) else { return nil }
    self = Self.words[index]
  }
}
