import BillingCatalog

// A help desk with a recurring add-on and a top-up. Six providers sell it without a warning.
let helpdesk: Catalog = Catalog(
  meters: [
    "replies": Meter(
      name: "Replies",
      description: "Answers that the assistant has sent to customers",
      eventType: "reply.sent",
      aggregation: .count
    )
  ],
  features: [
    "replies": Feature(type: .metered, name: "Assistant replies", meter: "replies"),
    "inboxes": Feature(type: .limit, name: "Shared inboxes"),
    "reports": Feature(type: .boolean, name: "Reports"),
    "branding": Feature(type: .boolean, name: "Own branding")
  ],
  plans: [
    "free": Plan(
      name: "Free",
      description: "One inbox, to try it out",
      entitlements: ["replies": 50, "inboxes": 1],
      default: true
    ),
    "team": Plan(
      name: "Team",
      description: "For a support team",
      entitlements: ["replies": 2000, "inboxes": 5],
      prices: ["monthly": Price(amount: "49.00", currency: "USD", interval: .month, trialDays: 14)]
    ),
    "business": Plan(
      name: "Business",
      description: "For several teams, with reports",
      entitlements: ["replies": 10_000, "inboxes": 25, "reports": true],
      prices: ["monthly": Price(amount: "149.00", currency: "USD", interval: .month)]
    )
  ],
  addons: [
    "white_label": Addon(
      name: "White label",
      description: "Your logo and domain instead of ours",
      entitlements: ["branding": true],
      prices: ["monthly": Price(amount: "29.00", currency: "USD", interval: .month)],
      compatiblePlans: ["team", "business"]
    )
  ],
  topups: [
    "reply_pack": Topup(
      name: "1,000 replies",
      description: "When the monthly replies are used up",
      feature: "replies",
      amount: 1000,
      prices: ["once": Price(amount: "19.00", currency: "USD", interval: .oneTime)],
      compatiblePlans: ["team", "business"]
    )
  ],
  providers: [
    "dodo": ProviderSettings(options: ["taxCategory": "saas"]),
    "polar": ProviderSettings(options: ["defaultCurrency": "USD", "multipleSubscriptions": true]),
    "autumn": ProviderSettings(options: ["defaultCurrency": "USD"])
  ]
)
