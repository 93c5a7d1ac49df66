import ModelAccounts
import Testing

@Suite struct CreemPairTests {
  @Test(arguments: PairBlocks.first(50)) func `creem`(block: UInt64) throws {
    for offset in 0..<10 { try AccountPairTests.check(CreemModel(), seed: block * 10 + UInt64(offset)) }
  }

  @Test(arguments: 0..<4) func `creem, interrupted`(seed: UInt64) throws {
    try AccountPairTests.checkInterrupted(CreemModel(), seed: seed)
  }

  @Test(arguments: PairBlocks.first(20)) func `changes of the same items`(block: UInt64) throws {
    for offset in 0..<10 { try VariedCatalog.check(CreemModel(), seed: block * 10 + UInt64(offset)) }
  }

  @Test(arguments: 0..<6) func `changes of the same items, interrupted`(seed: UInt64) throws {
    try VariedCatalog.checkInterrupted(CreemModel(), seed: seed)
  }
}
