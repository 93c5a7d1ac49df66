/// A compact list of JSON values.
///
/// Touching new memory costs more than the work done with it, and an artifact's text is many times longer than the catalog.
/// So values are packed when they are created, and turned into text piece by piece when they are written.
package struct PackedJSON: Sendable {
  private var storage: PackedJSONWriter?
  package private(set) var count = 0
  /// The nesting depth of the values in the text, for indentation.
  private let depth: Int
  /// Once the text is longer than this many bytes, further values are dropped to limit memory use.
  private let largestText: Int

  /// - Parameters:
  ///   - depth: the number of objects and arrays around the values.
  ///   - largestText: in bytes.
  package init(depth: Int = 0, largestText: Int = .max) {
    self.depth = depth
    self.largestText = largestText
  }

  /// An empty list with the same settings.
  package var empty: PackedJSON { PackedJSON(depth: depth, largestText: largestText) }

  package var isEmpty: Bool { count == 0 }

  /// The length in bytes of the pretty-printed text, with a comma after each value.
  package var textSize: Int { storage?.textSize ?? 0 }

  /// True if values may have been dropped.
  package var isTooLarge: Bool { textSize > largestText }

  package mutating func append(_ value: JSON) {
    if isTooLarge { return }
    if !isKnownUniquelyReferenced(&storage) {
      storage = storage.map { PackedJSONWriter(copying: $0) } ?? PackedJSONWriter(depth: depth)
    }
    guard let writer = storage else { return }
    writer.beginElement()
    writer.write(value)
    count += 1
  }

  /// Writes the values, separated by commas.
  ///
  /// - Parameter afterEach: called after each value; it may consume the text written so far.
  package func write<Problem: Error>(
    to writer: inout JSONWriter, afterEach: (inout JSONWriter) throws(Problem) -> Void
  ) throws(Problem) {
    guard let storage else { return }
    var reader = PackedJSONReader(storage)
    for index in 0..<count {
      writer.separate(isFirst: index == 0)
      reader.write(to: &writer)
      try afterEach(&writer)
    }
  }

  /// The values, in their original order.
  package var values: Values { Values(reader: storage.map { PackedJSONReader($0) }, remaining: count) }

  package struct Values: Sequence, IteratorProtocol {
    fileprivate var reader: PackedJSONReader?
    fileprivate var remaining: Int

    package mutating func next() -> JSON? {
      guard remaining > 0 else { return nil }
      remaining -= 1
      return reader?.value()
    }
  }
}

/// The byte that a packed value begins with.
enum PackedMark {
  static let null: UInt8 = 0
  static let `true`: UInt8 = 1
  static let `false`: UInt8 = 2
  /// Followed by the number, with the sign in the lowest bit.
  static let integer: UInt8 = 3
  /// Followed by the digits, encoded like a string.
  static let number: UInt8 = 4
  /// Followed by twice the length, plus one if the text needs escaping, and then by the bytes.
  static let string: UInt8 = 5
  /// Followed by the offset of an earlier value, in four bytes.
  static let same: UInt8 = 6
  /// Followed by the elements, then ``end``.
  static let array: UInt8 = 7
  /// Followed by alternating names and values, then ``end``. Names are strings.
  static let object: UInt8 = 8
  static let end: UInt8 = 9
}
