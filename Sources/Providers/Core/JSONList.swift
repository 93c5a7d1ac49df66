import Diagnostics
import Foundations
import JSONText
import Syntax

/// JSON values as the lines of the array in which they will be written. Their text is kept instead of the values, which take
/// several times as much memory.
package struct JSONList: Sendable {
  /// Each holds whole values and the commas between them, and begins with the comma after the last value of the piece before.
  private var pieces: [[UInt8]] = []
  package private(set) var count = 0
  /// The bytes of the text.
  package private(set) var textSize = 0
  /// How many objects and arrays surround the values.
  private let depth: Int
  /// Values that are appended when the text is longer than this are left out, so that memory does not fill up.
  private let largestText: Int

  /// A piece of about this many bytes is full.
  private static let pieceSize = 1 << 16

  /// - Parameters:
  ///   - depth: how many objects and arrays surround the values, the array itself among them.
  ///   - largestText: in bytes.
  package init(depth: Int = 1, largestText: Int = .max) {
    self.depth = depth
    self.largestText = largestText
  }

  /// A list with the same place and limit, without values.
  package var empty: JSONList { JSONList(depth: depth, largestText: largestText) }

  package var isEmpty: Bool { count == 0 }

  /// True if values may be missing.
  package var isTooLarge: Bool { textSize > largestText }

  package mutating func append(_ value: JSON) {
    if isTooLarge { return }
    var writer = JSONWriter(pretty: true, depth: depth)
    writer.separate(isFirst: count == 0)
    writer.write(value)
    if pieces.isEmpty || pieces[pieces.count - 1].count > Self.pieceSize {
      pieces.append([])
      pieces[pieces.count - 1].reserveCapacity(Self.pieceSize * 5 / 4)
    }
    pieces[pieces.count - 1].append(contentsOf: writer.text.bytes)
    textSize += writer.text.count
    count += 1
  }

  /// Hands out what is between the brackets of the array, but for the line break before the closing one.
  package func write<Problem: Error>(to take: ([UInt8]) throws(Problem) -> Void) throws(Problem) {
    for piece in pieces { try take(piece) }
  }

  /// The values again, in their order. Numbers that are whole are integers.
  package var values: Values { Values(pieces: pieces[...]) }

  package struct Values: Sequence, IteratorProtocol {
    fileprivate var pieces: ArraySlice<[UInt8]>
    private var read: ArraySlice<JSON> = []

    fileprivate init(pieces: ArraySlice<[UInt8]>) { self.pieces = pieces }

    package mutating func next() -> JSON? {
      if read.isEmpty, let piece = pieces.popFirst() { read = JSON.values(in: piece)[...] }
      return read.popFirst()
    }
  }
}

extension JSON {
  /// The values of a piece of a ``JSONList``.
  fileprivate static func values(in piece: [UInt8]) -> [JSON] {
    let elements = piece.first == UInt8(ascii: ",") ? piece.dropFirst() : piece[...]
    let text = [UInt8(ascii: "[")] + elements + [UInt8(ascii: "]")]
    let reading = JSONReader.read(SourceText(name: "", bytes: text))
    guard reading.isComplete, case .array(let values) = JSON(reading.tree, .root).withIntegers else {
      preconditionFailure("what was written as JSON is JSON")
    }
    return values
  }

  private var withIntegers: JSON {
    switch self {
    case .number(let number): number.integer.map(JSON.integer) ?? self
    case .array(let elements): .array(elements.map(\.withIntegers))
    case .object(let members): .object(members.map { Member($0.name, $0.value.withIntegers) })
    case .null, .bool, .integer, .string: self
    }
  }
}
