import BillingCatalog

// A build service without a base price: usage is charged at the end of each month.
let metered: Catalog = Catalog(
  meters: [
    "builds": Meter(
      name: "Build minutes",
      eventType: "build.finished",
      aggregation: .sum,
      valueProperty: "$.minutes"
    ),
    "egress": Meter(
      name: "Egress",
      eventType: "egress.counted",
      aggregation: .sum,
      valueProperty: "$.gigabytes"
    )
  ],
  features: [
    "builds": Feature(type: .metered, name: "Build minutes", meter: "builds"),
    "egress": Feature(type: .metered, name: "Egress (GB)", meter: "egress")
  ],
  plans: [
    "payAsYouGo": Plan(
      key: "pay_as_you_go",
      name: "Pay as you go",
      description: "No fee: usage is billed at the end of each month.",
      entitlements: [
        "builds": .metered(
          amount: 500,
          prices: ["usd": UsagePrice(amount: "0.008", currency: "USD")]
        ),
        "egress": .metered(
          amount: 100,
          prices: ["usd": UsagePrice(amount: "0.09", currency: "USD")]
        )
      ]
    )
  ],
  providers: ["stripe": ProviderSettings(options: ["settlementCurrency": "USD"])]
)
