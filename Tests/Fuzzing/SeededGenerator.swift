/// A deterministic random number generator (SplitMix64).
package struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  /// A number from 0 up to, but not including, the bound; 0 if the bound is not positive.
  package mutating func below(_ bound: Int) -> Int {
    bound > 0 ? Int(next().multipliedFullWidth(by: UInt64(bound)).high) : 0
  }

  /// True with a probability of 1 in `times`.
  package mutating func once(in times: Int) -> Bool { below(times) == 0 }

  /// A random element; nil if there are none.
  package mutating func pick<Element>(_ elements: [Element]) -> Element? {
    elements.isEmpty ? nil : elements[below(elements.count)]
  }

  /// A random range below the bound with at most `length` elements.
  package mutating func range(below bound: Int, atMost length: Int) -> Range<Int> {
    let start = below(bound)
    return start..<min(bound, start + below(length) + 1)
  }
}
