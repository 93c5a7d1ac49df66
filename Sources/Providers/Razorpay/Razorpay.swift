import CatalogModel
import Diagnostics

extension Provider {
  static let razorpay = Provider(
    name: "razorpay",
    title: "Razorpay",
    strategies: Strategies(
      plan: "subscription_plan", recurringAddon: "subscription_addon", oneTimeAddon: "subscription_addon", topup: "manual_charge"),
    capabilities: [:],
    rules: Rule.razorpayRules,
    lower: { lowering in
    })
}
