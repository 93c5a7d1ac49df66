import Diagnostics

/// A token of a Swift catalog.
struct SwiftToken {
  enum Kind: Equatable {
    case identifier
    /// The number in JSON notation; nil if the file already uses that notation.
    case number(String?)
    /// The value of the string; nil if it equals the bytes between the quotes.
    case string(String?)
    case punctuation(UInt8)
    case end
  }

  let kind: Kind
  let start: Int
  let end: Int
  /// True for an identifier in backticks, which is never a keyword.
  var isEscaped = false

  var range: ByteRange { ByteRange(start, end) }

  func `is`(_ sign: Unicode.Scalar) -> Bool { kind == .punctuation(UInt8(truncatingIfNeeded: sign.value)) }
}

/// Splits a Swift file into tokens; skips comments and white space.
struct SwiftLexer {
  let bytes: [UInt8]
  var position: Int
  /// The comments that were skipped.
  private(set) var comments: [ByteRange] = []
  /// Whether block comments can be nested, as in Swift but not in JSON.
  private let nestsComments: Bool

  init(_ source: SourceText, nestsComments: Bool = true) {
    self.nestsComments = nestsComments
    bytes = source.bytes
    position = source.byteOrderMarkLength
  }

  mutating func next() throws(SyntaxError) -> SwiftToken {
    try skipSpace()
    let start = position
    guard let byte = peek() else { return SwiftToken(kind: .end, start: start, end: start) }
    switch byte {
    case UInt8(ascii: "\""): return try string(start, hashes: 0)
    case UInt8(ascii: "#"):
      let hashes = bytes[position...].prefix { $0 == byte }.count
      guard peek(hashes) == UInt8(ascii: "\"") else { break }
      position += hashes
      return try string(start, hashes: hashes)
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return try number(start)
    case UInt8(ascii: "`"):
      position += 1
      let name = skipIdentifier()
      guard name > 0, peek() == byte else { throw unexpected("an identifier between backticks", start) }
      position += 1
      return SwiftToken(kind: .identifier, start: start + 1, end: position - 1, isEscaped: true)
    default: break
    }
    if skipIdentifier() > 0 { return SwiftToken(kind: .identifier, start: start, end: position) }
    if byte >= 0x80, validScalarLength(in: bytes, at: position) == nil { throw invalidUTF8(at: position) }
    position += validScalarLength(in: bytes, at: position) ?? 1
    return SwiftToken(kind: .punctuation(byte), start: start, end: position)
  }

  func text(_ token: SwiftToken) -> String {
    String(decoding: bytes[token.start..<token.end], as: UTF8.self)
  }

  // MARK: Scanning

  func peek(_ distance: Int = 0) -> UInt8? {
    position + distance < bytes.count ? bytes[position + distance] : nil
  }

  /// Skips an identifier: letters, `_`, non-ASCII characters other than spaces, and digits except as the first character.
  /// Returns the number of bytes.
  mutating func skipIdentifier() -> Int {
    let start = position
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): position += 1
      case UInt8(ascii: "0")...UInt8(ascii: "9") where position > start: position += 1
      case 0xC2 where peek(1) == 0xA0: return position - start
      case 0x80...:
        guard let length = validScalarLength(in: bytes, at: position) else { return position - start }
        position += length
      default: return position - start
      }
    }
    return position - start
  }

  mutating func skipSpace() throws(SyntaxError) {
    while let byte = peek() {
      switch (byte, peek(1)) {
      case (0x20, _), (0x09, _), (0x0A, _), (0x0D, _), (0x0B, _), (0x0C, _): position += 1
      // A no-break space, which some editors insert; Swift treats it as a space.
      case (0xC2, 0xA0?): position += 2
      case (UInt8(ascii: "/"), UInt8(ascii: "/")?):
        let start = position
        while let byte = peek(), byte != 0x0A, byte != 0x0D { try skipScalar() }
        comments.append(ByteRange(start, position))
      case (UInt8(ascii: "/"), UInt8(ascii: "*")?): try skipComment()
      default: return
      }
    }
  }

  private mutating func skipComment() throws(SyntaxError) {
    let start = position
    var depth = 0
    repeat {
      switch (peek(), peek(1)) {
      case (nil, _):
        throw SyntaxError(
          .syntaxError, "expected `*/` at the end of the comment, found the end of the file", ByteRange(start, bytes.count))
      case (UInt8(ascii: "/")?, UInt8(ascii: "*")?):
        depth = nestsComments ? depth + 1 : 1
        position += 2
      case (UInt8(ascii: "*")?, UInt8(ascii: "/")?):
        depth -= 1
        position += 2
      default: try skipScalar()
      }
    } while depth > 0
    comments.append(ByteRange(start, position))
  }

  mutating func skipScalar() throws(SyntaxError) {
    guard let length = validScalarLength(in: bytes, at: position) else { throw invalidUTF8(at: position) }
    position += length
  }

  // MARK: Numbers

  mutating func number(_ start: Int) throws(SyntaxError) -> SwiftToken {
    let radix: Int? =
      switch (peek(), peek(1)) {
      case (UInt8(ascii: "0")?, UInt8(ascii: "x")?): 16
      case (UInt8(ascii: "0")?, UInt8(ascii: "o")?): 8
      case (UInt8(ascii: "0")?, UInt8(ascii: "b")?): 2
      default: nil
      }
    if radix != nil { position += 2 }
    let digitsStart = position
    try skipDigits(radix ?? 10)
    let integer = digits(digitsStart)
    var fraction = ""
    if peek() == UInt8(ascii: "."), let digit = peek(1), value(digit) < (radix ?? 10), radix == nil || radix == 16 {
      position += 1
      let fractionStart = position
      try skipDigits(radix ?? 10)
      fraction = digits(fractionStart)
    }
    var exponent = ""
    let mark = radix == 16 ? UInt8(ascii: "p") : UInt8(ascii: "e")
    if radix == nil || radix == 16, let byte = peek(), byte | 0x20 == mark {
      position += 1
      if let sign = peek(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
        if sign == UInt8(ascii: "-") { exponent = "-" }
        position += 1
      }
      let exponentStart = position
      try skipDigits(10)
      exponent += digits(exponentStart)
    }
    let end = position
    guard skipIdentifier() == 0 else { throw unexpected("a digit", end) }
    if !fraction.isEmpty, radix == 16, exponent.isEmpty { throw unexpected("`p` and an exponent", end) }

    let token = { (text: String?) in SwiftToken(kind: .number(text), start: start, end: end) }
    if let radix {
      guard
        let decimal = decimalText(integer + fraction, radix, fractionDigits: fraction.utf8.count, exponent: exponent)
      else {
        throw SyntaxError(
          .numberOutOfRange, "number out of range", ByteRange(start, position))
      }
      return token(decimal)
    }
    let whole = integer.drop { $0 == "0" }
    let text =
      (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : "." + fraction) + (exponent.isEmpty ? "" : "e" + exponent)
    return token(text.utf8.elementsEqual(bytes[start..<position]) ? nil : String(text))
  }

  mutating func skipDigits(_ radix: Int) throws(SyntaxError) {
    guard let first = peek(), value(first) < radix else {
      throw unexpected(radix == 10 ? "a digit" : "a base-\(radix) digit", position)
    }
    while let byte = peek(), byte == UInt8(ascii: "_") || value(byte) < radix { position += 1 }
    if let byte = peek(), value(byte) < 10 { throw unexpected("a base-\(radix) digit", position) }
  }

  func digits(_ start: Int) -> String {
    String(decoding: bytes[start..<position].filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
  }

  func value(_ byte: UInt8) -> Int {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) - 48
    case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte) - 87
    case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte) - 55
    default: 99
    }
  }

  /// Converts a number of base 2, 8 or 16 exactly to decimal; nil if it is out of range.
  func decimalText(_ digits: String, _ radix: Int, fractionDigits: Int, exponent: String) -> String? {
    guard digits.utf8.count <= 1100, let power = exponent.isEmpty ? 0 : Int(exponent),
      (-1100...1100).contains(power)
    else { return nil }
    // Little-endian decimal digits of the number, ignoring the point.
    var decimal: [Int] = [0]
    func multiply(by factor: Int, adding carried: Int = 0) {
      var carry = carried
      for index in decimal.indices {
        let product = decimal[index] * factor + carry
        decimal[index] = product % 10
        carry = product / 10
      }
      while carry > 0 {
        decimal.append(carry % 10)
        carry /= 10
      }
    }
    for digit in digits.utf8 { multiply(by: radix, adding: value(digit)) }
    // Apply the binary exponent. A negative one is turned into a decimal exponent: 2^-n is 5^n / 10^n.
    let binary = power - 4 * fractionDigits
    for _ in 0..<abs(binary) { multiply(by: binary > 0 ? 2 : 5) }
    let text = String(decimal.reversed().map { Character(String($0)) }.drop { $0 == "0" })
    return (text.isEmpty ? "0" : text) + (binary < 0 ? "e\(binary)" : "")
  }

  // MARK: Errors

  func unexpected(_ expected: String, _ at: Int) -> SyntaxError {
    guard at < bytes.count else {
      return SyntaxError(.syntaxError, "expected \(expected), found the end of the file", ByteRange(at, at))
    }
    guard let length = validScalarLength(in: bytes, at: at) else { return invalidUTF8(at: at) }
    let found = found(String(decoding: bytes[at..<at + length], as: UTF8.self))
    return SyntaxError(.syntaxError, "expected \(expected), found \(found)", ByteRange(at, at + length))
  }

  func invalidUTF8(at offset: Int) -> SyntaxError {
    SyntaxError(
      .invalidUTF8,
      "invalid UTF-8: unexpected byte 0x\(String(bytes[offset], radix: 16, uppercase: true))",
      ByteRange(offset, offset + 1), help: "save the file as UTF-8")
  }
}
