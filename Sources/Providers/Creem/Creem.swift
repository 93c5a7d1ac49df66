import CatalogModel
import Diagnostics

extension Provider {
  package static var creem: Provider {
    Provider(
      name: "creem",
      title: "Creem",
      capabilities: [
        .recurringPrices: .partial(
          "in EUR or USD, a product for each price, every 365 days, 52 weeks, 24 months or 3 years at most"),
        .trials: .full,
        .recurringAddons: .partial("as subscriptions of their own, beside the plan's"),
        .oneTimeAddons: .partial("as products of their own"),
        .addonQuantity: .partial("the quantity is sent, its bounds are not enforced"),
        .topups: .partial("in EUR or USD, as products of their own"),
        .booleanFeatures: .none("the application gives access to what is bought"),
        .staticFeatures: .none("the application holds the value"),
        .allowances: .none("recurring credits add up and never reset: the application or a metering provider keeps it"),
        .meters: .none("no price of a catalog is charged by usage"),
        .grants: .partial("as credits of a customer, in whole numbers, that never lapse"),
        .metadata: .partial("on checkouts and the subscriptions that they start, not on products"),
      ],
      options: [
        OptionDeclaration(
          "taxCategory", .choice(["saas", "digital-goods-service", "ebooks"]), default: "the store's",
          "the tax category of every product that is made; Creem does not let it change later"),
        OptionDeclaration(
          "taxMode", .choice(["inclusive", "exclusive"]), default: "the store's", "whether prices include tax"),
        OptionDeclaration(
          "topupCredits", .boolean, default: "true",
          "whether Creem credits the customer with what a top-up grants; false: the application grants it"),
      ],
      termOptions: ["taxMode", "topupCredits"],
      immutable: Immutability.creem,
      rules: Rule.creemRules,
      api: .creem,
      lower: { lowering in
        lowering.addNeutralView()
        let products = CreemProducts(&lowering)
        CreemChecks.run(&lowering, products)
        CreemRequests.add(to: &lowering, products)
      })
  }
}
