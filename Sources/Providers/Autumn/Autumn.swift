import Catalog
import Diagnostics

extension Provider {
  package static var autumn: Provider {
    Provider(
      name: "autumn",
      title: "Autumn",
      capabilities: { limits in
        [
          .recurringPrices: .limited(
            "one plan per price, in \(limits.cadence.allowed ?? "intervals"), up to \(limits.cadence.longest[.year] ?? 1) years"),
          .trials: .limited("up to \(limits.trial.longest) days, on plans that are not free"),
          .recurringAddons: .partial("with any plan"),
          .oneTimeAddons: .partial("with any plan"),
          .addonQuantity: .partial("units of a limit feature; any other add-on once per unit"),
          .topups: .partial("as prepaid quantities, with any plan"),
          .booleanFeatures: .full,
          .staticFeatures: .partial("access only; the value is stored in plan metadata"),
          .allowances: .partial("up to \(limits.units?.maximum ?? 0) units; overage is not carried over"),
          .meters: .partial("as event names; your application must send the numbers, which are summed"),
          .grants: .partial("the amount and its expiration in days or longer, without priority"),
          .metadata: .limited("any JSON, on plans only"),
        ]
      },
      options: [
        OptionDeclaration(
          "defaultCurrency", .text, default: "USD",
          "the organization's default currency, in which amounts without a currency are charged"),
        OptionDeclaration(
          "group", .text, default: "no group",
          "the group of all plans; a customer has one plan per group at a time, not counting add-ons"),
      ],
      parameters: [
        Parameter("customer", "your own id of the customer"), .customerKey, .quantity, .successURL,
        Parameter("units", "how much usage several top-ups add together"),
      ],
      termOptions: ["defaultCurrency"],
      immutable: ImmutableFields.autumn,
      limits: ProviderLimits.autumn,
      sources: .autumn,
      families: RuleFamily.Entry.autumn,
      rules: Rule.autumnRules,
      api: .autumn,
      lowering: AutumnLowering.init)
  }
}
