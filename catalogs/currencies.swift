import BillingCatalog

// The video editor in five currencies. Amounts of money are in the smallest unit: JPY has no decimals, KWD has three.
let currencies: Catalog = Catalog(
  meters: [
    "exports": Meter(
      name: "Exports",
      description: "Minutes of rendered video",
      eventType: "video.exported",
      aggregation: .sum,
      valueProperty: "$.minutes",
      groupBy: ["resolution": "$.resolution", "codec": "$.codec"]),
    "storage": Meter(
      name: "Storage",
      description: "Gigabytes held, as last measured",
      eventType: "storage.measured",
      aggregation: .latest,
      valueProperty: "$.gigabytes"),
  ],
  features: [
    "exportMinutes": Feature(key: "export_minutes", type: .metered, name: "Export minutes", meter: "exports"),
    "storage_gb": Feature(type: .metered, name: "Storage", meter: "storage", metadata: ["unit": "GB"]),
    "watermark_free": Feature(type: .boolean, name: "No watermark"),
    "brand_kit": Feature(type: .boolean, name: "Brand kit"),
    "max_resolution": Feature(type: .static, name: "Largest resolution"),
  ],
  plans: [
    "creator": Plan(
      name: "Creator",
      description: "For one person who publishes every week",
      entitlements: [
        "exportMinutes": 120,
        "storage_gb": 50.5,  // half a gigabyte for thumbnails
        "watermark_free": true,
        "max_resolution": #"{"height": 1080}"#,
      ],
      prices: [
        "eur_month": Price(amount: 1499, currency: "EUR", interval: .month, trialDays: 14),
        "usd_month": Price(amount: "14.99", currency: "USD", interval: .month, trialDays: 14),
        "gbp_month": Price(amount: 1299, currency: "GBP", interval: .month, trialDays: 14),
        "jpy_month": Price(amount: "2200", currency: "JPY", interval: .month, trialDays: 14),
        "kwd_month": Price(amount: "4.750", currency: "KWD", interval: .month, trialDays: 14),
        "eur_half_year": Price(amount: 7999, currency: "EUR", interval: .month, intervalCount: 6),
        "eur_year": Price(amount: 14_900, currency: "EUR", interval: .year, lookupKey: "creator:annual:eur"),
        "usd_year": Price(amount: 14_900, currency: "USD", interval: .year, lookupKey: "creator:annual:usd"),
      ],
      metadata: ["page": "/pricing#creator"]),
    "studio": Plan(
      name: "Studio",
      description: "For agencies: long exports, brand kits and room for every project",
      entitlements: [
        "exportMinutes": .metered(amount: 1500, isSoftLimit: true),
        "storage_gb": 1000,
        "watermark_free": true,
        "brand_kit": true,
        "max_resolution": #"{"height": 2160}"#,
      ],
      prices: [
        "eur_month": Price(amount: 5900, currency: "EUR", interval: .month),
        "usd_month": Price(amount: 5900, currency: "USD", interval: .month),
        "gbp_month": Price(amount: 4900, currency: "GBP", interval: .month),
        "jpy_month": Price(amount: 8800, currency: "JPY", interval: .month),
        "kwd_month": Price(amount: 18_500, currency: "KWD", interval: .month),
        "eur_quarter": Price(amount: 15_900, currency: "EUR", interval: .month, intervalCount: 3),
        "jpy_year": Price(amount: 88_000, currency: "JPY", interval: .year),
        "kwd_year": Price(amount: 185_000, currency: "KWD", interval: .year),
      ],
      metadata: ["page": "/pricing#studio"]),
  ],
  addons: [
    "brandKit": Addon(
      key: "brand_kit",
      name: "Brand kit",
      description: "Logos, fonts and colours in every template",
      entitlements: ["brand_kit": true],
      prices: [
        "eur_month": Price(amount: 499, currency: "EUR", interval: .month),
        "usd_month": Price(amount: 499, currency: "USD", interval: .month),
        "gbp_month": Price(amount: 449, currency: "GBP", interval: .month),
        "jpy_month": Price(amount: 700, currency: "JPY", interval: .month),
        "kwd_month": Price(amount: 1550, currency: "KWD", interval: .month),
      ],
      compatiblePlans: ["creator"]),
    "storagePack": Addon(
      key: "storage_pack",
      name: "Storage pack",
      description: "250 GB more, as often as needed",
      entitlements: ["storage_gb": .metered(amount: 250, reset: .month)],
      prices: [
        "eur_month": Price(amount: 900, currency: "EUR", interval: .month),
        "usd_month": Price(amount: 900, currency: "USD", interval: .month),
        "gbp_month": Price(amount: 800, currency: "GBP", interval: .month),
        "jpy_month": Price(amount: 1300, currency: "JPY", interval: .month),
        "kwd_month": Price(amount: 2800, currency: "KWD", interval: .month),
      ],
      multiple: true,
      quantity: Quantity(max: 20)),
  ],
  topups: [
    "renderHour": Topup(
      key: "render_hour",
      name: "One hour of exports",
      description: "Sixty more minutes, valid for three months",
      feature: "exportMinutes",
      amount: 60,
      prices: [
        "eur": Price(amount: 800, currency: "EUR", interval: .oneTime),
        "usd": Price(amount: 800, currency: "USD", interval: .oneTime),
        "gbp": Price(amount: 700, currency: "GBP", interval: .oneTime),
        "jpy": Price(amount: 1200, currency: "JPY", interval: .oneTime),
        "kwd": Price(amount: 2500, currency: "KWD", interval: .oneTime),
      ],
      grant: Grant(priority: 5, expiration: Expiration(duration: .month, count: 3), maxRolloverAmount: 60)),
  ],
  providers: [
    "stripe": ProviderSettings(
      options: ["settlementCurrency": "EUR", "taxBehavior": "inclusive", "taxCode": "txcd_10103000"],
      metadata: ["app": "studio-editor"]),
    "openmeter": ProviderSettings(options: ["mode": "plans"]),
  ])
