import Diagnostics

/// Arrays and dictionaries: `[1, 2]`, `["pro": Plan(name: "Pro")]`.
extension SwiftReader {
  /// Reads an array, or a dictionary with string keys.
  ///
  /// An object may also be written as a dictionary, `["name": "Pro"]`; its keys are the labels of the type.
  mutating func readCollection(of type: SwiftType) throws(SyntaxError) {
    let start = token.start
    try advance()
    let isDictionary: Bool
    switch token.kind {
    case .punctuation(UInt8(ascii: ":")): isDictionary = true
    case .string, .identifier, .number: isDictionary = try isFollowed(by: ":")
    default: isDictionary = false
    }
    if isDictionary { try readDictionary(from: start, type) } else { try readArray(from: start, type) }
  }

  mutating func readDictionary(from start: Int, _ type: SwiftType) throws(SyntaxError) {
    let object = builder.next
    try open(at: start)
    if token.is(":") {
      try advance()
    } else {
      while !token.is("]") {
        guard case .string(let spelled) = token.kind else { throw unexpected("a key in double quotes") }
        let key = builder.add(.string, from: token.start, to: token.end, spelled: spelled)
        pendingKey = key
        try advance()
        try expect(":", "`:` after the key")
        switch type {
        case .map(let inner): try readValue(expecting: inner)
        case .named("MetadataValue"): try readValue(expecting: type)
        default: try readValue(expecting: vocabulary.type(of: builder.text(key), in: type))
        }
        pendingKey = nil
        guard token.is(",") else { break }
        try advance()
      }
    }
    guard token.is("]") else { throw unexpected("`,` or `]` after the entry") }
    close(at: token.end)
    builder.findDuplicates(in: object, &findings)
    try advance()
  }

  mutating func readArray(from start: Int, _ type: SwiftType) throws(SyntaxError) {
    try open(.array, at: start)
    let inner: SwiftType =
      switch type {
      case .list(let inner): inner
      case .named("MetadataValue"): type
      case .filter: .text
      default: .any
      }
    while !token.is("]") {
      try readValue(expecting: inner)
      guard token.is(",") else { break }
      try advance()
    }
    guard token.is("]") else { throw unexpected("`,` or `]` after the element") }
    close(at: token.end)
    try advance()
  }

  mutating func open(_ kind: SyntaxTree.Kind = .object, at start: Int) throws(SyntaxError) {
    guard depth < JSONReader.depthLimit else {
      throw SyntaxError(
        .nestingTooDeep, "nesting exceeds \(JSONReader.depthLimit) levels", ByteRange(start, start + 1))
    }
    depth += 1
    builder.begin(kind, at: start)
    pendingKey = nil
  }

  mutating func close(at end: Int) {
    depth -= 1
    builder.end(at: end)
  }
}
