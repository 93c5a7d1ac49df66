import CatalogReading

/// The code under test.
package enum Target: String, CaseIterable, Sendable {
  /// The JSON reader, with and without comments.
  case json
  /// The Swift reader.
  case swift
  /// Reading, decoding, validating, linting and reporting.
  case check
  /// Everything up to the artifacts of all providers, and format conversions.
  case compile

  /// Infers the format of a text: JSON begins with a bracket or a quote.
  package func format(of bytes: [UInt8]) -> CatalogFormat {
    switch self {
    case .json: .json
    case .swift: .swift
    case .check, .compile:
      bytes.first { $0 > UInt8(ascii: " ") && $0 < 0x80 }.map { "{[\"".utf8.contains($0) } ?? true ? .json : .swift
    }
  }

  /// The input of an execution. It depends only on the number and the seed, so each execution can be run alone.
  package func input(_ number: Int, of corpus: Corpus, seed: UInt64) -> (bytes: [UInt8], format: CatalogFormat) {
    var random = SeededGenerator(seed: seed)
    let start = random.next() ^ (UInt64(truncatingIfNeeded: number) &* 0xD134_2543_DE82_EF95) ^ UInt64(rawValue.utf8.count) << 56
    let format: CatalogFormat =
      switch self {
      case .json: number.isMultiple(of: 2) ? .json : .jsonc
      case .swift: .swift
      case .check: [.json, .jsonc, .json, .swift][number % 4]
      case .compile: number % 4 == 3 ? .swift : .json
      }
    let isGentle = self == .compile ? number % 8 != 0 : self == .check && number % 3 != 0
    var mutator = Mutator(corpus, format: format, isGentle: isGentle, seed: start)
    return (mutator.mutant(), format)
  }
}
