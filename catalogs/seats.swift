import BillingCatalog

// A collaboration tool: a price for each member, by the number of members.
let seats: Catalog = Catalog(
  features: [
    "members": Feature(type: .limit, name: "Members"),
    "guests": Feature(type: .limit, name: "Guests"),
    "auditLog": Feature(key: "audit_log", type: .boolean, name: "Audit log"),
  ],
  plans: [
    "team": Plan(
      name: "Team",
      entitlements: ["guests": .limit(amount: 2, perUnit: true)],
      prices: [
        "monthly": Price(amount: "12.00", currency: "USD", interval: .month, trialDays: 14),
        "yearly": Price(amount: "120.00", currency: "USD", interval: .year, trialDays: 14),
      ],
      quantity: Quantity(feature: "members", max: 49)
    ),
    "business": Plan(
      name: "Business",
      entitlements: ["guests": .limit(amount: 5, perUnit: true), "auditLog": true],
      prices: [
        "monthly": Price(
          tiers: [
            Tier(upTo: 49, amount: "20.00"),
            Tier(upTo: 199, amount: "18.00"),
            Tier(amount: "15.00"),
          ],
          mode: .graduated,
          currency: "USD",
          interval: .month
        ),
        "yearly": Price(
          tiers: [
            Tier(upTo: 49, amount: "200.00"),
            Tier(upTo: 199, amount: "180.00"),
            Tier(amount: "150.00"),
          ],
          mode: .graduated,
          currency: "USD",
          interval: .year
        ),
      ],
      quantity: Quantity(feature: "members", min: 10, max: 1000)
    ),
  ],
  providers: ["stripe": ProviderSettings(options: ["settlementCurrency": "USD"])]
)
