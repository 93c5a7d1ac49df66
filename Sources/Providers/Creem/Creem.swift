import Catalog
import Diagnostics

extension Provider {
  package static var creem: Provider {
    Provider(
      name: "creem",
      title: "Creem",
      capabilities: { limits in
        [
          .recurringPrices: .partial(
            "in \(limits.money.codes), one product per price, every \(limits.cadence.longestCounts) at most"),
          .trials: .full,
          .recurringAddons: .partial("as separate subscriptions"),
          .oneTimeAddons: .partial("as products of their own"),
          .addonQuantity: .partial("the quantity is sent, its bounds are not enforced"),
          .topups: .partial("in \(limits.money.codes), as products of their own"),
          .booleanFeatures: .none("your application must give access"),
          .staticFeatures: .none("your application must hold the value"),
          .allowances: .none("recurring credits add up and never reset; your application or a metering provider must keep them"),
          .meters: .none("no price of a catalog is charged by usage"),
          .grants: .partial("as credits of the customer, in whole numbers, that do not expire"),
          .metadata: .partial("on checkouts and their subscriptions, not on products"),
        ]
      },
      options: [
        OptionDeclaration(
          "taxCategory", .choice(["saas", "digital-goods-service", "ebooks"]), default: "the store's",
          "the tax category of new products; Creem does not let it change later"),
        OptionDeclaration(
          "taxMode", .choice(["inclusive", "exclusive"]), default: "the store's", "whether prices include tax"),
        OptionDeclaration(
          "topupCredits", .boolean, default: "true",
          "whether Creem credits the customer with what a top-up grants; if false, your application must grant it"),
      ],
      termOptions: ["taxMode", "topupCredits"],
      immutable: Immutability.creem,
      limits: ProviderLimits.creem,
      families: RuleFamily.Entry.creem,
      rules: Rule.creemRules,
      api: .creem,
      lowering: CreemLowering.init)
  }
}
