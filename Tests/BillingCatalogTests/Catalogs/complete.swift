import BillingCatalog

// Every call has all of its arguments, so that Swift compiles the file only if they are in the order of the parameters.
let complete: Catalog = Catalog(
  meters: [
    "tokens": Meter(
      key: "tokens", name: "Tokens", description: "Tokens of all models", eventType: "ai.tokens", aggregation: .sum,
      valueProperty: "$.tokens", groupBy: ["model": "$.model"], metadata: ["a": 1])
  ],
  features: [
    "tokens": Feature(
      key: "tokens", type: .metered, name: "Tokens", description: "Tokens of all models", meter: "tokens", metadata: ["a": 1])
  ],
  plans: [
    "pro": Plan(
      key: "pro", name: "Pro", description: "For teams",
      entitlements: [
        "tokens": .metered(
          amount: 100_000, reset: .month, isSoftLimit: true, preserveOverageAtReset: false, metadata: ["a": 1]),
        "api": .boolean(enabled: true, metadata: ["a": 1]),
        "support": .static(config: "email", metadata: ["a": 1]),
      ],
      prices: [
        "quarterly": Price(
          amount: Money(minorUnits: 5400), currency: "USD", interval: .month, intervalCount: 3, trialDays: 14,
          lookupKey: "pro_quarterly",
          providerIds: ["stripe": "price_1"], metadata: ["a": 1])
      ],
      providerIds: ["stripe": "prod_1"], metadata: ["a": 1])
  ],
  addons: [
    "seats": Addon(
      key: "seats", name: "Seats", description: "More seats",
      entitlements: [
        "tokens": .metered(
          amount: 1000, reset: .day, isSoftLimit: false, preserveOverageAtReset: true, metadata: [:]),
        "seats": .limit(amount: 5, set: false, metadata: ["a": 1]),
      ],
      prices: [
        "yearly": Price(
          amount: "90.00", currency: "USD", interval: .year, intervalCount: 1, trialDays: 0, lookupKey: "seats_yearly",
          providerIds: [:], metadata: [:])
      ],
      compatiblePlans: ["pro"], multiple: true, quantity: Quantity(min: 1, max: 20), providerIds: ["stripe": "prod_2"],
      metadata: ["a": 1])
  ],
  topups: [
    "pack": Topup(
      key: "pack", name: "Pack", description: "A million tokens", feature: "tokens", amount: 1_000_000,
      prices: [
        "once": Price(
          amount: 1500, currency: "USD", interval: .oneTime, intervalCount: 1, trialDays: 0, lookupKey: "pack_once",
          providerIds: [:], metadata: [:])
      ],
      compatiblePlans: ["pro"],
      grant: Grant(
        priority: 2, expiration: Expiration(duration: .year, count: 1), maxRolloverAmount: 500_000, metadata: ["a": 1]),
      providerIds: ["stripe": "prod_3"], metadata: ["a": 1])
  ],
  providers: ["stripe": ProviderSettings(enabled: true, options: ["taxBehavior": "exclusive"], metadata: ["a": 1])]
)
