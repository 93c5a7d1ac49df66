import Accounts
import Catalog
import CatalogReading
import Diagnostics
import Foundations
import Fuzzing
import JSONText
import ModelAccounts
import Providers
import Testing

/// A small catalog whose items keep their ids while everything about them changes, so that objects are updated, replaced, archived
/// and restored. Random catalogs have few items in common.
enum VariedCatalog {
  /// - Parameter choices: a number whose bits choose; 13 of them matter.
  static func catalog(_ choices: UInt64) throws -> Catalog {
    let source = SourceText(name: "catalog.json", bytes: json(choices).text(pretty: false))
    return try #require(analyze(source, providers: Provider.declarations).catalog, "\(choices)")
  }

  private static func json(_ choices: UInt64) -> JSON {
    func has(_ bit: Int) -> Bool { choices >> UInt64(bit) & 1 == 1 }
    let fraction = ExactDecimal(parsing: "10.5".utf8) ?? .zero
    let usage: JSON = ["usd": ["amount": has(2) ? 3 : 2, "currency": "USD"]]
    let pro: JSON = .fields([
      "name": has(0) ? "Pro" : "Professional", "description": has(1) ? "What Pro is" : nil,
      "metadata": has(3) ? ["note": "a"] : nil, "sold": has(9) ? false : nil,
      "entitlements": .fields([
        "api": true, "calls": has(5) ? ["amount": 100, "reset": "month", "prices": usage] : nil,
        "tokens": has(6) && !has(5) ? ["amount": has(7) ? .number(fraction) : 10, "reset": "month"] : nil,
      ]),
      "prices": [
        "m": .fields([
          "amount": has(2) ? 1500 : 1000, "currency": "USD", "interval": "month", "trialDays": has(4) ? 14 : nil,
          "intervalCount": has(8) ? has(7) ? 2 : 3 : nil,
        ])
      ],
    ])
    let extra: JSON = .fields([
      "name": "Extra", "description": has(3) ? "More" : nil, "entitlements": ["api": true],
      "prices": ["m": ["amount": has(0) ? 300 : 200, "currency": "USD", "interval": has(1) ? "month" : "one_time"]],
    ])
    let pack: JSON = [
      "name": "Pack", "feature": "tokens", "amount": has(4) ? 200 : 100,
      "prices": ["once": ["amount": 900, "currency": "USD", "interval": "one_time"]],
    ]
    let save: JSON = .fields([
      "duration": has(2) ? "once" : ["months": 3], "percent": has(0) ? has(7) ? 20 : 30 : nil,
      "amounts": has(0) ? nil : ["USD": 400], "appliesTo": has(4) ? ["plans.base"] : nil,
      "codes": ["SAVE": has(1) ? ["maxRedemptions": 50, "expiresAt": "2027-03-31T23:59:59Z"] : [:]],
    ])
    return .fields([
      "id": "shop", "meters": ["calls": ["eventType": "calls", "aggregation": "sum", "valueProperty": "$.value"]],
      "features": [
        "calls": ["type": "metered", "meter": "calls"], "tokens": ["type": "metered", "costs": ["calls": 1]],
        "api": ["type": "boolean"],
      ],
      "plans": [
        "base": [
          "name": "Base", "entitlements": ["api": true],
          "prices": ["m": ["amount": 500, "currency": "USD", "interval": "month"]],
        ],
        "pro": pro,
      ],
      "addons": has(10) ? ["extra": extra] : nil, "topups": has(11) ? ["pack": pack] : nil,
      "discounts": has(12) ? ["save": save] : nil,
      // Without it, a product at Creem keeps its category, because its default is not documented.
      "providers": ["creem": ["options": ["taxCategory": has(7) ? "ebooks" : "saas"]]],
    ])
  }

  /// Two catalogs, and the first again, without a discount that the second has deleted: its code may stay taken.
  private static func choices(_ seed: UInt64) -> [UInt64] {
    var random = SeededGenerator(seed: seed)
    let (first, second) = (UInt64(random.below(1 << 13)), UInt64(random.below(1 << 13)))
    return [first, second, second >> 12 & 1 == 0 ? first & 0xFFF : first]
  }

  /// Applies each catalog after the one before it, and compares with applying it alone.
  static func check<Account: ModelAccount>(_ account: Account, seed: UInt64) throws {
    var client = AccountPairTests.Client(account)
    for choice in choices(seed) {
      let catalog = try catalog(choice)
      var fresh = AccountPairTests.Client(account)
      #expect(try fresh.apply(catalog).conflicts == [], "\(seed), fresh")
      #expect(try client.apply(catalog).conflicts == [], "\(seed)")
      #expect(
        AccountPairTests.view(client.transport.account) == AccountPairTests.view(fresh.transport.account), "\(seed)")
      #expect(try client.plan(catalog).operations == [], "\(seed), second plan")
    }
  }

  /// Interrupts the apply of each catalog after each of its requests, and resumes it.
  static func checkInterrupted<Account: ModelAccount>(_ account: Account, seed: UInt64) throws {
    let catalogs = try choices(seed).map { try catalog($0) }
    for last in catalogs.indices {
      var whole = AccountPairTests.Client(account)
      for catalog in catalogs[...last] { _ = try whole.apply(catalog) }
      for requests in 1... {
        var client = AccountPairTests.Client(account)
        for catalog in catalogs[..<last] { _ = try client.apply(catalog) }
        client.transport.breaksAfter = requests
        do {
          _ = try client.apply(catalogs[last])
          // It was not interrupted.
          break
        } catch is AccountError {}
        client.transport.breaksAfter = nil
        #expect(try client.apply(catalogs[last]).conflicts == [], "\(seed), \(last), after \(requests)")
        let (resumed, wanted) = (client.transport.account, whole.transport.account)
        #expect(AccountPairTests.view(resumed) == AccountPairTests.view(wanted), "\(seed), \(last), after \(requests)")
        #expect(resumed.ids.count == wanted.ids.count, "\(seed), \(last), after \(requests)")
        #expect(try client.plan(catalogs[last]).operations == [], "\(seed), \(last), after \(requests), second plan")
      }
    }
  }
}
