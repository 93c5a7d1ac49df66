import CatalogReading

/// What the fuzzer runs its texts through.
package enum Target: String, CaseIterable, Sendable {
  /// The reader of JSON.
  case json
  /// The reader of Swift literals.
  case swift
  /// Reading, decoding, validating and linting, and the reports.
  case check
  /// Everything up to the artifacts of all providers, and the other spellings.
  case compile

  /// The spelling that a text is taken for, where nothing else tells it: JSON begins with a bracket.
  package func format(of bytes: [UInt8]) -> CatalogFormat {
    switch self {
    case .json: .json
    case .swift: .swift
    case .check, .compile:
      bytes.first { $0 > UInt8(ascii: " ") && $0 < 0x80 }.map { "{[\"".utf8.contains($0) } ?? true ? .json : .swift
    }
  }

  /// The text of an execution. Executions depend on their number and nothing else: each can be run alone.
  package func input(_ number: Int, of corpus: Corpus, seed: UInt64) -> (bytes: [UInt8], format: CatalogFormat) {
    var random = SeededGenerator(seed: seed)
    let start = random.next() ^ (UInt64(truncatingIfNeeded: number) &* 0xD134_2543_DE82_EF95) ^ UInt64(rawValue.utf8.count) << 56
    let format: CatalogFormat =
      switch self {
      case .json: .json
      case .swift: .swift
      case .check, .compile: number % 4 == 3 ? .swift : .json
      }
    let isGentle = self == .compile ? number % 8 != 0 : self == .check && number % 3 != 0
    var mutator = Mutator(corpus, format: format, isGentle: isGentle, seed: start)
    return (mutator.mutant(), format)
  }
}
