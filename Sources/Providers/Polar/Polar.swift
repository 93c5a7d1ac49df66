import Catalog
import Diagnostics

extension Provider {
  package static var polar: Provider {
    Provider(
      name: "polar",
      title: "Polar",
      capabilities: { limits in
        [
          .recurringPrices: .partial("every 1 to \(limits.cadence.longest[.month] ?? 1) intervals, with a price in the organization's default currency"),
          .trials: .partial("up to \(limits.trial.longest) days"),
          .recurringAddons: .partial("as subscriptions of their own, where the organization allows a customer several"),
          .oneTimeAddons: .full,
          .addonQuantity: .none("a checkout sells one of a product"),
          .topups: .full,
          .booleanFeatures: .full,
          .staticFeatures: .partial("as metadata of the benefit, up to \(limits.metadata?.valueLength ?? 0) characters"),
          .allowances: .partial("whole credits that come back with each charge; Polar never blocks usage"),
          .meters: .partial("all but `latest`, on one plain property of the event, without groups"),
          .grants: .partial("credits that roll over: no expiration, no priority, no cap on what rolls over"),
          .metadata: .partial("\(limits.metadataSizes)"),
        ]
      },
      options: [
        OptionDeclaration(
          "defaultCurrency", .choice((MoneyTable.polar.currencies ?? []).sorted()), default: "that of the first price",
          "the organization's default payment currency: Polar refuses a product without a price in it"),
        OptionDeclaration(
          "meterCycling", .boolean, default: "false",
          "whether the organization may reset meters more often than it charges (the flag `meter_cycling_enabled`)"),
        OptionDeclaration(
          "multipleSubscriptions", .boolean, default: "false",
          "whether customers may have several subscriptions (the setting `allow_multiple_subscriptions`)"),
        OptionDeclaration(
          "organizationId", .text, default: "that of the token",
          "the organization that everything is made for; an organization's own access token must go without it"),
        OptionDeclaration(
          "taxBehavior", .choice(["location", "inclusive", "exclusive"]), default: "the organization's",
          "whether prices include tax"),
      ],
      termOptions: ["taxBehavior"],
      immutable: Immutability.polar,
      limits: ProviderLimits.polar,
      families: RuleFamily.Entry.polar,
      rules: Rule.polarRules,
      api: .polar,
      lowering: PolarLowering.init)
  }
}
