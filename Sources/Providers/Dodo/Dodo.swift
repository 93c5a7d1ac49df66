import Catalog
import Diagnostics

extension Provider {
  package static var dodo: Provider {
    Provider(
      name: "dodo",
      title: "Dodo Payments",
      strategies: Strategies(recurringAddon: "subscription_addon", oneTimeAddon: "subscription_addon"),
      capabilities: { limits in
        [
          .recurringPrices: .limited(
            "one product per price, at intervals of up to \(limits.cadence.longest[.year] ?? 1) years, for \(limits.cadence.longest[.year] ?? 1) years in total"
          ),
          .trials: .limited("up to \(limits.trial.longest) days, on plans"),
          .recurringAddons: .limited(
            "on products with the same interval and currency; Dodo documents up to \(limits.addons.perSubscription ?? 1) per subscription"
          ),
          .oneTimeAddons: .partial("as separate products"),
          .addonQuantity: .partial("quantities are sent, limits are not enforced"),
          .topups: .partial("payment only; your application must grant the usage"),
          .booleanFeatures: .limited(
            "with products, up to \(limits.featuresPerProduct ?? 0) in each, not with recurring add-ons"),
          .staticFeatures: .none("your application must store the value"),
          .allowances: .none("your application or a metering provider must enforce the amount"),
          .meters: .limited("for usage prices of plans; sum, count, max and latest"),
          .grants: .none("your application must grant the usage when the payment arrives"),
          .metadata: .limited("\(limits.metadataSizes), on products and checkouts, not on add-ons"),
        ]
      },
      options: [
        OptionDeclaration(
          "taxCategory", .choice(["digital_products", "saas", "e_book", "edtech", "live_tutoring"]), default: "saas",
          "the tax category of every product and add-on"),
        OptionDeclaration("brandId", .text, default: "the primary brand", "the brand of every product; add-ons have none"),
        OptionDeclaration(
          "taxInclusive", .boolean, default: "the account's", "whether prices of products include tax; not supported by add-ons"),
      ],
      parameters: Parameter.dodo,
      termOptions: ["taxInclusive"],
      immutable: ImmutableFields.dodo,
      limits: ProviderLimits.dodo,
      sources: .dodo,
      families: RuleFamily.Entry.dodo,
      rules: Rule.dodoRules,
      api: .dodo,
      lowering: DodoLowering.init)
  }
}
