import Accounts
import CatalogPrinting
import CatalogReading
import Diagnostics
import Fuzzing
import JSONText
import Syntax
import Testing

/// Invariants of the JSON and Swift formats, checked for random catalogs.
@Suite struct SpellingPropertyTests {
  @Test(arguments: 0..<8) func `converting a catalog back and forth does not change it`(seed: UInt64) throws {
    let sound = try SoundCatalog(seed: seed)
    let tree = sound.compilation.tree
    let json = tree.canonicalJSON(keepsForms: false)
    let fromSwift = SoundCatalog.compilation(tree.swiftSource, .swift)
    #expect(fromSwift.tree.canonicalJSON(keepsForms: false) == json)
    #expect(fromSwift.tree.swiftSource == tree.swiftSource)
    #expect(fromSwift.artifacts == sound.compilation.artifacts)
    let fromJSON = SoundCatalog.compilation(String(decoding: json, as: UTF8.self), .json)
    #expect(fromJSON.tree.swiftSource == tree.swiftSource)
    #expect(fromJSON.artifacts == sound.compilation.artifacts)
  }

  @Test(arguments: 0..<8) func `formatting is idempotent`(seed: UInt64) throws {
    let once = try SoundCatalog(seed: seed).compilation.tree.canonicalJSON(keepsForms: true)
    let (tree, diagnostics) = readJSON(SourceText(name: "catalog.json", bytes: once))
    #expect(diagnostics.isEmpty)
    #expect(tree.canonicalJSON(keepsForms: true) == once)
  }

  @Test(arguments: 0..<8) func `white space is insignificant`(seed: UInt64) throws {
    let sound = try SoundCatalog(seed: seed)
    var random = SeededGenerator(seed: seed)
    let spaced = spaced(sound.json.text(pretty: false), &random) { random in random.pick([" ", "\n", "\t", "\r\n", ""]) ?? "" }
    #expect(spaced != sound.json.compact)
    #expect(SoundCatalog.compilation(spaced, .json).files == sound.compilation.files)
  }

  @Test(arguments: 0..<8) func `white space and comments in Swift are insignificant`(seed: UInt64) throws {
    let swift = try SoundCatalog(seed: seed).compilation.tree.swiftSource
    let plain = SoundCatalog.compilation(swift, .swift)
    var random = SeededGenerator(seed: seed)
    let comments = [" ", "\n", "/* a \" ( */", "// b ] \"\n", "/* /* c */ */ ", "/// d\n", ""]
    let spaced = spaced(Array(swift.utf8), &random) { random in random.pick(comments) ?? "" }
    #expect(spaced != swift)
    let other = SoundCatalog.compilation(spaced, .swift)
    #expect(other.diagnostics.allSatisfy { $0.severity != .error }, "\(other.diagnostics.map(\.message)) in \(spaced)")
    #expect(other.files == plain.files)
  }
}

/// Comments that are inserted into random catalogs.
@Suite struct CommentPropertyTests {
  private static let comments = [
    " ", "\n", "\r\n", "/* a */", " // b ] \"\n", "/* c\n * d */", "/* } \n e*/ \n", "\n// f\r", "\n/**/\n", "//\n", "",
  ]

  @Test(arguments: 0..<16) func `comments mean nothing, and formatting keeps them`(seed: UInt64) throws {
    let sound = try SoundCatalog(seed: seed)
    var random = SeededGenerator(seed: seed)
    let text =
      (random.pick(Self.comments) ?? "")
      + spaced(sound.json.text(pretty: seed.isMultiple(of: 2)), &random) { $0.pick(Self.comments) ?? "" }
    let commented = SoundCatalog.compilation(text, .jsonc)
    #expect(commented.files == SoundCatalog.compilation(sound.json.compact, .json).files, "\(text)")
    #expect(!commented.tree.comments.isEmpty)

    let once = commented.tree.canonicalJSON(keepsForms: true)
    let formatted = SoundCatalog.compilation(String(decoding: once, as: UTF8.self), .jsonc)
    #expect(formatted.tree.commentWords == commented.tree.commentWords, "\(text)")
    #expect(
      formatted.tree.canonicalJSON(keepsForms: false) == sound.compilation.tree.canonicalJSON(keepsForms: false), "\(text)")
    #expect(formatted.tree.canonicalJSON(keepsForms: true) == once, "\(text)")
  }
}

/// Inserts text after each comma, colon and bracket outside strings.
private func spaced(
  _ bytes: [UInt8], _ random: inout SeededGenerator, _ between: (inout SeededGenerator) -> String
) -> String {
  var text: [UInt8] = []
  var isInString = false
  var isEscaped = false
  for byte in bytes {
    text.append(byte)
    if byte == UInt8(ascii: "\""), !isEscaped { isInString.toggle() }
    isEscaped = isInString && !isEscaped && byte == UInt8(ascii: "\\")
    if !isInString, "{}[](),:".utf8.contains(byte) { text += Array(between(&random).utf8) }
  }
  return String(decoding: text, as: UTF8.self)
}
