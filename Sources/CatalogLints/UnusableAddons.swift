import Catalog
import Diagnostics
import Foundations
import Syntax

/// Finds add-ons that grant nothing, or nothing beyond what their plans already grant: the customer would pay and get nothing.
func lintUnusableAddons(_ catalog: Catalog) -> [Finding] {
  var table = GrantedValueTable(catalog)
  return catalog.addons.compactMap { addon in
    guard let first = addon.entitlements.first else { return nil }
    let name = quoted(addon.header.id)
    let place = addon.header.place.name
    let granted = addon.entitlements.filter(\.isGranted)
    if granted.isEmpty, !addon.isService {
      return Finding(
        .unusableAddon, "add-on \(name) grants nothing because all its entitlements are disabled", at: place,
        help: "enable at least one of them", related: [.init("disabled here", at: first.place)])
    }
    if catalog.plans.isEmpty {
      return Finding(
        .unusableAddon, "add-on \(name) cannot be bought because the catalog has no plans", at: place,
        help: "add a plan, because add-ons are bought with one, or turn the add-on into a plan")
    }
    // An add-on that can be bought several times may count something, such as seats.
    guard let entitlement = granted.first, !addon.multiple, table.grants(granted, inAllOf: addon.compatiblePlans) else {
      return nil
    }
    let plans = catalog.plans(addon.compatiblePlans)
    guard let plan = plans.first, let same = plan.entitlements.first(where: { $0.feature == entitlement.feature }) else {
      return nil
    }
    let plansOfAddon = plans.count == 1 ? "the plan" : "any plan"
    return Finding(
      .unusableAddon, "add-on \(name) adds nothing to \(plansOfAddon) it is available with", at: place,
      help: "remove it, or add a feature that these plans do not include",
      related: [.init("already included in \(quoted(plan.header.id))", at: same.place)])
  }
}

/// Which plans grant what.
private struct GrantedValueTable {
  /// A boolean feature that is enabled, or a static feature with its value.
  private struct GrantedValue: Hashable {
    let feature: Int
    /// Nil for a boolean feature.
    let setting: ScalarString?

    /// Nil if it is disabled, and for an allowance or a limit, which always adds something.
    init?(_ entitlement: Entitlement) {
      feature = entitlement.feature
      switch entitlement.value {
      case .boolean(enabled: true): setting = nil
      case .static(let config): setting = ScalarString(config.text)
      case .boolean(enabled: false), .metered, .limit, .unlimited: return nil
      }
    }
  }

  /// By grant of an add-on: the plans with the same grant.
  private var plans: [GrantedValue: Set<Int>] = [:]
  private let planCount: Int
  /// Bounds the look-ups of pairs of a grant and a plan that an add-on names. A million is enough for any catalog written by
  /// people; add-ons beyond that are assumed to add something. Add-ons for every plan need no look-ups.
  private var lookupsLeft = 1_000_000

  init(_ catalog: Catalog) {
    planCount = catalog.plans.count
    for addon in catalog.addons {
      for grant in addon.entitlements.lazy.compactMap(GrantedValue.init) { plans[grant] = [] }
    }
    if plans.isEmpty { return }
    for plan in catalog.plans.indices {
      let entitlements = catalog.plans[plan].entitlements
      for index in entitlements.indices {
        if let grant = GrantedValue(entitlements[index]) { plans[grant]?.insert(plan) }
      }
    }
  }

  /// Whether every plan of a selection grants all of these entitlements.
  mutating func grants(_ entitlements: [Entitlement], inAllOf selection: PlanSelection) -> Bool {
    entitlements.allSatisfy { entitlement in
      guard let grant = GrantedValue(entitlement), let granting = plans[grant] else { return false }
      switch selection {
      case .every: return granting.count == planCount
      case .named(let named):
        lookupsLeft -= named.count
        return lookupsLeft > 0 && named.allSatisfy(granting.contains)
      }
    }
  }
}
