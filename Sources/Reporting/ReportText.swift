import Diagnostics

extension Diagnostic {
  /// The message, followed by the help.
  func text(separator: String) -> String {
    printable(message) + (help.map { separator + printable($0) } ?? "")
  }
}

/// Escapes control characters, invisible characters and bidirectional overrides. Messages already escape the names that they
/// quote; this also covers text that was not quoted.
package func printable(_ text: String) -> String {
  // Most texts are plain ASCII.
  if text.utf8.allSatisfy({ 0x20 <= $0 && $0 < 0x7F }) { return text }
  return text.unicodeScalars.map(escaped).joined()
}

extension Report {
  /// The catalog's path, relative to the project's directory if it is inside.
  func path(from directory: String? = nil) -> String {
    var path = source.name[...]
    if var directory = directory?[...], path.utf8.first == UInt8(ascii: "/") {
      while directory.utf8.last == UInt8(ascii: "/") { directory.removeLast() }
      if !directory.isEmpty, path.hasPrefix("\(directory)/") { path = path.dropFirst(directory.count + 1) }
    }
    while path.utf8.starts(with: "./".utf8) { path = path.dropFirst(2) }
    return String(path)
  }
}

/// Identifies findings across runs, by rule, file, path in the catalog and message, but not by line. Identical findings are
/// numbered.
struct Fingerprints {
  private var seen: [UInt64: Int] = [:]

  /// Sixteen hexadecimal digits.
  mutating func fingerprint(of diagnostic: Diagnostic, in path: String) -> String {
    let parts = [diagnostic.rule, path, diagnostic.pointer, diagnostic.message]
    let base = Self.hash(parts, 0)
    let count = seen[base, default: 0]
    seen[base] = count + 1
    let digits = String(count == 0 ? base : Self.hash(parts, count), radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }

  /// FNV-1a, 64 bits: the same on every machine.
  private static func hash(_ parts: [String], _ ordinal: Int) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for part in parts + [String(ordinal)] {
      for byte in part.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      // 0xFF never occurs in UTF-8, so it delimits the parts.
      hash = (hash ^ 0xFF) &* 0x100_0000_01b3
    }
    return hash
  }
}
