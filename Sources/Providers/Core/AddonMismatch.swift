import Catalog
import Diagnostics
import Syntax

/// Why customers of some plans cannot buy an add-on, worded alike for all providers.
struct AddonMismatch {
  let family: RuleFamily
  let message: String
  let help: Phrase?

  /// The add-on has no price in a currency of the plans.
  static func currency(_ addon: Addon, _ plans: PlanSample) -> AddonMismatch {
    AddonMismatch(
      family: .addonCurrencyMismatch, message: "\(quoted(addon.header.id)) has no price in a currency of \(end(plans))",
      help: "add a price in \(plans.onlyTerms?.currency.code ?? "a currency of each plan")")
  }

  /// No price of the add-on aligns with a billing interval of the plans.
  static func interval(_ addon: Addon, _ plans: PlanSample) -> AddonMismatch {
    let needed = plans.onlyTerms.map { "every \($0.cadence.described)" } ?? "for each interval of the plans"
    return AddonMismatch(
      family: .addonIntervalMismatch,
      message: "no price of \(quoted(addon.header.id)) aligns with the interval of \(end(plans))",
      help: "add a price \(needed), or list other plans in `compatiblePlans`")
  }

  /// The add-on has prices in the currency and in the interval of the plans, but no price in both.
  static func currencyAndInterval(_ addon: Addon, _ plans: PlanSample) -> AddonMismatch {
    AddonMismatch(
      family: .addonCurrencyMismatch,
      message: "no price of \(quoted(addon.header.id)) matches both the currency and the interval of \(end(plans))",
      help: plans.onlyTerms.map { "add a price every \($0.cadence.described) in \($0.currency.code)" })
  }

  private static func end(_ plans: PlanSample) -> String {
    "\(names(plans)); customers of \(plans.count == 1 ? "that plan" : "those plans") cannot buy it"
  }
}

extension PlanSample {
  /// The cadence and currency, if there is one plan and all its prices share them.
  fileprivate var onlyTerms: BillingCycle? {
    guard count == 1, let plan = first.first else { return nil }
    let cycles = PlanTerms(plan.prices).cycles
    return cycles.count == 1 ? cycles.first : nil
  }
}
