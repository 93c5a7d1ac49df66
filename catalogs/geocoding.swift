import BillingCatalog

// Address lookups and routes: usage by tiers and in packages, in three currencies.
let geocoding: Catalog = Catalog(
  meters: [
    "requests": Meter(
      name: "Requests",
      eventType: "request.served",
      aggregation: .count,
      groupBy: ["kind": "$.kind"]
    )
  ],
  features: [
    "lookups": Feature(
      type: .metered,
      name: "Address lookups",
      meter: "requests",
      where: ["kind": ["forward", "reverse"]]
    ),
    "routes": Feature(type: .metered, name: "Routes", meter: "requests", where: ["kind": "route"]),
    "requestsPerSecond": Feature(
      key: "requests_per_second",
      type: .limit,
      name: "Requests a second"
    ),
  ],
  plans: [
    "starter": Plan(
      name: "Starter",
      entitlements: [
        "lookups": .metered(
          amount: 10_000,
          prices: [
            "usd": UsagePrice(
              tiers: [
                Tier(upTo: 100_000, amount: "0.75"),
                Tier(upTo: 1_000_000, amount: "0.50"),
                Tier(amount: "0.25"),
              ],
              mode: .graduated,
              currency: "USD",
              per: 1000
            ),
            "eur": UsagePrice(
              tiers: [
                Tier(upTo: 100_000, amount: "0.70"),
                Tier(upTo: 1_000_000, amount: "0.45"),
                Tier(amount: "0.25"),
              ],
              mode: .graduated,
              currency: "EUR",
              per: 1000
            ),
            "inr": UsagePrice(
              tiers: [
                Tier(upTo: 100_000, amount: "60.00"),
                Tier(upTo: 1_000_000, amount: "40.00"),
                Tier(amount: "20.00"),
              ],
              mode: .graduated,
              currency: "INR",
              per: 1000
            ),
          ]
        ),
        "routes": .metered(
          prices: [
            "usd": UsagePrice(amount: "2.00", currency: "USD", package: 1000),
            "eur": UsagePrice(amount: "1.80", currency: "EUR", package: 1000),
            "inr": UsagePrice(amount: "160.00", currency: "INR", package: 1000),
          ]
        ),
        "requestsPerSecond": 10,
      ],
      prices: [
        "usd": Price(amount: "25.00", currency: "USD", interval: .month),
        "eur": Price(amount: "23.00", currency: "EUR", interval: .month),
        "inr": Price(amount: "1999.00", currency: "INR", interval: .month),
      ]
    ),
    "volume": Plan(
      name: "Volume",
      entitlements: [
        "lookups": .metered(
          prices: [
            "usd": UsagePrice(
              tiers: [Tier(upTo: 10_000_000, amount: "0.20"), Tier(amount: "0.15")],
              mode: .volume,
              currency: "USD",
              per: 1000
            ),
            "eur": UsagePrice(
              tiers: [Tier(upTo: 10_000_000, amount: "0.18"), Tier(amount: "0.14")],
              mode: .volume,
              currency: "EUR",
              per: 1000
            ),
            "inr": UsagePrice(
              tiers: [Tier(upTo: 10_000_000, amount: "16.00"), Tier(amount: "12.00")],
              mode: .volume,
              currency: "INR",
              per: 1000
            ),
          ]
        ),
        "requestsPerSecond": 100,
      ],
      prices: [
        "usd": Price(amount: "499.00", currency: "USD", interval: .month),
        "eur": Price(amount: "459.00", currency: "EUR", interval: .month),
        "inr": Price(amount: "39999.00", currency: "INR", interval: .month),
      ]
    ),
  ],
  providers: ["stripe": ProviderSettings(options: ["settlementCurrency": "USD"])]
)
