import JSONText
import Syntax

/// A word of a closed set: the raw value is how catalogs write it.
protocol Word: RawRepresentable<String>, CaseIterable, Equatable, Sendable {
  static var words: Words<Self> { get }
}

/// The words of a closed set, to be recognized in a source text.
struct Words<Choice: Word>: Sendable {
  private let choices = Array(Choice.allCases)
  let list = WordList(Choice.allCases.map(\.rawValue))

  subscript(index: Int) -> Choice { choices[index] }
}

extension Word {
  init?(_ node: NodeID, in tree: SyntaxTree) {
    guard let index = Self.words.list.firstIndex(of: node, in: tree) else { return nil }
    self = Self.words[index]
  }
}

/// The words of `interval`.
enum Interval: String, Word {
  case day, week, month, year
  case oneTime = "one_time"
  static let words = Words<Interval>()

  /// Nil for what is paid once.
  var period: Period? {
    switch self {
    case .day: .day
    case .week: .week
    case .month: .month
    case .year: .year
    case .oneTime: nil
    }
  }
}
