import BillingCatalog

// An image tool and a site builder: a credit pool, groups of plans, legacy prices, and discounts with codes.
let studio: Catalog = Catalog(
  id: "studio",
  meters: [
    "images": Meter(name: "Images", eventType: "image.made", aggregation: .count),
    "upscales": Meter(name: "Upscales", eventType: "image.upscaled", aggregation: .count),
    "visits": Meter(name: "Visits", eventType: "site.visit", aggregation: .count)
  ],
  features: [
    "images": Feature(type: .metered, name: "Images", meter: "images"),
    "upscales": Feature(type: .metered, name: "Upscales", meter: "upscales"),
    "credits": Feature(type: .metered, name: "Credits", costs: ["images": 1, "upscales": 0.5]),
    "private_mode": Feature(type: .boolean, name: "Private mode"),
    "visits": Feature(type: .metered, name: "Site visits", meter: "visits"),
    "own_domain": Feature(type: .boolean, name: "Own domain")
  ],
  plans: [
    "free": Plan(name: "Free", entitlements: ["credits": 25], default: true, group: "images"),
    "creator": Plan(
      name: "Creator",
      description: "For people who publish every week",
      entitlements: ["credits": 300, "private_mode": true],
      prices: [
        "monthly_usd": Price(
          amount: 1500,
          currency: "USD",
          interval: .month,
          trialDays: 7,
          trialCard: false
        ),
        "monthly_eur": Price(amount: 1400, currency: "EUR", interval: .month),
        "yearly_usd": Price(amount: 14_400, currency: "USD", interval: .year),
        "large_usd": Price(
          amount: 2900,
          currency: "USD",
          interval: .month,
          entitlements: ["credits": 800]
        ),
        "monthly_2024": Price(
          amount: 1200,
          currency: "USD",
          interval: .month,
          entitlements: ["credits": 200],
          sold: false
        )
      ],
      group: "images"
    ),
    "hobby_2023": Plan(
      name: "Hobby",
      entitlements: ["credits": 60],
      prices: ["monthly": Price(amount: 500, currency: "USD", interval: .month)],
      group: "images",
      sold: false
    ),
    "enterprise": Plan(
      name: "Enterprise",
      entitlements: ["private_mode": true],
      group: "images",
      onRequest: true
    ),
    "site_free": Plan(
      name: "Site Free",
      entitlements: ["visits": 1000],
      default: true,
      group: "sites"
    ),
    "site": Plan(
      name: "Site",
      entitlements: [
        "visits": .metered(
          amount: 50_000,
          prices: ["usd": UsagePrice(amount: "0.20", currency: "USD", per: 1000)]
        ),
        "own_domain": true
      ],
      prices: ["monthly": Price(amount: "9.00", currency: "USD", interval: .month)],
      group: "sites"
    )
  ],
  addons: [
    "onboarding": Addon(
      name: "Onboarding",
      entitlements: [:],
      prices: ["once": Price(amount: "99.00", currency: "USD", interval: .oneTime)],
      compatiblePlans: ["creator"]
    )
  ],
  topups: [
    "credits_500": Topup(
      name: "500 credits",
      feature: "credits",
      amount: 500,
      prices: [
        "usd": Price(amount: 2000, currency: "USD", interval: .oneTime),
        "eur": Price(amount: 1900, currency: "EUR", interval: .oneTime)
      ],
      compatiblePlans: ["creator"],
      grant: Grant(priority: 2, maxRolloverAmount: 500)
    )
  ],
  discounts: [
    "student": Discount(
      name: "Student",
      percent: 50,
      duration: .forever,
      appliesTo: ["creator"],
      codes: ["STUDENT50": Code()]
    ),
    "launch": Discount(
      name: "Launch",
      percent: 20,
      duration: .months(3),
      appliesTo: ["plans.site"],
      codes: [
        "LAUNCH20": Code(expiresAt: "2027-03-31T23:59:59Z", firstPurchaseOnly: true),
        "PARTNER20": Code(maxRedemptions: 100)
      ],
      maxRedemptions: 1000
    ),
    "welcome": Discount(
      name: "Welcome",
      amounts: ["USD": 500, "EUR": "4.50"],
      duration: .once,
      appliesTo: ["plans.creator"],
      codes: ["WELCOME5": Code(firstPurchaseOnly: true, minimum: ["USD": 1000, "EUR": 900])]
    )
  ]
)
