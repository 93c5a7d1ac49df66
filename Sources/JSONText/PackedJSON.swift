/// JSON values one behind the other, in a small part of the space that their text takes.
///
/// Memory that is touched for the first time costs more than all that is done with it, and the text of an artifact is many
/// times as long as the catalog. So values are packed as they are made, and become text piece by piece, as it is written.
package struct PackedJSON: Sendable {
  private var storage: PackedJSONWriter?
  package private(set) var count = 0
  /// How deep in the text the values stand: what their lines are indented by.
  private let depth: Int
  /// Values that come when their text is longer than this are left out, so that memory does not fill up.
  private let largestText: Int

  /// - Parameters:
  ///   - depth: how many objects and arrays are around the values.
  ///   - largestText: in bytes.
  package init(depth: Int = 0, largestText: Int = .max) {
    self.depth = depth
    self.largestText = largestText
  }

  /// A list of the same kind, with nothing in it.
  package var empty: PackedJSON { PackedJSON(depth: depth, largestText: largestText) }

  package var isEmpty: Bool { count == 0 }

  /// How many bytes the values take, each on lines of its own and with a comma behind it.
  package var textSize: Int { storage?.textSize ?? 0 }

  /// True where values may be missing.
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

  /// Appends the text of the values, and commas between them.
  ///
  /// - Parameter afterEach: called behind each value, to take away what has been written.
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

  /// The values again, in their order.
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

/// What a packed value begins with.
enum PackedMark {
  static let null: UInt8 = 0
  static let `true`: UInt8 = 1
  static let `false`: UInt8 = 2
  /// The number follows, the sign in its lowest bit.
  static let integer: UInt8 = 3
  /// The digits follow, as those of a string do.
  static let number: UInt8 = 4
  /// Twice the length follows, and one more where something is to be escaped; then the bytes.
  static let string: UInt8 = 5
  /// The place of a value that has been written before follows, in four bytes.
  static let same: UInt8 = 6
  /// The elements follow, then ``end``.
  static let array: UInt8 = 7
  /// Name, value, name, value follow, then ``end``. Names are strings.
  static let object: UInt8 = 8
  static let end: UInt8 = 9
}
