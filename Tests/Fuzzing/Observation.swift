/// All observable results of an execution: as a hash, and optionally as text.
package struct Observation {
  /// FNV-1a with 64 bits.
  package private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  /// The rule of each finding.
  package internal(set) var rules: [String] = []
  /// True if there are no errors.
  package internal(set) var isSound = true
  /// Nil if only the hash is needed.
  package private(set) var lines: [String]?

  package init(keepsText: Bool) { lines = keepsText ? [] : nil }

  package mutating func note(_ what: StaticString, _ text: String) {
    what.withUTF8Buffer { mix($0) }
    var text = text
    text.withUTF8 { mix($0) }
    // 0xFF never occurs in UTF-8, so it delimits consecutive notes.
    mix(0xFF)
    lines?.append("\(what): \(text)")
  }

  package mutating func note(_ what: StaticString, _ bytes: [UInt8]) {
    what.withUTF8Buffer { mix($0) }
    bytes.withUnsafeBufferPointer { mix($0) }
    mix(0xFF)
    lines?.append("\(what): \(String(decoding: bytes, as: UTF8.self))")
  }

  private mutating func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }

  private mutating func mix(_ bytes: UnsafeBufferPointer<UInt8>) {
    var hash = hash
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    self.hash = hash
  }
}
