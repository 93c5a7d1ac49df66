import Catalog
import Diagnostics

extension Provider {
  package static var creem: Provider {
    Provider(
      name: "creem",
      title: "Creem",
      capabilities: { limits in
        [
          .recurringPrices: .limited(
            "in \(limits.money.codes), one product per price, at intervals of up to \(limits.cadence.longestCounts)"),
          .trials: .full,
          .recurringAddons: .partial("as separate subscriptions"),
          .oneTimeAddons: .partial("as separate products"),
          .addonQuantity: .partial("the quantity is sent; its limits are not enforced"),
          .topups: .partial("in \(limits.money.codes), as separate products"),
          .booleanFeatures: .none("your application must grant access"),
          .staticFeatures: .none("your application must store the value"),
          .allowances: .none(
            "recurring credits accumulate and never reset; your application or a metering provider must track usage"),
          .meters: .limited("for usage prices, which count calendar months; other usage is left to your application"),
          .grants: .partial("as customer credits: whole numbers without expiration"),
          .metadata: .limited("on checkouts and their subscriptions, not on products"),
        ]
      },
      options: [
        OptionDeclaration(
          "taxCategory", .choice(["saas", "digital-goods-service", "ebooks"]), default: "the store's",
          "the tax category of new products; it cannot be changed later"),
        OptionDeclaration(
          "taxMode", .choice(["inclusive", "exclusive"]), default: "the store's", "whether prices include tax"),
        OptionDeclaration(
          "topupCredits", .boolean, default: "true",
          "whether Creem credits the usage of a top-up to the customer; if false, your application must grant it"),
      ],
      parameters: [
        .customer, .customerKey, .quantity, .subscription,
        Parameter("subscription_item", "the id of the item of the subscription whose quantity changes"), .successURL,
      ],
      termOptions: ["taxMode", "topupCredits"],
      immutable: ImmutableFields.creem,
      limits: ProviderLimits.creem,
      sources: .creem,
      families: RuleFamily.Entry.creem,
      rules: Rule.creemRules,
      api: .creem,
      lowering: CreemLowering.init)
  }
}
