import Diagnostics
import Portability

/// A format of `compare --format`, with its writer.
package struct PortabilityFormat: Sendable {
  package let name: String
  private let writer: @Sendable (Portability, Style) -> String

  private init(_ name: String, _ writer: @escaping @Sendable (Portability, Style) -> String) {
    self.name = name
    self.writer = writer
  }

  /// - Parameter style: for people.
  package func write(_ portability: Portability, style: Style) -> String { writer(portability, style) }

  package static let all: [PortabilityFormat] = [
    PortabilityFormat("human", writeHuman), PortabilityFormat("json") { portability, _ in writeJSON(portability) },
    PortabilityFormat("markdown") { portability, _ in writeMarkdown(portability) },
  ]
}

extension Portability {
  /// A row of the table: an entry, or one of its prices.
  struct Row {
    let entry: Int
    /// An index into the entry's prices; nil for the entry itself.
    let price: Int?
    /// By provider.
    let answers: [Answer]
  }

  /// The entries. A price has a row of its own if a provider treats it unlike the entry.
  var rows: [Row] {
    entries.indices.flatMap { index in
      let cells = providers.map { $0.cells[index] }
      let answers = cells.map(\.answer)
      let prices = entries[index].prices.indices.map { price in
        Row(entry: index, price: price, answers: cells.map { $0.prices[price] })
      }
      return [Row(entry: index, price: nil, answers: answers)] + prices.filter { $0.answers != answers }
    }
  }

  /// The patch for a change, which `git apply` and `patch -p1` read. Secrets in it are masked.
  func patch(_ bytes: [UInt8]) -> String {
    let (old, new) = patchNames
    return String(decoding: shownDiff(from: source.bytes, to: bytes, oldName: old, newName: new), as: UTF8.self)
  }

  /// The patch for one fix.
  func patch(_ fix: Fix, _ lines: ChangedLines) -> String {
    let (old, new) = patchNames
    return String(decoding: lines.shownDiff(of: fix, oldName: old, newName: new), as: UTF8.self)
  }

  private var patchNames: (old: String, new: String) {
    var name = source.name[...]
    while name.utf8.first == UInt8(ascii: "/") || name.utf8.starts(with: "./".utf8) {
      name = name.dropFirst(name.utf8.first == UInt8(ascii: "/") ? 1 : 2)
    }
    let shown = printable(String(name))
    return ("a/\(shown)", "b/\(shown)")
  }
}

extension Portability.Answer {
  /// In a cell of a table.
  var word: String {
    switch self {
    case .exact: "exact"
    case .difference: "diff"
    case .application: "app"
    case .notPossible: "no"
    }
  }

  /// The counts of a provider: `3 with a difference`.
  var described: String {
    switch self {
    case .exact: "exact"
    case .difference: "with a difference"
    case .application: "left to the application"
    case .notPossible: "not possible"
    }
  }

  static let legend = """
    exact: as the catalog says; diff: customers pay or get something else; app: your application must do its part; \
    no: not for sale
    """
}

extension ProviderPortability {
  /// `3 exact, 1 not possible`.
  var summary: String {
    let counts = Portability.Answer.allCases.map { ($0, count($0)) }.filter { $0.1 > 0 }
    return counts.isEmpty ? "nothing to compare" : counts.map { "\($0.1) \($0.0.described)" }.joined(separator: ", ")
  }

  /// What is worth knowing before the findings.
  var remarks: [String] {
    var remarks: [String] = []
    if isDisabled { remarks.append("disabled in this catalog") } else if !isNamed { remarks.append("not named in this catalog") }
    if !isEmitted { remarks.append("`compile` emits nothing until its errors are fixed") }
    return remarks
  }

  /// The findings as reports show them: one note for each fact, with the change that lifts it.
  var shown: [(diagnostic: Diagnostic, remedy: Fix?)] {
    let remedies = Dictionary(
      blockers.map { (Key($0.diagnostic), $0.remedy) }, uniquingKeysWith: { first, second in first ?? second })
    return blockers.map(\.diagnostic).groupingNotes().map { ($0, remedies[Key($0)] ?? nil) }
  }

  private struct Key: Hashable {
    let rule: String
    let range: ByteRange
    let pointer: String

    init(_ diagnostic: Diagnostic) {
      rule = diagnostic.rule
      range = diagnostic.range
      pointer = diagnostic.pointer
    }
  }
}

extension Change {
  /// `2 changes lift 3 of 5 warnings`.
  var summary: String {
    let changes = steps.count == 1 ? "1 change lifts" : "\(steps.count) changes lift"
    return "\(changes) \(lifted) of \(total) warning\(total == 1 ? "" : "s")"
  }
}
