import Catalog
import Diagnostics

extension Provider {
  package static var razorpay: Provider {
    Provider(
      name: "razorpay",
      title: "Razorpay",
      strategies: Strategies(
        plan: "subscription_plan", recurringAddon: "subscription_addon", oneTimeAddon: "subscription_addon",
        topup: "manual_charge"),
      capabilities: { limits in
        [
          .recurringPrices: .partial("every \(limits.cadence.shortest?.described ?? "day") to \(limits.cadence.longest[.year] ?? 1) years, for a fixed number of charges; each price is its own plan"),
          .trials: .partial("the application sends the day of the first charge"),
          .recurringAddons: .partial("charged once, when the subscription starts"),
          .oneTimeAddons: .partial("with a new subscription, at most \(limits.addons.perSubscription ?? 1)"),
          .addonQuantity: .none("the application repeats the add-on in the request"),
          .topups: .partial("an order for each purchase; the application grants the usage"),
          .booleanFeatures: .none("the application knows who has what"),
          .staticFeatures: .none("the application holds the value"),
          .allowances: .none("the application or a metering provider enforces the amount"),
          .meters: .none("no price of a catalog is charged by usage"),
          .grants: .none("the application grants the usage when the order is paid"),
          .metadata: .partial("\(limits.metadataSizes), on plans, subscriptions and orders"),
        ]
      },
      options: [
        OptionDeclaration(
          "totalCount", .integer(1...36500), default: "ten years' worth",
          "how many times a subscription is charged before it ends")
      ],
      termOptions: ["totalCount"],
      immutable: Immutability.razorpay,
      limits: ProviderLimits.razorpay,
      families: RuleFamily.Entry.razorpay,
      rules: Rule.razorpayRules,
      api: .razorpay,
      lowering: RazorpayLowering.init)
  }
}
