import Catalog
import Diagnostics

extension Provider {
  package static var autumn: Provider {
    Provider(
      name: "autumn",
      title: "Autumn",
      capabilities: { limits in
        [
          .recurringPrices: .partial("one plan for each price, every so many \(limits.cadence.allowed ?? "intervals"), for at most \(limits.cadence.longest[.year] ?? 1) years"),
          .trials: .partial("up to \(limits.trial.longest) days, on plans that cost something"),
          .recurringAddons: .partial("beside any plan"),
          .oneTimeAddons: .partial("beside any plan"),
          .addonQuantity: .partial("one for each attachment, bounds are not enforced"),
          .topups: .partial("as prepaid quantities, beside any plan"),
          .booleanFeatures: .full,
          .staticFeatures: .partial("access; the value is metadata of the plan"),
          .allowances: .partial("up to \(limits.units?.maximum ?? 0) units; overuse is not carried over"),
          .meters: .partial("names of events; the application sends the numbers, which are summed"),
          .grants: .partial("the amount; it does not expire, and has no priority"),
          .metadata: .partial("any JSON, on plans alone"),
        ]
      },
      options: [
        OptionDeclaration(
          "defaultCurrency", .text, default: "USD",
          "the organization's default currency: the one that amounts are in where nothing else is said"),
        OptionDeclaration(
          "group", .text, default: "the plans that have no group",
          "the group of every plan: a customer has one plan of a group at a time, add-ons aside"),
      ],
      termOptions: ["defaultCurrency"],
      immutable: Immutability.autumn,
      limits: ProviderLimits.autumn,
      families: RuleFamily.Entry.autumn,
      rules: Rule.autumnRules,
      api: .autumn,
      lowering: AutumnLowering.init)
  }
}
