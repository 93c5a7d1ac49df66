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
          .recurringPrices: .partial("one product for each price, charged at least every \(limits.cadence.longest[.year] ?? 1) years, for as long in all"),
          .trials: .partial("up to \(limits.trial.longest) days, on plans"),
          .recurringAddons: .partial("on products of the same cadence and currency; Dodo documents \(limits.addons.perSubscription ?? 1) for each subscription"),
          .oneTimeAddons: .partial("as products of their own"),
          .addonQuantity: .partial("the quantity is sent, its bounds are not enforced"),
          .topups: .partial("the payment; the application grants the usage"),
          .booleanFeatures: .none("the application gives access to what is bought"),
          .staticFeatures: .none("the application holds the value"),
          .allowances: .none("the application or a metering provider enforces the amount"),
          .meters: .none("no price of a catalog is charged by usage"),
          .grants: .none("the application grants the usage when the payment arrives"),
          .metadata: .partial("\(limits.metadataSizes), on products and checkouts, not on add-ons"),
        ]
      },
      options: [
        OptionDeclaration(
          "taxCategory", .choice(["digital_products", "saas", "e_book", "edtech", "live_tutoring"]), default: "saas",
          "the tax category of every product and add-on"),
        OptionDeclaration("brandId", .text, default: "the primary brand", "the brand of every product; add-ons have none"),
        OptionDeclaration(
          "taxInclusive", .boolean, default: "the account's", "whether prices of products include tax; add-ons cannot say it"),
      ],
      termOptions: ["taxInclusive"],
      immutable: Immutability.dodo,
      limits: ProviderLimits.dodo,
      families: RuleFamily.Entry.dodo,
      rules: Rule.dodoRules,
      api: .dodo,
      lowering: DodoLowering.init)
  }
}
