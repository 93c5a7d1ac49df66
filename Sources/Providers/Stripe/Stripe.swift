import Catalog
import Diagnostics

extension Provider {
  package static var stripe: Provider {
    Provider(
      name: "stripe",
      title: "Stripe",
      capabilities: { limits in
        [
          .recurringPrices: .partial("every 1 to \(limits.cadence.longestCounts)"),
          .trials: .partial("up to \(limits.trial.longest) days, on plans"),
          .recurringAddons: .partial("as items of the plan's subscription, in its currency and a cadence that fits"),
          .oneTimeAddons: .full,
          .addonQuantity: .partial("the quantity is sent, its bounds are not enforced"),
          .topups: .partial("the payment; the application grants the usage"),
          .booleanFeatures: .full,
          .staticFeatures: .partial("access; the application holds the value"),
          .allowances: .partial("access; the application or a metering provider enforces the amount"),
          .meters: .none("no price of a catalog is charged by usage"),
          .grants: .none("credit grants are money, not usage: the application grants it when the payment arrives"),
          .metadata: .partial("\(limits.metadataSizes), on all but attachments of features"),
        ]
      },
      options: [
        OptionDeclaration(
          "settlementCurrency", .text, default: "that of each price",
          "the currency of the account's payouts: minimum amounts are checked for prices in it alone"),
        OptionDeclaration(
          "taxBehavior", .choice(["exclusive", "inclusive", "unspecified"]), default: "the account's",
          "whether prices include tax; Stripe does not let it change later"),
        OptionDeclaration("taxCode", .text, default: "the account's", "the tax code of every product, as `txcd_10103000`"),
      ],
      termOptions: ["taxBehavior"],
      immutable: Immutability.stripe,
      limits: ProviderLimits.stripe,
      families: RuleFamily.Entry.stripe,
      rules: Rule.stripeRules,
      api: .stripe,
      lowering: StripeLowering.init)
  }
}
