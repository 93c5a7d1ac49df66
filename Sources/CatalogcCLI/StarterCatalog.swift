import Accounts
import Catalog
import CatalogPrinting
import CatalogReading
import Diagnostics
import JSONText
import Providers

/// The catalog that `init` writes.
///
/// Providers differ in what they can express, so there are several candidates. ``best(for:)`` picks the richest one that the
/// chosen providers accept without warnings. It compiles each candidate instead of relying on knowledge about providers.
struct StarterCatalog {
  enum Topup: CaseIterable { case withGrant, plain, left }
  /// A yearly price next to the monthly one, or on a separate plan whose allowance resets once a year.
  enum Yearly: CaseIterable { case besideMonthly, apart, left }

  let topup: Topup
  let yearly: Yearly
  let currency: String
  let providers: [Provider]

  static func best(for providers: [Provider]) -> (starter: StarterCatalog, isClean: Bool) {
    var candidates: [StarterCatalog] = []
    for topup in Topup.allCases {
      for yearly in Yearly.allCases {
        for currency in ["USD", "EUR", "INR"] {
          candidates.append(StarterCatalog(topup: topup, yearly: yearly, currency: currency, providers: providers))
        }
      }
    }
    // Richer candidates come first; of three currencies, the one with the fewest notes wins.
    var best = (index: 0, warnings: Int.max, notes: Int.max)
    for (index, candidate) in candidates.enumerated() {
      let diagnostics = candidate.compilation(isStrict: true).diagnostics
      let (warnings, notes) = (diagnostics.count(.error), diagnostics.count(.note))
      let isSimilar = index / 3 == best.index / 3
      if warnings < best.warnings || (warnings == best.warnings && isSimilar && notes < best.notes) {
        best = (index, warnings, notes)
      }
      if best.warnings == 0, index % 3 == 2 { break }
    }
    return (candidates[best.index], best.warnings == 0)
  }

  /// The content of the file.
  func text(_ format: CatalogFormat) -> String {
    switch format {
    case .json, .jsonc: String(decoding: bytes, as: UTF8.self)
    case .swift: compilation(isStrict: false).tree.swiftSource(comment: Self.comment)
    }
  }

  private static let comment = "The billing catalog. Prices are in the currency's minor unit: 2000 is 20.00 USD."

  private func compilation(isStrict: Bool) -> Compilation {
    Compilation(SourceText(name: "catalog.json", bytes: bytes), providers: .named(providers), isStrict: isStrict)
  }

  // MARK: The catalog

  private var bytes: [UInt8] {
    JSON.fields([
      "meters": [
        "api_calls": [
          "name": "API calls", "description": "Requests that were answered", "eventType": "api.call", "aggregation": "count",
        ]
      ],
      "features": [
        "api_calls": ["type": "metered", "name": "API calls", "meter": "api_calls"],
        "sso": ["type": "boolean", "name": "Single sign-on"],
      ],
      "plans": .object(plans),
      "topups": topup == .left ? nil : ["call_pack": pack],
      "providers": settings.isEmpty ? nil : .object(settings),
    ]).text(pretty: true) + [UInt8(ascii: "\n")]
  }

  private var plans: [JSON.Member] {
    let month = JSON.Member("monthly", price(20, "month"))
    let year = JSON.Member("yearly", price(200, "year"))
    let allowance: JSON = ["amount": 100_000, "reset": "month"]
    return JSON.members([
      "free": [
        "name": "Free", "description": "To try it out", "entitlements": ["api_calls": 1000, "sso": false], "default": true,
      ],
      "pro": [
        "name": "Pro", "description": "For teams", "entitlements": ["api_calls": allowance, "sso": true],
        "prices": .object(yearly == .besideMonthly ? [month, year] : [month]),
      ],
      "pro_yearly": yearly != .apart
        ? nil
        : [
          "name": "Pro, yearly", "description": "For teams, two months free",
          "entitlements": ["api_calls": ["amount": 1_200_000, "reset": "year"], "sso": true], "prices": .object([year]),
        ],
    ])
  }

  private var pack: JSON {
    .fields([
      "name": "50,000 API calls", "description": "When the monthly allowance is used up", "feature": "api_calls",
      "amount": 50_000, "prices": ["once": price(10, "one_time")],
      "grant": topup == .withGrant ? ["priority": 1, "maxRolloverAmount": 50_000] : nil,
    ])
  }

  /// - Parameter units: roughly the price in US dollars.
  private func price(_ units: Int64, _ interval: String) -> JSON {
    ["amount": .integer(units * (currency == "INR" ? 5000 : 100)), "currency": .string(currency), "interval": .string(interval)]
  }

  /// The providers that the catalog is for, with the options whose default can be written out, so that users see them.
  private var settings: [JSON.Member] {
    providers.map { provider in
      let options = provider.options.compactMap { option -> JSON.Member? in
        if option.name == "defaultCurrency" { return .init(option.name, .string(currency)) }
        guard case .choice(let words) = option.kind, words.contains(option.defaultValue) else { return nil }
        return .init(option.name, .string(option.defaultValue))
      }
      return .init(provider.name, .fields(["options": options.isEmpty ? nil : .object(options)]))
    }
  }
}
