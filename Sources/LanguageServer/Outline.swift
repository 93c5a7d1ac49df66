import Diagnostics

/// What can be made out of a catalog in either format that is being written, and so is hardly ever complete: its brackets, keys
/// and words with their ranges. Nothing is an error.
///
/// It knows nothing of fields: the labels of calls, and the keys of objects and dictionaries, are keys.
struct Outline: Sendable {
  /// A string, or a run of other characters that has no space, such as `20_00`, `.month` or `Plan`.
  struct Scalar: Sendable {
    /// The text without quotes; escapes are as written.
    let text: String
    /// With quotes.
    let range: ByteRange
    let isString: Bool
  }

  indirect enum Value: Sendable {
    case scalar(Scalar)
    case container(Container)

    var scalar: Scalar? { if case .scalar(let scalar) = self { scalar } else { nil } }
    var container: Container? { if case .container(let container) = self { container } else { nil } }
  }

  /// A member, an argument or an element.
  struct Entry: Sendable {
    /// The first word, which is the key if a colon follows.
    var head: Scalar?
    /// The offset after the colon.
    var colon: Int?
    var value: Value?
    /// Whether a comma follows.
    var hasComma = false

    var key: Scalar? { colon == nil ? nil : head }

    var start: Int { head?.range.start ?? colon ?? value?.container?.range.start ?? 0 }
  }

  /// An object, an array, a dictionary or a call.
  struct Container: Sendable {
    let bracket: UInt8
    /// What is called: `Plan`, `.metered`.
    let callee: String?
    /// From the bracket to the offset after the closing one, or to where the contents end without one.
    fileprivate(set) var range: ByteRange
    fileprivate(set) var isClosed = false
    fileprivate(set) var entries: [Entry] = []

    func value(of key: String) -> Value? { entries.first { $0.key?.text == key }?.value }

    var keys: [String] { entries.compactMap { $0.key?.text } }

    /// Whether a cursor is between the brackets.
    func contains(_ offset: Int) -> Bool { offset > range.start && (isClosed ? offset < range.end : offset <= range.end) }
  }

  private let root: Container
  private let comments: [ByteRange]

  init(_ source: SourceText, isSwift: Bool) {
    var scanner = OutlineScanner(source.bytes, start: source.byteOrderMarkLength, isSwift: isSwift)
    (root, comments) = scanner.scan()
    catalog = root.entries.lazy.compactMap { $0.value?.container }.first { container in
      !isSwift || container.bracket == UInt8(ascii: "(")
    }
  }

  /// The object or the call that is the whole catalog.
  let catalog: Container?

  /// Whether a Swift file imports a module.
  func imports(_ module: String) -> Bool {
    zip(root.entries, root.entries.dropFirst()).contains { $0.head?.text == "import" && $1.head?.text == module }
  }

  func isInComment(_ offset: Int) -> Bool { comments.contains { $0.start < offset && offset <= $0.end } }

  /// The entries of a section of the catalog.
  func entries(of section: String) -> [(id: String, fields: Container?)] {
    (catalog?.value(of: section)?.container?.entries ?? []).compactMap { entry in
      entry.key.map { ($0.text, entry.value?.container) }
    }
  }
}

/// Reads an outline.
private struct OutlineScanner {
  private struct Frame {
    var container: Outline.Container
    var entry: Outline.Entry?
  }

  private let bytes: [UInt8]
  private let isSwift: Bool
  private var position: Int
  private var frames: [Frame]
  private var comments: [ByteRange] = []
  /// No catalog is nested as deeply.
  private static let depthLimit = 64

  init(_ bytes: [UInt8], start: Int, isSwift: Bool) {
    self.bytes = bytes
    self.isSwift = isSwift
    position = start
    frames = [Frame(container: Outline.Container(bracket: 0, callee: nil, range: ByteRange(0, bytes.count)))]
  }

  mutating func scan() -> (Outline.Container, [ByteRange]) {
    while position < bytes.count { scanToken() }
    while frames.count > 1 { close(at: bytes.count, isClosed: false) }
    endEntry()
    return (frames[0].container, comments)
  }

  private mutating func scanToken() {
    let start = position
    let byte = bytes[start]
    switch byte {
    case UInt8(ascii: "\""): scanString()
    case UInt8(ascii: "/") where next == UInt8(ascii: "/"):
      while position < bytes.count, !isLineEnd(bytes[position]) { position += 1 }
      comments.append(ByteRange(start, position))
    case UInt8(ascii: "/") where next == UInt8(ascii: "*"):
      position += 2
      while position < bytes.count, !(bytes[position] == UInt8(ascii: "*") && next == UInt8(ascii: "/")) { position += 1 }
      position = min(position + 2, bytes.count)
      // At its end, a cursor is after the comment.
      comments.append(ByteRange(start, max(start, position - 1)))
    case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("):
      position += 1
      open(byte, at: start)
    case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"):
      position += 1
      close(bracket: byte, at: start)
    case UInt8(ascii: ","):
      position += 1
      frames[frames.count - 1].entry?.hasComma = true
      endEntry()
    case UInt8(ascii: ":"):
      position += 1
      addColon()
    case let byte where isWord(byte):
      while position < bytes.count, isWord(bytes[position]) { position += 1 }
      add(
        Outline.Scalar(
          text: String(decoding: bytes[start..<position].filter { $0 != UInt8(ascii: "`") }, as: UTF8.self),
          range: ByteRange(start, position), isString: false))
    default: position += 1
    }
  }

  private var next: UInt8? { position + 1 < bytes.count ? bytes[position + 1] : nil }

  private func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

  private func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "$"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "`"), 0x80...:
      true
    default: false
    }
  }

  /// A string ends at its quote, or at the end of the line without one.
  private mutating func scanString() {
    let start = position
    let quote = UInt8(ascii: "\"")
    if isSwift, bytes[start...].starts(with: [quote, quote, quote]) {
      position += 3
      while position < bytes.count, !bytes[position...].starts(with: [quote, quote, quote]) { position += 1 }
      position = min(position + 3, bytes.count)
      add(Outline.Scalar(text: "", range: ByteRange(start, position), isString: true))
      return
    }
    position += 1
    while position < bytes.count, bytes[position] != quote, !isLineEnd(bytes[position]) {
      position += bytes[position] == UInt8(ascii: "\\") && position + 1 < bytes.count ? 2 : 1
    }
    position = min(position, bytes.count)
    let end = position
    if position < bytes.count, bytes[position] == quote { position += 1 }
    add(
      Outline.Scalar(
        text: String(decoding: bytes[start + 1..<end], as: UTF8.self), range: ByteRange(start, position), isString: true))
  }

  // MARK: Entries

  private mutating func add(_ scalar: Outline.Scalar) {
    guard var entry = frames[frames.count - 1].entry else { return begin(Outline.Entry(head: scalar)) }
    if entry.colon != nil, entry.value == nil {
      entry.value = .scalar(scalar)
      frames[frames.count - 1].entry = entry
    } else {
      // A comma is missing.
      endEntry()
      begin(Outline.Entry(head: scalar))
    }
  }

  private mutating func addColon() {
    guard var entry = frames[frames.count - 1].entry else { return }
    if entry.colon == nil, entry.head != nil {
      entry.colon = position
      frames[frames.count - 1].entry = entry
    } else if case .scalar(let scalar)? = entry.value {
      // The value before it is missing: this is the next key.
      entry.value = nil
      frames[frames.count - 1].entry = entry
      endEntry()
      begin(Outline.Entry(head: scalar, colon: position))
    }
  }

  private mutating func begin(_ entry: Outline.Entry) { frames[frames.count - 1].entry = entry }

  private mutating func endEntry() {
    guard let entry = frames[frames.count - 1].entry else { return }
    frames[frames.count - 1].container.entries.append(entry)
    frames[frames.count - 1].entry = nil
  }

  // MARK: Containers

  private mutating func open(_ bracket: UInt8, at start: Int) {
    guard frames.count < Self.depthLimit else { return }
    var callee: String?
    if let entry = frames[frames.count - 1].entry {
      let word = entry.colon == nil ? entry.head : entry.value?.scalar
      if bracket == UInt8(ascii: "("), let word, !word.isString, entry.value?.container == nil {
        callee = word.text
        frames[frames.count - 1].entry?.value = nil
        if entry.colon == nil { frames[frames.count - 1].entry?.head = nil }
      } else if entry.colon == nil || entry.value != nil {
        endEntry()
        begin(Outline.Entry())
      }
    } else {
      begin(Outline.Entry())
    }
    frames.append(
      Frame(container: Outline.Container(bracket: bracket, callee: callee, range: ByteRange(start, start + 1)), entry: nil))
  }

  private mutating func close(bracket: UInt8, at start: Int) {
    let opening: UInt8 =
      switch bracket {
      case UInt8(ascii: "}"): UInt8(ascii: "{")
      case UInt8(ascii: "]"): UInt8(ascii: "[")
      default: UInt8(ascii: "(")
      }
    guard frames.dropFirst().contains(where: { $0.container.bracket == opening }) else { return }
    while frames.count > 1, frames[frames.count - 1].container.bracket != opening { close(at: start, isClosed: false) }
    close(at: start + 1, isClosed: true)
  }

  private mutating func close(at end: Int, isClosed: Bool) {
    endEntry()
    var container = frames.removeLast().container
    container.range = ByteRange(container.range.start, end)
    container.isClosed = isClosed
    frames[frames.count - 1].entry?.value = .container(container)
  }
}
