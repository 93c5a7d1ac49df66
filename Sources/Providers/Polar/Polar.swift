import Catalog
import Diagnostics

extension Provider {
  package static var polar: Provider {
    Provider(
      name: "polar",
      title: "Polar",
      capabilities: { limits in
        [
          .recurringPrices: .limited(
            "interval counts up to \(limits.cadence.longest[.month] ?? 1), with a price in the organization's default currency"),
          .trials: .limited("up to \(limits.trial.longest) days"),
          .recurringAddons: .partial("as separate subscriptions, if the organization allows several per customer"),
          .oneTimeAddons: .full,
          .addonQuantity: .limited("for items that credit no usage, at whole minor units for each"),
          .topups: .full,
          .booleanFeatures: .full,
          .staticFeatures: .partial("as metadata of the benefit, up to \(limits.metadata?.valueLength ?? 0) characters"),
          .allowances: .partial("whole credits, renewed with each charge; Polar does not block usage"),
          .meters: .limited("all aggregations except `latest`, on one top-level property of the event, without groups"),
          .grants: .partial("credits that roll over, without expiration, priority or rollover limit"),
          .metadata: .limited("\(limits.metadataSizes)"),
        ]
      },
      options: [
        OptionDeclaration(
          "defaultCurrency", .choice((MoneyTable.polar.currencies ?? []).sorted()), default: "that of the first price",
          "the organization's default payment currency; Polar rejects products without a price in it"),
        OptionDeclaration(
          "meterCycling", .boolean, default: "false",
          "whether the organization may reset meters more often than it charges (the flag `meter_cycling_enabled`)"),
        OptionDeclaration(
          "multipleSubscriptions", .boolean, default: "false",
          "whether customers may have several subscriptions (the setting `allow_multiple_subscriptions`)"),
        OptionDeclaration(
          "organizationId", .text, default: "that of the token",
          "the organization to create objects in; omit it if the access token belongs to an organization"),
        OptionDeclaration(
          "taxBehavior", .choice(["location", "inclusive", "exclusive"]), default: "the organization's",
          "whether prices include tax"),
      ],
      parameters: [
        Parameter("customer", "your own id of the customer"), .customerKey, .quantity, .subscription, .successURL,
      ],
      termOptions: ["taxBehavior"],
      immutable: ImmutableFields.polar,
      limits: ProviderLimits.polar,
      sources: .polar,
      families: RuleFamily.Entry.polar,
      rules: Rule.polarRules,
      api: .polar,
      lowering: PolarLowering.init)
  }
}
