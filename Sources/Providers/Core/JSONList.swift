import Diagnostics
import Foundations
import JSONText
import Syntax

/// JSON values, stored as the text of the array that will contain them. The values themselves would take several times as much
/// memory.
package struct JSONList: Sendable {
  /// Each piece contains complete values, separated by commas. Every piece but the first begins with a comma.
  private var pieces: [[UInt8]] = []
  package private(set) var count = 0
  /// The size of the text in bytes.
  package private(set) var textSize = 0
  /// The number of objects and arrays around the values.
  private let depth: Int
  /// Once the text is larger than this, further values are dropped, to limit memory.
  private let largestText: Int

  /// The approximate size of a full piece, in bytes.
  private static let pieceSize = 1 << 16

  /// - Parameters:
  ///   - depth: the number of objects and arrays around the values, including the array itself.
  ///   - largestText: in bytes.
  package init(depth: Int = 1, largestText: Int = .max) {
    self.depth = depth
    self.largestText = largestText
  }

  /// An empty list with the same depth and limit.
  package var empty: JSONList { JSONList(depth: depth, largestText: largestText) }

  package var isEmpty: Bool { count == 0 }

  /// True if values may have been dropped.
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

  /// Writes the text between the brackets of the array, without the line break before the closing bracket.
  package func write<Problem: Error>(to take: ([UInt8]) throws(Problem) -> Void) throws(Problem) {
    for piece in pieces { try take(piece) }
  }

  /// The values, in order. Whole numbers are integers.
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
      preconditionFailure("invalid packed JSON")
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
