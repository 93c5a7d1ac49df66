import JSONText
import ModelAccounts
import Testing

@Suite struct PolarPairTests {
  @Test(arguments: PairBlocks.first(50)) func `polar`(block: UInt64) throws {
    for offset in 0..<10 { try AccountPairTests.check(PolarModel(), seed: block * 10 + UInt64(offset)) }
  }

  /// Before customers use it, discounts change in place.
  @Test(arguments: PairBlocks.first(10)) func `polar, unused`(block: UInt64) throws {
    for offset in 0..<10 { try AccountPairTests.check(PolarModel(isUsed: false), seed: block * 10 + UInt64(offset)) }
  }

  @Test(arguments: 0..<4) func `polar, interrupted`(seed: UInt64) throws {
    try AccountPairTests.checkInterrupted(PolarModel(), seed: seed)
  }

  @Test func `fields that random pairs leave alone`() throws {
    let changes = try PairChanges.between(
      Self.shop(api: "metered", grant: ["amount": 1000, "reset": "year"], reset: "month", pack: 100),
      Self.shop(api: "static", grant: "1000", reset: "year", pack: 200), at: PolarModel())
    let expected = ["benefit.type", "benefit.properties", "replace benefit"]
    #expect(changes.isSuperset(of: expected), "\(changes.sorted())")
  }

  private static func shop(api: JSON, grant: JSON, reset: JSON, pack: JSON) -> JSON {
    [
      "id": "shop", "meters": ["calls": ["eventType": "call", "aggregation": "sum", "valueProperty": "$.value"]],
      "features": [
        "api": .fields(["type": api, "meter": api == "metered" ? "calls" : nil]),
        "tokens": ["type": "metered", "meter": "calls"],
      ],
      "plans": [
        "pro": [
          "name": "Professional", "entitlements": ["api": grant, "tokens": ["amount": 50, "reset": reset]],
          "prices": ["yearly": ["amount": 20000, "currency": "USD", "interval": "year"]],
        ]
      ],
      "topups": [
        "pack": [
          "name": "Package", "feature": "tokens", "amount": pack,
          "prices": ["once": ["amount": 500, "currency": "USD", "interval": "one_time"]],
        ]
      ],
      "providers": ["polar": ["options": ["meterCycling": true]]],
    ]
  }
}
