import Accounts
import CatalogReading
import Diagnostics
import Providers
import Syntax
import TestSupport
import Testing

/// Any damage to a Swift catalog is reported. The generator has a fixed seed.
@Suite struct SwiftRobustnessTests {
  @Test(arguments: exampleCatalogs) func `a hundred damaged variants never crash the program`(catalog: CompiledCatalog) {
    var random = Random(state: 0x5EED)
    let bytes = catalog.swift.bytes
    for _ in 0..<100 {
      var damaged = bytes
      for _ in 0...random.below(3) { damage(&damaged, &random) }
      check(damaged)
    }
  }

  @Test(arguments: exampleCatalogs) func `a truncated catalog is always an error`(catalog: CompiledCatalog) throws {
    let bytes = catalog.swift.bytes
    let end = try #require(bytes.lastIndex(of: UInt8(ascii: ")")))
    var random = Random(state: 0xC07)
    let places = (0..<150).map { _ in random.below(end + 1) } + [0, 1, end - 1, end]
    for place in places {
      let compilation = check(Array(bytes[..<place]))
      #expect(compilation.catalog == nil, "cut at \(place)")
      #expect(compilation.diagnostics.contains { $0.severity == .error }, "cut at \(place)")
    }
  }

  @Test(arguments: exampleCatalogs) func `a catalog that lacks a bracket or a colon is an error`(
    catalog: CompiledCatalog
  ) {
    let bytes = catalog.swift.bytes
    let signs = bytes.indices.filter { "()[]:".utf8.contains(bytes[$0]) && isCode(bytes, $0) }
    for place in signs.enumerated().filter({ $0.offset % 5 == 0 }).map(\.element) {
      var damaged = bytes
      damaged.remove(at: place)
      #expect(check(damaged).catalog == nil, "without the sign at \(place)")
    }
  }

  @discardableResult
  private func check(_ bytes: [UInt8]) -> Compilation {
    let compilation = Compilation(SourceText(name: "damaged.swift", bytes: bytes), format: .swift, providers: .all)
    let errors = compilation.diagnostics.count { $0.severity == .error }
    #expect((compilation.catalog == nil) == (errors > 0))
    #expect(compilation.diagnostics.allSatisfy { $0.range.start >= 0 && $0.range.end <= bytes.count })
    return compilation
  }

  private func damage(_ bytes: inout [UInt8], _ random: inout Random) {
    let place = random.below(bytes.count)
    switch random.below(6) {
    case 0: bytes.remove(at: place)
    case 1: bytes[place] ^= 1 << UInt8(random.below(8))
    case 2: bytes.insert(UInt8(random.below(256)), at: place)
    case 3: bytes.swapAt(place, random.below(bytes.count))
    case 4:
      let end = min(bytes.count, place + random.below(40))
      bytes.removeSubrange(place..<end)
    default:
      let end = min(bytes.count, place + random.below(200))
      bytes.insert(contentsOf: bytes[place..<end], at: random.below(bytes.count))
    }
    if bytes.isEmpty { bytes = [0] }
  }

  /// Whether the byte is neither in a comment nor in a string.
  private func isCode(_ bytes: [UInt8], _ place: Int) -> Bool {
    let line = bytes[..<place].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let text = String(decoding: bytes[line..<place], as: UTF8.self)
    return !text.contains("//") && !text.contains("/*") && text.count { $0 == "\"" } % 2 == 0
  }
}

/// SplitMix64: the same numbers on every machine.
private struct Random {
  var state: UInt64

  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(max(1, bound)))
  }
}
