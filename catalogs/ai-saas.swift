import BillingCatalog

// The assistant: a free plan, two paid ones, and tokens in packs. Amounts of money are in cents.
let aiSaas: Catalog = Catalog(
  // The gateway sends one event for each model call and for each API request.
  meters: [
    "tokens": Meter(
      name: "Model tokens",
      description: "Prompt and completion tokens of every model call",
      eventType: "ai.tokens",
      aggregation: .sum,
      valueProperty: "$.tokens",
      groupBy: ["model": "$.model"]),
    "api_requests": Meter(
      name: "API requests",
      description: "Calls to the public API, whatever they answer",
      eventType: "api.request",
      aggregation: .count),
  ],
  features: [
    "ai_tokens": Feature(type: .metered, name: "AI tokens", meter: "tokens", metadata: ["unit": "token"]),
    "api_requests": Feature(type: .metered, name: "API requests", meter: "api_requests"),
    "api_access": Feature(type: .boolean, name: "API access"),
    "sso": Feature(type: .boolean, name: "Single sign-on"),
    "support_tier": Feature(type: .static, name: "Support tier", metadata: ["owner": "customer-success"]),
    "extra_seats": Feature(type: .boolean, name: "Extra seats"),
    "onboarding": Feature(type: .boolean, name: "Guided onboarding"),
  ],
  plans: [
    "free": Plan(
      name: "Free",
      description: "Try the assistant with a small monthly allowance",
      entitlements: [
        "ai_tokens": 50_000,  // each month
        "api_requests": .metered(amount: 100, reset: .day),
        "api_access": false,
        "support_tier": #"{"tier": "community"}"#,
      ],
      default: true),
    "pro": Plan(
      name: "Pro",
      description: "For people who work with the assistant every day",
      entitlements: [
        "ai_tokens": .metered(amount: 2_000_000, reset: .month, isSoftLimit: false),
        "api_requests": .metered(amount: 10_000, reset: .day),
        "api_access": true,
        "support_tier": #"{"tier": "standard", "firstResponseHours": 24}"#,
      ],
      prices: [
        "monthly": Price(amount: 2000, currency: "USD", interval: .month, trialDays: 14),
        "yearly": Price(
          amount: 20_000,
          currency: "USD",
          interval: .year,
          trialDays: 14,
          metadata: ["discount": "two months free"]),
      ],
      metadata: ["audience": "individuals", "highlighted": true]),
    "team": Plan(
      name: "Team",
      description: "Five seats, single sign-on and a shared pool of tokens",
      entitlements: [
        // A team that runs out goes on working; what it uses beyond the pool comes off the next month.
        "ai_tokens": .metered(amount: 15_000_000, reset: .month, isSoftLimit: true, preserveOverageAtReset: true),
        "api_requests": .metered(amount: 100_000, reset: .day),
        "api_access": true,
        "sso": true,
        "support_tier": #"{"tier": "standard", "firstResponseHours": 8}"#,
      ],
      prices: [
        "monthly": Price(amount: 9900, currency: "USD", interval: .month),
        "yearly": Price(amount: 99_000, currency: "USD", interval: .year),
      ],
      metadata: ["audience": "companies", "includedSeats": 5]),
  ],
  addons: [
    "extraSeats": Addon(
      key: "extra_seats",
      name: "Extra seat",
      description: "One more person in the workspace",
      entitlements: ["extra_seats": true],
      prices: [
        "monthly": Price(amount: 1500, currency: "USD", interval: .month),
        "yearly": Price(amount: 15_000, currency: "USD", interval: .year),
      ],
      compatiblePlans: ["team"],
      multiple: true,
      // Beyond 200 seats sales makes a contract.
      quantity: Quantity(min: 1, max: 200)),
    "prioritySupport": Addon(
      key: "priority_support",
      name: "Priority support",
      description: "A first answer within the hour, around the clock",
      entitlements: ["support_tier": .static(config: #"{"tier": "priority", "firstResponseHours": 1}"#)],
      prices: [
        "monthly": Price(amount: 4900, currency: "USD", interval: .month),
        "yearly": Price(amount: 49_000, currency: "USD", interval: .year),
      ],
      compatiblePlans: ["pro", "team"]),
    "onboarding": Addon(
      name: "Guided onboarding",
      description: "Two workshops with a solutions engineer",
      entitlements: [
        "onboarding": .boolean(
          enabled: false,
          metadata: ["fulfilment": "booked by customer success, nothing to unlock in the product"]),
      ],
      prices: ["once": Price(amount: 75_000, currency: "USD", interval: .oneTime)],
      compatiblePlans: ["team"]),
  ],
  topups: [
    "tokens1m": Topup(
      key: "tokens_1m",
      name: "1 million tokens",
      description: "Spent after the monthly allowance, valid for a year",
      feature: "ai_tokens",
      amount: 1_000_000,
      prices: ["usd": Price(amount: 1200, currency: "USD", interval: .oneTime)],
      compatiblePlans: ["pro", "team"],
      /* Packs are spent after the monthly allowance. */
      grant: Grant(priority: 2, expiration: Expiration(duration: .year, count: 1), maxRolloverAmount: 1_000_000)),
    "tokens10m": Topup(
      key: "tokens_10m",
      name: "10 million tokens",
      description: "The large pack, valid for a year",
      feature: "ai_tokens",
      amount: 10_000_000,
      prices: ["usd": Price(amount: 9900, currency: "USD", interval: .oneTime)],
      compatiblePlans: ["pro", "team"],
      grant: Grant(
        priority: 2,
        expiration: Expiration(duration: .year, count: 1),
        maxRolloverAmount: 10_000_000,
        metadata: ["campaign": "volume-packs"])),
  ],
  providers: [
    "stripe": ProviderSettings(
      options: ["settlementCurrency": "USD", "taxBehavior": "exclusive"],
      metadata: ["app": "assistant"]),
  ])
