import BillingCatalog

// An AI assistant: a price for each seat, tokens and images charged by use, limits that add up.
let assistant: Catalog = Catalog(
  meters: [
    "inputTokens": Meter(
      key: "input_tokens",
      name: "Input tokens",
      eventType: "assistant.answered",
      aggregation: .sum,
      valueProperty: "$.inputTokens"
    ),
    "outputTokens": Meter(
      key: "output_tokens",
      name: "Output tokens",
      eventType: "assistant.answered",
      aggregation: .sum,
      valueProperty: "$.outputTokens"
    ),
    "images": Meter(name: "Images", eventType: "image.created", aggregation: .count)
  ],
  features: [
    "input": Feature(
      key: "input_tokens",
      type: .metered,
      name: "Input tokens",
      meter: "inputTokens"
    ),
    "output": Feature(
      key: "output_tokens",
      type: .metered,
      name: "Output tokens",
      meter: "outputTokens"
    ),
    "imageCredits": Feature(
      key: "image_credits",
      type: .metered,
      name: "Image credits",
      meter: "images"
    ),
    "seats": Feature(type: .limit, name: "Seats"),
    "projects": Feature(type: .limit, name: "Projects"),
    "sso": Feature(type: .boolean, name: "Single sign-on"),
    "models": Feature(type: .static, name: "Models")
  ],
  plans: [
    "free": Plan(
      name: "Free",
      entitlements: [
        "input": 200_000,
        "output": 50_000,
        "imageCredits": .metered(amount: 10, reset: .never),
        "projects": 3,
        "models": .static(config: ["small"])
      ],
      prices: ["monthly": Price(amount: 0, currency: "USD", interval: .month)]
    ),
    "team": Plan(
      name: "Team",
      description: "For each member; tokens beyond the included ones are billed at the end of each month.",
      entitlements: [
        "input": .metered(
          amount: 5_000_000,
          prices: ["usd": UsagePrice(amount: "3.00", currency: "USD", per: 1_000_000)]
        ),
        "output": .metered(
          amount: 1_000_000,
          max: 500_000_000,
          prices: ["usd": UsagePrice(amount: "15.00", currency: "USD", per: 1_000_000)]
        ),
        "imageCredits": 500,
        "projects": .unlimited,
        "sso": true,
        "models": .static(config: ["small", "large"])
      ],
      prices: ["monthly": Price(amount: "30.00", currency: "USD", interval: .month)],
      quantity: Quantity(feature: "seats", max: 500)
    )
  ],
  addons: [
    "moreProjects": Addon(
      key: "more_projects",
      name: "20 more projects",
      entitlements: ["projects": 20],
      prices: ["monthly": Price(amount: "5.00", currency: "USD", interval: .month)],
      compatiblePlans: ["free"],
      quantity: Quantity(max: 10)
    )
  ],
  topups: [
    "images100": Topup(
      key: "images_100",
      name: "100 images",
      feature: "imageCredits",
      amount: 100,
      prices: ["usd": Price(amount: "4.00", currency: "USD", interval: .oneTime)],
      grant: Grant(priority: 5)
    )
  ],
  providers: ["stripe": ProviderSettings(options: ["settlementCurrency": "USD"])]
)
