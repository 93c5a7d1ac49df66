import Catalog
import Diagnostics

extension Provider {
  package static var openmeter: Provider {
    Provider(
      name: "openmeter",
      title: "OpenMeter",
      capabilities: { limits in
        [
          .recurringPrices: .limited("in mode `plans`, every \(limits.cadence.allowed ?? "interval")"),
          .trials: .limited("in mode `plans`, for plans, as a free first phase"),
          .recurringAddons: .limited("in mode `plans`, in the plan's currency, with an aligned interval"),
          .oneTimeAddons: .limited("in mode `plans`, as a one-time fee"),
          .addonQuantity: .partial("in mode `plans`, up to the maximum; your application must enforce a minimum"),
          .topups: .partial("grants the usage; a payment provider must charge for it"),
          .booleanFeatures: .full,
          .staticFeatures: .partial("values of a plan and an add-on cannot be merged"),
          .allowances: .full,
          .meters: .full,
          .grants: .full,
          .metadata: .limited("strings; other values are sent as JSON text"),
        ]
      },
      options: [
        OptionDeclaration(
          "mode", .choice(["entitlements", "plans"]), default: "entitlements",
          "who bills customers: another provider (`entitlements`) or OpenMeter (`plans`)")
      ],
      parameters: [
        Parameter("customer", "your own key of the customer"), .quantity, .subscription,
        Parameter("subscription_addon", "the id of the add-on in the subscription"),
        Parameter("subscription_started_at", "the start of the customer's subscription"),
        Parameter("billing_anchor", "the end of the trial"),
        Parameter("effective_at", "the time at which a grant takes effect"),
        Parameter("payment_id", "the id of the payment of a top-up"),
        Parameter("purchase_id", "your own id of the purchase of an add-on"),
      ],
      termOptions: ["mode"],
      immutable: ImmutableFields.openmeter,
      limits: ProviderLimits.openmeter,
      sources: .openmeter,
      families: RuleFamily.Entry.openmeter,
      rules: Rule.openmeterRules,
      api: .openmeter,
      lowering: OpenMeterLowering.init)
  }
}
