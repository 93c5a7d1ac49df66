import JSONText
import Syntax

/// A word of a closed set: the raw value is how catalogs write it.
protocol Word: RawRepresentable<String>, CaseIterable, Equatable, Sendable {
  static var words: Words<Self> { get }
}

/// The words of a closed set, to be recognized in a source text without a string for each that is looked at.
struct Words<Choice: Word>: Sendable {
  private let choices = Array(Choice.allCases)
  private let words = Choice.allCases.map(\.rawValue)

  /// The word that a string spells, scalar by scalar.
  ///
  /// - Parameter start: where to look first. The members of an object are often in the order of the list.
  func find(_ node: NodeID, in tree: SyntaxTree, startingAt start: Int = 0) -> Int? {
    for offset in words.indices {
      let index = (start + offset) % words.count
      if tree.hasText(node, words[index]) { return index }
    }
    return nil
  }

  subscript(index: Int) -> Choice { choices[index] }
}

extension Word {
  init?(_ node: NodeID, in tree: SyntaxTree) {
    guard let index = Self.words.find(node, in: tree) else { return nil }
    self = Self.words[index]
  }
}

/// The words of `interval`.
enum Interval: String, Word {
  case day, week, month, year
  case oneTime = "one_time"
  static let words = Words<Interval>()

  /// Nil for what is paid once.
  var period: Period? { Period(rawValue: rawValue) }
}
