import Catalog
import Diagnostics

extension Provider {
  package static var stripe: Provider {
    Provider(
      name: "stripe",
      title: "Stripe",
      capabilities: { limits in
        [
          .recurringPrices: .limited("every 1 to \(limits.cadence.longestCounts)"),
          .trials: .limited("up to \(limits.trial.longest) days, on plans"),
          .recurringAddons: .limited("as items of the plan's subscription, in its currency and an interval that aligns"),
          .oneTimeAddons: .full,
          .addonQuantity: .partial("quantities are sent, limits are not enforced"),
          .topups: .partial("payment only; your application must grant the usage"),
          .booleanFeatures: .full,
          .staticFeatures: .partial("access only; your application must store the value"),
          .allowances: .partial(
            "access and the charge for usage beyond it; your application or a metering provider must enforce the amount"),
          .meters: .partial("of usage prices, with `sum`, `count` or `latest`; your application must filter events"),
          .grants: .none("Stripe's credit grants are money, not usage; your application must grant the usage"),
          .metadata: .limited("\(limits.metadataSizes), on everything but product features"),
        ]
      },
      options: [
        OptionDeclaration(
          "settlementCurrency", .text, default: "that of each price",
          "the currency of the account's payouts; minimum amounts are checked only for prices in it"),
        OptionDeclaration(
          "taxBehavior", .choice(["exclusive", "inclusive", "unspecified"]), default: "the account's",
          "whether prices include tax; cannot be changed later at Stripe"),
        OptionDeclaration("taxCode", .text, default: "the account's", "the tax code of every product, such as `txcd_10103000`"),
        OptionDeclaration("automaticTax", .boolean, default: "the account's", "whether purchases compute tax with Stripe Tax"),
        OptionDeclaration(
          "allowPromotionCodes", .boolean, default: "true for items that a discount with codes lowers",
          "whether customers can type a code in Checkout"),
      ],
      parameters: Parameter.stripe,
      termOptions: ["taxBehavior", "automaticTax"],
      immutable: ImmutableFields.stripe,
      limits: ProviderLimits.stripe,
      sources: .stripe,
      families: RuleFamily.Entry.stripe,
      rules: Rule.stripeRules,
      api: .stripe,
      lowering: StripeLowering.init)
  }
}
