import CatalogModel
import Diagnostics

extension Provider {
  static let dodo = Provider(
    name: "dodo",
    title: "Dodo Payments",
    strategies: Strategies(recurringAddon: "subscription_addon", oneTimeAddon: "subscription_addon"),
    capabilities: [:],
    rules: Rule.dodoRules,
    lower: { lowering in
    })
}
