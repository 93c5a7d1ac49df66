import BillingCatalog

// A school with an add-on that is paid once and a top-up, in INR. Razorpay sells it without a warning.
let academy: Catalog = Catalog(
  features: [
    "lessons": Feature(type: .boolean, name: "Recorded lessons"),
    "live_classes": Feature(type: .boolean, name: "Live classes"),
    "coaching": Feature(type: .boolean, name: "Coaching before the exam"),
    "questions": Feature(type: .metered, name: "Questions to a teacher")
  ],
  plans: [
    "learner": Plan(
      name: "Learner",
      description: "All recorded lessons",
      entitlements: ["lessons": true, "questions": 20],
      prices: [
        "monthly": Price(amount: "499.00", currency: "INR", interval: .month),
        "yearly": Price(amount: "4999.00", currency: "INR", interval: .year)
      ]
    ),
    "classroom": Plan(
      name: "Classroom",
      description: "Lessons, and live classes every week",
      entitlements: ["lessons": true, "live_classes": true, "questions": 100],
      prices: [
        "monthly": Price(amount: "1499.00", currency: "INR", interval: .month, trialDays: 7),
        "yearly": Price(amount: "13999.00", currency: "INR", interval: .year)
      ]
    )
  ],
  addons: [
    "exam_coaching": Addon(
      name: "Exam coaching",
      description: "Three sessions before the exam, paid once",
      entitlements: ["coaching": true],
      prices: ["once": Price(amount: "2500.00", currency: "INR", interval: .oneTime)]
    )
  ],
  topups: [
    "question_pack": Topup(
      name: "50 questions",
      description: "When the monthly questions are used up",
      feature: "questions",
      amount: 50,
      prices: ["once": Price(amount: "299.00", currency: "INR", interval: .oneTime)]
    )
  ],
  providers: ["razorpay": ProviderSettings(options: ["addons": true, "totalCount": 60])]
)
