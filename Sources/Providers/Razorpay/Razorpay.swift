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
          .recurringPrices: .partial(
            "every \(limits.cadence.shortest?.described ?? "day") to \(limits.cadence.longest[.year] ?? 1) years, for a fixed number of charges, one plan per price"
          ),
          .trials: .partial("your application must send the time of the first charge"),
          .recurringAddons: .partial("charged once, with the start or the next invoice of the subscription"),
          .oneTimeAddons: .limited("at most \(limits.addons.perSubscription ?? 1) with a new subscription"),
          .addonQuantity: .partial(
            "on a running subscription; with a new one, your application must list the add-on once per unit"),
          .topups: .partial("an order per purchase; your application must grant the usage"),
          .booleanFeatures: .none("your application must grant access"),
          .staticFeatures: .none("your application must store the value"),
          .allowances: .none("your application or a metering provider must enforce the amount"),
          .meters: .none("your application must count usage and charge it, at the rates in the artifact"),
          .grants: .none("your application must grant the usage when the order is paid"),
          .metadata: .limited("\(limits.metadataSizes), on plans, subscriptions and orders"),
        ]
      },
      options: [
        OptionDeclaration(
          "addons", .boolean, default: "false",
          "whether the account accepts add-ons, which Razorpay's FAQ lists as deprecated"),
        OptionDeclaration(
          "totalCount", .integer(1...36500), default: "ten years' worth",
          "the number of charges after which a subscription ends"),
        OptionDeclaration(
          "totalYears", .integer(1...100), default: "that of `totalCount`",
          "the years after which a subscription ends, instead of `totalCount`: at each interval, as many charges as fit"),
      ],
      parameters: [
        .customerKey, .quantity, .subscription,
        Parameter("plan", "the id of the Razorpay plan that is bought with the add-on"),
        Parameter("total_count", "the `total_count` of the plan's own request"),
        Parameter("plan_quantity", "how many of the plan are bought"),
        Parameter("start_at", "the end of the trial, in Unix seconds; none if the plan has no trial"),
        Parameter("receipt", "a unique number of your own"),
      ],
      termOptions: ["totalCount", "totalYears"],
      immutable: ImmutableFields.razorpay,
      limits: ProviderLimits.razorpay,
      sources: .razorpay,
      families: RuleFamily.Entry.razorpay,
      rules: Rule.razorpayRules,
      api: .razorpay,
      lowering: RazorpayLowering.init)
  }
}
