import BillingCatalog

// Every call has all arguments of one initializer, and each initializer has a call, so that Swift compiles the file only if they
// are in the order of the parameters.
let complete: Catalog = Catalog(
  id: "complete",
  meters: [
    "tokens": Meter(
      key: "tokens", name: "Tokens", description: "Tokens of all models", eventType: "ai.tokens", aggregation: .sum,
      valueProperty: "$.tokens", groupBy: ["model": "$.model"], providerIds: ["stripe": "mtr_1"], metadata: ["a": 1])
  ],
  features: [
    "tokens": Feature(
      key: "tokens", type: .metered, name: "Tokens", description: "Tokens of all models", meter: "tokens",
      where: ["model": .not(["tiny"])], providerIds: ["stripe": "feat_1"], metadata: ["a": 1]),
    "credits": Feature(
      key: "credits", type: .metered, name: "Credits", description: "Tokens at 5 credits", costs: ["tokens": 0.5],
      providerIds: [:], metadata: [:]),
  ],
  plans: [
    "pro": Plan(
      key: "pro", name: "Pro", description: "For teams",
      entitlements: [
        "tokens": .metered(
          amount: 100_000, reset: .month, perUnit: false, isSoftLimit: true, preserveOverageAtReset: false, metadata: ["a": 1]),
        "calls": .metered(
          amount: 1000, reset: .day, perUnit: true, max: 5000,
          prices: [
            "usd": UsagePrice(
              amount: "3.00", currency: "USD", per: 1_000_000, lookupKey: "calls_usd", providerIds: ["stripe": "price_2"],
              metadata: ["a": 1]),
            "eur": UsagePrice(
              amount: 200, currency: "EUR", package: 1000, lookupKey: "calls_eur", providerIds: ["stripe": "price_3"],
              metadata: ["a": 1]),
          ],
          metadata: ["a": 1]),
        "egress": .metered(
          reset: .month, perUnit: false, max: 0.5,
          prices: [
            "usd": UsagePrice(
              tiers: [Tier(upTo: 1000, amount: "0.04", flat: 500), Tier(upTo: 5000.5, flat: "2.00")], mode: .graduated,
              currency: "USD", per: 100, lookupKey: "egress_usd", providerIds: ["stripe": "price_4"], metadata: ["a": 1])
          ],
          metadata: ["a": 1]),
        "api": .boolean(enabled: true, metadata: ["a": 1]),
        "support": .static(config: "email", metadata: ["a": 1]),
      ],
      prices: [
        "quarterly": Price(
          amount: Money(minorUnits: 5400), currency: "USD", interval: .month, intervalCount: 3, trialDays: 14,
          trialCard: false, entitlements: ["api": .boolean(enabled: true, metadata: ["a": 1])], sold: true,
          lookupKey: "pro_quarterly",
          providerIds: ["stripe": "price_1"], metadata: ["a": 1]),
        "seats": Price(
          tiers: [Tier(upTo: 24, amount: 2200, flat: 0), Tier(upTo: 300, flat: "19.00")], mode: .volume, currency: "USD",
          interval: .month, intervalCount: 1, trialDays: 7, trialCard: true, entitlements: [:], sold: false,
          lookupKey: "pro_seats", providerIds: ["stripe": "price_5"],
          metadata: ["a": 1]),
      ],
      quantity: Quantity(feature: "seats", min: 5, max: 300), default: false, group: "app", sold: true, onRequest: false,
      providerIds: ["stripe": "prod_1"], metadata: ["a": 1])
  ],
  addons: [
    "seats": Addon(
      key: "seats", name: "Seats", description: "More seats",
      entitlements: [
        "tokens": .metered(
          amount: 1000, reset: .day, perUnit: true, isSoftLimit: false, preserveOverageAtReset: true, metadata: [:]),
        "seats": .limit(amount: 5, perUnit: true, set: false, metadata: ["a": 1]),
      ],
      prices: [
        "yearly": Price(
          amount: "90.00", currency: "USD", interval: .year, intervalCount: 1, trialDays: 0, trialCard: true, entitlements: [:],
          sold: true, lookupKey: "seats_yearly",
          providerIds: [:], metadata: [:])
      ],
      compatiblePlans: ["pro"], multiple: true, quantity: Quantity(feature: "guests", min: 1, max: 20),
      sold: true, onRequest: true, providerIds: ["stripe": "prod_2"],
      metadata: ["a": 1])
  ],
  topups: [
    "pack": Topup(
      key: "pack", name: "Pack", description: "A million tokens", feature: "tokens", amount: 1_000_000,
      prices: [
        "once": Price(
          amount: 1500, currency: "USD", interval: .oneTime, intervalCount: 1, trialDays: 0, trialCard: true, entitlements: [:],
          sold: true, lookupKey: "pack_once",
          providerIds: [:], metadata: [:])
      ],
      compatiblePlans: ["pro"], quantity: Quantity(feature: "packs", min: 1, max: 3),
      grant: Grant(
        priority: 2, expiration: Expiration(duration: .year, count: 1), maxRolloverAmount: 500_000, metadata: ["a": 1]),
      sold: true, providerIds: ["stripe": "prod_3"], metadata: ["a": 1])
  ],
  discounts: [
    "launch": Discount(
      name: "Launch", percent: 12.5, duration: .months(3), appliesTo: ["plans.pro"],
      codes: [
        "LAUNCH20": Code(
          maxRedemptions: 100, maxPerCustomer: 1, expiresAt: "2027-03-31T23:59:59Z", firstPurchaseOnly: true,
          minimum: ["USD": 7000, "EUR": "66.00"])
      ],
      maxRedemptions: 1000, expiresAt: "2027-12-31T23:59:59+01:00", providerIds: ["stripe": "launch"], metadata: ["a": 1]),
    "welcome": Discount(
      name: "Welcome", amounts: ["USD": 1000, "EUR": "9.00"], duration: .once, appliesTo: ["seats"], codes: [:],
      maxRedemptions: 1000, expiresAt: "2027-12-31T23:59:59Z", providerIds: [:], metadata: [:]),
    "student": Discount(
      name: "Student", percent: 50, duration: .forever, appliesTo: [], codes: [:], maxRedemptions: 1, expiresAt: "",
      providerIds: [:],
      metadata: [:]),
  ],
  providers: ["stripe": ProviderSettings(enabled: true, options: ["taxBehavior": "exclusive"], metadata: ["a": 1])],
  lint: Lint(allow: ["dominated-plan"], warn: ["volume-cliff"], deny: ["stripe/*"])
)
