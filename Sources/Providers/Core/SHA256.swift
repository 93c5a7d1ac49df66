/// SHA-256 as FIPS 180-4 defines it.
package enum SHA256 {
  /// The bytes of a digest.
  package static let size = 32

  package static func hash(_ message: some Collection<UInt8>) -> [UInt8] {
    let digest = message.withContiguousStorageIfAvailable { hash($0) }
    return digest ?? Array(message).withUnsafeBufferPointer { hash($0) }
  }

  private static func hash(_ message: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: size) { digest, count in
      withDigest(of: message) { count = digest.initialize(fromContentsOf: $0) }
    }
  }

  /// Hands out the digest, which lies nowhere else.
  package static func withDigest(of message: UnsafeBufferPointer<UInt8>, _ use: (UnsafeBufferPointer<UInt8>) -> Void) {
    // The words of a block, and the state behind them.
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64 + 8) { memory in
      let words = UnsafeMutableBufferPointer(rebasing: memory[..<64])
      let state = UnsafeMutableBufferPointer(rebasing: memory[64...])
      _ = state.initialize(fromContentsOf: initial)
      let message = UnsafeRawBufferPointer(message)
      let whole = message.count & ~63
      for start in stride(from: 0, to: whole, by: 64) {
        compress(UnsafeRawBufferPointer(rebasing: message[start..<start + 64]), state, words)
      }
      withPadding(UnsafeRawBufferPointer(rebasing: message[whole...]), bits: UInt64(message.count) * 8) { rest in
        for start in stride(from: 0, to: rest.count, by: 64) {
          compress(UnsafeRawBufferPointer(rebasing: rest[start..<start + 64]), state, words)
        }
      }
      for index in state.indices { state[index] = state[index].bigEndian }
      UnsafeRawBufferPointer(state).withMemoryRebound(to: UInt8.self) { use($0) }
    }
  }

  /// The end of a message, filled up to one block or two.
  private static func withPadding(
    _ rest: UnsafeRawBufferPointer, bits: UInt64, _ use: (UnsafeRawBufferPointer) -> Void
  ) {
    withUnsafeTemporaryAllocation(byteCount: 128, alignment: 8) { block in
      let size = rest.count < 56 ? 64 : 128
      block.initializeMemory(as: UInt8.self, repeating: 0)
      block.copyMemory(from: rest)
      block[rest.count] = 0x80
      block.storeBytes(of: bits.bigEndian, toByteOffset: size - 8, as: UInt64.self)
      use(UnsafeRawBufferPointer(rebasing: block[..<size]))
    }
  }

  private static func compress(
    _ block: UnsafeRawBufferPointer, _ state: UnsafeMutableBufferPointer<UInt32>, _ words: UnsafeMutableBufferPointer<UInt32>
  ) {
    for index in 0..<16 {
      words[index] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self))
    }
    for index in 16..<64 {
      let (a, b) = (words[index &- 15], words[index &- 2])
      let s0 = rotate(a, 7) ^ rotate(a, 18) ^ (a &>> 3)
      let s1 = rotate(b, 17) ^ rotate(b, 19) ^ (b &>> 10)
      words[index] = words[index &- 16] &+ s0 &+ words[index &- 7] &+ s1
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    constants.withUnsafeBufferPointer { constants in
      /// One round, after which the registers have moved on by one: the caller moves their names instead.
      @inline(__always) func round(
        _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32,
        _ index: Int
      ) {
        let s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
        let first = h &+ s1 &+ (g ^ (e & (f ^ g))) &+ constants[index] &+ words[index]
        let s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
        d = d &+ first
        h = first &+ s0 &+ ((a & b) | (c & (a | b)))
      }
      for index in stride(from: 0, to: 64, by: 8) {
        round(a, b, c, &d, e, f, g, &h, index)
        round(h, a, b, &c, d, e, f, &g, index &+ 1)
        round(g, h, a, &b, c, d, e, &f, index &+ 2)
        round(f, g, h, &a, b, c, d, &e, index &+ 3)
        round(e, f, g, &h, a, b, c, &d, index &+ 4)
        round(d, e, f, &g, h, a, b, &c, index &+ 5)
        round(c, d, e, &f, g, h, a, &b, index &+ 6)
        round(b, c, d, &e, f, g, h, &a, index &+ 7)
      }
    }
    state[0] &+= a
    state[1] &+= b
    state[2] &+= c
    state[3] &+= d
    state[4] &+= e
    state[5] &+= f
    state[6] &+= g
    state[7] &+= h
  }

  @inline(__always)
  private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { word &>> count | word &<< (32 &- count) }

  /// The first 32 bits of the fractional parts of the square roots of the first 8 primes.
  private static let initial: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}
