import BillingCatalog

// Invoicing for shops in India. Amounts of money are in paise: 19_900 is 199.00 INR.
let india: Catalog = Catalog(
  meters: [
    "sms": Meter(
      name: "SMS",
      description: "Messages accepted by the carrier, in parts of 160 characters",
      eventType: "sms.sent",
      aggregation: .sum,
      valueProperty: "$.parts",
      groupBy: ["route": "$.route"]),
    "invoices": Meter(
      name: "Invoices",
      description: "GST invoices raised in the app",
      eventType: "invoice.created",
      aggregation: .uniqueCount,
      valueProperty: "$.invoiceNumber"),
  ],
  features: [
    "smsCredits": Feature(key: "sms_credits", type: .metered, name: "SMS credits", meter: "sms"),
    "invoices": Feature(type: .metered, name: "GST invoices", meter: "invoices"),
    "gst_returns": Feature(type: .boolean, name: "GSTR-1 export"),
    "whatsapp_reminders": Feature(type: .boolean, name: "WhatsApp reminders"),
    "data_migration": Feature(type: .boolean, name: "Assisted data migration"),
    "invoice_template": Feature(type: .static, name: "Invoice template"),
  ],
  plans: [
    "starter": Plan(
      name: "Starter",
      description: "Billing for one shop",
      entitlements: [
        "invoices": 100,
        "smsCredits": 50,
        "gst_returns": false,  // said aloud, so that nobody adds it by accident
        "invoice_template": #"{"layout": "classic"}"#,
      ],
      prices: [
        "monthly": Price(amount: 19_900, currency: "INR", interval: .month, trialDays: 7),
        "quarterly": Price(amount: 54_900, currency: "INR", interval: .month, intervalCount: 3),
        "yearly": Price(amount: 199_900, currency: "INR", interval: .year),
      ],
      metadata: ["gst": ["sac": "997331", "ratePercent": 18, "inclusive": true]]),
    "growth": Plan(
      name: "Growth",
      description: "Up to five shops, with returns and reminders",
      entitlements: [
        "invoices": .metered(amount: 2000, reset: .month, isSoftLimit: true),
        "smsCredits": 500,
        "gst_returns": true,
        "whatsapp_reminders": true,
        "invoice_template": #"{"layout": "branded"}"#,
      ],
      prices: [
        "monthly": Price(amount: 49_900, currency: "INR", interval: .month, trialDays: 7),
        "quarterly": Price(amount: 139_900, currency: "INR", interval: .month, intervalCount: 3),
        "yearly": Price(amount: 499_900, currency: "INR", interval: .year),
      ],
      metadata: ["gst": ["sac": "997331", "ratePercent": 18, "inclusive": true]]),
  ],
  addons: [
    "whatsapp": Addon(
      name: "WhatsApp reminders",
      description: "Payment reminders on WhatsApp, at the payer's own number",
      entitlements: ["whatsapp_reminders": true],
      prices: [
        "monthly": Price(amount: 14_900, currency: "INR", interval: .month),
        "quarterly": Price(amount: 39_900, currency: "INR", interval: .month, intervalCount: 3),
        "yearly": Price(amount: 149_900, currency: "INR", interval: .year),
      ],
      compatiblePlans: ["starter"]),
    "assistedSetup": Addon(
      key: "assisted_setup",
      name: "Assisted setup",
      description: "Items, parties and opening balances brought over from Tally or a spreadsheet",
      entitlements: [
        "data_migration": .boolean(
          enabled: false,
          metadata: ["fulfilment": "done by the field team, nothing to unlock in the app"]),
      ],
      prices: ["once": Price(amount: 299_900, currency: "INR", interval: .oneTime)],
      metadata: ["gst": ["sac": "998313", "ratePercent": 18, "inclusive": true]]),
  ],
  topups: [
    "sms500": Topup(
      key: "sms_500",
      name: "500 SMS credits",
      description: "Transactional SMS on the DLT route, valid for six months",
      feature: "smsCredits",
      amount: 500,
      prices: ["inr": Price(amount: 12_500, currency: "INR", interval: .oneTime)],
      grant: Grant(priority: 2, expiration: Expiration(duration: .month, count: 6), maxRolloverAmount: 500)),
    // Diwali: a pack that lasts over the season.
    "sms5000": Topup(
      key: "sms_5000",
      name: "5,000 SMS credits",
      description: "The festival season pack, valid for a year",
      feature: "smsCredits",
      amount: 5000,
      prices: ["inr": Price(amount: 99_900, currency: "INR", interval: .oneTime)],
      compatiblePlans: ["growth"],
      grant: Grant(priority: 3, expiration: Expiration(duration: .year, count: 1), maxRolloverAmount: 5000)),
  ],
  providers: [
    "razorpay": ProviderSettings(options: ["totalCount": 60], metadata: ["gstin": "29AABCU9603R1ZX"]),
    "autumn": ProviderSettings(options: ["defaultCurrency": "INR"]),
    "stripe": ProviderSettings(options: ["settlementCurrency": "INR", "taxBehavior": "inclusive"]),
  ])
