/// What the installed program may weigh, and what it may be made of.
enum SizeCheck {
  static let largestSize = 10_000_000

  /// What is wrong with a release program; nothing where it is as it should be.
  static func problems(_ path: String) throws(BenchmarkError) -> [String] {
    let bytes = try read(path)
    var problems: [String] = []
    if bytes.count > largestSize { problems.append("it has \(bytes.count) bytes, \(bytes.count - largestSize) too many") }
    #if os(Linux)
      problems += ELF(bytes)?.problems ?? ["it is no 64-bit ELF program"]
    #endif
    // A module that is linked in leaves its name, which the descriptions of its types refer to; a library, its own.
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

/// As much of a 64-bit ELF file, lowest byte first, as tells how it was linked.
private struct ELF {
  private let bytes: [UInt8]

  init?(_ bytes: [UInt8]) {
    guard bytes.count > 64, bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]) else { return nil }
    self.bytes = bytes
  }

  var problems: [String] {
    // PT_INTERP names the loader of a program that needs one; SHT_SYMTAB is what `strip` takes away.
    let needsLoader = types(table: 32, entrySize: 54, count: 56, type: 0).contains(3)
    let hasSymbols = types(table: 40, entrySize: 58, count: 60, type: 4).contains(2)
    return (needsLoader ? ["it is not static"] : []) + (hasSymbols ? ["it is not stripped"] : [])
  }

  /// The types of all entries of a table, whose place, size of an entry and count of entries stand in the file's header.
  private func types(table: Int, entrySize: Int, count: Int, type: Int) -> [Int] {
    let (start, size) = (number(table, 8), number(entrySize, 2))
    return (0..<number(count, 2)).map { number(start + $0 * size + type, 4) }
  }

  private func number(_ place: Int, _ size: Int) -> Int {
    guard place >= 0, place <= bytes.count - size else { return 0 }
    return bytes[place..<place + size].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
