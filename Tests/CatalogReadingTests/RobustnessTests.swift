import Accounts
import Diagnostics
import Providers
import Syntax
import TestSupport
import Testing

/// A random number generator with a fixed seed (SplitMix64).
struct FixedSeedGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

/// Damaged catalogs are rejected or compiled, without crashes or inconsistencies.
@Suite struct RobustnessTests {
  /// Compiles for every provider and checks the invariants of any file.
  @discardableResult
  private func compile(_ bytes: [UInt8], _ what: String, sourceLocation: SourceLocation = #_sourceLocation) -> Compilation {
    let source = SourceText(name: "damaged.json", bytes: bytes)
    let compilation = Compilation(source, providers: .all)
    let hasErrors = compilation.diagnostics.contains { $0.severity == .error }
    if hasErrors != (compilation.catalog == nil) || hasErrors != compilation.outputs.isEmpty {
      Issue.record("\(what): errors, and a catalog, or neither", sourceLocation: sourceLocation)
    }
    let lines = LineTable(source)
    var last = 0
    for diagnostic in compilation.diagnostics {
      for range in [diagnostic.range] + diagnostic.related.map(\.range)
      where range.start < 0 || range.end > bytes.count || range.start > range.end {
        Issue.record("\(what): \(diagnostic.rule) at \(range)", sourceLocation: sourceLocation)
      }
      if diagnostic.range.start < last || diagnostic.message.isEmpty {
        Issue.record("\(what): \(diagnostic.rule) is out of order or says nothing", sourceLocation: sourceLocation)
      }
      last = diagnostic.range.start
      let position = lines.position(at: diagnostic.range.start)
      _ = lines.text(ofLine: position.line)
    }
    return compilation
  }

  private func expectRefused(_ bytes: [UInt8], _ what: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let compilation = compile(bytes, what, sourceLocation: sourceLocation)
    if compilation.catalog != nil { Issue.record("\(what) is accepted as a catalog", sourceLocation: sourceLocation) }
  }

  /// The offsets at which the kind of byte changes: the boundaries of tokens, spaces and parts of words.
  private func borders(_ bytes: [UInt8]) -> [Int] {
    func kind(_ byte: UInt8) -> Int {
      switch byte {
      case 0x20, 0x0A, 0x0D: 0
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        1
      case 0x80...: 2
      default: Int(byte) + 3
      }
    }
    return bytes.indices.dropFirst().filter { kind(bytes[$0]) != kind(bytes[$0 - 1]) }
  }

  // MARK: Cut

  @Test(arguments: exampleCatalogs) func `a truncated file is rejected`(catalog: ExampleCatalog) {
    let bytes = catalog.bytes
    guard let end = bytes.lastIndex(of: UInt8(ascii: "}")) else { return }
    // Every boundary at the beginning, then boundaries and places inside words across the file.
    let borders = borders(bytes).filter { $0 <= end }
    let spread = stride(from: 0, through: end, by: max(1, end / 80))
    for length in Array(borders.prefix(80)) + Array(spread) + Array(borders.suffix(30)) {
      expectRefused(Array(bytes[..<length]), "\(catalog.name), cut at \(length)")
    }
  }

  @Test(arguments: exampleCatalogs) func `a file without its beginning is rejected`(catalog: ExampleCatalog) {
    let bytes = catalog.bytes
    for start in stride(from: 1, to: bytes.count, by: max(1, bytes.count / 50)) {
      expectRefused(Array(bytes[start...]), "\(catalog.name), from \(start)")
    }
  }

  // MARK: Renamed

  /// The keys that are fields of the format, not ids or metadata.
  private func fields(_ tree: SyntaxTree, _ node: NodeID, isMap: Bool, _ found: inout [ByteRange]) {
    for (key, value) in tree.members(of: node) {
      if !isMap { found.append(tree.range(key)) }
      switch tree.text(key) {
      case "metadata" where !isMap, "groupBy" where !isMap, "providerIds" where !isMap, "costs" where !isMap,
        "amounts" where !isMap, "minimum" where !isMap:
        continue
      case "meters", "features", "plans", "addons", "topups", "discounts", "codes", "prices", "entitlements", "providers":
        fields(tree, value, isMap: !isMap, &found)
      default: fields(tree, value, isMap: false, &found)
      }
    }
  }

  @Test(arguments: exampleCatalogs) func `a renamed field is never ignored`(catalog: ExampleCatalog) {
    let tree = JSONReader.read(catalog.source).tree
    var keys: [ByteRange] = []
    fields(tree, .root, isMap: false, &keys)
    #expect(keys.count > 30)
    for (index, key) in keys.enumerated() {
      let name = Array(catalog.bytes[key.start + 1..<key.end - 1])
      let renamed: [UInt8] =
        switch index % 4 {
        case 0: name + Array("_".utf8)
        case 1: [name[0] ^ 0x20] + name.dropFirst()
        case 2: Array(name.dropLast()) + Array("\\u0020".utf8)
        default: [name[0], UInt8(ascii: "x")] + name.dropFirst()
        }
      let bytes = catalog.bytes[..<(key.start + 1)] + renamed + catalog.bytes[(key.end - 1)...]
      expectRefused(
        Array(bytes), "\(catalog.name), the field at \(key.start) renamed to \(String(decoding: renamed, as: UTF8.self))")
    }
  }

  // MARK: Garbled

  @Test(arguments: exampleCatalogs) func `a flipped byte is rejected or gives a valid catalog`(catalog: ExampleCatalog) {
    var generator = FixedSeedGenerator(seed: 1)
    for _ in 0..<150 {
      var bytes = catalog.bytes
      let offset = Int.random(in: 0..<bytes.count, using: &generator)
      bytes[offset] ^= UInt8.random(in: 1...255, using: &generator)
      compile(bytes, "\(catalog.name), byte \(offset) is \(bytes[offset])")
    }
  }

  @Test(arguments: exampleCatalogs) func `several changes at once`(catalog: ExampleCatalog) {
    var generator = FixedSeedGenerator(seed: 2)
    for round in 0..<120 {
      var bytes = catalog.bytes
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let offset = Int.random(in: 0..<bytes.count, using: &generator)
        let length = min(Int.random(in: 1...40, using: &generator), bytes.count - offset)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes.removeSubrange(offset..<offset + length)
        case 1: bytes.insert(contentsOf: bytes[offset..<offset + length], at: offset)
        case 2: bytes.insert(contentsOf: (0..<4).map { _ in UInt8.random(in: 0...255, using: &generator) }, at: offset)
        default: bytes.swapAt(offset, offset + length - 1)
        }
        if bytes.isEmpty { break }
      }
      compile(bytes, "\(catalog.name), round \(round)")
    }
  }

  @Test(arguments: exampleCatalogs) func `a bracket of the wrong kind is rejected`(catalog: ExampleCatalog) {
    var isInString = false
    let brackets = catalog.bytes.indices.filter { offset in
      let byte = catalog.bytes[offset]
      if byte == UInt8(ascii: "\""), catalog.bytes[offset - 1] != UInt8(ascii: "\\") { isInString.toggle() }
      return !isInString && "{}[]".utf8.contains(byte)
    }
    var generator = FixedSeedGenerator(seed: 3)
    for offset in brackets.shuffled(using: &generator).prefix(40) {
      for bracket in "{}[]".utf8 where bracket != catalog.bytes[offset] {
        var bytes = catalog.bytes
        bytes[offset] = bracket
        expectRefused(bytes, "\(catalog.name), bracket \(offset) is \(Unicode.Scalar(bracket))")
      }
    }
  }

  @Test(arguments: exampleCatalogs) func `values of another type are rejected or give a valid catalog`(
    catalog: ExampleCatalog
  ) {
    let tree = JSONReader.read(catalog.source).tree
    let values = [
      "null", "-1", "0.5", "1e30", "9223372036854775807", "[]", "{}", #""""#, #""x""#, "true", "false", "[[{}]]",
      #"{"a": 1}"#,
    ]
    var generator = FixedSeedGenerator(seed: 4)
    var nodes: [ByteRange] = []
    func collect(_ node: NodeID) {
      nodes.append(tree.range(node))
      for (_, value) in tree.members(of: node) { collect(value) }
      for element in tree.elements(of: node) { collect(element) }
    }
    collect(.root)
    for round in 0..<120 {
      guard let range = nodes.randomElement(using: &generator), let value = values.randomElement(using: &generator) else {
        return
      }
      let bytes = catalog.bytes[..<range.start] + Array(value.utf8) + catalog.bytes[range.end...]
      compile(Array(bytes), "\(catalog.name), round \(round), \(value) at \(range.start)")
    }
  }

  @Test func `random bytes`() {
    var generator = FixedSeedGenerator(seed: 5)
    for round in 0..<300 {
      let count = Int.random(in: 0...64, using: &generator)
      expectRefused((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }, "noise \(round)")
      let json = Array(#"{}[]",:0123.eE+-\utrfalsn"#.utf8)
      expectRefused((0..<count).compactMap { _ in json.randomElement(using: &generator) }, "tokens \(round)")
    }
  }
}
