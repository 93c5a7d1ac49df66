import Diagnostics

/// How a provider treats a construct, from best to worst.
package enum Treatment: Comparable, Sendable {
  case exact, emulated, application, no

  /// What a finding says about the construct; nil if it says nothing.
  package init?(_ rule: Rule) {
    let name = rule.name.split(separator: "/").last.map(String.init) ?? rule.name
    if let treatment = Self.byRule[name] {
      self = treatment
    } else if rule.consequence == .application {
      self = .application
    } else {
      return nil
    }
  }

  /// What the consequence of a rule does not say, by the name of the rule without the provider.
  package static let byRule: [String: Treatment] = {
    let rules: [Treatment: [String]] = [
      // These are about the account, or about what is sent where the catalog or the provider says nothing.
      .exact: ["addon-deprecated", "flat-discount", "option-assumed", "postpaid-required"],
      .emulated: [
        "addon-separate-purchase", "addon-separate-subscription", "charge-approximated", "credit-price", "discount-approximated",
        "filter-by-application", "meter-by-application", "pool-counted-by-application", "quantity-not-enforced",
      ],
      .application: ["granted-separately"],
      .no: [
        "amount-too-precise", "charge-unsupported", "discount-unsupported", "limit-set-unsupported", "reset-longer-than-cycle",
        "trial-card-required", "usage-cycle-unsupported",
      ],
    ]
    return Dictionary(uniqueKeysWithValues: rules.flatMap { treatment, names in names.map { ($0, treatment) } })
  }()
}
