import BillingCatalog

/// What is sold on example.com.
let example: Catalog = Catalog(
  meters: ["tokens": Meter(eventType: "ai.tokens", aggregation: .sum, valueProperty: "$.tokens")],
  features: [
    "aiTokens": Feature(key: "ai_tokens", type: .metered, name: "AI tokens", meter: "tokens"),
    "apiAccess": Feature(key: "api_access", type: .boolean, name: "API access")
  ],
  plans: [
    "pro": Plan(
      name: "Pro",
      entitlements: ["aiTokens": .metered(amount: 100_000, reset: .month), "apiAccess": true],
      prices: [
        "monthly": Price(amount: 2000, currency: "USD", interval: .month, trialDays: 14),
        "yearly": Price(amount: 20_000, currency: "USD", interval: .year)
      ]
    )
  ],
  // Bought when the monthly allowance is used up.
  topups: [
    "tokenPack": Topup(
      key: "token_pack",
      name: "A million tokens",
      feature: "aiTokens",
      amount: 1_000_000,
      prices: ["usd": Price(amount: 1500, currency: "USD", interval: .oneTime)],
      grant: Grant(
        priority: 2,
        expiration: Expiration(duration: .year, count: 1),
        maxRolloverAmount: 1_000_000
      )
    )
  ]
)
