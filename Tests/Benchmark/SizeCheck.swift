/// Checks the size of the release program and what it links.
enum SizeCheck {
  static let largestSize = 10_000_000

  /// The problems of a release program; empty if there are none.
  static func problems(_ path: String) throws(BenchmarkError) -> [String] {
    let bytes = try read(path)
    var problems: [String] = []
    if bytes.count > largestSize {
      problems.append("its size of \(bytes.count) bytes exceeds the limit by \(bytes.count - largestSize)")
    }
    #if os(Linux)
      problems += ELF(bytes)?.problems ?? ["it is not a 64-bit ELF program"]
    #endif
    // A statically linked module leaves its name in its type metadata; a shared library leaves its file name.
    let modules = ["Foundation", "FoundationEssentials", "Dispatch", "_StringProcessing", "_RegexParser", "Synchronization"]
    for module in modules
    where contains(bytes, "\0\(module)\0") || contains(bytes, "/libswift\(module).") || contains(bytes, "/\(module).framework/") {
      problems.append("it links \(module)")
    }
    return problems
  }

  private static func contains(_ bytes: [UInt8], _ text: String) -> Bool {
    let word = Array(text.utf8)
    return bytes.indices.dropLast(word.count - 1).contains { start in
      bytes[start] == word[0] && bytes[start + 1] == word[1] && bytes[start..<start + word.count].elementsEqual(word)
    }
  }
}

/// The parts of a little-endian 64-bit ELF file that show how it was linked.
private struct ELF {
  private let bytes: [UInt8]

  init?(_ bytes: [UInt8]) {
    guard bytes.count > 64, bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]) else { return nil }
    self.bytes = bytes
  }

  var problems: [String] {
    // PT_INTERP (3) names the dynamic loader; `strip` removes SHT_SYMTAB (2).
    let needsLoader = types(table: 32, entrySize: 54, count: 56, type: 0).contains(3)
    let hasSymbols = types(table: 40, entrySize: 58, count: 60, type: 4).contains(2)
    return (needsLoader ? ["it is not static"] : []) + (hasSymbols ? ["it is not stripped"] : [])
  }

  /// The types of all entries of a table. The file header contains its offset, entry size and entry count.
  private func types(table: Int, entrySize: Int, count: Int, type: Int) -> [Int] {
    let (start, size) = (number(table, 8), number(entrySize, 2))
    return (0..<number(count, 2)).map { number(start + $0 * size + type, 4) }
  }

  private func number(_ place: Int, _ size: Int) -> Int {
    guard place >= 0, place <= bytes.count - size else { return 0 }
    return bytes[place..<place + size].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
