import ModelAccounts
import Testing

@Suite struct PolarPairTests {
  @Test(arguments: 0..<50) func `polar`(block: UInt64) throws {
    for offset in 0..<10 { try AccountPairTests.check(PolarModel(), seed: block * 10 + UInt64(offset)) }
  }

  /// Before customers use it, discounts change in place.
  @Test(arguments: 0..<10) func `polar, unused`(block: UInt64) throws {
    for offset in 0..<10 { try AccountPairTests.check(PolarModel(isUsed: false), seed: block * 10 + UInt64(offset)) }
  }

  @Test(arguments: 0..<4) func `polar, interrupted`(seed: UInt64) throws {
    try AccountPairTests.checkInterrupted(PolarModel(), seed: seed)
  }
}
