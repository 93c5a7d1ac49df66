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
          .recurringAddons: .partial("charged once, when the subscription starts"),
          .oneTimeAddons: .limited("with a new subscription, at most \(limits.addons.perSubscription ?? 1)"),
          .addonQuantity: .none("your application must list the add-on once per unit"),
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
      ],
      termOptions: ["totalCount"],
      immutable: ImmutableFields.razorpay,
      limits: ProviderLimits.razorpay,
      sources: .razorpay,
      families: RuleFamily.Entry.razorpay,
      rules: Rule.razorpayRules,
      api: .razorpay,
      lowering: RazorpayLowering.init)
  }
}
