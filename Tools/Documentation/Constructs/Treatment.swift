/// How a provider treats a construct, from best to worst.
package enum Treatment: Comparable, Sendable {
  case exact, emulated, application, no

  /// What a finding says about the construct, by the name of its rule without the provider.
  package static let byRule: [String: Treatment] = {
    let rules: [Treatment: [String]] = [
      // These are about the account, or name what is sent where the catalog says nothing.
      .exact: ["postpaid-required", "topup-priority-missing", "topup-rollover-missing"],
      .emulated: [
        "addon-separate-purchase", "addon-separate-subscription", "charge-approximated", "credit-price", "discount-approximated",
        "filter-by-application", "meter-by-application", "pool-counted-by-application", "quantity-not-enforced",
      ],
      .application: [
        "addon-charged-once", "bought-units-charged", "charged-by-application", "discount-limit-not-enforced", "feature-not-sent",
        "feature-value-not-kept", "held-limit-not-enforced", "limit-not-enforced", "quantity-unsupported", "topup-unsupported",
        "trial-usage-charged", "trial-usage-not-stopped", "usage-stop-not-enforced",
      ],
      .no: [
        "amount-too-precise", "charge-unsupported", "discount-unsupported", "limit-set-unsupported", "reset-longer-than-cycle",
        "trial-card-required", "usage-cycle-unsupported",
      ],
    ]
    return Dictionary(uniqueKeysWithValues: rules.flatMap { treatment, names in names.map { ($0, treatment) } })
  }()
}
