import CatalogModel
import Diagnostics

extension Provider {
  static let razorpay = Provider(
    name: "razorpay",
    title: "Razorpay",
    strategies: Strategies(
      plan: "subscription_plan", recurringAddon: "subscription_addon", oneTimeAddon: "subscription_addon", topup: "manual_charge"),
    capabilities: [:],
    options: [
      OptionDeclaration(
        "totalCount", .integer(1...36500), default: "ten years' worth",
        "how many times a subscription is charged before it ends")
    ],
    rules: Rule.razorpayRules,
    lower: { lowering in
    })
}
