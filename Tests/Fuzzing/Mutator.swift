import CatalogReading

/// Mutates texts. The same seed gives the same mutants on every machine.
///
/// Most mutants stay close to a catalog, so that they get past the reader and reach the later stages.
package struct Mutator {
  private let seeds: [Seed]
  private let format: CatalogFormat
  /// True for mutants that are likely to still be catalogs.
  private let isGentle: Bool
  private var random: SeededGenerator

  /// - Parameter isGentle: true for mutants that are likely to still be catalogs.
  package init(_ corpus: Corpus, format: CatalogFormat, isGentle: Bool, seed: UInt64) {
    seeds = corpus.seeds(format, onlyCatalogs: isGentle)
    self.format = format
    self.isGentle = isGentle
    random = SeededGenerator(seed: seed)
  }

  package mutating func mutant() -> [UInt8] {
    var bytes = random.pick(seeds)?.bytes ?? []
    var rounds = 1
    while rounds < 6, random.once(in: isGentle ? 3 : 2) { rounds += 1 }
    for _ in 0..<rounds {
      bytes = random.once(in: isGentle ? 40 : 4) ? damaged(bytes) : edited(bytes)
    }
    return bytes.count > Self.limit ? Array(bytes.prefix(Self.limit)) : bytes
  }

  /// Applies one change to a text.
  package mutating func mutant(of bytes: [UInt8]) -> [UInt8] { random.once(in: 4) ? damaged(bytes) : edited(bytes) }

  private static let limit = 1 << 16

  // MARK: Bytes

  private mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
    guard !bytes.isEmpty else { return random.pick(Vocabulary.bytes) ?? [] }
    var bytes = bytes
    let place = random.below(bytes.count + 1)
    switch random.below(11) {
    case 0: bytes[min(place, bytes.count - 1)] ^= 1 << UInt8(random.below(8))
    case 1: bytes[min(place, bytes.count - 1)] = UInt8(random.below(256))
    case 2: bytes.insert(contentsOf: random.pick(Vocabulary.bytes) ?? [], at: place)
    case 3: bytes.removeSubrange(random.range(below: bytes.count, atMost: 40))
    case 4: bytes.insert(contentsOf: bytes[random.range(below: bytes.count, atMost: 200)], at: place)
    case 5: bytes.removeSubrange(place...)
    case 6: bytes.removeSubrange(..<place)
    case 7:
      guard let other = random.pick(seeds)?.bytes, !other.isEmpty else { break }
      bytes.replaceSubrange(place..., with: other[random.below(other.count)...])
    case 8:
      let nest = random.pick(["[", "{\"a\":", "[:", "(", "{"]) ?? ""
      let depth = random.once(in: 4) ? 500 + random.below(40) : random.below(20)
      bytes.insert(contentsOf: Array(String(repeating: nest, count: depth).utf8), at: place)
      if nest == "[", random.once(in: 2) { bytes += Array(String(repeating: "]", count: depth).utf8) }
    case 9:
      let piece = bytes[random.range(below: bytes.count, atMost: 12)]
      for _ in 0..<random.below(100) { bytes.insert(contentsOf: piece, at: place) }
    default: bytes.swapAt(random.below(bytes.count), random.below(bytes.count))
    }
    return bytes
  }

  // MARK: Tokens and members

  private mutating func edited(_ bytes: [UInt8]) -> [UInt8] {
    let outline = Outline(bytes)
    switch random.below(isGentle && !random.once(in: 8) ? 12 : 17) {
    case 0, 1: return replacing(random.pick(outline.tokens(.number))?.range, in: bytes, with: numberText())
    case 2: return replacing(random.pick(outline.tokens(.string))?.range, in: bytes, with: stringText())
    case 3:
      // Copy another string of the text, which may become a reference or a duplicate name.
      let strings = outline.tokens(.string)
      guard let other = random.pick(strings) else { return bytes }
      return replacing(random.pick(strings)?.range, in: bytes, with: outline.text(other.range))
    case 4: return misspelled(outline)
    case 5: return withoutMember(outline)
    case 6: return withMemberTwice(outline)
    case 7: return swapped(random.pick(outline.members).map { ($0.key, $0.value) }, outline)
    case 8, 9: return grafted(outline)
    case 10: return inserting(newMember(), at: random.pick(outline.places(after: brackets)), in: bytes)
    case 11: return inserting(random.pick(spaces) ?? " ", at: random.pick(outline.tokens)?.range.lowerBound, in: bytes)
    case 12: return replacing(random.pick(outline.members)?.value, in: bytes, with: valueText())
    case 13: return replacing(random.pick(outline.members)?.key, in: bytes, with: keyText())
    case 14: return replacing(random.pick(outline.tokens)?.range, in: bytes, with: [])
    case 15:
      guard let token = random.pick(outline.tokens) else { return bytes }
      return replacing(random.pick(outline.tokens)?.range, in: bytes, with: outline.text(token.range))
    default:
      guard let value = random.pick(outline.members)?.value else { return bytes }
      let (open, close) = random.once(in: 2) ? ("[", "]") : format == .swift ? ("Plan(", ")") : ("{\"a\": ", "}")
      return replacing(value, in: bytes, with: Array(open.utf8) + outline.text(value) + Array(close.utf8))
    }
  }

  private var brackets: String { format == .swift ? "([" : "{" }

  private var spaces: [String] {
    let comments =
      switch format {
      case .json: [] as [String]
      case .jsonc: ["/* a */", "// b\n", "/* c\n * d */", "// e\r", "//\n", " // f\r\n", "/*\ng*/\n", "\n/**/ "]
      case .swift: ["/* a */", "// b\n", "/* /* c */ */", "/// d\n"]
      }
    return [" ", "\n", "\t", "\r\n", "    "] + comments
  }

  private func replacing(_ range: Range<Int>?, in bytes: [UInt8], with text: some Collection<UInt8>) -> [UInt8] {
    guard let range else { return bytes }
    return Array(bytes[..<range.lowerBound]) + text + bytes[range.upperBound...]
  }

  private func inserting(_ text: String, at place: Int?, in bytes: [UInt8]) -> [UInt8] {
    replacing(place.map { $0..<$0 }, in: bytes, with: text.utf8)
  }

  private mutating func numberText() -> [UInt8] {
    let text = isGentle && !random.once(in: 3) ? String(random.below(5000)) : random.pick(Vocabulary.numbers) ?? "0"
    return Array(text.utf8)
  }

  private mutating func stringText() -> [UInt8] {
    let words = random.once(in: isGentle ? 6 : 2) ? Vocabulary.odd : random.once(in: 4) ? Vocabulary.fields : Vocabulary.values
    return Array("\"\(random.pick(words) ?? "")\"".utf8)
  }

  private mutating func keyText() -> [UInt8] {
    let word = random.pick(random.once(in: 4) ? Vocabulary.values : Vocabulary.fields) ?? ""
    return Array((format != .swift || random.once(in: 3) ? "\"\(word)\"" : word).utf8)
  }

  private mutating func valueText() -> [UInt8] {
    Array((random.pick(format == .swift ? Vocabulary.swift : Vocabulary.json) ?? "").utf8)
  }

  private mutating func newMember() -> String {
    String(decoding: keyText() + Array(": ".utf8) + valueText() + Array(", ".utf8), as: UTF8.self)
  }

  /// Misspells a word: removes or doubles a letter, swaps two letters, or changes the case of one.
  private mutating func misspelled(_ outline: Outline) -> [UInt8] {
    guard let token = random.pick(outline.tokens(.string, .word)), token.range.count > 2 else { return outline.bytes }
    var text = Array(outline.text(token.range))
    let place = 1 + random.below(text.count - 2)
    switch random.below(4) {
    case 0: text.remove(at: place)
    case 1: text.insert(text[place], at: place)
    case 2 where place + 2 < text.count: text.swapAt(place, place + 1)
    default: text[place] ^= 0x20
    }
    return replacing(token.range, in: outline.bytes, with: text)
  }

  private mutating func withoutMember(_ outline: Outline) -> [UInt8] {
    guard let member = random.pick(outline.members) else { return outline.bytes }
    var bytes = outline.bytes
    let range = member.key.lowerBound..<member.value.upperBound
    if let comma = member.comma, comma >= range.upperBound { bytes.remove(at: comma) }
    bytes.removeSubrange(range)
    if let comma = member.comma, comma < range.lowerBound { bytes.remove(at: comma) }
    return bytes
  }

  private mutating func withMemberTwice(_ outline: Outline) -> [UInt8] {
    guard let member = random.pick(outline.members) else { return outline.bytes }
    let key = random.once(in: 3) ? Array(outline.text(member.key)) : keyText()
    let copy = key + Array(": ".utf8) + outline.text(member.value) + Array(", ".utf8)
    return replacing(member.key.lowerBound..<member.key.lowerBound, in: outline.bytes, with: copy)
  }

  /// Swaps two members, which may be in different objects.
  private mutating func swapped(_ member: (key: Range<Int>, value: Range<Int>)?, _ outline: Outline) -> [UInt8] {
    guard let member, let other = random.pick(outline.members) else { return outline.bytes }
    let ranges = [member.key.lowerBound..<member.value.upperBound, other.key.lowerBound..<other.value.upperBound]
      .sorted { $0.lowerBound < $1.lowerBound }
    guard ranges[0].upperBound <= ranges[1].lowerBound else { return outline.bytes }
    let bytes = outline.bytes
    return Array(bytes[..<ranges[0].lowerBound]) + bytes[ranges[1]] + bytes[ranges[0].upperBound..<ranges[1].lowerBound]
      + bytes[ranges[0]] + bytes[ranges[1].upperBound...]
  }

  /// Copies a member of another seed: replaces the value of the same name, or inserts the member before any other.
  private mutating func grafted(_ outline: Outline) -> [UInt8] {
    guard let other = random.pick(seeds).map({ Outline($0.bytes) }), let donor = random.pick(other.members),
      let member = random.pick(outline.members)
    else { return outline.bytes }
    let sameKey = outline.members.filter { outline.text($0.key) == other.text(donor.key) }
    if let same = random.pick(sameKey), !random.once(in: 4) {
      return replacing(same.value, in: outline.bytes, with: other.text(donor.value))
    }
    let copy = other.text(donor.key.lowerBound..<donor.value.upperBound) + Array(", ".utf8)
    return replacing(member.key.lowerBound..<member.key.lowerBound, in: outline.bytes, with: copy)
  }
}
