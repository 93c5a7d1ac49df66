import Catalog
import Diagnostics

extension Provider {
  package static var openmeter: Provider {
    Provider(
      name: "openmeter",
      title: "OpenMeter",
      capabilities: { limits in
        [
          .recurringPrices: .partial("in mode `plans`: every \(limits.cadence.allowed ?? "interval")"),
          .trials: .partial("in mode `plans`, on plans, as a first phase without a fee"),
          .recurringAddons: .partial("in mode `plans`, where the cadence aligns with the plan's and the currency is the plan's"),
          .oneTimeAddons: .partial("in mode `plans`, as a fee that is charged once"),
          .addonQuantity: .partial("in mode `plans`: the maximum; the application enforces a minimum"),
          .topups: .partial("the grant of the usage; a payment provider takes the payment"),
          .booleanFeatures: .full,
          .staticFeatures: .partial("a value of a plan and of an add-on cannot be merged"),
          .allowances: .full,
          .meters: .full,
          .grants: .full,
          .metadata: .partial("text values; others are sent as JSON text"),
        ]
      },
      options: [
        OptionDeclaration(
          "mode", .choice(["entitlements", "plans"]), default: "entitlements",
          "whether customers are billed elsewhere (entitlements), or by OpenMeter (plans)")
      ],
      termOptions: ["mode"],
      immutable: Immutability.openmeter,
      limits: ProviderLimits.openmeter,
      families: RuleFamily.Entry.openmeter,
      rules: Rule.openmeterRules,
      api: .openmeter,
      lowering: OpenMeterLowering.init)
  }
}
